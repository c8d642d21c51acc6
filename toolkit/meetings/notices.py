"""Notice and consent (告知与同意): notices given before recording, objections, and children who speak.

A state organ that records must name itself, the purpose, the retention period and the rights of those recorded
(个人信息保护法 Art 17, 18, 35); a child under 14 needs the consent of a guardian (Art 31). The program proposes
sentences that may be the notice; a person enters it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.core import RepeatedError, WrongValueError, timecode
from toolkit.records import Recording, Segment, Stretch, Transcript, from_json, to_json
from toolkit.store import NOTICES, RECORDINGS, Row, Store, record_of, text_of
from toolkit.workspace import normalised

Kind = Literal["given", "objection", "minor"]
How = Literal["spoken", "board", "written"]
KIND_NAMES: dict[str, str] = {"given": "已告知", "objection": "有人反对", "minor": "有未成年人"}
HOW_NAMES: dict[str, str] = {"spoken": "录音里说明", "board": "现场告知牌", "written": "书面告知"}
MISSING = "没有告知记录"

_RECORDED = re.compile("录音|录像|录下|录着")
_TOLD = re.compile("告知|存档|备查|保存|用途|个人信息|同意|反对|不愿|不想录")
_BEGINNING_S = 600.0
# The elements of a notice by Art 17, each with words that express it.
_ELEMENTS = {
    "由谁录音": re.compile("镇政府|综治中心|居委会|村委会|街道|我们镇|调解委员会|本单位"),
    "为了什么": re.compile("存档|备查|用于|为了|登记|办理|答复"),
    "保存多久": re.compile("保存|保管|期限|[0-9一二三十]+年|永久"),
    "有什么权利": re.compile("可以不|不愿|反对|查阅|更正|删除|停下|关掉"),
}


@dataclass(frozen=True)
class Notice:
    """A notice, an objection or a child: `person` read the notice, objects, or is the child.

    `start_s` and `end_s` are its stretch of the sound, None if it was not spoken there; `wish` is what the objector
    wants; `guardian` consented for the child; `by` entered it at `made_at` (UTC, ISO).
    """

    kind: Kind
    person: str
    by: str
    how: How = "spoken"
    start_s: float | None = None
    end_s: float | None = None
    wish: str = ""
    guardian: str | None = None
    made_at: str = ""


# -- entering --------------------------------------------------------------------------------------------------


def enter(store: Store, code: str, notice: Notice, *, again: bool = False) -> Notice:
    """Enter `notice` for recording `code` and return it; earlier entries stay.

    Raise UnknownNumberError, WrongValueError naming everything that is missing or outside the recording, or
    RepeatedError if it equals the last entry of the recording and `again` is false.
    """
    with store.transaction() as tx:
        row = tx.known(RECORDINGS, "录音", code=normalised(code))
        faults = _faults(notice, record_of(Recording, row))
        if faults:
            raise WrongValueError(field="告知", value=code, why="；".join(faults))
        kept = replace(notice, person=notice.person.strip(), by=notice.by.strip())
        details = {name: value for name, value in to_json(kept).items() if name not in {"kind", "by", "made_at"}}
        values = {"recording": row["code"], "kind": kept.kind, "by": kept.by, "json": text_of(details)}
        last = tx.row(NOTICES, recording=row["code"])
        if not again and last is not None and values.items() <= last.items():
            raise RepeatedError(what=f"{row['code']} 的告知记录", last=f"{KIND_NAMES[kept.kind]}，{kept.person}")
        tx.add(NOTICES, **values)
    return of(store, code)[-1]


def _faults(notice: Notice, recording: Recording) -> list[str]:
    start, end = notice.start_s, notice.end_s
    placed = notice.kind != "given"
    inside = start is None or (0 <= start < recording.seconds and (end is None or start < end <= recording.seconds))
    return [
        *(["要写明登记人"] if not notice.by.strip() else []),
        *(["要写明是谁（宣读人、反对的人或孩子，可以写发言人几）"] if not notice.person.strip() else []),
        *(["在录音里说明的，要写明第几秒"] if not placed and notice.how == "spoken" and start is None else []),
        *(["要写明从第几秒到第几秒"] if placed and (start is None or end is None) else []),
        *([f"秒数要在录音的 {timecode(recording.seconds)} 以内，起在前、止在后"] if not inside else []),
        *(["要写明他的要求，如不公开、停录、删除"] if notice.kind == "objection" and not notice.wish.strip() else []),
    ]


# -- reading ---------------------------------------------------------------------------------------------------


def of(store: Store, code: str) -> tuple[Notice, ...]:
    """Return the entries for recording `code`, oldest first, without those erased with the recording."""
    with store.reading() as tx:
        return tuple(_of(row) for row in tx.rows(NOTICES, recording=normalised(code)) if row["json"] != "{}")


def by_recording(store: Store) -> dict[str, tuple[Notice, ...]]:
    """Return the entries of every recording that has some, oldest first, by code."""
    entered: dict[str, list[Notice]] = {}
    with store.reading() as tx:
        for row in tx.rows(NOTICES):
            if row["json"] != "{}":
                entered.setdefault(row["recording"], []).append(_of(row))
    return {code: tuple(notices) for code, notices in entered.items()}


def _of(row: Row) -> Notice:
    return from_json(Notice, json.loads(row["json"]) | {name: row[name] for name in ("kind", "by", "made_at")})


def told(notices: Iterable[Notice]) -> str:
    """Return in Chinese how notice was given, by the newest entry; `MISSING` if none was entered."""
    given = [notice for notice in notices if notice.kind == "given"]
    if not given:
        return MISSING
    newest = given[-1]
    where = "" if newest.start_s is None else f"，{timecode(newest.start_s)}"
    return f"{HOW_NAMES[newest.how]}，{newest.person}{where}"


def protected(notices: Iterable[Notice]) -> tuple[Stretch, ...]:
    """Return the stretches left out of an open copy: of objectors, and of children without a guardian's consent."""
    return tuple(
        Stretch(notice.start_s, notice.end_s)
        for notice in notices
        if notice.start_s is not None
        and notice.end_s is not None
        and (notice.kind == "objection" or (notice.kind == "minor" and not notice.guardian))
    )


# -- proposing -------------------------------------------------------------------------------------------------


def proposed(transcript: Transcript) -> tuple[Segment, ...]:
    """Return the segments of the first ten minutes that may be the notice, for a person to decide."""
    early = (segment for segment in transcript.segments if segment.start_s < _BEGINNING_S)
    return tuple(segment for segment in early if _RECORDED.search(segment.text) and _TOLD.search(segment.text))


def lacking(text: str) -> tuple[str, ...]:
    """Return in Chinese the elements of a notice by Art 17 that are not found in the spoken `text`."""
    return tuple(name for name, pattern in _ELEMENTS.items() if not pattern.search(text))
