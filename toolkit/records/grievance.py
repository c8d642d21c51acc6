"""Grievances with their evidence, subjects, colours and tags."""

from dataclasses import dataclass
from typing import Any, Literal

from toolkit.records.transcript import TranscriptRef

Kind = Literal["申诉求决", "建议意见", "检举控告", "涉法涉诉", "咨询"]
ColourName = Literal["红", "黄", "绿"]
Status = Literal["proposed", "confirmed", "withdrawn", "discarded"]
Sensitive = Literal["health", "minor", "accusation", "identity"]
# Whether a grievance accuses an office or its holders (检举控告), as a person judged; until then it counts as "yes".
Accusation = Literal["yes", "no", "unjudged"]
# The kinds of other side: the first two may mediate, an office-holder makes an accusation likely.
SideKind = Literal["private", "firm", "public_body", "office_holder"]
# The kinds of danger to life and limb: the value of `Grievance.danger`.
DangerKind = Literal["self_harm", "violence", "threat", "child", "sick"]


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
    """The other side of a matter, as said, and its kind; None where the kind is unknown."""

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
    """The subject in two levels, with its confidence from 0 to 1 and the words that decided it."""

    level1: str | None
    level2: str | None
    confidence: float
    unsure: bool
    candidates: tuple[SubjectCandidate, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Colour:
    """The triage colour with its reason in one Chinese sentence; None where no rule applies."""

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
    """One grievance: its person, places, request, dates and amounts as said, and its tags."""

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
        """Turn an `against` that is given as a plain fact into a side of unknown kind."""
        given: Fact | None = self.against
        if given is not None and not isinstance(given, Side):
            object.__setattr__(self, "against", Side(given.value, given.evidence, given.confidence))


@dataclass(frozen=True)
class GrievanceList:
    """The grievances of one transcript."""

    transcript: TranscriptRef
    grievances: tuple[Grievance, ...]
    format: Literal["yehua-grievances/2"] = "yehua-grievances/2"
