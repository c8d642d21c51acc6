"""Concepts in many wordings, kept as data, and the places of a text that mean them.

A concept of `data/*.toml` has `says`: patterns in which {名} stands for any word of the list of that name, … for up to
sixteen characters of the sentence, · for up to eight of the clause; the rest is a regular expression. `unless` takes
the whole sentence out, `before` and `after` what stands right before or after. `ignores_denial` is for a concept whose
own words deny, `hears` for one that matters also when somebody only told it.
"""

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.papers.language.sentences import Sentence

_DATA = Path(__file__).parent / "data"
_LISTS = "words.toml"
_SLOT = re.compile(r"\{([^{}\d,]+)\}")
_GAP, _NEAR = r"[^。；！？\n]{0,16}?", r"[^，。；：！？、\n]{0,8}?"
_MOST_KNOWN = 8192  # sentences of which a concept remembers whether they hold its words
_REACH = 24  # characters after a phrase within which its sentence may take it back


@dataclass(frozen=True)
class Concept:
    """A concept with its patterns compiled."""

    name: str
    says: re.Pattern[str]
    unless: re.Pattern[str] | None
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    ignores_denial: bool
    hears: bool
    known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def held_by(self, texts: Sequence[str]) -> list[bool]:
        """Return for each of `texts` whether it holds words of this concept; texts seen before are not read again."""
        held = {text: self.known.get(text) for text in texts}
        new = [text for text, known in held.items() if known is None]
        if new:
            # One look at the whole is much cheaper than one at each sentence; most concepts are nowhere.
            anywhere = bool(self.says.search("\n".join(new)))
            read = {text: anywhere and bool(self.says.search(text)) for text in new}
            if len(self.known) + len(read) > _MOST_KNOWN:
                self.known.clear()
            self.known.update(read)
            held |= read
        return [bool(held[text]) for text in texts]

    def mentions(self, sentence: Sentence) -> Iterator["Mention"]:
        """Yield each place of `sentence` that means this concept and is not denied or taken back.

        What is only quoted or reported counts for a concept that `hears`.
        """
        for match in self.says.finditer(sentence.text):
            mention = Mention(self.name, sentence, match.start(), match.end())
            if not self._is_freed(mention) and (self.hears or not mention.is_spoken_by_others):
                yield mention

    def _is_freed(self, mention: "Mention") -> bool:
        sentence = mention.sentence
        before, after = sentence.text[: mention.start], sentence.text[mention.end :]
        if self.unless and self.unless.search(sentence.text):
            return True
        if (self.before and self.before.search(before)) or (self.after and self.after.match(after)):
            return True
        return not self.ignores_denial and mention.is_denied


@dataclass(frozen=True)
class Mention:
    """A place in a sentence that means the concept called `concept`."""

    concept: str
    sentence: Sentence
    start: int
    end: int

    @property
    def words(self) -> str:
        """The words at this place."""
        return self.sentence.text[self.start : self.end]

    @property
    def is_denied(self) -> bool:
        """Whether the clause denies the words, or the sentence takes them back (…的约定无效)."""
        lists = _patterns()
        after = self.sentence.text[self.end :][:_REACH]
        return bool(
            lists["denied_before"].search(self.sentence.clause_before(self.start))
            or lists["denied_in_sentence"].search(self.sentence.text[: self.start])
            or lists["taken_back"].search(after)
        )

    @property
    def is_quoted_to_reject(self) -> bool:
        """Whether the words stand between quotation marks in a sentence that takes them back."""
        sentence = self.sentence
        is_quoted = any(first < self.end and self.start < last for first, last in sentence.quoted)
        return is_quoted and bool(_patterns()["taken_back"].search(sentence.text))

    @property
    def is_turned_down(self) -> bool:
        """Whether the sentence goes on to tell that what the words ask for was refused or taken back."""
        return bool(_patterns()["turned_down"].search(self.sentence.text[self.start :]))

    @property
    def is_spoken_by_others(self) -> bool:
        """Whether the words are quoted or reported; in what binds, the parties speak themselves."""
        if self.sentence.part == "binds":
            return self.is_quoted_to_reject
        if self.sentence.is_quoted(self.start):
            return True
        pattern = "reported" if self.sentence.part == "tells" else "reported_strictly"
        return bool(_patterns()[pattern].search(self.sentence.text[: self.start]))


def mentions(name: str, sentences: Sequence[Sentence]) -> Iterator[Mention]:
    """Yield each place of `sentences` that means the concept called `name`."""
    concept = concepts()[name]
    held = concept.held_by([sentence.text for sentence in sentences])
    for sentence, is_held in zip(sentences, held, strict=True):
        if is_held:
            yield from concept.mentions(sentence)


def words(name: str) -> tuple[str, ...]:
    """Return the words of the list called `name`."""
    return tuple(_lists()[name])


def pattern(text: str) -> re.Pattern[str]:
    """Return `text`, written as the patterns of a concept are, compiled."""
    return re.compile(_expanded(text))


@functools.cache
def concepts() -> Mapping[str, Concept]:
    """Return every concept by its name."""
    rows: dict[str, Mapping[str, Any]] = {}
    for path in sorted(_DATA.glob("concepts_*.toml")):
        rows |= tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: _compiled(name, row) for name, row in rows.items()}


def _compiled(name: str, row: Mapping[str, Any]) -> Concept:
    def joined(key: str, ending: str = "") -> re.Pattern[str] | None:
        parts = row.get(key, ())
        return re.compile("|".join(f"(?:{_expanded(part)}){ending}" for part in parts)) if parts else None

    says = joined("says")
    if says is None:
        raise KeyError(name)
    return Concept(
        name,
        says,
        joined("unless"),
        joined("before", "$"),
        joined("after"),
        ignores_denial=bool(row.get("ignores_denial")),
        hears=bool(row.get("hears")),
    )


def _expanded(text: str) -> str:
    filled = _SLOT.sub(lambda slot: _alternatives(slot[1]), text)
    return filled.replace("…", _GAP).replace("·", _NEAR)


def _alternatives(name: str) -> str:
    return f"(?:{'|'.join(sorted(_lists()[name], key=len, reverse=True))})"


@functools.cache
def _lists() -> Mapping[str, list[str]]:
    return dict(tomllib.loads((_DATA / _LISTS).read_text(encoding="utf-8"))["words"])


@functools.cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    rows = tomllib.loads((_DATA / _LISTS).read_text(encoding="utf-8"))["speech"]
    return {name: re.compile(text) for name, text in rows.items()}
