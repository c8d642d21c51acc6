"""A template can choose, count and go through lists; it cannot grow without end, and every loop comes to one."""

from typing import Any

import pytest
from jinja2 import TemplateError

from toolkit.formats.word.template_language import (
    EndlessError,
    Environment,
    Log,
    UnprintableError,
    is_absent,
    parsed,
    paths,
    refused,
    wrap,
)


def filled(source: str, facts: dict[str, Any]) -> str:
    """Return `source` filled with `facts`, as a part of a template is."""
    return Environment(Log(), {}).from_string(source).render(wrap(facts, "", []))


def test_loops_in_loops_in_loops_come_to_an_end() -> None:
    source = "{% for a in xs %}{% for b in xs %}{% for c in xs %}{% for d in xs %}{% endfor %}{% endfor %}"

    with pytest.raises(EndlessError):
        filled(f"{source}{{% endfor %}}{{% endfor %}}", {"xs": list(range(60))})


def test_a_register_of_a_whole_year_is_no_endless_loop() -> None:
    assert filled("{% for a in xs %}{{ loop.index }},{% endfor %}", {"xs": list(range(9000))}).endswith("9000,")


@pytest.mark.parametrize(
    "source",
    [
        "{% set s = s ~ s %}",
        "{% set s = [s, s] %}",
        "{% set s = (s, s) %}",
        "{% set s = [s, s] | join %}",
        "{% set s = s | join(s) %}",
        "{% set s = (s ~ s) | trim %}",
        "{% set s = s if s else s ~ s %}",
    ],
)
def test_a_name_cannot_be_set_to_more_than_the_facts_hold(source: str) -> None:
    assert list(refused(parsed(source)))


def test_a_name_may_be_set_to_a_fact() -> None:
    assert list(refused(parsed("{% set s = a.b %}{% set n = xs | length + 1 %}"))) == []


@pytest.mark.parametrize("source", ["{{ a + a }}", "{{ xs + xs }}", "{{ a + 1 }}"])
def test_only_numbers_are_added(source: str) -> None:
    with pytest.raises((TypeError, TemplateError)):
        filled(source, {"a": "甲", "xs": ["乙"]})


def test_numbers_are_added() -> None:
    assert filled("{{ n + 1 }}{{ xs | length + n }}", {"n": 2, "xs": ["乙"]}) == "33"


@pytest.mark.parametrize("value", [["甲"], {"x": "甲"}, True], ids=["list", "group", "yes"])
def test_only_texts_and_numbers_are_joined(value: Any) -> None:
    with pytest.raises(UnprintableError):
        filled('{{ xs | join("、") }}', {"xs": ["乙", value]})


def test_a_field_of_each_item_can_be_joined_and_is_escaped() -> None:
    facts = {"xs": [{"n": "甲<"}, {"n": "乙"}]}

    assert filled('{{ xs | join("、", attribute="n") }}', facts) == "甲&lt;、乙"


def test_a_loop_still_knows_its_first_and_last() -> None:
    source = "{% for x in xs %}{{ x }}{% if not loop.last %}、{% endif %}{% else %}无{% endfor %}"

    assert filled(source, {"xs": ["甲", "乙"]}) == "甲、乙"
    assert filled(source, {"xs": []}) == "无"


def test_headings_after_the_ninety_ninth_are_counted_in_digits() -> None:
    assert filled("{{ a | 序号 }}{{ b | 序号 }}", {"a": 99, "b": 100}) == "九十九100"


def test_the_paths_of_a_template_lead_through_its_loops() -> None:
    tree = parsed("{% for p in parties | list %}{{ p.name }}{% endfor %}{{ office.name }}")

    assert set(paths(tree, {})) == {"parties", "parties[].name", "office.name"}


def test_a_field_below_a_null_is_not_absent() -> None:
    facts = wrap({"a": None, "b": {"c": "甲"}}, "", [])

    assert [is_absent(path, facts) for path in ("a.x", "b.c", "b.x", "y")] == [False, False, True, True]


@pytest.mark.parametrize("value", ["红", '1"/><w:t>偷换', 300])
def test_the_width_of_a_cell_can_be_nothing_else(value: Any) -> None:
    with pytest.raises(TypeError, match="不是列数"):
        filled('<w:gridSpan w:val="{{ n }}"/>', {"n": value})


def test_the_width_of_a_cell_is_no_text_that_must_be_read_back() -> None:
    log = Log()

    Environment(log, {}).from_string('<w:gridSpan w:val="{{ n }}"/><w:t>{{ n }}</w:t>').render(n=2)

    assert log.printed == ["2"]
