"""The names a villager said: who speaks, where from, which place, against whom; unsaid is None.

A name is proposed as heard and never mended; only a village of the settings and its group are known by their sound.
"""

import re
from collections.abc import Iterable, Sequence

from toolkit.chinese import SURNAMES, Found, names_a_person, quoted, sound, syllable

_END = r"(?=[，,。.！!？?；;：:、\s]|$)"
_GROUP = r"(?:[一二三四五六七八九十\d]{1,3})(?:村民小组|小组|组|社|队)"

_ROLES = re.compile(
    r"(?:村民|党员|组长|社长|队长|代表|主任|书记|会计|老师|医生|家长|低保户|贫困户|五保户|媳妇|女儿|儿子|老人"
    r"|农民|工人|寡妇|老兵|人|户|们|家|的)$|^(?:这里|本地|外地|高中|初中|大学|单身|安全|平时|经常|常年|从来"
    r"|于是|方便|和他|和我|时候|和你|曾经|应该|通过|任何|查不|游客|都是|全家|全部|全靠|计划|相当|国家|支书"
    r"|成天|何必|柏树|打的|公家|公司|单位|后来|强烈|广东|易地|别人|万一|安置|石头|水库)"
)
_NAME_CUE = re.compile(
    r"[我俺](?:的名字)?(?:叫做|名叫|叫)(?P<a>[一-龥]{2,4}?)(?=[，,。.！!？?\s]|$|去年|今年|前年|住|家住|是|我|也"
    r"|来|在|想|要反|反映|有个|现在|从)"
    r"|[我俺](?:的名字)?叫(?P<b>[一-龥]{3})"
    r"|(?:我|俺)姓[一-龥]{1,2}[，, ]?(?:我)?(?:叫|是|名叫)?(?P<c>[一-龥]{2,3})(?=[，,。.\s]|$|在|是|住|家)"
    r"|(?:组|社|队|村|湾|坝|沟|坪)(?:的|村民)(?P<d>[一-龥]{2,3})(?=[，,。.！!\s]|$)"
    r"|(?:组|社|队)(?P<e>[一-龥]{2,3})(?=[。.！!]|$)"
    r"|(?:^|[。，,！!？?\s])(?:我是|我叫|在下|我)?(?P<f>[一-龥]{2,3})[，,](?:我)?(?:家)?(?:是|住"
    r"|住在)?[一-龥\d]{0,6}[组社队村](?:的|人)"
    r"|(?:^|[。，,！!\s])[我俺]是(?:刚才)?(?:那个)?(?P<g>[一-龥]{2,3})(?=[，,。.\s]|$)"
    r"|(?:^|[。，,！!\s])我(?P<h>[一-龥]{3})(?=还有|也有|再|又|还想|还要)"
    r"|[叫喊][我俺](?P<i>老[一-龥]|小[一-龥])|[我俺]是(?P<j>老[一-龥]|小[一-龥])(?=[，,。.\s]|$)"
    rf"|(?:的|[，,]|^)(?:大名|名字)?叫(?P<k>[{''.join(sorted(SURNAMES))}][一-龥]{{1,2}}?)(?=[我俺她他说在来今就]|[，,。]|$)"
    rf"|(?:组|社|队)的(?P<l>[{''.join(sorted(SURNAMES))}][一-龥]{{2}})(?=[我俺说今])"
)


# Whoever is named after one of these words is the other side; 告诉 and 公告 accuse nobody.
ACCUSING = r"(?:反[映应]|投诉|举报|检举|控告|揭发|状告|(?<![报广公警被原诬祷转通])告(?![诉知示别辞状]))"
_NAMED_AFTER = re.compile(rf"{ACCUSING}(?:(?!我是|我叫|我姓|我名|俺是|俺叫|俺姓)[^，。,.！!？?；;：:\s]){{0,12}}$")


def _is_accused(text: str, start: int) -> bool:
    """Tell whether the name at `start` stands after a word of accusing, in its clause."""
    return _NAMED_AFTER.search(text[:start]) is not None


def person(text: str, within: int = 60) -> Found | None:
    """Return who speaks, as heard in the first `within` characters; less sure without a known surname.

    Who is named after a word of accusing (反映、告、投诉、举报、检举) is the other side, never the speaker.
    """
    opening = text[:within]
    for match in _NAME_CUE.finditer(opening):
        group = match.lastgroup or "a"
        name = _trimmed(match[group])
        known = name[0] in SURNAMES
        if _is_name(name) and (known or group in "ab") and not _is_accused(opening, match.start(group)):
            span = (match.start(group), match.start(group) + len(name))
            return Found(name, *span, 0.9 if known else 0.5)
    other = _bare_name(opening) or _nickname(opening) or _misheard_person(opening)
    return None if other is not None and _is_accused(opening, other.start) else other


# A clause that is nothing but a name; and what stands beside it when it is the speaker's.
_CLAUSE = re.compile(r"[^，,。.！!？?；;：:、\s]+")
_ONLY_NAME = re.compile(r"(?:[我俺](?:叫|是|就是)?|就是|免贵|名字叫|大名|叫)?([一-龥]{2,3}?)(?:嘛|哈|啊|的嘛|就是我)?$")
_PLACE = re.compile(
    rf"{_GROUP}(?!长)|(?:村|湾|坝|沟|坪|坡|滩|垭|桥|店|坊)(?:的|人)?$|^(?:[我俺]是?|家?住)?[一-龥]{{2,4}}的$"
)
_SURNAME_SAID = re.compile(r"(?:我|俺|免贵)?姓([一-龥])$")
_BESIDE = 2


def _bare_name(text: str) -> Found | None:
    """Return a name that stands alone beside where its bearer lives, or his surname: 彭建国，火烧坝三组."""
    parts = list(_CLAUSE.finditer(text))
    for at, part in enumerate(parts):
        match = _ONLY_NAME.fullmatch(part[0])
        if match is None or match[1][0] not in SURNAMES or not _is_name(match[1]) or not names_a_person(match[1]):
            continue
        beside = [other[0] for other in parts[max(0, at - _BESIDE) : at + _BESIDE + 1] if other is not part]
        surname = any((said := _SURNAME_SAID.search(other)) and said[1] == match[1][0] for other in beside)
        if surname or part[0][0] in "我俺" or any(_PLACE.search(other) for other in beside):
            start = part.start() + match.start(1)
            return Found(match[1], start, start + len(match[1]), 0.75)
    return None


def _trimmed(name: str) -> str:
    return name.rstrip("的") if len(name) > 2 else name  # noqa: PLR2004 - a name has two characters at least


def _is_name(name: str) -> bool:
    return len(name) >= 2 and not _ROLES.search(name) and name[0] not in "他她它你您人娃儿村谁上了过不老小"  # noqa: PLR2004


def _nickname(text: str) -> Found | None:
    plain = re.search(
        r"[叫喊][我俺]([一-龥]老[一二三四五六七八九幺大]|老[幺一-九二三四五六七八九]|[一-龥]{2,3}?)(?=就是|就行|就好|嘛|[，,。])",
        text,
    )
    if plain and names_a_person(plain[1]) and _is_name_or_nickname(plain[1]):
        return quoted(plain, 1, 0.6)
    match = re.search(r"[叫喊][我俺]([老小][一-龥])|[我俺]是([老小][一-龥])(?=[，,。.\s]|$)", text)
    if match and match[match.lastindex or 1][1] in SURNAMES:
        return quoted(match, match.lastindex or 1, 0.6)
    alone = re.search(rf"(?:我|俺)姓([一-龥])(?:{_END}|(?=[一二三四五六七八九十]组))", text)
    return Found(f"姓{alone[1]}", alone.end(1) - 2, alone.end(1), 0.6) if alone and alone[1] in SURNAMES else None


def _is_name_or_nickname(name: str) -> bool:
    return name[0] in SURNAMES or name[0] in "老幺" or (len(name) > 2 and name[1] == "老")  # noqa: PLR2004


def _misheard_person(text: str) -> Found | None:
    """Find a name where 我姓赵，赵德明 was heard as 我星照赵德明, or after 二助地 for 二组的: as heard, hardly sure."""
    twice = re.search(r"我([一-龥])([一-龥])[，, ]?([一-龥]{2,3}?)(?=[，,。.\s]|$|在)", text)
    if twice and syllable(twice[1]) == "xing" and syllable(twice[2]) == syllable(twice[3][0]):
        return quoted(twice, 3, 0.5 if twice[3][0] in SURNAMES else 0.3)
    for match in re.finditer(rf"^我.{{2,9}}([一-龥])[的地得]([一-龥]{{2,3}}){_END}", text):
        if syllable(match[1]) in {"zu", "zhu"} and _is_name(match[2]):
            return quoted(match, 2, 0.3)
    return None


_OWN_PLACE = r"(?:[我俺]们?(?:家)?(?:是|住|住在|在|就住|家在)?|家住|住在?|咱们?|俺们?|(?<=[，,。\s])是|村民)"
_NAMED_JUST_BEFORE = r"(?:^|[。，,！!\s])(?:我叫|我是)?[一-龥]{2,3}[，,](?:我)?(?:家)?(?:是|住|住在)?"


# Who speaks says where he lives in his first words.
_INTRODUCED = 90


def home(text: str, villages: Iterable[str]) -> Found | None:
    """Return the village and group the speaker calls his own; a village of the settings also when it is misheard."""
    names = sorted(villages, key=len, reverse=True)
    for form, confidence in _home_forms("|".join(re.escape(name) for name in names) or "(?!)"):
        match = re.search(form, text)
        if match and not _is_parted(text, match, names):
            return quoted(match, 1, confidence)
    return _parted_home(text, names) or _misheard_home(text, names)


def _is_parted(text: str, match: re.Match[str], names: Sequence[str]) -> bool:
    """Tell whether only the group was read where its village stands just before it (双碾村的，一组)."""
    return re.fullmatch(_GROUP, match[1]) is not None and _parted_home(text, names) is not None


def _parted_home(text: str, names: Sequence[str]) -> Found | None:
    """Return village and group where a few words part them: 石龙村的，我叫文志强，五组."""
    known = "|".join(re.escape(name) for name in names) or "(?!)"
    village = rf"(?:{known}|(?!是|我|住|在|们|这)[一-龥]{{2,3}}村)"
    between = (
        r"(?:的|这边|这里|那边|人|嘞)?[，,、 ]?(?:的[，,])?(?:[我俺]?(?:叫"
        r"|是)?[一-龥]{2,3}[，,])?(?:[我俺]?(?:是|住在?|在))?"
    )
    match = re.search(
        rf"(?:^|[，,。！!？?\s]|是|住在?|这个|[我俺])({village}){between}({_GROUP})(?!长|都|各)", text[:_INTRODUCED]
    )
    if match is None:
        return None
    return Found(match[1] + match[2], match.start(1), match.end(2), 0.75)


def _home_forms(known: str) -> tuple[tuple[str, float], ...]:
    place = rf"(?:{known}|(?!是|我|住|在|们)[一-龥]{{2,4}}?村|(?!是|我|住|在|们)[一-龥]{{2,3}}(?:湾|坝|沟|坪|林|垭|桥))"
    return (
        (rf"{_OWN_PLACE}((?:{known}){_GROUP})", 0.9),
        (rf"(?:{_OWN_PLACE}|{_NAMED_JUST_BEFORE})({place}{_GROUP})", 0.85),
        (rf"(?:^|[。，,！\s])({place}{_GROUP})(?:的|[一-龥]{{2,3}}[。，,])", 0.85),
        (rf"(?:{_OWN_PLACE}|{_NAMED_JUST_BEFORE})(?:这里)?({_GROUP})(?!都|各|选)", 0.8),
        (rf"(?:我们?是|我家?住在?|[，,]){{1,2}}({known})(?:的|人)?[，,。]", 0.7),
        (rf"(?:^|[。，,！!？?\s])(?:[我俺](?:们|是|家)*(?:住|在)*)?({known})(?:的|人|嘞)+(?:老|[，,。\s]|[我俺])", 0.7),
        (rf"(?:[我俺](?:们|家|是|住|在|庄)+)({known})(?!村委|小学|中学)", 0.6),
    )


_NUMERALS = dict(
    zip(("yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu", "shi"), "一二三四五六七八九十", strict=True)
)


def _misheard_home(text: str, villages: Iterable[str]) -> Found | None:
    """Find a village of the settings by its sound before 组: 六叔晚二助 is 柳树湾二组; the evidence shows the words."""
    heard = [sound(char) for char in text]
    for name in villages:
        wanted = [sound(char) for char in name]
        for start in range(len(text) - len(name) - 1):
            end = start + len(name)
            group = _misheard_group(text, end) if heard[start:end] == wanted else None
            if group:
                return Found(name + group[0], start, group[1], 0.5)
    lone = re.search(r"我(?:是|们)([一-龥])组", text)
    numeral = _NUMERALS.get(syllable(lone[1])) if lone else None
    return Found(f"{numeral}组", lone.start(1), lone.end(), 0.5) if lone and numeral else None


def _misheard_group(text: str, at: int) -> tuple[str, int] | None:
    rest = re.match(r"\s*([一-龥\d])([一-龥])", text[at:])
    if rest is None or syllable(rest[2]) not in {"zu", "zhu", "cu"}:
        return None
    numeral = _NUMERALS.get(syllable(rest[1])) or (rest[1] if rest[1].isdigit() else None)
    return (f"{numeral}组", at + rest.end()) if numeral else None


_SITE_END = (
    r"(?:小学|中学|幼儿园|学校|卫生院|卫生室|医院|工地|水库|煤矿|砖厂|大桥|农贸市场|菜市场|市场|小区|花园|寺|祠堂"
    r"|河(?![村镇乡煤]))"
)
_SITE_NAMED = re.compile(
    rf"(?:在|到|去|往|从|进|里|，|。|,|^)((?:县城|镇上|街上"
    rf"|镇)?[^我你他住在到去往从进的了说读里面，。,.\s]{{1,6}}?{_SITE_END}(?:工地)?)"
)
_NO_SITE = re.compile(
    r"我|他|你|这|那|哪|一个|两个|个|的|了|没|有|说|读|上学|过|是|被|把|买|叫|村小学|人家|建议|希望|县医院"
    r"|市医院|^医院|^学校|^工地|^小区|^河"
)


def site(text: str, words: Iterable[str]) -> Found | None:
    """Return the named place the matter lies at; `words` are the local names. Unnamed places (那条路) are none."""
    known = [re.escape(word) for word in words if re.search(rf"{_SITE_END}$|[桥路山坡沟塘园厂]$", word)]
    if known:
        match = re.search(rf"(?:县城|镇上|街上)?(?:{'|'.join(known)})(?:工地|小区|边上?)?", text)
        if match:
            return quoted(match, confidence=0.8)
    for match in _SITE_NAMED.finditer(text):
        if not _NO_SITE.search(match[1]):
            return quoted(match, 1, 0.6)
    return None
