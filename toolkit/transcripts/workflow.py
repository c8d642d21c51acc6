"""The order of the stages: transcribe, correct, find grievances, confirm, keep cases, pack, search."""

import contextlib
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolkit import records
from toolkit import transcribe as transcription
from toolkit.archive import packages
from toolkit.chinese import dates
from toolkit.core import (
    ChangedMeanwhileError,
    DamagedSoundError,
    DestroyedError,
    MissingFileError,
    ReadOnlyWorkspaceError,
    UnknownNumberError,
    WrongValueError,
    YehuaError,
    copy_verified,
    sha256_of,
    staging,
)
from toolkit.formats import bags
from toolkit.grievances import Revision, revisions
from toolkit.grievances.finding import find
from toolkit.grievances.tagging import examples, tags
from toolkit.grievances.tagging import model as subject_model
from toolkit.meetings import filing, notices
from toolkit.publishing import deidentified, partial_copies, residue_lists
from toolkit.recognition import Recognizer, decoders, journal, lexicon
from toolkit.records import CaseState, Grievance, GrievanceList, Recording, RecordingRef, Segment, Transcript
from toolkit.search import ANYTHING, Hit, Wish
from toolkit.sound import audio
from toolkit.store import Transaction
from toolkit.transcripts import corrections as proofs
from toolkit.transcripts import exports as transcript_files
from toolkit.workspace import Desk, Transcription, Work, jobs, numbering, pending

Progress = Callable[[float, float], None]
Warn = Callable[[str], None]
Sound = tuple[audio.Samples, RecordingRef]

_EXPORTS = (".srt", ".vtt", ".txt", ".docx")


def _silently(done_s: float, total_s: float) -> None:
    """Take progress and show nothing."""


def _ignore(_words: str) -> None:
    """Take a warning and show nothing."""


def transcribe(
    desk: Desk,
    what: str,
    *,
    engine: str | None = None,
    model: str | None = None,
    progress: Progress = _silently,
    warn: Warn = _ignore,
) -> Transcript:
    """Return the transcript of `what`, a recording's code or the path of a sound file.

    A recording that has a transcript keeps it, unless another engine or model is asked for; a sound file that was
    not taken in is only transcribed. What an interrupted run had decoded is not decoded again. Of a sound that breaks
    off, all that can be read is transcribed, and `warn` is told where it ends.
    Raise BusyRecordingError when another process is at the same recording.
    """
    wish = wished(desk, engine, model)
    if not is_taken_in(desk, what):
        return decoded(desk, sound_of(desk.file(what), None, warn), wish, (progress, warn))
    recording = desk.catalogue.recording(what)
    if engine is None and model is None and desk.catalogue.transcript_versions(recording.code):
        return desk.catalogue.transcript(recording.code)
    with (
        journal.opened(desk.workspace.journal(recording.code), f"录音 {recording.code}") as kept,
        jobs.recorded(
            desk.workspace.jobs,
            recording.code,
            "transcribe",
            engine=engine,
            model=model,
            total_s=recording.seconds,
        ) as job,
    ):
        sound = sound_of(desk.workspace.root / recording.original, recording.code, warn)
        made = decoded(desk, sound, wish, (_both(progress, job), warn), kept)
        saved = desk.catalogue.save_transcript(recording.code, made)
        kept.remove()
    _export(desk, recording, saved)
    return saved


def wished(desk: Desk, engine: str | None, model: str | None, *, speakers: bool = True) -> Transcription:
    """Return how to transcribe: as the settings say, but by another `engine` or `model`, perhaps without `speakers`."""
    usual = desk.settings.transcription
    return replace(
        usual, engine=engine or usual.engine, model=model or usual.model, speakers=speakers and usual.speakers
    )


def is_taken_in(desk: Desk, what: str) -> bool:
    """Tell whether `what` is the code of a recording rather than the path of a file."""
    return numbering.kind_of(what) is not None or not desk.file(what).is_file()


def _both(one: Progress, other: Progress) -> Progress:
    def report(done_s: float, total_s: float) -> None:
        one(done_s, total_s)
        other(done_s, total_s)

    return report


def decoded(  # noqa: PLR0913 - the decoder may be handed in
    desk: Desk,
    sound: Sound,
    wish: Transcription,
    report: tuple[Progress, Warn] = (_silently, _ignore),
    kept: journal.Journal | None = None,
    *,
    beam_size: int = 1,
    decoder: decoders.Decoder | None = None,
) -> Transcript:
    """Return the transcript of `sound` by `wish`; what the journal `kept` holds is not decoded again.

    A `decoder` that is given decodes in place of the one that `wish` names.
    """
    samples, reference = sound
    progress, warn = report
    words = lexicon.load(desk.workspace.lexicon_file)
    prompted = dict.fromkeys((*desk.settings.prompt_words, *lexicon.prompt_words(words)))
    recognizer = Recognizer(
        decoder or decoders.load(wish.engine, wish.model, desk.workspace.models, wish.threads),
        decoders.Options(prompt_words=tuple(prompted), beam_size=beam_size),
        words,
        decoders.reserve(wish.engine, wish.model, desk.workspace.models, wish.threads),
    )
    return transcription.transcribe(
        recognizer, samples, reference, speakers=wish.speakers, journal=kept, progress=progress, warn=warn
    )


def sound_of(path: Path, code: str | None, warn: Warn = _ignore) -> Sound:
    """Return all that can be read of the sound at `path`; tell where it breaks off, if it does."""
    try:
        samples = audio.samples(path)
    except DamagedSoundError as fault:
        samples = audio.samples(path, whole=False)
        warn(str(fault))
    return samples, RecordingRef(code, sha256_of(path), len(samples) / audio.SAMPLE_RATE)


def _export_base(desk: Desk, recording: Recording, version: int) -> tuple[Path, str]:
    return (desk.workspace.root / recording.original).parent, f"转写-第{version}版"


def _export(desk: Desk, recording: Recording, transcript: Transcript) -> None:
    """Write the transcript beside the recording in the forms that other programs read."""
    _write_exports(transcript, *_export_base(desk, recording, transcript.version))


def _write_exports(transcript: Transcript, folder: Path, base: str) -> None:
    transcript_files.write_srt(transcript, folder / f"{base}.srt")
    transcript_files.write_vtt(transcript, folder / f"{base}.vtt")
    transcript_files.write_txt(transcript, folder / f"{base}.txt")
    transcript_files.write_docx(transcript, folder / f"{base}.docx")


def exported(desk: Desk, code: str) -> tuple[Path, ...]:
    """Return the files for people of the newest transcript of `code`: SRT, VTT, TXT, Word."""
    recording = desk.catalogue.recording(code)
    folder, base = _export_base(desk, recording, desk.catalogue.transcript(code).version)
    return tuple(path for ending in _EXPORTS if (path := folder / f"{base}{ending}").exists())


def correct(
    desk: Desk, code: str, corrections: Mapping[int, str], replacements: Mapping[str, str], by: str = "工作人员"
) -> Transcript:
    """Return the newest transcript of `code` after `corrections` (segment number to text) and `replacements`.

    What was changed is kept in each segment; without a change there is no new version.
    Raise UnknownNumberError for a segment number that the transcript does not have.
    """
    current = desk.catalogue.transcript(code)
    unknown = sorted(set(corrections) - {segment.number for segment in current.segments})
    if unknown:
        raise UnknownNumberError(what="语句", number="、".join(map(str, unknown)))
    segments = tuple(_corrected(one, corrections.get(one.number), replacements, by) for one in current.segments)
    if segments == current.segments:
        return current
    return save_version(desk, replace(current, segments=segments, parent=current.version))


def save_version(desk: Desk, transcript: Transcript) -> Transcript:
    """Keep `transcript` as the next version of its recording, write it for people too, and return it."""
    recording = desk.catalogue.recording(transcript.recording.code or "")
    saved = desk.catalogue.save_transcript(recording.code, transcript)
    _export(desk, recording, saved)
    return saved


def file_corrected(desk: Desk, code: str, corrected: Transcript) -> Transcript:
    """Keep what a person corrected in the newest transcript of `code` as the next version, and return that.

    Raise ChangedMeanwhileError when the newest is another one by now; WrongValueError when nothing was changed.
    """
    newest = desk.catalogue.transcript(code)
    if corrected.parent != newest.version:
        raise ChangedMeanwhileError(what=f"{newest.recording.code} 的文字")
    if replace(corrected, parent=newest.parent, version=newest.version) == newest:
        raise WrongValueError(field="定稿", value=f"第 {newest.version} 版", why="文字没有改动，不用另存一版")
    saved = desk.catalogue.save_transcript(code, corrected)
    _export(desk, desk.catalogue.recording(code), saved)
    return saved


def _corrected(segment: Segment, text: str | None, replacements: Mapping[str, str], by: str) -> Segment:
    wanted = segment.text if text is None else text.strip()
    for heard, right in replacements.items():
        wanted = wanted.replace(heard, right)
    if wanted == segment.text:
        return segment
    change = records.Correction(segment.text, wanted, 0, "听录音改正", by)
    return replace(segment, text=wanted, words=(), corrections=(*segment.corrections, change))


def correct_from(desk: Desk, code: str, path: Path | str | None, by: str = "工作人员") -> Transcript:
    """Return the newest transcript of `code` after what person `by` corrected in the exported file at `path`.

    Without a file, or without a change in it, there is no new version; a file that was taken over before is not taken
    over again. An export that was corrected in its own place is kept as 校对稿 and written again as it was, so that
    what bears the number of a version says what that version says.
    Raise MissingFileError, UnreadableFileError, WrongValueError, StaleProofError or ProofRefusedError.
    """
    current = desk.catalogue.transcript(code)
    if not path:
        return current
    proof = proofs.read(desk.file(path))
    recording = desk.catalogue.recording(code)
    if _is_taken_over(desk.catalogue.transcripts(code), proof, by):
        return current
    made = proofs.applied(current, proof, by)
    if made == current:
        return current
    saved = desk.catalogue.save_transcript(code, replace(made, parent=current.version))
    _export(desk, recording, saved)
    folder, base = _export_base(desk, recording, current.version)
    if proof.path.stem == base and proof.path.absolute().parent == folder.absolute():
        copy_verified(proof.path, folder / f"校对稿-第{saved.version}版{proof.path.suffix}")
        # Windows lets nobody write a file that is open in Word; all that counts is kept by now.
        with contextlib.suppress(ReadOnlyWorkspaceError):
            _export(desk, recording, current)
    return saved


def _is_taken_over(versions: Sequence[Transcript], proof: proofs.Proof, by: str) -> bool:
    """Tell whether one of `versions` says all that `proof` says: a notebook may be run again.

    It does when it is what `proof` made of the version before it, or the one that `proof` was exported from, unchanged.
    """
    numbered = {one.version: one for one in versions}
    for made in versions:
        pairs = [numbered[each] for each in (made.parent, proof.version and made.version) if each is not None]
        for before in pairs:
            with contextlib.suppress(YehuaError):
                again = proofs.applied(before, proof, by)
                if replace(again, version=made.version, parent=made.parent) == made:
                    return True
    return False


def name_proposals(desk: Desk, code: str) -> tuple[tuple[Segment, tuple[records.Correction, ...]], ...]:
    """Return the segments of the newest transcript of `code` in which a name of the list may have been misheard."""
    words = lexicon.load(desk.workspace.lexicon_file)
    found = ((one, lexicon.proposals(one.text, words)) for one in desk.catalogue.transcript(code).segments)
    return tuple((one, proposed) for one, proposed in found if proposed)


def find_grievances(desk: Desk, what: str) -> GrievanceList:
    """Return the grievances of `what`, a recording's code or the path of a transcript's JSON file.

    For a recording they are found once for each transcript version and kept; what was confirmed stays confirmed.
    """
    if not is_taken_in(desk, what):
        return found_in(desk, records.from_file(Transcript, desk.file(what)))
    recording = desk.catalogue.recording(what)
    transcript = desk.catalogue.transcript(recording.code)
    done = desk.catalogue.revisions(recording.code)
    return desk.catalogue.save_grievances(recording.code, found_in(desk, transcript, done))


def found_with_transcript(desk: Desk, what: str) -> tuple[GrievanceList, Transcript]:
    """Return the grievances of `what` as `find_grievances` does, and the transcript that they were found in."""
    found = find_grievances(desk, what)
    if not is_taken_in(desk, what):
        return found, records.from_file(Transcript, desk.file(what))
    code = desk.catalogue.recording(what).code
    return found, desk.catalogue.transcript(code, found.transcript.version)


def found_in(desk: Desk, transcript: Transcript, done: Sequence[Revision] = ()) -> GrievanceList:
    """Return what is found in `transcript`, with what people did to the list, `done`.

    Subjects are those that people taught; each grievance has the earlier ones that it may repeat.
    """
    names = (desk.settings.villages, desk.settings.words.local)
    found = find.find(transcript, *names)
    revised = revisions.applied(found, done, lambda stretches: find.read(transcript, stretches, *names))
    taught = (*examples.read(desk.workspace.subject_examples_file), *desk.catalogue.examples())
    return desk.catalogue.with_repeats(tags.tag(revised, transcript, subject_model.trained(taught)))


def confirm(  # noqa: PLR0913 - who decides what, and upon what they saw
    desk: Desk,
    code: str,
    ordinals: Sequence[int],
    changes: Mapping[str, str],
    by: str = "工作人员",
    *,
    seen: GrievanceList | None = None,
    reason: str | None = None,
) -> tuple[Grievance, ...]:
    """Return the grievances of `code` with these `ordinals`, confirmed by a person with `changes`, numbered.

    With `seen`, the list the person looked at, nothing is confirmed that somebody else changed since. What was
    withdrawn is taken up again only for a `reason`.
    """
    return desk.catalogue.confirm(code, ordinals, changes, by, seen=seen, reason=reason) if ordinals else ()


def open_case(desk: Desk, numbers: Sequence[str], on: str | None = None) -> CaseState:
    """Open a case from confirmed grievances on the day `on` (today when None) and return it."""
    return desk.ledger.open_case(numbers, dates.parse_date(on) if on else desk.today, desk.today)


def show_case(desk: Desk, case: str, on: str | None = None) -> CaseState:
    """Return the case as it stood on the day `on` (today when None)."""
    return desk.ledger.state(case, dates.parse_date(on) if on else desk.today)


def add_entry(desk: Desk, case: str, kind: str, on: str, **given: Any) -> CaseState:
    """Append an entry to the ledger of `case` and return the case as it stands now.

    `given` may hold document, served (a date), proof (a file, which is copied), note, corrects (an entry's number),
    again (enter it though it is the same as the last entry).
    """
    served = given.get("served")
    desk.ledger.add_entry(
        case,
        kind,
        dates.parse_date(on),
        document=given.get("document"),
        served_on=dates.parse_date(served) if served else None,
        proof=given.get("proof"),
        note=given.get("note"),
        corrects=given.get("corrects"),
        today=desk.today,
        again=given.get("again", False),
    )
    return desk.ledger.state(case, desk.today)


def pack(desk: Desk, code: str, out: Path, by: str = "工作人员") -> packages.WrittenPackage:
    """Write the package of recording `code` into the folder `out`, enter its root as sealed by `by`, return it.

    Whatever is withheld is in none of its texts, only in its sound. Where it goes is entered as pending work first:
    what a power cut leaves there is removed, or registered.
    """
    recording = desk.catalogue.recording(code)
    folder = out.absolute()
    place = staging.new_place(folder, "packing")
    details = {"staging": str(place), "target": str(folder / numbering.file_name_of(recording.code)), "by": by}
    with desk.store.transaction() as tx:
        key = pending.enter(tx, "package", recording.code, details)
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as exports:
            written = packages.write(_shown_contents(desk, recording, Path(exports)), folder, place)
    except BaseException:
        if not place.exists():
            with desk.store.transaction() as tx:
                pending.done(tx, key, {})
                pending.told(tx, key)
        raise
    with desk.store.transaction() as tx:
        _register_package(desk, tx, recording.code, written, by)
        pending.done(tx, key, {})
        pending.told(tx, key)
    return written


def _register_package(desk: Desk, tx: Transaction, code: str, written: packages.WrittenPackage, by: str) -> None:
    filing.add_package(tx, code, written.root, str(written.path))
    desk.fixity.enter_sealing(tx, code, written.root, written.path, by)


def finish_package(desk: Desk, work: Work, at: Path | None) -> dict[str, Any]:
    """Remove what a dead process left of a package, or register it where it was whole: pending work `package`.

    Raise MissingFileError when the disk it was written to is not here.
    """
    del at
    place, target = Path(work.details["staging"]), Path(work.details["target"])
    if staging.is_alive(place):
        raise pending.StillRunningError
    if not place.parent.is_dir():
        raise MissingFileError(path=place.parent)
    staging.sweep(place.parent, ("packing",))
    recording = desk.catalogue.recording(work.subject)
    if not recording.destroyed and _holds(target, recording):
        with desk.store.transaction() as tx:
            written = packages.WrittenPackage(target, bags.root_of(target), ())
            _register_package(desk, tx, recording.code, written, work.details["by"])
    return {}


def _holds(target: Path, recording: Recording) -> bool:
    """Tell whether a sound package of `recording` as it stands lies at `target`."""
    try:
        packed = records.from_file(Recording, target / "data/metadata/recording.json")
        return packed.sha256 == recording.sha256 and not packages.verify(target)
    except YehuaError:
        return False


def _shown_contents(desk: Desk, recording: Recording, folder: Path) -> packages.Contents:
    """Return what others may see of `recording`; where words are withheld, its exports are made anew in `folder`."""
    whole = contents_of(desk, recording)
    if all(all(map(whole.open_in(one).holds, one.segments)) for one in whole.transcripts) and not whole.is_restricted:
        return whole
    shown = packages.shown_of(whole)
    for transcript in shown.transcripts:
        _write_exports(transcript, folder, f"转写-第{transcript.version}版")
    papers = desk.catalogue.papers_of_recording(recording.code)
    open_papers = [one for one in papers if not one.is_emptied and _is_open_case(desk, one.case)]
    return replace(
        shown,
        exports={path.name: path for path in sorted(folder.iterdir())},
        papers=tuple(desk.workspace.root / one.file for one in open_papers),
    )


def _is_open_case(desk: Desk, case: str | None) -> bool:
    """Tell whether none of the grievances of `case` is withheld: its papers say what they say."""
    numbers = desk.ledger.state(case, desk.today).grievances if case else ()
    return desk.catalogue.may_be_shown(numbers)


def write_copy(desk: Desk, code: str, out: Path, party: Iterable[str] = ()) -> packages.WrittenPackage:
    """Write a copy of recording `code` that may leave the office into the folder `out`, and return it.

    It leaves accusations out; with `party`, numbers or ordinals of grievances, it holds only their passages.
    """
    contents, numbers = contents_of(desk, desk.catalogue.recording(code)), tuple(party)
    known = partial_copies.party_share(contents, numbers) if numbers else partial_copies.open_share(contents)
    path = partial_copies.write(contents, known, out.absolute())
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    return packages.WrittenPackage(path, bags.root_of(path), tuple(files))


def publish(
    desk: Desk, code: str, out: Path, *, agreed: bool = False, replace: bool = False
) -> residue_lists.Published:
    """Write the text of recording `code` without who said it into the folder `out`; return it with what to look at.

    Until somebody `agreed` to the list of what may still tell, only a preview and that list are written. Which
    stretches may be shown at all is decided by `partial_copies.open_share` alone. Raise as `deidentified.write`.
    """
    contents = contents_of(desk, desk.catalogue.recording(code))
    share = partial_copies.open_share(contents)
    return deidentified.write(share, contents.title, out.absolute(), agreed=agreed, replace=replace)


def pack_into_workspace(desk: Desk, code: str, by: str = "工作人员") -> packages.WrittenPackage:
    """Write the archive package of `code` into the workspace's own folder of packages, sealed by person `by`."""
    return pack(desk, code, desk.workspace.root / "packages", by)


def renew_exports(desk: Desk, code: str) -> None:
    """Write the transcripts of recording `code` beside it once more, in the forms that other programs read."""
    recording = desk.catalogue.recording(code)
    for transcript in desk.catalogue.transcripts(recording.code):
        _export(desk, recording, transcript)


def contents_of(desk: Desk, recording: Recording) -> packages.Contents:
    """Return what goes into the package of `recording`, as it stands now; raise DestroyedError when it is gone."""
    if recording.destroyed:
        raise DestroyedError(code=recording.code, number=recording.destroyed)
    root = desk.workspace.root
    papers = desk.catalogue.papers_of_recording(recording.code)
    return packages.Contents(
        recording=recording,
        meeting=desk.catalogue.meeting(recording.meeting),
        original=root / recording.original,
        access=root / recording.access,
        transcripts=desk.catalogue.transcripts(recording.code),
        grievances=desk.catalogue.grievances(recording.code),
        papers=tuple(root / one.file for one in papers if not one.is_emptied),
        exports=_exports(desk, recording),
        office=desk.settings.office.name,
        packed_on=desk.today,
        archive=desk.settings.archive,
        notices=notices.of(desk.store, recording.code),
        acts=desk.catalogue.acts(recording.code),
    )


def _exports(desk: Desk, recording: Recording) -> dict[str, Path]:
    """Return the files for people of every transcript version that lie beside `recording`, by their names."""
    bases = [_export_base(desk, recording, version) for version in desk.catalogue.transcript_versions(recording.code)]
    paths = [folder / f"{base}{ending}" for folder, base in bases for ending in _EXPORTS]
    return {path.name: path for path in paths if path.exists()}


def verify(path: Path, against: str | None = None) -> tuple[packages.Fault, ...]:
    """Return every fault of the archive package at `path`, none when it is as it was packed."""
    return packages.verify(path, against)


def search(
    desk: Desk, words: str, limit: int = 100, wish: Wish = ANYTHING, *, accusations: bool = False
) -> tuple[Hit, ...]:
    """Return where `words` were said, as far as it fits `wish`; accusations are looked at with `accusations` only."""
    return desk.catalogue.search(words, limit, wish, accusations=accusations)
