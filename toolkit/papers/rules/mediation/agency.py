"""Rules of the power of attorney (民法典 Art 161 to 173)."""

import re
from collections.abc import Iterator, Sequence

from toolkit.papers.law.figures import figure
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day, warns
from toolkit.papers.rules.registry import rule

_POWER = "power_of_attorney"
_WRITTEN = provision("民法典", "第一百六十五条", "授权委托书写明代理人、事项、权限和期限，由被代理人签名或者盖章")
_EVERYTHING = re.compile(
    r"全权|一切(?:事[项务宜]|权利)|所有事[项务宜]|等(?:一切|全部)?事[项务宜]|相关(?:一切)?事[项务宜]"
)
# What disposes of the principal's rights and has to be named one by one.
_DISPOSES = re.compile(
    r"肯(?P<do>[一-龥])就(?P=do)|说了算|讲了算|定了算|顶我的|替我(?:在[^，。；]{0,6})?(?:定|签|按|答应|应)|(?:少|多)(?:收|要|拿|给|赔)[^，。；]{0,8}(?:由|听|随)|让(?:多少|几)|可以(?:当场|自行)?答应|(?:当场)?答应(?:赔|给|下来|对方)|谈成[^，。；]{0,8}(?:签|按|算)|作主|做主"
    r"|反诉|撤回[^，。；]{0,6}(?:申请|请求)|接受[^，。；]{0,6}(?:方案|条件)|承认|放弃|变更[^，。；]{0,4}请求|和解|达成[^，。；]{0,6}协议|签[订署][^，。；]{0,6}协议|司法确认|代收[^，。；]{0,4}款|收取[^，。；]{0,6}款|领取[^，。；]{0,6}款"
)
_PERSONAL = re.compile(r"结婚|离婚|复婚|收养|遗嘱|认领|婚姻(?:登记|关系)")
_NOT_OF_THEM = re.compile(r"(?:没有|未|不|并无|不曾|从未)[^，。；]{0,6}(?:给|替|帮|为|接受|受|代理)[^，。；]{0,8}")
# An office that the agent holds ends its clause; a mediator who asked or explained something is another person.
_OF_THE_OFFICE = re.compile(
    r"(?:调解员|调解委员会|调委会|综治中心|司法所(?:干部|工作人员|所长))(?:[^，。；]{0,4}(?:干部|职工|主任|副主任|委员|工作人员|成员|聘用人员|的人))?(?=$|[，。；、（）()])"
)
_SUB = re.compile(r"转委托|再委托")
_YEARS = 3  # a longer power is likelier a slip of the pen


@rule("R18", "权限要逐项写明", _WRITTEN, papers=_POWER)
def powers_are_named(given: RuleInput) -> Iterator[Fault]:
    """Bar a power over everything; bar powers that dispose of rights under a general power, and the contrary."""
    disposing = [text for text in given.facts["powers"] if _DISPOSES.search(text)]
    for number, text in enumerate(given.facts["powers"]):
        if match := _EVERYTHING.search(text):
            yield bars(f"powers.{number}", f"“{match[0]}”没有写明是哪些权限。", "请逐项写明代理什么、可以处分什么。")
        elif match := _SUB.search(text):
            yield asks(f"powers.{number}", f"“{match[0]}”：委托人同意转委托吗？", "同意的写明转给谁；没有的请删去。")
    if given.facts["power"] == "一般授权" and disposing:
        message = f"一般授权里写了要特别授权的：{disposing[0]}。"
        yield bars("power", message, "承认、放弃、变更请求，和解，达成协议，代收款项，要写成特别授权。")
    if given.facts["power"] == "特别授权" and not disposing:
        message = "特别授权没有写可以处分哪些权利。"
        yield bars("powers", message, "请逐项写明；不处分权利的，写成一般授权。")


@rule(
    "R18",
    "应当本人办的不能代理",
    provision("民法典", "第一百六十一条第二款", "依法、按约定或者按性质应当由本人亲自实施的，不得代理"),
    papers=_POWER,
)
def personal_acts_are_not_delegated(given: RuleInput) -> Iterator[Fault]:
    """Bar a power for marriage, adoption and wills."""
    texts = [("dispute", given.facts["dispute"])]
    texts += [(f"powers.{number}", text) for number, text in enumerate(given.facts["powers"])]
    for field, text in texts:
        if match := _PERSONAL.search(text):
            yield bars(field, f"“{match[0]}”要本人亲自办，不能委托别人。", "请删去这一项。")


@rule(
    "R09",
    "代理人不能同时代理对方",
    provision("民法典", "第一百六十八条", "不得与自己、与自己同时代理的其他人实施民事法律行为"),
    provision("人民调解法", "第十五条", "调解员不得偏袒一方"),
    papers=_POWER,
)
def the_agent_is_of_one_side(given: RuleInput) -> Iterator[Fault]:
    """Bar an agent who is the principal or the other side, or who works for the committee."""
    agent, principal = given.facts["agent"], given.facts["principal"]["name"]
    if agent["name"] == principal:
        yield bars("agent.name", f"代理人{principal}就是委托人自己。", "请写受委托的人。")
    if agent["name"] in given.facts["opponents"]:
        yield bars("agent.name", f"代理人{agent['name']}就是对方当事人。", "请换人代理。")
    if principal in given.facts["opponents"]:
        yield bars("opponents", f"对方当事人写的是委托人{principal}自己。", "请核对当事人。")
    if clash := _of_both_sides(agent["relation"], given.facts["opponents"]):
        message = f"代理人是“{agent['relation']}”：“{clash}”，他也替对方说话吗？"
        yield asks("agent.relation", message, "一个人不能代理两方，请换人代理。")
    if _OF_THE_OFFICE.search(agent["relation"]):
        message = f"代理人是“{agent['relation']}”，本会的人不能代理一方。"
        yield bars("agent.relation", message, "请换人代理。")
    age = agent.get("age")
    if age is not None and age < int(figure("age_of_capacity").latest.value):
        yield bars("agent.age", f"代理人{agent['name']}不满十八周岁。", "请换成年人代理。")


def _of_both_sides(relation: str, opponents: Sequence[str]) -> str:
    """Return the words of `relation` by which the agent speaks for the other side too, or works for it."""
    if _NOT_OF_THEM.search(relation):
        return ""
    both = re.search(
        r"两边|双方|两头|两家|托两家|(?:也|又|还|同时)[^，。；]{0,8}(?:替|代|帮|给)[^，。；]{0,6}(?:对方|那边|那头)",
        relation,
    )
    if both:
        return both[0]
    names = "|".join(map(re.escape, opponents)) or "(?!)"
    serves = re.search(
        rf"(?:{names}|对方)[^，。；]{{0,6}}(?:请|委托|雇|聘|派|单位|公司|店|厂|合伙|的[^，。；]{{0,4}}(?:代理|律师|会计|管账|工人|伙计|老板|合伙))"
        rf"|(?:替|代|帮|给|为)(?:{names}|对方)[^，。；]{{0,6}}(?:说|开口|出面|办|代理|做|打工|管)",
        relation,
    )
    return serves[0] if serves else ""


@rule(
    "R18",
    "委托人自己能委托",
    provision("民法典", "第二十一条、第二十二条、第二十三条", "不能辨认自己行为的，由监护人代理"),
    papers=_POWER,
)
def the_principal_can_give_power(given: RuleInput) -> Iterator[Fault]:
    """Ask about a principal of whom the paper tells that he cannot know what he gives, or whose hand was led."""
    for mention in given.mentions("incapable_told"):
        message = f"“{given.label(mention.sentence.field)}”里说“{mention.words}”：委托人明白、能自己委托吗？"
        yield asks(
            mention.sentence.field, message, "不能的，由监护人作法定代理人；能的，写明怎样核实、由本人签名或者按指印。"
        )
        return


@rule("R21", "委托的期限", _WRITTEN, papers=_POWER)
def the_term_is_sound(given: RuleInput) -> Iterator[Fault]:
    """Bar a term that ends before it begins, ask about one from before the day of signing, warn of a very long one."""
    start, end = day(given.facts["from"]), day(given.facts["to"])
    if end < start:
        yield bars("to", "委托期限的止日早于起日。", "请核对日期。")
    if start < given.date:
        yield asks("from", "委托期限从签署以前起，以前没有书面委托吗？", "请核对；追认以前的代理，另写明追认。")
    if (end - start).days > _YEARS * 366:
        yield warns("to", f"委托期限超过{_YEARS}年。", "请核对日期；调解用不了这样久。")


@rule("R18", "法人由法定代表人签署", practice("法人由法定代表人代表"), papers=_POWER)
def a_body_is_represented(given: RuleInput) -> Iterator[Fault]:
    """Bar a principal that is a body without who signs for it; warn without its code; bar a minor as principal."""
    principal = given.facts["principal"]
    if principal["kind"] != "自然人" and not principal.get("representative"):
        message = f"{principal['name']}没有写法定代表人。"
        yield bars("principal.representative", message, "请写明由谁代表签署。")
    if principal["kind"] != "自然人" and not principal.get("credit_code"):
        message = f"{principal['name']}没有写统一社会信用代码。"
        yield warns("principal.credit_code", message, "请核对证照后补上。")
    age, guardian = principal.get("age"), re.search(r"法定代理人|监护人", principal.get("representative") or "")
    if age is not None and age < int(figure("age_of_capacity").latest.value) and not guardian:
        message = f"委托人{principal['name']}不满十八周岁，由法定代理人代理，不另行委托。"
        yield bars("principal.age", message, "请由法定代理人参加，或者以法定代理人的名义委托。")
