"""Rules that hold an answer against what was asked: its matter, each part of it, the organ's own power, what is new."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from toolkit.papers.language.subjects import subject_of
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, day
from toolkit.papers.rules.dates import spoken_days
from toolkit.papers.rules.organs import levels_of
from toolkit.papers.rules.registry import rule

_OPINION, _ENDING, _REFUSAL, _REVIEW = (
    "handling_opinion",
    "termination_notice",
    "non_acceptance_notice",
    "review_application",
)
_POWERS = Path(__file__).parents[2] / "law" / "data" / "township_powers.toml"
_OF_A_PART = 2
_ENOUGH = 4  # characters of matter below which a text is too short to be held against another
_PART = re.compile(
    r"(?:[一二三四五六]是|第[一二三四五六](?:项|件|个|，|、)?|[（(][一二三四五六\d][）)]|[一二三四五六\d][、.．](?!\d))"
)
_AND = re.compile(r"，(?:并且|而且还要|另外还?|同时还?|还要(?:求)?|还请)")
_TRUE_AND_DUE = re.compile(
    r"(?<!不)属实[^。]{0,12}(?:，|、|；)?[^。]{0,10}(?<!不)(?<!没有)(?:符合|合乎)[^，。；]{0,12}(?:规定|条件|办法|政策|标准|要求)|(?<!不)(?:符合|合乎)[^，。；]{0,12}(?:发放|补助|补偿|支持)[^，。；]{0,4}条件"
)
_FOUND_TRUE = re.compile(
    r"(?<!不)(?<!不是)(?:属实|实情|实话|真的是这样|确有其事|确有此事|确实如此|确有(?:这|此)|查证属实)|(?:讲|说|反映)的(?:情况)?(?:都)?(?:是)?(?:真的|实|对的)(?=[，。；]|$)"
)
_SAID_FALSE = re.compile(
    r"(?:情况|问题|事|现象|损失|危险)[^，。；已]{0,4}不存在(?=[，。；的]|$)|不属实|不是实情|查无(?:此|其)事|没有(?:这回事|这件事|此事|这种事)|纯属(?:虚构|误会)|与事实不符|无中生有"
)
_LATER = re.compile(
    r"(?:等|待)[^。；，]{0,16}(?:以后|之后|了|后|出来)?，?(?:再|另)(?:行|外)?[^，。；]{0,4}(?:答复|给话|回话|给(?:个)?说法|处理|研究|告知|讲|说)|另行(?:答复|处理|研究)"
    r"|等(?:候)?(?:上面|上级|镇里|县里|村里)?通知|何时[^，。；]{0,12}(?:不定|未定|没定|再定|等)|(?:没有|没|无|缺)(?:项目)?(?:经费|资金|钱|指标|人手)[^。；]{0,16}(?:等|待|暂(?:不|缓)|以后|先放)|排(?:队|到)[^，。；]{0,8}(?:再|以后)"
    r"|(?:还没|没有|尚未|没)[^，。；]{0,6}(?:查清|翻出来|查到|有结论|定下来|弄清|核清)|以后再(?:说|答复|讲)|研究(?:以后|后)再"
)
_MANNER = re.compile(
    r"(?:不听劝|态度|不听话|撂难听话|骂人?|顶撞|闹|抹(?:了)?黑|(?:往|到|去)[^，。；]{0,8}(?:县|市|省|北京)[^，。；]{0,8}(?:跑|趟|访))[^。]{0,40}(?:再说|再办|再谈|不予|不办|不给|不修|不支持|免谈|啥时候|什么时候)"
    r"|(?:态度|思想)(?:端正|转变|好)(?:了|以后|后)?[^，。；]{0,8}(?:再|才|就)"
)
_ANOTHER = re.compile(
    r"(?:以前|原来|过去|从前|上次|那次|先前)(?:都|从来|从)?(?:没有|没|未)(?:说|提|反映|讲|写|发生)"
    r"|另(?:外)?一(?:段|处|块|件|码|回|桩|根|条|面|次)|(?:又|新)(?:垮|塌|裂|漏|坏|占|挖|倒|淹|断|出)了?|不是(?:那|上|原来)[^，。；]{0,6}(?:件|次|回|处|段)"
)
_SAME = re.compile(r"没有新|同一(?:件)?事|还是那|老话|换(?:一)?个说法|没有别的")
_TAKEN = re.compile(r"收下|收到|拿到|领到|接到|签收|领走|送到|送来|交到|念给|递给|回执")
_SPOKEN_OF = re.compile(r"意见书|处理意见|答复|这份|那张纸|信访")
_CUSTOM = re.compile(
    r"规矩|村规民约|组规|老规矩|乡规|村民(?:代表)?会议|决议|大家(?:都)?(?:按|定|同意|表决)|惯例|历来|公约"
)
_MARRIED = re.compile(
    r"(?:出|外|改|远)了?嫁|嫁(?:出去|出门|到|给|走|了|人)|出阁|婆家|娘家|上门(?:女婿|郎)?|入赘|离(?:了)?婚|丧偶"
)
_NO_SHARE = re.compile(
    r"不(?:再)?(?:分|给|发|算|享有|享受|参加|参与|计|予)|没有[^，。；]{0,6}份|取消|除名|扣除|不在[^，。；]{0,6}(?:名单|范围)"
)


@rule(
    "R06",
    "答复的就是所提的事",
    provision("信访工作条例", "第三十二条", "对投诉请求写明事实、理由和处理意见"),
    papers=f"{_OPINION} {_ENDING}",
)
def the_answer_is_to_the_request(given: RuleInput) -> Iterator[Fault]:
    """Ask about an answer that has nothing of the matter of its request."""
    for field, request, opinion, findings in _answers(given):
        answer = f"{findings}{opinion}"
        asked, answered = (subject_of(text, given.people) for text in (request, answer))
        figures = set(re.findall(r"\d+", request)) & set(re.findall(r"\d+", answer))
        if min(len(asked), len(answered)) >= _ENOUGH and not asked & answered and not figures:
            message = f"请求说的是“{request[:24]}”，“{given.label(field)}”里没有说到它：答复的是这件事吗？"
            yield asks(field, message, "请核对；没有答复过的，先作出处理意见。")


class _Answer(NamedTuple):
    """An answer to a request: its field, what was asked, the opinion, and what was found beside it."""

    field: str
    request: str
    opinion: str
    findings: str = ""


def _answers(given: RuleInput) -> Iterator[_Answer]:
    if given.paper == _OPINION:
        for number, each in enumerate(given.facts["requests"]):
            yield _Answer(f"requests.{number}.opinion", each["request"], each["opinion"], each["facts"])
    elif given.facts.get("handling"):
        yield _Answer("handling.summary", given.facts["request"], given.facts["handling"]["summary"])


@rule(
    "R06",
    "一项里说了几件，件件答复",
    provision("信访工作条例", "第三十一条第六项、第三十二条", "对每一项投诉请求都写明处理意见"),
    papers=f"{_OPINION} {_ENDING}",
)
def every_part_is_answered(given: RuleInput) -> Iterator[Fault]:
    """Ask about a part of a request, numbered or joined by 并且, of whose own matter the opinion says nothing."""
    for field, request, opinion, _ in _answers(given):
        parts = [part.strip("，。；：、 ") for part in _PART.split(request)[1:]]
        parts = parts or [part for part in _AND.split(request) if len(subject_of(part)) >= _OF_A_PART]
        subjects = [subject_of(part, given.people) for part in parts]
        answered = subject_of(opinion)
        for place, part in enumerate(parts if len(parts) > 1 else ()):
            own = subjects[place].difference(*(other for at, other in enumerate(subjects) if at != place))
            if own and not own & answered:
                message = f"请求里的“{part[:24]}”，处理意见没有说到。"
                yield asks(field, message, "请逐件答复；信访人撤回的，请写明。")


@rule(
    "R06",
    "没有一件留着不答",
    provision("信访工作条例", "第三十二条", "对投诉请求作出处理意见，不能只说以后再答复"),
    papers=f"{_OPINION} {_ENDING}",
)
def nothing_is_left_for_later(given: RuleInput) -> Iterator[Fault]:
    """Ask about an answer that is put off: a petition of which a part waits is not answered."""
    for field, _, opinion, _ in _answers(given):
        if match := _LATER.search(opinion):
            message = f"“{given.label(field)}”里说“{match[0]}”：这一件答复了吗？"
            yield asks(field, message, "请查清以后作出处理意见；没有答复的，程序没有走完。")


@rule(
    "R06",
    "态度不是不办的理由",
    provision("信访工作条例", "第三十二条", "请求事实清楚、符合法律法规的，予以支持；不支持要有法律依据"),
    provision("信访工作条例", "第十八条第四款", "任何组织和个人不得打击报复信访人"),
    papers=_OPINION,
)
def manner_is_no_ground(given: RuleInput) -> Iterator[Fault]:
    """Ask about an answer that turns on the petitioner's manner or on where he went."""
    for number, each in enumerate(given.facts["requests"]):
        if match := _MANNER.search(each["opinion"]):
            message = f"处理意见里说“{match[0]}”：这是因为态度、走访而不办吗？"
            yield asks(f"requests.{number}.opinion", message, "请只写事实和法律依据。")


@rule(
    "R06",
    "处理意见和查明的事实一致",
    provision("信访工作条例", "第三十二条", "根据查明的事实，作出予以支持、解释说明或者不予支持的意见"),
    papers=_OPINION,
)
def the_opinion_follows_its_facts(given: RuleInput) -> Iterator[Fault]:
    """Ask about an opinion that denies what its own facts, which deny nothing, found to be so."""
    for number, each in enumerate(given.facts["requests"]):
        found, denied = _FOUND_TRUE.search(each["facts"]), _SAID_FALSE.search(each["opinion"])
        if found and denied and not _SAID_FALSE.search(each["facts"]):
            message = f"事实里说“{found[0]}”，处理意见却说“{denied[0]}”：哪一个对？"
            yield asks(f"requests.{number}.opinion", message, "请按查明的事实写处理意见；不支持的，写明法律依据。")


@rule(
    "R06",
    "属实又合规定的，要支持",
    provision(
        "信访工作条例", "第三十二条第一款第一项", "请求事实清楚，符合法律、法规、规章或者其他有关规定的，予以支持"
    ),
    papers=_OPINION,
)
def what_is_true_and_due_is_supported(given: RuleInput) -> Iterator[Fault]:
    """Ask about a refusal of what the facts find true and in accordance with the rules."""
    for number, each in enumerate(given.facts["requests"]):
        text = f"{each['facts']}。{each['opinion']}"
        if each["outcome"] == "不予支持" and (match := _TRUE_AND_DUE.search(text)):
            message = f"事实里说“{match[0]}”，结论却是不予支持：依据的是哪一条？"
            yield asks(f"requests.{number}.outcome", message, "属实又合规定的，应当支持；不支持的，写明法律依据。")


@cache
def _township_powers() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    rows = tomllib.loads(_POWERS.read_text(encoding="utf-8"))["powers"]
    return tuple((re.compile(row["asks"]), row["power"], row["basis"]) for row in rows)


@rule(
    "R04",
    "自己有职权的，不能推出去",
    provision("信访工作条例", "第二十三条", "属于本机关、单位职权范围的，应当受理"),
    papers=_REFUSAL,
)
def own_powers_are_used(given: RuleInput) -> Iterator[Fault]:
    """Ask about a township that refuses, as beyond its power, what a law gives to townships."""
    if given.facts["ground"] != "不属于本机关职权范围" or levels_of(given.facts["issuer"]["name"]) != {"乡级"}:
        return
    for pattern, power, basis in _township_powers():
        if match := pattern.search(given.facts["request"]):
            message = f"信访请求里说“{match[0]}”：{power}，是乡镇人民政府的职权（{basis}）。"
            yield asks("ground", message, "请核对；属于本机关职权的，应当受理。")
            return


@rule(
    "R07",
    "复核以后发生的，是新的事实",
    provision("信访工作条例", "第三十六条第三款", "不再受理的只是同一事实和理由"),
    papers=_REFUSAL,
)
def what_came_later_is_new(given: RuleInput) -> Iterator[Fault]:
    """Ask about a refusal for a final review where the request tells of a later day or of another occurrence."""
    concluded, request = given.facts.get("concluded"), given.facts["request"]
    if not concluded or _SAME.search(request):
        return
    raised = day(given.facts["raised_on"])
    later = [words for words, on in spoken_days(request, raised) if on and day(concluded["served_on"]) < on <= raised]
    match = _ANOTHER.search(request)
    if words := later[0] if later else match[0] if match else "":
        message = f"信访请求里说“{words}”：这是复核以后发生的、没有答复过的事实吗？"
        yield asks("request", message, "是的，应当作为新的信访事项受理。")


@rule(
    "R06",
    "收到的日子前后一致",
    provision("信访工作条例", "第三十五条", "自收到书面答复之日起三十日内请求复查"),
    papers=_REVIEW,
)
def received_on_one_day(given: RuleInput) -> Iterator[Fault]:
    """Ask where the reasons tell another day of receiving the opinion than its field."""
    served = day(given.facts["opinion"]["served_on"])
    for sentence in given.sentences:
        if not sentence.field.startswith("reasons") or not (
            _TAKEN.search(sentence.text) and _SPOKEN_OF.search(sentence.text)
        ):
            continue
        for words, on in spoken_days(sentence.text, given.date):
            if on and on != served and day(given.facts["opinion"]["date"]) <= on <= given.date:
                message = f"“{given.label(sentence.field)}”里说{words}收到，填的收到日期是{served.isoformat()}。"
                yield asks("opinion.served_on", message, "请核对；期限从真正收到的那天起算。")


@rule(
    "R06",
    "规矩不能减妇女的份",
    provision("妇女权益保障法", "第五十五条、第五十六条", "不得以妇女未婚、结婚、离婚等为由侵害其在集体中的权益"),
    papers=f"{_OPINION} mediation_agreement oral_agreement legal_opinion",
)
def custom_takes_nobodys_share(given: RuleInput) -> Iterator[Fault]:
    """Ask where a share of the collective is denied by custom to somebody for marriage."""
    for field, text in given.texts:
        is_answer = field.endswith(("opinion", "duty", "conclusion")) or field.startswith(("conclusions", "advice"))
        if is_answer and _CUSTOM.search(text) and (why := _MARRIED.search(text)) and (no := _NO_SHARE.search(text)):
            message = f"“{given.label(field)}”里按规矩、决议，因“{why[0]}”而“{no[0]}”：这样合法吗？"
            yield asks(field, message, "户口、承包地还在的，不能因婚姻减她的份；请改由法律规定作依据。")
