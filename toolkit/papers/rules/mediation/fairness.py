"""Rules on how a committee behaves: it takes no side, blames nobody, pays for no words, records what it looked at."""

import re
from collections.abc import Iterator

from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks
from toolkit.papers.rules.registry import rule

_EVEN = provision("人民调解法", "第十五条第一项", "调解员不得偏袒一方当事人")
_OFFICER = r"(?:调解员|主持人|本会|委员会|调委会|记录人|调查人|会上|村干部|组长)"
_STANDING = (
    r"(?:外来户|外姓|外地人|外乡人|独门独户|单门独户|大姓|大户人家|小姓|女人家|妇道人家|妇女|寡妇|上门女婿|倒插门|没文化|穷|有钱|人多"
    r"|势力|辈分|长辈|是干部|当干部|吃公家饭|头面|名声|老实人|年轻)"
)
_TOLD_BY_OFFICERS = ("mediation", "verified", "rights_told", "informed", "recusal", "summary", "remarks", "talk")
_YIELD = (
    r"(?:让(?:一)?(?:让|步|着|点)|吃(?:点)?亏|忍|退一步|别争|不(?:该|要|用|必)争|算了|低头"
    r"|认了|不要计较|多担待|多出|少要)"
)
_SIDED = re.compile(
    rf"{_OFFICER}[^。；]{{0,30}}{_STANDING}[^。；]{{0,16}}{_YIELD}"
    rf"|{_OFFICER}[^。；]{{0,16}}(?:只|光|专)(?:听|信|问|找)(?:了)?[^，。；]{{1,8}}(?:一方|一家|一边|一面)|(?:站在|向着|帮着|偏着|护着)[^，。；]{{1,6}}(?:一边|这边|那边|说话|一方)"
)
_BLAMED = re.compile(
    r"(?:委员会|本会|调委会|调解员)?[^，。；]{0,6}(?:认定|判定|断定|一致认为|认为|确认)?[^，。；]{0,8}(?:全部|主要|完全|一切)?(?:责任|过错|错)(?:都|全|完全|主要)?(?:在(?!于)|是)[^，。；]{1,8}"
    r"|(?:胡搅蛮缠|道德败坏|品行|蛮不讲理|蛮横|无理取闹|不讲道理|耍赖|撒泼|刁(?:民|钻|蛮)|为人(?:差|恶)|人品|不要脸|见钱眼开|贪得无厌|素质)"
)
_PAID_WORDS = re.compile(
    r"(?:说|讲|作证|证明|配合|帮(?:着)?)[^。；没不]{0,16}(?:清楚|好|对|有利|出来|的)[^。；没不]{0,14}(?:给|发|记|补|奖|有)[^，。；]{0,10}(?:个?工|误工|元|块|烟|酒|补贴|好处|低保|名额|照顾)"
    r"|(?:肯|愿意?|要是|只要)[^，。；]{0,4}(?:说|讲|作证|证明|配合)[^。；没不]{0,8}(?:给|发|补|奖)[^，。；]{0,10}(?:个?工|误工|元|块|烟|好处|名额)"
    r"|(?:讲|说|写|认)了?[^。；没不]{0,16}(?:救助|低保|补贴|补助|名单)[^，。；没不]{0,8}(?:给你|添|报上|加上|有你)"
    r"|(?:给|发|记|补|奖)[^，。；]{0,12}(?:个?工|误工费|元|块|烟|好处|名额)[^。；]{0,12}(?:说|讲|作证|证明)(?!明)"
)
_TRAVEL = re.compile(r"不(?:给|发|收|会)|没有(?:什么)?(?:好处|报酬)|凭(?:票|据)报销")
_NOT_SEEN = re.compile(
    r"(?:没有?|没|未|不(?:用|必|再)|免了|来不及)(?:再)?(?:去|到|派人)?(?:现场)?(?:丈?量|测(?:量)?|查看|看(?!见|到|过)|核(?:实|对)?|勘验?|清点|称|数|问)(?:过)?[^。；]{0,16}"
    r"(?:照|按|凭|依|听|就|便|估|抄)[^，。；]{0,14}(?:报|说|讲|估|猜|想|写|填|记|定|算|印象|抄)"
)
_UNHEARD = re.compile(
    r"(?:电话|人|他|她|对方|那边|本人)[^，。；]{0,10}(?:没(?:有)?|未|一直没)(?:打通|接|联系上|联系到|找到|见到|碰到|问到)|(?:不|没)(?:晓得|知道|清楚|问)(?:过)?[^，。；]{0,8}(?:愿不愿|愿意|肯不肯|同意|什么意思|的意思)"
    r"|(?:还|都)?没(?:有)?(?:问|征求)(?:过)?[^，。；]{0,8}(?:意见|意思|愿|同意|对方)?|先(?:登记|受理|收)(?:上|下来|了|着)[^。；]{0,10}(?:再问|再说|再去)"
)
_HEARD_LATER = re.compile(r"(?:后来|以后|随后|次日|第二天|当天|现在|又)[^。；]{0,20}(?:同意|愿意|答应|联系上|打通)")
_AGREED_NUMBER = re.compile(r"(?:双方|两家|各方|两人)(?:都|均|一致)?(?:认可|同意|确认|没有(?:异议|意见))")


@rule(
    "R12",
    "调解员一碗水端平",
    _EVEN,
    papers="mediation_record investigation_record rights_notice mediation_register",
    reads_text=True,
)
def the_committee_takes_no_side(given: RuleInput) -> Iterator[Fault]:
    """Ask where somebody of the committee asks one side to yield for his standing, or hears one side only."""
    for sentence in given.sentences:
        match = _SIDED.search(sentence.text) if sentence.field.startswith(_TOLD_BY_OFFICERS) else None
        if match and not sentence.is_quoted(match.start()):
            message = f"“{given.label(sentence.field)}”里说“{match[0][:30]}”：这是偏袒一方吗？"
            yield asks(sentence.field, message, "请按事实和法律说理；偏袒的，换调解员重新调解。")


@rule(
    "R12",
    "调解不成，不写谁对谁错",
    provision("人民调解法", "第二十六条", "调解不成的，终止调解，告知可以通过仲裁、行政、司法等途径维权"),
    _EVEN,
    papers="failure_notice",
    reads_text=True,
)
def a_failure_blames_nobody(given: RuleInput) -> Iterator[Fault]:
    """Ask about blame and abuse in a notice that only tells that the mediation has ended."""
    for sentence in given.sentences:
        match = _BLAMED.search(sentence.text) if sentence.field == "detail" else None
        if match and not sentence.is_quoted(match.start()):
            message = f"“{given.label(sentence.field)}”里说“{match[0][:24]}”：委员会能这样认定吗？"
            yield asks(sentence.field, message, "请只写没有达成协议的情况，责任由法院、仲裁机构认定。")


@rule(
    "R12",
    "不拿好处换证言",
    provision("人民调解法", "第七条、第二十二条", "委员会是群众性组织，充分听取陈述，讲解法律"),
    papers="investigation_record",
    reads_text=True,
)
def nothing_is_paid_for_words(given: RuleInput) -> Iterator[Fault]:
    """Ask about a reward for what somebody says."""
    for sentence in given.sentences:
        match = _PAID_WORDS.search(sentence.text) if sentence.field.startswith(("informed", "talk")) else None
        if match and not sentence.field.endswith(".a") and not _TRAVEL.search(sentence.text):
            message = f"“{given.label(sentence.field)}”里说“{match[0][:30]}”：说得好才给好处吗？"
            yield asks(sentence.field, message, "请删去；证言只求真实，不因内容给好处。")


@rule(
    "R12",
    "写的是真看过、真量过的",
    provision("人民调解法", "第二十七条", "调解员应当记录调解情况"),
    provision("人民调解工作若干规定", "第二十八条", "了解事实和理由，进行必要的调查"),
    papers="mediation_record mediation_agreement investigation_record follow_up_record handling_opinion handover_list",
)
def what_is_recorded_was_done(given: RuleInput) -> Iterator[Fault]:
    """Ask where a finding was written down that nobody looked at, counted or measured."""
    for sentence in given.sentences:
        match = _NOT_SEEN.search(sentence.text)
        if match and not _AGREED_NUMBER.search(sentence.text) and not sentence.is_quoted(match.start()):
            message = f"“{given.label(sentence.field)}”里说“{match[0][:30]}”：查过、量过没有？"
            yield asks(sentence.field, message, "请核实以后再写；没有核实的，写明是谁说的。")


@rule(
    "R12",
    "各方都同意了才受理",
    provision("人民调解法", "第十七条", "当事人可以申请，委员会也可以主动调解；一方明确拒绝的，不得调解"),
    papers="mediation_register",
)
def nobody_is_registered_unasked(given: RuleInput) -> Iterator[Fault]:
    """Ask where all are said to consent and the text tells that one side was not reached."""
    if not given.facts.get("all_consent"):
        return
    for sentence in given.sentences:
        match = _UNHEARD.search(sentence.text) if sentence.field in {"summary", "remarks"} else None
        if match and not _HEARD_LATER.search(sentence.text):
            message = f"写了各方都同意，“{given.label(sentence.field)}”里却说“{match[0][:24]}”：他同意调解吗？"
            yield asks(sentence.field, message, "请先征求各方意见，同意以后再受理。")
