"""The differences of two texts lead from one to the other."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.formats.word import Difference, differences

lines = st.lists(st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=6), max_size=8)


@given(before=lines, after=lines)
def test_differences_lead_from_one_text_to_the_other(before: list[str], after: list[str]) -> None:
    found = differences(before, after)

    assert [d.old for d in found if d.old is not None] == _not_kept(before, found, "old")
    assert len(before) - sum(d.kind == "removed" for d in found) == len(after) - sum(d.kind == "added" for d in found)
    assert (found == ()) == (before == after)
    assert all(d.old != d.new for d in found)


def _not_kept(before: list[str], found: tuple[Difference, ...], side: str) -> list[str]:
    """Return what `found` takes from `before`, in the order of `before`."""
    wanted = [getattr(d, side) for d in found if getattr(d, side) is not None]
    position = 0
    for line in before:
        if position < len(wanted) and line == wanted[position]:
            position += 1
    return wanted[:position]


def test_a_line_put_in_before_a_changed_one_is_told_apart() -> None:
    before = ["标题", "乙方应于2026年11月15日以前付清全部款项", "完"]
    after = ["标题", "新加的一条", "乙方应于2026年12月15日以前付清全部款项", "完"]

    assert differences(before, after) == (
        Difference("added", None, "新加的一条"),
        Difference("changed", before[1], after[2]),
    )
