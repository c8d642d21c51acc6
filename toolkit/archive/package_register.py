"""Archive packages that were written, as they are registered in the store."""

from dataclasses import dataclass

from toolkit.meetings import recording_of
from toolkit.store import PACKAGES, Store, Transaction
from toolkit.workspace import normalised


@dataclass(frozen=True)
class FiledPackage:
    """An archive package that was written: its recording, root hash, path and moment (UTC, ISO)."""

    recording: str
    root: str
    path: str
    made_at: str


def list_packages(store: Store, code: str | None = None) -> tuple[FiledPackage, ...]:
    """Return all packages that were written, or those of recording `code`, oldest first."""
    where = {"recording": normalised(code)} if code else {}
    with store.reading() as tx:
        rows = tx.columns(PACKAGES, ("recording", "root", "path", "made_at"), **where)
    return tuple(FiledPackage(**row) for row in rows)


def add_package(tx: Transaction, code: str, root: str, path: str) -> None:
    """Keep that a package of recording `code` with that `root` was written to `path`, once for each root and place."""
    where = {"recording": recording_of(tx, code).code, "root": root, "path": path}
    if tx.row(PACKAGES, **where) is None:
        tx.add(PACKAGES, **where)
