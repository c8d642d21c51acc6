"""Rules of a mediation agreement (人民调解法 Art 28 to 33): who agrees, on what, and what a court would not confirm."""

import re
from collections.abc import Iterator

from toolkit.papers.language.concepts import pattern
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.parties import guardians, shown
from toolkit.papers.rules.registry import UP_TO_AGREEMENT, rule
from toolkit.papers.rules.wording import said

_EVERYBODY = {"双方", "各方", "双方当事人", "各方当事人", "甲乙双方", "全体当事人"}
_COPIES = re.compile(
    r"(?:(?:一式|一共|共)([零一二三四五六七八九十两\d]+)份"
    r"|(?:协议|文书|纸)[^，。；]{0,4}(?:只|就|共|总共)?(?:打|写|印|出|做|抄|开)([一二三四五六七八九十两\d]+)(?:份|张|页))"
)
_NOT_KEPT = re.compile(
    r"会(?:上|里|头)(?:的|那)?(?:一份|那份)[^。；]{0,10}(?:带走|拿走|给了|交给|收着)|卷(?:里|内|宗)?(?:里)?不(?:放|存|留|装)|会(?:上|里|头)(?:就)?不(?:用)?(?:存|留|要)|(?:两|各|三)(?:家|方|人)?(?:一|每)?(?:家|方|人)?[^，。；]{0,6}一份[^，。；]{0,4}(?:就行|就够|足够|就可以|即可)，?[^，。；]{0,8}不(?:存|留|归档|入卷)"
    r"|(?:存|留|归档|入卷)[^，。；]{0,4}(?:那份|一份|的)[^，。；]{0,4}(?:免了|不要|省了|不做|就不)"
    r"|(?:调委会|委员会|调解员|村里|镇里|公家)[^，。；]{0,8}，?(?:就)?(?:不(?:用)?(?:留|存|保存|保留|收|要)(?:底|存|档|份|一份)?)(?=[，。；]|$)"
)
_NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_FROM_WHEN = pattern(r"[一二三四五六七八九十两\d]+个?(?:工作日|日|天|周|月|年)(?:以内|之内|内)")
_ANCHOR = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日[^，。；]{0,12}$")
_RUNNING = re.compile(
    r"(?:工作日|每|其后|保修|质保|连续|持续|为期|期限(?:为|是))[^，。；]{0,6}$|(?:出院|交货|收到[^，。；]{0,6}|接到[^，。；]{0,6}|结果出来)(?:以后|之后|之日起|后|起)?$"
)


@rule(
    "R10",
    "每一方都签名",
    provision("人民调解法", "第二十九条", "自各方签名、盖章或者按指印，调解员签名并加盖委员会印章之日起生效"),
    papers="mediation_agreement",
)
def both_sides_sign(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement that one side does not sign, or a stranger signs; the schema asks for two sides."""
    parties = given.facts["parties"]
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


@rule(
    "R10",
    "主持调解的是人民调解委员会",
    provision("人民调解法", "第七条至第九条", "人民调解委员会是依法设立的群众性组织"),
    provision("人民调解法", "第三十四条", "乡镇、街道等可以参照设立人民调解委员会"),
    papers=f"{UP_TO_AGREEMENT} rights_notice investigation_record follow_up_record failure_notice file_cover",
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
    known = {party["name"] for party in parties} | {party["role"] for party in parties} | _EVERYBODY | guardians(given)
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
    "R12",
    "调解要自愿",
    provision("人民调解法", "第三条第一项", "在当事人自愿、平等的基础上调解"),
    provision("民诉法解释", "第三百五十八条第四项", "违反自愿原则的，驳回申请"),
    papers=f"{UP_TO_AGREEMENT} follow_up_record rights_notice investigation_record",
    reads_text=True,
)
def nobody_is_pressed(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement of which the facts tell that somebody was pressed or deceived; ask about hearsay."""
    for mention in given.mentions("pressed"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。这不是自愿。"
        level = asks if mention.is_spoken_by_others else bars
        yield level(mention.sentence.field, message, "请查清；不是自愿的，不能出协议。")


@rule(
    "R12",
    "一方明确拒绝的，不得调解",
    provision("人民调解法", "第十七条", "当事人一方明确拒绝调解的，不得调解"),
    provision("人民调解法", "第二十三条第二项", "当事人有权拒绝调解、要求终止调解"),
    papers=UP_TO_AGREEMENT,
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
    "份数：当事人各一份，委员会一份",
    provision("人民调解法", "第二十九条第二款", "当事人各执一份，人民调解委员会留存一份"),
    papers="mediation_agreement oral_agreement copies_receipt",
    reads_text=True,
)
def copies_are_enough(given: RuleInput) -> Iterator[Fault]:
    """Bar a number of copies in the text below the number of those who keep one, and a committee that keeps none."""
    parties = given.facts.get("parties") or ()  # a receipt counts what was made
    least = len(parties) + 1
    for sentence in given.sentences:
        for match in _COPIES.finditer(sentence.text) if parties else ():
            number = match[1] or match[2]
            count = int(number) if number.isdigit() else _NUMERALS.get(number, least)
            if count < least:
                message = f"“{match[0]}”不够：当事人{least - 1}方各一份，委员会一份，共{least}份。"
                yield bars(sentence.field, message, "请删去这一句，份数由工具按当事人写。")
        if kept := _NOT_KEPT.search(sentence.text):
            yield bars(sentence.field, f"“{kept[0]}”：委员会要留存一份。", "请删去这一句。")


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
