"""The lines that an edit in Word changed are held against every rule on texts; what stood there before is not."""

import pytest

from tests.papers.made_up import CALENDAR, SETTINGS, with_changes
from toolkit.papers import citations
from toolkit.papers.rules import check
from toolkit.records import Finding
from toolkit.workspace import shipped

ARTICLES = citations.table(shipped("templates/docx/citations.csv"))
HARMFUL = [
    (
        "mediation_agreement",
        "不认定两家宅基地的边界和权属，也不作为确认权属的依据。",
        "认定两家宅基地的边界和权属，并作为确认权属的依据。",
        "R13",
    ),
    ("mediation_agreement", "任何一方可以依法向人民法院提起诉讼。", "双方今后不得就此事再去法院打官司。", "R07"),
    ("mediation_agreement", "", "吴建国另付孙玉兰500元。", "R20"),
    ("mediation_agreement", "本协议一式三份。", "本协议一式二份。", "R10"),
    ("termination_notice", "本机关不另行作出终结决定。", "本机关现决定予以终结。", "R07"),
    ("termination_notice", "有新的事实和理由的，可以重新提出。", "不再受理你今后提出的任何诉求。", "R07"),
    ("termination_notice", "自收到之日起30日内申请复查。", "自收到之日起15日内申请复查。", "R06"),
    ("legal_opinion", "依照《土地管理法》第四十八条", "依照《土地管理法》第一百四十九条", "R24"),
    ("mediation_agreement", "2026年11月15日以前", "2026年11月31日以前", "R21"),
]
HARMLESS = [
    ("mediation_agreement", "任何一方可以依法向人民法院提起诉讼。", "任何一方都可以依法向人民法院起诉。"),
    ("termination_notice", "生活困难的，可以申请救助。", "如果生活困难，可以向镇政府申请救助。"),
    ("legal_opinion", "建议镇政府书面告知李国强。", "建议镇政府尽早书面告知李国强。"),
    ("mediation_agreement", "今后不得上访", "今后不得上访。"),
]


def told(paper: str, old: str, new: str) -> tuple[Finding, ...]:
    """Return the findings on the change of a line of `paper` from `old` to `new`."""
    facts = with_changes(paper, {})
    return check.edited_findings(paper, [(old, new)], facts, settings=SETTINGS, calendar=CALENDAR, articles=ARTICLES)


@pytest.mark.parametrize("paper, old, new, rule", HARMFUL)
def test_a_harmful_edit_is_told_by_its_rule(paper: str, old: str, new: str, rule: str) -> None:
    assert rule in {finding.rule for finding in told(paper, old, new)}


@pytest.mark.parametrize("paper, old, new", HARMLESS)
def test_a_harmless_edit_and_what_stood_there_before_raise_no_alarm(paper: str, old: str, new: str) -> None:
    assert told(paper, old, new) == ()


def test_what_a_field_only_tells_may_be_reworded() -> None:
    facts = with_changes("mediation_agreement", {"facts.0": "孙玉兰说通道应当归她家所有，吴建国不同意"})
    changed = [("孙玉兰说通道应当归她家所有，吴建国不同意。", "孙玉兰称通道应当归她家所有，吴建国没有同意。")]

    findings = check.edited_findings(
        "mediation_agreement", changed, facts, settings=SETTINGS, calendar=CALENDAR, articles=ARTICLES
    )
    assert [finding for finding in findings if finding.level == "error"] == []
