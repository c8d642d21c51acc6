"""Rules on what an organ attaches to its answer: periods, conditions, private matters, and whether it is kept."""

import re
from collections.abc import Iterator

from toolkit.papers.language.concepts import words
from toolkit.papers.language.subjects import subject_of
from toolkit.papers.law.periods import duration_days, durations
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, asks
from toolkit.papers.rules.registry import rule

_ANSWERS = "handling_opinion acceptance_notice termination_notice"
_NOTICES = f"{_ANSWERS} non_acceptance_notice extension_notice referral_letter"
_REVIEW_DAYS = 30  # (信访工作条例 Art 35)
_ENOUGH = 4  # characters of matter below which a text is too short to be held against another
_DISSENT = re.compile(r"不服|不满意|不同意|不认可|不接受|有(?:异议|意见|不同(?:的)?(?:意见|看法))|觉得不(?:对|行|公)")
_AGAIN = re.compile(
    r"(?:到|向|找|往|回|来)[^，。；]{0,10}(?:[镇乡村组]|综治|信访办|信访室|我们|我办|本办|本机关|窗口|原承办)"
    r"[^，。；]{0,10}(?:复查|复核|申诉|异议|重新(?:登记|提|申请|反映|处理)|再(?:提|反映|说|登记|来))"
)
_OTHER_LAW = re.compile(
    r"诉讼|起诉|法院|复议|仲裁|再审|三十日|30日|三十天|上一级|[县市省](?:人民)?政府|新(?:的)?(?:情况|事实|问题|证据)"
)
_DEBT = r"(?:费|款|钱|税|欠账|尾欠|水电|合作医疗|医保|保证|承诺|协议|名字|悔过|检讨|视频|帖子|信访件|信)"
_TIED = re.compile(
    rf"(?:先|必须|须|要|得|应)[^，。；没不]{{0,14}}(?:交|缴|还|签|写|撤|删|补)[^，。；]{{0,8}}{_DEBT}[^。；]{{0,16}}(?:才|方|再|以后|之后|否则|，(?:没|未|不))"
    rf"|(?:没|未|没有|不|拒绝)(?:有)?(?:交|缴|还|签|写|撤|删)[^。；]{{0,14}}(?:不(?:装|修|办|给|发|批|安排|答复|受理|登记|纳入|考虑)|暂(?:不|缓)|缓办|靠后)"
    rf"|(?:把|将|等)[^，。；]{{0,14}}{_DEBT}[^，。；]{{0,4}}(?:交|缴|还|签|写|撤|删)(?:齐|清|了|完|回|掉)[^。；]{{0,10}}(?:才|再|就|方|以后|之后)"
)
_OF_THE_MATTER = re.compile(
    r"不(?:得|以|需|必|用|能)[^，。；]{0,16}(?:为(?:条件|前提)|交|缴)|自愿|可以(?:先)?申请|依法(?:应当)?缴"
)
_SHOWN = re.compile(
    r"(?:信|举报材料|材料|录音|登记表|诉求)[^，。；没未不]{0,10}(?:拿|带|转|念|读|发|复印|交|放)[^，。；没未不]{0,10}(?:给|到|让)[^，。；]{0,12}(?:组长|主任|书记|会计|老板|村干部|被反映|被投诉|被举报|对方|厂里|他们)[^，。；]{0,8}(?:看|听|核|自查|签|回应|解释)?"
)
_UNLAWFUL_MEANS = re.compile(
    r"(?:不用|不必|不需要?|无需|先不|不)(?:再)?(?:办(?:理)?|批|走|报)[^，。；]{0,6}(?:证|手续|许可|审批|招标|程序)|先(?:干|建|砍|挖|修|占|动工)[^，。；]{0,4}(?:再|后)补(?:办|批|手续)"
    r"|从[^，。；]{0,10}(?:低保|救灾|扶贫|救助|专项|特困|补贴)[^，。；]{0,6}(?:里|中|款)[^，。；]{0,6}(?:出|支|挪|列|扣|垫)"
)
_PRIVATE = re.compile("|".join(words("私密")))
_INSIDE = ("why", "reason", "received_from", "handler", "aid", "query")
_ASIDE = re.compile(
    r"(?:请|望|提醒|供)[^，。；]{0,8}(?:留意|注意|防范|掌握|关注|参考)|该(?:户|人|同志|信访人)|此人|其(?:本人|家|子|女|妻|夫|父|母)"
)


@rule(
    "R06",
    "不服的去处和期限写对",
    provision("信访工作条例", "第三十五条", "收到书面答复之日起三十日内请求原办理机关、单位的上一级机关、单位复查"),
    papers=_ANSWERS,
)
def the_way_of_dissent_is_right(given: RuleInput) -> Iterator[Fault]:
    """Ask about another period than thirty days for who does not agree, and about the way back to the same organ."""
    for sentence in given.sentences:
        dissent = _DISSENT.search(sentence.text) if sentence.part == "states" else None
        if not dissent or _OTHER_LAW.search(sentence.text) or sentence.is_quoted(dissent.start()):
            continue
        told = [each.words for each in durations(sentence.text) if duration_days(each) != _REVIEW_DAYS]
        again = _AGAIN.search(sentence.text)
        if words_told := told[0] if told else again[0] if again else "":
            message = f"“{given.label(sentence.field)}”里说{dissent[0]}的，“{words_told}”：告知的救济对吗？"
            yield asks(sentence.field, message, "请写收到之日起三十日内请求上一级机关、单位复查。")


@rule(
    "R06",
    "答复不搭别的条件",
    provision("信访工作条例", "第三十二条", "请求事实清楚、符合规定的，予以支持；不支持要有法律依据"),
    provision("信访工作条例", "第十八条第四款", "任何组织和个人不得打击报复信访人"),
    papers=f"{_ANSWERS} extension_notice non_acceptance_notice",
)
def answers_hang_on_nothing_else(given: RuleInput) -> Iterator[Fault]:
    """Ask about an answer that waits until the petitioner pays, signs or takes back something else."""
    for sentence in given.sentences:
        match = _TIED.search(sentence.text) if sentence.part == "states" else None
        if match and not _OF_THE_MATTER.search(sentence.text) and not sentence.is_quoted(match.start()):
            message = f"“{given.label(sentence.field)}”里说“{match[0]}”：办这件事要以此为条件吗？"
            yield asks(sentence.field, message, "没有法律规定的，请删去；有规定的，写明条款。")


@rule(
    "R09",
    "和事情无关的隐私不往外写",
    provision("个人信息保护法", "第六条、第二十八条", "限于处理目的的最小范围；病史等敏感信息要有充分的必要"),
    provision("民法典", "第一千零三十二条", "不得泄露他人的私密信息"),
    papers=_NOTICES,
)
def private_matters_are_kept(given: RuleInput) -> Iterator[Fault]:
    """Ask about illness, prison or family life in an organ's own words where the request says nothing of it."""
    request = str(given.facts.get("request") or given.facts.get("requests") or "")
    for sentence in given.sentences:
        match = _PRIVATE.search(sentence.text) if sentence.part == "states" else None
        if not match or match[0] in request or sentence.field.endswith(("name", "organ", "unit")):
            continue
        if _ASIDE.search(sentence.text) or sentence.field in _INSIDE[:2]:
            message = f"“{given.label(sentence.field)}”里写了“{match[0]}”：办这件事用得着吗？"
            yield asks(sentence.field, message, "用不着的请删去；用得着的，在答复里写明。")


@rule(
    "R06",
    "处理意见说的就是查的事",
    provision("信访工作条例", "第三十二条", "根据查明的事实，对投诉请求写明处理意见"),
    papers="handling_opinion",
)
def opinions_keep_to_their_matter(given: RuleInput) -> Iterator[Fault]:
    """Ask about a support that has nothing of the matter that was asked and looked into."""
    for number, each in enumerate(given.facts["requests"]):
        asked = subject_of(f"{each['request']}{each['facts']}", given.people)
        opinion = subject_of(each["opinion"], given.people)
        if each["outcome"] == "予以支持" and min(len(asked), len(opinion)) >= _ENOUGH and not asked & opinion:
            message = f"请求说的是“{each['request'][:24]}”，处理意见里没有说到它：答复的是这件事吗？"
            yield asks(f"requests.{number}.opinion", message, "请按请求和查明的事实写处理意见。")


@rule(
    "R04",
    "来信不给被反映的人看",
    provision("信访工作条例", "第三十条第三款", "不得将检举控告材料转给被检举、控告的人或者单位"),
    provision("个人信息保护法", "第六条", "限于实现目的的最小范围"),
    papers=f"{_ANSWERS} referral_letter",
)
def letters_are_not_shown(given: RuleInput) -> Iterator[Fault]:
    """Ask where what the petitioner gave was shown to somebody whom it may be about."""
    for sentence in given.sentences:
        match = (
            _SHOWN.search(sentence.text) if not sentence.field.startswith(("request", "requests.0.request")) else None
        )
        if match and not sentence.is_quoted(match.start()):
            message = f"“{given.label(sentence.field)}”里说“{match[0]}”：他是被反映的人吗？信访人知道吗？"
            yield asks(sentence.field, message, "不能把来信、材料给被反映的人看；只说事情、没有给看的，请改写清楚。")


@rule(
    "R06",
    "办的办法也要合法",
    provision("信访工作条例", "第三十二条", "处理意见要有法律法规依据"),
    papers="handling_opinion termination_notice acceptance_notice",
)
def means_are_lawful(given: RuleInput) -> Iterator[Fault]:
    """Ask about an answer that does without a permit, or takes money meant for the poor."""
    for sentence in given.sentences:
        match = _UNLAWFUL_MEANS.search(sentence.text) if sentence.part == "states" else None
        if match and not sentence.is_quoted(match.start()):
            message = f"“{given.label(sentence.field)}”里说“{match[0]}”：这样办合法吗？"
            yield asks(sentence.field, message, "请按规定办手续、列支；法律规定可以不办的，写明条款。")
