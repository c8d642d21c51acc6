"""What a person does on the pages 评议团; each act is written down as by `yehua jury`."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from toolkit import loop
from toolkit.loop import Session
from toolkit.loop.jury import discs, members, sessions, sheets, tally
from toolkit.workbench.fields import (
    Done,
    Given,
    filled,
    moment_of,
    named_file,
    path_of,
    read_sheet,
    sheet_of,
    text_of,
    whole_of,
)
from toolkit.workspace import Desk

_TELLERS = ("first", "other")


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _number(given: Given) -> str:
    return text_of(given, "session", "评议")


def _told(session: Session, words: str, lines: tuple[str, ...] = ()) -> Done:
    return Done(f"{session.session}：{words}", f"/jury/{session.session}", session.session, lines)


def _lines(given: Given, field: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in given.get(field, "").splitlines())))


def _roster(desk: Desk, given: Given) -> Done:
    with named_file(given, "sheet", "评议员名册") as file:
        added = members.take_in(desk, file, _by(given))
    return Done(f"收进 {added} 人。", "/juries")


def _form(_desk: Desk, _given: Given) -> Done:
    return Done("空的名册存到了浏览器的下载文件夹。", sheet=sheet_of("评议团名册.xlsx", members.write_form))


def _call(desk: Desk, given: Given) -> Done:
    wish = sessions.Call(
        text_of(given, "date", "哪一天开会"),
        _by(given),
        given.get("public", ""),
        given.get("dice", ""),
        given.get("whole") != "1",
    )
    session = sessions.call(desk, text_of(given, "case", "事项"), wish)
    late = desk.present[:10] > session.call_by
    remarks = (f"请留意：应在 {session.call_by} 以前通知到，已经晚了。",) if late else ()
    return _told(session, f"抽好 {len(session.seats)} 个席位，应在 {session.call_by} 以前通知到。", remarks)


def _paper(desk: Desk, given: Given) -> Done:
    """Give one of the papers of a session that was called."""
    name = text_of(given, "paper", "哪一份")
    with desk.store.reading() as tx:
        session = sessions.find(desk, tx, _number(given))
    with tempfile.TemporaryDirectory(prefix="yehua-jury-", ignore_cleanup_errors=True) as folder:
        made = read_sheet(sheets.write_paper(desk, session, name, Path(folder)))
    return Done(f"{made.name} 存到了浏览器的下载文件夹。", sheet=made)


def _cancel(desk: Desk, given: Given) -> Done:
    second, reason = text_of(given, "second", "第二个人"), text_of(given, "reason", "事由")
    session = sessions.cancel(desk, _number(given), by=_by(given), second=second, reason=reason)
    return _told(session, "已取消，一直看得到。")


def _heard(desk: Desk, given: Given) -> Done:
    side, heard = text_of(given, "side", "哪一方"), given.get("heard") != "0"
    session = sessions.note_side(desk, _number(given), side, heard=heard, at=moment_of(desk, given), by=_by(given))
    return _told(session, f"{side}{'陈述过了' if heard else '没有到场陈述，这次不计分'}。")


# -- the tally -------------------------------------------------------------------------------------------------


def _count(desk: Desk, given: Given) -> Done:
    """Count the ballots by two tellers' sheets, typed in the page or sent as files; a difference keeps it open."""
    unheard = tuple(side for side in sessions.SIDES if side in given.get("unheard", ""))
    names = (text_of(given, "teller_first", "第一个计票人"), text_of(given, "teller_other", "第二个计票人"))
    tellers = tally.Tellers(*names, loop.moments.looked_at(desk, moment_of(desk, given)), unheard)
    with _sheet(given, _TELLERS[0]) as first, _sheet(given, _TELLERS[1]) as second:
        counted = tally.count(desk, _number(given), (first, second), tellers)
    if counted.differences:
        lines = tuple(f"票号 {one.slot} {one.field}：{one.first} / {one.second}" for one in counted.differences)
        return Done(f"{counted.session} 没有计：{counted.why}。", lines=lines)
    page = f"/jury/{counted.session}"
    result = f"{counted.score} 分" if counted.score else counted.why
    words = (
        f"{counted.ballots} 张票，作废 {counted.void} 张，{result}，建议 {counted.suggestion or '没有'}（仅供参考）。"
    )
    return Done(f"{counted.session}：{words}", page, counted.session)


@contextmanager
def _sheet(given: Given, teller: str) -> Iterator[Path]:
    """Give the sheet of a teller: the file that was sent, or what was typed, a ballot a line with tabs between."""
    if filled(given, f"{teller}_sheet"):
        with named_file(given, f"{teller}_sheet", "计票表") as file:
            yield file
        return
    typed = [line.split("\t") for line in given.get(f"{teller}_marks", "").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory(prefix="yehua-tally-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / f"{'第一份' if teller == _TELLERS[0] else '第二份'}计票.xlsx"
        tally.write_typed(place, typed)
        yield place


def _opinion(desk: Desk, given: Given) -> Done:
    number = _number(given)
    made = sheet_of(f"评议意见书-{number}.docx", lambda place: sheets.write_opinion(desk, number, place, _by(given)))
    return Done("评议意见书存到了浏览器的下载文件夹：仅供参考，法定依据另写。", sheet=made)


def _route(desk: Desk, given: Given) -> Done:
    wish = sessions.Decision(
        text_of(given, "route", "怎么办"), filled(given, "ground"), moment_of(desk, given), _by(given)
    )
    session = sessions.decide_route(desk, _number(given), wish)
    return _told(session, f"决定{session.route}，记好了；事项的状态不变，告知书另出。")


# -- the disc --------------------------------------------------------------------------------------------------


def _disc(desk: Desk, given: Given) -> Done:
    wish = discs.Wanted(
        path_of(given, "video", "录像文件"), _lines(given, "people"), _lines(given, "consents"), _by(given)
    )
    made = discs.make(desk, _number(given), wish, path_of(given, "to", "放到哪个文件夹"))
    words = f"第 {made.copy} 份阳光碟做好了：{made.files[0]}"
    return Done(words, f"/jury/{made.session}", made.session, (f"校验值 {made.sha256}",))


def _received(desk: Desk, given: Given) -> Done:
    number, copy = _number(given), whole_of(given, "copy", "第几份") or 0
    person = text_of(given, "person", "谁领的")
    discs.receive(desk, number, copy, person=person, at=moment_of(desk, given), by=_by(given))
    return Done(f"{number} 第 {copy} 份已领。", f"/jury/{number}", number)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "jury_roster": _roster,
    "jury_form": _form,
    "call_jury": _call,
    "jury_paper": _paper,
    "cancel_jury": _cancel,
    "jury_heard": _heard,
    "count_ballots": _count,
    "jury_opinion": _opinion,
    "decide_route": _route,
    "make_disc": _disc,
    "disc_received": _received,
}
