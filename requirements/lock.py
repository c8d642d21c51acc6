"""Make the lock files beside this script: every dependency with its version and the hashes of its files.

A maintainer runs it after changing the dependencies in `pyproject.toml`: `python requirements/lock.py`. It needs the
tool uv on the PATH. The files name no index: pip takes the packages from wherever it is set up to, and refuses every
file whose hash is not written here. `torch-cpu.txt` is kept by hand, since CPU builds lie on an index of their own.
"""

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent / "pyproject.toml"
OLDEST = "3.11"
# Libraries for graphics cards, which a Linux build of torch for such cards depends on.
GPU_LIBRARY = re.compile(r"^(?:nvidia|cuda)-[a-z0-9-]+", re.MULTILINE)
# What builds the project itself and the four dependencies that are published as source only.
BUILD_TOOLS = "hatchling>=1.27\neditables\nsetuptools>=77\nsetuptools-scm\nwheel\n"


def compiled(source: Path, *options: str) -> str:
    """Return the lock of the requirements in `source` for all systems and every supported Python."""
    command = ["uv", "pip", "compile", str(source), "--universal", "--python-version", OLDEST, "--generate-hashes"]
    quiet = ["--no-emit-index-url", "--no-header", "--no-annotate", "--quiet", "--no-config"]
    done = subprocess.run([*command, *quiet, *options], check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def without(names: set[str]) -> list[str]:
    """Return the options that leave packages `names` out of a lock."""
    return [word for name in sorted(names) for word in ("--no-emit-package", name)]


def packages(lock: str) -> set[str]:
    """Return the names of the packages in a lock."""
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", lock, re.MULTILINE))


def main() -> None:
    """Write `run.txt`, `test.txt`, `torch.txt`, `voices.txt` and `build.txt`."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "requirements.in"
        whole = compiled(PROJECT)
        torch = {"torch", *GPU_LIBRARY.findall(whole)}
        run = compiled(PROJECT, *without(torch))
        pins = Path(folder) / "pins.txt"
        pins.write_text(re.sub(r" *\\\n *--hash=\S+", "", whole), encoding="utf-8")
        again = ("--constraint", str(pins))
        write("run", run)
        write("torch", compiled(PROJECT, *again, *without(packages(run))))
        write("test", compiled(PROJECT, "--extra", "test", *again, *without(packages(whole))))
        scratch.write_text("\n".join(bare_packages()), encoding="utf-8")
        write("voices", compiled(scratch, "--no-deps"))
        scratch.write_text(BUILD_TOOLS, encoding="utf-8")
        write("build", compiled(scratch, *again))


def bare_packages() -> list[str]:
    """Return the packages of which only the weights are used."""
    return list(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["tool"]["yehua"]["without-dependencies"])


def write(name: str, lock: str) -> None:
    """Write one lock file with a line that says how it was made."""
    head = "# Made by requirements/lock.py; do not edit by hand.\n"
    (HERE / f"{name}.txt").write_text(head + lock, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
