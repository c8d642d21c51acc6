"""Clauses (条款) by kind of dispute: a table that lawyers edit, with slots to fill and the article of each.

A slot is a name in 【】; `{调委会}` stands for the committee. The table `clauses.csv` of the workspace (columns 纠纷,
条款, 位置, 文字, 履行方式, 依据) adds clauses and replaces shipped ones of the same kind and name; a row without 文字
takes the shipped one away.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import WrongValueError, office_text, open_to_read, write_whole
from toolkit.workspace import Workspace

COLUMNS = ("纠纷", "条款", "位置", "文字", "履行方式", "依据")
PLACES = ("协议内容", "付款", "不履行的责任", "权属")
_RECOGNISED = "认字"  # the place of the row whose text holds the words by which a kind of dispute is known
ANY = "通用"
CLAUSE = "clause"  # in the source of a value: the name of the clause that it was taken from
SLOT = re.compile(r"【([^【】]+)】")
_SHIPPED = Path(__file__).parent / "data" / "clauses.csv"
_SHOWN_FAULTS = 10


@dataclass(frozen=True)
class Clause:
    """One clause: its kind of dispute, name and place in the paper, its words with slots, and the article it rests on.

    For a payment the words are its subject, and `way` is how it is paid.
    """

    kind: str
    name: str
    place: str
    text: str
    way: str
    basis: str

    def worded(self, committee: str) -> str:
        """Return the words for the office whose committee is named `committee`; slots stay."""
        return self.text.replace("{调委会}", committee)


def slots(text: str) -> tuple[str, ...]:
    """Return the names of the slots in `text`, each once, in order."""
    return tuple(dict.fromkeys(SLOT.findall(text)))


def filled(text: str, given: Mapping[str, str]) -> str:
    """Return `text` with each slot that `given` has words for replaced by them."""
    return SLOT.sub(lambda slot: given.get(slot[1], "").strip() or slot[0], text)


def file_of(workspace: Workspace) -> Path:
    """Return where the office keeps its own clauses, there or not."""
    return workspace.templates / "clauses.csv"


def library(workspace: Workspace) -> tuple[Clause, ...]:
    """Return all clauses: the shipped ones as the office's table changes them, then what it adds.

    Raise WrongValueError naming every fault of the office's table.
    """
    known = {(each.kind, each.name): each for each in _read(_SHIPPED)}
    own = file_of(workspace)
    if own.exists():
        for clause in _read(own):
            if clause.text:
                known[(clause.kind, clause.name)] = clause
            else:
                known.pop((clause.kind, clause.name), None)
    return tuple(known.values())


def kind_of(known: Iterable[Clause], dispute: str) -> str:
    """Return the kind of dispute that most words of `dispute` speak for, `通用` where none does."""
    scores = {
        each.kind: sum(word in dispute for word in re.split("[、，, ]", each.text) if word)
        for each in known
        if each.place == _RECOGNISED
    }
    best = max(scores, key=lambda kind: scores[kind], default=ANY)
    return best if scores.get(best) else ANY


def for_dispute(known: Sequence[Clause], dispute: str) -> tuple[Clause, ...]:
    """Return the clauses for `dispute`, its own before those for any."""
    kinds = (kind_of(known, dispute), ANY)
    return tuple(each for kind in dict.fromkeys(kinds) for each in known if each.kind == kind and each.place in PLACES)


def standard(known: Sequence[Clause], dispute: str, place: str) -> Clause | None:
    """Return the clause that stands at `place` unless a person writes another, None when there is none."""
    return next((each for each in for_dispute(known, dispute) if each.place == place), None)


def kinds(known: Iterable[Clause]) -> tuple[str, ...]:
    """Return the kinds of dispute that the library has clauses for."""
    return tuple(dict.fromkeys(each.kind for each in known if each.kind != ANY))


# -- the table -------------------------------------------------------------------------------------------------


def written(known: Iterable[Clause]) -> bytes:
    """Return the table of `known` as a CSV file that Excel and WPS open with a double click."""
    sheet = io.StringIO(newline="")
    rows = csv.writer(sheet)
    rows.writerow(COLUMNS)
    rows.writerows((each.kind, each.name, each.place, each.text, each.way, each.basis) for each in known)
    return sheet.getvalue().encode("utf-8-sig")


def replace_own(workspace: Workspace, file: Path) -> int:
    """Make the table in `file` the office's own and return how many clauses it has.

    A shipped clause that the table no longer has is taken away. Raise WrongValueError naming every fault; then nothing
    is changed.
    """
    given = _read(file)
    names = {(each.kind, each.name) for each in given}
    gone = tuple(
        Clause(each.kind, each.name, each.place, "", "", "")
        for each in _read(_SHIPPED)
        if (each.kind, each.name) not in names
    )
    write_whole(file_of(workspace), written((*given, *gone)))
    return len(given)


def _read(file: Path) -> tuple[Clause, ...]:
    with open_to_read(file) as opened:
        content = opened.read()
    try:
        rows = list(csv.DictReader(io.StringIO(office_text(content), newline="")))
    except (UnicodeDecodeError, csv.Error) as fault:
        raise WrongValueError(field="条款库", value=file.name, why="要存成 CSV 表格（UTF-8 或者 GB 18030）") from fault
    faults = list(_faults(rows))
    if faults:
        more = f"；另有 {len(faults) - _SHOWN_FAULTS} 处" if len(faults) > _SHOWN_FAULTS else ""
        raise WrongValueError(field="条款库", value=file.name, why="；".join(faults[:_SHOWN_FAULTS]) + more)
    return tuple(Clause(*((row[name] or "").strip() for name in COLUMNS)) for row in rows)


def _faults(rows: Sequence[Mapping[str, str | None]]) -> Iterator[str]:
    if not rows:
        yield "表里一条也没有"
        return
    if missing := [name for name in COLUMNS if name not in rows[0]]:
        yield f"第一行缺少“{'”“'.join(missing)}”一栏"
        return
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=2):
        kind, name, place, text = ((row[column] or "").strip() for column in COLUMNS[:4])
        if not (kind and name):
            yield f"第 {number} 行没有写纠纷或者条款名"
        elif place not in (*PLACES, _RECOGNISED):
            yield f"第 {number} 行的位置“{place}”要写成 {'、'.join(PLACES)} 里的一个"
        elif (kind, name) in seen:
            yield f"第 {number} 行和前面的“{kind}·{name}”重名"
        elif SLOT.sub("", text).strip("【】") != SLOT.sub("", text) or text.count("【") != text.count("】"):
            yield f"第 {number} 行的【】不成对"
        seen.add((kind, name))
