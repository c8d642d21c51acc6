"""Facts and template to a paper: check, draft, issue in its copies, recheck what a lawyer edited."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.chinese import Calendar
from toolkit.core import (
    FactsRefusedError,
    MissingMarkError,
    PaperDamagedError,
    WrongValueError,
    make_folder,
    moves,
    sha256_of,
    write_whole,
)
from toolkit.formats.word import editing
from toolkit.papers import citations, draft_changes, forms, page_layout, template_checks
from toolkit.papers.facts import unwrapped, values_at
from toolkit.papers.forms import DRAFT_MARK, NUMBER_MARK, PAPERS, template_of
from toolkit.papers.rules import check as document_rules
from toolkit.papers.rules.check import text_findings
from toolkit.papers.values import context, holders
from toolkit.records import Copy, Finding, IssuedPaper
from toolkit.workspace import Workspace, file_name_of, shipped

_FROZEN = "定稿"


@dataclass(frozen=True)
class Draft:
    """A draft that was written, and what to watch in it."""

    paper: str
    files: tuple[Path, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Recheck:
    """What changed in an edited draft, and what bars the paper as it now reads."""

    changes: tuple[editing.Difference, ...]
    findings: tuple[Finding, ...]


def check(paper: str, facts: Mapping[str, Any], workspace: Workspace) -> tuple[Finding, ...]:
    """Return every fault of `facts` for `paper`; raise WrongValueError when there is no such paper."""
    calendar = Calendar(workspace.holidays_file)
    articles = citations.table(articles_file(workspace))
    return document_rules.findings(forms.known_paper(paper), facts, workspace.settings, calendar, articles)


def articles_file(workspace: Workspace) -> Path:
    """Return the table of articles that citations are held against: the workspace's own, else the shipped one."""
    own = workspace.templates / "citations.csv"
    return own if own.exists() else shipped("templates/docx/citations.csv")


def fill(paper: str, facts: Mapping[str, Any], workspace: Workspace, out: Path, *, pdf: bool = False) -> Draft:
    """Write a draft of `paper` to `out`, marked 草稿 and without a number, and keep it with its facts.

    The same facts and template give the same bytes. Raise FactsRefusedError with all findings,
    TemplateRefusedError, or PaperDamagedError when the file does not read back as the facts.
    """
    found = check(paper, facts, workspace)
    refuse(paper, found)
    template = template_of(paper, workspace)
    template_checks.refuse(paper, template, workspace)
    draft_id = _draft_id(paper, facts, template)
    shown = context(paper, facts, workspace)
    made = editing.rendered(template, shown, out, identifier=draft_id)
    _refuse_damaged(paper, made.lines, out)
    keep = make_folder(workspace.drafts / draft_id)
    write_whole(keep / "draft.docx", made.content)
    kept = {"paper": paper, "facts": facts}
    write_whole(keep / "facts.json", json.dumps(kept, ensure_ascii=False, indent=1))
    # Last, so that a draft that lies there is always one that is known.
    write_whole(out, made.content)
    page = editing.to_pdf(out, out.parent) if pdf else None
    pages = page_layout.check(out, page) if page else ()
    return Draft(paper, (out, page) if page else (out,), (*found, *pages))


def refuse(paper: str, found: tuple[Finding, ...]) -> None:
    """Raise FactsRefusedError naming every error in `found`; warnings do not bar a paper."""
    errors = [finding for finding in found if finding.level == "error"]
    if errors:
        listing = "\n".join(f"{n}. {one.message}{one.remedy}（{one.basis}）" for n, one in enumerate(errors, start=1))
        raise FactsRefusedError(paper=PAPERS[paper], count=len(errors), listing=listing, findings=found)


def issue(
    workspace: Workspace, draft: Path, number: str, folder: Path, *, corrects: str | None = None
) -> tuple[IssuedPaper, Path]:
    """Gate the very file `draft` once more and make its copies as `copies` does; return both paper and file.

    Raise FactsRefusedError, MissingMarkError or PaperDamagedError; then nothing is left in `folder`.
    """
    paper, _ = draft_of(workspace, draft)
    make_folder(folder)
    found = gate(workspace, draft)
    refuse(paper, found)
    return copies(workspace, draft, number, folder, corrects=corrects, findings=found)


def gate(workspace: Workspace, draft: Path) -> tuple[Finding, ...]:
    """Return what is told of the facts and of the text of the file `draft` as it reads.

    Raise MissingMarkError when the marks for number and copy are gone.
    """
    paper, facts = draft_of(workspace, draft)
    _, edited = _edited(workspace, draft, paper, facts)
    lines = editing.text_lines(draft)
    lost = [mark for mark in (NUMBER_MARK, DRAFT_MARK) if not any(mark in line for line in lines)]
    found = (*check(paper, facts, workspace), *edited, *_unfinished(draft))
    # What else is wrong is told first, and with all of it.
    if lost and not any(one.level == "error" for one in found):
        raise MissingMarkError(path=draft, marks="、".join(lost))
    return found


def copies(
    workspace: Workspace,
    draft: Path,
    number: str,
    folder: Path,
    *,
    corrects: str | None,
    findings: tuple[Finding, ...],
) -> tuple[IssuedPaper, Path]:
    """Freeze the file `draft`, which passed its gates, under `number` in `folder`, and make its copies.

    Return the paper, with `findings` to be watched, and the frozen file. All copies have one text and differ only in
    the mark that says who keeps them. A paper that `corrects` another names it in that mark. When anything is raised,
    nothing is left in `folder`.
    """
    paper, facts = draft_of(workspace, draft)
    keepers = holders(paper, facts, workspace)
    make_folder(folder)
    base, instead = file_name_of(number), _instead(corrects)
    made: list[Path] = []
    try:
        made.append(_marked(draft, folder / f"{base}.docx", number, f"{_FROZEN}{instead}"))
        for n, holder in enumerate(keepers, start=1):
            name = f"{base}-{n}-{file_name_of(holder)}.docx"
            made.append(_marked(draft, folder / name, number, f"共{len(keepers)}份　第{n}份　执存：{holder}{instead}"))
    except BaseException:
        for path in made:
            moves.remove(path)
        raise
    kept = tuple(
        Copy(holder, workspace.relative(path), sha256_of(path)) for holder, path in zip(keepers, made[1:], strict=True)
    )
    return IssuedPaper(paper, number, sha256_of(made[0]), kept, findings), made[0]


def _instead(corrects: str | None) -> str:
    return f"（更正并代替{corrects}）" if corrects else ""


def is_issued_from(draft: Path, file: Path, number: str, *, corrects: str | None = None) -> bool:
    """Tell whether the frozen `file` of the paper `number`, which `corrects` another or none, reads as `draft` does.

    Raise MissingFileError or UnreadableFileError.
    """
    marks = {NUMBER_MARK: number, DRAFT_MARK: f"{_FROZEN}{_instead(corrects)}"}
    text = "\n".join(editing.text_lines(draft))
    for mark, words in marks.items():
        text = text.replace(mark, words)
    return text == "\n".join(editing.text_lines(file))


def origin(case: str, paper: str, corrects: str | None, draft: Path) -> str:
    """Return the hash by which the store knows what the `paper` of `case` was issued from, 64 hexadecimal digits.

    It stands for the text that the file `draft` reads as, and for the paper that is to be replaced, if any.
    Raise MissingFileError or UnreadableFileError.
    """
    told = [case, paper, corrects, editing.text_lines(draft)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def recheck(workspace: Workspace, path: Path) -> Recheck:
    """Return what was changed in the edited draft at `path` and what bars it as it now reads."""
    paper, facts = draft_of(workspace, path)
    changes, edited = _edited(workspace, path, paper, facts)
    marks = tuple(_lost_marks(editing.text_lines(path)))
    return Recheck(changes, (*check(paper, facts, workspace), *edited, *_unfinished(path), *marks))


def _edited(
    workspace: Workspace, path: Path, paper: str, facts: Mapping[str, Any]
) -> tuple[tuple[editing.Difference, ...], tuple[Finding, ...]]:
    """Return what differs from the kept draft, and what the text as it reads is told for."""
    before = editing.text_lines(workspace.drafts / str(editing.get_draft_id(path)) / "draft.docx")
    after = editing.text_lines(path)
    changes = editing.differences(before, after)
    names = _names(unwrapped(facts), holders(paper, facts, workspace))
    broken = draft_changes.findings(before, after, changes, unwrapped(facts), names)
    return changes, (*text_findings(paper, after, facts), *broken)


def _names(facts: Mapping[str, Any], keepers: tuple[str, ...]) -> tuple[str, ...]:
    people = ("parties[].name", "applicants[].name", "respondents[].name", "petitioner.name", "mediators[].name")
    return tuple(dict.fromkeys((*(name for path in people for name in values_at(facts, path)), *keepers)))


def draft_of(workspace: Workspace, path: Path) -> tuple[str, dict[str, Any]]:
    """Return the paper and the facts that the draft at `path` was made from.

    Raise MissingFileError, or WrongValueError when it is no draft of this workspace.
    """
    draft_id = editing.get_draft_id(path)
    known = workspace.drafts / str(draft_id) / "facts.json"
    if not draft_id or not re.fullmatch("[0-9a-f]{32}", draft_id) or not known.is_file():
        raise WrongValueError(field="草稿", value=path.name, why="它不是本工作文件夹出的草稿，请用“出草稿”一步重新生成")
    kept = json.loads(known.read_text(encoding="utf-8"))
    return str(kept["paper"]), dict(kept["facts"])


def draft_for(workspace: Workspace, paper: str, case: str) -> Path:
    """Return the one draft of `paper` whose facts name `case`; raise WrongValueError when there is none or several."""
    kept = {path: json.loads(path.read_text(encoding="utf-8")) for path in workspace.drafts.glob("*/facts.json")}
    fitting = [path for path, made in kept.items() if made["paper"] == paper and made["facts"].get("case") == case]
    if len(fitting) != 1:
        why = f"这个事项有 {len(fitting)} 份这种草稿，请写明是哪个文件"
        raise WrongValueError(field="草稿", value=PAPERS.get(paper, paper), why=why)
    return fitting[0].with_name("draft.docx")


def _draft_id(paper: str, facts: Mapping[str, Any], template: Path) -> str:
    content = json.dumps([paper, facts, sha256_of(template)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _refuse_damaged(paper: str, lines: tuple[str, ...], named: Path) -> None:
    faults = [finding.message for finding in text_findings(paper, lines)]
    faults += [f"没有“{mark}”" for mark in (NUMBER_MARK, DRAFT_MARK) if not any(mark in line for line in lines)]
    if faults:
        raise PaperDamagedError(path=named, why="；".join(faults))


def _lost_marks(lines: tuple[str, ...]) -> list[Finding]:
    return [
        Finding("R00", "error", "", f"“{mark}”不见了。", "请照草稿原样补回，签发时要用。", "编号和份别由签发时填写")
        for mark in (NUMBER_MARK, DRAFT_MARK)
        if not any(mark in line for line in lines)
    ]


def _unfinished(path: Path) -> list[Finding]:
    """Return what an editor left in the file that a reader of the paper copy would not see, or should not."""
    remedy = "请在 Word 或 WPS 里接受或拒绝修订、删去批注，再保存。"
    return [
        Finding("R00", "error", "", f"文件里还有{one}。", remedy, "签发的文书只能有一种读法")
        for one in editing.unfinished(path)
    ]


def _marked(draft: Path, target: Path, number: str, mark: str) -> Path:
    editing.replace_mark(draft, {NUMBER_MARK: number, DRAFT_MARK: mark}, target)
    moves.make_read_only(target)
    return target
