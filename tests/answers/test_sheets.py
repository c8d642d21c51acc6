"""Papers of the answer night: a list to be signed, a slip for each person, a rates page, none with what is private."""

import datetime as dt
import random
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from docx import Document

from tests.answers.conftest import ACCUSED, MEETING, NIGHT, OPEN, number
from tests.answers.test_answers import give
from toolkit.answers import dispositions, plans, rates, register, remedies, sheets
from toolkit.cases import ledger_of
from toolkit.cases import remedies as ways_of_law
from toolkit.formats import read_rows, write_rows
from toolkit.loop.events import EventRefusedError
from toolkit.policies import directory
from toolkit.records import Entry
from toolkit.workspace import Desk

LAW = "《青石镇临时救助办法》第二条"
TEL = "0571-12345678"


def text_of(path: Path) -> str:
    """Return the words of every paragraph and cell of a Word file."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_list_that_a_leader_signs_hides_what_was_answered_alone(office: Desk, tmp_path: Path) -> None:
    give(office, 1, "A", words="灯亮了", proof="照片")
    give(office, 2, "B", words="单独说的话", is_private=True)

    word, excel = sheets.write_list(office, MEETING, tmp_path / "签字表.docx")

    listed, rows = text_of(word), read_rows(excel)
    assert len(rows) == 1 + len(OPEN)
    assert all(
        words in listed
        for words in ("主持人（镇领导）签名", "A 当场办结 1 件", "还有 7 件没有去向", "灯亮了", "总账末条哈希")
    )
    assert "单独说的话" not in listed
    assert "（单独答复）" in listed
    assert number(9) not in listed
    assert ACCUSED not in listed


def test_each_person_gets_a_slip_with_a_telephone_that_somebody_dialled(office: Desk, tmp_path: Path) -> None:
    for ordinal, kind in zip(OPEN, "ABCDE", strict=False):
        give(office, ordinal, kind)
    give(office, OPEN[5], "G", same_as=number(OPEN[0]))
    assert all("试拨" in slip.lacking for slip in sheets.write_slips(office, MEETING, tmp_path / "slips"))

    directory.dial(office, TEL, "镇农业农村办", answered=True, by="何琳")
    made = sheets.write_slips(office, MEETING, tmp_path / "slips")

    assert [slip.grievance for slip in made] == [number(ordinal) for ordinal in OPEN[:5]]
    texts = [text_of(Path(slip.file)) for slip in made]
    assert all(TEL in text and "2027年1月7日前后打电话回访" in text for text in texts)
    assert "2026-12-30" in texts[1]
    assert "青石镇临时救助办法 第二条" in texts[2]
    assert [slip.file for slip in sheets.write_slips(office, MEETING, tmp_path / "slips")] == [
        slip.file for slip in made
    ]


def test_a_slip_names_the_remedy_of_its_answer_with_organ_period_and_last_day(office: Desk) -> None:
    county = office.settings.office.county_government
    told = {kind: remedies.remedy_of(office, give(office, place, kind)) for place, kind in enumerate("ABCDE", 1)}

    # 条例 Art 35: thirty days from the receipt, and the year's holidays are not known yet.
    for kind in "ABC":
        assert all(words in told[kind] for words in (county, "三十日内", "最后一天是2027年1月22日，遇放假顺延"))
    assert all(words in told["C"] for words in ("六十日内", "六个月内", "《行政复议法》", "《行政诉讼法》", "人民法院"))
    assert "六十日内给书面答复" in told["D"]
    assert "第三十四条" in told["D"]
    assert all(words in told["E"] for words in (f"向{county}申请", "知道那个决定之日起六十日内", "最后一天：____年"))
    assert "第三十五条" not in told["E"]


def test_the_slip_of_what_goes_on_says_the_day_on_which_its_handling_ends(office: Desk) -> None:
    answer = give(office, 1, "D")
    ledger_of(office).add_entry(Entry(0, answer.case, "acceptance_notice", dt.date(2026, 12, 1)), today=NIGHT)

    assert "到2027年1月30日给书面答复" in remedies.remedy_of(office, answer)


@pytest.mark.parametrize("due, asked", [("2027-01-07", "没有办到、没有听懂"), ("2027-01-08", "那时还没到答应的日子")])
def test_a_call_before_the_promised_day_asks_how_far_it_is(office: Desk, due: str, asked: str) -> None:
    assert asked in remedies.remedy_of(office, give(office, 1, "B", due=due))


def test_a_way_of_law_that_is_not_known_leaves_organ_and_day_to_be_asked(office: Desk) -> None:
    told = remedies.remedy_of(office, give(office, 1, "E", channel="申请检察监督"))

    assert "12348" in told
    assert "最后一天：____年" in told


@pytest.mark.parametrize(
    "channel, names",
    [
        ("申请行政复议或者提起诉讼", ["行政复议", "诉讼"]),
        ("提起行政诉讼", ["行政诉讼"]),
        ("劳动争议仲裁", ["劳动仲裁"]),
        ("农村土地承包经营纠纷仲裁", ["土地仲裁"]),
        ("申请复查，再申请复核", ["复查", "复核"]),
        ("打电话问", []),
    ],
)
def test_the_ways_of_law_are_told_apart_by_their_names(office: Desk, channel: str, names: list[str]) -> None:
    ways = ways_of_law.remedies_in(office, channel)

    assert [way.name for way in ways] == names
    # Whoever may sue an organ of the state is never told the three years alone.
    assert all("六个月内" in way.period for way in ways if "诉讼" in way.name)


def test_the_rates_page_has_seven_figures_with_formulas_beside_the_plans(office: Desk, tmp_path: Path) -> None:
    with pytest.raises(rates.RatesRefusedError):
        sheets.write_rates(office, MEETING, tmp_path / "rates.docx")
    for ordinal in OPEN:
        give(office, ordinal, "A" if ordinal == 1 else "E")

    page = text_of(sheets.write_rates(office, MEETING, tmp_path / "rates.docx"))

    told = rates.figures(rates.rates(office, MEETING))
    assert [figure.name for figure in told] == [
        *("当场办结", "当场拍板", "现场答复", "闭环"),
        *("拍板的按期办到", "九十天内又回来", "没有证明，按拍板算"),
    ]
    assert all(figure.formula in page and figure.public in page for figure in told)
    assert "62 %" in page
    assert "<3" in page


@pytest.mark.parametrize("seed", range(30))
def test_nothing_that_is_posted_tells_whether_a_small_count_is_one_or_two(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    counts = [dice.choice((0, 1, 2, 2, 3, 4)) for _ in "ABCDE"]
    posted = posts(counts)

    n = sum(counts)
    others = [
        [end - start - 1 for start, end in pairwise((-1, *bars, n + 4))] for bars in combinations(range(n + 4), 4)
    ]
    possible = [other for other in others if agrees(other, posted)]

    assert counts in possible
    for ordinal, count in enumerate(counts):
        if count in {1, 2}:
            assert len({other[ordinal] for other in possible}) > 1, (counts, posted)


def posts(counts: list[int]) -> dict[str, str]:
    """Return every figure that is posted of so many answers of A to E, all of whose promises were kept in time."""
    by_kind = dict(zip("ABCDE", counts, strict=True))
    told = rates.Rates(
        sum(counts),
        *counts,
        g=0,
        shares=rates.shares(by_kind),
        partition=rates.partition(by_kind),
        kept_by_due=rates.Share(counts[1], counts[1]),
        came_back=rates.Share(0, sum(counts[:3])),
        private=0,
        no_proof=0,
    )
    figures = {figure.name: figure.public for figure in rates.figures(told)}
    parts = {f"share of {kind}": share for kind, share in rates.public_partition(told).items()}
    return figures | parts | rates.public_counts(told)


def agrees(counts: list[int], posted: dict[str, str]) -> bool:
    """Return whether so many answers of A to E would give what was posted, by arithmetic alone."""
    by_kind = dict(zip("ABCDE", counts, strict=True))
    exact = {kind: "<3" if count in {1, 2} else str(count) for kind, count in by_kind.items()} | rates.shares(by_kind)
    whole = f" / {rates.public(sum(counts[:3]))}"
    return all(posted[name] in {"—", value} for name, value in exact.items()) and (
        posted["九十天内又回来"] == "—" or posted["九十天内又回来"].endswith(whole)
    )


def test_a_part_that_leaves_one_or_two_of_the_whole_is_not_posted() -> None:
    told = rates.Rates(20, 5, 5, 5, 5, 0, 0, rates.shares({}), {}, rates.Share(4, 5), rates.Share(1, 15), 0, 4)

    posted = {figure.name: figure.public for figure in rates.figures(told)}

    assert posted["拍板的按期办到"] == "— / 5"
    assert posted["九十天内又回来"] == "<3 / 15"
    assert posted["没有证明，按拍板算"] == "— / 20"


def test_one_of_twenty_is_in_no_share(office: Desk, tmp_path: Path) -> None:
    for ordinal in OPEN:
        give(office, ordinal, "A" if ordinal == 1 else "C")

    page = text_of(sheets.write_rates(office, MEETING, tmp_path / "rates.docx"))

    assert all(share not in page for share in ("11.1 %", "88.9 %"))
    assert "100.0 %" in page  # A, B and C together


def test_a_slip_of_an_answer_that_was_revoked_is_marked_and_never_given_as_that_of_the_next(
    office: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "slips"
    directory.dial(office, TEL, "镇农业农村办", answered=True, by="何琳")
    give(office, 1, "A", words="灯亮了")
    (old,) = sheets.write_slips(office, MEETING, folder)
    dispositions.revoke(office, number(1), by="何琳", second="田小禾", reason="说错了")
    assert sheets.write_slips(office, MEETING, folder) == ()
    assert [file.name for file in folder.iterdir()] == [f"作废-{Path(old.file).name}"]
    give(office, 1, "C", words="按办法办")

    (new,) = sheets.write_slips(office, MEETING, folder)

    assert "按办法办" in text_of(Path(new.file))
    assert "灯亮了" not in text_of(Path(new.file))
    assert len(list(folder.iterdir())) == 2


def test_the_plan_that_goes_to_all_departments_hides_what_is_answered_alone(office: Desk, tmp_path: Path) -> None:
    give(office, 3, "B", words="单独说的话", is_private=True)
    wish = dispositions.NewAnswer(
        "C", "2026-12-20", "何琳", "镇农业农村办", words="悄悄说的话", basis=LAW, is_private=True
    )
    dispositions.propose(office, number(1), wish)
    path = tmp_path / "plan.xlsx"
    plans.write(office, MEETING, path)

    header, *rows = read_rows(path)
    listed = {row[0]: dict(zip(header, row, strict=True)) for row in rows}

    assert all(words not in str(rows) for words in ("单独说的话", "悄悄说的话", "修路灯", LAW))
    assert listed[number(3)]["诉求"] == listed[number(1)]["诉求"] == "（单独答复）"
    assert listed[number(2)]["诉求"] == "摘要"
    # What the plan leaves out is taken from the proposal when it becomes the answer.
    (given,) = plans.read(office, MEETING, path, by="何琳")
    assert (given.words, given.basis, given.is_private) == ("悄悄说的话", LAW, True)


def test_what_a_department_proposes_is_kept_and_holds_only_when_it_was_given(office: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    plans.write(office, MEETING, path)
    header, *rows = [list(row) for row in read_rows(path)]
    for name, cell in (("去向", "B"), ("答复部门", "镇农业农村办"), ("答复", "就修"), ("哪天办到", "2026-12-30")):
        rows[0][header.index(name)] = cell
    write_rows(path, header, rows)

    (proposed,) = plans.read(office, MEETING, path, by="何琳", proposed=True)

    assert (proposed.disposition, proposed.words) == ("B", "就修")
    assert len(register.lacking(register.of_meeting(office, MEETING))) == len(OPEN)
    again = tmp_path / "again.xlsx"
    assert plans.write(office, MEETING, again)[0].proposal == proposed
    assert read_rows(again)[1][header.index("答复")] == "就修"
    # On the night the same table is taken as what was answered.
    assert [answer.disposition for answer in plans.read(office, MEETING, again, by="何琳")] == ["B"]


@pytest.mark.parametrize(
    "kind, words, why",
    [
        ("A", "今天就给你家批低保", "低保.*县级民政部门"),
        ("B", "这块地确权给你", "土地争议"),
        ("E", "这件不予受理", None),
        ("A", "不予受理", "写明依据"),
        ("C", "低保要看家里的收入", None),
        ("D", "低保由县里来定，1 月 20 日前有结果", None),
    ],
)
def test_a_leader_grants_nothing_that_a_statute_gives_to_another(
    office: Desk, kind: str, words: str, why: str | None
) -> None:
    if why is None:
        assert give(office, 1, kind, words=words).disposition == kind
        return
    with pytest.raises(EventRefusedError, match=why):
        give(office, 1, kind, words=words)
    wish = dispositions.NewAnswer(kind, "2026-12-20", "何琳", "镇", words=words, due="2026-12-30")
    with pytest.raises(EventRefusedError, match=why):
        dispositions.propose(office, number(2), wish)
