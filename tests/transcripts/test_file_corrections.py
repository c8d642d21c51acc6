"""What a person corrected in an exported file is taken over whole, and nothing else is changed."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.errors import ProofRefusedError, StaleProofError, WrongValueError
from toolkit.formats.word import WordFile, write_plain
from toolkit.records import Coverage, Engine, RecordingRef, Removed, Segment, Stretch, Transcript, Word
from toolkit.transcripts import corrected_files, exports, file_corrections

BY = "李文书"
WRITERS: dict[str, Callable[[Transcript, Path], Path]] = {
    ".srt": exports.write_srt,
    ".vtt": exports.write_vtt,
    ".txt": exports.write_txt,
    ".docx": exports.write_docx,
}
forms = pytest.mark.parametrize("ending", WRITERS)


def transcript(*said: tuple[str, str | None], gaps: tuple[Stretch, ...] = ()) -> Transcript:
    """Return a transcript in which each of `said`, text and speaker, takes eight of ten seconds."""
    segments = tuple(
        Segment(f"s{n}", n, n * 10.0 - 10, n * 10.0 - 2, text, who, 0.8, (Word(n * 10.0 - 10, n * 10.0 - 2, text),))
        for n, (text, who) in enumerate(said, start=1)
    )
    seconds = max(1, len(said)) * 10.0 + 20
    engine = Engine("made-up", "1", "none", None)
    return Transcript(RecordingRef("QS-1", "0" * 64, seconds), engine, segments, (), Coverage(30, 24, gaps))


MEETING = transcript(
    ("三组的路灯坏了三个月。", "发言人1"),
    ("他说：没有人来修。", "发言人2"),
    ("面积<3亩 & 王桂芳", None),
    gaps=(Stretch(32.0, 36.0),),
)


def exported(made: Transcript, folder: Path, ending: str) -> Path:
    """Return the file that `made` is exported to."""
    return WRITERS[ending](made, folder / f"转写-第{made.version}版{ending}")


def edited(made: Transcript, folder: Path, ending: str, *changes: tuple[str, str]) -> corrected_files.CorrectedFile:
    """Return the exported file of `made` as read after each of `changes` was put in, as a person would."""
    path = exported(made, folder, ending)
    if ending == ".docx":
        lines = list(WordFile.open(path).lines)
        for old, new in changes:
            assert any(old in line for line in lines)
            lines = [line.replace(old, new) for line in lines]
        write_plain(path, lines[0], lines[1:])
        return corrected_files.read_corrected_file(path)
    text = path.read_bytes().decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_bytes(text.encode())
    return corrected_files.read_corrected_file(path)


def refused(made: Transcript, proof: corrected_files.CorrectedFile) -> list[str]:
    """Return the faults that `proof` is refused for."""
    with pytest.raises(ProofRefusedError) as told:
        file_corrections.apply_corrected_file(made, proof, BY)
    return list(told.value.fields["faults"])


# -- unchanged -------------------------------------------------------------------------------------------------

tricky = st.sampled_from(
    ["-->", "&amp;", "<b>", "“", "”", "：", ":", "[00:00:02.0]", "　", "\n\n", "1\n", "他说：", "NOTE"]
)
plain = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
words = st.lists(tricky | plain, max_size=6).map("".join)
speakers = st.none() | st.sampled_from(["发言人1", "王桂芳", "甲：乙", " 李 四 "]) | plain.filter(str.strip)
# What may stand in a Word file at all is tested in test_word_text.
for_word = st.characters(
    codec="utf-8",
    exclude_categories=["Cc", "Cn"],
    exclude_characters="{}\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069%",
)
word_words = st.lists(tricky | st.text(for_word, max_size=20), max_size=6).map("".join)
word_speakers = st.none() | st.sampled_from(["发言人1", "甲：乙"]) | st.text(for_word, min_size=1).filter(str.strip)


@pytest.mark.parametrize("ending", [".srt", ".vtt", ".txt"])
@settings(deadline=None)
@given(said=st.lists(st.tuples(words, speakers), max_size=5))
def test_an_unchanged_file_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, ending: str, said: list[tuple[str, str | None]]
) -> None:
    made = transcript(*said)

    assert (
        file_corrections.apply_corrected_file(
            made, corrected_files.read_corrected_file(exported(made, tmp_path_factory.mktemp("p"), ending)), BY
        )
        is made
    )


@settings(max_examples=40, deadline=None)
@given(said=st.lists(st.tuples(word_words, word_speakers), max_size=4))
def test_an_unchanged_word_file_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[str, str | None]]
) -> None:
    made = transcript(*said)

    assert (
        file_corrections.apply_corrected_file(
            made, corrected_files.read_corrected_file(exported(made, tmp_path_factory.mktemp("p"), ".docx")), BY
        )
        is made
    )


@forms
def test_ten_thousand_characters_are_read_back_unchanged(tmp_path: Path, ending: str) -> None:
    made = transcript(("他说“不”：" * 1700, "发言人1"), ("a --> b & <i>", None))

    assert (
        file_corrections.apply_corrected_file(
            made, corrected_files.read_corrected_file(exported(made, tmp_path, ending)), BY
        )
        is made
    )


# -- words and names -------------------------------------------------------------------------------------------


@forms
def test_a_changed_word_is_kept_with_what_it_was_and_who_changed_it(tmp_path: Path, ending: str) -> None:
    made = file_corrections.apply_corrected_file(MEETING, edited(MEETING, tmp_path, ending, ("三个月", "四个月")), BY)

    (change,) = made.segments[0].corrections
    assert (change.from_, change.to, change.at, change.by) == (
        "三组的路灯坏了三个月。",
        "三组的路灯坏了四个月。",
        0,
        BY,
    )
    assert made.segments[0] == replace(
        MEETING.segments[0], text="三组的路灯坏了四个月。", words=(), corrections=(change,)
    )
    assert (made.segments[1:], made.coverage, made.removed) == (MEETING.segments[1:], MEETING.coverage, ())


@forms
def test_a_changed_name_before_the_colon_is_the_speakers_name(tmp_path: Path, ending: str) -> None:
    made = file_corrections.apply_corrected_file(
        MEETING, edited(MEETING, tmp_path, ending, ("发言人2：他说", "王桂芳：他说")), BY
    )

    (change,) = made.segments[1].corrections
    assert (made.segments[1].speaker, made.segments[1].text) == ("王桂芳", "他说：没有人来修。")
    assert made.segments[1].words == MEETING.segments[1].words
    assert (change.from_, change.to, change.by, "说话人" in change.reason) == ("发言人2", "王桂芳", BY, True)


@forms
def test_a_name_put_before_the_old_words_is_a_speaker_and_before_other_words_it_is_text(
    tmp_path: Path, ending: str
) -> None:
    mark = "&lt;" if ending == ".vtt" else "<"
    named = file_corrections.apply_corrected_file(
        MEETING, edited(MEETING, tmp_path, ending, (f"面积{mark}3", f"李四：面积{mark}3")), BY
    )
    said = file_corrections.apply_corrected_file(
        MEETING, edited(MEETING, tmp_path, ending, (f"面积{mark}3亩", "他说：五亩")), BY
    )

    assert (named.segments[2].speaker, named.segments[2].text) == ("李四", "面积<3亩 & 王桂芳")
    assert (said.segments[2].speaker, said.segments[2].text) == (None, "他说：五亩 & 王桂芳")


@forms
def test_a_name_that_was_taken_away_leaves_the_words_alone(tmp_path: Path, ending: str) -> None:
    made = file_corrections.apply_corrected_file(MEETING, edited(MEETING, tmp_path, ending, ("发言人2：", "")), BY)

    assert (made.segments[1].speaker, made.segments[1].text) == (None, "他说：没有人来修。")
    assert [change.from_ for change in made.segments[1].corrections] == ["发言人2"]


def test_words_that_stood_before_a_colon_stay_words_though_the_name_before_them_was_taken_away(tmp_path: Path) -> None:
    made = file_corrections.apply_corrected_file(
        MEETING, edited(MEETING, tmp_path, ".txt", ("发言人2：他说：没有人", "他说：没人")), BY
    )

    assert (made.segments[1].speaker, made.segments[1].text) == (None, "他说：没人来修。")


@forms
@pytest.mark.parametrize("left", ["", "发言人1："])
def test_an_emptied_statement_goes_to_what_was_removed(tmp_path: Path, ending: str, left: str) -> None:
    made = file_corrections.apply_corrected_file(
        MEETING, edited(MEETING, tmp_path, ending, ("发言人1：三组的路灯坏了三个月。", left)), BY
    )

    assert made.removed == (Removed(0, 8, "发言人1：三组的路灯坏了三个月。", f"校对时删去（{BY}）"),)
    assert [(one.id, one.number) for one in made.segments] == [("s2", 1), ("s3", 2)]
    assert made.coverage.text_s == pytest.approx(16)


def test_a_paragraph_without_a_number_belongs_to_the_statement_before(tmp_path: Path) -> None:
    made = file_corrections.apply_corrected_file(
        MEETING, edited(MEETING, tmp_path, ".txt", ("三个月。", "三个月。\r\n\r\n没人管。")), BY
    )

    assert made.segments[0].text == "三组的路灯坏了三个月。没人管。"


# -- faults ----------------------------------------------------------------------------------------------------


def test_all_wrong_numbers_are_told_at_once_and_nothing_is_taken_over(tmp_path: Path) -> None:
    faults = refused(
        MEETING,
        edited(
            MEETING, tmp_path, ".txt", ("2　[", "1　["), ("3　[00:00:20.0]", "7　[00:00:20.0]"), ("三个月", "四个月")
        ),
    )

    told = "\n".join(faults)
    assert "第 2、3 句不见了" in told
    assert "第 1 句写了不止一次" in told
    assert "第 7 句原来没有" in told


def test_words_under_another_statements_time_are_refused(tmp_path: Path) -> None:
    (fault,) = refused(MEETING, edited(MEETING, tmp_path, ".docx", ("[00:00:10.0]", "[00:00:20.0]")))

    assert "第 2 句的时间原是 [00:00:10.0]" in fault


@forms
def test_an_empty_file_is_refused_rather_than_taken_for_deleted(tmp_path: Path, ending: str) -> None:
    path = exported(transcript(), tmp_path, ending)

    (fault,) = refused(MEETING, corrected_files.read_corrected_file(path))

    assert "没有读到一句话" in fault


@forms
def test_what_cannot_stand_in_a_word_file_is_refused_before_it_is_kept(tmp_path: Path, ending: str) -> None:
    path = exported(MEETING, tmp_path, ".srt" if ending == ".docx" else ending)
    path.write_bytes(path.read_bytes().replace("三个月".encode(), "三\u202e个月".encode()))

    (fault,) = refused(MEETING, corrected_files.read_corrected_file(path))

    assert "U+202E" in fault


def test_a_rare_character_that_gbk_turned_into_a_question_mark_is_told(tmp_path: Path) -> None:
    meeting = transcript(("我叫王㛃芳，路灯坏了。", None), ("是王㛃芳吗？", None))
    path = exported(meeting, tmp_path, ".txt")
    text = path.read_text(encoding="utf-8-sig").replace("坏了", "灭了")
    path.write_bytes(text.encode("gbk", "replace"))

    faults = refused(meeting, corrected_files.read_corrected_file(path))

    assert ["㛃" in fault and "UTF-8" in fault for fault in faults] == [True, True]


@forms
def test_a_file_of_an_older_version_is_refused(tmp_path: Path, ending: str) -> None:
    proof = corrected_files.read_corrected_file(exported(MEETING, tmp_path, ending))

    with pytest.raises(StaleProofError, match="转写-第2版"):
        file_corrections.apply_corrected_file(replace(MEETING, version=2, parent=1), proof, BY)


def test_the_word_file_of_another_recording_is_refused(tmp_path: Path) -> None:
    other = replace(MEETING, recording=replace(MEETING.recording, code="QS-2"))

    with pytest.raises(WrongValueError, match="QS-2"):
        file_corrections.apply_corrected_file(
            MEETING, corrected_files.read_corrected_file(exported(other, tmp_path, ".docx")), BY
        )


# -- cues ------------------------------------------------------------------------------------------------------


def subtitles(folder: Path, *cues: tuple[float, float, str]) -> corrected_files.CorrectedFile:
    """Return a subtitle file of `cues` as an editor saves it, numbered anew."""
    path = folder / "改过.srt"
    blocks = [
        f"{n}\n00:00:{start:06.3f} --> 00:00:{end:06.3f}\n{text}\n"
        for n, (start, end, text) in enumerate(cues, start=1)
    ]
    path.write_text("\n".join(blocks).replace(".", ","), encoding="utf-8")
    return corrected_files.read_corrected_file(path)


ONE, TWO, THREE = "发言人1：三组的路灯坏了三个月。", "发言人2：他说：没有人来修。", "面积<3亩 & 王桂芳"


def test_a_split_cue_becomes_segments_that_name_what_they_came_from(tmp_path: Path) -> None:
    proof = subtitles(tmp_path, (0, 4, "发言人1：三组的路灯"), (4, 8, "坏了三个月。"), (10, 18, TWO), (20, 28, THREE))

    made = file_corrections.apply_corrected_file(MEETING, proof, BY)

    first, second = made.segments[:2]
    assert (first.text, second.text) == ("三组的路灯", "坏了三个月。")
    assert {one.from_ids for one in (first, second)} == {("s1",)}
    assert (first.speaker, second.speaker, first.confidence) == ("发言人1", "发言人1", 0.8)
    assert all(one.corrections[-1].from_ == ONE and one.words == () for one in (first, second))
    assert [one.number for one in made.segments] == [1, 2, 3, 4]
    assert len({one.id for one in (*made.segments, *MEETING.segments)}) == 5
    assert made.segments[2:] == tuple(replace(one, number=n) for n, one in enumerate(MEETING.segments[1:], start=3))


def test_merged_cues_keep_all_their_old_words_in_the_correction(tmp_path: Path) -> None:
    proof = subtitles(tmp_path, (0, 18, f"{ONE}\n{TWO}"), (20, 28, THREE))

    made = file_corrections.apply_corrected_file(MEETING, proof, BY)

    merged = made.segments[0]
    assert merged.from_ids == ("s1", "s2")
    assert (merged.start_s, merged.end_s, merged.confidence) == (0, 18, 0.8)
    assert merged.corrections[-1].from_ == f"{ONE} {TWO}"
    assert merged.text == "三组的路灯坏了三个月。发言人2：他说：没有人来修。"


def test_merged_cues_of_one_speaker_are_his_without_repeating_his_name(tmp_path: Path) -> None:
    meeting = transcript(("路灯坏了", "发言人1"), ("没人来修", "发言人1"))

    (merged,) = file_corrections.apply_corrected_file(
        meeting, subtitles(tmp_path, (0, 18, "发言人1：路灯坏了\n发言人1：没人来修")), BY
    ).segments

    assert (merged.speaker, merged.text) == ("发言人1", "路灯坏了没人来修")


def test_a_piece_that_was_given_another_name_tells_the_old_one(tmp_path: Path) -> None:
    proof = subtitles(
        tmp_path, (0, 4, "发言人1：三组的路灯"), (4, 8, "王桂芳：坏了三个月。"), (10, 18, TWO), (20, 28, THREE)
    )

    first, second = file_corrections.apply_corrected_file(MEETING, proof, BY).segments[:2]

    assert (first.speaker, second.speaker, second.text) == ("发言人1", "王桂芳", "坏了三个月。")
    assert [change.from_ for change in second.corrections] == ["发言人1", ONE]


def test_a_retimed_cue_keeps_its_id_and_tells_its_old_time(tmp_path: Path) -> None:
    made = file_corrections.apply_corrected_file(
        MEETING, subtitles(tmp_path, (0, 8, ONE), (11, 19, TWO), (20, 28, THREE)), BY
    )

    (change,) = made.segments[1].corrections
    assert (made.segments[1].id, made.segments[1].start_s, made.segments[1].words) == ("s2", 11, ())
    assert "00:00:10.0 至 00:00:18.0" in change.reason


def test_a_new_cue_covers_what_had_no_text(tmp_path: Path) -> None:
    proof = subtitles(tmp_path, (0, 8, ONE), (10, 18, TWO), (20, 28, THREE), (32, 36, "发言人1：井盖也没有。"))

    made = file_corrections.apply_corrected_file(MEETING, proof, BY)

    assert (made.segments[3].speaker, made.segments[3].text) == ("发言人1", "井盖也没有。")
    assert made.coverage == Coverage(30, 28, ())


def test_words_that_only_moved_cover_nothing_new(tmp_path: Path) -> None:
    said = transcript(("路灯坏了", "发言人1"), ("没人来修", "发言人2"), gaps=(Stretch(8.0, 10.0),))

    moved = file_corrections.apply_corrected_file(
        said, subtitles(tmp_path, (0, 18, "发言人1：路灯坏了\n发言人2：没人来修")), BY
    )
    more = file_corrections.apply_corrected_file(
        said, subtitles(tmp_path, (0, 18, "发言人1：路灯坏了三个月\n发言人2：没人来修")), BY
    )

    assert len(moved.segments) == 1
    assert moved.coverage == said.coverage
    assert more.coverage == Coverage(30, 26, ())


def test_a_deleted_cue_is_a_fault_and_an_emptied_one_is_removed(tmp_path: Path) -> None:
    faults = refused(MEETING, subtitles(tmp_path, (0, 8, ONE), (20, 28, THREE)))
    emptied = file_corrections.apply_corrected_file(
        MEETING, subtitles(tmp_path, (0, 8, ONE), (10, 18, ""), (20, 28, THREE)), BY
    )

    assert ["第 2 句" in fault for fault in faults] == [True]
    assert [gone.text for gone in emptied.removed] == [TWO]


edge = st.integers(0, 480).map(lambda tenths: tenths / 10)


@settings(deadline=None)
@given(edges=st.lists(edge, min_size=2, max_size=12, unique=True).map(sorted), said=st.data())
def test_whatever_an_editor_does_no_word_is_lost_without_a_trace(
    tmp_path_factory: pytest.TempPathFactory, edges: list[float], said: st.DataObject
) -> None:
    texts = st.sampled_from(["", "井盖", ONE, TWO, "发言人2：好"])
    cues = [(start, end, said.draw(texts)) for start, end in list(pairwise(edges))[::2]]
    try:
        made = file_corrections.apply_corrected_file(MEETING, subtitles(tmp_path_factory.mktemp("p"), *cues), BY)
    except ProofRefusedError:
        return

    kept = "".join(one.text for one in (*made.segments, *made.removed))
    kept += "".join(change.from_ for one in made.segments for change in one.corrections)
    assert all(one.text in kept for one in MEETING.segments)
    assert all(one.end_s <= two.start_s for one, two in pairwise(made.segments))
    assert all(one.text.strip() for one in made.segments)
    assert [one.number for one in made.segments] == list(range(1, len(made.segments) + 1))
    assert len({one.id for one in made.segments}) == len(made.segments)
    assert 0 <= made.coverage.text_s <= made.coverage.speech_s


# -- what is told ----------------------------------------------------------------------------------------------


def test_each_change_is_told_once(tmp_path: Path) -> None:
    proof = edited(
        MEETING, tmp_path, ".txt", ("三个月", "四个月"), ("发言人2：", "王桂芳："), ("面积<3亩 & 王桂芳", "")
    )
    first = replace(file_corrections.apply_corrected_file(MEETING, proof, BY), version=2, parent=1)

    told = file_corrections.changes(MEETING, first)

    assert len(told) == 3
    assert all(any(words in line for line in told) for words in ("四个月", "王桂芳", "校对时删去"))
    assert file_corrections.changes(first, first) == ()
