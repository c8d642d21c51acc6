"""Find clauses that may identify a person without a name: by home, work, body, age or private circumstances.

A clause is listed for its patterns, for an unfamiliar word, and where it continues a clause about a person. Every
finding is a doubt for a person to decide; adjacent clauses are listed as one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.chinese import common_words, personal_words
from toolkit.publishing.identifying_numbers import NUMERAL, SPOKEN, UNIT, Doubt
from toolkit.publishing.unfamiliar_words import unfamiliar

_WORK = personal_words.alternatives("单位")
_POST = personal_words.alternatives("职务")
# A space parts clauses where speech recognition wrote no commas, but not the digits of a number.
_CLAUSE = re.compile(rf"(?:[^，。；：！？“”\s]|(?<=[0-9A-Za-z{SPOKEN}])\s|\s(?=[0-9A-Za-z{SPOKEN}]))+")
_SENTENCE = re.compile(r"[^。！？]+")
# Speech recognition may write no commas: what is longer is looked at in pieces.
_LONG, _PIECE = 40, 14
_LONGEST = 60
# What follows such a clause goes on about the same person.
_OF_SOMEBODY = frozenset(
    ("说到一个人", "隐去内容的旁边", "像年龄", "像病情", "像私事", "像单位和职务", "像名字", "像亲属、病情或私事")
)
_PUBLIC = re.compile(personal_words.alternatives("公事"))
_ABOUT_SOMEBODY = re.compile(f"[他她您]|[{NUMERAL}]{{2}}")


@dataclass(frozen=True)
class _Clause:
    """The position of a clause in its text, and whether it is a piece of a longer one."""

    start: int
    end: int
    is_piece: bool


_DWELLING = (
    r"(?:住在?|家就?在|屋头?就?在|租住?在?|老家是?在?)(?!院|房|户|宿|建|址|不|了|得|的人)(?:[一-龥A-Za-z]{2,})(?<!村)(?<!某组)$"
    rf"|(?:住在?|家就?在|屋头?就?在)(?!院|房|户|宿|建|址|不|了|得)[一-龥]{{2,}}(?:{_WORK}|路|街|巷|桥|屯|庄|坡|坎|崖|头|边|下|上|里|面|后|前|侧|角|楼)"
    rf"|对过|对门|斜对|挨着|靠左|靠右|左手边|右手边|旧址|拐角|铁门|把角|第[{NUMERAL}]+(?:个门|扇门|间|排)"
    r"|(?:支书|主任|书记|学校|祠堂|庙|卫生室|小卖部|井|桥|树|塘|厂|店|社)[一-龥]{0,2}(?:隔壁|对面|旁边|背后|后头|边上|楼上|楼下)"
    r"|[一-龥]{1,4}(?:巷|胡同)(?!子里的?路)|那家$|那户$|那栋|租房住|独门|单家独户"
)
_PARTS = (
    r"手(?!续|机|里|头|段|上有|工)|脚(?!下|步)|腿|眼(?!下|看|红|光)|耳朵|嗓子|脑壳|脑子|脑袋|头(?!年|一|发|上|儿|天|些)|胃|肝|肾|肺|乳|胸|子宫"
    r"|肚子|腰|脸|牙|骨头|心脏"
)
_HARM = (
    r"断|截|绞|没得了|没有了|没了|掉了|割|瞎|盲|聋|哑|瘸|跛|烂|长了|不好使|不好|毛病|疤|手术|开刀|开过刀|动过刀|肿|疼|痛|残|有了|电打|烧|烫"
    r"|查出|助听器|假肢|支架|摔|砸|压|轧|伤|瘫"
)
_BODY = (
    rf"(?:{_PARTS})[^，。]{{0,8}}(?:{_HARM})|(?:{_HARM})[^，。]{{0,6}}(?:手指|手杆|胳膊|腿|眼睛|耳朵)|助听器|假肢|拐杖|轮椅|手指绞|食指|中指"
    r"|(?<![看治养])病(?!虫|害|床|毒|假|菌)|手术|开刀|住院|月子|肿瘤科|精神上|阳性|小三阳|大三阳|病友|吃的?药|[一二三四]级残|(?:智力|肢体|视力|听力|精神|残疾)[一二三四]级"
)
_LOOKS = (
    r"一米[一二三四五六七八九\d]|个子[高矮大小]|疤|胎记|光头|独眼|六指|歪嘴|麻脸|纹身|驼背|罗圈腿|豁嘴"
    r"|满族|回族|藏族|苗族|彝族|壮族|维吾尔|蒙古族|土家族"
)
_AGE = (
    rf"[{NUMERAL}]{{1,3}}岁|[一二三四五六七八九]十(?:多|几|好几|来|出头)(?:了|岁|的人|$)|(?:今年|整|虚岁|快满|满了)[^，。]{{0,6}}[{NUMERAL}]{{2,3}}(?:了|$)|都[{NUMERAL}]{{2,3}}了"
    rf"|[{NUMERAL}]{{2,3}}大寿"
)
_LABOUR = (
    rf"(?:在|到|去)[^，。]{{0,8}}(?:{_WORK}|队|学院|大学|食堂|街上|轩|酒楼|商场|市场|路口|码头|渡口|车站|中心|基地|点上)[^，。]{{0,3}}"
    r"(?:当|做|开|教|读|打|卖|修|送|守|分|上班|工作|给人|管|跑|干|学|扫|看门)"
    r"|(?:当|做|干|教|开|撑|守|修|打|养)过[^，。]{2,12}|给人家?[^，。]{1,6}的|教了[^，。]{1,6}年|[^，。]{1,6}分快递"
    r"|(?:开|卖|修|养|教|守|杀|补|弹|剃|磨|榨|酿|看|摆)[一-龥]{1,4}的(?:$|那个|那家|那户|人家|师傅|老板)"
    rf"|(?:前任|原任|退下来的?|退休的?|老)(?:{_POST})|货郎|算命|风水|接生|媒婆|端公|阴阳"
)
_POSTS = (
    rf"(?:{_WORK})(?:的|里的?|那个)?[一-龥]{{0,4}}?(?:{_POST})|[一-龥]{{2,4}}(?:村|镇|乡|湾|坝|沟|坪)(?:的)?[一-龥]{{0,2}}?(?:{_POST})"
    rf"|(?:在|到)[^，。]{{2,12}}(?:上班|打工|教书|任教|任职|就读|读书|当(?:{_POST})|做(?:{_POST}))"
)
_UNIQUE = (
    r"唯一|独一|就[他她我俺咱]们?(?:一|这|那)?(?:个|家|户|姓)|只有[他她我俺咱]们?(?:一|这)|全[村组镇乡庄屯寨队]就|仅有的一|头一个"
    r"|渡口那个"
)
_STATE = (
    r"没成家|没结婚|离了|守寡|光棍|没儿没女|无儿无女|上门女婿|肚子里有|怀上|怀着|生不出|坐牢|戒毒|关进去|判了|劳改|信主|信耶稣|赌|退[学伍]"
    r"|读到一半|嫁到|跑了的?(?:婆娘|媳妇)|丢(?:了)?(?:娃|家人)|抱养|捡来"
)
_BESIDE = r"略）|家人|(?<!某)某(?!组)"
_CIRCUMSTANCES = personal_words.alternatives("身体", "病征", "亲近的人", "家事", "营生", "所在")
# By the river there is rubbish, too; who lives there can be found.
_SPOTS = personal_words.alternatives("地方")
_DWELLINGS = "[住家屋房店铺户院]|开了|那个|大门|养"
_AT_HOME = f"(?:{_SPOTS})[^，]*(?:{_DWELLINGS})|(?:{_DWELLINGS})[^，]*(?:{_SPOTS})"
_NUMBER = (
    r"(?<![A-Za-z])[A-Za-z]{2,}|[A-Za-z]\d|\d[A-Za-z]"
    rf"|\d{{3,}}(?!\d*{UNIT})|[{SPOKEN}]{{3,}}(?![{SPOKEN}]*(?:{UNIT}))|[{NUMERAL}]+号(?!文|令|线)"
)
_BIRTH = (
    rf"[{NUMERAL}]{{2,4}}年(?:[^，]{{0,6}}生|那?个?月)|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|生日|生辰|出生|满月|周岁"
    r"|月[^，]{1,5}生的?$|年生|[冬腊正]月"
)
# Given names that are words as well (国庆, 平安) can be told only by where they stand.
_WORD_NAMES = personal_words.alternatives("词样的名字")
_ACTOR = (
    rf"(?:^|那天|昨天|是|就|问|找|跟|和|给|叫|被|让|向|对|请|替)(?:{_WORD_NAMES})(?:$|[家说讲管把来去也都在他她和跟有没收借占打骂欠卖买拿叔婶哥姐伯爷奶嫂那这是就不要给被住当两])"
    rf"|(?:问|找|跟|给|被|卖给了?|借给了?|骂|打了?|还有)(?:{_WORD_NAMES})"
)
_THIRD_PERSON = r"她(?!们)|(?<![其吉])他(?![们国方妈])|人家|那口子|[我俺](?:男的|女的|那个)|全[村组寨屯]姓"
_NAMED = r"(?<!喊)叫(?!我|你|他|人|大家|停|车|苦|我们)[^，]{2,}|名字|姓|外号|绰号|小名|人称|喊作|本名|真名|网名|昵称"
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("像住处", re.compile(_DWELLING)),
    ("像病情", re.compile(_BODY)),
    ("像年龄", re.compile(_AGE)),
    ("像长相、民族", re.compile(_LOOKS)),
    ("像单位和职务", re.compile(f"{_LABOUR}|{_POSTS}")),
    ("像只有一个的人", re.compile(_UNIQUE)),
    ("像私事", re.compile(_STATE)),
    ("像号码", re.compile(_NUMBER)),
    ("像出生日期", re.compile(_BIRTH)),
    ("像名字", re.compile(_NAMED)),
    ("像住处", re.compile(_AT_HOME)),
    ("像名字", re.compile(_ACTOR)),
    ("说到一个人", re.compile(_THIRD_PERSON)),
    ("像亲属、病情或私事", re.compile(_CIRCUMSTANCES)),
    # Where something was taken out, what is said beside it may tell as much.
    ("隐去内容的旁边", re.compile(_BESIDE)),
)
# What everybody says of work and of the village tells of nobody.
_GENERAL = re.compile(
    "(?:在|到|去)(?:外头|外面|外地|城里|家里?|屋里?头?|地里|镇上|县里|县城|农村|沿海|外省)(?:打工|上班|读书|工作)"
)
_USUAL = re.compile(personal_words.alternatives("常说的话"))


def doubts(text: str) -> Iterator[Doubt]:
    """Yield the clauses of `text` that may identify a person, adjacent ones joined."""
    start, last, first_kind = 0, _Clause(-2, -2, is_piece=False), ""
    for clause, kind in _with_kinds(text):
        follows = bool(first_kind) and clause.start <= last.end + 1
        joined = follows and kind and clause.end - start <= _LONGEST
        if first_kind and not joined:
            yield Doubt(first_kind, text[start : last.end])
            first_kind = ""
        if kind and not joined:
            # What tells may stand across the cut.
            start = last.start if follows else clause.start
        if kind:
            first_kind, last = first_kind or kind, clause
    if first_kind:
        yield Doubt(first_kind, text[start : last.end])


def _with_kinds(text: str) -> Iterator[tuple[_Clause, str | None]]:
    """Yield each clause with its kind; a clause that may continue about the same person takes its sentence's kind."""
    for sentence in _SENTENCE.finditer(text):
        clauses = tuple(_clauses(sentence[0], sentence.start()))
        kinds = [_kind(text[clause.start : clause.end]) for clause in clauses]
        first = next((kind for kind in kinds if kind), None)
        for at, clause in enumerate(clauses):
            words = text[clause.start : clause.end]
            before = kinds[at - 1] if at else None
            goes_on = (before in _OF_SOMEBODY and not _PUBLIC.search(words)) or _ABOUT_SOMEBODY.search(words)
            torn = clause.is_piece and any(kinds[max(0, at - 1) : at + 2])
            yield clause, kinds[at] or (first if goes_on or torn else None)


def _clauses(sentence: str, offset: int) -> Iterator[_Clause]:
    """Yield the clauses of `sentence`; a long one without commas is cut at the ends of words."""
    for match in _CLAUSE.finditer(sentence):
        start, end = match.span()
        if end - start <= _LONG:
            yield _Clause(offset + start, offset + end, is_piece=False)
            continue
        at = start
        for word in common_words.parted(match[0]):
            if at - start >= _PIECE:
                yield _Clause(offset + start, offset + at, is_piece=True)
                start = at
            at += len(word)
        yield _Clause(offset + start, offset + at, is_piece=True)


def _kind(clause: str) -> str | None:
    """Return the kind of `clause`, or None when it identifies nobody."""
    bare = _USUAL.sub("", _GENERAL.sub("", clause))
    seen = next((what for what, pattern in _SIGNS if pattern.search(bare)), None)
    return seen or ("像人名、地名" if unfamiliar(clause) else None)
