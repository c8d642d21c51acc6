"""The page of the workbench on which something of the closed loop is done."""

import re

from toolkit.workspace import kind_of

# What is done about a case on the page of its follow-up: calling, and writing down that a promise was kept.
_OF_FOLLOW_UP = frozenset({"案后回访", "答应的事"})
# What is done about alerts and clinics is seen at once on one page.
_OF_ALERTS = frozenset({"一事一策", "方案任务", "每周过堂", "答复督办异议", "坐诊", "补诊", "法律意见"})
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


def page_of(what: str, subject: str) -> str:
    """Return the address after `#` of the page on which `what` is done about the number `subject`."""
    if what in _OF_ALERTS:
        return "/alerts"
    if kind_of(subject) == "case":
        return f"/followup/{subject}" if what in _OF_FOLLOW_UP else f"/case/{subject}"
    if what == "走访":
        return "/walks"
    if subject.startswith("民"):
        return f"/note/{subject}"
    if _MONTH.fullmatch(subject):
        return f"/draw/{subject}"
    return f"/card/{subject}" if subject[:1].isdigit() else "/today"
