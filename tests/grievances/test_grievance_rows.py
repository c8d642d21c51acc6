"""A row says what is known in words that could be set again, and hides what others must not see."""

from dataclasses import replace
from typing import Any

from toolkit.core.errors import UnknownNumberError
from toolkit.grievances.grievance_rows import FIELDS, Written, closed_row, row, subjects, talk
from toolkit.grievances.register import judge_accusations, load_grievances
from toolkit.records import Evidence, Fact, Grievance, Repeat
from toolkit.transcripts.versions import load_transcript

Kept = Any  # the desk of conftest with two recordings


def first(kept: Kept) -> Grievance:
    one: Grievance = load_grievances(kept.desk.store, kept.code).grievances[0]
    return one


def shown(kept: Kept, one: Grievance, **pending: str) -> dict[str, Any]:
    def lookup(number: str) -> Grievance:
        known = {
            f"{number_of}": each
            for number_of, each in enumerate(load_grievances(kept.desk.store, kept.code).grievances)
        }
        if number not in known:
            raise UnknownNumberError(what="诉求", number=number)
        found: Grievance = known[number]
        return found

    return row(one, load_transcript(kept.desk.store, kept.code), Written(pending), lookup)


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
    judge_accusations(kept.desk.store, kept.code, [1, 3], "no", "何琳")
    judge_accusations(kept.desk.store, kept.code, [2], "yes", "何琳")
    repeats = tuple(Repeat(number, 0.8, "说的是同一处", confirmed=False) for number in ("0", "1", "2", "99"))

    told = shown(kept, replace(first(kept), repeat_of=repeats))["repeats"]

    assert [one["number"] for one in told] == ["0", "2"]


def test_subjects_to_choose_from_are_pairs_without_doubles() -> None:
    listed = [one["text"] for one in subjects()]

    assert "城乡建设/村镇建设" in listed
    assert len(set(listed)) == len(listed)


def test_a_subject_comes_with_the_readings_of_each_of_its_characters() -> None:
    (one,) = (one for one in subjects() if one["text"] == "环境保护/环境污染")

    assert [readings[0] for readings in one["readings"]] == ["huan", "jing", "bao", "hu", "huan", "jing", "wu", "ran"]


def test_a_closed_row_tells_times_and_no_word(kept: Kept) -> None:
    told = closed_row(first(kept))

    assert (told["ordinal"], told["start"], told["closed"]) == (1, 0.0, "待判断，先不显示")
    assert "路灯" not in str(told)
    assert set(told) == set(shown(kept, first(kept)))


def test_each_sentence_is_told_with_its_grievance_or_with_none(kept: Kept) -> None:
    transcript = load_transcript(kept.desk.store, kept.code)
    listed = load_grievances(kept.desk.store, kept.code).grievances[:2]

    told = talk(transcript, listed, lambda said: said.number != 3)

    assert [(one["ordinal"], one["hidden"]) for one in told] == [(1, False), (2, False), (None, True)]
    assert told[2]["text"] == ""
    assert told[2]["speaker"] is None
