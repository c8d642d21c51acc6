"""Rules on what lies beyond a mediation: heirs left out, matters already judged, confidences, labour disputes."""

import re
from collections.abc import Iterator

from toolkit.chinese import SURNAMES
from toolkit.papers.language.concepts import words
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars
from toolkit.papers.rules.parties import KIN, people, shown
from toolkit.papers.rules.registry import rule

_ESTATE = re.compile(
    r"遗产|遗留|继承|(?:过世|去世|病故|过身|走了|不在了)[^。；]{0,24}留下|(?:父母|老人|爹妈)[^。；]{0,6}留下"
)
_HEIR = re.compile(
    rf"(?:还有|另有|有|剩)(?:一|两|个|位|名)*(?:[大小二三四五幺老满])?(?:{KIN}|兄弟|姊妹|弟|妹|哥|姐|女|儿)(?P<name>[一-龥]{{2,3}}?)(?=[，。；、（]|$|在|嫁|没|未|常年|住)"
)
_LEFT_OUT = re.compile(
    r"(?:没有?|未|不)(?:去)?(?:喊|叫|通知|告诉|打招呼|打个招呼|给[^，。；]{1,4}打招呼|征求|参加|到场|签字|同意)|没有?[^，。；]{0,3}份|不(?:回来)?分"
)
_LABOUR = re.compile(r"劳动(?:争议|合同|关系)|经济补偿|双倍工资|工伤待遇")
_WORK = re.compile(r"劳动|加班|工资|经济补偿|赔偿金|工伤|社保|社会保险|辞退|开除|年休假|用人单位")
_STRAIGHT_TO_COURT = re.compile(
    r"(?:不(?:用|必|需要?|经|须)|无须|无需|免得|跳过|绕过)[^。；]{0,16}仲裁|直接[^，。；]{0,10}(?:起诉|告|递状)[^。；]{0,20}仲裁|仲裁[^。；]{0,24}(?:可走可不走|可去可不去|不是必经|可以不去|不去也行|省了)"
)
_NO_EMPLOYER = re.compile(r"欠条|雇主|雇佣|劳务|帮工|包工头")  # or wages that were acknowledged in writing
_JUDGED = re.compile(
    r"(?:判决|裁定|裁决|调解)书?(?:已经|已|都)?(?:发生法律效力|生效)|判令[^，。；]{0,14}|法院[^，。；]{0,10}(?:已(?:经)?)?(?:判了|判决了|判过)|执行局|进入执行|申请了执行"
)
_ANEW = re.compile(r"(?:重新|另行|再|重)[^，。；]{0,6}(?:调解|确定|定|商量|谈|算|协商)|改(?:成|为|少|低)")
_ALONE = re.compile(
    r"(?:单独|私下|背地里|悄悄|背着[^，。；]{1,6}|个别|私底下|一个人)[^。；]{0,16}(?:说|讲|告诉|交底|提过|提到|透露|吐露|承认|谈)"
)
_PRIVATE = re.compile("|".join((*words("私密"), "传染")))


@rule(
    "R10",
    "分遗产，继承人都要参加",
    provision("民法典", "第一千一百二十七条、第一千一百三十条", "同一顺序继承人的份额一般均等；女儿和儿子一样"),
    provision("民诉法解释", "第三百五十八条第二项", "损害他人合法权益的，驳回申请"),
    papers="mediation_agreement oral_agreement confirmation_application",
)
def heirs_take_part(given: RuleInput) -> Iterator[Fault]:
    """Ask about kin whom the text of an estate names and who is no party; bar when it says he was left out."""
    if not _ESTATE.search(given.all_text):
        return
    known = "、".join(f"{person['name']}{person.get('representative') or ''}" for _, person in people(given))
    for sentence in given.sentences:
        for match in _HEIR.finditer(sentence.text):
            name = match["name"]
            if name[0] in SURNAMES and name not in known:
                rest = "".join(each.text for each in given.sentences if each.field == sentence.field)
                left_out = _LEFT_OUT.search(rest[rest.find(name) :])
                message = f"{name}也是亲属，不是当事人：分的是遗产，{name}知道、同意吗？"
                level = bars if left_out else asks
                yield level(sentence.field, message, "请让全部继承人参加并签字；放弃继承的，附书面声明。")


@rule(
    "R13",
    "法院、仲裁处理过的，不再调解",
    provision("人民调解工作若干规定", "第二十二条", "法律规定由专门机关管辖处理的，或者法院已经受理的，不得受理"),
    provision("民事诉讼法", "第二百一十条", "不服生效判决的，申请再审"),
    papers="mediation_application mediation_register mediation_record",
)
def judged_matters_are_over(given: RuleInput) -> Iterator[Fault]:
    """Bar a mediation that is to undo what a court or a board decided, ask about one that is to settle it anew."""
    undone = list(given.mentions("judgment_undone"))
    for mention in undone:
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。生效的裁判不能由调解推翻。"
        yield bars(mention.sentence.field, message, "请告知申请再审；只商量怎样履行的，请写明。")
    if undone or given.paper == "mediation_record" or not _ANEW.search(given.all_text):
        return
    for sentence in given.sentences:
        match = _JUDGED.search(sentence.text)
        if match:
            message = f"“{given.label(sentence.field)}”里说“{match[0]}”：法院处理过的，还能重新调解吗？"
            yield asks(sentence.field, message, "请告知申请执行、申请再审；只商量怎样履行的，请写明。")
            return


@rule(
    "R09",
    "单独说给调解员的不写给对方",
    provision("人民调解法", "第十五条第四项", "调解员不得泄露当事人的个人隐私"),
    provision("民法典", "第一千零三十二条、第一千零三十三条", "不得公开他人的私密信息"),
    papers="failure_notice mediation_agreement oral_agreement rights_notice confirmation_application",
)
def confidences_are_kept(given: RuleInput) -> Iterator[Fault]:
    """Bar what was told in confidence of illness or private life, where the other side gets the paper."""
    for sentence in given.sentences:
        alone, private = _ALONE.search(sentence.text), _PRIVATE.search(sentence.text)
        if private and (alone or given.paper == "failure_notice"):
            message = f"“{given.label(sentence.field)}”里写了“{private[0]}”：对方也拿到这份文书，这是隐私吗？"
            level = bars if alone else asks
            yield level(sentence.field, message, "请删去；一方单独告诉调解员的，不写给另一方。")


@rule(
    "R12",
    "劳动争议先申请仲裁",
    provision("劳动争议调解仲裁法", "第五条", "不愿调解或者调解不成的，可以申请仲裁；对裁决不服的，可以起诉"),
    provision("劳动法", "第七十九条", "对仲裁裁决不服的，可以向人民法院提起诉讼"),
    papers="failure_notice mediation_record legal_opinion",
)
def labour_disputes_are_arbitrated_first(given: RuleInput) -> Iterator[Fault]:
    """Bar the advice to sue an employer without arbitration, and other ways that do not name it."""
    if _NO_EMPLOYER.search(given.all_text):
        return
    remedy = "请写明先向劳动人事争议仲裁委员会申请仲裁；凭工资欠条直接起诉的，写明欠条。"
    ways = [each for each in given.sentences if each.field.startswith(("other_ways", "advice", "conclusions"))]
    about = f"{given.facts.get('dispute') or ''}{given.facts.get('detail') or ''}"
    for sentence in ways:
        match = _STRAIGHT_TO_COURT.search(sentence.text)
        if match and _WORK.search(f"{about}{sentence.text}"):
            yield bars(sentence.field, f"“{match[0]}”：劳动争议要先申请劳动仲裁。", remedy)
    if given.paper == "failure_notice" and _LABOUR.search(about) and "仲裁" not in "".join(each.text for each in ways):
        yield bars("other_ways", "劳动争议要先申请劳动仲裁。", remedy)
