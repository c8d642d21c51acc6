"""Posters (政策公示): a matter's law word for word, as large as the sheet allows, with the telephone and a code.

The words come from policy texts only, never from what somebody said. They are read back from the finished page and
compared character for character before the poster counts.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.chinese import dates, official_date
from toolkit.core import UnknownNumberError, YehuaError, refuse_existing, write_whole
from toolkit.loop import events, moments
from toolkit.policies.checks import faults_of
from toolkit.policies.matters import Matter, all_matters
from toolkit.policies.texts import PolicyText, PolicyTexts
from toolkit.store import Transaction
from toolkit.workspace import Desk

_SHEETS = Path(__file__).parent / "sheets"
# A character of 42 pt is 14.8 mm high: read at 3 m by the rule of height = distance / 200.
FLOOR_PT, _LARGEST_PT = 42, 90
_TELEPHONE_PT = 46
# By analogy with village affairs (村民委员会组织法 Art 35), which are posted for fifteen days.
POSTED = dt.timedelta(days=15)
_LONGEST_ORGAN = 14


class PosterRefusedError(YehuaError):
    """Raised when a poster cannot be made; `listing` has a line for each fault."""

    sentence = "公示没有做：\n{listing}"


@dataclass(frozen=True)
class Poster:
    """A poster that was made: its number, its matter, its files, the size of its type in points, and its sheets."""

    number: str
    matter: str
    files: tuple[Path, ...]
    type_pt: int
    sheets: int


@dataclass(frozen=True)
class _Fitted:
    content: bytes
    type_pt: int
    pages: tuple[str, ...]


def make(desk: Desk, matter_id: str, out: Path, *, by: str, place: str = "", replace: bool = False) -> Poster:
    """Write the poster of a matter to the PDF `out`, and beside it the same on A4 pages to be glued; return it.

    `place` is where it will hang. Raise PosterRefusedError naming every fault, UnknownNumberError, as
    `refuse_existing`, or what `formats.typeset` raises.
    """
    tiles = out.with_name(f"{out.stem}-A4拼贴{out.suffix}")
    refuse_existing(out, tiles, replace=replace)
    with desk.store.transaction() as tx:
        matter, passages = _told(desk, tx, matter_id)
        number = f"公示〔{desk.today.year}〕{tx.next_number(f'poster:{desk.today.year}')}号"
        data, code = _data(desk, matter, passages, number, place)
        fitted = _fitted(data, code, desk.today)
        _refuse_other_words(passages, fitted.pages)
        _refuse_unread(desk, matter, fitted)
        tiled = {"title": matter.title, "sheets": len(fitted.pages)}
        pages = {"sheets.pdf": fitted.content}
        content = formats.typeset(_SHEETS / "tiles.typ", tiled, files=pages, on=desk.today, archival=False)
        facts = {
            "poster": number,
            "matter": matter.id,
            "sha256": hashlib.sha256(fitted.content).hexdigest(),
            "sheets": len(fitted.pages),
        }
        events.record(desk, tx, events.Wish("poster.made", _subject(number), moments.present(desk), by, facts))
        # Last: a poster that is on the disk is in the register, too, and one that failed took no number.
        files = (write_whole(out, fitted.content), write_whole(tiles, content))
    return Poster(number, matter.id, files, fitted.type_pt, len(fitted.pages))


def _told(desk: Desk, tx: Transaction, matter_id: str) -> tuple[Matter, tuple[PolicyText, ...]]:
    """Return a matter that may be posted, with the texts it is told by; raise as `make` does."""
    standing = all_matters(desk, tx).get(matter_id)
    if standing is None:
        raise UnknownNumberError(what="事项", number=matter_id)
    texts = PolicyTexts(desk, tx)
    faults = [f"{why}。" for why in faults_of(tx, texts, standing, desk.today)]
    if not desk.settings.policies.url:
        faults.append("还没有写网址（设置里的“政策词典的网址”）。")
    if faults:
        raise PosterRefusedError(listing="\n".join(faults))
    found = (texts.find(basis, desk.today) for basis in standing.matter.bases)
    return standing.matter, tuple(text for text in found if text)


def _data(
    desk: Desk, matter: Matter, passages: Sequence[PolicyText], number: str, place: str
) -> tuple[dict[str, object], bytes]:
    """Return what the sheet is set from, and the picture of its code."""
    contact = matter.contacts[0]
    code, _ = formats.qr_svg(page_address(desk, matter.id))
    return {
        "title": matter.title,
        "office": desk.settings.office.name,
        "organ": contact.name[:_LONGEST_ORGAN],
        "telephone": contact.tel,
        "telephone_pt": _TELEPHONE_PT,
        "place": place.strip(),
        "posted": f"{official_date(desk.today)}（{dates.lunar_text(desk.today)}）",
        "number": number,
        "passages": [{"cited": text.cited, "paragraphs": text.text.splitlines()} for text in passages],
        "plain": matter.one_line,
    }, code


def page_address(desk: Desk, matter_id: str) -> str:
    """Return the address of the page of a matter."""
    return f"{desk.settings.policies.url.rstrip('/')}/d/{matter_id}.html"


def _fitted(data: dict[str, object], code: bytes, on: dt.date) -> _Fitted:
    """Return the sheets in the largest type that fits one sheet, or in the smallest allowed on several."""

    def at(type_pt: int) -> _Fitted:
        template, files = _SHEETS / "poster.typ", {"code.svg": code}
        content = formats.typeset(template, {**data, "type_pt": type_pt}, files=files, on=on)
        return _Fitted(content, type_pt, _page_texts(content))

    best, low, high = at(FLOOR_PT), FLOOR_PT + 1, _LARGEST_PT
    if len(best.pages) > 1:
        return best
    while low <= high:
        middle = (low + high) // 2
        tried = at(middle)
        if len(tried.pages) == 1:
            best, low = tried, middle + 1
        else:
            high = middle - 1
    return best


def _page_texts(content: bytes) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory(prefix="yehua-poster-", ignore_cleanup_errors=True) as name:
        return formats.pdf.page_texts(write_whole(Path(name) / "poster.pdf", content))


def _refuse_other_words(passages: Sequence[PolicyText], pages: Sequence[str]) -> None:
    """Raise PosterRefusedError unless the words on `pages` are those of `passages`, character for character."""
    # The foot of a sheet begins so; above it stands nothing but the words.
    printed = "".join(page.rpartition("找谁办：")[0] for page in pages)
    other = [text.cited for text in passages if "".join(text.text.split()) not in printed]
    if other:
        raise PosterRefusedError(listing=f"印出来的字与原文不一样：{'、'.join(other)}。")


def _refuse_unread(desk: Desk, matter: Matter, fitted: _Fitted) -> None:
    """Raise PosterRefusedError unless the code is read back from every sheet."""
    with tempfile.TemporaryDirectory(prefix="yehua-poster-", ignore_cleanup_errors=True) as name:
        path = write_whole(Path(name) / "poster.pdf", fitted.content)
        if any(found != (page_address(desk, matter.id),) for found in formats.codes_of_pages(path)):
            raise PosterRefusedError(listing="印出来的二维码读不回来。")


# -- hung and taken down ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Posted:
    """A poster in the register: made when, hung where since when, and until when at least; `down` once it was taken."""

    number: str
    matter: str
    sheets: int
    made: dt.date
    place: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    down: dt.date | None = None


def hang(desk: Desk, number: str, place: str, *, by: str, at: str | None = None) -> Posted:
    """Record that the poster `number` hangs at `place`, for fifteen days at least, and return it.

    Raise UnknownNumberError or EventRefusedError.
    """
    moment = moments.parsed(at) if at else moments.present(desk)
    until = moments.day_of(moment) + POSTED
    events.refuse([] if place.strip() else ["没有写贴在哪里"])
    facts = {"place": place.strip(), "until": until.isoformat()}
    return _noted(desk, number, "poster.hung", moment, by=by, facts=facts)


def take_down(desk: Desk, number: str, *, by: str, at: str | None = None) -> Posted:
    """Record that the poster `number` was taken down, and return it; raise UnknownNumberError or EventRefusedError.

    Earlier than fifteen days after it was hung it is refused.
    """
    moment = moments.parsed(at) if at else moments.present(desk)
    with desk.store.reading() as tx:
        posted = _known(tx, number)
    early = posted.until is not None and moments.day_of(moment) < posted.until
    events.refuse([f"公示至少贴 {POSTED.days} 天，到 {posted.until} 才能撤"] if early else [])
    return _noted(desk, number, "poster.removed", moment, by=by, facts={})


def register(tx: Transaction) -> tuple[Posted, ...]:
    """Return every poster that was made, the newest first."""
    told = events.history(tx, events.View("9999-12-31"), ("poster.",))
    return tuple(sorted(map(_posted, told.values()), key=lambda posted: (posted.made, posted.number), reverse=True))


def _noted(desk: Desk, number: str, kind: str, at: str, *, by: str, facts: dict[str, str]) -> Posted:
    with desk.store.transaction() as tx:
        posted = _known(tx, number)
        events.record(desk, tx, events.Wish(kind, _subject(posted.number), at, by, {"poster": posted.number, **facts}))
        return _known(tx, number)


def _known(tx: Transaction, number: str) -> Posted:
    posted = next((each for each in register(tx) if each.number == number.strip()), None)
    if posted is None:
        raise UnknownNumberError(what="公示", number=number)
    return posted


def _posted(acts: Sequence[events.Event]) -> Posted:
    made = next(act for act in acts if act.kind == "poster.made")
    hung = next((act for act in acts if act.kind == "poster.hung"), None)
    down = next((act for act in acts if act.kind == "poster.removed"), None)
    return Posted(
        made.facts["poster"],
        made.facts["matter"],
        int(made.facts["sheets"]),
        made.day,
        hung.facts["place"] if hung else "",
        hung.day if hung else None,
        dt.date.fromisoformat(hung.facts["until"]) if hung else None,
        down.day if down else None,
    )


def _subject(number: str) -> str:
    return f"公示:{number}"
