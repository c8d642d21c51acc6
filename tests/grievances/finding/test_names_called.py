"""Names called: the host's call, the answer to his question."""

import pytest

from toolkit.grievances.finding.names_called import answered, asks_who, called, called_home


@pytest.mark.parametrize(
    "text, name",
    [
        ("下一个，王秀兰你来说。", "王秀兰"),
        ("赖大姐你莫急。", "赖大姐"),
        ("好，老邓，你说。", "老邓"),
        ("哪个先来？", None),
        ("我是国土所的老姜。", None),
    ],
)
def test_a_call_gives_the_name_of_who_is_called(text: str, name: str | None) -> None:
    found = called(text)

    assert (found.value if found else None) == name


def test_the_answer_to_who_you_are_gives_name_and_home() -> None:
    assert asks_who("这个兄弟贵姓？")
    found = answered("免贵，姓苟，苟代兵，观音滩三组。")
    home = called_home("免贵，姓苟，苟代兵，观音滩三组。", ("观音滩",))

    assert found is not None
    assert home is not None
    assert (found.value, home.value) == ("苟代兵", "观音滩三组")
