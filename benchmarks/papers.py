"""Measure how long agreements take: ours with every check, read-back and three synced files, against bare docxtpl.

Run by hand: `python -m benchmarks.papers [--count 1000]`. Both fill the same template with the same values by turns.
Then three other papers, warm. By the clock a busy disk counts: each paper is three files, synced one by one.
"""

import argparse
import datetime as dt
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from docxtpl import DocxTemplate

from toolkit.papers import drafting, forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.values import context
from toolkit.workspace import open_desk

PAPER = "mediation_agreement"
DIGITS = "零一二三四五六七八九十"


def agreement(number: int) -> dict[str, Any]:
    """Return the facts of the `number`th agreement: other amounts, other places, as valid as the example."""
    facts = unwrapped(forms.example(PAPER))
    part = 100 + number
    payment = facts["payments"][0]
    payment["instalments"] = [{**one, "amount": str(part)} for one in payment["instalments"]]
    payment["amount"] = str(part * len(payment["instalments"]))
    facts["place"] = f"青石镇柳树湾村民委员会第{number}会议室"
    return dict(facts)


def bare(template: Path, values: dict[str, Any], target: Path) -> None:
    """Fill `template` with docxtpl as it comes, escaping switched on."""
    environment = jinja2.Environment(autoescape=True)
    environment.filters |= {"序号": lambda n: DIGITS[n], "句号": lambda text: f"{str(text).rstrip('。')}。"}
    word = DocxTemplate(template)
    word.render(values, environment)
    word.save(target)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds that `work` takes, and those of them in which this process computed."""
    begun, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begun, time.process_time() - busy


def printed(name: str, count: int, times: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """Print how long the `count` papers took each way: by the clock with disk and waiting, and the computing alone."""
    for what, place in (("by the clock", 0), ("computing", 1)):
        shown = [
            f"{way} median {statistics.median(parts) * 1000:.1f} ms, fastest {min(parts) * 1000:.1f} ms"
            for way, took in times.items()
            for parts in ([each[place] for each in took],)
        ]
        print(f"{name}, {count} papers, {what}: {'; '.join(shown)}")


def main() -> None:
    """Print both times and how they relate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory() as name:
        desk = open_desk(Path(name) / "workspace", today=dt.date(2026, 11, 23))
        workspace = desk.workspace
        template = forms.template_of(PAPER, workspace)
        many = [agreement(number) for number in range(count)]
        values = [context(PAPER, facts, workspace) for facts in many]
        target = Path(name) / "paper.docx"
        drafting.fill(PAPER, many[0], workspace, target)
        theirs, ours = [], []
        for facts, shown in zip(many, values, strict=True):  # by turns, so that a busy machine slows both
            theirs.append(timed(partial(bare, template, shown, target)))
            ours.append(timed(partial(drafting.fill, PAPER, facts, workspace, target)))
        printed(PAPER, count, {"ours": ours, "bare docxtpl": theirs})
        ratio = statistics.median(mine[1] / other[1] for mine, other in zip(ours, theirs, strict=True))
        print(f"computing, ours to bare docxtpl: {ratio:.2f}")
        for paper in ("mediation_register", "acceptance_notice", "legal_opinion"):
            facts = unwrapped(forms.example(paper))
            drafting.fill(paper, facts, workspace, target)
            took = [timed(partial(drafting.fill, paper, facts, workspace, target)) for _ in range(min(count, 50))]
            printed(paper, len(took), {"ours": took})
        desk.store.close()


if __name__ == "__main__":
    main()
