"""Mentions of homes in a text (village, group, or both), with the features of a learned model on whose they are."""

import re
from collections.abc import Iterator

from toolkit.grievances.finding.name_mentions import Mention, marks_alike

_DIGITS = "[零一二三四五六七八九十百\\d]{1,3}"
_GROUP = rf"{_DIGITS}(?:村民小组|小组|组|社|队)(?!长)"
_VILLAGE = (
    r"[一-龥]{2,3}村(?![里上口头委民部支主小医干])|[一-龥]{2,3}(?:湾|坝|沟|坪|垭|庄|店|寨|塆|屯|岩|坡|桥|河|塘|岭|冲)"
)
_NO_VILLAGE = re.compile(
    r"^(?:我们?|你们?|他们?|是|住|在|这|那|一个|全|本|哪|们|到|去|从|的|各|每|同|别|外|邻|新农|农|几个|两个)|[我你他的了在是]"
)
# What may stand between a village and its group: a few words, but no other village or group.
_JOIN = rf"(?:(?!{_GROUP})[^。！？!?]){{1,14}}?"
_OWN = re.compile(r"(?:[我俺咱偶](?:们|家|是|住|在|屋|屋头|庄|村)*|住在?|家在?|户口在|嫁到|来自|村民|代表)$")
_AS_MINE = re.compile(r"^(?:的|人|嘞|咯|哩|村民|这边|这里|那边)")
_NOT_MINE = re.compile(r"(?:到|去|从|往|过|跟|和|听|隔壁|上头|下头|人家|他们?|哪个|给|找|在)$")
_REACH = 14


def mentions(text: str, villages: tuple[str, ...]) -> Iterator[Mention]:
    """Yield the possible homes in `text`, overlapping ones too; `villages` are the known ones."""
    known = _known(villages)
    forms = (
        ("both", rf"(?:{known})(?:村)?的?({_GROUP})"),
        ("both", rf"(?:{_VILLAGE})的?({_GROUP})"),
        ("parted", rf"((?:{known})(?:村)?){_JOIN}({_GROUP})"),
        ("village", rf"(?:{known})(?:村(?!委|里|上|小|支|主))?"),
        ("unknown", rf"(?:{_VILLAGE})"),
        ("group", rf"{_GROUP}"),
    )
    seen: set[tuple[int, int]] = set()
    for form, pattern in forms:
        for match in re.finditer(pattern, text):
            value = match[1] + match[2] if form == "parted" else match[0].replace("的", "")
            plain = _NO_VILLAGE.search(value) and not re.match(known, value)
            if match.span() in seen or (form in {"both", "unknown"} and plain):
                continue
            seen.add(match.span())
            features = tuple(_features(text, match, form, known))
            yield Mention(value, match.start(), match.end(), form, features)


def _known(villages: tuple[str, ...]) -> str:
    """Return the pattern of the known villages, whose names are said with or without 村."""
    names = {*villages, *(name.removesuffix("村") for name in villages if len(name) > 2)}
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"


def _features(text: str, match: re.Match[str], form: str, known: str) -> Iterator[str]:
    start, end = match.span()
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    yield f"form:{form}"
    yield f"form:{form}/known:{re.match(known, match[0]) is not None}"
    for name, form_of, where in (("own", _OWN, before), ("as mine", _AS_MINE, after), ("not mine", _NOT_MINE, before)):
        if form_of.search(where):
            yield name
            yield f"{name}/{form}"
    before, after = "^" + marks_alike(before), marks_alike(after) + "$"
    yield from (f"<{before[-length:]}" for length in (1, 2))
    yield from (f">{after[:length]}" for length in (1, 2))
    yield f"{before[-1:]}{form}{after[:1]}"
    yield f"asked:{'哪' in before or '贵姓' in before or '名字' in before}"
