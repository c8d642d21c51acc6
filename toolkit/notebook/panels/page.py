"""A page of the workbench in a cell: the server that runs the notebook serves it, so the kernel has nothing to do."""

import anywidget
import traitlets

from toolkit.notebook.panels import panel


class WorkbenchPage(anywidget.AnyWidget):
    """The workbench, opened at the page `place`; from there it leads to every other page, and has its own practice."""

    _esm = panel.script("page")
    _css = panel.style("page")
    place = traitlets.Unicode().tag(sync=True)

    def __init__(self, place: str) -> None:
        """Show the page `place`, which is written as in the workbench's address after `#/`."""
        super().__init__(place=place)
