"""Rules on what the facts of a notice tell: a request that is pending, residue, new facts, heirs, another's name."""

import re
from collections.abc import Iterator
from itertools import pairwise

from toolkit.chinese import SURNAMES
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day, warns
from toolkit.papers.rules.organs import NO_ORGAN, levels_of
from toolkit.papers.rules.parties import shown
from toolkit.papers.rules.registry import rule
from toolkit.papers.rules.termination import CHAIN, LAPSED_STEPS, REVIEWS
from toolkit.papers.rules.termination import shown as shown_day
from toolkit.papers.rules.wording import said

_NOTICE = "termination_notice"
_BY_WHOM = re.compile(
    r"(?:收到|见到|接到|有|发现|查到|查见|查询到)([一-龥]{2,4}?)(?:就|提出|提交|的|关于|对|递交|申请|针对)"
)
_AGENTS = {"任何", "信访", "其提", "该信", "本人", "有关", "当事", "申请", "书面", "新的", "他人", "复查", "复核"}
_ENDINGS = (
    ("settlement", "signed_on", "协议签订"),
    ("settlement", "performed_on", "履行完毕"),
    ("settlement", "visited_on", "回访"),
    ("extinction", "on", "信访人死亡或者终止"),
)
_HEARSAY = re.compile(
    r"口头|听说|据说|邻居(?:说|称|反映)|传言|待补|未取得|没有证明|村民(?:说|称|反映)|电话(?:告知|得知)"
)


@rule("R07", "期满以后核实过没有申请", REVIEWS, papers=_NOTICE)
def lapse_was_verified(given: RuleInput) -> Iterator[Fault]:
    """Bar a verification, that nobody asked for a review, before the time limit was over."""
    step = LAPSED_STEPS.get(given.facts["ground"])
    checked = given.facts.get("no_request")
    if step is None or not checked or not given.facts.get(step):
        return
    last, checked_on = given.limit("review_days", given.facts[step]["served_on"]).last_day, day(checked["checked_on"])
    if checked_on <= last:
        message = f"期限到{shown_day(last.isoformat())}才满，核实日期（{shown_day(checked['checked_on'])}）太早。"
        yield bars("no_request.checked_on", message, "请在期限届满以后再核实一次。")


@rule("R21", "核实在告知以前", practice("程序先后"), papers=_NOTICE)
def lapse_was_verified_before(given: RuleInput) -> Iterator[Fault]:
    """Bar a verification after the notice."""
    checked = given.facts.get("no_request")
    if checked and day(checked["checked_on"]) > given.date:
        message = f"核实日期（{shown_day(checked['checked_on'])}）晚于落款日期。"
        yield bars("no_request.checked_on", message, "请核对日期。")


@rule("R07", "向复查、复核机关核实", REVIEWS, papers=_NOTICE)
def verified_with_the_right_organ(given: RuleInput) -> Iterator[Fault]:
    """Bar a verification with the organ itself, or one below the organ that would have reviewed."""
    step = LAPSED_STEPS.get(given.facts["ground"])
    checked = given.facts.get("no_request")
    if step is None or not checked or not given.facts.get(step):
        return
    organ, levels = checked["checked_with"], levels_of(checked["checked_with"])
    handled = given.facts[step]
    wrong_level = levels == {"乡级"} or (handled["organ_level"] == "县级" and levels == {"县级"} and step == "review")
    if given.facts["petitioner"]["name"] in organ or organ == handled["organ"] or NO_ORGAN.search(organ) or wrong_level:
        message = f"向“{organ}”核实不算数：申请是向上一级机关提出的。"
        yield bars("no_request.checked_with", message, "请向有权复查（复核）的机关核实。")


@rule("R07", "核实的是这名信访人", REVIEWS, papers=_NOTICE)
def verified_of_this_petitioner(given: RuleInput) -> Iterator[Fault]:
    """Bar a verification that names another person, warn of one about the other step."""
    checked = given.facts.get("no_request")
    if not checked:
        return
    petitioner, result = given.facts["petitioner"]["name"], checked["result"]
    match = _BY_WHOM.search(result)
    stranger = match[1] if match and petitioner not in result else ""
    if stranger and stranger[:2] not in _AGENTS and stranger[0] in SURNAMES:
        message = f"核实结果说的是{stranger}，信访人是{petitioner}。"
        yield bars("no_request.result", message, "请核对姓名，重新核实。")
    needed = {"B": "复查", "C": "复核"}.get(given.facts["ground"], "")
    other = "复核" if needed == "复查" else "复查"
    if needed and needed not in result and other in result:
        message = f"情形 {given.facts['ground']} 要核实有没有申请{needed}，核实结果说的是{other}。"
        yield bars("no_request.result", message, f"请核实有没有申请{needed}。")


@rule("R07", "没有正在进行的复查、复核", REVIEWS, papers=_NOTICE)
def no_request_is_pending(given: RuleInput) -> Iterator[Fault]:
    """Bar a notice whose facts tell of a request for review that was made or is pending."""
    for mention in given.mentions("request_pending", "tells", "states"):
        field = mention.sentence.field
        # A review that was asked for belongs to what the chain says of itself.
        if field.startswith(("review.", "final_review.")) or _is_told_by_chain(given, mention.words):
            continue
        message = f"“{given.label(field)}”里说：{shown(mention)}。申请还没有办完的，不能告知不再受理。"
        yield bars(field, message, "请核实；已经申请的，等复查、复核意见送达以后再办。")


def _is_told_by_chain(given: RuleInput, words: str) -> bool:
    reviewed, finally_reviewed = given.facts.get("review"), given.facts.get("final_review")
    return bool((reviewed and "复查" in words) or (finally_reviewed and "复核" in words and "复查" not in words))


@rule(
    "R07",
    "新的事实、理由要受理",
    provision("信访工作条例", "第三十六条第三款", "不再受理的只是同一事实和理由"),
    papers=_NOTICE,
)
def new_facts_are_open(given: RuleInput) -> Iterator[Fault]:
    """Bar a notice whose facts tell that new facts or evidence were handed in."""
    for mention in given.mentions("new_facts", "tells", "states"):
        field = mention.sentence.field
        message = f"“{given.label(field)}”里说：{shown(mention)}。有新的事实、证据的，不是同一事实和理由。"
        yield bars(field, message, "请先按新的信访事项登记、审查。")


@rule(
    "R07",
    "履行完毕才算完",
    provision("浙江省信访条例", "第二十五条第一项", "达成协议并履行完毕"),
    papers=_NOTICE,
)
def nothing_is_left_to_perform(given: RuleInput) -> Iterator[Fault]:
    """Bar ground D while something of the agreement is left; ask about discontent found on the visit."""
    for mention in given.mentions("residue_left", "tells"):
        field = mention.sentence.field
        if given.facts["ground"] == "D" and field.startswith("settlement"):
            message = f"“{given.label(field)}”里说：{shown(mention)}。协议没有履行完毕。"
            yield bars(field, message, "请督促履行，全部履行以后再办。")


@rule("R21", "履行、死亡的先后", practice("程序先后"), papers=_NOTICE)
def endings_are_in_order(given: RuleInput) -> Iterator[Fault]:
    """Bar endings that are not in the order of their days, or lie before the petition."""
    endings = [
        (f"{name}.{field}", label, given.facts[name][field]) for name, field, label in _ENDINGS if given.facts.get(name)
    ]
    days = [*endings, ("date", "落款日期", given.facts["date"])]
    for (_, earlier, start), (field, later, end) in pairwise(days):
        if day(end) < day(start):
            message = f"{later}（{shown_day(end)}）早于{earlier}（{shown_day(start)}）。"
            yield bars(field, message, "请核对日期。")
    for field, label, on in endings:
        if day(on) < day(given.facts["raised_on"]):
            level = bars if field.startswith("extinction") else warns
            message = f"{label}（{shown_day(on)}）早于提出信访事项（{shown_day(given.facts['raised_on'])}）。"
            yield level(field, message, "请核对日期。")


@rule(
    "R07",
    "死亡的，没有承受人继续",
    provision("山东省信访条例", "第四十六条第四项", "死亡或者终止，没有承受人，或者承受人没有申请继续处理"),
    papers=_NOTICE,
)
def nobody_goes_on(given: RuleInput) -> Iterator[Fault]:
    """Bar ground E while an heir goes on, on hearsay, or with the dead as receiver; bar other grounds of the dead."""
    gone, petitioner = given.facts.get("extinction"), given.facts["petitioner"]["name"]
    if given.facts["ground"] != "E":
        for mention in given.mentions("dead_told"):
            if petitioner in mention.sentence.clause_before(mention.end):
                message = f"“{given.label(mention.sentence.field)}”里说{petitioner}已经去世。"
                yield asks(mention.sentence.field, message, "请查明有没有承受人；没有的，改选情形 E。")
        return
    for mention in given.mentions("heir_goes_on"):
        if mention.sentence.field.startswith("extinction"):
            message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。有承受人继续的，不能终结。"
            yield bars(mention.sentence.field, message, "请把承受人列为信访人，继续办理。")
    if gone and gone["recipient"] == petitioner and gone["kind"] == "死亡":
        yield bars("extinction.recipient", f"接收人就是去世的{petitioner}。", "请写近亲属或者其他承受人。")
    if gone and (heard := _HEARSAY.search(gone["proof"])):
        yield bars("extinction.proof", f"证明材料写的是“{heard[0]}”，不是证明。", "请取得死亡（注销）证明。")


@rule(
    "R07",
    "撤销、重作以后程序重新开始",
    provision("信访工作条例", "第三十五条、第三十六条", "复查、复核机关提出意见，予以书面答复"),
    papers=_NOTICE,
)
def no_opinion_was_quashed(given: RuleInput) -> Iterator[Fault]:
    """Bar a notice on an opinion that a higher organ quashed or sent back; what it changed may be upheld in turn."""
    final = given.facts.get("final_review") or {}
    for name, label in CHAIN[1:]:
        is_upheld = name == "review" and final.get("outcome") == "维持"
        opinion = given.facts[name] or {}
        if is_upheld and opinion.get("outcome") == "变更":
            continue
        # What the last organ changed itself and left standing is final; only what it sends back is open again.
        if re.search(r"结论(?:仍|予以)?(?:维持|不变)", opinion.get("summary") or ""):
            continue
        for mention in given.mentions("opinion_quashed"):
            if mention.sentence.field in {f"{name}.outcome", f"{name}.summary"}:
                message = f"{label}写的是“{mention.words}”：原意见已经不算数了。"
                yield bars(mention.sentence.field, message, "请由原机关重新处理，重新计算期限。")


@rule(
    "R06",
    "结论和内容一致",
    provision("信访工作条例", "第三十二条", "分别予以支持、作出解释说明、不予支持"),
    papers=_NOTICE,
)
def outcomes_fit_their_summaries(given: RuleInput) -> Iterator[Fault]:
    """Bar an outcome whose summary says the contrary."""
    refused = {mention.sentence.field for mention in given.mentions("outcome_refused")}
    supported = {mention.sentence.field for mention in given.mentions("outcome_supported")}
    for name, label in CHAIN:
        step = given.facts.get(name)
        if not step:
            continue
        field = f"{name}.summary"
        says_no = field in refused and field not in supported
        if step["outcome"] == "予以支持" and says_no:
            yield bars(field, f"{label}的结论是予以支持，内容却是不予支持。", "请核对原件。")
        if step["outcome"] == "不予支持" and field in supported and field not in refused:
            yield bars(field, f"{label}的结论是不予支持，内容却是予以支持。", "请核对原件。")


@rule(
    "R07",
    "只告知，不作终结决定",
    provision("信访工作条例", "第三十五条、第三十六条", "没有终结决定；复核以后同一事实和理由不再受理"),
    papers="termination_notice handling_opinion acceptance_notice legal_opinion",
    reads_text=True,
)
def nothing_is_ended_by_decision(given: RuleInput) -> Iterator[Fault]:
    """Bar words by which an organ ends the matter itself, in whatever words."""
    for mention in given.mentions("ended_by_decision"):
        why = "办理机关只能告知，不能决定终结"
        yield bars(mention.sentence.field, said(given, mention, why), "请改成告知。")


@rule(
    "R07",
    "不扩大不再受理的范围",
    provision("信访工作条例", "第三十六条第三款", "不再受理的只是同一事实和理由"),
    papers="termination_notice handling_opinion acceptance_notice legal_opinion failure_notice mediation_agreement",
    reads_text=True,
)
def nothing_else_is_refused(given: RuleInput) -> Iterator[Fault]:
    """Bar words that refuse more than the same facts and reasons."""
    for mention in given.mentions("scope_widened", "binds", "states"):
        why = "不再受理的只能是同一事实和理由，新的事实和理由仍可提出"
        yield bars(mention.sentence.field, said(given, mention, why), "请改正。")


@rule(
    "R26",
    "分数、次数、律师意见不是依据",
    provision("信访工作条例", "第四十四条", "对属于职权范围的信访事项不予受理的，要追责"),
    provision("信访工作条例", "第三十一条第六项、第三十二条", "由有权机关自己调查、提出处理意见"),
    papers="termination_notice handling_opinion legal_opinion acceptance_notice",
    reads_text=True,
)
def no_score_decides(given: RuleInput) -> Iterator[Fault]:
    """Bar a score, a vote, a number of visits or a lawyer's opinion as the ground for refusing."""
    for mention in given.mentions("score_ground"):
        why = "评分、表决、来访次数和法律意见书都不是不受理、终结的依据"
        yield bars(mention.sentence.field, said(given, mention, why), "请写法律、条例规定的理由。")
