"""The county's own boundaries file (GeoJSON, degrees) as paths of SVG, north above."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core import YehuaError

WIDTH = 800
_NAMES = ("name", "NAME", "名称", "town")


class BoundariesRefusedError(YehuaError):
    """Raised when a file holds no boundaries."""

    sentence = (
        "县的边界文件用不了：{path}（{why}）。请换一个 GeoJSON 文件，每个乡镇一个面，属性 name 是乡镇名称；表照常。"
    )


@dataclass(frozen=True)
class Shape:
    """The outline of a town as a path of SVG, and where its name stands; `height` is that of the whole picture."""

    town: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Map:
    """The outlines in a picture of `width` by `height`."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def read(path: Path) -> Map:
    """Return the map in the file at `path`; raise BoundariesRefusedError, which says what is wrong with it."""
    try:
        features = json.loads(path.read_text(encoding="utf-8-sig"))["features"]
        rings = {_name_of(feature): list(_rings(feature["geometry"])) for feature in features}
    except OSError as fault:
        raise BoundariesRefusedError(path=path, why=fault.strerror or "读不了") from fault
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, StopIteration) as fault:
        raise BoundariesRefusedError(path=path, why="不是乡镇边界的 GeoJSON") from fault
    points = [point for each in rings.values() for ring in each for point in ring]
    if not points or not all(math.isfinite(number) for point in points for number in point):
        raise BoundariesRefusedError(path=path, why="里面没有面")
    return _drawn(rings, points)


def _name_of(feature: dict[str, Any]) -> str:
    properties = feature["properties"] or {}
    return str(next(properties[name] for name in _NAMES if properties.get(name)))


def _rings(geometry: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}[geometry["type"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(float(point[0]), float(point[1])) for point in ring]


def _drawn(rings: dict[str, list[list[tuple[float, float]]]], points: list[tuple[float, float]]) -> Map:
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    # A degree of longitude is shorter than one of latitude.
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrow, (north - south) * 0.5, 1e-9)

    def placed(point: tuple[float, float]) -> tuple[float, float]:
        return round((point[0] - west) * narrow * scale, 1), round((north - point[1]) * scale, 1)

    shapes = []
    for town, outlines in rings.items():
        drawn = [[placed(point) for point in ring] for ring in outlines]
        path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in drawn)
        largest = max(drawn, key=len)
        xs, ys = [x for x, _ in largest], [y for _, y in largest]
        shapes.append(Shape(town, path, (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2))
    return Map(WIDTH, math.ceil((north - south) * scale), tuple(shapes))
