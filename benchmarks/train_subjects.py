"""Gather the shipped examples of subjects from written meetings and short matters, and try them on authors left out.

Run by hand: `python benchmarks/train_subjects.py [--try] [--write]`. `--write` makes
`toolkit/grievances/tagging/data/examples.csv` anew.
"""

import argparse
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import scripts
import short_matters

from toolkit.grievances.tagging import model

TOP = Path(__file__).parent.parent
SHIPPED = TOP / "toolkit" / "grievances" / "tagging" / "data" / "examples.csv"


@dataclass(frozen=True)
class Told:
    """A matter in the villager's words, and its first-level subjects, the first the main one."""

    author: str
    text: str
    classes: tuple[str, ...]


def from_meetings() -> Iterator[Told]:
    """Yield the labelled matters of the written meetings."""
    for script in scripts.of_folders(*scripts.training_folders()):
        for number, label in script.labels.items():
            said = "".join(line.text for line in script.lines if line.grievance == number)
            if label.get("class1"):
                yield Told(script.author, said, (label["class1"], *(label.get("class1_also") or ())))


def examples(told: Sequence[Told]) -> tuple[model.SubjectExample, ...]:
    """Return the matters as examples of their main subject."""
    return tuple(model.SubjectExample(each.text, each.classes[0]) for each in told)


def tried(told: Sequence[Told]) -> None:
    """Print for each author of meetings how well the others' matters tell the subjects, and the word list alone."""
    for author in sorted({each.author for each in told} - {"short"}):
        asked = [each for each in told if each.author == author]
        rest = examples([each for each in told if each.author != author])
        for name, judge in (("list", model.WordListModel()), ("learned", model.LearnedModel((), rest))):
            judged = [(each, judge.judge(each.text)) for each in asked]
            first = sum(bool(one.candidates) and one.candidates[0].level1 in each.classes for each, one in judged)
            three = sum(any(c.level1 in each.classes for c in one.candidates) for each, one in judged)
            sure = [one.candidates[0].level1 in each.classes for each, one in judged if not one.unsure]
            print(
                f"{author}, {name}: first {first} of {len(asked)}, among three {three}; "
                f"sure {len(sure)}, of them right {sum(sure)}",
                flush=True,
            )


def main() -> None:
    """Try and write the examples."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--try", dest="tried", action="store_true")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    told = [*(Told("short", each.text, each.classes) for each in short_matters.read()), *from_meetings()]
    if asked.tried:
        tried(told)
    if asked.write:
        table = io.StringIO(newline="")
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(("一级", "文字"))
        rows.writerows((each.classes[0], each.text) for each in told)
        SHIPPED.write_text("\ufeff" + table.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    main()
