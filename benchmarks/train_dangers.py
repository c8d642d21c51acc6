"""Learn which sentences tell of danger to life and limb, and try it on sentences and meetings that were left out.

Run by hand: `python benchmarks/train_dangers.py [--try] [--write] [--measure FILE]`. `--measure` prints recall and
precision on a file of the form of `benchmarks/unheard/danger.json`, never a sentence.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import scripts
import short_matters
from logistic import Logistic

from toolkit.grievances import linear
from toolkit.grievances.accusations import danger
from toolkit.grievances.finding import dangers

TOP = Path(__file__).parent.parent
WRITTEN = TOP / "tests" / "data" / "danger_sentences.txt"
HEARD = TOP / "benchmarks" / "unheard" / "danger.json"
FRESH = TOP / "benchmarks" / "unheard" / "danger-new.json"
MODELS = TOP / "toolkit" / "grievances" / "data" / "facts.json"
LETTERS = {"s": "self_harm", "v": "violence", "t": "threat", "c": "child", "k": "sick", "-": None}
STRENGTH = 1.0
LEAST = 25
LEAST_OF_MATTER = 1  # hundredths: a missed danger may cost a life, a look for nothing an evening


@dataclass(frozen=True)
class Told:
    """A text of `author` with the kind of danger it tells of; the table of dangers was mended with `known` ones."""

    author: str
    text: str
    kind: str | None
    known: bool = False


def of_file(path: Path, half: str = "") -> list[tuple[str, str | None]]:
    """Return the sentences in `path` with their kinds, None for harmless ones; `half` is first, second or all."""
    written = json.loads(path.read_text(encoding="utf-8"))
    parts = {name: _half(written[name], half) for name in ("danger", "harmless")}
    return [(one["text"], one["kind"] if name == "danger" else None) for name, ones in parts.items() for one in ones]


def _half(ones: list, half: str) -> list:
    middle = len(ones) // 2
    return {"first": ones[:middle], "second": ones[middle:]}.get(half, ones)


def sentences() -> list[Told]:
    """Return the written sentences of all sets; of the fresh one the first half, the second is to measure on."""
    told = [Told("heard", *one, known=True) for one in of_file(HEARD)]
    told += [Told("fresh", *one) for one in of_file(FRESH, "first")]
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            letter, text = line.split(" ", 1)
            told.append(Told("written", text, LETTERS[letter]))
    return told


@dataclass(frozen=True)
class Spoken:
    """A grievance of a written meeting (or talk that is none), sentence by sentence, its danger, whether it is red."""

    author: str
    lines: tuple[str, ...]
    kind: str | None
    is_grievance: bool
    red: bool


def spoken() -> list[Spoken]:
    """Return what is said in the meetings to train on."""
    found = []
    for script in scripts.of_folders(*scripts.training_folders()):
        by_number: dict[str | None, list[str]] = {}
        for line in script.lines:
            by_number.setdefault(line.grievance, []).append(line.text)
        for number, lines in by_number.items():
            label = {} if number is None else script.labels[number]
            red = label.get("colour") == "红"
            found.append(Spoken(script.author, tuple(lines), label.get("danger"), number is not None, red))
    return found


def learned(told: Sequence[Told], right: Callable[[Told], bool] = lambda each: each.kind is not None) -> dict:
    """Return the model of what is `right` of `told`, in its JSON form."""
    rows = [(tuple(dangers.signs(each.text, ruled=not each.known)), dangers.runs(each.text)) for each in told]
    worth = [1.0] * len(told)
    return Logistic(rows, [right(each) for each in told], worth, share=dangers.SHARE, strength=STRENGTH).written(LEAST)


def with_meetings(told: Sequence[Told], heard: Sequence[Spoken]) -> list[Told]:
    """Return `told` with the harmless sentences of meetings, and of each danger there the sentence that tells it."""
    plain = [Told(each.author, line, None) for each in heard if each.kind is None for line in each.lines]
    first = linear.model_of(learned([*told, *plain]))
    grave = [
        Told(each.author, max(each.lines, key=lambda line: dangers.probability(line, first)), each.kind)
        for each in heard
        if each.kind is not None
    ]
    return [*told, *plain, *grave]


def of_matters(told: Sequence[Told], heard: Sequence[Spoken]) -> dict:
    """Return the model of which matters are grave, learned from sentences, short matters and meetings, as JSON has it.

    A matter that is urgent is grave as well: it shares the words of danger.
    """
    every = [(each.text, each.kind is not None, not each.known) for each in told]
    every += [(matter.text, "R" in matter.signs, True) for matter in short_matters.read()]
    every += [("".join(each.lines), each.kind is not None or each.red, True) for each in heard if each.is_grievance]
    share = sum(grave for _, grave, _ in every) / len(every)
    rows = [(tuple(dangers.kinds_ruled(text)) if ruled else (), linear.runs(text)) for text, _, ruled in every]
    worth = [0.5 / share if grave else 0.5 / (1 - share) for _, grave, _ in every]
    fitted = Logistic(rows, [grave for _, grave, _ in every], worth, share=dangers.MATTER_SHARE, strength=3.0)
    return fitted.written(LEAST_OF_MATTER)


def models(told: Sequence[Told]) -> dict[str, dict]:
    """Return the model of danger, and one for each kind of it, learned from `told`."""
    grave = [each for each in told if each.kind is not None]
    by_kind = {
        f"{dangers.MODEL} {kind}": learned(grave, lambda each, kind=kind: each.kind == kind)
        for kind in danger.KIND_NAMES
    }
    return {dangers.MODEL: learned(told), **by_kind}


def printed(name: str, likely: Sequence[float], right: Sequence[bool]) -> None:
    """Print recall and precision by threshold."""
    for least in (0.2, 0.25, 0.3, 0.4, 0.5):
        given = [one for value, one in zip(likely, right, strict=True) if value >= least]
        print(
            f"   {name}, least {least}: {sum(given)} of {sum(right)}, precision {sum(given) / max(1, len(given)):.2f}",
            flush=True,
        )


def _likeliest(lines: Sequence[str], model: linear.LinearModel) -> float:
    parts = [part for line in lines for part in dangers._SENTENCE.findall(line)]  # noqa: SLF001 - as the product cuts
    return max((dangers.probability(part, model) for part in parts), default=0.0)


def tried() -> None:
    """Print recall and precision on each set of sentences, and on each author of meetings, left out."""
    told, heard = sentences(), spoken()
    for author in ("heard", "fresh", "written"):
        model = linear.model_of(learned(with_meetings([each for each in told if each.author != author], heard)))
        out = [each for each in told if each.author == author]
        printed(author, [_likeliest([each.text], model) for each in out], [each.kind is not None for each in out])
    seen = []
    for author in sorted({each.author for each in heard}):
        rest = [each for each in heard if each.author != author]
        model = linear.model_of(learned(with_meetings(told, rest)))
        whole = linear.model_of(of_matters(told, rest))
        out = [each for each in heard if each.author == author and each.is_grievance]
        seen += [(each, _likeliest(each.lines, model), dangers.gravity("".join(each.lines), whole)) for each in out]
    right = [each.kind is not None for each, *_ in seen]
    printed("grievances of meetings, by sentence", [likely for _, likely, _ in seen], right)
    for least in (0.05, 0.08, 0.12, 0.2):
        given = [each for each, likely, grave in seen if dangers.is_told(likely, grave, least)]
        found = sum(each.kind is not None for each in given)
        print(
            f"   with the matter, least {least}: {found} of {sum(right)}, {len(given)} of {len(seen)} given", flush=True
        )


def measured(path: Path, half: str) -> None:
    """Print recall and precision of what is shipped on the sentences in `path`, or on a half of them."""
    read = [(kind, dangers.read(text)) for text, kind in of_file(path, half)]
    given = [(kind, found.value) for kind, found in read if found is not None]
    right, kinds = sum(kind is not None for kind, _ in given), sum(kind == value for kind, value in given)
    grave = sum(kind is not None for kind, _ in read)
    print(f"danger {right} of {grave} (kind right {kinds}), precision {right / max(1, len(given)):.2f}")


def main() -> None:
    """Try the model, measure what is shipped, write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--try", dest="tried", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--measure", type=Path)
    parser.add_argument("--half", default="")
    asked = parser.parse_args()
    if asked.tried:
        tried()
    if asked.write:
        known = json.loads(MODELS.read_text(encoding="utf-8"))
        told, heard = sentences(), spoken()
        written = {**known, **models(with_meetings(told, heard)), dangers.MATTER: of_matters(told, heard)}
        text = json.dumps(written, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        MODELS.write_text(text.replace(',"', ',\n"') + "\n", encoding="utf-8")
    if asked.measure:
        measured(asked.measure, asked.half)


if __name__ == "__main__":
    main()
