"""Checks that Windows can keep files of given names, made before the first file is written; all faults at once.

A name with a colon would vanish into a hidden stream of another file there, a dot at its end would be dropped, and of
two names that differ by case only the second would write over the first. Elsewhere nothing is checked.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from toolkit.core import moves
from toolkit.core.errors import LongPathError, UnfitNamesError

LONGEST_PATH = 259  # UTF-16 units; one more ends the string
# Characters that temporary files and staging folders add to a path.
_STAGING = 40
_SIGNS = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_DEVICES = re.compile(r"(CON|PRN|AUX|NUL|(COM|LPT)[1-9¹²³]) *(\..*)?", re.IGNORECASE)


def refuse_deep(folder: Path, depth: int) -> None:
    """Refuse `folder` when files whose names below it have `depth` characters could not be opened.

    Raise LongPathError.
    """
    most = LONGEST_PATH - _STAGING - depth - 1
    if moves.IS_WINDOWS and (length := _units(str(folder.absolute()))) > most:
        raise LongPathError(path=folder, length=length, most=most)


def refuse_unfit(folder: Path, names: Iterable[str]) -> None:
    """Refuse to write the files `names`, with slashes, into `folder` when Windows cannot keep one of them.

    Raise UnfitNamesError.
    """
    if not moves.IS_WINDOWS:
        return
    if faults := list(_faults(_units(str(folder.absolute())), sorted(set(names)))):
        raise UnfitNamesError(count=len(faults), listing="\n".join(faults))


def _faults(above: int, names: Iterable[str]) -> Iterator[str]:
    known: dict[str, str] = {}
    for name in names:
        length = above + 1 + _STAGING + _units(name)
        alike = known.setdefault(name.casefold(), name)
        if alike != name:
            yield f"{name}：与 {alike} 只差大小写，会互相覆盖，请先给其中一个改名"
        elif any(_is_unfit(part) for part in PurePosixPath(name).parts):
            yield f"{name}：文件名里有 Windows 不认的字符，或者是它保留的名称，请先改名"
        elif length > LONGEST_PATH:
            yield f"{name}：连同文件夹有 {length} 个字，最多 {LONGEST_PATH} 个，请换一个短一点的位置，例如 D:\\yehua"


def _is_unfit(part: str) -> bool:
    return bool(_SIGNS.search(part) or _DEVICES.fullmatch(part)) or part.endswith((".", " "))


def _units(text: str) -> int:
    """Return how many UTF-16 units `text` has, which is what Windows counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
