"""Transcripts as they should not be: empty, without times, one voice for an hour, traditional, misheard."""

from dataclasses import replace
from random import Random

import pytest

from tests import builders
from toolkit.chinese.script import syllable
from toolkit.grievances.finding import find
from toolkit.grievances.tagging import tags
from toolkit.records import (
    Evidence,
    GrievanceList,
    Transcript,
)

MEETING = (
    "各位乡亲，今晚的夜话现在开始，大家有什么说什么。",
    "我叫段永福，住在石桥村四组。我的高龄补贴从三月份就没有发到卡上，问了两次。",
    "我是柳树湾四组的罗光明。我们组那口堰塘漏了一年多，十几户的田都放不出水。",
    "我反映一下班车的事。镇上的班车说停就停，老人赶场要走一个小时，请恢复。",
    "好，记下来了，还有没有哪位要讲的。今晚的夜话就到这里。",
)
TRADITIONAL = (
    "各位鄉親，今晚的夜話現在開始，大家有什麼說什麼。",
    "我叫段永福，住在石橋村四組。我的高齡補貼從三月份就沒有發到卡上，問了兩次。",
    "我是柳樹灣四組的羅光明。我們組那口堰塘漏了一年多，十幾戶的田都放不出水。",
    "我反映一下班車的事。鎮上的班車說停就停，老人趕場要走一個小時，請恢復。",
    "好，記下來了，還有沒有哪位要講的。今晚的夜話就到這裡。",
)


def transcript(texts: tuple[str, ...], length_s: float = 9.5, step_s: float = 11.0) -> Transcript:
    return builders.transcript(*texts, length_s=length_s, step_s=step_s)


def found(heard: Transcript) -> GrievanceList:
    listed = tags.tag(find.find(heard, ()), heard)
    lengths = {segment.id: len(segment.text) for segment in heard.segments}
    for one in listed.grievances:
        facts = (one.person, one.home, one.site, one.against, one.request, one.people, one.since, *one.dates)
        spans: list[Evidence] = [span for fact in facts if fact for span in fact.evidence]
        spans += [*one.subject.evidence, *one.colour.evidence]
        assert all(0 <= span.start < span.end <= lengths[span.segment] for span in spans)
    return listed


def test_an_empty_transcript_holds_no_grievance() -> None:
    assert found(transcript(())).grievances == ()
    assert found(transcript(("", " "))).grievances == ()


def test_without_times_the_words_still_part_the_matters() -> None:
    timed, timeless = found(transcript(MEETING)), found(transcript(MEETING, 0.0, 0.0))

    assert len(timed.grievances) == 3
    assert [one.text for one in timeless.grievances] == [one.text for one in timed.grievances]


def test_one_voice_for_an_hour_without_a_pause_is_parted_by_its_words() -> None:
    told = "".join(MEETING[1:4])
    chat = "那天我们一起吃饭，天气也好，大家坐在院子里摆龙门阵，说起以前的日子。" * 6
    one = transcript(tuple((told + chat) * 1 for _ in range(55)), 60.0, 60.0)
    hour = replace(one, segments=tuple(replace(segment, speaker="说话人1") for segment in one.segments))

    listed = found(hour).grievances

    assert len(listed) >= 3
    assert {"段永福", "罗光明"} <= {one.person.value for one in listed if one.person}


def test_traditional_characters_give_the_same_grievances() -> None:
    plain, traditional = found(transcript(MEETING)), found(transcript(TRADITIONAL))

    assert traditional.grievances == plain.grievances


@pytest.mark.parametrize("share", [0.05, 0.1])
def test_with_recognition_errors_most_grievances_are_still_found(share: float) -> None:
    whole = found(transcript(MEETING * 3)).grievances

    heard = [
        len(found(transcript(tuple(misheard(text, share, seed) for text in MEETING * 3))).grievances)
        for seed in range(5)
    ]

    assert sum(heard) / len(heard) >= 0.7 * len(whole)


def misheard(text: str, share: float, seed: int) -> str:
    """Return `text` with a share of its characters heard as others of the same sound."""
    dice = Random(seed)  # noqa: S311 - noise, not a secret
    pool = [chr(code) for code in range(0x4E00, 0x9FA6) if chr(code).encode("gb2312", "ignore")]
    like = {char: [other for other in pool if syllable(other) == syllable(char)] or [char] for char in set(text)}
    return "".join(dice.choice(like[char]) if dice.random() < share else char for char in text)
