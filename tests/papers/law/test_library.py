"""An official text is split into its articles, kept with source and hash, and compared with the edition before."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from toolkit.core import UnreadableFileError, WrongValueError
from toolkit.formats.word import write_plain
from toolkit.papers.law.library import import_law, kept_laws, law_on, registered_laws, words_of
from toolkit.papers.law.official_texts import LawText, read_law
from toolkit.papers.law.statutes import provision
from toolkit.workspace import Desk, open_desk

HEAD = (
    "青石省夜话条例\n（2020年3月1日青石省人民代表大会常务委员会第三次会议通过）\n"
    "目　　录\n第一章　总则\n第二章　附则\n第一章　总　则\n"
)
FIRST = (
    "第一条　为了记录夜话，制定本条例。",
    "第二条　夜话不收费。",
    "任何人不得收取财物。",
    "第三条　下列事项可以记录：",
    "（一）诉求；",
    "（二）建议。",
    "第二章　附　则",
    "第四条　本条例自2020年6月1日起施行。",
)


def written(folder: Path, text: str, name: str = "law.txt") -> Path:
    """Return the path of a file with `text`."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return the desk of a new workspace."""
    return open_desk(tmp_path / "workspace")


def registered(desk: Desk) -> tuple[LawText, ...]:
    with desk.store.reading() as tx:
        return registered_laws(desk.workspace, tx)


def test_a_text_is_split_into_articles_with_paragraphs_and_items(tmp_path: Path) -> None:
    law = read_law(written(tmp_path, HEAD + "\n".join(FIRST)))

    assert (law.name, law.version, law.in_force) == ("青石省夜话条例", dt.date(2020, 3, 1), dt.date(2020, 6, 1))
    assert [article.place for article in law.articles] == ["第一条", "第二条", "第三条", "第四条"]
    assert law.articles[1].text == "夜话不收费。\n任何人不得收取财物。"
    assert law.articles[2].text == "下列事项可以记录：\n（一）诉求；\n（二）建议。"


def test_word_html_and_plain_text_give_the_same_articles(tmp_path: Path) -> None:
    plain = read_law(written(tmp_path, HEAD + "\n".join(FIRST)))
    write_plain(tmp_path / "law.docx", "青石省夜话条例", [*HEAD.splitlines()[1:], *FIRST])
    body = "".join(f"<p>{line}</p>" for line in (HEAD + "\n".join(FIRST)).splitlines())
    head = "<head><title>x</title><style>p{}</style></head>"
    page = f"<html>{head}<body>{body}<script>var a='第九条 x'</script></body></html>"

    for other in (read_law(tmp_path / "law.docx"), read_law(written(tmp_path, page, "law.html"))):
        assert (other.name, other.version, other.articles) == (plain.name, plain.version, plain.articles)


def test_a_text_in_the_encoding_of_a_chinese_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "law.txt"
    path.write_bytes((HEAD + "\n".join(FIRST)).encode("gb18030"))

    assert len(read_law(path).articles) == 4


@pytest.mark.parametrize(
    "text, why",
    [
        ("没有条文的一段话", "没有找到"),
        (HEAD + "第一条　甲\n第三条　乙\n第四条　丙", "不连续"),
        (HEAD + "第二条　甲\n第三条　乙", "前面缺条文"),
        (HEAD + "第一条\n第二条　乙", "没有内容"),
        ("青石省夜话条例\n第一条　甲\n第二条　乙", "--version"),
        ("第一条　甲\n第二条　乙", "--name"),
    ],
)
def test_a_text_that_is_not_whole_is_refused_with_the_reason(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UnreadableFileError, match=why):
        read_law(written(tmp_path, text))


def test_name_and_day_may_be_given(tmp_path: Path) -> None:
    law = read_law(written(tmp_path, "第一条　甲\n第二条　乙"), name="某法", version=dt.date(2021, 1, 1))

    assert (law.name, law.version) == ("某法", dt.date(2021, 1, 1))


def test_an_import_tells_what_changed_against_the_edition_before(tmp_path: Path, desk: Desk) -> None:
    import_law(desk, written(tmp_path, HEAD + "\n".join(FIRST)))
    new = HEAD.replace("通过）", "通过　根据2024年5月6日决定修正）")
    lines = [
        "第一条　为了记录夜话，制定本条例。",
        "第二条　夜话应当公开。",
        "第三条　夜话不收费。\n任何人不得收取财物。",
        FIRST[7],
        "第五条　解释权属于青石省。",
    ]

    imported = import_law(desk, written(tmp_path, new + "\n".join(lines), "new.txt"))

    assert imported.changes
    assert imported.changes.before == dt.date(2020, 3, 1)
    assert imported.changes.moved == (("第二条", "第三条"),)
    assert imported.changes.added == ("第五条",)
    assert imported.changes.touched == {"第二条", "第三条"}


def test_the_same_text_is_kept_once_and_the_file_beside_it(tmp_path: Path, desk: Desk) -> None:
    path = written(tmp_path, HEAD + "\n".join(FIRST))

    first, again = import_law(desk, path), import_law(desk, path)

    assert (first.is_new, again.is_new) == (True, False)
    (kept,) = kept_laws(desk.workspace)
    assert kept == first.law
    assert [file.read_bytes() for file in (desk.workspace.root / "laws").glob("*/*.txt")] == [path.read_bytes()]


def test_the_very_words_of_a_provision_are_those_of_the_day(tmp_path: Path, desk: Desk) -> None:
    import_law(desk, written(tmp_path, HEAD + "\n".join(FIRST)))
    served = provision("青石省夜话条例", "第二条第一款", "不收费")

    laws = kept_laws(desk.workspace)
    assert words_of(laws, served, dt.date(2026, 1, 1)) == "第二条　夜话不收费。\n任何人不得收取财物。"
    assert words_of(laws, served, dt.date(2020, 5, 31)) is None
    assert law_on(laws, "别的法", dt.date(2026, 1, 1)) is None


def test_a_text_changed_on_the_disk_is_told_until_it_is_imported_again(tmp_path: Path, desk: Desk) -> None:
    path = written(tmp_path, HEAD + "\n".join(FIRST))
    import_law(desk, path, by="何琳", checked_by="周敏")
    assert [law.doubt for law in registered(desk)] == [""]

    (file,) = (desk.workspace.root / "laws").glob("*/*.json")
    file.write_text(file.read_text(encoding="utf-8").replace("周敏", "孙玉兰"), encoding="utf-8")
    (law,) = registered(desk)
    assert "被改过" in law.doubt

    again = import_law(desk, path, by="何琳", checked_by="周敏")
    assert (again.is_new, again.law.checked_by) == (False, "周敏")
    assert [law.doubt for law in registered(desk)] == [""]


def test_a_text_kept_before_texts_were_registered_stays_readable_and_is_told(tmp_path: Path, desk: Desk) -> None:
    path = written(tmp_path, HEAD + "\n".join(FIRST))
    import_law(desk, path, by="何琳", checked_by="周敏")
    old = open_desk(tmp_path / "old")
    shutil.copytree(desk.workspace.root / "laws", old.workspace.root / "laws")

    (law,) = registered(old)

    assert law.articles == kept_laws(desk.workspace)[0].articles
    assert "还没有登记校验值" in law.doubt
    import_law(old, path, by="何琳", checked_by="周敏")
    assert [law.doubt for law in registered(old)] == [""]


def test_a_kept_file_that_is_no_law_any_more_is_named(tmp_path: Path, desk: Desk) -> None:
    import_law(desk, written(tmp_path, HEAD + "\n".join(FIRST)))
    (file,) = (desk.workspace.root / "laws").glob("*/*.json")
    file.write_text("{}", encoding="utf-8")

    with pytest.raises(UnreadableFileError, match="被改过"):
        registered(desk)


@pytest.mark.parametrize("by", ["", "周 敏", "周敏（本人）"])
def test_a_check_names_two_persons(tmp_path: Path, desk: Desk, by: str) -> None:
    with pytest.raises(WrongValueError):
        import_law(desk, written(tmp_path, HEAD + "\n".join(FIRST)), by=by, checked_by="周敏")


def test_an_inserted_article_is_found_beside_the_one_it_follows(tmp_path: Path) -> None:
    text = HEAD + "第一条　甲。\n第一条之一　乙。\n第一款以外的话。\n第二条　丙。"
    law = read_law(written(tmp_path, text))

    found = {place: law.article(place) for place in ("第一条", "第一条之一", "第一条之一第二款", "第三条")}
    assert {place: article.passage(place) if article else None for place, article in found.items()} == {
        "第一条": "甲。",
        "第一条之一": "乙。\n第一款以外的话。",
        "第一条之一第二款": "第一款以外的话。",
        "第三条": None,
    }
