"""Officials of an answer night (答复之夜): who was asked to come from which organ, who came, and who came instead."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.chinese import same_person
from toolkit.core import UnknownNumberError
from toolkit.loop import events, moments
from toolkit.meetings import find_meeting
from toolkit.store import Transaction
from toolkit.workspace import Desk

CALLED, CAME = "official.called", "official.came"
PRESENT, ABSENT, SENT = OUTCOMES = ("到会", "没到", "派人")


@dataclass(frozen=True)
class Official:
    """An official asked to come: `told` is when, `outcome` one of OUTCOMES or empty, `instead` who came for them."""

    name: str
    organ: str
    duty: str
    told: str
    outcome: str = ""
    instead: str = ""

    @property
    def came(self) -> str:
        """The outcome in Chinese; empty while none is recorded."""
        return f"派{self.instead}来" if self.outcome == SENT else self.outcome


def call(desk: Desk, meeting: str, name: str, organ: str, *, duty: str = "", at: str, by: str) -> Official:
    """Record that an official was asked to come to the answer night of `meeting`, and return it.

    Raise UnknownNumberError, or EventRefusedError naming every fault.
    """
    number = find_meeting(desk.store, meeting).number
    facts = {"name": name.strip(), "organ": organ.strip(), "duty": duty.strip()}
    faults = [f"没有写{what}" for field, what in (("name", "请谁来"), ("organ", "哪个部门的")) if not facts[field]]
    with desk.store.transaction() as tx:
        if any(each.organ == facts["organ"] and same_person(each.name, name) for each in _listed(tx, number)):
            faults.append(f"{facts['organ']}的{facts['name']}已经通知过")
        events.refuse(faults)
        return _recorded(desk, tx, events.Wish(CALLED, number, at, by, facts))


def note(
    desk: Desk, meeting: str, name: str, outcome: str, *, organ: str = "", instead: str = "", at: str, by: str
) -> Official:
    """Record whether an official who was asked to come did, or who came instead, and return it; the last note holds.

    `organ` tells apart those of one name. Raise UnknownNumberError, or EventRefusedError naming every fault.
    """
    number = find_meeting(desk.store, meeting).number
    with desk.store.transaction() as tx:
        known = _known(_listed(tx, number), name.strip(), organ.strip())
        events.refuse(_note_faults(known, outcome, instead, at))
        facts = {"name": known.name, "organ": known.organ, "outcome": outcome, "instead": instead.strip()}
        return _recorded(desk, tx, events.Wish(CAME, number, at, by, facts))


def _known(called: Sequence[Official], name: str, organ: str) -> Official:
    """Return the official that is meant; refuse a name that several organs have, unless the organ is told."""
    found = [each for each in called if same_person(each.name, name) and organ in {"", each.organ}]
    if not found:
        raise UnknownNumberError(what="通知到会的人", number=f"{organ}{name}")
    if len(found) > 1:
        organs = "、".join(each.organ for each in found)
        events.refuse([f"通知到会的有 {len(found)} 个{name}（{organs}），要写明是哪个部门的（--organ）"])
    return found[0]


def _note_faults(known: Official, outcome: str, instead: str, at: str) -> list[str]:
    faults = []
    if outcome not in OUTCOMES:
        faults.append(f"“{outcome}”要写{'、'.join(OUTCOMES)}中的一个")
    if (outcome == SENT) != bool(instead.strip()):
        faults.append(f"{SENT}来的要写派了谁，{PRESENT}、{ABSENT}的不写")
    if moments.parsed(at)[:10] < known.told[:10]:
        faults.append(f"通知是 {known.told} 发的，到会不能在这以前")
    return faults


def _recorded(desk: Desk, tx: Transaction, wish: events.Wish) -> Official:
    events.record(desk, tx, wish)
    return _known(_listed(tx, wish.subject), wish.facts["name"], wish.facts["organ"])


def listed(desk: Desk, meeting: str, view: events.View = events.WHENEVER) -> tuple[Official, ...]:
    """Return the officials asked to come, by organ, as on record at the moment of `view`; raise UnknownNumberError."""
    number = find_meeting(desk.store, meeting).number
    with desk.store.reading() as tx:
        return _listed(tx, number, view)


def all_listed(tx: Transaction, meetings: Collection[str], view: events.View) -> dict[str, tuple[Official, ...]]:
    """Return by meeting the officials asked to come to each of `meetings`, as on record at the moment of `view`."""
    told = events.history(tx, view, ("official.",), meetings)
    return {meeting: _officials(told.get(meeting, ())) for meeting in meetings}


def _listed(tx: Transaction, number: str, view: events.View = events.WHENEVER) -> tuple[Official, ...]:
    return all_listed(tx, (number,), view)[number]


def _officials(told: Sequence[events.Event]) -> tuple[Official, ...]:
    called = [act for act in told if act.kind == CALLED]
    came = {_key(act): act.facts for act in sorted(told, key=lambda act: act.position) if act.kind == CAME}
    # A note of an older version names no organ: it is about whoever has that name.
    found = [_official(act, came.get(_key(act)) or came.get((act.facts["name"], ""), {})) for act in called]
    return tuple(sorted(found, key=lambda each: (each.organ, each.name)))


def _key(act: events.Event) -> tuple[str, str]:
    return act.facts["name"], act.facts.get("organ", "")


def _official(act: events.Event, came: Mapping[str, Any]) -> Official:
    facts = act.facts
    outcome, instead = came.get("outcome", ""), came.get("instead", "")
    return Official(facts["name"], facts["organ"], facts.get("duty", ""), act.at, outcome, instead)
