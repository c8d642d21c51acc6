"""The silenced original and access copy of a recording, measured before they replace the old ones."""

from dataclasses import dataclass
from pathlib import Path

from toolkit.core import SealBrokenError, make_folder, moves
from toolkit.restricted.sealing_plan import Plan
from toolkit.sound import audio
from toolkit.workspace import file_name_of

# The peak an encoder may leave in digital silence, full scale 1: far below hearing.
AUDIBLE_FROM = 0.002
# Seconds at both ends of a silenced stretch that an encoder may smear sound into.
EDGE_S = 0.1
_READ_ONLY = 0o400


@dataclass(frozen=True)
class SilencedSounds:
    """The new original (FLAC) and access copy (MP3), staged under their final names."""

    original: Path
    access: Path

    def move_to(self, folder: Path) -> None:
        """Move both files into `folder`, over remains of a killed run."""
        for sound in (self.original, self.access):
            moves.remove_tree(folder / sound.name)
            moves.replace(sound, folder / sound.name)


def write_silenced_sounds(root: Path, planned: Plan, folder: Path) -> SilencedSounds:
    """Write original and access copy, silenced as `planned`, into `folder`; `root` is the workspace.

    Raise SealBrokenError when either is still audible in a silenced stretch.
    """
    name = file_name_of(planned.recording.code)
    # After a second sealing the names must differ from those that are there.
    again = f"-{planned.out.core[0].start_s:.0f}" if planned.recording.silenced else ""
    make_folder(folder)
    original, access = folder / f"{name}-消音{again}.flac", folder / f"{name}-消音-试听{again}.mp3"
    audio.write_silenced(root / planned.recording.original, original, planned.silenced)
    audio.write_access_copy(original, access)
    for path, edge_s in ((original, 0.0), (access, EDGE_S)):
        if audio.loudest(path, planned.silenced, edge_s) > AUDIBLE_FROM:
            raise SealBrokenError(path=path)
    original.chmod(_READ_ONLY)
    return SilencedSounds(original, access)
