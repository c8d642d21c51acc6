"""Places where words of the list may have been misheard, each with a score.

A score is in nats: the cost of reading the characters as they stand, less the cost of mishearing the word so, less the
evidence for the characters as they stand. Numbers, negations and pronouns are never suspected, nor words of the list,
nor possible names of people.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from toolkit.chinese import SURNAMES, SoundAlikes, SpokenNumber, common_words, spoken_numbers
from toolkit.recognition.word_lists import Kind, Lexicon

_ENOUGH_TO_PROPOSE = 7.0
# The lead of a word of the workspace over a shipped word: it was listed because it is used here.
_LOCAL_LEAD = 4.0
# A surname that stands as a word may begin a name that is not listed.
_NAME_DOUBT = 8.0
_LONGEST_NAME = 3
# A model seldom writes a function word that stands alone for something else.
_LITTLE_WORDS = frozenset("的了是在有和就都也这那个上下到去来说要会着过还又")
_LITTLE_WORD_DOUBT = 3.0

_HAN = re.compile(r"[一-龥]+")
_NEGATIONS = frozenset("不没未无非别莫勿否冇唔弗甭嫑毋")
_NEGATES_AT_TIMES = "休"  # 休想, but also 退休
_PRONOUNS = frozenset("我你您他她它咱俺")
# Sound-alikes that turn a sentence into another sensible sentence; only the sound can decide.
_NEVER_SWAPPED = tuple(frozenset(pair) for pair in ("那哪", "买卖", "他她它", "的地得", "做作", "在再", "吗嘛"))
_NAMED = re.compile(rf"(?:我是|[叫姓])(?=[{''.join(sorted(SURNAMES))}])")
# 六书碗 for 柳树湾: one or two bare digits that nothing is counted with are no number, only a sound.
_BARE_DIGITS = re.compile(r"[一二三四五六七八九]{1,2}")
_COUNTED = frozenset(
    "零〇一二三四五六七八九十百千万亿几多半来第点成倍折组户亩分厘块元角毛年月日号个人次天口头只间米斤吨公里平级岁条座层栋辆台张份家村社"
    "队乡镇期楼门时季周代批股把件根棵盏眼桶车袋箱顿餐届章页行步回遍趟笔项类种样色本度方升度瓦位名对双排处片块场"
)
_SHORTEST_PLACE = 3
NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两几半")
# 三亩, 30多块: what is counted is as weighty as the number.
_COUNT = re.compile(rf"(?<=[{''.join(sorted(NUMERALS))}0-9０-９])[多来余]?[{''.join(sorted(_COUNTED))}]")
_NUMBER_REACH = 16  # characters; a spoken number is hardly longer
# Surnames that are seldom anything else, and those most people bear.
_COMMON_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔常汤骆俞易殷柳欧庞祝滕翁冉蒲庹牟瞿樊倪施温"
    "伍傅尤柏甘祁阮娄窦邢岳聂晏柴蒙詹屈项辛阎邝缪卞苗佟卓章"
)

Doubt = Callable[["Suspect", int, common_words.Reading], float]


@dataclass(frozen=True)
class Suspect:
    """The characters from `at` on that may be a misheard `word`; the higher the `score` (in nats), the likelier."""

    at: int
    written: str
    word: str
    score: float

    @property
    def end(self) -> int:
        """The place after the last character."""
        return self.at + len(self.word)

    def overlaps(self, other: "Suspect") -> bool:
        """Return whether both mean some of the same characters."""
        return self.at < other.end and other.at < self.end

    def changed_from(self, start: int) -> set[int]:
        """Return the places of the characters that the word would change, if it began at `start`."""
        return {
            start + place for place, pair in enumerate(zip(self.written, self.word, strict=True)) if len({*pair}) > 1
        }

    def put_into(self, text: str) -> str:
        """Return `text` with the word in its place."""
        return text[: self.at] + self.word + text[self.end :]


def suspected_words(text: str, lexicon: Lexicon, enough: float) -> list[Suspect]:
    """Return the places where words of the list, except names of people, score at least `enough` nats, in order.

    Possible names of the list are left alone.
    """
    if not lexicon.entries:
        return []
    people = suspected_people(text, lexicon)
    fixed = _places(_listed_names(text, lexicon)) | _places(_named(text))
    suspects = [
        suspect
        for suspect in _alike(text, lexicon, lexicon.terms_by_sound, fixed, _doubt)
        if suspect.score >= enough
        and not any(suspect.overlaps(name) for name in people)
        and keeps_numbers(text, suspect, lexicon.by_word[suspect.word].kind)
    ]
    return sorted(suspects, key=lambda suspect: (suspect.at, suspect.end, -suspect.score))


def protected(text: str, lexicon: Lexicon) -> frozenset[int]:
    """Return the places of `text` that hold words of the list, common words or units, or may hold a person's name.

    A common word may have been said as it stands.
    """
    names = {*_listed_names(text, lexicon), *_named(text), *(count.span() for count in _COUNT.finditer(text))}
    for run in _HAN.finditer(text):
        reading = common_words.reading(run[0], lexicon.costs)
        names |= {
            (run.start() + place, run.start() + place + _LONGEST_NAME)
            for place in reading.alone
            if run[0][place] in _COMMON_SURNAMES
        }
        names |= {(run.start() + start, run.start() + end) for start, end, _ in reading.words if end - start > 1}
    return _places(iter(names))


def suspected_people(text: str, lexicon: Lexicon) -> list[Suspect]:
    """Return the places where a name of the list may have been misheard, in order; a place may have several."""
    if not lexicon.people:
        return []
    fixed = _places(_listed_names(text, lexicon))
    suspects = _alike(text, lexicon, lexicon.people_by_sound, fixed, lambda _suspect, _start, _reading: 0.0)
    return sorted(
        (suspect for suspect in suspects if suspect.score >= _ENOUGH_TO_PROPOSE),
        key=lambda suspect: (suspect.at, suspect.word),
    )


def _alike(text: str, lexicon: Lexicon, index: SoundAlikes, fixed: frozenset[int], doubt: Doubt) -> Iterator[Suspect]:
    """Yield the words of `index` that sound like a part of `text`, with their scores less the `doubt`."""
    for run in _HAN.finditer(text):
        reading = common_words.reading(run[0], lexicon.costs)
        for start in range(len(run[0])):
            for word, cost in index.at(run[0], start).items():
                suspect = Suspect(run.start() + start, run[0][start : start + len(word)], word, 0.0)
                if not _may_become(suspect, lexicon) or _holds_listed(suspect, start, reading, lexicon):
                    continue
                if fixed.isdisjoint(range(suspect.at, suspect.end)):
                    lead = _LOCAL_LEAD if lexicon.by_word[word].local else 0.0
                    strain = reading.strain(start, start + len(word))
                    yield replace(suspect, score=strain - cost + lead - doubt(suspect, start, reading))


def _holds_listed(suspect: Suspect, start: int, reading: common_words.Reading, lexicon: Lexicon) -> bool:
    """Return whether a character that would be changed is in a word of the list that stands within the suspect."""
    changed = suspect.changed_from(start)
    return any(
        start <= first and end <= start + len(suspect.word) and reading.text[first:end] in lexicon.by_word
        for first, end, _ in reading.words
        if not changed.isdisjoint(range(first, end))
    )


def _listed_names(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    return (match.span() for name in lexicon.people for match in re.finditer(re.escape(name), text))


def _named(text: str) -> Iterator[tuple[int, int]]:
    """Return the spans after 我叫, which hold a name even if it is not listed."""
    return ((match.end(), match.end() + _LONGEST_NAME) for match in _NAMED.finditer(text))


def _places(spans: Iterator[tuple[int, int]]) -> frozenset[int]:
    return frozenset(place for start, end in spans for place in range(start, end))


def _doubt(suspect: Suspect, start: int, reading: common_words.Reading) -> float:
    """Return the evidence (nats) for the characters as they stand, from `start` of the run that `reading` read."""
    changed = suspect.changed_from(start)
    doubt = _LITTLE_WORD_DOUBT * sum(
        suspect.written[place - start] in _LITTLE_WORDS for place in changed & reading.alone
    )
    # Words that would stay as they are speak for no change.
    doubt += sum(
        cost
        for first, end, cost in reading.words
        if start <= first
        and end <= start + len(suspect.word)
        and end - first > 1
        and changed.isdisjoint(range(first, end))
    )
    surnames = (
        place in reading.alone and reading.text[place] in _COMMON_SURNAMES for place in _near_places(start, reading)
    )
    return doubt + (_NAME_DOUBT if len(suspect.word) <= _LONGEST_NAME and any(surnames) else 0.0)


def _near_places(start: int, reading: common_words.Reading) -> range:
    return range(max(0, start - 1), min(start + 2, len(reading.text)))


def _may_become(suspect: Suspect, lexicon: Lexicon) -> bool:
    # A common word may have been said as it stands (虫子, 年级): only a word of the workspace outweighs it.
    if common_words.is_word(suspect.written) and not lexicon.by_word[suspect.word].local:
        return False
    return suspect.written not in lexicon.by_word and all(
        may_be_put(written, said)
        for written, said in zip(suspect.written, suspect.word, strict=True)
        if written != said
    )


def may_be_put(written: str, said: str) -> bool:
    """Return whether `said` may be put for `written`: negations, pronouns and look-alikes in sense stay."""
    if (_NEGATIONS | _PRONOUNS) & {written, said} or written in _NEGATES_AT_TIMES:
        return False
    return not any({written, said} <= pair for pair in _NEVER_SWAPPED)


def keeps_numbers(text: str, suspect: Suspect, kind: Kind = "term") -> bool:
    """Return whether `text` holds the same numbers at the same places when the word, of this `kind`, is put in.

    For a place of three characters and more, digits that count nothing are no number.
    """
    near = slice(max(0, suspect.at - _NUMBER_REACH), suspect.end + _NUMBER_REACH)
    wholly = kind != "place" or len(suspect.word) < _SHORTEST_PLACE
    return _numbers(suspect.put_into(text)[near], wholly=wholly) == _numbers(text[near], wholly=wholly)


def _numbers(text: str, *, wholly: bool) -> list[tuple[float | None, bool, int, int]]:
    return [
        (number.value, number.approximate, number.start, number.end)
        for number in spoken_numbers(text)
        if wholly or not _counts_nothing(text, number)
    ]


def _counts_nothing(text: str, number: SpokenNumber) -> bool:
    following = text[number.end : number.end + 1]
    return bool(_BARE_DIGITS.fullmatch(text[number.start : number.end])) and following not in _COUNTED
