"""The pages and acts of the closed loop by name."""

from collections.abc import Callable, Mapping

from toolkit.workbench.closed_loop import (
    alert_acts,
    alerts,
    cards,
    case_parts,
    clinic_acts,
    clinics,
    draws,
    followups,
    handovers,
    juries,
    jury_acts,
    parlour,
    proposals,
    walk_acts,
    walks,
)
from toolkit.workbench.fields import Done, Given
from toolkit.workspace import Desk

PAGES: Mapping[str, Callable[[Desk, Given], object]] = {
    "alerts": alerts.alerts,
    "alert": alerts.alert,
    "alike": alerts.alike,
    "juries": juries.juries,
    "jury": juries.jury,
    "clinics": clinics.clinics,
    "clinic": clinics.clinic,
    "proposals": proposals.proposals,
    "parlour": parlour.parlour,
    "walks": walks.walks,
    "note": walks.note,
    "trend": walks.trend,
    "cards": cards.cards,
    "card": cards.card,
    "draw": draws.draw,
    "followups": followups.followups,
    "followup": followups.followup,
    "case_loop": case_parts.case_loop,
    "handover": handovers.handover,
}

ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    **alert_acts.ACTS,
    **jury_acts.ACTS,
    **clinic_acts.ACTS,
    **parlour.ACTS,
    **proposals.ACTS,
    **walk_acts.ACTS,
    **cards.ACTS,
    **draws.ACTS,
    **followups.ACTS,
    **handovers.ACTS,
}
