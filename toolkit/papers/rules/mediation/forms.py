"""Rules of the other forms of the mediation file: application, register, notice, records, oral agreement, failure."""

import re
from collections.abc import Iterator

from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.parties import OF_AGE, names_of, officers, shown
from toolkit.papers.rules.registry import rule
from toolkit.papers.rules.wording import said

_CLOCK = re.compile(r"(上午|下午|晚上|晚|中午|夜间|凌晨)?(\d{1,2})[时点:：](?:(\d{1,2})分?)?")
_NOON = 12
_LIMITED = 8
_DAYS = r"(?:[一二三四五六七八九十\d]{1,3}(?:个)?(?:日|天|工作日|星期|周|月))(?:之|以)?内"
_SHORT_SUIT = re.compile(rf"(?:起诉|诉讼)[^。；]{{0,24}}{_DAYS}|{_DAYS}[^。；]{{0,24}}(?:起诉|提起(?:民事)?诉讼)")
_AFTER_DECISION = re.compile(r"裁决|复议|行政|决定|判决|裁定|劳动|司法确认")
_NOT_CIVIL = re.compile(
    r"犯罪|刑事|行政|征收|征用|法院|仲裁|处罚|治安|公安|派出所|判决|政府|确权|权属|工伤认定|信访|隐私|单方"
)


@rule(
    "R12",
    "各方都同意才调解",
    provision("人民调解法", "第十七条", "当事人一方明确拒绝调解的，不得调解"),
    papers="mediation_application mediation_register",
)
def everybody_consents(given: RuleInput) -> Iterator[Fault]:
    """Bar what one side does not consent to."""
    for field in ("voluntary", "all_consent"):
        if given.facts.get(field) is False:
            yield bars(field, "有一方不同意调解。", "请不要受理，告知当事人其他途径。")


@rule("R10", "委托移送的写明单位", practice("司法部人民调解文书格式"), papers="mediation_register")
def transfers_have_a_source(given: RuleInput) -> Iterator[Fault]:
    """Bar a transfer from nobody."""
    if given.facts.get("origin") == "接受委托移送" and not given.facts.get("origin_from"):
        yield bars("origin_from", "没有写是哪个单位委托移送。", "请补上。")


@rule(
    "R12",
    "调解不成的告知其他途径",
    provision("人民调解法", "第二十六条", "终止调解，告知可以通过仲裁、行政、司法等途径维权"),
    papers="mediation_record",
)
def other_ways_are_told(given: RuleInput) -> Iterator[Fault]:
    """Bar a failed mediation without the other ways."""
    if given.facts["result"] == "调解不成" and not given.facts.get("other_ways_told"):
        yield bars("other_ways_told", "调解不成，没有告知其他途径。", "请告知并写进记录。")


@rule(
    "R12",
    "记录的结果和经过一致",
    provision("人民调解法", "第二十七条", "调解员应当记录调解情况"),
    papers="mediation_record failure_notice",
)
def results_fit_what_happened(given: RuleInput) -> Iterator[Fault]:
    """Bar a result that the course of the mediation contradicts."""
    field = "mediation" if given.paper == "mediation_record" else "detail"
    agreed = [mention for mention in given.mentions("agreed_in_text") if mention.sentence.field == field]
    failed = [mention for mention in given.mentions("not_agreed_in_text") if mention.sentence.field == field]
    result = given.facts.get("result") or given.facts.get("reason") or ""
    says_agreed = result.startswith("达成")
    if says_agreed and failed and not agreed:
        yield bars(field, f"结果是{result}，经过里却说：{shown(failed[0])}。", "请核对结果。")
    is_failure = result == "调解不成" or (given.paper == "failure_notice" and result != "不属于人民调解的范围")
    if is_failure and agreed and not failed:
        yield bars(field, f"结果是{result}，经过里却说：{shown(agreed[0])}。", "请核对结果。")


@rule(
    "R12",
    "属于民间纠纷的，不能说不属于调解的范围",
    provision("人民调解工作若干规定", "第二十条", "公民之间、公民与单位之间有关民事权利义务的纠纷"),
    papers="failure_notice",
)
def civil_disputes_are_for_mediation(given: RuleInput) -> Iterator[Fault]:
    """Ask why a dispute that reads as a civil one is said to be outside of mediation."""
    text = f"{given.facts['dispute']}，{given.facts['detail'] or ''}"
    if given.facts["reason"] == "不属于人民调解的范围" and not _NOT_CIVIL.search(text):
        message = f"“{given.facts['dispute']}”看来是民间纠纷，为什么不属于人民调解的范围？"
        yield asks("reason", message, "请核对终止的原因；确实不属于的，把原因写进说明。")


@rule(
    "R10",
    "参加人是邀请的人",
    provision("人民调解法", "第二十条", "征得当事人同意，可以邀请亲属、邻里等参与"),
    papers="mediation_record investigation_record",
)
def guests_are_guests(given: RuleInput) -> Iterator[Fault]:
    """Warn when mediators, parties or the recorder are among the guests."""
    known = {name for _, _, name in officers(given)} | names_of(given)
    for field in ("invited", "present"):
        for number, guest in enumerate(given.facts.get(field) or ()):
            if any(name in guest for name in known):
                message = f"{guest}已经是当事人、调解员或者记录人。"
                yield warns(f"{field}.{number}", message, "参加人只写邀请的人。")


@rule(
    "R12",
    "要求不公开的，不公开调解",
    provision("人民调解法", "第二十三条第三项", "当事人可以要求公开或者不公开"),
    provision("人民调解工作若干规定", "第二十九条", "涉及隐私、商业秘密或者当事人反对的，不公开"),
    papers="mediation_record",
)
def closed_when_somebody_wants_it(given: RuleInput) -> Iterator[Fault]:
    """Bar a public mediation that a party did not want or that touches private life."""
    if given.facts["open"] == "公开":
        for mention in given.mentions("closed_wanted"):
            message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。不能公开调解。"
            yield bars("open", message, "请改为不公开。")


@rule(
    "R12",
    "调解前告知权利义务",
    provision("人民调解工作若干规定", "第三十条", "调解前告知性质、原则、效力和权利义务"),
    papers="mediation_record",
)
def rights_were_told(given: RuleInput) -> Iterator[Fault]:
    """Bar a record that says the rights were not told."""
    for mention in given.mentions("rights_untold"):
        if mention.sentence.field == "rights_told":
            yield bars("rights_told", f"写的是“{mention.words}”。", "请先告知权利义务再调解。")


@rule("R21", "起止时间的先后", practice("时间要写得准"), papers="mediation_record investigation_record")
def times_are_in_order(given: RuleInput) -> Iterator[Fault]:
    """Bar an end before the start."""
    clocks: list[tuple[int, int]] = []
    half = ""
    for part, hour, minute in _CLOCK.findall(given.facts["time"]):
        half = part or half
        hours = int(hour) + (_NOON if half in {"下午", "晚上", "晚", "夜间"} and int(hour) < _NOON else 0)
        clocks.append((hours, int(minute or 0)))
    start_and_end = 2
    if len(clocks) == start_and_end and clocks[1] <= clocks[0]:
        yield bars("time", f"“{given.facts['time']}”：结束不晚于开始。", "请核对时间。")


@rule(
    "R18",
    "问未成年人有监护人在场",
    provision("民法典", "第十九条、第二十条", "八周岁以下无行为能力，未成年人由法定代理人代理"),
    provision("未成年人保护法", "第一百一十条", "询问未成年人，通知法定代理人到场"),
    papers="investigation_record",
)
def minors_are_not_asked_alone(given: RuleInput) -> Iterator[Fault]:
    """Bar the questioning of a small child, warn of that of a minor, with nobody present."""
    age = given.facts["asked"].get("age")
    if age is not None and age < OF_AGE and not given.facts.get("present"):
        level = bars if age < _LIMITED else warns
        message = f"{given.facts['asked']['name']}只有{age}岁，没有监护人在场。"
        yield level("present", message, "请通知监护人到场，写进参加人。")


@rule(
    "R11",
    "要书面的出协议书",
    provision("人民调解法", "第二十八条", "当事人认为无需制作协议书的，可以采取口头协议方式"),
    provision("人民调解工作若干规定", "第三十四条", "当事人要求的，应当制作书面协议"),
    papers="oral_agreement",
)
def oral_only_when_nobody_wants_paper(given: RuleInput) -> Iterator[Fault]:
    """Bar an oral agreement when somebody wants a written one."""
    if given.facts["written_wanted"]:
        yield bars("written_wanted", "有当事人要求书面协议。", "请改出人民调解协议书。")
        return
    for mention in given.mentions("written_wanted"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。有人要求书面协议。"
        yield bars(mention.sentence.field, message, "请改出人民调解协议书。")


@rule(
    "R07",
    "履行情况和凭证一致",
    provision("人民调解法", "第三十一条第二款", "委员会监督履行，督促当事人履行"),
    papers="follow_up_record",
)
def performance_is_proved(given: RuleInput) -> Iterator[Fault]:
    """Warn of performance without proof, bar performance with residue."""
    performance = given.facts["performance"]
    if performance == "已经履行完毕" and not given.facts.get("proof"):
        yield warns("proof", "写了履行完毕，没有履行凭证。", "请附收条、照片等凭证；以后出告知书要用。")
    for mention in given.mentions("residue_left") if performance == "已经履行完毕" else ():
        message = f"写了履行完毕，“{given.label(mention.sentence.field)}”里却说：{shown(mention)}。"
        yield bars(mention.sentence.field, message, "请改正履行情况，督促履行。")


@rule(
    "R10",
    "没有履行、有苗头的写明措施",
    provision("人民调解法", "第三十一条第二款", "委员会督促当事人履行约定的义务"),
    provision("人民调解法", "第二十五条", "纠纷有可能激化的，采取有针对性的预防措施"),
    papers="follow_up_record",
)
def measures_are_taken(given: RuleInput) -> Iterator[Fault]:
    """Bar delay without measures, warn of danger without them."""
    if given.facts["performance"] == "没有按期履行" and not given.facts.get("measures"):
        yield bars("measures", "没有按期履行，没有写采取的措施。", "请写明怎样督促履行。")
    for mention in given.mentions("signs_of_escalation"):
        if mention.sentence.field == "escalation" and not given.facts.get("measures"):
            message = f"有激化的苗头（{mention.words}），没有写采取的措施。"
            yield warns("measures", message, "请写明措施；可能引起刑事、治安案件的，及时报告。")


@rule(
    "R09",
    "回访人和回访对象",
    provision("人民调解法", "第三十一条第二款", "委员会对履行情况进行监督"),
    papers="follow_up_record",
)
def visitors_visit_the_parties(given: RuleInput) -> Iterator[Fault]:
    """Bar a party among the visitors, warn of somebody visited who is no party."""
    names = names_of(given)
    for number, visitor in enumerate(given.facts["visitors"]):
        if visitor in names:
            yield bars(f"visitors.{number}", f"回访人{visitor}就是当事人。", "请由委员会的人回访。")
    for number, visited in enumerate(given.facts["visited"]):
        if not any(name in visited for name in names):
            yield warns(f"visited.{number}", f"回访对象{visited}不是当事人。", "请核对姓名。")


@rule(
    "R10",
    "告知的内容不吓人",
    provision("人民调解法", "第二十二条", "充分听取陈述，耐心疏导"),
    provision("人民调解法", "第七条", "委员会是群众性组织，没有强制措施"),
    papers="investigation_record",
)
def nobody_is_frightened(given: RuleInput) -> Iterator[Fault]:
    """Bar threats in what the asked person was told."""
    threat = re.compile(
        r"(?:不如实|不说|说谎|隐瞒|不配合|否则|乱说|瞎说|说假话|撒谎)[^。；]{0,20}(?:拘留|抓|关|处罚|罚款|坐牢|负法律责任|判刑|追究刑事责任|停发|取消)"
    )
    for sentence in given.sentences:
        if sentence.field.startswith(("informed", "talk")) and (match := threat.search(sentence.text)):
            message = f"“{given.label(sentence.field)}”里不得写“{match[0]}”：委员会没有这个权力。"
            yield bars(sentence.field, message, "请删去，只请其如实回答。")


@rule(
    "R12",
    "其他途径要走得通",
    provision("农村土地承包经营纠纷调解仲裁法", "第二条第三款", "征收集体土地及其补偿不属于仲裁受理范围"),
    provision("土地管理法", "第十四条", "土地权属争议由人民政府处理"),
    papers="failure_notice mediation_record legal_opinion",
    reads_text=True,
)
def other_ways_are_open(given: RuleInput) -> Iterator[Fault]:
    """Bar the arbitration of what only reconsideration, suit or the government decides."""
    wrong = re.compile(
        r"(?:征收|征地|拆迁|补偿安置)[^。；]{0,24}(?:农村土地承包仲裁|承包仲裁|土地仲裁|申请仲裁)"
        r"|(?:宅基地|土地所有权|权属)[^。；]{0,20}(?:承包仲裁|申请仲裁|仲裁委员会)"
        r"|(?:离婚|收养|监护|扶养|继承|行政争议|行政处罚)[^。；]{0,16}(?:申请仲裁|仲裁委员会|仲裁机构)"
    )
    for sentence in given.sentences:
        match = wrong.search(sentence.text)
        if match and sentence.part != "tells" and not re.search(r"不(?:属于|能|得|适用|予)|除外", sentence.text):
            yield bars(sentence.field, f"“{match[0]}”：这类争议不能仲裁。", "请改写复议、诉讼或者由人民政府处理。")


@rule(
    "R24",
    "起诉没有十天半月的期限",
    provision("民法典", "第一百八十八条", "向人民法院请求保护民事权利的诉讼时效期间为三年"),
    papers="failure_notice mediation_record",
    reads_text=True,
)
def suits_have_no_short_period(given: RuleInput) -> Iterator[Fault]:
    """Bar a period of days or weeks for a civil suit; after an award or a decision of an organ there is one."""
    for sentence in given.sentences:
        match = _SHORT_SUIT.search(sentence.text)
        if match and not _AFTER_DECISION.search(sentence.text):
            yield bars(sentence.field, f"“{match[0]}”：起诉没有这样的期限。", "请删去期限；诉讼时效一般是三年。")


@rule(
    "R13",
    "不属于调解的事项，先问清楚",
    provision("人民调解工作若干规定", "第二十二条", "法律规定由专门机关管辖处理的，不得受理"),
    provision("土地管理法", "第十四条", "土地权属争议由人民政府处理"),
    papers="mediation_application mediation_register",
)
def requests_can_be_mediated(given: RuleInput) -> Iterator[Fault]:
    """Ask about a request for title or punishment."""
    for mention in given.mentions("title_settled"):
        if mention.sentence.field.startswith(("requests", "summary")):
            message = said(given, mention, "权属由人民政府处理，不由委员会确认")
            yield asks(mention.sentence.field, message, "请只调解怎么使用、怎么赔偿；权属争议请申请政府处理。")
    punish = re.compile(
        r"(?:追究|判处|要求|请求)[^，。；]{0,10}(?:抓起来|违章建筑|拆除的决定|刑事责任|拘留|判刑|坐牢|行政处罚|治安处罚|开除|撤职)"
    )
    for sentence in given.sentences:
        if sentence.field.startswith("requests") and (match := punish.search(sentence.text)):
            yield asks(sentence.field, f"“{match[0]}”不能由调解解决。", "请删去，告知向有权机关提出。")
