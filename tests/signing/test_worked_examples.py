"""The worked examples of parlour and signature, one test each, by the numbers they have in the specification."""

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.parlour.rooms import ask, made_parlour, served
from tests.second_calendar import rolled
from tests.signing.attacks import noted
from tests.signing.conftest import CASE, PARTIES, Office
from tests.signing.signers import SEALING, SIGNERS, drawn, signed_by_all
from toolkit.papers import drafting, forms
from toolkit.papers.facts import unwrapped
from toolkit.parlour.rooms import JitsiEngine, LinkEngine
from toolkit.parlour.tickets import Line, Rules
from toolkit.signing import acts, gates, verification
from toolkit.signing.court import pack, screen
from toolkit.signing.expectations import expected_of
from toolkit.signing.signings import BEIJING, DRAWN, PAPER

PHONE = "0999-5550126"
WAGES = {
    "dispute": "劳务报酬纠纷",
    "facts": ["孙玉兰在吴建国的砖厂做工，2026年10月21日双方对账，吴建国欠孙玉兰工钱36000元，双方均予认可。"],
    "disputed_points": ["欠付的工钱什么时候付清。"],
    "responsibilities": [{"party": "吴建国", "text": "没有按约定付清工钱，负有责任。"}],
    "terms": [
        {
            "subject": "工钱",
            "obligor": "吴建国",
            "duty": "分两次付清欠孙玉兰的工钱",
            "way": "银行转账到孙玉兰的账户",
            "place": "青石镇柳树湾村民委员会会议室",
            "from": "2026-10-28",
            "by": "2026-11-15",
        }
    ],
    "payments": [
        {
            "subject": "欠付的工钱",
            "payer": "吴建国",
            "payee": "孙玉兰",
            "amount": "36000",
            "currency": "人民币",
            "method": "银行转账，由孙玉兰出具收条",
            "place": "青石镇柳树湾村民委员会会议室",
            "instalments": [{"amount": "18000", "by": "2026-10-31"}, {"amount": "18000", "by": "2026-11-15"}],
        }
    ],
    "title": {"stated": False, "text": "本协议只约定工钱的给付，不涉及权属"},
}


def agreement(**changes: Any) -> dict[str, Any]:
    """Return the facts of the example agreement with `changes`."""
    return copy.deepcopy(unwrapped(forms.example("mediation_agreement"))) | changes


def at(day: int, hour: int = 12) -> dt.datetime:
    """Return the hour of a day of November 2026 in Beijing."""
    return dt.datetime(2026, 11, day, hour, tzinfo=BEIJING)


def signed_on(office: Office, days: Mapping[str, int], sealed: int) -> verification.Verdict:
    """Have everybody sign on the day of November that `days` says, seal it, and return the verdict on the file."""
    office.prepared(DRAWN, at=at(2, 9))
    for who, day in days.items():
        acts.sign(office.desk, office.number, drawn(who), at(day))
    step = acts.seal(office.desk, office.number, SEALING, at(sealed))
    return verification.check(step.file.read_bytes(), expected_of(step))


def line_of(devices: int) -> tuple[Line, float]:
    """Return a line in which so many devices wait, and the moment."""
    day = dt.date(2026, 11, 30)
    morning = dt.datetime.combine(day, dt.time(9)).timestamp()
    made = Line(day, Rules(each=0, phone=PHONE), lambda _: None)
    for n in range(devices):
        made.take(morning, f"device{n}")
    return made, morning


def test_example_1_the_twenty_first_caller_gets_the_telephone_and_is_counted(tmp_path: Path) -> None:
    parlour, keys = made_parlour(tmp_path)
    with served(parlour) as address:
        told = [ask(f"{address}/api/take", {}, X_Device=f"a-device-number-{n}") for n in range(21)]
        seen = ask(f"{address}/api/leader", X_Leader=keys["镇长"])[1]

    assert [status for status, _ in told] == [201] * 20 + [409]
    assert PHONE in told[-1][1]["say"]
    assert seen["turned_away"] == 1


def test_example_2_a012_misses_and_stands_fourth_and_misses_again_and_is_rung_up() -> None:
    line, now = line_of(18)

    def talked() -> float:
        line.call("镇长", now)
        line.begin("镇长", now)
        line.end("镇长", "当场答复", now + 60)
        return now + 60

    for _ in range(11):
        now = talked()
    line.call("镇长", now)
    now += 91
    line.sweep(now)
    assert line.waiting[:4] == ["A013", "A014", "A015", "A012"]

    for _ in range(3):
        now = talked()
    line.call("镇长", now)
    line.sweep(now + 91)
    assert [ticket.number for ticket in line.to_ring_up()] == ["A012"]


@pytest.mark.parametrize("level", [DRAWN, PAPER])
def test_example_3_wages_across_provinces_two_points_three_seats_and_day_thirty(office: Office, level: str) -> None:
    jitsi = JitsiEngine("https://meet.example", "yehua", "s" * 32).open("M001", 3, 60)
    assert len({jitsi.leader_url, *jitsi.guest_urls}) == 3
    assert LinkEngine("https://meeting.example/1").open("M001", 3, 60).guest_urls
    office.number = office.issued(corrects=office.number, **WAGES, signing={"place": "青石镇柳树湾村民委员会会议室"})
    if level == PAPER:
        assert office.prepared(PAPER).signing.pages == 3
        return

    assert signed_on(office, dict.fromkeys(SIGNERS, 9), 9).faults == ()
    made = pack.put_together(office.desk, CASE, office.folder / "交法院")
    assert made.raw == dt.date(2026, 12, 9) == dt.date(2026, 11, 9) + dt.timedelta(days=30)
    assert made.last_day == rolled(dt.date(2026, 12, 9))


def test_example_4_heirs_who_divide_a_house_sign_on_paper_and_their_shares_are_screened(office: Office) -> None:
    term = agreement()["terms"][0] | {"subject": "老屋", "duty": "父母去世后留下的老屋归孙玉兰所有，补给吴建国差价"}
    facts = agreement(dispute="继承纠纷", terms=[term])
    paper = replace(office.paper, facts=facts)

    refused = list(gates.reasons(paper, PARTIES, ()))

    assert any("婚姻、收养、继承等人身关系" in reason and "纸面" in reason for reason in refused)
    assert any("归孙玉兰所有" in reason and "第三百五十五条" in reason for reason in screen.bars(paper))
    office.prepared(PAPER)


def test_example_5_a_boundary_may_be_agreed_on_but_is_not_confirmed_by_a_court(office: Office) -> None:
    facts = agreement(title={"stated": True, "text": "双方确认界址以老石桩为准，石桩以东确权给孙玉兰"})
    paper = replace(office.paper, facts=facts)

    (barred,) = screen.bars(paper)

    assert "第三百五十五条" in barred
    assert "协议本身仍有约束力" in barred
    assert not list(screen.bars(office.paper))  # which only says who uses what


def test_example_6_an_agreement_sealed_on_the_sixth_takes_effect_on_the_sixth(office: Office) -> None:
    verdict = signed_on(office, {"孙玉兰": 2, "吴建国": 3, "周明礼": 3}, sealed=6)

    made = pack.put_together(office.desk, CASE, office.folder / "交法院")

    assert [str(each.at)[:10] for each in verdict.signatures[2:]] == ["2026-11-03", "2026-11-03", "2026-11-06"]
    assert made.raw == dt.date(2026, 11, 6) + dt.timedelta(days=30)


def test_example_7_seventeen_instalments_of_the_mean_do_not_sum_and_are_barred(office: Office) -> None:
    whole, count = Decimal(830_000), 17
    mean = (whole / count).quantize(Decimal("0.01"))
    parts = [{"amount": str(mean), "by": f"2026-11-{day:02d}"} for day in range(1, count + 1)]

    def barred(last: Decimal) -> bool:
        payment = agreement()["payments"][0] | {
            "amount": str(whole),
            "instalments": [*parts[:-1], parts[-1] | {"amount": str(last)}],
        }
        found = drafting.check("mediation_agreement", agreement(payments=[payment]), office.desk.workspace)
        return any("分期之和不等于总额830000元" in each.message for each in found)

    assert mean == Decimal("48823.53")
    assert barred(mean)
    assert not barred(mean - Decimal("0.01"))


def test_example_8_words_typed_into_the_file_fail_all_five_signatures(office: Office) -> None:
    steps = signed_by_all(office)
    whole = steps["Seal"].file.read_bytes()
    typed = noted(whole, "另付10000元")

    verdict = verification.check(typed, expected_of(steps["Seal"]))

    assert [each.intact for each in verdict.signatures] == [False] * 5
    assert verification.check(whole, expected_of(steps["Seal"])).faults == ()
