"""The Jupyter server extension: its pages, the data behind them, and a socket for each panel."""

from pathlib import Path
from typing import Any

from jupyter_server.extension.application import ExtensionApp, ExtensionAppJinjaMixin
from traitlets import Unicode

from toolkit import __version__
from toolkit.workbench import handlers
from toolkit.workbench.desks import Desks
from toolkit.workbench.indexing import IndexKeeper
from toolkit.workbench.live import AskedPanels, ClockWatch, OpenPanels
from toolkit.workspace import default_workspace

_FOLDER = Path(__file__).parent


class Workbench(ExtensionAppJinjaMixin, ExtensionApp):
    """夜话工作台; `workspace` is the folder that it works at."""

    name = "yehua"
    app_name = "夜话工作台"
    description = "夜话工作台：今天要办的事、夜话、事项、文书、查找、归档。"
    version = __version__
    extension_url = "/yehua/"
    default_url = "/yehua/"
    load_other_extensions = True
    file_url_prefix = "/yehua/files"

    static_paths = [str(_FOLDER / "static")]  # noqa: RUF012 - the name and type are traits of the base class
    template_paths = [str(_FOLDER / "templates")]  # noqa: RUF012 - as above

    workspace = Unicode(help="工作文件夹；不写就用 archive/。").tag(config=True)

    @classmethod
    def get_extension_package(cls) -> str:
        """Return the package that a server loads, which is not the topmost one."""
        return "toolkit.workbench"

    def initialize_settings(self) -> None:
        """Keep one desk for real work and one for practice; opened at their first use."""
        root = Path(self.workspace) if self.workspace else default_workspace()
        desks, shown = Desks(root), OpenPanels()
        self.settings.update(yehua_desks=desks, yehua_index=IndexKeeper(desks.opened), yehua_clock=ClockWatch())
        self.settings.update(yehua_panels=shown, yehua_asked=AskedPanels(shown))

    def initialize_handlers(self) -> None:
        """Serve pages, data and panels under `/yehua/`."""
        self.handlers.extend(handlers.routes())

    async def stop_extension(self) -> None:
        """Let go of the stores."""
        self.settings["yehua_index"].close()
        self.settings["yehua_desks"].close()


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Return what a Jupyter server asks an extension for."""
    return [{"module": "toolkit.workbench", "app": Workbench}]


def main() -> None:
    """Start a server with the workbench and open it in the browser."""
    Workbench.launch_instance()  # type: ignore[no-untyped-call] # the server has no types there
