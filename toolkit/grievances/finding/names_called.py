"""The names by which others call a speaker: the host's call before, the answer to his question, the address after.

Less sure than what the speaker says of himself; each names the very characters it stands in.
"""

import re

from toolkit.chinese import SURNAMES, Found, names_a_person, quoted

_S = "".join(sorted(SURNAMES))
_TITLE = (
    r"(?:大姐|大哥|大爷|大伯|大娘|大妈|大嫂|大叔|大婶|叔叔|叔|婶子|婶|嬢嬢|嬢|孃孃|孃|伯伯|伯|婆婆|奶奶|爷爷|老爷子|老汉|老太"
    r"|师傅|老师|姐|哥|幺爸|幺叔|幺妹|嫂子|嫂|二哥|二姐|三哥|三姐|家媳妇|老哥|老弟|老表|爹|姨)"
)
# A name stands in a call where the one who bears it is asked to speak, or is spoken to.
_ASKED = r"[，,]?(?:你|您)?(?:来|先|也|接到|接着|讲|说|摆|谈|有话|反[映应]|举了|慢慢|坐|起来|请|呢[，,？?])"
_FULL = rf"(?<![一-龥])(?:请|下一[个位](?:是)?|该|轮到|那|接下来|后头|来)?[，,]?([{_S}][一-龥]{{1,2}})"
_CALLS = (
    (rf"(?:的|请|下一[个位]是?|轮到|该|[，,。！!？?]|^)([{_S}][一-龥]{{1,2}}){_ASKED}", 0.6),
    (rf"(?:组|社|队|村)的?([{_S}][一-龥]{{1,2}})(?=[，,。！!？?]|$)", 0.6),
    (rf"([{_S}](?:[一-龥]{{0,2}})?{_TITLE})(?![一-龥]{{0,1}}(?:家|他|她))", 0.5),
    (
        rf"(?:^|[，,。！!？?\s]|的|那|请|该|好)(老[{_S}]|[{_S}]老[一二三四五六七八九幺大汉师]|小[{_S}])(?![一-龥]{{0,2}}(?:家|他|她))",
        0.45,
    ),
)
_WHO = re.compile(r"贵姓|叫(?:啥子?|什么|哪样)|怎么称呼|咋个?称呼|名字|你是哪|哪个组|哪家的|哪个村|姓(?:啥|什么)")
_ANSWER = re.compile(
    rf"(?:免贵)?(?:我)?(?:姓[{_S}][，,])?(?:我)?(?:叫|是)?([{_S}][一-龥]{{1,2}})(?=[，,。.！!嘛哈啊、 ]|$)"
)
_SURNAME = re.compile(rf"(?:免贵)?(?:我)?姓([{_S}])(?=[，,。.！!嘛哈啊 ]|$)")
_NOBODY = re.compile(
    r"^(?:大家|各位|领导|时候|安静|那个|后头|简单|方便|曾经|明天|马上|全部|都|于|应该|成|从|和|向|关|高兴|平时|许多|解决|干部|别|何|相)"
    r"|(?:[你您他她我这那的了着过呢吧吗]|主任|书记|所长|站长|镇长|同志|组长|[说讲来先也有就是])$"
)


def called(text: str) -> Found | None:
    """Return by what name somebody is called or spoken to in `text`, the words of the host or of another."""
    for form, confidence in _CALLS:
        for match in re.finditer(form, text):
            name = match[1]
            staff = re.search(r"(?:我是|[所站办局院的镇]的?)$", text[: match.start(1)][-6:]) or name[0] == "小"
            if (
                not staff
                and not _NOBODY.search(name)
                and names_a_person(name)
                and not re.match(r"(?:主任|书记|所长|站长|镇长|组长)", text[match.end(1) :])
            ):
                return quoted(match, 1, confidence)
    return None


def asks_who(text: str) -> bool:
    """Tell whether `text` asks somebody who he is or where he lives."""
    return _WHO.search(text) is not None


def answered(text: str) -> Found | None:
    """Return the name in `text`, the answer of somebody who was asked who he is: 免贵，姓苟，苟代兵."""
    for match in _ANSWER.finditer(text):
        if not _NOBODY.search(match[1]) and names_a_person(match[1]):
            return quoted(match, 1, 0.7)
    alone = _SURNAME.search(text)
    return Found(f"姓{alone[1]}", alone.start(1) - 1, alone.end(1), 0.5) if alone else None


_CALLED_GROUP = re.compile(r"([一二三四五六七八九十\d]{1,3}(?:村民小组|小组|组|社|队))(?!长|都|各|人)")


def called_home(text: str, villages: tuple[str, ...]) -> Found | None:
    """Return the village and group that is named with a call: 下一个，三组的王大姐."""
    known = "|".join(re.escape(name) for name in sorted(villages, key=len, reverse=True)) or "(?!)"
    place = re.search(rf"((?:{known}|(?!是|我|住|在|们|这|那)[一-龥]{{2,3}}村)的?)?{_CALLED_GROUP.pattern}", text)
    if place is None:
        return None
    village = (place[1] or "").removesuffix("的")
    return Found(village + place[2], place.start(1) if village else place.start(2), place.end(2), 0.5)
