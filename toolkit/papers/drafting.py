"""Facts and template to a draft (草稿): checked, filled, read back, and kept with the facts it was made from."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.chinese import Calendar
from toolkit.core import FactsRefusedError, PaperDamagedError, make_folder, sha256_of, write_whole
from toolkit.formats import to_pdf
from toolkit.formats.word import rendered
from toolkit.papers import citations, forms, page_layout, template_checks
from toolkit.papers.forms import DRAFT_MARK, LARGE_PRINT, NUMBER_MARK
from toolkit.papers.rules import check as rules
from toolkit.papers.values import VERY_WORDS, context
from toolkit.records import Finding
from toolkit.workspace import Workspace, shipped


@dataclass(frozen=True)
class PaperDraft:
    """A draft that was written: its Word file, then its PDF if one was made, and the findings to be watched."""

    paper: str
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


def check(paper: str, facts: Mapping[str, Any], workspace: Workspace) -> tuple[Finding, ...]:
    """Return every fault of `facts` for `paper`; raise WrongValueError for an unknown paper."""
    calendar = Calendar(workspace.holidays_file)
    articles = citations.table(articles_file(workspace))
    return rules.findings(forms.known_paper(paper), facts, workspace.settings, calendar, articles)


def check_edits(
    paper: str, changes: Sequence[tuple[str, str]], facts: Mapping[str, Any], workspace: Workspace
) -> tuple[Finding, ...]:
    """Return what the rules on texts have against the lines of a draft that an edit changed: old line, new line."""
    articles = citations.table(articles_file(workspace))
    calendar = Calendar(workspace.holidays_file)
    return rules.edited_findings(
        paper, changes, facts, settings=workspace.settings, calendar=calendar, articles=articles
    )


def articles_file(workspace: Workspace) -> Path:
    """Return the table of articles that citations are held against: the workspace's own, else the shipped one."""
    own = workspace.templates / "citations.csv"
    return own if own.exists() else shipped("templates/docx/citations.csv")


def fill(paper: str, facts: Mapping[str, Any], workspace: Workspace, out: Path, *, pdf: bool = False) -> PaperDraft:
    """Write a draft of `paper` to `out`, marked 草稿 and without a number, and keep it with its facts.

    The same facts and template give the same bytes. Raise FactsRefusedError with all findings,
    TemplateRefusedError, or PaperDamagedError when the file does not read back as the facts.
    """
    findings = check(paper, facts, workspace)
    refuse(paper, findings)
    template = forms.template_of(paper, workspace)
    template_checks.refuse(paper, template, workspace)
    values = context(paper, facts, workspace)
    draft_id = _draft_id(paper, facts, template, values)
    made = rendered(template, values, out, identifier=draft_id, large_print=bool(values[LARGE_PRINT]))
    _refuse_damaged(paper, made.lines, facts, out)
    keep = make_folder(workspace.drafts / draft_id)
    write_whole(keep / "draft.docx", made.content)
    write_whole(keep / "facts.json", json.dumps({"paper": paper, "facts": facts}, ensure_ascii=False, indent=1))
    # Last, so that a draft found at `out` is always one whose facts are kept.
    write_whole(out, made.content)
    page = to_pdf(out, out.parent) if pdf else None
    parted = page_layout.check(out, page) if page else ()
    return PaperDraft(paper, (out, page) if page else (out,), (*findings, *parted))


def on_shipped_form(paper: str, facts: Mapping[str, Any], workspace: Workspace, named: Path) -> bytes:
    """Return a Word file with `facts` on the form of `paper` that comes with the program, whatever the office's is.

    `named` stands for it in errors. Raise FactsRefusedError or TemplateRefusedError where they do not fit any more.
    """
    return rendered(forms.shipped_template(paper), context(paper, facts, workspace), named, identifier="0" * 32).content


def refuse(paper: str, findings: tuple[Finding, ...]) -> None:
    """Raise FactsRefusedError naming every error in `findings`; warnings and questions bar no draft."""
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        lines = [f"{n}. {error.message}{error.remedy}（{error.basis}）" for n, error in enumerate(errors, start=1)]
        name, listing = forms.PAPERS[paper], "\n".join(lines)
        raise FactsRefusedError(paper=name, count=len(errors), listing=listing, findings=findings)


def _draft_id(paper: str, facts: Mapping[str, Any], template: Path, shown: Mapping[str, Any]) -> str:
    # What is quoted of a law depends on the texts that the workspace keeps.
    quoted = [law["holds"] for law in shown.get("laws") or () if VERY_WORDS in law["holds"]]
    content = json.dumps([paper, facts, sha256_of(template), *quoted], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _refuse_damaged(paper: str, lines: tuple[str, ...], facts: Mapping[str, Any], out: Path) -> None:
    faults = [finding.message for finding in rules.text_findings(paper, lines, facts)]
    faults += [f"没有“{mark}”" for mark in (NUMBER_MARK, DRAFT_MARK) if not any(mark in line for line in lines)]
    if faults:
        raise PaperDamagedError(path=out, why="；".join(faults))
