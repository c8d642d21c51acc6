"""Rules of what a petitioner writes: the withdrawal as a voluntary paper, the request for a review (Art 35)."""

import re
from collections.abc import Iterator

from toolkit.chinese import official_date
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.parties import KIN, YOUNG, shown
from toolkit.papers.rules.petitions import faults_of_review_organ
from toolkit.papers.rules.registry import rule

_WITHDRAWAL, _REVIEW = "withdrawal_letter", "review_application"
_FREELY = practice("撤回出于信访人自愿")
# A price or a threat behind a withdrawal: something is given, or not taken, because of it.
_PRICE = re.compile(
    r"(?:撤(?:回|了|掉|销)|不(?:再)?(?:上访|信访|反映|告))[^。；]{0,12}(?:才|就|便|换|以后再)[^。；]{0,8}(?:给|发|办|批|付|补|解决|放|算)"
    r"|(?:才|就|答应|同意|作为条件|交换)[^。；]{0,8}(?:撤|不再(?:上访|信访|反映))"
    r"|(?:给|收到|领到?|拿)[^。；]{0,8}(?:元|钱|补偿|补助|救助|低保|慰问)[^。；]{0,8}(?:所以|因此|就|才|于是)[^。；]{0,6}(?:撤|不再)"
    r"|(?:镇里|村里|干部|领导|单位|他们|有人)[^。；]{0,8}(?:要求|叫|让|逼|劝|动员|通知)[^。；]{0,8}(?:撤|写|签)"
)
_PRICE_OF_THE_PAPER = re.compile(
    r"(?:不|没有?|先|要|得|只要|才)[^。；]{0,10}(?:按|签|撤|写|盖)[^。；]{0,24}(?:补助|补贴|低保|救助|慰问|名额|指标|分红|待遇|宅基地|工作|上学)[^。；]{0,12}"
    r"|(?:补助|补贴|低保|救助|名额|指标|分红|待遇|上学)[^。；]{0,12}(?:不好说|没了|停|保不住|才[^，。；]{0,4}(?:给|报|批|办)|悬|难办|黄|取消|看表现)"
)
# What somebody else holds over him or his: the army, a job, a school, a house, a stamp.
_HELD_OVER = re.compile(
    r"(?:当兵|参军|政审|入党|上学|读书|学籍|工作|岗位|上班|建房|宅基地|盖章|公章|开证明|户口|贷款|公益岗|承包|摊位|低保)[^。；]{0,14}"
    r"(?:过(?:他|她|那)[^，。；]{0,6}关|卡(?:着|住|在)?|捏(?:着|在)|说了算|不好(?:办|说|过)|难办|悬|看(?:他|她|着办)|(?:要|得)(?:他|她|组长|村里|书记|主任)[^，。；]{0,6}(?:点头|签字|盖章|松口))"
    r"|(?:封口|堵嘴|安抚|辛苦)(?:费|钱)?|(?:得罪|惹)(?:不起|了)[^，。；]{0,8}|穿小鞋|记(?:仇|着账)|(?:怕|担心|害怕)[^，。；]{0,10}(?:报复|刁难|找麻烦|影响|连累|不给)"
)
_BY_ANOTHER = re.compile(
    rf"我?(?:{KIN}|妈|爸|娘|爹|婆|奶)[^。；]{{0,16}}(?:不(?:晓得|知道|识字|懂|清楚|在家)|没空|年纪大|糊涂)[^。；]{{0,14}}(?:我|由我)(?:替|代|帮|给)|(?:替|代|帮)(?:我|俺)?(?:{KIN}|妈|爸|娘|爹|婆|奶|他|她)[^，。；]{{0,6}}(?:撤|写|签|不告)"
)
_CHILD = re.compile(rf"(?:我|俺|本人)(?:[^，。；的]{{0,8}}，)?(?:今年|才|刚|只有|刚满|虚岁)*{YOUNG}")
_DENIED = re.compile(r"(?:没有|没|不是|并非|未)$")
_NEVER_AGAIN = re.compile(
    r"(?:永远?|再也|今后|以后|一辈子|保证|承诺)[^。；]{0,10}不(?:再)?(?:上访|信访|反映|投诉|告状|找)|息诉|罢访|了断"
)
_WHOLE = re.compile(r"一切|所有(?:权利|问题|信访)|任何(?:问题|诉求|事项)|今后")


@rule("R12", "撤回是自愿的", _FREELY, papers=_WITHDRAWAL)
def withdrawn_freely(given: RuleInput) -> Iterator[Fault]:
    """Bar a withdrawal that is not free, or that says it was pressed; ask where a price or a demand shows."""
    if given.facts["voluntary"] is not True:
        yield bars("voluntary", "信访人没有表示自愿撤回。", "不自愿的不能撤回，请照常办理原事项。")
    pressed = [mention for mention in given.mentions("pressed") if mention.sentence.field in {"reason", "scope"}]
    for mention in pressed:
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。"
        yield bars(mention.sentence.field, message, "受到胁迫、欺骗的不能撤回，请照常办理原事项。")
    reason = given.facts["reason"]
    match = _PRICE.search(reason) or _PRICE_OF_THE_PAPER.search(reason) or _HELD_OVER.search(reason)
    if not pressed and match and not _DENIED.search(reason[: match.start()]):
        message = f"“{match[0]}”：是有人以好处或者压力要求撤回吗？"
        yield asks("reason", message, "是的，不能撤回；不是的，请信访人用自己的话写清楚。")


@rule(
    "R07",
    "撤回的只是这一件事",
    provision("信访工作条例", "第三十六条第三款", "不再受理的只是同一事实和理由；新的仍可提出"),
    papers=_WITHDRAWAL,
)
def only_this_matter_is_withdrawn(given: RuleInput) -> Iterator[Fault]:
    """Bar a promise never to petition again and a withdrawal of every right."""
    for field in ("scope", "reason"):
        if match := _NEVER_AGAIN.search(given.facts[field]):
            yield bars(field, f"“{match[0]}”：撤回不能写成今后不再信访的保证。", "请删去，只写这一件事。")
    if match := _WHOLE.search(given.facts["scope"]):
        yield bars("scope", f"“{match[0]}”：撤回的范围超出了这一件事。", "请写明撤回这件事的哪些请求。")


@rule("R09", "说明的人、代读的人各是各人", _FREELY, papers=_WITHDRAWAL)
def explained_by_another(given: RuleInput) -> Iterator[Fault]:
    """Bar an explanation by the petitioner, ask where who explained also read the letter aloud."""
    name, clerk, reader = given.facts["petitioner"]["name"], given.facts["explained_by"], given.facts.get("read_by")
    if clerk == name:
        yield bars("explained_by", f"说明的工作人员写的是信访人{name}自己。", "请写说明的工作人员。")
    if reader and clerk in reader:
        message = f"{clerk}既说明后果，又代读。"
        yield asks("read_by", message, "请由信访人信任的人代读。")


@rule(
    "R06",
    "三十日内请求复查",
    provision("信访工作条例", "第三十五条", "收到书面答复之日起三十日内请求原办理机关、单位的上一级机关、单位复查"),
    papers=_REVIEW,
)
def review_is_asked_in_time(given: RuleInput) -> Iterator[Fault]:
    """Warn of a request later than thirty days after the opinion was received: the organ may not take it."""
    last = given.limit("review_days", given.facts["opinion"]["served_on"]).last_day
    if given.date > last:
        message = f"请求复查的期限到{official_date(last)}已满。"
        yield warns("date", message, "请核对收到的日期；逾期的，复查机关可能不受理。")


@rule(
    "R06",
    "向上一级机关、单位请求复查",
    provision("信访工作条例", "第三十五条", "请求原办理机关、单位的上一级机关、单位复查"),
    papers=_REVIEW,
)
def review_is_asked_of_the_next_level(given: RuleInput) -> Iterator[Fault]:
    """Bar a review organ that is the organ itself, no organ, or not one level above."""
    opinion = given.facts["opinion"]
    yield from faults_of_review_organ(given, opinion["organ"], opinion["level"])


@rule(
    "R09",
    "代书的人不是办理的人",
    provision("信访工作条例", "第二十八条第三款", "有直接利害关系的应当回避"),
    papers=_REVIEW,
)
def written_by_another(given: RuleInput) -> Iterator[Fault]:
    """Ask where the writer of the request is the petitioner, as then nobody wrote for anybody."""
    if given.facts.get("written_by") == given.facts["petitioner"]["name"]:
        yield asks("written_by", "代书人写的就是申请人自己。", "自己写的，不填代书人。")


@rule("R12", "撤回要本人来说", _FREELY, papers=_WITHDRAWAL)
def withdrawn_by_himself(given: RuleInput) -> Iterator[Fault]:
    """Ask where somebody else withdraws for the petitioner, or a minor alone."""
    child = re.search(
        rf"(?:我|俺|本人)(?:[^，。；的]{{0,8}}，)?(?:今年|才|刚|只有|刚满|虚岁)*{YOUNG}", given.facts["reason"]
    )
    if child:
        message = f"“{child[0]}”：信访人是未成年人吗？监护人同意撤回吗？"
        yield asks("reason", message, "未成年人的，由监护人撤回或者同意。")
    match = _BY_ANOTHER.search(given.facts["reason"])
    if match:
        message = f"“{match[0]}”：是信访人本人要撤回吗？"
        yield asks("reason", message, "请由本人撤回；委托别人的，附授权委托书。")
