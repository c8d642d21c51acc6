"""Every fault tells in Chinese what is wrong, where, and what to do."""

import pickle
import re

import pytest

from toolkit.core import errors

LEAVES = sorted(
    (leaf for leaf in vars(errors).values() if isinstance(leaf, type) and issubclass(leaf, errors.YehuaError)),
    key=lambda leaf: leaf.__name__,
)


def example(leaf: type[errors.YehuaError]) -> errors.YehuaError:
    """Return a `leaf` with every field of its sentence filled."""
    fields = {name: 3.5 if form else f"<{name}>" for name, form in re.findall(r"\{(\w+)(:[^}]*)?\}", leaf.sentence)}
    return leaf(**fields)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_an_error_says_all_its_fields_in_its_sentence(leaf: type[errors.YehuaError]) -> None:
    error = example(leaf)

    assert all(str(value) in str(error) or isinstance(value, float) for value in error.fields.values())


@pytest.mark.parametrize(
    "leaf", [leaf for leaf in LEAVES if leaf is not errors.YehuaError], ids=lambda leaf: leaf.__name__
)
def test_an_error_speaks_chinese_and_ends_its_sentence(leaf: type[errors.YehuaError]) -> None:
    sentence = leaf.sentence

    assert re.search(r"[一-鿿]{4}", sentence) or sentence == "{why}。{remedy}。"
    assert sentence.endswith(("。", "：\n{listing}"))


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_an_error_crosses_a_process_boundary_unchanged(leaf: type[errors.YehuaError]) -> None:
    error = example(leaf)

    returned = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes of a moment ago

    assert (type(returned), str(returned), returned.fields) == (type(error), str(error), error.fields)
