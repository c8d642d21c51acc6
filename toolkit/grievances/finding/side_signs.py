"""Features of whoever is mentioned in a matter, by which a learned model tells whether he is the other side.

What stands beside the name, who acts, who is asked or told, how often the speaker comes back to him, and what he is to
the speaker.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.chinese import SURNAMES, common_words
from toolkit.grievances.finding.name_mentions import Mention, marks_alike
from toolkit.grievances.finding.side_kinds import OFFICE, kind_of

# Names of persons in their several forms are one sort.
SORTS = dict.fromkeys(
    ("full", "short", "nickname", "titled", "given", "so called", "small", "called", "house"), "person"
)
_TOLD = re.compile(
    r"(?:找|跟|给|向|和|同|请|让|叫|喊|告诉|问|谢谢|感谢|麻烦|去|到|对|打电话)(?:过|了|我们|俺们?|村里|村上|镇里|你们|那个|的|一下|几次|几回)*$"
)
_ANSWERED = re.compile(
    r"^(?:也|都|就|又|就是)?(?:说|讲|来看|来过|答应|协调|解决|调解|喊我|叫我|晓得|知道|您?好|登记|不管|不理|推|回话)"
)
_DEED = re.compile(
    r"(?:占|骂|打|挖|偷|欠|堵|砍|拦|霸|赖|扯皮|修|不准|不让|不还|不给|不认|不赔|不退|不养|不管|放|倒|排|养|拿|收|卖|吃|盖|垒|吵|跑|骗|扣|拖|压|撞|咬|烧|跳|臭|漏)"
)
# Whoever is asked for help is no other side: 请领导帮忙问一问, 希望村主任出面.
ASKED = re.compile(
    r"(?:请|求|麻烦|拜托|希望|盼|想请|想喊|想叫|想让|劳烦|恳请|要|让|叫|喊|望|指望|靠)(?:你们|咱们|我们|各位|村里|村上|镇上|镇里|政府|公家|那个|上头|上面|他们?|她们?|的)*$"
)
_WINDOW, _TAIL = 12, 40
KIN = (
    "(?:大|二|三|四|五|幺|小|老|亲|堂|表|干|把|前|后|继|族|本家)*"
    "(?:侄媳妇?|孙媳妇?|弟媳妇?|儿媳妇?|儿子|媳妇|女婿|囡婿|姑娘|闺女|女儿|老公|男人|丈夫|妻子|老婆|婆娘|婆姨|掌柜的|哥哥?|弟弟?"
    "|兄弟|兄|弟兄|妹妹?|妹夫|姐姐?|姐夫|小叔子|大伯子|大伯|伯伯?|伯父|叔叔?|叔伯|嫂子|嫂嫂?|弟媳|弟妹|婆婆|公公|公爹|侄[儿子女]"
    "|亲家公?|亲家母|老表|姑爷|舅子|连襟|挑担|老挑|幺爸|妈|爸|爹|娘|爷爷?|奶奶|爸爸|妈妈|老汉|舅舅?|舅妈|姑姑?|姑父|姨夫|姨妈"
    "|阿公|阿婆|阿哥|阿嫂|阿叔|老伴|老二|老大|老三|老四|老五|那口子|当家的|屋里的|亲戚|同学|战友|朋友)"
    "|(?<=[她他我俺阿])(?:爷|爹|妈|爸|娘|哥|弟|姐|妹|叔|伯|囡|崽|儿)(?![一-龥]?家)"
)
# What ties the one mentioned to the speaker: the words right before a name.
_TIES = {
    "neighbour": re.compile(
        "(?:隔壁|邻居?|对门|隔篱|[东西南北前后左右]邻|[前后东西左右]院|坎[上下]|坡[上下]|楼[上下]|屋后|地邻|搭界|挨着|旁边|同村|同组)"
        "(?:那?家|屋|的|那个|姓.的?|叫|是|，)*$"
    ),
    "kin": re.compile(rf"(?:{KIN})(?:呢|嘛|那边|家)?(?:，|他|她|佢)*(?:的|那个|名字|大名|就?叫做?|喊做?|是)*$"),
    "office": re.compile(rf"(?:{OFFICE})(?:，|就?是|叫|姓.的?)*$"),
    "trade": re.compile(
        "(?:老板娘?|工头|司机|师傅|经理|店主|厂长|中介|媒人|贩子|房东|合伙人?|带头的?)(?:，|他)*(?:就?叫|是|姓.的?)*$"
    ),
    "named": re.compile("(?:(?:他|她|佢)(?:的)?(?:大名|大号|名字)?|那个人|大名|大号|就)(?:就?叫做?|是)$"),
    "dealt": re.compile(
        "(?:跟着|借给|租给|卖给|包给|嫁给|租了|借了|找|跟|同|和|与|帮|给|替|被|叫|让|把)(?:那个|一个|个)?(?:叫|姓.的)?$"
    ),
    "own": re.compile("[我俺额](?:就)?(?:叫|是|姓.)?[，]?(?:大名)?(?:叫)?$"),
}
_WISH = re.compile("(?:要求?|叫|喊|让|请|希望|求|就问|凭啥|该)[^，。！？]{0,6}$")
# What a speaker wishes: 叫他把墙拆了.
_AMENDS = re.compile(
    "^[^，。！？]{0,6}(?:把|给|退|赔|还|挪|修|拆|停|搬|该|负担|付|结|砌|栽|砍|养|道歉|赔礼|认账|说法|补)"
)
_PRONOUN = re.compile(r"^[^，。！？]{0,14}[，。！？](?:(?:可|但|结果|后来|现在|今年|去年)?)(?:他|她|佢)")
_WHOLE = {
    "work": re.compile("工资|工钱|打工|加班|欠薪"),
    "office": re.compile("低保|名单|招标|公示|账|回扣|白条|亲戚|舅子|优亲"),
    "neighbour": re.compile("隔壁|邻居|对门|地界|墙|屋檐"),
    "family": re.compile("儿子|女婿|离婚|赡养|分家|养老|遗产"),
    "goods": re.compile("退钱|退款|假|质量|合同|定金|流转"),
    "dirt": re.compile("臭|粪|灰|污水|噪音|吵"),
    "money lent": re.compile("借|欠条|借条|不还"),
    "service": re.compile("停水|停电|路灯|路烂|信号|补贴|报销"),
}


_PASSIVE = re.compile(r"(?:被|遭|让|挨|给|叫|受)(?:那个|那家|这个|他|人家)?$")
_LEADS = re.compile(
    r"(?:^|[，,。！？!?；;：:、\s])(?:那|那个|就是|就|我们|俺们?|我|结果|可|可是|但是|后来|现在|今年|去年|前年|上个月|说|讲|这个|还有"
    r"|其实|因为|跟|村上的?|镇上的?|村里的?|咱们?村?的?|头一个|是)*$"
)
_HE_DOES = re.compile(
    r"(?:他|她|伊|佢|人家|对方)(?:就|又|还|却|倒|也)?(?:说|讲|回|话|不|把|给|拿|占|骂|打|欠|赖|喊|叫|要|来)"
)
_HE = re.compile(r"他(?!们)|她|伊|佢")
_TOLD_TO_DO = re.compile(r"(?:叫|喊|要|让|请|求|逼)(?:他|她|伊|佢|人家|他们)")
_OWNERS = frozenset("我俺他她额咱阿家的")
_MARKS = frozenset('，,。.！!？?；;：:、 \t\n“”"')
_DEED_STEPS = (0, 2, 5, 10, 20, 40)
_BESIDE = 3


@dataclass(frozen=True)
class _Scene:
    """The words `said`, the mentions in them, where their words of two and more characters and all words begin."""

    said: str
    mentioned: Sequence[Mention]
    words: dict[int, str]
    edges: frozenset[int]
    about: tuple[str, ...]
    ruled: str | None

    def of_sort(self, sort: str) -> list[Mention]:
        """Return the mentions of a sort."""
        return [one for one in self.mentioned if SORTS.get(one.form, one.form) == sort]


def words_in(said: str) -> dict[int, str]:
    """Return the common words of two and more characters in `said` by where they begin."""
    return {at: word for at, word in _places(said) if len(word) > 1}


def _places(said: str) -> Iterator[tuple[int, str]]:
    at = 0
    for word in common_words.parted(said):
        yield at, word
        at += len(word)


def signs(
    said: str, mentioned: Sequence[Mention], words: dict[int, str], ruled: str | None
) -> Iterator[tuple[str, ...]]:
    """Yield the features of each of those `mentioned`; `words` as by `words_in`, `ruled` the side that a rule reads."""
    about = tuple(name for name, form in _WHOLE.items() if form.search(said))
    edges = frozenset((*(at for at, _ in _places(said)), len(said)))
    scene = _Scene(said, mentioned, words, edges, about, ruled)
    for one in mentioned:
        sort = SORTS.get(one.form, one.form)
        yield (
            *_of_kind(scene, one),
            *_of_dealings(scene, one, sort),
            *_of_words(scene, one, sort),
            *_of_clause(scene, one, sort),
            *_of_tale(scene, one, sort),
            *_of_others(scene, one),
        )


def _around(said: str, one: Mention) -> tuple[str, str]:
    return said[max(0, one.start - _WINDOW) : one.start], said[one.end : one.end + _WINDOW]


def _of_kind(scene: _Scene, one: Mention) -> Iterator[str]:
    """Yield what the one mentioned is, and what the matter is about."""
    kind, form = kind_of(one.name), one.form
    yield f"kind:{kind}"
    yield f"count:{form}/{min(sum(other.name == one.name for other in scene.mentioned), 3)}"
    yield f"place:{min(one.start // 25, 5)}"
    yield from (f"about {name}/{form}" for name in scene.about)
    yield from (f"about {name}/{kind}" for name in scene.about)
    if scene.ruled == one.name:
        yield "rule"
        yield f"rule/{form}"


def _of_dealings(scene: _Scene, one: Mention, sort: str) -> Iterator[str]:
    """Yield whether he is asked, told, answers or acts, and what ties him to the speaker."""
    before, after = _around(scene.said, one)
    kind, form = kind_of(one.name), one.form
    plain = marks_alike(before)
    yield f"asked:{bool(ASKED.search(before))}/{kind}"
    told, answered, deed = (bool(each) for each in (_TOLD.search(before), _ANSWERED.search(after), _DEED.search(after)))
    yield f"told:{told}/{kind}"
    yield f"answered:{answered}/{kind}"
    yield f"deed:{deed}/{form}"
    yield f"deed:{deed}/told:{told}"
    ties = [name for name, tie in _TIES.items() if tie.search(plain)]
    yield from (f"tie:{name}/{sort}" for name in ties or ["none"])
    yield f"wish:{bool(_WISH.search(plain) and _AMENDS.search(after))}/{sort}"
    owner = before[-1:] if before[-1:] in _OWNERS else ""
    yield f"owner:{owner}/{sort}"
    if sort == "kin":
        yield f"owner:{owner}/{one.name[-1:]}"


def _of_words(scene: _Scene, one: Mention, sort: str) -> Iterator[str]:
    """Yield whether the name is cut as words are, and how usual its words are."""
    form = one.form
    yield f"edges:{form}/{one.start in scene.edges}{one.end in scene.edges}"
    if sort == "person":
        surname = next((char for char in one.name if char in SURNAMES), "")
        usual = min(6, len(str(common_words.times(surname))))
        yield f"surname:{common_words.part_of_speech(surname) if surname else '-'}/{usual}"
        yield f"{form} surname:{usual}"
    own = (one.start, one.end)
    inside = [
        word
        for at, word in scene.words.items()
        if at < one.end and at + len(word) > one.start and (at, at + len(word)) != own
    ]
    yield f"inside:{form}/{len(inside)}"
    if inside:
        yield f"often:{form}/{min(5, len(str(max(common_words.times(word) for word in inside))))}"
    yield f"is word:{form}/{min(5, len(str(common_words.times(one.name))))}"
    yield f"speech:{form}/{common_words.part_of_speech(one.name)}"


def _speech(words: list[str], at: int, none: str) -> str | None:
    """Return the part of speech of the word at `at`, "mark" for a mark, `none` without a word."""
    if not words:
        return none
    return "mark" if words[at] in _MARKS else common_words.part_of_speech(words[at])


def _of_clause(scene: _Scene, one: Mention, sort: str) -> Iterator[str]:
    """Yield where in its clause the name stands, and what stands beside it."""
    before, after = _around(scene.said, one)
    ahead = _speech(common_words.parted(before), -1, "^")
    behind = _speech(common_words.parted(after), 0, "$")
    yield f"p<{ahead}/{sort}"
    yield f"p>{behind}/{sort}"
    yield f"p{ahead}{sort}{behind}"
    leads = not before or bool(_LEADS.search(before))
    yield f"lead:{leads}/{sort}"
    yield f"lead:{leads}/{behind}"
    yield f"passive:{bool(_PASSIVE.search(before))}/{sort}"
    padded = "^" + marks_alike(before), marks_alike(after) + "$"
    yield from (f"s<{padded[0][-length:]}" for length in (1, 2))
    yield from (f"s>{padded[1][:length]}" for length in (1, 2))


def _of_tale(scene: _Scene, one: Mention, sort: str) -> Iterator[str]:
    """Yield how the tale goes on after the name: what he does, and how often it comes back to him."""
    said, rest = scene.said, scene.said[one.end :]
    persons = scene.of_sort("person")
    next_one = min((other.start for other in persons if other.start > one.end), default=len(said))
    yield f"he does:{bool(_HE_DOES.search(rest[:_TAIL]))}/{sort}"
    yield f"he:{bool(_PRONOUN.search(rest[: 2 * _WINDOW]))}/{sort}"
    yield f"hes:{min(3, len(_HE.findall(said[one.end : next_one])))}/{sort}"
    yield f"told to do:{bool(_TOLD_TO_DO.search(rest))}/{sort}"
    yield f"says:{min(4, said.count(one.name))}/{sort}"
    deeds = [match.start() for match in _DEED.finditer(rest)]
    yield f"later:{bool(deeds)}/{one.form}"
    yield f"next deed:{sum((deeds or [99])[0] > step for step in _DEED_STEPS)}/{sort}"
    yield f"part:{one.start * 5 // max(1, len(said))}/{sort}"


def _of_others(scene: _Scene, one: Mention) -> Iterator[str]:
    """Yield how the one mentioned stands among all that are."""
    form, sort = one.form, SORTS.get(one.form, one.form)
    same = scene.of_sort(sort)
    yield f"first:{min(other.start for other in same) == one.start}/{sort}"
    yield f"others:{min(4, len({other.name for other in same}))}/{sort}"
    for other in scene.mentioned:
        apart = (other.start, other.end) != (one.start, one.end)
        if apart and other.start <= one.start and other.end >= one.end:
            yield f"{form} within {other.form}"
        if apart and other.start >= one.start and other.end <= one.end:
            yield f"{form} holds {other.form}"
        if not apart and other.form != form:
            yield f"{form} is {other.form}"
        if 0 <= other.start - one.end <= _BESIDE:
            yield f"{form} then {other.form}"
        if 0 <= one.start - other.end <= _BESIDE:
            yield f"{other.form} before {form}"
