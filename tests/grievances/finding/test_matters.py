"""Matters: another voice tells another; taken up again it is the same."""

from toolkit.grievances.finding.matters import matters
from toolkit.grievances.finding.passages import clauses
from toolkit.records import Segment


def test_a_matter_knows_what_its_voice_said_elsewhere_and_what_stood_around() -> None:
    lines = (
        ("H", "乡亲们，今天晚上夜话开始，哪个先说？"),
        ("A", "我叫韩小川，是柳树湾三组的。"),
        ("A", "我们那条路的路灯坏了三个月，晚上看不见，老人摔了一跤。"),
        ("H", "好，记下来了，下一位。"),
        ("B", "我反映一下低保的事，我家的低保停了半年，没有人给个说法。"),
        ("H", "好，谢谢，我们登记了。"),
        ("A", "我再补充一句，路灯坏了的那段，还没有栏杆。"),
        ("H", "今天就到这里，散会。"),
    )
    segments = tuple(
        Segment(f"s{n}", n, n * 8.0, n * 8.0 + 6, text, speaker=who) for n, (who, text) in enumerate(lines)
    )
    found = matters(clauses(segments))

    assert len(found) == 2
    assert {said.voice for said in found[0].talks} == {"A"}
    assert any("韩小川" in turn.text for turn in found[0].own)
    assert all(
        left.talks[0].talk.clauses[0].start_s < right.talks[0].talk.clauses[0].start_s for left, right in [found]
    )
