"""The index finds every segment that holds the words and no other, and is made again whenever it is broken."""

import os
import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from toolkit.core.errors import WrongValueError
from toolkit.records import Transcript
from toolkit.search import index as search_index
from toolkit.search.index import TranscriptSource, folded, search


def transcript(*texts: str) -> Transcript:
    """Return a transcript with a segment of five seconds for each text."""
    return builders.transcript(*texts, first=0, start_s=0.0, step_s=5.0, length_s=4.5, speaker="甲")


def source(**recordings: Transcript) -> TranscriptSource:
    """Return a source of those recordings; the mark of each follows its text."""
    marks = {code: "".join(segment.text for segment in one.segments) for code, one in recordings.items()}
    return TranscriptSource(marks, lambda code: recordings[code])


def texts(index: Path, where: TranscriptSource, words: str, limit: int = 50) -> list[str]:
    return [hit.text for hit in search(index, where, words, limit)]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return a path for an index."""
    return tmp_path / "工作 50%" / "search.db"


MEETING = source(
    a=transcript("征地补偿没有给", "路灯坏了。征。地", "宅基地的Wi-Fi"), b=transcript("征地的事", "地征了")
)


def test_hit_leads_to_the_second(index: Path) -> None:
    (hit,) = search(index, MEETING, "补偿", 10)
    assert (hit.code, hit.start_s, hit.end_s, hit.text, hit.speaker) == ("a", 0.0, 4.5, "征地补偿没有给", "甲")


def test_one_character_and_part_of_a_word_are_found(index: Path) -> None:
    assert texts(index, MEETING, "灯") == ["路灯坏了。征。地"]
    assert texts(index, MEETING, "基地") == ["宅基地的Wi-Fi"]


def test_punctuation_between_characters_is_no_match(index: Path) -> None:
    assert texts(index, MEETING, "征地") == ["征地的事", "征地补偿没有给"]


@pytest.mark.parametrize("words", ["補償", "ｗｉ－ｆｉ", "WI-FI", "  补偿  "])
def test_other_scripts_widths_and_capitals_are_found(index: Path, words: str) -> None:
    assert len(search(index, MEETING, words, 10)) == 1


def test_all_words_must_be_in_the_segment(index: Path) -> None:
    assert texts(index, MEETING, "征地 没有") == ["征地补偿没有给"]
    assert texts(index, MEETING, "征地 路灯") == []


def test_newest_recording_comes_first_and_time_runs_on(index: Path) -> None:
    hits = search(index, MEETING, "地", 10)
    assert [hit.code for hit in hits] == ["b", "b", "a", "a", "a"]
    assert [hit.start_s for hit in hits] == [0.0, 5.0, 0.0, 5.0, 10.0]


def test_no_more_than_the_limit_is_given(index: Path) -> None:
    assert len(search(index, MEETING, "地", 3)) == 3
    assert search(index, MEETING, "地", 0) == ()
    assert search(index, MEETING, "地", -1) == ()


@pytest.mark.parametrize("words", ["", "   ", "。，！", '"', "*"])
def test_nothing_to_look_for_is_refused(index: Path, words: str) -> None:
    with pytest.raises(WrongValueError, match="请输入要查找的字词"):
        search(index, MEETING, words, 10)


@pytest.mark.parametrize("words", ['补偿"', "补偿*", "补偿 OR 路灯", "NEAR(补偿)", "补偿 -- ;", "x:补偿"])
def test_signs_of_the_query_language_are_plain_text(index: Path, words: str) -> None:
    assert search(index, MEETING, words, 10) == ()


def test_a_confirmed_name_stands_for_the_whole_grievance_and_leads_to_its_beginning(index: Path) -> None:
    said = transcript("李过强要说几句", "水渠塌了", "没有人修", "水渠的事问了几回", "路灯坏了")

    def named(word: str) -> dict[str, tuple[tuple[float, float], ...]]:
        return {"a": ((0.0, 9.5), (15.0, 19.5))} if word in {"李国强", "桥村"} else {}

    where = TranscriptSource({"a": "1"}, lambda _: said, named=named)

    assert texts(index, where, "李国强") == texts(index, where, "李国强 桥村") == ["李过强要说几句", "水渠的事问了几回"]
    assert texts(index, where, "李国强 水渠") == ["水渠塌了", "水渠的事问了几回"]
    assert texts(index, where, "李国强 水渠", limit=1) == ["水渠塌了"]
    assert texts(index, where, "李国强 路灯") == []


def test_index_follows_new_versions_and_removed_recordings(index: Path) -> None:
    assert len(search(index, MEETING, "征地", 10)) == 2
    later = source(a=transcript("占地补偿没有给"))
    assert texts(index, later, "征地") == []
    assert texts(index, later, "占地") == ["占地补偿没有给"]


def test_index_is_not_made_again_without_need(index: Path) -> None:
    search(index, MEETING, "征地", 10)

    def refuse(code: str) -> Transcript:
        raise AssertionError(code)

    assert len(search(index, TranscriptSource(MEETING.marks, refuse), "征地", 10)) == 2


def spoil_with_rubbish(index: Path) -> None:
    index.write_bytes(b"rubbish" * 1000)


def spoil_the_middle(index: Path) -> None:
    whole = index.read_bytes()
    index.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))


def spoil_by_emptying(index: Path) -> None:
    index.write_bytes(b"")


def spoil_by_removing(index: Path) -> None:
    index.unlink()


def spoil_with_another_form(index: Path) -> None:
    connection = sqlite3.connect(index)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def spoil_by_dropping_a_table(index: Path) -> None:
    connection = sqlite3.connect(index)
    connection.execute("DROP TABLE seg")
    connection.close()


def spoil_the_words(index: Path) -> None:
    connection = sqlite3.connect(index)
    connection.execute("DELETE FROM f_data")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_with_rubbish,
        spoil_the_middle,
        spoil_by_emptying,
        spoil_by_removing,
        spoil_with_another_form,
        spoil_by_dropping_a_table,
        spoil_the_words,
    ],
)
def test_broken_index_is_made_again(index: Path, spoil: object) -> None:
    before = texts(index, MEETING, "征地")
    spoil(index)  # type: ignore[operator]
    assert texts(index, MEETING, "征地") == before
    fresh = sqlite3.connect(index)
    assert fresh.execute("SELECT count(*) FROM seg").fetchone() == (5,)
    fresh.close()


def test_folder_in_place_of_the_index_does_not_stop_the_search(index: Path) -> None:
    index.mkdir(parents=True)
    assert len(search(index, MEETING, "征地", 10)) == 2


def test_index_locked_by_another_does_not_stop_the_search(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    search(index, MEETING, "征地", 10)
    monkeypatch.setattr(search_index, "_WAIT_S", 0.01)
    other = sqlite3.connect(index, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert texts(index, source(a=transcript("新来的征地")), "征地") == ["新来的征地"]
    other.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes")
def test_index_is_private_to_the_user(index: Path) -> None:
    search(index, MEETING, "征地", 10)
    assert index.stat().st_mode & 0o777 == 0o600


words = st.text(st.sampled_from("征地补偿路灯。，a1 𠮷\u4dae"), max_size=6)


@given(st.lists(words, max_size=8), st.text(st.sampled_from("征地补偿路灯。a1𠮷\u4dae"), min_size=1, max_size=3))
def test_search_finds_just_what_a_scan_finds(segments: list[str], word: str) -> None:
    if not any(sign.isalnum() for sign in word):
        word += "征"
    where = source(a=transcript(*segments))
    with_memory = search_index._searched(
        ":memory:", where, search_index._Query(((folded(word),),), search_index.EVERYWHERE, 100)
    )
    assert [hit.text for hit in with_memory] == [text for text in segments if folded(word) in folded(text)]


def test_a_sentence_is_found_among_twenty_thousand(index: Path) -> None:
    # Two hundred segments each, about two hundred hours of speech in a hundred meetings.
    sentence = "修路占了我家一亩二分地到现在补偿款一分钱都没有拿到"
    many = {f"r{n:03d}": transcript(*(f"{sentence}{n}号第{k}句" for k in range(200))) for n in range(100)}
    where = source(**many)
    search(index, where, "补偿款", 20)
    hits = search(index, where, "7号第199句", 20)
    assert len(hits) == 10
    assert all(re.search("7号第199句$", hit.text) for hit in hits)
