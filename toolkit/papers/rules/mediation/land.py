"""Rules on land in an agreement: homesteads stay in the village, absent kin keep theirs, terms end in time."""

import re
from collections.abc import Iterator
from datetime import timedelta

from toolkit.papers.law.calculators import value_of
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, day
from toolkit.papers.rules.dates import written_days
from toolkit.papers.rules.parties import people
from toolkit.papers.rules.registry import AGREEMENTS, BINDING, rule

_HOUSE = re.compile(r"宅基地|屋基|地基|老屋|瓦房|平房|楼房|农房|院坝|院子|宅院|老宅|房屋|房子|土房|祖屋")
_CONVEYED = re.compile(
    r"(?:卖|转|让|过户|出让|抵|归|给)[^，。；]{0,6}(?:给|到|与|名下)|买断|永远|永久|卖断|总价|房价|房款|买房|转让款|购房"
)
_ONLY_LET = re.compile(r"租|借住|借给|暂住|看管|维修|翻修费|借用")
_TOWNSPEOPLE = re.compile(
    r"(?:户口|户籍)[^，。；]{0,8}(?:县城|城里|城关|市里|市区|外[村乡镇县省地]|镇上|街上|别村)|城里人|城镇(?:居民|户口)|外[村乡镇县]人|不是(?:本|我们?)[村组社]"
    r"|(?:不是|没有)[^，。；]{0,8}(?:集体|本村|本组)[^，。；]{0,6}成员"
)
_VILLAGE = re.compile(r"[一-龥]{2,6}?(?:村|社区)")
_BROTHER = re.compile(r"老[大二三四五六七幺]|(?:大|二|三|四|五|小)(?:哥|弟|姐|妹|叔|伯)")
_HELD = re.compile(r"^(?:家|名下|屋头)?(?:的|那|这)?[^，。；]{0,6}(?:\d|亩|田|地|房|屋|林|塘|山|补贴|份|股|树)")
_CONTRACT_ENDS = re.compile(
    r"(?:承包|经营权)(?:(?![费款欠租])[^。；]){0,24}?(?:至|到|止于)[^。；\d]{0,4}(?P<end>\d{4}年\d{1,2}月\d{1,2}日)"
)
_TERM = re.compile(
    r"(?:种|耕种|流转|经营|包|租|管|用|做)[^，。；]{0,6}?(?P<years>\d{1,2}|[一二三四五六七八九十]{1,3}|百)年(?!前|来|以前|的?(?:租|费|钱))"
)
_LAND = re.compile(r"亩|地|田|山|林|塘|承包|流转")
# Only who passes the land on is bound by the rest of his contract; a new contract has a term of its own.
_PASSED_ON = re.compile(r"流转|转包|出租|转租|租给|包给|(?:交|让|给)[^，。；]{0,8}?(?:种|经营|管)")
_NEW_CONTRACT = re.compile(r"续[包签租期订]|重新(?:承包|发包|签|订)|发包|延包|延长承包")


@rule(
    "R10",
    "宅基地不卖给村外的人",
    provision("土地管理法", "第六十二条", "宅基地由本村村民依法取得，一户一处"),
    papers=AGREEMENTS,
)
def homesteads_stay_in_the_village(given: RuleInput) -> Iterator[Fault]:
    """Ask where a house and its ground pass for good to somebody from outside of its village."""
    for number, term in enumerate(given.facts["terms"]):
        text = f"{term['subject'] or ''}{term['duty']}" if "subject" in term else term["duty"]
        if not (_HOUSE.search(text) and (conveyed := _CONVEYED.search(text))) or _ONLY_LET.search(text):
            continue
        outsider = _TOWNSPEOPLE.search(given.all_text)
        homes = {person["name"]: bool(_VILLAGE.search(person.get("address") or "")) for _, person in people(given)}
        away = next((name for name, is_village in homes.items() if not is_village), "")
        who = outsider[0] if outsider else away if any(homes.values()) else ""
        if who:
            field = f"terms.{number}.duty"
            message = f"“{given.label(field)}”里的“{conveyed[0]}”：房屋连同宅基地给了村外的人（{who}）吗？"
            yield asks(field, message, "宅基地只能由本集体的村民取得，请改成租住、退款等合法的办法。")


@rule(
    "R10",
    "不在场的亲属的地不能分",
    provision("农村土地承包法", "第八条", "任何组织和个人不得侵犯承包方的土地承包经营权"),
    provision("民诉法解释", "第三百五十八条第二项", "损害他人合法权益的，驳回申请"),
    papers=BINDING,
)
def land_of_absent_kin_is_left(given: RuleInput) -> Iterator[Fault]:
    """Ask about land or a house of a brother, called by his place among them, whose name is no side's."""
    sides = "、".join(person["name"] for _, person in people(given))
    told = "".join(each.text for each in given.sentences if each.part != "binds")
    for sentence in given.sentences:
        for match in _BROTHER.finditer(sentence.text) if sentence.part == "binds" else ():
            named = re.search(
                rf"{match[0]}(?:是|叫|，|（)?(?P<name>[一-龥]{{2,3}}?)(?=是|，|。|（|在|家|没|一直|常年|早|和|与|、)",
                told,
            )
            if _HELD.match(sentence.text[match.end() :]) and named and named["name"] not in sides:
                message = f"“{given.label(sentence.field)}”处分的是{match[0]}的：{named['name']}没有签字。"
                yield asks(sentence.field, message, "请让他作为当事人参加并签字，或者删去。")
                return


@rule(
    "R10",
    "流转不超过承包期的剩余年限",
    provision("农村土地承包法", "第三十八条第三项", "流转的期限不得超过承包期的剩余期限"),
    papers=AGREEMENTS,
)
def terms_end_with_the_contract(given: RuleInput) -> Iterator[Fault]:
    """Ask about contracted land passed on for more years than the contract, whose end the facts tell, still has."""
    ends = [
        on
        for sentence in given.sentences
        for match in _CONTRACT_ENDS.finditer(sentence.text)
        if (on := written_days(match["end"])[0][1])
    ]
    for number, term in enumerate(given.facts["terms"]):
        duty, start = term["duty"], day(term.get("from") or term["by"])
        match, end = _TERM.search(duty), max((on for on in ends if on > start), default=None)
        is_passed_on = _LAND.search(duty) and _PASSED_ON.search(duty) and not _NEW_CONTRACT.search(duty)
        if not match or not end or not is_passed_on:
            continue
        years = 100 if match["years"] == "百" else int(value_of(match["years"]))
        eve = start - timedelta(days=1)  # a year from the first of a month ends with the month before
        if (eve.year + years, eve.month) > (end.year, end.month):
            message = f"“{match[0]}”：流转的期限超过承包期（到{end.isoformat()}为止）吗？"
            yield asks(
                f"terms.{number}.duty", message, "超过的，请改到承包期以内，续包以后另行约定；没有超过的，写明原因。"
            )
