"""Which recordings lack the notice, where it may have been spoken, and the sheet that is posted and read aloud."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core import UnknownNumberError, timecode
from toolkit.formats.word import Grid, write_tables
from toolkit.meetings import KIND_NAMES, MISSING, Notice, find_recording, list_recordings, notices
from toolkit.records import Segment, to_json
from toolkit.transcripts import load_transcript
from toolkit.workspace import PERIOD_NAMES, Desk


@dataclass(frozen=True)
class Overview:
    """What is known of one recording: the entries, how people were told, and sentences that may be the notice."""

    code: str
    told: str
    entered: tuple[Notice, ...]
    proposed: tuple[Segment, ...]

    @property
    def is_missing(self) -> bool:
        """Whether nothing says that people were told."""
        return self.told == MISSING


def overview(desk: Desk, code: str | None = None) -> tuple[Overview, ...]:
    """Return what is known of all recordings, or of `code`; raise UnknownNumberError."""
    recordings = [find_recording(desk.store, code)] if code else list_recordings(desk.store)
    return tuple(_overview(desk, one.code) for one in recordings if not one.destroyed)


def _overview(desk: Desk, code: str) -> Overview:
    entered = notices.of(desk.store, code)
    told = notices.told(entered)
    proposed: tuple[Segment, ...] = ()
    if told == MISSING:
        try:
            proposed = notices.proposed(load_transcript(desk.store, code))
        except UnknownNumberError:
            proposed = ()
    return Overview(code, told, entered, proposed)


def lines(one: Overview) -> Iterator[str]:
    """Give in Chinese what is known of a recording."""
    yield f"{one.code}：{one.told}"
    for entry in one.entered:
        if entry.kind != "given":
            agreed = f"，监护人 {entry.guardian} 同意" if entry.guardian else ""
            where = f"{timecode(entry.start_s or 0)} 至 {timecode(entry.end_s or 0)}"
            wish = f"，要求{entry.wish}" if entry.wish else agreed
            yield f"   {KIND_NAMES[entry.kind]}：{entry.person}，{where}{wish}"
    for segment in one.proposed:
        lacking = "、".join(notices.lacking(segment.text))
        yield f"   可能是告知：{timecode(segment.start_s)} 第 {segment.number} 句“{segment.text}”"
        if lacking:
            yield f"   这一句没有说到：{lacking}。现场要有告知牌。"
        command = f"yehua notice given {one.code} --second {segment.start_s:.1f} --person 宣读人 --by 登记人"
        yield f"   确认是就登记：{command}"


def as_data(one: Overview) -> dict[str, Any]:
    """Return what is known of a recording as JSON can hold it."""
    return {
        "code": one.code,
        "told": None if one.is_missing else one.told,
        "entries": to_json(one.entered),
        "proposed": [{"number": each.number, "start_s": each.start_s, "text": each.text} for each in one.proposed],
    }


def write_sheet(desk: Desk, path: Path) -> Path:
    """Write the notice to be posted and read aloud as a Word file: who, what for, how long, which rights (PIPL 17)."""
    office = desk.settings.office
    period = PERIOD_NAMES[desk.settings.archive.retention]
    spoken = (
        f"各位乡亲，今晚的夜话由{office.name}全程录音，用来如实登记、办理和答复大家反映的事情，按档案规定保存{period}，"
        "不用于别的，也不公开播放。不愿意录音的，可以先说一声，我们关掉录音再听您讲，或者散会以后单独讲；"
        "反映干部问题、涉及隐私的，也可以散会以后单独讲。您以后可以要求查阅、更正、删除自己的话。"
        "不满十四周岁的孩子，请家长在场同意再讲。"
    )
    facts = (
        ("录音的单位", office.name),
        ("联系人和电话", ""),
        ("目的", "如实登记、办理、答复群众反映的事项，归档备查（《信访工作条例》第十九条）"),
        ("方式", "全程录音，在本单位的电脑上转成文字，不上网；不作人脸、声纹识别"),
        ("涉及的信息", "您的声音和您讲的内容；涉及健康、未满十四周岁的人等敏感信息的，只在办理所必需的范围内使用"),
        ("保存期限", f"{period}，期满按规定鉴定"),
        (
            "您的权利",
            "可以不录音；可以查阅、复制、更正、请求删除（《个人信息保护法》第四十四条至第四十七条），向上面的联系人提出",
        ),
        ("不同意怎么办", "不影响您反映问题：散会以后单独讲，由工作人员笔录"),
    )
    basis = "依据：《个人信息保护法》第十七条、第十八条、第三十一条、第三十五条。"
    parts: list[str | Grid] = ["开场宣读：", spoken, Grid((), facts, (35, 135)), basis]
    write_tables(path, "院落夜话录音告知书", parts)
    return path
