"""What a person sets is kept with evidence, and refused with what would be right."""

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from toolkit.core.errors import WrongValueError
from toolkit.grievances.fields import (
    SUBJECTS,
    canonical_changes,
    field_text,
    refuse_same_name,
    segments_of,
    with_changes,
)
from toolkit.records import (
    Colour,
    Evidence,
    Fact,
    Grievance,
    Kind,
    Subject,
    Transcript,
)

TEXTS = (
    "我是五组的李国祥，不对，李国强。",
    "修路占了我家一亩二分地，",
    "每亩三万六，一共四万三千二，反映了4次。",
    "路灯坏了三个月。",
)


def transcript(texts: tuple[str, ...] = TEXTS) -> Transcript:
    """Return a transcript with a segment of ten seconds for each text."""
    return builders.transcript(*texts, code=builders.CODE, seconds=60.0)


def grievance(ordinal: int, first: int, last: int, **more: object) -> Grievance:
    """Return a grievance from segment `first` to segment `last` of `transcript()`."""
    values = {
        "text": "…",
        "summary": "要求兑现补偿",
        "subject": Subject("国土资源", None, 0.4, unsure=True, candidates=(), evidence=(Evidence("s2", 0, 2),)),
        "colour": Colour("绿", "没有急迫情形。", ()),
    }
    return replace(builders.said_grievance(ordinal, first, last), **(values | more))  # type: ignore[arg-type]


LAND = grievance(1, 1, 3, person=Fact("李国祥", (Evidence("s1", 5, 8),), 0.6))
LAMP = grievance(2, 4, 4)


# -- changing --------------------------------------------------------------------------------------------------


def test_changed_name_is_quoted_where_it_is_said() -> None:
    person = with_changes(LAND, {"person": "李国强"}, transcript()).person
    assert person == Fact("李国强", (Evidence("s1", 12, 15),), 1.0)
    assert transcript().segments[0].text[12:15] == "李国强"


def test_changed_name_that_is_not_said_keeps_the_old_evidence() -> None:
    assert with_changes(LAND, {"person": "李建国"}, transcript()).person == Fact("李建国", (Evidence("s1", 5, 8),), 1.0)


def test_fact_set_for_the_first_time_names_the_first_segment() -> None:
    home = with_changes(LAND, {"home": "柳树湾五组"}, transcript()).home
    assert home == Fact("柳树湾五组", (Evidence("s1", 0, len(TEXTS[0])),), 1.0)


@pytest.mark.parametrize("nothing", ["", " ", "无", "null"])
def test_fact_can_be_made_unknown(nothing: str) -> None:
    assert with_changes(LAND, {"person": nothing}, transcript()).person is None


def test_chinese_names_of_fields_are_taken_too() -> None:
    assert canonical_changes({"反映人": " 李国强 ", "kind": "咨询", "人数": "3"}) == {
        "person": "李国强",
        "kinds": "咨询",
        "people": "3",
    }


def test_each_field_can_be_set_and_shown() -> None:
    sets = {
        "person": "李国强",
        "home": "柳树湾五组",
        "site": "通村公路",
        "against": "村委会",
        "request": "兑现补偿",
        "people": "3",
        "since": "2024年",
        "earlier_reports": "4",
        "summary": "要求兑现占地补偿四万三千二百元",
        "subject": "国土资源/土地征收",
        "kinds": "申诉求决、建议意见",
        "colour": "红",
        "channel": "31(6)",
        "amounts": "36000元/亩、约43200元",
        "mediation": "山林土地",
    }
    after = with_changes(LAND, sets, transcript())
    assert {field: field_text(after, field) for field in sets} == sets
    assert (after.people, after.earlier_reports) == (
        Fact(3, (Evidence("s1", 0, len(TEXTS[0])),), 1.0),
        Fact(4, (Evidence("s3", 17, 18),), 1.0),
    )
    assert after.subject.unsure is False
    assert [(amount.yuan, amount.per, amount.approximate) for amount in after.amounts] == [
        (36000.0, "亩", False),
        (43200.0, None, True),
    ]


@pytest.mark.parametrize("text, article", [("6", "31(6)"), ("31（6）", "31(6)"), ("(3)", "31(3)"), ("无", None)])
def test_channel_is_an_item_of_article_31(text: str, article: str | None) -> None:
    assert with_changes(LAND, {"channel": text}, transcript()).channel == article


@pytest.mark.parametrize("text, yuan", [("4.32万元", 43200.0), ("43,200元", 43200.0), ("0.5", 0.5), ("无", None)])
def test_amounts_are_read_as_people_write_them(text: str, yuan: float | None) -> None:
    assert [amount.yuan for amount in with_changes(LAND, {"amounts": text}, transcript()).amounts] == (
        [yuan] if yuan else []
    )


def test_unknown_field_names_all_possible_ones() -> None:
    with pytest.raises(
        WrongValueError, match=r"改正的项目不能写成“名字、年龄”：可以改的有 person（反映人）、home（住址）"
    ):
        with_changes(LAND, {"名字": "李国强", "年龄": "50", "person": "李国强"}, transcript())


@pytest.mark.parametrize(
    "field, text, why",
    [
        ("kinds", "投诉", "可以写 申诉求决、建议意见、检举控告、涉法涉诉、咨询"),
        ("kinds", "", "可以写 申诉求决"),
        ("colour", "蓝", "可以写 红、黄、绿"),
        ("subject", "路灯", "一级分类有 农村农业、国土资源、城乡建设"),
        ("channel", "7", r"31\(1\) 到 31\(6\)"),
        ("people", "三", "要写数字"),
        ("people", "-3", "要写数字"),
        ("earlier_reports", "４次", "要写数字"),
        ("amounts", "三万六", "写成 43200元"),
        ("summary", "", "要写一句话"),
    ],
)
def test_value_that_cannot_be_is_refused_with_the_right_ones(field: str, text: str, why: str) -> None:
    with pytest.raises(WrongValueError, match=why):
        with_changes(LAND, {field: text}, transcript())


def test_all_wrong_values_are_named_at_once() -> None:
    with pytest.raises(WrongValueError) as caught:
        with_changes(LAND, {"colour": "蓝", "kinds": "投诉", "person": "李国强"}, transcript())
    assert caught.value.fields["field"] == "颜色；类别"
    assert caught.value.fields["value"] == "蓝；投诉"


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "person": st.text(min_size=1, max_size=5),
            "people": st.integers(0, 999).map(str),
            "subject": st.sampled_from(SUBJECTS),
            "kinds": st.lists(st.sampled_from(get_args(Kind)), min_size=1, unique=True).map("、".join),
            "colour": st.sampled_from(["红", "黄", "绿", "无"]),
        },
    )
)
def test_changing_twice_is_changing_once(sets: dict[str, str]) -> None:
    once = with_changes(LAND, sets, transcript())
    assert with_changes(once, sets, transcript()) == once


@given(st.sampled_from([LAND, LAMP]), st.text(max_size=12))
def test_every_fact_a_person_sets_quotes_the_transcript(one: Grievance, text: str) -> None:
    texts = {segment.id: segment.text for segment in segments_of(one, transcript())}
    fact = with_changes(one, {"person": text}, transcript()).person
    assert fact is None or all(0 <= at.start < at.end <= len(texts[at.segment]) for at in fact.evidence)
    assert fact is None or fact.evidence


def test_no_change_leaves_the_grievance_as_it_is() -> None:
    assert with_changes(LAND, {}, transcript()) == LAND


def test_a_person_decides_whether_it_accuses_somebody() -> None:
    sounds_so = grievance(1, 1, 2, kinds=("检举控告",), sensitive=("health", "accusation"))

    cleared = with_changes(sounds_so, {"类别": "申诉求决"}, transcript())
    accusing = with_changes(grievance(2, 3, 3), {"类别": "检举控告"}, transcript())

    assert cleared.sensitive == ("health",)
    assert accusing.sensitive == ("accusation",)


def test_whoever_speaks_and_the_other_side_are_not_of_one_name() -> None:
    fact = Fact("邓老四", (Evidence("s1", 0, 3),), 0.9)
    refuse_same_name([grievance(1, 1, 2, person=fact), grievance(2, 3, 3, against=fact)])
    with pytest.raises(WrongValueError, match="第 3 件两处都是“邓老四”"):
        refuse_same_name([grievance(3, 1, 2, person=fact, against=fact)])


def test_another_side_that_a_person_sets_has_its_kind() -> None:
    kinds = [
        side.kind
        for name in ("李国强", "村会计", "砖厂", "镇政府")
        for side in [with_changes(LAND, {"对方": name}, transcript()).against]
        if side is not None
    ]
    assert kinds == ["private", "office_holder", "firm", "public_body"]
