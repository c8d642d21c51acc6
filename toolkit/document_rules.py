"""What each paper must hold before it may exist: one function a rule, each with its article.

The shape of the facts is a JSON Schema; what the law asks beyond a shape is a rule of its own here.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

import jsonschema

from toolkit import citations
from toolkit.citations import Article
from toolkit.dates import Calendar, deadline, official_date
from toolkit.errors import WrongValueError
from toolkit.form_rules import FORM_RULES
from toolkit.forms import PAPERS, completed, known_paper, schema, sourced, unwrapped, values_at
from toolkit.gates import Case, Rule, all_text, day, error, warning
from toolkit.identifiers import amount_of_capitals, credit_code_fault, money, phone_fault
from toolkit.records import Entry, Finding
from toolkit.settings import Settings, shipped

__all__ = [
    "PAPERS",
    "chain_findings",
    "completed",
    "findings",
    "known_paper",
    "schema",
    "sourced",
    "text_findings",
    "unwrapped",
]

_REVIEW_DAYS = 30  # 信访工作条例 Art 35
_CONFIRMATION_DAYS = 30  # 民事诉讼法 Art 205
_VAGUE = ("若干", "尽快", "适当", "另行协商", "酌情")
_TITLE_WORDS = ("归其所有", "所有权归", "使用权归", "确权给")
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
        # Rules may rely on the shape, so a gap is told before anything that is counted from it.
        return shape
    known = citations.table(shipped("templates/docx/citations.csv")) if articles is None else articles
    case = Case(paper, unwrapped(facts), settings, calendar, known)
    found = [one for rule in (*_EVERY_PAPER, *_RULES.get(paper, ())) for one in rule(case)]
    return tuple(sorted(found, key=lambda one: one.level))


def text_findings(paper: str, lines: Sequence[str], facts: Mapping[str, Any] | None = None) -> tuple[Finding, ...]:
    """Return what bars the text of `paper` as it reads: blanks, tags, forbidden words, amounts that disagree.

    `facts` are those it was made from; they tell whether a court has ruled.
    """
    text = "\n".join(lines)
    return (
        *_forbidden_in(paper, text, unwrapped(facts or {})),
        *_unfilled(text),
        *_disagreeing_amounts(text),
        *_must_say(paper, text),
    )


def chain_findings(facts: Mapping[str, Any], entries: Sequence[Entry]) -> tuple[Finding, ...]:
    """Return where the documents a termination notice stands on are not in the ledger as the facts have them."""
    plain = unwrapped(facts)
    steps = {"acceptance": "acceptance_notice", "handling": "handling_opinion", "review": "review_opinion"}
    steps |= {"final_review": "final_review_opinion"}
    known = {(one.kind, one.document, one.date, one.served_on) for one in entries}
    return tuple(
        error(
            "R07",
            name,
            f"台账里没有与事实一致的一条：{step['number']}，{step['date']}，{step['served_on']}送达。",
            "请先在台账补记或更正，附上送达凭证。",
            "《信访工作条例》第三十五条、第三十六条",
        )
        for name, kind in steps.items()
        if (step := plain.get(name)) and (kind, step["number"], day(step["date"]), day(step["served_on"])) not in known
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
    basis = str(shaped.get("x-basis", "文书应当具备的内容"))
    for fault in sorted(checker.iter_errors(unwrapped(facts)), key=lambda one: list(map(str, one.absolute_path))):
        for field, message in _told(fault):
            yield error("R00", field, message, "请补齐或改正事实文件。", basis)


def _told(fault: jsonschema.ValidationError) -> Iterator[tuple[str, str]]:
    path = ".".join(str(part) for part in fault.absolute_path)
    title = fault.schema.get("title", path or "事实文件") if isinstance(fault.schema, Mapping) else path
    if fault.validator == "required":
        missing = [name for name in fault.validator_value if name not in fault.instance]
        for name in missing:
            label = fault.schema.get("properties", {}).get(name, {}).get("title", name)
            yield ".".join(filter(None, (path, name))), f"缺少“{label}”。"
        return
    if fault.validator == "additionalProperties":
        extra = sorted(set(fault.instance) - set(fault.schema.get("properties", {})))
        yield path, f"有不认识的栏目：{'、'.join(extra)}。"
        return
    value = json.dumps(fault.instance, ensure_ascii=False)
    shown = value if len(value) <= 40 else value[:40] + "……"  # noqa: PLR2004 - what fits a line
    yield path, f"“{title}”没有填，或者写法不对：{shown}。"


def _no_forbidden_words(case: Case) -> Iterator[Finding]:
    yield from _forbidden_in(case.paper, all_text(case.facts), case.facts)


def _forbidden_in(paper: str, text: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    squeezed = re.sub(r"\s", "", text)
    for barred in schema(paper).get("x-must-not-say", ()):
        if barred["rule"] == "R14" and any(values_at(facts, "judicial_confirmation.ruling")):
            continue
        if barred["words"] in squeezed:
            yield error(barred["rule"], "", f"不得写“{barred['words']}”。", "请删去。", barred["basis"])


def _no_id_numbers(case: Case) -> Iterator[Finding]:
    # A list of handed-over files holds long numbers of other kinds, such as hashes.
    if case.paper != "handover_list" and _ID_NUMBER.search(all_text(case.facts)):
        yield error(
            "R19",
            "parties",
            "写了身份证号码，拿到这份文书的人都会看到。",
            "请删去，身份证明另附卷。",
            "《中华人民共和国个人信息保护法》第六条；司法部2010年文书格式没有这一栏",
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
    for asked in schema(paper).get("x-must-say", ()):
        if asked["words"] not in text:
            yield error(asked["rule"], "", f"文字里没有“{asked['words']}”。", "请照草稿补回。", asked["basis"])


def _in_order(case: Case) -> Iterator[Finding]:
    """Hold the dates of the facts to the order that the schema gives them, with their labels."""
    latest = None
    for path, label in schema(case.paper).get("x-order", ()):
        days = [day(value) for value in values_at(case.facts, path)]
        for one in days:
            if latest and one < latest[1]:
                message = f"{label}（{official_date(one)}）早于{latest[0]}（{official_date(latest[1])}）。"
                yield error("R21", path, message, "请核对日期。", "程序先后")
        latest = max(
            [(label, one) for one in days] + ([latest] if latest else []), key=lambda each: each[1], default=None
        )


def _termination_class(case: Case) -> Iterator[Finding]:
    if case.facts["class"] != "申诉求决" or case.facts["channel"] != "31(6)":
        yield error(
            "R04",
            "class",
            "只有按第三十一条第六项办理的申诉求决事项才能出这份告知书。",
            "检举控告、建议意见、涉法涉诉和有其他法定途径的，请走各自的程序。",
            "《信访工作条例》第三十一条",
        )
    if case.facts["scope"] != "同一事实和理由":
        yield error(
            "R07",
            "scope",
            "不再受理的范围只能是“同一事实和理由”。",
            "请改正；新的事实和理由仍可提出。",
            "《信访工作条例》第三十六条第三款",
        )


_NEEDED_BY_GROUND = {
    "A": ("handling", "review", "final_review"),
    "B": ("handling", "no_request"),
    "C": ("handling", "review", "no_request"),
    "D": ("settlement",),
    "E": ("extinction",),
    "F": ("provincial",),
}


def _termination_chain(case: Case) -> Iterator[Finding]:
    ground = case.facts["ground"]
    for name in _NEEDED_BY_GROUND.get(ground, ()):
        if not case.facts.get(name):
            yield error(
                "R07",
                name,
                f"依据 {ground} 缺少“{name}”一栏。",
                "没有完整的程序，就不能出告知书。",
                "《信访工作条例》第三十五条、第三十六条",
            )
    if ground == "F" and not case.settings.papers.provincial_basis:
        yield error(
            "R07", "ground", "设置里没有写本省的条款。", "请在 yehua.toml 写明 provincial_basis。", "本省信访条例"
        )


def _termination_lapse(case: Case) -> Iterator[Finding]:
    step = {"B": "handling", "C": "review"}.get(case.facts["ground"])
    served = (case.facts.get(step) or {}) if step else {}
    if not served:
        return
    if not served.get("remedy_notice"):
        yield error(
            "R06",
            f"{step}.remedy_notice",
            "没有告知申请复查（复核）的权利和期限。",
            "请先补充告知，期限从补充告知时起算。",
            "《信访工作条例》第三十五条",
        )
    last = deadline(
        day(served["served_on"]), _REVIEW_DAYS, case.calendar, roll_forward=case.settings.papers.roll_forward
    )
    yield from (warning("R02", "date", text, "请核对放假安排。", "《民法典》第二百零三条") for text in last.warnings)
    if day(case.facts["date"]) <= last.last_day:
        yield error(
            "R07",
            "date",
            f"期限到{official_date(last.last_day)}才满，落款日期太早。",
            "请等期限届满并核实没有申请后再出。",
            "《信访工作条例》第三十五条",
        )
    if case.facts.get("review_deadline") not in {None, last.last_day.isoformat()}:
        yield error(
            "R07",
            "review_deadline",
            f"期限最后一日应为{official_date(last.last_day)}。",
            "请改正。",
            "《信访工作条例》第三十五条",
        )


def _termination_order(case: Case) -> Iterator[Finding]:
    steps = [("提出日期", case.facts["raised_on"])]
    for name, label in (
        ("acceptance", "受理告知"),
        ("handling", "处理意见"),
        ("review", "复查意见"),
        ("final_review", "复核意见"),
    ):
        if step := case.facts.get(name):
            steps += [(f"{label}日期", step["date"]), (f"{label}送达日期", step["served_on"])]
    steps.append(("落款日期", case.facts["date"]))
    for (earlier, one), (later, two) in pairwise(steps):
        if day(two) < day(one):
            yield error("R21", "date", f"{later}（{two}）早于{earlier}（{one}）。", "请核对日期。", "程序先后")


def _termination_level(case: Case) -> Iterator[Finding]:
    if case.facts["issuer"]["level"] == "乡级" and re.search("决定.{0,6}终结", all_text(case.facts)):
        yield error(
            "R07", "issuer", "乡镇只能告知，不能决定终结。", "请改成告知。", "《信访工作条例》第三十五条、第三十六条"
        )


def _agreement_parties(case: Case) -> Iterator[Finding]:
    basis = "《中华人民共和国人民调解法》第二十九条"
    if len(case.facts["parties"]) < 2:  # noqa: PLR2004 - a dispute has two sides
        yield error("R10", "parties", "当事人不足两方。", "请补上另一方。", basis)
    signed = {one["name"] for one in case.facts["signing"]["parties"]}
    for party in case.facts["parties"]:
        if party["name"] not in signed:
            yield error(
                "R10", "signing.parties", f"没有{party['name']}的签名日期。", "每一方都要签名、盖章或者按指印。", basis
            )
    if not case.facts["mediators"]:
        yield error("R10", "mediators", "没有人民调解员。", "请补上。", basis)


def _agreement_amounts(case: Case) -> Iterator[Finding]:
    for number, payment in enumerate(case.facts["payments"] or ()):
        parts = payment.get("instalments") or ()
        if parts and sum(Decimal(part["amount"]) for part in parts) != Decimal(payment["amount"]):
            yield error(
                "R20",
                f"payments.{number}",
                f"分期之和不等于总额{payment['amount']}元。",
                "请核对各期金额。",
                "协议内容应当明确",
            )


def _agreement_dates(case: Case) -> Iterator[Finding]:
    signed = day(case.facts["date"])
    days = [(f"terms.{n}.by", term["by"]) for n, term in enumerate(case.facts["terms"])]
    days += [
        (f"payments.{n}.instalments", part["by"])
        for n, payment in enumerate(case.facts["payments"] or ())
        for part in payment.get("instalments") or ()
    ]
    for field, by in days:
        if by and day(by) < signed:
            yield error(
                "R10", field, f"履行期限{by}早于协议日期。", "请核对日期。", "《人民调解工作若干规定》第三十五条"
            )
    if day(case.facts["accepted_on"]) > signed:
        yield error("R21", "accepted_on", "受理日期晚于协议日期。", "请核对日期。", "程序先后")


def _agreement_wording(case: Case) -> Iterator[Finding]:
    duties = "\n".join(all_text(term) for term in case.facts["terms"])
    for word in _VAGUE:
        if word in duties:
            yield warning(
                "R10",
                "terms",
                f"约定里有“{word}”，不够明确。",
                "请写明数量、日期和做法。",
                "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百五十八条",
            )
    if any(word in duties for word in _TITLE_WORDS) or case.facts["title"]["stated"]:
        yield warning(
            "R13",
            "title",
            "约定里有确认权属的意思，法院不予受理司法确认。",
            "请只约定怎么使用、怎么履行。",
            "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百五十五条",
        )


def _opinion_people(case: Case) -> Iterator[Finding]:
    least = case.settings.papers.minimum_lawyers
    if len(case.facts["lawyers"]) < least:
        yield warning(
            "R15", "lawyers", f"签名律师少于 {least} 名。", "请加一名律师，或改设置。", "律师法没有规定，二名较稳妥"
        )
    for number, lawyer in enumerate(case.facts["lawyers"]):
        if lawyer["profession"] != "律师":
            yield error(
                "R15",
                f"lawyers.{number}",
                f"{lawyer['name']}不是律师，不能以律师名义出具。",
                "请由执业律师出具。",
                "《中华人民共和国律师法》第十三条",
            )
        elif not re.fullmatch(r"1\d{16}", lawyer["licence"]):
            yield warning(
                "R15", f"lawyers.{number}.licence", "执业证号不是17位新式号码。", "请核对执业证。", "律师执业证管理办法"
            )


def _opinion_consent(case: Case) -> Iterator[Finding]:
    for number, addressee in enumerate(case.facts["addressees"]):
        if addressee["name"] != case.facts["client"]["name"] and not addressee.get("consent"):
            yield error(
                "R15",
                f"addressees.{number}",
                f"向{addressee['name']}提供意见书，没有委托人同意的记录。",
                "请取得委托人书面同意并写明日期、文号。",
                "《中华人民共和国律师法》第三十八条",
            )


def _cited_laws(case: Case) -> Iterator[Finding]:
    return citations.flaws(case.facts.get("laws") or (), day(case.facts["date"]), case.articles)


_EVERY_PAPER: tuple[Rule, ...] = (_no_forbidden_words, _no_id_numbers, _in_order, _cited_laws)
_RULES: dict[str, tuple[Rule, ...]] = FORM_RULES | {
    "legal_opinion": (_opinion_people, _opinion_consent),
    "termination_notice": (
        _termination_class,
        _termination_chain,
        _termination_lapse,
        _termination_order,
        _termination_level,
    ),
    "mediation_agreement": (_agreement_parties, _agreement_amounts, _agreement_dates, _agreement_wording),
}
