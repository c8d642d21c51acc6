"""Partial copies that may leave the office: withheld content is silenced in the sound and absent from every text.

An open copy leaves out withheld content (信访工作条例 Art 30), a party's copy everything but its own grievances. The
original is never in such a copy. Times are those of the original, so that references to a second stay right.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from toolkit.archive import Contents, player
from toolkit.core import PackageRefusedError, make_folder, moves, staging, timecode, write_whole, writing_faults
from toolkit.formats import bags, flaws
from toolkit.grievances.accusations import OpenStretches, may_be_shown
from toolkit.meetings import notices
from toolkit.records import Grievance, GrievanceList, Segment, Stretch, Transcript, any_overlap, to_text
from toolkit.restricted import cut, silencing, traces
from toolkit.sound import SAMPLE_RATE, audio
from toolkit.transcripts import exports
from toolkit.workspace import file_name_of


@dataclass(frozen=True)
class Share:
    """The content of a copy: remaining grievances and transcript, silenced stretches, withheld segments."""

    name: str
    notice: str
    grievances: tuple[Grievance, ...]
    transcript: Transcript
    silenced: tuple[Stretch, ...]
    withheld: tuple[Segment, ...]


def open_share(contents: Contents) -> Share:
    """Return the share that everybody may have: all released grievances and segments.

    Segments and grievances are left out that name an accuser or accused, and those of speakers who objected or of
    children without a guardian's consent. Raise PackageRefusedError without a transcript or a list of grievances, since
    then it is unknown what must be left out.
    """
    transcript, grievances = _transcript_and_grievances(contents)
    open_stretches = contents.open_in(transcript)
    names = traces.people_named(grievance for grievance in grievances if not may_be_shown(grievance))
    protected = notices.protected(contents.notices)
    segments = [
        segment
        for segment in transcript.segments
        if open_stretches.holds(segment)
        and not _names_any(segment.text, names)
        and not any_overlap([segment], protected)
    ]
    shown = [
        grievance
        for grievance in filter(may_be_shown, grievances)
        if not _names_any(to_text(grievance), names) and not any_overlap(grievance.passages, protected)
    ]
    notice = "利用副本：检举控告、还没有判断的等不得公开的内容，声音已消去，文字已略去。"
    return _share("利用副本", notice, shown, transcript, segments)


def _names_any(text: str, names: Iterable[str]) -> bool:
    return any(name in text for name in names)


def party_share(contents: Contents, numbers: Iterable[str]) -> Share:
    """Return the share of a party: the passages of its own grievances, given by number or ordinal.

    Raise PackageRefusedError for an unknown number or a withheld grievance, and as `open_share`.
    """
    transcript, grievances = _transcript_and_grievances(contents)
    open_stretches = contents.open_in(transcript)
    wanted = set(numbers)
    own = [grievance for grievance in grievances if wanted & {grievance.number, str(grievance.ordinal)}]
    unknown = wanted - {name for grievance in own for name in (grievance.number, str(grievance.ordinal))}
    if unknown or not own or not all(map(may_be_shown, own)):
        why = f"没有可以给本人的诉求：{'、'.join(sorted(unknown)) or '检举控告和还没有判断的不能这样出副本'}"
        raise PackageRefusedError(path=contents.recording.code, why=why)
    passages = [passage for grievance in own for passage in grievance.passages]
    held = filter(open_stretches.holds, transcript.segments)
    segments = [segment for segment in held if any_overlap([segment], passages)]
    notice = "本人副本：只有本人诉求的声音和文字，其余声音已消去，文字已略去。"
    return _share("本人副本", notice, own, transcript, segments, only_own=True)


def _transcript_and_grievances(contents: Contents) -> tuple[Transcript, tuple[Grievance, ...]]:
    """Return the newest transcript and the grievances that were not discarded; raise PackageRefusedError."""
    if contents.newest is None or contents.grievances is None:
        why = "还没有转写和诉求清单，分不清哪些内容要隐去，不能出副本"
        raise PackageRefusedError(path=contents.recording.code, why=why)
    listed = contents.grievances.grievances
    return contents.newest, tuple(grievance for grievance in listed if grievance.status != "discarded")


def _share(
    name: str,
    notice: str,
    grievances: Iterable[Grievance],
    transcript: Transcript,
    segments: Iterable[Segment],
    *,
    only_own: bool = False,
) -> Share:
    """Return the share of `grievances` and `segments`; with `only_own` the sound around them is silenced, too."""
    stays = {segment.id for segment in segments}
    # Corrections, single words and removed text may hold what must not be known.
    bare = tuple(replace(each, corrections=(), words=()) for each in transcript.segments if each.id in stays)
    silenced = cut.silenced(transcript, stays, only_own=only_own)
    gaps = tuple(gap for gap in transcript.coverage.uncovered if not any_overlap([gap], silenced))
    coverage = replace(transcript.coverage, uncovered=gaps)
    shown = replace(transcript, segments=bare, removed=(), coverage=coverage)
    withheld = tuple(segment for segment in transcript.segments if segment.id not in stays)
    # The reason of a repeat quotes somebody else.
    alone = tuple(replace(grievance, repeat_of=()) for grievance in grievances)
    return Share(name, notice, alone, shown, silenced, withheld)


def write(contents: Contents, share: Share, folder: Path) -> Path:
    """Write the copy of `contents` that holds `share` into `folder`, whole or not at all, and return its path.

    Before it counts, its sound is decoded and measured, and every file searched for withheld words. Raise
    PackageRefusedError when any is left, or the place is taken.
    """
    target = make_folder(folder) / f"{file_name_of(contents.recording.code)}-{share.name}"
    if os.path.lexists(target):
        raise PackageRefusedError(path=target, why="这里已有同名的副本，没有覆盖，请换一个文件夹存放")
    with writing_faults(folder), staging.staged(staging.new_place(folder, "copying")) as half_made:
        fresh = half_made.path / "copy"
        sound = f"data/access/{file_name_of(contents.recording.code)}.mp3"
        _write_sound(contents.access, fresh / sound, half_made.path / "silenced.flac", share.silenced)
        _write_texts(contents, share, fresh, sound)
        bags.seal(fresh, _info(contents, share))
        if left := (*_audible(fresh / sound, share.silenced), *leaks(fresh, share), *(f.fault for f in flaws(fresh))):
            raise PackageRefusedError(path=target, why="副本里还留着不该有的内容：" + "；".join(left))
        moves.move(fresh, target)
    return target


def _write_sound(source: Path, target: Path, plain: Path, silenced: tuple[Stretch, ...]) -> None:
    audio.write_silenced(source, plain, silenced)
    make_folder(target.parent)
    audio.write_access_copy(plain, target)
    moves.remove(plain)


def _write_texts(contents: Contents, share: Share, fresh: Path, sound: str) -> None:
    write_whole(fresh / "data/transcripts/transcript.json", to_text(share.transcript))
    listed = GrievanceList(contents.grievances.transcript, share.grievances) if contents.grievances else None
    write_whole(fresh / "data/grievances/grievances.json", to_text(listed))
    make_folder(fresh / "data/exports")
    exports.write_txt(share.transcript, fresh / "data/exports/转写.txt")
    exports.write_srt(share.transcript, fresh / "data/exports/转写.srt")
    facts = (
        ("档号", contents.recording.code),
        ("日期", contents.meeting.held_on.isoformat()),
        ("地点", contents.meeting.place),
        ("时长", timecode(contents.recording.seconds)),
        ("单位", contents.office),
    )
    title = f"{contents.title}——{share.name}"
    page = player.page(
        player.View(
            title, facts, sound, share.transcript, share.grievances, share.notice, OpenStretches(is_closed=True)
        )
    )
    write_whole(fresh / "index.html", page)


def _info(contents: Contents, share: Share) -> dict[str, str]:
    return {
        "Source-Organization": contents.office,
        "External-Identifier": f"{contents.recording.code}-{share.name}",
        "External-Description": f"{contents.title}——{share.name}。{share.notice}",
        "Bagging-Date": contents.packed_on.isoformat(),
    }


def _audible(sound: Path, silenced: tuple[Stretch, ...]) -> list[str]:
    samples = audio.samples(sound)
    audible = []
    for stretch in silenced:
        start, end = stretch.start_s + silencing.EDGE_S, stretch.end_s - silencing.EDGE_S
        part = samples[int(start * SAMPLE_RATE) : int(max(end, start) * SAMPLE_RATE)]
        if part.size and float(np.abs(part).max()) > silencing.AUDIBLE_FROM:
            audible.append(f"{timecode(stretch.start_s)} 至 {timecode(stretch.end_s)} 还有声音")
    return audible


def leaks(folder: Path, share: Share) -> tuple[str, ...]:
    """Return in Chinese the files in `folder` that still hold a withheld clause."""
    shown = "".join(segment.text for segment in share.transcript.segments)
    clauses = traces.long_clauses(segment.text for segment in share.withheld)
    secret = [clause.encode() for clause in clauses if clause not in shown]
    contents = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    leaking = [path for path, content in contents.items() if any(clause in content for clause in secret)]
    return tuple(f"{path.relative_to(folder).as_posix()} 里还有隐去的话" for path in leaking)
