"""Lessons: what the confirmed meetings of a centre teach, whether it helps, and with which one each list was found.

A lesson is used only if it finds more beginnings right on confirmed meetings that it was not taught with. A list keeps
the lesson it was found with, in a file of the workspace: a later correction must not cut anew what a person has seen.
"""

import contextlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from toolkit import records
from toolkit.core import YehuaError, moves, write_whole
from toolkit.grievances.finding.tagger import Weights
from toolkit.grievances.learned import confirmed, training
from toolkit.grievances.learned.training import Begins, Chain
from toolkit.grievances.tagging import examples
from toolkit.store import GRIEVANCE_LISTS, RECORDINGS
from toolkit.workspace import Desk, file_name_of

# Fewer meetings cannot be held against each other.
_FEWEST = 3
_LATEST: list[tuple[tuple[Chain, ...], "Lesson"]] = []


@dataclass(frozen=True)
class Lesson:
    """The `meetings` (codes of recordings) it was taught with, and the `weights` to be added to the shipped ones.

    `before` and `after` are the beginnings that the shipped weights and the lesson find on meetings held out.
    """

    meetings: tuple[str, ...]
    before: Begins
    after: Begins
    weights: Weights
    format: Literal["yehua-lesson/1"] = "yehua-lesson/1"

    @property
    def helps(self) -> bool:
        """Whether more beginnings are found right with it on meetings that it was not taught with."""
        return self.after.f1 > self.before.f1


def lesson_now(desk: Desk) -> Lesson | None:
    """Return what all confirmed meetings teach, None while they are too few. The first time takes seconds."""
    chains = confirmed.chains(desk)
    if len(chains) < _FEWEST:
        return None
    if not _LATEST or _LATEST[0][0] != chains:
        before, after = training.held_out(chains)
        codes = tuple(chain.code for chain in chains)
        _LATEST[:] = [(chains, Lesson(codes, before, after, training.learned(chains)))]
    return _LATEST[0][1]


def lesson_for(desk: Desk, code: str | None, *, taught: bool = True) -> Lesson | None:
    """Return the lesson with which the list of recording `code` is found, None for the shipped weights alone.

    A list that is there keeps its lesson, or none. A new one gets the newest that helps, unless it is not to be
    `taught`, and keeps it. A lesson for a recording that is not in the store,
    or without a `code`, is returned but not kept.
    """
    if code is not None and (kept := lesson_of(desk, code)) is not None:
        return kept
    with desk.store.reading() as tx:
        is_known = code is not None and tx.row(RECORDINGS, code=code) is not None
        is_listed = is_known and tx.row(GRIEVANCE_LISTS, recording=code) is not None
    lesson = lesson_now(desk) if taught and not is_listed else None
    if lesson is None or not lesson.helps:
        return None
    if is_known:
        write_whole(_file(desk, str(code)), records.to_text(lesson))
    return lesson


def lesson_of(desk: Desk, code: str) -> Lesson | None:
    """Return the lesson with which the list of recording `code` was found, None for the shipped weights alone."""
    with contextlib.suppress(YehuaError):
        return records.from_file(Lesson, _file(desk, code))
    return None


def forget(desk: Desk, code: str) -> None:
    """Take recording `code`, of which something was erased, out of the meetings that lessons name.

    The weights stay: they are numbers for features that shipped, and without them the lists found with them would be
    cut anew, and what people split and merged lost. A file that cannot be read goes, since it might hold something.
    """
    for path in tuple(desk.workspace.learned.glob("*.json")):
        lesson = None
        with contextlib.suppress(YehuaError):
            lesson = records.from_file(Lesson, path)
        if lesson is None:
            moves.remove(path)
        elif code in lesson.meetings:
            others = tuple(each for each in lesson.meetings if each != code)
            write_whole(path, records.to_text(replace(lesson, meetings=others)))


def subjects_learned(desk: Desk) -> int:
    """Return from how many confirmed grievances the model of subjects learns."""
    return len(examples.confirmed(desk.store))


def sentence_on(lesson: Lesson | None) -> str:
    """Return in Chinese what the confirmed meetings taught, and whether it is used."""
    if lesson is None:
        return f"划分诉求用的是程序自带的办法：清单已关闭、逐件确认过的夜话还不到 {_FEWEST} 场，不够学本地的说法。"
    learned = f"怎样划分诉求，已照本中心 {len(lesson.meetings)} 场确认过的夜话（{lesson.before.true} 件）学过"
    rate = f"轮流留出几场检验，找对诉求开头的得分（满分 1）从 {lesson.before.f1:.2f} 到 {lesson.after.f1:.2f}"
    use = "新的夜话会用上" if lesson.helps else "没有提高，不用"
    return f"{learned}：{rate}，{use}。程序自带的没有改动，检举控告的话不学。"


def _file(desk: Desk, code: str) -> Path:
    return desk.workspace.learned / f"{file_name_of(code)}.json"
