"""What is due about clinics: opinions, clinics of the next days, and those to be made up within the month."""

from collections.abc import Iterator

from toolkit.chinese import clocks
from toolkit.loop.clinics.calendar import clinics_of, to_make_up
from toolkit.loop.clinics.opinions import due_clock, opinions_at
from toolkit.loop.clinics.roster import roster_at
from toolkit.loop.duties import Open
from toolkit.loop.events import View
from toolkit.loop.rules import Rules
from toolkit.store import Transaction
from toolkit.workspace import Desk

OPINION, CLINIC, MAKE_UP = "法律意见", "坐诊", "补诊"


def open_clocks(desk: Desk, tx: Transaction, view: View, rules: Rules) -> Iterator[Open]:
    """Give what is open about clinics at the moment of `view`."""
    for opinion in opinions_at(tx, view, desk.calendar):
        if opinion.state not in {"已出", "不能出"}:
            yield OPINION, opinion.opinion, due_clock(opinion.asked, rules, desk.calendar), opinion.adviser
    roster = roster_at(tx, view)
    if not roster.appointments:
        return
    year, month = int(view.on[:4]), int(view.on[5:7])
    # One of the month before may have been put off into this one.
    near = clinics_of(desk, tx, view, year, range(max(month - 1, 1), month + 1))
    this_month = tuple(each for each in near if each.date[:7] == view.on[:7])
    for clinic in this_month:
        there = roster.of(clinic.village, clinic.date)
        if clinic.state == "计划" and there:
            yield (
                CLINIC,
                clinic.village,
                clocks.Due(clinic.raw, clinic.date, clinic.calendar, clinic.why),
                there.adviser,
            )
    for clinic, due in to_make_up(this_month, view.on).items():
        there = roster.of(clinic.village, clinic.date)
        yield MAKE_UP, clinic.village, due, there.adviser if there else clinic.adviser
