"""Drafts of a workspace, each read once: what it was made from, how it reads now, what bars it, what was changed."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from toolkit.core import MissingMarkError, WrongValueError
from toolkit.formats.word import Difference, Revision, WordFile, changed_look, differences, open_by, revisions
from toolkit.papers import draft_changes, drafting
from toolkit.papers.facts import unwrapped
from toolkit.papers.forms import DRAFT_MARK, NUMBER_MARK, PAPERS
from toolkit.papers.rules.check import text_findings
from toolkit.papers.values import holders
from toolkit.records import Finding
from toolkit.workspace import Workspace

_NAMES = {"added": "新增", "removed": "删去", "changed": "改动"}


@dataclass(frozen=True)
class OpenedDraft:
    """A draft as its file read at one moment, with the paper and the facts it was made from.

    `kept` is the copy of the draft as it was made, in the workspace.
    """

    paper: str
    facts: Mapping[str, Any]
    word: WordFile
    kept: Path

    @cached_property
    def changes(self) -> tuple[Difference, ...]:
        """How the text differs from the draft as it was made; raise MissingFileError when that is gone."""
        return differences(self.made_lines, self.word.lines)

    @cached_property
    def made(self) -> WordFile:
        """The draft as it was made; raise MissingFileError when that is gone."""
        return WordFile.open(self.kept) if self.kept != self.word.path else self.word

    @property
    def made_lines(self) -> tuple[str, ...]:
        """The lines of the draft as it was made."""
        return self.made.lines

    @property
    def unseen_changes(self) -> tuple[str, ...]:
        """What was changed that no line of the text shows, in Chinese: pictures, fields, page numbers, the look."""
        return () if self.made.sha256 == self.word.sha256 else changed_look(self.made, self.word)

    @property
    def lost_marks(self) -> tuple[str, ...]:
        """Those of the marks for number and copy that the text no longer holds."""
        marks = (NUMBER_MARK, DRAFT_MARK)
        return tuple(mark for mark in marks if not any(mark in line for line in self.word.lines))


@dataclass(frozen=True)
class Recheck:
    """The changes in an edited draft, and the findings on its facts and on its text as it now reads.

    `revisions` are Word's own that nobody accepted or refused yet.
    """

    changes: tuple[Difference, ...]
    findings: tuple[Finding, ...]
    revisions: tuple[Revision, ...] = ()


def open_draft(workspace: Workspace, path: Path) -> OpenedDraft:
    """Read the draft at `path`; raise MissingFileError, or WrongValueError when it is no draft of this workspace."""
    word = WordFile.open(path)
    folder = workspace.drafts / str(word.draft_id)
    if not re.fullmatch("[0-9a-f]{32}", word.draft_id or "") or not (folder / "facts.json").is_file():
        raise WrongValueError(field="草稿", value=path.name, why="它不是本工作文件夹出的草稿，请用“出草稿”一步重新生成")
    made = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    return OpenedDraft(made["paper"], made["facts"], word, folder / "draft.docx")


def kept_draft(workspace: Workspace, paper: str, case: str) -> Path:
    """Return the one draft of `paper` whose facts name `case`; raise WrongValueError when there is none or several."""
    kept = {path: json.loads(path.read_text(encoding="utf-8")) for path in workspace.drafts.glob("*/facts.json")}
    fitting = [path for path, made in kept.items() if made["paper"] == paper and made["facts"].get("case") == case]
    if len(fitting) != 1:
        why = f"这个事项有 {len(fitting)} 份这种草稿，请写明是哪个文件"
        raise WrongValueError(field="草稿", value=PAPERS.get(paper, paper), why=why)
    return fitting[0].with_name("draft.docx")


def findings(workspace: Workspace, draft: OpenedDraft) -> tuple[Finding, ...]:
    """Return the findings on the facts of `draft` and on its text as it reads."""
    lines, keepers = draft.word.lines, holders(draft.paper, draft.facts, workspace)
    return (
        *drafting.check(draft.paper, draft.facts, workspace),
        *text_findings(draft.paper, lines, draft.facts),
        *drafting.check_edits(
            draft.paper, [(each.old or "", each.new or "") for each in draft.changes], draft.facts, workspace
        ),
        *draft_changes.findings(draft.paper, draft.made_lines, lines, unwrapped(draft.facts), keepers),
        *_unfinished((*_open_revisions(draft.word), *draft.word.unfinished, *draft.unseen_changes)),
    )


def listed(changes: Sequence[Difference]) -> list[str]:
    """Return `changes` in Chinese, a numbered line each."""
    return [f"{n}. {_NAMES[change.kind]}：{_told(change)}" for n, change in enumerate(changes, start=1)]


def _told(change: Difference) -> str:
    return " → ".join(text for text in (change.old, change.new) if text is not None)


def _open_revisions(word: WordFile) -> list[str]:
    people = [f"{name}{count}处" for name, count in open_by(word).items()]
    return [f"里有修订还没有接受或者拒绝（{'、'.join(people)}），请逐处接受或者拒绝"] if people else []


def refuse_lost_marks(draft: OpenedDraft, findings_so_far: Sequence[Finding]) -> None:
    """Raise MissingMarkError when a mark is gone and no error of `found` bars the draft, which would be told first."""
    if draft.lost_marks and not any(finding.level == "error" for finding in findings_so_far):
        raise MissingMarkError(path=draft.word.path, marks="、".join(draft.lost_marks))


def recheck(workspace: Workspace, path: Path) -> Recheck:
    """Return what was changed in the edited draft at `path`, and what bars it as it now reads."""
    draft = open_draft(workspace, path)
    remedy, basis = "请照草稿原样补回，签发时要用。", "编号和份别由签发时填写"
    lost = [Finding("R00", "error", "", f"“{mark}”不见了。", remedy, basis) for mark in draft.lost_marks]
    return Recheck(draft.changes, (*findings(workspace, draft), *lost), revisions(draft.word))


def _unfinished(traces: Sequence[str]) -> list[Finding]:
    """Return an error for each trace of editing that a reader of the printed copy would not see, or should not."""
    remedy = "请在 Word 或 WPS 里改好，再保存。"
    basis = "签发的文书只能有一种读法"
    return [Finding("R00", "error", "", f"草稿{trace}。", remedy, basis) for trace in traces]
