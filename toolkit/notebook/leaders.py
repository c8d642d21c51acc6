"""What leaders look at first (给领导看的): overdue, red and yellow matters, calls, cards, clinics, and the trend.

Numbers and counts only: no words of a villager, and of a sealed matter nothing but what any matter shows.
"""

from collections import Counter
from dataclasses import dataclass

from toolkit import answers, loop
from toolkit.loop import Alert, Item, Opinion, Proposal
from toolkit.workspace import Desk

OVERDUE, NEAR = ("逾期",), ("到期", "将到期", "未校正")
CALLS, CARDS = "案后回访", "告知来人"
CLINIC_STATES = ("已坐诊", "已补", "缺诊", "计划")
_SETTLED = frozenset({"已出", "不能出"})


@dataclass(frozen=True)
class Leaders:
    """Everything that is open with its clock, the alerts with the red duty first, clinics, opinions, proposals, trend.

    `clinics` are those of this year, by month and state; `trend` the last twelve months.
    """

    today: str
    items: tuple[Item, ...]
    alerts: tuple[Alert, ...]
    clinics: tuple[loop.clinics.calendar.Clinic, ...]
    opinions: tuple[Opinion, ...]
    proposals: tuple[Proposal, ...]
    trend: tuple[loop.walks.months.MonthTrend, ...]

    def count(self, states: tuple[str, ...], what: str = "") -> int:
        """Return how many items stand so (of one kind)."""
        return sum(item.state in states and what in {"", item.what} for item in self.items)

    @property
    def overdue_by_kind(self) -> Counter[str]:
        """How many items of each kind are overdue."""
        return Counter(item.what for item in self.items if item.state in OVERDUE)

    @property
    def overdue_by_owner(self) -> Counter[str]:
        """How many overdue items each person has."""
        return Counter(item.owner for item in self.items if item.state in OVERDUE)

    @property
    def red(self) -> int:
        """How many matters have the red duty."""
        return sum(alert.latched for alert in self.alerts)

    @property
    def missed(self) -> int:
        """How many clinics of this month were missed and not made up."""
        month = self.today[:7]
        return sum(clinic.state == "缺诊" and clinic.date[:7] == month for clinic in self.clinics)

    def clinics_by_month(self) -> dict[str, Counter[str]]:
        """Return by month (`2026-10`) how many clinics stand how."""
        counts: dict[str, Counter[str]] = {}
        for clinic in self.clinics:
            counts.setdefault(clinic.date[:7], Counter())[clinic.state] += 1
        return counts


def standing(desk: Desk) -> Leaders:
    """Return how everything stands on the desk's day."""
    view = loop.events.View(desk.present)
    with desk.store.reading() as tx:
        clinics = loop.clinics.calendar.clinics_of(desk, tx, view, desk.today.year)
        opinions = loop.clinics.opinions.opinions_at(tx, view, desk.calendar)
        proposals = loop.reports.proposals.proposals_at(tx, view)
    return Leaders(
        today=desk.today.isoformat(),
        items=answers.due.everything(desk),
        alerts=loop.alerts.acts.listed(desk),
        clinics=clinics,
        opinions=tuple(each for each in opinions if each.state not in _SETTLED),
        proposals=tuple(each for each in proposals if not each.answered),
        trend=loop.walks.months.by_month(desk),
    )
