"""Learn which candidate is a fact of a matter (speaker, home, other side), and what a text is about.

Run by hand: `python benchmarks/train_facts.py [FOLDER…] [--only NAME…] [--write]`. Each question is tried on every
author left out; `--write` learns from all and writes `toolkit/grievances/data/facts.json`.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import introductions
import numpy as np
import scripts
import short_matters
import unheard
import unheard_facts
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scripts import Script, Way

from toolkit.grievances import linear
from toolkit.grievances.finding import candidates, clauses, side_mentions, speaker_candidates
from toolkit.grievances.finding.candidates import Candidate
from toolkit.grievances.finding.matters import Matter, matters
from toolkit.grievances.finding.passages import Talk
from toolkit.grievances.finding.talk_text import TalkText

TOP = Path(__file__).parent.parent
WAYS = (Way(labels=True), Way(), Way(pauses=False))
LEAST = {"against": 6}  # a rarer feature is left out
USUAL_LEAST = 3
PENALTY = {"against": 8.0}
USUAL_PENALTY = 2.0
LIGHTEST = 2  # a weight that is kept
STEPS = [step / 20 for step in range(1, 20)]
# Half of the other sides that are read are wrong: one left out is asked for, a wrong one is struck out.
PRECISION = {"against": 0.53, "home": 0.85}
USUAL_PRECISION = 0.9
# What is invented for one question has no labels for another; it is learned from, not tried on.
LEFT_OUT = {"person": ("short",), "home": ("short",), "against": ("introductions",)}
ONLY_LEARNED = {"introductions", "short"}


@dataclass(frozen=True)
class Group:
    """The candidates of one matter for one `question`, and the right value, None when none was said."""

    question: str
    author: str
    way: int
    name: str
    wanted: object
    voice: str | None
    candidates: tuple[Candidate, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the candidates."""
        return tuple(one.value for one in self.candidates)


def labelled_matters(script: Script, way: Way) -> Iterator[tuple[str, dict, Matter]]:
    """Yield number, label and matter of each grievance of `script` that the tagger finds."""
    segments = scripts.transcript(script, way).segments
    if script.author == "short":
        cut = clauses(segments)
        yield "1", script.labels["1"], Matter([TalkText(Talk(cut, None))])
        return
    found = matters(clauses(segments))
    place = {one.id: at for at, one in enumerate(segments)}
    said = [place[matter.talks[0].talk.clauses[0].segment.id] for matter in found]
    if script.author == "introductions":
        yield from _introduced(script, found, said)
        return
    for number, at in unheard.paired(unheard.starts(script), said).items():
        yield number, script.labels[number], found[at]


def _introduced(script: Script, found: Sequence[Matter], said: Sequence[int]) -> Iterator[tuple[str, dict, Matter]]:
    """Yield the matter that begins where the introduction or the tale after it does."""
    lines = [at for at, line in enumerate(script.lines) if line.grievance == "1" or line.speaker == "V"]
    near = [matter for matter, at in zip(found, said, strict=True) if lines[0] <= at <= lines[-1]]
    if near:
        yield "1", script.labels["1"], near[0]


Question = Callable[[Matter, Script, dict], Sequence[Candidate]]


def _villages(script: Script) -> tuple[str, ...]:
    return tuple(one.name for one in script.villages)


QUESTIONS: dict[str, Question] = {
    "person": lambda matter, script, _: speaker_candidates.persons(matter, _villages(script)),
    "against": lambda matter, script, label: side_mentions.sides(matter, label.get("person"), _villages(script)),
    "home": lambda matter, script, _: speaker_candidates.homes(matter, _villages(script)),
}


def groups(written: Sequence[Script], question: str) -> list[Group]:
    """Return the candidates for `question` in all matters of `written`, each way they may be heard."""
    told = []
    for script in written:
        for way_at, way in enumerate(WAYS[:1] if script.author == "short" else WAYS):
            for number, label, matter in labelled_matters(script, way):
                found = QUESTIONS[question](matter, script, label)
                wanted = unheard_facts.wanted(label).get(question)
                told.append(
                    Group(
                        question,
                        script.author,
                        way_at,
                        f"{script.name}#{number}",
                        wanted,
                        matter.talks[0].voice,
                        tuple(found),
                    )
                )
    return told


def _targets(group: Group) -> list[bool]:
    """Return which candidates are right: those equal to the label, else those that hold it or lie in it.

    Of the other side, of which many names are said, all count that hold the label or lie in it.
    """
    if group.wanted is None:
        return [False] * len(group.values)
    exact = [value == group.wanted for value in group.values]
    if any(exact) and group.question != "against":
        return exact
    near = [len(value) > 1 and unheard_facts.is_right("person", group.wanted, value) for value in group.values]
    if group.question == "against":
        return near
    longest = max((len(value) for value, right in zip(group.values, near, strict=True) if right), default=0)
    return [right and len(value) == longest for value, right in zip(group.values, near, strict=True)]


def fit(learned: Sequence[Group], penalty: float) -> dict:
    """Return the model in its JSON form, its threshold still open: one answer or none for each group."""
    rows = [set(one.features) for group in learned for one in group.candidates]
    counts = Counter(name for row in rows for name in row)
    least = LEAST.get(learned[0].question, USUAL_LEAST)
    names = sorted(name for name, count in counts.items() if count >= least)
    place = {name: at for at, name in enumerate(names)}
    columns = [[place[name] for name in row if name in place] for row in rows]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in columns])])
    seen = csr_matrix(
        (np.ones(starts[-1]), np.array([at for one in columns for at in one], dtype=int), starts),
        shape=(len(rows), len(names)),
    )
    of_group = np.repeat(np.arange(len(learned)), [len(group.values) for group in learned])
    right = np.array([target for group in learned for target in _targets(group)], dtype=bool)
    worth = np.array([0.5 if group.author == "introductions" else 1.0 for group in learned])
    choice = _Choice(seen, of_group, right, worth)
    fitted = minimize(
        choice.loss, np.zeros(len(names) + 1), args=(penalty,), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    whole = np.round(fitted.x * 100).astype(int)
    kept = {name: int(weight) for name, weight in zip(names, whole[:-1], strict=True) if abs(weight) >= LIGHTEST}
    return {"weights": kept, "base": int(whole[-1]), "least": 50, "least_unlabelled": 50}


@dataclass(frozen=True)
class _Choice:
    """The likelihood of the right candidate of each group, or of none, under the exponential of the scores."""

    seen: csr_matrix
    of_group: np.ndarray
    right: np.ndarray
    worth: np.ndarray

    def loss(self, weights: np.ndarray, penalty: float) -> tuple[float, np.ndarray]:
        scores = np.clip(self.seen @ weights[:-1] + weights[-1], -30, 30)
        likely = np.exp(scores)
        count = len(self.worth)
        whole = 1 + np.bincount(self.of_group, likely, count)
        hit = np.bincount(self.of_group, likely * self.right, count)
        has = np.bincount(self.of_group, self.right, count) > 0
        numerator = np.where(has, hit, 1.0)
        value = (self.worth * (np.log(whole) - np.log(numerator))).sum()
        share = likely / whole[self.of_group] - np.where(self.right, likely / numerator[self.of_group], 0.0)
        share *= self.worth[self.of_group]
        gradient = np.concatenate([self.seen.T @ share, [share.sum()]])
        gradient[:-1] += penalty * weights[:-1]
        return float(value + penalty / 2 * (weights[:-1] ** 2).sum()), gradient


def answers(
    model: linear.LinearModel, asked: Sequence[Group], least: float = 0.0
) -> list[tuple[Group, str | None, float]]:
    """Return for each group the chosen value with its probability, as the product chooses it."""
    if asked and asked[0].question == "against":
        return [_side(model, group) for group in asked]
    told = []
    for _, same in groupby(asked, key=lambda group: (group.way, group.name.split("#")[0])):
        meeting = list(same)
        ranked = [candidates.choices(group.candidates, model) for group in meeting]
        chosen = candidates.exclusive(ranked, [group.voice for group in meeting], least)
        told += [
            (group, None, 0.0) if one is None else (group, one.value, one.share)
            for group, one in zip(meeting, chosen, strict=True)
        ]
    return told


def _side(model: linear.LinearModel, group: Group) -> tuple[Group, str | None, float]:
    found = side_mentions.likeliest(group.candidates, model)
    return (group, None, 0.0) if found is None else (group, found[0].value, found[1])


def score(told: Sequence[tuple[Group, str | None, float]], least: float, question: str) -> Counter[str]:
    """Return how many answers at the threshold `least` are right, wrong, unasked or missed."""
    counts: Counter[str] = Counter()
    for group, value, sure in told:
        given = value if sure >= least else None
        if group.wanted is None:
            counts["unasked"] += given is not None
        elif given is None:
            counts["missed"] += 1
        else:
            counts["right" if unheard_facts.is_right(question, group.wanted, given) else "wrong"] += 1
    return counts


def best_threshold(told: Sequence[tuple[Group, str | None, float]], question: str) -> float:
    """Return the lowest threshold with enough right answers among those given, 0.95 if there is none."""

    def precise(least: float) -> bool:
        counts = score(told, least, question)
        return counts["right"] >= PRECISION.get(question, USUAL_PRECISION) * (
            counts["right"] + counts["wrong"] + counts["unasked"]
        )

    return next((least for least in STEPS if precise(least)), STEPS[-1])


def line(counts: Counter[str]) -> str:
    """Return recall and precision as text."""
    labelled = counts["right"] + counts["wrong"] + counts["missed"]
    given = counts["right"] + counts["wrong"] + counts["unasked"]
    return (
        f"{counts['right']} of {labelled} ({counts['right'] / max(1, labelled):.2f}), "
        f"precision {counts['right'] / max(1, given):.2f}"
    )


def _kind(way: int) -> str:
    return "least" if WAYS[way].labels else "least_unlabelled"


def cross_validated(told: Sequence[Group], question: str, strength: float, *, verbose: bool) -> dict[str, float]:
    """Print how the model does on each author left out, and return the thresholds with and without labels."""
    unseen = []
    for author in sorted({group.author for group in told} - ONLY_LEARNED):
        model = linear.model_of(fit([group for group in told if group.author != author], strength))
        unseen += answers(model, [group for group in told if group.author == author])
    least = {
        name: best_threshold([one for one in unseen if one[0].way in ways], question)
        for name, ways in (("least", {0}), ("least_unlabelled", {1, 2}))
    }
    for author in sorted({group.author for group in told} - ONLY_LEARNED):
        for way in range(len(WAYS)):
            own = [one for one in unseen if one[0].author == author and one[0].way == way]
            print(f"   {question}, {author}, way {way}: {line(score(own, least[_kind(way)], question))}")
    for name, ways in (("least", {0}), ("least_unlabelled", {1, 2})):
        own = [one for one in unseen if one[0].way in ways]
        print(
            f"{question}, penalty {strength}, {name} {least[name]}: {line(score(own, least[name], question))}",
            flush=True,
        )
    if verbose:
        print_misses(unseen, least, question)
    return least


def print_misses(unseen: Sequence[Any], least: Mapping[str, float], question: str) -> None:
    """Print each answer that is wrong or lacking: its group, what was wanted, the best candidate, its probability."""
    for group, value, sure in unseen:
        given = value if sure >= least[_kind(group.way)] else None
        if group.wanted is None or given is None:
            is_right = given is None and group.wanted is None
        else:
            is_right = unheard_facts.is_right(question, group.wanted, value)
        if not is_right and group.way < len(WAYS) - 1:
            known = group.wanted in group.values
            print("     ", group.way, group.name, "want", group.wanted, "best", value, round(sure, 2), known)


def main() -> None:
    """Try each question, and write the models."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--only", nargs="*", default=list(QUESTIONS))
    parser.add_argument("--strength", nargs="*", type=float, default=[])
    parser.add_argument("--introductions", type=int, default=660)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    folders = asked.folders or [path for path in scripts.training_folders() if path.name != "made-up"]
    written = list(scripts.of_folders(*folders))
    written += [*introductions.meetings(written, asked.introductions), *short_matters.scripts_of()]
    models = {}
    for question in asked.only:
        told = groups([one for one in written if one.author not in LEFT_OUT.get(question, ())], question)
        penalties = asked.strength or [PENALTY.get(question, USUAL_PENALTY)]
        for strength in penalties:
            least = cross_validated(told, question, strength, verbose=asked.verbose)
        models[question] = {
            **fit(told, penalties[-1]),
            **{name: round(value * 100) for name, value in least.items()},
        }
    if asked.write:
        path = TOP / "toolkit" / "grievances" / "data" / "facts.json"
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        text = json.dumps({**known, **models}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        path.write_text(text.replace(',"', ',\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
