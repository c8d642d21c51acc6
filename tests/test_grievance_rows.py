"""A row says what is known in words that could be set again, and hides what others must not see."""

from dataclasses import replace
from typing import Any

from toolkit.errors import UnknownNumberError
from toolkit.grievance_rows import FIELDS, row, subjects
from toolkit.records import Evidence, Fact, Grievance, Repeat

Kept = Any  # the desk of conftest with two recordings


def first(kept: Kept) -> Grievance:
    one: Grievance = kept.desk.catalogue.grievances(kept.code).grievances[0]
    return one


def shown(kept: Kept, one: Grievance, **pending: str) -> dict[str, Any]:
    def lookup(number: str) -> Grievance:
        known = {
            f"{number_of}": each for number_of, each in enumerate(kept.desk.catalogue.grievances(kept.code).grievances)
        }
        if number not in known:
            raise UnknownNumberError(what="诉求", number=number)
        found: Grievance = known[number]
        return found

    return row(one, kept.desk.catalogue.transcript(kept.code), pending, lookup)


def test_every_field_is_text(kept: Kept) -> None:
    told = shown(kept, first(kept))

    assert set(told["fields"]) == set(FIELDS)
    assert (told["fields"]["person"], told["fields"]["colour"], told["fields"]["request"]) == ("王桂芳", "黄", "")


def test_what_a_person_wrote_stands_before_what_was_found(kept: Kept) -> None:
    told = shown(kept, first(kept), person="王桂芬")

    assert told["fields"]["person"] == "王桂芬"
    assert told["pending"] == ["person"]


def test_the_words_of_each_fact_are_marked_with_its_name(kept: Kept) -> None:
    one = replace(first(kept), site=Fact("三组", (Evidence("s1", 0, 2),), 0.9))

    (sentence,) = shown(kept, one)["sentences"]

    assert {"from": 0, "to": 2, "field": "事发地"} in sentence["marks"]
    assert sentence["text"][0:2] == "三组"


def test_an_earlier_accusation_is_not_shown_beside_others(kept: Kept) -> None:
    repeats = tuple(Repeat(number, 0.8, "说的是同一处", confirmed=False) for number in ("1", "2", "99"))

    told = shown(kept, replace(first(kept), repeat_of=repeats))["repeats"]

    assert [one["number"] for one in told] == ["2"]


def test_subjects_to_choose_from_are_pairs_without_doubles() -> None:
    listed = subjects()

    assert "城乡建设/村镇建设" in listed
    assert len(set(listed)) == len(listed)
