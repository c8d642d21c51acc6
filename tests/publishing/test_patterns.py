"""Expressions refer to each other, to word lists and to given texts, and every shipped one can be compiled."""

import re

import pytest

from toolkit.chinese import personal_words
from toolkit.publishing import patterns
from toolkit.publishing.patterns import Patterns

GIVEN = {"words": {"sure": "[赵钱]", "short": "书记|主任"}, "names": {"verbs": "来去"}}
SECTIONS = ["numbers", "words", "clauses", "names"]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_shipped_expression_compiles_without_an_open_reference(section: str) -> None:
    shipped = Patterns(section, **GIVEN.get(section, {}))
    for name, value in patterns._document()[section].items():
        is_table = isinstance(value, list) and isinstance(value[0], list)
        rows = shipped.table(name) if is_table else ()
        compiled = [expression for expression, _ in rows] if is_table else [shipped.compiled(name)]
        assert compiled
        assert not any("⟨" in expression.pattern for expression in compiled)


def test_word_lists_and_given_texts_take_the_place_of_references() -> None:
    shipped = Patterns("clauses", work="甲|乙")
    assert shipped.compiled("post").pattern == personal_words.alternatives("职务")
    assert re.search(r"\(\?:甲\|乙\|路", shipped.compiled("dwelling").pattern)


def test_unknown_sections_and_names_are_refused() -> None:
    with pytest.raises(KeyError):
        Patterns("nothing")
    with pytest.raises(KeyError):
        Patterns("words").compiled("titled_by_nobody")
