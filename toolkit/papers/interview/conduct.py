"""A form begun and written on: its facts lie in a file of the workspace, which is written whole at each answer."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from toolkit.cases import ledger_of, matters
from toolkit.core import WrongValueError, write_whole
from toolkit.papers import citations, drafting, forms, gathering
from toolkit.papers.facts import read_facts, texts, unwrapped
from toolkit.papers.interview import book, clauses
from toolkit.papers.interview.defaults import Known, refreshed
from toolkit.records import Finding
from toolkit.workspace import Desk

_TURN = threading.Lock()  # two windows of one server must not write over each other's answers
_SUMMARY = 20  # characters of a grievance's summary in a title

Facts = Mapping[str, Any]


def place_of(desk: Desk, case: str, paper: str) -> Path:
    """Return where the facts of `paper` for `case` are kept while they are written."""
    return desk.workspace.facts / f"{case}-{forms.known_paper(paper)}.json"


def begun(desk: Desk, case: str, paper: str) -> tuple[str, Path]:
    """Return the number of `case` and the file of its form of `paper`, gathered from the case if nobody began it yet.

    Raise UnknownNumberError, WrongValueError for an unknown paper or a case whose words are withheld.
    """
    number = ledger_of(desk).state(case, desk.today).case
    _refuse_withheld(desk, number)
    place = place_of(desk, number, paper)
    with _TURN:
        if not place.exists():
            _write(place, _filled_in(desk, number, paper, gathering.gathered(desk, number, paper).facts))
    return number, place


def changed(desk: Desk, case: str, paper: str, change: Callable[[Facts], Facts]) -> dict[str, Any]:
    """Write what `change` makes of the facts of a form, with its defaults taken anew, and return them.

    Raise what `change` raises; then nothing is written.
    """
    number, place = begun(desk, case, paper)
    with _TURN:
        facts = _filled_in(desk, number, paper, change(read_facts(place)))
        _write(place, facts)
    return facts


def known_of(desk: Desk, case: str) -> Known:
    """Return what the defaults of a form of `case` are taken from."""
    shown = matters.shown_grievances(desk.store, ledger_of(desk).state(case, desk.today).grievances) or {}
    summary = next((grievance.summary for grievance in shown.values()), "")
    return Known(
        settings=desk.settings,
        today=desk.today,
        earlier=tuple(unwrapped(paper.facts) for paper in book.earlier_papers(desk)),
        clauses=clauses.library(desk.workspace),
        articles=citations.table(drafting.articles_file(desk.workspace)),
        summary=summary if len(summary) <= _SUMMARY else f"{summary[:_SUMMARY]}……",
    )


def slot_findings(facts: Facts) -> Iterator[Finding]:
    """Yield an error for each text of the plain `facts` in which slots of a clause are still empty."""
    for path, text in texts(facts):
        if empty := clauses.slots(text):
            message = f"条款里还没有填：{'、'.join(empty)}。"
            yield Finding("R00", "error", path, message, "请填上，或者直接改写这一条。", "文书不得有空缺")


def _filled_in(desk: Desk, case: str, paper: str, facts: Facts) -> dict[str, Any]:
    return refreshed(paper, facts, known_of(desk, case))


def _write(place: Path, facts: Facts) -> None:
    write_whole(place, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")


def _refuse_withheld(desk: Desk, case: str) -> None:
    if matters.shown_grievances(desk.store, ledger_of(desk).state(case, desk.today).grievances) is None:
        why = "它的诉求还没有判断，或者是检举控告，内容不在这里显示；请由可以看的人先判断"
        raise WrongValueError(field="事项", value=case, why=why)
