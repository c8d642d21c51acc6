"""The page of the workbench on which something that has a clock is done."""

import re

from toolkit import answers, parlour, policies
from toolkit.workspace import kind_of

# What is done about a number or a village on a page of its own, and what on a page about all of them.
_OWN_PAGES = {
    "案后回访": "followup",
    "答应的事": "followup",
    "一事一策": "alert",
    "方案任务": "alert",
    "答复督办异议": "alert",
    "坐诊": "clinic",
    "补诊": "clinic",
    **dict.fromkeys(answers.due.KINDS, "answers"),
    policies.due.REVIEW: "policy",
}
_PAGES = {
    "走访": "/walks",
    "每周过堂": "/alerts",
    "法律意见": "/clinics",
    **dict.fromkeys(policies.due.KINDS, "/policies"),
    **dict.fromkeys(parlour.due.KINDS, "/parlour"),
}
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W0?(\d+)", re.ASCII)


def name_of(what: str, subject: str) -> str:
    """Return what is done about which number in words, an ISO week as people say it."""
    return f"{what} " + _WEEK.sub(r"\1年第\2周", subject)


def page_of(what: str, subject: str) -> str:
    """Return the address after `#` of the page on which `what` is done about the number `subject`."""
    if what in _OWN_PAGES:
        return f"/{_OWN_PAGES[what]}/{subject}"
    if what in _PAGES:
        return _PAGES[what]
    if kind_of(subject) == "case":
        return f"/case/{subject}"
    if subject.startswith("民"):
        return f"/note/{subject}"
    if _MONTH.fullmatch(subject):
        return f"/draw/{subject}"
    return f"/card/{subject}" if subject[:1].isdigit() else "/today"
