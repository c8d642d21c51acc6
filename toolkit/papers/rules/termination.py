"""Rules of a notice that ends a petition (信访工作条例 Art 31 to 36): the chain of opinions, its days, its organs."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from toolkit.chinese import official_date
from toolkit.papers.facts import unwrapped
from toolkit.papers.law.figures import days_on
from toolkit.papers.law.provinces import province
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day, error, warns
from toolkit.papers.rules.organs import INNER_OFFICE, LEVELS, NO_ORGAN, is_department, is_next_above, levels_of
from toolkit.papers.rules.parties import delivered_by_two
from toolkit.papers.rules.registry import rule
from toolkit.records import Entry, Finding

CHAIN = (("handling", "处理意见"), ("review", "复查意见"), ("final_review", "复核意见"))
STEP_ENTRIES = {
    "acceptance": "acceptance_notice",
    "handling": "handling_opinion",
    "review": "review_opinion",
    "final_review": "final_review_opinion",
}  # the kind of ledger entry of each step
LAPSED_STEPS = {"B": "handling", "C": "review"}  # by ground of termination, the opinion that nobody asked to review
_NOTICE = "termination_notice"
_CHAIN_BASIS = "《信访工作条例》第三十五条、第三十六条"
REVIEWS = provision(
    "信访工作条例", "第三十五条、第三十六条", "三十日内请求上一级复查、复核；复核后同一事实和理由不再受理"
)
_NEEDED_BY_GROUND = {
    "A": ("handling", "review", "final_review"),
    "B": ("handling", "no_request"),
    "C": ("handling", "review", "no_request"),
    "D": ("settlement",),
    "E": ("extinction",),
    "F": ("provincial",),
}
_TOO_LATE_BY_GROUND = {"B": ("review", "final_review"), "C": ("final_review",)}
_NAMES = {"review": "复查意见书", "final_review": "复核意见书", "handling": "处理意见书"}


def _steps(given: RuleInput) -> list[tuple[str, str, Mapping[str, Any]]]:
    """Return the opinions of the chain that there are: field, name, facts."""
    return [(name, label, step) for name, label in CHAIN if (step := given.facts.get(name))]


@rule(
    "R04",
    "只有第三十一条第六项的申诉求决事项",
    provision("信访工作条例", "第三十一条", "申诉求决事项分六种途径办理，第六项的才出处理意见"),
    papers=_NOTICE,
)
def of_the_right_class(given: RuleInput) -> Iterator[Fault]:
    """Bar a notice on a matter of another class or another channel."""
    if given.facts["class"] != "申诉求决" or given.facts["channel"] != "31(6)":
        message = "只有按第三十一条第六项办理的申诉求决事项才能出这份告知书。"
        yield bars("class", message, "检举控告、建议意见、涉法涉诉和有其他法定途径的，请走各自的程序。")


@rule("R07", "情形要有完整的程序", REVIEWS, papers=_NOTICE)
def ground_has_its_documents(given: RuleInput) -> Iterator[Fault]:
    """Bar a ground without the documents that it stands on, or with one that contradicts it."""
    ground = given.facts["ground"]
    for name in _NEEDED_BY_GROUND.get(ground, ()):
        if not given.facts.get(name):
            yield bars(name, f"依据 {ground} 缺少“{given.label(name)}”一栏。", "没有完整的程序，就不能出告知书。")
    for name in _TOO_LATE_BY_GROUND.get(ground, ()):
        if given.facts.get(name):
            message = f"情形 {ground} 说没有人申请，却有{_NAMES[name]}。"
            yield bars(name, message, "申请过的，请按后面的程序办完，改选情形。")


@rule(
    "R07",
    "终结要有省级规定作依据",
    provision("信访工作条例", "第三十六条第三款", "只规定复核以后不再受理；其他情形见本省信访条例"),
    practice("本省信访条例"),
    papers=_NOTICE,
)
def province_knows_the_ground(given: RuleInput) -> Iterator[Fault]:
    """Bar ground F, warn of B to E, without an article of the province: Art 36 speaks of what was finally reviewed."""
    ground, papers = given.facts["ground"], given.settings.papers
    if ground == "A" or papers.provincial_basis:
        return
    pack = province(papers.province)
    if pack and pack.basis(ground):
        return
    level = bars if ground == "F" else warns
    why = f"《{pack.law}》没有这一情形" if pack and pack.law else "设置里没有写本省的条款"
    remedy = "请在 yehua.toml 的 [papers] 写明 province（如 浙江）或者 provincial_basis。"
    yield level("ground", f"情形 {ground}：{why}，告知书没有依据。", remedy)


@rule(
    "R06",
    "告知过复查、复核的权利",
    provision("信访工作条例", "第三十五条", "收到书面答复之日起三十日内请求复查"),
    papers=_NOTICE,
)
def remedy_was_told(given: RuleInput) -> Iterator[Fault]:
    """Bar a lapse of which the petitioner was never told; warn of the same before a final review."""
    lapsed = LAPSED_STEPS.get(given.facts["ground"])
    for name, label, step in _steps(given):
        if step.get("remedy_notice") is False and name != "final_review":
            level = bars if name == lapsed else warns
            message = f"{label}没有告知申请复查（复核）的权利和期限。"
            yield level(f"{name}.remedy_notice", message, "请先补充告知，期限从补充告知时起算。")


@rule("R07", "期限届满以后才告知", REVIEWS, papers=_NOTICE)
def lapse_is_complete(given: RuleInput) -> Iterator[Fault]:
    """Bar a notice before the thirty days are over, and a last day that is reckoned otherwise."""
    served = given.facts.get(LAPSED_STEPS.get(given.facts["ground"], "")) or {}
    if not served:
        return
    last = given.limit("review_days", served["served_on"])
    if given.date <= last.last_day:
        message = f"期限到{official_date(last.last_day)}才满，落款日期太早。"
        yield bars("date", message, "请等期限届满并核实没有申请后再出。")
    if given.facts.get("review_deadline") not in {None, last.last_day.isoformat()}:
        yield bars("review_deadline", f"期限最后一日应为{official_date(last.last_day)}。", "请改正。")


@rule(
    "R02",
    "期限的最后一日要核对放假安排",
    provision("民法典", "第二百零三条", "最后一日是法定休假日的，以次日为最后一日"),
    papers=_NOTICE,
)
def lapse_holidays_are_known(given: RuleInput) -> Iterator[Fault]:
    """Warn when the holidays around the last day are not known."""
    served = given.facts.get(LAPSED_STEPS.get(given.facts["ground"], "")) or {}
    for text in given.limit("review_days", served["served_on"]).warnings if served else ():
        yield warns("date", text, "请核对放假安排。")


@rule("R21", "程序的先后", practice("程序先后"), papers=_NOTICE)
def steps_are_in_order(given: RuleInput) -> Iterator[Fault]:
    """Bar steps that are not in the order of their days."""
    steps = [("提出日期", given.facts["raised_on"])]
    for name, label in (("acceptance", "受理告知"), *CHAIN):
        if step := given.facts.get(name):
            steps += [(f"{label}日期", step["date"]), (f"{label}送达日期", step["served_on"])]
    steps.append(("落款日期", given.facts["date"]))
    for (earlier, start), (later, end) in pairwise(steps):
        if day(end) < day(start):
            yield bars("date", f"{later}（{end}）早于{earlier}（{start}）。", "请核对日期。")


@rule("R07", "复查、复核由上一级进行", REVIEWS, papers=_NOTICE)
def each_opinion_is_from_above(given: RuleInput) -> Iterator[Fault]:
    """Bar an opinion that does not come from a higher organ than the opinion before it."""
    for (_, below, lower), (name, label, upper) in pairwise(_steps(given)):
        levels = lower["organ_level"], upper["organ_level"]
        if lower["organ"] == upper["organ"]:
            message = f"{label}和{below}是同一个机关（{upper['organ']}）作出的。"
            yield bars(f"{name}.organ", message, "请核对；复查、复核由上一级机关、单位进行。")
        elif not is_next_above(lower["organ"], levels[0], upper["organ"], levels[1]):
            message = f"{label}的机关（{levels[1]}）不高于{below}的机关（{levels[0]}）。"
            yield bars(f"{name}.organ_level", message, "请核对机关和层级。")
        elif levels[0] == "乡级" and is_department(upper["organ"]) and "信访" not in upper["organ"]:
            message = f"乡镇的上一级是县级人民政府，{label}是{upper['organ']}作出的。"
            yield asks(f"{name}.organ", message, "请核对；不是上一级机关复查的，程序没有走完。")
        elif levels[0] == "乡级" and LEVELS.index(levels[1]) > 1:
            message = f"{label}的机关（{upper['organ']}）比{below}的机关高了不止一级。"
            yield warns(f"{name}.organ", message, "请核对；上一级是县级。")


@rule("R07", "机关的名称和层级一致", REVIEWS, papers="termination_notice handling_opinion")
def organs_are_what_they_are_called(given: RuleInput) -> Iterator[Fault]:
    """Bar an organ whose name tells another level, or that has no power over petitions."""
    named = [("issuer", given.facts["issuer"]["name"], given.facts["issuer"].get("level"))]
    named += [(name, step["organ"], step["organ_level"]) for name, _, step in _steps(given)]
    if accepted := given.facts.get("acceptance"):
        named.append(("acceptance", accepted["organ"], None))
    for field, organ, level in named:
        possible = levels_of(organ)
        if NO_ORGAN.search(organ):
            yield bars(field, f"“{organ}”没有办理信访事项的职权。", "请写有权处理的机关、单位。")
        elif level and possible and level not in possible:
            yield bars(field, f"“{organ}”不是{level}的机关。", "请核对机关和层级。")
        elif field in {"issuer", "handling"} and INNER_OFFICE.search(organ):
            yield bars(field, f"“{organ}”是内设机构，不能以自己的名义出具。", "请写机关的名称，盖机关的印章。")


@rule("R07", "在三十日内请求复查、复核", REVIEWS, papers=_NOTICE)
def each_request_is_in_time(given: RuleInput) -> Iterator[Fault]:
    """Warn of a request later than thirty days after the opinion before it was received."""
    for (_, _, lower), (name, label, upper) in pairwise(_steps(given)):
        requested_on = day(upper["requested_on"])
        if requested_on > given.limit("review_days", lower["served_on"]).last_day:
            message = f"申请{label[:2]}（{official_date(requested_on)}）在三十日期限届满以后。"
            yield warns(f"{name}.requested_on", message, "请核对是否有正当理由，并在卷内写明。")


@rule("R21", "先送达，再申请，后答复", practice("程序先后"), papers=_NOTICE)
def each_request_is_in_order(given: RuleInput) -> Iterator[Fault]:
    """Bar a request before the opinion that it is against was served, or after the answer to it."""
    for (_, below, lower), (name, label, upper) in pairwise(_steps(given)):
        requested_on, field = day(upper["requested_on"]), f"{name}.requested_on"
        if requested_on < day(lower["served_on"]):
            on, served = official_date(requested_on), shown(lower["served_on"])
            yield bars(field, f"申请{label[:2]}（{on}）早于{below}送达（{served}）。", "请核对日期。")
        if requested_on > day(upper["date"]):
            message = f"{label}（{shown(upper['date'])}）早于申请（{official_date(requested_on)}）。"
            yield bars(field, message, "请核对日期。")


@rule(
    "R02",
    "十五日内书面告知",
    provision("信访工作条例", "第二十三条", "收到之日起十五日内书面告知接收情况和途径"),
    papers=_NOTICE,
)
def accepted_in_time(given: RuleInput) -> Iterator[Fault]:
    """Warn when the petitioner was told later than fifteen days after he raised the matter."""
    last = given.limit("notice_days", given.facts["raised_on"]).last_day
    if day(given.facts["acceptance"]["date"]) > last:
        message = f"受理告知（{shown(given.facts['acceptance']['date'])}）晚于十五日期限（{official_date(last)}）。"
        yield warns("acceptance.date", message, "请在卷内说明原因；转送来的，从收到转送时起算。")


@rule(
    "R05",
    "六十日内办结，延长不超过三十日",
    provision("信访工作条例", "第三十四条", "受理之日起六十日内办结；批准延长不超过三十日，并告知理由"),
    papers=_NOTICE,
)
def handled_in_time(given: RuleInput) -> Iterator[Fault]:
    """Bar an opinion beyond sixty and thirty days; ask for the extension within them."""
    handling = given.facts.get("handling")
    if not handling:
        return
    start, on = given.facts["acceptance"]["date"], day(handling["date"])
    limits = days_on("handling_days", day(start)), days_on("extension_days", day(start))
    days = [given.last_day(start, limits[0]).last_day, given.last_day(start, sum(limits)).last_day]
    if on > days[1]:
        message = f"处理意见（{shown(handling['date'])}）在受理后九十日（{official_date(days[1])}）以后才作出。"
        yield bars("handling.date", message, "延长也不得超过三十日，请核对日期；确实超期的，先由上级督办处理。")
    elif on > days[0]:
        message = f"处理意见在六十日期限（{official_date(days[0])}）以后作出。"
        yield warns("handling.date", message, "请确认经负责人批准延长并告知了理由，在卷内附上。")


@rule("R02", "三十日内答复复查、复核", REVIEWS, papers=_NOTICE)
def reviews_are_answered_in_time(given: RuleInput) -> Iterator[Fault]:
    """Warn of a review that was answered later than thirty days after the request."""
    for name, label, step in _steps(given):
        if requested_on := step.get("requested_on"):
            last = given.limit("review_answer_days", requested_on).last_day
            # The days of a hearing do not count (Art 36).
            if day(step["date"]) > last and "听证" not in step["summary"]:
                message = f"{label}（{shown(step['date'])}）晚于三十日期限（{official_date(last)}）。"
                yield warns(f"{name}.date", message, "请核对；听证所需时间不计算在内。")


@rule("R02", "直接送达以二人为宜", practice("送达应当有凭证"), papers=_NOTICE)
def notice_is_delivered_by_two(given: RuleInput) -> Iterator[Fault]:
    """Warn when one person alone delivers; bar the petitioner among those who deliver."""
    yield from delivered_by_two(given.facts["service"], "service.deliverers")
    if given.facts["petitioner"]["name"] in given.facts["service"]["deliverers"]:
        yield bars("service.deliverers", "送达人就是信访人自己。", "请写送达的工作人员。")


@rule("R07", "意见书各有文号", practice("一份文书一个文号"), papers=_NOTICE)
def opinions_have_their_own_numbers(given: RuleInput) -> Iterator[Fault]:
    """Bar one number for two documents of the chain."""
    steps = [("acceptance", given.facts["acceptance"])] + [(name, step) for name, _, step in _steps(given)]
    numbers: dict[str, str] = {}
    for name, step in steps:
        if step["number"] in numbers:
            yield bars(f"{name}.number", f"文号{step['number']}写了两次。", "请核对文号。")
        numbers[step["number"]] = name


@rule(
    "R07",
    "受理、处理是同一个机关",
    provision("信访工作条例", "第三十一条", "有权处理的机关、单位办理"),
    papers=_NOTICE,
)
def one_organ_handles(given: RuleInput) -> Iterator[Fault]:
    """Warn when the organ that accepted, the one that handled and the one that gives notice do not fit."""
    organs = {step["organ"] for _, _, step in _steps(given)} | {given.facts["acceptance"]["organ"]}
    if given.facts["issuer"]["name"] not in organs:
        message = f"告知机关{given.facts['issuer']['name']}不是受理、处理、复查、复核的任何一个机关。"
        yield warns("issuer.name", message, "请核对机关名称。")
    handling = given.facts.get("handling")
    if handling and handling["organ"] != given.facts["acceptance"]["organ"]:
        message = f"受理的是{given.facts['acceptance']['organ']}，处理的是{handling['organ']}。"
        yield warns("handling.organ", message, "请核对；移交过的，请在卷内写明。")


def shown(text: str) -> str:
    """Return the ISO date `text` as papers write it."""
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
