"""Posters (政策公示): a matter's law word for word, as large as the sheet allows, with the telephone and a code.

The words come from policy texts only, never from what somebody said. They are read back from the finished page and
compared character for character before the poster counts.
"""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.chinese import dates, official_date
from toolkit.core import UnknownNumberError, YehuaError, refuse_existing, write_whole
from toolkit.loop import events
from toolkit.policies import postings
from toolkit.policies.checks import faults_of
from toolkit.policies.matters import all_matters
from toolkit.policies.texts import PolicyText, PolicyTexts
from toolkit.store import Transaction
from toolkit.workspace import Desk

_SHEETS = Path(__file__).parent / "sheets"
# A character of 42 pt is 14.8 mm high: read at 3 m by the rule of height = distance / 200.
FLOOR_PT, _LARGEST_PT = 42, 90
_TELEPHONE_PT = 46
# Two lines of the foot, beside the code.
_LONGEST_ORGAN = 30


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


@dataclass(frozen=True)
class Notice:
    """What a poster tells: articles word for word, whom to ask, and the address that its code leads to.

    `about` is a matter or a grievance, for the register only; `plain` is a sentence in plain words, marked as such.
    """

    about: str
    title: str
    passages: tuple[PolicyText, ...]
    organ: str
    telephone: str
    address: str
    plain: str = ""


def make(desk: Desk, matter_id: str, out: Path, *, by: str, place: str = "", replace: bool = False) -> Poster:
    """Write the poster of a matter to the PDF `out`, and beside it the same on A4 pages to be glued; return it.

    `place` is where it will hang. Raise PosterRefusedError naming every fault, UnknownNumberError, as
    `refuse_existing`, or what `formats.typeset` raises.
    """
    return make_of(desk, lambda tx: _of_matter(desk, tx, matter_id), out, by=by, place=place, replace=replace)


def make_of(
    desk: Desk, tell: Callable[[Transaction], Notice], out: Path, *, by: str, place: str = "", replace: bool = False
) -> Poster:
    """Write the poster of what `tell` gives, as `make` does."""
    tiles = out.with_name(f"{out.stem}-A4拼贴{out.suffix}")
    refuse_existing(out, tiles, replace=replace)
    with desk.store.transaction() as tx:
        notice = tell(tx)
        refuse(_long_organ(notice.organ))
        number = f"公示〔{desk.today.year}〕{tx.next_number(f'poster:{desk.today.year}')}号"
        data, code = _data(desk, notice, number, place)
        fitted = _fitted(notice.passages, data, code, desk.today)
        _refuse_other_words(notice.passages, fitted.pages)
        _refuse_unread(notice, fitted)
        tiled = {"title": notice.title, "sheets": len(fitted.pages)}
        pages = {"sheets.pdf": fitted.content}
        content = formats.typeset(_SHEETS / "tiles.typ", tiled, files=pages, on=desk.today, archival=False)
        facts = {
            "poster": number,
            "matter": notice.about,
            "sha256": hashlib.sha256(fitted.content).hexdigest(),
            "sheets": len(fitted.pages),
        }
        events.record(desk, tx, events.Wish("poster.made", postings.subject(number), desk.present, by, facts))
        # Last: a poster that is on the disk is in the register, too, and one that failed took no number.
        files = (write_whole(out, fitted.content), write_whole(tiles, content))
    return Poster(number, notice.about, files, fitted.type_pt, len(fitted.pages))


def _of_matter(desk: Desk, tx: Transaction, matter_id: str) -> Notice:
    """Return what the poster of a matter that may be posted tells; raise as `make` does."""
    standing = all_matters(desk, tx).get(matter_id)
    if standing is None:
        raise UnknownNumberError(what="事项", number=matter_id)
    refuse([*faults_of(desk, tx, standing, desk.today), *address_faults(desk)])
    texts, matter, contact = PolicyTexts(desk, tx), standing.matter, standing.matter.contacts[0]
    passages = tuple(filter(None, (texts.find(basis, desk.today) for basis in matter.bases)))
    address = page_address(desk, matter.id)
    return Notice(matter.id, matter.title, passages, contact.name, contact.tel, address, matter.one_line)


def address_faults(desk: Desk) -> list[str]:
    """Return in Chinese why no poster can be made in this office: without an address there is no code."""
    return [] if desk.settings.policies.url else ["还没有写网址（设置里的“政策词典的网址”）"]


def refuse(faults: Sequence[str]) -> None:
    """Raise PosterRefusedError naming `faults`; do nothing when there are none."""
    if faults:
        raise PosterRefusedError(listing="\n".join(f"{why}。" for why in faults))


def _long_organ(organ: str) -> list[str]:
    """Return in Chinese why `organ` cannot be printed: a name that was cut is the name of nobody."""
    too_long = len(organ) > _LONGEST_ORGAN
    return [f"单位的名称“{organ}”有 {len(organ)} 个字，公示上最多 {_LONGEST_ORGAN} 个"] if too_long else []


def _data(desk: Desk, notice: Notice, number: str, place: str) -> tuple[dict[str, object], bytes]:
    """Return what the sheet is set from, and the picture of its code."""
    code, _ = formats.qr_svg(notice.address)
    return {
        "title": notice.title,
        "office": desk.settings.office.name,
        "organ": notice.organ,
        "telephone": notice.telephone,
        "telephone_pt": _TELEPHONE_PT,
        "place": place.strip(),
        "posted": f"{official_date(desk.today)}（{dates.lunar_text(desk.today)}）",
        "number": number,
        "passages": [{"cited": text.cited, "paragraphs": text.text.splitlines()} for text in notice.passages],
        "plain": notice.plain,
    }, code


def page_address(desk: Desk, matter_id: str) -> str:
    """Return the address of the page of a matter."""
    return f"{desk.settings.policies.url.rstrip('/')}/d/{matter_id}.html"


def _fitted(passages: Sequence[PolicyText], data: dict[str, object], code: bytes, on: dt.date) -> _Fitted:
    """Return the sheets in the largest type that fits one sheet, or in the smallest allowed on several."""

    def fits(tried: _Fitted) -> bool:
        # A long number is not broken: in too large a type it runs off the sheet.
        return len(tried.pages) == 1 and not _reworded(passages, tried.pages)

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
        if fits(tried):
            best, low = tried, middle + 1
        else:
            high = middle - 1
    return best


def _page_texts(content: bytes) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory(prefix="yehua-poster-", ignore_cleanup_errors=True) as name:
        return formats.pdf.page_texts(write_whole(Path(name) / "poster.pdf", content))


def _refuse_other_words(passages: Sequence[PolicyText], pages: Sequence[str]) -> None:
    """Raise PosterRefusedError unless the words on `pages` are those of `passages`, character for character."""
    if other := _reworded(passages, pages):
        raise PosterRefusedError(listing=f"印出来的字与原文不一样：{'、'.join(other)}。")


def _reworded(passages: Sequence[PolicyText], pages: Sequence[str]) -> list[str]:
    """Return which of `passages` do not stand on `pages` as they are."""
    # The foot of a sheet begins so; above it stands nothing but the words.
    printed = "".join(page.rpartition("找谁办：")[0] for page in pages)
    return [text.cited for text in passages if "".join(text.text.split()) not in printed]


def _refuse_unread(notice: Notice, fitted: _Fitted) -> None:
    """Raise PosterRefusedError unless the code is read back from every sheet."""
    with tempfile.TemporaryDirectory(prefix="yehua-poster-", ignore_cleanup_errors=True) as name:
        path = write_whole(Path(name) / "poster.pdf", fitted.content)
        if any(codes != (notice.address,) for codes in formats.codes_of_pages(path)):
            raise PosterRefusedError(listing="印出来的二维码读不回来。")
