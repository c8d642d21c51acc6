"""The pages and acts of the closed loop by name."""

from collections.abc import Callable, Mapping

from toolkit.workbench.closed_loop import alerts, cards, draws, followups, handovers, walk_acts, walks
from toolkit.workbench.fields import Done, Given
from toolkit.workspace import Desk

PAGES: Mapping[str, Callable[[Desk, Given], object]] = {
    "alerts": alerts.alerts,
    "walks": walks.walks,
    "note": walks.note,
    "trend": walks.trend,
    "cards": cards.cards,
    "card": cards.card,
    "draw": draws.draw,
    "followups": followups.followups,
    "followup": followups.followup,
    "case_loop": followups.case_loop,
    "handover": handovers.handover,
}

ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    **alerts.ACTS,
    **walk_acts.ACTS,
    **cards.ACTS,
    **draws.ACTS,
    **followups.ACTS,
    **handovers.ACTS,
}
