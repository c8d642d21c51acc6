"""The signing page at work: one person and one paper at a time, with a secret valid for one signature."""

import base64
import json
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import formats
from toolkit.core import WrongValueError, write_whole
from toolkit.papers import find_paper, forms
from toolkit.signing import acts, looks, preparing, signings
from toolkit.signing.acts import Drawn
from toolkit.signing.faults import refuse
from toolkit.signing.signings import Witness
from toolkit.workspace import Desk

_GOOD_FOR_S = 60 * 60
_MOST_EVENTS, _LONGEST_EVENT = 2000, 40
_DOTS_PER_INCH = 90


@dataclass
class Place:
    """A place at the table: the paper, who signs, before whom; `pages` are its pictures, `ended` says how it ended."""

    number: str
    who: str
    witness: Witness
    until: float
    file: str
    pages: tuple[str, ...] = ()
    shown: frozenset[int] = frozenset()
    ended: str = ""


class SigningTable:
    """The places at which people sign, by their secrets. Asked by several threads."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        """Ask `desk` for the desk whenever something is done."""
        self.desk = desk
        self._places: dict[str, Place] = {}
        self._lock = threading.Lock()

    def invite(self, number: str, who: str, witness: Witness) -> str:
        """Return the secret with which `who` may sign the paper `number`; earlier ones for them no longer hold.

        Raise UnknownNumberError, NotPreparedError, or SigningRefusedError naming every reason against it.
        """
        desk = self.desk()
        paper = find_paper(desk.store, number)
        step = signings.current(desk, paper)
        name = acts.seat_of(step, who, witness).who
        refuse(f"{paper.number} 的签名", list(preparing.objections(desk, paper)))
        secret = secrets.token_urlsafe(16)
        with self._lock:
            for known, place in list(self._places.items()):
                if (place.number, place.who) == (paper.number, name):
                    del self._places[known]
            self._places[secret] = Place(paper.number, name, witness, time.monotonic() + _GOOD_FOR_S, step.sha256)
        return secret

    def ended(self, secret: str) -> str:
        """Return how the signing with `secret` ended, empty while it has not."""
        place = self._places.get(secret)
        return place.ended if place else "作废"

    def open(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the page shows first."""
        place = self._place(given)
        desk = self.desk()
        paper = find_paper(desk.store, place.number)
        step = signings.current(desk, paper)
        seat = acts.seat_of(step, place.who, place.witness)
        refuse(f"{paper.number} 的签名", list(preparing.objections(desk, paper)))
        place.file, place.shown = step.sha256, frozenset()
        place.pages = _pictures(step.file.read_bytes())
        return {
            "title": f"{forms.PAPERS[paper.paper]} {paper.number}",
            "who": seat.who,
            "role": seat.role,
            "witness": f"{place.witness.name}（{place.witness.how}）",
            "mark": step.signing.text,
            "pages": len(place.pages),
        }

    def page(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return a page of the paper as a picture."""
        place, number = self._place(given), str(given.get("page", ""))
        if not (number.isascii() and number.isdecimal() and 1 <= int(number) <= len(place.pages)):
            raise WrongValueError(field="页", value=number, why=f"只有 {len(place.pages)} 页")
        place.shown |= {int(number)}
        return {"image": place.pages[int(number) - 1]}

    def sign(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Sign with what was drawn; the secret is good for nothing afterwards."""
        place = self._place(given)
        if len(place.shown) < max(1, len(place.pages)):
            raise WrongValueError(field="签名", value="", why="协议还没有看到最后一页")
        events = _events(_parsed(given.get("events")))
        if not _agreed(events):
            raise WrongValueError(field="签名", value="", why="还没有勾选同意")
        drawn = Drawn(place.who, looks.drawing_of(_parsed(given.get("drawing"))), events, place.witness)
        desk = self.desk()
        step = signings.current(desk, find_paper(desk.store, place.number))
        if step.sha256 != place.file:
            raise WrongValueError(field="签名", value="", why="打开以后别人先签了，请关上重新打开这一页")
        acts.sign(desk, place.number, drawn)
        place.ended = "签好了"
        return {"done": "已经签好，谢谢。请把设备交还工作人员。"}

    def stop(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """End without a signature: nobody has to sign (人民调解法 Art 23)."""
        self._place(given).ended = "没有签"
        return {"done": "没有签名。"}

    def _place(self, given: Mapping[str, Any]) -> Place:
        place = self._places.get(str(given.get("token", "")))
        if place is None or place.ended or time.monotonic() > place.until:
            raise WrongValueError(field="签名的链接", value="", why="不对，或者已经用过、过时了；请工作人员重新打开")
        return place


def _parsed(text: Any) -> Any:
    try:
        return json.loads(str(text))
    except (ValueError, RecursionError) as fault:
        raise WrongValueError(field="笔迹", value="", why="没有传完整，请重写一次") from fault


def _events(given: Any) -> tuple[dict[str, str], ...]:
    if not isinstance(given, list) or len(given) > _MOST_EVENTS or not all(isinstance(each, dict) for each in given):
        raise WrongValueError(field="签名的经过", value="", why="没有传完整，请重写一次")
    return tuple({key: str(each.get(key, ""))[:_LONGEST_EVENT] for key in ("what", "at")} for each in given)


def _agreed(events: tuple[dict[str, str], ...]) -> bool:
    """Return whether the consent on the page was ticked, and not taken back."""
    ticks = [event["what"] for event in events if event["what"] in ("ticked", "unticked")]
    return ticks[-1:] == ["ticked"]


def _pictures(content: bytes) -> tuple[str, ...]:
    """Return the pages of the PDF `content` as addresses of pictures that hold their data."""
    with tempfile.TemporaryDirectory(prefix="yehua-page-", ignore_cleanup_errors=True) as name:
        images = formats.pdf.page_images(write_whole(Path(name) / "page.pdf", content), _DOTS_PER_INCH)
    return tuple(f"data:image/png;base64,{base64.b64encode(image).decode('ascii')}" for image in images)
