"""The centre's own error rate by place and speaker, and which sounds its recogniser hears as others."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from toolkit.chinese import mishearings
from toolkit.recognition import letters
from toolkit.transcripts.alignment import aligned, edits
from toolkit.transcripts.learning.pairs import Pair

_LEAST_TIMES = 2
_MOST_EXAMPLES = 3
NOBODY = "没有标说话人"


@dataclass(frozen=True)
class Rate:
    """How many of the characters `said` somewhere, or by somebody, were misheard, lost or invented (`wrong`)."""

    name: str
    said: int
    wrong: int

    @property
    def percent(self) -> float:
        """The error rate, in percent of what was said; 0 where nothing was."""
        return round(100 * self.wrong / self.said, 1) if self.said else 0.0


@dataclass(frozen=True)
class Confusion:
    """A sound that was `said` and `heard` as another, so many `times`; `part` is 声母 or 韵母, "" stands for none."""

    part: str
    said: str
    heard: str
    times: int
    examples: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What was heard as what, as a Chinese sentence."""
        said, heard = self.said or "（没有）", self.heard or "（没有）"
        return f"{self.part} {said} 听成 {heard}：{self.times} 次，如 {'、'.join(self.examples)}。"


def rate(name: str, pairs: Iterable[Pair]) -> Rate:
    """Return the error rate over all `pairs`, under this `name`."""
    texts = [(letters(pair.heard), letters(pair.said)) for pair in pairs]
    return Rate(name, sum(len(said) for _, said in texts), sum(edits(heard, said) for heard, said in texts))


def rates(pairs: Iterable[Pair], name: Callable[[Pair], str]) -> tuple[Rate, ...]:
    """Return the error rate of the pairs of each `name`, those with most characters first."""
    named: dict[str, list[Pair]] = {}
    for pair in pairs:
        named.setdefault(name(pair), []).append(pair)
    return tuple(sorted((rate(each, those) for each, those in named.items()), key=lambda one: (-one.said, one.name)))


def confusions(pairs: Iterable[Pair]) -> tuple[Confusion, ...]:
    """Return the sounds that were heard as others at least twice, the most frequent first.

    Initials and finals are counted where both characters are Chinese; a tone that was misheard is not counted.
    """
    times: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], dict[str, None]] = {}
    for pair in pairs:
        for heard, said in aligned(letters(pair.heard), letters(pair.said)):
            for found in mishearings(heard, said) if heard and said and heard != said else ():
                times[found] += 1
                examples.setdefault(found, {})[f"{said}→{heard}"] = None
    frequent = sorted((item for item in times.items() if item[1] >= _LEAST_TIMES), key=lambda item: (-item[1], item[0]))
    return tuple(
        Confusion(part, said, heard, count, tuple(examples[part, heard, said])[:_MOST_EXAMPLES])
        for (part, heard, said), count in frequent
    )
