"""The page 抽样: the monthly draw of cards in three public steps, its calls, and draws that were cancelled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import loop
from toolkit.core import UnknownNumberError
from toolkit.workbench.fields import Done, Given, filled, moment_of, read_sheet, sheet_of, text_of
from toolkit.workspace import Desk


@dataclass(frozen=True)
class TryLine:
    """A call about a card: when, how, what came of it, and whether it was written down afterwards (补记)."""

    card: str
    at: str
    how: str
    outcome: str
    late: bool


@dataclass(frozen=True)
class DrawPage:
    """The draw of a month: its frozen list, then what was drawn, then the report; None for each step that is ahead.

    `tries` are the calls about the drawn cards, `cancelled` the draws of the month that two persons cancelled.
    """

    month: str
    frozen: loop.Frozen | None
    drawn: loop.draws.Drawn | None
    figures: loop.month.DrawFigures | None
    tries: tuple[TryLine, ...] = ()
    cancelled: tuple[loop.draws.Cancelled, ...] = ()


def draw(desk: Desk, given: Given) -> DrawPage:
    """Return how far the draw of `month` is; raise WrongValueError for what is no month."""
    month = given.get("month", "")
    cancelled = loop.draws.cancelled(desk, month)
    frozen = None
    try:
        frozen = loop.draws.frozen_list(desk, month)
        drawn = loop.draws.show(desk, month)
    except UnknownNumberError:  # nothing is frozen, or the seed is still to be published
        return DrawPage(month, frozen, None, None, cancelled=cancelled)
    figures = loop.month.draw_figures(desk, month)
    return DrawPage(month, frozen, drawn, figures, _tries(desk, month), cancelled)


def _tries(desk: Desk, month: str) -> tuple[TryLine, ...]:
    with desk.store.reading() as tx:
        counted = loop.draw_calls.counted_calls(tx, loop.events.View(desk.present), month)
    return tuple(
        TryLine(card, call.at, call.facts["how"], call.facts["outcome"], call.is_late)
        for card, calls in counted.items()
        for call in calls
    )


# -- acts -----------------------------------------------------------------------------------------------------


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _month(given: Given) -> str:
    return text_of(given, "month", "月份")


def _freeze(desk: Desk, given: Given) -> Done:
    witness, source = text_of(given, "witness", "见证人"), text_of(given, "source", "种子来源")
    apart = given.get("apart", "").replace("、", " ").split()
    frozen = loop.draws.freeze(desk, _month(given), by=_by(given), witness=witness, source=source, apart=apart)
    return Done(f"名单封存好了：{frozen.population} 张卡。", f"/draw/{frozen.month}", lines=frozen.remarks)


def _seed(desk: Desk, given: Given) -> Done:
    public, dice = text_of(given, "public", "公开数字"), text_of(given, "dice", "骰子点数")
    remarks = loop.draws.seed(desk, _month(given), public=public, dice=dice, by=_by(given))
    return Done("种子登记好了，抽中的卡在下面。", f"/draw/{_month(given)}", lines=remarks)


def _cancel(desk: Desk, given: Given) -> Done:
    second, reason = text_of(given, "second", "第二个人"), text_of(given, "reason", "事由")
    loop.draws.cancel(desk, _month(given), by=_by(given), second=second, reason=reason)
    return Done("这次抽样取消了，记录还看得到。", f"/draw/{_month(given)}")


def _notice(desk: Desk, given: Given) -> Done:
    month = _month(given)
    made = sheet_of(f"抽样公示单-{month}.docx", lambda place: loop.card_sheets.write_notice(desk, month, place))
    return Done("公示单存到了浏览器的下载文件夹。", sheet=made)


def _list(desk: Desk, given: Given) -> Done:
    frozen = loop.draws.write_list(desk, _month(given))
    return Done("名单文件存到了浏览器的下载文件夹。", sheet=read_sheet(Path(frozen.file)))


def _call(desk: Desk, given: Given) -> Done:
    wish = loop.CardCall(
        at=moment_of(desk, given),
        how=given.get("how", "电话"),
        outcome=text_of(given, "outcome", "打的结果"),
        by=_by(given),
        kept=filled(given, "kept"),
    )
    called = loop.draw_calls.call(desk, text_of(given, "card", "卡号"), wish)
    more = f"没有联系上，再打 {called.substitute}。" if called.substitute else ""
    redo = "没有办完，事项已重新办理。" if called.reopened else ""
    return Done(f"{called.card} 第 {called.tries} 次记好了。{more}{redo}", f"/draw/{given.get('month', '')}")


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "freeze_draw": _freeze,
    "seed_draw": _seed,
    "cancel_draw": _cancel,
    "draw_notice": _notice,
    "draw_list": _list,
    "call_card": _call,
}
