"""The pages 答复: the nights that are due, and the answers of one meeting, typed by keyboard as they are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import answers
from toolkit.answers import Figure, PlanLine
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
    """A grievance with its answer, or with what a department proposes; the letter is empty while there is neither.

    `more` is what the disposition asks for: a day, a basis, a channel, an earlier number. `given` says that it holds.
    """

    number: str
    request: str
    given: bool
    disposition: str = ""
    organ: str = ""
    official: str = ""
    words: str = ""
    more: str = ""
    case: str = ""
    is_private: bool = False


@dataclass(frozen=True)
class AnswersPage:
    """The answers of one meeting; there are no `figures` while something of `hindrances` stands against them.

    `there` says who was asked to come, `recordings` where the answers themselves can be heard.
    """

    meeting: str
    night: str
    recordings: tuple[str, ...]
    notice_by: str
    without: int
    lines: tuple[AnswerLine, ...]
    dispositions: Mapping[str, str]
    figures: tuple[Figure, ...]
    hindrances: tuple[str, ...]
    there: answers.presence.Presence
    outcomes: tuple[str, ...]


def meeting_answers(desk: Desk, given: Given) -> AnswersPage:
    """Return the answers to the meeting `meeting`; raise UnknownNumberError."""
    held = find_meeting(desk.store, given.get("meeting", ""))
    lines = answers.plans.plan(desk, held.number)
    given_answers = {line.number: line.answer for line in lines}
    without = len(answers.register.lacking(given_answers))
    hindrances = answers.rates.hindrances(desk, held.number, given_answers)
    return AnswersPage(
        held.number,
        answers.meetings.answer_night(held).isoformat(),
        tuple(recording.code for recording in answers.meetings.night_recordings(desk, held)),
        answers.meetings.notice_deadline(held.held_on, desk.calendar).day.isoformat(),
        without,
        tuple(map(_line, lines)),
        answers.DISPOSITIONS,
        () if hindrances else answers.rates.figures(answers.rates.rates(desk, held.number)),
        hindrances,
        answers.presence.of_meeting(desk, held.number),
        answers.officials.OUTCOMES,
    )


def _line(line: PlanLine) -> AnswerLine:
    answer = line.answer or line.proposal
    if answer is None:
        return AnswerLine(line.number, line.request, given=False)
    return AnswerLine(
        line.number,
        line.request,
        line.answer is not None,
        answer.disposition,
        answer.organ,
        answer.official,
        answer.words,
        getattr(answer, answers.dispositions.ASKED[answer.disposition], "") if answer.disposition != "A" else "",
        answer.case,
        is_private=answer.is_private,
    )


# -- acts ------------------------------------------------------------------------------------------------------


def _give(desk: Desk, given: Given) -> Done:
    """Write down an answer; `more` is what its disposition asks for: a day, a basis, a channel, or an earlier one."""
    kind, more = text_of(given, "disposition", "去向").upper(), text_of(given, "more", "", needed=False)
    field = answers.dispositions.ASKED.get(kind)
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
    answer = answers.dispositions.give(desk, text_of(given, "number", "诉求编号"), wish)
    return Done(f"{answer.disposition} {answers.DISPOSITIONS[answer.disposition]}", number=answer.case)


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
    meeting, proposed = text_of(given, "meeting", "场次"), given.get("what", "").startswith("拟")
    with sent_file(given, "file", "填好的答复表", needed=True) as path:
        by = text_of(given, "by", "您的姓名")
        taken = answers.plans.read(desk, meeting, path, by=by, proposed=proposed) if path else ()
    return Done(f"收入了 {len(taken)} 件{'拟的答复' if proposed else ''}。", f"/answers/{meeting}")


def _sheet(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    sheet = sheet_of("答复签字表.docx", lambda place: answers.sheets.write_list(desk, meeting, place))
    return Done("签字表做好了，打印出来由主持的领导签名。", sheet=sheet)


def _rates(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    sheet = sheet_of("次月答复情况.docx", lambda place: answers.sheets.write_rates(desk, meeting, place))
    return Done("次月答复情况做好了，可以张贴。", sheet=sheet)


def _slips(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    folder = desk.workspace.drafts / "答复单" / meeting
    made = answers.sheets.write_slips(desk, meeting, folder)
    lines = tuple(f"{each.grievance}：{each.lacking}" for each in made if each.lacking)
    return Done(f"答复单 {sum(bool(each.file) for each in made)} 份，在 {folder}。", lines=lines)


def _notices(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    folder = desk.workspace.drafts / "受理告知" / meeting
    made = answers.notices.write(desk, meeting, folder)
    lines = tuple(f"{each.grievance}（{each.case}）：{each.lacking}" for each in made if each.lacking)
    drafts = sum(bool(each.file) for each in made)
    return Done(f"草稿 {drafts} 份，在 {folder}；{len(lines)} 件还缺内容，在事项页里填。", lines=lines)


def _call(desk: Desk, given: Given) -> Done:
    told = answers.officials.call(
        desk,
        text_of(given, "meeting", "场次"),
        text_of(given, "name", "请谁来"),
        text_of(given, "organ", "哪个部门的"),
        duty=text_of(given, "duty", "", needed=False),
        at=moment_of(desk, given),
        by=text_of(given, "by", "您的姓名"),
    )
    return Done(f"记下了：通知了{told.organ}的{told.name}。", f"/answers/{given.get('meeting', '')}")


def _came(desk: Desk, given: Given) -> Done:
    organ, _, name = text_of(given, "who", "谁").rpartition("\t")
    official = answers.officials.note(
        desk,
        text_of(given, "meeting", "场次"),
        name,
        text_of(given, "outcome", "来没来"),
        organ=organ,
        instead=text_of(given, "instead", "", needed=False),
        at=moment_of(desk, given),
        by=text_of(given, "by", "您的姓名"),
    )
    return Done(f"记下了：{official.name}{official.came}。", f"/answers/{given.get('meeting', '')}")


def _officials(desk: Desk, given: Given) -> Done:
    meeting = text_of(given, "meeting", "场次")
    sheet = sheet_of("到会名单.docx", lambda place: answers.presence.write_list(desk, meeting, place))
    return Done("到会名单做好了，打印出来签到。", sheet=sheet)


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"nights": nights, "answers": meeting_answers}

ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "give_answer": _give,
    "revoke_answer": _revoke,
    "call_official": _call,
    "note_official": _came,
    "write_officials": _officials,
    "plan_answers": _plan,
    "read_answers": _read,
    "write_notices": _notices,
    "write_answer_sheet": _sheet,
    "write_answer_slips": _slips,
    "write_answer_rates": _rates,
}
