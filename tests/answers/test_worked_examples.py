"""The worked examples of the second month, and that nothing planted reaches a plan, a list, a page or a poster."""

from pathlib import Path

import pytest

from tests import builders
from tests.answers.conftest import BY_LAW, HELD, MEETING, NIGHT, OPEN, number
from tests.answers.test_answers import give
from tests.answers.test_sheets import text_of
from tests.policies.conftest import typesetter
from toolkit import papers
from toolkit.answers import explained, plans, rates, sheets
from toolkit.cases import ledger_of, procedure
from toolkit.chinese.dates import lunar
from toolkit.formats import pdf, read_rows
from toolkit.grievances.register import confirm_grievances, judge_accusations, save_grievances
from toolkit.meetings.recordings import add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.policies import directory, posters, site
from toolkit.records import Evidence, Fact, TranscriptRef
from toolkit.records.grievance import GrievanceList
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace import Desk, open_desk, settings_editing

__all__ = ["typesetter"]


def test_a_street_lamp_is_done_with_a_photo_and_promised_for_next_week(office: Desk) -> None:
    lit = give(office, 1, "A", words="今晚修好了，灯亮了", proof="有照片")
    next_week = give(office, 2, "B", words="下周修", due="2026-12-30")
    said_only = give(office, 4, "A", words="修好了")

    assert [answer.counted for answer in (lit, next_week, said_only)] == ["A", "B", "B"]
    assert next_week.due == "2026-12-30"


def test_what_was_refused_last_year_is_answered_alone_and_counted_by_its_outcome(office: Desk, tmp_path: Path) -> None:
    give(office, 1, "C", words="家里的收入超过了标准", is_private=True)
    for ordinal in OPEN[1:]:
        give(office, ordinal, "E")

    told = rates.rates(office, MEETING)

    assert (told.n, told.c, told.private) == (9, 1, 1)
    assert "收入超过" not in text_of(sheets.write_list(office, MEETING, tmp_path / "签字表")[0])


def test_a_compensation_of_years_ago_goes_into_the_loop_with_its_channel(office: Desk) -> None:
    answer = give(office, 1, "D", words="县里查 2013 年的协议", channel="土地管理法 第十四条，或者申请行政复议")

    assert answer.channel.startswith("土地管理法")
    state = ledger_of(office).state(answer.case, NIGHT)
    assert procedure.is_open(state.entries)


def test_a_repeat_lowers_n_and_has_the_answer_of_the_other(office: Desk, tmp_path: Path) -> None:
    for ordinal in OPEN[:-1]:
        give(office, ordinal, "E")
    before = len(OPEN)
    give(office, OPEN[-1], "G", same_as=number(1))

    assert rates.rates(office, MEETING).n == before - 1
    assert f"同 {number(1)}" in text_of(sheets.write_list(office, MEETING, tmp_path / "签字表")[0])


@pytest.mark.usefixtures("typesetter")
def test_what_was_explained_is_posted_word_for_word_and_nothing_that_was_said(office: Desk, tmp_path: Path) -> None:
    fields = settings_editing.values(office.settings) | {"policies.url": "http://qy.gov.cn"}
    settings_editing.write(office.workspace, fields, office.settings.places)
    give(office, 1, "C", words="王桂芳家的收入超过了标准")
    give(office, 2, "C", is_private=True)
    with pytest.raises(posters.PosterRefusedError) as told:
        explained.make(office, [number(1), number(2), number(4)], tmp_path / "公示.pdf", by="何琳")
    assert all(words in str(told.value) for words in ("单独答复的，不上公示", "诉004 还没有答复", "试拨"))

    directory.dial(office, "0571-12345678", "镇农业农村办", answered=True, by="何琳")
    made = explained.make(office, [number(1)], tmp_path / "公示.pdf", by="何琳")

    (page,) = pdf.page_texts(made.files[0])
    assert "家里突然遇到急难的，可以申请临时救助。" in page
    assert "0571-12345678" in page
    assert all(secret not in page for secret in ("王桂芳", "收入", "诉001"))
    assert made.type_pt >= posters.FLOOR_PT


# -- planted ---------------------------------------------------------------------------------------------------

NAMES = ("王桂芳", "李国强", "赵德柱", "孙玉兰", "张明远", "刘建华", "陈秀英")
NUMBERS = (
    "13800138001",
    "33010219900101123X",
    "6222021001116245702",
    "13912345678",
    "15101202010000001",
    "川A12345",
    "18612349999",
)
ACCUSED = ("收了两条烟", "拿了回扣", "打人", "侵吞补偿款", "优亲厚友", "收红包")
PLANTED = (*NAMES, *NUMBERS, *ACCUSED)
ORDINARY = (
    *("路灯坏了", "水渠堵了", "垃圾没人清", "桥栏杆断了", "自来水发黄", "井盖丢了", "公交不停"),
    *("卫生室没人", "校车晚点", "电压不稳", "机耕道塌了", "堰塘漏水", "网络不通", "厕所没水"),
    *("河堤冲垮", "化肥涨价", "树枝压线", "路面有坑", "鱼塘缺氧", "院坝积水"),
)


@pytest.fixture
def planted(tmp_path: Path) -> Desk:
    """Give a desk at which twenty ordinary matters were said, most with a name or a number, and six accusations."""
    desk = open_desk(tmp_path / "workspace", today=NIGHT)
    meeting = open_meeting(desk.store, "柳树湾", HELD, lunar(HELD))
    (recording,) = add_recordings(
        desk.store, meeting, desk.settings.archive, [builders.new_recording("1")], builders.settle
    )
    said = [f"{words}，{secret}反映" for words, secret in zip(ORDINARY[:7], NAMES, strict=True)]
    said += [f"{words}，打{secret}找我" for words, secret in zip(ORDINARY[7:14], NUMBERS, strict=True)]
    said += [*ORDINARY[14:], *(f"村干部{words}" for words in ACCUSED)]
    save_transcript(desk.store, recording.code, builders.said_transcript(texts=said, mark="1"))
    found = [
        builders.replace(
            builders.grievance(n, (n * 10.0, n * 10 + 9.0), text=text),
            summary=text,
            person=Fact(NAMES[n - 1], (Evidence(f"s{n}", 0, 1),), 1.0) if n <= len(NAMES) else None,
        )
        for n, text in enumerate(said, 1)
    ]
    save_grievances(desk.store, recording.code, GrievanceList(TranscriptRef(recording.code, 1), tuple(found)))
    everything = range(1, len(said) + 1)
    confirm_grievances(desk.store, recording.code, everything, {}, "田小禾")
    judge_accusations(desk.store, recording.code, list(everything)[: len(ORDINARY)], "no", "田小禾")
    judge_accusations(desk.store, recording.code, list(everything)[len(ORDINARY) :], "yes", "田小禾")
    law = tmp_path / "by-law.txt"
    law.write_text(BY_LAW, encoding="utf-8")
    papers.import_law(desk, law, by="何琳", checked_by="周敏")
    return desk


def test_nothing_planted_is_on_a_plan_a_list_or_a_page_and_every_ordinary_matter_is(
    planted: Desk, tmp_path: Path
) -> None:
    assert len(PLANTED) == len(ORDINARY) == 20
    lines = plans.write(planted, MEETING, tmp_path / "计划表.xlsx")
    shown = "\n".join(str(cell) for row in read_rows(tmp_path / "计划表.xlsx") for cell in row)
    listed = text_of(sheets.write_list(planted, MEETING, tmp_path / "签字表")[0])
    built = site.build(planted, tmp_path / "site", release=False)
    pages = "\n".join(path.read_text(encoding="utf-8") for path in built.folder.rglob("*.html"))

    assert len(lines) == len(ORDINARY)
    assert [secret for secret in PLANTED if secret in shown + listed + pages] == []
    assert [words for words in ORDINARY if words not in shown or words not in listed] == []
