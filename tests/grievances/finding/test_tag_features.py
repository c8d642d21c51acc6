"""Features of sentences: none is lost, voices and pauses are only seen where they are."""

from toolkit.grievances.finding.passages import clauses
from toolkit.grievances.finding.tag_features import meeting_features
from toolkit.records import Segment

LINES = (
    ("H", "乡亲们，哪个先说？"),
    ("A", "我叫韩小川，柳树湾三组的。"),
    ("A", "我们那条路的路灯坏了三个月。"),
    ("H", "好，记下来了，下一位。"),
    ("B", "我家的低保停了，没有人管。"),
)


def told(*, labels: bool, pauses: bool) -> tuple[Segment, ...]:
    """Return the lines as segments."""
    now, segments = 0.0, []
    for number, (speaker, text) in enumerate(LINES, start=1):
        now += 0.3 + (number * 0.4 if pauses else 0)
        segments.append(Segment(f"s{number}", number, now, now + 2, text, speaker=speaker if labels else None))
        now += 2
    return tuple(segments)


def test_every_sentence_has_its_features_in_order() -> None:
    meeting = meeting_features(clauses(told(labels=True, pauses=True)))

    assert [one.text for one in meeting.sentences] == [text for _, text in LINES]
    assert len(meeting.features) == len(LINES)
    assert all("bias" in features for features in meeting.features)


def test_voices_and_pauses_are_seen_only_where_the_transcript_has_them() -> None:
    bare = meeting_features(clauses(told(labels=False, pauses=False)))
    full = meeting_features(clauses(told(labels=True, pauses=True)))

    assert (bare.labels, bare.pauses, full.labels, full.pauses) == (False, False, True, True)
    assert not any(name.startswith(("changed", "pause")) for names in bare.features for name in names)
    assert "changedTrue" in full.features[4]
