"""Who speaks: his own words first, then his answer, then the host's call."""

from toolkit.grievances.finding import speaker
from toolkit.grievances.finding.matters import Around, Matter
from toolkit.grievances.finding.passages import Talk, clauses
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.records import Segment


def said(*texts: str) -> TalkText:
    """Return the texts as a talk."""
    return TalkText(
        Talk(clauses(tuple(Segment(f"s{n}", n, n * 4.0, n * 4.0 + 3, one) for n, one in enumerate(texts))), None)
    )


def test_own_words_come_before_what_others_say() -> None:
    matter = Matter([said("我叫韩小川，路灯坏了。")], [Around(said("请王大姐来说。"), None)])

    person = speaker.persons([matter])[0]

    assert person is not None
    assert person.value == "韩小川"


def test_the_answer_to_the_host_gives_name_and_home() -> None:
    matter = Matter([said("工钱到现在没有拿到。")], [Around(None, said("你叫啥子名字？", "蒲元贵，二组。"))])
    person, home = speaker.persons([matter])[0], speaker.homes([matter], ())[0]

    assert person is not None
    assert home is not None
    assert (person.value, home.value) == ("蒲元贵", "二组")


def test_the_name_of_a_village_is_nobodys() -> None:
    matter = Matter([said("我是柳树湾，路灯坏了。")], [])

    assert speaker.persons([matter], ("柳树湾村",)) == [None]
    assert speaker.persons([Matter([said("路灯坏了。")], [])]) == [None]


def test_a_village_is_named_as_in_the_settings() -> None:
    (home,) = speaker.homes([Matter([said("我是柳沟二社的侯占奎。", "我家的水管冻裂了。")])], ("柳沟村",))

    assert home is not None
    assert home.value == "柳沟村二社"
