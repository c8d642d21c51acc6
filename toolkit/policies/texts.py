"""Texts that policies are told by: articles of laws that were imported, and local policies that were typed.

Each passage is word for word. One person copied it, another compared it with the official text; until when it holds is
written down by two persons, too. Only such texts reach a poster or a page, and only as they were registered.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import papers
from toolkit.chinese import same_person
from toolkit.core import (
    RepeatedError,
    UnknownNumberError,
    UnreadableFileError,
    make_folder,
    open_to_read,
    write_whole,
)
from toolkit.loop import events
from toolkit.papers import LawText
from toolkit.policies.wording import number_faults
from toolkit.store import Transaction
from toolkit.workspace import Desk, Workspace

_ADDED, _CHECKED, _ENDED = "policytext.added", "policytext.checked", "policytext.ended"
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千]+条")
_UNREGISTERED = "是旧版收入的，还没有登记校验值，请重新录入、再核对"
_CHANGED = "与登记的校验值不符，被改过；请从备份里恢复，或者重新录入、再核对"
_KEPT = ("law", "place", "text", "version", "in_force", "source", "copied_by")
_SHORT = 16  # signs of the hash in a file's name
_LONGEST = 5000
_LONGEST_NAME = 80


@dataclass(frozen=True, order=True)
class Basis:
    """A place in a law or a policy: its name in full or in short, and the article, paragraph or section."""

    law: str
    place: str

    @property
    def cited(self) -> str:
        """The basis as a page cites it, by the full name of the law."""
        statute = papers.statute_named(self.law)
        return f"《{statute.name if statute else self.law}》{self.place}"

    @classmethod
    def parsed(cls, text: str) -> "Basis":
        """Return the basis that `text` (社会救助法 第十八条) names.

        The place is what stands after the last blank, of any width, or from the article on where no blank is before it.
        """
        plain = " ".join(text.strip().strip("《").replace("》", " ").split())
        law, _, place = plain.rpartition(" ")
        articles = list(_ARTICLE.finditer(plain))
        if articles and (not law or articles[-1].start() < len(law)):
            law, place = plain[: articles[-1].start()], plain[articles[-1].start() :]
        return cls(law.strip() or place, place.replace(" ", "") if law.strip() else "")


@dataclass(frozen=True)
class PolicyText:
    """A passage word for word; `until` is the first day on which it no longer holds.

    `doubt` says in Chinese why it cannot be relied on, "" where it is as it was registered.
    """

    law: str
    place: str
    text: str
    version: dt.date
    in_force: dt.date
    source: str
    copied_by: str
    checked_by: str = ""
    until: dt.date | None = None
    successor: str = ""
    doubt: str = ""

    @property
    def sha256(self) -> str:
        """The hash of what was copied: the words, where they stand, since when they hold, from where and by whom."""
        return hashlib.sha256(_file_text(self).encode()).hexdigest()

    @property
    def cited(self) -> str:
        """The place as a poster cites it."""
        return f"《{self.law}》{self.place}"

    def holds_on(self, day: dt.date) -> bool:
        """Return whether these words are in force on `day`."""
        return self.in_force <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class _End:
    law: str
    place: str
    until: dt.date
    successor: str


class PolicyTexts:
    """Every text of a workspace as it stands: imported laws, local policies, and what was said to have ended."""

    def __init__(self, desk: Desk, tx: Transaction) -> None:
        """Read the laws, the files of local policies, and the events about both."""
        self._laws = papers.registered_laws(desk.workspace, tx)
        logs = events.history(tx, events.WHENEVER, ("policytext.",))
        acts = [event for each in logs.values() for event in each]
        self._ends = [
            _End(
                event.facts["law"],
                event.facts.get("place", ""),
                dt.date.fromisoformat(event.facts["until"]),
                event.facts.get("successor", ""),
            )
            for event in acts
            if event.kind == _ENDED
        ]
        acts.sort(key=lambda event: event.position)
        checked = {event.facts["sha256"]: event.by for event in acts if event.kind == _CHECKED}
        added = [event.facts["sha256"] for event in acts if event.kind == _ADDED]
        self._local = [
            replace(text, checked_by="" if text.doubt else checked.get(text.sha256, ""))
            for text in _local_texts(desk.workspace, added)
        ]

    @property
    def local(self) -> tuple[PolicyText, ...]:
        """The local policies, in the order in which they were taken in."""
        return tuple(self._ended(text) for text in self._local)

    def find(self, basis: Basis, on: dt.date) -> PolicyText | None:
        """Return the newest text of `basis` that had come into force by `on`, or None where none is kept.

        Of two of one day it is the one taken in last: whoever mends a text takes it in again.
        """
        local = reversed(list(self._of_policy(basis)))
        texts = [text for text in (*self._of_law(basis, on), *local) if text.in_force <= on]
        return max(texts, key=lambda text: (text.in_force, not text.doubt), default=None)

    def faults(self, basis: Basis, on: dt.date) -> Iterator[str]:
        """Give in Chinese why `basis` cannot be shown in public on `on`: no text, not compared, no longer in force."""
        if not basis.place:
            yield f"{basis.cited}还没有写是第几条、第几部分"
            return
        text = self.find(basis, on)
        if text is None:
            yield f"{basis.cited}的原文还没有收入（在“政策”页录入，或者用 yehua law import）"
            return
        if text.doubt:
            yield f"{basis.cited}的原文{text.doubt}"
        elif not text.checked_by:
            yield f"{basis.cited}的原文还没有第二个人核对"
        elif same_person(text.copied_by, text.checked_by):
            yield f"{basis.cited}的原文是同一个人（{text.checked_by}）录入和核对的"
        yield from (f"{basis.cited}的原文{why}" for why in number_faults((text.text,)))
        if not text.holds_on(on):
            after = f"，现在看《{text.successor}》" if text.successor else ""
            yield f"{basis.cited}从 {text.until} 起不再施行{after}"

    def keeps(self, basis: Basis) -> bool:
        """Return whether any text of `basis`, or of the whole law where it names no place, is kept."""
        names = {papers.bare(basis.law), papers.bare(_full_name(basis.law))}
        of_laws = (law for law in self._laws if papers.bare(law.name) in names)
        of_policies = (text.place for text in self._local if papers.bare(text.law) in names)
        return any(_has(law, basis.place) for law in of_laws) or any(basis.place in {"", at} for at in of_policies)

    def _of_law(self, basis: Basis, on: dt.date) -> Iterator[PolicyText]:
        law = papers.law_on(self._laws, basis.law, on) or papers.law_on(self._laws, _full_name(basis.law), on)
        article = law.article(basis.place) if law else None
        words = article.passage(basis.place) if article else None
        if law and words:
            yield self._ended(_of_law_text(law, basis.place, words))

    def _of_policy(self, basis: Basis) -> Iterator[PolicyText]:
        return (self._ended(text) for text in self._local if (text.law, text.place) == (basis.law, basis.place))

    def _ended(self, text: PolicyText) -> PolicyText:
        """Return `text` with the end that was written down for it, or for the whole law, after it came into force."""
        ends = [
            end
            for end in self._ends
            if papers.bare(_full_name(end.law)) == papers.bare(_full_name(text.law))
            and _lies_in(text.place, end.place)
            and end.until > text.in_force
        ]
        first = min(ends, key=lambda end: end.until, default=None)
        return replace(text, until=first.until, successor=first.successor) if first else text


def _full_name(law: str) -> str:
    statute = papers.statute_named(law)
    return statute.name if statute else law


def _has(law: LawText, place: str) -> bool:
    article = law.article(place)
    return not place or bool(article and article.passage(place))


def _lies_in(place: str, whole: str) -> bool:
    """Return whether `place` (第二条第一款) lies in `whole` (第二条, or "" for all of it); 第二条之一 does not."""
    return place.startswith(whole) and not (whole and place[len(whole) :].startswith("之"))


def _of_law_text(law: LawText, place: str, words: str) -> PolicyText:
    in_force = law.in_force or law.version
    people = (law.copied_by, law.checked_by)
    return PolicyText(law.name, place, words, law.version, in_force, law.source, *people, doubt=law.doubt)


# -- local policies --------------------------------------------------------------------------------------------


def add_text(desk: Desk, text: PolicyText) -> PolicyText:
    """Keep a local policy that `text.copied_by` typed, and return it; another person still has to compare it.

    Raise EventRefusedError naming every fault, or RepeatedError.
    """
    text = replace(text, text=_tidy(text.text), law=text.law.strip().strip("《》"), place=text.place.strip())
    events.refuse(_text_faults(text))
    with desk.store.transaction() as tx:
        known = PolicyTexts(desk, tx).local
        if any(each.sha256 == text.sha256 and not each.doubt for each in known):
            raise RepeatedError(what=text.cited, last="已经收入了")
        # The file first: without its event it counts for nothing, an event without its file would be a hole.
        path = make_folder(_folder(desk.workspace)) / f"{text.sha256[:_SHORT]}.json"
        write_whole(path, _file_text(text))
        file = desk.workspace.relative(path)
        facts = {"law": text.law, "place": text.place, "sha256": text.sha256, "file": file}
        events.record(
            desk, tx, events.Wish(_ADDED, f"政策:{text.sha256[:_SHORT]}", desk.present, text.copied_by, facts)
        )
    return text


def check_text(desk: Desk, sha256: str, *, by: str) -> PolicyText:
    """Record that `by` compared the local policy whose hash begins with `sha256` with the official one; return it.

    Raise UnknownNumberError, or EventRefusedError where the same person copied it.
    """
    with desk.store.transaction() as tx:
        texts = [text for text in PolicyTexts(desk, tx).local if text.sha256.startswith(sha256)]
        if len(texts) != 1 or not sha256:
            raise UnknownNumberError(what="政策原文", number=sha256)
        text = texts[0]
        events.refuse(_check_faults(text, by))
        facts = {"sha256": text.sha256}
        events.record(desk, tx, events.Wish(_CHECKED, _subject(text), desk.present, by, facts))
    return replace(text, checked_by=by.strip())


def end_text(desk: Desk, basis: Basis, until: dt.date, *, by: str, second: str, successor: str = "") -> None:
    """Record on the word of two persons that a law, or one place in it, no longer holds from the day `until` on.

    Raise EventRefusedError naming every fault, such as that no text of it is kept.
    """
    facts = {"law": basis.law, "place": basis.place, "until": until.isoformat(), "successor": successor}
    with desk.store.transaction() as tx:
        kept = PolicyTexts(desk, tx).keeps(basis)
        events.refuse([] if kept else [f"没有收入过{basis.cited}的原文，请看名称和条款写得对不对"])
        events.record(desk, tx, events.Wish(_ENDED, "政策原文", desk.present, by, facts, second=second))


def articles_needed(bases: Sequence[Basis]) -> dict[str, tuple[str, ...]]:
    """Return by law the articles that `bases` lie in, each once, in the order they are named."""
    needed: dict[str, dict[str, None]] = {}
    for basis in bases:
        match = _ARTICLE.match(basis.place)
        needed.setdefault(_full_name(basis.law), {})[match[0] if match else basis.place] = None
    return {law: tuple(places) for law, places in needed.items()}


def _check_faults(text: PolicyText, by: str) -> Iterator[str]:
    if text.doubt:
        yield f"{text.cited}的原文{text.doubt}"
    if same_person(by, text.copied_by):
        yield "录入和核对要两个人"


def _text_faults(text: PolicyText) -> Iterator[str]:
    for name, words in (("名称", text.law), ("条款", text.place), ("原文", text.text), ("来源", text.source)):
        if not words.strip():
            yield f"没有写{name}"
    if len(text.text) > _LONGEST:
        yield f"原文有 {len(text.text)} 个字，一次最多 {_LONGEST} 个；请分条录入"
    if max(len(text.law), len(text.place)) > _LONGEST_NAME:
        yield f"名称和条款最多 {_LONGEST_NAME} 个字"
    if text.version > text.in_force:
        yield "施行日期在公布日期之前"


def _tidy(words: str) -> str:
    lines = (line.strip(" \t\u3000\u00a0\ufeff") for line in words.replace("\r\n", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _subject(text: PolicyText) -> str:
    return f"政策:{text.sha256[:_SHORT]}"


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "policies" / "texts"


def _file_text(text: PolicyText) -> str:
    return json.dumps({name: str(getattr(text, name)) for name in _KEPT}, ensure_ascii=False, indent=1)


def _local_texts(workspace: Workspace, added: Sequence[str]) -> list[PolicyText]:
    """Return the local policies in the files of `workspace` whose hashes were `added`, in that order.

    Those that are not as they were registered come first; an older one is left out where it was taken in again.
    """
    turn = {sha256: number for number, sha256 in enumerate(added)}
    names = {sha256[:_SHORT] for sha256 in added}
    registered, doubtful = {}, []
    for path in sorted(_folder(workspace).glob("*.json")):
        if path.stem not in names:
            continue  # written before a fault: no event names it
        text = _read(path)
        if text.sha256 in turn:
            registered[text.sha256] = text
        else:
            # At first a text was registered by its words alone, under which others could be put.
            by_words = hashlib.sha256(text.text.encode()).hexdigest() in turn
            doubtful.append(replace(text, doubt=_UNREGISTERED if by_words else _CHANGED))
    places = {(text.law, text.place, text.in_force) for text in registered.values()}
    left = [text for text in doubtful if (text.law, text.place, text.in_force) not in places]
    return [*left, *(registered[sha256] for sha256 in sorted(registered, key=turn.__getitem__))]


def _read(path: Path) -> PolicyText:
    with open_to_read(path) as file:
        content = file.read()
    try:
        row = json.loads(content)
        version, in_force = (dt.date.fromisoformat(row[name]) for name in ("version", "in_force"))
        return PolicyText(row["law"], row["place"], row["text"], version, in_force, row["source"], row["copied_by"])
    except (ValueError, KeyError, TypeError) as fault:
        raise UnreadableFileError(path=path, why=_CHANGED) from fault
