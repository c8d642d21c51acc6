"""Learn which matters are urgent (red) from written meetings, short matters, and sentences of danger.

Run by hand: `python benchmarks/train_urgency.py [--write [--mediation]]`; each author of meetings is left out in turn.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import scripts
import short_matters
import unheard
from logistic import Logistic, Row

from toolkit.grievances import linear
from toolkit.grievances.finding import find
from toolkit.grievances.tagging import tags, urgency

TOP = Path(__file__).parent.parent
SENTENCES = TOP / "benchmarks" / "unheard" / "danger.json"
FRESH = TOP / "benchmarks" / "unheard" / "danger-new.json"
MODELS = TOP / "toolkit" / "grievances" / "data" / "facts.json"
STRENGTH = 3.0
SHARE = urgency._SIGNS_COUNT  # noqa: SLF001 - the same sum as in the product


@dataclass(frozen=True)
class Told:
    """A text, and whether it is urgent; `colour` as labelled, None where it is open."""

    author: str
    text: str
    urgent: bool
    colour: str | None


@dataclass(frozen=True)
class Dispute:
    """A matter that was found: the signs and the runs of its text, and whether it suits mediation."""

    author: str
    signs: frozenset[str]
    runs: frozenset[str]
    suits: bool


def disputes() -> Iterator[Dispute]:
    """Yield the matters found in written meetings and short matters."""
    folders = scripts.training_folders()
    for script in (*short_matters.scripts_of(), *scripts.of_folders(*folders)):
        transcript = scripts.transcript(script, scripts.WAYS["labels"])
        found = tags.tag(find.find(transcript, script.villages), transcript).grievances
        pairs = unheard.paired(unheard.starts(script), unheard.found_at(transcript.segments, found))
        for number, at in pairs.items():
            if "mediation" in script.labels[number]:
                words = tags.Words(tags.pieces(found[at], transcript))
                signs = frozenset(tags.mediation_signs(found[at], words))
                suits = bool(script.labels[number]["mediation"])
                yield Dispute(script.author, signs, frozenset(linear.runs(words.text)), suits)


def told() -> Iterator[Told]:
    """Yield what there is to learn from."""
    written = json.loads(SENTENCES.read_text(encoding="utf-8"))
    for name, each in written.items():
        yield from (Told("sentences", one["text"], name == "danger", None) for one in each)
    for name, each in json.loads(FRESH.read_text(encoding="utf-8")).items():  # the second half is to measure on
        yield from (Told("fresh", one["text"], name == "danger", None) for one in each[: len(each) // 2])
    yield from (Told("short", matter.text, "R" in matter.signs, None) for matter in short_matters.read())
    for script in scripts.of_folders(*scripts.training_folders()):
        for number, label in script.labels.items():
            said = "".join(line.text for line in script.lines if line.grievance == number)
            if "colour" in label:
                yield Told(script.author, said, label["colour"] == "红", label["colour"])


def learned(every: Sequence[Told]) -> dict:
    """Return the model of which texts of `every` are urgent."""
    rows = [(_signs(each), linear.runs(each.text)) for each in every]
    return fitted(rows, [each.urgent for each in every], 50)


def fitted(rows: Sequence[Row], right: Sequence[bool], least: int) -> dict:
    """Return the model of the `rows` that are `right`, both sides of one weight, in its JSON form."""
    share = sum(right) / len(right)
    worth = [0.5 / share if one else 0.5 / (1 - share) for one in right]
    return Logistic(rows, right, worth, share=SHARE, strength=STRENGTH).written(least)


def _signs(each: Told) -> set[str]:
    """Return what the rules find, except in the sentences that the rules were mended with."""
    return set() if each.author == "sentences" else set(urgency.signs(each.text, tags.red_words()))


def tried(every: Sequence[Told]) -> None:
    """Print recall and precision on each author left out, by threshold."""
    seen = []
    authors = sorted({each.author for each in every} - {"sentences", "fresh", "short"})
    for author in authors:
        model = linear.model_of(learned([each for each in every if each.author != author]))
        out = [each for each in every if each.author == author]
        seen += [(each, urgency.probability(each.text, tags.red_words(), model)) for each in out]
    for least in (0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8):
        given = [each for each, sure in seen if sure >= least]
        right = sum(each.urgent for each in given)
        known = sum(each.colour is not None for each in given)
        by_author = {one: sum(each.urgent for each in given if each.author == one) for one in authors}
        print(
            f"least {least}: {right} of {sum(each.urgent for each, _ in seen)}, "
            f"precision {right / max(1, len(given)):.2f}, "
            f"where the colour is beyond doubt {right / max(1, known):.2f}; {by_author}"
        )


def main() -> None:
    """Try the model, and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--try", dest="tried", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--mediation", action="store_true")
    asked = parser.parse_args()
    every = list(told())
    if asked.tried:
        tried(every)
    if asked.write:
        models = json.loads(MODELS.read_text(encoding="utf-8"))
        models["red"] = learned(every)
        # Sides that the same meetings taught are trusted too much: it is learned before `train_facts.py` learns sides.
        if asked.mediation:
            suited = list(disputes())
            rows = [(each.signs, each.runs) for each in suited]
            models["mediation"] = fitted(rows, [each.suits for each in suited], 50)
        text = json.dumps(models, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        MODELS.write_text(text.replace(',"', ',\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
