"""Rules on agreement and court: joint confirmation, its thirty days, what is outside of it, other procedures."""

import re
from collections.abc import Iterator

from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars
from toolkit.papers.rules.parties import shown
from toolkit.papers.rules.registry import BINDING, UP_TO_AGREEMENT, rule
from toolkit.papers.rules.wording import said

_SETTLING = ("title_settled", "status_settled")


@rule(
    "R13",
    "不能确认的，不约定司法确认",
    provision("民诉法解释", "第三百五十五条", "身份关系、确权、其他程序的，法院不予受理"),
    papers="mediation_agreement",
)
def only_what_a_court_confirms(given: RuleInput) -> Iterator[Fault]:
    """Bar joint confirmation of what a court does not accept: status, title."""
    if not given.facts["judicial_confirmation"]["sought"]:
        return
    words = [mention.words for concept in _SETTLING for mention in given.mentions(concept, "binds")]
    words += [mention.words for mention in given.mentions("status_dispute") if mention.sentence.field == "dispute"]
    if words or given.facts["title"]["stated"]:
        what = f"写了“{'、'.join(words)}”" if words else "认定了权属"
        remedy = "请不要约定申请司法确认，改走其他途径。"
        yield bars("judicial_confirmation.sought", f"协议{what}，法院不予受理司法确认。", remedy)


@rule(
    "R14",
    "没有裁定，不得写已经司法确认",
    provision("民事诉讼法", "第二百零六条", "法院裁定调解协议有效的，才算确认"),
    papers=f"{BINDING} follow_up_record file_cover mediation_record",
    reads_text=True,
)
def confirmation_needs_a_ruling(given: RuleInput) -> Iterator[Fault]:
    """Bar the claim that a court confirmed the agreement when no ruling is given."""
    if (given.facts.get("judicial_confirmation") or {}).get("ruling"):
        return
    for mention in given.mentions("confirmation_claimed"):
        message = said(given, mention, "没有写法院裁定书的文号")
        yield bars(mention.sentence.field, message, "请填裁定书文号；没有裁定的，请删去。")


@rule(
    "R14", "裁定书有文号", provision("民事诉讼法", "第二百零六条", "法院裁定调解协议有效"), papers="mediation_agreement"
)
def the_ruling_has_a_number(given: RuleInput) -> Iterator[Fault]:
    """Bar a ruling that is named without the number of its case."""
    ruling = given.facts["judicial_confirmation"]["ruling"]
    if ruling and not re.search(r"[（(〔]\d{4}[）)〕].*\d+号", ruling):
        message = f"“{ruling}”不是裁定书的文号。"
        yield bars("judicial_confirmation.ruling", message, "请照裁定书写文号，例如（2026）川0000民特1号。")


@rule(
    "R13",
    "司法确认由双方共同申请",
    provision("民事诉讼法", "第二百零五条", "双方当事人共同向法院提出"),
    provision("人民调解法", "第三十三条第一款", "双方自协议生效之日起三十日内共同申请"),
    papers=f"{BINDING} mediation_record rights_notice follow_up_record",
    reads_text=True,
)
def confirmation_is_joint(given: RuleInput) -> Iterator[Fault]:
    """Bar words by which one side, or somebody else, asks for confirmation alone."""
    for mention in given.mentions("confirmation_alone", "binds", "states"):
        why = "司法确认要双方共同申请"
        yield bars(mention.sentence.field, said(given, mention, why), "请改为“双方共同申请”。")


@rule(
    "R13",
    "司法确认的期限是三十日",
    provision("民事诉讼法", "第二百零五条", "自调解协议生效之日起三十日内"),
    papers=f"{BINDING} mediation_record rights_notice follow_up_record",
    reads_text=True,
)
def confirmation_has_thirty_days(given: RuleInput) -> Iterator[Fault]:
    """Bar another period for joint confirmation."""
    for mention in given.mentions("confirmation_period_wrong", "binds", "states"):
        why = "共同申请司法确认的期限是协议生效之日起三十日"
        yield bars(mention.sentence.field, said(given, mention, why), "请改正。")


@rule(
    "R10",
    "协议从签名、盖章时生效",
    provision("人民调解法", "第二十九条第二款", "自各方签名、调解员签名并加盖委员会印章之日起生效"),
    papers=f"{BINDING} mediation_record",
    reads_text=True,
)
def effect_follows_the_law(given: RuleInput) -> Iterator[Fault]:
    """Bar another condition for the agreement to take effect than the law's."""
    for mention in given.mentions("effect_wrong", "binds", "states"):
        why = "协议自各方签名、调解员签名并加盖委员会印章之日起生效，不需要别的机关"
        yield bars(mention.sentence.field, said(given, mention, why), "请删去。")


@rule(
    "R13",
    "已经在法院、公安、行政机关办理的，先问清楚",
    provision("人民调解工作若干规定", "第二十二条", "法院、公安机关或者其他行政机关已经受理或者解决的，不得受理"),
    papers=UP_TO_AGREEMENT,
    reads_text=True,
)
def no_other_procedure_runs(given: RuleInput) -> Iterator[Fault]:
    """Ask about a court, police or arbitration procedure that the facts tell of."""
    for mention in given.mentions("other_channel_pending"):
        message = f"“{given.label(mention.sentence.field)}”里说：{shown(mention)}。这一部分还能调解吗？"
        remedy = "已经受理、判决的不能再调解；已经撤回，或者受托移送的，请在答复里写明。"
        yield asks(mention.sentence.field, message, remedy)


@rule(
    "R13",
    "涉嫌犯罪的，先移送",
    provision("人民调解工作若干规定", "第二十二条", "法律规定由专门机关管辖处理的，不得受理"),
    provision("人民调解法", "第二十五条", "可能引起刑事案件的，及时报告"),
    papers=UP_TO_AGREEMENT,
    reads_text=True,
)
def no_crime_is_mediated(given: RuleInput) -> Iterator[Fault]:
    """Ask about a crime that the facts tell of."""
    for mention in given.mentions("crime_told"):
        message = (
            f"“{given.label(mention.sentence.field)}”里说到“{mention.words}”。涉嫌犯罪的部分不能调解，已经报告了吗？"
        )
        remedy = "请写明公安机关的处理；只调解民事赔偿的，请写明。"
        yield asks(mention.sentence.field, message, remedy)


@rule(
    "R13",
    "家庭暴力不得以调解代替保护",
    provision("反家庭暴力法", "第十三条、第十四条", "受害人可以投诉、报案、起诉；有关机构要报案"),
    papers=UP_TO_AGREEMENT,
    reads_text=True,
)
def home_violence_is_asked_about(given: RuleInput) -> Iterator[Fault]:
    """Ask about violence at home that the facts tell of."""
    for mention in given.mentions("home_violence"):
        message = (
            f"“{given.label(mention.sentence.field)}”里说到“{mention.words}”。告知受害人报案和申请人身安全保护令了吗？"
        )
        yield asks(mention.sentence.field, message, "请写明已经告知；受害人不愿调解的，请终止。")
