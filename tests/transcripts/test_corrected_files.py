"""A corrected file is read however an office saved it, and refused in a sentence when it has more than one reading."""

import zipfile
from pathlib import Path

import docx
import pytest

from toolkit.core.errors import MissingFileError, UnreadableFileError, WrongValueError
from toolkit.formats.word import write_plain
from toolkit.transcripts import corrected_files

TEXT = "1　[00:00:00.0]　发言人1：面积三亩\r\n2　[00:00:03.0]　王桂芳\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_every_encoding_that_notepad_writes(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "校对.txt"
    path.write_bytes(TEXT.encode(encoding))

    read = corrected_files.read_corrected_file(path)

    assert [(one.number, one.text) for one in read.statements] == [(1, "发言人1：面积三亩"), (2, "王桂芳")]


@pytest.mark.parametrize("content", [TEXT.encode("utf-16-le"), b"\xff\xff\xff", b"\xff\xfe\x00"])
def test_what_is_no_known_text_is_refused_with_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "校对.txt"
    path.write_bytes(content)

    with pytest.raises(UnreadableFileError, match="UTF-8"):
        corrected_files.read_corrected_file(path)


@pytest.mark.parametrize("text", [TEXT, TEXT * 50, "1　[00:00:00.0]　柳树湾三组路灯坏了\n"])
def test_a_text_cut_off_within_a_character_is_not_read_as_another_encoding(tmp_path: Path, text: str) -> None:
    path = tmp_path / "校对.txt"
    path.write_bytes(text.rstrip().encode()[:-1])

    with pytest.raises(UnreadableFileError):
        corrected_files.read_corrected_file(path)


@pytest.mark.parametrize("said", ["路", "路灯", "怂恿", "联通", "面积三亩，王桂芳在柳树湾三组住了四十年。" * 20])
def test_what_was_saved_as_gbk_is_not_taken_for_broken(tmp_path: Path, said: str) -> None:
    path = tmp_path / "校对.txt"
    path.write_bytes(f"1　[00:00:00.0]　{said}\n".encode("gbk"))

    assert [one.text for one in corrected_files.read_corrected_file(path).statements] == [said]


def test_another_kind_of_file_and_a_missing_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(WrongValueError, match=r"\.docx"):
        corrected_files.read_corrected_file(tmp_path / "校对.doc")
    with pytest.raises(MissingFileError):
        corrected_files.read_corrected_file(tmp_path / "没有.srt")
    (tmp_path / "坏.docx").write_bytes(b"PK")
    with pytest.raises(UnreadableFileError, match="Word"):
        corrected_files.read_corrected_file(tmp_path / "坏.docx")


def test_the_version_stands_in_the_name_and_in_the_heading_of_word(tmp_path: Path) -> None:
    (tmp_path / "转写-第3版 - 副本.srt").write_text("", encoding="utf-8")
    write_plain(tmp_path / "改名.docx", "记录", ["录音：QS-1　第2版　时长：00:01:00.0", "1　[00:00:00.0]　甲"])

    by_name = corrected_files.read_corrected_file(tmp_path / "转写-第3版 - 副本.srt")
    by_heading = corrected_files.read_corrected_file(tmp_path / "改名.docx")

    assert (by_name.version, by_name.code) == (3, None)
    assert (by_heading.version, by_heading.code) == (2, "QS-1")


def test_margins_of_a_word_file_are_not_said(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "青石镇"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.add_paragraph("1　[00:00:00.0]　甲")
    document.save(str(tmp_path / "校对.docx"))

    assert [one.text for one in corrected_files.read_corrected_file(tmp_path / "校对.docx").statements] == ["甲"]


def test_tracked_changes_left_in_are_a_fault(tmp_path: Path) -> None:
    plain, tracked = tmp_path / "平.docx", tmp_path / "修订.docx"
    write_plain(plain, "记录", ["1　[00:00:00.0]　甲乙"])
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(tracked, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = content.replace(b"<w:r>", b'<w:ins w:id="1" w:author="x"><w:r>').replace(
                    b"</w:r>", b"</w:r></w:ins>"
                )
            target.writestr(name, content)

    read = corrected_files.read_corrected_file(tracked)

    assert ["修订" in fault for fault in read.faults] == [True]
    assert [one.text for one in read.statements] == ["甲乙"]
