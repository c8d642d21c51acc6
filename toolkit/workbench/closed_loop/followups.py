"""The page 回访: calls after a reply was served, and what was promised.

What a person said about officials stands on no page; a name that may see it asks for it, and the look is recorded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from toolkit import loop
from toolkit.cases import add_entry, ledger_of, matters
from toolkit.core import WrongValueError
from toolkit.grievances import access_log
from toolkit.workbench.fields import Done, Given, filled, moment_of, sheet_of, text_of
from toolkit.workspace import Desk

_CONCLUDED = "concluded"
_LATE = "（补记）"


@dataclass(frozen=True)
class CallLine:
    """A call that is to be made: the day of service, by when, its state, and how many tries reached nobody.

    `promise` is what was promised and is not kept yet, empty where the words of the case are withheld; `last` says what
    came of the last try, `evening` that it was in the daytime of today, so that the next is better made in the evening.
    """

    case: str
    served: str
    due: str
    state: str
    tries: int
    why: str
    promise: str = ""
    last: str = ""
    evening: bool = False


@dataclass(frozen=True)
class FollowUps:
    """The calls that are to be made, the most urgent first."""

    calls: tuple[CallLine, ...]


def followups(desk: Desk, _given: Given) -> FollowUps:
    """Return the calls that are to be made, the most urgent first; who was not there today comes after the others."""
    view = loop.events.View(desk.present)
    open_calls = loop.calls.open_calls(desk)
    with desk.store.reading() as tx:
        logs = loop.events.history(tx, view, ("promise.",), [call.case for call in open_calls])
    lines = [call_line(call, view.on[:10], _promise(desk, call.case, logs)) for call in open_calls]
    return FollowUps(tuple(sorted(lines, key=lambda line: line.evening)))


def _promise(desk: Desk, case: str, logs: Mapping[str, Sequence[loop.events.Event]]) -> str:
    """Return what was promised in `case` and is not kept yet; nothing where its words are withheld."""
    waiting = [each for each in loop.calls.promises_in(logs.get(case, ())) if each.done is None]
    if not waiting or not _is_shown(desk, case):
        return ""
    return "；".join(f"{each.text}（{each.due}）" for each in waiting)


def _is_shown(desk: Desk, case: str) -> bool:
    state = ledger_of(desk).state(case, desk.today)
    return matters.shown_grievances(desk.store, state.grievances) is not None


def call_line(call: loop.followup.FollowUp, today: str = "", promise: str = "") -> CallLine:
    """Return the line of a call; `today` is the day by which it is said to be better made in the evening."""
    last = call.tries[-1] if call.tries else None
    return CallLine(
        case=call.case,
        served=call.served.isoformat(),
        due=call.due.due,
        state=call.state,
        tries=len(call.tries),
        why=call.due.why,
        promise=promise,
        last=f"{last.at} {last.facts['outcome']}{_LATE if last.is_late else ''}" if last else "",
        evening=bool(last and last.at[:10] == today and last.at[11:] < loop.draw.standing.EVENING),
    )


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
    is_shown = _is_shown(desk, state.case)
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        call = loop.calls.follow_up_of(desk, tx, view, state.case)
        promises = loop.calls.promises_of(tx, view, state.case)
    asked = zip(loop.followup.ANSWERS.items(), loop.calls.questions(desk), strict=True)
    return FollowUpPage(
        case=state.case,
        call=call_line(call) if call else None,
        tried=tuple(f"{event.at}　{event.by}{_LATE if event.is_late else ''}" for event in call.tries) if call else (),
        questions=tuple(Question(name, text, answers) for (name, answers), text in asked),
        ways=loop.followup.WAYS,
        outcomes=loop.followup.NOT_REACHED,
        promises=tuple(
            PromiseLine(each.number, each.text if is_shown else "", each.due, each.owner or "", _done_of(each))
            for each in promises
        ),
    )


def _done_of(promise: loop.calls.Promise) -> str:
    return f"{promise.done or ''}{_LATE if promise.late else ''}"


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
    lines = tuple(each.line for each in said)
    return Done(f"共 {len(lines)} 条，查看已记下。", lines=(*lines, *access_log.remarks(desk)))


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "try_call": _try,
    "answer_call": _answer,
    "keep_promise": _keep,
    "conclude_case": _conclude,
    "call_slip": _slip,
    "read_conduct": _conduct,
}
