"""Whether a commit whose answer was lost was made: each writing transaction leaves a mark that only it can have left.

The server's own number of a transaction does not tell: after a crash a number that reached no log is given again, and
another transaction may have committed under it. A mark is a row of the town's table `commits`, in a ring of slots.
"""

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

# So many commits of others may come before a lost one is asked after.
_SLOTS = 1000
TABLE = "commits"
_MADE = f"CREATE TABLE IF NOT EXISTS {TABLE} (slot integer PRIMARY KEY, turn bigint NOT NULL, token text)"
# The row of slot -1 counts the turns; who marks holds the lock of the writers.
_MARK = sa.text("""
WITH next AS (INSERT INTO commits (slot, turn) VALUES (-1, 1)
  ON CONFLICT (slot) DO UPDATE SET turn = commits.turn + 1 RETURNING turn)
INSERT INTO commits (slot, turn, token) SELECT turn % :slots, turn, :token FROM next
  ON CONFLICT (slot) DO UPDATE SET turn = excluded.turn, token = excluded.token RETURNING turn
""")
_FOUND = sa.text("SELECT turn, token FROM commits WHERE slot = :slot")


@dataclass(frozen=True)
class Mark:
    """The mark of one transaction: its turn among those of the town, and a token that nobody else has."""

    turn: int
    token: str


def is_prepared(connection: sa.Connection) -> bool:
    """Return whether the table of marks is there: towns that were made by an older version have none."""
    return connection.exec_driver_sql(f"SELECT to_regclass('{TABLE}')").scalar() is not None


def prepare(connection: sa.Connection) -> None:
    """Make the table of marks in the current schema, unless it is there."""
    connection.exec_driver_sql(_MADE)


def mark(connection: sa.Connection) -> Mark:
    """Leave a mark in the transaction of `connection`, which holds the lock of the writers, and return it."""
    token = uuid.uuid4().hex
    turn = connection.execute(_MARK, {"slots": _SLOTS, "token": token}).scalar_one()
    return Mark(int(turn), token)


def is_committed(connection: sa.Connection, left: Mark) -> bool | None:
    """Return whether the transaction that left the mark was committed; None where later ones have overwritten it.

    Waits until no transaction that writes is under way, since that may be the very one.
    """
    connection.exec_driver_sql("LOCK TABLE counters IN SHARE MODE")
    found = connection.execute(_FOUND, {"slot": left.turn % _SLOTS}).first()
    if found is None or found.turn <= left.turn:
        return found is not None and found.token == left.token
    return None
