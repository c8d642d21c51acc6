"""Check of facts and text of a paper: the shape by its JSON Schema, then the rules of every paper and of its kind."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import jsonschema

from toolkit.chinese import Calendar, amount_of_capitals, credit_code_fault, money, official_date, phone_fault
from toolkit.core import WrongValueError
from toolkit.papers import citations
from toolkit.papers.citations import Article
from toolkit.papers.facts import all_text, unwrapped, values_at
from toolkit.papers.forms import completed_facts, schema
from toolkit.papers.rules.agreement import AGREEMENT_RULES
from toolkit.papers.rules.base import Rule, RuleInput, day, error
from toolkit.papers.rules.opinion import OPINION_RULES
from toolkit.papers.rules.other_forms import FORM_RULES
from toolkit.papers.rules.parties import PARTY_RULES
from toolkit.papers.rules.termination import TERMINATION_RULES
from toolkit.papers.rules.wording import WORDING_RULES, agreed_bans, forbidden
from toolkit.records import Finding
from toolkit.workspace import Settings, shipped

_LINE = 40  # characters of a wrong value that a message shows
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_AMOUNT_IN_TEXT = re.compile(r"(\d[\d,]*(?:\.\d+)?)元[（(](人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正]+)[）)]")


def findings(
    paper: str,
    facts: Mapping[str, Any],
    settings: Settings,
    calendar: Calendar,
    articles: tuple[Article, ...] | None = None,
) -> tuple[Finding, ...]:
    """Return every fault of the `facts` for `paper`, errors first; none when the paper may be made.

    `articles` is the table that citations are held against; without it, the shipped one.
    """
    # A field that two parts of the schema ask for is one gap to a reader.
    shape = tuple(dict.fromkeys(_shape(paper, facts)))
    if shape:
        # Rules rely on the shape, so gaps come first and alone.
        return shape
    known = citations.table(shipped("templates/docx/citations.csv")) if articles is None else articles
    # What was left out is null, so that no rule needs what the form does not ask for.
    given = RuleInput(paper, completed_facts(paper, facts), settings, calendar, known)
    faults = [finding for rule in (*_EVERY_PAPER, *_RULES.get(paper, ())) for finding in rule(given)]
    return tuple(sorted(faults, key=lambda finding: finding.level))


def text_findings(paper: str, lines: Sequence[str], facts: Mapping[str, Any] | None = None) -> tuple[Finding, ...]:
    """Return the errors in the text of `paper` as it reads: blanks, tags, forbidden words, amounts that disagree.

    `facts` are those that the paper was made from: once a court has ruled, execution may be mentioned.
    """
    text = "\n".join(lines)
    return (
        *_forbidden_in(paper, text, unwrapped(facts or {})),
        *forbidden(text),
        *_unfilled(text),
        *_disagreeing_amounts(text),
        *_must_say(paper, text),
    )


_FORMATS = jsonschema.FormatChecker()


def _is_money(value: object) -> bool:
    return value is None or money(value) >= 0


def _is_quantity(value: object) -> bool:
    return value is None or Decimal(str(value)) > 0


def _is_phone(value: object) -> bool:
    return not isinstance(value, str) or phone_fault(value) is None


def _is_office_phone(value: object) -> bool:
    return not isinstance(value, str) or phone_fault(value, office=True) is None


def _is_credit_code(value: object) -> bool:
    return not isinstance(value, str) or credit_code_fault(value) is None


_FORMATS.checks("money", raises=WrongValueError)(_is_money)
_FORMATS.checks("quantity", raises=(InvalidOperation, ValueError))(_is_quantity)
_FORMATS.checks("phone")(_is_phone)
_FORMATS.checks("office-phone")(_is_office_phone)
_FORMATS.checks("credit-code")(_is_credit_code)


def _shape(paper: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    shaped = schema(paper)
    checker = jsonschema.Draft202012Validator(shaped, format_checker=_FORMATS)
    for fault in sorted(checker.iter_errors(unwrapped(facts)), key=_place):
        for gap in _gaps(fault):
            yield error("R00", gap.field, gap.message, gap.remedy, gap.basis or "文书应当具备的内容")


def _place(fault: jsonschema.ValidationError) -> list[str]:
    return list(map(str, fault.absolute_path))


@dataclass(frozen=True)
class _Gap:
    """A fault of the shape in words; `basis` is the article that asks for this very field, if there is one."""

    field: str
    message: str
    remedy: str
    basis: str | None


def _gaps(fault: jsonschema.ValidationError) -> Iterator[_Gap]:
    path = ".".join(str(part) for part in fault.absolute_path)
    part = fault.schema if isinstance(fault.schema, Mapping) else {}
    # What a paper as a whole stands on is no ground for a missing telephone number.
    basis = part.get("x-basis") if path else None
    if fault.validator == "required":
        for name in (name for name in fault.validator_value if name not in fault.instance):
            known = part.get("properties", {}).get(name, {})
            message = f"缺少“{known.get('title', name)}”。"
            yield _Gap(".".join(filter(None, (path, name))), message, "请补上。", known.get("x-basis", basis))
        return
    if fault.validator == "additionalProperties":
        extra = sorted(set(fault.instance) - set(part.get("properties", {})))
        yield _Gap(path, f"有不认识的栏目：{'、'.join(extra)}。", "请删去这些栏目。", basis)
        return
    title = part.get("title", path or "事实")
    if fault.instance in (None, "", [], {}):
        yield _Gap(path, f"“{title}”没有填。", "请补上。", basis)
        return
    if isinstance(fault.instance, list | dict):
        yield _Gap(path, f"“{title}”没有填完整。", "请逐栏补上。", basis)
        return
    value = json.dumps(fault.instance, ensure_ascii=False)
    shown = value if len(value) <= _LINE else value[:_LINE] + "……"
    yield _Gap(path, f"“{title}”的写法不对：{shown}。", "请改正。", basis)


def _no_forbidden_words(given: RuleInput) -> Iterator[Finding]:
    yield from _forbidden_in(given.paper, all_text(given.facts), given.facts)


def _forbidden_in(paper: str, text: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    squeezed = re.sub(r"\s", "", text)
    for barred in schema(paper).get("x-must-not-say", ()):
        if barred["rule"] == "R14" and any(values_at(facts, "judicial_confirmation.ruling")):
            continue
        if barred["words"] in squeezed:
            yield error(barred["rule"], "", f"不得写“{barred['words']}”。", "请删去。", barred["basis"])


def _no_id_numbers(given: RuleInput) -> Iterator[Finding]:
    # A list of handed-over files holds long numbers of other kinds, such as hashes.
    if given.paper != "handover_list" and _ID_NUMBER.search(all_text(given.facts)):
        message = "写了身份证号码，拿到这份文书的人都会看到。"
        remedy = "请删去，身份证明另附卷。"
        yield error(
            "R19", "parties", message, remedy, "《中华人民共和国个人信息保护法》第六条；司法部2010年文书格式没有这一栏"
        )


def _unfilled(text: str) -> Iterator[Finding]:
    for sign in ("{{", "{%", "None", "undefined"):
        if sign in text:
            yield error("R00", "", f"文字里留有没有填好的“{sign}”。", "请重新生成草稿。", "文书不得有空缺")


def _disagreeing_amounts(text: str) -> Iterator[Finding]:
    for digits, capitals in _AMOUNT_IN_TEXT.findall(text):
        try:
            same = Decimal(digits.replace(",", "")) == amount_of_capitals(capitals)
        except (InvalidOperation, ValueError, WrongValueError):
            same = False
        if not same:
            yield error(
                "R20", "", f"金额大小写不一致：{digits}元、{capitals}。", "请核对后改成一致。", "《支付结算办法》附一"
            )


def _must_say(paper: str, text: str) -> Iterator[Finding]:
    for sentence in schema(paper).get("x-must-say", ()):
        if sentence["words"] not in text:
            yield error(sentence["rule"], "", f"文字里没有“{sentence['words']}”。", "请照草稿补回。", sentence["basis"])


def _in_order(given: RuleInput) -> Iterator[Finding]:
    """Check that the dates of the facts follow the order that the schema gives, with its labels."""
    latest = None
    for path, label in schema(given.paper).get("x-order", ()):
        days = [day(value) for value in values_at(given.facts, path)]
        for date in days:
            if latest and date < latest[1]:
                message = f"{label}（{official_date(date)}）早于{latest[0]}（{official_date(latest[1])}）。"
                yield error("R21", path, message, "请核对日期。", "程序先后")
        latest = max(
            [(label, date) for date in days] + ([latest] if latest else []), key=lambda each: each[1], default=None
        )


def _cited_laws(given: RuleInput) -> Iterator[Finding]:
    return citations.flaws(given.facts.get("laws") or (), day(given.facts["date"]), given.articles)


_EVERY_PAPER: tuple[Rule, ...] = (_no_forbidden_words, _no_id_numbers, _in_order, _cited_laws)
_EVERY_PAPER += (*WORDING_RULES, *PARTY_RULES)
_RULES: dict[str, tuple[Rule, ...]] = FORM_RULES | {
    "legal_opinion": OPINION_RULES,
    "termination_notice": TERMINATION_RULES,
    "mediation_agreement": (*AGREEMENT_RULES, agreed_bans),
    "oral_agreement": (*FORM_RULES.get("oral_agreement", ()), agreed_bans),
}
