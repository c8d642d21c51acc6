"""Rules on danger to people: hints of suicide and of violence are met, a child that was touched is reported for."""

import re
from collections.abc import Iterator

from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars
from toolkit.papers.rules.doubts import TAKEN_BACK
from toolkit.papers.rules.parties import shown
from toolkit.papers.rules.registry import rule

_MET = re.compile(
    r"(?:已|当即|当场|马上|立即|及时|当天)[^，。；]{0,10}(?:报告|报警|报给|上报|告诉|通知|联系|收走|收了|拿走|劝|送医)"
    r"|派出所|民警|110|报(?:告|警|了案)|看护|陪着|陪护|守着|轮流|收走|心理|妇联|通知[^，。；]{0,4}(?:家|儿|女|亲)|稳住|劝住|劝下|疏导|未成年人保护|检察"
)
_CHILD = re.compile(
    r"(?<![零〇一二三四五六七八九十百\d])(?:[一二三四五六七八九]|十[一二三]?|[1-9]|1[0-3])(?:周)?岁|娃儿|女娃|妹崽|妹娃|孩子|小孩|幼女|小学|幼儿园|孙女|女童|未成年|学生"
)
_TOUCHED = re.compile(
    r"(?:手[^，。；]{0,2}伸|伸(?:手|到|进)|摸|探(?:到|进)|钻(?:到|进))[^，。；]{0,8}(?:衣裳|衣服|裤|裙|内衣|被窝|身上|下身|胸|腿|屁股)"
    r"|(?:(?<![推摆逃])脱(?!离|困|贫|险|逃)|扒|(?<![调和理谅误化消瓦了])解(?!除|决|释|散)|掀|撩)[^，。；]{0,6}(?:(?<![外大雨毛棉])衣|裤|裙|扣子|纽扣)"
    r"|摸(?:了)?[^，。；]{0,4}身子|(?:抱着|搂着|按着|压着)[^，。；]{0,8}(?:亲|摸)|猥亵|糟蹋|(?<![通捉汉])奸(?!商|诈|猾|情|细)|不规矩|动手动脚"
)
# What leaves no doubt, unless it is denied; other touching is asked about: who treats a child undresses it too.
_BEYOND_DOUBT = re.compile(
    r"(?:伸|摸)[^，。；]{0,10}(?:衣裳里|衣服里|裤|裙|内衣|被窝|下身|胸|大腿|屁股)|猥亵|强奸|奸淫|奸污|糟蹋"
)
_DENIED = re.compile(r"没|未(?!成年|满)|不(?:存在|是|曾)|是否|怀疑|排除|检查|治|药")
_REPORTED = re.compile(
    r"(?:已|已经|当即|立即|及时|当天)[^。；]{0,16}(?:报案|报警|报告|移送|移交)|公安机关(?:已|正在)[^，。；]{0,8}(?:立案|侦查|办理)"
)


@rule(
    "R13",
    "有人要寻短见、要行凶的，先管住",
    provision("人民调解法", "第二十五条", "纠纷有可能激化的，采取预防措施；可能引起治安、刑事案件的，及时报告"),
    papers="mediation_record failure_notice mediation_register follow_up_record investigation_record",
)
def danger_is_met(given: RuleInput) -> Iterator[Fault]:
    """Ask about hints of suicide or of violence where the paper tells of nothing that was done about them."""
    if given.facts.get("measures") or _MET.search(given.all_text):
        return
    for mention in given.mentions("danger_told"):
        if not TAKEN_BACK.search(mention.sentence.text):
            message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。报告了吗？采取了什么措施？"
            yield asks(mention.sentence.field, message, "请先劝住、看住，报告公安机关，把做了什么写进去。")
            return


@rule(
    "R13",
    "孩子受侵害的，马上报告",
    provision("未成年人保护法", "第十一条", "国家机关、居民委员会、村民委员会等发现未成年人受到侵害的，立即报告"),
    provision("人民调解法", "第二十五条", "可能引起刑事案件的，及时报告"),
    papers="mediation_agreement oral_agreement mediation_application mediation_register mediation_record "
    "failure_notice follow_up_record investigation_record confirmation_application",
)
def harm_to_children_is_reported(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement on the touching of a child that nobody reported, ask where words alone leave a doubt."""
    if _REPORTED.search(given.all_text):
        return
    for sentence in given.sentences:
        if (touched := _TOUCHED.search(sentence.text)) and _CHILD.search(sentence.text):
            is_beyond_doubt = _BEYOND_DOUBT.search(sentence.text) and not _DENIED.search(sentence.text)
            place = f"“{given.label(sentence.field)}”里的“{touched[0]}”"
            if is_beyond_doubt and given.paper in {"mediation_agreement", "oral_agreement"}:
                message = f"{place}：孩子受了侵害，不能调解了结。"
                yield bars(sentence.field, message, "请立即向公安机关报告；民事赔偿另行依法处理。")
            else:
                message = f"{place}：孩子受了侵害吗？受了侵害的，不能调解了结。"
                yield asks(sentence.field, message, "是的，请立即向公安机关报告；不是的，在答复里写明。")
            return
