"""A paper is prepared for paper or for electronic signing, and refused with every reason at once."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from tests.signing.conftest import CASE, NOON, PARTIES, SIGNING, Office
from toolkit.core.errors import PaperDamagedError, UnknownNumberError
from toolkit.formats import pdf
from toolkit.papers import forms
from toolkit.papers.facts import unwrapped
from toolkit.signing import gates, preparing, signings
from toolkit.signing.faults import ChangedSigningError, NoConverterError, SigningRefusedError
from toolkit.signing.preparing import Wish
from toolkit.signing.signings import DRAWN, PAPER
from toolkit.store.schema import ENTRIES

needs_office = pytest.mark.skipif(pdf.office_program() is None, reason="LibreOffice is not on this machine")


def refusal(office: Office, wish: Wish) -> str:
    """Return the sentence that refuses `wish`."""
    with pytest.raises(SigningRefusedError) as fault:
        preparing.prepare(office.desk, office.number, wish, NOON)
    return str(fault.value)


def test_a_paper_original_has_the_text_of_the_paper_and_a_code_in_two_corners_of_each_page(
    office: Office, tmp_path: Path
) -> None:
    step = office.prepared()

    told = preparing.told(step, preparing.copy_out(step, tmp_path / "出"))

    assert told.file.name == f"{office.number}-纸面签.pdf"
    assert pdf.page_texts(told.file)[0].startswith("人民调解协议书")
    assert [text.count(step.signing.text[:4]) for text in pdf.page_texts(told.file)] == [2, 2, 2]
    assert (told.expected, told.signed) == ((), ())


@needs_office
def test_the_real_agreement_is_printed_with_its_codes_and_its_seats_are_found(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()

    assert office.prepared().signing.pages >= 2
    assert [seat.field for seat in office.prepared(DRAWN).signing.waiting] == ["Party1", "Party2", "Mediator1", "Seal"]


def test_a_machine_without_a_converter_says_what_to_install(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.formats.to_pdf", lambda *_: None)

    with pytest.raises(NoConverterError, match="LibreOffice"):
        office.prepared()


def test_the_parties_have_to_agree_each_by_name(office: Office) -> None:
    told = refusal(office, Wish(DRAWN, "何琳", ("孙玉兰", "赵无关")))

    assert "吴建国还没有同意用电子签名" in told
    assert "赵无关不是这份协议的当事人" in told
    assert "--level 纸面" in told


def test_who_cannot_read_signs_on_paper(office: Office) -> None:
    told = refusal(office, Wish(DRAWN, "何琳", ("孙玉兰",), ("吴建国",)))

    assert "吴建国不能自己阅读" in told
    assert "按指印" in told


@pytest.mark.parametrize(
    "word, kind",
    [
        ("离婚财产纠纷", "人身关系"),
        ("收养关系纠纷", "人身关系"),
        ("继承（分家析产）纠纷", "人身关系"),
        ("赡养纠纷", "人身关系"),
        ("停水纠纷", "公用事业"),
        ("供热站停热纠纷", "公用事业"),
    ],
)
def test_what_the_law_keeps_from_electronic_signing_goes_on_paper(office: Office, word: str, kind: str) -> None:
    office.number = office.issued(corrects=office.number, dispute=word, signing=SIGNING)

    assert kind in refusal(office, Wish(DRAWN, "何琳", PARTIES))
    assert office.prepared(PAPER).signing.level == PAPER


def test_no_wording_of_what_the_law_excludes_gets_by_wherever_it_stands(office: Office) -> None:
    words = ["暂停供水", "停供暖气", "停止供应自来水", "中断供水", "中止供气", "断供水", "切断自来水", "停电", "过继"]
    words += ["父亲去世后留下的老屋由三兄弟平分", "抱养的孩子", "夫妻分居", "退婚", "探望孩子", "养老钱", "遗赠"]
    words += ["离 婚", "离　婚", "離婚", "繼承", "老父亲的房子两个儿子各得一半", "两兄弟平分父母的老屋", "离了婚"]
    words += ["爸妈走了以后留下的老屋", "老人百年后的房子", "暂不供水", "关闸限水", "不再供电", "孩子跟着妈妈过"]
    facts = unwrapped(office.paper.facts)
    past = []
    for word in words:
        for place in ("dispute", "on_default", "responsibilities"):
            said = [{"party": "孙玉兰", "text": word}] if place == "responsibilities" else word
            told = list(gates.reasons(replace(office.paper, facts={**facts, place: said}), PARTIES, ()))
            if len(told) != 1 or "第三条第三款" not in told[0]:
                past.append((word, place, told))

    assert past == []


@pytest.mark.parametrize(
    "words",
    [
        "历史遗留问题",
        "水渠的水流到院里",
        "李继平",
        "母猪病死的赔偿",
        "以两家的界限水沟为准",
        "拆除旧水管，改走自家院内",
        "女儿家的院墙和父亲家的房屋分界",
        "孩子放学路过被狗咬伤",
        "不得再有水流向墙角",
    ],
)
def test_other_words_keep_nobody_from_it(office: Office, words: str) -> None:
    paper = replace(office.paper, facts={**unwrapped(office.paper.facts), "dispute": words})

    assert list(gates.reasons(paper, PARTIES, ())) == []


@pytest.mark.parametrize("age, told", [(None, "没有写明孙玉兰的年龄"), (0, "未满十八周岁"), (17, "未满十八周岁")])
def test_nobody_signs_whose_age_is_not_known_or_too_low(office: Office, age: int | None, told: str) -> None:
    facts = unwrapped(office.paper.facts)
    facts["parties"][0]["age"] = age

    (why,) = gates.reasons(replace(office.paper, facts=facts), PARTIES, ())

    assert told in why


def test_an_agreement_is_signed_on_paper_after_somebody_would_not_on_the_screen(office: Office) -> None:
    office.prepared(DRAWN)

    assert office.prepared(PAPER).signing.level == PAPER


def test_a_minor_does_not_sign_electronically(office: Office) -> None:
    parties = unwrapped(forms.example("mediation_agreement"))["parties"]
    parties[0]["age"] = 17
    office.number = office.issued(corrects=office.number, parties=parties, signing=SIGNING)

    assert "孙玉兰未满十八周岁" in refusal(office, Wish(DRAWN, "何琳", PARTIES))


def test_only_agreements_are_signed_electronically(office: Office) -> None:
    office.number = office.issued("mediation_record")

    assert "人民调解协议书" in refusal(office, Wish(DRAWN, "何琳", PARTIES))


@pytest.mark.parametrize("seats, told", [((), "有 2 处"), (("当事人　吴建国",), "找不到")])
def test_two_seats_with_the_same_words_or_none_are_told(office: Office, seats: tuple[str, ...], told: str) -> None:
    office.seats = seats or ("当事人　孙玉兰", "当事人　孙玉兰", "当事人　吴建国", "人民调解员　周明礼")

    answer = refusal(office, Wish(DRAWN, "何琳", PARTIES))

    assert f"“当事人孙玉兰”在这份文书里{told}" in answer
    assert "青石镇人民调解委员会（印章）”在这份文书里找不到" in answer


def test_an_unknown_level_and_nobody_by_name_are_refused(office: Office) -> None:
    assert "纸面、手写、证书" in refusal(office, Wish("盖手印", "何琳"))
    assert "没有写明谁准备的" in refusal(office, Wish(PAPER, " "))


def test_an_unknown_paper_and_a_replaced_one_are_refused(office: Office) -> None:
    with pytest.raises(UnknownNumberError):
        preparing.prepare(office.desk, "青石人调字〔2026〕9号", Wish(PAPER, "何琳"))
    newer = office.issued(corrects=office.number, place="青石镇人民调解委员会", signing=SIGNING)

    assert newer in refusal(office, Wish(PAPER, "何琳"))


def test_a_paper_that_was_changed_on_the_disk_is_not_signed(office: Office) -> None:
    file = office.desk.workspace.root / office.paper.file
    file.chmod(0o600)
    file.write_bytes(file.read_bytes() + b" ")

    with pytest.raises(PaperDamagedError):
        office.prepared()


def test_nothing_of_a_case_is_printed_while_anything_of_it_is_withheld(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparing, "all_may_be_shown", lambda *_: False)

    assert "检举控告" in refusal(office, Wish(PAPER, "何琳"))


def test_a_step_that_was_cut_off_left_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.prepared()
    before = signings.current(office.desk, office.paper)

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("toolkit.signing.signings.chain.news", stopped)
        with pytest.raises(KeyboardInterrupt):
            office.prepared()

    assert signings.current(office.desk, office.paper) == before
    assert office.prepared().number == before.number + 1


@pytest.mark.parametrize("suffix", ["pdf", "json"])
def test_files_that_are_not_as_the_chain_knows_them_are_not_signed_on(office: Office, suffix: str) -> None:
    step = office.prepared()
    step.file.with_suffix(f".{suffix}").write_bytes(b"changed")

    with pytest.raises(ChangedSigningError, match=office.number):
        signings.current(office.desk, office.paper)


def test_preparing_enters_nothing_in_the_ledger(office: Office) -> None:
    with office.desk.store.reading() as tx:
        before = len(tx.rows(ENTRIES, case_number=CASE))
    office.prepared()

    with office.desk.store.reading() as tx:
        assert len(tx.rows(ENTRIES, case_number=CASE)) == before


def test_a_moment_is_shown_in_beijing_time_whatever_the_zone() -> None:
    at = dt.datetime(2026, 11, 20, 2, 32, tzinfo=dt.UTC)

    assert signings.shown_moment(at) == "2026-11-20 10:32（北京时间）"
    assert signings.moment(at).isoformat() == "2026-11-20T10:32:00+08:00"
