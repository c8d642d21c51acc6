"""The book of parties: whoever was named before is known, and whoever acted for the other side is told."""

import datetime as dt
from typing import Any

import pytest

from tests.papers.made_up import with_changes
from toolkit.papers.interview import conflicts, fields_for, people
from toolkit.papers.register import FiledPaper

DAY = dt.date(2026, 10, 28)


def filed(facts: dict[str, Any], case: str = "案2026-0001", paper: str = "mediation_agreement") -> FiledPaper:
    return FiledPaper(paper, "1号", case, DAY, "一.docx", "0" * 64, (), facts)


def test_a_party_is_known_once_for_each_case_by_its_newest_paper() -> None:
    told = (("13800000001", "案2026-0001"), ("13800000002", "案2026-0001"), ("13800000003", "案2026-0002"))
    newest, older, other = (
        filed(with_changes("mediation_agreement", {"parties.0.phone": phone}), case) for phone, case in told
    )

    found = [person for person in people([newest, older, other]) if person.name == "孙玉兰"]

    assert [(person.case, person.fields["phone"]) for person in found] == [
        ("案2026-0001", "13800000001"),
        ("案2026-0002", "13800000003"),
    ]
    assert "age" in fields_for("mediation_application", "applicants", found[0])


AGENT = "委托代理人林远舟"


@pytest.mark.parametrize(
    "before, now, told",
    [
        ({"parties.1.representative": AGENT}, {"parties.0.representative": AGENT}, "做过吴建国的委托代理人"),
        ({"parties.1.representative": AGENT}, {"mediators": [{"name": "林远舟"}]}, "现在做调解员"),
        ({"parties.1.representative": AGENT}, {"parties.1.representative": AGENT}, None),
        ({"parties.1.representative": "委托代理人张三"}, {"parties.0.representative": AGENT}, None),
        ({"mediators": [{"name": "周明礼"}]}, {"mediators": [{"name": "周明礼"}]}, None),
    ],
)
def test_who_acted_for_the_other_side_in_another_case_is_told(
    before: dict[str, Any], now: dict[str, Any], told: str | None
) -> None:
    earlier = filed(with_changes("mediation_agreement", before))

    found = conflicts(with_changes("mediation_agreement", now), "案2026-0009", [earlier])

    assert [told in each.message for each in found] == ([True] if told else [])


def test_a_lawyer_who_once_stood_against_the_client_is_told_at_the_lawyers_name() -> None:
    opinion = with_changes("legal_opinion", {})
    against = with_changes("mediation_agreement", {"parties.1.name": "李国强", "parties.1.representative": AGENT})

    (conflict,) = conflicts(opinion, "案2026-0009", [filed(against)])

    assert conflict.field == "lawyers.0.name"
    assert "李国强" in conflict.message


def test_a_party_may_not_mediate_its_own_dispute() -> None:
    (conflict,) = conflicts(with_changes("mediation_agreement", {"mediators": [{"name": "吴建国"}]}), "案2026-0001", [])

    assert conflict.field == "mediators.0.name"


def test_the_same_case_is_no_conflict_with_itself() -> None:
    earlier = filed(with_changes("mediation_agreement", {"parties.1.representative": AGENT}))

    now = with_changes("mediation_agreement", {"parties.0.representative": AGENT})

    assert conflicts(now, "案2026-0001", [earlier]) == ()
