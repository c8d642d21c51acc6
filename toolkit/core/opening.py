"""Opening a file or folder with the program that this computer has for it, if it has a screen."""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def open_outside(path: Path) -> bool:
    """Open the file or folder at `path` as a double click would; return whether there was such a program."""
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
