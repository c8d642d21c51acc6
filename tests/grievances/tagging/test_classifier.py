"""The machine does the sum of the library, and tells each example as if it had never seen it."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.kernel_ridge import KernelRidge

from toolkit.grievances.tagging.classifier import (
    _LIST_COUNTS,
    _OPENING_COUNTS,
    _PENALTIES,
    TextClassifier,
    characters,
    inverted,
    listed,
    opening,
    part_left_out,
    solved,
    words,
)

EXAMPLES = [
    (matter + end, label)
    for end in ("，请管一管", "，好久了", "，问了几回")
    for label, matters in {
        "民政": ("低保被停了", "临时救助没有批", "特困供养的钱没发"),
        "交通运输": ("班车不来接人", "客车半路甩客", "公路上的班线停开"),
        "环境保护": ("厂里污水直排", "河水发黑发臭"),
    }.items()
    for matter in matters
]


# Nine texts by four signs, what two labels have of each, what each counts, and a penalty.
any_examples = given(
    arrays.arrays(float, (9, 4), elements=st.floats(-1, 1)),
    arrays.arrays(float, (9, 2), elements=st.sampled_from([-1.0, 1.0])),
    arrays.arrays(float, 9, elements=st.floats(0.3, 4)),
    st.sampled_from(_PENALTIES),
)


@settings(deadline=None, max_examples=40)
@any_examples
def test_each_example_is_told_as_if_it_had_been_left_out(
    texts: np.ndarray, targets: np.ndarray, counts: np.ndarray, penalty: float
) -> None:
    kernel = texts @ texts.T + 1

    _, unseen = solved(kernel, targets, counts, penalty)

    for out in range(len(texts)):
        rest = [n for n in range(len(texts)) if n != out]
        duals, _ = solved(kernel[np.ix_(rest, rest)], targets[rest], counts[rest], penalty)
        assert kernel[out, rest] @ duals == pytest.approx(unseen[out], abs=1e-6)


@settings(deadline=None, max_examples=40)
@any_examples
def test_what_the_words_say_of_each_is_told_as_if_it_had_been_left_out_too(
    texts: np.ndarray, targets: np.ndarray, counts: np.ndarray, penalty: float
) -> None:
    part, other = texts[:, :2] @ texts[:, :2].T, texts[:, 2:] @ texts[:, 2:].T + 1
    inverse = inverted(part + other, counts, penalty)

    unseen = part_left_out(part, inverse, inverse @ targets)

    for out in range(len(texts)):
        rest = [n for n in range(len(texts)) if n != out]
        duals, _ = solved((part + other)[np.ix_(rest, rest)], targets[rest], counts[rest], penalty)
        assert part[out, rest] @ duals == pytest.approx(unseen[out], abs=1e-6)


def test_the_sum_done_here_is_that_of_the_library() -> None:
    machine = TextClassifier(EXAMPLES, [])
    texts, labels = zip(*EXAMPLES, strict=True)
    counts = [24 / (3 * {"民政": 9, "交通运输": 9, "环境保护": 6}[label]) for label in labels]
    targets = np.where(np.array(labels)[:, None] == np.array(machine.labels)[None], 1.0, -1.0)
    pairs = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit(texts)
    whole = TfidfVectorizer(analyzer=words, sublinear_tf=True).fit(texts)

    begun = TfidfVectorizer(analyzer=opening, sublinear_tf=True).fit(texts)

    def features(some: list[str] | tuple[str, ...], share: float, count: float) -> np.ndarray:
        written = pairs.transform(some).toarray(), whole.transform(some).toarray()
        parts = share**0.5 * listed(some), count**0.5 * begun.transform(some).toarray()
        return np.hstack([*written, *parts, np.ones((len(some), 1))])

    chosen = list(product(_LIST_COUNTS, _OPENING_COUNTS))
    wanted = [
        (KernelRidge(alpha=penalty).fit(features(texts, *counted), targets, sample_weight=counts), counted)
        for penalty in _PENALTIES
        for counted in chosen
    ]

    for text in ("污水又排了，低保也停了", "没有见过的话", "班车"):
        told = [machine.scores(text)[label] for label in machine.labels]
        sums = [one.predict(features([text], *counted))[0] for one, counted in wanted]
        assert any(told == pytest.approx(each, abs=1e-6) for each in sums)


def test_one_label_alone_is_always_given() -> None:
    machine = TextClassifier([("水渠塌了", "农村农业")], [])

    assert machine.scores("路灯") == {"农村农业": 0.0}
    assert machine.decisive("水渠", "农村农业") == []


def test_a_single_mistake_does_not_rule() -> None:
    mistaken = TextClassifier([*EXAMPLES * 3, ("低保被停了，请管一管", "交通运输")], [])

    assert max(mistaken.scores("低保被停了"), key=lambda label: mistaken.scores("低保被停了")[label]) == "民政"


def test_what_the_common_words_say_is_a_part_of_the_scores() -> None:
    machine = TextClassifier(EXAMPLES, [])

    said, unsaid = machine.by_words("低保停了"), machine.by_words("")

    assert max(said, key=lambda label: said[label]) == "民政"
    assert set(unsaid.values()) == {0.0}


@given(st.text(st.sampled_from("低保污水A ，"), max_size=12))
def test_signs_are_those_of_the_library(text: str) -> None:
    analyse = TfidfVectorizer(analyzer="char", ngram_range=(1, 2)).build_analyzer()

    assert sorted(characters(text)) == sorted(analyse(text)) or "  " in text
