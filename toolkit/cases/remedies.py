"""Ways of law (法定途径) as a slip names them: to which organ, within how long from when, and by which article.

Where a person who mixes two ways up would lose time, the shorter one is told first.
"""

import re
from dataclasses import dataclass

from toolkit.workspace import Desk


@dataclass(frozen=True)
class Remedy:
    """A way of law: its name, the organ, the period with its first day (empty without one), and the article."""

    name: str
    organ: str
    period: str
    source: str

    @property
    def sentence(self) -> str:
        """The way in one Chinese sentence without its stop."""
        return "，".join(filter(None, (f"{self.name}：{self.organ}", self.period))) + f"（{self.source}）"


# By name: the words that mean it, the organ, the period, and the source.
_REMEDIES: dict[str, tuple[str, str, str, str]] = {
    "行政复议": (
        "行政复议",
        "镇里、县里部门的决定向{county}申请",
        "知道那个决定之日起六十日内",
        "《行政复议法》第二十、二十四条",
    ),
    "行政诉讼": (
        "行政诉讼",
        "向人民法院起诉",
        "知道那个决定之日起六个月内，复议过的收到复议决定起十五日内",
        "《行政诉讼法》第四十五、四十六条",
    ),
    "诉讼": (
        "(?<!行政)诉讼|起诉|打官司",
        "向人民法院起诉",
        "告行政机关的，知道那个决定之日起六个月内；别的事一般三年，从知道受了损害、该找谁之日起",
        "《行政诉讼法》第四十六条，《民法典》第一百八十八条",
    ),
    "劳动仲裁": (
        "劳动(?:人事)?(?:争议)?仲裁",
        "向县劳动人事争议仲裁委员会申请",
        "知道权利被侵害之日起一年内",
        "《劳动争议调解仲裁法》第二十七条",
    ),
    "土地仲裁": (
        "(?:土地|承包)[^，。；、]{0,8}仲裁",
        "土地承包的事，向县农村土地承包仲裁委员会申请",
        "知道权利被侵害之日起二年内",
        "《农村土地承包经营纠纷调解仲裁法》第十八条",
    ),
    "复查": (
        "复查",
        "向答复单位的上一级申请，镇里答复的是{county}",
        "收到书面答复之日起三十日内",
        "《信访工作条例》第三十五条",
    ),
    "复核": (
        "复核",
        "向作出复查意见的单位的上一级申请",
        "收到复查意见之日起三十日内",
        "《信访工作条例》第三十六条",
    ),
    "司法确认": (
        "司法确认",
        "双方一起向人民法院申请",
        "调解协议生效之日起三十日内",
        "《民事诉讼法》第二百零五条",
    ),
    "法律援助": ("法律援助", "向县法律援助中心申请，电话 12348", "", "《法律援助法》"),
    "人民调解": ("人民调解", "向{committee}申请，不收钱", "", "《人民调解法》第四条"),
    "信访登记": ("信访登记", "向{office}提出", "", "《信访工作条例》第二十三条"),
}


def remedies_in(desk: Desk, text: str) -> tuple[Remedy, ...]:
    """Return the ways of law that `text` names (`申请行政复议`), with the organs of this county; empty without one."""
    office = desk.settings.office
    organs = {"county": office.county_government, "committee": desk.settings.committee.name, "office": office.name}
    return tuple(
        Remedy(name, organ.format(**organs), period, source)
        for name, (words, organ, period, source) in _REMEDIES.items()
        if re.search(words, text)
    )
