"""An agreement between neighbours, written through the acts of the workbench, and its draft edited as in Word."""

import base64
import io
import json
from typing import Any

from docx import Document

from toolkit.workbench import acts
from toolkit.workspace import Desk

KIND = "mediation_agreement"
ANSWERS = {
    "parties.1.address": "青石镇柳树湾村二组",
    "place": "柳树湾村民委员会会议室",
    "facts": "两家是邻居，院墙的位置争了八年。\n排水沟的水流到孙玉兰家墙角。",
    "disputed_points": "院墙移不移。",
    "responsibilities.0.text": "改动排水沟时没有留出安全距离。",
    "terms.0.place": "两家房屋之间",
    "terms.0.by": "2026-12-15",
    "mediators.0.name": "周明礼",
    "recorder.name": "田小禾",
}
SLOTS = {"哪一段": "南段", "长度": "8.4米", "距离": "1.1米"}


def do(desk: Desk, case: str, act: str, /, **given: str) -> Any:
    return acts.ACTS[act](desk, {"case": case, "paper": KIND, **given})


def filled_in(desk: Desk, case: str) -> Any:
    """Fill in the form of an agreement and return it."""
    do(desk, case, "form_clause", kind="相邻", name="院墙后移")
    for slot, text in SLOTS.items():
        do(desk, case, "form_slot", path="terms.0.duty", slot=slot, text=text)
    return do(desk, case, "form_answer", answers=json.dumps(ANSWERS)).form


def rewritten(content: bytes, old: str, new: str) -> bytes:
    """Return the Word file `content` with `old` written over by `new`."""
    word = Document(io.BytesIO(content))
    for paragraph in word.paragraphs:
        if old in paragraph.text:
            runs = paragraph.runs
            runs[0].text = paragraph.text.replace(old, new)
            for run in runs[1:]:
                run.text = ""
    made = io.BytesIO()
    word.save(made)
    return made.getvalue()


def edited(sheet: Any, old: str, new: str) -> str:
    """Return the Word file of `sheet`, as a browser sends it, with `old` written over by `new`."""
    return base64.b64encode(rewritten(base64.b64decode(sheet.content), old, new)).decode()
