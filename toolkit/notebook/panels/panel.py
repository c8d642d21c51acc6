"""What all panels in notebooks share: their script put together from the package, questions and answers, faults told.

Nothing is loaded from another host: the libraries lie in `vendor/`, and a panel's script is one text made of them
and of the panel's own. What a panel shows is asked for when it is opened and never stored in the notebook.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anywidget
import traitlets
from ipykernel.connect import get_connection_file
from jupyter_core.paths import jupyter_runtime_dir

from toolkit.core import YehuaError
from toolkit.notebook import plain_faults

_FOLDER = Path(__file__).parent
# By what name a script knows each library, and the file that holds it.
_LIBRARIES = {
    "WaveSurfer": "wavesurfer.min.js",
    "Regions": "wavesurfer-regions.min.js",
    "Timeline": "wavesurfer-timeline.min.js",
    "Tabulator": "tabulator.min.js",
    "JSZip": "jszip.min.js",
    "docx": "docx-preview.min.js",
}

Told = Mapping[str, Any]
Answer = Callable[[Told], Told]


@cache
def script(name: str, *libraries: str) -> str:
    """Return the script of the panel `name`, with `libraries` and what all panels share before it.

    The libraries think they are loaded by a program that has modules, so none of them touches the page's own names.
    """
    parts = [_library(known) for known in libraries]
    parts += [(_FOLDER / f"{part}.js").read_text(encoding="utf-8") for part in ("kit", name)]
    return "\n".join(parts)


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
    """Return the style sheets `names`, the one that all panels share before them."""
    places = [_FOLDER / "kit.css", *(_style_file(name) for name in names)]
    return "\n".join(path.read_text(encoding="utf-8") for path in places)


def _style_file(name: str) -> Path:
    own = _FOLDER / f"{name}.css"
    return own if own.exists() else _FOLDER / "vendor" / f"{name}.min.css"


class Panel(anywidget.AnyWidget):
    """A panel: answers what its script asks, one question after another, and tells every fault as a sentence."""

    # Under what name the browser keeps what it could not yet hand on.
    shelf = traitlets.Unicode().tag(sync=True)

    def __init__(self, log: Path, shelf: str = "") -> None:
        """Answer from now on; the records of faults go to `log`, which lies in the workspace.

        What the browser keeps on its `shelf` is for this workspace: the same recording may be in another, to practise.
        """
        mine = hashlib.sha256(str(log.resolve()).encode()).hexdigest()[:12]
        super().__init__(shelf=f"{mine}:{shelf}" if shelf else "")
        self._log = log
        self.on_msg(self._heard)

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {}

    def tell(self, what: str, buffers: Sequence[bytes] = (), **told: Any) -> None:
        """Say something to every open view of the panel without being asked."""
        self.send({"tell": what, **told}, list(buffers))

    def _heard(self, _panel: Any, asked: Told, _buffers: Any) -> None:
        try:
            answer = self.answers()[asked["ask"]](asked)
        except YehuaError as fault:
            self.send({"re": asked.get("id"), "refused": str(fault)})
        except Exception as fault:  # noqa: BLE001 - whatever it is, the person in front of it must be told
            plain_faults.keep(fault, self._log)
            words = plain_faults.sentence(fault, self._log)
            self.send({"re": asked.get("id"), "refused": words, "record": plain_faults.record(fault)})
        else:
            self.send({"re": asked.get("id"), **answer})


def sound_places(path: Path) -> tuple[str, ...]:
    """Return where a running JupyterLab may serve the file at `path`: addresses below its base, surest first.

    Empty when no server that runs on this machine has the file below its folder: then nothing can be played.
    """
    found = []
    for info in Path(jupyter_runtime_dir()).glob("jpserver-*.json"):
        try:
            root = Path(json.loads(info.read_text(encoding="utf-8"))["root_dir"]).resolve()
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a server that is being started or stopped
        if path.resolve().is_relative_to(root):
            found.append("files/" + quote(path.resolve().relative_to(root).as_posix()))
    return tuple(sorted(set(found), key=len, reverse=True))


def kernel_id() -> str:
    """Return by what id the server knows the kernel of this notebook; empty outside a notebook."""
    try:
        return Path(get_connection_file()).stem.removeprefix("kernel-")
    except RuntimeError:
        return ""
