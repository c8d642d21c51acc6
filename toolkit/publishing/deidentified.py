"""Texts for posters and publicity without who said them, and what may still tell.

By the profile for posters and exports (个人信息保护法 Art 6, 25, 51; GB/T 37964-2019): a name becomes 张某某 or 张某甲,
the same one throughout; numbers of persons, accounts, cars go; a mobile keeps seven digits; homes go up to the village;
kin and illness go. Whatever the rules do not know, the check at the end shows to a person.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replaced
from itertools import groupby
from pathlib import Path

from toolkit.chinese import SURNAMES, SoundAlikes, common_words, personal_words, syllables
from toolkit.core import PackageRefusedError, make_folder, refuse_existing, timecode
from toolkit.formats import write_rows
from toolkit.formats.word import write_tables
from toolkit.grievances.finding import names_said
from toolkit.publishing import identifying_numbers, identifying_words, name_detection, residue_lists
from toolkit.publishing.identifying_numbers import plain, without_numbers
from toolkit.publishing.identifying_words import without_words
from toolkit.publishing.partial_copies import Share
from toolkit.publishing.residue_lists import EVERYWHERE, Published, Residue
from toolkit.records import Fact, Grievance, Segment

_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
_MARKS = "甲乙丙丁戊己庚辛壬癸"
_TITLED = re.compile(rf"(?:{personal_words.alternatives('称呼')})$")
# 沙石厂 begins with what is a surname elsewhere and names nobody.
_PLACE_OF_WORK = re.compile(
    "^(?:沙石|石料|石材|金属|水泥|水电|公路|高速|国土|电力|养殖|养[鸡猪牛羊鱼])|(?:公司|[厂场店矿站局校镇村社组队院所司部])$"
)
_HAN = re.compile("[一-龥]{2,4}")
_NOBODY = re.compile("发言人|说话人|主持人")
_INTRODUCED = (
    re.compile(rf"(?:叫做?|名叫)({_SURNAME}[一-龥]{{1,2}})(?=[，。、；！？\s]|$)"),
    re.compile(rf"姓({_SURNAME})[，、 ]?(\1[一-龥]{{1,2}})(?=[，。、；！？\s]|$)"),
)
_CALLED = re.compile(
    rf"(?:叫做?|名叫|姓|找|跟|和|给|被|是)({_SURNAME}[一-龥]{{1,2}})(?=[，。、；：！？“”\s]|的|家|说|去|来|在|他|也|都|$)"
)
_LONGEST_NAME = 12
# A given name that is a common word as well (建国, 光明) is not taken out wherever it stands: it is listed.
_COMMON_WORD = 100
_LEFT_OUT = "（略）"
_FEWEST = 3


# -- replacing -------------------------------------------------------------------------------------------------


def pseudonyms(names: Iterable[str]) -> dict[str, str]:
    """Return by name what stands for it: 张某某 or 张某, and 张某甲, 张某乙 where several have the surname."""
    known = tuple(dict.fromkeys(name.strip() for name in names if name.strip() and not _NOBODY.search(name)))
    by_surname: dict[str, list[str]] = {}
    for name in known:
        by_surname.setdefault(name_detection.surname_of(name), []).append(name)
    found = {}
    for surname, same in by_surname.items():
        for at, name in enumerate(same):
            mark = f"某{_MARKS[at % len(_MARKS)]}" if len(same) > 1 else "某" * min(2, len(name) - len(surname))
            found[name] = f"{surname}{mark or '某'}"
    return found


def names_in(grievances: Iterable[Grievance], segments: Iterable[Segment]) -> tuple[str, ...]:
    """Return every name that was found or confirmed, that stands as a speaker, or that a sentence introduces."""
    facts = [str(fact.value) for fact in _people(grievances)]
    said = [(one.speaker or "", names_said.person(one.text), one.text) for one in segments]
    introduced = [str(found.value) if (found := each[1]) is not None else "" for each in said]
    told = [found[pattern.groups] for each in said for pattern in _INTRODUCED for found in pattern.finditer(each[2])]
    everybody = (*facts, *(each[0] for each in said), *introduced, *told)
    guessed = [one.name for each in said for one in name_detection.guessed(plain(each[2])) if one.sure]
    return tuple(dict.fromkeys((*(name for name in everybody if _is_name(name)), *guessed)))


def _people(grievances: Iterable[Grievance]) -> Iterator[Fact]:
    yield from (fact for one in grievances for fact in (one.person, one.against) if fact is not None)


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= _LONGEST_NAME:  # noqa: PLR2004 - a name has two characters at least
        return False
    if len(name) > 4 or name[0] not in name_detection.single_surnames():  # noqa: PLR2004 - Chinese names have up to four
        return name_detection.surname_of(name) != name[0]
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
    text = plain(text)
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, known[name])
    for name, instead in known.items():
        # Said again without the surname: 德明 for 赵德明.
        if (given := _given_alone(name)) and not _is_common(given):
            text = text.replace(given, instead)
    return without_words(without_numbers(text))


def _given_alone(name: str) -> str | None:
    """Return the given name of `name` when it has two characters: one alone is any character."""
    given = name.removeprefix(name_detection.surname_of(name))
    return given if len(given) == 2 and given != name else None  # noqa: PLR2004 - as above


def _is_common(given: str) -> bool:
    return common_words.times(given) >= _COMMON_WORD and given not in common_words.names()


# -- finding what is left --------------------------------------------------------------------------------------


def residues(where: str, text: str, known: Mapping[str, str], suspects: Iterable[str] = ()) -> Iterator[Residue]:
    """Give everything in `text` that may still tell who it is; nothing of it is sure, a person looks at each.

    `suspects` are names guessed elsewhere in the same recording: here, too, they may be one.
    """
    found = tuple(dict.fromkeys(_residues(where, text, known, suspects)))
    for one in found:
        # A name stays on the list beside its clause: the clause may be allowed without it.
        within = any(one.words in other.words and one.words != other.words for other in found)
        if "姓名" in one.what or not within:
            yield one


def _residues(where: str, text: str, known: Mapping[str, str], suspects: Iterable[str]) -> Iterator[Residue]:
    givens = {given for name in known if (given := _given_alone(name)) and given in text}
    yield from (Residue(where, "姓名", name) for name in known if name in text)
    yield from (Residue(where, "像姓名" if _is_common(given) else "姓名", given) for given in sorted(givens))
    names = [one.name for one in name_detection.guessed(text)]
    names += [name for match in _CALLED.finditer(text) if name_detection.may_be_given(name := match[1])]
    names += [one for one in suspects if one in text]
    for name in names:
        if not ("某" in name or name in givens or any(name in longer and name != longer for longer in names)):
            yield Residue(where, "像姓名", name)
    for doubt in (*identifying_numbers.doubts(text), *identifying_words.doubts(text)):
        yield Residue(where, doubt.what, doubt.words)
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
            yield Residue(EVERYWHERE, "一方的称呼", side)


def counted(number: int) -> str:
    """Return `number` as it may be published: below three it could point at somebody."""
    return str(number) if number == 0 or number >= _FEWEST else f"<{_FEWEST}"


# -- writing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Text:
    """What is to be published: sentences with their times, matters with their subjects, and what may still tell."""

    title: str
    lines: tuple[tuple[str, str], ...]
    matters: tuple[tuple[str, str], ...]
    residues: tuple[Residue, ...]


def write(share: Share, title: str, folder: Path, *, agreed: bool = False, replace: bool = False) -> Published:
    """Write the text and the counts of `share`, a copy that everybody may have, without who said it, into `folder`.

    `share` is `partial_copies.open_share`, the one place that decides which stretches may be shown at all. While
    something may still tell who it is and nobody `agreed`, only a preview and the list of it are written; then what the
    list does not allow to stay is left out. Raise PackageRefusedError when a known name is still in what was written,
    AlreadyThereError unless `replace`, or WrongValueError for a list that cannot be read.
    """
    text = _text_of(share, title)
    if named := [one.words for one in text.residues if one.what == "姓名"]:
        raise PackageRefusedError(path=folder, why=f"去标识以后还有姓名：{'、'.join(named)}，没有写出")
    if text.residues and not agreed:
        return residue_lists.write_preview(text.title, text.lines, text.residues, folder, replace=replace)
    allowed = residue_lists.allowed(folder) if text.residues else frozenset()
    return _release(_left_out(text, allowed), text.residues, folder, replace=replace)


def _text_of(share: Share, title: str) -> _Text:
    known = known_in(share.grievances, share.transcript.segments)
    lines = [(timecode(one.start_s), cleaned(one.text, known)) for one in share.transcript.segments]
    matters = [(cleaned(one.summary, known), one.subject.level1 or "") for one in share.grievances]
    suspects = {one.name for _, text in lines for one in name_detection.guessed(text)}
    found = [one for when, text in lines for one in residues(when, text, known, suspects)]
    for number, (text, _) in enumerate(matters, start=1):
        found += residues(f"第 {number} 件", text, known, suspects)
    found += _sides(share.grievances, (*(text for _, text in lines), *(text for text, _ in matters)), known)
    return _Text(title, tuple(lines), tuple(matters), tuple(dict.fromkeys(found)))


def _left_out(text: _Text, allowed: Collection[tuple[str, str]]) -> _Text:
    """Return `text` without what may still tell, except where a person allowed it to stay."""
    doubted = [one for one in text.residues if (one.where, one.words) not in allowed]

    def bare(where: str, words: str) -> str:
        return _without(words, [one.words for one in doubted if one.where in {where, EVERYWHERE}])

    lines = tuple((when, bare(when, words)) for when, words in text.lines)
    matters = tuple((bare(f"第 {n} 件", words), subject) for n, (words, subject) in enumerate(text.matters, start=1))
    return replaced(text, lines=lines, matters=matters)


def _without(text: str, doubted: Iterable[str]) -> str:
    """Return `text` without any of `doubted`; two that overlap are both gone to their last character."""
    out = bytearray(len(text))
    for words in doubted:
        for match in re.finditer(f"(?={re.escape(words)})", text):
            out[match.start() : match.start() + len(words)] = b"\1" * len(words)
    runs = groupby(zip(text, out, strict=True), key=lambda each: each[1])
    return "".join(_LEFT_OUT if is_out else "".join(sign for sign, _ in run) for is_out, run in runs)


def _release(text: _Text, found: tuple[Residue, ...], folder: Path, *, replace: bool) -> Published:
    make_folder(folder)
    word, excel = folder / "公开文字.docx", folder / "分类统计.xlsx"
    refuse_existing(word, excel, replace=replace)
    notice = "本文已去除姓名、证件号、电话、住址、病情等信息，仍须由人通读以后才能张贴或发布。"
    write_tables(word, text.title, [notice, *(f"[{when}] {words}" for when, words in text.lines)])
    subjects = [subject for _, subject in text.matters]
    counts = [(subject or "未分类", counted(subjects.count(subject))) for subject in dict.fromkeys(subjects)]
    write_rows(excel, ("内容分类", "件数"), counts, "分类统计")
    return Published((word, excel), found, released=True)
