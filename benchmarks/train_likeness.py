"""Learn which texts of papers are like faulty wordings, from the sets and cases that the rules were mended by.

Run by hand: `python -m benchmarks.train_likeness [--write]`. The threshold is the one at which `ASKED` of the lawful
papers would be asked about: whole papers, since a paper of forty texts is asked about by its likest text. It is taken
from the sets that are whole papers, each scored by a model that never saw it. What is faulty in a whole paper is the
text that a rule of the law names. Prints, with each author left out in turn, how many faulty and how many lawful texts
lie above the threshold.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from benchmarks import blind_papers, wordings
from toolkit.papers import forms
from toolkit.papers.facts import texts, unwrapped
from toolkit.papers.language.likeness import runs
from toolkit.papers.rules.cases import cases
from toolkit.papers.rules.doubts import is_doubt, says_something

MODEL = Path(__file__).parents[1] / "toolkit" / "papers" / "language" / "data" / "likeness.json"
ASKED = 0.12  # share of the lawful papers of an unknown author that may be asked about
WHOLE = ("fifth", "sixth", "seventh-a", "seventh-b", "eighth")  # the sets that are whole papers
SHORTEST, STRENGTH, LEAST = 6, 3.0, 2


@dataclass(frozen=True)
class Text:
    """A text of an author, faulty or not."""

    author: str
    text: str
    faulty: bool


def collected() -> tuple[Text, ...]:
    """Return every text that is long enough to say something."""
    return tuple(text for text in _everything() if len(text.text) >= SHORTEST)


def _everything() -> Iterator[Text]:
    for name in wordings.SETS:
        for each in wordings.wordings(name):
            yield Text(name.lstrip("abcdefghijklmnopqrstuvwxyz") or "1", each.text, name.startswith("broken"))
    for folder in blind_papers.FOLDERS:
        for name in ("broken", "lawful"):
            for row in blind_papers.rows(folder, name):
                changed = row.get("change", row.get("facts") if name == "lawful" else {})
                yield from (Text(folder.name, text, name == "broken") for text in _only(changed, name))
        if folder.name in WHOLE[1:]:
            yield from (
                Text(folder.name, text, faulty=True)
                for row in blind_papers.rows(folder, "broken")
                for text in _named_by_a_rule(row)
            )
    for case in cases():
        yield from (Text("cases", text, case.breaks) for text in _only(case.changes, "broken" if case.breaks else ""))
    for paper in forms.PAPERS:
        yield from (Text("examples", text, faulty=False) for _, text in texts(unwrapped(forms.example(paper))))


def _named_by_a_rule(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield each text of the whole paper of `row` that a sharper rule than a doubt is against."""
    named = {each.field for each in blind_papers.findings(dict(row)) if not is_doubt(each) and each.level != "warning"}
    yield from (text for field, text in texts(unwrapped(row["facts"])) if field in named)


def _only(changes: Mapping[str, Any], kind: str) -> Iterator[str]:
    """Yield the changed texts; of a faulty set only one that stands alone, since others would not be the fault."""
    found = [text for _, text in texts(unwrapped(changes))] if kind == "lawful" else []
    found = found or [value for value in changes.values() if isinstance(value, str)]
    if kind != "broken" or len(changes) == 1:
        yield from found


def learned(sample: Sequence[Text]) -> tuple[TfidfVectorizer, LogisticRegression]:
    """Return the runs with their rarity, and the weights, that `sample` teaches."""
    table = TfidfVectorizer(analyzer=runs, binary=True, min_df=LEAST)
    found = table.fit_transform([each.text for each in sample])
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=2000)
    return table, model.fit(found, [each.faulty for each in sample])


def threshold_of(sample: Sequence[Text]) -> float:
    """Return the score from which on to ask, so that `ASKED` of the whole lawful papers would be."""
    scores: list[float] = []
    for name in WHOLE:
        table, model = learned([each for each in sample if each.author != name])
        for row in blind_papers.rows(blind_papers.HERE / name, "lawful"):
            read = [text for field, text in texts(unwrapped(row["facts"])) if says_something(field, text)]
            scores.append(float(model.decision_function(table.transform(read)).max()))
    return float(np.quantile(scores, 1 - ASKED))


def tell_shares(sample: Sequence[Text], threshold: float) -> None:
    """Print what share of the texts of each author, left out in turn, lies above `threshold`."""
    for author in sorted({each.author for each in sample} - {"cases", "examples", *WHOLE}):
        table, model = learned([each for each in sample if each.author != author])
        unknown = [each for each in sample if each.author == author]
        above = model.decision_function(table.transform([each.text for each in unknown])) >= threshold
        faulty = np.array([each.faulty for each in unknown])
        print(f"{author}: faulty {above[faulty].mean():.2f}, lawful {above[~faulty].mean():.2f}")


def main() -> None:
    """Print the shares, and write the model when asked."""
    sample = collected()
    print(f"{sum(each.faulty for each in sample)} faulty, {sum(not each.faulty for each in sample)} lawful")
    threshold = threshold_of(sample)
    tell_shares(sample, threshold)
    table, model = learned(sample)
    weights = zip(table.get_feature_names_out(), table.idf_, model.coef_[0], strict=True)
    rows = {
        "constant": round(float(model.intercept_[0]), 3),
        "threshold": round(threshold, 2),
        "runs": {run: [round(float(rarity), 1), round(float(weight), 2)] for run, rarity, weight in weights},
    }
    print(f"threshold {rows['threshold']}, {len(table.vocabulary_)} runs")
    if "--write" in sys.argv:
        MODEL.write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
