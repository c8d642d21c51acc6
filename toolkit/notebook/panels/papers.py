"""The paper desk: the facts of a paper as a form, checked as they are written; its draft on view, issued when clean.

The facts lie in a file that is written whole after each field. A draft that was edited in Word is never written over.
"""

import datetime as dt
import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from toolkit.core import WrongValueError, YehuaError, moves, opening, write_whole
from toolkit.formats import pdf
from toolkit.formats.word import editing
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.panel import Answer, Panel, Told
from toolkit.papers import CORRECTS, FiledPaper, drafting, forms, issue_gates, page_layout, paperwork
from toolkit.records import Finding, to_json
from toolkit.workspace import Desk, shipped

_LARGEST = 20_000_000  # bytes of a Word file that are sent to be shown


class PaperDesk(Panel):
    """The desk of one paper on the facts of one file; a shipped example is copied into the workspace first."""

    _esm = panel.script("papers", "JSZip", "docx")
    _css = panel.style("papers")

    def __init__(self, desk: Desk, paper: str, facts: str | Path) -> None:
        """Open the facts in the file `facts` for `paper`; raise MissingFileError or WrongValueError."""
        self._paper = forms.known_paper(paper)
        self._file = own_facts(desk, facts)
        super().__init__(desk.workspace.log_file, shelf=f"facts:{self._paper}:{desk.workspace.relative(self._file)}")
        self._desk = desk
        self._wanted = 0
        paperwork.facts_of(self._file)

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {
            "open": self._open,
            "set": self._set,
            "draft": self._make_draft,
            "recheck": self._recheck,
            "issue": self._issue,
            "print": self._print_copies,
            "folder": self._open_folder,
        }

    def _open(self, _: Told) -> Told:
        state = self._state()
        shown = self._frozen() or (self._draft if self._draft_exists() else None)
        return {
            "title": drafting.PAPERS[self._paper],
            "file": self._desk.workspace.relative(self._file),
            "schema": forms.schema(self._paper),
            **state,
            "edited": [] if state["issued"] or shown is None else to_json(self._faults_of_text()),
            **(self._shown([shown]) if shown else {}),
        }

    def _state(self) -> Told:
        findings = paperwork.check(self._desk, self._paper, self._file)
        # A draft may be written before the day that the ledger asks for.
        bars_draft = any(one.level == "error" and one.rule != issue_gates.DATE_RULE for one in findings)
        return {
            "facts": paperwork.facts_of(self._file),
            "findings": to_json(findings),
            "bars_draft": bars_draft,
            "issued": self._issued(),
        }

    def _set(self, asked: Told) -> Told:
        facts = paperwork.facts_of(self._file)
        _put(facts, asked["path"], asked["value"])
        write_whole(self._file, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
        try:
            self.tell("state", **self._state())
        except Exception as fault:  # noqa: BLE001 - what was typed is on the disk, and must not be told as lost
            plain_faults.keep(fault, self._log)
            self.tell("unchecked", record=plain_faults.record(fault))
        return {}

    # -- the draft ---------------------------------------------------------------------------------------------

    @property
    def _draft(self) -> Path:
        return paperwork.draft_path(self._desk, self._paper, self._file)

    def _draft_exists(self) -> bool:
        try:
            return self._draft.exists()
        except WrongValueError:
            return False  # the case is still to be filled in

    def _make_draft(self, asked: Told) -> Told:
        if self._draft.exists() and self._is_edited():
            if not asked.get("anew"):
                return {"edited": self._draft.name}
            now = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
            moves.move(self._draft, self._draft.with_stem(f"{self._draft.stem}-改稿-{now}"))
        made = paperwork.fill(self._desk, self._paper, self._file, self._draft, pdf=bool(asked.get("pdf")))
        wants_pdf = bool(asked.get("pdf")) and len(made.files) == 1
        return {**self._shown(made.files), **({"no_pdf": True} if wants_pdf else {})}

    def _is_edited(self) -> bool:
        """Tell whether somebody worked on the draft since it was made."""
        kept = self._desk.workspace.drafts / str(editing.get_draft_id(self._draft)) / "draft.docx"
        return not kept.is_file() or kept.read_bytes() != self._draft.read_bytes()

    def _shown(self, files: Sequence[Path]) -> Told:
        content = files[0].read_bytes()
        self.tell("page", [content] if len(content) <= _LARGEST else [], office=pdf.office_program() is not None)
        self._print(files[0])
        return {"files": [self._link(path) for path in files]}

    def _print(self, paper: Path) -> None:
        """Have LibreOffice, where it is, lay the paper out as it will be printed; that takes some seconds."""
        self._wanted += 1
        if pdf.office_program() is not None:
            threading.Thread(target=self._lay_out, args=(paper, self._wanted), daemon=True).start()

    def _lay_out(self, paper: Path, wanted: int) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="yehua-page-", ignore_cleanup_errors=True) as name:
                printed = pdf.to_pdf(paper, Path(name))
                pages = pdf.page_images(printed) if printed else ()
                findings = page_layout.check(paper, printed) if printed else ()
        except Exception as fault:  # noqa: BLE001 - the quick preview stays; whoever helps finds the reason
            plain_faults.keep(fault, self._log)
            pages, findings = (), ()
        # Another draft may have been made since.
        if wanted == self._wanted:
            self.tell("pages", list(pages), findings=to_json(findings))

    def _link(self, path: Path) -> dict[str, Any]:
        folder = self._desk.workspace.relative(path.parent)
        return {"name": path.name, "folder": folder, "places": panel.sound_places(path)}

    def _faults_of_text(self) -> tuple[Finding, ...]:
        """Return what bars the draft as somebody left it in Word, beyond what its facts are told for."""
        try:
            told = paperwork.recheck(self._desk, self._draft) if self._is_edited() else None
        except YehuaError:
            return ()  # a file that was put in its place is told when it is used
        known = {(one.rule, one.message) for one in paperwork.check(self._desk, self._paper, self._file)}
        errors = (one for one in (told.findings if told else ()) if one.level == "error")
        return tuple(one for one in errors if (one.rule, one.message) not in known)

    def _recheck(self, _: Told) -> Told:
        told = paperwork.recheck(self._desk, self._draft)
        self._shown([self._draft])
        return {"changes": to_json(told.changes), "findings": to_json(told.findings)}

    # -- issuing -----------------------------------------------------------------------------------------------

    def _issue(self, _: Told) -> Told:
        draft = paperwork.current_draft(self._desk, self._paper, self._file)
        drafting.refuse(self._paper, paperwork.check(self._desk, self._paper, self._file))
        paperwork.issue(self._desk, paperwork.case_of(self._desk, self._file), self._paper, draft)
        self.tell("state", **self._state())
        frozen = self._frozen()
        return self._shown([frozen]) if frozen else {}

    def _print_copies(self, _: Told) -> Told:
        """Send the copies as one PDF to be printed; without LibreOffice, open each in Word or WPS."""
        known = self._filed()
        copies = [self._desk.workspace.root / copy.file for copy in known.copies] if known else []
        content = pdf.joined(copies)
        if content is not None:
            self.tell("print", [content])
            return {"pdf": True}
        return {"pdf": False, "opened": all(opening.open_outside(path) for path in copies)}

    def _open_folder(self, _: Told) -> Told:
        known = self._filed()
        folder = (self._desk.workspace.root / known.file).parent if known else self._desk.workspace.papers
        return {"folder": str(folder), "opened": opening.open_outside(folder)}

    def _filed(self) -> FiledPaper | None:
        """Return the newest paper that was issued from the facts as they are now."""
        facts = paperwork.facts_of(self._file)
        case = facts.get("case")
        filed = self._desk.catalogue.papers(case) if isinstance(case, str) and case.strip() else ()
        return next((one for one in reversed(filed) if one.paper == self._paper and _is_of(one, facts)), None)

    def _frozen(self) -> Path | None:
        known = self._filed()
        path = self._desk.workspace.root / known.file if known else None
        return path if path and path.exists() else None

    def _issued(self) -> Told | None:
        known = self._filed()
        if known is None:
            return None
        root = self._desk.workspace.root
        copies = [{"holder": copy.holder, **self._link(root / copy.file)} for copy in known.copies]
        return {"number": known.number, "copies": copies}


def _is_of(filed: FiledPaper, facts: Mapping[str, Any]) -> bool:
    return {name: value for name, value in filed.facts.items() if name != CORRECTS} == facts


def own_facts(desk: Desk, facts: str | Path, *, practice: bool = True) -> Path:
    """Return the facts file `facts` if it lies in the workspace, else a copy in its `facts/`, made once.

    What is made up to practise on is no paper's facts: it is refused unless this is `practice`.
    Raise MissingFileError or WrongValueError.
    """
    path, root = desk.file(facts), desk.workspace.root
    if not practice and path.resolve().is_relative_to(shipped("examples").resolve()):
        why = "这是练习用的虚构样例，不能用来办真的事项；请写您自己的事实文件，如 facts/案2026-0001-意见书.json"
        raise WrongValueError(field="事实文件", value=str(facts), why=why)
    if path.resolve().is_relative_to(root):
        return path.resolve()
    own = desk.workspace.facts / path.name
    if not own.exists():
        write_whole(own, json.dumps(paperwork.facts_of(path), ensure_ascii=False, indent=1) + "\n")
    return own


def _put(facts: Any, path: Sequence[str | int], value: Any) -> None:
    """Set `value` at `path` of `facts`; what is on the way and is not there is made. Raise WrongValueError."""
    at = facts
    for step, after in pairwise(path):
        try:
            missing = (at.get(step) if isinstance(at, dict) else at[step]) is None
            if missing:
                at[step] = [] if isinstance(after, int) else {}
            at = at[step]
        except (IndexError, TypeError) as fault:
            raise _wrong(path) from fault
    try:
        at[path[-1]] = value
    except (IndexError, TypeError) as fault:
        raise _wrong(path) from fault


def _wrong(path: Sequence[str | int]) -> WrongValueError:
    return WrongValueError(field="栏目", value=".".join(map(str, path)), why="没有这一栏，请重新打开面板")
