"""Danger to life and limb is told in any words and any order, with the very words; everyday talk is none."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.grievances.finding import dangers
from toolkit.records import DangerKind


@pytest.mark.parametrize(
    "text, kind",
    [
        ("我不想活了，这日子没法过。", "self_harm"),
        ("买了瓶百草枯放在床头。", "self_harm"),
        ("床头放的那瓶百草枯是我买的。", "self_harm"),
        ("我老公喝了酒就打我，身上青一块紫一块。", "violence"),
        ("他提起菜刀追到我家门口。", "violence"),
        ("他说再闹就打断我的腿。", "threat"),
        ("他放话要弄死我们全家。", "threat"),
        ("俺叫他攮了一刀。", "violence"),
        ("他讲要放火烧我家屋。", "threat"),
        ("隔壁娃儿昨天掉到塘头去了。", "child"),
        ("掉到塘里的是隔壁娃儿。", "child"),
        ("俺娘瘫在炕上没人管。", "sick"),
        ("阿公三日冇食饭了。", "sick"),
        ("存折和密码我都写好了，以后娃就拜托你们了，我不等他回来了。", "self_harm"),
        ("他说晓得我女儿在哪里上班，几点下班，叫我掂量掂量。", "threat"),
    ],
)
def test_danger_is_told_in_any_word_order_and_dialect(text: str, kind: DangerKind) -> None:
    found = dangers.read(text)

    assert found is not None
    assert found.value == kind


@pytest.mark.parametrize(
    "text",
    [
        "我家打农药的时候水管爆了。",
        "路灯坏了三个月，走夜路不方便。",
        "大家拼命干了一年，工钱没拿到。",
        "邻居家的树砍了我家三根竹子。",
        "孩子的学费补贴没发下来。",
        "我妈看病报销比例是多少？",
        "打死我都不信他会当主任。",
        "电视剧里那个人跳崖了。",
        "请大家注意防溺水，娃娃要看好。",
        "十年前他寻过短见，救过来了，现在日子好得很。",
        "我从来没打过我老婆。",
    ],
)
def test_everyday_talk_is_no_danger(text: str) -> None:
    assert dangers.read(text) is None


def test_a_doubtful_sentence_is_a_danger_in_a_grave_matter_only() -> None:
    assert dangers.is_told(0.3, 0.6, 0.2)
    assert not dangers.is_told(0.3, 0.1, 0.2)
    assert dangers.is_told(0.6, 0.01, 0.2), "what is likely by itself counts anywhere"


@pytest.mark.parametrize("likely", [0.3, 0.4])
def test_a_doubtful_sentence_counts_after_a_sure_one_as_it_counts_alone(
    likely: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dangers, "probability", lambda sentence, _model: 0.9 if "菜刀" in sentence else likely)

    found = list(dangers._all("他提起菜刀追我。我天天睡不着。", 0.6))

    assert len(found) == 2


def test_the_gravest_danger_comes_first() -> None:
    found = dangers.read("他把娃儿锁在屋里。我也不想活了。")

    assert found is not None
    assert found.value == "self_harm"


@given(st.text(st.sampled_from("娃孩子老人病药断了没人管不想活喝农打死他我刀砍水塘掉进，。\n 1a"), max_size=60))
def test_the_words_lie_in_the_text(text: str) -> None:
    found = dangers.read(text)

    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert "。" not in text[found.start : found.end]


WRITTEN = Path(__file__).parents[3] / "benchmarks" / "unheard" / "danger-new.json"


def test_sentences_of_an_author_without_sight_of_the_rules_are_mostly_told_apart() -> None:
    written = json.loads(WRITTEN.read_text(encoding="utf-8"))
    found = {name: sum(dangers.read(one["text"]) is not None for one in ones) for name, ones in written.items()}

    assert found["danger"] >= 0.75 * len(written["danger"])
    assert found["danger"] >= 0.8 * (found["danger"] + found["harmless"])
