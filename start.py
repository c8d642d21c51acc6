#!/usr/bin/env python3
# -*- coding: utf-8 -*-  # noqa: UP009 - Python 2 must get as far as the line that tells which Python to use
"""Set Yehua up in `.venv` and run it: `demo`, `test`, or without a word JupyterLab on the notebooks.

Standard library only. An old Python must be able to read this file to the end, so that it can say in Chinese
what to do; hence quoted type hints and imports inside functions.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import webbrowser
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib import parse, request

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST: "tuple[int, int]" = (3, 11)  # 请改用 Python 3.11、3.12 或 3.13 运行，例如：python3 start.py demo
TOO_NEW = (3, 14)
ROOT = Path(__file__).resolve().parent
STAMP_FORMAT = 2
FEW = 40  # packages in a `.venv` that has most of the installation still before it
EXTRAS = {"test": ["test"]}
# Only files whose hash stands in a lock file, and of these only built ones but for four that are published as source.
LOCKED = (
    "--no-deps",
    "--require-hashes",
    "--no-build-isolation",
    "--only-binary=:all:",
    "--no-binary=bagit,jieba,lunar-python,openai-whisper",
)
GPU_TORCH_SIZES = (2.3, 3.1)  # GB to download and on the disk, beyond the CPU build
# Windows opens no path of more than 259 signs; the deepest file that pip writes below this folder has 196, torch's.
LONGEST_FOLDER = 58
WORDS = ("", "demo", "test")

USAGE = "用法：python3 start.py demo（跑一遍示例）、python3 start.py test（自检）、python3 start.py（打开操作界面）。"
WRONG_PYTHON = (
    "这台电脑上的 Python 是 {found}，本工具要用 64 位的 Python 3.11、3.12 或 3.13："
    "请到 python.org 下载安装 Python 3.12，再重新运行（不必卸载原来的）。"
)
NOT_UNPACKED = "文件不全，缺少 {missing}：请先把整个压缩包解压到一个文件夹，再运行里面的 start。"
NO_VENV = (
    "这台电脑的 Python 缺少建立独立环境的部件：请在终端运行 sudo apt install python3-venv"
    "（非 Debian/Ubuntu 系统请重装完整的 Python 3.12），再重新运行。详细记录：{log}"
)
DISK_FULL = "磁盘空间不足：安装要约 {needed} GB，{folder} 所在的磁盘还剩 {free} GB，请清理出空间后重新运行。"
NO_NETWORK = "连不上软件源：第一次运行要联网，请检查网线、无线网或代理后重新运行，已下载的部分不会白费。详细记录：{log}"
BAD_CERTIFICATE = (
    "软件源的安全证书核对不过：请先校准电脑的日期和时间；若单位网络有代理，请找网管要证书。详细记录：{log}"
)
LONG_PATH = "文件夹的路径太长：请把整个文件夹移到 D:\\yehua 这样短的位置后重新运行。详细记录：{log}"
LONG_FOLDER = (
    "文件夹的路径太长：{folder} 有 {length} 个字，最多 {most} 个，否则 Windows 装不全软件包，什么都没有安装。"
    "请把整个文件夹移到 D:\\yehua 这样短的位置后重新运行。"
)
NO_ACCESS = (
    "文件夹不能写入或正被占用：{folder}，请关掉别的夜话窗口和杀毒软件的拦截，或换一个有写入权限的文件夹后重新运行。"
)
BROKEN_DOWNLOAD = "下载的文件不完整：请重新运行；若总是这样，请换一个网络或软件源。详细记录：{log}"
CHANGED_PACKAGE = (
    "软件源给的 {package} 和本工具登记的不是同一个文件，可能被人换过，没有安装：请换一个可靠的软件源后重新运行；"
    "仍然这样，请把这份记录发给维护人员：{log}"
)
NO_PACKAGE = "软件源里没有适合这台电脑的 {package}：请换一个完整的软件源，或改用 64 位的 Python 3.12。详细记录：{log}"
NO_VOICES = "  这台电脑装不上分辨说话人的部件：转写照常，只是不标出谁在说话。"
UNKNOWN = "安装没有成功：请重新运行一次；仍不成功，请把这份记录发给维护人员：{log}"
BUSY = "另一个窗口正在安装，等它装完……"
STARTING = "另一个窗口正在打开操作界面，等它打开……"
RUNS_ALREADY = "操作界面已经开着，在浏览器里再给您打开一页。要结束，请到最先打开的那个窗口按 Ctrl+C。"
WELCOME = "notebooks/0-从这里开始.ipynb"

NETWORK = (
    r"NewConnectionError|NameResolutionError|getaddrinfo failed|name resolution|Network is unreachable"
    r"|ConnectTimeout|Read timed out|ReadTimeout|Connection refused|ConnectionReset|RemoteDisconnected"
    r"|No route to host|ProxyError|Cannot connect to proxy|nodename nor servname|Max retries exceeded"
)
# The first sign that is found in pip's words decides, so the causes that hide behind others come first.
SIGNS = (
    (r"No space left on device|Errno 28\b|WinError 112|Disk quota exceeded|Errno 122\b", DISK_FULL),
    (r"Windows Long Path support|WinError 206|filename or extension is too long", LONG_PATH),
    (r"CERTIFICATE_VERIFY_FAILED|certificate verify failed", BAD_CERTIFICATE),
    (r"DO NOT MATCH THE HASHES[^\n]*\n\s+(?P<package>[A-Za-z0-9._-]+)", CHANGED_PACKAGE),
    (r"DO NOT MATCH THE HASHES|IncompleteRead|Invalid wheel|BadZipFile|is not a valid wheel", BROKEN_DOWNLOAD),
    (NETWORK, NO_NETWORK),
    (r"Permission denied|PermissionError|WinError (?:5|32)\b|Access is denied|Read-only file system", NO_ACCESS),
    (r"No matching distribution found for (?P<package>[^\s<>=!~;\[]+)", NO_PACKAGE),
)


class StopError(Exception):
    """Raised to end with exit code 1; its message is the one sentence for the user."""


# -- words on the screen ---------------------------------------------------------------------------------------


def say(text: str) -> None:
    """Print `text`, whatever the console's code page can show, over a ticking clock if there is one."""
    stream = sys.stdout
    # A POSIX terminal shows UTF-8 also when an old Python believes that the locale is ASCII.
    encoding = (stream.encoding or "utf-8") if os.name == "nt" else "utf-8"
    stream.flush()
    blank = "\r" + " " * 20 + "\r" if stream.isatty() else ""
    data = (blank + text + "\n").encode(encoding, "replace")
    if hasattr(stream, "buffer"):
        stream.buffer.write(data)
    else:
        stream.write(data.decode(encoding))
    stream.flush()


@contextlib.contextmanager
def clock() -> "Iterator[None]":
    """Show the seconds that pass while the block runs, on a terminal only."""
    done = threading.Event()
    ticking = threading.Thread(target=tick, args=(done,), daemon=True)
    if sys.stdout.isatty():
        ticking.start()
    try:
        yield
    finally:
        done.set()
        if ticking.is_alive():
            ticking.join()
            sys.stdout.write("\r" + " " * 20 + "\r")


def tick(done: "threading.Event") -> None:
    """Write the seconds since the start over the same line until `done` is set."""
    start = time.monotonic()
    while not done.wait(1):
        minutes, seconds = divmod(int(time.monotonic() - start), 60)
        sys.stdout.write(f"\r  ... {minutes:02d}:{seconds:02d}")
        sys.stdout.flush()


def show(line: str) -> None:
    """Say what a line of pip's is worth to the user, if anything."""
    text = shown(line)
    if text:
        say(text)


def shown(line: str) -> str:
    """Return what a line of pip's is worth to the user in Chinese, or nothing."""
    fetched = re.match(r"\s*(Downloading|Using cached) (\S+) \(([\d.]+) (kB|MB|GB)\)", line)
    if fetched and fetched.group(4) != "kB" and not fetched.group(2).endswith(".metadata"):
        doing = "下载" if fetched.group(1) == "Downloading" else "已下载过"
        return f"  {doing} {package_of(fetched.group(2))}（{fetched.group(3)} {fetched.group(4)}）"
    taken = re.match(r"\s*Processing (\S.*\.whl)", line)
    if taken and megabytes(Path(taken.group(1))) > 1:
        return f"  取用 {package_of(taken.group(1))}（{megabytes(Path(taken.group(1))):.1f} MB）"
    if line.startswith("Installing collected packages:"):
        return f"  正在安装 {line.count(',') + 1} 个软件包，要一两分钟，请不要关窗口……"
    if "WARNING: Retrying" in line:
        return "  网络不通，正在重试……"
    return ""


def megabytes(path: Path) -> float:
    """Return the size of a file in MB, 0 if it cannot be told."""
    return path.stat().st_size / 1e6 if path.is_file() else 0.0


def package_of(file: str) -> str:
    """Return name and version of a wheel or source archive from its address or path."""
    parts = re.split(r"[/\\]", file)[-1].replace("%2B", "+").split("-")
    return " ".join(parts[:2]).replace(".tar.gz", "")


def remedy(words: str, **fields: str) -> str:
    """Return the one sentence on what to do about a failure in which pip or venv said `words`."""
    for sign, sentence in SIGNS:
        match = re.search(sign, words)
        if match:
            return sentence.format(**dict(fields, **match.groupdict()))
    return UNKNOWN.format(**fields)


# -- which Python ----------------------------------------------------------------------------------------------


def suitable(version: "tuple[int, int]", bits: int = 64) -> bool:
    """Return whether a Python of this version and word size can run Yehua."""
    return OLDEST <= tuple(version) < TOO_NEW and bits == 64  # noqa: PLR2004 - the usual word size


def own_version() -> "tuple[int, int]":
    """Return the version of the Python that runs this file."""
    return (sys.version_info[0], sys.version_info[1])


def own_bits() -> int:
    """Return 32 or 64."""
    return 64 if sys.maxsize > 2**32 else 32


def other_pythons(root: Path) -> "list[list[str]]":
    """Return commands that may start a suitable Python, the one in `.venv` first."""
    versions = ["3.12", "3.13", "3.11"]
    commands = [[str(venv_python(root))]] if venv_python(root).exists() else []
    if os.name == "nt":
        return commands + [["py", "-" + version] for version in versions]
    names = [shutil.which("python" + version) for version in versions]
    framework = "/Library/Frameworks/Python.framework/Versions/{0}/bin/python{0}"
    places = [framework.format(version) for version in versions]
    return commands + [[name] for name in names if name] + [[place] for place in places if Path(place).exists()]


def find_python(root: Path) -> "list[str] | None":
    """Return the command of a suitable Python on this machine, or None."""
    for command in other_pythons(root):
        version = asked(command)
        if version and suitable(version[0], version[1]):
            return command
    return None


def asked(command: "list[str]") -> "tuple[tuple[int, int], int] | None":
    """Return version and word size that the Python `command` tells of itself, or None if it does not run."""
    code = "import sys; print(sys.version_info[0], sys.version_info[1], 64 if sys.maxsize > 2**32 else 32)"
    try:
        answer = subprocess.check_output([*command, "-c", code], stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return None
    numbers = answer.split()
    return ((int(numbers[0]), int(numbers[1])), int(numbers[2])) if len(numbers) == 3 else None  # noqa: PLR2004


def base_python() -> str:
    """Return the Python that `.venv` is made from, also when this file runs inside a virtual environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


# -- the virtual environment -----------------------------------------------------------------------------------


def venv_python(root: Path) -> Path:
    """Return the path of the Python in `.venv`."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def log_file(root: Path) -> Path:
    """Return the path of pip's own log."""
    return root / ".venv" / "install.log"


def environment(root: Path) -> "dict[str, str]":
    """Return the environment for everything that runs in `.venv`; pip keeps the machine's settings.

    Without compiled modules each start would take a second longer.
    """
    dropped = {"PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PYTHONDONTWRITEBYTECODE"}
    kept = {key: value for key, value in os.environ.items() if key not in dropped}
    folder = str(venv_python(root).parent)
    ours = {
        "PYTHONUTF8": "1",
        "HF_HUB_OFFLINE": "1",
        "VIRTUAL_ENV": str(root / ".venv"),
        "PATH": folder + os.pathsep + kept.get("PATH", ""),
        "PIP_USER": "0",
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "JUPYTER_PREFER_ENV_PATH": "1",
    }
    return dict(kept, **ours)


def run_logged(root: Path, command: "list[str]") -> "tuple[int, str]":
    """Run `command`, show what of its words is worth showing, and return its exit code and all its words."""
    words: list[str] = []
    pipe: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    pipe.update({"encoding": "utf-8", "errors": "replace"})
    try:
        with subprocess.Popen(command, cwd=str(root), env=environment(root), **pipe) as process:
            for line in process.stdout or ():
                words.append(line)
                show(line)
    finally:
        note(root, command, "".join(words))
    return process.returncode, "".join(words)


def note(root: Path, command: "list[str]", words: str) -> None:
    """Append what a command said to the log, if there is a `.venv` yet."""
    if log_file(root).parent.is_dir():
        with log_file(root).open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{words}\n")


def make_venv(root: Path) -> None:
    """Make `.venv` anew, with or without a pip of its own.

    Raise StopError when this Python can do neither.
    """
    say("建立独立的 Python 环境 .venv ……")
    words = ""
    for how in (["venv"], ["virtualenv"], ["venv", "--without-pip"]):
        remove_tree(root / ".venv")
        code, said = run_logged(root, [base_python(), "-m", *how, str(root / ".venv")])
        words += said
        if code == 0 and probe(root) and pip_command(root):
            return
    if any(re.search(sign, words) for sign, sentence in SIGNS if sentence in (DISK_FULL, NO_ACCESS, LONG_PATH)):
        raise StopError(remedy(words, **places(root)))
    raise StopError(NO_VENV.format(log=log_file(root)))


def remove_tree(folder: Path) -> None:
    """Remove `folder` as far as it can be; a virus scanner on Windows may hold its files for a moment."""
    for pause_s in (0.1, 0.3, 0.6, 1.0):
        shutil.rmtree(str(folder), ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(pause_s)


def pip_command(root: Path) -> "list[str]":
    """Return the command that runs pip for `.venv`: its own pip, else the outer Python's; empty if neither."""
    inner = [str(venv_python(root)), "-m", "pip"]
    outer = [base_python(), "-m", "pip", "--python", str(venv_python(root))]
    for command in (inner, outer):
        if run_logged(root, [*command, "--version"])[0] == 0:
            return command
    return []


def probe(root: Path) -> "tuple[int, int] | None":
    """Return the version of the Python in `.venv` if it runs and is suitable, else None."""
    answer = asked([str(venv_python(root))])
    return answer[0] if answer and suitable(answer[0], answer[1]) else None


def installed(root: Path) -> "list[Path]":
    """Return the folders in which pip notes what is installed in `.venv`, one a package."""
    packages = "Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages"
    return list((root / ".venv").glob(f"{packages}/*.dist-info"))


def forget_half_installed(root: Path) -> "list[str]":
    """Remove the notes of packages whose installation was cut off, so that pip installs them again; return them.

    pip writes RECORD last: a package without it is half there, yet pip would take it for installed.
    Raise StopError when another program keeps one of them open.
    """
    halves = [path for path in installed(root) if not (path / "RECORD").exists()]
    for path in halves:
        remove_tree(path)
        if path.exists():
            raise StopError(NO_ACCESS.format(folder=path))
    return [path.name for path in halves]


# -- the stamp: what was installed, and from what --------------------------------------------------------------


def stamp_file(root: Path) -> Path:
    """Return the path of the stamp that is written when everything is installed."""
    return root / ".venv" / "yehua-stamp.json"


def stamp_of(root: Path, version: "tuple[int, int] | None", extras: "list[str]") -> "dict[str, Any]":
    """Return what the installation depends on."""
    return {
        "format": STAMP_FORMAT,
        "project": digest_of([root / "pyproject.toml", *sorted((root / "requirements").glob("*.txt"))]),
        "python": list(version or ()),
        "root": str(root),
        "extras": sorted(extras),
    }


def digest_of(files: "list[Path]") -> str:
    """Return one hash over the contents of `files`."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def read_stamp(root: Path) -> "dict[str, Any]":
    """Return the stamp of the last finished installation, empty if there is none that can be read."""
    try:
        stamp = json.loads(stamp_file(root).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def covers(stamp: "dict[str, Any]", wanted: "dict[str, Any]") -> bool:
    """Return whether the installation of `stamp` serves what is `wanted`: the same, or with more extras."""
    same = all(stamp.get(key) == value for key, value in wanted.items() if key != "extras")
    return same and set(wanted["extras"]) <= set(stamp.get("extras", ()))


# -- installing ------------------------------------------------------------------------------------------------


def set_up(root: Path, extras: "list[str]") -> None:
    """Bring `.venv` to what `pyproject.toml` asks for; costs nothing when it is there already.

    Raise StopError with the sentence for the user.
    """
    if not is_ready(root, extras):
        with one_at_a_time(root), clock():
            if not is_ready(root, extras):
                install(root, extras)
    put_overrides(root)


def is_ready(root: Path, extras: "list[str]") -> bool:
    """Return whether `.venv` runs and its stamp covers `extras`."""
    stamp = read_stamp(root)
    version = probe(root) if stamp else None
    return version is not None and covers(stamp, stamp_of(root, version, extras))


def install(root: Path, extras: "list[str]") -> None:
    """Install the project with `extras`, mending what an earlier run left; raise StopError."""
    check_length(root)
    old = read_stamp(root)
    if not (probe(root) and pip_command(root)):
        old = {}
        make_venv(root)
    extras = sorted(set(extras) | set(old.get("extras", ())))
    log_file(root).write_text("", encoding="utf-8")
    pip = pip_command(root)
    forget_half_installed(root)
    if not (old and is_installed_offline(root, pip, extras)):
        install_online(root, pip, extras)
    stamp_file(root).write_text(json.dumps(stamp_of(root, probe(root), extras)), encoding="utf-8")
    say("安装完成，以后运行不必联网。")


def check_length(root: Path) -> None:
    """Raise StopError where Windows could not open what would be installed below `root`."""
    length = len(str(root))
    if os.name == "nt" and length > LONGEST_FOLDER:
        raise StopError(LONG_FOLDER.format(folder=root, length=length, most=LONGEST_FOLDER))


def is_installed_offline(root: Path, pip: "list[str]", extras: "list[str]") -> bool:
    """Try to mend without network, after the folder was moved or a word of `pyproject.toml` changed."""
    say("项目文件夹有变化，核对已安装的软件包……")
    locked = [*pip, "install", "--no-index", *LOCKED]
    torch = "torch-cpu" if wants_cpu_torch() else "torch"
    for names in (["build"], ["run", *extras], [torch], ["voices"]):
        options = lock_options(root, names)
        if options and run_logged(root, [*locked, *options])[0] != 0:
            return False
    return run_logged(root, link_command(pip))[0] == 0


def install_online(root: Path, pip: "list[str]", extras: "list[str]") -> None:
    """Install what the lock files name from the index that pip is set up with; raise StopError."""
    if len(installed(root)) < FEW:
        check_room(root, sizes()[1])
        say("第一次安装要下载约 {} GB，装好后占磁盘约 {} GB，请保持联网……".format(*sizes()))
    else:
        say("补装缺少的软件包，请保持联网……")
    links = ["--find-links", str(root / "wheels")] if (root / "wheels").is_dir() else []
    locked = [*pip, "install", *links, *LOCKED]
    # The build tools stay in `.venv`, so that a moved folder can be mended without network.
    install_locked(root, locked, ["build"])
    install_torch(root, locked)
    install_locked(root, locked, ["run", *extras])
    install_voices(root, locked)
    install_locked(root, link_command(pip), [])


def link_command(pip: "list[str]") -> "list[str]":
    """Return the command that links this folder into `.venv`; it needs no network."""
    return [*pip, "install", "--no-index", "--no-deps", "--no-build-isolation", "-e", "."]


def lock_file(root: Path, name: str) -> Path:
    """Return the path of a lock file: exact versions, with the hash of each file that may be installed."""
    return root / "requirements" / f"{name}.txt"


def lock_options(root: Path, names: "list[str]") -> "list[str]":
    """Return the options by which pip reads the lock files `names` that there are."""
    files = [str(lock_file(root, name)) for name in names if lock_file(root, name).exists()]
    return [word for file in files for word in ("-r", file)]


def install_locked(root: Path, command: "list[str]", names: "list[str]") -> None:
    """Run pip on the lock files `names`; raise StopError."""
    options = lock_options(root, names)
    if names and not options:
        return
    code, words = run_pip(root, [*command, *options])
    if code != 0:
        raise StopError(remedy(words, **places(root)))


def install_voices(root: Path, command: "list[str]") -> None:
    """Install the weights that tell voices apart; a machine that none are made for goes without.

    Raise StopError when they could be had and did not come.
    """
    if not lock_file(root, "voices").exists():
        return
    code, words = run_pip(root, [*command, *lock_options(root, ["voices"])])
    if code != 0 and not has_no_build(words):
        raise StopError(remedy(words, **places(root)))
    if code != 0:
        say(NO_VOICES)


def has_no_build(words: str) -> bool:
    """Return from pip's words whether an index was reached that holds no file for this Python and system.

    With constraints of its own pip words the same thing as a conflict. A changed file is no missing one.
    """
    if re.search(NETWORK, words) or "DO NOT MATCH THE HASHES" in words:
        return False
    return "No matching distribution found" in words or "ResolutionImpossible" in words


def run_pip(root: Path, command: "list[str]") -> "tuple[int, str]":
    """Run pip and return its exit code and words; from where it begins to change something the stamp is gone.

    So what worked before still works when only the network was missing.
    """
    stamp = stamp_file(root).read_bytes() if stamp_file(root).exists() else b""
    if stamp:
        stamp_file(root).unlink()
    code, words = run_logged(root, command)
    if stamp and "Installing collected packages:" not in words:
        stamp_file(root).write_bytes(stamp)
    return code, words


def install_torch(root: Path, command: "list[str]") -> None:
    """Install torch; on a Linux without a graphics card the CPU build, if there is one for this Python.

    Raise StopError.
    """
    if wants_cpu_torch() and lock_file(root, "torch-cpu").exists():
        code, words = run_pip(root, [*command, *lock_options(root, ["torch-cpu"])])
        if code == 0:
            return
        if not has_no_build(words):
            raise StopError(remedy(words, **places(root)))
        say("  软件源里没有适合 Python {}.{} 的 CPU 版 torch，改装带显卡支持的版本：".format(*own_version()))
        say("  要多下载约 {} GB、多占约 {} GB 磁盘，功能一样。".format(*GPU_TORCH_SIZES))
        say("  不想多下载，可按 Ctrl+C 停下，把 CPU 版 torch 的 .whl 文件放进 wheels 文件夹后重新运行。")
        check_room(root, sizes()[1] + GPU_TORCH_SIZES[1])
    install_locked(root, command, ["torch"])


def wants_cpu_torch() -> bool:
    """Return whether this is a Linux without a graphics card, where the CPU build of torch saves several GB."""
    return sys.platform == "linux" and not (shutil.which("nvidia-smi") or shutil.which("rocm-smi"))


def sizes() -> "tuple[float, float]":
    """Return the GB to download and on the disk, as measured in November 2026."""
    return (1.2, 3.6) if sys.platform == "linux" else (0.9, 2.7)


def check_room(root: Path, needed: float) -> None:
    """Raise StopError when the disk has less than `needed` GB left."""
    if shutil.disk_usage(str(root)).free < needed * 1e9:
        raise StopError(DISK_FULL.format(**dict(places(root), needed=needed)))


def places(root: Path) -> "dict[str, str]":
    """Return what the sentences name: the log, the folder, and the room on its disk."""
    free = shutil.disk_usage(str(root)).free / 1e9
    return {"log": str(log_file(root)), "folder": str(root), "free": f"{free:.1f}", "needed": str(sizes()[1])}


def put_overrides(root: Path) -> None:
    """Make JupyterLab Chinese, silent towards the network, and deaf to the keys that delete cells."""
    source = root / "toolkit" / "data" / "overrides.json"
    copy = root / ".venv" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    if source.exists() and not (copy.exists() and copy.read_bytes() == source.read_bytes()):
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(source.read_bytes())


@contextlib.contextmanager
def one_at_a_time(root: Path, what: str = "yehua", busy: str = BUSY) -> "Iterator[None]":
    """Wait while another window does `what` with the same folder, and say `busy`; the lock dies with its process."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    name = f"{what}-{user}-{hashlib.sha256(str(root).encode()).hexdigest()[:16]}.lock"
    with (Path(tempfile.gettempdir()) / name).open("a+") as file:
        if not is_locked(file):
            say(busy)
            while not is_locked(file):
                time.sleep(1)
        yield


def is_locked(file: "IO[str]") -> bool:
    """Lock `file` for this process; tell whether that worked."""
    try:
        if os.name == "nt":
            import msvcrt  # noqa: PLC0415 - Windows only

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


# -- running ---------------------------------------------------------------------------------------------------


def run(root: Path, command: "list[str]") -> int:
    """Run `command` in the foreground and return its exit code; Ctrl+C is the command's own affair."""
    with subprocess.Popen(command, cwd=str(root), env=environment(root)) as process:
        return ended(process)


def ended(process: "subprocess.Popen[bytes]") -> int:
    """Wait for the end of `process`, whatever keys are pressed meanwhile, and return its exit code."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def demo(root: Path) -> int:
    """Run the sample meeting from end to end and return the exit code."""
    return run(root, [str(venv_python(root)), "-m", "toolkit", "demo", "--workspace", str(root / "archive" / "demo")])


def test(root: Path) -> int:
    """Run every check, also after one failed, and return 1 if any did."""
    python = str(venv_python(root))
    failed = []
    for title, command in checks(root):
        say(f"== {title}")
        if run(root, [python, "-m", *command]) != 0:
            failed.append(title)
    say("自检全部通过。" if not failed else "自检没有通过：{}。".format("、".join(failed)))
    return 1 if failed else 0


def checks(root: Path) -> "list[tuple[str, list[str]]]":
    """Return title and module call of each check; one pytest for tests and notebooks, so that it counts all."""
    notebooks = ["notebooks"] if any((root / "notebooks").glob("*.ipynb")) else []
    nbval = ["--nbval-lax", "--nbval-cell-timeout=900"] if notebooks else []
    return [
        ("代码规范 ruff check", ["ruff", "check", "."]),
        ("代码格式 ruff format", ["ruff", "format", "--check", "."]),
        ("类型检查 mypy", ["mypy"]),
        ("全部测试 pytest", ["pytest", *workers(), *nbval, "tests", *notebooks]),
    ]


def workers() -> "list[str]":
    """Return what lets pytest run on several processors: each file on one of them, since its fixtures are made once."""
    count = min(os.cpu_count() or 1, 4)
    return ["-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder"] if count > 1 else []


def lab(root: Path) -> int:
    """Open the workbench, with JupyterLab behind it, and return its exit code; one that runs already is shown."""
    with one_at_a_time(root, "yehua-lab", STARTING):
        address = running(root)
        if address:
            say(RUNS_ALREADY)
            show_page(address)
            return 0
        say("正在打开操作界面；用完后回到这个窗口按 Ctrl+C 结束。")
        # Until it answers no second window may start one, too: two would work at the same notebooks.
        process = subprocess.Popen(lab_command(root), cwd=str(root), env=environment(root))
        await_lab(root, process)
    with process:
        return ended(process)


def lab_command(root: Path) -> "list[str]":
    """Return what starts the server on the whole folder, so that links to papers in archive/ work."""
    as_root = ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [
        *[str(venv_python(root)), "-m", "toolkit.workbench", *as_root],
        # Panels start a kernel that was shut down, the cells below and themselves, by JupyterLab's own commands.
        "--LabApp.expose_app_in_browser=True",
        "--ServerApp.root_dir=" + str(root),
        # Notebooks show their page of the workbench by themselves.
        "--LabApp.extra_labextensions_path=" + str(root / "toolkit" / "workbench" / "labextension"),
        "--LabApp.default_url=/lab/tree/" + parse.quote(WELCOME),
        # Said outright, so that a configuration of the user's own cannot open the server to other machines.
        "--ServerApp.ip=127.0.0.1",
        "--ServerApp.allow_remote_access=False",
        "--ServerApp.allow_origin=",
        "--ServerApp.allow_origin_pat=",
        "--ServerApp.disable_check_xsrf=False",
        # Uploads over 10 MiB vanish without a word otherwise.
        '--ServerApp.tornado_settings={"websocket_max_message_size": 536870912}',
    ]


def await_lab(root: Path, process: "subprocess.Popen[bytes]", patience: float = 120.0) -> None:
    """Wait until the JupyterLab of `process` answers, or ends, or `patience` seconds have passed."""
    until = time.monotonic() + patience
    try:
        while process.poll() is None and time.monotonic() < until and not running(root):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass  # the process has been told, too


def running(root: Path) -> str:
    """Return the address, with its token, of the JupyterLab that serves `root` on this machine; empty if none does."""
    for note_ in sorted(runtime_folder(root).glob("jpserver-*.json")):
        try:
            server = json.loads(note_.read_text(encoding="utf-8"))
            ours = Path(server["root_dir"]).samefile(root)
            address, token = str(server["url"]), str(server["token"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # it is being started or stopped
        if ours and answers(address, token):
            return address.rstrip("/") + "/yehua/?token=" + token
    return ""


def runtime_folder(root: Path) -> Path:
    """Return where Jupyter notes which of its servers run, as the Python in `.venv` says."""
    code = "from jupyter_core.paths import jupyter_runtime_dir; print(jupyter_runtime_dir())"
    answer = subprocess.check_output([str(venv_python(root)), "-c", code], env=environment(root))
    return Path(answer.decode("utf-8").strip())


def answers(address: str, token: str) -> bool:
    """Return whether a server at `address` answers to its `token`: a note may be left of one that was killed."""
    if not address.startswith(("http://", "https://")):
        return False
    allowed = {"Authorization": "token " + token}
    question = request.Request(address + "api/status", headers=allowed)  # noqa: S310 - looked at above
    # An office's proxy knows nothing of this machine's own servers.
    direct = request.build_opener(request.ProxyHandler({}))
    try:
        with direct.open(question, timeout=5) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's word for yes
    except (OSError, ValueError):
        return False


def show_page(address: str) -> None:
    """Open `address` in the browser of this machine, or say it where there is none."""
    if not webbrowser.open(address):
        say("请在浏览器里打开：" + address)


def main(arguments: "list[str]") -> int:
    """Set up, do what the word says, and return the exit code: 0 done, 1 the user can mend it, 2 wrong usage."""
    word = arguments[0] if arguments else ""
    if len(arguments) > 1 or word not in WORDS:
        say(USAGE)
        return 0 if word in {"-h", "--help"} else 2
    try:
        return set_up_and_run(ROOT, word, arguments)
    except StopError as stop:
        say(str(stop))
    except KeyboardInterrupt:
        say("已停下；重新运行就接着做。")
    except OSError as fault:
        say(remedy(f"{type(fault).__name__} [Errno {fault.errno}] {fault.strerror}", **places(ROOT)))
    return 1


def set_up_and_run(root: Path, word: str, arguments: "list[str]") -> int:
    """Hand over to a suitable Python if this is none, else set up and run `word`; raise StopError."""
    if not suitable(own_version(), own_bits()):
        other = find_python(root)
        if other is None:
            found = "{}.{}（{} 位）".format(*own_version(), own_bits())
            raise StopError(WRONG_PYTHON.format(found=found))
        return subprocess.call([*other, str(root / "start.py"), *arguments])
    if not (root / "pyproject.toml").exists():
        raise StopError(NOT_UNPACKED.format(missing="pyproject.toml"))
    set_up(root, EXTRAS.get(word, []))
    return {"demo": demo, "test": test, "": lab}[word](root)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
