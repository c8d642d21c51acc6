"""Explanations of matters as they were taken in: the one proof of a clip's length, its video and whose voice it is.

A matter is written as a file, which may name any file and say anything of it. Only what the event of a clip bears out
reaches a page.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import formats
from toolkit.core import sha256_of
from toolkit.loop import events
from toolkit.store import Transaction
from toolkit.workspace import Desk

ADDED = "media.added"


@dataclass(frozen=True)
class Media:
    """The spoken explanation: its sound file in `policies/media`, its length in seconds, the dialect, and the video.

    `synthetic` is true for a machine's voice, which must be said beside it (人工智能生成合成内容标识办法). `captions`
    are the corrected words in WebVTT, empty while there are none.
    """

    file: str
    seconds: int
    dialect: str = ""
    synthetic: bool = False
    captions: str = ""
    video: str = ""

    @property
    def said(self) -> tuple[str, ...]:
        """The corrected words, a sentence each."""
        return formats.subtitles.words_of_web(self.captions)


def folder_of(desk: Desk) -> Path:
    """Return the folder in which the small files lie."""
    return desk.workspace.root / "policies" / "media"


class Clips:
    """Every clip that was taken in, by its matter and its file."""

    def __init__(self, desk: Desk, tx: Transaction) -> None:
        """Read the events of all clips."""
        self._folder = folder_of(desk)
        logs = events.history(tx, events.WHENEVER, (ADDED,))
        acts = sorted((act for each in logs.values() for act in each), key=lambda act: act.position)
        self._added = {(act.facts["matter"], act.facts["file"]): act for act in acts}

    def vouched(self, matter_id: str, media: Media) -> Media | None:
        """Return `media` with length, video and kind of voice as they were taken in; None where its file never was.

        Of its captions only the cues stay, which a reader sees and the second person checks.
        """
        added = self._added.get((matter_id, media.file))
        if added is None:
            return None
        return replace(
            media,
            seconds=int(added.facts["seconds"]),
            video=added.facts.get("video", ""),
            synthetic=_is_synthetic(added, said=media.synthetic),
            captions=_cues_only(media.captions),
        )

    def faults(self, matter_id: str, media: Media) -> Iterator[str]:
        """Give in Chinese why `media` cannot be published: its files were never taken in, or are not as they were."""
        vouched = self.vouched(matter_id, media)
        if vouched is None:
            yield f"讲解“{media.file}”没有收入过（请在“政策事项”页收入，或者用 yehua policy media add）"
            return
        if vouched != media:
            yield "讲解的长度、录像、字幕或者是不是机器合成，与收入时不符，请把这件事再存一次"
        added = self._added[matter_id, media.file]
        if not self._is_whole(vouched.file, added.facts["sha256"]):
            yield f"讲解“{vouched.file}”与收入时不符，被改过或者不见了；请从备份里恢复，或者重新收入"
        # The name of a video ends with the beginning of its hash.
        if vouched.video and not self._is_whole(vouched.video, vouched.video.rpartition("-")[2].partition(".")[0]):
            yield f"录像“{vouched.video}”与收入时不符，被改过或者不见了；请从备份里恢复，或者重新收入"

    def _is_whole(self, name: str, sha256: str) -> bool:
        path = self._folder / name
        return path.is_file() and sha256_of(path).startswith(sha256)


def _is_synthetic(added: events.Event, *, said: bool) -> bool:
    """Return whether a machine speaks; an older event does not say so, but without a speaker nobody else does."""
    if "synthetic" in added.facts:
        return bool(added.facts["synthetic"])
    return said or (added.private is not None and not added.words("speaker"))


def _cues_only(captions: str) -> str:
    said, _ = formats.in_subtitles(captions, web=True)
    cues = [
        formats.subtitles.Cue(number, each.start_s, each.end_s or each.start_s, each.text)
        for number, each in enumerate(said, 1)
    ]
    return formats.subtitles.web(cues) if cues else ""
