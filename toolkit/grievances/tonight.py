"""The list 今晚必看 of dangers to life and limb, which comes before everything else and before any judgement.

Of a withheld grievance only the words of danger, the person and the home are given, since somebody has to go there; and
only to names that the settings allow, after the look was recorded.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import UnknownNumberError, timecode
from toolkit.formats.word import Grid, write_tables
from toolkit.grievances import access_log
from toolkit.grievances.accusations.danger import KIND_NAMES
from toolkit.grievances.finding.dangers import SURE
from toolkit.grievances.register import load_grievances
from toolkit.meetings import find_recording, list_recordings
from toolkit.records import DangerKind, Fact, Grievance, Segment
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk

_HEADER = (("录音、时间", 42), ("危险", 30), ("原话", 75), ("反映人", 25), ("住址", 33), ("谁去、几点、结果", 52))


@dataclass(frozen=True)
class Danger:
    """A danger in a grievance: its place in the recording, its kind, the quoted words, the person and the home.

    One that is not `sure` was told from the whole matter, by a doubtful sentence.
    """

    recording: str
    ordinal: int
    start_s: float
    danger: DangerKind
    words: str
    person: str
    home: str
    sure: bool


def listed(desk: Desk, codes: Iterable[str], by: str) -> tuple[Danger, ...]:
    """Return the dangers in the recordings `codes` (none: all), gravest first, doubtful last; record the look of `by`.

    Raise WrongValueError for a name that the settings do not allow; UnknownNumberError.
    """
    wanted = [find_recording(desk.store, code).code for code in codes]
    wanted = wanted or [danger.code for danger in list_recordings(desk.store)]
    access_log.open_for(desk, by, f"今晚必看 {'、'.join(wanted)}")
    dangers = [danger for code in wanted for danger in _of_recording(desk, code)]
    order = list(KIND_NAMES)
    return tuple(
        sorted(
            dangers,
            key=lambda danger: (not danger.sure, order.index(danger.danger), danger.recording, danger.start_s),
        )
    )


def _of_recording(desk: Desk, code: str) -> Iterator[Danger]:
    try:
        grievance_list = load_grievances(desk.store, code)
    except UnknownNumberError:
        return
    transcript = load_transcript(desk.store, code, grievance_list.transcript.version)
    segments = {segment.id: segment for segment in transcript.segments}
    for grievance in grievance_list.grievances:
        if grievance.danger is not None and grievance.status not in {"withdrawn", "discarded"}:
            yield _danger(code, grievance, grievance.danger, segments)


def _danger(code: str, grievance: Grievance, danger: Fact, segments: dict[str, Segment]) -> Danger:
    spans = [span for span in danger.evidence if span.segment in segments]
    words = "……".join(segments[span.segment].text[span.start : span.end] for span in spans)
    start = segments[spans[0].segment].start_s if spans else grievance.start_s
    person, home = (str(fact.value) if fact else "" for fact in (grievance.person, grievance.home))
    return Danger(code, grievance.ordinal, start, danger.value, words, person, home, danger.confidence >= SURE)


def write(desk: Desk, dangers: Iterable[Danger], path: Path) -> Path:
    """Write the sheet 今晚必看 of `dangers` to the Word file `path` and return the path; raise WrongValueError."""
    rows = tuple(
        (
            f"{danger.recording}　第 {danger.ordinal} 件　{timecode(danger.start_s)}",
            KIND_NAMES[danger.danger],
            danger.words,
            danger.person or "（听录音）",
            danger.home or "（听录音）",
            "",
        )
        for danger in dangers
    )
    preface = (
        f"{desk.settings.office.name}。话里可能有人要出事，共 {len(rows)} 件，今晚就要有人去看。"
        "机器按字词找的，会有误报，也会有漏的，拿不准的排在后面；只给要去的人看，用完收回。"
    )
    header = tuple(name for name, _ in _HEADER)
    grid = Grid(header, rows or (("没有", "", "", "", "", ""),), tuple(width for _, width in _HEADER))
    write_tables(path, f"今晚必看（{desk.today.isoformat()}）", (preface, grid), wide=True)
    return path
