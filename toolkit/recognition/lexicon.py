"""Local words as prompt words, and as corrections of misheard words.

A correction needs a word of the list; it is logged with the original and its score and can be undone. Names of people
are only proposed: a complaint must not move to a neighbour whose name sounds alike.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from toolkit.recognition.mishearings import Suspect, keeps_numbers, suspected_people, suspected_words
from toolkit.recognition.word_lists import KIND_NAMES, PEOPLE, Kind, Lexicon, load
from toolkit.records import Correction

__all__ = ["BY", "KIND_NAMES", "Hearing", "Lexicon", "corrected", "load", "prompt_words", "proposals", "words_near"]

BY = "词表"
# The least score (nats) of a correction without the sound; it hardly ever breaks a right word.
_ENOUGH = 20.0
# The least score with the likelihood of the sound counted in, and the least score at which the sound is asked.
_ENOUGH_HEARD = 7.0
# The least lead over another word for the same characters.
_CLEAR_LEAD = 1.5

# Returns the log likelihood of each of several texts, given the sound and the words of the workspace in them.
Hearing = Callable[[Sequence[str], Sequence[str]], Sequence[float]]


def prompt_words(lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words of the workspace for the prompt, places first; the model's limit cuts them.

    Names of people are left out: a model tends to write its prompt, and such a name would look like a heard one.
    """
    local = [entry for entry in lexicon.local if entry.kind not in PEOPLE]
    return tuple(entry.word for entry in sorted(local, key=lambda entry: entry.kind != "place"))


def words_near(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return those words of `prompt_words` that `text`, a first hypothesis, holds or sounds like."""
    alike = {suspect.word for suspect in suspected_words(text, lexicon, _ENOUGH_HEARD)}
    return tuple(word for word in prompt_words(lexicon) if word in text or word in alike)


def corrected(text: str, lexicon: Lexicon, hearing: Hearing | None = None) -> tuple[str, tuple[Correction, ...]]:
    """Return `text` with misheard words of the list corrected, and each correction with its reason, in order.

    `hearing`, if given, returns the log likelihood (natural) of texts given the sound of this very text; it also gets
    the words of the workspace in them, which an engine cannot know otherwise. With it far more is corrected, since
    texts that do not fit the sound are ruled out. Corrections never overlap and keep the length, so each can be undone
    on its own.
    """
    suspects = suspected_words(text, lexicon, _ENOUGH_HEARD if hearing else _ENOUGH)
    if hearing and suspects:
        suspects = _heard(text, suspects, lexicon, hearing)
    chosen = _chosen(text, [suspect for suspect in suspects if not _is_doubtful(suspect, suspects)], lexicon)
    enough = _ENOUGH_HEARD if hearing else _ENOUGH
    changes = tuple(_correction(suspect, lexicon.by_word[suspect.word].kind, enough) for suspect in chosen)
    for suspect in chosen:
        text = suspect.put_into(text)
    return text, changes


def proposals(text: str, lexicon: Lexicon) -> tuple[Correction, ...]:
    """Return the places where a name of the list may have been misheard, for a person to judge; nothing is changed.

    Several names that sound alike are proposed side by side for the same place.
    """
    return tuple(map(_proposal, suspected_people(text, lexicon)))


def _proposal(suspect: Suspect) -> Correction:
    reason = f"读音像“{suspect.word}”，只作提示，请听录音再定（得分 {suspect.score:.1f}）"
    return Correction(suspect.written, suspect.word, suspect.at, reason)


def _heard(text: str, suspects: list[Suspect], lexicon: Lexicon, hearing: Hearing) -> list[Suspect]:
    """Return the suspects with a sufficient score after the sound was asked; the sound can only lower a score."""
    local = dict.fromkeys(suspect.word for suspect in suspects if lexicon.by_word[suspect.word].local)
    as_written, *changed = hearing([text, *(suspect.put_into(text) for suspect in suspects)], tuple(local))
    judged = [
        replace(suspect, score=suspect.score + min(0.0, fits - as_written))
        for suspect, fits in zip(suspects, changed, strict=True)
    ]
    return [suspect for suspect in judged if suspect.score >= _ENOUGH_HEARD]


def _is_doubtful(suspect: Suspect, suspects: Iterable[Suspect]) -> bool:
    """Return whether another word fits the same characters nearly as well."""
    return any(
        other.word != suspect.word
        and (other.at, other.end) == (suspect.at, suspect.end)
        and other.score > suspect.score - _CLEAR_LEAD
        for other in suspects
    )


def _chosen(text: str, suspects: list[Suspect], lexicon: Lexicon) -> list[Suspect]:
    """Return the likeliest suspects that do not overlap and together change no number, in order."""
    chosen: list[Suspect] = []
    changed = text
    for suspect in sorted(suspects, key=lambda suspect: (-suspect.score, suspect.at)):
        if any(suspect.overlaps(other) for other in chosen):
            continue
        if not keeps_numbers(changed, suspect, lexicon.by_word[suspect.word].kind):
            continue
        chosen.append(suspect)
        changed = suspect.put_into(changed)
    return sorted(chosen, key=lambda suspect: suspect.at)


def _correction(suspect: Suspect, kind: Kind, enough: float) -> Correction:
    word, score = suspect.word, suspect.score
    reason = f"读音像词表里的“{word}”（{KIND_NAMES[kind]}），原文不通，得分 {score:.1f}，满 {enough:.0f} 分才改"
    return Correction(suspect.written, word, suspect.at, reason, BY)
