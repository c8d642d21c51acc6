"""Check of facts and text of a paper: the shape by its JSON Schema, then the rules of every paper and of its kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from toolkit.chinese import Calendar, amount_of_capitals, official_date
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
from toolkit.papers.rules.shape import shape_findings
from toolkit.papers.rules.termination import TERMINATION_RULES
from toolkit.papers.rules.wording import WORDING_RULES, agreed_bans, forbidden
from toolkit.records import Finding
from toolkit.workspace import Settings, shipped

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
    shape = tuple(dict.fromkeys(shape_findings(paper, facts)))
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
