"""The page 文书: every paper that was issued, and every one that was begun, in leaves, filtered. No words are in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from toolkit.papers import CORRECTS, FiledPaper, forms, list_papers
from toolkit.workbench.fields import Given
from toolkit.workbench.lists.cases import Choice, choices
from toolkit.workbench.lists.leaves import Leaf, leafed
from toolkit.workbench.today import facts_files
from toolkit.workspace import Desk

BEGUN, ISSUED, REPLACED = STATES = ("还没有签发", "已签发", "已更正换发")


@dataclass(frozen=True)
class PaperLine:
    """A paper in the list: its kind, number, case, day of issue (ISO) and state; `page` opens its form and copies."""

    title: str
    number: str
    case: str
    issued_on: str
    state: str
    page: str


@dataclass(frozen=True)
class Papers:
    """The papers of one leaf of the list, and what it may be filtered by."""

    papers: tuple[PaperLine, ...]
    leaf: Leaf
    kinds: tuple[Choice, ...]
    states: tuple[Choice, ...]


def papers(desk: Desk, given: Given) -> Papers:
    """Return a leaf of the papers: those begun first, then the newest.

    `kind`, `state`, `date` (the beginning of the day of issue) and `words` (in number or case) leave out the others.
    """
    filed = list_papers(desk.store)
    lines = [*_begun(desk, filed), *_issued(filed)]
    shown, leaf = leafed([line for line in lines if _fits(line, given)], given)
    return Papers(
        papers=tuple(shown),
        leaf=leaf,
        kinds=choices(line.title for line in lines),
        states=choices(line.state for line in lines),
    )


def _begun(desk: Desk, filed: Iterable[FiledPaper]) -> Iterator[PaperLine]:
    issued = {(paper.case, paper.paper) for paper in filed}
    for case, paper, title in facts_files(desk):
        if (case, paper) not in issued:
            yield PaperLine(title, "", case, "", BEGUN, f"/paper/{case}/{paper}")


def _issued(filed: Sequence[FiledPaper]) -> Iterator[PaperLine]:
    replaced = {paper.facts.get(CORRECTS) for paper in filed}
    for paper in sorted(filed, key=lambda paper: paper.issued_on, reverse=True):
        state = REPLACED if paper.number in replaced else ISSUED
        page = f"/paper/{paper.case}/{paper.paper}" if paper.case else ""
        day = paper.issued_on.isoformat()
        yield PaperLine(forms.PAPERS[paper.paper], paper.number, paper.case or "", day, state, page)


def _fits(line: PaperLine, given: Mapping[str, str]) -> bool:
    wish = {name: given.get(name, "").strip() for name in ("kind", "state", "date", "words")}
    return (
        wish["kind"] in {"", line.title}
        and wish["state"] in {"", line.state}
        and line.issued_on.startswith(wish["date"])
        and (wish["words"] in line.number or wish["words"] in line.case)
    )
