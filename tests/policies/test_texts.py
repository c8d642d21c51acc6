"""Policy texts: word for word, copied by one person and compared by another, in force on the day they are shown."""

import datetime as dt
import hashlib
import shutil
from dataclasses import replace

import pytest

from tests.policies.conftest import BY_LAW, LOCAL, TODAY
from toolkit import papers
from toolkit.archive import kept_files
from toolkit.core.errors import RepeatedError, UnknownNumberError
from toolkit.loop import events
from toolkit.loop.events import EventRefusedError
from toolkit.policies import texts
from toolkit.policies.texts import Basis, PolicyText, PolicyTexts
from toolkit.workspace import Desk, open_desk

D = dt.date


def find(desk: Desk, basis: str, on: dt.date = TODAY) -> PolicyText | None:
    with desk.store.reading() as tx:
        return PolicyTexts(desk, tx).find(Basis.parsed(basis), on)


def faults(desk: Desk, basis: str, on: dt.date = TODAY) -> list[str]:
    with desk.store.reading() as tx:
        return list(PolicyTexts(desk, tx).faults(Basis.parsed(basis), on))


@pytest.mark.parametrize(
    "place, words",
    [
        ("第二条第一款", "家里突然遇到急难、生活过不下去的，可以申请临时救助。"),
        ("第二条第二款第（二）项", "（二）数额在五百元以下的。"),
        ("第三条", "本办法自2026年1月1日起施行。"),
    ],
)
def test_a_place_gives_article_paragraph_or_item_word_for_word(office: Desk, place: str, words: str) -> None:
    found = find(office, f"青石镇临时救助办法 {place}")

    assert found is not None
    assert found.text == words


def test_items_belong_to_the_paragraph_above_them(office: Desk) -> None:
    found = find(office, "青石镇临时救助办法 第二条第二款")

    assert found is not None
    assert found.text.endswith("（一）情况紧急的；\n（二）数额在五百元以下的。")


@pytest.mark.parametrize("place", ["第二条第三款", "第九条", "第二条第二款第（五）项", "第二条之一"])
def test_a_place_that_is_not_there_has_no_words(office: Desk, place: str) -> None:
    assert find(office, f"青石镇临时救助办法 {place}") is None
    assert "还没有收入" in faults(office, f"青石镇临时救助办法 {place}")[0]


def test_a_text_is_not_shown_before_it_is_in_force(office: Desk) -> None:
    assert find(office, "青石镇临时救助办法 第二条", D(2025, 12, 31)) is None
    assert find(office, "青石镇临时救助办法 第二条", D(2026, 1, 1)) is not None


def test_a_local_text_needs_a_second_person(office: Desk) -> None:
    kept = texts.add_text(office, LOCAL)
    assert kept.text == "八十岁以上，每月五十元。"
    assert faults(office, "青石镇高龄津贴通知 三") == ["《青石镇高龄津贴通知》三的原文还没有第二个人核对"]

    with pytest.raises(EventRefusedError, match="两个人"):
        texts.check_text(office, kept.sha256[:8], by="何琳")
    texts.check_text(office, kept.sha256[:8], by="周敏")

    assert faults(office, "青石镇高龄津贴通知 三") == []
    with pytest.raises(RepeatedError):
        texts.add_text(office, LOCAL)
    with pytest.raises(UnknownNumberError):
        texts.check_text(office, "ffff", by="周敏")


def test_every_fault_of_a_typed_text_is_told_at_once(office: Desk) -> None:
    wrong = replace(LOCAL, law=" ", place="", text="", source="", in_force=D(2020, 1, 1))
    with pytest.raises(EventRefusedError) as told:
        texts.add_text(office, wrong)

    assert all(words in str(told.value) for words in ("有 5 处", "名称", "条款", "原文", "来源", "施行日期"))


def test_a_law_that_ended_names_its_successor_and_held_the_day_before(office: Desk) -> None:
    basis = "青石镇临时救助办法 第二条第一款"
    ended = Basis("青石镇临时救助办法", "")
    texts.end_text(office, ended, D(2026, 12, 1), by="何琳", second="周敏", successor="青石镇社会救助办法")

    assert faults(office, basis) == [
        "《青石镇临时救助办法》第二条第一款从 2026-12-01 起不再施行，现在看《青石镇社会救助办法》"
    ]
    assert faults(office, basis, D(2026, 11, 30)) == []


def test_the_end_of_one_article_leaves_the_others(office: Desk) -> None:
    texts.end_text(office, Basis("青石镇临时救助办法", "第二条"), D(2026, 12, 1), by="何琳", second="周敏")

    assert faults(office, "青石镇临时救助办法 第二条")
    assert faults(office, "青石镇临时救助办法 第三条") == []


def test_a_law_nobody_compared_is_not_released(office: Desk) -> None:
    path = office.workspace.root / "other.txt"
    path.write_text(BY_LAW.replace("临时救助", "高龄补贴"), encoding="utf-8")
    papers.import_law(office, path, by="何琳")
    assert "没有第二个人核对" in faults(office, "青石镇高龄补贴办法 第一条")[0]

    papers.import_law(office, path, by="何琳", checked_by="周敏")
    assert faults(office, "青石镇高龄补贴办法 第一条") == []


@pytest.mark.parametrize(
    "text, basis",
    [
        ("社会救助法 第十八条", Basis("社会救助法", "第十八条")),
        ("《社会救助法》第三十七条第二款", Basis("社会救助法", "第三十七条第二款")),
        ("某某办法", Basis("某某办法", "")),
        ("社会救助法　第十八条", Basis("社会救助法", "第十八条")),
        ("社会救助法第十八条第二款", Basis("社会救助法", "第十八条第二款")),
        ("社会救助法 第十八条 第二款", Basis("社会救助法", "第十八条第二款")),
        ("青石镇通知 附件第三条", Basis("青石镇通知", "附件第三条")),
    ],
)
def test_a_basis_is_read_as_people_write_it(text: str, basis: Basis) -> None:
    assert Basis.parsed(text) == basis


def kept_texts(desk: Desk) -> tuple[PolicyText, ...]:
    with desk.store.reading() as tx:
        return PolicyTexts(desk, tx).local


def test_the_same_words_under_another_name_have_a_check_of_their_own(office: Desk) -> None:
    first = texts.add_text(office, replace(LOCAL, law="甲办法", place="第一条"))
    texts.check_text(office, first.sha256, by="周敏")

    texts.add_text(office, replace(LOCAL, law="乙通知", place="第九条", copied_by="周敏"))

    assert faults(office, "甲办法 第一条") == []
    assert faults(office, "乙通知 第九条") == ["《乙通知》第九条的原文还没有第二个人核对"]


@pytest.mark.parametrize("was, becomes", [("五十元", "五百元"), ("2026-02-01", "2020-02-01"), ("何琳", "孙玉兰")])
def test_a_local_text_that_was_changed_on_the_disk_is_told(office: Desk, was: str, becomes: str) -> None:
    kept = texts.add_text(office, LOCAL)
    texts.check_text(office, kept.sha256, by="周敏")
    (path,) = (office.workspace.root / "policies" / "texts").glob("*.json")
    path.write_text(path.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")

    (fault,) = faults(office, "青石镇高龄津贴通知 三")
    assert "被改过" in fault
    assert kept_files.look(office.store, office.workspace.root).faults
    texts.add_text(office, LOCAL)
    assert faults(office, "青石镇高龄津贴通知 三") == []


def test_a_text_kept_before_whole_texts_were_registered_stays_readable_and_is_told(office: Desk) -> None:
    kept = texts.add_text(office, LOCAL)
    by_words = hashlib.sha256(kept.text.encode()).hexdigest()
    old = open_desk(office.workspace.root.parent / "old", today=TODAY)
    folder = old.workspace.root / "policies" / "texts"
    shutil.copytree(office.workspace.root / "policies" / "texts", folder)
    (folder / f"{kept.sha256[:16]}.json").rename(folder / f"{by_words[:16]}.json")
    facts = {"law": kept.law, "place": kept.place, "sha256": by_words}
    with old.store.transaction() as tx:
        events.record(old, tx, events.Wish("policytext.added", "政策:旧", old.present, "何琳", facts))
        events.record(old, tx, events.Wish("policytext.checked", "政策:旧", old.present, "周敏", {"sha256": by_words}))

    (text,) = kept_texts(old)
    assert (text.text, text.checked_by) == (kept.text, "")
    (fault,) = faults(old, "青石镇高龄津贴通知 三")
    assert "还没有登记校验值" in fault
    assert kept_files.look(old.store, old.workspace.root).without_hash == 1
    with pytest.raises(EventRefusedError, match="还没有登记校验值"):
        texts.check_text(old, text.sha256, by="周敏")

    again = texts.add_text(old, LOCAL)
    texts.check_text(old, again.sha256, by="周敏")
    assert faults(old, "青石镇高龄津贴通知 三") == []
    assert len(kept_texts(old)) == 1


def test_one_person_by_another_spelling_is_no_second_person(office: Desk) -> None:
    kept = texts.add_text(office, LOCAL)

    with pytest.raises(EventRefusedError, match="两个人"):
        texts.check_text(office, kept.sha256, by="何 琳")


def test_a_text_that_was_mended_is_shown_in_place_of_the_one_before(office: Desk) -> None:
    for words in ("每月五十元。", "每月六十元。"):
        texts.check_text(office, texts.add_text(office, replace(LOCAL, text=words)).sha256, by="周敏")

    found = find(office, "青石镇高龄津贴通知 三")

    assert found is not None
    assert found.text == "每月六十元。"


def test_a_law_that_was_changed_on_the_disk_is_not_shown(office: Desk) -> None:
    (path,) = (office.workspace.root / "laws").glob("*/*.json")
    path.write_text(path.read_text(encoding="utf-8").replace("五百元", "五千元"), encoding="utf-8")

    (fault,) = faults(office, "青石镇临时救助办法 第二条第二款")
    assert "被改过" in fault
    (told,) = kept_files.look(office.store, office.workspace.root).faults
    assert "法律文本《青石镇临时救助办法》" in told


@pytest.mark.parametrize("basis", [Basis("没有的办法", ""), Basis("青石镇临时救助办法", "第九条"), Basis("", "")])
def test_the_end_of_what_is_not_kept_is_refused(office: Desk, basis: Basis) -> None:
    with pytest.raises(EventRefusedError, match="没有收入过"):
        texts.end_text(office, basis, D(2026, 12, 1), by="何琳", second="周敏")


def test_the_end_of_an_article_ends_its_paragraphs(office: Desk) -> None:
    texts.end_text(office, Basis("青石镇临时救助办法", "第二条"), D(2026, 12, 1), by="何琳", second="周敏")

    assert faults(office, "青石镇临时救助办法 第二条第二款")
