"""Texts for posters and publicity without who said them, and what may still tell.

By the profile for posters and exports (个人信息保护法 Art 6, 25, 51; GB/T 37964-2019): a name becomes 张某某 or 张某甲,
the same one throughout; numbers of persons, accounts, cars go; a mobile keeps seven digits; homes go up to the village;
kin and illness go. Whatever the rules do not know, the check at the end shows to a person.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit import names_said
from toolkit.errors import PackageRefusedError
from toolkit.files import make_folder
from toolkit.names_said import SURNAMES
from toolkit.partial_copies import Share
from toolkit.records import Fact, Grievance, Segment
from toolkit.sheets import write_rows
from toolkit.sound_alikes import SoundAlikes, syllables
from toolkit.timecode import timecode
from toolkit.word_tables import write_tables

_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
# Surnames that are said far more often as other words: before a title they are hardly ever a name.
_WORDS = set("向和于从给常时都全经安成应当管同路水解关相高老小方公家国通平白明左石田金黄沙养")
_SURE = f"[{''.join(sorted(SURNAMES - _WORDS))}]"
_MARKS = "甲乙丙丁戊己庚辛壬癸"
_NUMERAL = "〇零一二三四五六七八九十百0-9"
_SPOKEN = "〇零一二三四五六七八九幺两"
_TITLES = (
    "大爷|大伯|大妈|大娘|大婶|大叔|大哥|大姐|老汉|师傅|老板|老师|医生|书记|主任|支书|会计|队长|组长|社长|村长|镇长|所长|"
    "老[一二三四五六七八九幺]|伯伯|叔叔|嬢嬢|婆婆|爷爷"
)
_TITLED = re.compile(rf"(?:{_TITLES})$")
# 沙石厂 begins with what is a surname elsewhere and names nobody.
_PLACE_OF_WORK = re.compile(
    "^(?:沙石|石料|石材|金属|水泥|水电|公路|高速|国土|电力|养殖|养[鸡猪牛羊鱼])|(?:公司|[厂场店矿站局校镇村社组队院所司部])$"
)
_HAN = re.compile("[一-龥]{2,4}")
_NOBODY = re.compile("发言人|说话人|主持人")
_ILL = (
    "尿毒症|透析|癌症?|肿瘤|肝炎|乙肝|结核|艾滋病?|糖尿病|高血压|心脏病|中风|偏瘫|瘫痪|精神病|抑郁症?|残疾|白血病|肾病|肺病|"
    "尘肺|骨折|摔断|流产|怀孕"
)
_KIN = (
    "老伴儿?|老公|老婆|丈夫|妻子|媳妇|儿子|女儿|娃儿|孩子|孙子|孙女|"
    "父亲|母亲|爸爸?|妈妈?|哥哥|弟弟|姐姐|妹妹|儿媳妇?|女婿"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

_INTRODUCED = (
    re.compile(rf"(?:叫做?|名叫)({_SURNAME}[一-龥]{{1,2}})(?=[，。、；！？\s]|$)"),
    re.compile(rf"姓({_SURNAME})[，、 ]?(\1[一-龥]{{1,2}})(?=[，。、；！？\s]|$)"),
)
# In their order: what holds a longer number comes before what would take a part of it.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\d)(?:\d{17}[\dXxＸ]|\d{15})(?!\d)", re.ASCII), "（证件号略）"),
    (re.compile(r"(?<!\d)\d{16,19}(?!\d)", re.ASCII), "（账号略）"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)", re.ASCII), r"\1****\2"),
    (re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)", re.ASCII), "（电话略）"),
    (re.compile(rf"[{_SPOKEN}]{{7,}}"), "（号码略）"),
    (
        re.compile(rf"[{_PROVINCES}][A-Z][A-Z0-9]{{5,6}}", re.ASCII),
        "（车牌略）",
    ),
    (re.compile(rf"[{_NUMERAL}]{{1,4}}(?:号楼|栋|单元|幢)(?:[{_NUMERAL}]{{1,4}}(?:单元|室|号|楼))*"), ""),
    (re.compile(rf"(?:门牌)?[{_NUMERAL}]{{1,4}}号(?=的?(?:[，。、；]|住|那|家|院|门))"), ""),
    (re.compile(rf"[{_NUMERAL}]{{1,3}}(?:村民小组|小组|组|社|队)(?!织|长)"), "某组"),
    (re.compile(f"(?:{_ILL})"), "（病情略）"),
    (re.compile(f"(?:{_KIN})"), "家人"),
)
_REST = (
    ("像证件、电话、账号的数字", re.compile(r"(?<![\d*])\d{6,}(?![\d*])", re.ASCII)),
    ("像说出来的号码", re.compile(rf"[{_SPOKEN}]{{6,}}")),
    ("像住址", re.compile(rf"[{_NUMERAL}]{{1,4}}(?:组|社|队|栋|单元|号楼|室)(?!织|长)")),
    ("像病情", re.compile(f"{_ILL}|确诊|住院|手术|化疗|吃药")),
    (
        "像姓名",
        re.compile(
            rf"(?:叫做?|名叫|姓|找|跟|和|给|被|是)({_SURNAME}[一-龥]{{1,2}})(?=[，。、；：！？“”\s]|的|家|说|去|来|在|他|也|都|$)"
        ),
    ),
    ("像姓名", re.compile(rf"(?<=[，、])({_SURE}[一-龥]{{2}})(?=[，。、；！？]|$)")),
)
_FEWEST = 3


@dataclass(frozen=True)
class Residue:
    """What may still tell who it is: where, what it looks like, and the words."""

    where: str
    what: str
    words: str


@dataclass(frozen=True)
class Published:
    """What was written, and everything that a person has to look at before it is used."""

    files: tuple[Path, ...]
    residues: tuple[Residue, ...]


# -- replacing -------------------------------------------------------------------------------------------------


def pseudonyms(names: Iterable[str]) -> dict[str, str]:
    """Return by name what stands for it: 张某某 or 张某, and 张某甲, 张某乙 where several have the surname."""
    known = tuple(dict.fromkeys(name.strip() for name in names if name.strip() and not _NOBODY.search(name)))
    by_surname: dict[str, list[str]] = {}
    for name in known:
        by_surname.setdefault(name[0], []).append(name)
    found = {}
    for surname, same in by_surname.items():
        for at, name in enumerate(same):
            mark = f"某{_MARKS[at % len(_MARKS)]}" if len(same) > 1 else "某" * (len(name) - 1)
            found[name] = f"{surname}{mark or '某'}"
    return found


def names_in(grievances: Iterable[Grievance], segments: Iterable[Segment]) -> tuple[str, ...]:
    """Return every name that was found or confirmed, that stands as a speaker, or that a sentence introduces."""
    facts = [str(fact.value) for fact in _people(grievances)]
    said = [(one.speaker or "", names_said.person(one.text), one.text) for one in segments]
    introduced = [str(found.value) if (found := each[1]) is not None else "" for each in said]
    told = [found[pattern.groups] for each in said for pattern in _INTRODUCED for found in pattern.finditer(each[2])]
    everybody = (*facts, *(each[0] for each in said), *introduced, *told)
    return tuple(dict.fromkeys(name for name in everybody if _is_name(name)))


def _people(grievances: Iterable[Grievance]) -> Iterator[Fact]:
    yield from (fact for one in grievances for fact in (one.person, one.against) if fact is not None)


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= 4 or name[0] not in SURNAMES:  # noqa: PLR2004 - Chinese names have two to four characters
        return False
    return not (_TITLED.search(name) or _NOBODY.search(name) or _PLACE_OF_WORK.search(name))


def known_in(grievances: Iterable[Grievance], segments: Iterable[Segment]) -> dict[str, str]:
    """Return by name what stands for it, and the same for what was written where that name was said.

    The text still has 损于兰 where 孙玉兰 was confirmed: it is the evidence of the name. What sounds wholly like a
    confirmed name of three or more is it, too.
    """
    listed, sentences = tuple(grievances), tuple(segments)
    names = names_in(listed, sentences)
    heard = {name: of for name, of in _heard(listed, sentences, names) if name != of}
    # A person whose confirmed name is never said would otherwise be two with two letters.
    known = pseudonyms(name for name in names if heard.get(name) not in names)
    return known | {name: known[of] for name, of in heard.items() if of in known}


def _heard(
    grievances: Sequence[Grievance], segments: Sequence[Segment], names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Give what was written for a name, with the name: words in its evidence, or words of the very same sound."""
    texts = {one.id: one.text for one in segments}
    for fact in _people(grievances):
        name = str(fact.value)
        spans = (texts.get(each.segment, "")[each.start : each.end] for each in fact.evidence)
        yield from ((words, name) for words in spans if name in names and _may_be(words, name))
    confirmed = {str(fact.value) for fact in _people(grievances)}
    for name in (one for one in names if one in confirmed and len(one) > 2):  # noqa: PLR2004 - two may be any word
        for text in texts.values():
            windows = (text[at : at + len(name)] for at in range(len(text) - len(name) + 1))
            yield from ((words, name) for words in windows if _sounds_just_like(words, name))


def _may_be(words: str, name: str) -> bool:
    """Whether evidence `words` are `name` as it was written: an older version's seconds may point to other words."""
    if not _HAN.fullmatch(words) or _TITLED.search(words) or len(words) != len(name):
        return False
    return any(_same_sound(one, other) for one, other in zip(words, name, strict=True))


def _sounds_just_like(words: str, name: str) -> bool:
    return all(_same_sound(one, other) for one, other in zip(words, name, strict=True))


def _same_sound(one: str, other: str) -> bool:
    return one == other or bool(set(syllables(one)) & set(syllables(other)))


def cleaned(text: str, known: Mapping[str, str]) -> str:
    """Return `text` with the names of `known` replaced, and everything that the profile takes out."""
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, known[name])
    for name, instead in known.items():
        # Said again without the surname: 德明 for 赵德明.
        if len(name) > 2:  # noqa: PLR2004 - a given name of one character is any character
            text = text.replace(name[1:], instead)
    text = re.sub(rf"({_SURE})(?:{_TITLES})", r"\1某", text)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


# -- finding what is left --------------------------------------------------------------------------------------


def residues(where: str, text: str, known: Mapping[str, str]) -> Iterator[Residue]:
    """Give everything in `text` that may still tell who it is; nothing of it is sure, a person looks at each."""
    for name in known:
        parts = (name, name[1:]) if len(name) > 2 else (name,)  # noqa: PLR2004 - as above
        yield from (Residue(where, "姓名", part) for part in parts if part in text)
    for what, pattern in _REST:
        for match in pattern.finditer(text):
            words = match[1] if match.lastindex else match[0]
            if "某" not in words:
                yield Residue(where, what, words)
    yield from _alike(where, text, known)


def _alike(where: str, text: str, known: Mapping[str, str]) -> Iterator[Residue]:
    """Give the words of `text` that sound like a known name: the machine may have written it so elsewhere."""
    names = SoundAlikes(name for name in known if len(name) > 2)  # noqa: PLR2004 - as above
    for at in range(len(text)):
        found = {text[at : at + len(name)] for name in names.at(text, at)}
        yield from (Residue(where, "与姓名音近", words) for words in sorted(found) if "某" not in words)


def _sides(grievances: Iterable[Grievance], texts: Iterable[str], known: Mapping[str, str]) -> Iterator[Residue]:
    """Give the sides of the grievances that are not taken for names and still stand in what is published."""
    told = tuple(texts)
    for side in dict.fromkeys(str(fact.value) for fact in _people(grievances)):
        if len(side) > 1 and side not in known and any(side in text for text in told):
            yield Residue("全文", "一方的称呼", side)


def counted(number: int) -> str:
    """Return `number` as it may be published: below three it could point at somebody."""
    return str(number) if number == 0 or number >= _FEWEST else f"<{_FEWEST}"


# -- writing ---------------------------------------------------------------------------------------------------


def write(share: Share, title: str, folder: Path) -> Published:
    """Write the text and the counts of `share`, a copy that everybody may have, without who said it, into `folder`.

    `share` is `partial_copies.open_share`, so accusations are out already. Raise PackageRefusedError when a known name
    is still in what was written.
    """
    known = known_in(share.grievances, share.transcript.segments)
    lines = [(timecode(one.start_s), cleaned(one.text, known)) for one in share.transcript.segments]
    matters = [(cleaned(one.summary, known), one.subject.level1 or "") for one in share.grievances]
    found = [one for when, text in lines for one in residues(when, text, known)]
    found += [one for n, (text, _) in enumerate(matters, start=1) for one in residues(f"第 {n} 件", text, known)]
    found += _sides(share.grievances, (*(text for _, text in lines), *(text for text, _ in matters)), known)
    if named := [one.words for one in found if one.what == "姓名"]:
        raise PackageRefusedError(path=folder, why=f"去标识以后还有姓名：{'、'.join(named)}，没有写出")
    make_folder(folder)
    word, excel = folder / "公开文字.docx", folder / "分类统计.xlsx"
    notice = "本文已去除姓名、证件号、电话、住址、病情等信息，仍须由人通读以后才能张贴或发布。"
    write_tables(word, title, [notice, *(f"[{when}] {text}" for when, text in lines)])
    subjects = [subject for _, subject in matters]
    counts = [(subject or "未分类", counted(subjects.count(subject))) for subject in dict.fromkeys(subjects)]
    write_rows(excel, ("内容分类", "件数"), counts, "分类统计")
    return Published((word, excel), tuple(found))
