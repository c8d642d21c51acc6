"""The second month in a notebook: nights that are due, answers and their rates, and the policy dictionary."""

from pathlib import Path

import pandas as pd

from toolkit import answers, papers, policies
from toolkit.core import UnknownNumberError
from toolkit.meetings import list_meetings
from toolkit.workspace import Desk, shipped

_BY_LAW = "examples/policies/临时救助办法.txt"


def nights(desk: Desk) -> pd.DataFrame:
    """Return a row for each meeting: by when its notices leave, its plan is made, and its answers are given."""
    held = sorted(list_meetings(desk.store), key=lambda meeting: meeting.held_on, reverse=True)
    rows = [
        (
            meeting.number,
            meeting.held_on,
            answers.meetings.notice_deadline(meeting.held_on, desk.calendar).day,
            answers.meetings.plan_day(meeting),
            answers.meetings.answer_night(meeting),
        )
        for meeting in held
    ]
    return pd.DataFrame(rows, columns=["夜话", "哪天", "告知书期限", "计划表", "答复之夜"])


def newest(desk: Desk, meeting: str = "") -> str:
    """Return `meeting`, or without one the newest; raise UnknownNumberError where there is none."""
    held = sorted(list_meetings(desk.store), key=lambda each: each.held_on)
    if not meeting and not held:
        raise UnknownNumberError(what="夜话", number="")
    return meeting or held[-1].number


def answered(desk: Desk, meeting: str) -> pd.DataFrame:
    """Return a row for each grievance of a meeting that may be shown, with its answer; no names of persons."""
    rows = []
    for line in answers.plans.plan(desk, meeting):
        answer = line.answer
        kind = f"{answer.disposition} {answers.DISPOSITIONS[answer.disposition]}" if answer else "还没有去向"
        rows.append((line.number, line.request, kind, answer.organ if answer else "", answer.due if answer else ""))
    return pd.DataFrame(rows, columns=["诉求编号", "反映什么", "去向", "答复部门", "哪天办到"])


def figures(desk: Desk, meeting: str) -> pd.DataFrame:
    """Return the figures of a meeting's answers with their formulas; without a figure while anything hinders them."""
    hindrances = answers.rates.hindrances(desk, meeting, answers.register.of_meeting(desk, meeting))
    if hindrances:
        return pd.DataFrame([(f"还不能算：{each}", "", "") for each in hindrances], columns=["指标", "本场", "怎么算"])
    counted = answers.rates.figures(answers.rates.rates(desk, meeting))
    return pd.DataFrame([(each.name, each.value, each.formula) for each in counted], columns=["指标", "本场", "怎么算"])


def with_the_made_up_by_law(desk: Desk, *, wanted: bool) -> Desk:
    """Take in the made-up by-law of the sample township, when it is `wanted` to practise with; return the desk."""
    if wanted:
        papers.import_law(desk, shipped(_BY_LAW), by="何琳", checked_by="周敏")
    return desk


def dictionary(desk: Desk) -> pd.DataFrame:
    """Return a row for each matter: blanks that are left, who wrote and checked it, and how much bars its release."""
    check = policies.checks.checked(desk)
    bars = [bar.matter for bar in check.bars]
    rows = [
        (each.matter.title, len(each.matter.blanks), each.written_by, each.checked_by, bars.count(matter_id))
        for matter_id, each in check.matters.items()
    ]
    return pd.DataFrame(rows, columns=["事项", "没填的", "谁写的", "谁核对的", "还差几处才能上线"])


def needed(desk: Desk) -> pd.DataFrame:
    """Return the articles whose words are still to be imported, by law."""
    articles = policies.checks.checked(desk).needed
    return pd.DataFrame(
        [(law, "、".join(places)) for law, places in articles.items()], columns=["法律", "还要收入的条文"]
    )


def preview(desk: Desk, *, wanted: bool) -> tuple[Path, ...]:
    """Build the pages as a preview if it is `wanted`, each marked as one; return the first page and the zip file."""
    if not wanted:
        return ()
    built = policies.site.build(desk, desk.workspace.drafts / "政策词典-预览", release=False, replace=True)
    return built.folder / "index.html", built.folder.with_name(f"{built.folder.name}.zip")
