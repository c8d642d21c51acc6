"""The contents of an archive package, and what of them others may see."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.grievances.accusations import (
    NO_JUDGEMENTS,
    Judgements,
    OpenStretches,
    list_as_others_see,
    may_be_shown,
    open_stretches,
    transcript_as_others_see,
)
from toolkit.meetings import Notice
from toolkit.records import Grievance, GrievanceList, Meeting, Recording, Transcript
from toolkit.workspace import Archive


@dataclass(frozen=True)
class Contents:
    """The contents of the package of `recording`; `exports` maps file names to files made for people to read.

    `acts` are the judgements of accusations, on which depends which words the page shows and `shown_of` leaves.
    `signed` are the signed files and scans of the papers, with the pages that say how they are checked.
    """

    recording: Recording
    meeting: Meeting
    original: Path
    access: Path
    transcripts: tuple[Transcript, ...]
    grievances: GrievanceList | None
    papers: tuple[Path, ...]
    office: str
    packed_on: dt.date
    archive: Archive
    exports: Mapping[str, Path] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    acts: Judgements = NO_JUDGEMENTS
    signed: tuple[Path, ...] = ()

    def open_in(self, transcript: Transcript) -> OpenStretches:
        """Return where the words of `transcript`, a version of this recording's, may be shown."""
        return open_stretches(self.grievances, transcript, self.acts)

    def is_open(self, transcript: Transcript) -> bool:
        """Return whether every segment of `transcript`, a version of this recording's, may be shown."""
        return all(map(self.open_in(transcript).holds, transcript.segments))

    @property
    def newest(self) -> Transcript | None:
        """The newest version of the transcript, if there is any."""
        return max(self.transcripts, key=lambda transcript: transcript.version, default=None)

    @property
    def is_restricted(self) -> bool:
        """Whether anything that was said is withheld."""
        listed = self.grievances.grievances if self.grievances else ()
        return not all(map(may_be_shown, listed)) or (self.newest is not None and not self.is_open(self.newest))

    @property
    def standing(self) -> tuple[Grievance, ...]:
        """The grievances that were neither discarded nor withdrawn."""
        listed = self.grievances.grievances if self.grievances else ()
        return tuple(grievance for grievance in listed if grievance.status in {"proposed", "confirmed"})

    @property
    def shown(self) -> tuple[Grievance, ...]:
        """The standing grievances that others may see."""
        return tuple(filter(may_be_shown, self.standing))

    @property
    def title(self) -> str:
        """The title of the recording; see `title_of`."""
        return title_of(self.meeting)


def title_of(meeting: Meeting) -> str:
    """Return the title of a recording of `meeting`: matter and day (DA/T 63 题名)."""
    return f"{meeting.place}院落夜话录音（{meeting.held_on.isoformat()}）"


def shown_of(contents: Contents) -> Contents:
    """Return `contents` without withheld words, and without exports, which have to be made anew.

    The sound stays as it is: an archive keeps what was recorded.
    """
    transcripts = tuple(transcript_as_others_see(each, contents.open_in(each)) for each in contents.transcripts)
    listed = list_as_others_see(contents.grievances) if contents.grievances else None
    return replace(contents, transcripts=transcripts, grievances=listed, exports={})
