"""What all corrected recordings of a workspace teach, and a proposed word taken into its word list by a person."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from toolkit.core import YehuaError
from toolkit.recognition import Entry, lexicon, word_lists
from toolkit.store import GRIEVANCE_LISTS, GRIEVANCES, Store
from toolkit.transcripts.learning import errors
from toolkit.transcripts.learning.candidates import candidates
from toolkit.transcripts.learning.errors import Confusion, Rate
from toolkit.transcripts.learning.listening import Ear
from toolkit.transcripts.learning.pairs import Opening, Pair, corrected_pairs
from toolkit.transcripts.learning.trying import Hear, Proposal, tried
from toolkit.workspace import Desk, tables

_MOST_TRIED = 20
# Kinds of other sides that are no person.
_NOBODY = frozenset({"firm", "public_body"})


class WordNotTakenError(YehuaError):
    """Raised when a word is not taken into the word list; `why` is a Chinese clause."""

    sentence = "没有采纳“{word}”：{why}。"


@dataclass(frozen=True)
class Lesson:
    """The centre's own error rate, in all and by place and speaker, its confusions, and the words that were tried."""

    recordings: int
    whole: Rate
    places: tuple[Rate, ...]
    speakers: tuple[Rate, ...]
    confusions: tuple[Confusion, ...]
    proposals: tuple[Proposal, ...]

    @property
    def sentence(self) -> str:
        """The error rate, as a Chinese sentence."""
        if not self.recordings:
            return "还没有校对过的、可以公开看的录音：先校对，再来看本中心自己的错字率。"
        counts = f"校对过的 {self.recordings} 段录音共 {self.whole.said} 个字"
        return f"{counts}，机器错 {self.whole.wrong} 个，错字率 {self.whole.percent:g}%。没有改动的句子按听对了算。"


def learnt(desk: Desk, opened: Opening, hear: Hear | None = None) -> Lesson:
    """Return what the corrected recordings of `desk` teach, as far as their words are `opened`.

    Words are tried with the sound: a model is loaded if there are any. Raise what loading a decoder raises.
    """
    pairs = corrected_pairs(desk, opened)
    return Lesson(
        recordings=len({pair.recording for pair in pairs}),
        whole=errors.rate("合计", pairs),
        places=errors.rates(pairs, lambda pair: pair.place),
        speakers=errors.rates(pairs, lambda pair: f"{pair.recording} {pair.speaker or errors.NOBODY}"),
        confusions=errors.confusions(pairs),
        proposals=_proposals(desk, pairs, hear),
    )


def accept(desk: Desk, opened: Opening, word: str, by: str, hear: Hear | None = None) -> Proposal:
    """Take the proposed `word` into the word list of `desk`, as `by` decided; return how it fared.

    It is tried again first. Raise WordNotTakenError where it is not proposed, or does not help.
    """
    proposals = _proposals(desk, corrected_pairs(desk, opened), hear, word)
    if not proposals:
        raise WordNotTakenError(word=word, why="校对稿里没有提议这个词；要加，请在“表和体检”的词表里加一行")
    (proposal,) = proposals
    if not proposal.helps:
        raise WordNotTakenError(word=word, why=proposal.sentence.rstrip("。"))
    note = f"{by} {desk.today} 从校对稿采纳"
    _take(desk, Entry(word, proposal.candidate.kind, note), by)
    return proposal


def _take(desk: Desk, entry: Entry, by: str) -> None:
    """Add `entry` to the word list; raise WordNotTakenError where it cannot be written now."""
    file = desk.workspace.lexicon_file
    if left := tables.change(desk, word_lists.TITLE, file, lambda _: word_lists.text_with(file, entry), by):
        raise WordNotTakenError(word=entry.word, why="；".join(left).rstrip("。"))


def _proposals(desk: Desk, pairs: Sequence[Pair], hear: Hear | None, word: str | None = None) -> tuple[Proposal, ...]:
    """Return the candidates, or only `word`, as they fared; those that help first."""
    words = lexicon.load(desk.workspace.lexicon_file)
    people = {*words.people, *_people_known(desk.store)}
    found = candidates(pairs, words.by_word, desk.settings.places, people)
    chosen = [each for each in found if word in {None, each.word}][:_MOST_TRIED]
    ear = Ear(desk)
    try:
        proposals = [tried(each, pairs, words, hear or ear.hearing) for each in chosen]
    finally:
        ear.close()
    return tuple(sorted(proposals, key=lambda each: (not each.helps, each.worse - each.better)))


def _people_known(store: Store) -> set[str]:
    """Return the names of persons, and of the other sides that may be persons, in all grievances of the store."""
    with store.reading() as tx:
        lists = (json.loads(row["json"])["grievances"] for row in tx.columns(GRIEVANCE_LISTS, ("json",)))
        numbered = (json.loads(row["json"]) for row in tx.columns(GRIEVANCES, ("json",)))
        records = [*chain.from_iterable(lists), *numbered]
    facts = [fact for each in records for fact in (each.get("person"), each.get("against")) if fact]
    return {fact["value"] for fact in facts if fact.get("kind") not in _NOBODY}
