"""Learn which matters are urgent (red) from written meetings, short matters, and sentences of danger.

Run by hand: `python benchmarks/train_urgency.py [--write]`; each author of meetings is left out in turn.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scripts
import short_matters
import unheard
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from toolkit.grievances.accusations import danger
from toolkit.grievances.finding import find, linear
from toolkit.grievances.tagging import tags, urgency

TOP = Path(__file__).parent.parent
LIGHTEST = 2  # a weight that is kept
TRAINING = TOP / "tests" / "data" / "training"
SENTENCES = TOP / "benchmarks" / "unheard" / "danger.json"
MODELS = TOP / "toolkit" / "grievances" / "finding" / "data" / "facts.json"
LEAST, STRENGTH = 3, 3.0
SHARE = urgency._SIGNS_COUNT  # noqa: SLF001 - the same sum as in the product


@dataclass(frozen=True)
class Told:
    """A text, whether it is urgent, and the danger it tells of; `colour` as labelled, None where it is open."""

    author: str
    text: str
    urgent: bool
    colour: str | None
    danger: str | None = None


@dataclass(frozen=True)
class Dispute:
    """A matter that was found: the signs and the runs of its text, and whether it suits mediation."""

    author: str
    signs: frozenset[str]
    runs: frozenset[str]
    suits: bool


def disputes() -> Iterator[Dispute]:
    """Yield the matters found in written meetings and short matters."""
    folders = sorted(path for path in TRAINING.iterdir() if path.is_dir())
    for script in (*short_matters.scripts_of(), *scripts.of_folders(*folders)):
        transcript = scripts.transcript(script, scripts.WAYS["labels"])
        found = tags.tag(find.find(transcript, script.villages), transcript).grievances
        pairs = unheard.paired(unheard.starts(script), unheard.found_at(transcript.segments, found))
        for number, at in pairs.items():
            if "mediation" in script.labels[number]:
                words = tags.Words(tags.pieces(found[at], transcript))
                signs = frozenset(tags.mediation_signs(found[at], words))
                suits = bool(script.labels[number]["mediation"])
                yield Dispute(script.author, signs, frozenset(urgency.runs(words.text)), suits)


def told() -> Iterator[Told]:
    """Yield what there is to learn from."""
    written = json.loads(SENTENCES.read_text(encoding="utf-8"))
    for name, each in written.items():
        is_danger = name == "danger"
        kinds = ((one["text"], one.get("kind") if is_danger else None) for one in each)
        yield from (Told("sentences", text, is_danger, None, kind) for text, kind in kinds)
    yield from (Told("short", matter.text, "R" in matter.signs, None) for matter in short_matters.read())
    for script in scripts.of_folders(*sorted(path for path in TRAINING.iterdir() if path.is_dir())):
        for number, label in script.labels.items():
            said = "".join(line.text for line in script.lines if line.grievance == number)
            if "colour" in label:
                yield Told(script.author, said, label["colour"] == "红", label["colour"], label.get("danger"))


class Learned:
    """The features of texts as rows, and the model fitted to them."""

    def __init__(self, rows: Sequence[tuple[Collection[str], Collection[str]]], right: Sequence[bool]) -> None:
        counts = Counter(name for signs, runs in rows for name in (*signs, *runs))
        self.names = [name for name, count in counts.items() if count >= LEAST]
        place = {name: at for at, name in enumerate(self.names)}
        values, columns, ends = [], [], [0]
        for signs, runs in rows:
            known = [place[run] for run in runs if run in place]
            kept = [place[sign] for sign in signs if sign in place]
            columns += [*kept, *known]
            values += [*[1.0] * len(kept), *[SHARE / max(1, len(known)) ** 0.5] * len(known)]
            ends.append(len(columns))
        seen = csr_matrix((values, columns, ends), shape=(len(rows), len(self.names)))
        fitted = LogisticRegression(C=STRENGTH, max_iter=400, class_weight="balanced")
        self.fitted = fitted.fit(seen, right)

    def written(self) -> dict:
        """Return the model in its JSON form."""
        whole = np.round(self.fitted.coef_[0] * 100).astype(int)
        kept = {name: int(weight) for name, weight in zip(self.names, whole, strict=True) if abs(weight) >= LIGHTEST}
        return {"weights": kept, "base": round(float(self.fitted.intercept_[0]) * 100)}


def learned(every: Sequence[Told], right: Callable[[Told], bool] = lambda each: each.urgent) -> Learned:
    """Return the model of what is `right` of the texts `every`."""
    return Learned([(_signs(each), urgency.runs(each.text)) for each in every], [right(each) for each in every])


def _signs(each: Told) -> set[str]:
    """Return what the rules find, except in the sentences that the rules were mended with."""
    return set() if each.author == "sentences" else set(urgency.signs(each.text, tags.red_words()))


def tried(every: Sequence[Told]) -> None:
    """Print recall and precision on each author left out, by threshold."""
    seen = []
    for author in ("a", "b", "c", "d"):
        model = linear.model_of(
            {**learned([each for each in every if each.author != author]).written(), "least": 0, "least_unlabelled": 0}
        )
        seen += [
            (each, urgency.probability(each.text, tags.red_words(), model)) for each in every if each.author == author
        ]
    for least in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        given = [each for each, sure in seen if sure >= least]
        right = sum(each.urgent for each in given)
        known = sum(each.colour is not None for each in given)
        by_author = {a: sum(each.urgent for each in given if each.author == a) for a in ("a", "b", "c", "d")}
        print(
            f"least {least}: {right} of {sum(each.urgent for each, _ in seen)}, "
            f"precision {right / max(1, len(given)):.2f}, "
            f"where the colour is beyond doubt {right / max(1, known):.2f}; {by_author}"
        )


def tried_dangers(every: Sequence[Told]) -> None:
    """Print how many dangers are found on each author left out: by the rules, by the models, by both."""
    for least in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5):
        counts: Counter[str] = Counter()
        for author in ("a", "b", "c", "d"):
            rest = [each for each in every if each.author not in (author, "short")]
            models = {}
            for kind in danger.KIND_NAMES:
                model = learned(rest, lambda each, kind=kind: each.danger == kind)
                models[kind] = linear.model_of({**model.written(), "least": 0, "least_unlabelled": 0})
            for each in every:
                if each.author != author:
                    continue
                sure = {kind: urgency.probability(each.text, tags.red_words(), model) for kind, model in models.items()}
                best = max(sure, key=sure.__getitem__)
                ruled = danger.read(each.text)
                by_rule, by_model = (ruled.value if ruled else None), (best if sure[best] >= least else None)
                ways = {"rule": by_rule, "model": by_model, "either": by_model or by_rule, "both": by_model and by_rule}
                for name, said in ways.items():
                    counts[f"{name} given"] += said is not None
                    counts[f"{name} found"] += said is not None and each.danger is not None
                    counts[f"{name} kind"] += said is not None and each.danger == said
                counts["labelled"] += each.danger is not None
        print(least, dict(counts), flush=True)


def main() -> None:
    """Try the model, and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--try", dest="tried", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    every = list(told())
    if asked.tried:
        tried(every)
        tried_dangers(every)
    if asked.write:
        models = json.loads(MODELS.read_text(encoding="utf-8"))
        models["red"] = {**learned(every).written(), "least": 50, "least_unlabelled": 50}
        labelled = [each for each in every if each.author != "short"]
        for kind in danger.KIND_NAMES:
            of_kind = learned(labelled, lambda each, kind=kind: each.danger == kind)
            models[urgency.danger_model(kind)] = {**of_kind.written(), "least": 30, "least_unlabelled": 30}
        suited = list(disputes())
        model = Learned([(each.signs, each.runs) for each in suited], [each.suits for each in suited])
        models["mediation"] = {**model.written(), "least": 60, "least_unlabelled": 60}
        text = json.dumps(models, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        MODELS.write_text(text.replace(',"', ',\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
