"""Whether something is written in each seat of a scanned paper original.

What, and by whom, a person has to see; also where a seal, a stain or a thumb of somebody else lies over a seat.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit import formats
from toolkit.formats import Area, ScannedPage
from toolkit.formats.word import SEALED, SigningPlace

# In squares as wide as the page. A name has 13 mm² of A4 at least, also by a thin pen; of a seal whose rim runs through
# the seat of another, mostly less lies there. Of the seal itself little is free of the printed words.
_WRITTEN, _SEALED = 30e-5, 5e-5


@dataclass(frozen=True)
class Unsigned:
    """A seat of page `page` (from 1) in which the scan shows nothing; `why` in Chinese.

    `page` is None where nobody but a person can find the seat.
    """

    page: int | None
    role: str
    who: str
    why: str

    def __str__(self) -> str:
        """Return the sentence that tells it."""
        spot = "盖章处" if self.role == SEALED else "签名处"
        if self.page is None:
            return f"{self.role} {self.who}：找不到{spot}，{self.why}。".lstrip()
        return f"第 {self.page} 页{self.role} {self.who} 的{spot}{self.why}。"


@dataclass(frozen=True)
class SeatsInPrint:
    """The pages of a printed original on which people sign, by their number from 1, and the seats there.

    `unplaced` are those who have to sign, and whose seats were not found in the print.
    """

    pages: Mapping[int, ScannedPage]
    seats: Mapping[int, Sequence[tuple[SigningPlace, Area]]]
    unplaced: tuple[Unsigned, ...]

    def unsigned(self, scan: ScannedPage, page: int) -> Iterator[Unsigned]:
        """Give each seat of `page` in which `scan` shows nothing, or that cannot be found in it."""
        if page not in self.pages:
            return
        here = self.seats[page]
        covered = formats.ink_beyond(scan, self.pages[page], [area for _, area in here])
        for number, (place, _) in enumerate(here):
            least = _WRITTEN if place.how in {"cell", "line"} else _SEALED
            if covered is None:
                yield Unsigned(page, place.role, place.who, "对不准位置，看不出签了没有")
            elif covered[number] < least:
                yield Unsigned(page, place.role, place.who, "是空的")
