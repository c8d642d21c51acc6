"""The data of the pages: what may be shown stands there, what is withheld does not."""

import base64
import datetime as dt
import time
from typing import Any

import pytest

from tests.conftest import Kept
from toolkit.cases import add_entry, open_case
from toolkit.core import UnknownNumberError, WrongValueError, YehuaError
from toolkit.grievances import confirm_grievances, judge_accusations
from toolkit.grievances.digests import Digest
from toolkit.meetings import find_recording
from toolkit.records import to_text
from toolkit.store import machine_clock
from toolkit.workbench import acts, pages, standing
from toolkit.workspace import Desk

ACCUSING = "村主任收了我三万块钱"


def page(desk: Desk, name: str, **given: str) -> Any:
    """Return the data of the page `name`."""
    return pages.PAGES[name](desk, given)


@pytest.fixture
def case(kept: Kept) -> str:
    """Give a case of the first grievance."""
    (grievance,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    return acts.ACTS["open_case"](kept.desk, {"number": grievance.number or "", "date": "2026-09-28"}).page.split("/")[
        -1
    ]


# The pages of something that is named by its number.
NUMBERED = {
    "case_facts",
    "paper_form",
    "recording",
    "case",
    "note",
    "draw",
    "followup",
    "case_loop",
    "alert",
    "jury",
    "clinic",
    "policy",
    "answers",
    "grievance",
}


def test_every_page_opens_on_an_empty_workspace(desk: Desk) -> None:
    for name in set(pages.PAGES) - NUMBERED:
        assert to_text(page(desk, name))


def test_the_list_of_meetings_says_where_each_recording_stands(kept: Kept) -> None:
    (meeting,) = page(kept.desk, "meetings").meetings
    before = [recording.words for recording in meeting.recordings]

    confirm_grievances(kept.desk.store, kept.code, [1, 3], {})

    (meeting,) = page(kept.desk, "meetings").meetings
    assert before == ["待确认 2 件", "待确认 2 件"]
    assert [recording.words for recording in meeting.recordings] == ["已确认，待归档", "待确认 2 件"]


def test_a_recording_shows_the_released_grievances_and_counts_the_others(kept: Kept) -> None:
    shown = page(kept.desk, "recording", code=kept.code)

    assert [line.summary for line in shown.grievances] == ["路灯损坏", "垃圾清运"]
    assert shown.withheld == 1


def test_what_accuses_somebody_stands_on_no_page(kept: Kept, case: str) -> None:
    everything = [
        *(page(kept.desk, name) for name in set(pages.PAGES) - {*NUMBERED, "find"}),
        page(kept.desk, "recording", code=kept.code),
        *(page(kept.desk, name, case=case) for name in ("case", "followup", "case_loop", "alert")),
        page(kept.desk, "find", words="村主任"),
        page(kept.desk, "find", words="三万"),
    ]
    words = "".join(map(to_text, everything))

    assert ACCUSING not in words
    assert "路灯损坏" in words


def test_a_case_leads_back_to_its_grievance_and_the_grievance_to_its_case(kept: Kept, case: str) -> None:
    (matter,) = page(kept.desk, "case", case=case).matters
    line = page(kept.desk, "recording", code=kept.code).grievances[0]

    assert matter.page == f"/grievance/{line.number}"
    assert (line.number, line.case) == (matter.number, case)


def test_a_case_whose_grievance_is_judged_an_accusation_later_shows_no_words(kept: Kept, case: str) -> None:
    add_entry(kept.desk, case, "note", "2026-10-08", note="路灯是谁弄坏的，村民有说法")
    judge_accusations(kept.desk.store, kept.code, [1], "yes", "何琳")

    shown = page(kept.desk, "case", case=case)

    assert shown.is_withheld
    assert "路灯" not in to_text(shown)
    assert "路灯" not in to_text(page(kept.desk, "cases"))


def test_what_is_not_there_is_told_by_its_number(desk: Desk) -> None:
    for name, given in (
        ("recording", {"code": "没有"}),
        *((name, {"case": "案2026-9999"}) for name in ("case", "followup", "case_loop", "alert")),
        ("jury", {"session": "评2026-999"}),
        ("note", {"note": "民2026-99999"}),
        *(("grievance", {"number": number}) for number in ("夜话2026-08-没有-诉001", "件2026-99999", "没有")),
    ):
        with pytest.raises(UnknownNumberError, match=next(iter(given.values()))):
            page(desk, name, **given)


def test_an_entry_is_written_down_as_by_the_command(kept: Kept, case: str) -> None:
    done = acts.ACTS["add_entry"](kept.desk, {"case": case, "kind": "registered", "date": "2026-09-29", "note": ""})

    assert done.page == f"/case/{case}"
    assert [entry.name for entry in page(kept.desk, "case", case=case).entries] == ["立项", "登记"]


def test_a_paper_that_was_begun_is_taken_up_and_never_begun_anew(kept: Kept, case: str) -> None:
    begun = acts.ACTS["begin_paper"](kept.desk, {"case": case, "paper": "legal_opinion"})
    file = kept.desk.workspace.root / begun.words
    file.write_text("{}", encoding="utf-8")

    again = acts.ACTS["begin_paper"](kept.desk, {"case": case, "paper": "legal_opinion"})

    assert again == begun
    assert file.read_text(encoding="utf-8") == "{}"
    assert begun.page in {line.page for line in page(kept.desk, "case", case=case).papers}


@pytest.mark.parametrize("name, needed", [("open_case", "诉求编号"), ("add_entry", "事项"), ("begin_paper", "事项")])
def test_an_act_without_what_it_needs_is_refused_by_the_name_of_the_field(desk: Desk, name: str, needed: str) -> None:
    with pytest.raises(WrongValueError, match=needed):
        acts.ACTS[name](desk, {})


def test_settings_are_written_and_the_next_number_shows_them(desk: Desk) -> None:
    before = page(desk, "settings")
    fields = {field.key: field.value for field in before.fields} | {"archive.fonds": "0311", "office.short": "白沙"}

    acts.ACTS["write_settings"](desk, {**fields, "villages": "白沙村\n\n 下河村 \n"})

    after = page(desk, "settings")
    assert after.villages == ("白沙村", "下河村")
    assert after.numbers[0].startswith("0311-")


def test_a_standing_follows_each_change_of_its_recording(kept: Kept) -> None:
    def now() -> Digest:
        return page_standing(kept).digest

    assert (now().proposed, now().confirmed) == (2, 0)
    confirm_grievances(kept.desk.store, kept.code, [1], {})
    assert (now().proposed, now().confirmed) == (1, 1)
    judge_accusations(kept.desk.store, kept.code, [3], "yes", "何琳")
    assert (now().proposed, now().unjudged) == (0, 0)


def test_an_entry_takes_its_proof_along_and_names_the_entry_that_it_corrects(kept: Kept, case: str) -> None:
    proof = base64.b64encode(b"a photo").decode()
    given = {"case": case, "kind": "registered", "date": "2026-09-29", "proof": proof, "proof_name": "回执.JPG"}
    acts.ACTS["add_entry"](kept.desk, given)
    acts.ACTS["add_entry"](kept.desk, {"case": case, "kind": "registered", "date": "2026-09-30", "corrects": "2"})

    entries = page(kept.desk, "case", case=case).entries
    assert [(entry.date, entry.note) for entry in entries if entry.name == "登记"] == [("2026-09-30", "更正第 2 条")]
    (kept_file,) = (kept.desk.workspace.proofs / case).iterdir()
    assert (kept_file.read_bytes(), kept_file.suffix) == (b"a photo", ".jpg")
    with pytest.raises(WrongValueError, match="没有传完整"):
        acts.ACTS["add_entry"](kept.desk, {**given, "proof": "%%"})
    with pytest.raises(WrongValueError, match="要写数字"):
        acts.ACTS["add_entry"](kept.desk, {**given, "corrects": "二"})


def page_standing(kept: Kept) -> standing.Standing:
    """Return where the first recording stands."""
    return standing.standings(kept.desk, [find_recording(kept.desk.store, kept.code)])[kept.code]


def test_opening_a_second_case_of_one_grievance_is_refused_with_the_first(kept: Kept, case: str) -> None:
    number = page(kept.desk, "recording", code=kept.code).grievances[0].number

    with pytest.raises(YehuaError, match=case):
        open_case(kept.desk, [number], "2026-09-29")


class Back(dt.datetime):
    """A machine's clock that stands a year back."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "Back":
        """Return the moment a year ago."""
        return cls.fromtimestamp(time.time() - 365 * 86400, tz)


class Ahead(Back):
    """A machine's clock that stands a year ahead."""

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> "Ahead":
        """Return the moment in a year."""
        return cls.fromtimestamp(time.time() + 365 * 86400, tz)


@pytest.mark.parametrize("clock, said", [(Back, "还早"), (Ahead, "隔了半年以上")])
def test_a_doubtful_clock_is_said_above_every_page(
    desk: Desk, clock: type[dt.datetime], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = {"text": "路灯坏了", "date": desk.today.isoformat(), "place": "柳树湾三组", "by": "何琳"}
    acts.ACTS["write_note"](desk, note)
    assert page(desk, "frame").unfinished == ()
    monkeypatch.setattr(machine_clock.dt, "datetime", clock)

    (remark,) = page(desk, "frame").unfinished
    assert said in remark


def test_a_wrong_date_is_put_right_with_a_reason_and_shown_with_what_was_before(kept: Kept) -> None:
    wish = {"code": kept.code, "date": "2026-09-26", "place": "柳树湾", "by": "李静"}
    with pytest.raises(WrongValueError, match="更正的理由"):
        acts.ACTS["correct_meeting"](kept.desk, wish)

    done = acts.ACTS["correct_meeting"](kept.desk, wish | {"reason": "记录本上写的是二十六日"})

    shown = page(kept.desk, "recording", code=kept.code)
    assert (done.page, shown.held_on) == (f"/meeting/{kept.code}/sound", "2026-09-26")
    assert [
        "柳树湾 2026-09-25 改为 柳树湾 2026-09-26（记录本上写的是二十六日）" in line for line in shown.corrections
    ] == [True]
