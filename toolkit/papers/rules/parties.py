"""Rules on the people of every paper: two different sides, representatives, nobody judges in their own cause."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.chinese import SURNAMES
from toolkit.papers.facts import values_at
from toolkit.papers.language.concepts import Mention, words
from toolkit.papers.law.figures import figure
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.registry import rule

_SIDES = ("parties", "applicants", "respondents")
_OFFICERS = (
    ("mediators[].name", "人民调解员"),
    ("mediators[]", "人民调解员"),
    ("mediator", "人民调解员"),
    ("recorder.name", "记录人"),
    ("recorder", "记录人"),
    ("investigator", "调查人"),
)
OF_AGE = 18  # years (民法典 Art 17)
KIN = "|".join(sorted(words("亲属"), key=len, reverse=True))  # a pattern of every word for kin
YOUNG = (
    r"(?:(?:[一二三四五六七八九]|十[一二三四五六七]?|\d|1[0-7])(?:周)?岁"
    r"|[^，。；]{0,4}(?:中|小)学(?:学?生|[一二三四五六]年级)|未成年)"
)
_AGENT = re.compile("[一-龥]{2,4}(?=[（(，]|$)")
_EARNS = re.compile(
    r"(?:1[67]|十[六七])(?:周)?岁[^。]{0,40}(?:工资|劳动收入|打工|做工|上班|挣)[^。]{0,30}(?:自己|主要生活来源|养活|开销|租房)"
)
_CALLED_KIN = re.compile(rf"^(?:其|他的?|她的?)?(?:{KIN})(?=[一-龥]{{2}})")
_OFFICES = ("调解员", "记录人", "调查人", "承办人", "经办人", "办案人", "调解委员会主任", "主持人", "回访人")
_CALLED_AFTER = ("师傅", "师", "老师", "主任", "调解员", "律师", "书记", "站长", "所长", "大哥", "姐", "伯", "叔")
_SIDE_WORDS = ("当事人", "甲方", "乙方", "申请人", "被申请人", "信访人", "对方", "一方", "委托人")
_MEDIATION = (
    "mediation_agreement oral_agreement mediation_application mediation_register rights_notice mediation_record "
    "investigation_record follow_up_record failure_notice confirmation_application"
)


def people(given: RuleInput) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the path and the facts of each person who is a side."""
    for side in _SIDES:
        for number, person in enumerate(given.facts.get(side) or ()):
            yield f"{side}.{number}", person


def called(name: str) -> tuple[str, ...]:
    """Return how a text may call the person of `name`: in full, or by surname and office (景师傅, 小骆律师, 老景)."""
    if name[:1] not in SURNAMES:
        return (name,)
    return (name, *(f"{name[0]}{office}" for office in _CALLED_AFTER), *(f"{before}{name[0]}" for before in "老小"))


def names_of(given: RuleInput) -> frozenset[str]:
    """Return the names of all sides."""
    return frozenset(person["name"] for _, person in people(given))


def agents(given: RuleInput) -> tuple[str, ...]:
    """Return the name of each agent of a side, as far as his field begins with it."""
    texts = (person.get("representative") or "" for _, person in people(given))
    return tuple(match[0] for text in texts if (match := _AGENT.match(text)))


def guardians(given: RuleInput) -> frozenset[str]:
    """Return the names of those who act for a minor and so answer for what he owes (民法典 Art 1188)."""
    minors = (person for _, person in people(given) if (person.get("age") or OF_AGE) < OF_AGE)
    texts = (person.get("representative") or "" for person in minors)
    return frozenset(match[0] for text in texts if (match := _AGENT.match(_CALLED_KIN.sub("", text))))


def officers(given: RuleInput) -> Iterator[tuple[str, str, str]]:
    """Yield the field, the office and the name of each officer of the paper."""
    for path, office in _OFFICERS:
        for name in values_at(given.facts, path):
            if isinstance(name, str):
                yield path.partition("[")[0].partition(".")[0], office, name


@rule("R10", "同一个人不能是两方", provision("人民调解法", "第二条", "调解解决的是当事人之间的纠纷"))
def named_once(given: RuleInput) -> Iterator[Fault]:
    """Bar a person who stands on two sides."""
    for name, count in Counter(person["name"] for _, person in people(given)).items():
        if count > 1:
            field = next(field for field, person in people(given) if person["name"] == name)
            yield bars(field, f"{name}写了 {count} 次，同一个人不能是两方。", "请核对当事人。")


@rule(
    "R18",
    "未成年人由法定代理人代理",
    provision(
        "民法典", "第十八条至第二十条", "不满十八周岁的，由法定代理人代理或者经其同意；十六周岁以上自食其力的除外"
    ),
    provision("民法典", "第二十三条", "无民事行为能力人、限制民事行为能力人的监护人是其法定代理人"),
)
def minors_are_acted_for(given: RuleInput) -> Iterator[Fault]:
    """Require who acts for a minor (民法典 Art 18 to 20)."""
    of_age, may_earn = (int(figure(name).latest.value) for name in ("age_of_capacity", "age_of_earning"))
    for field, person in people(given):
        age = person.get("age")
        earns = age is not None and age >= may_earn and bool(_EARNS.search(given.all_text))
        if age is not None and age < of_age and not earns and not person.get("representative"):
            level = bars if age < may_earn else warns
            message = f"{person['name']}不满十八周岁，没有写法定代理人。"
            remedy = "请写明由谁代理；已满十六周岁、以自己的劳动收入为主要生活来源的除外。"
            yield level(f"{field}.representative", message, remedy)


@rule(
    "R18",
    "文字里说到的未成年人有监护人代理",
    provision("民法典", "第十九条、第二十条", "未成年人由法定代理人代理"),
    papers=_MEDIATION,
)
def minors_in_the_text_are_acted_for(given: RuleInput) -> Iterator[Fault]:
    """Ask about a side, or both of them, of whom the text tells that they are minors or pupils."""
    if any(person.get("representative") for _, person in people(given)):
        return
    sides = "|".join(map(re.escape, names_of(given)))
    if not sides:
        return
    young = re.compile(
        rf"(?:{sides}|双方|两人|二人|他|她|其)(?:都|均|才|只有|刚满|今年|是|系|还是|未满|不满|，|（|\()*"
        rf"{YOUNG}"
    )
    own = re.compile(rf"(?:我|俺|本人)(?:今年|才|刚|只有|刚满|还|虚岁|，)*{YOUNG}")
    for sentence in given.sentences:
        is_own = sentence.field.endswith("statement")
        if (match := young.search(sentence.text) or (is_own and own.search(sentence.text))) and not _EARNS.search(
            given.all_text
        ):
            message = f"“{given.label(sentence.field)}”里说：{match[0]}。有监护人代理吗？"
            yield asks(sentence.field, message, "请写明监护人；不是当事人的，在答复里写明。")


@rule("R10", "法人由法定代表人或者代理人签字", provision("民法典", "第六十一条", "法定代表人代表法人从事民事活动"))
def bodies_are_represented(given: RuleInput) -> Iterator[Fault]:
    """Require who signs for a legal person."""
    for field, person in people(given):
        if person.get("kind") == "法人或其他组织" and not person.get("representative"):
            message = f"{person['name']}没有写法定代表人或者代理人。"
            yield bars(f"{field}.representative", message, "请写明由谁代表签字。")


@rule("R22", "法人写明统一社会信用代码", practice("GB 32100—2015"))
def bodies_have_a_code(given: RuleInput) -> Iterator[Fault]:
    """Warn of a legal person without its code."""
    for field, person in people(given):
        if person.get("kind") == "法人或其他组织" and not person.get("credit_code"):
            yield warns(f"{field}.credit_code", f"{person['name']}没有写统一社会信用代码。", "请核对证照后补上。")


def _is_parent_on_the_same_side(person: Mapping[str, Any], sides: Any, name: str) -> bool:
    """Return whether `name` is the guardian of the minor `person` and stands on his side (甲方一, 甲方二)."""
    age, role = person.get("age"), person.get("role") or ""
    other = next(each for _, each in sides if each["name"] == name)
    is_minor = age is not None and age < OF_AGE and re.search(r"法定代理人|监护人", person.get("representative") or "")
    return bool(is_minor) and len(role) > len("甲方") and role[:2] == (other.get("role") or "")[:2]


def _pays_for(given: RuleInput, parent: str, child: Mapping[str, Any]) -> bool:
    """Return whether the guardian `parent` of the minor `child` pays other sides, not the child (民法典 Art 1188)."""
    paid = given.facts.get("payments") or ()
    is_guardian = re.search(r"法定代理人|监护人", child.get("representative") or "")
    payees = {each["payee"] for each in paid if each["payer"] == parent}
    return bool((child.get("age") or OF_AGE) < OF_AGE and is_guardian and payees) and child["name"] not in payees


@rule(
    "R10",
    "代理人不能同时代表两方",
    provision("民法典", "第一百六十八条", "代理人不得与自己或者自己同时代理的其他人实施民事法律行为"),
)
def nobody_acts_for_both(given: RuleInput) -> Iterator[Fault]:
    """Bar a representative who is another side, or represents another side too."""
    sides = tuple(people(given))
    for number, (field, person) in enumerate(sides):
        text = person.get("representative") or ""
        others = [other["name"] for place, (_, other) in enumerate(sides) if place != number]
        clash = next((name for name in others if name in text), None)
        if clash and not _is_parent_on_the_same_side(person, sides, clash) and not _pays_for(given, clash, person):
            message = f"{person['name']}的代理人“{text}”就是另一方{clash}。"
            yield bars(f"{field}.representative", message, "请换人代理；监护人与被监护人利益相反的，由其他监护人代理。")
        for other in sides[number + 1 :]:
            if text and text == other[1].get("representative"):
                message = f"{person['name']}和{other[1]['name']}的代理人都是“{text}”。"
                yield bars(f"{other[0]}.representative", message, "双方利益相对，请各自写明代理人。")


@rule(
    "R09",
    "不能在自己的事情里当调解员",
    provision("人民调解法", "第十五条第一项", "调解员不得偏袒一方当事人"),
    provision("信访工作条例", "第二十八条第三款", "有直接利害关系的应当回避"),
)
def nobody_in_his_own_cause(given: RuleInput) -> Iterator[Fault]:
    """Bar an officer who is a side, or is the one that was asked."""
    parties = names_of(given) | set(values_at(given.facts, "asked.name"))
    for field, office, name in officers(given):
        if any(party in name for party in parties):
            yield bars(field, f"{office}{name}自己就是当事人或者被调查人。", "请换人。")
        elif given.paper == "investigation_record" and name in _talk(given):
            yield asks(field, f"谈话里说到{name}，{office}也是{name}，是同一个人吗？", "是当事人的，请换人。")


def _talk(given: RuleInput) -> str:
    return "\n".join(f"{each['q']}{each['a']}" for each in given.facts["talk"])


@rule(
    "R09",
    "与当事人有亲属、利害关系的应当回避",
    provision("人民调解法", "第十五条", "调解员不得偏袒一方，不得收受财物"),
    provision("信访工作条例", "第二十八条第三款", "与信访人、信访事项有直接利害关系的应当回避"),
    reads_text=True,
)
def officers_are_no_relatives(given: RuleInput) -> Iterator[Fault]:
    """Bar an officer of whom the facts tell that he is related to a side, or took something from one."""
    officers_called = [word for name in sorted({name for _, _, name in officers(given)}) for word in called(name)]
    sides = names_of(given) | set(given.people)
    for mention in given.mentions("relation_told"):
        text = mention.sentence.text
        officer = next((word for word in (*officers_called, *_OFFICES) if word in text), None)
        side = any(name in text for name in sides) or any(word in text for word in _SIDE_WORDS)
        if officer and side and _is_of_officer(mention, officer) and not mention.is_denied:
            message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。{officer}应当回避。"
            level = asks if mention.is_spoken_by_others else bars
            yield level(mention.sentence.field, message, "请换人；当事人都书面同意由他调解的，也请写明。")


def _is_of_officer(mention: Mention, officer: str) -> bool:
    """Return whether the relation is told of the officer: both stand in one clause, or the officer right before."""
    text = mention.sentence.text
    return officer in text[max(0, mention.start - 20) : mention.end + 14]


def shown(mention: Mention, length: int = 40) -> str:
    """Return the sentence of `mention` as a message shows it."""
    text = mention.sentence.text.rstrip("。；")
    return text if len(text) <= length else text[max(0, mention.start - 12) :][:length]


@rule(
    "R18",
    "没有行为能力的由监护人代理",
    provision("民法典", "第二十一条至第二十三条", "不能辨认自己行为的成年人，由监护人代理"),
    papers=_MEDIATION,
    reads_text=True,
)
def the_incapable_are_acted_for(given: RuleInput) -> Iterator[Fault]:
    """Bar a side of whom the facts tell that it cannot act, when nobody acts for it."""
    alone = [(field, person["name"]) for field, person in people(given) if not person.get("representative")]
    for mention in given.mentions("incapable_told"):
        for field, name in alone:
            if (
                name in mention.sentence.text[: mention.end + 6]
                and f"{name}的" not in mention.sentence.text[: mention.start]
            ):
                message = f"“{given.label(mention.sentence.field)}”里说{name}“{mention.words}”，没有人代理。"
                level = asks if mention.is_spoken_by_others else bars
                yield level(f"{field}.representative", message, "请写明监护人；监护人有争议的，先依法确定。")


@rule(
    "R10",
    "去世的人不能是当事人",
    provision("民法典", "第十三条", "自然人的民事权利能力到死亡时止"),
    papers=_MEDIATION,
    reads_text=True,
)
def the_dead_are_no_party(given: RuleInput) -> Iterator[Fault]:
    """Bar a side of whom the facts tell that it died."""
    for mention in given.mentions("dead_told"):
        before = mention.sentence.clause_before(mention.end)
        for field, person in people(given):
            name = person["name"]
            if before.startswith(name) and not _goes_on_to_kin(before[len(name) :]):
                message = f"“{given.label(mention.sentence.field)}”里说{name}已经去世，不能再作当事人。"
                yield bars(f"{field}.name", message, "请写继承人或者其他承受权利义务的人。")


def _goes_on_to_kin(rest: str) -> bool:
    return rest.startswith(("的", "之")) or any(rest.startswith(word) for word in words("亲属"))


@rule(
    "R10",
    "委托代理要有书面授权",
    provision("民法典", "第一百六十五条", "书面委托代理的，授权委托书写明代理人、事项、权限和期限"),
    provision("民诉法解释", "第三百五十四条", "委托代理人的，要提交授权委托书"),
    papers=f"{_MEDIATION} legal_opinion",
    reads_text=True,
)
def proxies_are_in_writing(given: RuleInput) -> Iterator[Fault]:
    """Bar a power of attorney that was only given by word of mouth, and signing for somebody else without one."""
    for mention in given.mentions("proxy_oral"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。没有书面的授权。"
        level = asks if mention.is_spoken_by_others else bars
        yield level(mention.sentence.field, message, "请补书面的授权委托书（委托合同）并附卷。")


def delivered_by_two(service: Mapping[str, Any], field: str) -> Iterator[Fault]:
    """Warn when one person alone delivers in person; `field` is the path of those who deliver."""
    witnessed = 2
    if service["method"] in {"直接送达", "留置送达"} and len(set(service["deliverers"])) < witnessed:
        yield warns(field, "送达人只有一名。", "以二人送达为宜。")


@rule("R10", "双方的电话不能是同一个", practice("当事人的联系方式要各自写明"))
def phones_differ(given: RuleInput) -> Iterator[Fault]:
    """Warn of one telephone number for two sides."""
    counts = Counter(person["phone"] for _, person in people(given) if person.get("phone"))
    for phone in (phone for phone, count in counts.items() if count > 1):
        yield warns("parties", f"两方的电话都是{phone}。", "请核对，各写各的。")
