"""Rules on where a petitioner is sent and whether a paper can reach him: the right organ, time, address, service."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from toolkit.papers.law.periods import durations, period_of
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars
from toolkit.papers.rules.registry import rule

_ORGANS = Path(__file__).parents[2] / "law" / "data" / "organs.toml"
_REFUSAL, _REFERRAL, _REVIEW, _ENDING = (
    "non_acceptance_notice",
    "referral_letter",
    "review_application",
    "termination_notice",
)
_LONGEST = 40  # characters of a sentence that a message shows
_NOT_THERE = re.compile(r"不(?:是|能|得|要|该|应|用|必|予)[^，。；]{0,10}$|而不是[^，。；]{0,6}$|以为[^，。；]{0,8}$")
_NO_ADDRESS = re.compile(
    r"没(?:有)?(?:个)?(?:固定|准|一定)|无固定|住无定所|居无定所|(?:住|冇|没|无|行踪|地方)[^，。；]{0,4}(?:冇|不|无)定|四处|到处|流动|不详|不明|不知(?:道)?[^，。；]{0,6}(?:住|哪)"
    r"|(?:寄|送)[^，。；]{0,6}(?:边度|去边|哪里|哪儿)?[^，。；]{0,4}都(?:得|行|可以)|随便(?:寄|送)"
)
_CLOSED = re.compile(r"没(?:有)?(?:什么)?意见|冇意见|满意|没(?:有)?(?:什么)?(?:要|好)说|已经?(?:办|修|铺|装|解决|弄)好")
_NEVER_ASKED = re.compile(
    r"(?:没|未|没有|从来没|还没)(?:跟|向|和|同|对)?[^，。；]{0,8}(?:提过|反映过|说过|讲过|提出过)|以前没(?:有)?(?:提|反映|说)|另(?:外)?一(?:件|码|桩)事|(?:顺手|顺便|顺带|捎带|一块儿?|一道)[^，。；]{0,12}(?:说|提|解决|办|补|查)"
)
_WAY = re.compile(
    r"诉|仲裁|复议|裁决|再审|抗诉|投诉|举报|申请|请求|报案|报警|公证|[局委院厅所]|政府|机关|部门|公安|法律援助|监察|信访听证"
)
_UNSURE = re.compile(
    r"门缝|窗台|门(?:把|上|口|槛|楣)[^，。；]{0,4}(?:贴|塞|夹|放|挂|插)?|(?:贴|塞|夹|放|挂|插)(?:在|到|进)[^，。；]{0,6}(?:门|窗|信箱|摩托|车)"
    r"|(?:收|拿|看|晓得|接)(?:到)?没(?:有)?(?:收|拿|看|接)?(?:到)?[^，。；]{0,6}(?:没人知道|不知|不清楚|说不清|不晓得|难说)|(?:不知道|不晓得|不清楚|说不准)[^，。；]{0,8}(?:收|拿|看|转)(?:到|交)?(?:没|了没)"
    r"|(?:交|给|托)[^，。；]{0,4}(?:邻居|隔壁|路人|娃儿|小孩|对方)[^，。；]{0,6}(?:转|带|捎|代)"
)
_SURELY = re.compile(
    r"(?:本人|亲自|当面)[^，。；没未不]{0,6}(?:签收|签字|签了|收下|收到)|(?:第二天|次日|后来|改天|再次|又)[^。；]{0,16}(?:送到|交到|签收|收下|邮寄)|见证人|留置"
)


def _shown(text: str) -> str:
    """Return the sentence `text` as a message shows it."""
    tidy = text.rstrip("。；")
    return tidy if len(tidy) <= _LONGEST else f"{tidy[:_LONGEST]}…"


class _Procedure(NamedTuple):
    """A procedure at an organ that has none: the phrase, the right organ, the article."""

    wrong: re.Pattern[str]
    right: str
    basis: str


class _Matter(NamedTuple):
    """What is asked, the departments that have power over it, and how a message calls the right one."""

    asks: re.Pattern[str]
    of: re.Pattern[str]
    right: str


@cache
def _procedures() -> tuple[_Procedure, ...]:
    rows = tomllib.loads(_ORGANS.read_text(encoding="utf-8"))["procedures"]
    return tuple(_Procedure(re.compile(row["wrong"]), row["right"], row["basis"]) for row in rows)


@cache
def _matters() -> tuple[_Matter, ...]:
    rows = tomllib.loads(_ORGANS.read_text(encoding="utf-8"))["matters"]
    return tuple(_Matter(re.compile(row["asks"]), re.compile(row["of"]), row["right"]) for row in rows)


@cache
def _departments() -> re.Pattern[str]:
    return re.compile(tomllib.loads(_ORGANS.read_text(encoding="utf-8"))["departments"])


@rule(
    "R04",
    "指的路走得通：哪个程序归哪个机关",
    provision("信访工作条例", "第二十三条", "告知信访人向有权处理的机关、单位提出"),
    provision("人民调解法", "第二十六条", "调解不成的，告知可以通过仲裁、行政、司法等途径维权"),
    papers=f"{_REFUSAL} {_ENDING} acceptance_notice handling_opinion legal_opinion failure_notice mediation_record "
    "mediation_agreement",
    reads_text=True,
)
def procedures_are_of_their_organs(given: RuleInput) -> Iterator[Fault]:
    """Bar the way to an organ at which the procedure is not to be had; what only tells of it is left out."""
    for sentence in given.sentences:
        for row in _procedures() if sentence.part != "tells" else ():
            match = row.wrong.search(sentence.text)
            if match and not sentence.is_quoted(match.start()) and not _NOT_THERE.search(sentence.text[: match.end()]):
                message = f"“{given.label(sentence.field)}”里说“{match[0]}”：办这件事的是{row.right}（{row.basis}）。"
                yield bars(sentence.field, message, "请改写有权办理的机关，免得信访人、当事人白跑、误了期限。")


@rule(
    "R04",
    "转给、指给的机关管这件事",
    provision("信访工作条例", "第二十二条、第二十三条", "转送有权处理的机关、单位，告知向有权处理的机关、单位提出"),
    papers=f"{_REFUSAL} {_REFERRAL}",
)
def matters_are_of_their_organs(given: RuleInput) -> Iterator[Fault]:
    """Ask about a department to which the matter is sent, where it has power over nothing of what is asked."""
    competent = given.facts.get("competent") or {}
    field, organ = ("to.name", given.facts["to"]["name"]) if "to" in given.facts else ("competent.organ", "")
    organ = organ or competent.get("organ") or ""
    asked = [(row, match) for row in _matters() if (match := row.asks.search(given.facts["request"]))]
    if asked and _departments().search(organ) and not any(row.of.search(organ) for row, _ in asked):
        row, match = asked[0]
        message = f"信访请求说的是“{match[0]}”，却指给{organ}：这件事归{row.right}管吧？"
        yield asks(field, message, "请核对职责；指错的，改写有权处理的机关。")


@rule(
    "R24",
    "别的途径的期限写对",
    provision("行政复议法", "第二十条", "申请行政复议的期限六十日"),
    provision("劳动争议调解仲裁法", "第二十七条", "劳动争议申请仲裁的时效期间为一年"),
    papers=_REFUSAL,
)
def the_other_way_has_its_time(given: RuleInput) -> Iterator[Fault]:
    """Bar the one period told for the one way of law, where the law gives another; several are left to a reader."""
    way = given.facts.get("other_way") or {}
    told = list(durations(way.get("limit") or ""))
    known = period_of(re.sub("劳动人事争议", "劳动争议", way.get("how") or ""))
    if known and len(told) == 1 and not known.allows(told[0]):
        message = f"“{way['limit'][:24]}”：法律规定的是{'、'.join(known.allowed)}（{known.basis}）。"
        yield bars("other_way.limit", message, "请改正期限；写短了，信访人会以为已经过期。")


@rule(
    "R02",
    "住址送得到文书",
    provision("信访工作条例", "第十九条", "信访事项载明姓名（名称）、住址和请求、事实、理由"),
)
def the_address_can_be_found(given: RuleInput) -> Iterator[Fault]:
    """Ask about an address that says that there is none."""
    for field, text in given.texts:
        if field.endswith("address") and _NO_ADDRESS.search(text):
            message = f"“{given.label(field)}”写的是“{text[:30]}”：文书送得到吗？"
            yield asks(field, message, "请写能收到文书的地址、电话，或者写明由谁代收。")


@rule(
    "R06",
    "请求复查的就是处理过的事",
    provision("信访工作条例", "第三十五条", "对处理意见不服的，请求上一级机关、单位复查"),
    papers=_REVIEW,
)
def the_review_is_of_what_was_decided(given: RuleInput) -> Iterator[Fault]:
    """Ask about a request that was never made before, and about one by somebody who is content with the opinion."""
    reasons = "\n".join((*given.facts["reviews"], *given.facts["reasons"]))
    new, content = _NEVER_ASKED.search(reasons), _CLOSED.search(reasons)
    if new:
        message = f"请求和理由里说“{new[0]}”：这件事处理意见答复过吗？"
        yield asks("reviews", message, "没有提过、没有处理过的，另行向有权处理的机关提出，不在这里复查。")
    elif content and re.search(r"俺|我|本人", reasons[max(0, content.start() - 8) : content.start()]):
        message = f"请求和理由里说“{content[0]}”：对处理意见还有什么不服？"
        yield asks("reasons", message, "请写明不服处理意见的哪一点。")


@rule(
    "R07",
    "意见书真的送到了",
    provision("信访工作条例", "第三十五条、第三十六条", "三十日从收到书面答复、复查意见之日起算"),
    practice("送达应当有凭证"),
    papers=f"{_ENDING} {_REFUSAL} {_REVIEW}",
)
def opinions_were_surely_served(given: RuleInput) -> Iterator[Fault]:
    """Bar an ending for a lapsed period whose start nobody knows; ask where another paper tells of such a service."""
    lapsed = given.paper == _ENDING and given.facts["ground"] in {"B", "C"}
    for sentence in given.sentences:
        match = _UNSURE.search(sentence.text)
        is_on_service = match and re.search(r"意见书|答复|告知书|送(?:达|去|来|到)|投递", sentence.text)
        if match and is_on_service and not _SURELY.search(sentence.text):
            level = bars if lapsed and sentence.field.endswith("summary") else asks
            told = f"“{given.label(sentence.field)}”里说：{_shown(sentence.text)}。"
            message = f"{told}本人收到了吗？没有收到的，三十日还没有起算。"
            yield level(sentence.field, message, "请核对送达回证；没有送到的，重新送达，期限届满以后再办。")


@rule(
    "R04",
    "别的途径要是法定的途径",
    provision("信访工作条例", "第三十一条第一项至第五项", "诉讼、仲裁、复议、行政裁决、履行职责的，按各自程序"),
    papers=_REFUSAL,
)
def the_other_way_is_one_of_law(given: RuleInput) -> Iterator[Fault]:
    """Ask about another way that names no organ and no procedure."""
    how = (given.facts.get("other_way") or {}).get("how") or ""
    if how and not _WAY.search(how):
        message = f"“{_shown(how)}”：这是诉讼、仲裁、复议那样的法定途径吗？"
        yield asks("other_way.how", message, "请写明向哪个机关、用什么程序提出；没有的，应当受理。")
