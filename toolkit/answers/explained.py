"""Posters of what was explained in public (政策解释): the articles that answers rest on, and nothing that was said."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from toolkit.answers import register
from toolkit.answers.register import Answer
from toolkit.policies import Basis, Notice, PolicyTexts, Poster, directory, posters
from toolkit.store import Transaction
from toolkit.workspace import Desk, normalised

_TITLE = "政策公示"


def make(
    desk: Desk, grievances: Sequence[str], out: Path, *, by: str, place: str = "", replace: bool = False
) -> Poster:
    """Write the poster of the articles that answers to `grievances` rest on, as `posters.make` does.

    All were answered by one organ, whose telephone was dialled within ninety days. Raise PosterRefusedError naming
    every fault, or as `posters.make`.
    """
    numbers = tuple(dict.fromkeys(map(normalised, grievances)))
    return posters.make_of(desk, lambda tx: _notice(desk, tx, numbers), out, by=by, place=place, replace=replace)


def _notice(desk: Desk, tx: Transaction, numbers: Sequence[str]) -> Notice:
    answers = register.all_answers(tx, numbers)
    given = [answers[number] for number in numbers if number in answers]
    texts = PolicyTexts(desk, tx)
    bases = [Basis.parsed(basis) for basis in dict.fromkeys(answer.basis for answer in given if answer.basis)]
    organs = sorted({answer.organ for answer in given})
    tel = directory.Directory(tx).fresh(organs[0] if organs else "", desk.today)
    faults = [*_answer_faults(numbers, answers), *(why for basis in bases for why in texts.faults(basis, desk.today))]
    if len(organs) > 1:
        faults.append(f"是{'、'.join(organs)}分别答复的，电话不同，请分开做")
    if not tel:
        faults.append(f"{'、'.join(organs)}的电话还没有在 {directory.FRESH.days} 天内试拨过")
    posters.refuse([*faults, *posters.address_faults(desk)])
    passages = tuple(filter(None, (texts.find(basis, desk.today) for basis in bases)))
    address = f"{desk.settings.policies.url.rstrip('/')}/index.html"
    return Notice(numbers[0], _TITLE, passages, organs[0], tel, address)


def _answer_faults(numbers: Sequence[str], answers: dict[str, Answer]) -> Iterator[str]:
    for number in numbers:
        answer = answers.get(number)
        if answer is None:
            yield f"{number} 还没有答复"
        elif answer.is_private:
            yield f"{number} 是单独答复的，不上公示"
        elif not answer.basis:
            yield f"{number} 的答复没有写依据哪一条"
