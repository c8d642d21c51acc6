"""The page 交接: what is open with a person, who takes over, and who begins in a post."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit import loop
from toolkit.workbench.closed_loop.places import page_of
from toolkit.workbench.fields import Done, Given, filled, read_sheet, text_of
from toolkit.workspace import Desk


@dataclass(frozen=True)
class OpenLine:
    """Something open of a person, and the page where it is done."""

    what: str
    subject: str
    due: str
    page: str


@dataclass(frozen=True)
class Handover:
    """What is open with a person, and the posts that the person holds."""

    today: str
    person: str
    posts: tuple[str, ...]
    items: tuple[OpenLine, ...]


def handover(desk: Desk, given: Given) -> Handover:
    """Return what is open with the person `person`; nothing without a name."""
    person, today = given.get("person", "").strip(), desk.today.isoformat()
    if not person:
        return Handover(today, "", (), ())
    items = tuple(
        OpenLine(each.what, each.subject, each.due or "", page_of(each.what, each.subject))
        for each in loop.handover.open_items(desk, person)
    )
    return Handover(today, person, loop.handover.duties_of(desk, person), items)


def _hand_over(desk: Desk, given: Given) -> Done:
    person, on = text_of(given, "person", "谁离任"), text_of(given, "on", "最后一天")
    made = loop.handover.make(
        desk, person, filled(given, "to"), on=on, by=text_of(given, "by", "您的姓名"), witness=filled(given, "witness")
    )
    sheet = read_sheet(Path(made.file))
    return Done(f"交接登记好了，共 {len(made.moved)} 件，请双方和监交人签字。", f"/handover/{person}", sheet=sheet)


def _begin_duty(desk: Desk, given: Given) -> Done:
    wish = loop.duties.Appointment(
        text_of(given, "person", "姓名"),
        text_of(given, "post", "职务"),
        text_of(given, "since", "从哪一天起"),
        filled(given, "village"),
        filled(given, "superior"),
    )
    holder = loop.duties.begin(desk, wish, text_of(given, "by", "您的姓名"))
    words = f"{holder.person}从 {holder.first} 起任{holder.village or ''}{holder.post}。"
    return Done(words, f"/handover/{holder.person}")


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "hand_over": _hand_over,
    "begin_duty": _begin_duty,
}
