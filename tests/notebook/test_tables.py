"""Tables say in Chinese what the records say."""

import datetime as dt
from dataclasses import replace

import pytest

from toolkit.archive.fixity import Check, Fault
from toolkit.grievances import text_table
from toolkit.grievances.revisions import RevisionEntry
from toolkit.notebook import tables
from toolkit.records import (
    Accusation,
    Amount,
    Colour,
    Coverage,
    Engine,
    Evidence,
    Fact,
    Finding,
    Grievance,
    GrievanceList,
    Passage,
    RecordingRef,
    Removed,
    Repeat,
    Segment,
    Stretch,
    Subject,
    SubjectCandidate,
    Transcript,
    TranscriptRef,
)

WORDS = (Evidence("s1", 0, 3),)
TRANSCRIPT = Transcript(
    RecordingRef(None, "0" * 64, 90.0),
    Engine("whisper", "1", "base", None),
    (Segment("s1", 1, 18.3, 20.0, "王桂芳说路灯坏了", confidence=0.875),),
    (Removed(3.0, 4.0, "请订阅", "这里没有人说话"),),
    Coverage(3.0, 2.0, (Stretch(61.0, 62.0),)),
)
GRIEVANCE = Grievance(
    ordinal=1,
    passages=(Passage("s1", "s1", 18.3, 20.0),),
    start_s=18.3,
    text="王桂芳说路灯坏了",
    summary="路灯坏了",
    subject=Subject("城乡建设", None, 0.4, unsure=True, candidates=(), evidence=()),
    kinds=("申诉求决",),
    colour=Colour("黄", "村里或部门能解决。", ()),
    person=Fact("王桂芳", WORDS, 0.9),
    amounts=(Amount(36000, "亩", approximate=True, evidence=WORDS),),
    accusation="no",
)
FOUND = GrievanceList(TranscriptRef(None, 1), (GRIEVANCE,))


def test_a_transcript_shows_time_text_and_how_sure_it_is() -> None:
    row = tables.transcript_table(TRANSCRIPT).loc[1]

    assert (row["开始"], row["文字"], row["把握"]) == ("00:00:18.3", "王桂芳说路灯坏了", "88%")


def test_what_is_to_be_listened_to_is_listed() -> None:
    assert tables.uncovered_table(TRANSCRIPT)["开始"].tolist() == ["00:01:01.0"]
    assert tables.removed_table(TRANSCRIPT)["原因"].tolist() == ["这里没有人说话"]


def test_a_grievance_shows_who_what_and_how_much() -> None:
    row = tables.grievance_table(FOUND).loc[1]

    assert (row["反映人"], row["内容分类"], row["金额"], row["状态"]) == (
        "王桂芳",
        "城乡建设（待定）",
        "每亩约36,000元",
        "待确认",
    )


def test_every_fact_is_shown_with_the_words_it_came_from() -> None:
    table = tables.evidence_table(FOUND, TRANSCRIPT)

    assert table[table["项目"] == "反映人"]["原话"].tolist() == ["王桂芳"]


def test_a_finding_says_whether_it_bars_the_paper() -> None:
    finding = Finding("R10", "error", "parties", "当事人不足两方。", "请补上。", "人民调解法第二十九条")

    assert tables.finding_table([finding])["程度"].tolist() == ["必须改"]


def test_empty_tables_keep_their_headings() -> None:
    assert list(tables.finding_table([]).columns) == ["程度", "栏目", "问题", "怎么办", "依据"]


def test_checks_are_told_with_their_faults() -> None:
    fault = Fault("index.html", "缺失", "播放页面")
    check = Check(
        3, "checked", "2026-11-24T08:00:00.000000+00:00", "档号", "0", "x", "李强", "faulty", (fault,), "0", "1"
    )
    (row,) = tables.check_table([check]).itertuples(index=False)
    here = dt.datetime.fromisoformat(check.at).astimezone()
    assert tuple(row) == (
        3,
        here.strftime("%Y-%m-%d %H:%M:%S"),
        "核验",
        "档号",
        "李强",
        "有问题",
        "index.html：缺失，影响：播放页面",
    )


@pytest.mark.parametrize("accusation", ["yes", "unjudged"])
def test_the_list_that_others_see_holds_nothing_that_was_not_released(accusation: Accusation) -> None:
    secret = replace(GRIEVANCE, ordinal=2, accusation=accusation, summary="会计贪污", subject=GRIEVANCE.subject)
    both = GrievanceList(
        FOUND.transcript, (GRIEVANCE, replace(secret, repeat_of=(Repeat("诉9", 0.7, "像。", confirmed=False),)))
    )

    shown = [
        tables.grievance_table(both),
        tables.evidence_table(both, TRANSCRIPT),
        tables.channel_table(both),
        tables.repeat_table(both),
        tables.candidate_table(both),
    ]

    assert all(2 not in table.index for table in shown)
    assert "贪污" not in text_table.grievance_text(both)
    assert list(tables.grievance_table(both).index) == [1]


def test_an_unsure_subject_offers_its_candidates() -> None:
    candidates = (SubjectCandidate("城乡建设", "村镇建设", 0.4), SubjectCandidate("交通运输", None, 0.3))
    unsure = replace(GRIEVANCE, subject=replace(GRIEVANCE.subject, candidates=candidates))

    offered = tables.candidate_table(GrievanceList(FOUND.transcript, (unsure,)))

    assert list(offered["可能的分类"]) == ["城乡建设／村镇建设", "交通运输"]


def test_a_repeat_is_shown_with_its_reason_and_who_decided_what_is_listed() -> None:
    again = replace(GRIEVANCE, repeat_of=(Repeat("诉1", 0.7, "反映人同为“王桂芳”。", confirmed=True),))
    one = replace(GRIEVANCE, summary="路灯坏了", accusation="no")
    merged = RevisionEntry("merge", "田小禾", "2026-11-23T08:00:00.0+00:00", None, (one, one), (one,))

    (repeat,) = tables.repeat_table(GrievanceList(FOUND.transcript, (again,))).to_dict("records")
    (revision,) = tables.revision_table([merged]).to_dict("records")

    assert (repeat["可能重复"], repeat["相似"], repeat["已认定"]) == ("诉1", "70%", "是")
    assert (revision["谁"], revision["做了什么"], revision["原来"]) == ("田小禾", "合并", "路灯坏了；路灯坏了")
