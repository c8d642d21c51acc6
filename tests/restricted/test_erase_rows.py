"""What was said goes out of the store in every version; what it was called, hashed and decided by stays."""

import json

import pytest

from tests.builders import grievance_history
from toolkit.cases import cases
from toolkit.grievances.register import confirm_grievances, find_grievance, load_grievances
from toolkit.grievances.rows import Decision
from toolkit.meetings import erasures
from toolkit.meetings.erasures import ErasureOrder
from toolkit.meetings.recordings import find_recording
from toolkit.restricted import cut, erase_rows
from toolkit.store.database import Transaction
from toolkit.store.schema import COUNTERS, EVENTS, METADATA
from toolkit.transcripts.versions import load_transcript, load_transcripts

SECRET = ("村主任", "三万块", "收钱", "赵大山")
ORDER = ErasureOrder("sealed", "李强", None, "理由")


@pytest.fixture
def told(kept) -> object:  # noqa: ANN001
    """Give a desk whose accusation was confirmed, made a case, and set aside and restored in the other recording."""
    confirm_grievances(kept.desk.store, kept.code, [2], {"person": "赵大山"}, by="王芳")
    (one,) = confirm_grievances(kept.desk.store, kept.code, [2], {"summary": "收钱的事"}, by="王芳")
    state = cases.open_case(kept.desk, [one.number or ""], "2026-10-08")
    cases.add_entry(kept.desk, state.case, "note", "2026-10-09", note="赵大山来过", document="收钱一案")
    return kept


def rows(tx: Transaction, code: str) -> str:
    """Return all rows but those of the other recording as text."""
    tables = [table for table in METADATA.sorted_tables if table not in {COUNTERS, EVENTS}]
    return json.dumps(
        [row for table in tables for row in tx.rows(table) if row.get("recording", code) == code], ensure_ascii=False
    )


def test_a_part_goes_out_of_every_row(told) -> None:  # noqa: ANN001
    desk, code = told.desk, told.code
    recording = find_recording(desk.store, code)
    secret = [load_grievances(desk.store, code).grievances[1]]
    out = cut.cut(load_transcripts(desk.store, code), secret)
    with desk.store.transaction() as tx:
        before = rows(tx, code)
        with tx.erasing():
            erase_rows.erase_part(tx, recording, out, Decision("李强", {}, "另行封存"))
        number = erasures.next_erasure(tx, "sealed", 2026)
        erasures.note(tx, number, recording, ORDER, {"folders": []})
        after = rows(tx, code)
        (entry,) = erasures.register(tx, recording=code)
    assert all(word in before for word in SECRET)
    assert not any(word in after for word in SECRET)
    assert "路灯坏了三个月" in after
    assert (entry.number, entry.kind, entry.sha256, entry.ground) == ("封2026-0001", "sealed", recording.sha256, "理由")
    history = grievance_history(desk.store, str(secret[0].number))
    assert [(each["version"], each["by"], each["status"]) for each in history] == [
        (1, "王芳", "confirmed"),
        (2, "王芳", "confirmed"),
        (3, "李强", "withdrawn"),
    ]


def test_the_whole_goes_out_and_numbers_stay(told) -> None:  # noqa: ANN001
    desk, code = told.desk, told.code
    number = load_grievances(desk.store, code).grievances[1].number
    with desk.store.transaction() as tx:
        counted = [len(tx.rows(table)) for table in METADATA.sorted_tables if table not in {COUNTERS, EVENTS}]
        with tx.erasing():
            erase_rows.erase_all(tx, find_recording(desk.store, code))
        assert [len(tx.rows(table)) for table in METADATA.sorted_tables if table not in {COUNTERS, EVENTS}] == counted
        told_now = rows(tx, code)
    assert not any(word in told_now.replace("赵大山来过", "").replace("收钱一案", "") for word in SECRET)
    assert "路灯" not in told_now
    assert load_grievances(desk.store, code).grievances == ()
    assert load_transcript(desk.store, code).segments == ()
    assert find_grievance(desk.store, str(number)).status == "withdrawn"


def test_all_that_is_told_of_a_recording_can_be_kept_elsewhere_first(told) -> None:  # noqa: ANN001
    with told.desk.store.reading() as tx:
        cases = erase_rows.cases_of(tx, [str(load_grievances(told.desk.store, told.code).grievances[1].number)])
        kept_rows = erase_rows.stored_rows(tx, told.code, cases)
    assert set(kept_rows) >= {"recordings", "transcripts", "grievances", "entries", "papers"}
    assert len(kept_rows["grievances"]) == 2
    assert any("赵大山来过" in str(row) for row in kept_rows["entries"])
