"""Find and replace words that identify a person without a name: titles, kinship, illness, nicknames.

Certain matches are replaced; doubtful ones are listed for a person. A word must begin and end at the edges of common
words, so that 外公 is not found in 对外公布.
"""

import functools
import re
from collections.abc import Iterator

from toolkit.chinese import common_words, personal_words
from toolkit.publishing import identifying_clauses
from toolkit.publishing.identifying_numbers import Doubt
from toolkit.publishing.name_detection import single_surnames

# Surnames that are said far more often as other words: before a title they are hardly ever a name.
_WORDS = set("向和于从给常时都全经安成应当管同路水解关相高老小方公家国通平白明左石田金黄沙养让由对有到")
# Of these, the ones that stand before a title mostly as a surname all the same.
_NOUNS = "石田金黄白高方左安成沙明关水"
_SURE = f"(?:{personal_words.alternatives('姓')}|[{''.join(sorted(single_surnames() - _WORDS))}])"
_TITLES = personal_words.alternatives("称呼")
_SHORT = "|".join(personal_words.words("短称"))
_END = (
    r"(?=[，。、；：！？“”\s说讲的家他她也都来去在和跟把被给叫是不没有要就又还那这收拿骂打偷占借欠管看做种养卖买住租签开修堵]"
    r"|$)"
)
_TRADES = r"[大二三四五六七八九幺小]?(?:娃|娃子|娃儿)|[一二三四五六七八九大幺](?:哥|爷|叔|嫂|姐|妹|婶|娘|伯|姑|姨)"
_LOOKS = (
    r"(?:大|小|高|矮|胖|瘦|黑|白)(?:个子|个儿|个|汉|子|嘴|脸|脚)"
    r"|[大二三四五六七八九小老](?:孬|蛋|狗|牛|毛|愣|虎|憨|宝|疤|拐|歪|黑)"
)
_TITLED = (
    (re.compile(rf"({_SURE})(?:{_TITLES}|{_TRADES})(?!们)"), r"\1某"),
    (re.compile(rf"({_SURE})(?:{_SHORT}){_END}"), r"\1某"),
    (re.compile(rf"({_SURE})(?:{_LOOKS})"), r"\1某"),
    (re.compile(rf"老({_SURE})头(?!子?[年天])"), r"\1某"),
    (re.compile(rf"老[幺大二三四五六七八九]({_SURE}){_END}"), r"\1某"),
    (re.compile(rf"(?<![一-龥])[老小阿]({_SURE}){_END}"), r"\1某"),
    (re.compile(rf"(?<=[跟和找叫给被是问向请到说的])[老小]({_SURE}){_END}"), r"\1某"),
)
_NO_NICK = re.compile(
    "^(?:小康|小米|小毛|小龙|小江|小麦|小段|小程|小时|小于|小费|小安|小雷|小巷|小梅|小车|老路|老师|小路|老巷|小柳|小满|老朱)$"
)

_ELDER = "[老大小亲二三四五六幺]"
_SAYINGS = re.compile(personal_words.alternatives("熟语"))
_KIN = re.compile(
    rf"({personal_words.alternatives('亲属无关')})|({_ELDER}?(?:{personal_words.alternatives('亲属')}))(?!们)"
)
_ILL = re.compile(rf"({personal_words.alternatives('亲属无关')})|({personal_words.alternatives('病')})")
_PRIVATE = personal_words.alternatives("亲属待看", "病待看", "敏感")
_UNSURE = re.compile(
    rf"({personal_words.alternatives('亲属无关')})"
    rf"|([我他她俺咱你]?(?:家|屋头|的)?[老大小二三四幺]?(?:{_PRIVATE}))"
)
_ORGANS = "肺肝胃肠肾脑骨心血胆胰脾喉舌眼耳鼻喉皮颈腰腿脚"
_LIKE_ILL = re.compile(
    rf"[{_ORGANS}一-龥]{{0,2}}(?:癌|肿瘤|[{_ORGANS}]瘤|(?<!发)炎(?!热|黄|帝|夏)|综合征|综合症|(?<!对)症(?!状|结|下))"
    r"|(?<=[得患害犯有])[一-龥]{1,4}病(?!虫|房|人)|[一-龥]{0,2}(?:坏死|衰竭|囊肿|息肉|结石|溃疡|穿孔|骨裂|脱垂|积液|肥大|脱落|水肿|硬化|增生|畸形|梗塞|栓塞|麻痹|萎缩)"
)
_NICKNAMES = (
    re.compile(
        r"(?:外号|绰号|诨名|小名|人称|喊他|喊她|大家叫他|都叫他|都喊他|都叫她|都喊她)(?:就?叫|是|为)?[“\"「]?"
        r"([一-龥]{2,4}?)(?=[，。、；！？”\"」\s的说]|$)"
    ),
    re.compile(r"((?:[小阿][一-龥]|([一-龥])\2)(?:他|她|的|家)?(?:妈|爸|爹|娘|爷爷|奶奶|外婆|外公))"),
    re.compile(rf"([{_NOUNS}](?:{_TITLES}))(?!们)"),
    re.compile(rf"(?<![一-龥])([老小][{_NOUNS}]){_END}"),
    re.compile(rf"(姓(?:{_SURE}|[{_NOUNS}]))(?!名|氏)"),
    re.compile(
        rf"(?:^|(?<=[，。、；！？和跟与找给咱俺是的]))((?:{_SURE})家[大二三四五六七八九小老幺]?(?:姑娘|丫头|小子|那口子)?)(?![村湾洼坝沟坪])"
    ),
)


def without_words(text: str) -> str:
    """Return `text` with identifying titles, kinship and illness replaced."""
    for pattern, instead in _TITLED:
        text = pattern.sub(functools.partial(_titled, instead=instead), text)
    text = _in_words(_ILL, text, "（病情略）")
    text = _in_words(_KIN, text, "家人")
    return re.sub(r"(?:家人[、和]?){2,}", "家人", text)


def _titled(match: re.Match[str], instead: str) -> str:
    around = match.string[max(0, match.start() - 4) : match.end() + 4]
    return match[0] if _NO_NICK.match(match[0]) or _SAYINGS.search(around) else match.expand(instead)


def _in_words(pattern: re.Pattern[str], text: str, instead: str) -> str:
    edges = _edges(text)

    def replaced(match: re.Match[str]) -> str:
        return instead if match[2] and _stands_alone(match, edges) else match[0]

    return pattern.sub(replaced, text)


def _edges(text: str) -> frozenset[int]:
    return frozenset((0, len(text), *(start for start, _, _ in common_words.reading(text, {}).words)))


def _stands_alone(match: re.Match[str], edges: frozenset[int]) -> bool:
    """Return whether the word is unambiguously long, or begins and ends at the edges of common words."""
    word = match[0]
    if len(word) > 2 or word.isascii():  # noqa: PLR2004 - two characters may be the end of one word and the next one's start
        return True
    return match.start() in edges and (
        match.end() in edges or match.string[match.end() : match.end() + 1] in "病人者患症期"
    )


def doubts(text: str) -> Iterator[Doubt]:
    """Yield the words of `text` that may identify a person."""
    edges = _edges(text)
    for match in _UNSURE.finditer(text):
        if match[2] and _stands_alone(match, edges):
            yield Doubt("像亲属、病情或私事", match[2])
    for match in _LIKE_ILL.finditer(text):
        yield Doubt("像病情", match[0])
    for match in _KIN.finditer(text):
        if match[2] and _stands_alone(match, edges):
            yield Doubt("像亲属、病情或私事", match[2])
    for pattern in _NICKNAMES:
        for match in pattern.finditer(text):
            surname = match[1].removeprefix("姓")
            if "某" not in match[1] and f"{surname}某" not in text:
                yield Doubt("像称呼", match[1])
    yield from identifying_clauses.doubts(text)
