"""Calculators for what the law fixes: the ceiling of interest, damages for days of care and of lost work."""

import datetime as dt
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from toolkit.chinese import number_value
from toolkit.core import WrongValueError
from toolkit.papers.law.figures import figure
from toolkit.papers.law.statutes import Provision, provision

_MONTHS, _DAYS = 12, 365
_MOST_KNOWN = 8192  # texts whose rates are remembered
_NUMBER = r"(\d+(?:\.\d+)?|[零一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)"
_RATE = re.compile(
    rf"(?P<period>年|月|每年|每月|每日|每天|日(?!起|内|前|以)|天)(?:利率|息率|利息|息|利|化利率|化|按|滞纳金|违约金|加收|支付|给付|收取|计)?"
    rf"[^，。；年月日天\d一二两三四五六七八九十百千万]{{0,12}}?"
    rf"(?:(?P<whole>百分之|千分之|万分之){_NUMBER}|(?P<plain>\d+(?:\.\d+)?)(?P<sign>%|％|‰|分(?!之|期|钟|别|担)|厘))"
)
# 每拖一天，按没有还的数额加收百分之一: the share stands in another clause than the day.
_LATE = re.compile(
    rf"(?:每)?(?:逾期|延期|拖延?|迟延?|晚|超过?)(?:了)?(?:一|1)?个?(?P<period>天|日|月|年)(?:的)?，?"
    rf"(?=[^。；]{{0,20}}(?:按|加|付|收|算|罚))[^。；\d百千万]{{0,20}}"
    rf"(?:(?P<whole>百分之|千分之|万分之){_NUMBER}|(?P<plain>\d+(?:\.\d+)?)(?P<sign>%|％|‰))"
)
# 每万元每天付一百元; 利息一毛五, which is fifteen hundredths a month.
_PER_SUM = re.compile(
    rf"每(?P<base>万|千|百)元?[^，。；]{{0,4}}每?(?P<period>天|日|个?月|年)[^。；，\d]{{0,6}}?{_NUMBER}元"
)
# 一万块一个月给二百五; 每借一千，月月付三十.
_PER_SPOKEN_SUM = re.compile(
    rf"(?:每|一|1)(?:一)?(?:借)?(?P<base>万|千|百)(?:块|元)?(?:钱)?[^。；\d]{{0,4}}(?:一个|每个?|每|月)(?P<period>天|日|月|年)"
    rf"[^。；\d]{{0,5}}?(?:给|付|出|交|要|算|收|利|拿|加|添){_NUMBER}(?:(?:元|块)?(?=[，。；：、钱]|$)|(?:元|块)(?=[茶辛跑手好喜谢]))"
)
_TENTH_AND_MORE = re.compile(
    r"(?:利息?|息)(?:钱)?(?:按|算|是)?(?P<tenths>[一二两三四五六七八九])(?:毛|角)(?P<parts>[一二三四五六七八九])?"
)
_BASES = {"万": 10_000, "千": 1_000, "百": 100}
_TENTHS_OF = {"百": 10, "千": 100}  # what the last figure counts: 二百五, 三千二
_FEN = re.compile(
    rf"{_NUMBER}(?P<sign>分|厘)(?:钱)?(?:的|付|计|给|算)?(?:利|息|月息|利息)|(?:月息|月利|年息|年利|日息|利息|利率)(?:按|为|是)?{_NUMBER}(?P<sign2>分|厘)"
)
_TENTHS = re.compile(rf"(?:年息|年利|年利率|月息|利息|息)(?:按|为|是|加)?{_NUMBER}成")
_SHARE: dict[str, Decimal] = {
    "百分之": Decimal(1),
    "千分之": Decimal("0.1"),
    "万分之": Decimal("0.01"),
    "%": Decimal(1),
    "％": Decimal(1),
    "‰": Decimal("0.1"),
}
_A_YEAR = {"年": 1, "每年": 1, "月": _MONTHS, "每月": _MONTHS}


@dataclass(frozen=True)
class Rate:
    """A rate as a text says it, and its percent a year."""

    words: str
    percent: Decimal


@dataclass(frozen=True)
class Ceiling:
    """The highest rate of interest on a day, in percent a year, with its reckoning and its articles."""

    percent: Decimal
    reckoning: str
    basis: tuple[Provision, ...]


@dataclass(frozen=True)
class Damages:
    """Damages in yuan, with their reckoning and their article."""

    amount: Decimal
    reckoning: str
    basis: Provision


_LOANS = (
    provision("民间借贷规定", "第二十五条", "不超过合同成立时一年期贷款市场报价利率的四倍"),
    provision("民法典", "第六百八十条", "禁止高利放贷；没有约定利息的，视为没有利息"),
)
_CARE = provision("人身损害赔偿解释", "第八条", "按护理人员的收入、人数、期限；原则上一人；最长不超过二十年")
_WORK = provision("人身损害赔偿解释", "第七条", "按误工时间和收入；没有固定收入的，按最近三年平均收入")


def interest_ceiling(day: dt.date) -> Ceiling:
    """Return the highest rate of interest of a private loan made on `day`; before the oldest value, by the oldest."""
    rates, multiples = figure("prime_rate"), figure("interest_multiple")
    rate = rates.on(max(day, rates.values[0].start))
    multiple = multiples.on(max(day, multiples.values[0].start)).value
    reckoning = f"{rate.start.isoformat()}起一年期贷款市场报价利率{rate.value}%的{multiple}倍"
    return Ceiling(rate.value * multiple, reckoning, _LOANS)


def interest(principal: Decimal, percent: Decimal, days: int) -> Decimal:
    """Return the interest in yuan of `principal` at `percent` a year over `days`, rounded to the cent."""
    return (principal * percent / 100 * days / _DAYS).quantize(Decimal("0.01"))


def care_damages(daily: Decimal, days: int, carers: int = 1) -> Damages:
    """Return damages for `days` of care at `daily` yuan; raise WrongValueError beyond what the law gives."""
    longest = int(figure("care_years").latest.value) * _DAYS
    if not 0 < days <= longest:
        raise WrongValueError(field="护理天数", value=days, why=f"要在 1 到 {longest} 天之间（最长二十年）")
    if carers < 1 or daily < 0:
        raise WrongValueError(field="护理人数", value=carers, why="至少一人，每天的费用不能是负数")
    return Damages(daily * days * carers, f"{daily}元×{days}天×{carers}人", _CARE)


def lost_work_damages(daily: Decimal, days: int) -> Damages:
    """Return damages for `days` of lost work at an income of `daily` yuan; raise WrongValueError."""
    if days < 1 or daily < 0:
        raise WrongValueError(field="误工天数", value=days, why="至少一天，每天的收入不能是负数")
    return Damages(daily * days, f"{daily}元×{days}天", _WORK)


@functools.lru_cache(maxsize=_MOST_KNOWN)
def yearly_rates(text: str) -> tuple[Rate, ...]:
    """Return each rate of interest in `text`, 月息3分, 日千分之五, 年利率36%, as percent a year."""
    return tuple(_yearly_rates(text))


def _yearly_rates(text: str) -> Iterator[Rate]:
    for match in _RATE.finditer(text):
        number = value_of(match[3] or match["plain"])
        times = _A_YEAR.get(match["period"], _DAYS)
        yield Rate(match[0], number * _share(match["whole"] or match["sign"], match["period"]) * times)
    spans = [match.span() for match in _RATE.finditer(text)]
    for match in _LATE.finditer(text):
        if not any(first < match.end() and match.start() < last for first, last in spans):
            spans.append(match.span())
            times = _A_YEAR.get(match["period"], _DAYS)
            yield Rate(
                match[0], value_of(match[3] or match["plain"]) * _share(match["whole"] or match["sign"], "日") * times
            )
    for match in _FEN.finditer(text):
        if not any(first <= match.start() < last for first, last in spans):
            number, sign = value_of(match[1] or match[3]), match["sign"] or match["sign2"]
            # Of old, 分 without more is a hundredth a month.
            is_yearly = "年息" in match[0] or "年利" in match[0]
            yield Rate(match[0], number * (10 if is_yearly else _share(sign, "月") * _MONTHS))
    for match in _TENTHS.finditer(text):
        yield Rate(match[0], value_of(match[1]) * 10)
    for match in _PER_SUM.finditer(text):
        times = _A_YEAR.get(match["period"].lstrip("个"), _DAYS)
        yield Rate(match[0], value_of(match[3]) * 100 / _BASES[match["base"]] * times)
    for match in _PER_SPOKEN_SUM.finditer(text):
        times = _A_YEAR.get(match["period"], _DAYS)
        yield Rate(match[0], _spoken(match[3]) * 100 / _BASES[match["base"]] * times)
    for match in _TENTH_AND_MORE.finditer(text):
        share = value_of(match["tenths"]) * 10 + value_of(match["parts"] or "")
        yield Rate(match[0], share * _MONTHS)


def _share(sign: str, period: str) -> Decimal:
    """Return the percent of one `sign`: 分 and 厘 are a hundredth and a thousandth a month, ten times that a year."""
    if sign in _SHARE:
        return _SHARE[sign]
    part = Decimal(1) if sign == "分" else Decimal("0.1")
    return part * 10 if period in {"年", "每年"} else part


def _spoken(text: str) -> Decimal:
    """Return the number of `text` as people say it: 二百五 is 250."""
    if len(text) > 1 and text[-2] in _TENTHS_OF and text[-1] in "一二三四五六七八九":
        return value_of(text[:-1]) + value_of(text[-1]) * _TENTHS_OF[text[-2]]
    return value_of(text)


def value_of(text: str) -> Decimal:
    """Return the number that `text` writes in digits or characters, 0 where there is none."""
    return Decimal(str(number_value(text) or 0))
