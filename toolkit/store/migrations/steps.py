"""Steps of migrations: tables of facts, and guards by which the database itself refuses changes.

An old migration must keep its result, so a function here may get more options, but never another result.
"""

from collections.abc import Sequence

from alembic import op
from sqlalchemy.schema import SchemaItem

from toolkit.store import columns


def make_table(name: str, *parts: SchemaItem) -> None:
    """Make the table `name` with an id before `parts` and the moment of adding after them."""
    op.create_table(name, *columns.with_key(*parts))


def make_facts(name: str, *parts: SchemaItem) -> None:
    """Make the table `name` as `make_table` does, of rows that are only added."""
    make_table(name, *parts)
    refuse_changes(name)


def refuse_changes(table: str, kept: Sequence[str] = (), *, filled: Sequence[str] = ()) -> None:
    """Let SQLite and PostgreSQL refuse to change or delete a row of `table`, in place of the guards it had.

    With `kept`, other columns than these may be overwritten while the counter `erasing` is 1; `filled` names those
    of them that may only be emptied.
    """
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'facts are only added'); END"
        for act, condition in (("update", _condition(kept, filled)), ("delete", "")):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}")
            op.execute(f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} {condition}{refuse}")
    elif dialect == "postgresql":
        names = ", ".join(f"'{name}'" for name in (*kept, *(f"-{name}" for name in filled)))
        rule = f"content_is_only_erased({names})" if kept else "facts_are_only_added()"
        op.execute(f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {rule}"
        )


def _condition(kept: Sequence[str], filled: Sequence[str]) -> str:
    """Return under which condition SQLite refuses an update; empty for always."""
    if not kept:
        return ""
    closed = "COALESCE((SELECT value FROM counters WHERE scope = 'erasing'), 0) = 0"
    changed = (f'NEW."{name}" IS NOT OLD."{name}"' for name in kept)
    return f"WHEN {' OR '.join([closed, *changed, *(f'NEW.{name} IS NOT NULL' for name in filled)])} "
