"""Bulk intake on the page 收录: old recordings of a folder listed in a table, and taken in by the completed table.

Taking in may last an hour, so it goes on beside everything else; the page asks how far it is.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit import meetings
from toolkit.core import WrongValueError, YehuaError
from toolkit.workbench.fields import Done, Given, named_file, path_of, sheet_of
from toolkit.workspace import Desk

_TABLE = "收录清单.xlsx"
_SHOWN = 20


@dataclass(frozen=True)
class BulkState:
    """How far a bulk intake is: `share` from 0 to 1, and what it came to or why it was refused; empty before one."""

    is_running: bool = False
    share: float = 0.0
    words: tuple[str, ...] = ()
    refused: str = ""


class BulkIntakes:
    """The bulk intake of each workspace that this process runs, or ran last."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[Path, BulkState] = {}
        self._turn = threading.Lock()

    def state(self, desk: Desk) -> BulkState:
        """Return how far the bulk intake of the workspace is."""
        with self._turn:
            return self._known.get(desk.workspace.root, BulkState())

    def begin(self, desk: Desk, rows: tuple[meetings.bulk_intake.TableRow, ...]) -> None:
        """Take in `rows`, read from a completed table, in a thread; raise WrongValueError while one is at it."""
        with self._turn:
            if self._known.get(desk.workspace.root, BulkState()).is_running:
                raise WrongValueError(field="成批收录", value="", why="上一批还在收录，请等它做完")
            self._known[desk.workspace.root] = BulkState(is_running=True)
        threading.Thread(target=self._take_in, args=(desk, rows), daemon=True).start()

    def _take_in(self, desk: Desk, rows: tuple[meetings.bulk_intake.TableRow, ...]) -> None:
        def report(done: float, total: float) -> None:
            self._note(desk, BulkState(is_running=True, share=done / total if total else 0.0))

        ended = BulkState(refused="没有做完：程序内部出错，请把日志交给技术员。已经收录的都在，可以再按一次。")
        try:
            ended = BulkState(words=_told(meetings.bulk_intake.take_in_rows(desk, rows, report)), share=1.0)
        except YehuaError as fault:
            ended = BulkState(refused=str(fault))
        finally:
            self._note(desk, replace(ended, is_running=False))

    def _note(self, desk: Desk, state: BulkState) -> None:
        with self._turn:
            self._known[desk.workspace.root] = state


RUNNING = BulkIntakes()


def _told(taken: meetings.bulk_intake.Taken) -> tuple[str, ...]:
    """Return in Chinese what was taken in, the first lines by name."""
    lines = [f"{each.code}：{each.source_name}" for each in taken.recordings]
    known = [f"以前收录过，跳过：{name} 就是 {code}" for name, code in taken.known]
    rest = len(lines) + len(known) - 2 * _SHOWN
    more = (f"……另有 {rest} 行没有列出",) if rest > 0 else ()
    first = f"收录了 {len(lines)} 段录音，跳过 {len(known)} 段；可以在“夜话”里排上转写。"
    return (first, *lines[:_SHOWN], *known[:_SHOWN], *more)


def bulk(desk: Desk, _given: Given) -> BulkState:
    """Return how far the bulk intake is."""
    return RUNNING.state(desk)


def _folder(given: Given) -> Path:
    folder = path_of(given, "folder", "旧录音在哪个文件夹")
    if not folder.is_dir():
        raise WrongValueError(field="旧录音在哪个文件夹", value=str(folder), why="没有这个文件夹")
    return folder


def _list(desk: Desk, given: Given) -> Done:
    """List the sounds of a folder in a table for the browser to keep, to be completed in Excel."""
    found = meetings.bulk_intake.survey(desk, _folder(given))
    twice = sum(sound.same_as is not None for sound in found)
    if not found:
        return Done("这个文件夹里没有录音。")
    sheet = sheet_of(_TABLE, lambda place: meetings.bulk_intake.write_table(found, place))
    words = f"{len(found)} 个录音，其中 {twice} 个重复。清单已经交给浏览器，请用 Excel 核对、填好日期和地点，再交回来。"
    return Done(words, sheet=sheet)


def _add(desk: Desk, given: Given) -> Done:
    """Begin to take in what the completed table names; nothing is begun where a line of it is wrong."""
    folder = _folder(given)
    with named_file(given, "table", "填好的收录清单") as table:
        rows = meetings.bulk_intake.read_table(desk, folder, table)
    if not rows:
        return Done("清单里没有要收录的。")
    RUNNING.begin(desk, rows)
    return Done(f"清单没有问题，正在收录 {len(rows)} 段录音；可以离开这一页，做完了这里会写。")


PAGES: Mapping[str, Callable[[Desk, Given], object]] = {"bulk": bulk}
ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {"bulk_list": _list, "bulk_add": _add}
