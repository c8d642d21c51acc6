"""Issuing as one act: every gate first; then number, row, copies and ledger entry in one transaction, or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.cases import ledger_of
from toolkit.core import ChangedMeanwhileError, PendingFiles, WrongValueError, copy_verified, pending_files, sha256_of
from toolkit.papers import drafting, forms, issue_gates, register
from toolkit.papers.issue_gates import Standing
from toolkit.papers.register import FiledPaper, PaperOrder, find_paper
from toolkit.records import Copy, Entry, Finding, IssuedPaper
from toolkit.store import PAPERS, Transaction
from toolkit.workspace import Desk, file_name_of

CORRECTS = "corrects"  # kept beside the facts of a paper that corrects another


@dataclass(frozen=True)
class Wish:
    """What somebody wants issued: the draft as it lay on the disk, its facts, and the paper that it corrects."""

    case: str
    paper: str
    draft: Path
    sha256: str
    facts: Mapping[str, Any]
    corrects: str | None
    issued_from: str

    @property
    def kept(self) -> dict[str, Any]:
        """The facts as they are kept with the paper."""
        return {**self.facts, **({CORRECTS: self.corrects} if self.corrects else {})}


@dataclass(frozen=True)
class Cleared:
    """A wish that passed its gates: the copy of the draft that was gated, and what is to be watched in it."""

    wish: Wish
    copy: Path
    findings: tuple[Finding, ...]


def issue(desk: Desk, case: str, paper: str, draft: Path | None = None, *, corrects: str | None = None) -> IssuedPaper:
    """Gate the draft once more, number and freeze it, make its copies, and note it in the ledger of `case`.

    A paper is never changed: a mistake is mended by a new paper, of other facts or another text, that `corrects` the
    number of the old one and names it. Without `draft`, the one draft of `paper` that was made for `case` is taken as
    it was made. A paper that was issued from this very text is given again, never a second number; any other text of
    a paper that the case has already is refused unless it `corrects` the one that is valid.

    Whatever others could have changed is looked at again inside the transaction that gives the number. After any
    refusal or fault no number is spent and no file lies there. Raise WrongValueError, ChangedMeanwhileError,
    DiskFullError, or FactsRefusedError naming everything that facts, text, ledger and grievances do not agree on.
    """
    wish = _wish(desk, case, paper, draft, corrects)
    with desk.store.reading() as tx:
        now = issue_gates.standing(desk, tx, wish.case, paper, wish.facts)
    known = _known(desk, now, wish)
    if known is not None and known.number in now.noted:
        return as_issued(known)
    findings: tuple[Finding, ...] = ()
    if known is None:
        _refuse_second(now.papers, wish)
        findings = drafting.gate(desk.workspace, wish.draft)
        drafting.refuse(paper, (*findings, *issue_gates.findings(now, paper, wish.facts, wish.corrects)))
    with pending_files.begun(desk.workspace.papers, partial(_is_filed, desk)) as files:
        copy = files.made / "draft.docx"
        if copy_verified(wish.draft, copy) != wish.sha256:
            raise ChangedMeanwhileError(what=f"草稿 {wish.draft.name} ")
        with desk.store.transaction() as tx:
            pending_files.settle_left(desk.workspace.papers, lambda file: tx.row(PAPERS, file=file) is not None)
            return _decided(desk, tx, Cleared(wish, copy, findings), files)


def _wish(desk: Desk, case: str, paper: str, draft: Path | None, corrects: str | None) -> Wish:
    number = ledger_of(desk).state(case, desk.today).case
    path = draft or drafting.draft_for(desk.workspace, paper, number)
    # Taken first: whatever is read of the file afterwards is held to it.
    sha256 = sha256_of(path)
    made_of, facts = drafting.draft_of(desk.workspace, path)
    if made_of != paper:
        raise WrongValueError(field="文书种类", value=paper, why=f"这份草稿是{drafting.PAPERS[made_of]}")
    old = _corrected(desk, number, paper, corrects) if corrects else None
    origin = drafting.origin(number, paper, old, path)
    return Wish(number, paper, path, sha256, facts, old, origin)


def _corrected(desk: Desk, case: str, paper: str, number: str) -> str:
    """Return the number of the paper to be corrected; raise WrongValueError when it is none of this kind and case."""
    old = find_paper(desk.store, number)
    if (old.case, old.paper) != (case, paper):
        raise WrongValueError(field="更正哪一份", value=number, why=f"它不是事项 {case} 的{drafting.PAPERS[paper]}")
    return old.number


def as_issued(filed: FiledPaper) -> IssuedPaper:
    """Return the filed paper as `issue` returned it."""
    return IssuedPaper(filed.paper, filed.number, filed.sha256, filed.copies, ())


# -- the one transaction ---------------------------------------------------------------------------------------


def _decided(desk: Desk, tx: Transaction, cleared: Cleared, files: PendingFiles) -> IssuedPaper:
    """Look once more at what others could have changed, and issue inside `tx` what may still be issued."""
    wish = cleared.wish
    now = issue_gates.standing(desk, tx, wish.case, wish.paper, wish.facts)
    known = _known(desk, now, wish)
    if known is not None:
        # Older versions issued first and noted afterwards, and may have been stopped in between.
        if known.number not in now.noted:
            _note(desk, tx, wish, known.number, known.issued_on)
        return as_issued(known)
    _refuse_second(now.papers, wish)
    drafting.refuse(wish.paper, issue_gates.findings(now, wish.paper, wish.facts, wish.corrects))
    return _issued(desk, tx, cleared, files)


def _issued(desk: Desk, tx: Transaction, cleared: Cleared, files: PendingFiles) -> IssuedPaper:
    wish, room = cleared.wish, files.made / "papers"
    folder = desk.workspace.papers / file_name_of(wish.case)
    day = drafting.paper_date(wish.facts)

    def place(file: str | Path) -> str:
        return desk.workspace.relative(folder / Path(file).name)

    def make(number: str) -> tuple[IssuedPaper, str]:
        issued, frozen = drafting.copies(
            desk.workspace, cleared.copy, number, room, corrects=wish.corrects, findings=cleared.findings
        )
        copies = tuple(Copy(copy.holder, place(copy.file)) for copy in issued.copies)
        return replace(issued, copies=copies), place(frozen)

    order = PaperOrder(wish.paper, wish.case, day, desk.settings, wish.kept, wish.issued_from)
    issued = register.number_and_file(tx, order, make)
    _note(desk, tx, wish, issued.number, day)
    # Last of all: once the files stand in their places, only the commit is left to fail.
    key = place(f"{file_name_of(issued.number)}.docx")
    files.place(key, {path: folder / path.name for path in sorted(room.iterdir())})
    return issued


def _note(desk: Desk, tx: Transaction, wish: Wish, number: str, day: dt.date) -> None:
    entry = Entry(0, wish.case, forms.entry_kind(wish.paper), day, document=number)
    ledger_of(desk).append(tx, entry, desk.today)


def _is_filed(desk: Desk, file: str) -> bool:
    with desk.store.reading() as tx:
        return tx.row(PAPERS, file=file) is not None


# -- earlier papers of the case --------------------------------------------------------------------------------


def _known(desk: Desk, now: Standing, wish: Wish) -> FiledPaper | None:
    """Return the paper that was issued from this very draft, or None."""
    return next((filed for filed in now.papers if filed.paper == wish.paper and _is_of(desk, filed, wish)), None)


def _is_of(desk: Desk, filed: FiledPaper, wish: Wish) -> bool:
    """Tell whether `filed` was issued from the text of the draft, and stands instead of the same paper if of any.

    Its content may have been sealed apart; then nobody can tell, and nothing is claimed.
    """
    if filed.is_emptied or filed.facts.get(CORRECTS) != wish.corrects:
        return False
    if filed.issued_from is not None:
        return filed.issued_from == wish.issued_from
    file = desk.workspace.root / filed.file
    return drafting.is_issued_from(wish.draft, file, filed.number, corrects=wish.corrects)


def _refuse_second(issued: Sequence[FiledPaper], wish: Wish) -> None:
    """Raise WrongValueError when this would be a second paper of its matter, or correct what was replaced before."""
    same_kind = [filed for filed in issued if filed.paper == wish.paper]
    newer = {filed.facts[CORRECTS]: filed.number for filed in same_kind if CORRECTS in filed.facts}
    if wish.corrects is not None and wish.corrects in newer:
        valid = _newest(wish.corrects, newer)
        why = f"它已经由 {valid} 更正并代替，这份草稿没有签发；要再更正，请更正现在有效的 {valid}"
        raise WrongValueError(field="更正哪一份", value=wish.corrects, why=why)
    several = forms.may_be_many(wish.paper)
    rivals = [
        filed for filed in same_kind if not several or filed.facts == wish.kept or filed.issued_from == wish.issued_from
    ]
    if wish.corrects is None and rivals:
        valid = _newest(rivals[0].number, newer)
        name = drafting.PAPERS[wish.paper]
        why = f"此事项已签发{name} {valid}，这份草稿没有签发；要更正请加 --corrects {valid}"
        raise WrongValueError(field="签发", value=wish.draft.name, why=why)


def _newest(number: str, newer: Mapping[str, str]) -> str:
    """Return the paper that stands instead of `number` now, by `newer`: what was replaced, and by which."""
    while number in newer:
        number = newer[number]
    return number
