"""A word tried on corrected sentences that it was not learnt from: whether the text gets better or worse with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from toolkit.recognition import Entry, Lexicon, letters, lexicon
from toolkit.transcripts.alignment import edits
from toolkit.transcripts.learning.candidates import Candidate
from toolkit.transcripts.learning.pairs import Pair

# Returns what is asked about the sound of a sentence; None where it cannot be asked.
Hear = Callable[[Pair], lexicon.Hearing | None]


@dataclass(frozen=True)
class Proposal:
    """A word that was tried on so many other `minutes`: characters it put right (`better`) and spoiled (`worse`)."""

    candidate: Candidate
    minutes: int
    better: int
    worse: int

    @property
    def helps(self) -> bool:
        """Whether the text gets better with the word, on minutes that it was not learnt from."""
        return self.better > self.worse

    @property
    def sentence(self) -> str:
        """What was found, as a Chinese sentence."""
        word, heard = self.candidate.word, "”“".join(self.candidate.heard_as)
        found = f"“{word}”有 {self.candidate.times} 句听成“{heard}”"
        if not self.minutes:
            return f"{found}；还没有别的已校对的录音可以试，先不提议采纳。"
        tried = f"{found}；拿另外 {self.minutes} 分钟已校对的录音试，改对 {self.better} 个字，改坏 {self.worse} 个字"
        return f"{tried}，可以采纳。" if self.helps else f"{tried}，不采纳。"


def tried(candidate: Candidate, pairs: Sequence[Pair], words: Lexicon, hear: Hear) -> Proposal:
    """Return `candidate` tried beside `words` on those of `pairs` that lie in other minutes than it was learnt in.

    `hear` asks their sound, as a transcription does. The word's effect in a prompt is not tried.
    """
    word = candidate.word
    alone = Lexicon((Entry(word, candidate.kind, local=True),))
    more = Lexicon((*alone.entries, *(each for each in words.entries if each.word != word)))
    apart = [pair for pair in pairs if pair.minute != candidate.learnt_in]
    touched = [pair for pair in apart if word not in pair.heard and lexicon.words_near(pair.heard, alone)]
    gains = [_gain(pair, words, more, hear(pair)) for pair in touched]
    better, worse = sum(gain for gain in gains if gain > 0), -sum(gain for gain in gains if gain < 0)
    return Proposal(candidate, len({pair.minute for pair in apart}), better, worse)


def _gain(pair: Pair, words: Lexicon, more: Lexicon, hearing: lexicon.Hearing | None) -> int:
    """Return how many characters of `pair` are right with `more` that were wrong with `words`, less those it spoils."""
    without, with_it = (lexicon.corrected(pair.heard, each, hearing)[0] for each in (words, more))
    said = letters(pair.said)
    return edits(letters(without), said) - edits(letters(with_it), said)
