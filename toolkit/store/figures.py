"""Figures of the towns for the county: counts at one moment, small cells hidden, and whether each town's chain holds.

The county's role may read two views and nothing else. Counts are renewed by the technician's timer, not when somebody
looks: who could count after every entry would learn each entry.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from toolkit.core import StoreError, hash_chain
from toolkit.store import chain
from toolkit.store.addresses import Server, server_of, without_password
from toolkit.store.postgres.backend import PostgresBackend

Quote = Callable[[str], str]
Cells = Sequence[tuple[str, int]]
# Smaller counts are hidden: who is one of two is known.
SMALLEST = 3
_TABLES = (
    "CREATE SCHEMA IF NOT EXISTS yehua",
    """CREATE TABLE IF NOT EXISTS yehua.towns (
    town text PRIMARY KEY, counted_at text, chain_length bigint, chain_head text, chain_breaks bigint)""",
    """CREATE TABLE IF NOT EXISTS yehua.figures (
    town text REFERENCES yehua.towns, figure text, cell text, shown bigint, PRIMARY KEY (town, figure, cell))""",
    "CREATE OR REPLACE VIEW yehua.county_towns AS SELECT * FROM yehua.towns",
    "CREATE OR REPLACE VIEW yehua.county_figures AS SELECT * FROM yehua.figures",
    "REVOKE ALL ON SCHEMA yehua FROM PUBLIC",
)
# The text of JSON as the chain has it: names sorted, no spaces.
_CANONICAL = """
CREATE OR REPLACE FUNCTION yehua.canonical(j jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN
CASE jsonb_typeof(j)
  WHEN 'object' THEN '{' || coalesce((SELECT string_agg(to_json(key)::text || ':' || yehua.canonical(value), ','
    ORDER BY key COLLATE "C") FROM jsonb_each(j)), '') || '}'
  WHEN 'array' THEN '[' || coalesce((SELECT string_agg(yehua.canonical(value), ',' ORDER BY n)
    FROM jsonb_array_elements(j) WITH ORDINALITY e(value, n)), '') || ']'
  ELSE j::text END; END $$
"""
_RELEASED = """
SELECT DISTINCT ON (number) number, status, meeting, json FROM grievances
WHERE number <> ALL ((SELECT closed_grievances())::text[])
AND recording <> ALL ((SELECT unjudged_recordings())::text[]) ORDER BY number, version DESC
"""
# Each figure: its Chinese name, and the SQL of its cells with their counts.
_FIGURES = {
    "夜话": "SELECT left(held_on, 4), count(*) FROM meetings GROUP BY 1",
    "诉求": f"SELECT '合计', count(*) FROM ({_RELEASED}) g WHERE status = 'confirmed'",  # noqa: S608 - ours
    "诉求内容": f"SELECT coalesce(json -> 'subject' ->> 'level1', '其他'), count(*) FROM ({_RELEASED}) g "  # noqa: S608 - ours
    "WHERE status = 'confirmed' GROUP BY 1",
    "诉求颜色": f"SELECT coalesce(json -> 'colour' ->> 'value', '未定'), count(*) FROM ({_RELEASED}) g "  # noqa: S608
    "WHERE status = 'confirmed' GROUP BY 1",
    "收到": "SELECT source, count(*) FROM matters WHERE number <> ALL ((SELECT closed_matters())::text[]) "
    "AND number <> ALL ((SELECT unjudged_matters())::text[]) GROUP BY 1",
    "事项": "SELECT left(opened_on, 4), count(*) FROM cases "
    "WHERE number <> ALL ((SELECT closed_cases())::text[]) "
    "AND number <> ALL ((SELECT unjudged_cases())::text[]) GROUP BY 1",
    "文书": "SELECT left(issued_on, 4), count(*) FROM papers WHERE number <> ALL ((SELECT closed_papers())::text[]) "
    "AND number <> ALL ((SELECT unjudged_papers())::text[]) GROUP BY 1",
    "红牌": "SELECT left(at, 4), count(DISTINCT subject) FROM events WHERE kind = 'note.triaged' "
    'AND facts @> \'{"triage": "红"}\' AND subject <> ALL ((SELECT closed_subjects())::text[]) GROUP BY 1',
}

# Figures that are the sum of the cells of others.
_PARTS = {"诉求": ("诉求内容", "诉求颜色")}


@dataclass(frozen=True)
class Town:
    """What the county knows of a town: counts by figure and cell (None: hidden), and the state of its chain."""

    town: str
    counted_at: str
    chain_length: int
    chain_head: str
    chain_breaks: int
    figures: dict[str, dict[str, int | None]]


def prepare(connection: sa.Connection, town: str, county: str) -> None:
    """Make the tables of figures with a row for `town`, unless they are there; `county` is the quoted role."""
    for statement in _TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(_CANONICAL)
    connection.exec_driver_sql("REVOKE ALL ON FUNCTION yehua.canonical(jsonb) FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA yehua TO {county}")
    connection.exec_driver_sql(f"GRANT SELECT ON yehua.county_towns, yehua.county_figures TO {county}")
    insert = sa.text("INSERT INTO yehua.towns (town) VALUES (:town) ON CONFLICT DO NOTHING")
    connection.execute(insert, {"town": town})


def count(connection: sa.Connection, town: str) -> None:
    """Count the figures of `town` anew and check the links of its chain; the search path is that of the town."""
    made = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    length, head, breaks = connection.exec_driver_sql(_links()).one()
    renewed = sa.text(
        "UPDATE yehua.towns SET counted_at = :made, chain_length = :length, chain_head = :head, chain_breaks = :breaks "
        "WHERE town = :town"
    )
    values = {"made": made, "length": length, "head": head or hash_chain.START, "breaks": breaks, "town": town}
    connection.execute(renewed, values)
    connection.execute(sa.text("DELETE FROM yehua.figures WHERE town = :town"), {"town": town})
    insert = sa.text("INSERT INTO yehua.figures VALUES (:town, :figure, :cell, :shown)")
    counts = {figure: _cells(connection, statement) for figure, statement in _FIGURES.items()}
    for figure, cells in told(counts).items():
        for cell, shown in cells.items():
            connection.execute(insert, {"town": town, "figure": figure, "cell": cell, "shown": shown})


def _cells(connection: sa.Connection, statement: str) -> Cells:
    return [(str(cell), int(number)) for cell, number in connection.exec_driver_sql(statement)]


def told(counts: Mapping[str, Cells]) -> dict[str, dict[str, int | None]]:
    """Return by figure what the county is told of its cells, None for what is hidden.

    A figure and its parts have one sum. Where the hidden cells of a part cannot be told apart from their sum only by
    hiding all of them, the sum is hidden, too, and so is whatever it could be added up from.
    """
    figures = {figure: dict(hidden(cells)) for figure, cells in counts.items()}
    for whole, parts in _PARTS.items():
        together = [figure for figure in (whole, *parts) if figure in figures]
        if any(_is_told_by_its_sum(counts[figure], figures[figure]) for figure in together):
            figures |= {figure: dict.fromkeys(figures[figure]) for figure in together}
    return figures


def _is_told_by_its_sum(cells: Cells, shown: Mapping[str, int | None]) -> bool:
    return not _is_enough([number for name, number in cells if shown[name] is None])


def hidden(cells: Cells) -> Iterator[tuple[str, int | None]]:
    """Give `cells` with None for counts under `SMALLEST`, and for the next smallest while the hidden ones are few.

    Who knows the sum of all cells knows that of the hidden ones: it must leave open which of them are small. Where all
    are hidden it may not, so the sum must not be told.
    """
    ordered = sorted((number, name) for name, number in cells if number > 0)
    small = {name: number for number, name in ordered if number < SMALLEST}
    for number, name in ordered:
        if number >= SMALLEST and not _is_enough(small.values()):
            small[name] = number
    yield from ((name, None if name in small else number) for name, number in cells)


def _is_enough(numbers: Collection[int]) -> bool:
    """Return whether the sum of the hidden `numbers` leaves open what each is: each could be one that is shown."""
    return not numbers or (len(numbers) > 1 and sum(numbers) >= SMALLEST * len(numbers))


def read(connection: sa.Connection) -> tuple[Town, ...]:
    """Return what the county may know of each town that was counted, by name."""
    figures: dict[str, dict[str, dict[str, int | None]]] = {}
    cells = connection.exec_driver_sql("SELECT town, figure, cell, shown FROM yehua.county_figures ORDER BY 1, 2, 3")
    for town, figure, cell, shown in cells:
        figures.setdefault(town, {}).setdefault(figure, {})[cell] = shown
    rows = connection.exec_driver_sql("SELECT * FROM yehua.county_towns WHERE counted_at IS NOT NULL ORDER BY town")
    return tuple(
        Town(row.town, row.counted_at, row.chain_length, row.chain_head, row.chain_breaks, figures.get(row.town, {}))
        for row in rows
    )


def of_county(url: str) -> tuple[Town, ...]:
    """Return what the county's user at the address `url` may know of each town; raise StoreError."""
    backend = PostgresBackend(server_of(url) or _refused(url))
    try:
        with backend.connected("read") as connection:
            return read(connection)
    finally:
        backend.engine.dispose()


def _refused(url: str) -> Server:
    raise StoreError(path=without_password(url), why="县级的数字在 PostgreSQL 服务器上，请写它的地址")


def literal(text: str) -> str:
    """Return `text` as a literal of SQL."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _links() -> str:
    """Return the SQL of the chain's length, its last hash, and how many links do not hold; it reads no content."""
    cells = {name: "yehua.canonical(facts)" if name == "facts" else f'"{name}"' for name in chain.EVENT_CHAIN.bound}
    parts = (f"'\"{name}\":' || coalesce(to_json({cells[name]})::text, 'null')" for name in sorted(cells))
    text = " || ',' || ".join(parts)
    made = f"encode(sha256(convert_to('{{' || {text} || '}}', 'UTF8')), 'hex')"
    links = f"""SELECT position, hash, prev, {made} AS made, lag(hash) OVER w AS before, lag(position) OVER w AS last
    FROM events WINDOW w AS (ORDER BY position)"""  # noqa: S608 - names of columns
    whole = f"hash = made AND prev = coalesce(before, '{hash_chain.START}') AND position = coalesce(last, 0) + 1"
    return f"""SELECT count(*), (array_agg(hash ORDER BY position DESC))[1],
    count(*) FILTER (WHERE NOT ({whole})) FROM ({links}) l"""  # noqa: S608 - names of columns
