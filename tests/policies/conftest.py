"""What the tests of the policy dictionary share: a desk with a made-up by-law, and a matter that may go on line."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from toolkit import papers
from toolkit.formats import MissingGlyphError, typeset
from toolkit.policies import Contact, Matter, PolicyText, directory, matters
from toolkit.workspace import Desk, open_desk, settings_editing

BY_LAW = """青石镇临时救助办法
（2025年12月1日青石镇人民政府印发）
第一条　为了帮助一时有困难的人，制定本办法。
第二条　家里突然遇到急难、生活过不下去的，可以申请临时救助。
　　申请临时救助，向急难发生地的镇人民政府提出。有下列情形之一的，先救助、后补手续：
　　（一）情况紧急的；
　　（二）数额在五百元以下的。
第三条　本办法自2026年1月1日起施行。
"""
TODAY = dt.date(2026, 12, 24)
TEL = "0571-12345678"
LOCAL = PolicyText(
    "青石镇高龄津贴通知",
    "三",
    "　八十岁以上，每月五十元。\n",
    dt.date(2026, 1, 5),
    dt.date(2026, 2, 1),
    "青政〔2026〕3号",
    "何琳",
)


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """Give the desk of an office whose settings name an address and a telephone, and whose by-law was compared."""
    desk = open_desk(tmp_path / "workspace", today=TODAY)
    fields = settings_editing.values(desk.settings) | {"policies.url": "http://qy.gov.cn", "policies.telephone": TEL}
    settings_editing.write(desk.workspace, fields, desk.settings.places)
    law = tmp_path / "by-law.txt"
    law.write_text(BY_LAW, encoding="utf-8")
    papers.import_law(desk, law, by="何琳", checked_by="周敏")
    return desk


@pytest.fixture(scope="session")
def typesetter(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skip where large sheets cannot be set: Typst is an extra, and a bare machine has no Chinese typeface."""
    pytest.importorskip("typst", reason="排大字的组件没有装")
    template = tmp_path_factory.mktemp("sheet") / "one.typ"
    template.write_text("#set text(font: json(bytes(sys.inputs.data)).families)\n字", encoding="utf-8")
    try:
        typeset(template, {})
    except MissingGlyphError:
        pytest.skip("这台机器没有中文字体")


def rescue(**more: object) -> Matter:
    """Return a matter without a blank, with `more` of its fields changed."""
    fields: dict[str, object] = {
        "id": "lsjz",
        "title": "临时救助",
        "one_line": "家里突然遇到急难的，可以申请救急。",
        "who": ("遇到急难的人",),
        "gives": ("一次性的钱",),
        "bring": ("身份证",),
        "steps": ("向镇政府提出",),
        "contacts": (Contact("镇民政办", TEL, "工作日 8:30-17:30"),),
        "basis": ("青石镇临时救助办法 第二条第二款",),
        "remedy": "对决定不服的，可以申请行政复议，也可以向法院起诉",
    }
    return Matter(**(fields | more))  # type: ignore[arg-type]


@pytest.fixture
def ready(office: Desk) -> Callable[..., Desk]:
    """Give a function that writes and checks a matter, and dials its telephone, and returns the desk."""

    def make(**more: object) -> Desk:
        matter = rescue(**more)
        matters.write(office, matter, by="何琳")
        matters.check(office, matter.id, by="周敏", review_by=TODAY + dt.timedelta(days=60))
        for contact in matter.contacts:
            directory.dial(office, contact.tel, contact.name, answered=True, by="何琳")
        return office

    return make
