"""Posters: the law's words to the character, as large as the sheet allows, nothing on them that was only said."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from tests.policies.conftest import BY_LAW, LOCAL, TEL, TODAY
from toolkit import papers
from toolkit.core.errors import UnknownNumberError
from toolkit.formats import codes_of_pages, pdf
from toolkit.formats.typesetting import MissingGlyphError
from toolkit.formats.word import WordFile
from toolkit.loop.events import EventRefusedError
from toolkit.policies import Contact, posters, postings, texts
from toolkit.workspace import Desk

pytestmark = pytest.mark.usefixtures("typesetter")


def test_a_poster_has_the_words_the_telephone_and_a_code_that_reads(ready: Callable[..., Desk], tmp_path: Path) -> None:
    made = posters.make(ready(), "lsjz", tmp_path / "poster.pdf", by="何琳", place="柳树湾院坝")

    (page,) = pdf.page_texts(made.files[0])
    assert "申请临时救助，向急难发生地的镇人民政府提出。有下列情形之一的，先救助、后补手续：（一）情况紧急的；" in page
    assert all(
        words in page for words in ("0571-12345678", "镇民政办", "以官方文本为准", "农历十一月十六", "第1张，共1张")
    )
    assert list(codes_of_pages(made.files[0])) == [("http://qy.gov.cn/d/lsjz.html",)]
    assert made.type_pt >= posters.FLOOR_PT
    # Spread over four pages, the code lies whole on the last.
    assert [len(codes) for codes in codes_of_pages(made.files[1])] == [0, 0, 0, 1]


def test_no_part_of_a_poster_lies_where_printers_print_nothing(ready: Callable[..., Desk], tmp_path: Path) -> None:
    made = posters.make(ready(), "lsjz", tmp_path / "poster.pdf", by="何琳")

    texts = pdf.page_texts(made.files[1])
    assert [name in text for name, text in zip(("左上", "右上", "左下", "右下"), texts, strict=True)] == [True] * 4
    dots_a_mm = 2
    document = pypdfium2.PdfDocument(made.files[1])
    for page in document:
        picture = page.render(scale=25.4 * dots_a_mm / 72).to_numpy()
        page.close()
        inner = picture[20 * dots_a_mm : -20 * dots_a_mm, 20 * dots_a_mm : -20 * dots_a_mm]
        assert (inner < 128).any(), "something is printed"
        picture[20 * dots_a_mm : -20 * dots_a_mm, 20 * dots_a_mm : -20 * dots_a_mm] = 255
        assert (picture > 250).all(), "two centimetres of each edge are white"
    document.close()


def test_a_long_text_takes_more_sheets_and_no_smaller_type(ready: Callable[..., Desk], tmp_path: Path) -> None:
    desk = ready()
    law = tmp_path / "long.txt"
    law.write_text(BY_LAW.replace("生活过不下去的", "生活过不下去的" + "，照实说明家里的情况" * 40), encoding="utf-8")
    papers.import_law(desk, law, version=dt.date(2025, 12, 2), by="何琳", checked_by="周敏")
    desk = ready(basis=("青石镇临时救助办法 第二条",))

    made = posters.make(desk, "lsjz", tmp_path / "poster.pdf", by="何琳")

    assert made.sheets > 1
    assert made.type_pt == posters.FLOOR_PT
    assert len(pdf.page_texts(made.files[1])) == 4 * made.sheets


def test_a_number_that_is_not_broken_takes_smaller_type(ready: Callable[..., Desk], tmp_path: Path) -> None:
    number = "123456789012345678901234"
    local = replace(LOCAL, law="青石镇通知", place="一", text=f"账户{number}")
    desk = ready(basis=("青石镇通知 一",))
    texts.check_text(desk, texts.add_text(desk, local).sha256, by="周敏")

    made = posters.make(desk, "lsjz", tmp_path / "poster.pdf", by="何琳")

    assert number in pdf.page_texts(made.files[0])[0]


def test_the_name_of_an_organ_is_printed_whole_or_refused(ready: Callable[..., Desk], tmp_path: Path) -> None:
    organ = "青石镇农业农村和社会事务综合服务中心办公室"
    desk = ready(contacts=(Contact(organ, TEL),))
    made = posters.make(desk, "lsjz", tmp_path / "poster.pdf", by="何琳")
    assert organ in pdf.page_texts(made.files[0])[0]

    with pytest.raises(posters.PosterRefusedError, match="最多 30 个"):
        posters.make(ready(contacts=(Contact(organ * 2, TEL),)), "lsjz", tmp_path / "other.pdf", by="何琳")


def test_what_may_not_be_shown_makes_no_poster_and_takes_no_number(office: Desk, tmp_path: Path) -> None:
    with pytest.raises(posters.PosterRefusedError, match="没有填"):
        posters.make(office, "dibao", tmp_path / "poster.pdf", by="何琳")
    with pytest.raises(UnknownNumberError):
        posters.make(office, "nothing", tmp_path / "poster.pdf", by="何琳")

    with office.store.reading() as tx:
        assert postings.register(tx) == ()
    assert not (tmp_path / "poster.pdf").exists()


def test_a_character_that_no_typeface_has_is_named(ready: Callable[..., Desk], tmp_path: Path) -> None:
    with pytest.raises(MissingGlyphError, match="\U0010fffd"):
        posters.make(ready(title="临时\U0010fffd救助"), "lsjz", tmp_path / "poster.pdf", by="何琳")


def test_a_poster_hangs_for_fifteen_days(ready: Callable[..., Desk], tmp_path: Path) -> None:
    desk = ready()
    made = posters.make(desk, "lsjz", tmp_path / "poster.pdf", by="何琳")
    posted = postings.hang(desk, made.number, "柳树湾院坝", by="何琳")
    assert posted.until == TODAY + dt.timedelta(days=15)

    with pytest.raises(EventRefusedError, match="15 天"):
        postings.take_down(replace(desk, today=TODAY + dt.timedelta(days=14)), made.number, by="何琳")
    word, _ = postings.write_list(desk, tmp_path / "张贴记录")
    listed = "\n".join(WordFile.open(word).lines)
    assert all(words in listed for words in (made.number, "柳树湾院坝", str(posted.until)))
    down = postings.take_down(replace(desk, today=TODAY + dt.timedelta(days=15)), made.number, by="何琳")
    assert down.down == TODAY + dt.timedelta(days=15)
