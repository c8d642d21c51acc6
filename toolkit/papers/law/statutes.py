"""Statutes (法律法规): their names, their editions with the days in force, and how many articles each holds."""

import datetime as dt
import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import number_value

_DATA = Path(__file__).parent / "data" / "laws.toml"
_PART = re.compile(r"第([零一二三四五六七八九十百千]+)(条|款|项)(之[一二三四五六七八九十])?")
_COUNTRY = "中华人民共和国"
_ENDS = 2
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Edition:
    """One edition of a statute; `version` is its promulgation or last amendment, `articles` 0 where not counted."""

    version: dt.date
    in_force: dt.date
    ended: dt.date | None
    articles: int

    def holds_on(self, day: dt.date) -> bool:
        """Return whether this edition is in force on `day`."""
        return self.in_force <= day and (self.ended is None or day < self.ended)


@dataclass(frozen=True)
class Statute:
    """A statute by its full name; `replaced_by` names what took its place when no edition is in force any more."""

    name: str
    editions: tuple[Edition, ...]
    replaced_by: str = ""

    def edition_on(self, day: dt.date) -> Edition | None:
        """Return the edition that held on `day`, or None."""
        return next((edition for edition in self.editions if edition.holds_on(day)), None)


@dataclass(frozen=True)
class Provision:
    """A place in a statute that a rule serves, with a summary in our words; without a statute, a practice."""

    law: str
    place: str
    holds: str

    @property
    def cited(self) -> str:
        """The provision as a paper cites it, or the practice in words."""
        statute = statute_named(self.law)
        return f"《{statute.name if statute else self.law}》{self.place}" if self.law else self.holds

    @property
    def statute_name(self) -> str:
        """The full name of the statute, or the name that the provision gives."""
        statute = statute_named(self.law)
        return statute.name if statute else self.law

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles without paragraph and item: 第三十五条、第三十六条 gives two, 第七条至第九条 three."""
        places = [match for match in _PART.finditer(self.place) if match[2] == "条"]
        if len(places) == _ENDS and "至" in self.place:
            first, last = (article_number(match[0]) or 0 for match in places)
            return tuple(f"第{chinese_number(number)}条" for number in range(first, last + 1))
        return tuple(match[0] for match in places)

    def held_on(self, day: dt.date) -> Edition | None:
        """Return the edition that held on `day`; None when none did or the statute is not in the list."""
        statute = statute_named(self.law)
        return statute.edition_on(day) if statute else None


def provision(law: str, place: str, holds: str) -> Provision:
    """Return the provision at `place` (第三十六条第三款) of `law`, named in full or in short."""
    return Provision(law, place, holds)


def practice(holds: str) -> Provision:
    """Return what no statute says and good practice asks, in words."""
    return Provision("", "", holds)


def statute_named(name: str) -> Statute | None:
    """Return the statute called `name`, in full, without 中华人民共和国 or by its usual short name; None if unknown."""
    return _by_name().get(bare(name))


@functools.cache
def bare(name: str) -> str:
    """Return the name of a statute without country, spaces, and with one kind of inner quotation marks."""
    tidy = re.sub(r"\s", "", name).replace("《", "〈").replace("》", "〉").replace("<", "〈").replace(">", "〉")
    return tidy.replace(_COUNTRY, "")


def article_number(place: str) -> int | None:
    """Return the number of the article in `place`, 36 for 第三十六条第三款; None when it names none."""
    match = next((match for match in _PART.finditer(place) if match[2] == "条"), None)
    return int(number_value(match[1]) or 0) if match else None


def chinese_number(number: int) -> str:
    """Return a number from 1 to 9999 as articles are counted: 10 is 十, 205 is 二百零五, 110 is 一百一十."""
    text = ""
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            text += f"{_DIGITS[digit]}{unit}"
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def statutes() -> tuple[Statute, ...]:
    """Return every statute of the list, in its order."""
    return tuple(dict.fromkeys(_by_name().values()))


@functools.cache
def _by_name() -> Mapping[str, Statute]:
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))["law"]
    known: dict[str, Statute] = {}
    for row in rows:
        editions = tuple(
            Edition(part["version"], part["in_force"], part.get("ended"), part.get("articles", 0))
            for part in row["editions"]
        )
        statute = Statute(row["name"], editions, row.get("replaced_by", ""))
        for name in (row["name"], *row.get("short", ())):
            known[bare(name)] = statute
    return known
