"""Subtitles and texts say what the transcript says."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.word import WordFile
from toolkit.records import Coverage, Engine, RecordingRef, Segment, Stretch, Transcript
from toolkit.transcripts import exports

ENGINE = Engine("faster-whisper", "1.2.1", "base", None)


def transcript(*texts: str) -> Transcript:
    """Return a transcript in which each of `texts` takes two seconds."""
    segments = tuple(Segment(f"s{n}", n, 2.0 * n, 2.0 * n + 1.5, text) for n, text in enumerate(texts, start=1))
    gap = (Stretch(61.0, 63.0),)
    return Transcript(RecordingRef(None, "0" * 64, 90.0), ENGINE, segments, (), Coverage(10, 8, gap))


def cues(text: str) -> list[tuple[str, str]]:
    """Return (times, words) of each subtitle in `text`."""
    return re.findall(r"^\d+\n(\S+ --> \S+)\n(.*)$", text, re.MULTILINE)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=30)


@given(st.lists(words, max_size=5))
def test_a_vtt_file_read_back_gives_every_sentence(tmp_path_factory: pytest.TempPathFactory, said: list[str]) -> None:
    path = exports.write_vtt(transcript(*said), tmp_path_factory.mktemp("vtt") / "转写.vtt")

    read = [html.unescape(text) for _, text in cues(path.read_text(encoding="utf-8"))]

    assert read == [" ".join(text.split()) for text in said]


def test_an_srt_file_gives_times_with_a_comma(tmp_path: Path) -> None:
    path = exports.write_srt(transcript("路灯坏了", "没有人来修"), tmp_path / "转写.srt")

    assert cues(path.read_text(encoding="utf-8")) == [
        ("00:00:02,000 --> 00:00:03,500", "路灯坏了"),
        ("00:00:04,000 --> 00:00:05,500", "没有人来修"),
    ]


def test_an_arrow_that_was_said_does_not_end_a_subtitle(tmp_path: Path) -> None:
    path = exports.write_vtt(transcript("甲 --> 乙\n\n丙<b>"), tmp_path / "转写.vtt")

    assert "甲 --&gt; 乙 丙&lt;b&gt;" in path.read_text(encoding="utf-8")


def test_a_text_file_opens_in_notepad_with_number_and_time(tmp_path: Path) -> None:
    path = exports.write_txt(transcript("路灯坏了"), tmp_path / "转写.txt")

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_text(encoding="utf-8-sig") == "1　[00:00:02.0]　路灯坏了\n"


def test_the_word_file_says_what_was_said_and_what_to_listen_to(tmp_path: Path) -> None:
    path = exports.write_docx(transcript("面积<3亩 & 王桂芳"), tmp_path / "转写.docx")

    said = "\n".join(WordFile.open(path).lines)

    assert "面积<3亩 & 王桂芳" in said
    assert "请回听：00:01:01.0 至 00:01:03.0" in said
