"""A lawyer's edited template, checked before any paper is made from it: every fault at once, with its place.

A template is compared with the shipped one of its paper: unknown fields, fields and sentences that the law requires
and that are gone, unreadable tags; then it is filled once for trial with the facts of the example.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.chinese import names_a_person
from toolkit.core import FactsRefusedError, PaperDamagedError, TemplateRefusedError, open_to_read
from toolkit.formats.word import Rendered, WordFile, rendered, template_fields
from toolkit.papers import forms
from toolkit.papers.draft_changes import broken_locks, names_in
from toolkit.papers.facts import field_schema, fields, pattern_of, unwrapped, values_at, walk
from toolkit.papers.forms import DRAFT_MARK, NUMBER_MARK
from toolkit.papers.rules import check as rules
from toolkit.papers.rules.base import error, warning
from toolkit.papers.values import context
from toolkit.records import Finding
from toolkit.workspace import Workspace

_RULE = "R28"
_BASIS = "模板要能填写，填出的文书要有法律要求的内容"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_SHOWN = 40
_FIELD = "请换成相应的栏目。"
_LEFT = (
    (re.compile(r"\d[\d,]*(?:\.\d+)?(?:元|万元)|人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+元"), "金额", _FIELD),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"), "日期", _FIELD),
    (re.compile(r"\d{17}[\dXx]"), "身份证号码", "请删去，身份证明另附卷。"),
    (re.compile(r"一式[一二两三四五六七八九十\d]+份"), "份数", "请写 {{ copies_text }}，份数按当事人算出。"),
)
_ROLES = "甲方|乙方|丙方|被?申请人|当事人|信访人|调解员|记录人|签名人|代理人|收款人|付款人|承办人|致"
_AFTER_A_ROLE = re.compile(rf"(?:{_ROLES})[：: 　]+([\u4e00-\u9fff]{{2,4}})(?![\u4e00-\u9fff])")
_FEE = re.compile(r"(?:调解|服务|工本|手续|咨询|登记)费|收取[^。；]{0,8}费|缴纳[^。；]{0,8}费")
_NO_FEE = re.compile(r"不收取|不得收取|免收|不收")
_SOUND: set[tuple[str, str]] = set()  # papers and hashes of templates that were found right


def refuse(paper: str, template: Path, workspace: Workspace) -> None:
    """Raise TemplateRefusedError naming every error of `template` for `paper`; the shipped one is right."""
    if template == forms.shipped_template(paper):
        return
    with open_to_read(template) as file:
        mark = (paper, hashlib.sha256(file.read()).hexdigest())
    if mark in _SOUND:
        return
    faults = [fault for fault in check(paper, template, workspace) if fault.level == "error"]
    if faults:
        raise TemplateRefusedError(path=template, why="；".join(f"{fault.message}{fault.remedy}" for fault in faults))
    _SOUND.add(mark)


def check(paper: str, template: Path, workspace: Workspace) -> tuple[Finding, ...]:
    """Return every fault of the Word template at `template` for `paper`, errors first; `field` names the field.

    Raise MissingFileError, or WrongValueError when there is no such paper.
    """
    plain = forms.shipped_template(paper)
    try:
        used = template_fields(template)
    except TemplateRefusedError as fault:
        return tuple(_unusable(str(part)) for part in str(fault.fields["why"]).split("；"))
    lines = WordFile.open(template).lines
    findings = [
        *_unknown(paper, used, lines, workspace),
        *_gone(paper, template_fields(plain) - used),
        *_unsaid(paper, lines, WordFile.open(plain).lines),
        *_forbidden(paper, lines),
        *_of_another_case(lines, WordFile.open(plain).lines),
        *_laid_out(template, plain),
    ]
    if not any(finding.level == "error" and finding.rule == _RULE for finding in findings):
        named = {finding.field for finding in findings if finding.field}
        findings += (finding for finding in _trial(paper, template, workspace) if finding.field not in named)
    distinct = {(finding.rule, finding.message): finding for finding in findings}
    return tuple(sorted(distinct.values(), key=lambda finding: finding.level))


def _unusable(why: str) -> Finding:
    return error(_RULE, "", f"{why}。", "请在 Word 或 WPS 里改正。", _BASIS)


# -- fields ----------------------------------------------------------------------------------------------------


def _unknown(paper: str, used: frozenset[str], lines: tuple[str, ...], workspace: Workspace) -> Iterator[Finding]:
    known = {path for path, _ in fields(forms.schema(paper))}
    known |= {pattern_of(steps) for steps, _ in walk(context(paper, forms.example(paper), workspace))}
    for path in sorted(used - known):
        name = re.split(r"[.\]]", path)[-1].strip("[]") or path
        places = _places(lines, name)
        message = f"事实里没有“{path}”这一栏{places}。"
        yield error(_RULE, path, message, "请对照 FIELDS.md 改正栏目名。", _BASIS)


def _places(lines: tuple[str, ...], name: str) -> str:
    """Return where a tag of `lines` names the field `name`, as a clause."""
    places = [
        f"第 {number} 行“{line.strip()[:_SHOWN]}”"
        for number, line in enumerate(lines, start=1)
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", tag) for tag in _TAG.findall(line))
    ]
    return f"（{'、'.join(places)}）" if places else ""


def _gone(paper: str, gone: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each field that only the shipped template prints: an error where the law requires it."""
    schema = forms.schema(paper)
    needed = dict(fields(schema))
    basis = str(schema.get("x-basis", _BASIS))
    for path in sorted(gone):
        if path in needed:
            yield _missing(path, f"没有写出“{_title(schema, path)}”（{path}）。", basis, needed=needed[path])


def _title(schema: Mapping[str, Any], path: str) -> str:
    return str(field_schema(schema, path).get("title", path))


def _missing(path: str, message: str, basis: str, *, needed: bool) -> Finding:
    if needed:
        return error(_RULE, path, message, "这一栏不能少，请照原模板补回。", basis)
    return warning(_RULE, path, message, "填了的时候文书里也不会有；不要的话可以不管。", basis)


# -- sentences and layout --------------------------------------------------------------------------------------


def _unsaid(paper: str, lines: tuple[str, ...], plain: tuple[str, ...]) -> Iterator[Finding]:
    text, before = "".join(lines), "".join(plain)
    for mark in (NUMBER_MARK, DRAFT_MARK):
        if mark not in text:
            yield error(_RULE, "", f"没有“{mark}”。", "请照原模板补回，签发时要用。", "编号和份别由签发时填写")
    for sentence in forms.schema(paper).get("x-must-say", ()):
        # A sentence that comes from a field is looked for in the filled paper.
        if sentence["words"] in before and sentence["words"] not in text:
            message = f"没有“{sentence['words']}”这句话。"
            yield error(sentence["rule"], "", message, "这句话不能少，请照原模板补回。", sentence["basis"])


def _forbidden(paper: str, lines: tuple[str, ...]) -> Iterator[Finding]:
    for barred in forms.schema(paper).get("x-must-not-say", ()):
        for number, line in enumerate(lines, start=1):
            if barred["words"] in re.sub(r"\s", "", line):
                message = f"第 {number} 行写了“{barred['words']}”：{line.strip()[:_SHOWN]}。"
                yield error(barred["rule"], "", message, "请删去。", barred["basis"])


def _of_another_case(lines: tuple[str, ...], plain: tuple[str, ...]) -> Iterator[Finding]:
    """Yield an error for what a template cannot know and the shipped one does not say: a sum, a day, a name, a fee."""
    for number, line in enumerate(lines, start=1):
        text = _TAG.sub("；", line)
        if line in plain:
            continue
        for pattern, what, remedy in _LEFT:
            for match in pattern.finditer(text):
                message = f"第 {number} 行写死了{what}“{match[0]}”：{line.strip()[:_SHOWN]}。"
                yield error(_RULE, "", message, remedy, "模板每件事都用，这一件的内容由事实填写")
        for match in _AFTER_A_ROLE.finditer(text):
            if names_a_person(match[1]):
                message = f"第 {number} 行写死了姓名“{match[1]}”：{line.strip()[:_SHOWN]}。"
                yield error(_RULE, "", message, "请换成相应的栏目。", "模板每件事都用，这一件的内容由事实填写")
        if _FEE.search(text) and not _NO_FEE.search(text):
            message = f"第 {number} 行写了收费：{line.strip()[:_SHOWN]}。"
            yield error("R10", "", message, "请删去：人民调解不收取任何费用。", "《中华人民共和国人民调解法》第四条")


def _laid_out(template: Path, plain: Path) -> Iterator[Finding]:
    if WordFile.open(template).page_layout != WordFile.open(plain).page_layout:
        remedy = "请把纸张设为 A4，上 34.6、下 32.6、左 28、右 26 毫米。"
        yield warning(_RULE, "", "纸张或页边距和原模板不同。", remedy, "GB/T 9704—2012、GB/T 33476.2—2016")


# -- trial -----------------------------------------------------------------------------------------------------


def _trial(paper: str, template: Path, workspace: Workspace) -> Iterator[Finding]:
    """Yield the faults that show when the template is filled with the facts of the example."""
    try:
        made = rendered(template, context(paper, forms.example(paper), workspace), template)
    except TemplateRefusedError as fault:
        yield _unusable(str(fault.fields["why"]))
    except FactsRefusedError as fault:
        yield error(_RULE, "", f"{fault.fields['listing']}。", "可以不填的栏目要放在“如果有”的标记里。", _BASIS)
    except PaperDamagedError as fault:
        yield _unusable(str(fault.fields["why"]))
    else:
        text = "".join("".join(made.lines).split())
        yield from _unwritten(paper, text, workspace)
        facts = forms.example(paper)
        yield from (each for each in rules.text_findings(paper, made.lines, facts) if each.level != "warning")
        yield from broken_locks(
            paper, _as_shipped(paper, workspace).lines, made.lines, names_in(paper, unwrapped(facts))
        )
        for sentence in forms.schema(paper).get("x-must-say", ()):
            if sentence["words"] not in text:
                message = f"填好以后没有“{sentence['words']}”。"
                yield error(sentence["rule"], "", message, "请照原模板补回。", sentence["basis"])


def _as_shipped(paper: str, workspace: Workspace) -> Rendered:
    """Return the shipped template of `paper`, filled with the facts of the example."""
    plain = forms.shipped_template(paper)
    return rendered(plain, context(paper, forms.example(paper), workspace), plain)


def _unwritten(paper: str, text: str, workspace: Workspace) -> Iterator[Finding]:
    """Yield the fields whose values the shipped template prints for the example and this one does not."""
    schema, plain = forms.schema(paper), forms.shipped_template(paper)
    shown = context(paper, forms.example(paper), workspace)
    before = "".join("".join(_as_shipped(paper, workspace).lines).split())
    needed = dict(fields(schema))
    basis = str(schema.get("x-basis", _BASIS))
    for path in sorted(template_fields(plain) & set(needed)):
        values = ("".join(str(value).split()) for value in values_at(shown, path) if isinstance(value, str | int))
        lost = [value for value in values if value in before and value not in text]
        if lost:
            message = f"填好以后没有“{_title(schema, path)}”（{path}），如“{lost[0][:_SHOWN]}”。"
            yield _missing(path, message, basis, needed=needed[path])
