"""Rules on the contents of an agreement: what nobody may agree on, and what a court would not confirm."""

import re
from collections.abc import Iterator

from toolkit.chinese import SURNAMES
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.registry import BINDING, rule
from toolkit.papers.rules.wording import DELETE, said

_NO_NAME = "处边后前下上里面共旁侧底"  # 公共的田, 高处的地 belong to nobody by name
_ONTO_LAND = re.compile(
    r"(?:放|排|引|倒|堆|埋|占|流|接|挖|通|搭|砍)[^，。；]{0,4}?(?:到|进|入|在|往|至)"
    # A name before 家, 户, 的 first: 赵守田家的田 is not of 赵守.
    r"(?:(?P<of>[一-龥]{2,3}?)(?:[家户]的?|的)|(?P<at>[一-龥]{2,3}?))(?:承包|自留|责任)?(?:田|地(?!方)|院|园|塘|林|渠)"
)


@rule(
    "R13",
    "不得确认权属",
    provision("民诉法解释", "第三百五十五条第五项", "内容是物权、知识产权确权的，法院不予受理"),
    provision("土地管理法", "第十四条", "土地所有权、使用权争议协商不成的，由人民政府处理"),
    papers=BINDING,
    reads_text=True,
)
def no_title_is_settled(given: RuleInput) -> Iterator[Fault]:
    """Bar what settles who owns or may use a thing, in whatever words."""
    for mention in given.mentions("title_settled", "binds"):
        why = "有确认权属的意思，委员会没有这个权，法院不予受理司法确认"
        yield bars(mention.sentence.field, said(given, mention, why), "请只约定怎么使用、怎么履行。")
    title = given.facts.get("title") or {}
    if title.get("stated"):
        if not title.get("text"):
            remedy = "请写上权属说明，或者把“是否写明权属”改为否。"
            yield bars("title.text", "写了要写明权属，没有写权属说明。", remedy)
        yield warns("title.stated", "约定里写明权属，法院不予受理司法确认。", "请只约定怎么使用、怎么履行。")


@rule(
    "R13",
    "不得处分身份关系",
    provision("民诉法解释", "第三百五十五条第三项", "婚姻、亲子、收养等身份关系无效、有效或者解除的，法院不予受理"),
    provision("民法典", "第一千零七十六条", "离婚要双方亲自到婚姻登记机关登记，或者由法院判决"),
    papers=f"{BINDING} mediation_application",
    reads_text=True,
)
def no_status_is_settled(given: RuleInput) -> Iterator[Fault]:
    """Bar divorce, adoption, parentage and guardianship in an agreement; warn where somebody only asks for it."""
    for mention in given.mentions("status_settled"):
        part = mention.sentence.part
        why = "身份关系不能由调解协议处分，法院不予受理司法确认"
        remedy = "请删去；离婚、收养到登记机关或者法院办理。"
        if part == "binds":
            yield bars(mention.sentence.field, said(given, mention, why), remedy)
        elif mention.sentence.field.startswith("requests"):
            yield warns(mention.sentence.field, said(given, mention, why), remedy)


@rule(
    "R10",
    "赡养、抚养义务不能免除",
    provision("民法典", "第一千零六十七条", "成年子女的赡养义务、父母的抚养义务"),
    provision("老年人权益保障法", "第十九条", "赡养人不得以放弃继承权等理由拒绝赡养"),
    papers=f"{BINDING} mediation_record",
    reads_text=True,
)
def support_is_not_waived(given: RuleInput) -> Iterator[Fault]:
    """Bar a waiver of the duty to support parents or children."""
    for mention in given.mentions("support_waived", "binds", "states"):
        why = "法定的赡养、抚养义务不能免除"
        yield bars(mention.sentence.field, said(given, mention, why), "请改为约定怎样赡养、抚养。")


@rule(
    "R10",
    "不得免除刑事、治安责任",
    provision("人民调解工作若干规定", "第二十二条", "法律规定由专门机关管辖处理的，不得调解"),
    provision("人民调解法", "第二十五条", "可能引起治安、刑事案件的，要及时报告"),
    reads_text=True,
)
def no_crime_is_waived(given: RuleInput) -> Iterator[Fault]:
    """Bar a promise not to report a crime or to have it dropped."""
    for mention in given.mentions("crime_waived", "binds", "states"):
        why = "刑事、治安责任不能由当事人约定免除"
        yield bars(mention.sentence.field, said(given, mention, why), "请删去；只约定民事赔偿。")


@rule(
    "R10",
    "村里、委员会没有罚款权",
    provision("行政处罚法", "第十七条", "行政处罚由有处罚权的行政机关实施"),
    papers=f"{BINDING} failure_notice rights_notice mediation_record handling_opinion",
    reads_text=True,
)
def nobody_fines(given: RuleInput) -> Iterator[Fault]:
    """Bar fines and confiscation by those who have no such power."""
    for mention in given.mentions("fine_agreed", "binds", "states"):
        why = "当事人之间、村里和委员会都没有罚款的权力"
        yield bars(mention.sentence.field, said(given, mention, why), "请改为约定违约金或者赔偿实际损失。")


@rule(
    "R10",
    "不得限制人身自由、扣押证件、断水断电",
    provision("居民身份证法", "第十五条第三款", "任何组织或者个人不得扣押居民身份证"),
    provision("民法典", "第一千零三条", "身体权、行动自由受法律保护"),
    reads_text=True,
)
def nobody_is_held(given: RuleInput) -> Iterator[Fault]:
    """Bar the holding of identity cards and people, humiliation, self-help."""
    for mention in given.mentions("liberty_taken", "binds", "states"):
        why = "限制人身自由、扣押证件、私力强制都是违法的"
        yield bars(mention.sentence.field, said(given, mention, why), DELETE)


@rule(
    "R10",
    "内容不得违法",
    provision(
        "民诉法解释", "第三百五十八条第一项至第三项", "违反强制性规定、损害国家或者他人利益、违背公序良俗的，驳回"
    ),
    provision("民法典", "第一百五十三条、第一百五十四条", "违反强制性规定、公序良俗，恶意串通的，无效"),
    papers=f"{BINDING} mediation_record payment_receipt",
    reads_text=True,
)
def the_object_is_lawful(given: RuleInput) -> Iterator[Fault]:
    """Bar the sale of land, gambling debts, waiver of social insurance, sham debts and the like."""
    for mention in given.mentions("unlawful_object", "binds", "states"):
        yield bars(mention.sentence.field, said(given, mention, "内容违法，约定无效"), "请删去，按法律允许的办法约定。")


@rule(
    "R10",
    "不得让当事人以外的人承担义务",
    provision("民法典", "第四百六十五条第二款", "依法成立的合同，仅对当事人具有约束力"),
    provision("民法典", "第六百八十三条", "机关法人不得为保证人"),
    papers=BINDING,
    reads_text=True,
)
def no_stranger_is_bound(given: RuleInput) -> Iterator[Fault]:
    """Bar a duty or surety of an organ or a relative who does not sign."""
    parties = [party["name"] for party in given.facts.get("parties") or given.facts.get("applicants") or ()]
    for mention in given.mentions("third_party_burdened", "binds"):
        # The words may begin within the name of a party: 柳树湾村民委员会承担.
        text = mention.sentence.text
        if not any(name in text[max(0, mention.start - len(name)) : mention.end] for name in parties):
            why = "没有签字的人不受约束，机关不得作保证人"
            remedy = "请删去，或者让他作为当事人签字。"
            yield bars(mention.sentence.field, said(given, mention, why), remedy)


@rule(
    "R10",
    "不得动没有签字的人的田地、院子",
    provision("民诉法解释", "第三百五十八条第一项至第三项", "损害他人合法权益的，驳回申请"),
    papers=BINDING,
    reads_text=True,
)
def nobody_elses_land_is_used(given: RuleInput) -> Iterator[Fault]:
    """Ask about water, earth or goods that a duty brings onto the land of somebody who does not sign."""
    for sentence in given.sentences:
        for match in _ONTO_LAND.finditer(sentence.text) if sentence.part == "binds" else ():
            name = match["of"] or match["at"]
            if (
                name[0] in SURNAMES
                and name[-1] not in _NO_NAME
                and not any(name in known or known in name for known in given.people)
            ):
                message = f"“{given.label(sentence.field)}”要用{name}家的地方，{name}没有签字。"
                yield asks(sentence.field, message, "请让他作为当事人签字，或者改到自己的地方。")


@rule(
    "R13",
    "协议不能改变判决和行政决定",
    provision("民诉法解释", "第三百五十八条第一项", "违反法律强制性规定的，驳回申请"),
    papers=BINDING,
    reads_text=True,
)
def no_judgment_is_undone(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement that sets a judgment or an administrative decision aside."""
    for mention in given.mentions("judgment_undone", "binds"):
        why = "调解协议不能撤销、改变判决和行政决定"
        yield bars(mention.sentence.field, said(given, mention, why), "请删去；可以依法申请执行和解或者另行救济。")
