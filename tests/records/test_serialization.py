"""What passes between the stages is the JSON of the published schemas."""

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import records
from toolkit.core.errors import BrokenRecordError, MissingFileError
from toolkit.grievances.accusations.visibility import as_others_see

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"

texts = st.text(max_size=20)
times = st.floats(min_value=0, max_value=43_200, allow_nan=False)
corrections = st.builds(
    records.Correction, from_=texts, to=texts, at=st.integers(0, 9), reason=texts, by=st.none() | texts
)
segments = st.builds(
    records.Segment,
    id=texts,
    number=st.integers(1, 9),
    start_s=times,
    end_s=times,
    text=texts,
    speaker=st.none() | texts,
    confidence=st.none() | st.floats(0, 1),
    words=st.just(()),
    corrections=st.tuples(corrections),
    from_ids=st.tuples(texts),
)
transcripts = st.builds(
    records.Transcript,
    recording=st.builds(records.RecordingRef, st.none() | texts, st.just("0" * 64), st.floats(0.1, 9)),
    engine=st.builds(records.Engine, texts, texts, texts, st.none() | texts, st.just({"beam": 1})),
    segments=st.tuples(segments),
    removed=st.tuples(st.builds(records.Removed, times, times, texts, texts)),
    coverage=st.builds(records.Coverage, times, times, st.tuples(st.builds(records.Stretch, times, times))),
)


@given(transcripts)
def test_a_transcript_read_back_is_the_same_and_fits_the_schema(transcript: records.Transcript) -> None:
    data = json.loads(records.to_text(transcript))

    jsonschema.validate(data, json.loads((SCHEMAS / "transcript.schema.json").read_text(encoding="utf-8")))
    assert records.from_json(records.Transcript, data) == transcript


def neutral_grievance() -> records.Grievance:
    """Return a grievance of which nothing is known but its words."""
    return records.Grievance(
        ordinal=1,
        passages=(records.Passage("s1", "s1", 0, 1),),
        start_s=0,
        text="路灯坏了",
        summary="路灯坏了",
        subject=records.Subject(None, None, 0, unsure=True, candidates=(), evidence=()),
        kinds=("申诉求决",),
        colour=records.Colour(None, "没有规则适用", ()),
        person=records.Fact("王桂芳", (records.Evidence("s1", 0, 3),), 0.9),
    )


def test_a_list_of_grievances_fits_its_schema_and_reads_back() -> None:
    found = records.GrievanceList(records.TranscriptRef(None, 1), (neutral_grievance(),))
    data = json.loads(records.to_text(found))

    jsonschema.validate(data, json.loads((SCHEMAS / "grievances.schema.json").read_text(encoding="utf-8")))
    assert records.from_json(records.GrievanceList, data) == found


def test_a_list_of_the_first_form_reads_as_one_of_the_second_that_nobody_judged() -> None:
    fact = records.Fact("吴建国", (records.Evidence("s1", 0, 3),), 0.9)
    told = replace(neutral_grievance(), against=fact)  # type: ignore[arg-type]  # made a side
    data = json.loads(records.to_text(records.GrievanceList(records.TranscriptRef(None, 1), (told,))))
    data["format"] = "yehua-grievances/1"
    for name in ("accusation", "danger"):
        del data["grievances"][0][name]
    del data["grievances"][0]["against"]["kind"]

    (one,) = records.from_json(records.GrievanceList, data).grievances

    assert (one.accusation, one.danger, one.against) == ("unjudged", None, records.Side("吴建国", fact.evidence, 0.9))
    with pytest.raises(BrokenRecordError):
        records.from_json(records.GrievanceList, {**data, "format": "yehua-grievances/3"})


def test_what_is_withheld_and_what_is_in_danger_fit_the_schema() -> None:
    words = (records.Evidence("s1", 0, 3),)
    told = replace(neutral_grievance(), danger=records.Fact("child", words, 0.6), accusation="yes")
    for one in (told, as_others_see(told)):
        data = json.loads(records.to_text(records.GrievanceList(records.TranscriptRef(None, 1), (one,))))
        jsonschema.validate(data, json.loads((SCHEMAS / "grievances.schema.json").read_text(encoding="utf-8")))


def test_all_faults_of_a_broken_record_are_named_at_once() -> None:
    with pytest.raises(BrokenRecordError) as caught:
        records.from_json(records.Transcript, {"version": 1, "segments": [{"id": "s1"}]}, "转写.json")

    assert all(word in str(caught.value) for word in ("转写.json", "recording", "coverage", "segments[0].start_s"))


def test_a_file_that_is_no_json_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "坏.json"
    path.write_text("{", encoding="utf-8")

    with pytest.raises(BrokenRecordError, match="不是 JSON 文件"):
        records.from_file(records.Transcript, path)


def test_a_missing_record_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"没有\.json"):
        records.from_file(records.Transcript, tmp_path / "没有.json")
