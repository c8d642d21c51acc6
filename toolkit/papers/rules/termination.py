"""Rules of a notice that ends a petition (信访工作条例 Art 31 to 36): the chain of opinions, its days, its organs."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from toolkit.chinese import official_date
from toolkit.papers.facts import all_text, unwrapped
from toolkit.papers.rules.base import Rule, RuleInput, day, error, warning
from toolkit.papers.rules.limits import REVIEW_DAYS
from toolkit.papers.rules.parties import delivered_by_two
from toolkit.records import Entry, Finding

_LEVELS = ("乡级", "县级", "市级", "省级")
CHAIN = (("handling", "处理意见"), ("review", "复查意见"), ("final_review", "复核意见"))
STEP_ENTRIES = {
    "acceptance": "acceptance_notice",
    "handling": "handling_opinion",
    "review": "review_opinion",
    "final_review": "final_review_opinion",
}  # the kind of ledger entry of each step
LAPSED_STEPS = {"B": "handling", "C": "review"}  # by ground of termination, the opinion that nobody asked to review
_CHAIN_BASIS = "《信访工作条例》第三十五条、第三十六条"


def _termination_class(given: RuleInput) -> Iterator[Finding]:
    if given.facts["class"] != "申诉求决" or given.facts["channel"] != "31(6)":
        message = "只有按第三十一条第六项办理的申诉求决事项才能出这份告知书。"
        remedy = "检举控告、建议意见、涉法涉诉和有其他法定途径的，请走各自的程序。"
        yield error("R04", "class", message, remedy, "《信访工作条例》第三十一条")
    if given.facts["scope"] != "同一事实和理由":
        message = "不再受理的范围只能是“同一事实和理由”。"
        remedy = "请改正；新的事实和理由仍可提出。"
        yield error("R07", "scope", message, remedy, "《信访工作条例》第三十六条第三款")


_NEEDED_BY_GROUND = {
    "A": ("handling", "review", "final_review"),
    "B": ("handling", "no_request"),
    "C": ("handling", "review", "no_request"),
    "D": ("settlement",),
    "E": ("extinction",),
    "F": ("provincial",),
}


def _termination_chain(given: RuleInput) -> Iterator[Finding]:
    ground = given.facts["ground"]
    for name in _NEEDED_BY_GROUND.get(ground, ()):
        if not given.facts.get(name):
            message = f"依据 {ground} 缺少“{name}”一栏。"
            remedy = "没有完整的程序，就不能出告知书。"
            yield error("R07", name, message, remedy, _CHAIN_BASIS)
    if ground == "F" and not given.settings.papers.provincial_basis:
        yield error(
            "R07", "ground", "设置里没有写本省的条款。", "请在 yehua.toml 写明 provincial_basis。", "本省信访条例"
        )


def _termination_lapse(given: RuleInput) -> Iterator[Finding]:
    step = LAPSED_STEPS.get(given.facts["ground"])
    served = (given.facts.get(step) or {}) if step else {}
    if not served:
        return
    if not served.get("remedy_notice"):
        message = "没有告知申请复查（复核）的权利和期限。"
        remedy = "请先补充告知，期限从补充告知时起算。"
        yield error("R06", f"{step}.remedy_notice", message, remedy, "《信访工作条例》第三十五条")
    last = given.last_day(served["served_on"], REVIEW_DAYS)
    yield from (warning("R02", "date", text, "请核对放假安排。", "《民法典》第二百零三条") for text in last.warnings)
    if day(given.facts["date"]) <= last.last_day:
        message = f"期限到{official_date(last.last_day)}才满，落款日期太早。"
        remedy = "请等期限届满并核实没有申请后再出。"
        yield error("R07", "date", message, remedy, "《信访工作条例》第三十五条")
    if given.facts.get("review_deadline") not in {None, last.last_day.isoformat()}:
        message = f"期限最后一日应为{official_date(last.last_day)}。"
        remedy = "请改正。"
        yield error("R07", "review_deadline", message, remedy, "《信访工作条例》第三十五条")


def _termination_order(given: RuleInput) -> Iterator[Finding]:
    steps = [("提出日期", given.facts["raised_on"])]
    for name, label in (("acceptance", "受理告知"), *CHAIN):
        if step := given.facts.get(name):
            steps += [(f"{label}日期", step["date"]), (f"{label}送达日期", step["served_on"])]
    steps.append(("落款日期", given.facts["date"]))
    for (earlier, start), (later, end) in pairwise(steps):
        if day(end) < day(start):
            yield error("R21", "date", f"{later}（{end}）早于{earlier}（{start}）。", "请核对日期。", "程序先后")


def _termination_level(given: RuleInput) -> Iterator[Finding]:
    if given.facts["issuer"]["level"] == "乡级" and re.search("决定.{0,6}终结", all_text(given.facts)):
        yield error(
            "R07", "issuer", "乡镇只能告知，不能决定终结。", "请改成告知。", "《信访工作条例》第三十五条、第三十六条"
        )


def _chain_levels(given: RuleInput) -> Iterator[Finding]:
    """Check that each opinion comes from a higher organ than the opinion before it (Art 35, 36: 上一级机关、单位)."""
    known = [(name, label, step) for name, label in CHAIN if (step := given.facts.get(name))]
    for (_, below, lower), (name, label, upper) in pairwise(known):
        if lower["organ"] == upper["organ"]:
            message = f"{label}和{below}是同一个机关（{upper['organ']}）作出的。"
            yield error("R07", f"{name}.organ", message, "请核对；复查、复核由上一级机关、单位进行。", _CHAIN_BASIS)
        elif _LEVELS.index(upper["organ_level"]) <= _LEVELS.index(lower["organ_level"]):
            message = f"{label}的机关（{upper['organ_level']}）不高于{below}的机关（{lower['organ_level']}）。"
            yield error("R07", f"{name}.organ_level", message, "请核对机关和层级。", _CHAIN_BASIS)


def _chain_requests(given: RuleInput) -> Iterator[Finding]:
    """Check that each request was made within thirty days after the opinion before it was received (Art 35, 36)."""
    known = [(name, label, step) for name, label in CHAIN if (step := given.facts.get(name))]
    for (_, below, lower), (name, label, upper) in pairwise(known):
        requested_on, field = day(upper["requested_on"]), f"{name}.requested_on"
        if requested_on < day(lower["served_on"]):
            message = (
                f"申请{label[:2]}（{official_date(requested_on)}）早于{below}送达（{_shown(lower['served_on'])}）。"
            )
            yield error("R21", field, message, "请核对日期。", "程序先后")
        elif requested_on > given.last_day(lower["served_on"], REVIEW_DAYS).last_day:
            message = f"申请{label[:2]}（{official_date(requested_on)}）在三十日期限届满以后。"
            yield warning("R07", field, message, "请核对是否有正当理由，并在卷内写明。", _CHAIN_BASIS)
        if requested_on > day(upper["date"]):
            message = f"{label}（{_shown(upper['date'])}）早于申请（{official_date(requested_on)}）。"
            yield error("R21", field, message, "请核对日期。", "程序先后")


def _lapse_checked(given: RuleInput) -> Iterator[Finding]:
    """Check that it was verified after the time limit and before the notice that nobody asked for a review."""
    step = LAPSED_STEPS.get(given.facts["ground"])
    checked = given.facts.get("no_request")
    if step is None or not checked or not given.facts.get(step):
        return
    last, checked_on = given.last_day(given.facts[step]["served_on"], REVIEW_DAYS).last_day, day(checked["checked_on"])
    if checked_on <= last:
        message = f"期限到{official_date(last)}才满，核实日期（{official_date(checked_on)}）太早。"
        yield error("R07", "no_request.checked_on", message, "请在期限届满以后再核实一次。", _CHAIN_BASIS)
    if checked_on > day(given.facts["date"]):
        message = f"核实日期（{official_date(checked_on)}）晚于落款日期。"
        yield error("R21", "no_request.checked_on", message, "请核对日期。", "程序先后")


_ENDINGS = (
    ("settlement", "signed_on", "协议签订"),
    ("settlement", "performed_on", "履行完毕"),
    ("settlement", "visited_on", "回访"),
    ("extinction", "on", "信访人死亡或者终止"),
)


def _ending_in_order(given: RuleInput) -> Iterator[Finding]:
    endings = [
        (f"{name}.{field}", label, given.facts[name][field]) for name, field, label in _ENDINGS if given.facts.get(name)
    ]
    days = [*endings, ("date", "落款日期", given.facts["date"])]
    for (_, earlier, start), (field, later, end) in pairwise(days):
        if day(end) < day(start):
            message = f"{later}（{_shown(end)}）早于{earlier}（{_shown(start)}）。"
            yield error("R21", field, message, "请核对日期。", "程序先后")


def _delivered_by_two(given: RuleInput) -> Iterator[Finding]:
    return delivered_by_two(given.facts["service"], "service.deliverers")


def _shown(text: str) -> str:
    return official_date(day(text))


def missing_entries(facts: Mapping[str, Any], entries: Iterable[Entry]) -> Iterator[Finding]:
    """Yield an error for each document that the notice stands on and that the ledger lacks or has otherwise."""
    plain = unwrapped(facts)
    known = {(entry.kind, entry.document, entry.date, entry.served_on) for entry in entries}
    for name, kind in STEP_ENTRIES.items():
        step = plain.get(name)
        if step and (kind, step["number"], day(step["date"]), day(step["served_on"])) not in known:
            document = f"{step['number']}，{step['date']}，{step['served_on']}送达"
            message = f"台账里没有与事实一致的一条：{document}。"
            yield error("R07", name, message, "请先在台账补记或更正，附上送达凭证。", _CHAIN_BASIS)


TERMINATION_RULES: tuple[Rule, ...] = (
    _termination_class,
    _termination_chain,
    _termination_lapse,
    _termination_order,
    _termination_level,
    _chain_levels,
    _chain_requests,
    _lapse_checked,
    _ending_in_order,
    _delivered_by_two,
)
