"""Rights in the database itself: roles of a town, row-level security by town and accusation, and who was granted what.

The program adds nothing: whoever has a town's password and psql gets what the role may have, and no more.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import sqlalchemy as sa

from toolkit.core import WrongValueError
from toolkit.store import chain, event_kinds, figures
from toolkit.store.database import Store
from toolkit.store.postgres import commits
from toolkit.store.postgres.backend import SHOWN
from toolkit.store.schema import EVENTS, METADATA
from toolkit.store.transactions import Transaction

CLERK, LAWYER, ARCHIVIST, DISCIPLINE, COUNTY = "办事员", "律师", "档案员", "纪检", "县级统计"
ROLES = (CLERK, LAWYER, ARCHIVIST, DISCIPLINE, COUNTY)
GRANTED = "store.granted"
_MEMBERS = "成员"
_SQL = Path(__file__).with_name("rights.sql")
_LONGEST = 63
# What a lawyer writes: papers, with their entries and the work that follows.
_WRITTEN_BY_LAWYERS = ("papers", "paper_copies", "entries", "pending_work")
_NOT_FOR_LAWYERS = ("accusation_judgements", "matter_judgements")
_OF_RECORDING = ("transcripts", "grievance_lists", "revisions")
# Rows that hold words of an accusation, or of what nobody judged yet, by what they are about: the columns, each with
# the function that names what is closed.
_CLOSED = {
    **{table: {"recording": "closed_recordings"} for table in _OF_RECORDING},
    "grievances": {"number": "closed_grievances"},
    "matters": {"number": "closed_matters"},
    "repeats": {"number": "closed_grievances", "earlier": "closed_grievances"},
    "entries": {"case_number": "closed_cases"},
    "papers": {"case_number": "closed_cases"},
    "paper_copies": {"paper_number": "closed_papers"},
}
_UNJUDGED = {
    **{table: {"recording": "unjudged_recordings"} for table in (*_OF_RECORDING, "grievances")},
    "matters": {"number": "unjudged_matters"},
    "repeats": {"number": "unjudged_grievances", "earlier": "unjudged_grievances"},
    "entries": {"case_number": "unjudged_cases"},
    "papers": {"case_number": "unjudged_cases"},
    "paper_copies": {"paper_number": "unjudged_papers"},
}
# These functions would tell of whatever they are asked, or in which seconds somebody was accused.
_NOT_ASKED = (
    "is_taken_out(text, jsonb)",
    "standing_accusations()",
    "grievances_of(text[])",
    "cases_of(text[])",
    "telling_of(text[])",
)


def apply(connection: sa.Connection, town: str) -> None:
    """Give the schema `town` its roles, policies and shown schema; it may be run again at any time."""
    # What the towns of a database share is changed by one at a time.
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(current_database()), hashtext('yehua rights'))")
    quote = connection.dialect.identifier_preparer.quote_identifier
    for role in (*(f"{town}_{name}" for name in (_MEMBERS, *ROLES[:-1])), COUNTY):
        _make_role(connection, role)
    for name in ROLES[:-1]:
        connection.exec_driver_sql(f"GRANT {quote(f'{town}_{_MEMBERS}')} TO {quote(f'{town}_{name}')}")
    for statement in _script(town, quote):
        connection.exec_driver_sql(statement.replace("%", "%%"))
    for statement in (*_policies(town, quote), *_privileges(town, quote)):
        connection.exec_driver_sql(statement)
    figures.prepare(connection, town, quote(COUNTY))


def make_town(store: Store, town: str) -> None:
    """Give the `store` of `town` its roles, its rights and its place among the county's figures; raise StoreError."""
    with store.administered() as connection:
        apply(connection, town)


def renew_figures(store: Store, town: str) -> None:
    """Count the county's figures of `town` anew; raise StoreError."""
    with store.administered() as connection:
        figures.count(connection, town)


def grant(store: Store, user: str, role: str, town: str, by: str) -> None:
    """Let the database user `user`, made if new, be `role` of `town`; each grant is an event of the town's chain.

    Raise WrongValueError for an unknown role or a name that is too long.
    """
    if role not in ROLES:
        raise WrongValueError(field="--role", value=role, why=f"只能是{'、'.join(ROLES)}")
    if not user.strip() or len(user.encode()) > _LONGEST:
        raise WrongValueError(field="USER", value=user, why=f"不能空着，最多 {_LONGEST} 个字节")
    with store.administered() as connection:
        quote = connection.dialect.identifier_preparer.quote_identifier
        _make_role(connection, user, login=True)
        name = COUNTY if role == COUNTY else f"{town}_{role}"
        connection.exec_driver_sql(f"GRANT {quote(name)} TO {quote(user)}")
        tx = Transaction(connection)
        facts = {"user": user, "role": role, "town": town}
        tx.append(chain.news(chain.WHOLE, GRANTED, facts, by, moment=tx.now()))


def _make_role(connection: sa.Connection, name: str, *, login: bool = False) -> None:
    if _is_role(connection, name):
        return
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(f"CREATE ROLE {quoted} {'LOGIN' if login else 'NOLOGIN'}")
    except sa.exc.DBAPIError:
        # Roles belong to the whole server: somebody in another town or database may have made it meanwhile.
        if not _is_role(connection, name):
            raise


def _is_role(connection: sa.Connection, name: str) -> bool:
    return bool(connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name}).scalar())


def _script(town: str, quote: "figures.Quote") -> Iterator[str]:
    """Give the statements of `rights.sql` for `town`."""
    columns = [f'"{name}"' for name in EVENTS.columns.keys()]  # noqa: SIM118 - a collection of columns
    names = {
        "town": quote(town),
        "shown": quote(f"{town}{SHOWN}"),
        "members": quote(f"{town}_{_MEMBERS}"),
        "members_text": figures.literal(f"{town}_{_MEMBERS}"),
        "clerk_text": figures.literal(f"{town}_{CLERK}"),
        "archivist_text": figures.literal(f"{town}_{ARCHIVIST}"),
        "discipline_text": figures.literal(f"{town}_{DISCIPLINE}"),
        "open_columns": ", ".join(f"e.{name}" for name in columns if name not in {'"private"', '"salt"'}),
        "columns": ", ".join(columns),
        "refused": event_kinds.REFUSED,
        "roles_kinds": ", ".join(_kinds_of(town)),
        "tables_kinds": ", ".join(f"({_literals(table, source.kind)})" for table, source in chain.SOURCES.items()),
        "new_columns": ", ".join(f"NEW.{name}" for name in columns),
    }
    for statement in _SQL.read_text(encoding="utf-8").split("-- statement\n"):
        yield statement.format_map(names)


def _kinds_of(town: str) -> Iterator[str]:
    """Give each role that may add events, with the kinds that the registry has for it, as a row of SQL."""
    registry = {**event_kinds.kinds(), **event_kinds.own_kinds()}
    for role in ROLES[:-1]:
        own = (name for name, kind in registry.items() if role in kind.roles)
        yield f"({_literals(f'{town}_{role}')}, ARRAY[{_literals(*own)}])"


def _literals(*texts: str) -> str:
    return ", ".join(map(figures.literal, texts))


def _policies(town: str, quote: "figures.Quote") -> Iterator[str]:
    """Give the statements of row-level security: by town for every table, by accusation where words of one may be."""
    home = quote(town)
    for table in (*(table.name for table in METADATA.sorted_tables), commits.TABLE):
        name = f"{home}.{table}"
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        yield from _policy(name, "rows", "AS PERMISSIVE", "true")
        yield from _policy(name, "town", "AS RESTRICTIVE", f"(SELECT {home}.in_town())")
        if table in _CLOSED:
            condition = _readable(home, _CLOSED[table], _UNJUDGED[table])
            for act in ("SELECT", "UPDATE"):
                yield from _policy(name, f"accusation {act.lower()}", f"AS RESTRICTIVE FOR {act}", condition)
    # What was judged an accusation is opened again by the discipline officer only, who alone seals words.
    officer = f"(SELECT {home}.sees_accusations())"
    for judgements, column, function in (
        ("accusation_judgements", "recording", "accused_recordings"),
        ("matter_judgements", "matter", "closed_matters"),
    ):
        yield from _check(
            f"{home}.{judgements}", f"verdict <> 'no' OR {officer} OR {_not_among(home, column, function)}"
        )
    yield from _check(f"{home}.erasures", f"kind = 'destroyed' OR {officer}")
    yield from _check(f"{home}.events", f"{home}.may_add(kind, source)")
    # Content may be overwritten by those who seal and destroy only.
    archivist = figures.literal(f"{town}_{ARCHIVIST}")
    may_erase = f"pg_has_role(current_user, {archivist}, 'USAGE') OR {home}.sees_accusations()"
    yield from _policy(f"{home}.counters", "erasing", "AS RESTRICTIVE", f"scope <> 'erasing' OR (SELECT {may_erase})")
    # Work that follows a sealing names clauses and people: it is seen by who entered it, and by those who seal.
    work = f"{home}.pending_work"
    yield f"ALTER TABLE {work} ADD COLUMN IF NOT EXISTS entered_by name DEFAULT current_user"
    yield from _policy(work, "own", "AS RESTRICTIVE", f"entered_by = current_user OR (SELECT {may_erase})")


def _policy(table: str, name: str, kind: str, condition: str) -> Iterator[str]:
    yield f'DROP POLICY IF EXISTS "{name}" ON {table}'
    yield f'CREATE POLICY "{name}" ON {table} {kind} USING ({condition})'


def _check(table: str, condition: str) -> Iterator[str]:
    yield f'DROP POLICY IF EXISTS "entered" ON {table}'
    yield f'CREATE POLICY "entered" ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({condition})'


def _readable(home: str, closed: Mapping[str, str], unjudged: Mapping[str, str]) -> str:
    """Return the condition that a row may be read: the lists are made once for each statement."""
    conditions = [
        f"((SELECT {home}.{sees}()) OR {column} IS NULL OR {_not_among(home, column, function)})"
        for sees, functions in (("sees_accusations", closed), ("sees_unjudged", unjudged))
        for column, function in functions.items()
    ]
    return " AND ".join(conditions)


def _entered(table: sa.Table) -> str:
    """Return the columns of `table` that may be given with a row, "" for all.

    The newest of two judgements is the one with the greater id: who could choose it would judge in advance.
    """
    if table.name not in _NOT_FOR_LAWYERS:
        return ""
    return f" ({', '.join(column.name for column in table.columns if column.name != 'id')})"


def _not_among(home: str, column: str, function: str) -> str:
    return f"{column} <> ALL ((SELECT {home}.{function}())::text[])"


def _privileges(town: str, quote: "figures.Quote") -> Iterator[str]:
    """Give the statements that grant each role what it needs; of the chain, only the shown view may be read."""
    home, shown = quote(town), quote(f"{town}{SHOWN}")
    clerk, lawyer, archivist, discipline = (quote(f"{town}_{name}") for name in ROLES[:-1])
    everybody = f"{clerk}, {lawyer}, {archivist}, {discipline}"
    yield f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA {home}, {shown} FROM PUBLIC"
    yield f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {home} TO {everybody}"
    for function in _NOT_ASKED:
        yield f"REVOKE EXECUTE ON FUNCTION {home}.{function} FROM {everybody}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {home} TO {everybody}"
    yield f"GRANT SELECT ON {home}.alembic_version TO {everybody}"
    for table in METADATA.sorted_tables:
        name = f"{home}.{table.name}"
        if table is EVENTS:
            yield f"GRANT INSERT ON {name} TO {everybody}"
            yield f"GRANT SELECT, INSERT ON {shown}.events TO {everybody}"
            yield f"GRANT UPDATE ON {shown}.events TO {archivist}, {discipline}"
            continue
        yield f"REVOKE INSERT ON {name} FROM {clerk}, {archivist}, {discipline}"
        yield f"GRANT SELECT, INSERT{_entered(table)} ON {name} TO {clerk}, {archivist}, {discipline}"
        yield f"GRANT UPDATE ON {name} TO {archivist}, {discipline}"
        if table.name not in _NOT_FOR_LAWYERS:
            yield f"GRANT SELECT ON {name} TO {lawyer}"
    yield f"GRANT SELECT, INSERT, UPDATE ON {home}.{commits.TABLE} TO {everybody}"
    yield f"GRANT UPDATE ON {home}.counters, {home}.pending_work TO {clerk}, {lawyer}"
    yield f"GRANT INSERT ON {home}.counters, {', '.join(f'{home}.{name}' for name in _WRITTEN_BY_LAWYERS)} TO {lawyer}"
