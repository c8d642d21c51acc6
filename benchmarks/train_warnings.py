"""Learn at which releases to warn, from written meetings and from passages that accuse or only look alike.

Run by hand: `python benchmarks/train_warnings.py [--write]`. Each author is left out in turn; the threshold is the one
at which `FALSE` of the innocent matters of meetings of an unknown author are warned at.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scripts
import unheard
from logistic import Logistic

from tests import builders
from toolkit.grievances import linear
from toolkit.grievances.accusations import cues
from toolkit.grievances.finding import find
from toolkit.grievances.tagging import tags

TOP = Path(__file__).parent.parent
PASSAGES = TOP / "benchmarks" / "unheard" / "accusations.json"
MODELS = TOP / "toolkit" / "grievances" / "data" / "facts.json"
FALSE = 0.2
STRENGTH = 0.1
SHARE = cues._WORDING  # noqa: SLF001 - the same sum as in the product
ALONE = "passages"


@dataclass(frozen=True)
class Told:
    """A matter of an author: signs and runs of its text, and whether it accuses."""

    author: str
    signs: frozenset[str]
    runs: frozenset[str]
    accuses: bool


def told() -> Iterator[Told]:
    """Yield what there is to learn from."""
    written = json.loads(PASSAGES.read_text(encoding="utf-8"))
    for name, passages in written.items():
        for each in passages:
            one = builders.grievance(1, (0.0, 9.0), text=each["text"], summary="")
            yield Told(ALONE, cues.signs(one), frozenset(linear.runs(one.text)), name == "accusations")
    for script in scripts.of_folders(*scripts.training_folders()):
        for name in ("plain", "labels"):
            transcript = scripts.transcript(script, scripts.WAYS[name])
            found = tags.tag(find.find(transcript, script.villages), transcript).grievances
            pairs = unheard.paired(unheard.starts(script), unheard.found_at(transcript.segments, found))
            for number, at in pairs.items():
                one, accuses = found[at], bool(script.labels[number].get("accusation"))
                signs = cues.signs(one, cues.answer_to(one, transcript))
                yield Told(script.author, signs, frozenset(linear.runs(one.text)), accuses)


def learned(every: Sequence[Told], least: int = 50) -> dict:
    """Return the model of `every`, both sides of one weight, in its JSON form."""
    share = sum(each.accuses for each in every) / len(every)
    worth = [0.5 / share if each.accuses else 0.5 / (1 - share) for each in every]
    rows = [(each.signs, each.runs) for each in every]
    return Logistic(rows, [each.accuses for each in every], worth, share=SHARE, strength=STRENGTH).written(least)


def tried(every: Sequence[Told]) -> float:
    """Print how a model does on each author left out, and return the threshold for meetings."""
    seen = []
    for author in sorted({each.author for each in every}):
        model = linear.model_of(learned([each for each in every if each.author != author]))
        seen += [(each, model.of_text(each.signs, each.runs, SHARE)) for each in every if each.author == author]
    innocent = [sure for each, sure in seen if not each.accuses and each.author != ALONE]
    least = float(np.quantile(innocent, 1 - FALSE))
    for name, chosen in (("meetings", {each.author for each in every} - {ALONE}), (ALONE, {ALONE})):
        right = [sure >= least for each, sure in seen if each.accuses and each.author in chosen]
        wrong = [sure >= least for each, sure in seen if not each.accuses and each.author in chosen]
        print(f"{name}, from {least:.3f}: {sum(right)} of {len(right)} warned at, {np.mean(wrong):.2f} wrongly")
    return least


def main() -> None:
    """Try the model, and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    every = list(told())
    least = tried(every)
    if asked.write:
        models = json.loads(MODELS.read_text(encoding="utf-8"))
        models["accusation"] = learned(every, int(least * 100))
        text = json.dumps(models, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        MODELS.write_text(text.replace(',"', ',\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
