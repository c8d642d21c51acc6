"""Who has to sign a paper, and where: seats are found by their words, so that a lawyer may move the lines in Word."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import formats
from toolkit.chinese import same_person
from toolkit.core import write_whole
from toolkit.formats import Place
from toolkit.papers import FiledPaper, unwrapped
from toolkit.signing.faults import refuse
from toolkit.signing.signings import Seat

AGREEMENT = "mediation_agreement"
SEAL, TEXT, PARTY = "Seal", "Text", "Party"
_GAP, _MARGIN = 28.0, 20.0  # points
SIZE = (146.0, 23.0)  # width and height of a seat in points


@dataclass(frozen=True)
class Box:
    """The place of a seat: page from 0, and left, bottom, right, top in points."""

    page: int
    corners: tuple[float, float, float, float]


def seats_of(paper: FiledPaper) -> tuple[Seat, ...]:
    """Return who has to sign an agreement (人民调解法 Art 29): the parties, the mediators, and the committee's seal."""
    facts = unwrapped(paper.facts)
    return (
        *_people(facts["parties"], "当事人", PARTY),
        *_people(facts["mediators"], "人民调解员", "Mediator"),
        _seal(facts),
    )


def _people(people: Sequence[dict[str, str]], role: str, field: str) -> Iterator[Seat]:
    for place, person in enumerate(people, start=1):
        yield Seat(f"{field}{place}", role, person["name"], f"{role}{person['name']}")


def _seal(facts: dict[str, str]) -> Seat:
    return Seat(SEAL, "印章", facts["committee"], f"{facts['committee']}（印章）")


def of_person(seats: Iterable[Seat], who: str) -> tuple[Seat, ...]:
    """Return those of `seats` in which `who` has to sign, the name written just so first."""
    mine = (seat for seat in seats if same_person(seat.who, who))
    return tuple(sorted(mine, key=lambda seat: seat.who != who))


def boxes(pdf: bytes, seats: Sequence[Seat], number: str) -> dict[str, Box]:
    """Return by field the box beside the words of each of `seats` in the paper `number`.

    Raise SigningRefusedError naming every seat whose words stand there not at all, or more than once.
    """
    with tempfile.TemporaryDirectory(prefix="yehua-seats-", ignore_cleanup_errors=True) as name:
        file = write_whole(Path(name) / "paper.pdf", pdf)
        places = {seat.field: formats.pdf.places_of(file, seat.words) for seat in seats}
    reasons = []
    for seat in seats:
        count = len(places[seat.field])
        if count != 1:
            count_text = "找不到" if not count else f"有 {count} 处"
            reasons.append(
                f"“{seat.words}”在这份文书里{count_text}，要正好一处，才知道在哪里签；请改好文书更正重出，或者用纸面签"
            )
    refuse(f"{number} 的签名准备", list(dict.fromkeys(reasons)))
    found = [place[0] for place in places.values()]
    ends = {page: max(place.right for place in found if place.page == page) for page in {place.page for place in found}}
    return {field: _beside(place[0], ends[place[0].page]) for field, place in places.items()}


def _beside(place: Place, end: float) -> Box:
    """Return the box of the seat whose words stand at `place`, beside the `end` of the longest words on its page."""
    middle = (place.bottom + place.top) / 2
    width, height = SIZE
    left = min(end + _GAP, place.page_width - _MARGIN - width)
    return Box(place.page, (left, middle - height / 2, left + width, middle + height / 2))
