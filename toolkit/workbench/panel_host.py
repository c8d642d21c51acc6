"""The panels of notebooks as the workbench shows them: the same classes and the same scripts, without a kernel."""

from collections.abc import Callable, Mapping

from toolkit.core import WrongValueError
from toolkit.notebook.panels import (
    ArchiveDesk,
    Corrector,
    GrievanceTable,
    InboxPanel,
    Panel,
    PaperDesk,
    ProgressPanel,
    panel,
)
from toolkit.workspace import Desk

Given = Mapping[str, str]

# The names that the page uses of the part that all panels share.
_SHARED = "make, button, choice, clock, timeOfDay, isComposing, Notice"


def _inbox(desk: Desk, given: Given) -> Panel:
    return InboxPanel(desk, given.get("held_on", ""), given.get("place", ""))


def _progress(desk: Desk, _given: Given) -> Panel:
    return ProgressPanel(desk)


def _corrector(desk: Desk, given: Given) -> Panel:
    return Corrector(desk, given.get("code", ""), given.get("by") or "工作人员")


def _grievances(desk: Desk, given: Given) -> Panel:
    return GrievanceTable(desk, given.get("code", ""), given.get("by") or "工作人员")


def _papers(desk: Desk, given: Given) -> Panel:
    facts = given.get("facts", "")
    # A page never opens a file outside of the workspace.
    if not (desk.workspace.root / facts).resolve().is_relative_to(desk.workspace.root.resolve()):
        raise WrongValueError(field="事实文件", value=facts, why="要在工作文件夹里")
    return PaperDesk(desk, given.get("paper", ""), desk.workspace.root / facts)


def _archive(desk: Desk, given: Given) -> Panel:
    return ArchiveDesk(desk, given.get("by") or "工作人员")


PANELS: Mapping[str, Callable[[Desk, Given], Panel]] = {
    "inbox": _inbox,
    "progress": _progress,
    "corrector": _corrector,
    "grievances": _grievances,
    "papers": _papers,
    "archive": _archive,
}
_CLASSES: Mapping[str, type[Panel]] = {
    "inbox": InboxPanel,
    "progress": ProgressPanel,
    "corrector": Corrector,
    "grievances": GrievanceTable,
    "papers": PaperDesk,
    "archive": ArchiveDesk,
}


def opened(name: str, desk: Desk, given: Given) -> Panel:
    """Return the panel `name` on `desk`; raise what its class raises for the numbers in `given`."""
    return PANELS[name](desk, given)


def script(name: str) -> str | None:
    """Return the module of the panel `name`, or of the part that all share; None when there is none."""
    if name == "kit":
        return f"{panel.shared_script()}\nexport {{ {_SHARED} }};\n"
    known = _CLASSES.get(name)
    return str(known._esm) if known else None  # noqa: SLF001 - anywidget's own name for the script of a class


def style(name: str) -> str | None:
    """Return the style sheet of the panel `name`, or of the part that all share; None when there is none."""
    if name == "kit":
        return panel.style()
    known = _CLASSES.get(name)
    return str(known._css) if known else None  # noqa: SLF001 - as above
