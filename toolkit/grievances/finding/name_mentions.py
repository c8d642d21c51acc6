"""Mentions of persons in a text, with the features by which a learned model tells who each is.

A mention is a surname with one or two characters, a surname with a title (王大姐), a familiar form (老马, 任老五), or
two characters after a word of naming (俺保山). Most are no names at all; the features say how likely each is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.chinese import SURNAMES, given_name_odds, is_word, names_a_person
from toolkit.grievances.finding.side_kinds import OFFICE

_S = "".join(sorted(SURNAMES))
_TITLE = (
    "大姐|大哥|大爷|大伯|大娘|大妈|大嫂|大叔|大婶|大姑|老师|师傅|医生|叔叔|婶婶|伯伯|婆婆|奶奶|爷爷|老爷子|老汉|老太婆?|老婆子|老头|"
    "嬢嬢|孃孃|嬢|孃|叔|婶|伯|婆|姐|哥|嫂|爷|娘|姨|姑|幺爸|幺叔|幺妹|幺嫂|二哥|二姐|三哥|三姐|二嫂|三嫂|二叔|三叔|二娃|三娃|娃子|家媳妇|老板娘?|总|工头|经理"
)
_FORMS: tuple[tuple[str, str], ...] = (
    ("full", rf"(?=([{_S}][一-龥]{{2}}))"),
    ("short", rf"(?=([{_S}][一-龥]))"),
    ("titled", rf"(?=([{_S}](?:{_TITLE})))"),
    ("office", rf"(?=([{_S}](?:{OFFICE})))"),
    (
        "nickname",
        (
            rf"(?=([{_S}][老幺][一二三四五六七八九幺大虎]|[{_S}][二三四五大小][娃毛狗柱孬蛋])"
            rf"|(老[{_S}]|老[幺二三四五六七八九]))"
        ),
    ),
    ("so called", rf"姓([{_S}])(?=[，,。.！!\s的]|$)"),
    ("given", r"(?:叫|喊我|喊俺|我是|俺是|^俺|[，。！？\s]俺|^我|[，。！？\s]我)([一-龥]{2,3})(?=[，,。.！!\s]|$)"),
)  # fmt: skip
# No character of a name, in its second or third place.
_NO_NAME = frozenset(
    "你我俺他她它您的了着过在有这那就不都也很么吗呢吧啊嘛说们个是去来要把被给跟到从对和与想还再又只没讲问啥哪恁咱得嘞呀哦哈今"
)
_CLAUSE_END = '，,。.！!？?；;：:、 \t\n“”"（）()'
_GROUP = re.compile(r"[一二三四五六七八九十\d]{1,3}(?:村民小组|小组|组|社|队)(?!长)")
_NEAR_HOME = 14
_ACCUSES = re.compile(r"反[映应]|投诉|举报|检举|控告|告|状告")
_DEED = re.compile(
    r"^(?:他们?|她|家|屋头|两口子|那个)?(?:又|就|还|硬|非|也|都|天天|老|今年|去年|上个?月)*(?:把|占|骂|打|挖|偷|欠|堵|砍|拦|霸|赖|扯|搭|修|不准|不让|不还|不给|不认|放|倒|养|拿|收|卖|说|吃|盖|垒|种)"
)
_BESIDE = re.compile(
    r"(隔壁|邻居|对门|隔墙|后邻|前邻|坎上|坎下|楼上|楼下|屋后|后头|亲家|兄弟|哥|弟|儿|侄|媳妇|女婿|老板|工头|司机|经理"
    r"|哪个|叫|就是|那个|姓)(?:的|是|家|那个|叫|，|,)*$"
)
_KIN_OF_OWN = re.compile(
    r"(?:[我俺](?:家|屋头)?(?:的|那个)?"
    r"(?:爹|娘|妈|爸|儿|女|孙|老伴|老头|老婆|男人|媳妇|姑娘|妹|哥|姐|叔|舅|嫂|侄|堂)[一-龥]{0,2}(?:，|,|叫|是)*|替|帮)$"
)
_CALL = re.compile(r"(请|下一[个位]|轮到|该|先|来|那|好|谢谢|喊|叫|等|听|是)(?:的|，|,|就|嘛|了|您|你)*$")
_ASKED = re.compile(r"^[，,]?(?:你|您|来|先|也|接到|接着|讲|说|摆|谈|有话|反|举|慢|坐|起来|请|呢)")
_OFFICE_BESIDE = re.compile(rf"(?:{OFFICE})(?:，|,|叫|是|就是|姓[{_S}][，,]?)*$")


@dataclass(frozen=True)
class Mention:
    """A possible name at `start` to `end` of a text, and the features of its form and its surroundings."""

    name: str
    start: int
    end: int
    form: str
    features: tuple[str, ...]


def mentions(text: str, villages: tuple[str, ...] = ()) -> Iterator[Mention]:
    """Yield the possible names in `text`, overlapping ones too; no name of the `villages` is one."""
    home = re.compile("|".join([*map(re.escape, villages), _PLACE]))
    clauses = [0, *(at + 1 for at, char in enumerate(text) if char in _CLAUSE_END), len(text)]
    seen: set[tuple[int, int]] = set()
    for form, pattern in _FORMS:
        for match in re.finditer(pattern, text):
            group = next(at for at in range(1, (match.lastindex or 1) + 1) if match[at])
            start, end = match.span(group)
            known = any(match[group] in village for village in villages)
            if (start, end) not in seen and not known and _may_be_name(form, match[group]):
                seen.add((start, end))
                features = (*_features(text, start, end, form, clauses), *_abstract(text, start, end, form, home))
                yield Mention(match[group], start, end, form, features)


def _may_be_name(form: str, name: str) -> bool:
    if form in {"titled", "office", "nickname", "so called"}:
        return True
    if not _NO_NAME.isdisjoint(name[1:]) or (form == "given" and not _NO_NAME.isdisjoint(name)):
        return False
    return names_a_person(name) and (form != "short" or given_name_odds(name[1:]) > _RARE)


_RARE = -1.5
_ODDS_STEPS = (-1.0, -0.3, 0.3, 0.8, 1.3, 2.0)


def _step(value: float, steps: tuple[float, ...]) -> int:
    return sum(value > step for step in steps)


def _features(text: str, start: int, end: int, form: str, edges: list[int]) -> Iterator[str]:
    yield f"form:{form}"
    yield from _form_features(text, start, end, form)
    yield from _beside_features(text, start, end)
    first = max(edge for edge in edges if edge <= start)
    last = min(edge for edge in edges if edge >= end)
    alone = text[first:last].strip(_CLAUSE_END) == text[start:end]
    yield f"alone:{alone}"
    yield f"alone:{alone}/{form}"
    yield f"head:{_step(start - first, (0, 1, 2, 4))}"
    near = text[max(0, start - _NEAR_HOME) : start], text[end : end + _NEAR_HOME]
    yield f"group:{bool(_GROUP.search(near[0]))}/{bool(_GROUP.search(near[1]))}"
    surname = text[max(0, start - 6) : start]
    if f"姓{text[start]}" in surname or f"{text[start]}，" in surname:
        yield "surname said"


def _form_features(text: str, start: int, end: int, form: str) -> Iterator[str]:
    name = text[start:end]
    if form in {"full", "short", "given"}:
        given = name if form == "given" else name[1:]
        yield f"odds:{form}/{_step(given_name_odds(given), _ODDS_STEPS)}"
    yield f"word before:{is_word(text[max(0, start - 1) : start + 1]) and start > 0}"
    yield f"word after:{form}/{end < len(text) and is_word(text[end - 1 : end + 1])}"
    if form == "full":
        yield f"word within:{is_word(name[1:])}/{is_word(name[:2])}"
    if form == "short" and end < len(text):
        longer = text[start : end + 1]
        may = longer[-1] not in _CLAUSE_END and longer[-1] not in _NO_NAME and names_a_person(longer)
        yield f"may be longer:{may and given_name_odds(longer[-1]) > 0}"
    if is_word(name):
        yield "in dictionary"


def _beside_features(text: str, start: int, end: int) -> Iterator[str]:
    before, after = text[max(0, start - 12) : start], text[end : end + 12]
    padded = "^" + marks_alike(before), marks_alike(after) + "$"
    yield f"<{padded[0][-1:]}"
    yield f"<{padded[0][-2:]}"
    yield f">{padded[1][:1]}"
    yield f">{padded[1][:2]}"
    for name, form, where in (
        ("accuses", _ACCUSES, before),
        ("deed", _DEED, after),
        ("kin of own", _KIN_OF_OWN, before),
        ("asked", _ASKED, after),
        ("office beside", _OFFICE_BESIDE, before),
    ):
        if form.search(where):
            yield name
    beside, call = _BESIDE.search(before), _CALL.search(before)
    if beside:
        yield f"beside:{beside[1]}"
    if call:
        yield f"call:{call[1]}"
    if call and _ASKED.search(after):
        yield "called and asked"


_PLACE = r"[一-龥]{2,3}(?:村|庄|湾|坝|沟|坪|垭|店|寨|塆)(?![口里上头])"
_REACH = 14


def _abstract(text: str, start: int, end: int, form: str, home: re.Pattern[str]) -> Iterator[str]:
    """Yield the characters beside a name where villages are written V, groups G and marks alike."""
    before = "^" + marks_alike(_GROUP.sub("G", home.sub("V", text[max(0, start - _REACH) : start])))
    after = marks_alike(_GROUP.sub("G", home.sub("V", text[end : end + _REACH]))) + "$"
    yield from (f"a<{before[-length:]}" for length in (1, 2, 3))
    yield from (f"a>{after[:length]}" for length in (1, 2, 3))
    yield f"a{before[-1:]}{form}{after[:1]}"
    for name, where in (("before", before), ("after", after)):
        if "G" in where or "V" in where:
            yield f"home {name}:{'G' in where}{'V' in where}"


_MARKS = str.maketrans(dict.fromkeys("，,。.！!？?；;：:、 \t\n", "，"))


def marks_alike(text: str) -> str:
    """Return `text` with every mark and blank written as a comma."""
    return text.translate(_MARKS)
