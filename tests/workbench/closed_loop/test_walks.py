"""The page 走访: notes are written as by the command, none twice or by half, and words go to whoever may see them."""

import base64
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from toolkit.core import WrongValueError, YehuaError
from toolkit.formats import write_rows
from toolkit.formats.word import WordFile
from toolkit.grievances import access_log
from toolkit.loop.events import EventRefusedError
from toolkit.loop.walks.sheets import HEADINGS
from toolkit.records import to_text
from toolkit.workbench import acts, pages
from toolkit.workbench.fields import Done
from toolkit.workspace import Desk, Workspace

EVENING = "2026-09-24"
ROW = {"text": "三组的路灯坏了", "date": EVENING, "place": "柳树湾三组", "by": "李强", "at": f"{EVENING} 20:30"}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Give a desk on the evening of a walk."""
    return replace(desk, today=dt.date.fromisoformat(EVENING))


def do(desk: Desk, act: str, **given: str) -> Done:
    return acts.ACTS[act](desk, given)


def page(desk: Desk, name: str, **given: str) -> Any:
    return pages.PAGES[name](desk, given)


def written(desk: Desk, **more: str) -> str:
    return do(desk, "write_note", **{**ROW, **more}).number


def sent(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_row_becomes_a_note_of_its_walk_with_its_colour(desk: Desk) -> None:
    walk = do(
        desk, "begin_walk", date=EVENING, route="一组到三组", first="09:00", last="11:30", walkers="李强，何琳"
    ).number

    number = written(desk, walk=walk, colour="红")

    (line,) = page(desk, "walks").notes
    assert (line.note, line.triage, line.walk, line.text) == (number, "红", walk, ROW["text"])
    assert page(desk, "note", note=number).steps[0].what == "分为红色"


def test_the_photo_of_the_page_is_kept_with_the_walk(desk: Desk) -> None:
    given = {"date": EVENING, "route": "一组", "walkers": "李强", "photo": sent(b"a page"), "photo_name": "页.JPG"}

    walk = do(desk, "begin_walk", **given).number

    (photo,) = desk.workspace.root.rglob(f"{walk}.jpg")
    assert photo.read_bytes() == b"a page"


def test_a_walk_with_a_fault_leaves_neither_walk_nor_photo(desk: Desk) -> None:
    with pytest.raises(EventRefusedError, match="路线"):
        do(desk, "begin_walk", date=EVENING, route="", walkers="李强", photo=sent(b"a page"), photo_name="页.jpg")

    assert page(desk, "walks").walks == ()
    assert not list(desk.workspace.root.rglob("*.jpg"))


def test_a_row_sent_again_after_its_answer_was_lost_is_no_second_note(desk: Desk) -> None:
    first = written(desk)

    assert written(desk, retry="1", colour="绿") == first
    assert written(desk, retry="1", text="水沟堵了") != first
    assert len(page(desk, "walks").notes) == 2


def test_every_fault_of_a_row_is_told_at_once(desk: Desk) -> None:
    with pytest.raises(EventRefusedError, match=r"(?s)什么事.*没有设置里的村"):
        written(desk, text=" ", place="外乡")


def test_a_note_is_never_forwarded_to_the_person_it_names(desk: Desk) -> None:
    number = written(desk, against="王大海", colour="黄")
    act = {"note": number, "by": "李强", "at": f"{EVENING} 21:10"}

    with pytest.raises(YehuaError, match="王大海"):
        do(desk, "forward_note", to="王大海", **act)
    do(desk, "forward_note", to="赵敏", **act)

    assert page(desk, "note", note=number).line.forwarded_to == "赵敏"


def test_a_colour_becomes_milder_only_with_a_second_person_and_a_reason(desk: Desk) -> None:
    number = written(desk, colour="红")
    act = {"note": number, "colour": "黄", "by": "李强", "at": f"{EVENING} 21:00"}

    with pytest.raises(EventRefusedError, match=r"(?s)第二个人.*事由"):
        do(desk, "colour_note", **act)
    do(desk, "colour_note", **act, second="何琳", reason="灯已经亮了")

    assert page(desk, "note", note=number).line.recoloured == 1


def test_words_about_health_stand_on_no_page_and_are_shown_to_a_name_that_may_see_them(desk: Desk) -> None:
    number = written(desk, text="张大爷的药快吃完了", person="张大爷", colour="红")

    shown = "".join(to_text(page(desk, name, note=number)) for name in ("walks", "note", "today"))
    assert "药" not in shown
    assert "张大爷" not in shown
    file = desk.workspace.settings_file
    file.write_text(file.read_text("utf-8").replace("may_see = []", 'may_see = ["何琳"]'), "utf-8")
    desk = replace(desk, workspace=Workspace.open(desk.workspace.root))
    with pytest.raises(WrongValueError):
        do(desk, "read_note", note=number, by="路人")
    assert "张大爷的药快吃完了" in do(desk, "read_note", note=number, by="何琳").lines[0]


def test_a_case_from_a_note_leads_to_the_note_and_back(desk: Desk) -> None:
    number = written(desk, person="王桂芳", colour="红")

    case = do(desk, "note_case", note=number, by="李强", channel="31(6)").number

    assert page(desk, "note", note=number).line.case == case
    assert page(desk, "case_loop", case=case).notes == (number,)


def test_a_sheet_with_a_bad_row_is_not_taken_in_and_every_fault_is_told(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "走访 表.xlsx"
    good = (EVENING, "一组", "09:00", "11:00", "李强", "8", "柳树湾一组", "水沟堵了", "", "")
    write_rows(file, HEADINGS, [good, (*good[:6], "外乡", "", "", "")], "走访")
    given = {"sheet": sent(file.read_bytes()), "sheet_name": file.name, "by": "李强"}

    with pytest.raises(YehuaError, match=r"(?s)走访 表.*2 处.*第 3 行.*第 3 行"):
        do(desk, "take_in_walk", **given)
    assert (page(desk, "walks").notes, page(desk, "walks").walks) == ((), ())

    write_rows(file, HEADINGS, [good, good], "走访")
    do(desk, "take_in_walk", **{**given, "sheet": sent(file.read_bytes())})
    assert len(page(desk, "walks").notes) == 2


def test_a_file_that_did_not_arrive_whole_is_refused(desk: Desk) -> None:
    with pytest.raises(WrongValueError, match="没有传完整"):
        do(desk, "take_in_walk", sheet="%%%", sheet_name="a.xlsx", by="李强")


@pytest.mark.parametrize("act", ["walk_form", "walk_page", "month_sheet"])
def test_a_sheet_comes_whole(desk: Desk, act: str) -> None:
    sheet = do(desk, act, month="2026-09").sheet

    assert sheet is not None
    assert base64.b64decode(sheet.content)[:2] == b"PK"


def test_at_a_desk_of_another_day_the_minute_of_the_browser_is_of_that_day(desk: Desk) -> None:
    now = dt.datetime.now().astimezone().strftime("%Y-%m-%dT%H:%M")

    number = written(desk, at=now, colour="黄")
    do(desk, "forward_note", note=number, to="赵敏", by="何琳", at=now)

    assert {step.at for step in page(desk, "note", note=number).steps} == {f"{EVENING} {now[-5:]}"}


def test_who_holds_a_post_of_the_village_is_proposed_and_never_who_the_note_speaks_against(desk: Desk) -> None:
    for person, post, village in (
        ("何建国", "村支书", "柳树湾"),
        ("赵敏", "包村领导", ""),
        ("李强", "村支书", "别的村"),
    ):
        do(desk, "begin_duty", person=person, post=post, village=village, since="2026-01-01", by="何琳")

    def proposed(**more: str) -> list[str]:
        return [each.name for each in page(desk, "note", note=written(desk, **more)).receivers]

    assert proposed() == []  # nobody may read it yet
    assert proposed(text="路灯不亮", colour="黄") == ["何建国", "赵敏"]
    assert "何建国" not in proposed(text="水沟堵了没人管", against="何建国", colour="黄")


def test_the_roster_of_the_page_says_who_walks_and_what_was_left_out(desk: Desk) -> None:
    do(desk, "set_route", route="一组到三组", walkers="李强，何琳", weekdays="一三四", since="2026-09-21", by="何琳")

    shown = page(desk, "walks")
    assert [(route.name, route.walkers, route.weekdays) for route in shown.routes] == [
        ("一组到三组", "李强、何琳", "一三四")
    ]
    assert [each.day for each in shown.left_out] == ["2026-09-24", "2026-09-23", "2026-09-21"]

    do(desk, "begin_walk", date=EVENING, route="一组到三组", first="09:00", last="11:30", walkers="李强")
    assert [each.day for each in page(desk, "walks").left_out] == ["2026-09-23", "2026-09-21"]


def test_a_photo_is_added_to_a_walk_at_any_time_and_given_back(desk: Desk) -> None:
    walk = do(desk, "begin_walk", date=EVENING, route="一组", walkers="李强").number
    do(desk, "add_photo", walk=walk, by="何琳", photo=sent(b"page two"), photo_name="页2.jpg")

    (line,) = page(desk, "walks").walks
    assert len(line.photos) == 1
    sheet = do(desk, "walk_photo", walk=walk, n="1").sheet
    assert sheet is not None
    assert base64.b64decode(sheet.content) == b"page two"
    with pytest.raises(YehuaError, match="照片"):
        do(desk, "walk_photo", walk=walk, n="2")


def test_a_page_with_words_that_no_list_shows_goes_to_a_name_that_may_see_them_only(desk: Desk) -> None:
    file = desk.workspace.settings_file
    file.write_text(file.read_text("utf-8").replace("may_see = []", 'may_see = ["何琳"]'), "utf-8")
    desk = replace(desk, workspace=Workspace.open(desk.workspace.root))
    walk = do(desk, "begin_walk", date=EVENING, route="一组", walkers="李强").number
    do(desk, "add_photo", walk=walk, by="何琳", photo=sent(b"page"), photo_name="页.jpg")
    assert do(desk, "walk_photo", walk=walk, n="1").sheet is not None

    written(desk, walk=walk, text="村支书王建国贪污了低保款，收了三万块", colour="黄")
    for by in ("路人", ""):
        with pytest.raises(YehuaError):
            do(desk, "walk_photo", walk=walk, n="1", by=by)
    assert do(desk, "walk_photo", walk=walk, n="1", by="何琳").sheet is not None
    assert [opening.what for opening in access_log.openings(desk)] == [walk]


def test_answers_for_a_group_name_nobody_and_leave_the_sensitive_out(desk: Desk) -> None:
    for text in ("王桂芳家门前的路灯坏了", "孩子上学的桥破了"):
        note = written(desk, text=text, person="王桂芳", colour="绿")
        do(desk, "answer_note", note=note, words="王桂芳，周六来修", by="李强", at=f"{EVENING} 21:00")

    done = do(desk, "group_answers", date=EVENING)
    assert len(done.lines) == 1
    assert "路灯" in done.lines[0]
    assert "王桂芳" not in to_text(done)


def test_the_sheet_of_a_week_is_signed_with_the_head_of_the_chain(desk: Desk, tmp_path: Path) -> None:
    written(desk, colour="绿")
    head = desk.events.head()
    sheet = do(desk, "week_sheet", week="2026-W39").sheet

    assert sheet is not None
    (tmp_path / "表.docx").write_bytes(base64.b64decode(sheet.content))
    assert head in "".join(WordFile.open(tmp_path / "表.docx").lines).replace(" ", "")
