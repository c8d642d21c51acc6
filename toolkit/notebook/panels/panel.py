"""The base of all panels in notebooks: their script put together from the package, questions answered, faults shown.

Nothing is loaded from another host: the libraries lie in `vendor/`, and a panel's script is one text made of them
and of the panel's own. A panel asks for its content when it is opened; nothing is stored in the notebook.
"""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anywidget
import traitlets
from ipykernel.connect import get_connection_file
from ipykernel.kernelapp import IPKernelApp
from jupyter_core.paths import jupyter_runtime_dir
from traitlets.config import Application

from toolkit.core import YehuaError
from toolkit.notebook import plain_faults
from toolkit.notebook.panels.messages import Content, Handler, MalformedQuestionError, Refusal, encode
from toolkit.workspace import Workspace

_FOLDER = Path(__file__).parent
# The name under which a script knows each library, and its file.
_LIBRARIES = {
    "WaveSurfer": "wavesurfer.min.js",
    "Regions": "wavesurfer-regions.min.js",
    "Timeline": "wavesurfer-timeline.min.js",
    "Tabulator": "tabulator.min.js",
    "JSZip": "jszip.min.js",
    "docx": "docx-preview.min.js",
}


@cache
def script(name: str, *libraries: str) -> str:
    """Return the script of the panel `name`: `libraries`, what all panels share, its parts `name-*.js`, and its own.

    Each library is wrapped as a CommonJS module, so that none of them touches the page's own names.
    """
    own = [*sorted(_FOLDER.glob(f"{name}-*.js")), _FOLDER / f"{name}.js"]
    parts = (path.read_text(encoding="utf-8") for path in own)
    return "\n".join([*map(_library, libraries), shared_script(), *parts])


def shared_script() -> str:
    """Return the part of the scripts that all panels share."""
    return (_FOLDER / "kit.js").read_text(encoding="utf-8")


def _library(name: str) -> str:
    text = (_FOLDER / "vendor" / _LIBRARIES[name]).read_text(encoding="utf-8")
    bare = "\n".join(line for line in text.splitlines() if not line.startswith("//# sourceMappingURL"))
    needs = "const require = () => JSZip;" if name == "docx" else ""
    return (
        f"const {name} = (() => {{ const module = {{ exports: {{}} }}; const exports = module.exports; let define; "
        f"{needs}\n{bare}\nreturn module.exports; }})();"
    )


@cache
def style(*names: str) -> str:
    """Return the style sheets `names`, after the one that all panels share."""
    places = [_FOLDER / "kit.css", *(_style_file(name) for name in names)]
    return "\n".join(path.read_text(encoding="utf-8") for path in places)


def _style_file(name: str) -> Path:
    own = _FOLDER / f"{name}.css"
    return own if own.exists() else _FOLDER / "vendor" / f"{name}.min.css"


# Takes a piece of news with its buffers, in any thread.
Listener = Callable[[dict[str, Any], Sequence[bytes]], None]


class Panel(anywidget.AnyWidget):
    """A widget that answers the questions of its script one after another, each fault with a sentence."""

    # The key under which the browser keeps messages that it could not send yet.
    shelf = traitlets.Unicode().tag(sync=True)

    def __init__(self, log: Path, shelf: str = "") -> None:
        """Start to answer; records of faults go to `log`, a file of the workspace.

        The `shelf` is prefixed with a hash of `log`: another workspace, for practice, may hold the same recording.
        """
        workspace = hashlib.sha256(str(log.resolve()).encode()).hexdigest()[:12]
        super().__init__(shelf=f"{workspace}:{shelf}" if shelf else "")
        self._log = log
        self._listener: Listener | None = None
        self.on_msg(self._receive)

    def listen(self, listener: Listener) -> None:
        """Give each piece of news to `listener` as well: the workbench shows a panel without a kernel."""
        self._listener = listener

    def handlers(self) -> Mapping[str, Handler]:
        """Return the handler of each question, by the question's name."""
        return {}

    def catch_up(self) -> None:
        """Tell every view what another panel on the same work changed; by default nothing is shown."""

    def tell(self, name: str, news: object = None, buffers: Sequence[bytes] = ()) -> None:
        """Send the `news` of that `name`, a dataclass or None, to every open view of the panel."""
        message = {"tell": name, **encode(news)}
        self.send(message, list(buffers))
        if self._listener is not None:
            self._listener(message, buffers)

    def refusal(self, fault: Exception) -> Refusal:
        """Return the sentence that tells a person about `fault`; record a fault that nobody foresaw."""
        if isinstance(fault, YehuaError):
            return Refusal(str(fault))
        plain_faults.keep(fault, self._log)
        return Refusal(plain_faults.sentence(fault, self._log), plain_faults.record(fault))

    def _receive(self, _panel: Any, content: Content, _buffers: Any) -> None:
        self.send(self.answer(content))

    def answer(self, content: Content) -> dict[str, Any]:
        """Return the message that answers the question `content`, or refuses it."""
        try:
            answer = encode(self._handler(content.get("ask"))(content))
        except Exception as fault:  # noqa: BLE001 - the person in front of the panel must learn of every fault
            refusal = self.refusal(fault)
            answer = {name: value for name, value in encode(refusal).items() if value is not None}
        return {"re": content.get("id"), **answer}

    def _handler(self, name: object) -> Handler:
        handler = self.handlers().get(name) if isinstance(name, str) else None
        if handler is None:
            raise MalformedQuestionError(ask=name)
        return handler


class Background:
    """One piece of work at a time in a thread of its own, while the panel goes on answering."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """True while the last piece of work runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, work: Callable[..., None], *given: Any) -> bool:
        """Run `work` with the arguments `given`, unless the last piece still runs; return whether it was started."""
        if self.is_busy:
            return False
        self._thread = threading.Thread(target=work, args=given, daemon=True)
        self._thread.start()
        return True


@dataclass(frozen=True)
class FileLink:
    """A file, its folder in the workspace, and the addresses it may be served at."""

    name: str
    folder: str
    places: tuple[str, ...]


def file_link(workspace: Workspace, path: Path) -> FileLink:
    """Return the link to the file at `path` of the `workspace`."""
    return FileLink(path.name, workspace.relative(path.parent), served_places(path))


def served_places(path: Path) -> tuple[str, ...]:
    """Return the addresses, below its base, at which a running JupyterLab may serve the file at `path`, surest first.

    Empty when the file lies outside the folders of all servers that run on this machine.
    """
    places = set()
    for info in Path(jupyter_runtime_dir()).glob("jpserver-*.json"):
        try:
            root = Path(json.loads(info.read_text(encoding="utf-8"))["root_dir"]).resolve()
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a server that is being started or stopped
        if path.resolve().is_relative_to(root):
            places.add("files/" + quote(path.resolve().relative_to(root).as_posix()))
    return tuple(sorted(places, key=len, reverse=True))


def kernel_id() -> str:
    """Return the id under which the server knows the kernel of this notebook; empty outside a notebook."""
    # A server is an application of Jupyter as well, and the one instance of their common base.
    is_kernel = Application.initialized() and isinstance(Application.instance(), IPKernelApp)
    return Path(get_connection_file()).stem.removeprefix("kernel-") if is_kernel else ""
