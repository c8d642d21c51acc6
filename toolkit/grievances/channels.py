"""Legal channels of a grievance under 信访工作条例 Art 31 (1) to (6), proposed with a reason; a person decides.

The rules are in `data/channels.csv`, which can be edited in Excel; item (6) applies where no rule matches.
"""

import csv
import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.records import Grievance

_DATA = Path(__file__).parent / "data" / "channels.csv"
_REST = "没有专门程序的词语，由有权处理的机关听取陈述、调查核实，出具处理意见书（条例第三十一条第（六）项）"
NAMES: Mapping[str, str] = {
    "31(1)": "诉讼、检察、公安程序（第一项）",
    "31(2)": "仲裁（第二项）",
    "31(3)": "党员申诉（第三项）",
    "31(4)": "复议、裁决、确认、许可、处罚（第四项）",
    "31(5)": "申请查处违法行为、履行职责（第五项）",
    "31(6)": "没有专门程序，由有权处理的机关答复（第六项）",
}
_OTHERS = {
    "建议意见": "建议意见类，认真研究论证，予以答复（条例第二十九条）",
    "检举控告": "检举控告类，转送纪检监察机关或者有权处理的机关，注意保密（条例第三十条）",
    "咨询": "政策咨询，当场或由对口部门解释",
}


@dataclass(frozen=True)
class Channel:
    """A possible channel: the item of Art 31 (`31(4)`), None outside Art 31, and the reason with its article."""

    item: str | None
    reason: str

    @property
    def name(self) -> str:
        """The item in words; empty outside Art 31."""
        return name_of(self.item)


def name_of(item: str | None) -> str:
    """Return the words for an `item` of Art 31 (`31(4)`); empty for None, what cannot be read as it is."""
    return NAMES.get(item, item) if item else ""


def offered(grievance: Grievance) -> tuple[Channel, ...]:
    """Return the possible channels of `grievance` in the order of the items.

    Art 31 covers 申诉求决 and matters for courts; suggestions (Art 29), accusations (Art 30) and questions have
    channels of their own.
    """
    others = tuple(Channel(None, _OTHERS[kind]) for kind in grievance.kinds if kind in _OTHERS)
    if not {"申诉求决", "涉法涉诉"} & set(grievance.kinds):
        return others
    matching = (_by_rule(item, form, reason, grievance.text) for item, form, reason in _rules())
    by_item = {channel.item: channel for channel in reversed([channel for channel in matching if channel])}
    return (*(by_item[item] for item in sorted(by_item, key=str)), *others) or (Channel("31(6)", _REST),)


def _by_rule(item: str, form: str, reason: str, text: str) -> Channel | None:
    match = re.search(form, text)
    return Channel(item, reason.format(words=match[0])) if match else None


@functools.cache
def _rules() -> tuple[tuple[str, str, str], ...]:
    with _DATA.open(encoding="utf-8-sig", newline="") as file:
        return tuple((row["途径"], row["词"], row["理由"]) for row in csv.DictReader(file))
