"""The language model of characters: what is usual costs less, and nothing is impossible."""

import math

from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese import character_model
from toolkit.chinese.character_model import CharacterModel, counted


def test_what_is_said_at_meetings_costs_less_than_its_sound_alike() -> None:
    spoken = character_model.spoken()
    assert spoken.cost_of("村里的水渠坏了") < spoken.cost_of("村里的水取坏了")


def test_characters_that_may_follow_share_one_probability() -> None:
    model = CharacterModel(counted(iter(["甲乙", "甲丙", "甲乙"])))
    known = sum(math.exp(-model.cost("<甲", char)) for char in "甲乙丙>")
    assert 0.9 < known < 1
    assert model.cost("<甲", "乙") < model.cost("<甲", "丙") < model.cost("<甲", "丁")


@given(st.text(alphabet="村里的水渠坏了没人修管", max_size=12), st.sampled_from("村水龘"))
def test_nothing_is_free_and_nothing_impossible(before: str, char: str) -> None:
    assert 0 < character_model.spoken().cost(before, char) < math.inf
