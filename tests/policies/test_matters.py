"""Matters: written by one person, checked by another for the very text, with the faults that bar a release."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.policies.conftest import LOCAL, TEL, TODAY, rescue
from toolkit.core.errors import UnreadableFileError
from toolkit.loop.events import EventRefusedError
from toolkit.policies import Contact, checks, directory, matters, texts
from toolkit.workspace import Desk, open_desk, settings_editing

SOON = TODAY + dt.timedelta(days=60)


def bars(desk: Desk, on: dt.date | None = None) -> list[str]:
    return [fault.why for fault in checks.checked(desk, on).bars]


def test_twenty_one_matters_ship_and_none_may_go_on_line(office: Desk) -> None:
    found = checks.checked(office)

    assert len(found.matters) == 21
    barred = {fault.matter for fault in found.bars}
    assert barred - {""} == set(found.matters)
    assert "第十八条" in found.needed["中华人民共和国社会救助法"]


def test_a_matter_that_is_filled_checked_and_based_may_go_on_line(ready: Callable[..., Desk]) -> None:
    assert bars(ready()) == []


@pytest.mark.parametrize(
    "change, why",
    [
        ({"gives": ("每月【本地填写：多少元】",)}, "1 处没有填"),
        ({"contacts": ()}, "找谁办"),
        ({"basis": ()}, "没有写依据"),
        ({"basis": ("青石镇临时救助办法 第八条",)}, "还没有收入"),
        ({"bring": ("找小王 13800138000",)}, "手机号"),
        ({"bring": ("张三 33010219900101123X",)}, "身份证号"),
        ({"gives": ("每月【本地 填写：多少元】",)}, "没有填：多少元"),
        ({"gives": ("每月〔本地填写：多少元〕",)}, "没有填：多少元"),
        ({"gives": ("每月【待填】元",)}, "没有填：未写明"),
        ({"bring": ("找小王１３８００１３８００２",)}, "手机号"),
        ({"bring": ("找小王 138 0013 8002",)}, "手机号"),
        ({"bring": ("找小王一三八〇〇一三八〇〇二",)}, "手机号"),
        ({"bring": ("张三 330102 19900101 123X",)}, "身份证号"),
        ({"steps": ("先打0571-87654321问一问",)}, "文字里的电话 057187654321 还没有人试拨过"),
        ({"steps": ("拨打12348",)}, "文字里的电话 12348 还没有人试拨过"),
    ],
)
def test_what_must_not_be_published_bars(ready: Callable[..., Desk], change: dict[str, object], why: str) -> None:
    assert any(why in bar for bar in bars(ready(**change)))


@pytest.mark.parametrize("words", ["每月5000-8000元", "青政〔2026〕3号", "2026-09-30 8:30-17:30", "打0571-12345678问"])
def test_sums_days_and_telephones_that_were_dialled_do_not_bar(ready: Callable[..., Desk], words: str) -> None:
    assert bars(ready(gives=(words,))) == []


def test_the_telephone_of_the_office_is_dialled_like_every_other(ready: Callable[..., Desk]) -> None:
    desk = ready()
    fields = settings_editing.values(desk.settings) | {"policies.telephone": "0571-87654321"}
    settings_editing.write(desk.workspace, fields, desk.settings.places)

    assert bars(open_desk(desk.workspace.root, today=TODAY)) == ["总机电话 0571-87654321 还没有人试拨过"]


def test_brackets_around_an_area_code_hide_no_telephone(office: Desk) -> None:
    matters.write(office, rescue(contacts=(Contact("镇民政办", "【0571】12345678"),)), by="何琳")

    assert any("【0571】12345678" in why for why in bars(office))


def test_what_may_be_a_name_is_asked_about_in_matters_and_in_local_texts(ready: Callable[..., Desk]) -> None:
    desk = ready(basis=("青石镇通知 一",), steps=("找王 桂芳",))
    texts.add_text(desk, replace(LOCAL, law="青石镇通知", place="一", text="请找李建国办理。"))

    remarks = [fault for fault in checks.checked(desk).faults if "像有人名：王桂芳、李建国" in fault.why]
    assert [fault.bars for fault in remarks] == [False]


def test_numbers_in_a_local_text_bar_whatever_quotes_it(ready: Callable[..., Desk]) -> None:
    desk = ready(basis=("青石镇通知 一",))
    texts.add_text(desk, replace(LOCAL, law="青石镇通知", place="一", text="联系 138 0013 8002。"))

    assert any("《青石镇通知》一的原文里面有手机号" in why for why in bars(desk))


def test_whoever_wrote_a_matter_does_not_check_it(office: Desk) -> None:
    matters.write(office, rescue(), by="何琳")

    for by in ("何琳", "何 琳", "何琳（本人）"):
        with pytest.raises(EventRefusedError, match="同一个"):
            matters.check(office, "lsjz", by=by, review_by=SOON)
    with pytest.raises(EventRefusedError, match="今天以后"):
        matters.check(office, "lsjz", by="周敏", review_by=TODAY)
    with pytest.raises(EventRefusedError, match="一年以内"):
        matters.check(office, "lsjz", by="周敏", review_by=dt.date(2099, 1, 1))


def test_a_change_after_the_check_needs_another_check(ready: Callable[..., Desk]) -> None:
    desk = ready()
    matters.write(desk, rescue(gives=("一次性的五百元",)), by="何琳")
    assert bars(desk) == ["还没有第二个人核对"]

    matters.write(desk, rescue(), by="何琳")
    assert bars(desk) == []


def test_a_kept_matter_that_was_changed_by_hand_is_told(ready: Callable[..., Desk]) -> None:
    desk = ready()
    (path,) = (desk.workspace.root / "policies" / "matters").glob("lsjz-*.json")
    path.write_text(path.read_text(encoding="utf-8").replace("急难", "困难"), encoding="utf-8")

    with pytest.raises(UnreadableFileError, match="被改过"):
        checks.checked(desk)


def test_a_telephone_is_printed_for_ninety_days_after_somebody_answered(ready: Callable[..., Desk]) -> None:
    desk = ready()
    assert bars(desk, TODAY + dt.timedelta(days=90)) == []
    assert any("超过 90 天" in why for why in bars(desk, TODAY + dt.timedelta(days=91)))

    directory.dial(desk, TEL, "镇民政办", answered=False, by="何琳")
    assert any("没有人接" in why for why in bars(desk))


def test_a_matter_past_its_review_is_told_and_not_barred(ready: Callable[..., Desk]) -> None:
    found = checks.checked(ready(), SOON + dt.timedelta(days=1))

    assert any("过了复核日期" in fault.why and not fault.bars for fault in found.faults)


def test_promises_are_worth_a_look(ready: Callable[..., Desk]) -> None:
    found = checks.checked(ready(steps=("保证三天办好",)))

    assert any("保证" in fault.why and not fault.bars for fault in found.faults)


def test_a_matter_goes_out_as_a_file_and_comes_back_the_same(office: Desk, tmp_path: Path) -> None:
    for matter in matters.shipped_matters():
        out = matters.export(office, matter.id, tmp_path / f"{matter.id}.toml")
        assert matters.read_matter(out) == matter


@pytest.mark.parametrize("words", ["id = [", "title = 3", "id = 'a1'\ntitle = 'x'\none_line = 'y'\nwho = 5"])
def test_a_file_that_is_no_matter_is_refused_in_chinese(tmp_path: Path, words: str) -> None:
    path = tmp_path / "matter.toml"
    path.write_text(words, encoding="utf-8")

    with pytest.raises(UnreadableFileError):
        matters.read_matter(path)


def test_all_faults_of_a_written_matter_are_told(office: Desk) -> None:
    with pytest.raises(EventRefusedError) as told:
        matters.write(office, replace(rescue(), id="LS!", title="", one_line=""), by="何琳")

    assert all(words in str(told.value) for words in ("LS!", "名称", "一句话"))


def test_a_wrong_telephone_is_not_dialled(office: Desk) -> None:
    with pytest.raises(EventRefusedError, match="单位"):
        directory.dial(office, "12", "", answered=True, by="何琳")


def test_contacts_with_a_blank_telephone_are_told_once_as_a_blank(office: Desk) -> None:
    matters.write(office, rescue(contacts=(Contact("镇民政办", "【本地填写：电话】"),)), by="何琳")

    barred = [fault.why for fault in checks.checked(office).bars if fault.matter]
    assert sum("电话" in why for why in barred) == 1


def test_the_telephone_of_an_organ_is_found_by_its_whole_name(office: Desk) -> None:
    directory.dial(office, TEL, "柳树湾村委会", answered=True, by="何琳")
    directory.dial(office, "0571-87654321", "镇 民政办", answered=True, by="何琳")

    with office.store.reading() as tx:
        fresh = {
            organ: directory.Directory(tx).fresh(organ, TODAY) for organ in ("村委会", "柳树湾村委会", "镇民政办", "")
        }
    assert fresh == {"村委会": "", "柳树湾村委会": TEL, "镇民政办": "0571-87654321", "": ""}


def test_a_matter_kept_before_it_could_say_the_remedy_still_has_its_hash_and_is_asked_for_it(
    ready: Callable[..., Desk],
) -> None:
    desk = ready(remedy="")
    (path,) = (desk.workspace.root / "policies" / "matters").glob("lsjz-*.json")

    assert "remedy" not in path.read_text(encoding="utf-8")
    found = checks.checked(desk)
    assert (found.bars, [fault.why for fault in found.faults]) == ((), ["没有写不服怎么办，页面上就没有这一段"])


def test_review_is_named_only_where_an_organ_decides() -> None:
    remedies = {matter.id: matter.remedy for matter in matters.shipped_matters()}

    assert all(remedies.values())
    contracts = {"nongbao", "liuzhuan", "chengbao", "qianxin"}
    assert not any("行政复议" in remedies[matter_id] for matter_id in contracts)


def test_a_document_named_without_its_place_bars_until_somebody_writes_it(ready: Callable[..., Desk]) -> None:
    assert bars(ready(basis=("最低生活保障审核确认办法",))) == [
        "《最低生活保障审核确认办法》还没有写是第几条、第几部分"
    ]
