"""A file or folder opened with the program that this computer has for it, if a person sits before it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_outside(path: Path) -> bool:
    """Open the file or folder at `path` as a double click would; tell whether there was a program to ask."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - what a double click does; the path is our own
        return True
    program = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    has_screen = sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if program is None or not has_screen:
        return False
    nothing = subprocess.DEVNULL
    subprocess.Popen([program, str(path)], stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True)
    return True
