"""Remedies on an answer's slip (还不满意): the organ, the period and the last day of each.

A reply that ends a matter may be reviewed by the organ above within thirty days of its receipt (信访工作条例 Art 35);
what is moved into the loop keeps the limit of its handling (Art 34); another way of law has its own period.
"""

import datetime as dt

from toolkit.answers import register
from toolkit.answers.register import Answer
from toolkit.cases import ledger_of, procedure, remedies
from toolkit.chinese import deadline, official_date
from toolkit.loop import events, rules
from toolkit.papers import days_on
from toolkit.workspace import Desk

_TOO_LATE = "过了期限就走不了了"
_LAST_DAY = "最后一天：____年__月__日，请问清楚填上"


def remedy_of(desk: Desk, answer: Answer) -> str:
    """Return what the slip of `answer`, one from A to E, says about remedies and about the call afterwards."""
    told = {"A": _of_done, "B": _of_promise, "C": _of_policy, "D": _of_loop, "E": _of_channel}
    return f"{told[answer.disposition](desk, answer)}{_call(desk, answer)}"


def _of_review(desk: Desk, answer: Answer) -> str:
    (review,) = remedies.remedies_in(desk, "复查")
    received = register.day_of(answer)
    counted = deadline(
        received, days_on("review_days", received), desk.calendar, roll_forward=desk.settings.papers.roll_forward
    )
    last = counted.text + ("，遇放假顺延" if counted.warnings else "")
    return f"不服这份答复的，可以书面申请{review.sentence}；{official_date(received)}收到的，最后一天是{last}。"


def _of_done(desk: Desk, answer: Answer) -> str:
    return f"没有办好的，打上面的电话。{_of_review(desk, answer)}"


def _of_promise(desk: Desk, answer: Answer) -> str:
    return f"到{_official(answer.due)}没有办到的，打上面的电话。{_of_review(desk, answer)}"


def _of_policy(desk: Desk, answer: Answer) -> str:
    ways = remedies.remedies_in(desk, "行政复议、行政诉讼")
    return f"{_of_review(desk, answer)}依据这一条作的书面决定，不服的：{_listed(ways)}。"


def _of_loop(desk: Desk, answer: Answer) -> str:
    clocks = ledger_of(desk).clocks(answer.case, desk.today)
    last = next((clock.due.text for clock in clocks if clock.name == procedure.HANDLING), None)
    limit = f"到{last}" if last else "从受理那天起六十日内"
    return (
        f"这件事还在办，原来的期限不变：{limit}给书面答复，批准延长的另外告知（《信访工作条例》第三十四条）。"
        "收到书面答复以后不服的，三十日内可以申请复查（第三十五条）。"
    )


def _of_channel(desk: Desk, answer: Answer) -> str:
    ways = remedies.remedies_in(desk, answer.channel)
    if not ways:
        return f"请走上面写的途径。向哪个单位、多少天以内，打上面的电话或者 12348 问清楚，{_TOO_LATE}。{_LAST_DAY}。"
    blank = f"{_TOO_LATE}。{_LAST_DAY}。" if any(way.period for way in ways) else ""
    return f"{_listed(ways)}。{blank}"


def _listed(ways: tuple[remedies.Remedy, ...]) -> str:
    return "；".join(way.sentence for way in ways)


def _call(desk: Desk, answer: Answer) -> str:
    """Return the sentence about the call; one before the promised day can only ask how far it is."""
    with desk.store.reading() as tx:
        there = rules.Rules(tx, events.View(desk.present))
        due = there.due_after("回访", register.day_of(answer), desk.calendar).due
    asked = "那时还没到答应的日子，先问办得怎样" if due < answer.due else "没有办到、没有听懂，请直说"
    return f"我们{_official(due)}前后打电话回访，{asked}。"


def _official(day: str) -> str:
    return official_date(dt.date.fromisoformat(day))
