"""The catalogue gives codes and numbers once, keeps every version, and finds what was said."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from toolkit.archive.package_register import add_package, list_packages
from toolkit.chinese.dates import lunar
from toolkit.core.errors import AlreadyAddedError, UnknownNumberError, UnknownPlaceError, WrongValueError
from toolkit.grievances.register import (
    close_list,
    confirm_grievances,
    find_grievance,
    grievance_history,
    load_grievances,
    save_grievances,
    withdraw_grievance,
)
from toolkit.meetings.recordings import NewRecording, add_recordings, find_by_sha256, find_recording, list_recordings
from toolkit.meetings.register import find_meeting, known_place, list_meetings, open_meeting
from toolkit.papers.register import PaperOrder, find_paper, list_papers, number_and_file
from toolkit.records import (
    Colour,
    Copy,
    Coverage,
    Engine,
    Grievance,
    GrievanceList,
    IssuedPaper,
    Meeting,
    Passage,
    Recording,
    RecordingRef,
    Segment,
    SoundFacts,
    Subject,
    Transcript,
    TranscriptRef,
)
from toolkit.search.searching import search
from toolkit.store.database import Store
from toolkit.transcripts.versions import list_versions, load_transcript, load_transcripts, save_transcript
from toolkit.workspace.settings import Workspace

TOP = Path(__file__).parents[2]
D = dt.date
HELD = D(2026, 9, 25)
NUMBER = "夜话2026-08-柳树湾"
CODE = "0194-LY·2026-D30-0001"
TEXTS = ("我叫王桂芳，是三组的。", "路灯坏了三个月。", "我是李国强。", "补偿款没有拿到。")


@dataclass(frozen=True)
class Shelf:
    """A workspace with its store and catalogue."""

    workspace: Workspace
    store: Store

    def take_in(self, *marks: str, held_on: dt.date = HELD) -> tuple[Recording, ...]:
        """Take in a recording for each of `marks`, one character that its hash is made of."""
        meeting = open_meeting(self.store, "柳树湾", held_on, lunar(held_on))
        return add_recordings(
            self.store, meeting, self.workspace.settings.archive, [new(mark) for mark in marks], settle
        )


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Give a fresh workspace in a folder with a space and Chinese."""
    workspace = Workspace.open(tmp_path / "工作 文件夹")
    store = Store.open(workspace.database_url)
    yield Shelf(workspace, store)
    store.close()


def new(mark: str) -> NewRecording:
    sound = SoundFacts("mov,mp4", "aac", 48_000, 2, 60.0, 1000)
    return NewRecording(Path(f"/u盘/{mark}.m4a"), mark * 64, 60.0, "f" * 64, sound)


def settle(code: str, _: NewRecording) -> tuple[str, str]:
    return f"recordings/{code}/{code}.m4a", f"recordings/{code}/{code}-试听.mp3"


def transcript(mark: str = "1", texts: tuple[str, ...] = TEXTS, **more: object) -> Transcript:
    segments = tuple(Segment(f"s{n}", n, n * 10.0, n * 10 + 10.0, text) for n, text in enumerate(texts, start=1))
    engine = Engine("faster-whisper", "1", "base", None)
    made = Transcript(RecordingRef(None, mark * 64, 60.0), engine, segments, (), Coverage(40, 40, ()))
    return replace(made, **more)  # type: ignore[arg-type]


def grievance(ordinal: int, first: int, last: int) -> Grievance:
    subject = Subject(None, None, 0.0, unsure=True, candidates=(), evidence=())
    passages = (Passage(f"s{first}", f"s{last}", first * 10.0, last * 10 + 10.0),)
    kinds = ("申诉求决",)
    return Grievance(ordinal, passages, first * 10.0, "原话", "摘要", subject, kinds, Colour(None, "", ()))


def found(code: str, *grievances: Grievance, version: int = 1) -> GrievanceList:
    return GrievanceList(TranscriptRef(code, version), grievances)


@pytest.fixture
def listed(shelf: Shelf) -> Shelf:
    """Give a catalogue with a recording, its transcript and two grievances."""
    shelf.take_in("1")
    save_transcript(shelf.store, CODE, transcript())
    save_grievances(shelf.store, CODE, found(CODE, grievance(1, 1, 2), grievance(2, 3, 4)))
    close_list(shelf.store, CODE, "何琳")
    return shelf


# -- places and meetings ---------------------------------------------------------------------------------------


def test_known_place_is_spelled_as_in_the_settings(shelf: Shelf) -> None:
    assert known_place(" 柳树湾\u3000", shelf.workspace.settings) == "柳树湾"


def test_unknown_place_names_the_known_ones(shelf: Shelf) -> None:
    with pytest.raises(UnknownPlaceError, match="设置里没有这个地点：桃花坪。已有：柳树湾、石桥村、杨家坝"):
        known_place("桃花坪", shelf.workspace.settings)


def test_meeting_is_known_by_place_and_lunar_month(shelf: Shelf) -> None:
    opened = partial(open_meeting, shelf.store)
    first = opened("柳树湾", HELD, lunar(HELD))
    assert first == Meeting(NUMBER, "柳树湾", 2026, 8, leap=False, held_on=HELD)
    assert opened("柳树湾", D(2026, 9, 26), lunar(D(2026, 9, 26))) == first
    assert opened("石桥村", HELD, lunar(HELD)).number == "夜话2026-08-石桥村"
    assert find_meeting(shelf.store, "夜话２０２６-8-柳树湾") == first
    assert len(list_meetings(shelf.store)) == 2


def test_two_meetings_of_one_gregorian_month_are_two(shelf: Shelf) -> None:
    days = (D(2026, 5, 1), D(2026, 5, 31))
    numbers = [open_meeting(shelf.store, "柳树湾", day, lunar(day)).number for day in days]
    assert numbers == ["夜话2026-03-柳树湾", "夜话2026-04-柳树湾"]


def test_leap_month_is_a_meeting_of_its_own(shelf: Shelf) -> None:
    days = (D(2025, 7, 9), D(2025, 8, 8))
    numbers = [open_meeting(shelf.store, "柳树湾", day, lunar(day)).number for day in days]
    assert numbers == ["夜话2025-06-柳树湾", "夜话2025-闰06-柳树湾"]


def test_unknown_meeting_is_named(shelf: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match="没有找到夜话：夜话2026-01-柳树湾"):
        find_meeting(shelf.store, "夜话2026-01-柳树湾")


# -- recordings ------------------------------------------------------------------------------------------------


def test_recordings_of_one_call_follow_each_other(shelf: Shelf) -> None:
    taken = shelf.take_in("1", "2") + shelf.take_in("3")
    assert [one.code for one in taken] == [f"0194-LY·2026-D30-000{n}" for n in (1, 2, 3)]
    assert [one.position for one in taken] == [1, 2, 3]
    assert list_recordings(shelf.store) == taken
    assert list_recordings(shelf.store, NUMBER) == taken
    assert list_recordings(shelf.store, "夜话2026-09-柳树湾") == ()


def test_recording_keeps_what_is_known_of_it(shelf: Shelf) -> None:
    (taken,) = shelf.take_in("1")
    assert (taken.meeting, taken.source_name, taken.original) == (NUMBER, "1.m4a", f"recordings/{CODE}/{CODE}.m4a")
    assert find_recording(shelf.store, "0194-ly.2026-d30-1") == taken
    assert find_by_sha256(shelf.store, "1" * 64) == taken
    assert find_by_sha256(shelf.store, "9" * 64) is None


def test_code_has_the_gregorian_year_of_the_meeting(shelf: Shelf) -> None:
    (taken,) = shelf.take_in("1", held_on=D(2026, 2, 2))
    assert (taken.code, taken.meeting) == ("0194-LY·2026-D30-0001", "夜话2025-12-柳树湾")


def test_same_sound_is_refused_with_its_code(shelf: Shelf) -> None:
    shelf.take_in("1", "2")
    with pytest.raises(AlreadyAddedError, match=f"这段录音已经收录过：.*1.m4a 与 {CODE} 内容完全相同"):
        shelf.take_in("3", "1")
    assert len(list_recordings(shelf.store)) == 2
    assert shelf.take_in("3")[0].code == "0194-LY·2026-D30-0003"


def test_all_sounds_known_already_are_named(shelf: Shelf) -> None:
    shelf.take_in("1", "2")
    with pytest.raises(AlreadyAddedError) as caught:
        shelf.take_in("1", "3", "2")
    assert caught.value.fields["code"] == "0194-LY·2026-D30-0001、0194-LY·2026-D30-0002"


def test_same_sound_twice_in_one_call_is_refused(shelf: Shelf) -> None:
    with pytest.raises(AlreadyAddedError, match=r"1\.m4a 与 1\.m4a 内容完全相同"):
        shelf.take_in("1", "1")


def test_recording_that_cannot_be_settled_uses_no_number(shelf: Shelf) -> None:
    def fail(code: str, each: NewRecording) -> tuple[str, str]:
        if each.sha256[0] == "2":
            raise KeyboardInterrupt
        return settle(code, each)

    meeting = open_meeting(shelf.store, "柳树湾", HELD, lunar(HELD))
    with pytest.raises(KeyboardInterrupt):
        add_recordings(shelf.store, meeting, shelf.workspace.settings.archive, [new("1"), new("2")], fail)
    assert list_recordings(shelf.store) == ()
    assert shelf.take_in("1")[0].code == CODE


def test_unknown_recording_is_named(shelf: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match=f"没有找到录音：{CODE}"):
        find_recording(shelf.store, CODE)


def test_processes_taking_in_at_once_share_no_code(shelf: Shelf) -> None:
    code = """
import sys, datetime as dt; from pathlib import Path
from toolkit.meetings.recordings import *; from toolkit.meetings.register import open_meeting
from toolkit.chinese.dates import lunar; from toolkit.records import SoundFacts
from toolkit.workspace.settings import Workspace; from toolkit.store.database import Store
ws = Workspace.open(sys.argv[1]); store = Store.open(ws.database_url)
day = dt.date(2026, 9, 25); meeting = open_meeting(store, '柳树湾', day, lunar(day))
for n in range(6):
    new = NewRecording(Path('x'), f'{sys.argv[2]}{n:063d}', 1.0, '', SoundFacts('', '', 1, 1, 1.0, 1))
    add_recordings(store, meeting, ws.settings.archive, [new], lambda code, _: (code, code))
"""
    run = [sys.executable, "-c", code, str(shelf.workspace.root)]
    children = [subprocess.Popen([*run, mark], cwd=TOP) for mark in "abc"]
    assert [child.wait(120) for child in children] == [0, 0, 0]
    taken = list_recordings(shelf.store)
    assert [one.position for one in taken] == list(range(1, 19))
    assert [one.code for one in taken] == [f"0194-LY·2026-D30-{n:04d}" for n in range(1, 19)]


# -- transcripts -----------------------------------------------------------------------------------------------


def test_transcript_gets_code_and_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    saved = save_transcript(shelf.store, CODE, transcript())
    assert (saved.version, saved.recording.code) == (1, CODE)
    assert load_transcript(shelf.store, CODE) == saved


def test_correction_is_a_new_version_and_the_old_one_stays(shelf: Shelf) -> None:
    shelf.take_in("1")
    first = save_transcript(shelf.store, CODE, transcript())
    second = save_transcript(shelf.store, CODE, transcript(texts=("改过",), parent=1))
    assert (second.version, second.parent) == (2, 1)
    assert load_transcript(shelf.store, CODE) == second
    assert load_transcript(shelf.store, CODE, 1) == first
    assert load_transcripts(shelf.store, CODE) == (first, second)
    assert list_versions(shelf.store, CODE) == (1, 2)


def test_same_content_makes_no_new_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    first = save_transcript(shelf.store, CODE, transcript())
    save_transcript(shelf.store, CODE, transcript(texts=("改过",), parent=1))
    assert save_transcript(shelf.store, CODE, transcript()) == first
    assert save_transcript(shelf.store, CODE, replace(first, version=9)) == first
    assert list_versions(shelf.store, CODE) == (1, 2)


def test_going_back_to_an_old_text_is_a_new_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    save_transcript(shelf.store, CODE, transcript())
    save_transcript(shelf.store, CODE, transcript(texts=("改过",), parent=1))
    assert save_transcript(shelf.store, CODE, transcript(parent=2)).version == 3


def test_transcript_of_another_sound_is_refused(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(WrongValueError, match=f"它不是 {CODE} 的转写"):
        save_transcript(shelf.store, CODE, transcript("2"))


def test_missing_transcript_is_named_with_its_version(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(UnknownNumberError, match=f"没有找到转写：{CODE}。"):
        load_transcript(shelf.store, CODE)
    save_transcript(shelf.store, CODE, transcript())
    with pytest.raises(UnknownNumberError, match=f"没有找到转写：{CODE} 第 3 版"):
        load_transcript(shelf.store, CODE, 3)
    with pytest.raises(UnknownNumberError, match="第 7 版"):
        save_transcript(shelf.store, CODE, transcript(parent=7))


# -- grievances ------------------------------------------------------------------------------------------------


def test_ordinals_run_on_over_the_recordings_of_a_meeting(shelf: Shelf) -> None:
    codes = [one.code for one in shelf.take_in("1", "2")]
    for code, mark in zip(codes, "12", strict=True):
        save_transcript(shelf.store, code, transcript(mark))
    later = save_grievances(shelf.store, codes[1], found(codes[1], grievance(1, 1, 4)))
    assert [one.ordinal for one in later.grievances] == [1]
    save_grievances(shelf.store, codes[0], found(codes[0], grievance(1, 1, 2), grievance(2, 3, 4)))
    assert [one.ordinal for one in load_grievances(shelf.store, codes[0]).grievances] == [1, 2]
    assert [one.ordinal for one in load_grievances(shelf.store, codes[1]).grievances] == [3]
    assert confirm_grievances(shelf.store, codes[1], [3], {}, "田小禾")[0].number == f"{NUMBER}-诉001"
    assert confirm_grievances(shelf.store, codes[0], [1], {}, "田小禾")[0].number == f"{NUMBER}-诉002"


def test_list_of_a_recording_never_looked_at_is_unknown(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(UnknownNumberError, match=f"没有找到诉求清单：{CODE}"):
        load_grievances(shelf.store, CODE)


def test_list_of_an_unknown_transcript_version_is_refused(shelf: Shelf) -> None:
    shelf.take_in("1")
    with pytest.raises(UnknownNumberError, match="没有找到转写"):
        save_grievances(shelf.store, CODE, found(CODE, grievance(1, 1, 2)))


def test_same_list_again_adds_no_fact(listed: Shelf) -> None:
    before = listed.workspace.root.joinpath("yehua.db").read_bytes()
    again = load_grievances(listed.store, CODE)
    assert save_grievances(listed.store, CODE, again) == again
    assert save_grievances(listed.store, CODE, found(CODE, grievance(1, 1, 2), grievance(2, 3, 4))) == again
    assert listed.workspace.root.joinpath("yehua.db").read_bytes() == before


def test_numbers_are_given_in_the_order_of_confirming(listed: Shelf) -> None:
    confirmed = confirm_grievances(listed.store, CODE, [2, 1, 2], {}, "田小禾")
    assert [(one.ordinal, one.number, one.status) for one in confirmed] == [
        (2, f"{NUMBER}-诉001", "confirmed"),
        (1, f"{NUMBER}-诉002", "confirmed"),
    ]
    assert find_grievance(listed.store, "夜话2026-8-柳树湾-诉1") == confirmed[0]
    assert load_grievances(listed.store, CODE).grievances == (confirmed[1], confirmed[0])


def test_confirming_again_gives_the_same_number_and_no_version(listed: Shelf) -> None:
    (first,) = confirm_grievances(listed.store, CODE, [1], {"person": "王桂芳"}, "田小禾")
    assert confirm_grievances(listed.store, CODE, [1], {"person": "王桂芳"}, "田小禾") == (first,)
    assert confirm_grievances(listed.store, CODE, [1], {}, "田小禾") == (first,)
    assert len(grievance_history(listed.store, first.number or "")) == 1


def test_change_keeps_who_when_old_and_new(listed: Shelf) -> None:
    confirm_grievances(listed.store, CODE, [1], {"person": "王桂香"}, "田小禾")
    (changed,) = confirm_grievances(listed.store, CODE, [1], {"反映人": "王桂芳", "colour": "黄"}, "周明礼")
    history = grievance_history(listed.store, changed.number or "")
    assert [(one["version"], one["by"], one["changes"]) for one in history] == [
        (1, "田小禾", {"person": {"old": "", "new": "王桂香"}}),
        (2, "周明礼", {"person": {"old": "王桂香", "new": "王桂芳"}, "colour": {"old": "", "new": "黄"}}),
    ]
    assert all(one["made_at"] for one in history)
    assert load_grievances(listed.store, CODE).grievances[0] == changed


def test_wrong_change_confirms_nothing(listed: Shelf) -> None:
    with pytest.raises(WrongValueError, match="可以写 红、黄、绿"):
        confirm_grievances(listed.store, CODE, [1, 2], {"colour": "蓝"}, "田小禾")
    with pytest.raises(WrongValueError, match="可以改的有 person（反映人）"):
        confirm_grievances(listed.store, CODE, [1, 2], {"名字": "王桂芳"}, "田小禾")
    assert [one.number for one in load_grievances(listed.store, CODE).grievances] == [None, None]


def test_all_ordinals_not_in_the_list_are_named(listed: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match=f"没有找到诉求：{CODE} 第 0 件、{CODE} 第 7 件"):
        confirm_grievances(listed.store, CODE, [1, 0, 7], {}, "田小禾")
    assert load_grievances(listed.store, CODE).grievances[0].number is None


def test_list_found_anew_keeps_what_was_confirmed(listed: Shelf) -> None:
    (known,) = confirm_grievances(listed.store, CODE, [2], {"person": "李国强"}, "田小禾")
    better = save_transcript(listed.store, CODE, transcript(texts=(*TEXTS[:3], "补偿款一分没有拿到。"), parent=1))
    anew = found(CODE, grievance(1, 1, 1), grievance(2, 2, 2), grievance(3, 3, 4), version=better.version)
    shown = save_grievances(listed.store, CODE, anew)
    assert [(one.ordinal, one.number) for one in shown.grievances] == [(1, None), (2, None), (3, known.number)]
    assert shown.grievances[2].person == known.person
    assert shown.transcript == TranscriptRef(CODE, 2)


def test_withdrawn_grievance_keeps_its_number_with_the_reason(listed: Shelf) -> None:
    (first,) = confirm_grievances(listed.store, CODE, [1], {}, "田小禾")
    gone = withdraw_grievance(listed.store, first.number or "", " 本人要求 ", "周明礼")
    assert (gone.number, gone.status) == (first.number, "withdrawn")
    assert withdraw_grievance(listed.store, first.number or "", "再一次", "周明礼") == gone
    assert [one["reason"] for one in grievance_history(listed.store, first.number or "")] == [None, "本人要求"]
    assert load_grievances(listed.store, CODE).grievances[0].status == "withdrawn"
    assert confirm_grievances(listed.store, CODE, [2], {}, "田小禾")[0].number == f"{NUMBER}-诉002"


def test_withdrawn_grievance_comes_back_for_a_reason_only_and_under_the_same_number(listed: Shelf) -> None:
    (first,) = confirm_grievances(listed.store, CODE, [1], {}, "田小禾")
    withdraw_grievance(listed.store, first.number or "", "误操作", "田小禾")
    with pytest.raises(WrongValueError, match=r"已撤回.*--reason"):
        confirm_grievances(listed.store, CODE, [1], {}, "田小禾")
    assert find_grievance(listed.store, first.number or "").status == "withdrawn"

    assert confirm_grievances(listed.store, CODE, [1], {}, "田小禾", reason="撤错了") == (first,)
    assert find_grievance(listed.store, first.number or "").status == "confirmed"
    assert grievance_history(listed.store, first.number or "")[-1]["reason"] == "撤错了"


def test_withdrawing_needs_a_reason_and_a_known_number(listed: Shelf) -> None:
    with pytest.raises(WrongValueError, match="撤回的理由不能写成“ ”：要写明为什么撤回"):
        withdraw_grievance(listed.store, f"{NUMBER}-诉001", " ", "田小禾")
    for ask in (lambda n: withdraw_grievance(listed.store, n, "x", "y"), partial(find_grievance, listed.store)):
        with pytest.raises(UnknownNumberError, match=f"没有找到诉求：{NUMBER}-诉001"):
            ask(f"{NUMBER}-诉001")


# -- papers and packages ---------------------------------------------------------------------------------------


def order(shelf: Shelf, paper: str = "termination_notice", year: int = 2026) -> PaperOrder:
    return PaperOrder(paper, None, D(year, 11, 16), shelf.workspace.settings, {"petitioner": "王桂芳"})


def make(paper: str) -> object:
    def made(number: str) -> tuple[IssuedPaper, str]:
        copies = (Copy("信访人", f"papers/{number}-1.docx"), Copy("综治中心", f"papers/{number}-2.docx"))
        return IssuedPaper(paper, number, "a" * 64, copies, ()), f"papers/{number}.docx"

    return made


def record_paper(shelf: Shelf, *ordered: object) -> IssuedPaper:
    with shelf.store.transaction() as tx:
        return number_and_file(tx, *ordered)  # type: ignore[arg-type]


def test_paper_is_filed_with_its_number_and_copies(shelf: Shelf) -> None:
    issued = record_paper(shelf, order(shelf), make("termination_notice"))  # type: ignore[arg-type]
    filed = find_paper(shelf.store, "青石信告[2026]1号")
    assert (issued.number, filed.file, filed.sha256) == (
        "青石信告〔2026〕1号",
        "papers/青石信告〔2026〕1号.docx",
        "a" * 64,
    )
    assert (filed.issued_on, filed.copies) == (D(2026, 11, 16), issued.copies)
    assert list_papers(shelf.store) == (filed,)
    assert list_papers(shelf.store, "案2026-0001") == ()


def test_papers_count_by_series_and_year(shelf: Shelf) -> None:
    kinds = [("termination_notice", 2026), ("legal_opinion", 2026), ("termination_notice", 2026)]
    kinds += [("termination_notice", 2027), ("unknown_a", 2026), ("unknown_b", 2026)]
    numbers = [record_paper(shelf, order(shelf, *kind), make(kind[0])).number for kind in kinds]  # type: ignore[arg-type]
    assert numbers == [
        "青石信告〔2026〕1号",
        "（2026）清源律意字第1号",
        "青石信告〔2026〕2号",
        "青石信告〔2027〕1号",
        "青石文〔2026〕1号",
        "青石文〔2026〕2号",
    ]


def test_paper_that_fails_uses_no_number(shelf: Shelf) -> None:
    def fail(number: str) -> tuple[IssuedPaper, str]:
        raise OSError(number)

    with pytest.raises(OSError, match="1号"):
        record_paper(shelf, order(shelf), fail)
    assert record_paper(shelf, order(shelf), make("x")).number == "青石信告〔2026〕1号"  # type: ignore[arg-type]


def test_packages_are_noted_with_their_root(listed: Shelf) -> None:
    with listed.store.transaction() as tx:
        add_package(tx, CODE, "b" * 64, "D:/档案包/x")
    (written,) = list_packages(listed.store)
    assert (written.recording, written.root, written.path) == (CODE, "b" * 64, "D:/档案包/x")
    assert list_packages(listed.store) == list_packages(listed.store, CODE) == (written,)
    assert list_packages(listed.store, "0194-LY·2026-D30-0002") == ()


def test_unknown_paper_is_named(shelf: Shelf) -> None:
    with pytest.raises(UnknownNumberError, match="没有找到文书：青石信告〔2026〕9号"):
        find_paper(shelf.store, "青石信告（2026）9号")


# -- search ----------------------------------------------------------------------------------------------------


def test_search_leads_to_second_and_grievance(listed: Shelf) -> None:
    (hit,) = search(listed, "补偿款")
    assert (hit.code, hit.start_s, hit.end_s, hit.text, hit.grievance) == (CODE, 40.0, 50.0, TEXTS[3], "2")
    confirm_grievances(listed.store, CODE, [2], {}, "田小禾")
    assert search(listed, "补偿款")[0].grievance == f"{NUMBER}-诉001"


def test_search_knows_only_the_newest_version(listed: Shelf) -> None:
    assert len(search(listed, "路灯")) == 1
    save_transcript(listed.store, CODE, transcript(texts=("水管坏了。",), parent=1))
    assert search(listed, "路灯") == ()
    assert search(listed, "水管") == (), "the new words were judged by nobody"
    assert len(search(listed, "水管", accusations=True)) == 1


def test_search_without_grievances_names_none(shelf: Shelf) -> None:
    shelf.take_in("1")
    save_transcript(shelf.store, CODE, transcript())
    assert search(shelf, "路灯") == ()
    assert search(shelf, "路灯", accusations=True)[0].grievance is None


def test_search_works_after_the_index_is_lost(listed: Shelf) -> None:
    before = search(listed, "三")
    listed.workspace.index_file.unlink()
    assert search(listed, "三") == before


def test_search_for_nothing_is_refused(listed: Shelf) -> None:
    with pytest.raises(WrongValueError, match="请输入要查找的字词"):
        search(listed, " 。")
