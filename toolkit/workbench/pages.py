"""The data that each page of the workbench shows. Withheld words are in none of it.

A page is a function of the desk and of what its address holds; it returns a dataclass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import loop
from toolkit.archive import backups
from toolkit.chinese import dates
from toolkit.search import ALIKE, SEARCHED, WITHOUT_WITHHELD, Filters, building, search
from toolkit.workbench import (
    answer_pages,
    case_pages,
    closed_loop,
    county,
    keeping,
    lists,
    meeting_pages,
    paper_forms,
    policy_pages,
    signing_pages,
    speech,
    today,
)
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk, paper_number, recording_code, settings_editing

_HITS = 100


@dataclass(frozen=True)
class Frame:
    """What stands around every page: the office, the day with its lunar name, and what needs a look first.

    `unfinished` says what an opening left undone, and that the clock of the machine may be wrong.
    """

    office: str
    today: str
    lunar: str
    unfinished: tuple[str, ...]
    may_see: tuple[str, ...]


def frame(desk: Desk, _given: Given) -> Frame:
    """Return what stands around every page."""
    settings = desk.settings
    lunar = dates.lunar_text(desk.today)
    doubts = (*desk.unfinished, *loop.events.clock_remarks(desk))
    return Frame(settings.office.name, desk.today.isoformat(), lunar, doubts, settings.accusations.may_see)


@dataclass(frozen=True)
class Today:
    """The lines of 今天要办, in order."""

    tasks: tuple[today.Task, ...]


def due_today(desk: Desk, _given: Given) -> Today:
    """Return what waits today."""
    return Today(today.tasks(desk))


@dataclass(frozen=True)
class HitLine:
    """A sentence that was looked for, with the page that plays it."""

    code: str
    start_s: float
    speaker: str
    text: str
    grievance: str
    page: str


@dataclass(frozen=True)
class Hits:
    """The sentences found; `more` says that there are others, `unread` in how many recordings nobody has looked yet.

    `note` tells what was searched where nothing was found, or that what was found only sounds like the words.
    """

    hits: tuple[HitLine, ...]
    more: bool
    unread: int = 0
    note: str = ""


def find(desk: Desk, given: Given) -> Hits:
    """Return the sentences that hold the words of `words`, in `place`, by `date`; none without words."""
    if not any(given.values()):
        return Hits((), more=False)
    wish = Filters(**{name: given.get(name) or None for name in ("place", "date", "subject", "colour")})
    unread = building.left(desk)
    words, note = given.get("words", ""), ""
    hits = search(desk, words, _HITS, wish, update=not unread)
    if not hits:
        hits = search(desk, words, _HITS, wish, update=not unread, alike=True) if words.split() else ()
        note = ALIKE if hits else f"{SEARCHED}{WITHOUT_WITHHELD}"
    lines = tuple(
        HitLine(
            hit.code,
            hit.start_s,
            hit.speaker or "",
            hit.text,
            hit.grievance or "",
            f"/meeting/{hit.code}/text/{hit.start_s}",
        )
        for hit in hits
    )
    return Hits(lines, len(hits) == _HITS, unread, note)


# -- settings --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SettingField:
    """A setting that may be written: its key, its name, and its value."""

    key: str
    name: str
    value: str


@dataclass(frozen=True)
class SettingsPage:
    """The settings as they stand, numbers as they come out of them in `year`, and the backups that were made.

    `is_first` says that they are still those of the made-up township.
    """

    file: str
    is_first: bool
    year: int
    fields: tuple[SettingField, ...]
    villages: tuple[str, ...]
    numbers: tuple[str, ...]
    backups: tuple[str, ...]


def settings(desk: Desk, _given: Given) -> SettingsPage:
    """Return the settings as they stand."""
    known = desk.settings
    values = settings_editing.values(known)
    year = desk.today.year
    papers = ("legal_opinion", "termination_notice", "mediation_agreement")
    return SettingsPage(
        file=str(desk.workspace.settings_file),
        is_first=today.is_made_up(desk),
        year=year,
        fields=tuple(SettingField(field.key, field.name, values[field.key]) for field in settings_editing.FIELDS),
        villages=known.places,
        numbers=(recording_code(known.archive, year, 1), *(paper_number(paper, known, year, 1) for paper in papers)),
        backups=tuple(f"{backup.made_at[:10]} {backup.path}" for backup in reversed(backups.listing(desk))),
    )


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {
    "frame": frame,
    "today": due_today,
    "meetings": meeting_pages.meetings,
    "recording": meeting_pages.recording,
    "case": case_pages.case,
    "find": find,
    "settings": settings,
    **lists.PAGES,
    **keeping.PAGES,
    **answer_pages.PAGES,
    **policy_pages.PAGES,
    **signing_pages.PAGES,
    **closed_loop.PAGES,
    **county.PAGES,
    **speech.PAGES,
    **paper_forms.PAGES,
}
