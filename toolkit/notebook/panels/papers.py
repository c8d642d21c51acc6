"""The paper desk: the facts of a paper as a form, checked as they are written; its draft shown, issued when clean.

The facts lie in a file that is written whole after each field. A draft that was edited in Word is never overwritten.
"""

import datetime as dt
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import documents
from toolkit.core import WrongValueError, YehuaError, moves, opening, write_whole
from toolkit.formats import pdf
from toolkit.formats.word import Difference, WordFile
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.messages import Handler, answers
from toolkit.notebook.panels.panel import Background, FileLink, Panel, file_link
from toolkit.papers import (
    CORRECTS,
    FiledPaper,
    case_gates,
    drafting,
    forms,
    list_papers,
    page_layout,
    read_facts,
    with_value,
)
from toolkit.records import Finding
from toolkit.workspace import Desk, shipped

_LARGEST = 20_000_000  # bytes of a Word file that are sent to be shown


@dataclass(frozen=True)
class CopyLink(FileLink):
    """The copy of an issued paper that `holder` keeps."""

    holder: str


@dataclass(frozen=True)
class Issued:
    """The number of an issued paper and its copies."""

    number: str
    copies: tuple[CopyLink, ...]


@dataclass(frozen=True)
class State:
    """The facts, what the rules find in them, whether that bars a draft, and the paper issued from them, if any."""

    facts: dict[str, Any]
    findings: tuple[Finding, ...]
    bars_draft: bool
    issued: Issued | None


@dataclass(frozen=True)
class Opened(State):
    """Everything that is shown when the panel opens; `edited` are the faults of a draft that was edited in Word."""

    title: str
    file: str
    schema: dict[str, Any]
    edited: tuple[Finding, ...]
    files: tuple[FileLink, ...] | None


@dataclass(frozen=True)
class Drafted:
    """The files of a draft; or `edited`, the name of one that was edited in Word and therefore left alone."""

    files: tuple[FileLink, ...] = ()
    no_pdf: bool = False
    edited: str | None = None


@dataclass(frozen=True)
class Rechecked:
    """The changes made in Word, and what the rules find in the draft as it now reads."""

    changes: tuple[Difference, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Printed:
    """Return whether the copies follow as one PDF (news `print`); if not, whether they were opened in Word or WPS."""

    pdf: bool
    opened: bool = True


@dataclass(frozen=True)
class Folder:
    """The folder of the paper, and whether it was opened on this machine."""

    folder: str
    opened: bool


@dataclass(frozen=True)
class Page:
    """The Word file that is shown follows, unless it is too large; `office`: its printed pages will follow, too."""

    office: bool


@dataclass(frozen=True)
class Pages:
    """The printed pages follow as pictures, none where they could not be made."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Unchecked:
    """A field was written, but the facts could not be checked; `record` is for maintainers."""

    record: str


class PaperDesk(Panel):
    """One paper on the facts of one file; a shipped example is copied into the workspace first."""

    _esm = panel.script("papers", "JSZip", "docx")
    _css = panel.style("papers")

    def __init__(self, desk: Desk, paper: str, facts: str | Path) -> None:
        """Open the facts in the file `facts` for `paper`; raise MissingFileError or WrongValueError."""
        self._paper = forms.known_paper(paper)
        self._file = own_facts(desk, facts)
        super().__init__(desk.workspace.log_file, shelf=f"facts:{self._paper}:{desk.workspace.relative(self._file)}")
        self._desk = desk
        self._wanted = 0
        self._seen: tuple[Difference, ...] = ()
        read_facts(self._file)

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question."""
        return {
            "open": answers(self._open),
            "set": answers(self._set),
            "draft": answers(self._make_draft),
            "recheck": answers(self._recheck),
            "issue": answers(self._issue),
            "print": answers(self._print_copies),
            "folder": answers(self._open_folder),
        }

    def _open(self) -> Opened:
        state = self._state()
        shown = self._frozen() or (self._draft if self._draft_exists() else None)
        return Opened(
            **vars(state),
            title=forms.PAPERS[self._paper],
            file=self._desk.workspace.relative(self._file),
            schema=forms.schema(self._paper),
            edited=() if state.issued or shown is None else self._faults_of_text(),
            files=self._show([shown]) if shown else None,
        )

    def _state(self) -> State:
        findings = documents.check(self._desk, self._paper, self._file)
        # A draft may be written before the day that the ledger asks for.
        bars_draft = any(finding.level == "error" and finding.rule != case_gates.DATE_RULE for finding in findings)
        return State(read_facts(self._file), findings, bars_draft, self._issued())

    def _set(self, path: tuple[str | int, ...], value: Any) -> None:
        """Write `value` at `path` of the facts: names of fields and places in lists."""
        try:
            facts = with_value(read_facts(self._file), path, value)
        except (LookupError, TypeError) as fault:
            place = ".".join(map(str, path))
            raise WrongValueError(field="栏目", value=place, why="没有这一栏，请重新打开面板") from fault
        write_whole(self._file, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
        try:
            self.tell("state", self._state())
        except Exception as fault:  # noqa: BLE001 - the field is on the disk, and must not be reported as lost
            plain_faults.keep(fault, self._log)
            self.tell("unchecked", Unchecked(plain_faults.record(fault)))

    # -- the draft ---------------------------------------------------------------------------------------------

    @property
    def _draft(self) -> Path:
        return documents.draft_path(self._desk, self._paper, self._file)

    def _draft_exists(self) -> bool:
        try:
            return self._draft.exists()
        except WrongValueError:
            return False  # the case is still to be filled in

    def _make_draft(self, *, pdf: bool = False, anew: bool = False) -> Drafted:
        """Write the draft, also as `pdf`; `anew` although the one that is there was edited in Word."""
        if self._draft.exists() and self._is_edited():
            if not anew:
                return Drafted(edited=self._draft.name)
            now = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
            moves.move(self._draft, self._draft.with_stem(f"{self._draft.stem}-改稿-{now}"))
        made = documents.fill(self._desk, self._paper, self._file, self._draft, pdf=pdf)
        return Drafted(self._show(made.files), no_pdf=pdf and len(made.files) == 1)

    def _is_edited(self) -> bool:
        """Return whether somebody changed the draft since it was made."""
        kept = self._desk.workspace.drafts / str(WordFile.open(self._draft).draft_id) / "draft.docx"
        return not kept.is_file() or kept.read_bytes() != self._draft.read_bytes()

    def _show(self, files: Sequence[Path]) -> tuple[FileLink, ...]:
        """Send the first of `files` to be shown, now as it is and later as it will be printed; return their links."""
        content = files[0].read_bytes()
        has_office = pdf.office_program() is not None
        self.tell("page", Page(has_office), [content] if len(content) <= _LARGEST else [])
        self._wanted += 1
        if has_office:
            Background().start(self._lay_out, files[0], self._wanted)
        return tuple(file_link(self._desk.workspace, path) for path in files)

    def _lay_out(self, paper: Path, wanted: int) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="yehua-page-", ignore_cleanup_errors=True) as name:
                printed = pdf.to_pdf(paper, Path(name))
                pages = pdf.page_images(printed) if printed else ()
                findings = page_layout.check(paper, printed) if printed else ()
        except Exception as fault:  # noqa: BLE001 - the quick preview stays; the reason is recorded
            plain_faults.keep(fault, self._log)
            pages, findings = (), ()
        # Another draft may have been made since.
        if wanted == self._wanted:
            self.tell("pages", Pages(tuple(findings)), list(pages))

    def _faults_of_text(self) -> tuple[Finding, ...]:
        """Return the errors of a draft that was edited in Word, except those that the facts have anyway."""
        try:
            rechecked = documents.recheck(self._desk, self._draft) if self._is_edited() else None
        except YehuaError:
            return ()  # another file lies in its place, which is reported when it is used
        known = {(finding.rule, finding.message) for finding in documents.check(self._desk, self._paper, self._file)}
        findings = rechecked.findings if rechecked else ()
        errors = (finding for finding in findings if finding.level == "error")
        return tuple(finding for finding in errors if (finding.rule, finding.message) not in known)

    def _recheck(self) -> Rechecked:
        rechecked = documents.recheck(self._desk, self._draft)
        # Whoever issues after this has seen what was changed in Word.
        self._seen = rechecked.changes
        self._show([self._draft])
        return Rechecked(rechecked.changes, rechecked.findings)

    # -- issuing -----------------------------------------------------------------------------------------------

    def _issue(self) -> None:
        draft = documents.current_draft(self._desk, self._paper, self._file)
        drafting.refuse(self._paper, documents.check(self._desk, self._paper, self._file))
        documents.issue(self._desk, documents.case_of(self._desk, self._file), self._paper, draft, agreed=self._seen)
        self.tell("state", self._state())
        if frozen := self._frozen():
            self._show([frozen])

    def _print_copies(self) -> Printed:
        """Send the copies as one PDF to be printed; without LibreOffice, open each in Word or WPS."""
        filed = self._filed()
        copies = [self._desk.workspace.root / copy.file for copy in filed.copies] if filed else []
        content = pdf.joined(copies)
        if content is not None:
            self.tell("print", buffers=[content])
            return Printed(pdf=True)
        return Printed(pdf=False, opened=all(opening.open_outside(path) for path in copies))

    def _open_folder(self) -> Folder:
        filed = self._filed()
        folder = (self._desk.workspace.root / filed.file).parent if filed else self._desk.workspace.papers
        return Folder(str(folder), opening.open_outside(folder))

    def _filed(self) -> FiledPaper | None:
        """Return the newest paper that was issued from the facts as they are now."""
        facts = read_facts(self._file)
        case = facts.get("case")
        filed = list_papers(self._desk.store, case) if isinstance(case, str) and case.strip() else ()
        return next(
            (paper for paper in reversed(filed) if paper.paper == self._paper and _is_issued_from(paper, facts)), None
        )

    def _frozen(self) -> Path | None:
        filed = self._filed()
        path = self._desk.workspace.root / filed.file if filed else None
        return path if path and path.exists() else None

    def _issued(self) -> Issued | None:
        filed = self._filed()
        if filed is None:
            return None
        workspace = self._desk.workspace
        links = [(file_link(workspace, workspace.root / copy.file), copy.holder) for copy in filed.copies]
        return Issued(filed.number, tuple(CopyLink(**vars(link), holder=holder) for link, holder in links))


def _is_issued_from(filed: FiledPaper, facts: Mapping[str, Any]) -> bool:
    return {name: value for name, value in filed.facts.items() if name != CORRECTS} == facts


def own_facts(desk: Desk, facts: str | Path, *, practice: bool = True) -> Path:
    """Return the facts file `facts` if it lies in the workspace, else a copy in its `facts/`, made once.

    Raise MissingFileError; WrongValueError for the shipped, made-up facts unless this is `practice`.
    """
    path, root = desk.file(facts), desk.workspace.root
    if not practice and path.resolve().is_relative_to(shipped("examples").resolve()):
        why = "这是练习用的虚构样例，不能用来办真的事项；请写您自己的事实文件，如 facts/案2026-0001-意见书.json"
        raise WrongValueError(field="事实文件", value=str(facts), why=why)
    if path.resolve().is_relative_to(root):
        return path.resolve()
    own = desk.workspace.facts / path.name
    if not own.exists():
        write_whole(own, json.dumps(read_facts(path), ensure_ascii=False, indent=1) + "\n")
    return own
