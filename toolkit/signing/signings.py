"""Signings: the state of each paper that is being signed, as files beside the paper and steps in the chain of facts.

A step writes the PDF and the record as they stand after it, then one event with the hashes of both. Only what an event
names counts, so a step that was cut off left nothing. Names stand in the files alone: they lie in the folder of the
case and go with it when its papers are lawfully sealed or erased.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import make_folder, sha256_of, write_whole
from toolkit.papers import FiledPaper
from toolkit.records import from_file, to_text
from toolkit.signing.faults import ChangedSigningError, NotPreparedError, refuse
from toolkit.store import Transaction, chain, refuse_turned_back
from toolkit.workspace import Desk, file_name_of, normalised

BEIJING = dt.timezone(dt.timedelta(hours=8), "北京时间")
PAPER, DRAWN, CERTIFIED = "纸面", "手写", "证书"
LEVELS = (PAPER, DRAWN, CERTIFIED)
PREPARED, SIGNED, SEALED, SCANNED = "sign.prepared", "sign.signed", "sign.sealed", "sign.scanned"
_STEPS = (PREPARED, SIGNED, SEALED)
_LONGEST_SKEW = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Seat:
    """Who has to sign where: the field of the PDF, the role, the name, and the words beside which it stands."""

    field: str
    role: str
    who: str
    words: str


@dataclass(frozen=True)
class Witness:
    """Who checked how that the signer is who they say (当面核对证件, 视频核对证件, 两名熟人证明), on what device."""

    name: str
    how: str
    device: str


@dataclass(frozen=True)
class Signature:
    """A signature that was made: `at` in Beijing time; `fingerprint` of the certificate; hashes of what was signed.

    `strokes` is the hash of the file with the strokes, which is kept apart; `made` says how.
    """

    field: str
    who: str
    role: str
    at: str
    fingerprint: str
    made: str
    before: str
    strokes: str | None = None
    witness: Witness | None = None


@dataclass(frozen=True)
class Signing:
    """A paper that is being signed, as it stands: its text, who has to sign, and who has signed."""

    number: str
    paper: str
    case: str
    level: str
    prepared_at: str
    by: str
    source: str
    text: str
    pages: int
    root: str
    seats: tuple[Seat, ...] = ()
    signatures: tuple[Signature, ...] = ()
    consents: tuple[str, ...] = ()
    sealed: bool = False
    timestamped: bool = False

    @property
    def waiting(self) -> tuple[Seat, ...]:
        """The seats in which nobody has signed yet."""
        made = {signature.field for signature in self.signatures}
        return tuple(seat for seat in self.seats if seat.field not in made)


@dataclass(frozen=True)
class Step:
    """A signing after its newest step: the file, its hash, and the number of the step."""

    signing: Signing
    file: Path
    sha256: str
    number: int


def folder_of(desk: Desk, paper: FiledPaper | Signing) -> Path:
    """Return the folder in which the signing of `paper` is kept, in that of its case."""
    return desk.workspace.papers / file_name_of(str(paper.case)) / "签名" / file_name_of(paper.number)


def current(desk: Desk, paper: FiledPaper, level: str = DRAWN) -> Step:
    """Return the signing of `paper` as it stands; raise NotPreparedError, or ChangedSigningError for other files."""
    with desk.store.reading() as tx:
        step = newest(desk, tx, paper)
    if step is None:
        raise NotPreparedError(number=paper.number, level=level)
    return step


def newest(desk: Desk, tx: Transaction, paper: FiledPaper) -> Step | None:
    """Return the signing of `paper` after its newest step, None where it has none; raise ChangedSigningError."""
    rows = list(tx.events(_STEPS, {normalised(paper.number)}))
    if not rows:
        return None
    facts = json.loads(rows[-1]["facts"])
    folder, number = folder_of(desk, paper), int(facts["step"])
    record, file = folder / f"{number}.json", folder / f"{number}.pdf"
    for path, known in ((record, facts["record"]), (file, facts["pdf"])):
        if not path.is_file() or sha256_of(path) != known:
            raise ChangedSigningError(number=paper.number, file=path.name)
    return Step(from_file(Signing, record), file, facts["pdf"], number)


def keep(desk: Desk, tx: Transaction, kind: str, signing: Signing, content: bytes, *, by: str, number: int) -> Step:
    """Keep `content` and the record of `signing` as step `number`, and note it in the chain; return the step.

    The last thing before the commit of `tx`. Raise ClockTurnedBackError, DiskFullError.
    """
    refuse_turned_back(tx)
    folder = make_folder(folder_of(desk, signing))
    file = write_whole(folder / f"{number}.pdf", content)
    record, sha256 = to_text(signing), digest(content)
    write_whole(folder / f"{number}.json", record)
    facts = {
        "step": number,
        "pdf": sha256,
        "record": digest(record.encode()),
        "level": signing.level,
        "text": signing.text,
        "pages": signing.pages,
    }
    tx.append(chain.news(normalised(signing.number), kind, facts, by=by, moment=tx.now()))
    return Step(signing, file, sha256, number)


def known_texts(tx: Transaction) -> Mapping[str, str]:
    """Return by its mark what to say in Chinese about each text that was ever prepared here."""
    return {mark: f"是 {number} 的页，不是这一份的（或者是它的另一稿）" for number, mark in _prepared(tx)}


def _prepared(tx: Transaction) -> Iterator[tuple[str, str]]:
    for row in tx.events((PREPARED,), names=("subject", "facts")):
        yield row["subject"], json.loads(row["facts"])["text"]


def moment(at: dt.datetime | None = None) -> dt.datetime:
    """Return `at`, by default now, in Beijing time to the second."""
    return (at or dt.datetime.now(dt.UTC)).astimezone(BEIJING).replace(microsecond=0)


def clock_faults(signing: Signing, at: dt.datetime) -> list[str]:
    """Return a Chinese clause where the clock must be wrong: earlier than what was done before."""
    done = max([signing.prepared_at, *(signature.at for signature in signing.signatures)])
    if at + _LONGEST_SKEW < dt.datetime.fromisoformat(done):
        return [f"电脑的时钟是 {shown_moment(at)}，早于前一步的 {shown_moment(done)}，请先把时钟调准"]
    return []


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def grouped(digest_: str) -> str:
    """Return a hash in groups of sixteen digits, to be compared by eye."""
    return " ".join(digest_[start : start + 16] for start in range(0, len(digest_), 16))


def shown_moment(at: dt.datetime | str) -> str:
    """Return a moment as people read it: `2026-10-28 10:32（北京时间）`."""
    value = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}（北京时间）"


def refuse_unknown_level(level: str) -> None:
    """Raise SigningRefusedError unless `level` is one of the levels."""
    refuse("准备签名", [] if level in LEVELS else [f"签名的方式“{level}”不对，可以写 {'、'.join(LEVELS)}"])
