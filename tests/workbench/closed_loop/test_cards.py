"""The pages 首问卡 and 抽样: a card by number and code, an old one with its photo, and a draw in three steps."""

import base64
import datetime as dt
import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from toolkit.cases import Matter, open_matter
from toolkit.core import YehuaError
from toolkit.records import to_text
from toolkit.workbench import acts, pages
from toolkit.workbench.fields import Done
from toolkit.workspace import Desk

ISSUED = {"receiver": "李强", "post": "综合岗", "about": "宅基地被占", "holder": "王桂芳", "at": "2026-10-12 09:00"}
FROZEN = {"month": "2026-10", "by": "何琳", "witness": "赵敏", "source": "11月2日上证指数收盘价"}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Give a desk on the day on which the list of October is frozen."""
    return replace(desk, today=dt.date(2026, 11, 2))


def do(desk: Desk, act: str, **given: str) -> Done:
    return acts.ACTS[act](desk, given)


def page(desk: Desk, name: str, **given: str) -> Any:
    return pages.PAGES[name](desk, given)


def issued(desk: Desk, **more: str) -> str:
    return do(desk, "issue_card", **{**ISSUED, **more}).number


def test_a_card_is_printed_and_its_page_tells_neither_matter_nor_holder(desk: Desk) -> None:
    done = do(desk, "issue_card", **ISSUED)

    assert done.sheet is not None
    assert base64.b64decode(done.sheet.content)[:2] == b"PK"
    shown = to_text(page(desk, "card", card=done.number))
    assert "已登记" in shown
    assert not [secret for secret in ("王桂芳", "宅基地") if secret in shown]


def test_a_card_is_checked_by_its_code_and_a_wrong_one_is_told(desk: Desk) -> None:
    done = do(desk, "issue_card", **ISSUED)
    code = done.words.split("查验码 ")[1][:8]

    assert "有登记" in do(desk, "check_card", card=done.number, code=code).words
    assert "不是本单位的卡" in do(desk, "check_card", card=done.number, code="00000000").words


def test_an_old_card_is_found_by_its_old_number(desk: Desk) -> None:
    photo = {"photo": base64.b64encode(b"a card").decode(), "photo_name": "旧卡.png"}
    number = do(desk, "adopt_card", old="综字043号", receiver="王芳", at="2026-10-30", **photo).number

    assert page(desk, "card", card="综字43").answer.card == number
    assert next(desk.workspace.root.rglob(f"{number}.png")).read_bytes() == b"a card"


def test_a_card_and_its_case_lead_to_each_other(desk: Desk) -> None:
    number = issued(desk)
    matter = Matter("来信", "2026-10-12", "路灯坏了", "李国强", channel="31(6)", by="何琳")
    case = open_matter(desk, matter, "2026-10-12").case

    do(desk, "link_card", card=number, case=case, by="何琳")

    assert page(desk, "card", card=number).case == case
    assert page(desk, "case_loop", case=case).cards == (number,)


def test_a_draw_goes_on_in_three_steps_and_a_call_shows_in_its_report(desk: Desk) -> None:
    for n in range(6):
        issued(desk, holder=f"村民{n}")
    steps = [page(desk, "draw", month="2026-10")]
    do(desk, "freeze_draw", **FROZEN)
    steps.append(page(desk, "draw", month="2026-10"))
    do(desk, "seed_draw", month="2026-10", by="何琳", public="2026-11-02|SSE|3987.65", dice="36115264")
    steps.append(page(desk, "draw", month="2026-10"))

    assert [(bool(step.frozen), bool(step.drawn)) for step in steps] == [(False, False), (True, False), (True, True)]
    drawn = steps[-1].drawn
    assert len(drawn.drawn) == 2
    assert "sha256sum" in "".join(drawn.recipe)
    card = drawn.drawn[0].card
    do(desk, "call_card", card=card, at="2026-11-02 10:00", outcome="接通", kept="没办到", by="赵敏", month="2026-10")
    shown = page(desk, "draw", month="2026-10")
    assert [(each.card, each.outcome) for each in shown.tries] == [(card, "接通")]
    figures = shown.figures
    assert (figures.reached, figures.bad) == (1, 1)
    assert figures.low <= figures.bad <= figures.high


def test_whoever_received_a_person_does_not_call_about_it(desk: Desk) -> None:
    number = issued(desk)
    do(desk, "freeze_draw", **FROZEN)
    do(desk, "seed_draw", month="2026-10", by="何琳", public="2026-11-02|SSE|3987.65", dice="36115264")

    with pytest.raises(YehuaError, match="李强"):
        do(desk, "call_card", card=number, at="2026-11-02 10:00", outcome="接通", by="李强")


def test_a_list_that_is_frozen_comes_as_its_own_bytes(desk: Desk) -> None:
    issued(desk)
    do(desk, "freeze_draw", **FROZEN)

    sheet = do(desk, "draw_list", month="2026-10").sheet

    assert sheet is not None
    assert base64.b64decode(sheet.content).startswith(b"yehua-draw/1\n2026-10\n")


def test_the_list_of_cards_tells_who_answers_now_and_no_matter(desk: Desk) -> None:
    kept, void = issued(desk), issued(desk)
    do(desk, "void_card", card=void, by="李强", second="何琳", reason="写错了")

    lines = page(desk, "cards").cards
    assert [(line.card, line.owner, line.late, line.voided) for line in lines] == [
        (void, "李强", True, True),
        (kept, "李强", True, False),
    ]
    assert not [secret for secret in ("王桂芳", "宅基地") if secret in to_text(lines)]


def test_the_cards_of_a_day_are_held_against_the_stubs(desk: Desk) -> None:
    first = issued(desk)
    issued(desk, at="2026-10-13 09:00")
    third = issued(desk)

    done = do(desk, "card_day", day="2026-10-12")
    assert (done.page, len(done.lines)) == ("", 3)
    assert first in done.lines[0]
    assert third in done.lines[1]
    assert done.lines[2] == "断号：2026-00002"


def test_a_portrait_is_printed_by_consent_only_until_it_is_withdrawn(desk: Desk) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40)).save(buffer, "PNG")
    photo = {"photo": base64.b64encode(buffer.getvalue()).decode(), "photo_name": "李强.png", "by": "何琳"}

    with pytest.raises(YehuaError, match="本人同意"):
        do(desk, "give_portrait", person="李强", agreed="0", **photo)
    do(desk, "give_portrait", person="李强", agreed="1", **photo)
    assert page(desk, "cards").portraits == ("李强",)

    do(desk, "withdraw_portrait", person="李强", by="何琳")
    assert page(desk, "cards").portraits == ()


def test_a_cancelled_draw_stays_visible_on_its_page(desk: Desk) -> None:
    issued(desk)
    do(desk, "freeze_draw", **FROZEN)
    do(desk, "seed_draw", month="2026-10", public="2026-11-02|SSE|3987.65", dice="36115264", by="何琳")
    do(desk, "cancel_draw", month="2026-10", by="何琳", second="赵敏", reason="名单写错了")

    shown = page(desk, "draw", month="2026-10")
    (ended,) = shown.cancelled
    assert (shown.frozen, shown.drawn) == (None, None)
    assert (ended.population, ended.seed, ended.by, ended.second, ended.reason) == (
        1,
        "2026-11-02|SSE|3987.65|DICE|36115264",
        "何琳",
        "赵敏",
        "名单写错了",
    )


def test_a_number_of_a_day_that_is_still_to_come_is_no_seed(desk: Desk) -> None:
    issued(desk)
    do(desk, "freeze_draw", **FROZEN)
    with pytest.raises(YehuaError, match="还没有到"):
        do(desk, "seed_draw", month="2026-10", public="2026-11-03|SSE|3987.65", dice="36115264", by="何琳")
