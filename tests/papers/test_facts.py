"""One walk over facts and schemas: values, texts, names of fields, and one field set without touching the others."""

import re
from pathlib import Path
from typing import Any

import pytest

from toolkit.core.errors import MissingFileError, WrongValueError
from toolkit.papers import forms
from toolkit.papers.facts import (
    all_text,
    field_schema,
    label,
    pattern_of,
    read_facts,
    steps_of,
    texts,
    value_at,
    values_at,
    walk,
    with_value,
)

FACTS: dict[str, Any] = {"parties": [{"name": "甲", "age": None}, {"name": "乙", "age": 61}], "ruling": None}


def test_values_are_found_along_a_path_and_gaps_give_none() -> None:
    facts = {"parties": [{"name": "甲"}, {"name": "乙"}, {"name": None}], "ruling": None}

    assert list(values_at(facts, "parties[].name")) == ["甲", "乙"]
    assert list(values_at(facts, "ruling.number")) == []
    assert list(values_at(facts, "absent[].name")) == []


def test_all_text_of_facts_is_seen_however_deep_it_lies() -> None:
    assert all_text({"a": ["甲", {"b": None, "c": 3}]}) == "甲\n\n3"


def test_every_text_comes_with_its_dotted_path() -> None:
    assert list(texts(FACTS)) == [("parties.0.name", "甲"), ("parties.1.name", "乙")]


def test_a_template_names_the_fields_of_all_items_of_a_list_alike() -> None:
    assert {pattern_of(steps) for steps, _ in walk(FACTS) if steps} == {
        "parties",
        "parties[]",
        "parties[].name",
        "parties[].age",
        "ruling",
    }


@pytest.mark.parametrize("path", ["parties.2", "parties.name", "parties.0.name.0", "ruling.number", "absent"])
def test_a_field_that_is_not_there_has_no_value(path: str) -> None:
    with pytest.raises(LookupError):
        value_at(FACTS, steps_of(path))


def test_a_value_is_set_in_a_copy_and_objects_on_the_way_are_made() -> None:
    new = with_value(FACTS, steps_of("parties.1.age"), 62)

    assert (new["parties"][1], new["parties"][0]) == ({"name": "乙", "age": 62}, FACTS["parties"][0])
    assert FACTS["parties"][1]["age"] == 61
    assert with_value(FACTS, ("ruling", "number"), "1号")["ruling"] == {"number": "1号"}


@pytest.mark.parametrize("path", ["parties.2.name", "parties.name", "parties.0.name.first", "ruling.0"])
def test_a_value_is_not_set_where_there_is_no_place_for_it(path: str) -> None:
    with pytest.raises((LookupError, TypeError)):
        with_value(FACTS, steps_of(path), "丙")


def test_a_field_has_the_name_of_the_form_and_its_place_in_a_list() -> None:
    schema = forms.schema("mediation_agreement")

    assert label(schema, "terms.1.duty") == "协议内容第2项的义务内容"
    assert label(schema, "") == "事实文件"
    assert field_schema(schema, "terms.1.duty") == field_schema(schema, "terms[].duty")
    assert field_schema(schema, "terms.1.absent") == {}


def test_facts_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="没有"):
        read_facts(tmp_path / "没有.json")


def test_facts_of_an_older_notepad_are_read(tmp_path: Path) -> None:
    path = tmp_path / "旧.json"
    path.write_bytes('{"地方": "柳树湾"}'.encode("gb18030"))

    assert read_facts(path) == {"地方": "柳树湾"}


@pytest.mark.parametrize("content", [b'{"a": 1,,}', b'{"a" 1}', b"\xff\xff", b"", b"[" * 100_000])
def test_broken_facts_are_told_without_english(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏.json"
    path.write_bytes(content)

    with pytest.raises(WrongValueError) as fault:
        read_facts(path)

    assert not re.search("[A-Za-z]{2,}", str(fault.value).replace("坏.json", "").replace("UTF", "").replace("GB", ""))


@pytest.mark.parametrize("text", ["{", "[]"])
def test_facts_that_are_no_object_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "坏.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(WrongValueError, match="事实文件"):
        read_facts(path)
