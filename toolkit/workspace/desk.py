"""The desk somebody works at: a workspace with its settings, store, calendar and today's date, opened once."""

import contextlib
import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path

from toolkit.chinese import Calendar
from toolkit.core import HeldFileError, ReadOnlyWorkspaceError, pending_files, staging
from toolkit.store import ENTRIES, PAPERS, Clock, Store, Transaction, now, sqlite_file, wholeness
from toolkit.workspace import pending
from toolkit.workspace.events import Events
from toolkit.workspace.settings import Settings, Workspace, shipped


@dataclass(frozen=True)
class Desk:
    """Everything the stages need; `today` is given so that papers and clocks can be checked for any day.

    `unfinished` says in Chinese what an earlier command left undone and the opening could not finish.
    """

    workspace: Workspace
    store: Store
    today: dt.date
    unfinished: tuple[str, ...] = ()

    @property
    def settings(self) -> Settings:
        """The settings of the workspace."""
        return self.workspace.settings

    @property
    def moment(self) -> dt.datetime:
        """The local moment at which a fact is noted now."""
        return dt.datetime.fromisoformat(self.store.clock()).astimezone()

    @property
    def present(self) -> str:
        """The minute it is now (ISO); where the desk stands at another day than the machine's, that day."""
        now = self.moment
        return now.strftime("%Y-%m-%d %H:%M") if now.date() == self.today else self.today.isoformat()

    @cached_property
    def events(self) -> Events:
        """The chain of facts."""
        return Events(self.store)

    @cached_property
    def calendar(self) -> Calendar:
        """The holidays and make-up days, with those of `holidays.csv`."""
        return Calendar(self.workspace.holidays_file)

    def reread_calendar(self) -> None:
        """Read `holidays.csv` anew when the calendar is asked for next."""
        vars(self).pop("calendar", None)

    def file(self, name: str | Path) -> Path:
        """Return the path a user means by `name`: as it stands, else in the workspace, else among the shipped files."""
        path = Path(name)
        candidates = (path, self.workspace.root / path, shipped(path.as_posix()))
        return next((candidate for candidate in candidates if candidate.exists()), path)


def opened_store(workspace: Workspace, clock: Clock = now) -> Store:
    """Return the store of `workspace`; raise LostStoreError where it is gone though there is work, or StoreError."""
    file = sqlite_file(workspace.database_url)
    if file is not None:
        wholeness.refuse_lost(workspace.root, file)
    return Store.open(workspace.database_url, clock)


def open_desk(root: Path, *, today: dt.date | None = None, clock: Clock = now) -> Desk:
    """Return the desk of the workspace at `root`, which is made if it is new; pending work is finished first.

    `clock` tells when facts are noted: the machine's, but for made-up samples.
    What could not be finished stands in `unfinished`, and the desk can be used all the same: whose disk is gone must
    still be able to read. Raise ReadOnlyWorkspaceError, SettingsError or StoreError.
    """
    workspace = Workspace.open(root)
    day = today or dt.datetime.now().astimezone().date()
    store = opened_store(workspace, clock)
    _settle_files(workspace, store)
    desk = Desk(workspace, store, day)
    desk = renewed(desk)
    _sweep(desk)
    return desk


def _settle_files(workspace: Workspace, store: Store) -> None:
    """Take back the files of papers and proofs that a process which died had placed and not entered."""
    homes = [home for home in (workspace.papers, workspace.proofs) if pending_files.any_left(home)]
    if homes:
        # Whoever may only read settles nothing, and sees no row of these files either. What Word has open waits.
        with contextlib.suppress(ReadOnlyWorkspaceError, HeldFileError), store.transaction() as tx:
            for home in homes:
                pending_files.settle_left(home, partial(_is_known, tx))


def _is_known(tx: Transaction, file: str) -> bool:
    return tx.row(PAPERS, file=file) is not None or tx.row(ENTRIES, proof=file) is not None


def renewed(desk: Desk, sealed_at: Path | None = None) -> Desk:
    """Return `desk` after one more try to finish pending work, with the sealed folder at `sealed_at`."""
    return replace(desk, unfinished=tuple(pending.finish(desk, at=sealed_at).unfinished))


def _sweep(desk: Desk) -> None:
    """Remove the stagings and temporary files of dead processes from the folders that hold such."""
    root = desk.workspace.root
    spare = pending.kept_places(desk.store, root)
    # A workspace that cannot be written to is read all the same; what another program has open goes the next time.
    with contextlib.suppress(ReadOnlyWorkspaceError, HeldFileError, OSError):
        for folder in (root, desk.workspace.recordings, root / "packages"):
            staging.sweep(folder, spare=spare)
        staging.sweep_files(root, deep=False)  # the whole workspace would take too long at each opening
        staging.sweep_files(desk.workspace.papers)
