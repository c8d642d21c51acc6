"""Checks that the database exists and is whole, and the way back to the last backup when it is not."""

import json
from collections.abc import Iterable
from pathlib import Path

from toolkit.core import DamagedStoreError, LostStoreError, write_whole

# Read before every first write up to this size (0.35 ms for each MB), above it once a day.
ALWAYS_READ_BYTES = 100_000_000
_NOTE = ".last_backup.json"
_UPGRADES = "*.before-upgrade-*.bak"
# Folders whose content only comes from work that the database knows.
_TELLING = ("recordings", "papers", "packages", "proofs")


def refuse_lost(root: Path, database: Path) -> None:
    """Raise LostStoreError when the workspace at `root` holds work but its `database` is gone or empty.

    A new workspace holds nothing yet, so there a database may be made.
    """
    if database.is_file() and database.stat().st_size > 0:
        return
    held = [name for name in _TELLING if any((root / name).glob("[!.]*"))]
    if held:
        state = "大小是 0 字节" if database.is_file() else "不见了"
        raise LostStoreError(path=database, state=state, held="、".join(held), way=way_back(root))


def refuse_damaged(path: Path, flaws: Iterable[str]) -> None:
    """Raise DamagedStoreError when SQLite reported `flaws` of the database at `path`; `ok` is no flaw."""
    if any(line != "ok" for line in flaws):
        raise DamagedStoreError(path=path, why="文件已损坏：逐页核对没有通过", way=way_back(path.parent))


def backup_note(root: Path) -> Path:
    """Return the path of the note about where the last backup of the workspace at `root` lies."""
    return root / _NOTE


def note_backup(root: Path, backup: Path, made_at: str) -> None:
    """Write down, outside the database, that a `backup` of the workspace at `root` was made."""
    write_whole(backup_note(root), json.dumps({"path": str(backup), "made_at": made_at}, ensure_ascii=False))


def way_back(root: Path) -> str:
    """Return in Chinese how to restore the last backup of the workspace at `root`."""
    try:
        note = json.loads(backup_note(root).read_text(encoding="utf-8"))
        where = f"最近一次备份在 {note['path']}（{note['made_at'][:10]}）"
        command = f"yehua backup restore {note['path']} --into 新文件夹"
    except (OSError, ValueError, KeyError, TypeError):
        where, command = "请找出最近的备份盘", "yehua backup restore 备份文件夹 --into 新文件夹"
    older = sorted(path.name for path in root.glob(_UPGRADES))
    kept = f"；这里还留着升级前的副本 {older[-1]}" if older else ""
    return f"{where}，恢复用：{command}{kept}"
