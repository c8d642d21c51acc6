"""Sheets that the office makes for the court: certificate, addresses for service, list of material, receipt."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit import formats
from toolkit.chinese import official_date
from toolkit.papers import FiledPaper, unwrapped
from toolkit.signing.signings import grouped
from toolkit.workspace import Desk

_TEMPLATE = Path(__file__).parent / "sheets.typ"
_DATE = "　　　　年　　月　　日"


def certificate(desk: Desk, agreement: FiledPaper) -> bytes:
    """Return the certificate that the committee led the mediation, which its seal is put on (民诉法解释 Art 354)."""
    facts = unwrapped(agreement.facts)
    names = "、".join(str(party["name"]) for party in facts["parties"])
    mediators = "、".join(str(mediator["name"]) for mediator in facts["mediators"])
    lines = [
        (
            f"{names}因{facts['dispute']}，由{facts['committee']}于{_day(facts['accepted_on'])}受理，"
            f"由人民调解员{mediators}在{facts['place']}主持调解，达成《人民调解协议书》（{agreement.number}）。"
        ),
        "调解中已经告知当事人权利和义务，各方自愿参加。特此证明。",
    ]
    return _sheet(desk, "主持调解的证明", lines, ends=[f"{facts['committee']}（印章）", _DATE])


def addresses(desk: Desk, party: Mapping[str, Any]) -> bytes:
    """Return the sheet on which a party confirms the address for service (在线调解规则 Art 17; 民诉法解释 Art 354)."""
    rows = [
        ("当事人", party["name"]),
        ("住所", party.get("address") or ""),
        ("联系电话", party.get("phone") or ""),
        ("送达地址（与住所不同时写）", ""),
        ("收件人", party["name"]),
        ("是否同意电子送达，号码", "□ 同意：　　　　　　　　□ 不同意"),
    ]
    lines = [
        (
            "本人确认以上送达地址和联系方式准确。法院的文书按它送达；地址变了，会及时告知法院。"
            "因为地址不准确或者变更后没有告知，文书没有送到的，后果由本人承担。"
        )
    ]
    return _sheet(
        desk, "送达地址确认书", lines, rows=rows, widths=(50, 106), ends=["确认人（签名）：　　　　　　　", _DATE]
    )


def material_list(desk: Desk, case: str, rows: Sequence[tuple[str, str, str]], missing: Sequence[str]) -> bytes:
    """Return the printed list of the material, each with its file and hash, and what is missing."""
    head = ("材料", "文件", "SHA-256")
    shown = [(name, file, grouped(digest)) for name, file, digest in rows]
    lines = [f"事项 {case}，{official_date(desk.today)}整理。", *(f"还缺：{each}" for each in missing)]
    return _sheet(desk, "司法确认材料清单", lines, rows=[head, *shown], widths=(40, 54, 62), indent=False)


def receipt(desk: Desk, case: str, agreement: str, last_day: str, count: int) -> bytes:
    """Return the receipt that the court signs when the material is handed over."""
    office = desk.settings.committee.name
    lines = [
        f"今收到{office}交来人民调解协议（{agreement}）的司法确认材料共 {count} 份，见材料清单（{case}）。",
        f"共同申请的最后一日：{last_day}（《民事诉讼法》第二百零五条）。",
        "本回执只说明收到材料，不表示法院已经受理或者确认。",
    ]
    ends = ["收件人（签名、盖章）：　　　　　　　", "交件人（签名）：　　　　　　　", _DATE]
    return _sheet(desk, "材料交接回执", lines, ends=ends)


def _day(text: str) -> str:
    year, month, day = text.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def _sheet(
    desk: Desk,
    title: str,
    lines: Sequence[str],
    *,
    rows: Sequence[Sequence[str]] = (),
    widths: Sequence[int] = (),
    ends: Sequence[str] = (),
    indent: bool = True,
) -> bytes:
    data = {"title": title, "lines": lines, "rows": rows, "widths": widths, "ends": ends, "indent": indent}
    return formats.typeset(_TEMPLATE, data, on=desk.today)
