"""A word is proposed only where other minutes get better with it; the sound has the last word."""

from collections.abc import Sequence

import pytest

from toolkit.recognition import Lexicon
from toolkit.recognition.lexicon import Hearing
from toolkit.transcripts.learning.candidates import Candidate
from toolkit.transcripts.learning.pairs import Pair
from toolkit.transcripts.learning.trying import tried

WORD = Candidate("柳树湾", "place", ("A", 0), ("六书碗",), 3)
NONE = Lexicon(())


def pair(heard: str, said: str, minute: int) -> Pair:
    """Return a pair in that minute of a recording."""
    return Pair("A", "石桥村", None, minute * 60.0, minute * 60.0 + 4, heard, said)


LEARNT = pair("六书碗的路灯坏了", "柳树湾的路灯坏了", 0)
ELSEWHERE = pair("我们六书碗没有水", "我们柳树湾没有水", 3)
RIGHT_AS_IT_WAS = pair("他买了六书碗给娃儿", "他买了六书碗给娃儿", 4)


def agreeing(_pair: Pair) -> Hearing:
    """Find all texts as likely."""
    return lambda texts, _words: [0.0] * len(texts)


def doubting(_pair: Pair) -> Hearing:
    """Find every change unlikely."""

    def hearing(texts: Sequence[str], _words: Sequence[str]) -> Sequence[float]:
        return [0.0, *(-40.0 for _ in texts[1:])]

    return hearing


def test_a_word_that_puts_other_minutes_right_is_proposed_in_a_sentence() -> None:
    proposal = tried(WORD, [LEARNT, ELSEWHERE], NONE, agreeing)

    assert proposal.helps
    assert (proposal.minutes, proposal.better, proposal.worse) == (1, 3, 0)
    assert (
        proposal.sentence
        == "“柳树湾”有 3 句听成“六书碗”；拿另外 1 分钟已校对的录音试，改对 3 个字，改坏 0 个字，可以采纳。"
    )


def test_the_minute_it_was_learnt_in_does_not_speak_for_it() -> None:
    proposal = tried(WORD, [LEARNT], NONE, agreeing)

    assert not proposal.helps
    assert proposal.sentence.endswith("还没有别的已校对的录音可以试，先不提议采纳。")


def test_a_word_that_spoils_as_much_as_it_mends_is_not_proposed() -> None:
    proposal = tried(WORD, [LEARNT, ELSEWHERE, RIGHT_AS_IT_WAS], NONE, agreeing)

    assert (proposal.better, proposal.worse) == (3, 3)
    assert not proposal.helps
    assert proposal.sentence.endswith("改坏 3 个字，不采纳。")


def test_the_sound_is_asked_and_believed() -> None:
    assert tried(WORD, [LEARNT, ELSEWHERE], NONE, doubting).better == 0


def test_sentences_without_anything_like_the_word_are_not_heard_again() -> None:
    def unasked(_pair: Pair) -> Hearing:
        pytest.fail("heard again for nothing")

    assert tried(WORD, [LEARNT, pair("低保还没有发", "低保还没有发", 5)], NONE, unasked).minutes == 1
