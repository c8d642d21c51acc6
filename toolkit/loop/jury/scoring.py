"""The score of a panel in exact fractions, and what it suggests; a route is decided by its legal ground alone.

A member's mark is the mean of three; the panel's score the mean of the members' without the highest and the lowest
where there are seven or more. No float comes near it: on the edge of 6 or 8 floats put one panel in a hundred wrong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from toolkit.chinese import half_width

Suggestion = Literal["普通", "绿色通道", "引导法定途径"]
MARKS = ("合理", "困难", "政策")
_GREEN, _GUIDE = 8, 6
_MOST, _TRIMMED_FROM, _PLACES = 10, 7, 100

# Routes by which an organ answers, and the statutory grounds (信访工作条例) on which a matter is not taken on. A score
# is none of them.
ROUTES = ("受理", "绿色通道", "引导法定途径", "不予受理")
GROUNDS = {
    "19(3)": "同一事项已经受理或者正在办理（第十九条第三款）",
    "20(2)": "涉诉讼权利救济，向政法部门提出（第二十条第二款）",
    "22": "涉法涉诉，转同级政法部门（第二十二条）",
    "31(1)": "应由政法部门依法处理（第三十一条第一项）",
    "31(2)": "通过仲裁解决（第三十一条第二项）",
    "31(3)": "向党的组织、纪检监察等提出（第三十一条第三项）",
    "31(4)": "通过行政程序解决（第三十一条第四项）",
    "31(5)": "申请履行法定职责的途径（第三十一条第五项）",
    "36(3)": "复核后以同一事实和理由再提（第三十六条第三款）",
}
_NEED_GROUND = frozenset({"引导法定途径", "不予受理"})


@dataclass(frozen=True)
class Ballot:
    """A nameless ballot: its slot, and its three marks, None where it is void."""

    slot: str
    marks: tuple[int, int, int] | None

    @property
    def mean(self) -> Fraction:
        """The mean of its marks; 0 of a void one, which nobody counts."""
        return Fraction(sum(self.marks or ()), len(MARKS))


def mark(cell: object) -> int | None:
    """Return the mark in a cell: a whole number from 0 to 10; None for 6.5, 11, a blank or a word."""
    text = half_width(str(cell)).strip() if cell is not None else ""
    whole = text.removesuffix(".0")
    return int(whole) if whole.isascii() and whole.isdecimal() and int(whole) <= _MOST else None


def score(ballots: Sequence[Ballot], *, trim: bool) -> Fraction:
    """Return the panel's score by its valid `ballots`, with `trim` without the highest and the lowest from seven on."""
    means = sorted(ballot.mean for ballot in ballots if ballot.marks is not None)
    if trim and len(means) >= _TRIMMED_FROM:
        means = means[1:-1]
    return sum(means, Fraction(0)) / len(means)


def suggestion(value: Fraction) -> Suggestion:
    """Return what a score suggests: 8 or more the green way, less than 6 the way that a law provides."""
    return "绿色通道" if value >= _GREEN else "引导法定途径" if value < _GUIDE else "普通"


def floored(value: Fraction) -> str:
    """Return `value` with two places, never rounded up: 7.97 is not 8.0."""
    whole, rest = divmod(value.numerator * _PLACES // value.denominator, _PLACES)
    return f"{whole}.{rest:02d}"


def route_faults(route: str, ground: str | None) -> Iterator[str]:
    """Give the reasons why a route cannot be decided; no score is asked, for none is a ground."""
    if route not in ROUTES:
        yield f"不能写成“{route}”，可以写 {'、'.join(ROUTES)}"
    if route in _NEED_GROUND and ground not in GROUNDS:
        listed = "；".join(f"{key} {text}" for key, text in GROUNDS.items())
        yield f"{route}要有法定依据（--ground），评议的分数不是依据；没有依据的照常受理。可以写：{listed}"
