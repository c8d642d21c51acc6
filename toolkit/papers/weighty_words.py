"""Words of a paper that carry its legal meaning: what is counted, who acts, what is allowed, forbidden or denied.

Two readings of a sentence say the same when their weighty words are the same in the same order; commas, spaces,
politeness, typing errors and words of the same meaning do not count. The words stand in
`templates/docx/weighty_words.csv`, where a lawyer can read them: a meaning, its words (a word may be a regular
expression), the rule that a change touches, and whether each word means something of its own. The row without a
meaning lists phrases that have no weight though they hold a weighty word.
"""

import csv
import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.chinese import number_value
from toolkit.workspace import shipped

_CHARACTERS = "零一二三四五六七八九十百千"
_NUMBER = rf"\d+(?:_\d+)?|[〇两万亿半几数{_CHARACTERS}]+"
_UNIT = (
    "万元|亿元|元|块钱|块|角|分钟|分(?!期|别|歧|清|析)|个?工作日|日|天|个?月|年|周|小时|时|点|份|期|人|名|户|亩|平方米|米|厘米|公里|吨|斤|公斤|"
    "%|倍|次|岁|款|项|条|号|页|件|级|折|成|路|张|盏|根|棵|株|只|头|辆|间|套|台|袋|桶"
)
_SAME_UNIT = {"天": "日", "块": "元", "块钱": "元", "工作日": "个工作日", "个月": "月"}
_DAY_UNITS = {"日", "个工作日", "月", "年", "周", "小时", "时"}
_WHOLE = 1e6  # from here on `g` would round
_KINDS = {
    "law": (r"《[^《》]{1,60}》", "R24"),
    "name": ("", "R27"),  # the names of the facts
    "sum": (r"人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正]+", "R20"),
    "date": (r"(?:\d{4}年)?\d{1,2}月\d{1,2}日", "R21"),
    "article": (
        rf"第[{_CHARACTERS}\d]+条(?:之[{_CHARACTERS}])?(?:第[{_CHARACTERS}\d]+款)?(?:第?[（(]?[{_CHARACTERS}\d]+[）)]?项)?",
        "R24",
    ),
}
_OTHERS = {"digits": r"\d[\d_]*", "latin": r"[A-Za-z][A-Za-z]{2,}"}
_POLITE = "敬请|恳请|烦请|谨此|兹|谨|敬(?!老)|(?<![申提邀聘])请(?!求|示|假)|您好|的(?!士)|了|吗|呢|啊"
_DROPPED = re.compile(rf"{_POLITE}|[^\w《》%]")
_FOLDED = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\s|(?<=\d),(?=\d)", ""),
        (r"(?<=\d)[.\-](?=\d)", "_"),
        (r"(?<!\d)(\d{1,2})[:：](\d{2})(?!\d)", r"\1时\2分"),
        (r"(?<=\d时)0{1,2}分", ""),
        ("(?<=[好完毕成到妥工束清])(?:以后|之后)", "后"),
        ("(?:一分钱?|半分钱?)(?=未|没|也没|都没)", "分文"),
        ("您|贵方", "你"),
        ("以及", "和"),
        ("及其", "和其"),
        ("及(?!时)|与(?!会|否)", "和"),
        ("或者", "或"),
        ("己经|已经", "已"),
        ("如果|倘若|假如|若(?!干)", "如"),
        ("依据(?=《)|根据(?=《)|按照(?=《)", "依照"),
        ("帐", "账"),
        ("大约", "约"),
        ("哪一个", "哪个"),
        ("其它", "其他"),
    )
)
_SAME = {
    "签字": "签名",
    "署名": "签名",
    "捺印": "按指印",
    "手印": "按指印",
    "指印": "按指印",
    "加盖": "盖章",
    "延期": "延长",
}


@dataclass(frozen=True)
class Word:
    """A weighty word: `text` as it stands, `meaning` that other words share, `rule` that its change touches."""

    text: str
    meaning: str
    rule: str


@dataclass(frozen=True)
class _Meaning:
    """A row of the table."""

    name: str
    words: tuple[str, ...]
    rule: str
    is_of_its_own: bool


@functools.lru_cache(maxsize=5000)
def plain(text: str) -> str:
    """Return `text` without spaces, punctuation and politeness, words of one meaning written in one way."""
    folded = unicodedata.normalize("NFKC", text)
    for pattern, word in _FOLDED:
        folded = pattern.sub(word, folded)
    return _DROPPED.sub("", folded)


def weighty_words(text: str, names: Sequence[str] = ()) -> tuple[Word, ...]:
    """Return the weighty words of `text` in order; `names` are the people, bodies and places that the facts name."""
    known = {plain(name) for name in names if len(plain(name)) > 1}
    pattern = _pattern(tuple(sorted(known, key=lambda name: (-len(name), name))))
    return tuple(_words(pattern, plain(text)))


def _words(pattern: re.Pattern[str], folded: str) -> Iterator[Word]:
    for match in pattern.finditer(folded):
        kind, text = match.lastgroup or "", match[0]
        if kind == "unit":
            yield _counted(text, match["number"], match["unit"])
        elif kind in _KINDS:
            yield Word(text, text, _KINDS[kind][1])
        elif kind in _OTHERS:
            yield Word(text, text, "R27")
        elif kind != "neutral":
            meaning = _meanings()[int(kind.removeprefix("m"))]
            own = _SAME.get(text, text)
            yield Word(text, own if meaning.is_of_its_own else meaning.name, meaning.rule)


def _counted(text: str, number: str, unit: str) -> Word:
    value, same = number_value(number.replace("_", ".")), _SAME_UNIT.get(unit, unit)
    if unit == "万元" and value is not None:
        value, same = value * 10_000, "元"
    rule = "R21" if same in _DAY_UNITS else "R10" if same == "份" else "R20"
    if value is not None:
        number = f"{value:g}" if value < _WHOLE else f"{value:.2f}"
    return Word(text, f"{number}{same}", rule)


@functools.cache
def _meanings() -> tuple[_Meaning, ...]:
    text = shipped("templates/docx/weighty_words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        _Meaning(row["意思"], tuple(row["词"].split("、")), row["规则"], bool(row["各词各义"])) for row in rows
    )


@functools.lru_cache(maxsize=200)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(map(re.escape, names)) or r"(?!)"
    kinds = [f"(?P<{kind}>{named if kind == 'name' else words})" for kind, (words, _) in _KINDS.items()]
    table = [(f"m{n}" if row.name else "neutral", "|".join(row.words)) for n, row in enumerate(_meanings())]
    neutral = [f"(?P<{name}>{words})" for name, words in table if name == "neutral"]
    meanings = [f"(?P<{name}>{words})" for name, words in table if name != "neutral"]
    others = [f"(?P<{kind}>{words})" for kind, words in _OTHERS.items()]
    counted = rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})"
    return re.compile("|".join([*kinds, *neutral, counted, *meanings, *others]))
