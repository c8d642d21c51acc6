"""Charts as SVG with real text: sharp on paper, readable for screen readers, in any Chinese font of the machine.

Series differ in lightness and hatching as well as in hue, for colour-blind readers and for black-and-white printers.
"""

import functools
import hashlib
import io
import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# What the machines of offices have, then what Linux has; the reader's browser falls back in the same order.
FONTS = (
    *("Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "SimHei"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "sans-serif"),
)
_INK, _SOFT = "#1d2329", "#55606a"
_BAR = "#2f6f94"
_ID = re.compile(r'(?<=[ \n]id=")[^"]+|(?<=href="#)[^"]+|(?<=url\(#)[^)]+')
_LONGEST_HEAD = 14  # characters of a title and its keys on one line
_FEWEST = 5  # a chart of one bar is not all bar
# Colour and hatching of each triage colour: dark, light, middle.
_KEYS: Mapping[str, tuple[str, str]] = {
    "红": ("#a3231b", ""),
    "黄": ("#f0c24b", "//"),
    "绿": ("#2a7f6b", ".."),
    "未定": ("#c9d1d8", ""),
    "首次": ("#2f6f94", ""),
    "重复": ("#e08a3c", "//"),
    "已坐诊": ("#2a7f6b", ""),
    "已补": ("#f0c24b", "//"),
    "缺诊": ("#a3231b", ".."),
    "计划": ("#c9d1d8", ""),
}


def bars(title: str, counts: Mapping[str, int], unit: str) -> str:
    """Return a bar chart with a labelled bar for each name, the longest first; `unit` is the measure word (件, 场)."""
    ordered = sorted(counts.items(), key=lambda pair: pair[1])
    figure, axes = _begun(title, height=0.8 + 0.33 * max(_FEWEST, len(ordered)))
    drawn = axes.barh([name for name, _ in ordered], [count for _, count in ordered], color=_BAR, height=0.66)
    axes.bar_label(drawn, labels=[f"{count} {unit}" for _, count in ordered], padding=4, color=_INK, fontsize=11)
    axes.set_xlim(0, max([*counts.values(), 1]) * 1.2)
    axes.set_ylim(len(ordered) - max(_FEWEST, len(ordered)) - 0.5, len(ordered) - 0.4)
    axes.xaxis.set_visible(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0)
    numbers = "，".join(f"{name} {count} {unit}" for name, count in reversed(ordered))
    return _svg(figure, f"{title}：{numbers or '还没有'}")


def columns(title: str, places: Sequence[str], series: Mapping[str, Sequence[int]], unit: str) -> str:
    """Return a stacked column chart with a column for each of `places`; `series` holds the numbers of each name."""
    numbers = "；".join(
        f"{place}：" + "，".join(f"{name} {counts[at]}" for name, counts in series.items())
        for at, place in enumerate(places)
    )
    return _svg(_columns(title, places, series), f"{title}（{unit}）：{numbers or '还没有'}")


def columns_png(title: str, places: Sequence[str], series: Mapping[str, Sequence[int]]) -> bytes:
    """Return that chart as a PNG for a Word file, whose readers have not the fonts of a browser."""
    content = io.BytesIO()
    _columns(title, places, series).savefig(content, format="png", dpi=200, metadata={"Software": None})
    return content.getvalue()


def _columns(title: str, places: Sequence[str], series: Mapping[str, Sequence[int]]) -> Figure:
    figure, axes = _begun(title, height=2.7)
    foot = [0] * len(places)
    for name, counts in series.items():
        colour, hatch = _KEYS.get(name, (_BAR, ""))
        drawn = axes.bar(range(len(places)), counts, bottom=foot, width=0.62, color=colour, label=name)
        for patch in drawn:
            patch.set(edgecolor="white", linewidth=0.8, hatch=hatch)
        foot = [below + count for below, count in zip(foot, counts, strict=True)]
    for at, total in enumerate(foot):
        axes.text(at, total, str(total), ha="center", va="bottom", color=_INK, fontsize=11)
    axes.set_xticks(range(len(places)), places)
    axes.set_ylim(0, max([*foot, 1]) * 1.18)
    axes.set_xlim(-0.6, max(len(places), _FEWEST) - 0.4)
    axes.yaxis.set_visible(False)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="x", length=0)
    if len(series) > 1:
        # Where the keys and the title would meet, the keys stand below it.
        is_long = len(title) + sum(map(len, series)) > _LONGEST_HEAD
        below: dict[str, Any] = {"loc": "lower left", "bbox_to_anchor": (-0.02, 0.98)}
        place = below if is_long else {"loc": "upper right", "bbox_to_anchor": (1, 1.16)}
        axes.legend(ncols=len(series), frameon=False, fontsize=11, handlelength=1.4, **place)
        if is_long:
            axes.set_title(title, loc="left", fontsize=14, fontweight="bold", color=_INK, pad=30)
    return figure


def _begun(title: str, height: float) -> tuple[Figure, Axes]:
    mpl.rcParams.update(
        {"svg.fonttype": "none", "font.family": _installed(), "axes.unicode_minus": False, "svg.hashsalt": "yehua"}
    )
    # Where the machine has none of the fonts, the reader's browser has one; matplotlib need not complain.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    figure = Figure(figsize=(5.0, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=14, fontweight="bold", color=_INK, pad=10)
    axes.tick_params(labelsize=11, labelcolor=_INK)
    axes.spines[:].set_color(_SOFT)
    return figure, axes


@functools.cache
def _installed() -> list[str]:
    known = {font.name for font in font_manager.fontManager.ttflist}
    return [*(name for name in FONTS if name in known), "sans-serif"]


def _svg(figure: Figure, description: str) -> str:
    """Return `figure` as an SVG element that fills its place, with `description` for screen readers."""
    text = io.StringIO()
    figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    svg = text.getvalue()[text.getvalue().index("<svg") :]
    svg = re.sub(r"font-family: [^;\"]*", f"font-family: {_css_fonts()}", svg)
    svg = with_own_ids(svg, hashlib.sha256(description.encode()).hexdigest()[:8])
    safe = description.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    head = f'<svg role="img" aria-label="{safe}" style="width:100%;height:auto;display:block" '
    return re.sub(r' (?:width|height)="[\d.]+pt"', "", svg.replace("<svg ", head, 1), count=2)


def with_own_ids(markup: str, mark: str) -> str:
    """Return `markup` with `mark` added to every id of its SVG elements and to every reference.

    A browser takes the first element of an id in the whole document; if that is the hatching of a hidden chart,
    nothing is drawn.
    """
    return _ID.sub(rf"\g<0>-{mark}", markup)


def _css_fonts() -> str:
    return ", ".join(name if name == "sans-serif" else f"'{name}'" for name in FONTS)
