"""Metadata of a recording by the elements of DA/T 63-2017, as XML and as CSV, and their completeness.

Elements, groups and needs follow published descriptions of DA/T 63-2017; compare them with the text of the standard
before claiming conformity (the XML says so, too). Only the number M7 of 题名 could be verified, so it is the only one.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

from toolkit.archive.contents import Contents
from toolkit.core import timecode
from toolkit.workspace import PERIOD_NAMES, parse_recording_code

Need = Literal["must", "if", "may"]
NEED_NAMES: dict[str, str] = {"must": "必选", "if": "条件选", "may": "可选"}
NAMESPACE = "urn:yehua:dat63-2017"
_CAVEAT = "元素和约束性按公开资料整理，声称符合 DA/T 63-2017 之前请与标准原文核对。"
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Element:
    """An element: its group, name, need and value (empty: unknown)."""

    group: str
    name: str
    need: Need
    value: str
    number: str = ""


def elements(about: Contents) -> tuple[Element, ...]:
    """Return the elements of the recording in `about`, in the order of the standard's groups.

    Nobody is named whose grievance is withheld.
    """
    groups = (_source, _code, _content, _form, _electronic, _sound, _rights)
    return tuple(element for group in groups for element in group(about))


def _source(about: Contents) -> Iterator[Element]:
    yield Element("聚合层次", "聚合层次", "must", "件")
    yield Element("来源", "档案馆名称", "if", about.archive.archive_name)
    yield Element("来源", "档案馆代码", "if", about.archive.archive_code)
    yield Element("来源", "全宗名称", "must", about.archive.fonds_name or about.office)
    yield Element("来源", "立档单位名称", "must", about.office)


def _code(about: Contents) -> Iterator[Element]:
    code = parse_recording_code(about.recording.code)
    yield Element("档号", "档号", "must", about.recording.code)
    yield Element("档号", "全宗号", "must", code.fonds)
    yield Element("档号", "门类代码", "must", code.category)
    yield Element("档号", "年度", "must", f"{code.year}")
    yield Element("档号", "保管期限", "must", PERIOD_NAMES.get(code.retention, code.retention))
    yield Element("档号", "机构或问题", "may", code.office or "")
    yield Element("档号", "件号", "must", f"{code.number:04d}")


def _content(about: Contents) -> Iterator[Element]:
    meeting = about.meeting
    yield Element("内容描述", "题名", "must", about.title, "M7")
    yield Element("内容描述", "责任者", "must", about.office)
    yield Element("内容描述", "摄录者", "must", about.archive.recorder)
    yield Element("内容描述", "著录者", "must", about.archive.describer)
    yield Element("内容描述", "摄录时间", "must", meeting.held_on.isoformat())
    yield Element("内容描述", "主题：地点", "must", meeting.place)
    yield Element(
        "内容描述",
        "主题：人物",
        "must",
        "；".join(_unique(shown.person.value for shown in about.shown if shown.person)),
    )
    yield Element("内容描述", "主题：背景", "may", f"院落夜话，{meeting.number}")
    yield Element("内容描述", "主题词", "may", "；".join(_unique(shown.subject.level1 for shown in about.shown)))


def _unique(values: Iterable[object]) -> Iterator[str]:
    return iter(dict.fromkeys(str(value) for value in values if value))


def _form(about: Contents) -> Iterator[Element]:
    yield Element("形式特征", "时间长度", "must", timecode(about.recording.seconds))
    yield Element("形式特征", "语种", "may", "汉语")


def _electronic(about: Contents) -> Iterator[Element]:
    sound = about.recording.sound
    yield Element("电子属性", "格式信息", "must", sound.container)
    yield Element("电子属性", "计算机文件名", "must", about.recording.original.rpartition("/")[2])
    yield Element("电子属性", "收录前的文件名", "may", about.recording.source_name)
    yield Element("电子属性", "计算机文件大小", "must", f"{sound.size}" if sound.size else "")
    yield Element("电子属性", "数字摘要（SHA-256）", "may", about.recording.sha256)


def _sound(about: Contents) -> Iterator[Element]:
    sound = about.recording.sound
    bits = f"{sound.size * 8 / sound.seconds / 1000:.0f} kbit/s" if sound.seconds and sound.size else ""
    yield Element("音频参数", "音频编码标准", "must", sound.codec)
    yield Element("音频参数", "音频比特率（平均）", "if", bits)
    yield Element("音频参数", "音频采样率", "must", f"{sound.rate} Hz" if sound.rate else "")
    yield Element("音频参数", "声道", "must", f"{sound.channels}" if sound.channels else "")


def _rights(about: Contents) -> Iterator[Element]:
    yield Element("权限管理", "密级", "if", about.archive.secrecy)
    yield Element("权限管理", "控制标识", "must", "限制利用" if about.is_restricted else "按单位规定利用")


def completeness(listed: tuple[Element, ...]) -> float:
    """Return the share of the must elements that have a value, from 0 to 1."""
    musts = [element for element in listed if element.need == "must"]
    return sum(bool(element.value) for element in musts) / len(musts) if musts else 1.0


def missing(listed: tuple[Element, ...]) -> tuple[Element, ...]:
    """Return the elements without a value, the must ones first."""
    lacking = [element for element in listed if not element.value]
    return tuple(sorted(lacking, key=lambda element: tuple(NEED_NAMES).index(element.need)))


def as_xml(listed: tuple[Element, ...]) -> str:
    """Return `listed` as an XML document with a node for each element, by group; equal content gives equal text."""
    root = ET.Element("录音档案元数据", {"xmlns": NAMESPACE, "标准": "DA/T 63-2017", "完整率": percent(listed)})
    root.append(ET.Comment(_CAVEAT))
    group = root
    for element in listed:
        if group.get("名称") != element.group:
            group = ET.SubElement(root, "组", {"名称": element.group})
        names = {"名称": element.name, "约束性": NEED_NAMES[element.need]}
        node = ET.SubElement(group, "元素", names | ({"编号": element.number} if element.number else {}))
        # A recorder may have named a file with signs that XML does not allow.
        node.text = "".join(sign for sign in element.value if unicodedata.category(sign)[0] != "C") or None
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def as_csv(listed: tuple[Element, ...]) -> str:
    """Return `listed` as CSV text with a byte order mark, so that Excel reads it as UTF-8; no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["组", "元素", "约束性", "内容"])
    for each in listed:
        value = f"'{each.value}" if each.value.startswith(_FORMULA_SIGNS) else each.value
        writer.writerow([each.group, f"{each.name} {each.number}".strip(), NEED_NAMES[each.need], value])
    return "\ufeff" + text.getvalue()


def percent(listed: tuple[Element, ...]) -> str:
    """Return the completeness in per cent, rounded down so that 100% means that nothing is missing."""
    return f"{int(completeness(listed) * 100)}%"
