"""Count how many small changes of the rule modules the rules' own tests notice.

`python -m benchmarks.mutants [HOW_MANY] [SEED]`. Each mutant changes one place of one module of `toolkit/papers/rules`:
a comparison, a number, `and` for `or`, a condition that is always or never met, `not` left out, another level of a
finding. The interpreter is started once; every mutant runs in a fork of it, one at a time. The tests must pass without
a mutant; the time they may take is that of the processor, so that a busy machine notices no mutant by its slowness.
"""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import io
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
RULES = ROOT / "toolkit" / "papers" / "rules"
TESTS = "tests/papers/rules"
LONGEST = 120  # seconds of the processor that the tests of one mutant may take
QUICKEST = ("test_cases.py", "test_blind_sets.py")  # the tests that notice most, run first
_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_CALLED = {"any": "all", "all": "any", "max": "min", "min": "max", "bars": "warns", "asks": "warns", "warns": "bars"}
_REACHED: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div}


@dataclass(frozen=True)
class Mutant:
    """A changed module: its dotted name, its line that changed, what became of it, and the new source."""

    module: str
    line: int
    change: str
    source: str


@dataclass(frozen=True)
class Place:
    """The place of a mutant: the file, the number of the node in a walk of its tree, and the change there."""

    path: Path
    node: int
    change: Callable[[Any], str]


def places() -> Iterator[Place]:
    """Yield the place of every mutant of every rule module."""
    for path in sorted(RULES.rglob("*.py")):
        for number, node in enumerate(ast.walk(ast.parse(path.read_text(encoding="utf-8")))):
            for change in _changes(node):
                yield Place(path, number, change)


def mutant_at(place: Place) -> Mutant:
    """Return the mutant of one place."""
    tree = ast.parse(place.path.read_text(encoding="utf-8"))
    node = next(node for number, node in enumerate(ast.walk(tree)) if number == place.node)
    told = place.change(node)
    module = ".".join(place.path.relative_to(ROOT).with_suffix("").parts)
    return Mutant(module, getattr(node, "lineno", 0), told, ast.unparse(ast.fix_missing_locations(tree)))


def _changes(node: ast.AST) -> Iterator[Callable[[Any], str]]:
    """Yield the changes that can be made at `node`; each changes the node it is given and tells how."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        yield _other_comparison
    elif isinstance(node, ast.BoolOp):
        yield _other_connective
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        yield _other_number
    elif isinstance(node, ast.If | ast.IfExp):
        yield _always
        yield _never
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _without_not
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLED:
        yield _other_call
    elif isinstance(node, ast.BinOp) and type(node.op) in _REACHED:
        yield _other_operator


def _other_comparison(node: ast.Compare) -> str:
    old = ast.unparse(node)
    node.ops[0] = _COMPARED[type(node.ops[0])]()
    return f"{old} -> {ast.unparse(node)}"


def _other_connective(node: ast.BoolOp) -> str:
    old = ast.unparse(node)
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return f"{old} -> {ast.unparse(node)}"


def _other_number(node: ast.Constant) -> str:
    old, node.value = node.value, int(str(node.value)) + 1
    return f"{old} -> {node.value}"


def _always(node: ast.If | ast.IfExp) -> str:
    old = ast.unparse(node.test)
    node.test = ast.BoolOp(ast.Or(), [node.test, ast.Constant(value=True)])
    return f"if {old} -> always"


def _never(node: ast.If | ast.IfExp) -> str:
    old = ast.unparse(node.test)
    node.test = ast.BoolOp(ast.And(), [node.test, ast.Constant(value=False)])
    return f"if {old} -> never"


def _without_not(node: ast.UnaryOp) -> str:
    old = ast.unparse(node)
    node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    return f"{old} -> without not"


def _other_call(node: ast.Call) -> str:
    node.func = ast.Name(_CALLED[ast.unparse(node.func)], ast.Load())
    return f"-> {ast.unparse(node.func)}(...)"


def _other_operator(node: ast.BinOp) -> str:
    old = ast.unparse(node)
    node.op = _REACHED[type(node.op)]()
    return f"{old} -> {ast.unparse(node)}"


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Loads the source of a mutant in the place of its module."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 # the protocol of a finder
        target: object = None,  # noqa: ARG002 # the same
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of the mutant, None for any other module."""
        if fullname != self._mutant.module:
            return None
        file = ROOT.joinpath(*fullname.split(".")).with_suffix(".py")
        return importlib.util.spec_from_file_location(fullname, file, loader=self)  # type: ignore[arg-type] # a loader

    def exec_module(self, module: object) -> None:
        """Run the source of the mutant in `module`."""
        exec(compile(self._mutant.source, self._mutant.module, "exec"), vars(module))  # noqa: S102 # its own module, changed


def is_noticed(mutant: Mutant | None) -> bool:
    """Return whether the tests fail, or never end, with `mutant`; without one, whether they fail as they are."""
    child = os.fork()
    if child == 0:
        signal.setitimer(signal.ITIMER_PROF, LONGEST)
        os._exit(_result_with(mutant))
    return os.waitpid(child, 0)[1] != 0


def _result_with(mutant: Mutant | None) -> int:
    if mutant:
        sys.meta_path.insert(0, _Mutated(mutant))
        if _cases_fail(mutant.module):
            return 1
    first = [f"{TESTS}/{name}" for name in QUICKEST]
    options = ["-x", "-q", "--no-header", "--assert=plain", "-p", "no:cacheprovider", "-n0"]
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            return int(pytest.main([*options, *first, TESTS]))
    except BaseException:  # noqa: BLE001 # whatever stops the tests notices the mutant
        return 1


def _cases_fail(module: str) -> bool:
    """Return whether a case of a rule of `module` fails: the quickest of the tests, without the start of pytest."""
    from tests.papers.rules.test_cases import RULES, told  # noqa: PLC0415 # imported with the mutant in its place
    from toolkit.papers.rules.cases import cases  # noqa: PLC0415 # the same

    try:
        return any(
            told(case) != (case.level if case.breaks else "")
            for case in cases()
            if RULES[case.rule].check.__module__ == module
        )
    except Exception:  # noqa: BLE001 # whatever is raised fails the case
        return True


def prepare() -> None:
    """Import what the tests need beside the rules, and compile every concept."""
    import hypothesis.strategies  # noqa: F401, PLC0415 # loaded before the forks
    import jsonschema  # noqa: F401, PLC0415 # the same

    from toolkit.papers import forms  # noqa: PLC0415 # the same
    from toolkit.papers.language.concepts import concepts  # noqa: PLC0415 # the same

    concepts()
    for paper in forms.PAPERS:
        forms.example(paper)


def main() -> None:
    """Print every mutant that nobody notices, and the share of those noticed."""
    how_many = int(sys.argv[1]) if sys.argv[1:] else 300
    seed = int(sys.argv[2]) if sys.argv[2:] else 14
    chosen = random.Random(seed).sample(list(places()), how_many)  # noqa: S311 # a sample, no secret
    prepare()
    if is_noticed(None):
        sys.exit("the tests fail without a mutant")
    counts: Counter[bool] = Counter()
    for mutant in map(mutant_at, chosen):
        noticed = is_noticed(mutant)
        counts[noticed] += 1
        if not noticed:
            print(
                f"{mutant.module.removeprefix('toolkit.papers.rules.')}:{mutant.line}: {mutant.change[:150]}",
                flush=True,
            )
    print(f"{counts[True]} of {how_many} noticed ({counts[True] / how_many:.0%})")


if __name__ == "__main__":
    main()
