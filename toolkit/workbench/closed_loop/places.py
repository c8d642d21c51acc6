"""The page of the workbench on which something of the closed loop is done."""

from toolkit.workspace import kind_of

_CALL = "案后回访"
_DRAW = "抽样"


def page_of(what: str, subject: str) -> str:
    """Return the address after `#` of the page on which `what` is done about the number `subject`."""
    if kind_of(subject) == "case":
        return f"/followup/{subject}" if what == _CALL else f"/case/{subject}"
    if subject.startswith("民"):
        return f"/note/{subject}"
    if subject.startswith(_DRAW):
        return f"/draw/{subject.removeprefix(_DRAW)}"
    return f"/card/{subject}" if subject[:1].isdigit() else "/today"
