"""The list of grievances of a recording: found by the machine, revised by people, with repeats proposed."""

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

    The list of a recording is made once for each transcript version and stored; confirmed grievances stay confirmed.
    """
    if not is_taken_in(desk, what):
        return found_in(desk, records.from_file(Transcript, desk.file(what)))
    recording = find_recording(desk.store, what)
    transcript = load_transcript(desk.store, recording.code)
    earlier = load_revisions(desk.store, recording.code)
    return save_grievances(desk.store, recording.code, found_in(desk, transcript, earlier))


def found_with_transcript(desk: Desk, what: str) -> tuple[GrievanceList, Transcript]:
    """Return the grievances of `what` as `find_grievances` does, and the transcript they were found in."""
    found = find_grievances(desk, what)
    if not is_taken_in(desk, what):
        return found, records.from_file(Transcript, desk.file(what))
    code = find_recording(desk.store, what).code
    return found, load_transcript(desk.store, code, found.transcript.version)


def found_in(desk: Desk, transcript: Transcript, applied: Sequence[Revision] = ()) -> GrievanceList:
    """Return the grievances found in `transcript`, after the revisions `applied`.

    Subjects come from the model trained on confirmed examples; each grievance has the earlier ones it may repeat.
    """
    names = (desk.settings.villages, desk.settings.words.local)
    grievance_list = find.find(transcript, *names)
    revised = revisions.applied(grievance_list, applied, lambda stretches: find.read(transcript, stretches, *names))
    taught = (*examples.read(desk.workspace.subject_examples_file), *load_examples(desk.store))
    return with_repeats(desk, tags.tag(revised, transcript, subject_model.trained_model(taught)))
