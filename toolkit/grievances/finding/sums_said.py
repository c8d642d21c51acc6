"""Sums of money as villagers say them, with a unit or without one (三万六).

A number is money only where it counts nothing else; each sum has the characters it was read from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.chinese import SpokenNumber, spoken_numbers

_MONEY_UNIT = re.compile(r"\s*(?:块钱|块|元钱|元|人民币)(?!石|地|田|砖|板|头|儿)")
_MONEY_NEAR = re.compile(
    r"(?:一共|总共|合计|欠|花了|花|交了|交|收了|收|赔了?|补偿款?|罚了?|借了?|价|钱|款|费|工资|报了|给了?"
    r"|拿了?)[^，。,.]{0,4}$"
)
# What a number counts when it is no money; 多, 来, 几 and the like may stand between.
_COUNTS = re.compile(
    r"[多来几余把好]{0,2}\s*(?:[年月日天号点个位名人户家口亩分公斤吨里米平方度岁次回趟遍头只条棵根样层楼组社队级期届倍批车场处"
    r"元块%％株捆袋包箱件套台辆间座张份本页字步瓦伏安升毫厘丈尺寸篇封道眼桶筐担挑窝篮瓶盏颗粒支代群工号孔转盘排路面匹窑垄畦垧"
    r"亿]|小时|分钟|老百姓|村民|群众|学生|老人|职工|工人|社员|党员|乡亲|只|几个|多个|海拔|分之)"
)
# 四万七 and 两千三 are nearly always money: only measures and people count so.
_SHORTENED = re.compile(r"[百千万][一二三四五六七八九]$")
_COUNTS_STRICTLY = re.compile(r"\s*(?:[年月日号点个人户亩斤里米平度岁方只头棵吨%％]|公斤|公里|平方)")
# 两块玻璃 and 一块长大 are no money.
_PIECES = re.compile(
    r"\s*块(?!钱|多|[，,。！？!?、；;\s]|$|[一二三四五六七八九](?![块个张片])|一[斤个天次袋桶]|的|都|没|就|不|也|吧|嘛|了|啊|来|每)"
)
_TENTHS = re.compile(r"[一二三四五六七八九](?![百千万十块个张片天年月斤亩])")
_NO_SUM_BEFORE = re.compile(r"(?:第|[一二三四五六七八九十]成|海拔|身高|公元|编号|车牌|国道|省道|县道|[Gg]|[Xx])$")
_NO_SUMS = frozenset({"三七", "百", "千", "万", "百十", "千百", "三百六十五"})
_SPOKEN = re.compile(r"[百千万]")
_PER = re.compile(
    r".*(?:每一?|(?<![零一二两三四五六七八九十百千万第])一)(亩|家|个月|月|年|天|斤|吨|头|人|户|平方米|平方|方"
    r"|立方|度|棵|个学期|学期|次|个|季|米)[^，。,.；;！？\s]{0,8}$"
)
_PER_AFTER = re.compile(
    r"(?:钱)?[，,]?(?:一|每|/)(亩|个月|月|年|天|斤|吨|头|人|户|平方米|平方|方|度|棵|次|个)(?!多|几|半)"
)


@dataclass(frozen=True)
class Sum:
    """A sum in yuan, said at `start` to `end`; `per` is the unit of a price (亩, 月 …)."""

    yuan: float
    per: str | None
    approximate: bool
    start: int
    end: int


def amounts(text: str) -> tuple[Sum, ...]:
    """Return the sums of money in `text`. 一分钱 and 几块 are no sums."""
    return tuple(_amounts(text))


def _amounts(text: str) -> Iterator[Sum]:
    for number in spoken_numbers(text):
        unit = _MONEY_UNIT.match(text, number.end)
        small = number.value is not None and number.value < _FEW_YUAN
        if not number.value or number.value < 1 or (small and _PIECES.match(text, number.end)):
            continue
        if unit or _is_bare_sum(text, number):
            tenths = _TENTHS.match(text, unit.end()) if unit and unit[0].strip() == "块" else None
            end = tenths.end() if tenths else unit.end() if unit else number.end
            yuan = float(number.value) + ("零一二三四五六七八九".index(tenths[0]) / 10 if tenths else 0)
            per, start, end = _per(text, number.start, end)
            yield Sum(yuan, per, number.approximate, start, end)


_FEW_YUAN = 10


def _is_bare_sum(text: str, number: SpokenNumber) -> bool:
    """Return whether a number without a unit is money: with 百, 千 or 万, or after 欠, and counting nothing."""
    said = text[number.start : number.end]
    if re.match(r"一(?:亩|个月|斤|吨|户|平方|度)", text[number.end :]):
        return _is_big(number)
    counts = _COUNTS_STRICTLY if _SHORTENED.search(said) else _COUNTS
    if counts.match(text, number.end) or _NO_SUM_BEFORE.search(text[: number.start]) or said in _NO_SUMS:
        return False
    if _SPOKEN.search(said):
        return True
    return _is_big(number) and _MONEY_NEAR.search(text[: number.start]) is not None


def _is_big(number: SpokenNumber) -> bool:
    return number.value is not None and number.value >= 1000  # below it, it is as often something else


def _per(text: str, start: int, end: int) -> tuple[str | None, int, int]:
    before = _PER.match(text[:start])
    if before:
        return _short(before[1]), before.start(1) - 1, end
    after = _PER_AFTER.match(text, end)
    return (_short(after[1]), start, after.end()) if after else (None, start, end)


def _short(unit: str) -> str:
    return {"家": "户", "个月": "月", "平方": "平方米", "个学期": "学期"}.get(unit, unit)
