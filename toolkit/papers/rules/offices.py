"""Rules on who may hold an office in a paper: nobody twice, no side among those who write, hand over or decide."""

import re
from collections import Counter
from collections.abc import Iterator

from toolkit.chinese import SURNAMES
from toolkit.papers.facts import all_text, values_at
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.organs import INNER_OFFICE, NO_HEAD, NO_ORGAN
from toolkit.papers.rules.parties import OF_AGE, names_of, people
from toolkit.papers.rules.registry import rule

_OWN_CAUSE = provision("信访工作条例", "第二十八条第三款", "有直接利害关系的应当回避")
_AGENCY = provision("民法典", "第一百六十五条", "书面委托代理的，授权委托书写明代理人、事项、权限和期限")
_CLERKS = ("registrar", "filed_by", "handler", "approved_by", "extended.approved_by", "giver.person", "receiver.person")
_PAPERS_OF_AGENTS = re.compile(r"委托书|授权|书面|监护|法定|指定|负责人|破产管理|执行事务")
# Grandparents are guardians only where the parents are not (民法典 Art 27): they have to say so.
_PARENTS = re.compile(
    r"(?<![祖伯叔姑姨舅岳])[父母]|爸|妈|(?<!说明)(?<!没有)(?<!无)监护|法定|福利院|民政|村民委员会|居民委员会"
)
_NAME = 3
_BODIES = ("委员会", "中心", "办公室", "政府", "局", "所", "站", "办")
_WAYS = re.compile(r"仲裁|诉讼|起诉|法院|复议|裁决|裁定|行政|政府|公安|主管部门|法律援助|公证|申请")
_HEARD = re.compile(r"现场|询问|听取|约谈|走访|座谈|笔录|当面|查阅|调取|查看|勘|测|核对|见面|上门|入户|取证")
_DECISIVE = re.compile(
    r"(?:认定|裁定|判定?|责令|命令|下[^，。；]{0,4}(?:决定|命令|通知)|限(?:他|她|其|令|期)|罚|抓|撤(?:职|换)|开除|处分|拘|强拆|赶)|(?:停|取消)(?:了|掉)?[^，。；]{0,6}(?:低保|补贴|补助|资格)|(?:低保|补贴|补助|资格)[^，。；]{0,4}(?:停|取消)|(?:离婚|结婚|户口|房产)(?:的)?(?:手续|证|登记)|(?:迁走|注销)[^，。；]{0,6}户口|(?:通知|决定|处罚)[^，。；]{0,6}(?:不作数|作废|不算)"
)


@rule("R10", "调解员只列一次", practice("一人一个身份"))
def mediators_are_named_once(given: RuleInput) -> Iterator[Fault]:
    """Warn of one mediator twice, of one who asks and writes, of a mediator who acts for a side."""
    mediators = [str(name) for name in values_at(given.facts, "mediators[].name")]
    for name in (name for name, count in Counter(mediators).items() if count > 1):
        yield warns("mediators", f"人民调解员{name}写了两次。", "请核对姓名。")
    if given.facts.get("investigator") and given.facts["investigator"] == given.facts.get("recorder"):
        yield warns("recorder", "调查人和记录人是同一人。", "以二人调查为宜，请核对。")
    for field, person in people(given):
        for name in mediators:
            if name in (person.get("representative") or ""):
                message = f"人民调解员{name}又是{person['name']}的代理人。"
                yield bars(f"{field}.representative", message, "请换人代理或者换调解员。")


@rule("R09", "经办的人不是当事人", _OWN_CAUSE)
def clerks_are_no_sides(given: RuleInput) -> Iterator[Fault]:
    """Bar a side among those who register, file, handle, approve or hand over."""
    sides = names_of(given) | {name for name in given.people if name}
    for path in _CLERKS:
        for value in values_at(given.facts, path):
            if name := next((name for name in sides if name in value), None):
                yield bars(path, f"“{given.label(path)}”写的是当事人{name}自己。", "请换人。")


@rule("R09", "立卷人不是当事人", _OWN_CAUSE, papers="file_cover")
def the_filer_is_no_side(given: RuleInput) -> Iterator[Fault]:
    """Bar a filer or mediator who is named in the name of the file as a side."""
    named = given.facts["file_name"]
    officers = [("filed_by", given.facts["filed_by"]), *(("mediators", name) for name in given.facts["mediators"])]
    for field, name in officers:
        # Where the second name of 孙玉兰与吴建国相邻关系纠纷 ends, no pattern can tell: the officer is looked up in it.
        officer = re.split(r"[的、，（(\s]", name)[0][-_NAME:]
        if officer in named or named.partition("与")[0] in name:
            yield bars(field, f"“{given.label(field)}”写的是卷名里的当事人：{name}。", "请换人。")


@rule("R09", "收到的人合适", practice("送达、移交要有相对人"), papers="service_receipt handover_list")
def receivers_are_the_right_ones(given: RuleInput) -> Iterator[Fault]:
    """Bar service on the issuer and one document twice; ask about an odd receiver."""
    if given.paper == "service_receipt":
        yield from _served(given)
        return
    receiver, items = given.facts["receiver"], all_text(given.facts["items"])
    if receiver["person"] in items:
        yield bars("receiver.person", f"接收人{receiver['person']}就是材料里说的人。", "不得转给被检举、被反映的人。")
    if re.search(r"检举|举报|控告|揭发", items) and NO_ORGAN.search(receiver["unit"]):
        yield bars("receiver.unit", f"检举控告的材料不能移交给“{receiver['unit']}”。", "请移交有权处理的机关。")
    elif not re.search(r"档案|政府|委员会|中心|局|馆|院|所|站|办公室|法院|检察|纪委|库", receiver["unit"]):
        yield asks("receiver.unit", f"“{receiver['unit']}”可以接收这些材料吗？", "请核对接收单位。")


def _served(given: RuleInput) -> Iterator[Fault]:
    recipient = given.facts["recipient"]["name"]
    if recipient == given.facts["issuer"]["name"]:
        yield bars("recipient.name", "受送达人就是发文机关。", "请核对。")
    elif re.search(r"村民委员会|村委会|居民委员会|村民小组", recipient):
        yield asks("recipient.name", f"受送达人写的是“{recipient}”，是信访人（当事人）本人吗？", "请送达本人。")
    if re.search(r"村民委员会|村委会|居民委员会|村民小组|组长|村主任|支书", given.facts.get("received_by") or ""):
        message = f"“{given.facts['received_by']}”代收，本人收到了吗？"
        yield asks("received_by", message, "请交本人或者同住的成年家属。")
    documents = Counter((document["name"], document["number"]) for document in given.facts["documents"])
    for name, number in (document for document, count in documents.items() if count > 1):
        yield bars("documents", f"{name}（{number}）写了两次。", "请核对。")


@rule(
    "R09",
    "被反映的人不能办理",
    provision("信访工作条例", "第二十八条", "与信访事项或者信访人有直接利害关系的，应当回避"),
    papers="acceptance_notice",
)
def nobody_handles_his_own_case(given: RuleInput) -> Iterator[Fault]:
    """Bar a handler whom the request itself is about: the whole name, or the person that it ends with."""
    handler, request = given.facts["handler"], given.facts["request"]
    person = handler[-_NAME:]
    named = handler in request or (person[:1] in SURNAMES and person in request)
    if (
        named
        and re.search(r"反映|举报|投诉|控告|不公|请求处理|要求处理|查处", request)
        and not handler.endswith(_BODIES)
    ):
        yield bars("handler", f"信访请求说的就是“{handler}”，不能由其办理。", "请由别的单位、别的人办理。")


def _has_power_of(given: RuleInput, name: str) -> bool:
    """Return whether the list of materials holds a power of attorney that `name` gave."""
    return any(
        "授权委托书" in each["name"] and name in f"{each['name']}{each['note'] or ''}"
        for each in given.facts.get("materials") or ()
    )


@rule("R10", "代理人写明凭什么代理", _AGENCY)
def agents_show_their_power(given: RuleInput) -> Iterator[Fault]:
    """Ask about an agent of a grown-up without a written power, and one of a minor who is no guardian."""
    for field, person in people(given):
        text, age = person.get("representative") or "", person.get("age")
        if not text or person.get("kind") == "法人或其他组织":
            continue
        if age is not None and age < OF_AGE:
            if not _PARENTS.search(text):
                message = f"{person['name']}未成年，代理人“{text}”是监护人吗？"
                yield asks(f"{field}.representative", message, "请写明监护关系。")
        elif not _PAPERS_OF_AGENTS.search(text) and not _has_power_of(given, person["name"]):
            message = f"{person['name']}的代理人“{text}”有书面的授权吗？"
            yield asks(f"{field}.representative", message, "请写明授权委托书的日期，并附卷。")


@rule(
    "R12",
    "告知走得通的途径",
    provision("人民调解法", "第二十六条", "告知可以通过仲裁、行政、司法等途径维权"),
    papers="failure_notice",
)
def other_ways_are_ways_of_law(given: RuleInput) -> Iterator[Fault]:
    """Bar other ways of which none is a way of law, and decisions by the police on who is right."""
    ways = "\n".join(given.facts["other_ways"])
    if not _WAYS.search(ways):
        yield bars("other_ways", "没有告知仲裁、行政、司法等途径。", "请写明可以向哪里申请仲裁、起诉或者请求处理。")
    if re.search(r"上访|闹", ways):
        yield asks("other_ways", "上访不是解决民间纠纷的法定途径。", "请写仲裁、诉讼或者请求行政机关处理。")
    police = re.search(r"(?:派出所|公安)[^，。；]{0,8}(?:裁|判|定|仲裁)", ways)
    if police:
        yield bars("other_ways", f"“{police[0]}”：公安机关不裁决民事纠纷。", "请改写仲裁、诉讼。")
    if given.facts["reason"] == "期限届满没有达成协议" and "期限" not in given.facts["detail"]:
        yield from _too_early(given)


def _too_early(given: RuleInput) -> Iterator[Fault]:
    usual = 28  # days: nearly the month within which a mediation usually ends
    first = next(iter(values_at(given.facts, "accepted_on")))
    if (given.date - given.date.fromisoformat(first)).days < usual:
        yield warns("reason", "受理还不到一个月，期限没有届满。", "请核对终止的原因。")


@rule(
    "R12",
    "请求是调解能解决的",
    provision("人民调解法", "第七条", "委员会是群众性组织，不作裁决和处罚"),
    papers="mediation_application",
)
def nobody_asks_for_a_decision(given: RuleInput) -> Iterator[Fault]:
    """Ask about a request for a decision or punishment, and about a dispute with an organ."""
    for number, text in enumerate(given.facts["requests"]):
        if match := _DECISIVE.search(text):
            message = f"“{match[0]}”：委员会不作认定、裁决和处罚。"
            yield asks(f"requests.{number}", message, "请改写成要对方做什么；要求处罚的，向有权机关提出。")
    for number, person in enumerate(given.facts["respondents"]):
        if re.search(r"人民政府|派出所|公安|(?:局|法院|检察院)$", person["name"]):
            message = f"被申请人是{person['name']}：这是民间纠纷吗？"
            yield asks(f"respondents.{number}.name", message, "对行政行为不服的，走行政复议、行政诉讼。")


@rule(
    "R12",
    "调解不成的，告知能走的途径",
    provision("人民调解法", "第二十六条", "告知可以通过仲裁、行政、司法等途径维权"),
    papers="mediation_record",
)
def a_failed_mediation_leaves_ways(given: RuleInput) -> Iterator[Fault]:
    """Bar a record of a failed mediation that tells of no way of law."""
    told = given.facts.get("other_ways_told") or ""
    if given.facts["result"] == "调解不成" and told and not _WAYS.search(told):
        message = f"“{told[:30]}”里没有仲裁、行政、司法的途径。"
        yield bars("other_ways_told", message, "请写明可以向哪里申请仲裁、起诉或者请求处理。")


@rule("R10", "来源和移送单位一致", practice("司法部人民调解文书格式"), papers="mediation_register")
def origin_fits_its_source(given: RuleInput) -> Iterator[Fault]:
    """Warn of a source of a transfer where the parties came by themselves."""
    if given.facts.get("origin_from") and given.facts["origin"] != "接受委托移送":
        message = f"写了移送单位{given.facts['origin_from']}，案件来源却是{given.facts['origin']}。"
        yield warns("origin_from", message, "请核对案件来源。")


@rule(
    "R06",
    "调查过、听过信访人",
    provision("信访工作条例", "第三十一条第六项", "听取信访人陈述事实和理由，调查核实"),
    papers="handling_opinion",
)
def somebody_was_heard(given: RuleInput) -> Iterator[Fault]:
    """Ask when the investigation tells of no hearing and no look; when facts and outcome do not fit; who approved."""
    if not _HEARD.search(given.facts["investigation"]):
        message = f"“{given.facts['investigation'][:30]}”：听取信访人陈述、调查核实了吗？"
        yield asks("investigation", message, "请写明怎样听取陈述、查了什么。")
    for number, request in enumerate(given.facts["requests"]):
        denied = re.search(r"不实|不属实|没有(?:此事|这回事)|查无|子虚", request["facts"])
        if denied and request["outcome"] == "予以支持":
            message = f"事实写的是“{denied[0]}”，结论却是予以支持。"
            yield asks(f"requests.{number}.facts", message, "请核对。")
        done = re.search(r"已(?:经)?(?:全部)?(?:更换|修复|修好|恢复|支付|发放|解决|办理|整改|拆除)", request["opinion"])
        if done and request["outcome"] == "不予支持":
            yield asks(f"requests.{number}.opinion", f"“{done[0]}”，结论却是不予支持。", "请核对结论。")
    approver = given.facts["approved_by"]
    if INNER_OFFICE.search(approver) or NO_HEAD.search(approver):
        yield asks("approved_by", f"“{approver}”是本机关的负责人吗？", "请由机关负责人签批。")


@rule(
    "R07",
    "受理的是机关、单位",
    provision("信访工作条例", "第二十三条", "有关机关、单位收到信访事项，书面告知"),
    papers="acceptance_notice",
)
def an_organ_accepts(given: RuleInput) -> Iterator[Fault]:
    """Bar a body without power over petitions; warn of an inner office; ask for the sender of what was transferred."""
    organ = given.facts["issuer"]["name"]
    if NO_ORGAN.search(organ):
        yield bars("issuer.name", f"“{organ}”没有办理信访事项的职权。", "请写有权处理的机关、单位。")
    elif INNER_OFFICE.search(organ):
        yield bars("issuer.name", f"“{organ}”是内设机构，不能以自己的名义出具。", "请写机关的名称，盖机关的印章。")
    if NO_ORGAN.search(given.facts["handler"]):
        yield asks("handler", f"“{given.facts['handler']}”有权办理信访事项吗？", "请写机关、单位里承办的部门。")
    if re.search(r"转送|交办|转来|移送", given.facts["raised_how"]) and not given.facts.get("received_from"):
        yield warns("received_from", "说是转来的，没有写从哪里转来。", "请补上转送单位。")


@rule(
    "R07",
    "回访了每一方",
    provision("人民调解法", "第三十一条第二款", "委员会对履行情况进行监督"),
    papers="follow_up_record",
)
def every_side_is_visited(given: RuleInput) -> Iterator[Fault]:
    """Warn of a side that nobody visited."""
    if re.match(r"没有|无|暂无|未", given.facts.get("proof") or "") and given.facts["performance"] == "已经履行完毕":
        yield warns("proof", "写了履行完毕，没有履行凭证。", "请附收条、照片等凭证。")
    visited = "、".join(given.facts["visited"])
    for name in (name for name in names_of(given) if not re.search(f"{re.escape(name)}(?!的)", visited)):
        yield warns("visited", f"没有回访{name}。", "请各方都回访，或者写明原因。")
