"""The page 县级: counts of each town, also per 10,000 inhabitants; no word of anybody, and no small count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit.core import YehuaError
from toolkit.store import figures
from toolkit.workbench.county import boundaries
from toolkit.workbench.county.boundaries import Map
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk

_PER = 10_000
_LEVELS = 4
# The figure by which the map is coloured, and those of the table.
COMPARED = "诉求"
COLUMNS = ("夜话", COMPARED, "收到", "事项", "文书", "红牌")


@dataclass(frozen=True)
class Count:
    """A count of a town, None where it is hidden, and how many that is per 10,000 inhabitants."""

    name: str
    number: int | None
    rate: float | None


@dataclass(frozen=True)
class TownRow:
    """A town with its counts; `level` is from 0 (unknown) to 4 (most grievances per 10,000 inhabitants)."""

    town: str
    inhabitants: int | None
    counts: tuple[Count, ...]
    subjects: tuple[Count, ...]
    counted_at: str
    chain: str
    level: int


@dataclass(frozen=True)
class CountyPage:
    """The towns, the map where the county has one, and what is lacking, in Chinese."""

    columns: tuple[str, ...]
    towns: tuple[TownRow, ...]
    map: Map | None
    lacking: tuple[str, ...]


def county(desk: Desk, _given: Given) -> CountyPage:
    """Return the figures of the county that the settings name; raise StoreError when its server cannot be reached."""
    settings = desk.settings.county
    if not settings.url:
        return CountyPage(
            COLUMNS,
            (),
            None,
            ("这里是一个单位的工作台，没有别的乡镇的数字。县里要看，请技术员在设置文件里写县库的地址。",),
        )
    towns = figures.of_county(settings.url)
    lacking = [] if towns else ["还没有统计过：请技术员运行 yehua store figures。"]
    without = [town.town for town in towns if not settings.inhabitants.get(town.town)]
    if without:
        lacking.append(
            f"没有常住人口，算不出每万人：{'、'.join(without)}（请技术员写进设置文件的 [county.inhabitants]）。"
        )
    drawn = None
    if settings.boundaries:
        try:
            drawn = boundaries.read(desk.file(settings.boundaries))
        except YehuaError as refusal:
            lacking.append(str(refusal))
    rows = tuple(_row(town, settings.inhabitants.get(town.town)) for town in towns)
    return CountyPage(COLUMNS, _levelled(rows), drawn, tuple(lacking))


def _row(town: figures.Town, inhabitants: int | None) -> TownRow:
    counts = tuple(_count(name, _sum(town.figures.get(name, {})), inhabitants) for name in COLUMNS)
    told = town.figures.get("诉求内容", {})
    subjects = tuple(_count(name, number, inhabitants) for name, number in told.items())
    faults = f"有 {town.chain_breaks} 处接不上" if town.chain_breaks else "前后相接"
    chain = f"{town.chain_length} 条，{faults}"
    return TownRow(town.town, inhabitants, counts, subjects, town.counted_at, chain, 0)


def _count(name: str, number: int | None, inhabitants: int | None) -> Count:
    return Count(name, number, round(number * _PER / inhabitants, 1) if number is not None and inhabitants else None)


def _sum(cells: Mapping[str, int | None]) -> int | None:
    numbers = [number for number in cells.values() if number is not None]
    return sum(numbers) if len(numbers) == len(cells) else None


def _levelled(rows: tuple[TownRow, ...]) -> tuple[TownRow, ...]:
    """Return `rows` with the level of each by its rate of grievances, in equal steps up to the highest."""
    rates = {row.town: next(count.rate for count in row.counts if count.name == COMPARED) for row in rows}
    highest = max((rate for rate in rates.values() if rate), default=0)

    def level(rate: float | None) -> int:
        return 0 if rate is None or not highest else max(1, -int(-rate * _LEVELS // highest))

    return tuple(TownRow(**{**vars(row), "level": level(rates[row.town])}) for row in rows)


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"county": county}
