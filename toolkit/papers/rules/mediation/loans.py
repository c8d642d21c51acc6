"""Rules on the interest of a loan, under whatever name: the ceiling is that of the day on which the loan was made."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from toolkit.papers.law.calculators import interest_ceiling, value_of, yearly_rates
from toolkit.papers.law.figures import figure
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, bars, warns
from toolkit.papers.rules.dates import spoken_days
from toolkit.papers.rules.mediation.money import payments, sum_of
from toolkit.papers.rules.registry import rule

_LOAN = re.compile(r"借款|借的钱|借钱|利钱|借贷|本金|欠款|借条|利息|利率|月息|年息")
_WORSE = re.compile(
    r"利滚利|复利|驴打滚|利息(?:并入|计入|转为|转成|滚入)本金|砍头息|(?:预先|提前|先行)(?:从本金中)?扣除?[^，。；]{0,4}利息"
)
_LENT = re.compile(
    r"^，?(?:(?!还|催|要|追|讨|答应|说|称|认|对账|结算|欠)[^。；，\d]){0,16}?(?:(?:向|从|找|跟|问)[^，。；]{1,8}借|借(?:款|给|到|了|走|出|去|条)|出借)"
)
_PRINCIPAL = re.compile(r"本金|本钱|借款|借的钱|欠款(?!.{0,6}利)")
# Twelve months of interest are its term; 3个月内 and 分6个月 tell when it is paid.
_CHARGE = re.compile(
    r"每(?:个)?月(?P<sum>\d[\d,]*(?:\.\d+)?)元"
    r"|(?<!分)(?<!\d)(?P<months>\d{1,2}|(?<![一二三四五六七八九十分])[一二三四五六七八九十]{1,3})个月(?!内|之内|以内|后|以后|之后|付|还|给|结)"
)
_BESIDES = re.compile(r"利|息|茶|烟|辛苦|手续|服务|管理|占用|好处|红|谢|费|周转|人情|补")
_NO_CHARGE = re.compile(r"违约金|滞纳|诉讼费|公证|鉴定|货款|工资|租金")
_YEAR = 12
# Percent a year, of what ran before the ceiling of today's rule (民间借贷规定 of 2015, Art 26).
_OLD_LIMIT = Decimal(24)
_TWO_LIMITS = "2020年8月20日以前和以后的利息，上限不同，请分开写；超过的，"
_LIMITED = (
    provision("民间借贷规定", "第二十五条", "不超过合同成立时一年期贷款市场报价利率的四倍"),
    provision("民法典", "第六百八十条第一款", "禁止高利放贷"),
)


@dataclass(frozen=True)
class _Limit:
    """What interest of the loan may be: allowed up to `percent`, in doubt up to `beyond_doubt`."""

    percent: Decimal
    beyond_doubt: Decimal
    reckoning: str
    asked: str = "上限按借款成立那天算，请在事实里写明是哪一天借的；超过的，"

    def fault(self, percent: Decimal, field: str, message: str, remedy: str) -> Iterator[Fault]:
        """Bar `percent` a year where no day of the loan would allow it, ask where one might."""
        level: Literal["error", "question"] = "error" if percent > self.beyond_doubt else "question"
        told = f"{message}，超过上限{self.percent:.4g}%（{self.reckoning}）。"
        yield Fault(level, field, told, remedy if level == "error" else self.asked + remedy)


def _limit(given: RuleInput) -> _Limit:
    """Return the limit by the day of the loan, or by that of the paper with a margin where no fact tells the day."""
    since = figure("interest_multiple").values[0].start
    lent = _lent_on(given)
    ceiling = max(map(interest_ceiling, lent or [given.date]), key=lambda each: each.percent)
    if not lent:
        starts = [max(since, value.start) for value in figure("prime_rate").values]
        return _Limit(ceiling.percent, max(interest_ceiling(on).percent for on in starts), ceiling.reckoning)
    if min(lent) < since:  # what ran until then is held to the old limit, what ran later to the rate of the suit
        today = interest_ceiling(given.date)
        return _Limit(today.percent, _OLD_LIMIT, today.reckoning, _TWO_LIMITS)
    return _Limit(ceiling.percent, ceiling.percent, ceiling.reckoning)


def _lent_on(given: RuleInput) -> list[dt.date]:
    """Return the days on which the facts say that money was lent."""
    days: list[dt.date] = []
    for sentence in given.sentences:
        end = 0
        for words, on in spoken_days(sentence.text, given.date):
            end = sentence.text.index(words, end) + len(words)
            if on and on <= given.date and _LENT.match(sentence.text[end:]):
                days.append(on)
    return days


@rule(
    "R20",
    "利率不超过上限",
    *_LIMITED,
    papers="mediation_agreement oral_agreement confirmation_application",
    reads_text=True,
)
def interest_is_within_the_limit(given: RuleInput) -> Iterator[Fault]:
    """Bar interest above four times the prime rate, compound interest and interest taken in advance; by the day too."""
    limit, is_loan = _limit(given), bool(_LOAN.search(given.all_text))
    for sentence in given.sentences:
        if sentence.part == "tells":
            continue
        if worse := _WORSE.search(sentence.text):
            message = f"“{worse[0]}”：利息不得预先扣除，超过上限的复利不受保护。"
            yield bars(sentence.field, message, "请删去，按实际本金和法定上限以内的利率约定。")
        for rate in yearly_rates(sentence.text):
            message = f"“{rate.words}”合每年{rate.percent:.4g}%"
            # Damages for delay of another debt than a loan are reduced on request only (民法典 Art 585).
            if rate.percent > limit.percent and not (is_loan or "利" in rate.words or "息" in rate.words):
                over = f"{message}，超过上限{limit.percent:.4g}%（{limit.reckoning}）。"
                yield warns(sentence.field, over, "请改到上限以内。")
            elif rate.percent > limit.percent:
                yield from limit.fault(rate.percent, sentence.field, message, "请改到上限以内。")


@rule("R20", "换个名目的利息也算利息", *_LIMITED, papers="mediation_agreement")
def charges_of_a_loan_are_interest(given: RuleInput) -> Iterator[Fault]:
    """Bar what is paid by the month beside the principal of a loan, above the ceiling, whatever it is called."""
    if "借" not in given.facts["dispute"]:
        return
    owed = [one for one in payments(given) if _PRINCIPAL.search(one["subject"]) and not _BESIDES.search(one["subject"])]
    principal = sum((Decimal(str(one["amount"])) for one in owed), Decimal(0))
    limit = _limit(given)
    for number, one in enumerate(payments(given)):
        if one in owed or not principal or not _BESIDES.search(one["subject"]) or _NO_CHARGE.search(one["subject"]):
            continue
        monthly = _monthly(one["subject"], Decimal(str(one["amount"])))
        if monthly and (percent := monthly * _YEAR * 100 / principal) > limit.percent:
            message = f"“{one['subject']}”是借款{principal}元每月{monthly:.4g}元，合每年{percent:.4g}%"
            remedy = "请改到上限以内；换个名目，也是利息。"
            yield from limit.fault(percent, f"payments.{number}.amount", message, remedy)


def _monthly(subject: str, amount: Decimal) -> Decimal | None:
    """Return what `subject` says is paid each month: the sum itself, or `amount` by the number of months."""
    for match in _CHARGE.finditer(subject):
        if match["sum"]:
            return sum_of(match["sum"], "元")
        if months := value_of(match["months"]):
            return amount / months
    return None
