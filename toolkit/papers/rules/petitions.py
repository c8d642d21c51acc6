"""Rules of the acceptance notice and the handling opinion (信访工作条例 Art 22 to 35)."""

import re
from collections.abc import Iterator

from toolkit.chinese import SURNAMES, number_value, official_date
from toolkit.papers.facts import values_at
from toolkit.papers.law.figures import days_on
from toolkit.papers.law.periods import duration_days, durations
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day, warns
from toolkit.papers.rules.organs import LEVELS, NO_HEAD, NO_ORGAN, is_department, levels_of
from toolkit.papers.rules.parties import shown
from toolkit.papers.rules.registry import rule
from toolkit.papers.rules.wording import said

_HANDLING = "handling_opinion"
_ACCEPTANCE = "acceptance_notice"
_NO_ANSWER = re.compile(
    r"^(?:同上|见附件|略|另行答复|另行处理|研究后答复|待研究|待定|正在研究|按规定办理|依法处理|已转有关部门|以后再说|无)。?$"
)
_FINISHED = re.compile(r"[^，。；]{0,10}(?:办结|办理完毕|处理完毕|答复处理|作出处理意见|出具处理意见)")
_PUT_OFF = re.compile(r"视资金|适时|条件成熟|逐步加以|耐心等待|择机")
_PERSON = re.compile("[一-龥]{2,4}")
_TITLED = re.compile(
    r"(?:专干|主任|干事|站长|所长|书记|镇长|委员|同志|员|组长|会计|文书|科长|队长)(?P<name>[一-龥]{2,3})$"
)
_OFFICE_ENDS = re.compile("[镇乡村县市办所局站口委会室组科股队部院府厅]$|中心|政府|主任|书记|镇长|乡长|负责人")
_TOLD = re.compile(
    r"(?:一共|共|总共|先后)?(?:说了?|提了?|提出了?|反映了?|讲了?|摆了?|要求了?)(?:一共)?(?P<count>[二两三四五六七八九]|\d)"
    r"(?:桩|件|项|个|条|样|点)(?:事|请求|诉求|要求|问题|事情)?(?=[：，。；:]|$)"
)
_HAS = re.compile(
    r"(?:共|总共|一共|合计)有?(?P<count>[二两三四五六七八九]|\d)(?:桩|件|项|个|条|样|点)(?:诉求|请求|要求|事项|投诉请求)"
)
_HALF = re.compile(r"没有(?:到|去)现场|没有(?:找|问)|凭?印象|(?:未|没有|尚未)(?:经过?|进行)?(?:调查|核实|了解|查看)")


@rule(
    "R02",
    "十五日内书面告知",
    provision("信访工作条例", "第二十三条", "收到之日起十五日内书面告知接收情况和处理途径；当场能告知的当场书面告知"),
    papers=f"{_ACCEPTANCE} non_acceptance_notice referral_letter",
)
def notice_is_in_time(given: RuleInput) -> Iterator[Fault]:
    """Warn of a notice, refusal or referral later than fifteen days after the matter was received."""
    last = given.limit("notice_days", given.facts["received_on"])
    if given.date > last.last_day:
        message = f"书面告知的期限到{official_date(last.last_day)}已满。"
        yield warns("date", message, "请立即告知，并在台账里说明原因。")


@rule(
    "R05",
    "办理期限是六十日",
    provision("信访工作条例", "第三十四条", "受理之日起六十日内办结，延长不超过三十日"),
    papers="acceptance_notice handling_opinion",
    reads_text=True,
)
def handling_takes_sixty_days(given: RuleInput) -> Iterator[Fault]:
    """Bar another period for handling in the text."""
    allowed = {30, 60, 90}
    for sentence in given.sentences:
        if sentence.part == "tells":
            continue
        for duration in durations(sentence.text):
            if duration_days(duration) not in allowed and _FINISHED.match(sentence.text[duration.end :]):
                message = f"“{given.label(sentence.field)}”里的“{duration.words}”：办理期限是六十日，延长不超过三十日。"
                yield bars(sentence.field, message, "请改正。")


@rule(
    "R04",
    "检举控告另行办理",
    provision("信访工作条例", "第三十条", "检举控告由纪检监察等机关办理，不得转给被检举的人"),
    papers="acceptance_notice handling_opinion termination_notice mediation_application mediation_register",
)
def accusations_go_elsewhere(given: RuleInput) -> Iterator[Fault]:
    """Ask about a request that accuses somebody of a breach of duty."""
    for mention in given.mentions("case_of_crime"):
        if mention.sentence.field.startswith(("request", "requests", "summary")):
            message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。这是检举控告吗？"
            yield asks(mention.sentence.field, message, "是的，转纪检监察或者有权处理的机关，不按申诉求决办理。")


@rule(
    "R04",
    "有其他法定途径的，导入法定途径",
    provision("信访工作条例", "第三十一条第一项至第五项", "诉讼、仲裁、复议、行政裁决、履行职责的，按各自程序"),
    papers="acceptance_notice handling_opinion termination_notice",
)
def other_channels_come_first(given: RuleInput) -> Iterator[Fault]:
    """Ask about a request that another statutory channel is open for."""
    for mention in given.mentions("suit_matter"):
        if mention.sentence.field.startswith(("request", "requests")) and mention.sentence.part == "tells":
            message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。应当走诉讼、仲裁、复议等途径吗？"
            yield asks(mention.sentence.field, message, "是的，告知法定途径，不按第三十一条第六项办理。")


@rule(
    "R09",
    "不交给被反映的人办理",
    provision("信访工作条例", "第三十条第三款、第二十八条第三款", "不得转给被检举的人或者单位；有利害关系的回避"),
    papers="acceptance_notice handling_opinion",
)
def the_accused_does_not_handle(given: RuleInput) -> Iterator[Fault]:
    """Ask when the one who handles or investigates is named in the request as the one complained of."""
    accused = re.compile(
        r"材料交给[^，。；]{1,8}本人|被(?:反映|投诉|举报|控告|检举)[^，。；]{0,12}(?:自行|自己|负责|进行|亲自)?[^，。；]{0,4}(?:调查|核实|办理|处理|答复)"
    )
    field = "handler" if given.paper == _ACCEPTANCE else "investigation"
    text = given.facts[field]
    if match := accused.search(text):
        yield asks(field, f"“{match[0]}”：被反映的人自己办理吗？", "有利害关系的应当回避，请换人办理。")
    requests = [given.facts.get("request") or ""]
    requests += [request["request"] for request in given.facts.get("requests") or () if isinstance(request, dict)]
    for organ in re.findall(r"[一-龥]{2,10}?(?:村民委员会|村委会|派出所|学校|公司|合作社|卫生院)", text):
        if any(organ in request or organ.replace("村民委员会", "村委会") in request for request in requests):
            message = f"诉求反映的是{organ}，却由{organ}办理或者调查。"
            yield asks(field, message, "被反映的人或者单位应当回避，请换单位办理。")


@rule(
    "R09",
    "经办的人不是被反映的人",
    provision("信访工作条例", "第二十八条第三款", "工作人员与信访事项、信访人有直接利害关系的，应当回避"),
    papers="acceptance_notice handling_opinion termination_notice",
)
def the_named_one_does_not_handle(given: RuleInput) -> Iterator[Fault]:
    """Bar a person among those who handle the matter whom the request names."""
    asked = "\n".join(text for field, text in given.texts if re.match(r"request$|requests\.\d+\.request", field))
    for field in ("handler", "approved_by", "contact.name"):
        for text in values_at(given.facts, field):
            for name in _persons(str(text)):
                if name in asked:
                    message = f"诉求说到{name}，“{given.label(field)}”也写着{name}。"
                    yield bars(field, message, "被反映的人应当回避，请换人办理；只是见证、协助过的，请从这里删去。")


def _persons(text: str) -> Iterator[str]:
    """Yield each name of a person in a field that names offices and people, parted by blanks and marks."""
    for part in re.split(r"[\s、，,（）()：:；;]+", text):
        if (titled := _TITLED.search(part)) and titled["name"][0] in SURNAMES:
            yield titled["name"]
        elif _PERSON.fullmatch(part) and part[0] in SURNAMES and not _OFFICE_ENDS.search(part):
            yield part


@rule(
    "R06",
    "说了几项，答复几项",
    provision("信访工作条例", "第三十二条", "对投诉请求逐项写明事实、理由和处理意见"),
    papers=_HANDLING,
)
def every_request_told_is_answered(given: RuleInput) -> Iterator[Fault]:
    """Bar an opinion that answers fewer requests than it tells were made."""
    answered = len(given.facts["requests"])
    for sentence in given.sentences:
        if sentence.field != "investigation":
            continue
        match = _TOLD.search(sentence.text) or _HAS.search(sentence.text)
        if match and (number_value(match["count"]) or 0) > answered:
            message = f"调查里写信访人“{match[0]}”，只答复了{answered}项。"
            yield bars(sentence.field, message, "请补上没有答复的请求；信访人撤回的，请写明。")


@rule(
    "R05",
    "六十日内办结，延长要批准并告知",
    provision("信访工作条例", "第三十四条", "受理之日起六十日内办结；批准延长不超过三十日，并告知理由"),
    papers=_HANDLING,
)
def handled_in_sixty_days(given: RuleInput) -> Iterator[Fault]:
    """Warn of a late opinion; bar an extension told too late or before the matter was accepted."""
    start, extended = given.facts["accepted_on"], given.facts.get("extended")
    ends = given.limit("handling_days", start).last_day
    longest = days_on("handling_days", day(start)) + days_on("extension_days", day(start))
    last = given.last_day(start, longest).last_day if extended else ends
    if given.date > last:
        message = f"办理期限到{official_date(last)}已满。"
        yield warns("date", message, "请立即作出并说明原因；需要延期的应当事先批准并告知。")
    if extended and day(extended["told_on"]) > ends:
        yield bars("extended.told_on", "延期在六十日届满以后才告知。", "延期无效，请说明原因。")
    if extended and day(extended["told_on"]) < day(start):
        yield bars("extended.told_on", "延期在受理以前就告知了。", "请核对日期。")
    if extended and NO_HEAD.search(extended["approved_by"]):
        yield bars("extended.approved_by", f"{extended['approved_by']}不是负责人，不能批准延期。", "请由负责人批准。")
    if extended and NO_ORGAN.search(extended["approved_by"]):
        message = f"延期由{extended['approved_by']}批准，不是本机关、单位负责人。"
        yield bars("extended.approved_by", message, "请由本机关负责人批准。")


@rule(
    "R02",
    "十五日内告知受理",
    provision("信访工作条例", "第二十三条", "收到之日起十五日内书面告知"),
    papers=_HANDLING,
)
def accepted_within_fifteen_days(given: RuleInput) -> Iterator[Fault]:
    """Warn when a matter that nobody transferred was accepted later than fifteen days after it was raised."""
    last = given.limit("notice_days", given.facts["raised_on"]).last_day
    if day(given.facts["accepted_on"]) > last and not given.facts.get("transferred_by"):
        message = f"受理日期晚于十五日期限（{official_date(last)}）。"
        yield warns("accepted_on", message, "请在卷内说明原因。")


@rule(
    "R06",
    "逐项由机关自己答复",
    provision("信访工作条例", "第三十二条", "写明请求、事实和理由、处理意见及法律法规依据"),
    papers=_HANDLING,
)
def each_request_is_answered(given: RuleInput) -> Iterator[Fault]:
    """Bar answers that are none or say the contrary of their outcome."""
    refused = {mention.sentence.field for mention in given.mentions("outcome_refused")}
    supported = {mention.sentence.field for mention in given.mentions("outcome_supported")}
    for number, request in enumerate(given.facts["requests"]):
        field, opinion = f"requests.{number}.opinion", request["opinion"].strip()
        if _NO_ANSWER.match(opinion):
            yield bars(field, f"“{opinion}”不是处理意见。", "请逐项写明支持、解释还是不支持，以及怎样办。")
        if request["outcome"] == "予以支持" and field in refused and field not in supported:
            yield bars(field, "结论是予以支持，处理意见却是不予支持。", "请核对结论。")
        if request["outcome"] == "不予支持" and field in supported and field not in refused:
            yield bars(field, "结论是不予支持，处理意见却是予以支持。", "请核对结论。")
        if _PUT_OFF.search(opinion):
            yield warns(field, "没有写什么时候、由谁去办。", "请写明办理的单位和时间。")
        if _HALF.search(request["facts"]) or _HALF.search(given.facts["investigation"]):
            yield warns(f"requests.{number}.facts", "写的是没有调查核实。", "请调查核实以后再出意见。")


@rule(
    "R15",
    "处理意见是机关自己的",
    provision("信访工作条例", "第三十二条", "由有权处理的机关写明处理意见及其依据；律师的意见只供参考"),
    papers=_HANDLING,
)
def the_opinion_is_the_organs_own(given: RuleInput) -> Iterator[Fault]:
    """Bar an answer that only repeats the facts or points to a lawyer's opinion."""
    for number, request in enumerate(given.facts["requests"]):
        opinion = request["opinion"].strip()
        if opinion == request["facts"].strip() or re.search(
            r"法律意见书|律师(?:事务所|所)?(?:的)?意见|律师(?:事务所)?认为", opinion
        ):
            remedy = "请由有权机关自己写明处理意见；法律意见书只供参考。"
            yield bars(f"requests.{number}.opinion", "处理意见不是机关自己的意见。", remedy)


@rule(
    "R06",
    "复查机关是上一级",
    provision("信访工作条例", "第三十五条", "请求原办理机关、单位的上一级机关、单位复查"),
    papers=_HANDLING,
)
def reviewed_by_the_next_level(given: RuleInput) -> Iterator[Fault]:
    """Bar a review organ that is the organ itself, no organ, or not one level above it."""
    issuer = given.facts["issuer"]
    yield from faults_of_review_organ(given, issuer["name"], issuer["level"])


def faults_of_review_organ(given: RuleInput, issuer: str, level: str) -> Iterator[Fault]:
    """Give the faults of the organ that is to review what the organ `issuer` of `level` decided (Art 35)."""
    organ = given.facts["review_organ"]
    possible, next_level = levels_of(organ), LEVELS[LEVELS.index(level) + 1]
    own = {level} if is_department(issuer) and "人民政府" in organ else set()
    if organ == issuer:
        yield bars("review_organ", f"复查机关就是作出处理意见的机关（{organ}）。", "请写上一级机关、单位。")
    elif NO_ORGAN.search(organ):
        yield bars("review_organ", f"“{organ}”不能复查信访处理意见。", "请写上一级机关、单位。")
    elif possible and not possible & ({next_level} | own):
        yield bars("review_organ", f"“{organ}”不是{level}机关的上一级。", f"请写上一级（{next_level}）机关、单位。")
    elif level == "乡级" and len(possible) > 1 and organ != given.settings.office.county_government:
        message = f"乡镇的上一级是{given.settings.office.county_government}，写的是“{organ}”。"
        yield warns("review_organ", message, "请核对；设区的市不是乡镇的上一级。")
    elif is_department(organ) and level == "乡级":
        message = f"乡镇的上一级是县级人民政府，写的是“{organ}”。"
        yield warns("review_organ", message, "请核对；由信访部门承办复查的，写人民政府的名称。")


@rule(
    "R06",
    "由机关负责人签批",
    provision("信访工作条例", "第三十一条第六项", "有权处理的机关、单位出具处理意见书"),
    papers=_HANDLING,
)
def approved_by_the_organ(given: RuleInput) -> Iterator[Fault]:
    """Bar an approval by somebody outside of the organ."""
    approved_by = given.facts["approved_by"]
    if NO_ORGAN.search(approved_by) and "人民政府" not in approved_by:
        yield bars("approved_by", f"“{approved_by}”不能签批处理意见书。", "请由本机关负责人签批。")
    elif re.search(r"未经|没有|没经|自行|代签|补签", approved_by):
        yield bars("approved_by", f"“{approved_by}”：没有负责人签批。", "请由本机关负责人签批以后再出。")


@rule(
    "R06",
    "告知的救济要对",
    provision("信访工作条例", "第三十五条", "三十日内请求上一级复查"),
    papers="handling_opinion termination_notice acceptance_notice",
    reads_text=True,
)
def remedy_is_told_right(given: RuleInput) -> Iterator[Fault]:
    """Bar words that take the review away or give another period for it."""
    for mention in given.mentions("remedy_denied", "binds", "states"):
        why = "收到之日起三十日内可以请求上一级机关复查"
        yield bars(mention.sentence.field, said(given, mention, why), "请改正。")
