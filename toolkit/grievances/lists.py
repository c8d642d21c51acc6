"""The list of grievances of a recording: found by the machine, revised by people, with repeats proposed."""

from collections.abc import Sequence

from toolkit import records
from toolkit.core import timecode
from toolkit.grievances import learned, revisions
from toolkit.grievances.finding import find
from toolkit.grievances.register import load_revisions, save_grievances
from toolkit.grievances.repeat_rows import with_repeats
from toolkit.grievances.revisions import Revision
from toolkit.grievances.tagging import examples, tags
from toolkit.grievances.tagging import model as subject_model
from toolkit.meetings import find_recording
from toolkit.records import GrievanceList, Transcript
from toolkit.transcripts import is_taken_in, load_transcript
from toolkit.workspace import Desk


def find_grievances(desk: Desk, what: str, *, taught: bool = True) -> GrievanceList:
    """Return the grievances of `what`, a recording's code or the path of a transcript's JSON file.

    The list of a recording is made once for each transcript version and stored; confirmed grievances stay confirmed.
    Unless it is `taught` by what people confirmed, which takes seconds, only shipped examples give bounds and subjects.
    """
    if not is_taken_in(desk, what):
        return found_in(desk, records.from_file(Transcript, desk.file(what)))
    recording = find_recording(desk.store, what)
    transcript = load_transcript(desk.store, recording.code)
    earlier = load_revisions(desk.store, recording.code)
    return save_grievances(desk.store, recording.code, found_in(desk, transcript, earlier, taught=taught))


def found_with_transcript(desk: Desk, what: str) -> tuple[GrievanceList, Transcript]:
    """Return the grievances of `what` as `find_grievances` does, and the transcript they were found in."""
    listed = find_grievances(desk, what)
    if not is_taken_in(desk, what):
        return listed, records.from_file(Transcript, desk.file(what))
    code = find_recording(desk.store, what).code
    return listed, load_transcript(desk.store, code, listed.transcript.version)


def found_in(
    desk: Desk, transcript: Transcript, applied: Sequence[Revision] = (), *, taught: bool = True
) -> GrievanceList:
    """Return the grievances found in `transcript`, after the revisions `applied`.

    Boundaries and subjects come from models trained on what people confirmed, or on the shipped examples alone unless
    it is `taught`; a list that is there keeps the boundaries it was found with. Each grievance has the earlier ones it
    may repeat.
    """
    lesson = learned.lesson_for(desk, transcript.recording.code, taught=taught)
    revised, _ = _revised(desk, transcript, applied, lesson)
    own = (*examples.read(desk.workspace.subject_examples_file), *examples.confirmed(desk.store)) if taught else ()
    return with_repeats(desk, tags.tag(revised, transcript, subject_model.trained_model(own)))


def _revised(
    desk: Desk, transcript: Transcript, applied: Sequence[Revision], lesson: learned.Lesson | None
) -> tuple[GrievanceList, tuple[Revision, ...]]:
    names = (desk.settings.villages, desk.settings.words.local)
    found = find.find(transcript, *names, own=None if lesson is None else lesson.weights)
    return revisions.replayed(found, applied, lambda stretches: find.read(transcript, stretches, *names))


def skipped_sentence(desk: Desk, code: str) -> str:
    """Return in Chinese which revisions of the list of recording `code` match nothing any more, empty if none.

    The list was found anew for another text, or by other weights: the lesson it was found with lies on one machine.
    """
    recording = find_recording(desk.store, code)
    earlier = load_revisions(desk.store, recording.code)
    if not earlier:
        return ""
    transcript, lesson = load_transcript(desk.store, recording.code), learned.lesson_of(desk, recording.code)
    _, skipped = _revised(desk, transcript, earlier, lesson)
    told = "、".join(
        f"{timecode(each.stretches[0].start_s)} {revisions.ACTION_NAMES[each.action]}（{each.by}）" for each in skipped
    )
    return (
        f"清单重新找过，有 {len(skipped)} 处人工改动对不上了，没有做：{told}。请核对，要的再改一次。" if skipped else ""
    )
