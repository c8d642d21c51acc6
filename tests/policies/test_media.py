"""Explanations of a matter: three minutes at most, made small, with words corrected by ear, checked by a second."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
import pytest

from tests.builders import transcript
from tests.conftest import write_wav
from tests.policies.conftest import TODAY, rescue
from toolkit import formats, sound, transcripts
from toolkit.archive import kept_files
from toolkit.core.errors import AlreadyThereError, UnknownNumberError, WrongValueError
from toolkit.loop.events import EventRefusedError
from toolkit.policies import Media, checks, clips, matters, media, site
from toolkit.policies.media import ClipRefusedError, NewClip
from toolkit.workspace import Desk, shipped

SAMPLE = shipped("examples/2026-09-night-meeting.mp3")
VTT = """WEBVTT

1
00:00:00.500 --> 00:00:08.000
家里突然遇到急难的，可以申请临时救助。

2
00:00:08.000 --> 00:00:20.000
带上身份证，<到>镇民政办来。
"""


@pytest.fixture(scope="module")
def spoken() -> np.ndarray:
    """Give thirty seconds in which somebody speaks."""
    return np.asarray(sound.audio.samples(SAMPLE)[: 30 * 16_000])


@pytest.fixture
def clip(tmp_path: Path, spoken: np.ndarray) -> NewClip:
    return NewClip(wav(tmp_path / "讲解.wav", spoken), "青石话", "田小禾", agreed=True)


def wav(path: Path, samples: np.ndarray) -> Path:
    return write_wav(path, (np.clip(samples, -1, 1) * 32767).astype(np.int16))


def bars(desk: Desk) -> list[str]:
    return [fault.why for fault in checks.checked(desk).bars]


def test_an_explanation_is_made_small_captioned_checked_and_on_the_page(
    ready: Callable[..., Desk], clip: NewClip, tmp_path: Path
) -> None:
    desk = ready()
    kept = media.add(desk, "lsjz", clip, by="何琳").matter.media
    assert kept is not None
    assert (kept.seconds, kept.dialect, kept.video, kept.captions) == (30, "青石话", "", "")
    assert (clips.folder_of(desk) / kept.file).stat().st_size < 30 * 6000
    looked = kept_files.look(desk.store, desk.workspace.root)
    # The by-law and the file it was read from, two versions of the matter, and the clip.
    assert (looked.looked, looked.faults) == (5, ())
    assert bars(desk) == ["还没有第二个人核对", "讲解还没有核对过的字幕"]

    path = tmp_path / "字幕.vtt"
    path.write_text(VTT, encoding="utf-8")
    media.caption(desk, "lsjz", path, by="何琳")
    matters.check(desk, "lsjz", by="周敏", review_by=TODAY.replace(year=TODAY.year + 1))
    assert bars(desk) == []

    built = site.build(desk, tmp_path / "site", release=True)
    page = (built.folder / "d" / "lsjz.html").read_text(encoding="utf-8")
    assert f'<audio controls preload="none" src="../m/{kept.file}">' in page
    assert "家里突然遇到急难的，可以申请临时救助。带上身份证，&lt;到&gt;镇民政办来。" in page
    captions = (built.folder / "m" / "lsjz.vtt").read_text(encoding="utf-8")
    assert formats.subtitles.words_of_web(captions)[1] == "带上身份证，<到>镇民政办来。"
    assert "田小禾" not in page
    assert (built.folder / "m" / kept.file).is_file()


def test_a_clip_of_ten_minutes_is_refused_with_everything_else_that_lacks(
    ready: Callable[..., Desk], tmp_path: Path
) -> None:
    long = wav(tmp_path / "long.wav", np.zeros(600 * 16_000, np.float32))
    desk = ready()

    with pytest.raises(ClipRefusedError) as told:
        media.add(desk, "lsjz", NewClip(long, ""), by="何琳")

    assert all(
        words in str(told.value) for words in ("有 4 处", "10 分 0 秒", "4 分钟", "哪里的话", "谁讲的", "同意公开")
    )
    assert not clips.folder_of(desk).exists()
    assert matters.shipped_matters()


@pytest.mark.parametrize(
    "change, why",
    [
        (lambda samples: samples * 0, "0 秒有人说话"),
        (lambda samples: samples * 0.03, "说话声太小"),
        (lambda samples: samples * 40, "录破了"),
        (lambda samples: samples[: 15 * 16_000], "0 分 15 秒"),
    ],
)
def test_what_nobody_could_understand_is_refused(
    ready: Callable[..., Desk], clip: NewClip, spoken: np.ndarray, change: Callable[[np.ndarray], np.ndarray], why: str
) -> None:
    wav(clip.path, change(spoken))

    with pytest.raises(ClipRefusedError, match=why):
        media.add(ready(), "lsjz", clip, by="何琳")


def test_a_machines_voice_is_said_to_be_one_and_needs_nobodys_consent(
    ready: Callable[..., Desk], clip: NewClip, tmp_path: Path
) -> None:
    desk = ready()
    media.add(desk, "lsjz", replace(clip, speaker="", agreed=False, synthetic=True), by="何琳")

    built = site.build(desk, tmp_path / "site", release=False)

    assert "声音由人工智能合成" in (built.folder / "d" / "lsjz.html").read_text(encoding="utf-8")


def test_the_machines_draft_reaches_no_page(
    ready: Callable[..., Desk], clip: NewClip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = ready()
    with pytest.raises(UnknownNumberError):
        media.write_draft(desk, "lsjz", tmp_path / "a.txt")
    media.add(desk, "lsjz", clip, by="何琳")
    heard = transcript("家里突然遇到鸡难的", "带上身份证", step_s=8.0, length_s=8.0, start_s=0.0, seconds=30.0)
    monkeypatch.setattr(transcripts.making, "decoded", lambda *_args, **_more: heard)

    out = media.write_draft(desk, "lsjz", tmp_path / "字幕.txt")

    assert "鸡难" in out.read_text(encoding="utf-8-sig")
    assert "讲解还没有核对过的字幕" in bars(desk)
    with pytest.raises(AlreadyThereError):
        media.write_draft(desk, "lsjz", out)
    with pytest.raises(WrongValueError):
        media.write_draft(desk, "lsjz", tmp_path / "字幕.pdf")
    # Corrected by ear, the same file comes back; each sentence ends where the next begins.
    out.write_text(out.read_text(encoding="utf-8-sig").replace("鸡难", "急难"), encoding="utf-8")
    kept = media.caption(desk, "lsjz", out, by="何琳").matter.media
    assert kept is not None
    assert kept.said == ("家里突然遇到急难的", "带上身份证")
    assert "00:00:08.000 --> 00:00:30.000" in kept.captions


@pytest.mark.slow
@pytest.mark.parametrize("form", [".vtt", ".srt", ".txt"])
def test_what_the_starter_model_hears_in_a_clip_becomes_captions_once_somebody_read_it(
    ready: Callable[..., Desk], clip: NewClip, tmp_path: Path, form: str
) -> None:
    desk = ready()
    media.add(desk, "lsjz", clip, by="何琳")
    told: list[tuple[float, float]] = []

    out = media.write_draft(
        desk, "lsjz", tmp_path / f"字幕{form}", progress=lambda done, whole: told.append((done, whole))
    )

    assert told[-1][0] == pytest.approx(told[-1][1])
    assert "讲解还没有核对过的字幕" in bars(desk), "what the machine heard is on no page"
    kept = media.caption(desk, "lsjz", out, by="何琳").matter.media
    assert kept is not None
    truth = json.loads(shipped("examples/2026-09-night-meeting.truth.json").read_text(encoding="utf-8"))
    spoken, heard = plain(truth[0]["text"]), plain("".join(kept.said))
    assert SequenceMatcher(None, spoken, heard[: len(spoken)]).ratio() > 0.8
    assert len(heard) > 1.5 * len(spoken), "the second turn was heard, too"


def plain(text: str) -> str:
    """Return the characters of `text` without marks."""
    return "".join(filter(str.isalnum, text))


def test_every_fault_of_captions_is_told_at_once(ready: Callable[..., Desk], clip: NewClip) -> None:
    desk = ready()
    media.add(desk, "lsjz", clip, by="何琳")
    wrong = VTT.replace("00:00:20.000", "00:01:20.000").replace("00:00:08.000 -->", "00:00:07.000 -->")
    wrong = wrong.replace("家里", "家里" * 40) + "\n3\n00:00:90 --> 1\n好\n"

    with pytest.raises(ClipRefusedError) as told:
        media.caption_with(desk, "lsjz", wrong, ".vtt", by="何琳")
    assert all(words in str(told.value) for words in ("时间写坏了", "放不下", "超过了讲解的长度", "说完以前"))
    with pytest.raises(ClipRefusedError, match="没有一句"):
        media.caption_with(desk, "lsjz", "没有时间的话", ".txt", by="何琳")


def test_a_number_spoken_in_a_clip_bars_like_a_written_one(ready: Callable[..., Desk], clip: NewClip) -> None:
    desk = ready()
    media.add(desk, "lsjz", clip, by="何琳")
    media.caption_with(desk, "lsjz", VTT.replace("镇民政办", "小王 13800138000"), ".vtt", by="何琳")

    assert any("手机号" in why for why in bars(desk))


def test_an_explanation_can_be_taken_off_the_page(ready: Callable[..., Desk], clip: NewClip) -> None:
    desk = ready()
    media.add(desk, "lsjz", clip, by="何琳")

    assert media.remove(desk, "lsjz", by="何琳").matter.media is None
    with pytest.raises(UnknownNumberError):
        media.remove(desk, "lsjz", by="何琳")


@pytest.mark.parametrize("file", ["../../yehua.toml", "lsjz-0123456789ab.m4a", ""])
def test_a_matter_cannot_name_a_file_that_was_never_taken_in(ready: Callable[..., Desk], file: str) -> None:
    with pytest.raises(EventRefusedError, match="没有收入过"):
        ready(media=Media(file, 60))


def test_what_was_taken_in_wins_over_what_a_matter_says_of_it(ready: Callable[..., Desk], clip: NewClip) -> None:
    desk = ready()
    kept = media.add(desk, "lsjz", replace(clip, speaker="", agreed=False, synthetic=True), by="何琳").matter.media
    assert kept is not None

    written = matters.write(desk, rescue(media=replace(kept, seconds=3, synthetic=False, video="x.mp4")), by="何琳")

    assert written.matter.media == kept
    with pytest.raises(EventRefusedError, match="没有收入过"):
        matters.write(desk, rescue(id="other", media=kept), by="何琳")


def test_a_file_named_before_files_were_checked_reaches_neither_release_nor_preview(
    ready: Callable[..., Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clips.Clips, "vouched", lambda _self, _matter, given: given)
    desk = ready(media=Media("../../yehua.toml", 60, captions=VTT))
    monkeypatch.undo()

    built = site.build(desk, tmp_path / "preview", release=False)

    assert any("没有收入过" in why for why in bars(desk))
    assert not any("yehua.toml" in name for name in zipfile.ZipFile(tmp_path / "preview.zip").namelist())
    assert "<audio" not in (built.folder / "d" / "lsjz.html").read_text(encoding="utf-8")


def test_what_no_reader_sees_of_captions_is_not_kept(ready: Callable[..., Desk], clip: NewClip) -> None:
    desk = ready()
    media.add(desk, "lsjz", clip, by="何琳")
    kept = media.caption_with(desk, "lsjz", VTT, ".vtt", by="何琳").matter.media
    assert kept is not None
    hidden = replace(kept, captions=kept.captions.replace("WEBVTT\n", "WEBVTT\n\nNOTE\n小王 13800138000\n"))

    assert matters.write(desk, rescue(media=hidden), by="何琳").matter.media == kept


def test_a_clip_that_was_changed_on_the_disk_is_not_released(ready: Callable[..., Desk], clip: NewClip) -> None:
    desk = ready()
    kept = media.add(desk, "lsjz", clip, by="何琳").matter.media
    assert kept is not None
    (clips.folder_of(desk) / kept.file).write_bytes(b"other words")

    assert any("与收入时不符" in why for why in bars(desk))
