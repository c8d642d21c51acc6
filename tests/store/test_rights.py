"""A stranger with a town's password and psql gets nothing that his role may not read, of his town or of another."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.store import servers
from toolkit.core.errors import StoreError
from toolkit.store import event_kinds, figures, rights
from toolkit.store.chain import News
from toolkit.store.database import Store
from toolkit.store.moving import HiddenRowsError
from toolkit.store.schema import (
    ACCUSATION_JUDGEMENTS,
    CASE_GRIEVANCES,
    CASES,
    ENTRIES,
    ERASURES,
    GRIEVANCE_LISTS,
    GRIEVANCES,
    MATTER_JUDGEMENTS,
    MATTERS,
    MEETINGS,
    PAPER_COPIES,
    PAPERS,
    PENDING_WORK,
    RECORDINGS,
    REPEATS,
    TRANSCRIPTS,
)
from toolkit.store.transactions import Transaction
from toolkit.workspace.events import Events

# Roles belong to the whole server: those of another process must not be dropped.
HOME, OTHER = f"甲镇{os.getpid()}", f"乙镇{os.getpid()}"
SECRET, ELSEWHERE, OPEN, UNJUDGED = "村主任收了三万块", "会计拿了八千块", "路灯坏了", "说是有人收礼"
# In the work that follows a sealing, and in what makes the codes of cards.
SEALING, CARD_KEY = "封存第三段的理由", "00112233445566"
ATTACKS = tuple((Path(__file__).parent / "attacks.sql").read_text(encoding="utf-8").splitlines())
USERS = {role: f"yehua_test_{os.getpid()}_{number}" for number, role in enumerate(rights.ROLES)}
# Words that say something of a hidden value without holding it.
PASSWORD = "x"  # noqa: S105 - of users that live for one test
ORACLES = ("division by zero",)


def fill(store: Store, secret: str) -> None:
    """File what was said openly, what nobody judged, and the accusation `secret`, in every way that words are kept."""
    with store.transaction() as tx:
        for number, words, verdict in (("诉1", OPEN, "no"), ("诉2", UNJUDGED, None), ("诉3", secret, "yes")):
            note = {"origin": f"民2026-0001{number[1]}"}
            tx.add(MATTERS, number=number, source="窗口", received="2026-10-01", by="王芳", json=said(words, **note))
            tx.append(News(note["origin"], "note.written", "2026-10-01", private=said(words)))
            if verdict:
                tx.add(MATTER_JUDGEMENTS, matter=number, verdict=verdict, by="王芳")
        tx.add(MEETINGS, number="夜", place="x", lunar_year=1, lunar_month=1, leap=False, held_on="2026-09-25")
        for code, words in (("录1", OPEN), ("录2", secret), ("录3", UNJUDGED)):
            hear(tx, code, words)
        # Of grievances that are open to all, what is said of the earlier one may not be.
        for number, words in (("2", secret), ("3", UNJUDGED)):
            tx.add(REPEATS, number="夜-1", earlier=f"夜-{number}", verdict="yes", by="王芳", json=said(words))
        for code, verdict in (("录1", "closed"), ("录2", "closed"), ("录2", "yes")):
            stretches = json.dumps({"stretches": [{"end_s": 20.0, "start_s": 10.0}]}, separators=(",", ":"))
            keys = {"recording": code, "verdict": verdict, "transcript_version": 1, "by": "王芳"}
            tx.add(ACCUSATION_JUDGEMENTS, **keys, json=stretches)
        for case, number, words in (("案1", "诉1", OPEN), ("案2", "诉2", UNJUDGED), ("案3", "诉3", secret)):
            tx.add(CASES, number=case, opened_on="2026-10-02")
            tx.add(CASE_GRIEVANCES, case_number=case, grievance=number)
            tx.add(ENTRIES, case_number=case, number=1, kind="note", entry_date="2026-10-02", note=words)
            keys = {"number": f"文{case}", "paper": "reply", "case_number": case, "issued_on": "2026-10-03"}
            tx.add(PAPERS, **keys, file="x", sha256="x", facts=said(words), json="{}")
            tx.add(PAPER_COPIES, paper_number=f"文{case}", position=1, holder=words, file="x", sha256="x")
            tell_of(tx, case, words)
        tx.append(News("民2026-00001", "note.written", "2026-10-03", private=said(secret, flags="accusation")))
        tx.append(News("案1", "followup.done", "2026-10-03", private=said(secret, q1="有")))
        tx.append(News("首问卡密钥2026", "card.key", "2026-10-03", private=f'{{"key":"{CARD_KEY}"}}'))
        tx.add(PENDING_WORK, kind="apart", subject="录2", details=said(SEALING), result=said(SEALING))
        seal(tx, secret)


def hear(tx: Transaction, code: str, words: str) -> None:
    """File a recording of `words` with its transcript, its list, a grievance and what that repeats."""
    number = code[1]
    tx.add(RECORDINGS, code=code, meeting="夜", position=int(number), sha256=code, json="{}")
    tx.add(TRANSCRIPTS, recording=code, version=1, sha256="x", json=said(words))
    tx.add(GRIEVANCE_LISTS, recording=code, transcript_version=1, sha256="x", json=said(words))
    file_grievance(tx, code, int(number), said(words))
    tx.add(REPEATS, number=f"夜-{number}", earlier="夜-0", verdict="yes", by="王芳", json=said(words))


def file_grievance(tx: Transaction, code: str, number: int, content: str) -> None:
    """File a confirmed grievance of the recording `code`."""
    keys = {"number": f"夜-{number}", "version": 1, "meeting": "夜", "recording": code, "ordinal": number}
    tx.add(GRIEVANCES, **keys, transcript_version=1, status="confirmed", by="王芳", changes="{}", json=content)


def tell_of(tx: Transaction, case: str, words: str) -> None:
    """Append every kind of event that tells `words` of the `case`, some of them under numbers of their own."""
    named = {"case": case}
    tx.append(News(case, "promise.made", "2026-10-03", private=said(words)))
    tx.append(News(f"卡{case}", "card.issued", "2026-10-03", facts=named, private=said(words)))
    tx.append(News(f"后{case}", "card.issued", "2026-10-03", private=said(words)))
    tx.append(News(f"后{case}", "card.linked", "2026-10-04", facts=named))
    tx.append(News(f"意{case}", "opinion.asked", "2026-10-03", facts=named, private=said(words)))
    text = f'{{"text":"{case}\\n{words}"}}'
    tx.append(News(f"建{case}", "proposal.made", "2026-10-03", private=text))
    tx.append(News(f"建{case}", "proposal.answered", "2026-10-05", private=said(words)))


def seal(tx: Transaction, secret: str) -> None:
    """File a recording whose accusation was sealed; its case and what tells of it are still there."""
    stretch = {"end_s": 20.0, "start_s": 10.0}
    tx.add(RECORDINGS, code="录4", meeting="夜", position=4, sha256="录4", json="{}")
    for verdict in ("closed", "yes"):
        keys = {"recording": "录4", "verdict": verdict, "transcript_version": 1, "by": "王芳"}
        tx.add(ACCUSATION_JUDGEMENTS, **keys, json=json.dumps({"stretches": [stretch]}, separators=(",", ":")))
    grievance = {"number": "夜-4", "version": 1, "meeting": "夜", "recording": "录4", "ordinal": 1, "status": "kept"}
    passages = json.dumps({"passages": [stretch]}, separators=(",", ":"))
    tx.add(GRIEVANCES, **grievance, transcript_version=1, by="王芳", changes="{}", json=passages)
    tx.add(CASES, number="案4", opened_on="2026-10-02")
    tx.add(CASE_GRIEVANCES, case_number="案4", grievance="夜-4")
    tell_of(tx, "案4", secret)
    sealed = json.dumps({"stretches": [[10.0, 20.0]]}, separators=(",", ":"))
    tx.add(ERASURES, number="封1", kind="sealed", recording="录4", sha256="x", by="何琳", witness="李强", json=sealed)


def said(words: str, **more: str) -> str:
    return json.dumps({"about": words, **more}, ensure_ascii=False, separators=(",", ":"))


@pytest.fixture(scope="module")
def county(migrated: str) -> Iterator[str]:
    """Give the name of a database with two towns and a user of each role at home; nobody of them owns anything."""
    with servers.database(migrated) as name:
        servers.run(name, f'ALTER SCHEMA "{servers.TOWN}" RENAME TO "{HOME}"')  # made already, in the template
        for town, secret in ((HOME, SECRET), (OTHER, ELSEWHERE)):
            with closing(Store.make(servers.address(name, town))) as store:
                rights.make_town(store, town)
                fill(store, secret)
                for role, user in USERS.items():
                    if town == HOME:
                        rights.grant(store, user, role, town, "技术员")
                        servers.run(name, f"ALTER ROLE {user} PASSWORD '{PASSWORD}'")
        yield name
    roles = [f'"{town}_{role}"' for town in (HOME, OTHER) for role in (*rights.ROLES[:-1], "成员")]
    servers.run(
        sa.make_url(servers.URL).database or "postgres", f"DROP ROLE IF EXISTS {', '.join([*USERS.values(), *roles])}"
    )


def shown(database: str, role: str, attack: str) -> str:
    """Return everything that the server says to the user with `role` on the statements of `attack`."""
    with connected(database, role) as connection:
        return told_to(connection, attack)


def connected(database: str, role: str) -> psycopg.Connection:
    """Return a connection of the user with `role`."""
    url = sa.make_url(servers.URL).set(
        username=USERS[role], password=PASSWORD, database=database, drivername="postgresql"
    )
    return psycopg.connect(url.render_as_string(hide_password=False), autocommit=True)


def told_to(connection: psycopg.Connection, attack: str) -> str:
    """Return everything that the server says on the statements of `attack`, in a session that is as new."""
    heard: list[str] = []

    def hear(note: psycopg.errors.Diagnostic) -> None:
        heard.append(f"{note.message_primary} {note.message_detail}")

    connection.execute("DISCARD ALL")
    connection.execute(f'SET search_path = "{HOME}_所见", "{HOME}", pg_temp; SET statement_timeout = \'20s\'')
    technician = sa.make_url(servers.URL).username
    statements = attack.format(
        home=f'"{HOME}"', other=f'"{OTHER}"', other_shown=f'"{OTHER}_所见"', other_text=f"'{OTHER}'",
        technician=technician, technician_text=f"'{technician}'", discipline=f'"{HOME}_纪检"',
    )  # fmt: skip
    connection.add_notice_handler(hear)
    try:
        with connection.transaction(force_rollback=True):
            heard += answers(connection, statements)
    except psycopg.Error as fault:
        heard.append(f"{fault} {fault.diag.message_detail} {fault.diag.context}")
    connection.remove_notice_handler(hear)
    return "\n".join(heard)


def answers(connection: psycopg.Connection, statements: str) -> Iterator[str]:
    """Give the rows that the `statements` return."""
    if statements.startswith("COPY"):
        with connection.cursor().copy(statements) as copy:
            yield from (bytes(part).decode() for part in copy)
        return
    cursor = connection.execute(statements.encode())
    while True:
        if cursor.description:
            yield from map(str, cursor.fetchall())
        if not cursor.nextset():
            return


def leaks(database: str, roles: tuple[str, ...], attacks: tuple[str, ...] = ATTACKS) -> list[tuple[str, str]]:
    """Return the attacks by which a user of one of `roles` came to know what it may not, each with the role."""
    found = []
    for role in roles:
        closed = {
            rights.CLERK: (SECRET, ELSEWHERE, SEALING),
            rights.ARCHIVIST: (SECRET, ELSEWHERE),
            rights.LAWYER: (SECRET, UNJUDGED, ELSEWHERE, SEALING, CARD_KEY),
            rights.DISCIPLINE: (ELSEWHERE,),
            rights.COUNTY: (SECRET, UNJUDGED, OPEN, ELSEWHERE, SEALING, CARD_KEY),
        }[role]
        with connected(database, role) as connection:
            found += [(role, attack) for attack in attacks if is_leak(told_to(connection, attack), attack, closed)]
    return found


def is_leak(told: str, attack: str, closed: tuple[str, ...]) -> bool:
    """Return whether what the server `told` on the `attack` holds a word of the `closed`, or says something of one."""
    # A user's own statement comes back in pg_stat_activity and in errors.
    heard = told.replace(attack, "")
    is_told = any((word in heard and word not in attack) or f"('{word}',)" in heard for word in closed)
    return is_told or (any(sign in heard for sign in ORACLES) and (SECRET in closed or "{other}" in attack))


def test_there_are_sixty_attacks_and_more() -> None:
    assert len(set(ATTACKS)) >= 60


@pytest.mark.parametrize("role", rights.ROLES)
def test_no_attack_shows_what_the_role_may_not_read(county: str, role: str) -> None:
    assert leaks(county, (role,)) == []


def test_nobody_judges_in_advance_by_choosing_which_judgement_is_the_newest(county: str) -> None:
    for judgements, rest in (
        ("matter_judgements", "matter, verdict, by, made_at) VALUES (2000000000, '诉2', 'no', '王芳', '9')"),
        (
            "accusation_judgements",
            "recording, verdict, transcript_version, by, made_at) VALUES (2000000000, '录1', 'no', 1, '王芳', '9')",
        ),
    ):
        told = shown(county, rights.CLERK, f"INSERT INTO {judgements} (id, {rest}")
        assert "permission denied" in told


ADDING = """
DO $$ DECLARE added text; BEGIN
  FOREACH added IN ARRAY ARRAY[{kinds}] LOOP
    BEGIN
      INSERT INTO {events} (position, subject, seq, kind, at, precision, recorded_at, facts, commitment, source,
        source_row, prev, hash)
      VALUES (900000, 'x', 1, added, '2026-10-09', 'day', '9', '{{{{}}}}', 'x', {source}, 'x', 'x');
      RAISE EXCEPTION 'taken back' USING ERRCODE = 'XX123';
    EXCEPTION WHEN SQLSTATE 'XX123' THEN RAISE NOTICE 'added %', added; WHEN SQLSTATE 'YE001' THEN NULL;
    END;
  END LOOP; END $$
"""


def added(database: str, role: str, kinds: Iterable[str], source: str = "", events: str = "events") -> set[str]:
    """Return those of the `kinds` of event, telling of a row of the table `source`, that `role` may add to `events`."""
    listed, row = ", ".join(f"'{kind}'" for kind in kinds), f"'{source}', 1" if source else "NULL, NULL"
    told = shown(database, role, ADDING.format(kinds=listed, source=row, events=events))
    lines = [line.split() for line in told.splitlines()]
    assert all(line[0] == "added" for line in lines), told
    return {line[1] for line in lines}


@pytest.mark.parametrize("events", ["events", f'"{HOME}".events'], ids=["as shown", "itself"])
@pytest.mark.parametrize("role", rights.ROLES[:-1])
def test_each_role_adds_events_of_the_kinds_that_its_work_needs_and_no_others(
    county: str, role: str, events: str
) -> None:
    registry = {**event_kinds.kinds(), **event_kinds.own_kinds()}
    allowed = {name for name, kind in registry.items() if role in kind.roles}
    assert added(county, role, (*registry, "some.kind", "matter"), events=events) == allowed
    assert 0 < len(allowed) < len(registry)


def test_the_registry_names_roles_that_there_are() -> None:
    named = {role for kind in event_kinds.kinds().values() for role in kind.roles}
    assert named == set(rights.ROLES[:-1])
    assert all(kind.roles for kind in event_kinds.kinds().values())


def test_what_tells_of_a_row_is_added_by_who_adds_such_rows(county: str) -> None:
    def adding(kind: str, source: str) -> list[str]:
        return [role for role in rights.ROLES[:-1] if added(county, role, [kind], source)]

    assert adding("paper.reply", "papers") == [rights.CLERK, rights.LAWYER, rights.ARCHIVIST, rights.DISCIPLINE]
    assert adding("matter", "matters") == [rights.CLERK, rights.ARCHIVIST, rights.DISCIPLINE]
    assert adding("judgement", "matter_judgements") == [rights.CLERK, rights.ARCHIVIST, rights.DISCIPLINE]
    assert adding("paper.erased", "papers") == [rights.ARCHIVIST, rights.DISCIPLINE]
    # A kind of the loop under the name of a row, a row of another table, and a table of other things.
    assert [*adding("note.written", "papers"), *adding("matter", "papers"), *adding("x", "counters")] == []


def test_who_may_not_add_a_kind_of_event_is_told_who_may(county: str) -> None:
    address = servers.address(county, HOME, username=USERS[rights.LAWYER], password=PASSWORD)
    with closing(Store.open(address)) as store:
        for kind, told in (("note.written", "“记入台账”由办事员、纪检记"), ("store.granted", "权限已授予”由技术员记")):
            with pytest.raises(event_kinds.KindRefusedError, match=told), store.transaction() as tx:
                tx.append(News("民2026-00009", kind, "2026-10-09"))
        assert Events(store).verify().broken == ()


def test_a_lawyer_issues_a_paper_of_no_case_while_something_is_unjudged(county: str) -> None:
    with servers.database(county) as name:
        address = servers.address(name, HOME, username=USERS[rights.LAWYER], password=PASSWORD)
        with closing(Store.open(address)) as store, store.transaction() as tx:
            keys = {"number": "文9", "paper": "reply", "issued_on": "2026-10-03", "file": "x", "sha256": "x"}
            tx.add(PAPERS, **keys, facts="{}", json="{}")
            assert [row["number"] for row in tx.rows(PAPERS)] == ["文案1", "文9"]


def test_functions_that_tell_of_whatever_they_are_asked_are_not_for_users(county: str) -> None:
    for function in ("standing_accusations()", "is_taken_out('录2', '{{}}')", "grievances_of(ARRAY['录2'])"):
        told = {shown(county, role, f'SELECT "{HOME}".{function}').split(" for ")[0] for role in rights.ROLES[:-1]}
        assert told == {"permission denied"}


def test_an_accusation_that_was_withdrawn_does_not_close_a_recording_of_which_another_was_sealed(county: str) -> None:
    stretches = '{"stretches":[{"end_s":40.0,"start_s":30.0}]}'
    with servers.database(county) as name, closing(Store.open(servers.address(name, HOME))) as store:
        with store.transaction() as tx:
            for verdict in ("yes", "no"):
                keys = {"recording": "录4", "verdict": verdict, "transcript_version": 1, "by": "王芳"}
                tx.add(ACCUSATION_JUDGEMENTS, **keys, json=stretches)
        told = shown(name, rights.DISCIPLINE, "SELECT accused_recordings(), closed_recordings()")
        assert told == "(['录2', '录4'], ['录2'])"


def test_the_roles_are_bound_by_the_rules(county: str) -> None:
    names = ", ".join(f"'{user}'" for user in USERS.values())
    strong = f"FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND rolname IN ({names})"
    servers.run(county, f"SELECT 1 / (count(*) = 0)::int {strong}")
    me = "SELECT 1 / (NOT rolsuper AND NOT rolbypassrls)::int FROM pg_roles WHERE rolname = current_user"
    servers.run(county, me)


def test_each_role_reads_what_it_needs(county: str) -> None:
    everything = "SELECT json FROM matters; SELECT json FROM transcripts; SELECT private FROM events"
    told = {role: shown(county, role, everything) for role in rights.ROLES[:-1]}
    assert all(OPEN in words for words in told.values())
    assert [role for role, words in told.items() if UNJUDGED in words] == [
        rights.CLERK,
        rights.ARCHIVIST,
        rights.DISCIPLINE,
    ]
    assert [role for role, words in told.items() if SECRET in words] == [rights.DISCIPLINE]
    # Without it no card can be issued.
    assert [role for role, words in told.items() if CARD_KEY not in words] == [rights.LAWYER]


WEAKNESSES = {
    "row-level security of matters is off": f'ALTER TABLE "{HOME}".matters DISABLE ROW LEVEL SECURITY',
    "the policy of accusations is gone": f'DROP POLICY "accusation select" ON "{HOME}".transcripts',
    "the chain itself may be read": f'GRANT SELECT ON "{HOME}".events TO "{HOME}_成员"',
    "everybody sees accusations": f'CREATE OR REPLACE FUNCTION "{HOME}".sees_accusations() RETURNS boolean '
    "LANGUAGE sql STABLE AS 'SELECT true'",
    "what nobody judged is listed": f'DROP POLICY "accusation select" ON "{HOME}".repeats',
    "anybody may judge again": f'DROP POLICY "entered" ON "{HOME}".matter_judgements',
}


@pytest.mark.parametrize("weakness", WEAKNESSES)
def test_a_weaker_schema_is_found_by_the_attacks(county: str, weakness: str) -> None:
    with servers.database(county) as weaker:
        servers.run(weaker, WEAKNESSES[weakness])
        assert leaks(weaker, (rights.CLERK, rights.LAWYER), ATTACKS[:10] + ATTACKS[59:61]) != []


def test_a_clerk_works_and_the_chain_holds(county: str) -> None:
    with servers.database(county) as name:
        with closing(Store.open(servers.address(name, HOME, username=USERS[rights.CLERK], password=PASSWORD))) as store:
            with store.transaction() as tx:
                tx.add(MATTERS, number="诉9", source="窗口", received="2026-10-09", by="王芳", json=said("新的"))
                tx.add(MATTER_JUDGEMENTS, matter="诉9", verdict="no", by="王芳")
                tx.append(News("案1", "promise.made", "2026-10-09", private=said("新的承诺")))
            assert not store.sees_all()
            assert Events(store).verify().broken == ()
            with pytest.raises(StoreError, match="权限"), store.transaction() as tx, tx.erasing():
                tx.erase(MATTERS, 1, json="{}")
            # Nobody is told that words are gone which only the owner of the tables can take out of the files.
            assert ["由表的所有者" in kept for kept in store.scrub()] == [True]
        with closing(Store.open(servers.address(name, HOME))) as store:
            assert Events(store).verify().broken == ()


def test_pending_work_is_changed_by_whoever_entered_it(county: str) -> None:
    with servers.database(county) as name:
        address = servers.address(name, HOME, username=USERS[rights.CLERK], password=PASSWORD)
        with closing(Store.open(address)) as store:
            with store.transaction() as tx:
                key = tx.add(PENDING_WORK, kind="package", subject="录1", details="{}", result="{}")
            with store.transaction() as tx:
                tx.change(PENDING_WORK, key, done_at="2026-10-09", details=said("后来"))
                assert [row["id"] for row in tx.rows(PENDING_WORK)] == [key]
        with closing(Store.open(servers.address(name, HOME))) as store, store.reading() as tx:
            assert [row["done_at"] for row in tx.rows(PENDING_WORK)] == [None, "2026-10-09"]


def test_rows_are_copied_only_by_users_from_whom_none_is_hidden(county: str, tmp_path: Path) -> None:
    with servers.database(county) as name, closing(Store.open(servers.address(name, HOME))) as owned:
        whole = owned.copy_rows(f"sqlite:///{tmp_path / 'owner.db'}")
        for role in rights.ROLES[:-1]:
            address = servers.address(name, HOME, username=USERS[role], password=PASSWORD)
            target = f"sqlite:///{tmp_path / role}.db"
            with closing(Store.open(address)) as store:
                with pytest.raises(HiddenRowsError, match=r"没有搬走.*请技术员"):
                    store.move_rows(target, lambda: None)
                with pytest.raises(HiddenRowsError, match=r"没有搬进.*请技术员"):
                    owned.copy_rows(address)
                if role == rights.DISCIPLINE:
                    assert store.copy_rows(target) == whole
                    continue
                with pytest.raises(HiddenRowsError, match=r"没有备份.*请纪检或技术员"):
                    store.copy_to(tmp_path / f"{role}.db")
                assert not (tmp_path / f"{role}.db").exists()


def test_the_county_counts_and_checks_the_chain_without_reading(county: str) -> None:
    with servers.database(county) as name:
        with closing(Store.open(servers.address(name, HOME))) as store:
            with store.transaction() as tx:
                for number in (5, 6):
                    file_grievance(tx, "录1", number, '{"subject":{"level1":"农村农业"}}')
            rights.renew_figures(store, HOME)
            length, head = Events(store).verify().count, Events(store).head()
        (town,) = read_as_county(name)
        assert (town.chain_length, town.chain_head, town.chain_breaks) == (length, head, 0)
        assert town.figures["收到"] == {"窗口": None}
        assert town.figures["诉求内容"] == {"其他": None, "农村农业": None}
        assert town.figures["诉求"] == {"合计": None}
        servers.run(
            name,
            f'SET search_path = "{HOME}"; ALTER TABLE events DISABLE TRIGGER USER; ' + FORGED,
        )
        with closing(Store.open(servers.address(name, HOME))) as store:
            rights.renew_figures(store, HOME)
        assert read_as_county(name)[0].chain_breaks == 1


FORGED = "UPDATE events SET kind = 'x' WHERE position = 3"


def read_as_county(database: str) -> tuple[figures.Town, ...]:
    url = sa.make_url(servers.URL).set(username=USERS[rights.COUNTY], password=PASSWORD, database=database)
    return figures.of_county(url.render_as_string(hide_password=False))
