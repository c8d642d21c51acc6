"""Rules on the money of an agreement: sums, instalments, capitals, who pays whom, damages and deposits."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from toolkit.chinese import amount_of_capitals, number_value
from toolkit.core import WrongValueError
from toolkit.papers.law.figures import figure
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day, warns
from toolkit.papers.rules.parties import guardians
from toolkit.papers.rules.registry import BINDING, rule

_SUM = re.compile(r"(?<![\d.,])(\d{1,3}(?:[,，]\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d+)?)(万元|元)")
_IN_PARTS = re.compile(r"分[^，。；]{0,4}(?:期|次|笔)|先付[^。；]{0,20}(?:后付|再付|余)|首期|第一期")
_SPOKEN = re.compile(
    r"(?:次|期|笔|付|给)([一二两三四五六七八九]+[百千万][一二三四五六七八九百千零十]*)(?:元|块)?(?=[，。；]|$)"
)
_IN_CHARACTERS = re.compile(
    r"(?<![一二两三四五六七八九十百千万零])([一二两三四五六七八九十]+[十百千万][一二两三四五六七八九十百千万零]*)(元|块)"
)
_NO_PAYMENT = re.compile(
    r"(?:每人?每?[月年次日天亩]|按月|按年|违约金|作价|价值|折价|卖给|评估费|鉴定费|押金|单价|总额不超过|最多|至多|起点|限额)"
)  # sums by the month, prices and limits are no one payment
_SHARE = re.compile(
    r"(?:承担|负担|应(?:当)?(?:付|赔|补)|赔偿|分摊)[^。；]{0,24}?(?:计|合计?|即|共|为)(?:人民币)?(\d[\d,]*(?:\.\d+)?)(万元|元)"
)
_PAID_ALREADY = re.compile(r"已(?:经)?(?:先)?(?:付|给|支付|垫|赔|还)|垫付|先行支付|预付|抵扣|抵销|冲抵|扣除|减去")
_DEPOSIT = re.compile(r"定金(?:为|是|共)?(?:人民币)?(\d+(?:\.\d+)?)(万元|元)")


def payments(given: RuleInput) -> tuple[Mapping[str, Any], ...]:
    """Return the payments of an agreement."""
    return tuple(given.facts.get("payments") or ())


def sum_of(digits: str, unit: str) -> Decimal:
    """Return the yuan of `digits` with 元 or 万元."""
    return Decimal(digits.replace(",", "").replace("，", "")) * (10_000 if unit == "万元" else 1)


def total(given: RuleInput) -> Decimal:
    """Return the sum of all payments in yuan."""
    return sum((Decimal(str(payment["amount"])) for payment in payments(given)), Decimal(0))


@rule("R20", "分期之和等于总额", practice("协议内容应当明确"), papers="mediation_agreement")
def instalments_add_up(given: RuleInput) -> Iterator[Fault]:
    """Bar instalments that do not add up to the payment, and a payment of nothing."""
    for number, payment in enumerate(payments(given)):
        parts = payment.get("instalments") or ()
        if parts and sum(Decimal(str(part["amount"])) for part in parts) != Decimal(str(payment["amount"])):
            yield bars(f"payments.{number}", f"分期之和不等于总额{payment['amount']}元。", "请核对各期金额。")
        if Decimal(str(payment["amount"])) == 0:
            yield bars(f"payments.{number}.amount", "金额是零。", "没有金额的，请删去这一笔。")


@rule("R20", "文字里各期之和等于总数", practice("协议内容应当明确"))
def written_instalments_add_up(given: RuleInput) -> Iterator[Fault]:
    """Bar a sum in the text whose instalments, told right after it, do not add up to it."""
    for sentence in given.sentences:
        if _IN_PARTS.search(sentence.text) and sentence.part != "tells":
            whole, *parts = (sum_of(digits, unit) for digits, unit in _SUM.findall(sentence.text) or [("0", "元")])
            if len(parts) > 1 and sum(parts) != whole:
                message = f"各期合计{sum(parts)}元，总数是{whole}元。"
                yield bars(sentence.field, message, "请核对各期金额。")


@rule("R20", "付款方式里说的各次之和等于金额", practice("协议内容应当明确"), papers="mediation_agreement")
def spoken_instalments_add_up(given: RuleInput) -> Iterator[Fault]:
    """Warn of instalments told in words (头一次七百，第二次六百) that do not add up to the payment."""
    for number, payment in enumerate(payments(given)):
        parts = [number_value(words) or 0 for words in _SPOKEN.findall(payment["method"])]
        if len(parts) > 1 and sum(parts) != Decimal(str(payment["amount"])):
            message = f"付款方式里各次合计{sum(parts)}元，金额是{payment['amount']}元。"
            yield warns(f"payments.{number}.method", message, "请核对各次金额。")


@rule("R20", "大写和数字一致", practice("《支付结算办法》附一"))
def capitals_agree(given: RuleInput) -> Iterator[Fault]:
    """Bar a sum in capitals, carried by the facts, that is not that of its digits."""
    for field, part in _with_capitals(given.facts):
        try:
            same = amount_of_capitals(part["amount_capitals"]) == Decimal(str(part["amount"]))
        except WrongValueError:
            same = False
        if not same:
            message = f"大写“{part['amount_capitals']}”和{part['amount']}元不一致。"
            yield bars(f"{field}.amount_capitals", message, "请核对；大写可以不填，由工具算出。")


def _with_capitals(value: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        if value.get("amount_capitals") and value.get("amount") is not None:
            yield path, value
        for name, part in value.items():
            yield from _with_capitals(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from _with_capitals(part, f"{path}.{number}")


@rule(
    "R20",
    "算出的份额和付款一致",
    provision("人民调解法", "第二十九条", "写明各方当事人的责任和达成协议的内容"),
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers="mediation_agreement",
)
def shares_are_payments(given: RuleInput) -> Iterator[Fault]:
    """Bar the share of a side, reckoned in its responsibility, that is neither what it pays nor one of the parts."""
    if _PAID_ALREADY.search(given.all_text):
        return
    for number, each in enumerate(given.facts["responsibilities"] or ()):
        paid = [Decimal(str(one["amount"])) for one in payments(given) if one["payer"] == each["party"]]
        known = {*paid, sum(paid)}
        total = sum(sum_of(*found) for found in _SUM.findall(each["text"]))
        for match in _SHARE.finditer(each["text"]) if paid and total not in known else ():
            if (share := sum_of(*match.groups())) not in known:
                message = f"{each['party']}承担的算出来是{share}元，付款写的是{'、'.join(map(str, paid))}元。"
                yield bars(f"responsibilities.{number}.text", message, "请核对，改成一致；已经付过一部分的，请写明。")


@rule(
    "R10",
    "写明谁付给谁",
    provision("人民调解法", "第二十九条", "写明当事人达成协议的内容"),
    papers="mediation_agreement",
)
def payers_are_parties(given: RuleInput) -> Iterator[Fault]:
    """Bar a payment to oneself, warn of one by or to a stranger."""
    parties = {party["name"] for party in given.facts["parties"]} | guardians(given)
    for number, payment in enumerate(payments(given)):
        field = f"payments.{number}"
        if payment["payer"] == payment["payee"]:
            yield bars(f"{field}.payee", "收款人就是付款人。", "请核对。")
        for name, label in (("payer", "付款人"), ("payee", "收款人")):
            if payment[name] not in parties:
                message = f"{label}{payment[name]}不是当事人。"
                yield warns(f"{field}.{name}", message, "请核对姓名，或者把他列为当事人。")


@rule(
    "R10",
    "写明什么时候付",
    provision("人民调解工作若干规定", "第三十五条", "写明履行的方式、地点、期限"),
    papers="mediation_agreement",
)
def payments_are_due(given: RuleInput) -> Iterator[Fault]:
    """Ask when each sum is due: at once on a day, or in instalments."""
    for number, payment in enumerate(payments(given)):
        if not payment["instalments"] and not payment["by"]:
            remedy = "一次付清的，请填付款期限；分几次付的，请填分期。"
            yield bars(f"payments.{number}.by", "没有写什么时候付。", remedy)
        elif payment["instalments"] and payment["by"]:
            remedy = "文书里写的是各期的期限，请清空付款期限。"
            yield warns(f"payments.{number}.by", "写了分期，又写了付款期限。", remedy)


@rule(
    "R10",
    "各期按先后排列",
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers="mediation_agreement",
)
def instalments_are_in_order(given: RuleInput) -> Iterator[Fault]:
    """Warn of instalments that are not in the order of their days."""
    for number, payment in enumerate(payments(given)):
        days = [day(part["by"]) for part in payment.get("instalments") or ()]
        if any(later < earlier for earlier, later in pairwise(days)):
            yield warns(f"payments.{number}.instalments", "各期的日期没有按先后排列。", "请核对各期日期。")


@rule(
    "R20",
    "文字里的金额都列成付款",
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers="mediation_agreement",
    reads_text=True,
)
def sums_are_payments(given: RuleInput) -> Iterator[Fault]:
    """Warn of each sum in what binds that no payment holds: a court would not know which of the two was meant."""
    parts = [part["amount"] for payment in payments(given) for part in (payment, *(payment.get("instalments") or ()))]
    known = {Decimal(str(amount)) for amount in parts} | {total(given)}
    told = {sum_of(*found) for sentence in given.sentences for found in _SUM.findall(sentence.text)}
    for sentence in given.sentences:
        if sentence.part != "binds" or (sentence.field.startswith("payments") and sentence.field.endswith("amount")):
            continue
        for digits, unit in _SUM.findall(sentence.text):
            one = sum_of(digits, unit)
            # 8000元的欠条收5000元，3000元不要了: what makes up a payment with another sum that is told is no other sum.
            is_part = any({one + other, one - other, other - one} & known for other in told - {one})
            if one not in known and not is_part and not _NO_PAYMENT.search(sentence.text):
                message = f"文字里的{digits}{unit}不在任何一笔付款里。"
                yield warns(sentence.field, message, "请核对；要付的，请列成一笔付款。")


@rule(
    "R20",
    "付款栏的话和金额一致",
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers="mediation_agreement payment_receipt",
)
def payments_are_what_their_words_say(given: RuleInput) -> Iterator[Fault]:
    """Ask about a sum in the words of a payment, in digits or characters, that is not one of its own sums."""
    rows = list(enumerate(payments(given))) if given.paper == "mediation_agreement" else [(-1, given.facts)]
    for number, row in rows:
        parts = [part["amount"] for part in row.get("instalments") or ()]
        others = [(row.get(name) or {}).get("amount") for name in ("agreed", "before", "left")]
        known = {Decimal(str(each)) for each in (row["amount"], *parts, *others) if each is not None}
        for name in ("subject", "method"):
            text = str(row.get(name) or "")
            told = {sum_of(*found) for found in _sums_in(text)}
            # 本金20000元、利息1600元: parts that add up to the payment are no other sum.
            is_other = not told & known and sum(told) not in known and not _NO_PAYMENT.search(text)
            if told and is_other:
                field = name if number < 0 else f"payments.{number}.{name}"
                message = f"“{given.label(field)}”里说的是{min(told):f}元，金额写的是{row['amount']}元。"
                yield asks(field, message, "请核对金额；说的是另外一笔钱的，在答复里写明。")


def _sums_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sum of `text` as digits with its unit, those in characters too."""
    yield from _SUM.findall(text)
    for characters, _ in _IN_CHARACTERS.findall(text):
        if number := number_value(characters):
            yield str(number), "元"


@rule(
    "R20",
    "定金不超过百分之二十",
    provision("民法典", "第五百八十六条第二款", "定金不得超过主合同标的额的百分之二十"),
    papers=BINDING,
    reads_text=True,
)
def deposits_are_within_the_limit(given: RuleInput) -> Iterator[Fault]:
    """Bar a deposit above a fifth of all payments."""
    share = figure("deposit_share").on(given.date).value / 100
    for sentence in given.sentences:
        for digits, unit in _DEPOSIT.findall(sentence.text):
            if total(given) and sum_of(digits, unit) > total(given) * share:
                message = f"定金{digits}{unit}超过付款总额的百分之二十。"
                yield bars(sentence.field, message, "请改到百分之二十以内，超过的部分没有定金的效力。")


@rule(
    "R20",
    "违约金不能过高",
    provision("民法典", "第五百八十五条第二款", "约定的违约金过分高于损失的，可以请求适当减少"),
    papers="mediation_agreement",
    reads_text=True,
)
def damages_are_moderate(given: RuleInput) -> Iterator[Fault]:
    """Warn of damages that are more than what is to be paid in all."""
    pattern = re.compile(r"(?:违约金|滞纳金|赔偿金|罚金)(?:人民币)?(?:为|是|共)?(\d+(?:\.\d+)?)(万元|元)")
    for sentence in given.sentences:
        for digits, unit in pattern.findall(sentence.text):
            if total(given) and sum_of(digits, unit) > total(given):
                message = f"违约金{digits}{unit}比要付的总额还多。"
                yield warns(sentence.field, message, "请核对，过高的部分法院可以减少。")
