"""Reports as Word files: the yearly one of 信访工作条例 Art 41, and the rates that the monthly sheet ends with."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from toolkit import formats
from toolkit.formats.word import Grid, Picture, signatures, write_tables
from toolkit.loop.events import head_line
from toolkit.loop.reports.figures import Count, PeriodFigures, figures, year_of
from toolkit.loop.reports.rates import FEW, Rate, few, part_of
from toolkit.store import figures as counts
from toolkit.workspace import Desk

_NONE = "没有"
_WIDTHS = (26, 80, 20, 20, 24)
_SHARES = "怎么看占比：占比＝分子÷分母，取一位小数，后面的不进位；和件数一起看，分母小的，一两件就差很多。"
_ORDER = (
    ("一、信访形势：来源、领域、反映较多的单位", ("来源", "领域", "反映较多的单位", "到上级反映")),
    ("二、转送、交办、督办和办理", ("转送交办和办理", "督办", "期末预警")),
    ("三、建议和采纳", ("以案促治建议",)),
    ("四、评议、诊所和其他", ("评议的建议", "评议以后的决定", "法律诊所", "法律咨询的下一步", "其他")),
)


def rate_grid(rates: Sequence[Rate]) -> Grid:
    """Return the table of `rates`: formula, counts, percentage; what is below three, or tells it, is hidden."""
    rows = tuple(
        (
            rate.name,
            rate.formula,
            part_of(rate.numerator, rate.denominator),
            few(rate.denominator),
            _NONE if rate.percent is None else "数太小不列" if rate.is_hidden else f"{rate.percent}%",
        )
        for rate in rates
    )
    return Grid(("指标", "怎么算", "分子", "分母", "占比"), rows, _WIDTHS)


def count_grid(count: Count) -> Grid:
    """Return the table of a count; a cell below three, and what would tell it, is hidden."""
    shown = dict(counts.hidden([(cell, len(numbers)) for cell, numbers in count.cells.items()]))
    rows = tuple((cell, _printed(shown[cell], len(numbers))) for cell, numbers in count.cells.items())
    return Grid((count.name, "件数"), rows or ((_NONE, "0"),), (120, 50))


def _printed(shown: int | None, number: int) -> str:
    return str(shown) if shown is not None else few(number) if number < FEW else "不列"


def write_year(desk: Desk, year: int, path: Path, *, lists: bool = False) -> PeriodFigures:
    """Write the yearly report to the Word file `path`, with `lists` also the numbers behind each figure.

    A report with lists stays in the office. Return the figures; raise WrongValueError.
    """
    counted = figures(desk, *year_of(year))
    by_name = {count.name: count for count in counted.counts}
    shown = counts.hidden(list(counted.by_month.items()))
    months = {f"{int(month[5:])}月": number for month, number in shown}
    until = "到" if counted.last == f"{year}-12-31" else "起，截至"
    basis = f"{counted.first} {until} {counted.last}，依据《信访工作条例》第四十一条，供信访部门汇总。"
    parts: list[str | Grid | Picture] = [
        basis + "不到三件的写 <3，从别的数能算出它来的不列；图上这样的月份不画。",
        _chart(f"{year}年每月立项（件）", months),
    ]
    for heading, names in _ORDER:
        parts.append(heading)
        for name in names:
            count = by_name[name]
            nothing = "" if count.cells else "没有。"
            parts += [f"{name}：{count.formula}。{nothing}", *([count_grid(count)] if count.cells else [])]
    parts += ["五、比率", rate_grid(counted.rates), _SHARES]
    if lists:
        parts += ["附：每个数后面的编号（内部用，不外传）", _list_grid(counted)]
    write_tables(
        path,
        f"{desk.settings.office.name}信访工作年度报告（{year}）",
        [*parts, signatures("填表人", "负责人"), head_line(desk)],
    )
    return counted


def _chart(title: str, months: Mapping[str, int | None]) -> Picture:
    """Return the chart of `months`; one whose number is hidden has no place in it."""
    drawn = {month: number for month, number in months.items() if number is not None}
    return Picture(formats.charts.columns_png(title, list(drawn), {"件": list(drawn.values())}), 150)


def _list_grid(counted: PeriodFigures) -> Grid:
    rows = [(rate.name, "分子", "、".join(rate.above)) for rate in counted.rates if rate.name != "补记率"]
    rows += [(rate.name, "分母", "、".join(rate.below)) for rate in counted.rates if rate.name != "补记率"]
    rows += [
        (count.name, cell, "、".join(numbers)) for count in counted.counts for cell, numbers in count.cells.items()
    ]
    return Grid(("指标", "格", "编号"), tuple(row for row in rows if row[2]), (34, 34, 102))


def as_json(counted: PeriodFigures) -> dict[str, object]:
    """Return the figures for a program: each rate with its counts, formula and lists, each table with its cells."""
    return {
        "first": counted.first,
        "last": counted.last,
        "rates": {
            rate.name: {
                "numerator": rate.numerator,
                "denominator": rate.denominator,
                "percent": rate.percent,
                "formula": rate.formula,
                "list": list(rate.above),
                "of": list(rate.below),
            }
            for rate in counted.rates
        },
        "counts": {
            count.name: {"formula": count.formula, "cells": counted.count(count.name), "list": dict(count.cells)}
            for count in counted.counts
        },
        "by_month": dict(counted.by_month),
    }
