"""Checks on a matter before it is registered: every fault of its words, its days and its numbers, named at once."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.cases.entry_dates import Receipt, faults
from toolkit.cases.matters import SOURCES, Matter
from toolkit.chinese import are_check_digits_right, dates, official_date, same_person
from toolkit.core import WrongDateError, YehuaError
from toolkit.store import EVENTS, Transaction
from toolkit.workspace import normalised

# What a walker saw on the round may have no petitioner; Art 19 and 22 want the name of whoever writes, calls or comes.
_MAY_LACK_PERSON = frozenset({"台账"})
_CHANNELS = tuple(f"31({n})" for n in range(1, 7))
_NOTE = re.compile(r"民\d{4}-\d{1,9}", re.ASCII)
_CARD = re.compile(r"\d{4}-\d{5,}-\d{2}", re.ASCII)
_LONGEST_NAME = 100
_NAMES = {
    "person": "反映人（--person）",
    "home": "住址（--home）",
    "against": "对方（--against）",
    "by": "登记人（--by）",
}


class MatterRefusedError(YehuaError):
    """Raised when a matter cannot be registered as it is written; `listing` has a line for each fault."""

    sentence = "还不能立项，有 {count} 处要改，什么也没有记下：\n{listing}"


def checked(wish: Matter, opened_on: str | None, today: dt.date) -> tuple[Matter, dt.date]:
    """Return `wish` in the form in which it is stored, and the day on which its case is opened (None: today).

    Raise MatterRefusedError naming every fault of both.
    """
    matter = _tidied(wish)
    listing = [*_faults_of_words(matter), *_faults_of_days(matter.received, opened_on, today)]
    _refuse(listing)
    day = dates.parse_date(opened_on) if opened_on else today
    return replace(matter, received=dates.parse_moment(matter.received)), day


def refuse_unknown_origin(tx: Transaction, matter: Matter) -> None:
    """Raise MatterRefusedError where `matter` names a note or card that nobody wrote down: its clocks would stop."""
    if matter.origin is not None and tx.row(EVENTS, subject=matter.origin) is None:
        _refuse([f"出处（--from）{matter.origin} 没有登记过，请核对编号；还没有记下的，先记民情台账或者首问卡"])


def _refuse(listing: Sequence[str]) -> None:
    if listing:
        raise MatterRefusedError(count=len(listing), listing="\n".join(f"{line}。" for line in listing))


def _tidied(wish: Matter) -> Matter:
    return replace(
        wish,
        source=wish.source.strip(),
        received=wish.received.strip(),
        about=wish.about.strip(),
        person=_filled(wish.person),
        home=_filled(wish.home),
        against=_filled(wish.against),
        channel=_filled(unicodedata.normalize("NFKC", wish.channel or "")),
        origin=_filled(normalised(wish.origin or "")),
        by=wish.by.strip(),
    )


def _filled(text: str | None) -> str | None:
    return (text or "").strip() or None


def _faults_of_words(matter: Matter) -> Iterator[str]:
    if matter.source not in SOURCES:
        yield f"来源（--source）不能写成“{matter.source}”，可以写 {'、'.join(SOURCES)}"
    if not matter.about:
        yield "没有写反映的是什么事（--about）"
    if matter.person is None and matter.source in set(SOURCES) - _MAY_LACK_PERSON:
        yield f"没有写反映人的姓名（--person），{matter.source}要登记姓名（《信访工作条例》第十九条、第二十二条）"
    if same_person(matter.person or "", matter.against or ""):
        yield f"反映人和对方不能是同一个人（都写成了“{matter.person}”）"
    if matter.channel is not None and matter.channel not in _CHANNELS:
        yield f"办理途径（--channel）不能写成“{matter.channel}”，写《信访工作条例》第三十一条的项，31(1) 到 31(6)"
    if matter.origin is not None and not _is_note_or_card(matter.origin):
        yield f"出处（--from）不能写成“{matter.origin}”，写民情台账的编号（如 民2026-00123）或者首问卡的卡号"
    yield from _faults_of_characters(matter)


def _faults_of_characters(matter: Matter) -> Iterator[str]:
    if not _is_text(matter.about.replace("\n", "").replace("\r", "").replace("\t", "")):
        yield "反映的事（--about）里有不能保存的字符，请重新输入"
    if not matter.by:
        yield "没有写登记人（--by）"
    for field, name in _NAMES.items():
        text = getattr(matter, field) or ""
        if not _is_text(text):
            yield f"{name}里有换行或者不能保存的字符，请写成一行"
        if len(text) > _LONGEST_NAME:
            yield f"{name}有 {len(text)} 个字，最多 {_LONGEST_NAME} 个"


def _is_text(text: str) -> bool:
    """Return whether `text` is one line without control characters and without halves of a character."""
    return not {unicodedata.category(character) for character in text} & {"Cc", "Cs", "Zl", "Zp"}


def _is_note_or_card(number: str) -> bool:
    if _CARD.fullmatch(number):
        return are_check_digits_right(number.replace("-", ""))
    return _NOTE.fullmatch(number) is not None


def _faults_of_days(received: str, opened_on: str | None, today: dt.date) -> Iterator[str]:
    moment = day = None
    try:
        moment = dates.parse_moment(received)
    except WrongDateError as fault:
        yield f"收到的时间（--received）“{received}”不对（{fault.fields['why']}），写成 2026-09-30 或 2026-09-30 20:30"
    if moment and _is_future(moment, today):
        yield f"收到的时间 {moment} 还没有到，今天是 {official_date(today)}"
    try:
        day = dates.parse_date(opened_on) if opened_on else today
    except WrongDateError as fault:
        yield f"立项日期（--date）“{opened_on}”不对（{fault.fields['why']}），写成 2026-09-30"
    if day and not (moment and _is_future(moment, today)):
        # Without a readable moment only the future is left to be looked at.
        yield from (why for _, why in faults("立项日期", day, Receipt("", moment or day.isoformat()), today))


def _is_future(moment: str, today: dt.date) -> bool:
    now = dt.datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    return moment[:10] > today.isoformat() or (moment[:10] == today.isoformat() == now[:10] and moment > now)
