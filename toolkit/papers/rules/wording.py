"""Rules on the words of every paper: no blanks, no unprintable signs, no right taken away, no false force."""

import functools
import re
from collections.abc import Iterator

from toolkit.formats.word import text_fault
from toolkit.papers.facts import label
from toolkit.papers.forms import schema
from toolkit.papers.language.concepts import Mention, mentions
from toolkit.papers.language.sentences import Part, split
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.registry import BINDING, rule

_MEDIATION = f"{BINDING} mediation_application mediation_register rights_notice mediation_record failure_notice"
_HOLES = re.compile(
    r"[（(【\[]\s*(?:待|未)[补填定核查][^）)】\]]{0,8}[）)】\]]|^\s*(?:待[补填定]|待补充|待填写|待核实)\s*$"
    r"|[×✕✖]{2,}|(?<![A-Za-z0-9])[_＿]{2,}(?![A-Za-z0-9])|(?<![A-Za-z])(?:TODO|TBD|FIXME|[Xx]{3,})(?![A-Za-z])"
    r"|某某|【\s*】|（\s*）|\(\s*\)|《\s*》|〔\s*〕|“\s*”|…{2,}|\.{4,}|(?<!\d)[ \u3000]+年[ \u3000]*月[ \u3000]*日"
)
_QUOTED = re.compile("“[^“”]+”")
DELETE = "请删去。"
_MOST_KNOWN = 8192  # texts whose placeholders are remembered


@functools.lru_cache(maxsize=_MOST_KNOWN)
def holes(text: str) -> tuple[str, ...]:
    """Return every placeholder in `text` that somebody still has to fill in; dots within quoted speech are left out."""
    spoken = _QUOTED.sub(lambda said: said[0].replace("…", " "), text)
    return tuple(dict.fromkeys(match[0].strip() for match in _HOLES.finditer(spoken)))


def bans(text: str, part: Part = "binds") -> Iterator[str]:
    """Yield every phrase of `text` that forbids petition, suit or report, or asks a price for them."""
    sentences = tuple(split("", text, part))
    for concept in ("right_barred", "right_priced", "threatened"):
        yield from (mention.words for mention in mentions(concept, sentences))


@rule("R00", "文书没有空缺", practice("文书不得有空缺"))
def no_holes(given: RuleInput) -> Iterator[Fault]:
    """Bar placeholders that somebody still has to fill in."""
    for path, text in given.texts:
        for hole in holes(text):
            message = f"“{label(schema(given.paper), path)}”里还有没有填的“{hole}”。"
            yield bars(path, message, "请写上实际内容；没有的，留空不填。")


@rule("R00", "文书没有打印不出的符号", practice("文书只能有一种读法"))
def only_what_word_can_print(given: RuleInput) -> Iterator[Fault]:
    """Bar signs that no reader sees or that Word cannot hold."""
    for path, text in given.texts:
        if fault := text_fault(text):
            message = f"“{label(schema(given.paper), path)}”{fault}。"
            yield bars(path, message, "请删去这个符号，重新输入这一处。")


def said(given: RuleInput, mention: Mention, why: str) -> str:
    """Return the message that `mention` must not stand where it stands, with the reason `why`."""
    return f"“{given.label(mention.sentence.field)}”里不得写“{mention.words}”：{why}。"


@rule(
    "R07",
    "不得禁止信访、起诉、举报",
    provision("信访工作条例", "第三十六条第三款", "不再受理的只是同一事实和理由；新的事实和理由仍可提出"),
    provision("人民调解法", "第三条第三项", "不得因调解阻止当事人通过仲裁、行政、司法等途径维权"),
    reads_text=True,
)
def nobody_is_barred(given: RuleInput) -> Iterator[Fault]:
    """Bar what forbids petition, suit or report, for good or not, in whatever words."""
    for mention in given.mentions("right_barred"):
        yield bars(mention.sentence.field, said(given, mention, "没有这样的禁令，息诉罢访只能由本人自愿另写"), DELETE)


@rule(
    "R07",
    "不得拿好处或者处罚换取不信访、不起诉",
    provision("信访工作条例", "第十八条第四款", "任何组织和个人不得打击报复信访人"),
    provision("信访工作条例", "第四十七条", "处罚的是违法行为，不是信访"),
    reads_text=True,
)
def no_price_and_no_threat(given: RuleInput) -> Iterator[Fault]:
    """Bar a price set on petition or suit, and threats against those who petition."""
    known: set[str] = set()
    for concept in ("threatened", "right_priced"):
        for mention in given.mentions(concept):
            if mention.sentence.text not in known:
                known.add(mention.sentence.text)
                why = "不能拿处罚或者好处来换取不信访、不起诉"
                yield bars(mention.sentence.field, said(given, mention, why), DELETE)


@rule(
    "R14",
    "没有法院裁定，不得写可以强制执行",
    provision("民事诉讼法", "第二百零六条", "法院裁定调解协议有效的，才可以申请执行"),
    provision("人民调解法", "第三十三条第二款", "法院确认有效以后，一方不履行的，可以申请强制执行"),
    papers=f"{_MEDIATION} follow_up_record investigation_record",
    reads_text=True,
)
def no_execution_without_ruling(given: RuleInput) -> Iterator[Fault]:
    """Bar a force that only the ruling of a court gives; what is tied to that ruling may stand (调解法 Art 33)."""
    if (given.facts.get("judicial_confirmation") or {}).get("ruling"):
        return
    for mention in given.mentions("execution_claimed", "binds", "states"):
        why = "没有经法院裁定确认的协议，不能申请执行"
        remedy = "请删去；要能执行的，请约定共同申请司法确认。"
        yield bars(mention.sentence.field, said(given, mention, why), remedy)


@rule(
    "R12",
    "调解不收费",
    provision("人民调解法", "第四条", "人民调解不收取任何费用"),
    provision("人民调解法", "第十五条第三项", "调解员不得索取、收受财物"),
    papers=f"{_MEDIATION} follow_up_record investigation_record file_cover",
    reads_text=True,
)
def mediation_is_free(given: RuleInput) -> Iterator[Fault]:
    """Bar every fee and present for a mediation."""
    for mention in given.mentions("fee_taken"):
        yield bars(mention.sentence.field, said(given, mention, "人民调解不收取任何费用"), DELETE)


@rule(
    "R09",
    "不得公开调解和信访的内容",
    provision("人民调解法", "第十五条第四项", "调解员不得泄露当事人的隐私"),
    provision("个人信息保护法", "第二十五条", "公开个人信息要取得单独同意"),
    reads_text=True,
)
def nothing_is_published(given: RuleInput) -> Iterator[Fault]:
    """Ask about each publication of a paper, a recording or a person."""
    for mention in given.mentions("published", "binds", "states"):
        remedy = "各方都书面同意公开的，请在答复里写明；否则请删去。"
        yield asks(mention.sentence.field, f"“{mention.words}”要公开个人的事情，各方都单独同意了吗？", remedy)


@rule(
    "R10",
    "义务要写得明确",
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers=BINDING,
    reads_text=True,
)
def duties_are_clear(given: RuleInput) -> Iterator[Fault]:
    """Bar vague words in what binds the parties."""
    for mention in given.mentions("vague", "binds"):
        message = f"约定里有“{mention.words}”，不够明确，法院不予确认，也没法履行。"
        yield bars(mention.sentence.field, message, "请写明数量、日期和做法。")


@rule("R15", "结论要明确", practice("法律意见应当明确"), papers="legal_opinion", reads_text=True)
def no_hedged_conclusions(given: RuleInput) -> Iterator[Fault]:
    """Warn of conclusions that leave open what they conclude."""
    for mention in given.mentions("hedged", "states"):
        message = f"结论里有“{mention.words}”，不够明确。"
        yield warns(mention.sentence.field, message, "请写明符合还是不符合；事实无法核实的，写进保留意见。")
