"""Rules that reckon what an agreement says: the share of a sum, the whole of a debt."""

import re
from collections.abc import Iterator
from decimal import Decimal

from toolkit.papers.law.calculators import value_of
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars
from toolkit.papers.rules.mediation.money import payments, sum_of
from toolkit.papers.rules.registry import rule

_FIGURE = r"(?P<{0}>\d[\d,]*(?:\.\d+)?)(?P<{0}_unit>万元|元)"
_PART = (
    r"(?:(?P<tenths>[一二三四五六七八九\d](?:点[五5])?)成(?P<half>半)?|百分之(?P<words>[一二三四五六七八九十百\d.]+)"
    r"|(?P<percent>\d+(?:\.\d+)?)[%％]|(?P<portion>一半))"
)
_SHARE_OF = re.compile(
    rf"{_FIGURE.format('whole')}(?:的|，?(?:按|照|乘以?|×|里(?:头|面)?|中(?:的)?)[^，。；\d]{{0,8}}?)(?:{_PART})"
)
# What says that the sum after it is the share (即, 计, 为) leaves no doubt; after other words it may be something else.
_COMES_TO = re.compile(
    r"^(?P<gap>[^。；\d]{0,16}?(?:(?P<joins>即|计|合计?|共|为|是|等于|=|＝|算得)[^，。；\d]{0,6}|(?:应付|应赔|付|赔)[^。；\d]{0,6}))"
    + _FIGURE.format("part")
)
_ANOTHER_SUM = re.compile(r"已|垫|先|预|再|还|余|剩|下欠|尚欠|扣|抵|减|另|其中|首期|第[一二三]")
_ANY_SUM = re.compile(_FIGURE.format("sum"))
_OWED = re.compile(rf"(?:尚欠|下欠|还欠|仍欠|共欠|净欠|还差)[^，。；\d]{{0,6}}{_FIGURE.format('owed')}")
_ALL_OF_IT = re.compile(r"全部|全数|下欠|尚欠|余款|尾款|剩余|剩下|欠的|欠款")
_WAIVED = re.compile(
    r"少收|少付|让(?:了|掉|去|步|出)|免(?:除|了|去|收)|减(?:去|免|少|收)|抹(?:零|去|掉)|打折|抵(?:销|扣)|扣除|不要了|折价|利息"
)
_UNCLEAR = provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请")


def _share(match: re.Match[str]) -> Decimal:
    """Return the part of one that `match` tells: 七成, 百分之三十, 40%, 一半."""
    if match["tenths"]:
        return (value_of(match["tenths"]) + (Decimal("0.5") if match["half"] else 0)) / 10
    if match["portion"]:
        return Decimal("0.5")
    return (Decimal(match["percent"]) if match["percent"] else value_of(match["words"])) / 100


@rule(
    "R20",
    "几成是多少，要算得对",
    provision("人民调解法", "第二十九条", "写明各方当事人的责任和达成协议的内容"),
    _UNCLEAR,
    papers="mediation_agreement oral_agreement confirmation_application payment_receipt",
)
def shares_are_reckoned_right(given: RuleInput) -> Iterator[Fault]:
    """Bar a share of a sum (5740元的七成) that is not what 即 or 计 joins to it, ask about any other sum beside it."""
    for sentence in given.sentences:
        for match in _SHARE_OF.finditer(sentence.text):
            part = sum_of(match["whole"], match["whole_unit"]) * _share(match)
            told = _COMES_TO.match(sentence.text[match.end() :])
            if told and _ANOTHER_SUM.search(told["gap"]):
                continue
            amounts = [sum_of(told["part"], told["part_unit"])] if told else _sums_beside(given, sentence.field)
            is_joined = bool(told and told["joins"])
            others = {Decimal(0)} if is_joined else _sums_of(sentence.text) - {*amounts[:1]} | {Decimal(0)}
            if amounts and not any(abs(abs(amount - part) - other) <= 1 for amount in amounts for other in others):
                message = f"“{match[0]}”算出来是{part.normalize():f}元，写的是{amounts[0]}元。"
                level = bars if is_joined else asks
                yield level(sentence.field, message, "请核对，改成一致；另有扣减的，请写明。")


def _sums_beside(given: RuleInput, field: str) -> list[Decimal]:
    """Return the sums that a share in the subject of a payment or of a receipt may be; the first is the sum itself."""
    if given.paper == "payment_receipt" and field == "subject":
        agreed, before, left = (Decimal(str(given.facts[name]["amount"])) for name in ("agreed", "before", "left"))
        amount = Decimal(str(given.facts["amount"]))
        return [amount, agreed, before, left, before + amount, amount + left]
    if match := re.fullmatch(r"payments\.(\d+)\.subject", field):
        payment = payments(given)[int(match[1])]
        return [Decimal(str(each["amount"])) for each in (payment, *(payment.get("instalments") or ()))]
    return []


def _sums_of(text: str) -> set[Decimal]:
    """Return every sum of `text`: what was paid before or is left may be told beside a share."""
    return {sum_of(match["sum"], match["sum_unit"]) for match in _ANY_SUM.finditer(text)}


@rule(
    "R20",
    "欠的全数和付款一致",
    _UNCLEAR,
    papers="mediation_agreement",
)
def the_whole_debt_is_paid(given: RuleInput) -> Iterator[Fault]:
    """Ask where a payment of all that is owed is not the sum that the facts say is owed, and nothing was waived."""
    if _WAIVED.search(given.all_text):
        return
    owed = {
        sum_of(match["owed"], match["owed_unit"])
        for sentence in given.sentences
        if sentence.field.startswith("facts")
        for match in _OWED.finditer(sentence.text)
    }
    for number, one in enumerate(payments(given)):
        amount = Decimal(str(one["amount"]))
        if len(owed) == 1 and _ALL_OF_IT.search(one["subject"]) and amount not in owed:
            message = f"事实里说欠{min(owed)}元，“{one['subject']}”写的是{amount}元。"
            yield asks(f"payments.{number}.amount", message, "请核对，改成一致；让了一部分的，请写明。")
