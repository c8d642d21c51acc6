"""Copies and texts of a recording written for outside the office."""

from collections.abc import Iterable
from pathlib import Path

from toolkit.archive import contents_of, packages
from toolkit.formats import bags
from toolkit.meetings import find_recording
from toolkit.publishing import deidentified, partial_copies, residue_lists
from toolkit.workspace import Desk


def write_copy(desk: Desk, code: str, out: Path, party: Iterable[str] = ()) -> packages.WrittenPackage:
    """Write a copy of recording `code` that may leave the office into the folder `out`, and return it.

    It leaves out accusations; with `party`, numbers or ordinals of grievances, it holds only their passages.
    """
    contents, numbers = contents_of(desk, find_recording(desk.store, code)), tuple(party)
    share = partial_copies.party_share(contents, numbers) if numbers else partial_copies.open_share(contents)
    path = partial_copies.write(contents, share, out.absolute())
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    return packages.WrittenPackage(path, bags.root_of(path), tuple(files))


def publish(
    desk: Desk, code: str, out: Path, *, agreed: bool = False, replace: bool = False
) -> residue_lists.Published:
    """Write the de-identified text of recording `code` into the folder `out`, and return it with its residues.

    Until somebody `agreed` to the list of residues, only a preview and that list are written. Raise as
    `deidentified.write`.
    """
    contents = contents_of(desk, find_recording(desk.store, code))
    share = partial_copies.open_share(contents)
    return deidentified.write(share, contents.title, out.absolute(), agreed=agreed, replace=replace)
