"""Visits of the policy pages: counted from a web server's log that holds no address, or from a portal's table.

The log is read and forgotten; only counts by day, hour, matter and wall are kept. Page views are views, not people.
"""

import csv
import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit import records
from toolkit.core import (
    RepeatedError,
    UnreadableFileError,
    WrongValueError,
    make_folder,
    office_text,
    open_to_read,
    sha256_of,
    write_whole,
)
from toolkit.loop import events
from toolkit.policies import matters
from toolkit.store import Transaction
from toolkit.workspace import Desk

LOG_FORMAT = "log_format visits '$time_iso8601 \"$request_method $uri\" $status $visitor_kind';"
_LINE = re.compile(r'(\S+) "([A-Z]+) (/\S*)" (\d{3}) (robot|wechat|other)\s*$')
_PAGE = re.compile(r"/(?:(?:index\.html)?|d/([a-z0-9]+)\.html|z/(d\d{3})/(?:index\.html)?)$")
_ADDRESS = re.compile(
    r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){4,7}[0-9A-Fa-f]{1,4}"
    r"|[0-9A-Fa-f]::|::[0-9A-Fa-f]"
)
_WHOLE_HOURS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:[0-5]\d:[0-5]\d(?:Z|[+-]\d\d:?00)?", re.ASCII)
_BEIJING = dt.timezone(dt.timedelta(hours=8))
_OK = {"200", "304"}
_KIND = "visits.counted"
_COLUMNS = ("页面", "时间", "次数")
_SMALL = 3


@dataclass
class Visits:
    """Views by day, hour, matter and wall; `skipped` says by reason how many lines were no view."""

    views: int = 0
    by_day: Counter[str] = field(default_factory=Counter)
    by_hour: Counter[str] = field(default_factory=Counter)
    by_matter: Counter[str] = field(default_factory=Counter)
    by_wall: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def bad_lines(self) -> int:
        """How many lines could not be read."""
        return self.skipped["读不懂"]

    def add(self, path: str, at: dt.datetime, known: Collection[str], times: int = 1) -> None:
        """Count `times` views of the page `path` at the moment `at`.

        Another path than a page, or than one of the `known` matters, is skipped: it may hold anything.
        """
        page = _PAGE.search(path)
        if page is None or (page[1] and page[1] not in known):
            self.skipped["不是页面"] += times
            return
        local = at.astimezone(_BEIJING)
        self.views += times
        self.by_day[local.date().isoformat()] += times
        self.by_hour[f"{local.hour:02d}"] += times
        if page[1]:
            self.by_matter[page[1]] += times
        elif page[2]:
            self.by_wall[page[2]] += times

    def join(self, other: "Visits") -> None:
        """Add the counts of `other` to these."""
        self.views += other.views
        for name in ("by_day", "by_hour", "by_matter", "by_wall", "skipped"):
            getattr(self, name).update(getattr(other, name))


def counted(lines: Iterable[str], path: Path, known: Collection[str]) -> Visits:
    """Return the visits of the `known` matters in the `lines` of a log, as LOG_FORMAT writes; `path` is for errors.

    A line that cannot be read is counted as such. Raise UnreadableFileError where a line holds an address of somebody.
    """
    visits, seen = Visits(), Counter[tuple[str, str]]()
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        if match is None or not _WHOLE_HOURS.fullmatch(match[1]):
            _refuse_address(line, number, path)
        if match is None:
            visits.skipped["读不懂"] += bool(line.strip())
            continue
        moment, method, uri, status, kind = match.groups()
        if kind == "robot" or method != "GET":
            visits.skipped["机器人"] += 1
        elif status not in _OK:
            # A sound file is asked for in many parts: never a visit.
            visits.skipped["不是完整的页面"] += 1
        else:
            seen[_to_the_hour(moment), uri] += 1
    for (moment, uri), times in seen.items():
        _add_lines(visits, uri, moment, times, known)
    return visits


def _refuse_address(line: str, number: int, path: Path) -> None:
    if _ADDRESS.search(line):
        raise UnreadableFileError(
            path=path, why=f"第 {number} 行有访客的地址；日志里不能有地址，请按说明改日志格式再导出"
        )


def _to_the_hour(moment: str) -> str:
    """Return `moment` without minutes, which say nothing of the hour where the offset is of whole hours."""
    return f"{moment[:13]}:00{moment[19:]}" if _WHOLE_HOURS.fullmatch(moment) else moment


def _add_lines(visits: Visits, uri: str, moment: str, times: int, known: Collection[str]) -> None:
    try:
        at = dt.datetime.fromisoformat(moment)
    except ValueError:
        visits.skipped["读不懂"] += times
        return
    visits.add(uri, at if at.tzinfo else at.replace(tzinfo=_BEIJING), known, times)


def read(path: Path, known: Collection[str]) -> Visits:
    """Return the visits of the `known` matters in the log or portal's table (CSV: 页面, 时间, 次数) at `path`.

    Raise MissingFileError, or UnreadableFileError naming every fault of a table.
    """
    if path.suffix.lower() == ".csv":
        with open_to_read(path) as file:
            return _of_table(file.read(), path, known)
    with open_to_read(path) as file:
        return counted((line.decode("utf-8", "replace") for line in file), path, known)


def _of_table(content: bytes, path: Path, known: Collection[str]) -> Visits:
    try:
        rows = list(csv.DictReader(io.StringIO(office_text(content))))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise UnreadableFileError(path=path, why="不是 CSV 表") from fault
    if not rows or not set(_COLUMNS) <= set(rows[0]):
        raise UnreadableFileError(path=path, why=f"表头要有{'、'.join(_COLUMNS)}三列")
    visits, faults = Visits(), []
    for number, row in enumerate(rows, 2):
        try:
            at = dt.datetime.fromisoformat(row["时间"].strip().replace("/", "-"))
            times = int(row["次数"])
        except (ValueError, AttributeError, TypeError):
            faults.append(f"第 {number} 行的时间或次数读不懂")
            continue
        if times < 0:
            faults.append(f"第 {number} 行的次数是负的")
            continue
        visits.add(row["页面"].strip(), at if at.tzinfo else at.replace(tzinfo=_BEIJING), known, times)
    if faults:
        raise UnreadableFileError(path=path, why="；".join(faults))
    return visits


def peak(by_hour: Mapping[str, int], width: int = 2) -> tuple[str, str] | None:
    """Return the first and last hour ("20", "22") of the busiest stretch of `width` hours.

    Of equals it is the one whose first hour is the busiest, then the earliest.
    """
    if not any(by_hour.values()):
        return None
    sums = {first: sum(by_hour.get(f"{first + step:02d}", 0) for step in range(width)) for first in range(25 - width)}
    first = max(sums, key=lambda hour: (sums[hour], by_hour.get(f"{hour:02d}", 0), -hour))
    return f"{first:02d}", f"{first + width:02d}"


def share(by_hour: Mapping[str, int], stretch: tuple[str, str]) -> int:
    """Return the share in per cent of the views in `stretch`, as `peak` gives it."""
    inside = sum(count for hour, count in by_hour.items() if stretch[0] <= hour < stretch[1])
    return (200 * inside + sum(by_hour.values())) // (2 * sum(by_hour.values()))


# -- kept ------------------------------------------------------------------------------------------------------


def looked_at(desk: Desk, paths: Sequence[Path]) -> Visits:
    """Return the counts of the logs at `paths` together, and keep nothing; raise as `read`."""
    with desk.store.reading() as tx:
        known = matters.known_ids(tx)
    return joined(read(path, known) for path in paths)


def take_in(desk: Desk, paths: Sequence[Path], *, by: str) -> Visits:
    """Keep the counts of the logs at `paths`, each of which counts once, and return them together.

    Raise RepeatedError for a log that was counted before, or as `read`.
    """
    with desk.store.reading() as tx:
        ids = matters.known_ids(tx)
    files = [(sha256_of(path), path.name, read(path, ids)) for path in paths]
    with desk.store.transaction() as tx:
        known = {act.facts["source_sha256"]: act.day for act in _visit_events(tx)}
        folder = make_folder(desk.workspace.root / "policies" / "visits")
        for sha256, name, visits in files:
            if sha256 in known:
                raise RepeatedError(what=f"日志 {name}", last=f"{known[sha256]} 已经数过")
            # The counts first: without their event they do not count.
            file = f"{sha256[:16]}.json"
            write_whole(folder / file, json.dumps(records.to_json(visits), ensure_ascii=False, indent=1))
            facts = {"source_sha256": sha256, "file": file}
            events.record(desk, tx, events.Wish(_KIND, "政策访问", desk.present, by, facts))
            known[sha256] = desk.today
    return joined(visits for _, _, visits in files)


def kept(desk: Desk, tx: Transaction) -> Visits:
    """Return every count that was taken in, together; of what older counts name, the known matters only."""
    folder = desk.workspace.root / "policies" / "visits"
    whole = joined(_from_file(folder / act.facts["file"]) for act in _visit_events(tx))
    known = matters.known_ids(tx)
    whole.by_matter = Counter({name: count for name, count in whole.by_matter.items() if name in known})
    return whole


def joined(parts: Iterable[Visits]) -> Visits:
    """Return the counts of `parts` together."""
    whole = Visits()
    for part in parts:
        whole.join(part)
    return whole


def per_head(views: int, population: int) -> str:
    """Return the sentence about `views` among so many inhabitants: views are not people.

    More than one view a head is worth a look. Raise WrongValueError for a population under one.
    """
    if population < 1:
        raise WrongValueError(field="人口", value=str(population), why="要写这个镇有多少人")
    tenths = (20 * views + population) // (2 * population)
    doubt = "比人口还多，请看看是不是有机器在反复打开" if views > population else "是次数，不是人数"
    return f"{tenths // 10}.{tenths % 10} 次/人口（{doubt}）。"


def public_counts(counts: Mapping[str, int]) -> dict[str, str]:
    """Return `counts` as they may leave the office: fewer than three are "<3"."""
    return {name: str(count) if count >= _SMALL else f"<{_SMALL}" for name, count in counts.items()}


def _from_file(path: Path) -> Visits:
    with open_to_read(path) as file:
        row = json.loads(file.read())
    tables = {name: Counter(row[name]) for name in ("by_day", "by_hour", "by_matter", "by_wall", "skipped")}
    return Visits(row["views"], **tables)


def _visit_events(tx: Transaction) -> Iterator[events.Event]:
    return iter(events.of_subject(tx, events.WHENEVER, "政策访问", "visits."))
