"""The spoken explanation of a matter (讲解): made small, with words that we transcribed and somebody corrected by ear.

Whoever speaks must agree that voice and picture are published (民法典 Art 1019, 1023). A machine's voice is said to be
one (人工智能生成合成内容标识办法).
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from itertools import pairwise
from pathlib import Path

import numpy as np

from toolkit import formats, sound, transcripts
from toolkit.core import (
    UnknownNumberError,
    WrongValueError,
    YehuaError,
    make_folder,
    office_text,
    open_to_read,
    refuse_existing,
    write_whole,
)
from toolkit.loop import events
from toolkit.policies import matters
from toolkit.policies.clips import ADDED, Media, folder_of
from toolkit.policies.matters import Standing
from toolkit.sound import Samples
from toolkit.workspace import Desk

SHORTEST_S, LONGEST_S = 20, 240
_LEAST_SPEECH_S = 10
# Root mean square of the speech against full scale: a phone at arm's length gives some -20 dB.
_QUIETEST_DB = -38
_CLIPPED, _MOST_CLIPPED = 0.999, 0.01
_LONGEST_CUE = 60
# 人工智能生成合成内容标识办法 Art 5 asks for a mark in the file's metadata beside the one that is read.
_AI_LABEL = 'AIGC {"Label": "1"}'
Progress = Callable[[float, float], None]


class ClipRefusedError(YehuaError):
    """Raised when a clip or its words cannot be taken; `listing` has a line for each fault."""

    sentence = "讲解没有收，有 {count} 处：\n{listing}"


@dataclass(frozen=True)
class NewClip:
    """A clip as somebody hands it in: its file, its dialect, who speaks, whether they agreed, and if a machine does."""

    path: Path
    dialect: str
    speaker: str = ""
    agreed: bool = False
    synthetic: bool = False


def add(desk: Desk, matter_id: str, clip: NewClip, *, by: str) -> Standing:
    """Keep `clip` made small as the explanation of a matter, and return the matter, which is to be checked again.

    Raise UnknownNumberError, ClipRefusedError naming every fault, or what `sound.audio.sound_facts` raises.
    """
    standing = _known(desk, matter_id)
    seconds = sound.audio.sound_facts(clip.path).seconds
    _refuse([*_said_faults(clip), *_length_faults(seconds)])
    _refuse(_sound_faults(sound.audio.samples(clip.path)))
    with tempfile.TemporaryDirectory(prefix="yehua-clip-", ignore_cleanup_errors=True) as name:
        label = _AI_LABEL if clip.synthetic else ""
        track = sound.clips.write_sound(clip.path, Path(name) / "sound.m4a", label)
        file = _kept(desk, f"{matter_id}-{track.sha256[:12]}.m4a", track.path)
        video = ""
        if sound.clips.has_picture(clip.path):
            seen = sound.clips.write_video(clip.path, Path(name) / "video.mp4", label)
            video = _kept(desk, f"{matter_id}-{seen.sha256[:12]}.mp4", seen.path)
    facts = {
        "matter": matter_id,
        "file": file,
        "video": video,
        "seconds": round(seconds),
        "sha256": track.sha256,
        "synthetic": clip.synthetic,
    }
    with desk.store.transaction() as tx:
        private = {"speaker": clip.speaker.strip() or None}
        events.record(desk, tx, events.Wish(ADDED, f"讲解:{matter_id}", desk.present, by, facts, private))
    media = Media(file, round(seconds), clip.dialect.strip(), synthetic=clip.synthetic, video=video)
    return matters.write(desk, changed(standing.matter, media=media), by=by)


def remove(desk: Desk, matter_id: str, *, by: str) -> Standing:
    """Take the explanation off the page of a matter, and return the matter; raise UnknownNumberError."""
    return matters.write(desk, changed(_with_media(desk, matter_id).matter, media=None), by=by)


def _kept(desk: Desk, name: str, made: Path) -> str:
    with open_to_read(made) as file:
        write_whole(make_folder(folder_of(desk)) / name, file.read())
    return name


def _known(desk: Desk, matter_id: str) -> Standing:
    with desk.store.reading() as tx:
        standing = matters.all_matters(desk, tx).get(matter_id)
    if standing is None:
        raise UnknownNumberError(what="事项", number=matter_id)
    return standing


def _with_media(desk: Desk, matter_id: str) -> Standing:
    standing = _known(desk, matter_id)
    if standing.matter.media is None:
        raise UnknownNumberError(what="讲解", number=matter_id)
    return standing


# -- faults ----------------------------------------------------------------------------------------------------


def _refuse(faults: Iterator[str] | Sequence[str]) -> None:
    lines = [f"{fault}。" for fault in faults]
    if lines:
        raise ClipRefusedError(count=len(lines), listing="\n".join(lines))


def _said_faults(clip: NewClip) -> Iterator[str]:
    if not clip.dialect.strip():
        yield "没有写是哪里的话，如 青石话、普通话"
    if clip.synthetic:
        return
    if not clip.speaker.strip():
        yield "没有写谁讲的（只存在单位里，不上页面）"
    if not clip.agreed:
        yield "讲的人还没有同意公开声音和画面（民法典第一千零一十九条、第一千零二十三条）"


def _length_faults(seconds: float) -> Iterator[str]:
    if not SHORTEST_S <= seconds <= LONGEST_S:
        length = f"{round(seconds) // 60} 分 {round(seconds) % 60} 秒"
        yield f"讲解有 {length}，要在 {SHORTEST_S} 秒到 {LONGEST_S // 60} 分钟之间；请剪短，或者分成几件事来讲"


def _sound_faults(samples: Samples) -> Iterator[str]:
    """Give why the sound of a clip cannot be understood: nobody speaks, too quiet, overdriven."""
    stretches = sound.speech.speech_stretches(samples)
    spoken = sum(stretch.end_s - stretch.start_s for stretch in stretches)
    if spoken < _LEAST_SPEECH_S:
        yield f"只听到 {spoken:.0f} 秒有人说话，请检查录上了没有"
        return
    speech = sound.audio.joined(samples, stretches)
    level = 10 * np.log10(max(float(np.mean(np.square(speech))), 1e-12))
    if level < _QUIETEST_DB:
        yield f"说话声太小（{level:.0f} 分贝），请离手机近一些再录"
    if float(np.mean(np.abs(speech) >= _CLIPPED)) > _MOST_CLIPPED:
        yield "声音太大，录破了，请离手机远一些再录"


# -- words -----------------------------------------------------------------------------------------------------


def write_draft(
    desk: Desk, matter_id: str, out: Path, *, replace: bool = False, progress: Progress | None = None
) -> Path:
    """Write what the machine heard to `out` (.vtt, .srt or .txt), to be corrected by ear, and return `out`.

    It is a draft and reaches no page. Raise UnknownNumberError, WrongValueError, or what transcribing raises.
    """
    write = {
        ".vtt": transcripts.exports.write_vtt,
        ".srt": transcripts.exports.write_srt,
        ".txt": transcripts.exports.write_txt,
    }.get(out.suffix.lower())
    if write is None:
        raise WrongValueError(field="字幕文件", value=out.name, why="要写成 .txt、.vtt 或 .srt")
    refuse_existing(out, replace=replace)
    media = _with_media(desk, matter_id).matter.media
    samples = transcripts.making.sound_of(folder_of(desk) / (media.file if media else ""), None)
    wish = transcripts.making.wished(desk, None, None, speakers=False)
    made = transcripts.making.decoded(desk, samples, wish, progress=progress or _silently)
    return write(made, out)


def _silently(_done_s: float, _total_s: float) -> None:
    """Take progress and show nothing."""


def caption(desk: Desk, matter_id: str, path: Path, *, by: str) -> Standing:
    """Keep the words in the file at `path`, corrected by ear, as captions, and return the matter, to be checked again.

    Raise UnknownNumberError, or ClipRefusedError naming every fault.
    """
    with open_to_read(path) as file:
        text = office_text(file.read())
    return caption_with(desk, matter_id, text, path.suffix.lower(), by=by)


def caption_with(desk: Desk, matter_id: str, text: str, form: str, *, by: str) -> Standing:
    """Keep `text` in the form of a .txt, .vtt or .srt file as captions; as `caption`."""
    matter = _with_media(desk, matter_id).matter
    media = matter.media
    if media is None:
        raise UnknownNumberError(what="讲解", number=matter_id)
    cues, faults = _cues(text, form, media.seconds)
    _refuse([*faults, *_cue_faults(cues, media.seconds)])
    return matters.write(desk, changed(matter, media=changed(media, captions=formats.subtitles.web(cues))), by=by)


def _cues(text: str, form: str, seconds: float) -> tuple[list[formats.subtitles.Cue], tuple[str, ...]]:
    if form == ".txt":
        _, said = formats.in_text(text.lstrip("\ufeff").splitlines())
        ends = [*(each.start_s for each in said), seconds][1:]
        return [
            formats.subtitles.Cue(n, each.start_s, max(end, each.start_s), each.text)
            for n, (each, end) in enumerate(zip(said, ends, strict=True), 1)
        ], ()
    said, faults = formats.in_subtitles(text.lstrip("\ufeff"), web=form == ".vtt")
    return [
        formats.subtitles.Cue(n, each.start_s, each.end_s or each.start_s, each.text) for n, each in enumerate(said, 1)
    ], tuple(fault.rstrip("。") for fault in faults)


def _cue_faults(cues: Sequence[formats.subtitles.Cue], seconds: float) -> Iterator[str]:
    if not cues:
        yield "文件里没有一句带时间的话；请在听写的初稿上改"
    for cue in cues:
        if not cue.text:
            yield f"第 {cue.number} 句没有字"
        if len(cue.text) > _LONGEST_CUE:
            yield f"第 {cue.number} 句有 {len(cue.text)} 个字，手机上放不下，最多 {_LONGEST_CUE} 个，请分成两句"
        if cue.end_s <= cue.start_s:
            yield f"第 {cue.number} 句的止在起的前面"
        if cue.end_s > seconds + 1:
            yield f"第 {cue.number} 句的时间超过了讲解的长度（{seconds} 秒）"
    for before, after in pairwise(cues):
        if after.start_s < before.end_s:
            yield f"第 {after.number} 句在第 {before.number} 句说完以前就开始了"
