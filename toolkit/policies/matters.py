"""Matters (事项) of the policy dictionary: what a villager can get, who can, what to bring, whom to ask.

A matter is a file by its hash; that somebody wrote it and another checked it are events, so an older version stays
readable. The twenty-one matters that ship are nobody's: each has blanks that only the office can fill.
"""

import datetime as dt
import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import cache
from pathlib import Path
from typing import Any

import cattrs
import tomlkit

from toolkit import records
from toolkit.chinese import same_person
from toolkit.core import (
    UnknownNumberError,
    UnreadableFileError,
    make_folder,
    office_text,
    open_to_read,
    refuse_existing,
    write_whole,
)
from toolkit.loop import events
from toolkit.policies.clips import Clips, Media
from toolkit.policies.texts import Basis
from toolkit.policies.wording import BLANK, blank_name
from toolkit.store import Transaction
from toolkit.workspace import Desk

_SHIPPED = Path(__file__).parent / "data" / "matters.toml"
_ID = re.compile(r"[a-z0-9]{2,12}", re.ASCII)
_WRITTEN, _CHECKED = "matter.written", "matter.checked"
_LARGEST = 200_000
_LATEST_REVIEW = dt.timedelta(days=366)
_ASK = "请打电话问"


@dataclass(frozen=True)
class Contact:
    """An office that answers: its name, its telephone and when somebody is there."""

    name: str
    tel: str
    hours: str = ""


@dataclass(frozen=True)
class Matter:
    """A matter as a page shows it; each `basis` names law and place with a blank between.

    `remedy` says what somebody can do who does not agree: review and court for a decision, but not for a contract.
    """

    id: str
    title: str
    one_line: str
    who: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    basis: tuple[str, ...] = ()
    media: Media | None = None
    remedy: str = ""

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The places in laws and policies that it is told by."""
        return tuple(Basis.parsed(text) for text in self.basis)

    @property
    def words(self) -> tuple[str, ...]:
        """Every text of the matter that a reader sees."""
        spoken = (word for contact in self.contacts for word in (contact.name, contact.tel, contact.hours))
        said = self.media.said if self.media else ()
        lists = (*self.who, *self.gives, *self.bring, *self.steps)
        return (self.title, self.one_line, *lists, self.remedy, *spoken, *said)

    @property
    def blanks(self) -> tuple[str, ...]:
        """What only the office can fill in and has not filled yet."""
        return tuple(blank_name(match) or "未写明" for words in self.words for match in BLANK.finditer(words))

    @property
    def sha256(self) -> str:
        """The hash of the matter as it is kept."""
        return hashlib.sha256(_file_text(self).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """A matter as it stands: who wrote it ("" for one that ships), who checked it and when, and when to look again."""

    matter: Matter
    written_by: str = ""
    checked_by: str = ""
    checked_on: dt.date | None = None
    review_by: dt.date | None = None


@cache
def shipped_matters() -> tuple[Matter, ...]:
    """Return the matters that ship, in the order of the dictionary."""
    rows = tomllib.loads(_SHIPPED.read_text(encoding="utf-8"))["matter"]
    return tuple(cattrs.structure(row, Matter) for row in rows)


def with_advice(matter: Matter) -> Matter:
    """Return `matter` with each blank as the advice to telephone."""

    def filled(words: str) -> str:
        return BLANK.sub(_ASK, words)

    contacts = tuple(
        changed(
            each,
            name=BLANK.sub(lambda blank: blank_name(blank) or _ASK, each.name),
            tel="" if BLANK.search(each.tel) else each.tel,
            hours=BLANK.sub(f"上班时间{_ASK}", each.hours),
        )
        for each in matter.contacts
    )
    return changed(
        matter,
        title=filled(matter.title),
        one_line=filled(matter.one_line),
        contacts=contacts,
        who=tuple(map(filled, matter.who)),
        gives=tuple(map(filled, matter.gives)),
        bring=tuple(map(filled, matter.bring)),
        steps=tuple(map(filled, matter.steps)),
        remedy=filled(matter.remedy),
    )


def read_matter(path: Path) -> Matter:
    """Return the matter in the TOML file at `path`; raise MissingFileError or UnreadableFileError naming each fault."""
    with open_to_read(path) as file:
        content = file.read(_LARGEST)
    try:
        return structured(tomllib.loads(office_text(content)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise UnreadableFileError(path=path, why=f"不是 TOML：{fault}") from fault
    except ValueError as fault:
        raise UnreadableFileError(path=path, why=str(fault)) from fault


def structured(row: Mapping[str, Any]) -> Matter:
    """Return the matter that `row` describes; raise ValueError with every fault in Chinese."""
    try:
        return cattrs.structure(row, Matter)
    except (cattrs.BaseValidationError, TypeError, ValueError, KeyError) as fault:
        raise ValueError("；".join(cattrs.transform_error(fault))) from fault


def export(desk: Desk, matter_id: str, out: Path, *, replace: bool = False) -> Path:
    """Write the matter as it stands to the TOML file `out`, to be filled in and handed back; return `out`.

    Raise UnknownNumberError, or as `refuse_existing`.
    """
    refuse_existing(out, replace=replace)
    with desk.store.reading() as tx:
        standing = all_matters(desk, tx).get(matter_id)
    if standing is None:
        raise UnknownNumberError(what="事项", number=matter_id)
    row = {name: cell for name, cell in records.to_json(standing.matter).items() if cell is not None}
    return write_whole(out, tomlkit.dumps(row))


# -- written and checked ---------------------------------------------------------------------------------------


def write(desk: Desk, matter: Matter, *, by: str) -> Standing:
    """Keep `matter` as `by` wrote it, and return how it stands: another person still has to check it.

    What it says of its explanation gives way to what was taken in. Raise EventRefusedError naming every fault.
    """
    with desk.store.transaction() as tx:
        matter, lacking = _with_own_clip(matter, Clips(desk, tx))
        events.refuse([*_faults(matter), *lacking])
        folder = make_folder(desk.workspace.root / "policies" / "matters")
        # The file first: without its event it counts for nothing, an event without its file would be a hole.
        write_whole(folder / _file_name(matter.id, matter.sha256), _file_text(matter))
        facts = {"matter": matter.id, "sha256": matter.sha256}
        events.record(desk, tx, events.Wish(_WRITTEN, _subject(matter.id), desk.present, by, facts))
    return Standing(matter, by.strip())


def check(desk: Desk, matter_id: str, *, by: str, review_by: dt.date) -> Standing:
    """Record that `by` checked the matter as it stands, to be looked at again by `review_by`; return it.

    Raise UnknownNumberError, or EventRefusedError where the same person wrote it or nobody did.
    """
    with desk.store.transaction() as tx:
        standing = all_matters(desk, tx).get(matter_id)
        if standing is None:
            raise UnknownNumberError(what="事项", number=matter_id)
        events.refuse(_check_faults(standing, by.strip(), review_by, desk.today))
        facts = {"matter": matter_id, "sha256": standing.matter.sha256, "review_by": review_by.isoformat()}
        events.record(desk, tx, events.Wish(_CHECKED, _subject(matter_id), desk.present, by, facts))
    return Standing(standing.matter, standing.written_by, by.strip(), desk.today, review_by)


def known_ids(tx: Transaction) -> frozenset[str]:
    """Return the ids of the matters that ship and of those that anybody wrote."""
    written = tx.subjects((_WRITTEN,), (), events.WHENEVER.until)
    return frozenset((*(each.id for each in shipped_matters()), *(each.partition(":")[2] for each in written)))


def all_matters(desk: Desk, tx: Transaction) -> dict[str, Standing]:
    """Return the matters by id as they stand: those of the office, or without any those that ship."""
    logs = events.history(tx, events.WHENEVER, ("matter.",))
    own = {subject.partition(":")[2]: _standing(desk, acts) for subject, acts in logs.items()}
    order = [matter.id for matter in shipped_matters()]
    if own:
        return dict(sorted(own.items(), key=lambda item: (order.index(item[0]) if item[0] in order else 99, item[0])))
    return {matter.id: Standing(matter) for matter in shipped_matters()}


def _standing(desk: Desk, acts: Sequence[events.Event]) -> Standing:
    """Return a matter by the `acts` on it; a check counts for the very text that was checked."""
    # By position: within one minute the order of events by their moment says nothing.
    written = max((act for act in acts if act.kind == _WRITTEN), key=lambda act: act.position)
    sha256 = written.facts["sha256"]
    path = desk.workspace.root / "policies" / "matters" / _file_name(written.facts["matter"], sha256)
    with open_to_read(path) as file:
        matter = structured(json.loads(file.read()))
    if matter.sha256 != sha256:
        raise UnreadableFileError(path=path, why="内容与登记的不符，被改过；请从备份里恢复这个文件")
    checks = [act for act in acts if act.kind == _CHECKED and act.facts["sha256"] == sha256]
    if not checks:
        return Standing(matter, written.by)
    last = max(checks, key=lambda act: act.position)
    return Standing(matter, written.by, last.by, last.day, dt.date.fromisoformat(last.facts["review_by"]))


def _with_own_clip(matter: Matter, clips: Clips) -> tuple[Matter, Sequence[str]]:
    """Return `matter` with its explanation as it was taken in, and why it is refused where it never was."""
    if matter.media is None:
        return matter, ()
    vouched = clips.vouched(matter.id, matter.media)
    return (changed(matter, media=vouched), ()) if vouched else (matter, tuple(clips.faults(matter.id, matter.media)))


def _faults(matter: Matter) -> Iterator[str]:
    if not _ID.fullmatch(matter.id):
        yield f"代号“{matter.id}”要用 2 到 12 个小写字母或数字"
    for name, words in (("名称", matter.title), ("一句话", matter.one_line)):
        if not words.strip():
            yield f"没有写{name}"


def _check_faults(standing: Standing, by: str, review_by: dt.date, today: dt.date) -> Iterator[str]:
    if not standing.written_by:
        yield "这一件是随程序来的样稿，先由一个人填好、保存，再由另一个人核对"
    elif same_person(by, standing.written_by):
        yield f"写的人和核对的人不能是同一个（{by}）"
    if review_by <= today:
        yield "复核日期要在今天以后"
    elif review_by > today + _LATEST_REVIEW:
        yield "复核日期最晚在一年以内：政策每年都会变"


def _subject(matter_id: str) -> str:
    return f"政策事项:{matter_id}"


def _file_name(matter_id: str, sha256: str) -> str:
    return f"{matter_id}-{sha256[:16]}.json"


def _file_text(matter: Matter) -> str:
    row = records.to_json(matter)
    if not matter.remedy:
        del row["remedy"]  # as matters were kept before there was one: their hashes still hold
    return json.dumps(row, ensure_ascii=False, indent=1, sort_keys=True)
