"""The other side is whoever did the wrong, never whoever is asked to help."""

import pytest

from toolkit.grievances.finding import side_mentions
from toolkit.grievances.finding.matters import Matter
from toolkit.grievances.finding.passages import Talk, clauses
from toolkit.grievances.finding.talk_text import TalkText
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
