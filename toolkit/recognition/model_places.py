"""The folders of this machine in which model weights may lie; a new model appears there whole, by one rename."""

import glob
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit.core import HeldFileError, YehuaError, make_folder, moves, staging, writing_faults

_HALF_MADE = "making"  # the kind of staging
_NOWHERE = Path(os.devnull)


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:  # a service without a user
        return None


def _cache() -> Path | None:
    """Return the system's folder for caches of this user."""
    home = _home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else None
    if sys.platform == "darwin":
        return home / "Library" / "Caches" if home else None
    return _xdg_cache()


def _xdg_cache() -> Path | None:
    given, home = os.environ.get("XDG_CACHE_HOME"), _home()
    return Path(given) if given else home / ".cache" if home else None


def shared() -> tuple[Path, ...]:
    """Return the folder of prepared models that all workspaces of the user share, if the system has a place for it."""
    given, cache = os.environ.get("YEHUA_MODELS"), _cache()
    if given:
        return (Path(given),)
    return (cache / "yehua" / "models",) if cache else ()


def whisper_cache() -> Path:
    """Return the folder that openai-whisper downloads to."""
    return (_xdg_cache() or _NOWHERE) / "whisper"


def hub_folders(name: str) -> Iterator[Path]:
    """Yield the snapshots of `name` (`*` for all) in the cache that faster-whisper downloads to."""
    given, home = os.environ.get("HF_HUB_CACHE"), os.environ.get("HF_HOME")
    cache = _xdg_cache() or _NOWHERE
    hub = Path(given) if given else (Path(home) if home else cache / "huggingface") / "hub"
    wanted = name if name == "*" else glob.escape(name)
    yield from sorted(hub.glob(f"models--*--faster-whisper-{wanted}/snapshots/*"))


def writable(place: Path) -> bool:
    """Return whether files can be written to the folder `place`, which is made if need be."""
    try:
        with tempfile.TemporaryFile(dir=make_folder(place)):
            return True
    except (YehuaError, OSError):
        return False


def made_whole(target: Path, build: Callable[[Path], None]) -> Path:
    """Let `build` fill a folder beside `target`, rename it to `target` in one step, and return `target`.

    Of two processes that do so at once, the second to finish discards its own. The folder of a killed process is
    removed first. Raise ReadOnlyWorkspaceError or DiskFullError, and what `build` raises.
    """
    with writing_faults(target):
        place = make_folder(target.parent)
        staging.sweep(place, (_HALF_MADE,))
        with staging.staged(staging.new_place(place, _HALF_MADE)) as half_made:
            build(half_made.path)
            try:
                moves.move(half_made.path, target)
            except (OSError, HeldFileError):
                if not target.is_dir():  # else another process was first, and its folder is as good
                    raise
    return target
