"""The pages 政策 and 政策事项: matters, their words of law, telephones, walls, notices and visits; and their acts."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import policies
from toolkit.core import UnknownNumberError
from toolkit.workbench.fields import Given
from toolkit.workbench.requests import for_a_page
from toolkit.workspace import Desk

LISTS = ("who", "gives", "bring", "steps", "basis")
_REVIEW = dt.timedelta(days=180)
_SHOWN = 12


# -- pages -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MatterLine:
    """A matter in the list: who wrote and checked it, until when, and how much is left to do."""

    id: str
    title: str
    written_by: str
    checked_by: str
    review_by: str
    blanks: int
    bars: int


@dataclass(frozen=True)
class TextLine:
    """A local policy text: where it stands, its words, who copied and compared it, and why it cannot be relied on."""

    sha256: str
    cited: str
    text: str
    copied_by: str
    checked_by: str
    until: str
    doubt: str


@dataclass(frozen=True)
class WallLine:
    """A wall in the list: what the last patrol found of its plate, on which day and walk, and whether one is due."""

    code: str
    village: str
    state: str
    seen_on: str
    walk: str
    needs_plate: bool
    is_due: bool


@dataclass(frozen=True)
class PosterLine:
    """A notice that was made: its number, its matter, where it hangs and until when."""

    number: str
    matter: str
    place: str
    until: str
    down: str


@dataclass(frozen=True)
class PoliciesPage:
    """The policy dictionary as it stands."""

    matters: tuple[MatterLine, ...]
    faults: tuple[str, ...]
    needed: tuple[str, ...]
    texts: tuple[TextLine, ...]
    telephones: tuple[policies.directory.Dialled, ...]
    walls: tuple[WallLine, ...]
    states: tuple[str, ...]
    posters: tuple[PosterLine, ...]
    views: int
    peak: str
    by_hour: tuple[int, ...]
    most_read: tuple[tuple[str, int], ...]
    walls_read: tuple[tuple[str, str], ...]
    months: tuple[policies.windows.WindowMonth, ...]
    url: str


def overview(desk: Desk, _given: Given) -> PoliciesPage:
    """Return the policy dictionary as it stands today."""
    check = policies.checks.checked(desk)
    with desk.store.reading() as tx:
        texts = policies.texts.PolicyTexts(desk, tx).local
        telephones = policies.directory.Directory(tx).numbers
        walls, posters = policies.walls.standing(tx), policies.postings.register(tx)
        visits, months = policies.visits.kept(desk, tx), policies.windows.all_months(tx)
    bars = [bar.matter for bar in check.bars]
    return PoliciesPage(
        matters=tuple(_matter_line(each, bars.count(matter_id)) for matter_id, each in check.matters.items()),
        faults=tuple(for_a_page(fault.why) for fault in check.faults if not fault.matter),
        needed=tuple(f"《{law}》{'、'.join(places)}" for law, places in check.needed.items()),
        texts=tuple(
            TextLine(
                each.sha256,
                each.cited,
                each.text,
                each.copied_by,
                each.checked_by,
                str(each.until or ""),
                for_a_page(each.doubt),
            )
            for each in texts
        ),
        telephones=telephones,
        walls=tuple(_wall_line(desk, each) for each in walls),
        states=policies.walls.STATES,
        posters=tuple(
            PosterLine(each.number, each.matter, each.place, str(each.until or ""), str(each.down or ""))
            for each in posters
        ),
        views=visits.views,
        peak=_peak(visits.by_hour),
        by_hour=tuple(visits.by_hour.get(f"{hour:02d}", 0) for hour in range(24)) if visits.views else (),
        most_read=tuple((_title(check, name), count) for name, count in visits.by_matter.most_common(_SHOWN)),
        walls_read=tuple(policies.visits.public_counts(dict(visits.by_wall.most_common(_SHOWN))).items()),
        months=months,
        url=desk.settings.policies.url,
    )


def _wall_line(desk: Desk, wall: policies.walls.Wall) -> WallLine:
    seen_on = str(wall.seen_on or "")
    return WallLine(
        wall.code, wall.village, wall.state, seen_on, wall.walk, wall.needs_plate, is_due=wall.is_due(desk.today)
    )


def _peak(by_hour: Mapping[str, int]) -> str:
    busiest = policies.visits.peak(by_hour)
    if busiest is None:
        return ""
    return f"{busiest[0]} 点到 {busiest[1]} 点，占 {policies.visits.share(by_hour, busiest)} %"


def _title(check: policies.PolicyCheck, matter_id: str) -> str:
    standing = check.matters.get(matter_id)
    return standing.matter.title if standing else matter_id


def _matter_line(standing: policies.Standing, bars: int) -> MatterLine:
    matter = standing.matter
    review_by = str(standing.review_by or "")
    return MatterLine(
        matter.id, matter.title, standing.written_by, standing.checked_by, review_by, len(matter.blanks), bars
    )


@dataclass(frozen=True)
class MatterPage:
    """A matter to be written: its fields, a line each, what bars it, and the day on which to look again."""

    line: MatterLine
    one_line: str
    remedy: str
    lists: Mapping[str, str]
    contacts: str
    faults: tuple[str, ...]
    review_by: str
    passages: tuple[tuple[str, str], ...]
    clip: str
    captions: str


def matter(desk: Desk, given: Given) -> MatterPage:
    """Return the matter `matter`; raise UnknownNumberError."""
    check = policies.checks.checked(desk)
    matter_id = given.get("matter", "")
    standing = check.matters.get(matter_id)
    if standing is None:
        raise UnknownNumberError(what="事项", number=matter_id)
    faults = tuple(for_a_page(fault.why) for fault in check.faults if fault.matter == matter_id)
    with desk.store.reading() as tx:
        texts = policies.texts.PolicyTexts(desk, tx)
    texts_of_bases = ((basis.cited, texts.find(basis, desk.today)) for basis in standing.matter.bases)
    return MatterPage(
        _matter_line(standing, len(faults)),
        standing.matter.one_line,
        standing.matter.remedy,
        {name: "\n".join(getattr(standing.matter, name)) for name in LISTS},
        "\n".join(f"{each.name}，{each.tel}，{each.hours}" for each in standing.matter.contacts),
        faults,
        (desk.today + _REVIEW).isoformat(),
        tuple((cited, text.text if text else "") for cited, text in texts_of_bases),
        _clip(standing.matter.media),
        "\n".join(standing.matter.media.said) if standing.matter.media else "",
    )


def _clip(media: policies.Media | None) -> str:
    """Return in Chinese what explanation there is, empty without one."""
    if media is None:
        return ""
    kind = "录像和声音" if media.video else "声音"
    return f"{media.dialect}，{media.seconds} 秒，{kind}{'，机器合成' if media.synthetic else ''}"


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"policies": overview, "policy": matter}
