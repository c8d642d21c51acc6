"""What a signature shows on the page: the strokes as they were drawn, never a picture of a seal."""

import datetime as dt
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import formats
from toolkit.core import WrongValueError
from toolkit.signing.signings import BEIJING

_SHEETS = Path(__file__).parent / "sheets"
_FEWEST_POINTS, _LEAST_WIDTH = 25, 60.0
_MOST_POINTS, _MOST_PIXELS = 20_000, 10_000.0
_POINT = 4  # x, y, pressure, milliseconds
_INK = "#102a6b"


@dataclass(frozen=True)
class Drawing:
    """Strokes drawn on a canvas of `size` (pixels); each point is x, y, pressure 0 to 1, and time in milliseconds."""

    size: tuple[float, float]
    strokes: tuple[tuple[tuple[float, float, float, float], ...], ...]

    @property
    def text(self) -> str:
        """The drawing as JSON, as it is kept apart."""
        return json.dumps({"canvas": self.size, "strokes": self.strokes}, separators=(",", ":"))


def drawing_of(given: Any) -> Drawing:
    """Return the drawing in the JSON `given` by a page; raise WrongValueError for what is none, or is too little."""
    try:
        width, height = (float(side) for side in given["canvas"])
        strokes = tuple(tuple(_point(point) for point in stroke) for stroke in given["strokes"])
    except (KeyError, TypeError, ValueError) as fault:
        raise WrongValueError(field="笔迹", value="", why="没有传完整，请重写一次") from fault
    points = [point for stroke in strokes for point in stroke]
    across = [point[0] for point in points]
    inside = all(0 < side <= _MOST_PIXELS for side in (width, height)) and len(points) <= _MOST_POINTS
    if not inside or any(
        not -width <= point[0] <= 2 * width or not -height <= point[1] <= 2 * height for point in points
    ):
        raise WrongValueError(field="笔迹", value="", why="不像是手写的，请重写一次")
    if len(points) < _FEWEST_POINTS or max(across) - min(across) < _LEAST_WIDTH:
        raise WrongValueError(field="笔迹", value="", why="写得太少，看不清，请重写")
    return Drawing((width, height), strokes)


def _point(point: Sequence[Any]) -> tuple[float, float, float, float]:
    x, y, pressure, time = (float(part) for part in point[:_POINT])
    return (x, y, pressure, time)


def look(name: str, at: dt.datetime, size: tuple[float, float], drawing: Drawing | None, said: str = "") -> bytes:
    """Return a page of `size` (points) that shows the name, the time `at`, and the `drawing`, or what is `said`.

    Raise what `formats.typeset` raises.
    """
    data = {
        "name": name,
        "when": f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        "width": size[0],
        "height": size[1],
        "drawn": drawing is not None,
        "said": said,
    }
    files = {"strokes.svg": _svg(drawing)} if drawing else {}
    return formats.typeset(_SHEETS / "signature.typ", data, files=files, on=at.date(), archival=False)


def _svg(drawing: Drawing) -> bytes:
    """Return the strokes as a picture, cut to what was drawn."""
    points = [point for stroke in drawing.strokes for point in stroke]
    left, top = min(point[0] for point in points) - 3, min(point[1] for point in points) - 3
    width, height = max(point[0] for point in points) + 3 - left, max(point[1] for point in points) + 3 - top
    pen = max(2.0, height / 28)
    lines = "".join(
        f'<polyline points="{" ".join(f"{point[0]:.1f},{point[1]:.1f}" for point in (*stroke, stroke[-1]))}"/>'
        for stroke in drawing.strokes
        if stroke
    )
    box = html.escape(f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}")
    style = f'fill="none" stroke="{_INK}" stroke-width="{pen:.1f}" stroke-linecap="round" stroke-linejoin="round"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><g {style}>{lines}</g></svg>'.encode()
