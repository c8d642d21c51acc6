"""Names and places that no rule knows are unfamiliar; what is said at every meeting is not."""

import pytest

from toolkit.publishing.unfamiliar_words import unfamiliar


@pytest.mark.parametrize(
    "clause",
    [
        "扎迫跟我说的",
        "资切家还没有算好",
        "鲁茸卓玛来过",
        "搬回石桥子铺",
        "那个老石卖种子",
        "字美英家有八百斤",
        "在黑山岔那会儿",
    ],
)
def test_what_no_dictionary_has_is_unfamiliar(clause: str) -> None:
    assert unfamiliar(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "路灯坏了快三个月了",
        "到现在都没有人来修",
        "补偿款一分钱都没有拿到",
        "垃圾要清一清",
        "渠堵了田里没有水",
        "某组的路不好走",
        "刘某某说要修",
    ],
)
def test_what_is_said_at_every_meeting_is_familiar(clause: str) -> None:
    assert unfamiliar(clause) == ()
