"""Issuing as one act: every gate first; then number, row, copies and ledger entry in one transaction, or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.cases import ledger_of
from toolkit.core import ChangedMeanwhileError, PendingFiles, WrongValueError, pending_files, sha256_of
from toolkit.formats.word import Difference
from toolkit.papers import case_gates, copies, drafting, drafts, forms, register
from toolkit.papers.case_gates import Standing
from toolkit.papers.drafts import OpenedDraft
from toolkit.papers.facts import paper_date
from toolkit.papers.register import FiledPaper, PaperOrder
from toolkit.papers.rules import questions
from toolkit.records import Entry, Finding, IssuedPaper
from toolkit.store import PAPERS, Transaction
from toolkit.workspace import Desk, file_name_of

CORRECTS = "corrects"  # kept beside the facts of a paper that corrects another


@dataclass(frozen=True)
class _Request:
    """A draft to be issued in a case, the paper that it corrects, and the findings on its facts and its text.

    `agreed` are the changes, made in Word, that a person has seen and agreed to.
    """

    case: str
    draft: OpenedDraft
    corrects: str | None
    findings: tuple[Finding, ...]
    agreed: tuple[Difference, ...]

    @cached_property
    def issued_from(self) -> str:
        """The hash of the draft; the store keeps no two papers of one hash."""
        return copies.origin(self.case, self.draft, self.corrects)

    @property
    def kept_facts(self) -> dict[str, Any]:
        """The facts as they are kept with the paper."""
        return {**self.draft.facts, **({CORRECTS: self.corrects} if self.corrects else {})}


def issue(
    desk: Desk, case: str, draft: OpenedDraft, *, corrects: str | None = None, agreed: Sequence[Difference] = ()
) -> IssuedPaper:
    """Gate `draft`, number and freeze it, make its copies, and note it in the ledger of `case`.

    A paper is never changed: a mistake is mended by a new paper, of other facts or another text, that `corrects` the
    number of the old one and names it. A paper that was issued from this very text is given again, never a second
    number; any other text of a paper that the case has already is refused unless it `corrects` the one that is valid.
    A draft that was changed in Word is refused unless its changes are those that were `agreed`; the ledger keeps them.

    Everything that others can change is read inside the one transaction that gives the number. After any refusal or
    fault no number is spent and no file is left. Raise UnknownNumberError, WrongValueError, MissingMarkError,
    ChangedMeanwhileError, DiskFullError, or FactsRefusedError naming everything that facts, text, ledger and
    grievances do not agree on.
    """
    # Before the transaction: others may go on writing while the text is checked.
    findings = drafts.findings(desk.workspace, draft)
    is_committed = False

    def is_kept(file: str) -> bool:
        return is_committed or _is_filed(desk, file)

    with pending_files.begun(desk.workspace.papers, is_kept) as files:
        with desk.store.transaction() as tx:
            pending_files.settle_left(desk.workspace.papers, lambda file: tx.row(PAPERS, file=file) is not None)
            now = case_gates.standing(desk, tx, case, draft.paper, draft.facts)
            old = _corrected(tx, now.state.case, draft.paper, corrects) if corrects else None
            issued = _decided(desk, tx, now, _Request(now.state.case, draft, old, findings, tuple(agreed)), files)
        is_committed = True
    return issued


def _is_filed(desk: Desk, file: str) -> bool:
    with desk.store.reading() as tx:
        return tx.row(PAPERS, file=file) is not None


def _corrected(tx: Transaction, case: str, paper: str, number: str) -> str:
    """Return the number of the paper to be corrected; raise WrongValueError when it is none of this kind and case."""
    old = register.paper(tx, number)
    if (old.case, old.paper) != (case, paper):
        raise WrongValueError(field="更正哪一份", value=number, why=f"它不是事项 {case} 的{forms.PAPERS[paper]}")
    return old.number


def as_issued(filed: FiledPaper) -> IssuedPaper:
    """Return the filed paper as `issue` returned it."""
    return IssuedPaper(filed.paper, filed.number, filed.sha256, filed.copies, ())


# -- the one transaction ---------------------------------------------------------------------------------------


def _decided(desk: Desk, tx: Transaction, now: Standing, request: _Request, files: PendingFiles) -> IssuedPaper:
    """Return the paper that was issued from this draft before, or issue it; raise what bars it, as things stand."""
    known = _known(desk, now, request)
    if known is not None:
        # Older versions issued first and noted afterwards, and may have been stopped in between.
        if known.number not in now.noted:
            _note(desk, tx, request, known.number, known.issued_on)
        return as_issued(known)
    _refuse_second(now.papers, request)
    drafts.refuse_lost_marks(request.draft, request.findings)
    paper, facts = request.draft.paper, request.draft.facts
    gates = case_gates.findings(now, paper, facts, request.corrects)
    drafting.refuse(paper, questions.barring((*request.findings, *gates)))
    _refuse_unagreed(request)
    # A draft that somebody saved since it was read would be issued unseen.
    if sha256_of(request.draft.word.path) != request.draft.word.sha256:
        raise ChangedMeanwhileError(what=f"草稿 {request.draft.word.path.name} ")
    return _issued(desk, tx, request, files)


def _refuse_unagreed(request: _Request) -> None:
    changes = request.draft.changes
    if changes != request.agreed:
        listing = "\n".join(drafts.listed(changes)) or "没有改动"
        why = (
            f"它和出的草稿不同，改了这些，都看过、同意了再签发（面板里先按“看改了什么”，命令加 --agree）：\n{listing}\n"
        )
        raise WrongValueError(field="签发", value=request.draft.word.path.name, why=why)


def _issued(desk: Desk, tx: Transaction, request: _Request, files: PendingFiles) -> IssuedPaper:
    room, folder = files.made / "papers", desk.workspace.papers / file_name_of(request.case)
    day = paper_date(request.draft.facts)

    def place(file: str | Path) -> str:
        return desk.workspace.relative(folder / Path(file).name)

    def make(number: str) -> tuple[IssuedPaper, str]:
        issued, frozen = copies.write(
            desk.workspace, request.draft, number, room, corrects=request.corrects, findings=request.findings
        )
        placed = tuple(replace(copy, file=place(copy.file)) for copy in issued.copies)
        return replace(issued, copies=placed), place(frozen)

    order = PaperOrder(request.draft.paper, request.case, day, desk.settings, request.kept_facts, request.issued_from)
    issued = register.number_and_file(tx, order, make)
    _note(desk, tx, request, issued.number, day)
    # Last of all: once the files stand in their places, only the commit is left to fail.
    key = place(f"{file_name_of(issued.number)}.docx")
    files.place(key, {path: folder / path.name for path in sorted(room.iterdir())})
    return issued


def _note(desk: Desk, tx: Transaction, request: _Request, number: str, day: dt.date) -> None:
    changes = drafts.listed(request.draft.changes)
    note = f"签发前在 Word 里改了 {len(changes)} 处，签发人都已看过并同意：{'；'.join(changes)}" if changes else None
    entry = Entry(0, request.case, forms.entry_kind(request.draft.paper), day, document=number, note=note)
    ledger_of(desk).append(tx, entry, desk.today)


# -- earlier papers of the case --------------------------------------------------------------------------------


def _known(desk: Desk, now: Standing, request: _Request) -> FiledPaper | None:
    """Return the paper that was issued from this very draft, or None."""
    return next(
        (filed for filed in now.papers if filed.paper == request.draft.paper and _is_of(desk, filed, request)), None
    )


def _is_of(desk: Desk, filed: FiledPaper, request: _Request) -> bool:
    """Return whether `filed` was issued from the text of the draft, and stands instead of the same paper if of any.

    Its content may have been sealed apart; then nobody can tell, and nothing is claimed.
    """
    if filed.is_emptied or filed.facts.get(CORRECTS) != request.corrects:
        return False
    if filed.issued_from is not None:
        return filed.issued_from == request.issued_from
    file = desk.workspace.root / filed.file
    return copies.is_issued_from(request.draft, file, filed.number, corrects=request.corrects)


def _refuse_second(issued: Sequence[FiledPaper], request: _Request) -> None:
    """Raise WrongValueError when this would be a second paper of its matter, or correct what was replaced before."""
    same_kind = [filed for filed in issued if filed.paper == request.draft.paper]
    newer = {filed.facts[CORRECTS]: filed.number for filed in same_kind if CORRECTS in filed.facts}
    if request.corrects is not None and request.corrects in newer:
        valid = _newest(request.corrects, newer)
        why = f"它已经由 {valid} 更正并代替，这份草稿没有签发；要再更正，请更正现在有效的 {valid}"
        raise WrongValueError(field="更正哪一份", value=request.corrects, why=why)
    several = forms.may_be_many(request.draft.paper)
    rivals = [
        filed
        for filed in same_kind
        if not several or filed.facts == request.kept_facts or filed.issued_from == request.issued_from
    ]
    if request.corrects is None and rivals:
        valid = _newest(rivals[0].number, newer)
        name = forms.PAPERS[request.draft.paper]
        why = f"此事项已签发{name} {valid}，这份草稿没有签发；要更正请加 --corrects {valid}"
        raise WrongValueError(field="签发", value=request.draft.word.path.name, why=why)


def _newest(number: str, newer: Mapping[str, str]) -> str:
    """Return the paper that stands instead of `number` now, by `newer`: what was replaced, and by which."""
    while number in newer:
        number = newer[number]
    return number
