"""Every line of the closed loop in 今天要办 opens the page on which it is done."""

import re
from pathlib import Path

import pytest

from toolkit import workbench
from toolkit.workbench.closed_loop.places import page_of

SCRIPT = Path(workbench.__file__).parent / "static" / "pages.js"


@pytest.mark.parametrize(
    "what, subject, page",
    [
        ("案后回访", "案2026-0001", "/followup/案2026-0001"),
        ("答应的事", "案2026-0001", "/followup/案2026-0001"),
        ("重新办理", "案2026-0001", "/case/案2026-0001"),
        ("书面告知是否受理", "案2026-0001", "/case/案2026-0001"),
        ("当天转办", "民2026-00001", "/note/民2026-00001"),
        ("告知来人", "2026-00317-80", "/card/2026-00317-80"),
        ("抽样回访", "2026-00317-80", "/card/2026-00317-80"),
        ("封存抽样名单", "2026-10", "/draw/2026-10"),
        ("走访", "一组到三组", "/walks"),
        ("一事一策", "案2026-0001", "/alert/案2026-0001"),
        ("方案任务", "案2026-0001", "/alert/案2026-0001"),
        ("答复督办异议", "案2026-0001", "/alert/案2026-0001"),
        ("每周过堂", "2026-W41", "/alerts"),
        ("坐诊", "柳树湾", "/clinic/柳树湾"),
        ("补诊", "柳树湾", "/clinic/柳树湾"),
        ("法律意见", "意2026-0001", "/clinics"),
    ],
)
def test_a_line_opens_the_page_where_it_is_done(what: str, subject: str, page: str) -> None:
    known = re.search(r"PAGES = \{(.*?)\};", SCRIPT.read_text(encoding="utf-8"), re.DOTALL)

    assert page_of(what, subject) == page
    assert known is not None
    assert re.search(rf"\b{page.split('/')[1]}\b", known[1])
