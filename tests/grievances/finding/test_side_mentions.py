"""The other side is whoever did the wrong, never whoever is asked to help."""

import pytest

from toolkit.grievances.finding import side_mentions
from toolkit.grievances.finding.candidates import Candidate, Source
from toolkit.grievances.finding.matters import Matter
from toolkit.grievances.finding.passages import Talk, clauses
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.grievances.linear import LinearModel
from toolkit.records import Segment, Side


def side_in(*texts: str) -> Side | None:
    segments = [Segment(f"s{at}", at, at * 5.0, at * 5.0 + 4, text) for at, text in enumerate(texts)]
    return side_mentions.side(Matter([TalkText(Talk(clauses(segments), None))]), None, ())


@pytest.mark.parametrize(
    "asked",
    [
        "请领导帮忙问一问。",
        "希望村主任出面协调一下。",
        "麻烦书记给我们问问。",
        "求镇长来看一看。",
        "想请派出所管一管。",
        "叫他们领导来解决嘛。",
    ],
)
def test_whoever_is_asked_for_help_is_no_other_side(asked: str) -> None:
    found = side_in("我的低保卡三个月没有到账。", asked)

    assert found is None or found.value not in asked


def test_kin_who_do_wrong_are_the_other_side_even_if_an_office_holder_is_asked() -> None:
    found = side_in("我儿子不养我，骂我，还把我的地占了。", "请领导帮忙问一问。")

    assert found is not None
    assert (found.value, found.kind) == ("儿子", "private")


def named_in(text: str) -> set[str]:
    segments = [Segment("s1", 1, 0.0, 4.0, text)]
    return {one.name for one in side_mentions.mentions(TalkText(Talk(clauses(segments), None)))}


@pytest.mark.parametrize(
    "said,name",
    [
        ("前头那家姓邬的今年春上垫院子，把沟给填平了。", "姓邬的"),
        ("一个收粮的，大伙都叫他二铁头，打的白条。", "二铁头"),
        ("院旁边那个打预制板的，天不明就咣当。", "打预制板的"),
        ("就是村里那个管账的小游。", "小游"),
        ("她爷一喝酒就打她。", "她爷"),
        ("去年我去指挥部要，门口挂个牌子。", "指挥部"),
        ("我找那个公司，就是润清水务，他说表没毛病。", "润清水务"),
        ("到我那个幺兄弟那儿，他把门锁了。", "幺兄弟"),
        ("阿拉隔壁，阿梅，多了只鸡棚。", "阿梅"),
    ],
)
def test_a_side_is_mentioned_as_people_say_it(said: str, name: str) -> None:
    assert name in named_in(said)


@pytest.mark.parametrize("said", ["从正月开的机，鹅死了一百来只。", "差点都冻死求了。"])
def test_a_piece_of_other_words_is_nobodys_name(said: str) -> None:
    assert {"从正月", "都冻死"}.isdisjoint(named_in(said))


def test_names_of_one_bearer_count_together() -> None:
    features = ("a", "b")
    text = TalkText(Talk(clauses([Segment("s1", 1, 0.0, 4.0, "宏发砖厂和那个砖厂，还有老吴。")]), None))
    source = Source("own", text)
    found = [
        Candidate("宏发砖厂", source, 0, 4, features),
        Candidate("砖厂", source, 7, 9, features),
        Candidate("老吴", source, 12, 14, features),
    ]
    best = side_mentions.likeliest(found, LinearModel({"a": 1.0, "b": 1.0}, 0.0, 0.5, 0.5))

    assert best is not None
    assert best[0].value in {"宏发砖厂", "砖厂"}
    assert best[1] > 0.6


def test_without_candidates_there_is_no_likeliest() -> None:
    assert side_mentions.likeliest([], LinearModel({}, 0.0, 0.5, 0.5)) is None
