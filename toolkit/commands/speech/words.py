"""`yehua words …`: what corrected transcripts teach, and a proposed word taken into the word list by a person."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from toolkit import grievances
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import filled, shared
from toolkit.recognition import lexicon
from toolkit.transcripts import learning

if TYPE_CHECKING:
    from toolkit.transcripts.learning import Lesson, Proposal, Rate

_MOST_SPEAKERS, _MOST_CONFUSIONS = 10, 10


@click.group()
def words() -> None:
    """从校对稿里学：本地的错字率、常听混的音、词表该加的词；词由人决定采不采纳。"""


@words.command("learn")
@shared
def learn(*, console: Console) -> None:
    """从校对过的录音算出各地、各人的错字率和听混的音，提议词表该加的词；词逐个听原声试过，不自动采纳。"""
    desk = console.desk()
    lesson = learning.learnt(desk, grievances.load_open_stretches)
    data = {
        "recordings": lesson.recordings,
        "whole": _rate_row(lesson.whole),
        "places": list(map(_rate_row, lesson.places)),
        "speakers": list(map(_rate_row, lesson.speakers)),
        "confusions": lesson.confusions,
        "proposals": list(map(_proposal_row, lesson.proposals)),
    }
    console.print(data, list(_lines(lesson)))


@words.command()
@click.argument("word")
@click.option("--by", required=True, callback=filled, help="谁采纳的，写进词表的说明。")
@shared
def accept(word: str, *, by: str, console: Console) -> None:
    """采纳一个提议的词：再试一遍，确实改好才写进 lexicon.csv，以后转写就用。"""
    desk = console.desk()
    proposal = learning.accept(desk, grievances.load_open_stretches, word, by)
    line = f"已写进 {desk.workspace.lexicon_file.name}：{proposal.sentence}"
    console.print(_proposal_row(proposal), [line, "以后转写就用；不要了，从表里删去这一行。"])


def _rate_row(rate: "Rate") -> dict[str, Any]:
    return {"name": rate.name, "said": rate.said, "wrong": rate.wrong, "percent": rate.percent}


def _proposal_row(proposal: "Proposal") -> dict[str, Any]:
    candidate = proposal.candidate
    return {
        "word": candidate.word,
        "kind": lexicon.KIND_NAMES[candidate.kind],
        "heard_as": candidate.heard_as,
        "times": candidate.times,
        "minutes": proposal.minutes,
        "better": proposal.better,
        "worse": proposal.worse,
        "helps": proposal.helps,
        "sentence": proposal.sentence,
    }


def _lines(lesson: "Lesson") -> Iterator[str]:
    yield lesson.sentence
    for rate in (*lesson.places, *lesson.speakers[:_MOST_SPEAKERS]):
        yield f"  {rate.name}：{rate.said} 个字，错 {rate.wrong} 个，{rate.percent:g}%"
    yield from (each.sentence for each in lesson.confusions[:_MOST_CONFUSIONS])
    yield from (each.sentence for each in lesson.proposals)
    helpful = [each.candidate.word for each in lesson.proposals if each.helps]
    if helpful:
        yield f"要采纳：yehua words accept {helpful[0]} --by 姓名"
