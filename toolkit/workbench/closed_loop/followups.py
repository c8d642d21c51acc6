"""The pages 回访 and 交接: calls after a reply was served, what was promised, and who takes over what is open.

What a person said about officials stands on no page; a name that may see it asks for it, and the look is recorded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import loop
from toolkit.cases import add_entry, ledger_of, matters
from toolkit.core import WrongValueError
from toolkit.grievances import access_log
from toolkit.workbench.closed_loop.places import page_of
from toolkit.workbench.fields import Done, Given, filled, moment_of, read_sheet, sheet_of, text_of
from toolkit.workspace import Desk

_CONCLUDED = "concluded"


@dataclass(frozen=True)
class CallLine:
    """A call that is to be made: the day of service, by when, its state, and how many tries reached nobody."""

    case: str
    served: str
    due: str
    state: str
    tries: int
    why: str


@dataclass(frozen=True)
class FollowUps:
    """The calls that are to be made, the most urgent first."""

    calls: tuple[CallLine, ...]


def followups(desk: Desk, _given: Given) -> FollowUps:
    """Return the calls that are to be made, the most urgent first."""
    return FollowUps(tuple(map(_line, loop.calls.open_calls(desk))))


def _line(call: loop.followup.FollowUp) -> CallLine:
    return CallLine(call.case, call.served.isoformat(), call.due.due, call.state, len(call.tries), call.due.why)


@dataclass(frozen=True)
class Question:
    """A question and the answers to choose from."""

    name: str
    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class PromiseLine:
    """Something promised; `text` is empty where the words of the case are withheld."""

    number: int
    text: str
    due: str
    owner: str
    done: str


@dataclass(frozen=True)
class FollowUpPage:
    """The follow-up of a case: its last call, the questions, the ways and outcomes of a call, and the promises."""

    case: str
    call: CallLine | None
    tried: tuple[str, ...]
    questions: tuple[Question, ...]
    ways: tuple[str, ...]
    outcomes: tuple[str, ...]
    promises: tuple[PromiseLine, ...]


def followup(desk: Desk, given: Given) -> FollowUpPage:
    """Return the follow-up of the case `case`; raise UnknownNumberError."""
    state = ledger_of(desk).state(given.get("case", ""), desk.today)
    is_shown = matters.shown_grievances(desk.store, state.grievances) is not None
    view = loop.events.View(loop.moments.present(desk))
    with desk.store.reading() as tx:
        call = loop.calls.follow_up_of(desk, tx, view, state.case)
        promises = loop.calls.promises_of(tx, view, state.case)
    asked = zip(loop.followup.ANSWERS.items(), loop.calls.questions(desk), strict=True)
    return FollowUpPage(
        case=state.case,
        call=_line(call) if call else None,
        tried=tuple(f"{event.at}　{event.by}" for event in call.tries) if call else (),
        questions=tuple(Question(name, text, answers) for (name, answers), text in asked),
        ways=loop.followup.WAYS,
        outcomes=loop.followup.NOT_REACHED,
        promises=tuple(
            PromiseLine(each.number, each.text if is_shown else "", each.due, each.owner or "", each.done or "")
            for each in promises
        ),
    )


@dataclass(frozen=True)
class CaseLoop:
    """What of the closed loop belongs to a case: its follow-up, its cards, and the notes that it came from."""

    case: str
    call: CallLine | None
    cards: tuple[str, ...]
    notes: tuple[str, ...]


def case_loop(desk: Desk, given: Given) -> CaseLoop:
    """Return what of the closed loop belongs to the case `case`; raise UnknownNumberError."""
    number = ledger_of(desk).state(given.get("case", ""), desk.today).case
    view = loop.events.View(loop.moments.present(desk))
    with desk.store.reading() as tx:
        call = loop.calls.follow_up_of(desk, tx, view, number)
        numbers = {origin for origin, case in loop.origins.cases_by_origin(tx).items() if case == number}
        # Only the cards that name the case are read: there are many.
        named = tx.events(("card.issued", "card.linked"), None, view.until, holding=f'"case":"{number}"')
        asked = {row["subject"] for row in named} | numbers
        cards = [card.number for card in loop.cards.all_cards(tx, view, asked) if card.case == number]
    notes = sorted(numbers - set(cards))
    return CaseLoop(number, _line(call) if call else None, tuple(cards), tuple(notes))


# -- acts ------------------------------------------------------------------------------------------------------


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _case(given: Given) -> str:
    return text_of(given, "case", "事项")


def _call(desk: Desk, given: Given) -> loop.Call:
    return loop.Call(moment_of(desk, given), given.get("how") or loop.followup.WAYS[0], _by(given))


def _told(outcome: loop.Outcome) -> Done:
    return Done(f"{outcome.case}：{outcome.state}。", f"/followup/{outcome.case}", outcome.case, lines=outcome.next)


def _try(desk: Desk, given: Given) -> Done:
    outcome = text_of(given, "outcome", "打的结果")
    return _told(loop.calls.note_try(desk, _case(given), _call(desk, given), outcome, filled(given, "words")))


def _answer(desk: Desk, given: Given) -> Done:
    """Record the answers to the three questions, each with its words if there are some."""
    q1, q2, q3 = (_answer_of(given, name, n) for n, name in enumerate(loop.followup.ANSWERS, 1))
    answers = loop.Answers(q1, q2, q3, filled(given, "coached"))
    return _told(loop.calls.note_answers(desk, _case(given), _call(desk, given), answers))


def _answer_of(given: Given, name: str, n: int) -> str:
    code, words = text_of(given, name, f"第 {n} 个问题的回答"), filled(given, f"{name}_words")
    return f"{code}:{words}" if words else code


def _keep(desk: Desk, given: Given) -> Done:
    text = text_of(given, "number", "第几件")
    if not text.isdecimal():
        raise WrongValueError(field="第几件", value=text, why="要写数字")
    number = int(text)
    kept = loop.calls.keep_promise(desk, _case(given), number, at=moment_of(desk, given), by=_by(given))
    return Done(f"{kept.case} 答应的第 {kept.number} 件事办到了。", f"/followup/{kept.case}", kept.case)


def _conclude(desk: Desk, given: Given) -> Done:
    """Record that the reply was served, with what was promised in it: a promise a line, `TEXT|DATE|OWNER`."""
    case, served = _case(given), text_of(given, "served", "送达日期")
    promises = tuple(filter(None, map(str.strip, given.get("promises", "").splitlines())))
    also = loop.calls.promised(desk, _CONCLUDED, served, promises, _by(given))
    state = add_entry(
        desk,
        case,
        _CONCLUDED,
        filled(given, "date") or served,
        document=filled(given, "document"),
        served=served,
        also=also,
    )
    return Done("记好了，送达以后第十五天回访。", f"/followup/{state.case}", state.case)


def _slip(desk: Desk, given: Given) -> Done:
    case = _case(given)
    made = sheet_of(f"回访记录-{case}.docx", lambda place: loop.slips.write_call_slips(desk, case, place))
    return Done("回访记录存到了浏览器的下载文件夹。", sheet=made)


def _conduct(desk: Desk, given: Given) -> Done:
    """Show what was said about officials to a name that may see accusations; the look is recorded."""
    said = loop.calls.said_about_conduct(desk, _by(given))
    lines = tuple(
        f"{each.case} {each.at}：{each.words[0]}{f'（有人教：{each.coached}）' if each.coached else ''}"
        for each in said
    )
    return Done(f"共 {len(lines)} 条，查看已记下。", lines=(*lines, *access_log.remarks(desk)))


# -- hand-over -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenLine:
    """Something open of a person, and the page where it is done."""

    what: str
    subject: str
    due: str
    page: str


@dataclass(frozen=True)
class Handover:
    """What is open with a person, and the posts that the person holds."""

    today: str
    person: str
    posts: tuple[str, ...]
    items: tuple[OpenLine, ...]


def handover(desk: Desk, given: Given) -> Handover:
    """Return what is open with the person `person`; nothing without a name."""
    person, today = given.get("person", "").strip(), desk.today.isoformat()
    if not person:
        return Handover(today, "", (), ())
    items = tuple(
        OpenLine(each.what, each.subject, each.due or "", page_of(each.what, each.subject))
        for each in loop.handover.open_items(desk, person)
    )
    return Handover(today, person, loop.handover.duties_of(desk, person), items)


def _hand_over(desk: Desk, given: Given) -> Done:
    person, on = text_of(given, "person", "谁离任"), text_of(given, "on", "最后一天")
    made = loop.handover.make(desk, person, filled(given, "to"), on=on, by=_by(given), witness=filled(given, "witness"))
    sheet = read_sheet(Path(made.file))
    return Done(f"交接登记好了，共 {len(made.moved)} 件，请双方和监交人签字。", f"/handover/{person}", sheet=sheet)


def _begin_duty(desk: Desk, given: Given) -> Done:
    wish = loop.duties.Appointment(
        text_of(given, "person", "姓名"),
        text_of(given, "post", "职务"),
        text_of(given, "since", "从哪一天起"),
        filled(given, "village"),
        filled(given, "superior"),
    )
    holder = loop.duties.begin(desk, wish, _by(given))
    words = f"{holder.person}从 {holder.first} 起任{holder.village or ''}{holder.post}。"
    return Done(words, f"/handover/{holder.person}")


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "try_call": _try,
    "answer_call": _answer,
    "keep_promise": _keep,
    "conclude_case": _conclude,
    "call_slip": _slip,
    "read_conduct": _conduct,
    "hand_over": _hand_over,
    "begin_duty": _begin_duty,
}
