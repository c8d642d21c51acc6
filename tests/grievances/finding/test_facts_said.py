"""Facts said: sums, people, times, how often, what is asked for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.chinese.script import chinese_number
from toolkit.grievances.finding import facts_said, sums_said

WORDS = st.text(
    st.sampled_from("我们一二两三四五六七八九十百千万多几年月天次元块钱每亩人家了过快欠反映说请，。 0123"), max_size=60
)


def value(found: facts_said.Found | None) -> object:
    """Return the value found, or None."""
    return None if found is None else found.value


@settings(deadline=None)
@given(st.integers(1, 10**9))
def test_a_sum_said_aloud_is_read(yuan: int) -> None:
    (found,) = sums_said.amounts(f"他欠我们{chinese_number(yuan)}元。")

    assert (found.yuan, found.per, found.approximate) == (yuan, None, False)


@pytest.mark.parametrize(
    "text, yuan, per, approximate",
    [
        ("说好每亩补偿三万六千元", 36000, "亩", False),
        ("一年每亩六百块", 600, "亩", False),
        ("一个月只有两千多块钱", 2000, "月", True),
        ("两万八一亩", 28000, "亩", False),
        ("一共十九万八千", 198000, None, False),
        ("十一个人的工资 一共19万8千元", 198000, None, False),
        ("赔了七八百块", 700, None, True),
    ],
)
def test_a_price_has_its_unit_and_a_rough_sum_its_mark(
    text: str,
    yuan: float,
    per: str | None,
    approximate: bool,  # noqa: FBT001 - parametrized
) -> None:
    (found,) = sums_said.amounts(text)

    assert (found.yuan, found.per, found.approximate) == (yuan, per, approximate)


@pytest.mark.parametrize(
    "text", ["一分钱都没有拿到", "欠我几块钱", "十分不满", "一万个不同意", "绕三公里", "砍了十二棵树"]
)
def test_what_names_no_sum_gives_none(text: str) -> None:
    assert sums_said.amounts(text) == ()


@pytest.mark.parametrize(
    "text, people",
    [
        ("包工头欠我们十一个人的工资", 11),
        ("我们六个人跟着他修水池", 6),
        ("来了三个人看", None),
        ("全靠我一个人", None),
        ("我们几十户", None),
    ],
)
def test_only_the_people_concerned_are_counted(text: str, people: int | None) -> None:
    assert value(facts_said.people(text)) == people


@pytest.mark.parametrize(
    "text, times",
    [
        ("我今年已经到镇里反映四次了，这是第五次。", 4),
        ("我跟村里说了两次，", 2),
        ("这是第三次来说了", 2),
        ("我去镇里问过，", None),
        ("村里调解过三次，", None),
        ("环保的人来看过一次，", None),
        ("每个星期要做三次透析", None),
        ("反映了好多次", None),
    ],
)
def test_earlier_reports_are_those_before_this_time(text: str, times: int | None) -> None:
    assert value(facts_said.earlier_reports(text)) == times


@pytest.mark.parametrize(
    "text, since",
    [
        ("路灯坏了快三个月了，", "快三个月"),
        ("边界吵了八年了。", "八年"),
        ("前年修公路，占了我家的地", "前年"),
        ("厂里停了两天，", None),
        ("今年七月份停了十二天，", None),
    ],
)
def test_since_is_said_in_the_words_of_the_speaker(text: str, since: str | None) -> None:
    assert value(facts_said.since(text)) == since


def test_a_year_of_two_figures_gets_its_century_and_the_rest_stays() -> None:
    found = facts_said.dates("我有九八年的土地证，今年七月份停了水，上个星期来过")

    assert [one.value for one in found] == ["1998年", "今年七月份", "上个星期"]


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("我要求镇里派人来量一下。", "我要求镇里派人来量一下"),
        ("去年申请低保，不符合。请政府再核实一下，看能不能办。", "请政府再核实一下，看能不能办"),
        ("我想问一下这个程序走到哪里了。", "我想问一下这个程序走到哪里了"),
        ("我请了假去的。", None),
    ],
)
def test_the_request_stands_in_the_words_said(text: str, wanted: str | None) -> None:
    assert value(facts_said.request(text)) == wanted


@pytest.mark.parametrize(
    "text, kinds",
    [
        ("我老伴得了尿毒症", ("health",)),
        ("我娃儿在小学读三年级", ("minor",)),
        ("会计冒领低保", ("accusation",)),
        ("我的电话13800000000", ("identity",)),
        ("路灯坏了", ()),
    ],
)
def test_sensitive_information_is_marked(text: str, kinds: tuple[str, ...]) -> None:
    assert facts_said.sensitive(text) == kinds


@settings(deadline=None)
@given(WORDS)
def test_every_fact_lies_inside_the_words(text: str) -> None:
    readers = (facts_said.people, facts_said.since, facts_said.earlier_reports, facts_said.request)
    found = [one for read in readers if (one := read(text))]

    spans = [(one.start, one.end) for one in (*found, *sums_said.amounts(text), *facts_said.dates(text))]

    assert all(0 <= start < end <= len(text) for start, end in spans)


@settings(deadline=None)
@given(WORDS)
def test_since_and_request_quote_the_words(text: str) -> None:
    found = [one for one in (facts_said.since(text), facts_said.request(text)) if one]

    assert all(text[one.start : one.end] == one.value for one in found)
