"""The table of grievances in a terminal is the one that pandas printed, without waiting for pandas."""

import subprocess
import sys
from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests import builders
from toolkit.grievances.text_table import grievance_cells, grievance_text
from toolkit.records import Amount, Fact

HEADINGS = ["序号", "状态", "编号", "开始", "反映人", "内容分类", "类别", "颜色", "诉求"]
GRIEVANCE = replace(
    builders.grievance(1, (18.3, 24.0)),
    summary="路灯坏了",
    accusation="no",
    person=Fact("王桂芳", (), 0.9),
    amounts=(Amount(36000, "亩", approximate=True, evidence=()),),
)


@given(
    st.lists(
        st.tuples(st.integers(1, 99_999), st.text("路灯坏了abc. \n\t“１", max_size=60), st.text("诉0夜", max_size=9)),
        max_size=4,
    )
)
def test_the_table_is_as_pandas_prints_it(rows: list[tuple[int, str, str]]) -> None:
    grievances = [
        replace(GRIEVANCE, ordinal=ordinal, summary=summary, number=number or None) for ordinal, summary, number in rows
    ]
    table = pd.DataFrame(list(map(grievance_cells, grievances)), columns=HEADINGS)

    with pd.option_context("display.unicode.east_asian_width", True):  # noqa: FBT003 - pandas takes pairs
        assert grievance_text(builders.grievance_list(*grievances)) == table.to_string(index=False, max_colwidth=44)


def test_the_table_holds_who_and_what_but_nothing_that_was_not_released() -> None:
    secret = replace(GRIEVANCE, ordinal=2, accusation="unjudged", summary="会计贪污")
    text = grievance_text(builders.grievance_list(GRIEVANCE, secret))

    assert "王桂芳" in text
    assert "路灯坏了" in text
    assert "贪污" not in text


def test_an_amount_is_read_with_its_unit() -> None:
    assert grievance_cells(GRIEVANCE)["金额"] == "每亩约36,000元"


def test_the_command_line_lists_grievances_without_pandas() -> None:
    code = "import sys; import toolkit.commands.grievances, toolkit.commands.accusation; print('pandas' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert ended.stdout.strip() == "False"
