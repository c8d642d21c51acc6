"""今晚必看: danger to life and limb before anything else, also where nobody judged yet whether a grievance accuses.

Of what is withheld only the words of danger, the person and the home are told, since somebody has to go there; and only
to names that the settings allow, each look written down before.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import UnknownNumberError, timecode
from toolkit.formats.word import Grid, write_tables
from toolkit.grievances import access_log
from toolkit.grievances.accusations.danger import KIND_NAMES
from toolkit.grievances.register import load_grievances
from toolkit.meetings import find_recording, list_recordings
from toolkit.records import DangerKind, Fact, Grievance, Segment
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk

_HEADER = (("录音、时间", 42), ("危险", 30), ("原话", 75), ("反映人", 25), ("住址", 33), ("谁去、几点、结果", 52))


@dataclass(frozen=True)
class Danger:
    """A grievance that tells of danger: where it was said, what the danger is, the very words, who and where."""

    recording: str
    ordinal: int
    start_s: float
    danger: DangerKind
    words: str
    person: str
    home: str


def listed(desk: Desk, codes: Iterable[str], by: str) -> tuple[Danger, ...]:
    """Return what is to be seen tonight of the recordings `codes` (none: all), the gravest first, as `by` asks for it.

    Raise WrongValueError for a name that may not see it; UnknownNumberError.
    """
    wanted = [find_recording(desk.store, code).code for code in codes]
    wanted = wanted or [one.code for one in list_recordings(desk.store)]
    access_log.open_for(desk, by, f"今晚必看 {'、'.join(wanted)}")
    found = [one for code in wanted for one in _of_recording(desk, code)]
    order = list(KIND_NAMES)
    return tuple(sorted(found, key=lambda one: (order.index(one.danger), one.recording, one.start_s)))


def _of_recording(desk: Desk, code: str) -> Iterator[Danger]:
    try:
        found = load_grievances(desk.store, code)
    except UnknownNumberError:
        return
    transcript = load_transcript(desk.store, code, found.transcript.version)
    segments = {segment.id: segment for segment in transcript.segments}
    for one in found.grievances:
        if one.danger is not None and one.status not in {"withdrawn", "discarded"}:
            yield _danger(code, one, one.danger, segments)


def _danger(code: str, one: Grievance, danger: Fact, segments: dict[str, Segment]) -> Danger:
    spans = [span for span in danger.evidence if span.segment in segments]
    words = "……".join(segments[span.segment].text[span.start : span.end] for span in spans)
    start = segments[spans[0].segment].start_s if spans else one.start_s
    person, home = (str(fact.value) if fact else "" for fact in (one.person, one.home))
    return Danger(code, one.ordinal, start, danger.value, words, person, home)


def write(desk: Desk, dangers: Iterable[Danger], path: Path) -> Path:
    """Write the sheet 今晚必看 of `dangers` to `path` as a Word file and return the path; raise WrongValueError."""
    rows = tuple(
        (
            f"{one.recording}　第 {one.ordinal} 件　{timecode(one.start_s)}",
            KIND_NAMES[one.danger],
            one.words,
            one.person or "（听录音）",
            one.home or "（听录音）",
            "",
        )
        for one in dangers
    )
    told = (
        f"{desk.settings.office.name}。话里可能有人要出事，共 {len(rows)} 件，今晚就要有人去看。"
        "机器按字词找的，会有误报，也会有漏的；只给要去的人看，用完收回。"
    )
    header = tuple(name for name, _ in _HEADER)
    grid = Grid(header, rows or (("没有", "", "", "", "", ""),), tuple(width for _, width in _HEADER))
    write_tables(path, f"今晚必看（{desk.today.isoformat()}）", (told, grid), wide=True)
    return path
