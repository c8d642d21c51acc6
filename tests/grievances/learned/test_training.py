"""Training on confirmed meetings: a difference from what shipped, that tags as the person did."""

from toolkit.grievances.finding import MeetingFeatures, clauses, meeting_features, tagger
from toolkit.grievances.learned import training
from toolkit.grievances.learned.confirmed import right_tags
from toolkit.grievances.learned.training import Begins, Chain
from toolkit.records import Segment

LINES = (
    "各位乡亲晚上好，今天来听大家说说。",
    "我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修。",
    "晚上走路看不见，请来修一下。",
    "我再念一遍：五组李家的低保停了半年，要查。",
    "我叫罗玉芳，是石桥村三组的，我家的低保去年停了，问了两次都没有答复。",
    "好，还有哪位要说？",
    "没有了，大家慢走。",
    "谢谢各位。",
)
RIGHT = right_tags((None, 1, 1, None, 2, None, None, None))


def seen() -> MeetingFeatures:
    return meeting_features(clauses([Segment(f"s{n}", n, n * 9.0, n * 9.0 + 8, text) for n, text in enumerate(LINES)]))


def test_a_matter_begins_goes_on_and_is_taken_up_again() -> None:
    assert right_tags((None, 1, 1, None, 1, 2, 2, None, 1)) == (0, 1, 2, 0, 2, 1, 2, 0, 1)


def test_the_meetings_are_tagged_as_the_person_did() -> None:
    own = training.learned([Chain(str(n), seen(), RIGHT) for n in range(4)])

    assert tuple(map(tagger.TAGS.index, tagger.tags(seen(), own=own))) == RIGHT


def test_what_is_learned_twice_is_the_same() -> None:
    chains = [Chain(str(n), seen(), RIGHT) for n in range(2)]

    assert training.learned(chains) == training.learned(chains)


def test_nothing_is_learned_from_nothing() -> None:
    own = training.learned([])

    assert own.features == {}
    assert tagger.tags(seen(), own=own) == tagger.tags(seen())


def test_a_feature_that_did_not_ship_has_no_weight() -> None:
    weights = tagger.Weights({"a": (1.0, 0.0, 0.0)}, ((0.0,) * 3,) * 3, (0.0,) * 3)
    own = tagger.Weights({"a": (0.5, 0.0, 0.0), "石桥": (9.0, 0.0, 0.0)}, ((1.0,) * 3,) * 3, (1.0,) * 3)

    assert tagger.added(weights, own) == tagger.Weights({"a": (1.5, 0.0, 0.0)}, ((1.0,) * 3,) * 3, (1.0,) * 3)


def test_held_out_meetings_are_tagged_by_what_the_others_teach() -> None:
    before, after = training.held_out([Chain(str(n), seen(), RIGHT) for n in range(3)])

    assert before.true == after.true == 6
    assert after.right == 6
    assert after.f1 >= before.f1
    assert Begins(4, 4, 2).f1 == 0.5
    assert Begins().f1 == 0.0
