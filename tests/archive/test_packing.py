"""A package is registered with its recording, root and place."""

from tests.builders import CODE, Shelf
from toolkit.archive.packing import add_package, list_packages


def test_packages_are_noted_with_their_root(shelf: Shelf) -> None:
    shelf.take_in("1")
    with shelf.store.transaction() as tx:
        add_package(tx, CODE, "b" * 64, "D:/档案包/x")
    (written,) = list_packages(shelf.store)
    assert (written.recording, written.root, written.path) == (CODE, "b" * 64, "D:/档案包/x")
    assert list_packages(shelf.store) == list_packages(shelf.store, CODE) == (written,)
    assert list_packages(shelf.store, "0194-LY·2026-D30-0002") == ()
