"""What passes between the stages: frozen dataclasses, and their JSON as in `docs/schemas/`.

Seconds are floats in fields that end in `_s`. Unknown is None, never an empty guess.
"""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from toolkit.core import BrokenRecordError, open_to_read

Kind = Literal["申诉求决", "建议意见", "检举控告", "涉法涉诉", "咨询"]
ColourName = Literal["红", "黄", "绿"]
Status = Literal["proposed", "confirmed", "withdrawn", "discarded"]
Sensitive = Literal["health", "minor", "accusation", "identity"]
# Whether a grievance accuses an office or its holders (检举控告), as a person judged; until then it counts as "yes".
Accusation = Literal["yes", "no", "unjudged"]
# What the other side is: the first two may mediate, an office-holder makes an accusation likely.
SideKind = Literal["private", "firm", "public_body", "office_holder"]
# What a danger to life and limb consists in: the value of `Grievance.danger`.
DangerKind = Literal["self_harm", "violence", "threat", "child", "sick"]

T = TypeVar("T")


class Timed(Protocol):
    """Whatever lies in a recording from `start_s` to `end_s`."""

    @property
    def start_s(self) -> float:
        """Where it begins, in seconds."""

    @property
    def end_s(self) -> float:
        """Where it ends, in seconds."""


@dataclass(frozen=True)
class SoundFacts:
    """What a sound file tells of itself; `container` and `codec` by ffmpeg's names, `rate` in Hz."""

    container: str
    codec: str
    rate: int
    channels: int
    seconds: float
    size: int


@dataclass(frozen=True)
class Stretch:
    """A stretch of a recording, from `start_s` to `end_s`."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class Chunk:
    """What is decoded in one go: at most 30 s, with the stretches of speech in it."""

    start_s: float
    end_s: float
    speech: tuple[Stretch, ...]


@dataclass(frozen=True)
class Word:
    """A word or character as heard; `confidence` is how sure the engine is of it, from 0 to 1."""

    start_s: float
    end_s: float
    text: str
    confidence: float | None = None


@dataclass(frozen=True)
class Correction:
    """One change of a segment's text: at character `at` of the text as it was, `from_` became `to`."""

    from_: str
    to: str
    at: int
    reason: str
    by: str | None = None


@dataclass(frozen=True)
class Segment:
    """A stretch of speech with its text; `id` never changes and is never used again."""

    id: str
    number: int
    start_s: float
    end_s: float
    text: str
    speaker: str | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()
    corrections: tuple[Correction, ...] = ()
    from_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Removed:
    """What a guard took out of the transcript, kept with its reason."""

    start_s: float
    end_s: float
    text: str
    reason: str


@dataclass(frozen=True)
class Coverage:
    """Seconds of speech, seconds of it with text, and the stretches of speech without text."""

    speech_s: float
    text_s: float
    uncovered: tuple[Stretch, ...]


@dataclass(frozen=True)
class RecordingRef:
    """The recording a transcript belongs to; `code` is None for a file that was not taken in."""

    code: str | None
    sha256: str
    seconds: float


@dataclass(frozen=True)
class Engine:
    """What decoded the sound, exactly enough to do it again."""

    name: str
    version: str
    model: str
    model_sha256: str | None
    options: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Transcript:
    """All segments of a recording, in order of time, never overlapping, inside the recording."""

    recording: RecordingRef
    engine: Engine
    segments: tuple[Segment, ...]
    removed: tuple[Removed, ...]
    coverage: Coverage
    version: int = 1
    parent: int | None = None
    format: Literal["yehua-transcript/1"] = "yehua-transcript/1"


@dataclass(frozen=True)
class Evidence:
    """The words a fact was taken from: characters `start` to `end` of the text of `segment`."""

    segment: str
    start: int
    end: int


@dataclass(frozen=True)
class Fact:
    """A value with the words it was taken from; `confidence` from 0 to 1."""

    value: Any
    evidence: tuple[Evidence, ...]
    confidence: float


@dataclass(frozen=True)
class Side(Fact):
    """The other side of a matter, as said, and what kind of side it is; None where nothing tells."""

    kind: SideKind | None = None


@dataclass(frozen=True)
class Amount:
    """An amount of money as said; `per` is the unit it is counted by (亩, 月 …) or None."""

    yuan: float
    per: str | None
    approximate: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Passage:
    """A stretch of one grievance, from segment `first` to segment `last`."""

    first: str
    last: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class SubjectCandidate:
    """A subject that might be right."""

    level1: str | None
    level2: str | None
    confidence: float


@dataclass(frozen=True)
class Subject:
    """The subject in two levels, how sure, and the words that decided."""

    level1: str | None
    level2: str | None
    confidence: float
    unsure: bool
    candidates: tuple[SubjectCandidate, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Colour:
    """The triage colour with its reason in one Chinese sentence; None where no rule speaks."""

    value: ColourName | None
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Repeat:
    """An earlier grievance that this one may repeat."""

    number: str
    score: float
    reason: str
    confirmed: bool


@dataclass(frozen=True)
class Mediation:
    """A dispute between private sides that may be offered for mediation."""

    type: str


@dataclass(frozen=True)
class Grievance:
    """One grievance: who, where, what, since when, how much, how often, and its tags."""

    ordinal: int
    passages: tuple[Passage, ...]
    start_s: float
    text: str
    summary: str
    subject: Subject
    kinds: tuple[Kind, ...]
    colour: Colour
    person: Fact | None = None
    home: Fact | None = None
    site: Fact | None = None
    against: Side | None = None
    request: Fact | None = None
    people: Fact | None = None
    since: Fact | None = None
    earlier_reports: Fact | None = None
    dates: tuple[Fact, ...] = ()
    amounts: tuple[Amount, ...] = ()
    channel: str | None = None
    sensitive: tuple[Sensitive, ...] = ()
    mediation: Mediation | None = None
    repeat_of: tuple[Repeat, ...] = ()
    number: str | None = None
    status: Status = "proposed"
    accusation: Accusation = "unjudged"
    danger: Fact | None = None

    def __post_init__(self) -> None:
        """Make a side of unknown kind of another side that is given as a plain fact."""
        given: Fact | None = self.against
        if given is not None and not isinstance(given, Side):
            object.__setattr__(self, "against", Side(given.value, given.evidence, given.confidence))


@dataclass(frozen=True)
class TranscriptRef:
    """The transcript version that evidence points into."""

    recording: str | None
    version: int


@dataclass(frozen=True)
class GrievanceList:
    """The grievances of one transcript."""

    transcript: TranscriptRef
    grievances: tuple[Grievance, ...]
    format: Literal["yehua-grievances/2"] = "yehua-grievances/2"


@dataclass(frozen=True)
class Meeting:
    """A night meeting, known by place and lunar month; `held_on` is the Gregorian day it really took place."""

    number: str
    place: str
    lunar_year: int
    lunar_month: int
    leap: bool
    held_on: dt.date


@dataclass(frozen=True)
class Recording:
    """A recording taken in: original and access copy, both hashed; paths are relative to the workspace.

    Where something was sealed apart, `original` and `sha256` are those of the recording with `silenced` taken out,
    `source_sha256` is that of what was taken in, and `sealed` tells under which numbers the whole is kept. Of a
    recording that was destroyed, `destroyed` is the number it was destroyed under; its files are gone.
    """

    code: str
    meeting: str
    position: int
    sha256: str
    seconds: float
    source_name: str
    original: str
    access: str
    access_sha256: str
    sound: SoundFacts
    silenced: tuple[Stretch, ...] = ()
    source_sha256: str | None = None
    sealed: tuple[str, ...] = ()
    destroyed: str | None = None


@dataclass(frozen=True)
class Entry:
    """One entry of the ledger; a mistake is mended by a later entry that names it in `corrects`."""

    id: int
    case: str
    kind: str
    date: dt.date
    document: str | None = None
    served_on: dt.date | None = None
    proof: str | None = None
    proof_sha256: str | None = None
    note: str | None = None
    corrects: int | None = None


@dataclass(frozen=True)
class CaseState:
    """A case as it stood on one day.

    `source` says where its grievances came from (夜话, 来信 …), `received` is the local day or minute, in ISO form, at
    which the first of them was received.
    """

    case: str
    state: str
    grievances: tuple[str, ...]
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()
    source: str = ""
    received: str = ""


@dataclass(frozen=True)
class Finding:
    """One fault a rule found in the facts or the text of a paper."""

    rule: str
    level: Literal["error", "warning"]
    field: str
    message: str
    remedy: str
    basis: str


@dataclass(frozen=True)
class Copy:
    """One copy of a paper and who keeps it; `sha256` is its hash, empty where it was made before copies had one."""

    holder: str
    file: str
    sha256: str = ""


@dataclass(frozen=True)
class IssuedPaper:
    """A paper that was numbered and frozen."""

    paper: str
    number: str
    sha256: str
    copies: tuple[Copy, ...]
    findings: tuple[Finding, ...]


def overlap_s(one: Timed, other: Timed) -> float:
    """Return how many seconds two stretches of one recording have in common."""
    return max(0.0, min(one.end_s, other.end_s) - max(one.start_s, other.start_s))


def length_s(one: Timed) -> float:
    """Return how many seconds a stretch of a recording lasts."""
    return one.end_s - one.start_s


def without(stretch: Stretch, others: Iterable[Timed]) -> tuple[Stretch, ...]:
    """Return what is left of `stretch` without `others`."""
    left = [stretch]
    for other in others:
        left = [
            part
            for one in left
            for part in (
                Stretch(one.start_s, min(one.end_s, other.start_s)),
                Stretch(max(one.start_s, other.end_s), one.end_s),
            )
            if part.start_s < part.end_s
        ]
    return tuple(left)


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=False)
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_structure_hook(dt.date, lambda text, _: dt.date.fromisoformat(text))
    # `from` is a word of Python's, so the field is called `from_`.
    converter.register_unstructure_hook(
        Correction, make_dict_unstructure_fn(Correction, converter, from_=override(rename="from"))
    )
    converter.register_structure_hook(
        Correction, make_dict_structure_fn(Correction, converter, from_=override(rename="from"))
    )
    read_list = make_dict_structure_fn(GrievanceList, converter)
    converter.register_structure_hook(GrievanceList, lambda data, kind: read_list(_as_second_form(data), kind))
    return converter


def _as_second_form(data: Any) -> Any:
    """Return a list of grievances in its second form: the first one only lacks fields that have a default."""
    return {**data, "format": "yehua-grievances/2"} if data["format"] == "yehua-grievances/1" else data


_CONVERTER = _converter()


def to_json(record: Any) -> Any:
    """Return `record` as what JSON can hold: dicts, lists, strings, numbers, None."""
    return _CONVERTER.unstructure(record)


def to_text(record: Any) -> str:
    """Return `record` as readable JSON text that ends with a newline."""
    return json.dumps(to_json(record), ensure_ascii=False, indent=1) + "\n"


def from_json(kind: type[T], data: Any, path: Path | str = "-") -> T:
    """Return the record of `kind` that `data` holds.

    Raise BrokenRecordError naming `path` and the place in the data.
    """
    try:
        return _CONVERTER.structure(data, kind)
    except (cattrs.BaseValidationError, KeyError, TypeError, ValueError, AttributeError) as fault:
        why = "；".join(cattrs.transform_error(fault))
        raise BrokenRecordError(path=path, format=kind.__name__, why=why) from fault


def from_file(kind: type[T], path: Path) -> T:
    """Return the record of `kind` in the JSON file at `path`.

    Raise MissingFileError, UnreadableFileError or BrokenRecordError.
    """
    with open_to_read(path) as file:
        content = file.read()
    try:
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise BrokenRecordError(path=path, format=kind.__name__, why="不是 JSON 文件，或者括号套得太深") from fault
    return from_json(kind, data, path)
