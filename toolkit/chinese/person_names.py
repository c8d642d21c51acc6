"""Names of persons as people type them: with blanks, brackets and words of courtesy that name nobody else."""

import re
from collections.abc import Collection, Iterable

from toolkit.chinese.identifiers import narrow
from toolkit.chinese.script import simplified

_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]?")
_COURTESY = re.compile(r"(?<=..)(?:同志|先生|女士|小姐|师傅|老师|本人)+$")
_JOINED = re.compile(r"[、,;/;，；]|(?<=..)[和与及](?=..)")


def bare_name(name: str) -> str:
    """Return `name` without blanks, brackets, points and words of courtesy: 王 强同志（本人） is 王强."""
    plain = _BRACKETS.sub("", narrow(simplified(name))).replace("囯", "国")
    return _COURTESY.sub("", plain.replace("·", "").replace(".", ""))


def same_person(one: str, other: str) -> bool:
    """Return whether the two names are written for one person; nobody is nobody."""
    return is_among(one, (other,))


def is_among(name: str, names: Iterable[str]) -> bool:
    """Return whether one of `names` is written for the person `name`."""
    bare = bare_name(name)
    return bool(bare) and any(bare_name(each) == bare for each in names)


def persons_in(text: str) -> Collection[str]:
    """Return the names of the persons in `text`, more than one where it lists them (李明、王强)."""
    return tuple(filter(None, (bare_name(part) for part in _JOINED.split(text))))
