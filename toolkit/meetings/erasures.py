"""The register of erasures: what was sealed apart, destroyed or deleted of a recording, by whom, on what ground."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from toolkit.records import Recording
from toolkit.store import ERASURES, Transaction, text_of

KIND_NAMES = {"sealed": "封存", "destroyed": "销毁", "withdrawn": "依本人请求删除"}
_SERIES = {"sealed": "封", "destroyed": "销", "withdrawn": "删"}


@dataclass(frozen=True)
class Erasure:
    """An entry of the register: what was erased of which recording, whose original has `sha256`, and why.

    `details` tells the numbers concerned, the stretches, the hash of each thing erased, and where a whole is kept.
    """

    number: str
    kind: str
    recording: str
    sha256: str
    by: str
    witness: str | None
    ground: str
    details: Mapping[str, Any]
    made_at: str


@dataclass(frozen=True)
class Order:
    """Who erases, before which witness, on what ground."""

    kind: str
    by: str
    witness: str | None
    ground: str


def next_erasure(tx: Transaction, kind: str, year: int) -> str:
    """Return the next number of the register, such as `封2026-0001`."""
    return f"{_SERIES[kind]}{year:04d}-{tx.next_number(f'erasure:{kind}:{year}'):04d}"


def note(tx: Transaction, number: str, recording: Recording, order: Order, details: Mapping[str, Any]) -> None:
    """Enter the erasure `number` in the register."""
    tx.add(
        ERASURES,
        number=number,
        kind=order.kind,
        recording=recording.code,
        sha256=recording.source_sha256 or recording.sha256,
        by=order.by,
        witness=order.witness,
        json=text_of({"ground": order.ground, **details}),
    )


def register(tx: Transaction, **where: str) -> tuple[Erasure, ...]:
    """Return the entries of the register, oldest first."""
    found = []
    for row in tx.rows(ERASURES, **where):
        details = json.loads(row["json"])
        ground = details.pop("ground")
        values = {name: row[name] for name in ("number", "kind", "recording", "sha256", "by", "witness", "made_at")}
        found.append(Erasure(**values, ground=ground, details=details))
    return tuple(found)
