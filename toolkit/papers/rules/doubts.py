"""Questions on words that may mean what a sharper rule bars: a lawyer has to look, where no pattern can decide.

Each doubt is a concept of `concepts_doubts.toml` in the fields where it matters. A question is put only on a field that
no other rule has anything against; `check.findings` sees to that.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.papers.language.concepts import Mention, words
from toolkit.papers.law.statutes import Provision, practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks
from toolkit.papers.rules.registry import rule
from toolkit.records import Finding

# The fields in which people write whole sentences, by what those do.
_AGREED = r"terms\.\d+\.(?:duty|way)|payments\.\d+\.(?:method|subject)|on_default|title\.text|content\.\d+"
_BLAMED = r"responsibilities\.\d+\.text"
_COURSE = r"mediation|verified|detail|measures|remarks|rights_told|informed|recusal|other_ways\.\d+|satisfaction"
_TOLD = r"facts(?:\.\d+)?|summary|requests\.\d+|parties\.\d+\.statement|talk\.\d+\.[qa]|contents\.\d+\.note"
_OFFICIAL = r"aid|query|handler|requests\.\d+\.opinion|investigation|approved_by|received_from|contact\.address"
_ADVISED = r"(?:conclusions|advice|reservations)\.\d+|issues\.\d+\.conclusion|relief"
_LOOKED_INTO = r"channel\.township_duty|evidence\.\d+\.how|inquiries\.\d+\.result|limitation\.\d+\.status"
_HANDED = r"reason|restriction|checked|items\.\d+\.note|note|received_by|refusal|witness"
_ASKED = r"talk\.\d+\.[qa]|informed"
_EVERY_TEXT = "|".join((_AGREED, _BLAMED, _COURSE, _OFFICIAL, _ADVISED, _HANDED))

_MEDIATION = (
    "mediation_agreement oral_agreement confirmation_application mediation_application mediation_register "
    "mediation_record rights_notice investigation_record follow_up_record failure_notice file_cover"
)
_PETITION = "acceptance_notice handling_opinion termination_notice"
_FREE = provision("信访工作条例", "第十八条第四款", "任何组织和个人不得打击报复信访人")
_WAYS = provision("人民调解法", "第三条第三项", "不得因调解阻止当事人通过仲裁、行政、司法等途径维权")
_CLEAR = provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请")
_SCOPE = provision("民诉法解释", "第三百五十五条", "身份关系、确权、其他程序的，法院不予受理")
_LAWFUL = provision("民诉法解释", "第三百五十八条", "违反强制性规定、损害他人、违背公序良俗、不自愿的，驳回申请")
_WILLING = provision("人民调解法", "第三条第一项、第十七条", "自愿、平等；一方明确拒绝的，不得调解")
_HANDLING = provision("信访工作条例", "第三十一条第六项、第三十二条", "由有权机关自己调查、依法提出处理意见")
_REVIEW = provision("信访工作条例", "第三十五条、第三十六条", "三十日内请求上一级复查、复核")
_LAWYERS = provision("律师法", "第三十八条至第四十条", "保密；没有利益冲突；不私自收费、不收受对方财物")


@dataclass(frozen=True)
class Doubt:
    """A concept, the fields (a pattern of paths) and papers in which it is asked about, and the question."""

    concept: str
    number: str
    papers: str
    fields: str
    question: str
    basis: Provision
    only_if: tuple[str, str] | None = None  # a field and the value that it must have
    of_side: bool = False  # whether the words have to be said of a side, not of somebody else

    def faults(self, given: RuleInput) -> Iterator[Fault]:
        """Yield one question for each field that holds the concept."""
        if self.only_if and given.facts[self.only_if[0]] != self.only_if[1]:
            return
        fields = re.compile(self.fields)
        known: set[str] = set()
        for mention in given.mentions(self.concept):
            field = mention.sentence.field
            if mention.is_quoted_to_reject:
                continue
            is_said_here = fields.fullmatch(field) and (not self.of_side or _is_of_side(given, mention))
            if field not in known and is_said_here:
                known.add(field)
                message = f"“{given.label(field)}”里的“{mention.words}”：{self.question}"
                yield asks(field, message, "不妥的请改写；没有问题的，在答复里写明理由。")


def _is_of_side(given: RuleInput, mention: Mention) -> bool:
    """Return whether the words are said of a side: the last name before them is one, with no kin of his after it."""
    before = mention.sentence.text[: mention.start]
    if _KIN_BEFORE.search(before):
        return False
    for name in ("他", "她", "本人", *given.people):
        place = before.rfind(name)
        rest = before[place + len(name) :]
        if place >= 0 and not rest.startswith(("的", "之", "家", *words("亲属"))):
            return True
    return False


DOUBTS = (
    Doubt("doubt_recourse", "R07", "", _EVERY_TEXT, "这是不许信访、起诉、反映的意思吗？", _WAYS),
    Doubt("doubt_bargain", "R07", "", f"{_EVERY_TEXT}", "这是拿好处、处罚来换取不信访、不起诉吗？", _FREE),
    Doubt("doubt_police", "R10", _MEDIATION, f"{_AGREED}|{_BLAMED}|{_COURSE}", "刑事、治安的部分能这样处理吗？", _LAWFUL),
    Doubt("doubt_force", "R14", _MEDIATION, f"{_AGREED}|{_COURSE}", "这是没有裁定就能执行的意思吗？", _LAWFUL),
    Doubt("doubt_title", "R13", "mediation_agreement oral_agreement confirmation_application handling_opinion",
          rf"{_AGREED}|requests\.\d+\.opinion", "这是认定权属吗？", _SCOPE),
    Doubt("doubt_status", "R13", "mediation_agreement oral_agreement confirmation_application mediation_application",
          rf"{_AGREED}|requests\.\d+", "这是处分身份关系吗？", _SCOPE),
    Doubt("doubt_support", "R10", _MEDIATION, f"{_AGREED}|{_BLAMED}|{_COURSE}", "这是免除赡养、抚养义务吗？", _LAWFUL),
    Doubt("doubt_coercion", "R10", "", f"{_AGREED}|{_COURSE}|{_OFFICIAL}", "这是扣押、限制、私力强制吗？", _LAWFUL),
    Doubt("doubt_fine", "R10", "", f"{_AGREED}|{_COURSE}|{_OFFICIAL}", "这是罚款吗？谁有权罚？", _LAWFUL),
    Doubt("doubt_unlawful", "R10", "mediation_agreement oral_agreement confirmation_application mediation_record",
          f"{_AGREED}|mediation", "这样约定合法吗？", _LAWFUL),
    Doubt("doubt_vague", "R10", "mediation_agreement oral_agreement confirmation_application",
          rf"{_AGREED}|(?:payments|terms)\.\d+\.place",
          "数量、日期和做法够明确吗？", _CLEAR),
    Doubt("doubt_pressure", "R12", _MEDIATION, f"{_TOLD}|{_COURSE}|{_AGREED}", "当事人是自愿的吗？", _WILLING),
    Doubt("doubt_refusal", "R12", _MEDIATION, f"{_TOLD}|mediation|remarks", "当事人同意调解吗？", _WILLING),
    Doubt("doubt_fee", "R12", f"{_MEDIATION} {_PETITION}", f"{_AGREED}|{_COURSE}|summary|query|handler|aid", "这是收费、收礼吗？",
          provision("人民调解法", "第四条、第十五条第三项", "不收取任何费用，不得收受财物")),
    Doubt("doubt_relation", "R09", "", r"recusal|conflict\.statement", "有应当回避的关系吗？",
          provision("人民调解法", "第十五条第一项", "不得偏袒一方当事人")),
    Doubt("doubt_proxy", "R10", f"{_MEDIATION} legal_opinion",
          rf"{_TOLD}|{_AGREED}|{_COURSE}|client\.basis|(?:parties|applicants|respondents)\.\d+\.representative",
          "有书面的授权吗？", provision("民法典", "第一百六十五条", "授权委托书写明代理人、事项、权限和期限")),
    Doubt("doubt_capacity", "R18", _MEDIATION, f"{_TOLD}|{_BLAMED}|{_AGREED}|verified|mediation|remarks",
          "当事人有行为能力吗？", provision("民法典", "第二十一条至第二十三条", "不能辨认自己行为的，由监护人代理"), of_side=True),
    Doubt("doubt_death", "R10", f"{_MEDIATION} termination_notice", f"{_TOLD}|{_AGREED}|verified|detail|aid|remarks",
          "当事人还在世吗？", provision("民法典", "第十三条", "民事权利能力到死亡时止"), of_side=True),
    Doubt("doubt_procedure", "R13", _MEDIATION, f"{_TOLD}|verified|mediation|remarks|content\\.\\d+",
          "别的机关已经受理或者处理了吗？", provision("人民调解工作若干规定", "第二十二条", "已经受理或者解决的，不得受理")),
    Doubt("doubt_crime", "R13", _MEDIATION, f"{_TOLD}|verified|mediation|remarks", "涉嫌犯罪吗？报告了吗？",
          provision("人民调解法", "第二十五条", "可能引起刑事案件的，及时报告")),
    Doubt("doubt_ending", "R07", f"{_PETITION} legal_opinion failure_notice", f"{_OFFICIAL}|{_ADVISED}|{_COURSE}",
          "这是决定终结、不再受理吗？", _REVIEW),
    Doubt("doubt_ground", "R26", f"{_PETITION} legal_opinion", f"{_OFFICIAL}|{_ADVISED}", "依据的是法律还是分数、会议？",
          _HANDLING),
    Doubt("doubt_contempt", "R15", "", f"{_OFFICIAL}|{_ADVISED}|{_COURSE}|facts_found\\.\\d+", "这是给人定性吗？", _HANDLING),
    Doubt("doubt_overreach", "R15", "legal_opinion failure_notice mediation_record", f"{_ADVISED}|{_COURSE}",
          "这是替机关、法院作决定吗？", _HANDLING),
    Doubt("doubt_outcome", "R15", "legal_opinion", _ADVISED, "这是承诺结果吗？",
          provision("律师执业管理办法", "第三十三条", "不得就法律事务的结果作出承诺")),
    Doubt("doubt_advice", "R15", f"{_PETITION} legal_opinion", f"{_OFFICIAL}|{_ADVISED}|{_LOOKED_INTO}", "这样做合法吗？", _FREE),
    Doubt("doubt_money", "R15", "legal_opinion", rf"{_ADVISED}|client\.basis|conflict\.statement", "这是私自收费、收礼吗？",
          _LAWYERS),
    Doubt("doubt_publicity", "R09", "", f"{_EVERY_TEXT}", "这是公开个人的事情吗？本人同意吗？",
          provision("个人信息保护法", "第二十五条", "公开个人信息要取得单独同意")),
    Doubt("doubt_leading", "R12", "investigation_record", _ASKED, "这样问、这样说合适吗？", _WILLING),
    Doubt("doubt_archive", "R23", "file_cover handover_list", f"{_HANDED}|remarks|contents\\.\\d+\\.note",
          "材料齐全、完好、归档保管了吗？", provision("档案法", "第十四条、第二十一条", "集中管理，不得擅自销毁、篡改")),
    Doubt("doubt_receipt", "R02", "service_receipt", "received_by|refusal|witness", "本人真的收到了吗？",
          practice("送达应当有凭证")),
    Doubt("doubt_unfinished", "R07", "follow_up_record", "detail|satisfaction|escalation|measures", "履行完了吗？做得合法吗？",
          provision("人民调解法", "第三十一条第二款", "委员会对履行情况进行监督"), ("performance", "已经履行完毕")),
    Doubt("doubt_accused", "R04", _PETITION, r"request|requests\.\d+\.request", "这是检举控告吗？",
          provision("信访工作条例", "第三十条", "检举控告由纪检监察等机关办理")),
    Doubt("doubt_channel", "R04", _PETITION, r"request|raised_how|requests\.\d+\.request", "应当走诉讼、仲裁、复议等法定途径吗？",
          provision("信访工作条例", "第三十一条第一项至第五项", "有其他法定途径的，按各自程序")),
    Doubt("doubt_ban", "R07", "", rf"{_AGREED}|{_OFFICIAL}|other_ways\.\d+|measures|mediation", "禁止的是什么？有没有依据？", _WAYS),
    Doubt("doubt_outsider", "R10", "mediation_agreement oral_agreement confirmation_application",
          f"{_AGREED}|{_BLAMED}", "没有签字的人要承担什么吗？",
          provision("民法典", "第四百六十五条第二款", "合同仅对当事人具有约束力")),
    Doubt("doubt_decided", "R12", _MEDIATION, rf"{_COURSE}|facts(?:\.\d+)?|invited\.\d+", "这是自愿协商的吗？做法合适吗？", _WILLING),
    Doubt("doubt_threat", "R07", "", f"{_AGREED}|{_BLAMED}|{_COURSE}|{_OFFICIAL}|{_ADVISED}", "这是威胁或者另外附加条件吗？", _FREE),
    Doubt("doubt_shirking", "R06", _PETITION, rf"{_OFFICIAL}|handling\.summary|no_request\.result", "答复落实了吗？",
          _HANDLING),
    Doubt("doubt_remedy", "R06", _PETITION, _OFFICIAL, "告知的救济对吗？", _REVIEW),
)  # fmt: skip


_KIN_BEFORE = re.compile(rf"(?:{'|'.join(words('亲属'))})(?:已|已经|早已|早就|前年|去年)?$")
_MARK = "文字不能判断的，由律师答复"


def is_doubt(finding: Finding) -> bool:
    """Return whether `finding` is a doubt, not the finding of a sharper rule."""
    return finding.level == "question" and finding.basis.endswith(_MARK)


def _enter(doubt: Doubt) -> None:
    def check(given: RuleInput) -> Iterator[Fault]:
        return doubt.faults(given)

    check.__name__ = doubt.concept
    check.__doc__ = doubt.question
    rule(doubt.number, doubt.question, doubt.basis, practice(_MARK), papers=doubt.papers)(check)


for _doubt in DOUBTS:
    _enter(_doubt)
