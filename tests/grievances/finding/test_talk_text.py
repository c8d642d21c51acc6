"""A talk as text, and back to the segments."""

from toolkit.grievances.finding.passages import Talk, clauses
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.records import Evidence, Segment


def test_evidence_leads_from_the_text_back_to_each_segment() -> None:
    segments = (Segment("s1", 1, 0.0, 2.0, "路灯坏了"), Segment("s2", 2, 2.2, 4.0, "没有人修。"))
    said = TalkText(Talk(clauses(segments), None))

    start = said.text.index("坏")
    end = said.text.index("没有") + 2

    assert said.text == "路灯坏了 没有人修。"
    assert said.evidence(start, end) == (Evidence("s1", 2, 4), Evidence("s2", 0, 2))
