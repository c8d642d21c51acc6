"""Subjects: class, kind, colour and mediation, each with its words and its reason."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from tests import builders
from toolkit.grievances.finding import find
from toolkit.grievances.finding.sums_said import amounts
from toolkit.grievances.tagging import tags
from toolkit.grievances.tagging.model import WordListModel
from toolkit.notebook import tables
from toolkit.records import (
    ColourName,
    Coverage,
    Engine,
    Grievance,
    GrievanceList,
    Kind,
    RecordingRef,
    Segment,
    Transcript,
    TranscriptRef,
    to_json,
)

TOP = Path(__file__).parents[3]
DATA = TOP / "toolkit" / "grievances" / "tagging" / "data"
SCHEMA = json.loads((TOP / "docs" / "schemas" / "grievances.schema.json").read_text(encoding="utf-8"))
TRUTH = json.loads((TOP / "examples" / "2026-09-night-meeting.truth.json").read_text(encoding="utf-8"))
# Types of the statistics of 司法行政.
DISPUTES = set(
    re.split(
        "、",
        "婚姻家庭、邻里、房屋宅基地、合同、生产经营、损害赔偿、山林土地、征地拆迁、环境污染、劳动争议、旅游、消费、医疗、道路交通事故、物业、其他",
    )
)


def transcript(*texts: str) -> Transcript:
    """Return a transcript of `texts`, ten seconds each with short pauses."""
    return builders.transcript(*texts, length_s=9.5)


def tagged(*texts: str) -> Grievance:
    """Return the one grievance said in `texts`, tagged."""
    told = transcript(*texts)
    (one,) = tags.tag(find.find(told, ()), told).grievances
    return one


def sample() -> tuple[Transcript, tuple[Grievance, ...]]:
    """Return the sample meeting with its grievances tagged."""
    segments = tuple(Segment(f"s{n}", n, turn["start"], turn["end"], turn["text"]) for n, turn in enumerate(TRUTH, 1))
    told = Transcript(
        RecordingRef(None, "0" * 64, 300.0), Engine("none", "0", "none", None), segments, (), Coverage(0, 0, ())
    )
    return told, tags.tag(find.find(told, ()), told).grievances


HEARD, SAMPLE = sample()
LABELS = {turn["label"]["grievance"]: turn["label"] for turn in TRUTH if turn["label"]}


@pytest.mark.parametrize("one", SAMPLE, ids=lambda one: str(one.ordinal))
def test_the_sample_is_tagged_as_labelled(one: Grievance) -> None:
    label = LABELS[one.ordinal]

    assert one.subject.level1 in {label["class1"], *label["class1_also"]}
    assert one.kinds == (label["kind"],)
    assert label["colour"] in {None, one.colour.value}
    assert (one.mediation is not None) == label["mediation"]


def test_the_words_that_decided_the_subject_are_in_the_transcript() -> None:
    texts = {segment.id: segment.text for segment in HEARD.segments}
    for one in SAMPLE:
        words = [texts[each.segment][each.start : each.end] for each in one.subject.evidence]
        assert words
        assert all(word in one.text for word in words)


def test_candidates_are_three_at_most_and_the_first_is_the_subject() -> None:
    for one in SAMPLE:
        sure = [candidate.confidence for candidate in one.subject.candidates]
        assert 1 <= len(sure) <= 3
        assert sure == sorted(sure, reverse=True)
        assert (one.subject.level1, one.subject.level2) == (
            one.subject.candidates[0].level1,
            one.subject.candidates[0].level2,
        )


def test_without_a_telling_word_the_subject_stays_open() -> None:
    told = tags.subject((tags.Piece("s1", 0, "我就是想不通。"),), WordListModel())

    assert (told.level1, told.level2, told.unsure, told.candidates) == (None, None, True, ())


def test_mixed_words_make_the_subject_unsure() -> None:
    clear = tags.subject((tags.Piece("s1", 0, "低保、临时救助、五保都没有办"),), WordListModel())
    mixed = tags.subject((tags.Piece("s1", 0, "低保没有，路灯不亮，学校太远，快递不送，污水横流"),), WordListModel())

    assert (clear.level1, clear.unsure) == ("民政", False)
    assert mixed.unsure


@pytest.mark.parametrize(
    "text, kinds",
    [
        ("我叫韩小川，路灯坏了没有人修。", ("申诉求决",)),
        ("我想咨询一下，养老保险怎么转回来，要哪些手续？", ("咨询",)),
        ("我提个建议，卫生室一个星期能不能多开两天。", ("建议意见",)),
        ("我要举报会计，低保优亲厚友，账目从来不公开。", ("检举控告",)),
        ("我借给他的钱，法院判决下来一年了，没有执行到。我想问怎么办。", ("涉法涉诉",)),
    ],
)
def test_the_kind_follows_the_words(text: str, kinds: tuple[Kind, ...]) -> None:
    assert tagged(text).kinds == kinds


@pytest.mark.parametrize(
    "text, colour, reason",
    [
        ("我叫韩小川，占地补偿款没有给，再不给我就到县里面去。", "红", "县"),
        ("我叫韩小川，占地补偿款没有给，我到镇里反映四次了。", "红", "4次"),
        ("我叫韩小川，老板欠我们十一个人的工资没有给。", "红", "11人"),
        ("我叫韩小川，我家宅基地的边界吵了八年了。", "红", "8年"),
        ("我叫韩小川，路灯坏了没有人修，跟村里说了一次。", "黄", "村里或镇里"),
        ("我叫韩小川，路灯坏了没有人修，跟村里说了两次。", "黄", "2次"),
        ("我想咨询一下，养老保险怎么转回来，要哪些手续？", "绿", "政策咨询"),
    ],
)
def test_a_colour_has_its_reason_and_its_words(text: str, colour: ColourName, reason: str) -> None:
    told = tagged(text)

    assert told.colour.value == colour
    assert reason in told.colour.reason
    assert told.colour.reason.endswith("。")
    assert told.colour.evidence


def test_where_no_rule_speaks_there_is_no_colour() -> None:
    told = tagged("我叫韩小川，去年申请低保，说我不符合条件。")

    assert (told.colour.value, told.colour.reason, told.colour.evidence) == (None, tags.NO_RULE, ())


def test_mediation_is_offered_to_two_private_sides_named_or_not() -> None:
    named = tagged("我叫韩小川，隔壁吴老三家修围墙占了我家宅基地，边界吵不清楚。")
    nameless = tagged("隔壁吴老三家修围墙占了宅基地，我反映一下边界的问题。")
    works = tagged("我叫韩小川，上游那个砂石厂把污水排到河里，没有人管。")

    assert named.mediation is not None
    assert named.mediation.type == "房屋宅基地"
    assert nameless.mediation is not None
    assert works.mediation is None


def test_the_channel_stays_for_a_person_to_set() -> None:
    assert {one.channel for one in SAMPLE} == {None}


def test_tagged_grievances_fit_the_schema() -> None:
    found = tags.tag(find.find(HEARD, ()), HEARD)

    jsonschema.validate(to_json(found), SCHEMA)


@pytest.mark.parametrize("one", SAMPLE, ids=lambda one: str(one.ordinal))
def test_every_field_that_is_shown_leads_back_to_words_of_its_own_passages(one: Grievance) -> None:
    texts = {segment.id: segment for segment in HEARD.segments}

    one = replace(one, accusation="no")
    behind = tags.evidence_of_tags(one, HEARD)
    table = tables.evidence_table(GrievanceList(TranscriptRef(None, 1), (one,)), HEARD).reset_index()
    words = dict(zip(table["项目"], table["原话"], strict=True))
    shown = {
        name
        for name, value in tables.grievance_table(GrievanceList(TranscriptRef(None, 1), (one,))).iloc[0].items()
        if value
    }

    assert "summary" in behind
    # 申诉求决 is what a petition is when no other word is said; a colour without a rule has no words.
    without = {"类别"} if one.kinds == ("申诉求决",) else set()
    without |= {"颜色"} if one.colour.value is None else set()
    assert {name for name in shown - {"编号", "状态", "开始"} - without if not words.get(name)} == set()
    for evidence in (span for spans in behind.values() for span in spans):
        segment = texts[evidence.segment]
        assert 0 <= evidence.start < evidence.end <= len(segment.text)
        assert any(each.start_s < segment.end_s and segment.start_s < each.end_s for each in one.passages)


def test_sensitive_words_and_sides_lead_back_too() -> None:
    text = "我叫孙玉兰，二组的。隔壁吴老三修围墙占了我家宅基地，我住院回来才晓得，请调解。"
    told = transcript(text)
    (one,) = tags.tag(find.find(told, ()), told).grievances

    behind = tags.evidence_of_tags(one, told)

    assert [text[span.start : span.end] for span in behind["sensitive"]] == ["住院"]
    assert "吴老三" in "".join(text[span.start : span.end] for span in behind["mediation"])


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a shipped table."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_name_only_what_the_records_know() -> None:
    assert {row["颜色"] for row in rows("colours")} == set(get_args(ColourName))
    assert {row["类别"] for row in rows("kinds")} <= set(get_args(Kind))
    assert {row["类型"] for row in rows("disputes")} <= DISPUTES
    assert {row["条件"] for row in rows("colours")} <= set(tags._CONDITIONS)


def test_every_pattern_of_the_tables_can_be_read() -> None:
    patterns = [row["词"] for name in ("colours", "kinds", "disputes") for row in rows(name) if row["词"]]

    assert all(re.compile(pattern).search("") is None for pattern in patterns)


def test_colour_reasons_are_whole_chinese_sentences() -> None:
    reasons = [row["理由"].format(value=3, words="词") for row in rows("colours")]

    assert all(re.search(r"[一-龥].*。$", reason) for reason in reasons)
    assert amounts(reasons[0]) == ()
