"""Words and places of notes without what tells who somebody is: numbers, names, and where the house stands."""

import re
from collections.abc import Iterable

from toolkit.chinese import SURNAMES, bare_name, is_word, personal_words

_GAP = r"[\s\-－—.·]{0,3}"
# Eighteen signs, with blanks or dashes between.
_IDENTITY = re.compile(rf"(?<!\d)(?:\d{_GAP}){{17}}[\dXxＸｘ](?!\d)")
_DATE = r"(?!(?:19|20)\d\d[-－.]\d{1,2}[-－.]\d{1,2}(?!\d))"
# Telephones and accounts: seven digits and more, or ten and more in groups; a date is none.
_NUMBER = re.compile(
    rf"(?<!\d){_DATE}(?:\d{{7,}}|[（(]?[0０]\d{{2,3}}[)）]?{_GAP}\d(?:{_GAP}\d){{6,7}}|\d(?:{_GAP}\d){{9,}})(?!\d)"
)
_SURNAME = f"[{''.join(sorted(SURNAMES))}]"
_CALLED = re.compile(rf"{_SURNAME}\s?(?:{personal_words.alternatives('称呼')})")
# A name before 家 with what follows a house or a family.
_AT_HOME = re.compile(
    rf"{_SURNAME}\s?[一-龥]\s?[一-龥]?(?=家(?:里|的|门|屋|院|旁|边|后|前|隔壁|那|没|有|[，。、；！？\s]|$))"
)
_GROUP = r"[东西南北上中下新老大小]?[一二三四五六七八九十\d]{1,3}(?:村民小组|组|社|队)"
_ANY_PLACE = re.compile(rf".*?(?:{_GROUP}|(?:村|社区)(?:{_GROUP})?)")
_NO_PLACE = "（地点略）"
_NAME = "（姓名略）"


def masked(text: str, *persons: str | None) -> str:
    """Return `text` without numbers of identity cards, telephones and accounts, and without the names of `persons`.

    Blanks and dashes in a number, full-width digits and blanks in a name hide neither.
    """
    plain = _NUMBER.sub("（号码略）", _IDENTITY.sub("（身份证号略）", text))
    for person in filter(None, map(bare_name, filter(None, persons))):
        plain = re.sub(r"[\s·]*".join(map(re.escape, person)), _NAME, plain)
    return plain


def for_villagers(text: str, *persons: str | None) -> str:
    """Return `text` as it may be posted: `masked`, and without whoever is told from a title (李大爷) or a house.

    It rather leaves out a word too many: what was posted cannot be taken back.
    """
    plain = _CALLED.sub(_NAME, masked(text, *persons))
    return _AT_HOME.sub(lambda match: match[0] if is_word(f"{match[0][1:]}家") else _NAME, plain)


def shown_place(place: str, villages: Iterable[str]) -> str:
    """Return village and group of `place`, of the known `villages`: what follows may be somebody's house."""
    for village in sorted(villages, key=len, reverse=True):
        if match := re.search(rf"{re.escape(village)}村?(?:{_GROUP})?", place):
            return match[0]
    match = _ANY_PLACE.match(place)
    return match[0] if match else _NO_PLACE
