"""Cases are opened from confirmed grievances only, entries are only added, and any past day can be shown."""

import datetime as dt
import hashlib
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import builders
from toolkit.cases.ledger import Ledger, ServedReplyError, kind_name
from toolkit.cases.procedure import kind_id
from toolkit.chinese.dates import lunar, official_date
from toolkit.core.errors import (
    MissingFileError,
    NotConfirmedError,
    RepeatedError,
    SecondEntryError,
    UnknownNumberError,
    WrongDateError,
    WrongNumberError,
    WrongValueError,
)
from toolkit.grievances.register import confirm_grievances, save_grievances, withdraw_grievance
from toolkit.meetings.recordings import NewRecording, add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.records import (
    Coverage,
    Engine,
    Entry,
    Grievance,
    GrievanceList,
    RecordingRef,
    Segment,
    SoundFacts,
    Transcript,
    TranscriptRef,
)
from toolkit.store.database import Store
from toolkit.store.schema import ENTRIES
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace.settings import Workspace

D = dt.date
HELD = D(2026, 9, 25)
TODAY = D(2026, 11, 23)
MEETING = "夜话2026-08-柳树湾"


@dataclass(frozen=True)
class Shelf:
    """A workspace with three grievances in its catalogue, of which the first two are confirmed."""

    workspace: Workspace
    store: Store
    ledger: Ledger


def add_entry(
    ledger: Ledger, case: str, kind: str, day: dt.date, *, proof: Path | None = None, again: bool = False, **more: Any
) -> Entry:
    """Append an entry as the command line does, which names its kind by id or in Chinese."""
    today = more.pop("today", None)
    return ledger.add_entry(Entry(0, case, kind_id(kind), day, **more), proof, today=today, again=again)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace to be copied: making it once is enough."""
    workspace = Workspace.open(tmp_path_factory.mktemp("样板") / "工作 文件夹")
    store = Store.open(workspace.database_url)
    meeting = open_meeting(store, "柳树湾", HELD, lunar(HELD))
    sound = SoundFacts("mp3", "mp3", 16_000, 1, 60.0, 1000)
    new = NewRecording(Path("夜话.mp3"), "1" * 64, 60.0, "2" * 64, sound)
    (recording,) = add_recordings(store, meeting, workspace.settings.archive, [new], lambda code, _: (code, code))
    segments = tuple(Segment(f"s{n}", n, n * 10.0, n * 10 + 9.0, f"第{n}件事") for n in (1, 2, 3))
    reference = RecordingRef(None, "1" * 64, 60.0)
    engine = Engine("whisper", "1", "base", None)
    save_transcript(store, recording.code, Transcript(reference, engine, segments, (), Coverage(27, 27, ())))
    found = GrievanceList(TranscriptRef(recording.code, 1), tuple(grievance(n) for n in (1, 2, 3)))
    save_grievances(store, recording.code, found)
    confirm_grievances(store, recording.code, [1, 2], {}, "田小禾")
    store.close()
    return workspace.root


def grievance(n: int) -> Grievance:
    return builders.grievance(n, (n * 10.0, n * 10 + 9.0), text=f"第{n}件事")


@pytest.fixture
def shelf(template: Path, tmp_path: Path) -> Iterator[Shelf]:
    """Give a workspace of its own."""
    root = tmp_path / "工作 文件夹"
    shutil.copytree(template, root)
    workspace = Workspace.open(root)
    store = Store.open(workspace.database_url)
    yield Shelf(workspace, store, Ledger(store, workspace))
    store.close()


FIRST, SECOND = f"{MEETING}-诉001", f"{MEETING}-诉002"


# -- opening ---------------------------------------------------------------------------------------------------


def test_case_is_opened_from_confirmed_grievances(shelf: Shelf) -> None:
    case = shelf.ledger.open_case([FIRST, SECOND], D(2026, 9, 28))
    assert (case.case, case.state, case.grievances) == ("案2026-0001", "已立项", (FIRST, SECOND))
    assert [(entry.id, entry.kind, entry.date) for entry in case.entries] == [(1, "opened", D(2026, 9, 28))]


def test_cases_are_numbered_by_year_without_gaps(shelf: Shelf) -> None:
    first = shelf.ledger.open_case([FIRST], D(2026, 9, 28))
    with pytest.raises(WrongDateError):
        shelf.ledger.open_case([SECOND], D(2026, 9, 24))
    second = shelf.ledger.open_case([SECOND], D(2027, 1, 4))
    assert (first.case, second.case) == ("案2026-0001", "案2027-0001")


def test_numbers_typed_with_look_alikes_are_the_same(shelf: Shelf) -> None:
    case = shelf.ledger.open_case(["夜话２０２６－8－柳树湾－诉1", FIRST], D(2026, 9, 28))
    assert case.grievances == (FIRST,)
    assert shelf.ledger.state("案 2026－1", TODAY).case == "案2026-0001"


def test_all_unconfirmed_grievances_are_named(shelf: Shelf) -> None:
    with pytest.raises(NotConfirmedError, match=f"诉求还没有确认：{MEETING}-诉003、{MEETING}-诉009"):
        shelf.ledger.open_case([FIRST, f"{MEETING}-诉003", f"{MEETING}-诉009"], D(2026, 9, 28))
    assert shelf.ledger.cases() == ()


def test_withdrawn_grievance_opens_no_case(shelf: Shelf) -> None:
    withdraw_grievance(shelf.store, FIRST, "本人要求撤回", "田小禾")
    with pytest.raises(NotConfirmedError, match=FIRST):
        shelf.ledger.open_case([FIRST], D(2026, 9, 28))


def test_grievance_withdrawn_later_is_told(shelf: Shelf) -> None:
    case = shelf.ledger.open_case([FIRST], D(2026, 9, 28)).case
    withdraw_grievance(shelf.store, FIRST, "本人要求撤回", "田小禾")
    today = official_date(dt.datetime.now().astimezone().date())
    assert any(
        warning.startswith(f"诉求 {FIRST}（已撤回，{today}，本人要求撤回）")
        for warning in shelf.ledger.state(case, TODAY).warnings
    )


def test_grievance_may_be_in_one_open_case_only(shelf: Shelf) -> None:
    shelf.ledger.open_case([FIRST], D(2026, 9, 28))
    with pytest.raises(WrongValueError, match=f"{FIRST} 已在事项 案2026-0001 里办理"):
        shelf.ledger.open_case([FIRST, SECOND], D(2026, 9, 29))
    add_entry(shelf.ledger, "案2026-0001", "termination_notice", D(2026, 11, 16))
    assert shelf.ledger.open_case([FIRST], D(2026, 11, 20)).case == "案2026-0002"


def test_case_from_nothing_is_refused(shelf: Shelf) -> None:
    with pytest.raises(WrongValueError, match="至少要有一件已确认的诉求"):
        shelf.ledger.open_case([], D(2026, 9, 28))


def test_malformed_grievance_number_is_refused(shelf: Shelf) -> None:
    with pytest.raises(WrongNumberError, match="诉求编号应写成"):
        shelf.ledger.open_case(["第一件"], D(2026, 9, 28))


def test_case_before_the_meeting_or_in_the_future_is_refused(shelf: Shelf) -> None:
    with pytest.raises(WrongDateError, match="立项日期早于夜话的日期 2026年9月25日"):
        shelf.ledger.open_case([FIRST], D(2026, 9, 24))
    with pytest.raises(WrongDateError, match="立项日期在今天 2026年11月23日 之后"):
        shelf.ledger.open_case([FIRST], D(2026, 11, 24), today=TODAY)


# -- entries ---------------------------------------------------------------------------------------------------


@pytest.fixture
def case(shelf: Shelf) -> str:
    """Return a case opened on 28 September."""
    return shelf.ledger.open_case([FIRST], D(2026, 9, 28)).case


def test_entry_keeps_what_was_given(shelf: Shelf, case: str) -> None:
    entry = add_entry(
        shelf.ledger,
        case,
        "处理意见",
        D(2026, 10, 9),
        document="青石信处〔2026〕3号",
        served_on=D(2026, 10, 12),
        note="予以支持",
        today=TODAY,
    )
    assert (entry.id, entry.kind, kind_name(entry.kind)) == (2, "handling_opinion", "处理意见")
    assert (entry.document, entry.served_on, entry.note) == ("青石信处〔2026〕3号", D(2026, 10, 12), "予以支持")
    assert shelf.ledger.entries(case)[-1] == entry
    assert shelf.ledger.state(case, TODAY).entries[-1] == entry


def test_proof_is_copied_with_its_hash(shelf: Shelf, case: str, tmp_path: Path) -> None:
    proof = tmp_path / "送达 回证.JPG"
    proof.write_bytes(b"picture" * 1000)
    entry = add_entry(shelf.ledger, case, "acceptance_notice", D(2026, 9, 28), proof=proof)
    proof.unlink()
    kept = shelf.workspace.root / (entry.proof or "")
    assert entry.proof == "proofs/案2026-0001/002-送达 回证.jpg"
    assert kept.read_bytes() == b"picture" * 1000
    assert entry.proof_sha256 == hashlib.sha256(b"picture" * 1000).hexdigest()


def test_missing_proof_leaves_no_entry(shelf: Shelf, case: str, tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"找不到文件：.*没有\.jpg"):
        add_entry(shelf.ledger, case, "acceptance_notice", D(2026, 9, 28), proof=tmp_path / "没有.jpg")
    assert [entry.id for entry in shelf.ledger.entries(case)] == [1]
    assert add_entry(shelf.ledger, case, "note", D(2026, 9, 29)).id == 2


def test_unknown_case_is_named(shelf: Shelf) -> None:
    for ask in (shelf.ledger.entries, lambda number: shelf.ledger.state(number, TODAY)):
        with pytest.raises(UnknownNumberError, match="没有找到事项：案2026-0009"):
            ask("案2026-0009")


def test_unknown_kind_is_refused(shelf: Shelf, case: str) -> None:
    with pytest.raises(WrongValueError, match="记录的种类不能写成“开会”"):
        add_entry(shelf.ledger, case, "开会", D(2026, 9, 29))


def test_all_wrong_dates_are_named_at_once(shelf: Shelf, case: str) -> None:
    with pytest.raises(WrongDateError) as caught:
        add_entry(shelf.ledger, case, "note", D(2026, 11, 24), served_on=D(2026, 9, 1), today=TODAY)
    assert caught.value.fields["why"].split("；") == [
        "日期在今天 2026年11月23日 之后",
        "送达日期早于夜话的日期 2026年9月25日",
        "送达日期早于文书的日期",
    ]


def test_entry_of_the_day_of_the_meeting_and_of_today_are_taken(shelf: Shelf, case: str) -> None:
    assert add_entry(shelf.ledger, case, "registered", HELD, today=TODAY).id == 2
    assert add_entry(shelf.ledger, case, "note", TODAY, served_on=TODAY, today=TODAY).id == 3


def test_correction_must_name_an_entry_of_the_case(shelf: Shelf, case: str) -> None:
    with pytest.raises(UnknownNumberError, match="没有找到要更正的台账记录：案2026-0001 第 7 条"):
        add_entry(shelf.ledger, case, "note", D(2026, 9, 29), corrects=7)


def test_an_entry_that_is_sent_twice_stands_once(shelf: Shelf, case: str, tmp_path: Path) -> None:
    proof = tmp_path / "回证.jpg"
    proof.write_bytes(b"picture")
    for given in ({"note": "当面送达"}, {"note": "当面送达", "proof": proof}):
        add_entry(shelf.ledger, case, "note", D(2026, 9, 29), **given)  # type: ignore[arg-type]
        with pytest.raises(RepeatedError):
            add_entry(shelf.ledger, case, "note", D(2026, 9, 29), **given)  # type: ignore[arg-type]
    assert [entry.id for entry in shelf.ledger.entries(case)] == [1, 2, 3]
    assert [path.name for path in (shelf.workspace.root / "proofs").rglob("*") if path.is_file()] == ["003-回证.jpg"]


def test_what_happens_again_later_is_an_entry_of_its_own(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "note", D(2026, 9, 29), note="来电")
    add_entry(shelf.ledger, case, "note", D(2026, 9, 30), note="来电")
    add_entry(shelf.ledger, case, "note", D(2026, 9, 29), note="来电")
    assert len(shelf.ledger.entries(case)) == 4


def test_a_refused_entry_leaves_no_proof(shelf: Shelf, case: str, tmp_path: Path) -> None:
    proof = tmp_path / "回证.jpg"
    proof.write_bytes(b"picture")
    with pytest.raises(WrongDateError):
        add_entry(shelf.ledger, case, "note", D(2026, 9, 1), proof=proof)
    assert list((shelf.workspace.root / "proofs").rglob("*")) == []


# -- any day ---------------------------------------------------------------------------------------------------


def test_past_day_shows_the_case_as_it_was(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "acceptance_notice", D(2026, 9, 28), served_on=D(2026, 9, 28))
    add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 9), served_on=D(2026, 10, 12))
    days = [D(2026, 9, 27), D(2026, 10, 8), D(2026, 10, 9), D(2026, 10, 12)]
    states = [shelf.ledger.state(case, day) for day in days]
    assert [one.state for one in states] == ["未立项", "已受理", "已作出处理意见", "处理意见已送达"]
    assert [len(one.entries) for one in states] == [0, 2, 3, 3]


def test_corrected_entry_stays_in_the_ledger(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 9))
    add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 19), corrects=2)
    assert [entry.id for entry in shelf.ledger.entries(case)] == [1, 2, 3]
    assert [entry.id for entry in shelf.ledger.state(case, TODAY).entries] == [1, 3]
    assert shelf.ledger.state(case, D(2026, 10, 10)).state == "已立项"


def test_what_the_ledger_knew_on_a_day_can_be_asked(shelf: Shelf, case: str) -> None:
    with shelf.store.transaction() as tx:
        values = {"case_number": case, "kind": "handling_opinion", "entry_date": "2026-10-09"}
        tx.add(ENTRIES, **values, number=2, made_at="2026-10-09T08:00:00.000000+00:00")
        values = {"case_number": case, "kind": "note", "entry_date": "2026-10-09", "corrects": 2}
        tx.add(ENTRIES, **values, number=3, made_at="2026-11-02T08:00:00.000000+00:00")
    day = D(2026, 10, 20)
    assert shelf.ledger.state(case, day, known=day).state == "已作出处理意见"
    assert [entry.id for entry in shelf.ledger.state(case, day, known=day).entries] == [2]
    assert shelf.ledger.state(case, day).state == "已立项"


def test_running_clocks_of_a_case_are_listed(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "acceptance_notice", D(2026, 9, 28), served_on=D(2026, 9, 28))
    (clock,) = shelf.ledger.clocks(case, D(2026, 10, 1))
    assert (clock.name, clock.due.last_day, clock.duty) == ("作出处理意见", D(2026, 11, 27), True)


def test_channel_set_by_a_person_stops_the_sixty_days(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "acceptance_notice", D(2026, 9, 28), served_on=D(2026, 9, 28))
    confirm_grievances(shelf.store, "0194-LY·2026-D30-0001", [1], {"channel": "31(4)"}, "田小禾")
    assert shelf.ledger.clocks(case, D(2026, 10, 1)) == ()


def test_holidays_of_the_workspace_move_the_deadline(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "acceptance_notice", D(2026, 9, 28), served_on=D(2026, 9, 28))
    shelf.workspace.holidays_file.write_text("date,kind,note\n2026-11-27,休,本地\n", encoding="utf-8")
    (clock,) = Ledger(shelf.store, shelf.workspace).clocks(case, D(2026, 10, 1))
    assert (clock.due.raw, clock.due.last_day) == (D(2026, 11, 27), D(2026, 11, 30))


def test_all_cases_are_listed_as_of_a_day(shelf: Shelf, case: str) -> None:
    second = shelf.ledger.open_case([SECOND], D(2026, 10, 15)).case
    assert [one.case for one in shelf.ledger.cases(D(2026, 10, 1))] == [case]
    assert [one.case for one in shelf.ledger.cases()] == [case, second]


def test_proofs_are_private_to_the_user(shelf: Shelf, case: str, tmp_path: Path) -> None:
    proof = tmp_path / "回证.pdf"
    proof.write_bytes(b"x")
    entry = add_entry(shelf.ledger, case, "note", D(2026, 9, 28), proof=proof)
    kept = shelf.workspace.root / (entry.proof or "")
    # Windows keeps the folder private by its owner, not by a mode.
    assert stat.S_IMODE(kept.stat().st_mode) & 0o077 == 0 or kept.drive


# -- the same once more ----------------------------------------------------------------------------------------


def test_an_entry_tried_again_after_a_fault_is_not_entered_twice(shelf: Shelf, case: str, tmp_path: Path) -> None:
    proof = tmp_path / "回证.pdf"
    proof.write_bytes(b"x")
    add_entry(shelf.ledger, case, "note", D(2026, 9, 28), note="来访", proof=proof)
    with pytest.raises(RepeatedError, match=r"第 2 条，2026年9月28日记事.*--again"):
        add_entry(shelf.ledger, case, "note", D(2026, 9, 28), note="来访", proof=proof)
    assert len(shelf.ledger.entries(case)) == 2
    assert add_entry(shelf.ledger, case, "note", D(2026, 9, 28), note="来访", proof=proof, again=True).id == 3


def test_one_person_alone_takes_back_no_reply_that_was_served_nor_dates_it_later(shelf: Shelf, case: str) -> None:
    served = D(2026, 10, 8)
    add_entry(shelf.ledger, case, "concluded", served, served_on=served)
    later = {"kind": "concluded", "date": D(2026, 10, 20), "served_on": D(2026, 10, 20)}
    for wish in (Entry(0, case, "note", served, corrects=2), Entry(0, case, corrects=2, **later)):
        for persons in (("", ""), ("何琳", ""), ("何琳", "何 琳")):
            with pytest.raises(ServedReplyError, match="第 2 条"):
                shelf.ledger.add_entry(wish, persons=persons)

    kept = shelf.ledger.add_entry(Entry(0, case, "note", served, corrects=2), persons=("何琳", "周敏"))

    assert kept.note == "何琳、周敏两人同意更正第 2 条"


def test_of_a_reply_that_was_entered_twice_one_is_taken_away_by_whoever_sees_it(shelf: Shelf, case: str) -> None:
    served = D(2026, 10, 8)
    add_entry(shelf.ledger, case, "concluded", served, served_on=served)
    shelf.ledger.add_entry(Entry(0, case, "concluded", served, served_on=served), again=True)

    assert shelf.ledger.add_entry(Entry(0, case, "note", served, corrects=3)).id == 4
    earlier = Entry(0, case, "concluded", served, served_on=D(2026, 10, 8), document="答1号", corrects=2)
    assert shelf.ledger.add_entry(earlier).id == 5, "what is served no later moves no call"


def test_a_second_opinion_that_corrects_nothing_is_asked_about(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 8), document="处1号")
    with pytest.raises(SecondEntryError, match=r"第 2 条，2026年10月8日处理意见.*--corrects 2.*--again"):
        add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 9), document="处1号")
    assert add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 9), document="处1号", corrects=2).id == 3
    assert add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 9), document="处2号", again=True).id == 4
    add_entry(shelf.ledger, case, "review_opinion", D(2026, 10, 20))
    assert add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 26)).id == 6, "remade after the review"


def test_an_entry_taken_back_by_a_note_is_in_the_way_of_none(shelf: Shelf, case: str) -> None:
    add_entry(shelf.ledger, case, "concluded", D(2026, 10, 8))
    add_entry(shelf.ledger, case, "note", D(2026, 10, 8), corrects=2)
    assert add_entry(shelf.ledger, case, "concluded", D(2026, 10, 9)).id == 4


def test_replies_may_be_many_and_a_case_goes_on_after_its_end_only_when_reopened(shelf: Shelf, case: str) -> None:
    for day in (8, 9):
        add_entry(shelf.ledger, case, "reply", D(2026, 10, day))
    add_entry(shelf.ledger, case, "concluded", D(2026, 10, 10))
    with pytest.raises(SecondEntryError, match=r"已经结束（第 4 条.*重新办理"):
        add_entry(shelf.ledger, case, "handling_opinion", D(2026, 10, 12))
    add_entry(shelf.ledger, case, "follow_up", D(2026, 10, 12))
    add_entry(shelf.ledger, case, "reopened", D(2026, 10, 12))
    assert add_entry(shelf.ledger, case, "concluded", D(2026, 10, 20)).id == 7


@pytest.mark.parametrize(
    "given", [{"note": "又来"}, {"document": "文1"}, {"served_on": D(2026, 9, 29)}, {"corrects": 1}]
)
def test_an_entry_that_says_something_else_is_entered(shelf: Shelf, case: str, given: dict[str, object]) -> None:
    add_entry(shelf.ledger, case, "note", D(2026, 9, 28))
    assert add_entry(shelf.ledger, case, "note", D(2026, 9, 28), **given).id == 3  # type: ignore[arg-type]


def test_the_same_entry_after_another_one_is_entered(shelf: Shelf, case: str) -> None:
    for n, note in enumerate(("来访", "打电话", "来访"), start=2):
        assert add_entry(shelf.ledger, case, "note", D(2026, 9, 28), note=note).id == n
