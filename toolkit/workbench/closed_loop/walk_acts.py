"""What a person does on the page 走访; each act is written down as by the command `yehua walk`."""

from collections.abc import Callable, Mapping

from toolkit import loop
from toolkit.cases import Matter, open_matter
from toolkit.chinese import dates
from toolkit.core import MissingFileError, UnknownNumberError
from toolkit.grievances import access_log
from toolkit.loop.walks import ledger, listing, notes, sheets
from toolkit.workbench.fields import Done, Given, filled, moment_of, read_sheet, sent_file, sheet_of, text_of
from toolkit.workspace import Desk

_SOURCE = "台账"


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _number(given: Given) -> str:
    return text_of(given, "note", "编号")


def _act(desk: Desk, given: Given) -> ledger.Act:
    return ledger.Act(moment_of(desk, given), _by(given))


def _begin_walk(desk: Desk, given: Given) -> Done:
    """Record a walk, with the photo of its written page if one was sent."""
    walkers = _names(given.get("walkers", ""))
    households = given.get("households", "").strip()
    wish = ledger.NewWalk(
        given.get("date", ""),
        given.get("route", ""),
        walkers,
        filled(given, "first"),
        filled(given, "last"),
        int(households) if households.isdecimal() else None,
    )
    with sent_file(given, "photo", "那一页的照片") as photo:
        walk = ledger.add_walk(desk, wish, photo)
    return Done(f"{walk.number}：{walk.date} {walk.route}。", "/walks", walk.number)


def _write_note(desk: Desk, given: Given) -> Done:
    """Record a note of a walk, with its colour if one was given; a retry finds the note that is there already."""
    wish = ledger.NewNote(
        given.get("text", ""),
        given.get("date", ""),
        given.get("place", ""),
        _by(given),
        filled(given, "person"),
        filled(given, "against"),
    )
    loop.events.refuse(ledger.note_faults(desk, wish))
    walk = filled(given, "walk")
    with desk.store.transaction() as tx:
        known = _written_before(desk, wish, walk) if given.get("retry") else None
        number = known or ledger.write_note(desk, tx, wish, walk).number
    colour = filled(given, "colour")
    if colour and listing.state_of(desk, number).triage is None:
        ledger.give_colour(desk, number, ledger.Colouring(colour, moment_of(desk, given), wish.by))
    return Done(f"{number} 记好了。", f"/note/{number}", number)


def _written_before(desk: Desk, wish: ledger.NewNote, walk: str | None) -> str | None:
    """Return the note of `walk` that says the same; the answer to a first try may have been lost on its way."""
    day = dates.parse_date(wish.date).isoformat()
    with desk.store.reading() as tx:
        notes = loop.walks.notes.open_notes(tx, loop.events.View(desk.present), day)
    same = [
        note.number
        for note in notes
        if (note.text, note.place, note.walk, note.person or "", note.against or "")
        == (wish.text.strip(), wish.place.strip(), walk, (wish.person or "").strip(), (wish.against or "").strip())
    ]
    return same[0] if same else None


def _told(number: str) -> Done:
    return Done(f"{number} 记好了。", f"/note/{number}", number)


def _colour_note(desk: Desk, given: Given) -> Done:
    wish = ledger.Colouring(
        text_of(given, "colour", "颜色"),
        moment_of(desk, given),
        _by(given),
        filled(given, "second"),
        filled(given, "reason"),
    )
    return _told(ledger.give_colour(desk, _number(given), wish).number)


def _visit_note(desk: Desk, given: Given) -> Done:
    leader, post = given.get("leader", ""), given.get("post", "")
    return _told(ledger.visit(desk, _number(given), _act(desk, given), leader=leader, post=post).number)


def _forward_note(desk: Desk, given: Given) -> Done:
    return _told(ledger.forward(desk, _number(given), _act(desk, given), given.get("to", "")).number)


def _reply_note(desk: Desk, given: Given) -> Done:
    return _told(ledger.reply(desk, _number(given), _act(desk, given), text_of(given, "words", "回复的内容")).number)


def _answer_note(desk: Desk, given: Given) -> Done:
    return _told(ledger.answer(desk, _number(given), _act(desk, given), text_of(given, "words", "答复的内容")).number)


def _read_note(desk: Desk, given: Given) -> Done:
    """Show the words of a note; a sensitive one to a name that may see accusations only, and the look is recorded."""
    shown = listing.show(desk, _number(given), _by(given))
    remarks = access_log.remarks(desk) if shown.recorded else ()
    people = [f"{name}：{text}" for name, text in (("反映人", shown.person), ("对方", shown.against)) if text]
    return Done(
        f"{shown.note} 的原话：", number=shown.note, lines=(shown.text, f"地点：{shown.place}", *people, *remarks)
    )


def _open_case(desk: Desk, given: Given) -> Done:
    """Open a case from a note; no word of it is shown until somebody judges whether it accuses an official."""
    with desk.store.reading() as tx:
        note = ledger.known_note(desk, tx, _number(given))
    matter = Matter(
        _SOURCE,
        note.date,
        note.text,
        note.person,
        against=note.against,
        channel=filled(given, "channel"),
        origin=note.number,
        by=_by(given),
    )
    state = open_matter(desk, matter)
    return Done(f"已立项：{state.case}。", f"/case/{state.case}", state.case)


# -- the roster, photos, the week ------------------------------------------------------------------------------


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in text.replace("，", "、").replace(",", "、").split("、"))))


def _set_route(desk: Desk, given: Given) -> Done:
    wish = loop.walks.roster.Route(
        text_of(given, "route", "路线"),
        _names(given.get("walkers", "")),
        given.get("weekdays", ""),
        text_of(given, "since", "从哪一天起"),
    )
    kept = loop.walks.roster.set_route(desk, wish, _by(given))
    days = f"周{'、'.join(kept.weekdays)}，{'、'.join(kept.walkers)}" if kept.walkers else "不走了"
    return Done(f"{kept.name}：从 {kept.since} 起{days}。", "/walks")


def _add_photo(desk: Desk, given: Given) -> Done:
    walk = text_of(given, "walk", "哪一次走访")
    with sent_file(given, "photo", "那一页的照片", needed=True) as photo:
        assert photo is not None  # noqa: S101 - it is needed
        ledger.add_photo(desk, walk, photo, _by(given))
    return Done(f"{walk} 的照片存好了。", "/walks", walk)


def _photos(desk: Desk, given: Given) -> Done:
    """Give the photo number `n` of a walk for the browser to keep.

    Where a list does not show the words of each of its notes, the page is for a name that may see accusations only,
    and the look is recorded: the handwritten words stand on it.
    """
    n = given.get("n", "1")
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        walk = ledger.known_walk(desk, tx, text_of(given, "walk", "哪一次走访"))
        places = ledger.photos_of(tx, view, (walk,))[walk.number]
        there = [note for note in notes.notes_between(tx, view, walk.date, walk.date) if note.walk == walk.number]
    if not n.isdecimal() or not 1 <= int(n) <= len(places):
        raise UnknownNumberError(what=f"{walk.number} 的照片", number=n)
    file = desk.workspace.root / places[int(n) - 1]
    if not file.is_file():
        raise MissingFileError(path=file)
    if any(note.shown_text is None for note in there):
        access_log.open_for(desk, _by(given), walk.number)
    return Done("照片存到了浏览器的下载文件夹。", sheet=read_sheet(file))


def _group(desk: Desk, given: Given) -> Done:
    """Show the green notes answered on a day as they may be posted to a group of villagers."""
    answers = loop.walks.listing.public_answers(desk, filled(given, "date"))
    lines = tuple(f"问：{one.question}\n答：{one.answer}" for one in answers)
    words = (
        f"可以发到村民群里的，{len(answers)} 条："
        if answers
        else "这一天没有可以发的：只有绿色、答复了、不涉及健康、孩子、干部的才列。"
    )
    return Done(words, lines=lines)


def _reread(desk: Desk, given: Given) -> Done:
    week = text_of(given, "week", "哪一周")
    made = sheet_of(f"每周重看-{week}.docx", lambda place: loop.slips.write_reread(desk, week, place))
    return Done("每周重看表存到了浏览器的下载文件夹，打印签字；上面印着总账最后一条的校验值。", sheet=made)


# -- sheets ----------------------------------------------------------------------------------------------------


def _take_in(desk: Desk, given: Given) -> Done:
    """Take an Excel sheet of notes in, all of it or nothing."""
    with (
        sent_file(given, "sheet", "走访表", needed=True) as file,
        sent_file(given, "photo", "那一页的照片") as photo,
    ):
        assert file is not None  # noqa: S101 - it is needed
        try:
            taken = sheets.take_in(desk, file, _by(given), photo)
        except sheets.SheetRefusedError as fault:
            raise sheets.SheetRefusedError(**{**fault.fields, "path": file.name}) from fault
    return Done(f"收好了：{taken.walk}，{len(taken.notes)} 条，还要分色。", "/walks", taken.walk)


def _form(_desk: Desk, _given: Given) -> Done:
    return Done("空的走访表存到了浏览器的下载文件夹。", sheet=sheet_of("走访表.xlsx", sheets.write_form))


def _page(desk: Desk, given: Given) -> Done:
    day = dates.parse_date(given["date"]) if given.get("date") else desk.today
    name = f"走访记录-{day.isoformat()}.docx"
    return Done("记录纸存到了浏览器的下载文件夹。", sheet=sheet_of(name, lambda p: loop.slips.write_page(desk, p, day)))


def _slip(desk: Desk, given: Given) -> Done:
    number = _number(given)
    made = sheet_of(f"转办单-{number}.docx", lambda place: loop.slips.write_note_slips(desk, number, place))
    return Done("转办单存到了浏览器的下载文件夹。", sheet=made)


def _month(desk: Desk, given: Given) -> Done:
    month = text_of(given, "month", "月份")
    made = sheet_of(f"闭环月报-{month}.docx", lambda place: loop.month.write(desk, month, place))
    return Done("月报存到了浏览器的下载文件夹。", sheet=made)


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "begin_walk": _begin_walk,
    "write_note": _write_note,
    "colour_note": _colour_note,
    "visit_note": _visit_note,
    "forward_note": _forward_note,
    "reply_note": _reply_note,
    "answer_note": _answer_note,
    "read_note": _read_note,
    "note_case": _open_case,
    "take_in_walk": _take_in,
    "walk_form": _form,
    "walk_page": _page,
    "note_slip": _slip,
    "set_route": _set_route,
    "add_photo": _add_photo,
    "walk_photo": _photos,
    "group_answers": _group,
    "week_sheet": _reread,
    "month_sheet": _month,
}
