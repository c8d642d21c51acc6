"""Twenty towns with 50,000 grievances each on PostgreSQL: today, a search, the county's page.

    python -m benchmarks.county postgresql+psycopg://TECHNICIAN@SERVER/DATABASE [GRIEVANCES_OF_A_TOWN]

Makes the towns 测00 to 测19 in that database and leaves them; the rows are chained as the program chains them, and put
in by COPY, which is not what is measured. Measured is one town's desk as its clerk, under row-level security, and the
county's user, each three times: the median is printed, with the processor seconds of this process and of the server's,
which a busy machine does not make longer (0 where the server is on another machine). The towns have no transcripts.
"""

import contextlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import psycopg
import sqlalchemy as sa

from toolkit.cases import matters
from toolkit.core import StoreError, hash_chain
from toolkit.loop import today as loop_today
from toolkit.records import Colour, Grievance, Passage, Recording, SoundFacts, Subject, to_json
from toolkit.store import EVENTS, METADATA, Store, chain, figures, rights, text_of, with_town
from toolkit.workbench import today
from toolkit.workspace import open_desk, settings_editing

TOWNS = 20
NAMED = 7
OF_A_RECORDING = 125
FILLED = ("meetings", "recordings", "accusation_judgements", "grievances", "events")
CLERK, COUNTY = "yehua_benchmark_clerk", "yehua_benchmark_county"
COLOUR = Colour("黄", "", ())
SUBJECTS = ("城乡建设", "农村农业", "民政", "劳动和社会保障")
MADE = "2026-09-25T12:00:00.000000+00:00"


def grievance(number: str, ordinal: int) -> dict[str, Any]:
    """Return a confirmed grievance as JSON; one of each recording names 榴花渠."""
    text = f"三组的路灯坏了三个月没有人来修，{number} 说过两回了。" + ("榴花渠也堵了。" if ordinal == NAMED else "")
    subject = Subject(SUBJECTS[ordinal % 4], None, 0.9, unsure=False, candidates=(), evidence=())
    passage = Passage("s1", "s2", ordinal * 3.0, ordinal * 3.0 + 2)
    return dict(to_json(Grievance(ordinal, (passage,), ordinal * 3.0, text, text[:12], subject, ("申诉求决",), COLOUR)))


def recording(code: str, meeting: str) -> str:
    """Return the record of a recording as JSON."""
    sound = SoundFacts("mov,mp4", "aac", 48_000, 2, 3600.0, 1000)
    return text_of(Recording(code, meeting, 1, code, 3600.0, "x.m4a", "recordings/a", "recordings/b", "f" * 64, sound))


class Rows:
    """Rows of one town, each fact with its link in the chain."""

    def __init__(self) -> None:
        self.position, self.before = 0, hash_chain.START
        self.by_table: dict[str, list[tuple[Any, ...]]] = {}

    def add(self, table: str, key: int, cells: Mapping[str, Any]) -> None:
        """Add a row of `table` with `cells` by column, and its event."""
        columns = METADATA.tables[table].columns.keys()
        row = dict.fromkeys(columns) | {"id": key, "made_at": MADE, **cells}
        self.by_table.setdefault(table, []).append(tuple(row.values()))
        self.position += 1
        event = chain.linked(chain.news_of(table, row), self.position, 1, self.before)
        event["seq"] = self.position
        event = chain.EVENT_CHAIN.linked(event, self.before)
        self.before = event["hash"]
        names = METADATA.tables["events"].columns.keys()
        self.by_table.setdefault("events", []).append(tuple(event.get(name) for name in names))


def town_rows(count: int) -> Rows:
    """Return the rows of a town with `count` grievances."""
    rows = Rows()
    for meeting in range(1, count // OF_A_RECORDING + 1):
        held = f"{2010 + meeting % 16}-09-{meeting % 28 + 1:02}"
        keys = {"place": f"村{meeting}", "lunar_year": 2026, "lunar_month": 8, "leap": False, "held_on": held}
        rows.add("meetings", meeting, {"number": f"夜{meeting}", **keys})
        code = f"录{meeting:05}"
        rows.add(
            "recordings",
            meeting,
            {
                "code": code,
                "meeting": f"夜{meeting}",
                "position": 1,
                "sha256": code,
                "json": recording(code, f"夜{meeting}"),
            },
        )
        closed = {"verdict": "closed", "transcript_version": 1, "by": "何琳", "json": '{"stretches":[]}'}
        rows.add("accusation_judgements", meeting, {"recording": code, **closed})
        for ordinal in range(OF_A_RECORDING):
            key = (meeting - 1) * OF_A_RECORDING + ordinal + 1
            number = f"诉2026-{key:06}"
            text = hash_chain.canonical(grievance(number, ordinal))
            cells = {"meeting": f"夜{meeting}", "recording": code, "ordinal": ordinal, "transcript_version": 1}
            state = {"number": number, "version": 1, "status": "confirmed", "by": "何琳", "changes": "{}", "json": text}
            rows.add("grievances", key, {**state, **cells})
    return rows


def fill(url: str, town: str, count: int) -> None:
    """Make `town` with its rows."""
    with closing(Store.make(with_town(url, town))) as store:
        rights.make_town(store, town)
        for user, role in ((CLERK, rights.CLERK), (COUNTY, rights.COUNTY)):
            rights.grant(store, user, role, town, "测")
    rows = town_rows(count)
    plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute(f'SET search_path = "{town}"')
        for act in ("DISABLE", "ENABLE"):
            for table in METADATA.sorted_tables:
                connection.execute(f"ALTER TABLE {table.name} {act} TRIGGER USER")
            if act == "DISABLE":
                connection.execute(f"TRUNCATE {', '.join(METADATA.tables)}")
        connection.execute("INSERT INTO counters VALUES ('events', 0)")
        for name in FILLED:
            with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
                for row in rows.by_table[name]:
                    copy.write_row(row)
        connection.execute("UPDATE counters SET value = %s WHERE scope = 'events'", (rows.position,))
        connection.execute("ANALYZE")


def held(url: str, town: str) -> int:
    """Return how many events `town` holds, 0 where it is not there."""
    try:
        with closing(Store.open(with_town(url, town))) as store, store.reading() as tx:
            last = tx.row(EVENTS)
            return int(last["position"]) if last else 0
    except StoreError:
        return 0


def server_seconds(connection: sa.Connection) -> float:
    """Return the processor seconds that the server's sessions in this database have taken, if they are here."""
    found = connection.exec_driver_sql("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").scalars()
    spent = 0.0
    for pid in found:
        with contextlib.suppress(psutil.Error):
            spent += sum(psutil.Process(pid).cpu_times()[:2])
    return spent


def measured(url: str, name: str, work: Callable[[], object]) -> None:
    """Print the median of three runs of `work`, by the clock, and the processor seconds of one."""
    work()  # what is read once and kept
    times = []
    with sa.create_engine(sa.make_url(url), isolation_level="AUTOCOMMIT").connect() as connection:
        server, own = server_seconds(connection), time.process_time()
        for _ in range(3):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
        server, own = server_seconds(connection) - server, time.process_time() - own
    print(
        f"{name:20} {statistics.median(times):.2f} s; processor {own / 3:.2f} s here, {server / 3:.2f} s at the server"
    )


def main(url: str, count: int) -> None:
    """Make the county unless it is there, and print what was measured."""
    begun = time.perf_counter()
    names = [f"测{number:02}" for number in range(TOWNS)]
    for town in names:
        if held(url, town) < count:
            fill(url, town, count)
            with closing(Store.open(with_town(url, town))) as store:
                rights.renew_figures(store, town)
            print(f"{town}: {time.perf_counter() - begun:.0f} s", flush=True)
    user = sa.make_url(url)
    clerk = user.set(username=CLERK).update_query_dict({"town": names[0]}).render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(Path(folder) / "w")
        desk.store.close()
        settings_editing.point_store(desk.workspace, clerk)
        desk = open_desk(Path(folder) / "w")
        measured(url, "today (workbench)", lambda: today.tasks(desk))
        measured(url, "yehua today", lambda: loop_today.due(desk))
        measured(url, "search of grievances", lambda: matters.holding(desk.store, "榴花渠"))
        county = user.set(username=COUNTY).render_as_string(hide_password=False)
        measured(url, "the county's page", lambda: figures.of_county(county))
    print(f"load of this machine: {', '.join(f'{each:.0f}' for each in psutil.getloadavg())}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if sys.argv[2:] else 50_000)
