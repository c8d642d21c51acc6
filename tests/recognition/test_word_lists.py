"""The word list is read as people save it, and every bad line is named."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.core.errors import MissingFileError, SettingsError, UnreadableFileError
from toolkit.recognition.word_lists import SHIPPED, Entry, entries_in, text_with

KINDS = {"地名": "place", "术语": "term", "政策": "policy", "用语": "phrase", "干部": "cadre", "村民": "person"}
HAN = st.text(st.sampled_from("黄桷坪柳树湾青石镇村医院坝低保户"), min_size=2, max_size=6)


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write `text` to a word list in `folder` and return its path."""
    path = folder / "词 表.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_list_is_read_in_every_encoding_that_excel_saves(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "词,类别,说明\r\n黄桷坪,地名,院子\r\n堰塘,术语,\r\n", encoding)

    assert entries_in(path) == (Entry("黄桷坪", "place", "院子"), Entry("堰塘", "term"))


def test_an_english_header_and_english_kinds_are_read_too(tmp_path: Path) -> None:
    path = written(tmp_path, "word,kind,note\n黄桷坪,place,village\n")

    assert entries_in(path) == (Entry("黄桷坪", "place", "village"),)


def test_empty_lines_and_an_empty_file_are_no_fault(tmp_path: Path) -> None:
    assert entries_in(written(tmp_path, "")) == ()
    assert [entry.word for entry in entries_in(written(tmp_path, "词,类别\n\n,\n黄桷坪,地名\n\n"))] == ["黄桷坪"]


def test_every_bad_line_is_named_at_once(tmp_path: Path) -> None:
    rows = ("词,类别", "黄桷坪,地名", "坝,地名", "柳树湾,山名", ",术语", "石桥😀,术语", "黄桷坪,村民")

    with pytest.raises(SettingsError) as fault:
        entries_in(written(tmp_path, "\n".join(rows)))

    told = str(fault.value)
    assert [number for number in range(1, 9) if f"第 {number} 行" in told] == [3, 4, 5, 6, 7]
    assert "词 表.csv" in told


def test_a_list_without_a_header_says_what_the_header_is(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="词,类别,说明"):
        entries_in(written(tmp_path, "黄桷坪,地名\n"))


@pytest.mark.parametrize("data", [b"PK\x03\x04\x00\x00", b"\xff\xff\xff\xff", b"\x00" * 10])
def test_another_file_is_no_word_list(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "词表.csv"
    path.write_bytes(data)

    with pytest.raises(UnreadableFileError, match="词表"):
        entries_in(path)


def test_a_missing_list_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError):
        entries_in(tmp_path / "没有.csv")


def test_an_open_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="第 2 行"):
        entries_in(written(tmp_path, '词,类别\n"黄桷坪,地名\n'))


@settings(deadline=None)
@given(st.lists(st.tuples(HAN, st.sampled_from(sorted(KINDS))), max_size=8, unique_by=lambda row: row[0]))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    text = "\n".join(("词,类别", *(",".join(row) for row in rows)))

    entries = entries_in(written(tmp_path_factory.mktemp("表"), text))

    assert [(entry.word, entry.kind) for entry in entries] == [(word, KINDS[kind]) for word, kind in rows]


def test_the_shipped_list_has_thousands_of_words_of_the_field_and_nobody_s_name() -> None:
    entries = entries_in(SHIPPED)

    assert len(entries) > 1500
    assert {entry.kind for entry in entries} == {"term", "policy", "phrase"}
    assert max(Counter(entry.word for entry in entries).values()) == 1


LEARNT = Entry("骆家坳", "place", "王芳 2026-11-29 从校对稿采纳")


def add(path: Path) -> None:
    """Write the list at `path` with one more word, if it lacks it."""
    if (made := text_with(path, LEARNT)) is not None:
        text, count = made
        path.write_text(text, encoding="utf-8", newline="")
        assert len(entries_in(path)) == count


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("end", ["", "\r\n", "\n"])
def test_a_word_is_added_and_all_others_stay_as_they_were(tmp_path: Path, encoding: str, end: str) -> None:
    path = written(tmp_path, f"说明,类别,词,别的\r\n院子,地名,黄桷坪,甲{end}", encoding)

    add(path)

    assert entries_in(path) == (Entry("黄桷坪", "place", "院子"), LEARNT)
    assert path.read_text("utf-8-sig").splitlines()[:2] == ["说明,类别,词,别的", "院子,地名,黄桷坪,甲"]
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # so that Excel shows Chinese


def test_a_word_is_added_to_an_empty_list_and_to_one_that_begins_with_empty_lines(tmp_path: Path) -> None:
    for text in ("", "\n\n词,类别,说明\n"):
        path = written(tmp_path, text)
        add(path)
        assert entries_in(path) == (LEARNT,)


def test_a_word_that_is_there_stays_as_it_is_and_a_wrong_list_is_not_touched(tmp_path: Path) -> None:
    path = written(tmp_path, "词,类别\n骆家坳,术语\n")
    add(path)
    assert entries_in(path) == (Entry("骆家坳", "term"),)

    path = written(tmp_path, "词,类别\n骆家坳,山名\n")
    before = path.read_bytes()
    with pytest.raises(SettingsError):
        add(path)
    assert path.read_bytes() == before
