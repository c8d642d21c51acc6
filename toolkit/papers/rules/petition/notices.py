"""Rules of the notices of non-acceptance, referral and extension (信访工作条例 Art 19, 22, 23, 34, 36)."""

import re
from collections.abc import Iterator

from toolkit.chinese import official_date
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day
from toolkit.papers.rules.organs import INNER_OFFICE, NO_HEAD, NO_ORGAN, levels_of
from toolkit.papers.rules.parties import shown
from toolkit.papers.rules.registry import rule

_REFUSAL, _REFERRAL, _EXTENSION = "non_acceptance_notice", "referral_letter", "extension_notice"
_NEW_PROOF = re.compile(
    r"(?:复印|查|找|调|翻|拿|取|拍|录|要)(?:到|得|出)(?:了)?[^，。；]{0,16}(?:册|证|凭证?|档案|合同|收据|照片|录音|材料|图纸|账|记录|名单)"
    r"|重新(?:核定|核实|认定|鉴定)"
)
_EVERY = f"{_REFUSAL} {_REFERRAL} {_EXTENSION}"
# What each ground of a refusal has to name, with its article.
_NAMED = {
    "不属于本机关职权范围": ("competent", "有权处理的机关"),
    "应当通过其他法定途径": ("other_way", "哪一条途径、怎样办"),
    "其他机关正在办理": ("pending", "哪个机关、哪个受理文号"),
    "复核意见已经送达": ("concluded", "哪一份复核意见书、哪天送达"),
}
# Reasons that say only that it takes longer, or that the office was busy.
_NO_REASON = re.compile(
    r"^(?:因|由于)?(?:情况|案情|问题)?(?:较为|比较|非常|十分)?(?:复杂|疑难|特殊)[。，]?$"
    r"|(?:工作|业务)[^，。；]{0,4}(?:忙|多|繁重)|人手[^，。；]{0,4}(?:少|不足|不够|紧)|时间[^，。；]{0,4}(?:紧|不够)|(?:领导|承办人|经办人|工作人员|(?:承办|经办)的?(?:同志|人员|干部))[^，。；]{0,14}(?:出差|外出|开会|不在|休(?:年)?假|请假|培训|学习|调走|探亲)|没(?:有)?顾上|忘(?:了|记)"
)
_OWN_NAME = re.compile(r"^[一-龥]{2,6}?[省市县区旗](?=[一-龥]{3,})")  # without the place before it
_DISCIPLINE = re.compile(r"纪律检查|纪委|监察|监委|检察|公安")
_ACCUSES = re.compile(r"检举|举报|控告|揭发")
# What people complain of an office or of its staff.
_COMPLAINED = (
    r"[^，。；]{0,10}(?:收(?:了|取|受)?[^，。；]{0,10}(?:钱|礼|好处|回扣)|吃(?:拿|请|回扣)|拿(?:了)?回扣|贪|卡(?:着|要|拿)|索(?:要|贿)|打(?:了)?人|骂(?:了)?人|态度|不作为"
    r"|乱收费|多收|克扣|包庇|护着|偏袒|报复|作假|冒领|不肯(?:管|办|立))"
)
_SELF_LOOK = re.compile(
    r"(?:由|让|请|转给|交给)[^，。；]{0,14}(?:自己|自行|本人)[^，。；]{0,4}(?:看|查|核|说明|解释|处理|整改|纠正|回复)"
)
_KINDS = re.compile(
    r"派出所|司法所|学校|小学|中学|幼儿园|卫生院|医院|供电所|水管站|信用社|敬老院|福利院|村民委员会|村委会|居委会|财政所|国土所|林业站|农机站"
)
_ENOUGH = 8  # signs of a reason that says what is still to be done

_ELSEWHERE = "反映该单位问题的，转它的上级或者主管机关；检举控告的，转纪检监察机关。"


@rule(
    "R04",
    "不予受理要有法定的情形",
    provision("信访工作条例", "第二十三条", "不属于职权范围的，告知向有权处理的机关、单位提出"),
    provision("信访工作条例", "第三十一条第一项至第五项", "有其他法定途径的，导入该途径"),
    provision("信访工作条例", "第三十六条第三款", "对复核意见不服、以同一事实和理由再提的，不再受理"),
    papers=_REFUSAL,
)
def refusal_names_its_ground(given: RuleInput) -> Iterator[Fault]:
    """Bar a refusal that does not name what its ground needs, and one that names something of another ground."""
    ground = given.facts["ground"]
    needed, what = _NAMED[ground]
    if not given.facts.get(needed):
        yield bars(needed, f"不予受理的情形是{ground}，没有写{what}。", "请补上；说不出的，应当受理。")
    for other, (field, _) in _NAMED.items():
        if field != needed and given.facts.get(field):
            message = f"不予受理的情形是{ground}，却写了“{given.label(field)}”。"
            yield bars(field, message, f"请删去；是{other}的，改情形。")


@rule(
    "R04",
    "指给别的机关要指得对",
    provision("信访工作条例", "第二十三条", "告知信访人向有权处理的机关、单位提出"),
    papers=_REFUSAL,
)
def refusal_points_elsewhere(given: RuleInput) -> Iterator[Fault]:
    """Bar a refusal that sends the petitioner to the same organ, or counts its own handling as another's."""
    own = given.facts["issuer"]["name"]
    for field in ("competent", "pending"):
        organ = (given.facts.get(field) or {}).get("organ", "")
        if organ == own:
            yield bars(f"{field}.organ", f"写的是本机关{own}自己。", "有权处理的应当受理；正在办理的，告知办理情况。")
    pending = given.facts.get("pending")
    if pending and day(pending["date"]) > given.date:
        message = f"写的是别的机关正在办理，它的受理日期（{official_date(day(pending['date']))}）却晚于本告知书。"
        yield bars("pending.date", message, "请核对；告知的时候还没有受理的，不能以此不予受理。")
    concluded = given.facts.get("concluded")
    if concluded and day(concluded["served_on"]) > day(given.facts["raised_on"]):
        message = "复核意见在提出以后才送达，提出的时候信访程序还没有走完。"
        yield asks("concluded.served_on", message, "请核对日期；有新的事实和理由的，应当受理。")
    if concluded and (new := _NEW_PROOF.search(given.facts["request"])):
        message = f"信访请求里说“{new[0]}”：这是复核以前没有的事实、证据吗？"
        yield asks("request", message, "是的，应当作为新的信访事项受理。")


@rule(
    "R04",
    "检举控告另行办理",
    provision("信访工作条例", "第三十条", "检举控告由纪检监察等机关办理，不得转给被检举的人或者单位"),
    papers=_EVERY,
)
def accusations_are_not_passed_on(given: RuleInput) -> Iterator[Fault]:
    """Ask about a request that accuses somebody, and about a referral to the body that the request is about."""
    for mention in given.mentions("case_of_crime"):
        if mention.sentence.field == "request" and not _DISCIPLINE.search(given.facts.get("to", {}).get("name", "")):
            message = f"“{given.label('request')}”里说：{shown(mention)}。这是检举控告吗？"
            yield asks("request", message, "是的，转纪检监察或者有权处理的机关，不出这份文书。")
    if given.paper == _REFERRAL and _OWN_NAME.sub("", given.facts["to"]["name"]) in given.facts["request"]:
        level = bars if _ACCUSES.search(given.facts["request"]) else asks
        message = f"诉求说到的就是{given.facts['to']['name']}，却转给它办理。"
        yield level("to.name", message, _ELSEWHERE)
    elif given.paper == _REFERRAL and (self_look := _SELF_LOOK.search(given.facts["why"])):
        message = f"“{given.label('why')}”里说“{self_look[0]}”：让被反映的人自己查自己吗？"
        yield asks("why", message, _ELSEWHERE)
    elif given.paper == _REFERRAL:
        yield from _to_the_accused_office(given)


def _to_the_accused_office(given: RuleInput) -> Iterator[Fault]:
    """Ask about a referral to the office that the request complains of by its kind or its short name."""
    name, request = given.facts["to"]["name"], given.facts["request"]
    own = _OWN_NAME.sub("", name)
    short = [*(kind[0] for kind in [_KINDS.search(name)] if kind), f"{own[:2]}{own[-1:]}"]
    for called in short:
        complained = re.search(rf"{re.escape(called)}{_COMPLAINED}", request)
        if complained or re.search(rf"(?:举报|检举|控告|揭发)[^，。；]{{0,8}}{re.escape(called)}", request):
            message = f"诉求说的是{called}的不是（{(complained or [request])[0][:24]}），却转给{name}办理。"
            yield asks("to.name", message, _ELSEWHERE)
            return


@rule(
    "R02",
    "转给有权处理的机关、单位",
    provision("信访工作条例", "第二十二条、第二十三条", "转送、交办有权处理的机关、单位"),
    papers=_REFERRAL,
)
def referred_to_an_organ(given: RuleInput) -> Iterator[Fault]:
    """Bar a referral to oneself, to a body that handles no petitions, and an order to a higher organ."""
    to, own = given.facts["to"]["name"], given.facts["issuer"]["name"]
    if to == own:
        yield bars("to.name", "转给了本机关自己。", "请写有权处理的机关、单位。")
    elif NO_ORGAN.search(to):
        yield bars("to.name", f"“{to}”没有办理信访事项的职权。", "请写有权处理的机关、单位。")
    if given.facts["mode"] == "交办" and levels_of(own) == {"乡级"} and levels_of(to) - {"乡级"}:
        message = f"{own}不能向上级的{to}交办。"
        yield bars("mode", message, "请改成转送；需要上级解决的，另行请示。")
    reply_by = given.facts.get("reply_by")
    if reply_by and day(reply_by) <= given.date:
        yield bars("reply_by", "请对方反馈的日期不在转送以后。", "请核对日期。")


@rule(
    "R07",
    "以机关的名义出具",
    provision("信访工作条例", "第二十三条", "有关机关、单位收到信访事项，书面告知"),
    papers=_EVERY,
)
def an_organ_gives_notice(given: RuleInput) -> Iterator[Fault]:
    """Bar a notice in the name of a body without power over petitions, or of an inner office."""
    organ = given.facts["issuer"]["name"]
    if NO_ORGAN.search(organ):
        yield bars("issuer.name", f"“{organ}”没有办理信访事项的职权。", "请写有权处理的机关、单位。")
    elif INNER_OFFICE.search(organ):
        message = f"“{organ}”是内设机构，不能以自己的名义出具。"
        yield bars("issuer.name", message, "请写机关的名称，盖机关的印章。")


@rule(
    "R05",
    "六十日届满以前批准并告知",
    provision("信访工作条例", "第三十四条", "经本机关、单位负责人批准，延长不超过三十日，并告知延长理由"),
    papers=_EXTENSION,
)
def extended_in_time(given: RuleInput) -> Iterator[Fault]:
    """Bar an extension after the sixty days, one that a clerk approved, and one whose reason says nothing."""
    facts = given.facts
    ends = given.limit("handling_days", facts["accepted_on"]).last_day
    if given.date > ends:
        yield bars("date", f"办理期限到{official_date(ends)}已满，过后不能再延长。", "请立即作出处理意见并说明原因。")
    approver = facts["approved_by"]
    if NO_HEAD.search(approver) or NO_ORGAN.search(approver) or INNER_OFFICE.search(approver):
        yield bars("approved_by", f"{approver}不是本机关负责人，不能批准延长。", "请由本机关负责人批准。")
    excuse = _NO_REASON.search(facts["reason"])
    if (excuse and not re.search(r"不是[^，。；]{0,8}(?:理由|原因)|已经?换人", facts["reason"])) or len(
        facts["reason"]
    ) < _ENOUGH:
        message = f"“{facts['reason']}”没有说明为什么不能按期办结。"
        yield bars("reason", message, "请写明还要查什么、等什么。")
