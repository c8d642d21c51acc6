"""A text that is published does not tell who said it; one name is one pseudonym; and what may still tell is found."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from toolkit.commands.cli import main
from toolkit.core.errors import AlreadyThereError, PackageRefusedError
from toolkit.formats import excel
from toolkit.formats.word import WordFile
from toolkit.grievances.register import close_list, load_grievances, save_grievances
from toolkit.publishing import copies, deidentified, residue_lists
from toolkit.publishing.deidentified import cleaned, counted, known_in, names_in, pseudonyms, residues
from toolkit.publishing.identifying_numbers import plain
from toolkit.records import Evidence, Fact, Grievance, Segment, TranscriptRef
from toolkit.transcripts import correcting


def segment(text: str, speaker: str | None = None) -> Segment:
    return Segment("s1", 1, 0.0, 3.0, text, speaker)


def test_a_name_has_one_pseudonym_and_namesakes_differ() -> None:
    known = pseudonyms(["王桂芳", "张三", "张四海", "王桂芳", "发言人2"])
    assert known == {"王桂芳": "王某某", "张三": "张某甲", "张四海": "张某乙"}
    assert (
        cleaned("张三和张四海都说，王桂芳讲得对。桂芳讲的。", known) == "张某甲和张某乙都说，王某某讲得对。王某某讲的。"
    )


@pytest.mark.parametrize(
    "said, told",
    [
        ("身份证11010519491231002X。", "身份证（证件号略）。"),
        ("打13800138000找我。", "打138****8000找我。"),
        ("电话是一三八零零一三八零零零。", "电话是（号码略）。"),
        ("卡号6222020200112233445。", "卡号（账号略）。"),
        ("座机028-88776655。", "座机（电话略）。"),
        ("川A12345那个车。", "（车牌略）那个车。"),
        ("柳树湾三组的路灯坏了三个月。", "柳树湾某组的路灯坏了三个月。"),
        ("我老伴得了尿毒症。", "我家人得了（病情略）。"),
        ("刘大爷摔了一跤。", "刘某摔了一跤。"),
        ("隔壁吴老三家修墙。", "隔壁吴某家修墙。"),
        ("每亩三万六千元，修了八年。", "每亩三万六千元，修了八年。"),
        ("孙家洼的渠不通水，向书记反映过。", "孙家洼的渠不通水，向书记反映过。"),
    ],
)
def test_the_profile_takes_out_what_it_says_and_nothing_else(said: str, told: str) -> None:
    assert cleaned(said, {}) == told


def test_names_come_from_facts_speakers_and_introductions(kept) -> None:  # noqa: ANN001
    listed = load_grievances(kept.desk.store, kept.code).grievances
    said = [
        segment("我叫范志强。"),
        segment("我姓魏，魏玉芝。"),
        segment("好。", "赵德明"),
        segment("好。", "发言人2"),
        segment("尹大娘来了。"),
    ]
    assert set(names_in(listed, said)) == {"王桂芳", "范志强", "魏玉芝", "赵德明"}


@pytest.mark.parametrize(
    "text, words",
    [
        ("编号是123456。", "123456"),
        ("是一二三四五六。", "一二三四五六"),
        ("他跟范志强说过。", "范志强"),
        ("下一个，魏玉芝，请讲。", "魏玉芝"),
        ("他做了手术。", "手术"),
        ("住三单元。", "三单元"),
    ],
)
def test_what_may_still_tell_is_shown(text: str, words: str) -> None:
    assert any(words in one.words for one in residues("x", text, {}))


def confirmed(name: str, *evidence: Evidence) -> Fact:
    return Fact(name, evidence, 1.0)


def about(kept, **facts: Fact) -> Grievance:  # noqa: ANN001
    one = load_grievances(kept.desk.store, kept.code).grievances[0]
    return replace(one, **{"person": None, "against": None, **facts})


@pytest.mark.parametrize("heard", ["损于兰", "孙雨兰", "申玉兰"])
def test_a_confirmed_name_hides_what_was_written_for_it(kept, heard: str) -> None:  # noqa: ANN001
    said = [segment(f"我叫{heard}，住坡上。"), replace(segment(f"{heard}家的墙倒了。"), id="s2")]
    one = about(kept, person=confirmed("孙玉兰", Evidence("s1", 2, 5)))
    known = known_in([one], said)
    assert known[heard] == known["孙玉兰"] == "孙某某"
    assert [cleaned(each.text, known) for each in said] == ["我叫孙某某，住坡上。", "孙某某家的墙倒了。"]


def test_evidence_that_points_to_other_words_hides_nothing(kept) -> None:  # noqa: ANN001
    one = about(kept, person=confirmed("孙玉兰", Evidence("s1", 0, 3)))
    assert known_in([one], [segment("渠道堵了很久。")]) == {"孙玉兰": "孙某某"}


@pytest.mark.parametrize("words", ["沙石厂", "石料场", "金属公司", "方家村"])
def test_a_place_of_work_is_no_person_and_is_shown_to_one(kept, words: str) -> None:  # noqa: ANN001
    one = about(kept, against=confirmed(words))
    known = known_in([one], [segment(f"{words}的灰很大。")])
    assert known == {}
    assert cleaned(f"{words}的灰很大。", known) == f"{words}的灰很大。"
    assert [each.words for each in deidentified._sides([one], [f"{words}的灰很大。"], known)] == [words]


def test_what_sounds_like_a_known_name_is_shown() -> None:
    known = {"孙玉兰": "孙某某"}
    assert "宋玉南" in {each.words for each in residues("x", "昨天宋玉南没有来。", known)}
    assert not [each for each in residues("x", "昨天孙某某没有来。", known) if "姓名" in each.what]


def test_a_known_name_that_is_left_is_told_even_without_its_surname() -> None:
    left = [one for one in residues("x", "桂芳来了", {"王桂芳": "王某某"}) if one.what == "姓名"]
    assert [one.words for one in left] == ["桂芳"]


SURNAMES = st.sampled_from("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
GIVEN = st.text(st.sampled_from("国强桂兰德明玉芝建军秀英志伟海燕"), min_size=2, max_size=2)


@given(
    st.lists(st.tuples(SURNAMES, GIVEN), min_size=1, max_size=6),
    st.sampled_from(["我叫{}，", "{}说", "找{}的", "{}、"]),
)
def test_no_known_name_is_ever_left(people: list[tuple[str, str]], form: str) -> None:
    names = [f"{surname}{given_name}" for surname, given_name in people]
    known = pseudonyms(names)
    text = cleaned("".join(form.format(name) for name in names), known)
    assert not any(name in text for name in names)
    assert [one for one in residues("x", text, known) if one.what == "姓名"] == []


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_no_number_is_left_whole(mobile: str, identity: str) -> None:
    text = cleaned(f"电话{mobile}，证件{identity}。", {})
    assert mobile not in text
    assert identity not in text
    assert re.search(r"\d{6}", text.replace("****", "*")) is None


def test_small_counts_do_not_point_at_anybody() -> None:
    assert [counted(number) for number in (0, 1, 2, 3, 12)] == ["0", "<3", "<3", "3", "12"]


def test_what_is_written_tells_neither_names_nor_accusations(kept, tmp_path: Path) -> None:  # noqa: ANN001
    done = copies.publish(kept.desk, kept.code, tmp_path / "公 开")
    told = "\n".join(WordFile.open(done.files[0]).lines)
    assert "某组的路灯坏了三个月" in told
    assert "村主任" not in told
    assert "仍须由人通读" in told
    assert excel.read_rows(done.files[1])[1:] == (("城乡建设", "<3"), ("环境保护", "<3"))


def test_a_name_that_cannot_be_taken_out_stops_the_writing(
    kept,  # noqa: ANN001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deidentified, "cleaned", lambda text, _: f"{text}王桂芳")
    with pytest.raises(PackageRefusedError, match="还有姓名：王桂芳"):
        copies.publish(kept.desk, kept.code, tmp_path / "公 开")
    assert not (tmp_path / "公 开").exists()


def test_the_command_lists_what_a_person_has_to_look_at(kept, tmp_path: Path) -> None:  # noqa: ANN001
    correct_the_third_sentence(kept, "他跟范志强说过清水河。")
    words = [
        "archive",
        "publish",
        kept.code,
        "--out",
        str(tmp_path / "出"),
        "--workspace",
        str(kept.desk.workspace.root),
    ]
    told = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    assert [one["words"] for one in told["residues"]] == ["范志强", "他跟范志强说过清水河"]


def correct_the_third_sentence(kept, text: str) -> None:  # noqa: ANN001
    correcting.correct(kept.desk, kept.code, {3: text}, {})
    close_list(kept.desk.store, kept.code, "何琳")
    listed = load_grievances(kept.desk.store, kept.code)
    save_grievances(kept.desk.store, kept.code, replace(listed, transcript=TranscriptRef(kept.code, 2)))
    close_list(kept.desk.store, kept.code, "何琳")


EXAMPLES = Path(__file__).parents[2] / "examples"
DATA = Path(__file__).parents[1] / "data"
# Sets of planted secrets, each written by somebody who did not know the rules.
FROZEN = ("deidentification.json", "deidentification2.json", "deidentification3.json")


def published(text: str) -> tuple[str, list[str]]:
    """Return `text` as it would be published when it was all that was said, and the words that are listed."""
    said = [segment(text)]
    known = known_in([], said)
    told = cleaned(text, known)
    return told, [one.words for one in residues("x", told, known)]


@pytest.mark.parametrize("name", FROZEN)
def test_secrets_that_somebody_else_planted_are_removed_or_listed_and_harmless_words_stay(name: str) -> None:
    secrets, missed, harmless, lost = 0, [], 0, []
    for one in json.loads((DATA / name).read_text(encoding="utf-8"))["texts"]:
        told, listed = published(one["text"])
        for planted in one["secrets"]:
            secret = plain(planted["text"] if isinstance(planted, dict) else planted)
            secrets += 1
            missed += [secret] if secret in told and not any(secret in words for words in listed) else []
        harmless += len(one["harmless"])
        lost += [words for words in map(plain, one["harmless"]) if words not in told]
    assert secrets > 100
    assert len(missed) <= 0.05 * secrets, missed
    assert len(lost) <= 0.03 * harmless, lost


def test_the_list_for_an_ordinary_meeting_stays_short() -> None:
    turns = json.loads((EXAMPLES / "2026-09-night-meeting.truth.json").read_text(encoding="utf-8"))
    said = [replace(segment(turn["text"]), id=f"s{at}") for at, turn in enumerate(turns)]
    known = known_in([], said)
    texts = [cleaned(each.text, known) for each in said]
    listed = [one.words for at, text in enumerate(texts) for one in residues(str(at), text, known)]
    letters = sum(map(len, texts))
    assert len(listed) <= 25 * letters / 1000, listed
    assert sum(map(len, listed)) <= 0.35 * letters, listed


def test_what_nobody_allowed_is_left_out_of_what_is_released(kept, tmp_path: Path) -> None:  # noqa: ANN001
    correct_the_third_sentence(kept, "他跟范志强说过清水河。水要清一清。")
    out = tmp_path / "出"
    first = copies.publish(kept.desk, kept.code, out)
    assert not first.released
    assert not any(path.name.startswith("公开") for path in out.iterdir())
    done = copies.publish(kept.desk, kept.code, out, agreed=True)
    assert done.released
    told = "\n".join(WordFile.open(done.files[0]).lines)
    assert "范志强" not in told
    assert "水要清一清" in told


def test_doubts_that_overlap_are_left_out_to_their_last_character() -> None:
    assert deidentified._without("甲乙丙丁，戊。", ["甲乙丙", "乙丙丁", "丙"]) == "（略），戊。"
    assert deidentified._without("路坏了。", []) == "路坏了。"


def test_what_somebody_allowed_stays(kept, tmp_path: Path) -> None:  # noqa: ANN001
    correct_the_third_sentence(kept, "他跟范志强说过清水河。水要清一清。")
    out = tmp_path / "出"
    copies.publish(kept.desk, kept.code, out)
    head, *rows = excel.read_rows(out / residue_lists.LIST)
    excel.write_rows(out / residue_lists.LIST, [str(cell) for cell in head], [(*row[:3], "√") for row in rows])
    done = copies.publish(kept.desk, kept.code, out, agreed=True)
    assert "范志强" in "\n".join(WordFile.open(done.files[0]).lines)


def test_a_released_text_is_not_written_over(kept, tmp_path: Path) -> None:  # noqa: ANN001
    copies.publish(kept.desk, kept.code, tmp_path / "出")
    with pytest.raises(AlreadyThereError):
        copies.publish(kept.desk, kept.code, tmp_path / "出")
    assert copies.publish(kept.desk, kept.code, tmp_path / "出", replace=True).released
