"""Tasks: what a worker does, each a pure function of what it is sent, so that any machine may do any of them.

A task is called on a worker by its name; nothing of Dask is needed here. `EQUIPMENT` is what the worker's machine
brings along, set once when the worker starts.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit import records
from toolkit import sound as sound_package
from toolkit.archive import Contents, packages
from toolkit.cluster import demands
from toolkit.cluster.demands import Account, Demand, Equipment
from toolkit.cluster.excerpts import Excerpt
from toolkit.cluster.shares import DamagedShareError, Share
from toolkit.core import MissingFileError
from toolkit.records import Chunk, Stretch
from toolkit.sound import audio

if TYPE_CHECKING:
    from toolkit.sound import Samples, Talk

EQUIPMENT = [Equipment()]


def equip(equipment: Equipment) -> None:
    """Let the tasks of this process work with `equipment`."""
    EQUIPMENT[:] = [equipment]


def examine(demand: Demand) -> Account:
    """Return what this machine tells about itself when `demand` is made."""
    return demands.account(demand, EQUIPMENT[0])


def decode(demand: Demand, sound: Excerpt, chunks: Sequence[Chunk]) -> Any:
    """Return the takes of `chunks` of a recording, as JSON: the very text that the machine that asks would make."""
    recognizer = demands.recognizer_for(demand, EQUIPMENT[0])
    samples: Samples = sound  # type: ignore[assignment]  # it has a length and slices, and decoding needs no more
    return records.to_json(recognizer.recognized(samples, chunks))


def verify(share: Share, sha256: str) -> str:
    """Return what is wrong with the file of that hash in `share`, as a Chinese sentence; "" if nothing is.

    Raise GoneShareError.
    """
    try:
        with share.opened(sha256):
            return ""
    except (MissingFileError, DamagedShareError) as fault:
        return str(fault)


def make_access_copy(share: Share, sha256: str) -> str:
    """Make the access copy of the original of that hash in `share`, put it there, and return its SHA-256.

    The same original gives the same copy, also where it breaks off. Raise the faults of `audio` and of the share.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, share.opened(sha256) as original:
        target = Path(folder) / "access.mp3"
        _, made = audio.take_in(original, target, whole=False)
        share.put(target, made)
    return made


def package_faults(path: str) -> list[str]:
    """Return in Chinese the faults of the archive package at `path`, a folder that this machine sees, too."""
    return [f"{fault.path}：{fault.fault}，影响：{fault.affects}" for fault in packages.verify(Path(path))]


def write_package(contents: Contents, folder: str) -> packages.WrittenPackage:
    """Write the archive package of `contents`, whose files this machine sees, too, into `folder`; return it.

    Raise what `packages.write` raises.
    """
    return packages.write(contents, Path(folder))


def name_of(*parts: str) -> str:
    """Return a name for a task on `parts` that tells nothing of them to who reads the scheduler's pages."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def hear(sound: Excerpt, runs: Sequence[Sequence[Stretch]]) -> "tuple[Talk | None, ...]":
    """Return the voices in each of these `runs` of speech; they go to the machine that asks and are never written.

    Raise MissingWeightsError or WrongWeightsError.
    """
    samples: Samples = sound  # type: ignore[assignment]
    # Through the door, which imports torch only on the machine that needs it.
    return tuple(sound_package.speakers.heard(samples, run) for run in runs)
