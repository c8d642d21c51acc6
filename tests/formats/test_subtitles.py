"""A statement written to a file and read back is the same statement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats import subtitles
from toolkit.records import Segment

said = st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.integers(1, 99_999), st.integers(0, 360_000), said, st.none() | said)
def test_a_marked_line_read_back_gives_number_time_and_words(
    number: int, tenths: int, text: str, speaker: str | None
) -> None:
    segment = Segment("s1", number, tenths / 10, tenths / 10 + 1, text, speaker)

    heading, (read,) = subtitles.in_text([subtitles.marked_line(segment)])

    assert heading == ()
    assert (read.number, read.start_s) == (number, tenths / 10)
    assert read.says(subtitles.shown(segment))


def test_what_stands_before_the_first_statement_is_heading_and_a_loose_line_belongs_to_the_one_before() -> None:
    lines = ["院落夜话录音文字记录", "请回听：00:00:01.0", "1　[00:00:00.0]　甲", "", "乙", "2　[00:00:02.0]　"]

    heading, (one, two) = subtitles.in_text(lines)

    assert heading == ("院落夜话录音文字记录", "请回听：00:00:01.0")
    assert (one.text, two.text) == ("甲乙", "")


@pytest.mark.parametrize(
    "line", ["12 [00:01:02.3] 甲", "12.[00:01:02.3]甲", "  12　［00:01:02.3］　甲", "12【1:02.3】甲"]
)
def test_a_number_and_a_time_are_read_however_an_editor_spaced_them(line: str) -> None:
    _, (read,) = subtitles.in_text([line])

    assert (read.number, read.start_s, read.text) == (12, pytest.approx(62.3), "甲")


def test_chinese_lines_are_joined_without_a_blank_and_foreign_words_with_one() -> None:
    assert subtitles.joined(["三组的", "路灯", "LED", "500 W", "坏了"]) == "三组的路灯LED 500 W坏了"


def test_a_wrapped_line_says_the_same_and_a_blank_that_a_person_took_out_does_not() -> None:
    wrapped = subtitles.Statement(1, 0, 1, ("三组的路", "灯坏了"))

    assert wrapped.says("三组的 路灯坏了")
    assert not subtitles.Statement(1, 0, 1, ("三组的路灯",)).says("三组的 路灯")


def test_a_cue_is_found_without_a_number_and_without_an_empty_line_before() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n甲\n"
        "2\n00:00:02,000 --> 00:00:03,000\n乙\n\n"
        "00:00:03,000 --> 00:00:04,000\n丙"
    )

    cues, broken = subtitles.in_subtitles(text, web=False)

    assert [(cue.number, cue.start_s, cue.end_s, cue.text) for cue in cues] == [
        (1, 1.0, 2.0, "甲"),
        (2, 2.0, 3.0, "乙"),
        (None, 3.0, 4.0, "丙"),
    ]
    assert broken == ()


def test_a_line_of_times_that_was_said_begins_no_cue() -> None:
    cues, _ = subtitles.in_subtitles("1\n00:00:01,000 --> 00:00:02,000\n00:00:07,000 --> 00:00:08,000\n", web=False)

    assert [cue.text for cue in cues] == ["00:00:07,000 --> 00:00:08,000"]


def test_broken_times_are_told_with_their_line() -> None:
    _, (broken,) = subtitles.in_subtitles("1\n00:00:01,000 --> 00:00:2x,000\n甲\n", web=False)

    assert "第 2 行" in broken


def test_notes_styles_tags_and_settings_of_web_subtitles_are_no_words() -> None:
    text = (
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE\n给自己看的\n\n"
        "a1\n00:01.000 --> 00:02.000 align:start\n<v 王桂芳><b>面积</b>&lt;3亩</v>\n\nNOTE 完\n\n"
        "00:02.000 --> 00:03.000\nNOTE 是他说的\n"
    )

    cues, _ = subtitles.in_subtitles(text, web=True)

    assert [(cue.start_s, cue.text) for cue in cues] == [(1.0, "王桂芳：面积<3亩"), (2.0, "NOTE 是他说的")]


def test_looks_are_taken_off_unless_such_signs_were_said() -> None:
    cue = subtitles.Statement(1, 0, 1, (r"{\an8}<i>甲</i>",), styled=True)

    assert cue.without_looks("甲").text == "甲"
    assert cue.without_looks("说了<i>").text == r"{\an8}<i>甲</i>"
