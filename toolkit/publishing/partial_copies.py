"""Copies that may leave the office: what must not be known is silent in the sound and absent from every text.

An open copy leaves out what is withheld (信访工作条例 Art 30), a party's copy everything but the party's own
grievances. The original is never in such a copy; times stay as they are, so that a second named anywhere leads to the
same words.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from toolkit.archive import Contents, packages, player
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
    """What goes into a copy: the grievances and segments that stay, and the stretches of sound that are silenced."""

    name: str
    notice: str
    grievances: tuple[Grievance, ...]
    transcript: Transcript
    silenced: tuple[Stretch, ...]
    withheld: tuple[Segment, ...]


@dataclass(frozen=True)
class _Kind:
    name: str
    notice: str
    only_own: bool


def open_share(contents: Contents) -> Share:
    """Return what everybody may know: what was released, but for what names those who accuse or are accused.

    Nor is there what somebody said who objected, nor a child for whom no guardian agreed.

    Raise PackageRefusedError without a transcript or a list of grievances, which alone tell what must be left out.
    """
    transcript, grievances = _known(contents)
    where = contents.open_in(transcript)
    secret = [one for one in grievances if not may_be_shown(one)]
    shy = notices.protected(contents.notices)
    names = traces.people_named(secret)
    kept = [
        segment
        for segment in transcript.segments
        if where.holds(segment) and not any(name in segment.text for name in names) and not any_overlap([segment], shy)
    ]
    left = [
        one
        for one in grievances
        if one not in secret and not any(name in to_text(one) for name in names) and not any_overlap(one.passages, shy)
    ]
    notice = "利用副本：检举控告、还没有判断的等不得公开的内容，声音已消去，文字已略去。"
    return _share(_Kind("利用副本", notice, only_own=False), left, transcript, kept)


def party_share(contents: Contents, numbers: Iterable[str]) -> Share:
    """Return what a party may have: the passages of the party's own grievances, named by number or ordinal.

    Raise PackageRefusedError for a number that is not in the list, or of a grievance that is withheld.
    """
    transcript, grievances = _known(contents)
    where = contents.open_in(transcript)
    wanted = set(numbers)
    own = [one for one in grievances if wanted & {one.number, str(one.ordinal)}]
    unknown = wanted - {name for one in own for name in (one.number, str(one.ordinal))}
    if unknown or not own or not all(map(may_be_shown, own)):
        why = f"没有可以给本人的诉求：{'、'.join(sorted(unknown)) or '检举控告和还没有判断的不能这样出副本'}"
        raise PackageRefusedError(path=contents.recording.code, why=why)
    kept = [
        one
        for one in transcript.segments
        if where.holds(one) and any(any_overlap([one], each.passages) for each in own)
    ]
    notice = "本人副本：只有本人诉求的声音和文字，其余声音已消去，文字已略去。"
    return _share(_Kind("本人副本", notice, only_own=True), own, transcript, kept)


def _known(contents: Contents) -> tuple[Transcript, tuple[Grievance, ...]]:
    if not contents.transcripts or contents.grievances is None:
        why = "还没有转写和诉求清单，分不清哪些内容要隐去，不能出副本"
        raise PackageRefusedError(path=contents.recording.code, why=why)
    newest = max(contents.transcripts, key=lambda one: one.version)
    return newest, tuple(one for one in contents.grievances.grievances if one.status != "discarded")


def _share(kind: _Kind, grievances: Iterable[Grievance], transcript: Transcript, kept: Iterable[Segment]) -> Share:
    stays = {segment.id for segment in kept}
    # What a person corrected, or a guard took out, may say what must not be known.
    bare = tuple(replace(one, corrections=(), words=()) for one in transcript.segments if one.id in stays)
    silenced = cut.silenced(transcript, stays, only_own=kind.only_own)
    gaps = tuple(gap for gap in transcript.coverage.uncovered if not any_overlap([gap], silenced))
    coverage = replace(transcript.coverage, uncovered=gaps)
    shown = replace(transcript, segments=bare, removed=(), coverage=coverage)
    withheld = tuple(one for one in transcript.segments if one.id not in stays)
    # What a grievance may repeat was said by others.
    alone = tuple(replace(one, repeat_of=()) for one in grievances)
    return Share(kind.name, kind.notice, alone, shown, silenced, withheld)


# -- writing ---------------------------------------------------------------------------------------------------


def write(contents: Contents, share: Share, folder: Path) -> Path:
    """Write the copy of `contents` that holds `share` into `folder`, whole or not at all, and return its path.

    Before it counts, its sound is decoded again and measured, and every file is searched for what was withheld.
    Raise PackageRefusedError when something is left, or the place is taken.
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
    title = f"{packages.title_of(contents.meeting)}——{share.name}"
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
        "External-Description": f"{packages.title_of(contents.meeting)}——{share.name}。{share.notice}",
        "Bagging-Date": contents.packed_on.isoformat(),
    }


# -- checking --------------------------------------------------------------------------------------------------


def _audible(sound: Path, silenced: tuple[Stretch, ...]) -> list[str]:
    samples = audio.samples(sound)
    found = []
    for one in silenced:
        start, end = one.start_s + silencing.EDGE_S, one.end_s - silencing.EDGE_S
        stretch = samples[int(start * SAMPLE_RATE) : int(max(end, start) * SAMPLE_RATE)]
        if stretch.size and float(np.abs(stretch).max()) > silencing.AUDIBLE_FROM:
            found.append(f"{timecode(one.start_s)} 至 {timecode(one.end_s)} 还有声音")
    return found


def leaks(folder: Path, share: Share) -> tuple[str, ...]:
    """Return in Chinese where a file in `folder` still holds a clause that was withheld; nothing when none does."""
    said = "".join(segment.text for segment in share.transcript.segments)
    clauses = traces.long_clauses(segment.text for segment in share.withheld)
    secret = [clause for clause in clauses if clause not in said]
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if any(clause.encode() in data for clause in secret):
            found.append(f"{path.relative_to(folder).as_posix()} 里还有隐去的话")
    return tuple(found)
