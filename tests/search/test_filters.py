"""A wish finds what fits all of it, with and without words."""

from dataclasses import replace
from functools import partial

import pytest

from tests.builders import CODE, SAID, Shelf, grievance_list, said_grievance, said_transcript
from toolkit.core.errors import WrongValueError
from toolkit.grievances.register import (
    close_list,
    confirm_grievances,
    load_grievances,
    save_grievances,
    withdraw_grievance,
)
from toolkit.search.filters import Filters
from toolkit.search.index import Hit
from toolkit.search.searching import search
from toolkit.transcripts.versions import save_transcript

LAMP, MONEY, RIVER = "三组的路灯坏了三个月，没有人来修。", "村主任收了我三万块钱。", "清水河边的垃圾要清一清。"


def found(kept, words: str = "", **wish: str) -> tuple[Hit, ...]:  # noqa: ANN001
    hits: tuple[Hit, ...] = search(kept.desk, words, 50, Filters(**wish), accusations=True)
    return hits


def texts(kept, words: str = "", **wish: str) -> list[str]:  # noqa: ANN001
    return [hit.text for hit in found(kept, words, **wish) if hit.code == kept.code]


def test_each_wish_alone_finds_what_fits_it(kept) -> None:  # noqa: ANN001
    assert texts(kept, speaker="说话人2") == [MONEY]
    assert texts(kept, place="柳树湾") == [LAMP, MONEY, RIVER]
    assert texts(kept, place="三组") == [LAMP]
    assert texts(kept, place="石桥村") == []
    assert texts(kept, subject="环境") == [RIVER]
    assert texts(kept, colour="红") == [MONEY]
    assert texts(kept, date="农历八月十五") == [LAMP, MONEY, RIVER]
    assert texts(kept, date="2025") == []
    assert texts(kept, code="夜话2026-08") == [LAMP, MONEY, RIVER]


def test_what_was_said_in_an_accusation_is_not_found_by_others(kept) -> None:  # noqa: ANN001
    look = partial(search, kept.desk)

    assert look("村主任") == look("", 50, Filters(colour="红")) == look("30000") == ()
    assert {hit.text for hit in look("", 50, Filters(speaker="说话人"))} == {LAMP, RIVER}
    assert [hit.text for hit in look("", 3, Filters(code=kept.code))] == [LAMP, RIVER], "the limit counts what is shown"


def test_code_finds_one_recording_however_it_is_typed(kept) -> None:  # noqa: ANN001
    assert {hit.code for hit in found(kept, code="0194-LY.2026-D30-2")} == {kept.other}


def test_all_wishes_and_words_must_fit(kept) -> None:  # noqa: ANN001
    assert texts(kept, "路灯", colour="黄", place="柳树湾", date="2026") == [LAMP]
    assert texts(kept, "路灯", colour="绿") == []


def test_numbers_and_initials_are_found(kept) -> None:  # noqa: ANN001
    assert texts(kept, "30000") == texts(kept, "3万块") == texts(kept, "三万块钱") == [MONEY]
    assert texts(kept, "3组") == [LAMP]
    assert texts(kept, "sz") == [LAMP], "三组 is a place that a grievance names"
    assert texts(kept, "zz") == []


def test_hits_name_their_grievance(kept) -> None:  # noqa: ANN001
    assert [hit.grievance for hit in found(kept, "垃圾")] == ["6", "3"], "ordinals run on over a meeting"


def test_a_confirmed_name_finds_its_grievance_though_the_transcript_misheard_it(kept) -> None:  # noqa: ANN001
    look = partial(search, kept.desk)
    assert look("李国强") == ()

    confirm_grievances(kept.desk.store, kept.code, [1], {"person": "李国强", "home": "石桥村四组"}, "田小禾")

    assert [(hit.code, hit.text, hit.grievance) for hit in look("李国强")] == [
        (kept.code, LAMP, load_grievances(kept.desk.store, kept.code).grievances[0].number)
    ]
    assert texts(kept, "国强 路灯") == texts(kept, "李国强 四组") == texts(kept, "lgq") == [LAMP]
    assert texts(kept, "李国强", colour="黄") == [LAMP]
    assert texts(kept, "李国强 垃圾") == texts(kept, "李国强", colour="绿") == texts(kept, "李国强", date="2025") == []
    assert texts(kept, "路灯") == [LAMP], "found by word and by name, it is given once"


def test_a_confirmed_name_is_found_where_the_second_of_its_grievance_was_rounded(shelf: Shelf) -> None:
    shelf.take_in("1")
    spoken = said_transcript()
    later = tuple(replace(each, start_s=each.start_s + 0.004, end_s=each.end_s + 0.004) for each in spoken.segments)
    save_transcript(shelf.store, CODE, replace(spoken, segments=later))
    save_grievances(shelf.store, CODE, grievance_list(said_grievance(1, 1, 2), said_grievance(2, 3, 4)))
    close_list(shelf.store, CODE, "何琳")
    confirm_grievances(shelf.store, CODE, [2], {"person": "李国强"}, "田小禾")

    (hit,) = search(shelf, "李国强")
    assert hit.text == SAID[2], "the first sentence of it, not the one before"


def test_what_sounds_like_a_name_is_found_only_where_that_is_asked_for(kept) -> None:  # noqa: ANN001
    confirm_grievances(kept.desk.store, kept.code, [1], {"person": "王桂芳"}, "田小禾")
    look = partial(search, kept.desk)

    assert look("王贵方") == look("路登") == ()
    assert [hit.text for hit in look("王贵方", alike=True) if hit.code == kept.code] == [LAMP], "by the confirmed name"
    assert {hit.text for hit in look("路登", alike=True)} == {LAMP}, "by the words"
    assert look("河遍的垃圾", alike=True) == look("清水", alike=False)
    assert look("村煮人", alike=True) == look("朱任", alike=True) == (), "nothing of what is withheld"
    assert look("河", alike=True) == look("河"), "one character sounds like too many"


def test_a_withdrawn_or_replaced_name_is_found_no_more(kept) -> None:  # noqa: ANN001
    (first,) = confirm_grievances(kept.desk.store, kept.code, [1], {"person": "李国强"}, "田小禾")
    confirm_grievances(kept.desk.store, kept.code, [1], {"person": "李国祥"}, "田小禾")

    assert (texts(kept, "李国强"), texts(kept, "李国祥")) == ([], [LAMP])

    withdraw_grievance(kept.desk.store, first.number, "录入错误", "田小禾")
    assert texts(kept, "李国祥") == []


def test_whom_an_accusation_names_is_not_found_by_others(kept) -> None:  # noqa: ANN001
    confirm_grievances(kept.desk.store, kept.code, [2], {"against": "赵德彪"}, "田小禾")

    assert search(kept.desk, "赵德彪") == ()
    assert texts(kept, "赵德彪") == [MONEY], "who may see accusations finds it"


def test_wrong_wish_is_refused(kept) -> None:  # noqa: ANN001
    with pytest.raises(WrongValueError, match="红、黄、绿"):
        found(kept, colour="蓝")
    with pytest.raises(WrongValueError, match="日期"):
        found(kept, date="哪天")
    with pytest.raises(WrongValueError, match="请输入"):
        found(kept)
