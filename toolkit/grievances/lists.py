"""The list of grievances of a recording: found by machine, revised by people, with repeats offered."""

from collections.abc import Sequence

from toolkit import records
from toolkit.grievances import revisions
from toolkit.grievances.finding import find
from toolkit.grievances.register import load_examples, load_revisions, save_grievances, with_repeats
from toolkit.grievances.revisions import Revision
from toolkit.grievances.tagging import examples, tags
from toolkit.grievances.tagging import model as subject_model
from toolkit.meetings import find_recording
from toolkit.records import GrievanceList, Transcript
from toolkit.transcripts import is_taken_in, load_transcript
from toolkit.workspace import Desk


def find_grievances(desk: Desk, what: str) -> GrievanceList:
    """Return the grievances of `what`, a recording's code or the path of a transcript's JSON file.

    For a recording they are found once for each transcript version and kept; what was confirmed stays confirmed.
    """
    if not is_taken_in(desk, what):
        return found_in(desk, records.from_file(Transcript, desk.file(what)))
    recording = find_recording(desk.store, what)
    transcript = load_transcript(desk.store, recording.code)
    done = load_revisions(desk.store, recording.code)
    return save_grievances(desk.store, recording.code, found_in(desk, transcript, done))


def found_with_transcript(desk: Desk, what: str) -> tuple[GrievanceList, Transcript]:
    """Return the grievances of `what` as `find_grievances` does, and the transcript that they were found in."""
    found = find_grievances(desk, what)
    if not is_taken_in(desk, what):
        return found, records.from_file(Transcript, desk.file(what))
    code = find_recording(desk.store, what).code
    return found, load_transcript(desk.store, code, found.transcript.version)


def found_in(desk: Desk, transcript: Transcript, done: Sequence[Revision] = ()) -> GrievanceList:
    """Return what is found in `transcript`, with what people did to the list, `done`.

    Subjects are those that people taught; each grievance has the earlier ones that it may repeat.
    """
    names = (desk.settings.villages, desk.settings.words.local)
    found = find.find(transcript, *names)
    revised = revisions.applied(found, done, lambda stretches: find.read(transcript, stretches, *names))
    taught = (*examples.read(desk.workspace.subject_examples_file), *load_examples(desk.store))
    return with_repeats(desk, tags.tag(revised, transcript, subject_model.trained(taught)))
