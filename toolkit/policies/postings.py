"""The register of posters (张贴记录): made, hung where since when with a picture, taken down not before day fifteen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import UnknownNumberError, refuse_existing
from toolkit.formats import PaperList
from toolkit.loop import events, moments
from toolkit.policies import pictures
from toolkit.store import Transaction
from toolkit.workspace import Desk

# By analogy with village affairs (村民委员会组织法 Art 35), which are posted for fifteen days.
POSTED = dt.timedelta(days=15)
_COLUMNS = {"公示": 42, "内容": 52, "张数": 14, "贴在哪里": 56, "哪天贴的": 30, "至少贴到": 30, "哪天撤的": 30}


@dataclass(frozen=True)
class Posted:
    """A poster in the register: made when, hung where since when, and until when at least; `down` once it was taken."""

    number: str
    matter: str
    sheets: int
    made: dt.date
    place: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    down: dt.date | None = None


def hang(desk: Desk, number: str, place: str, *, by: str, at: str | None = None, photo: Path | None = None) -> Posted:
    """Record that the poster `number` hangs at `place`, for fifteen days at least, and return it.

    `photo` shows the wall, and no people. Raise UnknownNumberError, EventRefusedError, or as `pictures.kept`.
    """
    moment = moments.parsed(at) if at else desk.present
    until = moments.day_of(moment) + POSTED
    events.refuse([] if place.strip() else ["没有写贴在哪里"])
    facts = {"place": place.strip(), "until": until.isoformat()}
    with pictures.kept(desk, photo, number.strip(), by) as tx:
        return _noted(desk, tx, number, "poster.hung", moment, by=by, facts=facts)


def take_down(desk: Desk, number: str, *, by: str, at: str | None = None) -> Posted:
    """Record that the poster `number` was taken down, and return it; raise UnknownNumberError or EventRefusedError.

    Earlier than fifteen days after it was hung it is refused.
    """
    moment = moments.parsed(at) if at else desk.present
    with desk.store.transaction() as tx:
        posted = _known(tx, number)
        early = posted.until is not None and moments.day_of(moment) < posted.until
        events.refuse([f"公示至少贴 {POSTED.days} 天，到 {posted.until} 才能撤"] if early else [])
        return _noted(desk, tx, number, "poster.removed", moment, by=by, facts={})


def register(tx: Transaction) -> tuple[Posted, ...]:
    """Return every poster that was made, the newest first."""
    logs = events.history(tx, events.WHENEVER, ("poster.",))
    return tuple(sorted(map(_posted, logs.values()), key=lambda posted: (posted.made, posted.number), reverse=True))


def write_list(desk: Desk, out: Path, *, replace: bool = False) -> tuple[Path, Path]:
    """Write the record of what hung where and when to `out` as .docx and .xlsx, and return both.

    Raise as `refuse_existing`.
    """
    refuse_existing(out.with_suffix(".docx"), out.with_suffix(".xlsx"), replace=replace)
    with desk.store.reading() as tx:
        posted, taken = register(tx), pictures.newest(tx)
    more = {"照片": ["有" if each.number in taken else "" for each in posted]}
    return PaperList("政策公示张贴记录", _COLUMNS, [_row(each) for each in posted], more=more).write(out, "张贴记录")


def _row(posted: Posted) -> tuple[str, ...]:
    days = (str(day or "") for day in (posted.since, posted.until, posted.down))
    return (posted.number, posted.matter, str(posted.sheets), posted.place, *days)


def _noted(desk: Desk, tx: Transaction, number: str, kind: str, at: str, *, by: str, facts: dict[str, str]) -> Posted:
    posted = _known(tx, number)
    events.record(desk, tx, events.Wish(kind, subject(posted.number), at, by, {"poster": posted.number, **facts}))
    return _known(tx, number)


def _known(tx: Transaction, number: str) -> Posted:
    posted = next((each for each in register(tx) if each.number == number.strip()), None)
    if posted is None:
        raise UnknownNumberError(what="公示", number=number)
    return posted


def _posted(acts: Sequence[events.Event]) -> Posted:
    made = next(act for act in acts if act.kind == "poster.made")
    hung = next((act for act in acts if act.kind == "poster.hung"), None)
    down = next((act for act in acts if act.kind == "poster.removed"), None)
    return Posted(
        made.facts["poster"],
        made.facts["matter"],
        int(made.facts["sheets"]),
        made.day,
        hung.facts["place"] if hung else "",
        hung.day if hung else None,
        dt.date.fromisoformat(hung.facts["until"]) if hung else None,
        down.day if down else None,
    )


def subject(number: str) -> str:
    """Return the subject of the events about the poster `number`."""
    return f"公示:{number}"
