"""The panels of notebooks as the workbench shows them: the same classes and the same scripts, without a kernel."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
from toolkit.workbench.fields import Given
from toolkit.workspace import Desk

# The names that the page uses of the part that all panels share.
_SHARED = "make, button, choice, clock, timeOfDay, isComposing, Notice"


@dataclass(frozen=True)
class Hosted:
    """A panel of the workbench: its class, and how it is made from what its address holds."""

    kind: type[Panel]
    made: Callable[[Desk, Given], Panel]


def _by(given: Given) -> str:
    return given.get("by") or "工作人员"


def _papers(desk: Desk, given: Given) -> Panel:
    facts = given.get("facts", "")
    # A page never opens a file outside of the workspace.
    if not (desk.workspace.root / facts).resolve().is_relative_to(desk.workspace.root.resolve()):
        raise WrongValueError(field="事实文件", value=facts, why="要在工作文件夹里")
    return PaperDesk(desk, given.get("paper", ""), desk.workspace.root / facts)


PANELS: Mapping[str, Hosted] = {
    "inbox": Hosted(InboxPanel, lambda desk, _given: InboxPanel(desk)),
    "progress": Hosted(ProgressPanel, lambda desk, _given: ProgressPanel(desk)),
    "corrector": Hosted(Corrector, lambda desk, given: Corrector(desk, given.get("code", ""), _by(given))),
    "grievances": Hosted(GrievanceTable, lambda desk, given: GrievanceTable(desk, given.get("code", ""), _by(given))),
    "papers": Hosted(PaperDesk, _papers),
    "archive": Hosted(ArchiveDesk, lambda desk, given: ArchiveDesk(desk, _by(given))),
}


def opened(name: str, desk: Desk, given: Given) -> Panel:
    """Return the panel `name` on `desk`; raise what its class raises for the numbers in `given`."""
    return PANELS[name].made(desk, given)


def script(name: str) -> str | None:
    """Return the module of the panel `name`, or of the part that all share; None when there is none."""
    if name == "kit":
        return f"{panel.shared_script()}\nexport {{ {_SHARED} }};\n"
    known = PANELS.get(name)
    return str(known.kind._esm) if known else None  # noqa: SLF001 - anywidget's own name for the script of a class


def style(name: str) -> str | None:
    """Return the style sheet of the panel `name`, or of the part that all share; None when there is none."""
    if name == "kit":
        return panel.style()
    known = PANELS.get(name)
    return str(known.kind._css) if known else None  # noqa: SLF001 - as above
