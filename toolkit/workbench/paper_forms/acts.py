"""What a person does on the form of a paper; each answer is in the workspace before the page says that it is."""

import datetime as dt
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from pathlib import Path
from typing import Any

from toolkit import documents
from toolkit.core import WrongValueError
from toolkit.formats import pdf
from toolkit.papers import interview, lawyer_bundle
from toolkit.workbench.fields import Done, Given, Sheet, read_sheet, sent_file, sheet_of, text_of
from toolkit.workbench.paper_forms import drafts
from toolkit.workbench.paper_forms.pages import PaperForm, paper_of, shown
from toolkit.workspace import Desk


@dataclass(frozen=True)
class Answered(Done):
    """What was done, and the form as it stands afterwards."""

    form: PaperForm | None = None


_Change = Callable[[interview.Facts], interview.Facts]


def _changed(desk: Desk, given: Given, change: _Change, words: str = "") -> Answered:
    paper = paper_of(desk, given)
    interview.changed(desk, paper.case, paper.paper, change)
    return Answered(words, form=shown(desk, paper))


def _answer(desk: Desk, given: Given) -> Answered:
    """Write the answers in `answers`, a JSON object of paths and texts, all or none."""
    kind, told = given.get("paper", ""), _object(text_of(given, "answers", "所填的内容"))

    def change(facts: interview.Facts) -> interview.Facts:
        return reduce(lambda so_far, one: interview.answered(kind, so_far, one[0], one[1]), told.items(), facts)

    return _changed(desk, given, change)


def _object(text: str) -> dict[str, str]:
    try:
        parsed = json.loads(text)
    except ValueError as fault:
        raise WrongValueError(field="所填的内容", value="", why="没有传完整，请再试一次") from fault
    if not isinstance(parsed, dict) or not all(isinstance(value, str) for value in parsed.values()):
        raise WrongValueError(field="所填的内容", value="", why="没有传完整，请再试一次")
    return parsed


def _add(desk: Desk, given: Given) -> Answered:
    path = text_of(given, "path", "栏目")
    return _changed(desk, given, partial(interview.with_item, given.get("paper", ""), path=path))


def _remove(desk: Desk, given: Given) -> Answered:
    path = text_of(given, "path", "栏目")
    return _changed(desk, given, partial(interview.without_item, given.get("paper", ""), path=path))


def _use_clause(desk: Desk, given: Given) -> Answered:
    kind, name = text_of(given, "kind", "纠纷"), text_of(given, "name", "条款")
    known = (each for each in interview.library(desk.workspace) if (each.kind, each.name) == (kind, name))
    clause = next(known, None)
    if clause is None:
        raise WrongValueError(field="条款", value=f"{kind}·{name}", why="条款库里没有这一条，请刷新网页再选")
    committee = desk.settings.committee.name
    change = partial(interview.with_clause, given.get("paper", ""), clause=clause, committee=committee)
    return _changed(desk, given, change)


def _fill_slot(desk: Desk, given: Given) -> Answered:
    path, slot = text_of(given, "path", "栏目"), text_of(given, "slot", "空")
    text = given.get("text", "").strip()
    return _changed(desk, given, partial(interview.with_slot, given.get("paper", ""), path=path, slot=slot, text=text))


def _use_person(desk: Desk, given: Given) -> Answered:
    """Take over what an earlier paper says of a party."""
    path, name, case = (text_of(given, field, "当事人") for field in ("path", "name", "of"))
    known = interview.people(interview.earlier_papers(desk))
    person = next((each for each in known if (each.name, each.case) == (name, case)), None)
    if person is None:
        raise WrongValueError(field="当事人", value=name, why=f"{case} 里没有这个人的资料，请刷新网页再看")
    kind = given.get("paper", "")
    fields = interview.fields_for(kind, path.partition(".")[0], person)
    return _changed(desk, given, partial(interview.with_person, kind, path=path, fields=fields))


def _reply(desk: Desk, given: Given) -> Answered:
    """Answer a question that words cannot decide; the answer is kept with the paper."""
    reply = {
        "question": text_of(given, "question", "问题"),
        "answer": text_of(given, "answer", "答复"),
        "by": text_of(given, "by", "答复人"),
        "on": desk.today.isoformat(),
    }
    return _changed(desk, given, partial(interview.with_reply, reply=reply))


# -- the draft -------------------------------------------------------------------------------------------------


def _draft(desk: Desk, given: Given) -> Answered:
    paper = paper_of(desk, given)
    path = drafts.make(desk, paper)
    words = "草稿已出，在浏览器的“下载”里。用 Word 或 WPS 改好、保存以后，在这里按“交回改过的草稿”。"
    return Answered(words, sheet=read_sheet(path), form=shown(desk, paper))


def _take_back(desk: Desk, given: Given) -> Answered:
    paper = paper_of(desk, given)
    with sent_file(given, "file", "改过的草稿", needed=True) as sent:
        assert sent is not None  # noqa: S101 - it is needed
        drafts.take_back(desk, paper, sent)
    form = shown(desk, paper)
    changes = len(form.draft.changes) if form.draft else 0
    return Answered(f"收到了，改了 {changes} 处，列在下面。" if changes else "收到了，和出的草稿一字不差。", form=form)


def _marked(desk: Desk, given: Given) -> Answered:
    """Give the edited draft with its changes as Word's own revisions."""
    paper = paper_of(desk, given)
    path, by = drafts.path_of(desk, paper), text_of(given, "by", "您的姓名")
    now = dt.datetime.now().astimezone()
    sheet = sheet_of(f"{path.stem}-修订.docx", lambda place: documents.mark_changes(desk, path, place, by, now))
    return Answered("改动标成了 Word 的修订，在浏览器的“下载”里。", sheet=sheet, form=shown(desk, paper))


def _issue(desk: Desk, given: Given) -> Answered:
    paper = paper_of(desk, given)
    number = drafts.issue(desk, paper, given.get("seen", ""))
    return Answered(f"已签发 {number}。", f"/paper/{paper.case}/{paper.paper}", number, form=shown(desk, paper))


# -- what is taken along ---------------------------------------------------------------------------------------


def _copy(desk: Desk, given: Given) -> Done:
    """Give the copy of an issued paper that `holder` keeps."""
    paper, holder = paper_of(desk, given), text_of(given, "holder", "持有人")
    newest = drafts.newest_of(desk, paper)
    copies = newest.copies if newest else ()
    file = next((copy.file for copy in copies if copy.holder == holder), None)
    if file is None:
        raise WrongValueError(field="持有人", value=holder, why="这份文书没有给这个人的一份")
    return Done("", sheet=read_sheet(desk.workspace.root / file))


def _printed(desk: Desk, given: Given) -> Done:
    """Give all copies as one PDF to be printed; without LibreOffice, the copies in one ZIP file."""
    newest = drafts.newest_of(desk, paper_of(desk, given))
    files = [desk.workspace.root / copy.file for copy in newest.copies] if newest else []
    content = pdf.joined(files)
    if content is not None:
        return Done("", sheet=sheet_of("打印.pdf", lambda place: place.write_bytes(content)))
    words = "这台电脑没有能转 PDF 的程序（LibreOffice），各份的 Word 文件在下载的压缩包里，请用 Word 或 WPS 打印。"
    return Done(words, sheet=_zipped("各份文书.zip", files))


def _bundle(desk: Desk, given: Given) -> Done:
    """Give the bundle of the case for a lawyer as one ZIP file."""
    case = text_of(given, "case", "事项")
    with tempfile.TemporaryDirectory(prefix="yehua-bundle-", ignore_cleanup_errors=True) as folder:
        made = lawyer_bundle.write(desk, case, Path(folder) / "材料")
        sheet = _zipped(f"{case}-材料.zip", list(made.files), made.folder)
    left_out = "、".join(made.left_out)
    return Done(f"没有放进去：{left_out}。" if left_out else "材料在浏览器的“下载”里。", sheet=sheet)


def _zipped(name: str, files: list[Path], top: Path | None = None) -> Sheet:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as made:
        for file in files:
            made.write(file, str(file.relative_to(top)) if top else file.name)
    return sheet_of(name, lambda place: place.write_bytes(content.getvalue()))


# -- the library of clauses ------------------------------------------------------------------------------------


def _clauses_out(desk: Desk, _given: Given) -> Done:
    content = interview.written(interview.library(desk.workspace))
    sheet = sheet_of("条款库.csv", lambda place: place.write_bytes(content))
    return Done("条款库在浏览器的“下载”里，用 Excel 或 WPS 改好，再在这里放回来。", sheet=sheet)


def _clauses_in(desk: Desk, given: Given) -> Done:
    with sent_file(given, "file", "条款库", needed=True) as sent:
        assert sent is not None  # noqa: S101 - it is needed
        count = interview.replace_own(desk.workspace, sent)
    return Done(f"条款库换好了，共 {count} 条。")


ACTS: Mapping[str, Callable[[Desk, Given], Any]] = {
    "form_answer": _answer,
    "form_add": _add,
    "form_remove": _remove,
    "form_clause": _use_clause,
    "form_slot": _fill_slot,
    "form_person": _use_person,
    "form_reply": _reply,
    "form_draft": _draft,
    "form_take_back": _take_back,
    "form_marked": _marked,
    "form_issue": _issue,
    "paper_copy": _copy,
    "paper_printed": _printed,
    "case_bundle": _bundle,
    "clauses_out": _clauses_out,
    "clauses_in": _clauses_in,
}
