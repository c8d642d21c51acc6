"""Rules of a mediation agreement (人民调解法 Art 28 to 33): parties, amounts, days, clear words."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from toolkit.chinese import official_date
from toolkit.papers.facts import all_text
from toolkit.papers.rules.base import Rule, RuleInput, day, error, warning
from toolkit.papers.rules.limits import USUAL_MEDIATION_DAYS
from toolkit.papers.rules.wording import TITLE_WORDS, vague_words
from toolkit.records import Finding

_STATUS_WORDS = ("离婚", "收养", "亲子关系", "婚姻效力", "继承人资格")
_FROM_WHEN = re.compile(r"[一二三四五六七八九十两\d]+个?(?:工作日|日|天|周|月|年)(?:以内|之内|内)")
_SUM = re.compile(r"(?<![\d.,])(\d{1,3}(?:[,，]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?)(万元|元)")
_EXECUTION = re.compile(
    r"法院(?:直接|立即|依法|予以|强制|径行)*执行|凭(?:本|此|该)?协议书?[^，。；]{0,8}执行|(?:直接|立即)(?:申请)?执行"
)
_CONFIRMED = re.compile("司法确认|裁定|不得|不能|无权")
_SIDES = 2
_BASIS = "《中华人民共和国人民调解法》第二十九条"
_DUE = "《人民调解工作若干规定》第三十五条"
_CLEAR = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百五十八条"
_SCOPE = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百五十五条"


def _agreement_parties(given: RuleInput) -> Iterator[Finding]:
    if len(given.facts["parties"]) < _SIDES:
        yield error("R10", "parties", "当事人不足两方。", "请补上另一方。", _BASIS)
    signed = {signature["name"] for signature in given.facts["signing"]["parties"] or ()}
    for party in given.facts["parties"]:
        # Without a list, every party signs.
        if signed and party["name"] not in signed:
            message = f"签名的人里没有{party['name']}。"
            yield error("R10", "signing.parties", message, "每一方都要签名、盖章或者按指印，请补上。", _BASIS)
    if not given.facts["mediators"]:
        yield error("R10", "mediators", "没有人民调解员。", "请补上。", _BASIS)


def _agreement_amounts(given: RuleInput) -> Iterator[Finding]:
    for number, payment in enumerate(given.facts["payments"] or ()):
        parts = payment.get("instalments") or ()
        if parts and sum(Decimal(part["amount"]) for part in parts) != Decimal(payment["amount"]):
            message = f"分期之和不等于总额{payment['amount']}元。"
            yield error("R20", f"payments.{number}", message, "请核对各期金额。", "协议内容应当明确")


def _agreement_dates(given: RuleInput) -> Iterator[Finding]:
    signed = day(given.facts["date"])
    days = [(f"terms.{n}.by", term["by"]) for n, term in enumerate(given.facts["terms"])]
    payments = list(enumerate(given.facts["payments"] or ()))
    days += [(f"payments.{n}.by", payment["by"]) for n, payment in payments]
    parts = ((n, part) for n, payment in payments for part in payment.get("instalments") or ())
    days += [(f"payments.{n}.instalments", part["by"]) for n, part in parts]
    for field, by in days:
        if by and day(by) < signed:
            yield error("R10", field, f"履行期限{by}早于协议日期。", "请核对日期。", _DUE)
    if day(given.facts["accepted_on"]) > signed:
        yield error("R21", "accepted_on", "受理日期晚于协议日期。", "请核对日期。", "程序先后")


def _agreement_due(given: RuleInput) -> Iterator[Finding]:
    """Ask when each sum is due: at once on a day, or in instalments (人民调解工作若干规定 Art 35)."""
    for number, payment in enumerate(given.facts["payments"] or ()):
        if not payment["instalments"] and not payment["by"]:
            remedy = "一次付清的，请填付款期限；分几次付的，请填分期。"
            yield error("R10", f"payments.{number}.by", "没有写什么时候付。", remedy, _DUE)
        elif payment["instalments"] and payment["by"]:
            remedy = "文书里写的是各期的期限，请清空付款期限。"
            yield warning("R10", f"payments.{number}.by", "写了分期，又写了付款期限。", remedy, _DUE)


def _agreement_title(given: RuleInput) -> Iterator[Finding]:
    title = given.facts["title"]
    if title["stated"] and not title["text"]:
        message = "写了要写明权属，没有写权属说明。"
        yield error("R13", "title.text", message, "请写上权属说明，或者把“是否写明权属”改为否。", _SCOPE)


def _agreement_wording(given: RuleInput) -> Iterator[Finding]:
    duties = all_text(given.facts["terms"])
    yield from vague_words(duties, "terms")
    if any(word in duties for word in TITLE_WORDS) or given.facts["title"]["stated"]:
        message = "约定里有确认权属的意思，法院不予受理司法确认。"
        yield warning("R13", "title", message, "请只约定怎么使用、怎么履行。", _SCOPE)


def _agreement_money(given: RuleInput) -> Iterator[Finding]:
    parties = {party["name"] for party in given.facts["parties"]}
    for number, payment in enumerate(given.facts["payments"] or ()):
        field = f"payments.{number}"
        if Decimal(payment["amount"]) == 0:
            yield error("R20", f"{field}.amount", "金额是零。", "没有金额的，请删去这一笔。", "协议内容应当明确")
        if payment["payer"] == payment["payee"]:
            yield error("R10", f"{field}.payee", "收款人就是付款人。", "请核对。", _BASIS)
        for name, label in (("payer", "付款人"), ("payee", "收款人")):
            if payment[name] not in parties:
                message = f"{label}{payment[name]}不是当事人。"
                yield warning("R10", f"{field}.{name}", message, "请核对姓名，或者把他列为当事人。", _BASIS)
        days = [day(part["by"]) for part in payment.get("instalments") or ()]
        if any(later < earlier for earlier, later in pairwise(days)):
            yield warning("R10", f"{field}.instalments", "各期的日期没有按先后排列。", "请核对各期日期。", _CLEAR)


def _agreement_obligors(given: RuleInput) -> Iterator[Finding]:
    known = {party["name"] for party in given.facts["parties"]} | {party["role"] for party in given.facts["parties"]}
    known |= {"双方", "各方", "双方当事人", "各方当事人"}
    for number, term in enumerate(given.facts["terms"]):
        for name in re.split(r"[、，,和及]", term["obligor"]):
            # A name may hold 和 itself; then the whole is looked at.
            if name.strip() not in known and term["obligor"] not in known:
                message = f"义务人{name.strip()}不是当事人。"
                yield warning("R10", f"terms.{number}.obligor", message, "请核对姓名，或者把他列为当事人。", _BASIS)


def _agreement_signing(given: RuleInput) -> Iterator[Finding]:
    signing, agreed = given.facts["signing"], day(given.facts["date"])
    signed = [(n, party) for n, party in enumerate(signing["parties"] or ()) if party["on"]]
    days = [(f"signing.parties.{n}.on", f"{party['name']}签名", party["on"]) for n, party in signed]
    days += [("signing.mediators_on", "调解员签名", signing["mediators_on"])] if signing["mediators_on"] else []
    for field, label, on in days:
        if day(on) < agreed:
            message = f"{label}（{official_date(day(on))}）早于协议日期（{official_date(agreed)}）。"
            yield error("R21", field, message, "请核对日期。", "程序先后")
    if signing["sealed_on"] and days and day(signing["sealed_on"]) < max(day(on) for _, _, on in days):
        message = f"盖章（{official_date(day(signing['sealed_on']))}）早于最后一人签名。"
        yield warning("R21", "signing.sealed_on", message, "请核对日期；各方签名以后再盖章。", _BASIS)
    if day(given.facts["rights_told_on"]) > agreed:
        message = "告知权利义务的日期晚于协议日期。"
        remedy = "请核对日期；调解前就要告知。"
        yield error("R21", "rights_told_on", message, remedy, "《人民调解工作若干规定》第三十条")
    if agreed > day(given.facts["accepted_on"]) + timedelta(days=USUAL_MEDIATION_DAYS):
        remedy = "请确认各方同意延长，并在调解记录里写明。"
        yield warning("R12", "date", "从受理到达成协议超过一个月。", remedy, "《人民调解工作若干规定》第三十三条")


def _agreement_relative_days(given: RuleInput) -> Iterator[Finding]:
    for number, term in enumerate(given.facts["terms"]):
        if period := _FROM_WHEN.search(f"{term['duty']}\n{term['way']}"):
            message = f"“{period[0]}”没有写从哪一天起算。"
            yield warning("R10", f"terms.{number}", message, "请写明哪年哪月哪日以前。", _CLEAR)


def _agreement_confirmation(given: RuleInput) -> Iterator[Finding]:
    """Bar joint confirmation of what a court does not accept: status, title."""
    if not given.facts["judicial_confirmation"]["sought"]:
        return
    words = all_text([given.facts["dispute"], *given.facts["terms"]])
    barred = [word for word in (*_STATUS_WORDS, *TITLE_WORDS) if word in words]
    if barred or given.facts["title"]["stated"]:
        what = f"写了“{'、'.join(barred)}”" if barred else "认定了权属"
        remedy = "请不要约定申请司法确认，改走其他途径。"
        yield error("R13", "judicial_confirmation.sought", f"协议{what}，法院不予受理司法确认。", remedy, _SCOPE)


def _agreement_execution(given: RuleInput) -> Iterator[Finding]:
    """Bar direct execution, by whatever words, of what no court has confirmed (民事诉讼法 Art 206)."""
    ruled = given.facts["judicial_confirmation"].get("ruling")
    text = all_text([given.facts[name] for name in ("terms", "payments", "on_default", "title")])
    for sentence in re.split(r"[。；\n]", text):
        match = _EXECUTION.search(sentence)
        if match and not ruled and not _CONFIRMED.search(sentence) and "强制执行" not in match[0]:
            message = f"不得写“{match[0]}”：没有经法院裁定确认的协议，不能申请执行。"
            basis = "《中华人民共和国民事诉讼法》第二百零六条；只有法院裁定才能申请执行"
            yield error("R14", "on_default", message, "请删去；要能执行的，请约定共同申请司法确认。", basis)


def _agreement_sums(given: RuleInput) -> Iterator[Finding]:
    """Warn of each sum in the terms that no payment holds: a court would not know which of the two was meant."""
    payments = given.facts["payments"] or ()
    parts = [part["amount"] for payment in payments for part in (payment, *(payment.get("instalments") or ()))]
    known = {Decimal(str(amount)) for amount in parts}
    known.add(sum((Decimal(str(payment["amount"])) for payment in payments), Decimal(0)))
    texts = [(f"terms.{number}", all_text(term)) for number, term in enumerate(given.facts["terms"])]
    for field, text in (*texts, ("on_default", given.facts["on_default"] or "")):
        for digits, unit in _SUM.findall(text):
            amount = Decimal(digits.replace(",", "").replace("，", "")) * (10_000 if unit == "万元" else 1)
            if amount not in known:
                message = f"文字里的{digits}{unit}不在任何一笔付款里。"
                yield warning("R20", field, message, "请核对；要付的，请列成一笔付款。", _CLEAR)


AGREEMENT_RULES: tuple[Rule, ...] = (
    _agreement_parties,
    _agreement_amounts,
    _agreement_dates,
    _agreement_due,
    _agreement_title,
    _agreement_wording,
    _agreement_money,
    _agreement_obligors,
    _agreement_signing,
    _agreement_relative_days,
    _agreement_confirmation,
    _agreement_execution,
    _agreement_sums,
)
