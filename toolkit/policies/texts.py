"""Texts that policies are told by: articles of laws that were imported, and local policies that were typed.

Each passage is word for word. One person copied it, another compared it with the official text; until when it holds is
written down by two persons, too. Only such texts reach a poster or a page.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from toolkit import papers
from toolkit.core import RepeatedError, UnknownNumberError, make_folder, write_whole
from toolkit.loop import events
from toolkit.papers import LawText
from toolkit.policies.wording import number_faults
from toolkit.store import Transaction
from toolkit.workspace import Desk, Workspace

_ADDED, _CHECKED, _ENDED = "policytext.added", "policytext.checked", "policytext.ended"
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百千]+条")
_KEPT = ("law", "place", "text", "version", "in_force", "source", "copied_by")
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
        """Return the basis that `text` (社会救助法 第十八条) names; the place is what stands after the last blank."""
        law, _, place = text.strip().strip("《").replace("》", " ").rpartition(" ")
        return cls(law.strip() or place, place if law.strip() else "")


@dataclass(frozen=True)
class PolicyText:
    """A passage word for word; `until` is the first day on which it no longer holds, `sha256` that of its words."""

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

    @property
    def sha256(self) -> str:
        """The hash of the words."""
        return hashlib.sha256(self.text.encode()).hexdigest()

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
        self._laws = papers.kept_laws(desk.workspace)
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
        checked = {event.facts["sha256"]: event.by for event in acts if event.kind == _CHECKED}
        added = {event.facts["sha256"] for event in acts if event.kind == _ADDED}
        self._local = [
            replace(text, checked_by=checked.get(text.sha256, ""))
            for text in _local_texts(desk.workspace)
            if text.sha256 in added
        ]

    @property
    def local(self) -> tuple[PolicyText, ...]:
        """The local policies, by name, place and version."""
        return tuple(self._ended(text) for text in self._local)

    def find(self, basis: Basis, on: dt.date) -> PolicyText | None:
        """Return the newest text of `basis` that had come into force by `on`, or None where none is kept."""
        texts = [text for text in (*self._of_law(basis, on), *self._of_policy(basis)) if text.in_force <= on]
        return max(texts, key=lambda text: text.in_force, default=None)

    def faults(self, basis: Basis, on: dt.date) -> Iterator[str]:
        """Give in Chinese why `basis` cannot be shown in public on `on`: no text, not compared, no longer in force."""
        text = self.find(basis, on)
        if text is None:
            yield f"{basis.cited}的原文还没有收入（在“政策”页录入，或者用 yehua law import）"
            return
        if not text.checked_by:
            yield f"{basis.cited}的原文还没有第二个人核对"
        yield from (f"{basis.cited}的原文{why}" for why in number_faults((text.text,)))
        if not text.holds_on(on):
            after = f"，现在看《{text.successor}》" if text.successor else ""
            yield f"{basis.cited}从 {text.until} 起不再施行{after}"

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
            if papers.bare(end.law) == papers.bare(text.law)
            and end.place in {"", text.place}
            and end.until > text.in_force
        ]
        first = min(ends, key=lambda end: end.until, default=None)
        return replace(text, until=first.until, successor=first.successor) if first else text


def _full_name(law: str) -> str:
    statute = papers.statute_named(law)
    return statute.name if statute else law


def _of_law_text(law: LawText, place: str, words: str) -> PolicyText:
    in_force = law.in_force or law.version
    return PolicyText(law.name, place, words, law.version, in_force, law.source, law.copied_by, law.checked_by)


# -- local policies --------------------------------------------------------------------------------------------


def add_text(desk: Desk, text: PolicyText) -> PolicyText:
    """Keep a local policy that `text.copied_by` typed, and return it; another person still has to compare it.

    Raise EventRefusedError naming every fault, or RepeatedError.
    """
    text = replace(text, text=_tidy(text.text), law=text.law.strip().strip("《》"), place=text.place.strip())
    events.refuse(_text_faults(text))
    with desk.store.transaction() as tx:
        known = PolicyTexts(desk, tx).local
        if any(each.sha256 == text.sha256 and each.cited == text.cited for each in known):
            raise RepeatedError(what=text.cited, last="已经收入了")
        # The file first: without its event it counts for nothing, an event without its file would be a hole.
        row = {
            name: str(cell) for name, cell in asdict(text).items() if name not in {"until", "successor", "checked_by"}
        }
        path = make_folder(_folder(desk.workspace)) / f"{text.sha256[:16]}.json"
        write_whole(path, json.dumps(row, ensure_ascii=False, indent=1))
        facts = {"law": text.law, "place": text.place, "sha256": text.sha256}
        events.record(desk, tx, events.Wish(_ADDED, f"政策:{text.sha256[:16]}", desk.present, text.copied_by, facts))
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
        events.refuse(["录入和核对要两个人"] if by.strip() == text.copied_by else [])
        facts = {"sha256": text.sha256}
        events.record(desk, tx, events.Wish(_CHECKED, f"政策:{text.sha256[:16]}", desk.present, by, facts))
    return replace(text, checked_by=by.strip())


def end_text(desk: Desk, basis: Basis, until: dt.date, *, by: str, second: str, successor: str = "") -> None:
    """Record on the word of two persons that a law, or one place in it, no longer holds from the day `until` on.

    Raise EventRefusedError naming every fault.
    """
    events.refuse([] if basis.law else ["没有写是哪部法律或者哪份文件"])
    facts = {"law": basis.law, "place": basis.place, "until": until.isoformat(), "successor": successor}
    with desk.store.transaction() as tx:
        events.record(desk, tx, events.Wish(_ENDED, "政策原文", desk.present, by, facts, second=second))


def articles_needed(bases: Sequence[Basis]) -> dict[str, tuple[str, ...]]:
    """Return by law the articles that `bases` lie in, each once, in the order they are named."""
    needed: dict[str, dict[str, None]] = {}
    for basis in bases:
        match = _ARTICLE.match(basis.place)
        needed.setdefault(_full_name(basis.law), {})[match[0] if match else basis.place] = None
    return {law: tuple(places) for law, places in needed.items()}


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


def _folder(workspace: Workspace) -> Path:
    return workspace.root / "policies" / "texts"


def _local_texts(workspace: Workspace) -> Iterator[PolicyText]:
    for path in sorted(_folder(workspace).glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        days = {name: dt.date.fromisoformat(row[name]) for name in ("version", "in_force")}
        yield PolicyText(**(row | days))
