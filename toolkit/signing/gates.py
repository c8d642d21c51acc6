"""When a paper may not be signed electronically: then it is signed on paper."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from toolkit.chinese import is_among, narrow, simplified
from toolkit.papers import FiledPaper, forms, unwrapped
from toolkit.signing.seats import AGREEMENT

_ADULT, _PERSON = 18, "自然人"
# Who and where, and numbers: a name or a place says nothing of what the agreement is about.
_NOT_TOLD = ("paper", "date", "case", "grievances", "committee", "place", "parties", "mediators", "recorder", "signing")
# 电子签名法 Art 3 ¶3 (1) and (2): 婚姻、收养、继承等人身关系; 停止供水、供热、供气等公用事业服务. What is stopped here
# is signed on paper, so people's own words count, too, though they may once mean something else.
_ELDERS = "(?:父|母(?![猪牛羊鸡鸭鹅兔狗马驴畜])|爸|妈|爹|娘|爷爷|奶奶|公婆|岳|老人|老伴)"
_CHILDREN = "(?:孩子|小孩|娃|儿子|女儿|儿女|子女|兄弟|姐妹|哥|弟|姐|妹)"
_ESTATE = "(?:房|屋|宅|院子|家产|财产|存款|家当)"
_KIN = (
    "婚姻|结婚|离了?婚|复婚|再婚|婚约|订婚|退婚|悔婚|婚前|婚后|彩礼|嫁妆|夫妻|分居|同居|出轨|家暴",
    "入赘|倒插门|上门女婿|净身出户",
    "收养|领养|抱养|过继|送养|养父|养母|养子|养女|继父|继母|继子|继女",
    "继承|遗产|遗嘱|遗赠|去世|过世|离世|逝世|亡故|身故|病故|生前|身后事|百年之后|分家|析产",
    "(?:兄|弟|姐|妹)[^。;]{0,8}(?:平分|均分|分割)",
    f"{_ELDERS}[^。;]{{0,6}}(?:走了|不在了|死|百年)",
    f"{_ELDERS}[^。;]{{0,12}}(?:留下|遗留|传下)[^。;]{{0,6}}{_ESTATE}",
    f"{_ELDERS}[^。;]{{0,8}}{_ESTATE}[^。;]{{0,8}}{_CHILDREN}[^。;]{{0,8}}(?:各|平分|均分|一半|分[给得])",
    f"{_CHILDREN}[^。;]{{0,8}}(?:各|平|均)分[^。;]{{0,8}}{_ELDERS}[^。;]{{0,8}}{_ESTATE}",
    "抚养|扶养|赡养|养老|探望|探视|监护|亲子|亲权|生父|生母|私生|非婚生",
    "(?:孩子|小孩|娃|儿子|女儿|儿女|子女)[^。;]{0,4}(?:跟|随|判给)[^。;]{0,4}(?:爸|妈|父|母|爹|娘|男方|女方|爷爷|奶奶|外公|外婆)",
    "(?:孩子|小孩|娃|儿子|女儿|儿女|子女)[^。;]{0,4}(?:由|归)[^。;]{0,8}(?:带大|抚育|养|照看|照顾|生活)",
)
_UTILITY = "[水电热暖气]"
_STOPPED = (
    f"(?:停|断|中止|切断)[^。;]{{0,6}}{_UTILITY}",
    f"(?:暂不|不再?|不予|不给|拒绝|限制|限时|限量)供应?{_UTILITY}",
    f"(?<![界期权时年上下有无])限{_UTILITY}",
    f"(?:关|拉|锁)(?:闸|阀|总阀|总闸|表)[^。;]{{0,6}}{_UTILITY}",
)
_EXCLUDED = (
    ("婚姻、收养、继承等人身关系", re.compile("|".join(_KIN))),
    ("停止供水、供热、供气等公用事业服务", re.compile("|".join(_STOPPED))),
)
_ON_PAPER = "请用纸面签（--level 纸面）"


def reasons(paper: FiledPaper, consents: Collection[str], cannot_read: Collection[str]) -> Iterator[str]:
    """Give in Chinese each reason for which `paper` may not be signed electronically.

    `consents` are the parties who agreed to sign so (电子签名法 Art 3 ¶1), `cannot_read` those who cannot read.
    """
    if paper.paper != AGREEMENT:
        yield f"电子签名只用于{forms.PAPERS[AGREEMENT]}，{forms.PAPERS[paper.paper]}{_ON_PAPER}"
        return
    facts = unwrapped(paper.facts)
    yield from _excluded(facts)
    names = [str(party["name"]) for party in facts["parties"]]
    for party in facts["parties"]:
        if party.get("kind") == _PERSON and party.get("age") is None:
            yield f"没有写明{party['name']}的年龄，不知道是不是满十八周岁；请更正重出，写上年龄，或者{_ON_PAPER}"
        elif party.get("age") is not None and party["age"] < _ADULT:
            yield f"{party['name']}未满十八周岁，不能用电子签名；{_ON_PAPER}，由法定代理人签"
    for name in cannot_read:
        yield f"{name}不能自己阅读，不能用电子签名；{_ON_PAPER}，读给本人听，按指印，并由见证人签名"
    told = [*consents, *cannot_read]
    if strangers := sorted({name for name in told if not is_among(name, names)}):
        yield f"{'、'.join(strangers)}不是这份协议的当事人（{'、'.join(names)}）"
    if missing := [name for name in names if not is_among(name, told)]:
        yield f"{'、'.join(missing)}还没有同意用电子签名（《电子签名法》第三条）；有一方不同意，{_ON_PAPER}"


def _excluded(facts: Mapping[str, Any]) -> Iterator[str]:
    told = _texts([value for name, value in facts.items() if name not in _NOT_TOLD])
    # A mark between the texts, so that no pattern reaches from one into the next.
    text = "。".join(narrow(simplified(each)) for each in told)
    for kind, words in _EXCLUDED:
        if match := words.search(text):
            yield f"文里有“{match[0]}”，可能涉及{kind}，依《电子签名法》第三条第三款不用电子签名；{_ON_PAPER}"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
