"""The registry of kinds of event: their Chinese names, their fields, and which roles of a server may add them."""

import csv
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import StoreError
from toolkit.store.chain import SOURCES

_DATA = Path(__file__).parent / "data"
# The SQLSTATE with which a server refuses a kind; its detail is the kind.
REFUSED = "YE001"


class KindRefusedError(StoreError):
    """Raised when a server refuses an event of a kind that no role of its user may add."""

    sentence = (
        "没有记下：“{name}”由{roles}记，这个数据库用户没有这样的角色。请他们来记，或请技术员用 yehua store grant 授权。"
    )


@dataclass(frozen=True)
class Kind:
    """A kind of event: its Chinese name, its plain and its private fields, and whether two persons answer for it.

    `who` is the rule that names the post whose holders may write it down, empty for everybody; `roles` are the roles
    whose users may add it to a store on a server, empty for nobody but the technician who owns the tables.
    """

    name: str
    facts: frozenset[str]
    private: frozenset[str]
    two_persons: bool
    who: str = ""
    roles: tuple[str, ...] = ()


@functools.cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds that people record, in the order in which they follow each other at one moment."""
    return _read("kinds.csv")


@functools.cache
def own_kinds() -> Mapping[str, Kind]:
    """Return the kinds by which the program tells of the chain and the store themselves."""
    return _read("own_kinds.csv")


def name_of(kind: str) -> str:
    """Return the Chinese name of `kind`: for an event of a row, what such a row is; else as the registry has it."""
    if (known := kinds().get(kind) or own_kinds().get(kind)) is not None:
        return known.name
    base = kind.partition(".")[0]
    return next((source.name for source in SOURCES.values() if source.kind == base), kind)


def refusal(kind: str) -> KindRefusedError:
    """Return the error that says who may add an event of `kind`."""
    known = kinds().get(kind) or own_kinds().get(kind)
    return KindRefusedError(name=name_of(kind), roles="、".join(known.roles if known else ()) or "技术员")


def _read(name: str) -> Mapping[str, Kind]:
    with (_DATA / name).open(encoding="utf-8", newline="") as file:
        return {
            row["kind"]: Kind(
                row["name"],
                frozenset(_fields(row["facts"])),
                frozenset(_fields(row["private"])),
                row["second"] == "yes",
                row["who"],
                _fields(row["roles"]),
            )
            for row in csv.DictReader(file)
        }


def _fields(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, cell.split(";")))
