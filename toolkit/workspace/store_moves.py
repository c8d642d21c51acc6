"""Moving a workspace's store between its SQLite file and a PostgreSQL server; the workspace then uses the new place."""

import datetime as dt
from pathlib import Path

from toolkit.core import WrongValueError
from toolkit.store import Moved, sqlite_file
from toolkit.workspace import settings_editing
from toolkit.workspace.desk import opened_store
from toolkit.workspace.settings import Workspace

HERE = "sqlite"


def move(root: Path, url: str) -> tuple[Moved, str]:
    """Move the store of the workspace at `root` to `url`, or for `sqlite` into the workspace's own file.

    Nobody else can write meanwhile. Every row is read back and compared before the settings name the new place. The
    old place is kept under another name, which is returned, so that nobody goes on writing there. A move that was
    broken off can be begun again. Raise HiddenRowsError, TargetHoldsRowsError, MovedRowsDifferError,
    StoreError, WrongValueError.
    """
    workspace = Workspace.open(root)
    here = f"sqlite:///{workspace.database_file}"
    target = here if url == HERE else url
    file = sqlite_file(target)
    if target == workspace.database_url:
        raise WrongValueError(field="搬到的地址", value=target, why="台账现在就在那里")
    if file is not None and target != here:
        raise WrongValueError(field="搬到的地址", value=url, why=f"文件只能是工作文件夹里的 yehua.db，请写 {HERE}")
    source = opened_store(workspace)
    try:
        moved = source.move_rows(target, lambda: settings_editing.point_store(workspace, _setting(target, here)))
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        return moved, source.retire(stamp)
    finally:
        source.close()


def _setting(target: str, here: str) -> str | None:
    return None if target == here else target
