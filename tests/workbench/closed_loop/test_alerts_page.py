"""The page 预警: the alerts of a day, whose sheet is one click away, and nobody's words."""

import datetime as dt
import json

from tests.loop.conftest import at_day
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.loop.alerts import contacts
from toolkit.loop.alerts.contacts import NewContact
from toolkit.records import to_json
from toolkit.workbench.closed_loop import pages
from toolkit.workbench.closed_loop.places import page_of
from toolkit.workspace import Desk

DAYS = ("2026-09-03", "2026-09-07", "2026-09-10", "2026-09-15", "2026-09-21", "2026-10-01 10:20")


def test_the_page_of_a_day_shows_its_alerts_and_no_words(desk: Desk) -> None:
    late = at_day(desk, dt.date(2026, 12, 31))
    matter = Matter("窗口", DAYS[0], "门前的路灯坏了", "李国强", channel="31(6)", by="何琳")
    case = cases.open_matter(late, matter, DAYS[0]).case
    for day in DAYS[1:]:
        contacts.add(late, NewContact(case, day, "来访", "何琳"))

    page = to_json(pages.PAGES["alerts"](late, {"on": "2026-10-07"}))
    assert [(each["case"], each["colour"], each["latched"]) for each in page["alerts"]] == [(case, "黄", True)]
    assert (page["week"], page["held_by"]) == ("2026-W41", "2026-10-10")
    assert "李国强" not in json.dumps(page, ensure_ascii=False)
    assert "路灯" not in json.dumps(page, ensure_ascii=False)
    assert to_json(pages.PAGES["alerts"](late, {"on": "2026-02-18"}))["held_by"] is None


def test_the_sheets_of_the_week_and_the_year_come_to_the_browser(desk: Desk) -> None:
    late = at_day(desk, dt.date(2026, 12, 31))

    for act, given in (("week_sheet", {"week": "2026-W41"}), ("year_sheet", {"year": "2026"})):
        assert pages.ACTS[act](late, given).sheet is not None
    assert page_of("每周过堂", "2026-W41") == page_of("坐诊", "柳树湾") == "/alerts"
