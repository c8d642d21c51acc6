"""What kind of side the other side of a matter is."""

import pytest

from toolkit.grievances.finding.side_kinds import kind_of


@pytest.mark.parametrize(
    "name, kind",
    [
        ("李国强", "private"),
        ("邓老四", "private"),
        ("邻居", "private"),
        ("砖厂", "firm"),
        ("王老板", "firm"),
        ("施工队", "firm"),
        ("搅拌站", "firm"),
        ("村委会", "public_body"),
        ("派出所", "public_body"),
        ("县医院", "public_body"),
        ("村支书", "office_holder"),
        ("李主任", "office_holder"),
        ("会计", "office_holder"),
        ("派出所所长", "office_holder"),
        (" ", None),
    ],
)
def test_a_side_is_known_by_its_name(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind
