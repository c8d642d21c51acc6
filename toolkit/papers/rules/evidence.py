"""Rules on what a statement of a paper has to affirm: where its words do not, the lawyer is asked, never silence.

Each field holds the one thing that the paper stands on: that nobody asked for a review, that all was performed, that
there is no conflict. Words of doubt or of the contrary, and words that say neither, become a question.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.papers.facts import values_at
from toolkit.papers.law.statutes import Provision, practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks
from toolkit.papers.rules.registry import rule
from toolkit.papers.rules.termination import REVIEWS

_NOT = r"(?:没有|未|无|没|不存在|均无|并无|不曾|从未)"
_DOUBT = re.compile(
    r"好像|可能|大概|应该是|估计|据说|听说|不清楚|不确定|不详|待核|待查|待补|暂时|似乎|说不准|记不清|联系不上|没有联系上|未联系"
)


@dataclass(frozen=True)
class Affirmation:
    """What the field at `path` has to say: a pattern, with the question to ask when it does not."""

    path: str
    says: re.Pattern[str]
    question: str
    remedy: str


def unaffirmed(given: RuleInput, *needed: Affirmation) -> Iterator[Fault]:
    """Yield a question for each field that does not affirm what it has to, or says it in doubt."""
    for each in needed:
        for value in values_at(given.facts, each.path):
            text = re.sub(r"\s", "", str(value))
            if not each.says.search(text) or _DOUBT.search(text):
                field = each.path.replace("[]", "")
                yield asks(field, f"“{given.label(field)}”写的是“{text[:40]}”：{each.question}", each.remedy)


_PERFORMED: Provision = provision("浙江省信访条例", "第二十五条第一项", "达成协议并履行完毕")
_GONE = provision("山东省信访条例", "第四十六条第四项", "死亡或者终止，没有承受人，或者承受人没有申请继续处理")
_CONFLICT = provision("律师法", "第三十九条", "不得代理与本人或者近亲属有利益冲突的法律事务")


@rule("R07", "核实写明没有申请", REVIEWS, papers="termination_notice")
def verification_says_that_nobody_asked(given: RuleInput) -> Iterator[Fault]:
    """Ask when the verification does not say that no request was made."""
    says = re.compile(rf"{_NOT}[^。；]{{0,30}}(?:申请|请求|提出|收到|登记|查到|复查|复核)")
    question, remedy = "真的没有人申请复查（复核）吗？", "请写明向哪里核实、没有收到谁的申请。"
    yield from unaffirmed(given, Affirmation("no_request.result", says, question, remedy))


@rule("R07", "履行完毕有凭证、有回访", _PERFORMED, papers="termination_notice")
def settlement_says_that_all_was_performed(given: RuleInput) -> Iterator[Fault]:
    """Ask when proof and visit do not say that all was performed."""
    proof = re.compile(r"收条|收据|转账|凭证|照片|确认书|签收|验收|清单|发票|回单|银行|录像|单据|记录|证明")
    visit = re.compile(
        r"满意|认可|(?:拿到|到手|收到|通|好|做完|修好|付清|齐)了|确认|履行完毕|全部履行|已(?:经)?(?:全部|如数)?履行|付清|结清|(?:没有|无|未提出?|不再有)(?:任何|其他|别的)?"
        r"(?:异议|意见|争议|要求|纠纷)"
    )
    yield from unaffirmed(
        given,
        Affirmation("settlement.proof", proof, "拿什么证明履行完毕？", "请写明收条、转账凭证、照片等，并附卷。"),
        Affirmation("settlement.visit_result", visit, "协议全部履行、双方认可了吗？", "请回访后写明双方怎么说。"),
    )


@rule("R07", "死亡、终止有证明，没有人承受", _GONE, papers="termination_notice")
def extinction_says_that_nobody_goes_on(given: RuleInput) -> Iterator[Fault]:
    """Ask when the facts do not prove the death, or leave open whether somebody goes on."""
    proof = re.compile(r"证明|注销|证书|公告|判决|裁定|登记|户口")
    none = re.compile(
        rf"{_NOT}(?:权利义务)?(?:[^。；]{{0,16}})(?:承受|继承|继续|要求|申请|主张)?|放弃|不(?:再)?(?:要求|申请|继续|主张)|同意终结"
    )
    yield from unaffirmed(
        given,
        Affirmation("extinction.proof", proof, "有死亡（终止）的证明吗？", "请取得证明，写明名称。"),
        Affirmation("extinction.successors", none, "有没有人承受、继续？", "请查明并写清楚；有人继续的，不能终结。"),
    )


@rule("R15", "利益冲突声明要说没有冲突", _CONFLICT, papers="legal_opinion")
def statement_says_that_there_is_no_conflict(given: RuleInput) -> Iterator[Fault]:
    """Ask when the statement does not deny a conflict."""
    says = re.compile(rf"{_NOT}[^。；]{{0,24}}(?:利益冲突|利害|亲属|关系|委托|代理|冲突)")
    question = "有没有利益冲突？"
    yield from unaffirmed(given, Affirmation("conflict.statement", says, question, "请写明审查了谁、没有什么关系。"))


@rule(
    "R15",
    "委托有书面的依据",
    provision("律师法", "第二十五条", "律师事务所统一接受委托，签订书面委托合同"),
    papers="legal_opinion",
)
def the_instruction_is_in_writing(given: RuleInput) -> Iterator[Fault]:
    """Ask when the basis of the instruction names no document."""
    says = re.compile(r"合同|协议|委托书|委托函|指派|派遣|函〔|文件|通知|聘书|聘请")
    question = "委托的书面依据是什么？"
    yield from unaffirmed(given, Affirmation("client.basis", says, question, "请写明合同（指派文件）的名称和文号。"))


@rule(
    "R09",
    "回避情况要写清楚",
    provision("人民调解法", "第二十三条第一项", "当事人可以选择或者接受人民调解员"),
    papers="rights_notice",
)
def recusal_is_told(given: RuleInput) -> Iterator[Fault]:
    """Ask when the notice does not say how it stands with recusal."""
    says = re.compile(
        rf"(?:{_NOT}|不)[^。；]{{0,16}}(?:利害|亲属|关系|回避|更换|异议|要求)|已(?:经)?(?:更换|换)|更换为|换(?:为|成)|改由|改派|另派"
    )
    question = "调解员与当事人有没有关系，有没有人要求更换？"
    yield from unaffirmed(given, Affirmation("recusal", says, question, "请写明告知以后各方怎么说。"))


@rule(
    "R12",
    "权利义务告知了",
    provision("人民调解工作若干规定", "第三十条", "调解前告知性质、原则、效力和权利义务"),
    papers="mediation_record",
)
def rights_are_said_to_be_told(given: RuleInput) -> Iterator[Fault]:
    """Ask when the record does not say that the rights were told."""
    says = re.compile(r"(?:已|当场|当面|书面|口头|于)[^。；]{0,20}(?:告知|宣读|说明|讲明|讲清)|^(?:告知|宣读)")
    question = "告知当事人的权利义务了吗？"
    yield from unaffirmed(given, Affirmation("rights_told", says, question, "请写明哪天、怎样告知。"))


@rule("R10", "履行的情况写清楚", practice("记录要说明事实"), papers="follow_up_record handover_list")
def what_was_seen_is_told(given: RuleInput) -> Iterator[Fault]:
    """Ask when a visit does not tell how it stands with danger, or a check not whether it agreed."""
    calm = re.compile(
        rf"{_NOT}[^。；]{{0,12}}(?:激化|苗头|诉讼|起诉|纠纷|异常|矛盾|冲突)|平稳|和好|正常|^(?:无|没有)。?$"
    )
    whole = re.compile(r"相符|一致|完好|无误|齐全|正常|可以读出|完整")
    if not given.facts.get("measures"):
        question = "有没有激化的苗头、诉讼？"
        yield from unaffirmed(given, Affirmation("escalation", calm, question, "请写清楚；有苗头的，写明采取的措施。"))
    yield from unaffirmed(given, Affirmation("checked", whole, "核对相符了吗？", "请写明核对的办法和结果。"))


@rule(
    "R10",
    "别人的权利受影响的，要参加",
    provision("民诉法解释", "第三百五十八条第二项", "损害国家、社会公共利益或者他人合法权益的，驳回"),
    provision("人民调解法", "第十七条", "当事人自愿调解"),
    papers="mediation_agreement oral_agreement",
)
def nobody_else_is_affected(given: RuleInput) -> Iterator[Fault]:
    """Ask about somebody of whom the facts tell that he owns the thing or took no part."""
    for mention in given.mentions("outsider_affected"):
        text = mention.sentence.text[:40]
        message = f"“{given.label(mention.sentence.field)}”里说：{text}。有没有参加的人，他的权利受影响吗？"
        yield asks(mention.sentence.field, message, "受影响的，请让他作为当事人参加并签字。")
