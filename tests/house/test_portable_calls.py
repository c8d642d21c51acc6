"""No call without meaning on Windows comes into the program unless its other way is named here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
SOURCES = (TOP / "start.py", *sorted((TOP / "toolkit").rglob("*.py")))

POSIX_MODULES = {"fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
POSIX_CALLS = re.compile(
    r"os\.(fork\w*|kill(pg)?|wait\w*|get(uid|euid|gid|egid|pgid|ppid|loadavg)|set\w*id|chown|lchown|chroot|link|symlink"
    r"|mkfifo|mknod|nice|sched_\w+|statvfs|fstatvfs|sync|sysconf|uname|fchmod|fdatasync|pread|pwrite|sendfile|O_NOFOLLOW"
    r"|O_DIRECTORY|O_SYNC|O_TMPFILE|name)|signal\.\w+|select\.\w+|sys\.platform|time\.tzset"
)
# What Windows refuses for a file that is open or read-only; `moves` has the other way of each.
MOVING = {
    *("rename", "renames", "unlink", "rmdir", "rmtree", "removedirs"),
    *("chmod", "lchmod", "symlink_to", "hardlink_to"),
}
SPECIAL = re.compile(r"^/(dev|proc|etc|tmp|usr|var)/")
TEXT_WITHOUT_ENCODING = {"read_text", "write_text"}

# Each call that stands all the same, with its other way on Windows.
ALLOWED = {
    "start.py": {
        "import fcntl": "is_locked takes msvcrt on Windows",
        "os.name": "paths of .venv, the lock and the console differ by system",
        "os.getuid": "only where the system has it",
        "os.geteuid": "only where the system has it",
        "sys.platform": "the CPU build of torch is for Linux only",
        "rmtree": "tried again by remove_tree",
        "unlink": "the stamp, which no other program opens",
    },
    "toolkit/core/moves.py": {
        "os.name": "the one place that asks which system this is",
        "rename": "the way itself",
        "replace": "the way itself",
        "unlink": "the way itself",
        "rmtree": "the way itself",
        "chmod": "Windows knows of modes only that a file is read-only, which is what is meant",
    },
    "toolkit/archive/restoring.py": {"rmdir": "tried again by moves.patiently"},
    "toolkit/cluster/demands.py": {"/proc/cpuinfo": "elsewhere the platform module tells the processor"},
    "toolkit/cluster/serving.py": {
        "signal.SIGINT": "Windows, whose event loop takes no handlers, ends the process at once",
        "signal.SIGTERM": "the same",
    },
    "toolkit/commands/doctor.py": {"unlink": "a probe: a refusal is what is looked for"},
    "toolkit/core/files.py": {
        "import fcntl": "Windows removes no file that somebody writes, so that nothing is to be asked",
        "sys.platform": "the claim on a file that is written, which Windows does not need",
    },
    "toolkit/recognition/model_places.py": {"sys.platform": "where each system keeps caches"},
    "toolkit/core/opening.py": {
        "sys.platform": "each system opens files in its own way",
        "start_new_session": "Windows takes os.startfile",
    },
    "toolkit/formats/pdf.py": {
        "os.killpg": "on Windows all that was started is ended one by one",
        "signal.SIGKILL": "on Windows all that was started is ended one by one",
        "start_new_session": "Windows does not look at it",
    },
    "toolkit/parlour/janus.py": {
        "/usr/lib/x86_64-linux-gnu/janus": "Janus is for Linux only; elsewhere a link or a telephone is used",
        "/usr/lib/aarch64-linux-gnu/janus": "the same",
        "/usr/lib/janus": "the same",
        "symlink_to": "the same; the folder is new",
    },
    "toolkit/parlour/server.py": {"signal.SIGTERM": "Windows, whose event loop takes no handlers, ends the process"},
    "toolkit/restricted/silencing.py": {"chmod": "the file is replaced and removed by moves only"},
    "toolkit/transcripts/worker.py": {"start_new_session": "creationflags on Windows"},
}


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Give line and name of each call in the source at `path` that Windows lacks, refuses or takes otherwise."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, f"import {one.name}") for one in names if one.name in POSIX_MODULES)
            case ast.ImportFrom(module=str(module)) if module in POSIX_MODULES:
                yield node.lineno, f"import {module}"
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if POSIX_CALLS.fullmatch(f"{owner}.{name}"):
                yield node.lineno, f"{owner}.{name}"
            case ast.Attribute(attr=name) if name in MOVING:
                yield node.lineno, name
            case ast.Attribute(value=ast.Name(id="os"), attr="remove"):
                yield node.lineno, "os.remove"
            case ast.Constant(value=str(text)) if SPECIAL.match(text):
                yield node.lineno, text
            case ast.Constant(value="start_new_session") | ast.keyword(arg="start_new_session" | "preexec_fn"):
                yield getattr(node, "lineno", 0), "start_new_session"
            case ast.Call():
                yield from ((node.lineno, name) for name in called(node))


def called(node: ast.Call) -> Iterator[str]:
    """Give the name of what `node` calls when that asks something of the file system that Windows refuses."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    owner = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    given = {keyword.arg for keyword in node.keywords}
    if name == "replace" and (owner == "os" or (len(node.args) == 1 and not given and owner != "moves")):
        yield "replace"
    if name in TEXT_WITHOUT_ENCODING and "encoding" not in given:
        yield f"{name} without encoding"
    if name == "TemporaryDirectory" and "ignore_cleanup_errors" not in given:
        yield "TemporaryDirectory that a scanner makes fail"
    if owner == "subprocess" and given & {"text", "universal_newlines"} and "encoding" not in given:
        yield "subprocess text without encoding"
    if name == "strftime" and any(not is_plain(argument) for argument in node.args):
        yield "strftime with what Windows does not know"


def is_plain(argument: ast.expr) -> bool:
    """Tell whether a format of a date has only signs that every system knows."""
    return not isinstance(argument, ast.Constant) or (
        str(argument.value).isascii() and not re.search(r"%[-#sPkl]", str(argument.value))
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(TOP).as_posix())
def test_every_call_without_meaning_on_windows_has_its_other_way(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(TOP).as_posix(), {})
    new = [f"line {line}: {name}" for line, name in calls(path) if name not in allowed]

    assert not new, "use `moves`, or name the other way in ALLOWED"


def test_nothing_is_allowed_that_is_not_there() -> None:
    for name, allowed in ALLOWED.items():
        assert set(allowed) <= {call for _, call in calls(TOP / name)}, name


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from pwd import getpwuid",
        "os.fork()",
        "os.kill(1, signal.SIGTERM)",
        "path.rename(other)",
        "path.replace(other)",
        "os.replace(a, b)",
        "shutil.rmtree(path)",
        "path.chmod(0o600)",
        "path.read_text()",
        "path.write_text(text)",
        "tempfile.TemporaryDirectory(dir=out)",
        "subprocess.run(command, text=True)",
        "day.strftime('%Y年')",
        "day.strftime('%-d')",
        "open('/dev/null')",
        "subprocess.Popen(command, preexec_fn=prepare)",
    ],
)
def test_such_a_call_is_seen(tmp_path: Path, source: str) -> None:
    (tmp_path / "new.py").write_text(source, encoding="utf-8")

    assert list(calls(tmp_path / "new.py"))


@pytest.mark.parametrize("source", ["text.replace('a', 'b')", "moves.replace(a, b)", "replace(record, name=1)"])
def test_what_every_system_does_is_not_seen(tmp_path: Path, source: str) -> None:
    (tmp_path / "new.py").write_text(source, encoding="utf-8")

    assert not list(calls(tmp_path / "new.py"))
