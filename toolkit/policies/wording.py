"""Words that must not reach the public as they stand: blanks, numbers of persons, telephones, names.

Numbers are found however they are written: in full-width or Chinese digits, with blanks, points or dashes between.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from toolkit.chinese import narrow

# Written by hand, a blank has any brackets and blanks in it: 【本地 填写：谁】 〔待填〕 【】.
BLANK = re.compile(r"[【〔［\[]([^【】〔〕［］\[\]]*填[^【】〔〕［］\[\]]*|\s*)(?:[】〕］\]]|$)")
_ASKED = re.compile(r"^\s*(?:本\s*地)?\s*(?:填\s*写|待\s*填|填)?\s*[：:]?\s*")
# As publishing calls what is likely, but not surely, a name; two characters are any word too often (庄稼, 农户).
_LIKE_NAME, _LIKELY = "像姓名", 3
_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
_GAP = r"[ \-–—·.]{0,2}"
_IDENTITY = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{16}}{_GAP}[\dXx](?!\d)", re.ASCII)
_MOBILE = re.compile(rf"(?<!\d)(?:86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)", re.ASCII)
_DAY = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d)"
_TELEPHONES = (
    re.compile(
        rf"(?<![\d.])(?!{_DAY})(?:0\d{{2,3}}\)?{_GAP}\d{{3,4}}{_GAP}\d{{4}}|[48]00{_GAP}\d{{3}}{_GAP}\d{{4}}"
        rf"|[2-9]\d{{6,7}})(?![\d.]|\s?[元万亿])",
        re.ASCII,
    ),
    re.compile(r"(?:电话|热线|拨打|拨|打)\D{0,2}(?:12\d{3}|95\d{3,4})(?!\d)"),
)


def blank_name(blank: re.Match[str]) -> str:
    """Return what a `blank` asks for, empty where it does not say."""
    return _ASKED.sub("", blank[1]).strip()


def number_faults(texts: Iterable[str]) -> Iterator[str]:
    """Give in Chinese which numbers of persons stand in `texts`: of an identity card, of a mobile telephone."""
    plain = [_plain(text) for text in texts]
    if any(map(_IDENTITY.search, plain)):
        yield "里面有像身份证号的数字"
    if any(map(_MOBILE.search, (_IDENTITY.sub("", text) for text in plain))):
        yield "里面有手机号：窗口请写座机，不要写个人的手机"


def telephones_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the digits of what looks like the telephone of an office in `texts`, each once."""
    plain = [_MOBILE.sub("", _IDENTITY.sub("", _plain(text))) for text in texts]
    found = (match for text in plain for pattern in _TELEPHONES for match in pattern.finditer(text))
    return tuple(dict.fromkeys(re.sub(r"\D", "", match[0]) for match in found))


def names_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return what may be the name of a person in `texts`, each once; of two characters only where it is sure."""
    from toolkit.publishing import deidentified  # noqa: PLC0415 - the names of the dictionary are loaded for a check only

    found: dict[str, None] = {}
    for text in map(narrow, texts):
        doubts = (each.words for each in deidentified.residues("", text, {}) if each.what == _LIKE_NAME)
        likely = (words for words in doubts if len(words) >= _LIKELY)
        found |= dict.fromkeys((*deidentified.names_a_person(text), *likely))
    return tuple(found)


def _plain(text: str) -> str:
    """Return `text` with its signs and digits in their common form, without those that nobody sees."""
    common = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in common if unicodedata.category(sign) != "Cf").translate(_DIGITS)
