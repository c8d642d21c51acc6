"""Runs hostile calls in a process of its own and tells as JSON lines what went wrong with each.

`python -m tests.hostile_runner FOLDER WORKSPACE SHARE` runs every SHARE-th case that is not slow, or all with SHARE 1.
"""

import hashlib
import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from click.testing import CliRunner, Result

from tests.hostile_cases import Case, cases
from toolkit.commands.cli import main

LONGEST_S = 30
MOST_BYTES = 1_500_000_000
_ADDRESSES = 12_000_000_000  # bytes: a loop that fills the memory ends here rather than with the machine


class HangError(BaseException):
    """Raised when a call takes too long; not an Exception, so that the net at the face lets it through."""


def _hang(_signal: int, _frame: object) -> None:
    raise HangError


def state_of(folder: Path) -> dict[str, str]:
    """Return what lies in `folder`, which no call may touch: kinds of places, and hashes of files."""
    found = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = f"{mode.st_mode:o} {mode.st_rdev} {hashlib.sha256(content).hexdigest()}"
    return found


def faults_of(case: Case, result: Result, seconds: float) -> Iterator[str]:
    """Give what is wrong with the answer to `case`."""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        yield f"uncaught {type(result.exception).__name__}"
    if "Traceback (most recent" in result.output:
        yield "traceback"
    if result.exit_code not in {0, 1, 2}:
        yield f"exit code {result.exit_code}"
    if result.exit_code and not result.output.strip():
        yield "no sentence"
    if seconds > LONGEST_S:
        yield f"{seconds:.0f} s"
    if "--json" in case.words and result.stdout.strip():
        try:
            json.loads(result.stdout)
        except ValueError:
            yield "not one JSON document"


def run(case: Case) -> tuple[Result, float]:
    """Return the answer to `case` and how long it took."""
    began = time.monotonic()
    signal.alarm(LONGEST_S + 5)
    try:
        result = CliRunner().invoke(main, list(case.words), prog_name="yehua")
    finally:
        signal.alarm(0)
    return result, time.monotonic() - began


def _tell(folder: Path, workspace: Path, share: int) -> None:
    guarded = folder.parent / "旁边"
    before = state_of(guarded)
    counted: dict[str, int] = {}
    netted: list[str] = []
    for number, plain in enumerate(cases(folder, workspace)):
        if share > 1 and (plain.slow or number % share):
            continue
        case = plain if number % 3 else Case(plain.family, (*plain.words, "--json"), plain.slow)
        counted[case.family] = counted.get(case.family, 0) + 1
        os.chdir(folder)
        try:
            result, seconds = run(case)
            faults, answer = list(faults_of(case, result, seconds)), result.output
        except HangError:
            faults, answer = ["hang"], ""
        after = state_of(guarded)
        if after != before:
            faults.append("changed what lay beside it")
            before = after
        if "没有做完" in answer:
            netted.append(" ".join(case.words[:3])[:120])
        if faults:
            sys.stdout.write(json.dumps({"words": [word[:80] for word in case.words[:6]], "faults": faults}) + "\n")
    most = _peak_bytes()
    sys.stdout.write(json.dumps({"counted": counted, "bytes": most, "netted": netted}) + "\n")


def _peak_bytes() -> int:
    """Return the most memory that this program had; getrusage would count what the process was forked from, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    signal.signal(signal.SIGALRM, _hang)
    _tell(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
