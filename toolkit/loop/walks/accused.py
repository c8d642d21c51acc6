"""Whether a note may be forwarded to a person: never to whoever it speaks against (信访工作条例 Art 30).

A note may name that person in full, by surname and title (王书记), or by title only (村支书). Where it cannot be told
who that is, nobody gets the note who may be meant: another receiver costs little.
"""

import re
from collections.abc import Iterable

from toolkit.chinese import SURNAMES, narrow, sounds
from toolkit.loop.duties import Duties, Holder

# A longer title stands before a shorter one that it holds.
_TITLES = (
    "书记",
    "支书",
    "主任",
    "村长",
    "会计",
    "文书",
    "组长",
    "网格员",
    "镇长",
    "乡长",
    "所长",
    "站长",
    "局长",
    "委员",
    "干事",
    "干部",
)
# Titles by which villagers mean the same post.
_SAME = ({"书记", "支书"}, {"主任", "村长"})
_TITLE = re.compile("|".join(_TITLES))
# In names of places and offices, not of persons.
_NO_NAME = "村镇乡组委会站所局办湾"
_FEWEST, _MOST = 2, 4
_BEGIN = "yehua handover begin 姓名 --post 职务 --village 村"


def holders_on(duties: Duties, moments: Iterable[str]) -> tuple[Holder, ...]:
    """Return who is in a post on one of the days of `moments`: whoever left meanwhile may be the one who is meant."""
    days = sorted({moment[: len("2026-09-30")] for moment in moments})
    return tuple(dict.fromkeys(holder for day in days for holder in duties.holders(day)))


def why_not(against: str | None, to: str, holders: Iterable[Holder], place: str) -> str | None:
    """Return the Chinese reason why a note against `against` is not forwarded to `to`; None where it may be.

    `holders` are those in a post on the days that count (`holders_on`), `place` where the note comes from.
    """
    accused, receiver = narrow(against or ""), narrow(to)
    if not accused:
        return None
    everybody = tuple(holders)
    there = [holder for holder in everybody if holder.village is None or holder.village in place]
    titles, meant = _titles(accused), _titles(receiver)
    receivers = _names([*there, *(each for each in everybody if each.village and each.village in receiver)], meant)
    if _same_person(accused, receiver) or any(_same_person(accused, name) for name in receivers):
        return "他就是被反映的人"
    known = _names(there, titles)
    if any(_same_person(name, receiver) for name in known):
        return f"他正是被反映的{'、'.join(sorted(titles))}"
    if meant and not receivers and _surname(receiver) is None:
        return f"还没有登记谁是{receiver}，说不准是不是被反映的人；先登记：{_BEGIN}"
    if titles:
        return _why_not_by_title(accused, receiver, titles, is_known=bool(known))
    # 王书记 may be whoever the note calls by the full name.
    is_alike = bool(meant) and _surname(receiver) == _surname(accused)
    return "姓氏和被反映的人相同，可能就是他" if is_alike else None


def _names(holders: Iterable[Holder], titles: set[str]) -> list[str]:
    """Return the names of those `holders` whose post is called by one of `titles`."""
    return [narrow(holder.person) for holder in holders if titles & _titles(narrow(holder.post))]


def _why_not_by_title(accused: str, receiver: str, titles: set[str], *, is_known: bool) -> str | None:
    """Return why `receiver` may be who is called by `titles`; `is_known` says whether their holder is on record."""
    surname, other = _surname(accused), _surname(receiver)
    if surname is not None and other is not None:
        return "姓氏和被反映的人相同，可能就是他" if other == surname else None
    if titles & _titles(receiver):
        return f"被反映的是{'、'.join(sorted(titles))}，他也是，可能就是同一个人"
    if surname is None and not is_known and _is_name(receiver):
        return f"还没有登记那里是谁任这个职务，说不准是不是他；先登记：{_BEGIN}"
    return None


def _same_person(accused: str, receiver: str) -> bool:
    """Return whether one of the names stands in the other, also when it was heard for another of the same sound."""
    names = [_without_titles(accused), _without_titles(receiver)]
    if min(map(len, names)) < _FEWEST:
        return bool(receiver) and receiver == accused
    heard = ["".join(f"{sound} " for sound in sounds(name)) for name in names]
    return heard[0] in heard[1] or heard[1] in heard[0]


def _without_titles(text: str) -> str:
    return _TITLE.sub("", text).strip("村镇乡的")


def _titles(text: str) -> set[str]:
    titles = set(_TITLE.findall(text))
    return titles.union(*(same for same in _SAME if same & titles))


def _surname(text: str) -> str | None:
    """Return the surname in `text`: right before a title, behind one, or at the beginning of a name; None for none."""
    title = _TITLE.search(text)
    if title is None:
        return text[0] if _is_name(text) else None
    before, behind = text[: title.start()].rstrip("副总老"), text[title.end() :]
    if before[-1:] in SURNAMES:
        return before[-1]
    return next((name[0] for name in (behind, before) if _is_name(name)), None)


def _is_name(text: str) -> bool:
    """Return whether `text` has the form of a person's name."""
    return _FEWEST <= len(text) <= _MOST and text[0] in SURNAMES and not set(text) & set(_NO_NAME)
