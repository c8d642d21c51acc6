"""The folder of a pack: made aside and put in its place whole; nothing that others laid into it is ever removed."""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from toolkit.core import WrongValueError, make_folder, moves, sha256_of, sync_folder

MANIFEST = "manifest-sha256.txt"
_OF_THE_SYSTEM = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


def refuse_loss(folder: Path, sources: Iterable[Path]) -> None:
    """Raise WrongValueError where a new pack in `folder` would take something away that is nowhere else.

    That is a folder of something else, a file that was laid there or changed since, and any of `sources` in it.
    """
    _recover(folder)
    inside = [path.name for path in sources if path.resolve().is_relative_to(folder.resolve())]
    if inside:
        why = f"在上一次做的材料文件夹里（{folder}），重做会把它换掉；请用原来的文件，或者先移到别处"
        raise WrongValueError(field="当事人交来的材料", value="、".join(inside), why=why)
    if not folder.exists():
        return
    if not (folder / MANIFEST).is_file():
        raise WrongValueError(field="文件夹", value=str(folder), why="那里已有别的内容，请换一个文件夹")
    if strange := sorted(_strange(folder)):
        why = f"是后来放进 {folder} 的，或者做好以后改过；重做会丢掉它，请先移到别处"
        raise WrongValueError(field="文件", value="、".join(strange), why=why)


def _strange(folder: Path) -> Iterator[str]:
    """Give the names in `folder` that its manifest does not hold, or holds with another hash."""
    lines = (folder / MANIFEST).read_text(encoding="utf-8", errors="replace").splitlines()
    known = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for path in folder.iterdir():
        if path.name == MANIFEST or path.name in _OF_THE_SYSTEM:
            continue
        if path.is_symlink() or not path.is_file() or known.get(path.name) != sha256_of(path):
            yield path.name


@contextlib.contextmanager
def made_aside(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside `folder`, which goes when the block ends; see `put_in_place`."""
    aside = folder.with_name(f".{folder.name}.新")
    moves.remove_tree(aside)  # of a run that was killed
    try:
        yield make_folder(aside)
    finally:
        with contextlib.suppress(OSError):
            moves.remove_tree(aside)


def put_in_place(aside: Path, folder: Path) -> None:
    """Rename the whole folder `aside` to `folder`; what was there before goes last."""
    before = _before(folder)
    if folder.exists():
        moves.remove_tree(before)
        moves.move(folder, before)
    try:
        moves.move(aside, folder)
    except BaseException:
        _recover(folder)
        raise
    sync_folder(folder.parent)
    with contextlib.suppress(OSError):
        moves.remove_tree(before)


def _recover(folder: Path) -> None:
    """Put the pack back that a run which was killed had moved away."""
    if _before(folder).exists() and not folder.exists():
        moves.move(_before(folder), folder)


def _before(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.旧")
