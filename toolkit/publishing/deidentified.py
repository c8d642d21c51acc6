"""De-identification of texts for posters and publicity, and the residues that may still identify a person.

The profile (个人信息保护法 Art 6, 25, 51; GB/T 37964-2019): a name becomes 张某某 or 张某甲, the same throughout;
numbers of persons, accounts and cars are removed; a mobile number keeps seven digits; an address ends with the village;
kin and illness are removed. A person reviews the residues at the end.
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
# 沙石厂 begins with a surname and names nobody.
_PLACE_OF_WORK = re.compile(
    "^(?:沙石|石料|石材|金属|水泥|水电|公路|高速|国土|电力|养殖|养[鸡猪牛羊鱼])|(?:公司|[厂场店矿站局校镇村社组队院所司部室])$"
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
# A given name that is a common word as well (建国, 光明) is listed instead of replaced.
_COMMON_WORD = 100
_LEFT_OUT = "（略）"
_FEWEST = 3


def pseudonyms(names: Iterable[str]) -> dict[str, str]:
    """Return the pseudonym of each name: 张某某 or 张某, and 张某甲, 张某乙 where several have the surname."""
    unique = tuple(dict.fromkeys(name.strip() for name in names if name.strip() and not _NOBODY.search(name)))
    by_surname: dict[str, list[str]] = {}
    for name in unique:
        by_surname.setdefault(name_detection.surname_of(name), []).append(name)
    pseudonym_of = {}
    for surname, bearers in by_surname.items():
        for at, name in enumerate(bearers):
            mark = f"某{_MARKS[at % len(_MARKS)]}" if len(bearers) > 1 else "某" * min(2, len(name) - len(surname))
            pseudonym_of[name] = f"{surname}{mark or '某'}"
    return pseudonym_of


def names_in(grievances: Iterable[Grievance], segments: Iterable[Segment]) -> tuple[str, ...]:
    """Return every name that was recognised or confirmed, is a speaker's, or is introduced in a sentence."""
    said = tuple(segments)
    recognised = (names_said.person(segment.text) for segment in said)
    candidates = (
        *(str(fact.value) for fact in _people(grievances)),
        *(segment.speaker or "" for segment in said),
        *(str(fact.value) for fact in recognised if fact is not None),
        *(match[form.groups] for segment in said for form in _INTRODUCED for match in form.finditer(segment.text)),
    )
    certain = (guess.name for segment in said for guess in name_detection.guessed(plain(segment.text)) if guess.sure)
    return tuple(dict.fromkeys((*filter(_is_name, candidates), *certain)))


def _people(grievances: Iterable[Grievance]) -> Iterator[Fact]:
    """Yield the persons and other sides of `grievances`."""
    yield from (fact for each in grievances for fact in (each.person, each.against) if fact is not None)


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= _LONGEST_NAME:  # noqa: PLR2004 - a name has two characters at least
        return False
    if len(name) > 4 or name[0] not in name_detection.single_surnames():  # noqa: PLR2004 - Chinese names have up to four
        return name_detection.surname_of(name) != name[0]
    return not (_TITLED.search(name) or _NOBODY.search(name) or _PLACE_OF_WORK.search(name))


def known_in(grievances: Iterable[Grievance], segments: Iterable[Segment]) -> dict[str, str]:
    """Return the pseudonym of each name, and of each other spelling of it in the text.

    A misheard name stays in the text after the right one was confirmed (损于兰 for 孙玉兰). Other spellings are the
    evidence of a name and, for names of three characters or more, words of the same sound.
    """
    listed, sentences = tuple(grievances), tuple(segments)
    names = names_in(listed, sentences)
    name_of = {spelling: name for spelling, name in _spellings(listed, sentences, names) if spelling != name}
    # A misheard name must get the letter of the confirmed one, not a letter of its own.
    known = pseudonyms(name for name in names if name_of.get(name) not in names)
    return known | {spelling: known[name] for spelling, name in name_of.items() if name in known}


def _spellings(
    grievances: Sequence[Grievance], segments: Sequence[Segment], names: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield each spelling of a name with the name: words in its evidence, or words of the same sound."""
    texts = {segment.id: segment.text for segment in segments}
    for fact in _people(grievances):
        name = str(fact.value)
        quotes = (texts.get(span.segment, "")[span.start : span.end] for span in fact.evidence)
        yield from ((words, name) for words in quotes if name in names and _may_be_spelling(words, name))
    confirmed = {str(fact.value) for fact in _people(grievances)}
    for name in (name for name in names if name in confirmed and len(name) > 2):  # noqa: PLR2004 - two may be any word
        for text in texts.values():
            windows = (text[at : at + len(name)] for at in range(len(text) - len(name) + 1))
            yield from ((words, name) for words in windows if all(_same_sounds(words, name)))


def _may_be_spelling(words: str, name: str) -> bool:
    """Return whether the evidence `words` may spell `name`: evidence in an older version may point to other words."""
    if not _HAN.fullmatch(words) or _TITLED.search(words) or len(words) != len(name):
        return False
    return any(_same_sounds(words, name))


def _same_sounds(words: str, name: str) -> Iterator[bool]:
    """Yield for each character whether it has the same sound in both."""
    for written, meant in zip(words, name, strict=True):
        yield written == meant or bool(set(syllables(written)) & set(syllables(meant)))


def cleaned(text: str, known: Mapping[str, str]) -> str:
    """Return `text` with the names of `known` replaced by their pseudonyms, and the profile applied."""
    text = plain(text)
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, known[name])
    for name, instead in known.items():
        # Said again without the surname: 德明 for 赵德明.
        if (given := _given_alone(name)) and not _is_common(given):
            text = text.replace(given, instead)
    return without_words(without_numbers(text))


def _given_alone(name: str) -> str | None:
    """Return the given name of `name` if it has two characters; a single one may be any word."""
    given = name.removeprefix(name_detection.surname_of(name))
    return given if len(given) == 2 and given != name else None  # noqa: PLR2004 - as above


def _is_common(given: str) -> bool:
    return common_words.times(given) >= _COMMON_WORD and given not in common_words.names()


def residues(where: str, text: str, known: Mapping[str, str], suspects: Iterable[str] = ()) -> Iterator[Residue]:
    """Yield everything in `text` that may still identify a person; each is a doubt for a person to decide.

    `suspects` are names guessed elsewhere in the same recording.
    """
    candidates = tuple(dict.fromkeys(_residues(where, text, known, suspects)))
    for residue in candidates:
        # A name stays on the list beside its clause: the clause may be allowed without it.
        is_part = any(residue.words in other.words and residue.words != other.words for other in candidates)
        if "姓名" in residue.what or not is_part:
            yield residue


def _residues(where: str, text: str, known: Mapping[str, str], suspects: Iterable[str]) -> Iterator[Residue]:
    givens = {given for name in known if (given := _given_alone(name)) and given in text}
    yield from (Residue(where, "姓名", name) for name in known if name in text)
    yield from (Residue(where, "像姓名" if _is_common(given) else "姓名", given) for given in sorted(givens))
    names = [guess.name for guess in name_detection.guessed(text)]
    names += [name for match in _CALLED.finditer(text) if name_detection.may_be_given(name := match[1])]
    names += [suspect for suspect in suspects if suspect in text]
    for name in names:
        if not ("某" in name or name in givens or any(name in longer and name != longer for longer in names)):
            yield Residue(where, "像姓名", name)
    for doubt in (*identifying_numbers.doubts(text), *identifying_words.doubts(text)):
        yield Residue(where, doubt.what, doubt.words)
    yield from _alike(where, text, known)


def _alike(where: str, text: str, known: Mapping[str, str]) -> Iterator[Residue]:
    """Yield the words of `text` that sound like a known name: speech recognition may have spelt it so."""
    names = SoundAlikes(name for name in known if len(name) > 2)  # noqa: PLR2004 - as above
    for at in range(len(text)):
        alike = {text[at : at + len(name)] for name in names.at(text, at)}
        yield from (Residue(where, "与姓名音近", words) for words in sorted(alike) if "某" not in words)


def _sides(grievances: Iterable[Grievance], texts: Iterable[str], known: Mapping[str, str]) -> Iterator[Residue]:
    """Yield the sides of the grievances that are not `known` as names and still stand in the published `texts`."""
    published = tuple(texts)
    for side in dict.fromkeys(str(fact.value) for fact in _people(grievances)):
        if len(side) > 1 and side not in known and any(side in text for text in published):
            yield Residue(EVERYWHERE, "一方的称呼", side)


def for_a_list(text: str, names: Iterable[str] = ()) -> str:
    """Return `text` for a list of the office: names, numbers and kin out, and what only looks like a name or a number.

    `names` are those known of the matter. What a text tells of a person otherwise stays, so it is not for the public.
    """
    sure = (guess.name for guess in name_detection.guessed(plain(text)) if guess.sure)
    known = pseudonyms((*filter(_is_name, names), *sure))
    shown = cleaned(text, known)
    doubts = [guess.name for guess in name_detection.guessed(shown) if "某" not in guess.name]
    doubts = [name for name in doubts if _is_name(name)]
    return _without(shown, [*doubts, *(doubt.words for doubt in identifying_numbers.doubts(shown))])


def names_a_person(text: str) -> tuple[str, ...]:
    """Return the words of `text` that are surely the names of persons."""
    return tuple(dict.fromkeys(guess.name for guess in name_detection.guessed(plain(text)) if guess.sure))


def counted(number: int) -> str:
    """Return `number` as it may be published: one or two could identify somebody."""
    return str(number) if number == 0 or number >= _FEWEST else f"<{_FEWEST}"


@dataclass(frozen=True)
class _Text:
    """A text for publication: sentences with times, summaries of matters with subjects, and residues."""

    title: str
    lines: tuple[tuple[str, str], ...]
    matters: tuple[tuple[str, str], ...]
    residues: tuple[Residue, ...]


def write(share: Share, title: str, folder: Path, *, agreed: bool = False, replace: bool = False) -> Published:
    """Write the de-identified text of `share` and the counts of its matters into `folder`.

    `share` comes from `partial_copies.open_share`, which decides what may be shown. While there are residues and
    nobody `agreed`, only a preview and the list of residues are written; afterwards the residues that the list does not
    allow are left out. Raise PackageRefusedError when a known name is left in the text, AlreadyThereError unless
    `replace`, or WrongValueError for an unreadable list.
    """
    text = _text_of(share, title)
    if named := [residue.words for residue in text.residues if residue.what == "姓名"]:
        raise PackageRefusedError(path=folder, why=f"去标识以后还有姓名：{'、'.join(named)}，没有写出")
    if text.residues and not agreed:
        return residue_lists.write_preview(text.title, text.lines, text.residues, folder, replace=replace)
    allowed = residue_lists.allowed(folder) if text.residues else frozenset()
    return _release(_left_out(text, allowed), text.residues, folder, replace=replace)


def _text_of(share: Share, title: str) -> _Text:
    known = known_in(share.grievances, share.transcript.segments)
    lines = [(timecode(each.start_s), cleaned(each.text, known)) for each in share.transcript.segments]
    matters = [(cleaned(each.summary, known), each.subject.level1 or "") for each in share.grievances]
    suspects = {guess.name for _, text in lines for guess in name_detection.guessed(text)}
    left = [residue for when, text in lines for residue in residues(when, text, known, suspects)]
    for number, (text, _) in enumerate(matters, start=1):
        left += residues(f"第 {number} 件", text, known, suspects)
    left += _sides(share.grievances, (*(text for _, text in lines), *(text for text, _ in matters)), known)
    return _Text(title, tuple(lines), tuple(matters), tuple(dict.fromkeys(left)))


def _left_out(text: _Text, allowed: Collection[tuple[str, str]]) -> _Text:
    """Return `text` without its residues, except those `allowed` by a person as (place, words)."""
    doubted = [residue for residue in text.residues if (residue.where, residue.words) not in allowed]

    def bare(where: str, words: str) -> str:
        return _without(words, [residue.words for residue in doubted if residue.where in {where, EVERYWHERE}])

    lines = tuple((when, bare(when, words)) for when, words in text.lines)
    matters = tuple((bare(f"第 {n} 件", words), subject) for n, (words, subject) in enumerate(text.matters, start=1))
    return replaced(text, lines=lines, matters=matters)


def _without(text: str, doubted: Iterable[str]) -> str:
    """Return `text` without any of `doubted`; where two overlap, the whole of both is left out."""
    out = bytearray(len(text))
    for words in doubted:
        for match in re.finditer(f"(?={re.escape(words)})", text):
            out[match.start() : match.start() + len(words)] = b"\1" * len(words)
    runs = groupby(zip(text, out, strict=True), key=lambda each: each[1])
    return "".join(_LEFT_OUT if is_out else "".join(sign for sign, _ in run) for is_out, run in runs)


def _release(text: _Text, left: tuple[Residue, ...], folder: Path, *, replace: bool) -> Published:
    make_folder(folder)
    word, excel = folder / "公开文字.docx", folder / "分类统计.xlsx"
    refuse_existing(word, excel, replace=replace)
    notice = "本文已去除姓名、证件号、电话、住址、病情等信息，仍须由人通读以后才能张贴或发布。"
    write_tables(word, text.title, [notice, *(f"[{when}] {words}" for when, words in text.lines)])
    subjects = [subject for _, subject in text.matters]
    counts = [(subject or "未分类", counted(subjects.count(subject))) for subject in dict.fromkeys(subjects)]
    write_rows(excel, ("内容分类", "件数"), counts, "分类统计")
    return Published((word, excel), left, released=True)
