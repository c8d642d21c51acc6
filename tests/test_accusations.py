"""Who asks for accusations is written down, and without a name nobody is shown any."""

import pytest

from toolkit import accusations
from toolkit.desk import Desk
from toolkit.errors import WrongValueError


def test_every_opening_is_kept_in_order_and_reads_back(desk: Desk) -> None:
    for by, what in (("纪委 何琳", "0194-LY·2026-D30-0001"), ("王,某", '查找 "低保"\n贪污')):
        accusations.open_for(desk, by, what)

    assert [(one.by, one.what) for one in accusations.openings(desk)] == [
        ("纪委 何琳", "0194-LY·2026-D30-0001"),
        ("王,某", '查找 "低保"\n贪污'),
    ]


def test_without_a_name_nothing_is_opened(desk: Desk) -> None:
    with pytest.raises(WrongValueError, match="写明姓名"):
        accusations.open_for(desk, "  ", "全部")

    assert accusations.openings(desk) == ()


def test_the_record_is_private_and_opens_in_excel(desk: Desk) -> None:
    accusations.open_for(desk, "何琳", "全部")
    path = desk.workspace.root / "accusations_seen.csv"

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.stat().st_mode & 0o077 == 0
