"""How likely a matter is urgent (red): by the words of danger, the red words of the colour table, and a learned model.

The model is trained by `benchmarks/train_urgency.py` on matters whose colour is beyond doubt and on sentences that tell
of danger or only sound like it. It weighs runs of one to three characters beside what the rules find.
"""

import re
from collections.abc import Iterable, Iterator

from toolkit.grievances import linear
from toolkit.grievances.accusations import danger

_SENTENCE = re.compile(r"[^。！？!?；;\n]+")
_SIGNS_COUNT = 1.5


def signs(text: str, red_rules: Iterable[str]) -> Iterator[str]:
    """Yield which dangers and which of the patterns `red_rules` are in `text`."""
    yield from (f"rule {number}" for number, form in enumerate(red_rules) if re.search(form, text))
    kinds = {match.value for match in danger.every(text)}
    yield from (f"danger {kind}" for kind in sorted(kinds))
    if kinds:
        yield "danger"


def probability(text: str, red_rules: Iterable[str], model: linear.LinearModel | None = None) -> float:
    """Return how likely the matter told in `text` is urgent."""
    known = model or linear.model("red")
    return known.of_text(signs(text, red_rules), linear.runs(text), _SIGNS_COUNT)


def of_text(name: str, text: str, signs_found: Iterable[str]) -> float:
    """Return the probability by the model `name` for a text with the `signs_found`."""
    return linear.model(name).of_text(signs_found, linear.runs(text), _SIGNS_COUNT)


def decisive(text: str, name: str = "red") -> tuple[int, int] | None:
    """Return the span of the sentence in `text` that weighs most in the model `name`; None for an empty text."""
    model = linear.model(name)
    spans = [match.span() for match in _SENTENCE.finditer(text)]
    return max(spans, key=lambda span: model.of_text((), linear.runs(text[slice(*span)]), _SIGNS_COUNT), default=None)
