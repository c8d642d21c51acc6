"""Measure how much of the toolkit one recording and one paper enter: packages, modules, functions, calls upwards.

Run by hand: `python -m benchmarks.walk`, with `--list` for the names. The sample is transcribed for real, without
telling speakers apart. Bodies of modules and classes, comprehensions and lambdas do not count as functions. A call
upwards is one from a function of a lower package into a higher one: a callback.
"""

import inspect
import sys
import tempfile
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

TOP = Path(__file__).resolve().parent.parent
TOOLKIT = str(TOP / "toolkit")
SOUND = TOP / "examples" / "2026-09-night-meeting.mp3"


@dataclass
class Walk:
    """The functions that were entered, and the calls from a lower package up into a higher one."""

    functions: set[CodeType] = field(default_factory=set)
    upwards: set[tuple[str, str]] = field(default_factory=set)

    def modules(self) -> set[str]:
        """Return the modules that were entered."""
        return {code.co_filename for code in self.functions}

    def packages(self) -> set[str]:
        """Return the packages and front doors that were entered."""
        return {package_of(code) for code in self.functions}


def package_of(code: CodeType) -> str:
    """Return the package of the toolkit in which `code` stands."""
    return Path(code.co_filename).relative_to(TOOLKIT).parts[0].removesuffix(".py")


def is_function(code: CodeType) -> bool:
    """Return whether `code` is that of a function with a name, not the body of a module or of a class.

    The `__getattr__` of `toolkit` itself does not count: Python asks it whenever a package is imported from there. Nor
    does a template that Jinja compiled, which has the name of its file.
    """
    is_named = bool(code.co_flags & inspect.CO_OPTIMIZED) and not code.co_name.startswith("<")
    return is_named and code.co_filename.endswith(".py") and code.co_filename != f"{TOOLKIT}/__init__.py"


def layers() -> dict[str, int]:
    """Return the layer of each package, the lowest highest in number, from the contract on imports."""
    contracts = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    rows = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    return {name.strip("() "): number for number, row in enumerate(rows) for name in row.split("|")}


@contextmanager
def watched(walk: Walk) -> Iterator[None]:
    """Keep in `walk` each function of the toolkit that is entered in the block, in any thread."""
    layer = layers()

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(TOOLKIT) or not is_function(code):
            return
        walk.functions.add(code)
        caller = frame.f_back
        while caller is not None and not caller.f_code.co_filename.startswith(TOOLKIT):
            caller = caller.f_back
        if caller is not None:
            below, above = package_of(caller.f_code), package_of(code)
            if layer.get(above, 0) < layer.get(below, 0):
                walk.upwards.add((f"{below}:{caller.f_code.co_name}", f"{above}:{code.co_name}"))

    threading.setprofile(profile)
    sys.setprofile(profile)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type] # None switches it off


def command(workspace: Path, *words: object) -> None:
    """Run `yehua` with `words` in this process."""
    from toolkit.commands import main  # noqa: PLC0415 - while somebody watches

    main([*map(str, words), "--workspace", str(workspace)], standalone_mode=False)


def recording(run: Callable[..., None], folder: Path) -> None:
    """Take the sample in, transcribe it, find and confirm its grievances, pack it."""
    code = "0194-LY·2026-D30-0001"
    run("add", SOUND, "--date", "2026-09-25", "--place", "柳树湾")
    run("transcribe", code)
    run("grievances", code)
    run("accusation", "close", code, "--by", "王芳")
    run("confirm", code, 1)
    run("confirm", code, 2, "--set", "person=李国强", "--set", "home=柳树湾五组")
    run("pack", code, "--out", folder / "档案包")


def paper(run: Callable[..., None], folder: Path) -> None:
    """Open a case, write a paper from the facts of the examples, and issue it."""
    case, draft = "案2026-0001", folder / "意见书.docx"
    run("case", "open", "夜话2026-08-柳树湾-诉002", "--date", "2026-09-28")
    run("fill", "legal_opinion", TOP / "examples" / "facts" / "legal_opinion.json", "--out", draft)
    run("issue", case, "legal_opinion", draft)


def report(title: str, walk: Walk) -> None:
    """Print the figures of `walk`."""
    packages = "、".join(sorted(walk.packages()))
    print(f"{title}: {len(walk.packages())} packages ({packages})")
    print(
        f"  {len(walk.modules())} modules, {len(walk.functions)} functions, {len(walk.upwards)} kinds of call upwards"
    )
    for below, above in sorted(walk.upwards):
        print(f"    {below} -> {above}")
    if "--list" in sys.argv:
        for package in sorted(walk.packages()):
            names = sorted(code.co_qualname for code in walk.functions if package_of(code) == package)
            print(f"  {package}: {', '.join(names)}")


def main() -> None:
    """Walk the ways of a recording and of a paper, and print what each entered."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "工作"
        ways: tuple[tuple[str, Callable[[Callable[..., None], Path], None]], ...] = (
            ("a recording", recording),
            ("a paper", paper),
        )
        for title, way in ways:
            walk = Walk()
            with watched(walk):
                way(lambda *words: command(workspace, *words), Path(folder))
            report(title, walk)


if __name__ == "__main__":
    main()
