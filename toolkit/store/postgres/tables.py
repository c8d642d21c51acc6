"""What the tables need on PostgreSQL beside the migrations: JSONB, guards against truncating, marks of commits.

`finish` may be run again at any time; it runs after each upgrade, so that tables of later migrations get the same.
"""

import re
from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from toolkit.store.documents import JsonText
from toolkit.store.postgres import commits
from toolkit.store.schema import COUNTERS, METADATA, PENDING_WORK

# The schema of the tables; before it another may stand in the search path.
HOME = "(SELECT relnamespace FROM pg_class WHERE oid = to_regclass('counters'))"
IS_OWNER = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('counters')"
_CHANGED = {COUNTERS.name, PENDING_WORK.name}
_FUNCTIONS = {
    "facts_are_only_added": " BEGIN RAISE EXCEPTION 'facts are only added' USING ERRCODE = '23000'; END ",
    # The counter is looked up in the table's own schema: a temporary table of that name opens nothing. Of the
    # arguments, columns must stay; with a minus before, they may only be emptied.
    "content_is_only_erased": """
DECLARE is_open boolean; kept text;
BEGIN
  EXECUTE format('SELECT value <> 0 FROM %I.counters WHERE scope = $1', TG_TABLE_SCHEMA) INTO is_open USING 'erasing';
  IF TG_OP = 'DELETE' OR is_open IS NOT TRUE THEN
    RAISE EXCEPTION 'facts are only added' USING ERRCODE = '23000';
  END IF;
  FOREACH kept IN ARRAY TG_ARGV LOOP
    IF (CASE WHEN left(kept, 1) = '-' THEN to_jsonb(NEW) -> substr(kept, 2) IS DISTINCT FROM 'null'::jsonb
             ELSE to_jsonb(NEW) -> kept IS DISTINCT FROM to_jsonb(OLD) -> kept END) THEN
      RAISE EXCEPTION 'facts are only added' USING ERRCODE = '23000';
    END IF;
  END LOOP;
  RETURN NEW;
END
""",
}
_TRIGGERS = sa.text(
    "SELECT t.tgname, pg_get_triggerdef(t.oid) AS sql, t.tgenabled FROM pg_trigger t JOIN pg_class c "  # noqa: S608 - ours
    f"ON c.oid = t.tgrelid WHERE NOT t.tgisinternal AND c.relnamespace = {HOME}"
)
_SOURCES = sa.text(
    f"SELECT proname, prosrc FROM pg_proc WHERE pronamespace = {HOME} AND proname = ANY(:names)"  # noqa: S608 - ours
)


def finish(connection: sa.Connection) -> None:
    """Turn columns of JSON into JSONB, renew the guards, let nothing be truncated, make the table of marks."""
    for table, columns in _json_columns(connection).items():
        # A text of before is kept as a JSON string, which holds it to the letter.
        kinds = ", ".join(f'ALTER COLUMN "{name}" TYPE jsonb USING to_jsonb("{name}")' for name in columns)
        connection.exec_driver_sql(f"ALTER TABLE {table} {kinds}")
    for name, source in _FUNCTIONS.items():
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${source.replace('%', '%%')}$$"
        )
    for _, sql in _statement_guards():
        connection.exec_driver_sql(sql.replace("CREATE", "CREATE OR REPLACE", 1))
    commits.prepare(connection)


def guards(connection: sa.Connection) -> dict[str, str]:
    """Return the triggers that are enabled and the functions they call, name to SQL."""
    triggers = {row.tgname: _plain(row.sql) for row in connection.execute(_TRIGGERS) if row.tgenabled == "O"}
    sources = connection.execute(_SOURCES, {"names": list(_FUNCTIONS)})
    return triggers | {row.proname: row.prosrc for row in sources}


def wanted_guards(of_sqlite: Mapping[str, str]) -> dict[str, str]:
    """Return the guards that a sound database has, from those which SQLite has."""
    wanted = dict(_statement_guards()) | _FUNCTIONS
    for name, sql in of_sqlite.items():
        table, _, act = name.rpartition("_no_")
        if act != "update":
            continue
        kept = [f"'{column}'" for column in re.findall(r'NEW\."(\w+)" IS NOT OLD', sql)]
        kept += [f"'-{column}'" for column in re.findall(r"NEW\.(\w+) IS NOT NULL", sql)]
        rule = f"content_is_only_erased({', '.join(kept)})" if kept else "facts_are_only_added()"
        wanted[f"{table}_no_change"] = (
            f"CREATE TRIGGER {table}_no_change BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {rule}"
        )
    return wanted


def _json_columns(connection: sa.Connection) -> dict[str, list[str]]:
    """Return the columns of JSON that are still columns of text, by table."""
    plain = connection.exec_driver_sql(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relnamespace = current_schema()::regnamespace AND a.atttypid = 'text'::regtype AND c.relkind = 'r'"
    )
    columns: dict[str, list[str]] = {}
    for table, column in plain:
        kept = METADATA.tables[table].columns.get(column) if table in METADATA.tables else None
        if kept is not None and isinstance(kept.type.dialect_impl(connection.dialect), JsonText):
            columns.setdefault(table, []).append(column)
    return columns


def _statement_guards() -> Iterator[tuple[str, str]]:
    """Give the guards that PostgreSQL needs beside those of rows, name to SQL."""
    call = "EXECUTE FUNCTION facts_are_only_added()"
    for table in sorted(METADATA.tables):
        name = f"{table}_no_truncate"
        yield name, f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"
    for table in sorted(_CHANGED):
        name = f"{table}_no_delete"
        yield name, f"CREATE TRIGGER {name} BEFORE DELETE ON {table} FOR EACH ROW {call}"


def _plain(sql: str) -> str:
    """Return the SQL of a trigger without the schema's name."""
    return re.sub(r'(ON |FUNCTION )(?:"[^"]+"|[^\s."]+)\.', r"\1", sql)
