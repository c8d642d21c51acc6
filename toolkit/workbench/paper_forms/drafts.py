"""The draft of a form: made from its facts, taken out to Word, brought back, held against what was made."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from toolkit import documents
from toolkit.core import WrongValueError, YehuaError, moves, sha256_of, write_whole
from toolkit.papers import CORRECTS, FiledPaper, OpenedDraft, forms, list_papers, read_facts
from toolkit.records import Finding
from toolkit.workspace import Desk


@dataclass(frozen=True)
class Paper:
    """One paper of a case that is written on: its kind, its case, and the file of its facts."""

    case: str
    paper: str
    file: Path


@dataclass(frozen=True)
class Change:
    """A change that somebody made in Word: the line before and after, "" where there was none."""

    old: str
    new: str


@dataclass(frozen=True)
class DraftLine:
    """The draft as it lies in the workspace.

    `is_edited` says that it was changed in Word, `is_current` that the facts are still those it was made from;
    `seen` is what a person agrees to who has seen `changes`.
    """

    name: str
    is_edited: bool
    is_current: bool
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    seen: str


@dataclass(frozen=True)
class IssuedLine:
    """The paper issued last: its number, who keeps its copies, whether it was made from the facts as they are."""

    number: str
    holders: tuple[str, ...]
    is_current: bool


def path_of(desk: Desk, paper: Paper) -> Path:
    """Return where the draft of `paper` lies, made or not."""
    return documents.draft_path(desk, paper.paper, paper.file)


def line(desk: Desk, paper: Paper) -> DraftLine | None:
    """Return the draft as it lies in the workspace, None when there is none."""
    path = path_of(desk, paper)
    if not path.exists():
        return None
    try:
        opened = documents.open_draft(desk, paper.case, paper.paper, path)
        is_edited = opened.made.sha256 != opened.word.sha256
        findings = documents.recheck(desk, path).findings if is_edited else ()
    except YehuaError as fault:
        broken = Finding("R00", "error", "", str(fault), "请另出一份草稿。", "草稿要能读出来")
        return DraftLine(path.name, True, False, (), (broken,), "")  # noqa: FBT003 - fields in their order
    return DraftLine(
        name=path.name,
        is_edited=is_edited,
        is_current=dict(opened.facts) == read_facts(paper.file),
        changes=tuple(Change(change.old or "", change.new or "") for change in opened.changes) if is_edited else (),
        findings=findings,
        seen=opened.word.sha256,
    )


def make(desk: Desk, paper: Paper) -> Path:
    """Write the draft anew from the facts as they are; one that was edited in Word is kept under another name.

    Raise FactsRefusedError with every finding that bars it.
    """
    path, known = path_of(desk, paper), line(desk, paper)
    if known and known.is_current and not known.is_edited:
        return path
    if known and known.is_edited:
        now = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        moves.move(path, path.with_stem(f"{path.stem}-改稿-{now}"))
    return documents.fill(desk, paper.paper, paper.file, path).files[0]


def take_back(desk: Desk, paper: Paper, sent: Path) -> None:
    """Put the Word file that came back in the place of the draft; what lay there, if edited, is kept.

    Raise WrongValueError when it is no draft of this paper and case, or of other facts than the form holds now.
    """
    opened = documents.open_draft(desk, paper.case, paper.paper, sent)
    if opened.facts.get("case") != paper.case:
        why = f"它是 {opened.facts.get('case')} 的草稿，不是 {paper.case} 的"
        raise WrongValueError(field="改过的草稿", value=sent.name, why=why)
    if dict(opened.facts) != read_facts(paper.file):
        why = "寄出草稿以后，表上的内容又改过。请先出新的草稿，把律师的改动合并进去"
        raise WrongValueError(field="改过的草稿", value=sent.name, why=why)
    path, known = path_of(desk, paper), line(desk, paper)
    if known and known.is_edited and sha256_of(path) != sha256_of(sent):
        now = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        moves.move(path, path.with_stem(f"{path.stem}-改稿-{now}"))
    write_whole(path, sent.read_bytes())


def issue(desk: Desk, paper: Paper, seen: str) -> str:
    """Issue the paper and return its number; changes made in Word pass only if `seen` is the draft as it lies there.

    A draft that nobody edited is made from the facts as they are. An issued paper of the case that may stand only once
    is corrected by the new one. Raise what `documents.issue` raises.
    """
    known = line(desk, paper)
    if known is None or not (known.is_edited or known.is_current):
        make(desk, paper)
    draft = documents.current_draft(desk, paper.paper, paper.file)
    agreed = draft.changes if draft.word.sha256 == seen else ()
    return documents.issue(
        desk, paper.case, paper.paper, draft, corrects=_to_correct(desk, paper, draft), agreed=agreed
    ).number


def _to_correct(desk: Desk, paper: Paper, draft: OpenedDraft) -> str | None:
    """Return the number of the issued paper that a paper of other facts would stand instead of, or None."""
    newest = newest_of(desk, paper)
    if newest is None or forms.may_be_many(paper.paper) or _facts_of(newest) == dict(draft.facts):
        return None
    return newest.number


def newest_of(desk: Desk, paper: Paper) -> FiledPaper | None:
    """Return the paper of this kind that was issued last in the case, None when there is none."""
    filed = [each for each in list_papers(desk.store, paper.case) if each.paper == paper.paper]
    return filed[-1] if filed else None


def issued_line(desk: Desk, paper: Paper) -> IssuedLine | None:
    """Return the paper of this kind that was issued last in the case, None when there is none."""
    newest = newest_of(desk, paper)
    if newest is None:
        return None
    holders = tuple(copy.holder for copy in newest.copies)
    return IssuedLine(newest.number, holders, _facts_of(newest) == read_facts(paper.file))


def issued_file(desk: Desk, paper: Paper) -> Path | None:
    """Return the issued paper that was made from the facts as they are; None when there is none, or it is not here."""
    newest = newest_of(desk, paper)
    if newest is None or newest.is_emptied or _facts_of(newest) != read_facts(paper.file):
        return None
    file = desk.workspace.root / newest.file
    return file if file.exists() else None


def _facts_of(filed: FiledPaper) -> dict[str, object]:
    return {name: value for name, value in filed.facts.items() if name != CORRECTS}
