"""JSON that PostgreSQL keeps comes back to the letter, whatever its form."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core import hash_chain
from toolkit.store.documents import kept_json, spaced, written_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(value=VALUES)
def test_text_in_any_form_comes_back_as_it_was(value: object) -> None:
    for text in (hash_chain.canonical(value), json.dumps(value), str(value)):
        kept = kept_json(text)
        assert kept is not None
        assert written_text(json.loads(kept)) == text


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1e+16}',
        '{"a":-0.0}',
        '{"a":"\\u0000"}',
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":NaN}',
        '{"a":1,"a":1}',
        '"a"',
        "",
    ],
)
def test_what_jsonb_would_change_is_kept_as_a_string(text: str) -> None:
    assert json.loads(kept_json(text) or "") == text


def test_canonical_text_is_kept_as_it_is() -> None:
    assert kept_json('{"a":[1,2.5,"柳树湾"],"b":null}') == '{"a":[1,2.5,"柳树湾"],"b":null}'


@pytest.mark.parametrize(
    "text, form",
    [
        ('"case":', '"case":'),
        ('"triage":"红"', '"triage": "红"'),
        ('"corrects":null', '"corrects": null'),
        ("红", "红"),
    ],
)
def test_parts_of_json_are_looked_for_as_the_server_writes_them(text: str, form: str) -> None:
    assert spaced(text) == form
