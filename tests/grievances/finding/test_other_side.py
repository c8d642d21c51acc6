"""The other side: by office, neighbourhood, kin and trade, in four kinds."""

import pytest

from toolkit.grievances.finding.other_side import against, kind


@pytest.mark.parametrize(
    "text, side, wanted",
    [
        ("会计刘金斗，他亲兄弟家停着黑轿车，吃着低保。", "刘金斗", "office_holder"),
        ("跟俺东邻孙老虎，他那棵泡桐树把根扎到俺家了。", "孙老虎", "private"),
        ("女婿一喝酒就打人，我闺女不敢回去。", "女婿", "private"),
        ("鑫泰石料厂的车把路压烂了。", "鑫泰石料厂", "firm"),
        ("包工头欠我们工资", "包工头", "firm"),
    ],
)
def test_the_other_side_is_of_one_of_four_kinds(text: str, side: str, wanted: str) -> None:
    found = against(text)

    assert found is not None
    assert (found.value, kind(text, found)) == (side, wanted)


@pytest.mark.parametrize("text", ["我跟村主任说了两次。", "路灯坏了没有人修。", "谢谢李书记来看我们。"])
def test_whom_one_only_told_of_it_is_no_other_side(text: str) -> None:
    assert against(text) is None
