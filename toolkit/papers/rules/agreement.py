"""Rules of a mediation agreement (人民调解法 Art 28 to 33): who agrees, on what, and what a court would not confirm."""

import re
from collections.abc import Iterator

from toolkit.papers.language.concepts import pattern
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.parties import shown
from toolkit.papers.rules.registry import rule
from toolkit.papers.rules.wording import said

_AGREEMENTS = "mediation_agreement oral_agreement confirmation_application"
_BEFORE = f"{_AGREEMENTS} mediation_application mediation_register mediation_record"
_SIDES = 2
_EVERYBODY = {"双方", "各方", "双方当事人", "各方当事人", "甲乙双方", "全体当事人"}
_COPIES = re.compile(r"(?:一式|一共|共)([零一二三四五六七八九十两\d]+)份")
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_FROM_WHEN = pattern(r"[一二三四五六七八九十两\d]+个?(?:工作日|日|天|周|月|年)(?:以内|之内|内)")
_ANCHOR = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日[^，。；]{0,12}$")
_RUNNING = re.compile(r"(?:工作日|每|其后|保修|质保|连续|持续|为期|期限(?:为|是))[^，。；]{0,6}$")


@rule(
    "R10",
    "协议有两方当事人和调解员，每一方都签名",
    provision("人民调解法", "第二十九条", "自各方签名、盖章或者按指印，调解员签名并加盖委员会印章之日起生效"),
    papers="mediation_agreement",
)
def both_sides_sign(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement of one side, without mediator, or that one side or a stranger signs."""
    parties = given.facts["parties"]
    if len(parties) < _SIDES:
        yield bars("parties", "当事人不足两方。", "请补上另一方。")
    signed = {signature["name"] for signature in given.facts["signing"]["parties"] or ()}
    for party in parties:
        # Without a list, every party signs.
        signers = (party["name"], party.get("representative") or "")
        if signed and not any(name in signer for name in signed for signer in signers if signer):
            yield bars(
                "signing.parties", f"签名的人里没有{party['name']}。", "每一方都要签名、盖章或者按指印，请补上。"
            )
    known = "、".join(f"{party['name']}{party.get('representative') or ''}" for party in parties)
    for name in signed:
        if name not in known:
            yield bars("signing.parties", f"签名的{name}不是当事人，也不是代理人。", "请核对签名的人。")
    if not given.facts["mediators"]:
        yield bars("mediators", "没有人民调解员。", "请补上。")


@rule(
    "R10",
    "主持调解的是人民调解委员会",
    provision("人民调解法", "第七条至第九条", "人民调解委员会是依法设立的群众性组织"),
    provision("人民调解法", "第三十四条", "乡镇、街道等可以参照设立人民调解委员会"),
    papers=f"{_BEFORE} rights_notice investigation_record follow_up_record failure_notice file_cover",
)
def the_committee_is_one(given: RuleInput) -> Iterator[Fault]:
    """Bar a government, a police station, an office or a firm in the place of the committee."""
    name = given.facts["committee"]
    if not re.search(r"调解委员会|人民调解(?:工作)?室", name):
        remedy = "请写主持调解的人民调解委员会；政府、司法所、派出所不能出人民调解协议。"
        yield bars("committee", f"“{name}”不是人民调解委员会。", remedy)


@rule(
    "R10",
    "义务由当事人承担",
    provision("人民调解法", "第二十九条", "协议写明当事人达成的内容、履行方式和期限"),
    papers="mediation_agreement oral_agreement",
)
def obligors_are_parties(given: RuleInput) -> Iterator[Fault]:
    """Warn of a duty of somebody who is no party."""
    parties = given.facts["parties"]
    known = {party["name"] for party in parties} | {party["role"] for party in parties} | _EVERYBODY
    for number, term in enumerate(given.facts["terms"]):
        for name in re.split(r"[、，,和及]", term["obligor"]):
            # A name may hold 和 itself; then the whole is looked at.
            bare = re.sub(r"（.*?）|\(.*?\)", "", name).strip()
            if bare not in known and term["obligor"] not in known:
                message = f"义务人{bare}不是当事人。"
                yield warns(f"terms.{number}.obligor", message, "请核对姓名，或者把他列为当事人。")


@rule(
    "R10",
    "责任写的是当事人",
    provision("人民调解法", "第二十九条第一款第二项", "写明各方当事人的责任"),
    papers="mediation_agreement",
)
def responsibilities_are_of_parties(given: RuleInput) -> Iterator[Fault]:
    """Warn when responsibility is given to somebody who is no party."""
    parties = given.facts["parties"]
    known = {party["name"] for party in parties} | {party["role"] for party in parties} | _EVERYBODY
    for number, each in enumerate(given.facts["responsibilities"] or ()):
        names = set(re.split(r"[、，,和及]", each["party"]))
        if each["party"] not in known and not names <= known:
            message = f"承担责任的{each['party']}不是当事人。"
            yield warns(f"responsibilities.{number}.party", message, "请核对姓名。")


@rule(
    "R13",
    "不得确认权属",
    provision("民诉法解释", "第三百五十五条第五项", "内容是物权、知识产权确权的，法院不予受理"),
    provision("土地管理法", "第十四条", "土地所有权、使用权争议协商不成的，由人民政府处理"),
    papers=_AGREEMENTS,
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
    papers=f"{_AGREEMENTS} mediation_application",
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
    papers=f"{_AGREEMENTS} mediation_record",
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
    papers=f"{_AGREEMENTS} failure_notice rights_notice mediation_record",
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
        yield bars(mention.sentence.field, said(given, mention, why), _DELETE)


_DELETE = "请删去。"


@rule(
    "R10",
    "内容不得违法",
    provision(
        "民诉法解释", "第三百五十八条第一项至第三项", "违反强制性规定、损害国家或者他人利益、违背公序良俗的，驳回"
    ),
    provision("民法典", "第一百五十三条、第一百五十四条", "违反强制性规定、公序良俗，恶意串通的，无效"),
    papers=f"{_AGREEMENTS} mediation_record",
    reads_text=True,
)
def the_object_is_lawful(given: RuleInput) -> Iterator[Fault]:
    """Bar the sale of land, gambling debts, waiver of social insurance, sham debts and the like."""
    for mention in given.mentions("unlawful_object", "binds", "states"):
        yield bars(mention.sentence.field, said(given, mention, "内容违法，约定无效"), "请删去，按法律允许的办法约定。")


@rule(
    "R12",
    "调解要自愿",
    provision("人民调解法", "第三条第一项", "在当事人自愿、平等的基础上调解"),
    provision("民诉法解释", "第三百五十八条第四项", "违反自愿原则的，驳回申请"),
    papers=f"{_BEFORE} follow_up_record rights_notice investigation_record",
    reads_text=True,
)
def nobody_is_pressed(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement of which the facts tell that somebody was pressed or deceived; ask when somebody only says so."""
    for mention in given.mentions("pressed"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。这不是自愿。"
        level = asks if mention.is_spoken_by_others else bars
        yield level(mention.sentence.field, message, "请查清；不是自愿的，不能出协议。")


@rule(
    "R12",
    "一方明确拒绝的，不得调解",
    provision("人民调解法", "第十七条", "当事人一方明确拒绝调解的，不得调解"),
    provision("人民调解法", "第二十三条第二项", "当事人有权拒绝调解、要求终止调解"),
    papers=_BEFORE,
    reads_text=True,
)
def nobody_refused(given: RuleInput) -> Iterator[Fault]:
    """Bar a mediation that one side refused; ask when somebody only says so."""
    if given.facts.get("result") == "调解不成":
        return
    for mention in given.mentions("mediation_refused"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。一方拒绝的，不得调解。"
        level = asks if mention.sentence.part != "binds" and mention.sentence.is_quoted(mention.start) else bars
        yield level(mention.sentence.field, message, "请终止调解并告知其他途径；后来同意的，请写明。")


@rule(
    "R12",
    "不得强迫调解，不得剥夺当事人的权利",
    provision("人民调解法", "第二十三条", "当事人可以选择调解员、拒绝调解、要求终止、要求公开或者不公开"),
    papers="rights_notice mediation_record mediation_register mediation_application failure_notice",
    reads_text=True,
)
def rights_are_left(given: RuleInput) -> Iterator[Fault]:
    """Bar words that force a mediation on somebody, or let the committee decide."""
    for mention in given.mentions("mediation_forced", "states", "binds"):
        why = "当事人可以拒绝、终止调解，委员会不作裁决"
        yield bars(mention.sentence.field, said(given, mention, why), "请删去。")


@rule(
    "R10",
    "不得让当事人以外的人承担义务",
    provision("民法典", "第四百六十五条第二款", "依法成立的合同，仅对当事人具有约束力"),
    provision("民法典", "第六百八十三条", "机关法人不得为保证人"),
    papers=_AGREEMENTS,
    reads_text=True,
)
def no_stranger_is_bound(given: RuleInput) -> Iterator[Fault]:
    """Bar a duty or surety of an organ or a relative who does not sign."""
    parties = "、".join(party["name"] for party in given.facts.get("parties") or given.facts.get("applicants") or ())
    for mention in given.mentions("third_party_burdened", "binds"):
        if not any(name and name in mention.words for name in parties.split("、")):
            why = "没有签字的人不受约束，机关不得作保证人"
            remedy = "请删去，或者让他作为当事人签字。"
            yield bars(mention.sentence.field, said(given, mention, why), remedy)


@rule(
    "R13",
    "协议不能改变判决和行政决定",
    provision("民诉法解释", "第三百五十八条第一项", "违反法律强制性规定的，驳回申请"),
    papers=_AGREEMENTS,
    reads_text=True,
)
def no_judgment_is_undone(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement that sets a judgment or an administrative decision aside."""
    for mention in given.mentions("judgment_undone", "binds"):
        why = "调解协议不能撤销、改变判决和行政决定"
        yield bars(mention.sentence.field, said(given, mention, why), "请删去；可以依法申请执行和解或者另行救济。")


@rule(
    "R10",
    "份数：当事人各一份，委员会一份",
    provision("人民调解法", "第二十九条第二款", "当事人各执一份，人民调解委员会留存一份"),
    papers="mediation_agreement oral_agreement",
    reads_text=True,
)
def copies_are_enough(given: RuleInput) -> Iterator[Fault]:
    """Bar a number of copies in the text that is below the number of those who keep one."""
    least = len(given.facts["parties"]) + 1
    for sentence in given.sentences:
        for match in _COPIES.finditer(sentence.text):
            count = int(match[1]) if match[1].isdigit() else _NUMERALS.get(match[1], least)
            if count < least:
                message = f"“{match[0]}”不够：当事人{least - 1}方各一份，委员会一份，共{least}份。"
                yield bars(sentence.field, message, "请删去这一句，份数由工具按当事人写。")


@rule(
    "R10",
    "期限要写明从哪天起",
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers="mediation_agreement oral_agreement",
)
def periods_have_a_start(given: RuleInput) -> Iterator[Fault]:
    """Warn of a period in a duty that starts nowhere."""
    for number, term in enumerate(given.facts["terms"]):
        text = f"{term['duty']}\n{term['way']}"
        for period in _FROM_WHEN.finditer(text):
            before = text[: period.start()]
            if not _ANCHOR.search(before) and not _RUNNING.search(before):
                message = f"“{period[0]}”没有写从哪一天起算。"
                yield warns(f"terms.{number}", message, "请写明哪年哪月哪日以前。")
                break
