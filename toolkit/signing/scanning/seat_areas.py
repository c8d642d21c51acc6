"""Where people sign on the printed pages of a paper: the cells, the lines and the words to seal of its own Word file.

So it works for every form, also for one that a lawyer changed. Who has to sign follows from the form as it comes with
the program: whoever is not found where a lawyer's form has them is left to people's eyes, and never passed over.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit import formats
from toolkit.core import FactsRefusedError, TemplateRefusedError
from toolkit.formats import Area, Place, ScannedPage
from toolkit.formats.word import SigningPlace, WordFile, signing_places
from toolkit.papers import FiledPaper, drafting, unwrapped
from toolkit.signing import marks
from toolkit.signing.scanning.written import SeatsInPrint, Unsigned
from toolkit.signing.seats import SIZE
from toolkit.workspace import Workspace

# In points: how high a name stands over its line, how far a seal reaches beyond two lines, how far the ink of a printed
# border may be off in a scan, and how far from words people begin to write.
_PEN, _SEAL, _BORDER, _GAP = 14.0, 16.0, 1.5, 14.0
# Who may sign, and need not: an agreement takes effect without the recorder (人民调解法 Art 29), and what was agreed by
# word of mouth without the parties, since the mediator writes it down (Art 28).
_MAY_SIGN = {
    "mediation_agreement": ("记录人",),
    "oral_agreement": ("当事人", "法定代表人", "法定代理人", "委托代理人"),
}
# Where a receipt says one of these, the addressee did not sign.
_ADDRESSEE, _INSTEAD = "受送达人", ("refusal", "received_by")
_LOOK = "请人看着原件确认"
# Stands for all who sign, where the facts of a paper no longer fit its form.
_ANYBODY = SigningPlace("", "", "这份文书", "cell")


def seats_in(paper: FiledPaper, issued: Path, printed: Path, workspace: Workspace) -> SeatsInPrint:
    """Return where in the PDF `printed` people sign and seal `paper`, whose Word file is `issued`.

    A seat whose words are not found as often as they stand in the file, or that the file does not have where the form
    has it, is left to people's eyes. Raise MissingFileError or UnreadableFileError.
    """
    places = needed(paper, WordFile.open(issued))
    pages = tuple(formats.scanned_pages(printed, marks.PREFIX)) if places else ()
    by_page: dict[int, list[tuple[SigningPlace, Area]]] = {}
    placed: list[SigningPlace] = []
    for place in dict.fromkeys(places):
        found = list(_found(place, printed, pages))
        is_whole = len(found) == (len(pages) if place.how == "line" else places.count(place))
        placed += [place] * places.count(place) if is_whole else []
        if is_whole or place.how == "line":
            for page, area in found:
                by_page.setdefault(page, []).append((place, area))
    lost = [each for each in places if each not in placed]
    unplaced = tuple(_unplaced(_expected(paper, issued, workspace), lost, placed))
    return SeatsInPrint({page.position: page for page in pages if page.position in by_page}, by_page, unplaced)


def needed(paper: FiledPaper, word: WordFile) -> list[SigningPlace]:
    """Return the places of `word`, the file of `paper`, where the law or the form asks for a signature or a seal."""
    return [place for place in signing_places(word) if _is_needed(paper, place)]


def _expected(paper: FiledPaper, issued: Path, workspace: Workspace) -> list[SigningPlace]:
    """Return the places that `paper` would have on the form that comes with the program."""
    try:
        content = drafting.on_shipped_form(paper.paper, paper.facts, workspace, issued)
    except (FactsRefusedError, TemplateRefusedError, LookupError, TypeError):  # facts may be of any age
        return [_ANYBODY]
    return needed(paper, WordFile.of(content, issued))


def _unplaced(
    expected: Sequence[SigningPlace], lost: Sequence[SigningPlace], placed: Sequence[SigningPlace]
) -> Iterator[Unsigned]:
    """Give who is `expected` to sign more often than `placed`, and each seat of the file that was `lost` in print."""
    free, told = Counter(map(_name, placed)), Counter[str]()
    for place in expected:
        free[_name(place)] -= 1
        if free[_name(place)] < 0:
            told[_name(place)] += 1
            yield Unsigned(None, place.role, place.who, _LOOK)
    for place in lost:
        told[_name(place)] -= 1
        if told[_name(place)] < 0:
            yield Unsigned(None, place.role, place.who, _LOOK)


def _name(place: SigningPlace) -> str:
    """Return who signs at `place` without a note: a form may name a role or a number with the name, or not."""
    return place.who.partition("（")[0]


def _is_needed(paper: FiledPaper, place: SigningPlace) -> bool:
    facts = unwrapped(paper.facts)
    if place.who == _ADDRESSEE and any(facts.get(instead) for instead in _INSTEAD):
        return False
    return place.role not in _MAY_SIGN.get(paper.paper, ())


def _found(place: SigningPlace, printed: Path, pages: Sequence[ScannedPage]) -> Iterator[tuple[int, Area]]:
    """Give page (from 1) and area of each spot in `printed` where the ink of `place` is looked for."""
    hits = formats.pdf.places_of(printed, place.words)
    if place.how in {"seal", "line"}:
        yield from ((hit.page + 1, _over_words(place, hit)) for hit in hits)
        return
    cells = [(hit.page + 1, _in_cell(place, hit, printed, pages[hit.page])) for hit in hits]
    ruled = [(page, area) for page, area in cells if area is not None]
    # Where somebody took the lines away, or the words do not fit between them, a name stands right of the words.
    yield from ruled or [(hit.page + 1, _right_of(place, hit)) for hit in hits]


def _over_words(place: SigningPlace, hit: Place) -> Area:
    """Return where a seal lies over the words `hit`, or a name stands on the line with which they end."""
    left, top, right, bottom = hit.area
    if place.how == "seal":
        more = _SEAL / hit.page_width
        return left - more, top - more, right + more, bottom + more
    label = len(place.words.rstrip("＿_")) / len(place.words)
    return left + (right - left) * label, top - _PEN / hit.page_width, right, bottom


def _in_cell(place: SigningPlace, hit: Place, printed: Path, page: ScannedPage) -> Area | None:
    """Return the cell beside the words `hit`; None where they are part of a sentence, or of a longer name."""
    label = formats.cell_around(page.picture, hit.area)
    if label is None or formats.pdf.text_in(printed, hit.page, label) != place.words:
        return None
    beside = formats.cell_beside(page.picture, label)
    if beside is None:
        return None
    inner = _BORDER / hit.page_width
    left, top, right, bottom = beside
    # A seal is put over the committee's name as well.
    return hit.area[0] if place.how == "sealed cell" else left + inner, top + inner, right - inner, bottom - inner


def _right_of(place: SigningPlace, hit: Place) -> Area:
    left, top, right, bottom = hit.area
    width, height, gap = (each / hit.page_width for each in (*SIZE, _GAP))
    middle = (top + bottom) / 2
    start, end = (left, right + gap + width) if place.how == "sealed cell" else (right + gap, right + gap + width)
    return start, middle - height / 2, min(end, 1.0), middle + height / 2
