"""The pages 答复: the nights that are due, and the answers of one meeting, typed by keyboard as they are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import answers
from toolkit.answers import PlanLine, Rates, RatesRefusedError
from toolkit.meetings import find_meeting, list_meetings
from toolkit.workbench.fields import Done, Given, moment_of, sent_file, sheet_of, text_of
from toolkit.workspace import Desk

_NIGHTS = 36


@dataclass(frozen=True)
class NightLine:
    """A meeting to be answered: when its notices leave, its plan is made, and its answers are given."""

    meeting: str
    place: str
    held_on: str
    notice_by: str
    plan_by: str
    night: str


@dataclass(frozen=True)
class NightsPage:
    """The newest meetings with the days of their answers."""

    nights: tuple[NightLine, ...]


def nights(desk: Desk, _given: Given) -> NightsPage:
    """Return the newest meetings, the newest first."""
    held = sorted(list_meetings(desk.store), key=lambda meeting: meeting.held_on, reverse=True)[:_NIGHTS]
    return NightsPage(
        tuple(
            NightLine(
                meeting.number,
                meeting.place,
                meeting.held_on.isoformat(),
                answers.meetings.notice_deadline(meeting.held_on, desk.calendar).day.isoformat(),
                answers.meetings.plan_day(meeting).isoformat(),
                answers.meetings.answer_night(meeting).isoformat(),
            )
            for meeting in held
        )
    )


@dataclass(frozen=True)
class AnswerLine:
    """A grievance with its answer: the letter of its disposition and its case, empty while there is none."""

    number: str
    subject: str
    request: str
    disposition: str
    organ: str
    official: str
    due: str
    case: str
    is_private: bool


@dataclass(frozen=True)
class AnswersPage:
    """The answers of one meeting; `rates` is None while a grievance has no disposition."""

    meeting: str
    night: str
    notice_by: str
    lines: tuple[AnswerLine, ...]
    dispositions: Mapping[str, str]
    formulas: Mapping[str, str]
    rates: Rates | None


def meeting_answers(desk: Desk, given: Given) -> AnswersPage:
    """Return the answers to the meeting `meeting`; raise UnknownNumberError."""
    held = find_meeting(desk.store, given.get("meeting", ""))
    lines = answers.plans.plan(desk, held.number)
    try:
        rates: Rates | None = answers.rates.rates_of(desk, lines)
    except RatesRefusedError:
        rates = None
    return AnswersPage(
        held.number,
        answers.meetings.answer_night(held).isoformat(),
        answers.meetings.notice_deadline(held.held_on, desk.calendar).day.isoformat(),
        tuple(map(_line, lines)),
        answers.DISPOSITIONS,
        answers.rates.FORMULAS,
        rates,
    )


def _line(line: PlanLine) -> AnswerLine:
    told = line.answer
    if told is None:
        return AnswerLine(line.number, line.subject, line.request, "", "", "", "", "", is_private=False)
    return AnswerLine(
        line.number,
        line.subject,
        line.request,
        told.disposition,
        told.organ,
        told.official,
        told.due,
        told.case,
        is_private=told.is_private,
    )


# -- acts ------------------------------------------------------------------------------------------------------


def _give(desk: Desk, given: Given) -> Done:
    """Write down an answer; `more` is what its disposition asks for: a day, a basis, a channel, or an earlier one."""
    kind, more = text_of(given, "disposition", "去向").upper(), text_of(given, "more", "", needed=False)
    field = {"B": "due", "D": "due", "C": "basis", "E": "channel", "G": "same_as", "A": "proof"}.get(kind)
    wish = answers.NewAnswer(
        kind,
        moment_of(desk, given),
        text_of(given, "by", "您的姓名"),
        organ=text_of(given, "organ", "", needed=False),
        official=text_of(given, "official", "", needed=False),
        words=text_of(given, "words", "", needed=False),
        is_private=given.get("is_private") == "1",
        **({field: more} if field else {}),
    )
    told = answers.dispositions.give(desk, text_of(given, "number", "诉求编号"), wish)
    return Done(f"{told.disposition} {answers.DISPOSITIONS[told.disposition]}", number=told.case)


def _revoke(desk: Desk, given: Given) -> Done:
    number = text_of(given, "number", "诉求编号")
    by, second = text_of(given, "by", "您的姓名"), text_of(given, "second", "第二个人")
    answers.dispositions.revoke(desk, number, by=by, second=second, reason=text_of(given, "reason", "事由"))
    return Done(f"{number} 的去向收回了。", f"/answers/{number.rpartition('-诉')[0]}")


def _plan(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    sheet = sheet_of("答复计划表.xlsx", lambda place: answers.plans.write(desk, meeting, place))
    return Done("计划表做好了，发给各部门填。", sheet=sheet)


def _read(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    with sent_file(given, "file", "填好的答复表", needed=True) as path:
        taken = answers.plans.read(desk, meeting, path, by=text_of(given, "by", "您的姓名")) if path else ()
    return Done(f"收入了 {len(taken)} 件。", f"/answers/{meeting}")


def _notices(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    folder = desk.workspace.drafts / "受理告知" / meeting
    made = answers.notices.write(desk, meeting, folder)
    lines = tuple(f"{each.grievance}（{each.case}）：{each.lacking}" for each in made if each.lacking)
    drafts = sum(bool(each.file) for each in made)
    return Done(f"草稿 {drafts} 份，在 {folder}；{len(lines)} 件还缺内容，在事项页里填。", lines=lines)


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"nights": nights, "answers": meeting_answers}

ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "give_answer": _give,
    "revoke_answer": _revoke,
    "plan_answers": _plan,
    "read_answers": _read,
    "write_notices": _notices,
}
