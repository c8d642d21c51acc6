"""Grievances: found where they begin, each fact quoting the transcript, nothing guessed."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.grievances.finding import dangers
from toolkit.grievances.finding.find import find
from toolkit.records import (
    Coverage,
    Engine,
    Evidence,
    Fact,
    Grievance,
    GrievanceList,
    RecordingRef,
    Segment,
    Transcript,
    to_json,
)
from toolkit.workspace.settings import Village

TOP = Path(__file__).parents[3]
SCHEMA = json.loads((TOP / "docs" / "schemas" / "grievances.schema.json").read_text(encoding="utf-8"))
MEETINGS = (TOP / "tests" / "data" / "made_up_meetings.txt").read_text(encoding="utf-8")
TRUTH = json.loads((TOP / "examples" / "2026-09-night-meeting.truth.json").read_text(encoding="utf-8"))
VILLAGES = (Village("柳树湾"), Village("石桥村"), Village("杨家坝"))
WORDS = ("清水河", "万和花园", "村医")
QUOTED = ("person", "site", "against", "request", "since")


def transcript(spoken: list[tuple[float, float, str]]) -> Transcript:
    """Return a transcript of (start, end, text)."""
    segments = tuple(Segment(f"s{n}", n, *one) for n, one in enumerate(spoken, start=1))
    return Transcript(
        RecordingRef(None, "0" * 64, 9999.0), Engine("none", "0", "none", None), segments, (), Coverage(0, 0, ())
    )


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its mark."""
    return re.findall(r"[^。？！]+[。？！]?", text)


def sample() -> Transcript:
    """Return the sample meeting as if every word had been heard, a segment a sentence."""
    spoken = []
    for turn in TRUTH:
        pace, now = (turn["end"] - turn["start"]) / len(turn["text"]), turn["start"]
        for sentence in sentences(turn["text"]):
            spoken.append((now, now + len(sentence) * pace - 0.01, sentence))
            now += len(sentence) * pace
    return transcript(spoken)


def meeting(block: str) -> tuple[Transcript, dict[str, float]]:
    """Return a made-up meeting and where each of its grievances begins."""
    now, spoken, starts = 0.0, [], {}
    for line in block.splitlines()[1:]:
        if line.startswith("~"):
            now += float(line[1:])
        elif "|" in line:
            _, label, words = (part.strip() for part in line.split("|"))
            if label.startswith("g="):
                starts.setdefault(label.split()[0], now)
            for sentence in sentences(words):
                spoken.append((now, now + len(sentence) / 5, sentence))
                now += len(sentence) / 5 + 0.3
    return transcript(spoken), starts


def blocks(use: str) -> list[str]:
    """Return the meetings for `use`."""
    return [block for block in re.split(r"^== ", MEETINGS, flags=re.MULTILINE)[1:] if block.split()[1] == use]


def evidence_of(one: Grievance) -> list[Evidence]:
    """Return all evidence of a grievance."""
    facts = [getattr(one, name) for name in (*QUOTED, "home", "people", "earlier_reports")]
    told = [fact for fact in (*facts, *one.dates, *one.amounts) if fact is not None]
    return [evidence for fact in told for evidence in fact.evidence]


def quote(of: Transcript, fact: Fact) -> str:
    """Return the words the evidence of `fact` points at."""
    texts = {segment.id: segment.text for segment in of.segments}
    return "".join(texts[one.segment][one.start : one.end] for one in fact.evidence)


def starts_found(found: GrievanceList, starts: list[float]) -> int:
    """Return how many of `starts` have a grievance within three seconds."""
    return sum(any(abs(one.start_s - start) <= 3 for one in found.grievances) for start in starts)


FOUND = find(sample(), VILLAGES, WORDS)


def test_every_grievance_of_the_sample_begins_where_it_was_said() -> None:
    starts = {turn["label"]["grievance"]: turn["start"] for turn in reversed(TRUTH) if turn["label"]}

    assert starts_found(FOUND, list(starts.values())) == len(FOUND.grievances) == 9


def test_the_facts_of_the_sample_are_those_said() -> None:
    labels = {turn["label"]["grievance"]: turn["label"] for turn in reversed(TRUTH) if turn["label"]}
    for one in FOUND.grievances:
        label = labels[one.ordinal]
        told = [fact.value if fact else None for fact in (one.person, one.home, one.site, one.against, one.people)]
        assert told == [label[key] for key in ("person", "home", "site", "against", "people")]
        assert (one.earlier_reports.value if one.earlier_reports else None) == label["earlier_reports"]
        assert [(sum_.yuan, sum_.per) for sum_ in one.amounts if not sum_.approximate] == [
            (sum_["yuan"], sum_["per"]) for sum_ in label["amounts"]
        ]


def test_a_matter_taken_up_again_is_one_more_passage() -> None:
    road = FOUND.grievances[1]

    assert [round(passage.start_s) for passage in road.passages] == [42, 205]
    assert "补偿款的事" in road.text


def test_the_host_says_no_grievance() -> None:
    texts = "".join(one.text for one in FOUND.grievances)

    assert all(turn["text"] not in texts for turn in TRUTH if turn["label"] is None)
    assert "全程录音" not in texts
    assert "登记编号" not in texts


@pytest.mark.parametrize("use, least", [("tune", 19), ("held", 13)])
def test_other_meetings_are_split_where_they_should_be(use: str, least: int) -> None:
    hits = extra = 0
    for block in blocks(use):
        told, starts = meeting(block)
        found = find(told, ())
        hits += starts_found(found, list(starts.values()))
        extra += len(found.grievances) - starts_found(found, list(starts.values()))

    assert hits >= least
    assert extra <= 2


@pytest.mark.parametrize("block", [*blocks("tune"), *blocks("held")], ids=lambda block: block.split()[0])
def test_text_facts_quote_the_transcript_to_the_letter(block: str) -> None:
    told, _ = meeting(block)
    facts = [getattr(one, name) for one in find(told, ()).grievances for name in QUOTED]

    assert any(facts)
    assert all(quote(told, fact) == fact.value for fact in facts if fact is not None)


@pytest.mark.parametrize("use, most", [("tune", 0.05), ("held", 0.1)])
def test_small_talk_and_the_hosts_words_belong_to_none(use: str, most: float) -> None:
    others = leaked = 0
    for block in blocks(use):
        texts = "".join(one.text for one in find(meeting(block)[0], ()).grievances)
        none = [line.split("|")[2] for line in block.splitlines() if line.count("|") == 2 and "g=" not in line]
        said = [one.strip() for words in none for one in sentences(words)]
        others += sum(len(one) for one in said)
        leaked += sum(len(one) for one in said if one in texts)

    assert others
    assert leaked / others <= most


def test_what_is_found_fits_the_schema() -> None:
    jsonschema.validate(to_json(FOUND), SCHEMA)


def test_several_passages_stand_line_by_line_in_the_text() -> None:
    assert all(len(one.text.split("\n")) == len(one.passages) for one in FOUND.grievances)


def test_a_summary_is_short_and_in_the_speakers_words() -> None:
    assert all(0 < len(one.summary) <= 30 and one.summary in one.text for one in FOUND.grievances)


def test_subject_kind_and_colour_are_left_open() -> None:
    assert {one.subject.level1 for one in FOUND.grievances} == {one.colour.value for one in FOUND.grievances} == {None}
    assert {one.channel for one in FOUND.grievances} == {None}


def test_a_misheard_name_is_kept_as_heard() -> None:
    (one,) = find(
        transcript([(0.0, 9.0, "我叫王贵方，是柳树弯三族的。路灯坏了快三个月了，没有人修。")]), VILLAGES
    ).grievances

    assert one.person is not None
    assert one.home is not None
    assert (one.person.value, one.home.value) == ("王贵方", "柳树湾三组")
    assert one.home.confidence < one.person.confidence


def test_two_matters_in_one_segment_are_parted_and_keep_their_speaker() -> None:
    text = "我叫罗永福，公司欠我家土地租金两年没有给。还有一个事，我们院子变压器太小，电压不稳。"
    rent, power = find(transcript([(0.0, 20.0, text)]), ()).grievances

    assert rent.person is not None
    assert power.person is not None
    assert power.person.value == rent.person.value == "罗永福"
    assert power.person.confidence < rent.person.confidence
    assert 9.0 < power.start_s < 12.0


def test_silence_and_chat_hold_no_grievance() -> None:
    assert find(transcript([]), VILLAGES).grievances == ()
    assert find(transcript([(0.0, 5.0, "今天这个月亮好圆哦。"), (6.0, 9.0, "吃瓜子嘛。")]), VILLAGES).grievances == ()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(sentences("".join(re.findall(r"\| ([^|]+)$", MEETINGS, re.MULTILINE)))), max_size=12))
def test_evidence_lies_in_the_segments_whatever_is_said(texts: list[str]) -> None:
    told = transcript([(at * 7.0, at * 7.0 + 5.0, text) for at, text in enumerate(texts)])
    lengths = {segment.id: len(segment.text) for segment in told.segments}
    found = find(told, VILLAGES).grievances

    assert [one.ordinal for one in found] == list(range(1, len(found) + 1))
    assert [one.start_s for one in found] == sorted(one.start_s for one in found)
    assert all(0 <= each.start < each.end <= lengths[each.segment] for one in found for each in evidence_of(one))


def test_how_grave_a_matter_is_is_reckoned_once_for_all_its_passages(monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[str] = []
    reckon = dangers.gravity

    def gravity(matter: str) -> float:
        reckoned.append(matter)
        return reckon(matter)

    monkeypatch.setattr(dangers, "gravity", gravity)
    listed = find(sample(), VILLAGES, WORDS).grievances

    assert any(len(grievance.passages) > 1 for grievance in listed)
    assert reckoned == [grievance.text for grievance in listed]
