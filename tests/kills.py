"""A command killed at its n-th file event and run once more: the state must be that of an undisturbed run.

A `Scenario` is two functions: `prepare` fills an empty folder, `run` does the command there. Both work on everything
below that one folder: workspace, sealed folder, backup disk. `campaign` prepares the folder once and keeps a copy,
counts the file events of an undisturbed run, then for each chosen n: puts the copy back, runs the command in a forked
child that sends itself SIGKILL at the n-th event, runs it once more to its end, and compares the folder with that of
the undisturbed run. Events are what Python tells an audit hook (open for writing, rename, remove, mkdir, rmdir,
chmod, truncate, sqlite3.connect), each `os.fsync`, and each COMMIT of a writing transaction of the store.

By hand: `python -m tests.kill_scenarios NAME… [--all] [--only N…]`; figures are printed as JSON, a line a scenario.
How to write a scenario stands in `tests/kill_scenarios.py`. POSIX only: it forks.
"""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa

TOP = Path(__file__).parent.parent
# Of the events before the first decisive commit this part is tried in CI; all of those after it are.
EARLY_PART = 10
SEED = 12
# Lock files, the random id of a workspace and what is made again at will say nothing about the state.
IGNORED = re.compile(r"(-door|-turn|\.lock|\.who|-journal|^\.holder)$|^search\.db|^repeats\.db")
# Moments, and what hangs on moments or on chance.
VOLATILE = {"id", "made_at", "at", "hash", "previous", "item_sha256", "size", "done_at", "told_at"}
# Of the chain of facts: each run has salts and moments of its own.
VOLATILE |= {"recorded_at", "salt", "commitment", "prev"}
IGNORED_TABLES = {"pending_work", "alembic_version"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_PATH_EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod", "os.link", "os.symlink"}
_SHOWN = 12
_MEMORY = "/dev/shm"  # noqa: S108 - a folder with a name nobody guesses is made in it


@dataclass(frozen=True)
class Event:
    """A file event: what was about to be done to which path, and how many COMMITs came before.

    `changes` is False where the folder is as it was afterwards (a sync, a folder that is there): a process killed
    before it leaves what one killed before the next change leaves, so CI passes over it.
    """

    kind: str
    path: str
    commits: int
    changes: bool


@dataclass(frozen=True)
class Secrets:
    """What may lie nowhere but below the folders `kept_in` (relative) once the command is done."""

    words: tuple[str, ...] = ()
    sha256s: tuple[str, ...] = ()
    kept_in: tuple[str, ...] = ("vault",)


@dataclass(frozen=True)
class Scenario:
    """A command to be killed.

    `prepare` and `run` get the folder; `run` raises or exits non-zero where it fails. `secrets` is asked for what the
    prepared folder holds that must be gone afterwards. Files whose relative path matches one of `unlike` differ from
    run to run: only that they are there is compared; `renamed` gives patterns of path parts that hold a moment.
    `decisive` is which COMMIT (from 1) decides: of the events after it all are tried in CI, or one in `late_part` where
    another scenario runs the same code.
    """

    name: str
    prepare: Callable[[Path], None]
    run: Callable[[Path], None]
    secrets: Callable[[Path], Secrets] = lambda _: Secrets()
    unlike: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()
    decisive: int = 1
    late_part: int = 1
    more: Callable[[Path], dict[str, str]] = lambda _: {}
    # Whether the second run may end with 1: the command asks before it enters the same thing twice.
    may_ask: bool = False


@dataclass
class Report:
    """The figures of a scenario: its events, how many kills were tried, and what went wrong at which event."""

    name: str
    events: int
    after_commit: int
    tried: int = 0
    equal: int = 0
    seconds: float = 0.0
    processor_s: float = 0.0
    wrong: dict[int, list[str]] = field(default_factory=dict)


# -- children --------------------------------------------------------------------------------------------------


class _Watch:
    """The audit hook of a child: counts file events below `folder`, and ends the process at number `kill_at`."""

    def __init__(self, folder: Path, kill_at: int | None) -> None:
        self._folder = str(folder)
        self._kill_at = kill_at
        self._commits = 0
        self.events: list[Event] = []

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if event == "open" and isinstance(args[2], int) and args[2] & _WRITING:
            self._count("open", args[0], changes=_is_changed_by_opening(args[0], args[2]))
        elif event in _PATH_EVENTS:
            # Trees are removed by names relative to an open folder.
            relative = isinstance(args[-1], int) and args[-1] not in {-1, None} and not _is_absolute(args[0])
            there = relative or os.path.lexists(str(args[0]))
            self._count(
                event,
                f"{self._folder}/…/{args[0]}" if relative else args[0],
                changes=not there if event == "os.mkdir" else there,
            )
        elif event == "sqlite3.connect":
            self._count(event, args[0], changes=False)

    def _count(self, kind: str, path: object, *, changes: bool) -> None:
        text = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else ""
        if self._folder in text:
            self.note(kind, text, changes=changes)

    def note(self, kind: str, path: str = "", *, changes: bool) -> None:
        """Count an event that is about to happen."""
        self.events.append(Event(kind, path.replace(self._folder, ""), self._commits, changes))
        if len(self.events) == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)

    def watch(self) -> None:
        """Begin: from here on this process is watched until it ends."""
        sys.addaudithook(self)
        sync = os.fsync

        def watched(handle: int) -> None:
            self.note("fsync", changes=False)
            sync(handle)

        os.fsync = watched

        def committing(connection: sa.Connection) -> None:
            if connection.get_execution_options().get("yehua_mode") == "write":
                self.note("commit", changes=True)
                self._commits += 1

        sa.event.listen(sa.Engine, "commit", committing)


def _is_changed_by_opening(path: object, flags: int) -> bool:
    if not isinstance(path, (str, bytes, os.PathLike)):
        return False
    try:
        size = Path(os.fsdecode(path)).stat().st_size
    except OSError:
        return bool(flags & os.O_CREAT)
    return bool(flags & os.O_TRUNC and size)


def _is_absolute(path: object) -> bool:
    return isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).startswith("/")


def in_child(work: Callable[[Path], None], folder: Path, kill_at: int | None = None) -> tuple[int, str, list[Event]]:
    """Do `work` in a forked child; return its status (-9 when killed), what it said, and its events if it ended."""
    log, told = folder.with_name(f"{folder.name}.log"), folder.with_name(f"{folder.name}.events")
    told.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        _live(work, folder, kill_at, log, told)
    _, status = os.waitpid(child, 0)
    events = [Event(*row) for row in json.loads(told.read_text())] if told.exists() else []
    return os.waitstatus_to_exitcode(status), log.read_text(errors="replace"), events


def _live(work: Callable[[Path], None], folder: Path, kill_at: int | None, log: Path, told: Path) -> None:
    """Be the child: never returns."""
    status = 1
    try:
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        watch = _Watch(folder, kill_at)
        watch.watch()
        work(folder)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the child must end here, whatever it was
        os.write(2, traceback.format_exc().encode())
    finally:
        events = [(one.kind, one.path, one.commits, one.changes) for one in watch.events]
        watch._kill_at = None
        told.write_text(json.dumps(events), encoding="utf-8")
        sys.stdout.flush()
        os._exit(status)


# -- the state of a folder -------------------------------------------------------------------------------------


def state(folder: Path, scenario: Scenario) -> dict[str, str]:
    """Return all that counts in `folder`: files and folders by hash, rows of databases, and what `more` adds."""
    found = dict(scenario.more(folder))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if IGNORED.search(path.name):
            continue
        shown = name
        for pattern in scenario.renamed:
            shown = re.sub(pattern, "…", shown)
        if path.is_dir():
            found[f"{shown}/"] = ""
        elif any(re.search(pattern, name) for pattern in scenario.unlike):
            found[shown] = "(there)"
        elif path.name == "yehua.db":
            found |= {f"{shown}:{key}": row for key, row in rows(path, folder, scenario)}
        else:
            found[shown] = sha256(path.read_bytes().replace(str(folder).encode(), b"")).hexdigest()
    return found


def rows(database: Path, folder: Path, scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give every row of the SQLite file `database` without what differs from run to run, under table and place."""
    with sqlite3.connect(database) as connection:
        connection.row_factory = sqlite3.Row
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in sorted(set(tables) - IGNORED_TABLES):
            if table.startswith("sqlite_"):
                continue
            for place, row in enumerate(connection.execute(f'SELECT * FROM "{table}"')):  # noqa: S608 - our own names
                kept = {key: _plain(row[key]) for key in row.keys() if key not in VOLATILE | scenario.columns}  # noqa: SIM118
                text = json.dumps(kept, ensure_ascii=False, sort_keys=True).replace(str(folder), "")
                for pattern in scenario.renamed:
                    text = re.sub(pattern, "…", text)
                yield f"{table}[{place}]", text
    connection.close()


def _plain(value: object) -> object:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        try:
            return _without_moments(json.loads(value))
        except ValueError:
            return value
    return value


def _without_moments(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_moments(one) for key, one in value.items() if key not in VOLATILE}
    return [_without_moments(one) for one in value] if isinstance(value, list) else value


def differences(expected: dict[str, str], actual: dict[str, str]) -> list[str]:
    """Return a line for each thing that is not as in the undisturbed run."""
    lines = [f"lacking: {name}" for name in sorted(set(expected) - set(actual))]
    lines += [f"too much: {name}" for name in sorted(set(actual) - set(expected))]
    lines += [
        f"other: {name}: {expected[name][:300]} -> {actual[name][:300]}"
        for name in sorted(set(expected) & set(actual))
        if expected[name] != actual[name]
    ]
    return lines


def leaks(folder: Path, secrets: Secrets) -> list[str]:
    """Return a line for each file that still holds a word or sound of `secrets` outside the folders they belong in."""
    shapes = {
        word: (word.encode(), json.dumps(word)[1:-1].encode(), word.encode("gb18030"), word.encode("utf-16-le"))
        for word in secrets.words
    }
    lines = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or name.split("/")[0] in secrets.kept_in:
            continue
        data = [path.name.encode(), path.read_bytes()]
        if sha256(data[1]).hexdigest() in secrets.sha256s:
            lines.append(f"still audible: {name}")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as parts:
                data += [re.sub(rb"<[^>]+>", b"", parts.read(part)) for part in parts.namelist()]
        lines += [
            f"still told: {word} in {name}"
            for word, forms in shapes.items()
            if any(form in one for form in forms for one in data)
        ]
    return lines


# -- a campaign ------------------------------------------------------------------------------------------------


def campaign(
    scenario: Scenario, *, every: bool = False, only: Iterable[int] = (), share: tuple[int, int] = (1, 1)
) -> Report:
    """Kill the command of `scenario` at `every` event, or at those CI tries, and return the figures.

    Of `share` (i, n) only each n-th of these events is tried, from the i-th on: for several processes side by side.
    """
    began, processor = time.monotonic(), sum(os.times()[:4])
    # In memory a sync costs nothing, and a killed process leaves the same there as on a disk.
    with tempfile.TemporaryDirectory(prefix="kills-", dir=_MEMORY if Path(_MEMORY).is_dir() else None) as name:
        folder, kept = Path(name) / "place", Path(name) / "kept"
        folder.mkdir()
        scenario.prepare(folder)
        secrets = scenario.secrets(folder)
        _mirror(folder, kept)
        status, said, events = in_child(scenario.run, folder)
        if status:
            message = f"{scenario.name}: the undisturbed run failed with {status}:\n{said}"
            raise RuntimeError(message)
        expected = state(folder, scenario)
        if left := leaks(folder, secrets):
            message = f"{scenario.name}: the undisturbed run leaves a secret: {left}"
            raise RuntimeError(message)
        late = [n for n, one in enumerate(events, start=1) if one.commits >= scenario.decisive]
        report = Report(scenario.name, len(events), len(late))
        chosen = tuple(only) or _chosen(events, late[:: scenario.late_part], every=every)
        for n in chosen[share[0] - 1 :: share[1]]:
            _mirror(kept, folder)
            wrong = _killed(scenario, folder, n, expected, secrets)
            report.tried += 1
            report.equal += not wrong
            if wrong:
                report.wrong[n] = [f"killed before {events[n - 1]}", *wrong[:_SHOWN]]
        report.seconds = round(time.monotonic() - began, 1)
    report.processor_s = round(sum(os.times()[:4]) - processor, 1)
    return report


def _chosen(events: list[Event], late: list[int], *, every: bool) -> list[int]:
    if every:
        return list(range(1, len(events) + 1))
    changing = [n for n, one in enumerate(events, start=1) if one.changes]
    early = [n for n in changing if not late or n < late[0]]
    picked = random.Random(SEED).sample(early, -(-len(early) // EARLY_PART))  # noqa: S311 - a choice, no secret
    return sorted({*picked, *(set(changing) & set(late))})


def _killed(scenario: Scenario, folder: Path, n: int, expected: dict[str, str], secrets: Secrets) -> list[str]:
    status, said, _ = in_child(scenario.run, folder, n)
    if status != -signal.SIGKILL:
        return [f"was not killed but ended with {status}: {said[-500:]}"]
    status, said, _ = in_child(scenario.run, folder)
    fine = {0, 1} if scenario.may_ask else {0}
    faults = [] if status in fine else [f"the second run ended with {status}: {said[-700:]}"]
    return [*faults, *leaks(folder, secrets), *differences(expected, state(folder, scenario))]


def _mirror(source: Path, target: Path) -> None:
    """Make `target` what `source` is, modes and times too."""
    if target.exists():
        for folder, _, _ in os.walk(target):
            Path(folder).chmod(0o700)
        shutil.rmtree(target)
    shutil.copytree(source, target, symlinks=True)
