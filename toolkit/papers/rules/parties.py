"""Rules on the people of every paper: two different sides, representatives, nobody judge in their own cause."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.papers.facts import values_at
from toolkit.papers.rules.base import Rule, RuleInput, error, warning
from toolkit.records import Finding

_SIDES = ("parties", "applicants", "respondents")
_OFFICERS = (
    ("mediators[].name", "人民调解员"),
    ("mediators[]", "人民调解员"),
    ("mediator", "人民调解员"),
    ("recorder.name", "记录人"),
    ("recorder", "记录人"),
    ("investigator", "调查人"),
)
_OF_AGE, _MAY_EARN = 18, 16
_WITNESSED = 2  # people who deliver


def _people(given: RuleInput) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for side in _SIDES:
        for number, person in enumerate(given.facts.get(side) or ()):
            yield f"{side}.{number}", person


def _named_once(given: RuleInput) -> Iterator[Finding]:
    for name, count in Counter(person["name"] for _, person in _people(given)).items():
        if count > 1:
            field = next(field for field, person in _people(given) if person["name"] == name)
            message = f"{name}写了 {count} 次，同一个人不能是两方。"
            yield error("R10", field, message, "请核对当事人。", "《中华人民共和国人民调解法》第二条")


def _acted_for(given: RuleInput) -> Iterator[Finding]:
    """Require who acts for a minor (民法典 Art 18 to 20) and a legal person (Art 61); warn of a missing code."""
    for field, person in _people(given):
        age = person.get("age")
        if age is not None and age < _OF_AGE and not person.get("representative"):
            # From sixteen on, somebody who lives on their own earnings has full capacity (Art 18).
            finding = error if age < _MAY_EARN else warning
            message = f"{person['name']}不满十八周岁，没有写法定代理人。"
            remedy = "请写明由谁代理；已满十六周岁、以自己的劳动收入为主要生活来源的除外。"
            basis = "《中华人民共和国民法典》第十八条至第二十条、第二十三条"
            yield finding("R18", f"{field}.representative", message, remedy, basis)
        if person.get("kind") == "法人或其他组织":
            if not person.get("representative"):
                message = f"{person['name']}没有写法定代表人或者代理人。"
                basis = "《中华人民共和国民法典》第六十一条"
                yield error("R10", f"{field}.representative", message, "请写明由谁代表签字。", basis)
            if not person.get("credit_code"):
                message = f"{person['name']}没有写统一社会信用代码。"
                yield warning("R22", f"{field}.credit_code", message, "请核对证照后补上。", "GB 32100—2015")


def _nobody_in_his_own_cause(given: RuleInput) -> Iterator[Finding]:
    parties = {person["name"] for _, person in _people(given)} | set(values_at(given.facts, "asked.name"))
    for path, label in _OFFICERS:
        for name in values_at(given.facts, path):
            if isinstance(name, str) and name in parties:
                message = f"{label}{name}自己就是当事人或者被调查人。"
                field = path.partition("[")[0].partition(".")[0]
                basis = "《中华人民共和国人民调解法》第十五条；《信访工作条例》第二十八条"
                yield error("R09", field, message, "请换人。", basis)


def delivered_by_two(service: Mapping[str, Any], field: str) -> Iterator[Finding]:
    """Warn when one person alone delivers in person; `field` is the path of those who deliver."""
    if service["method"] in {"直接送达", "留置送达"} and len(set(service["deliverers"])) < _WITNESSED:
        yield warning("R02", field, "送达人只有一名。", "以二人送达为宜。", "送达应当有凭证")


PARTY_RULES: tuple[Rule, ...] = (_named_once, _acted_for, _nobody_in_his_own_cause)
