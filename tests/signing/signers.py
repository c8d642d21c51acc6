"""Signatures as people draw them on a page, and a whole signing from the first to the seal."""

import datetime as dt
import math
from collections.abc import Mapping

from tests.signing.conftest import NOON, Office
from toolkit.signing import acts, looks
from toolkit.signing.acts import Drawn, Sealing
from toolkit.signing.looks import Drawing
from toolkit.signing.signings import DRAWN, Step, Witness

SIGNERS = ("孙玉兰", "吴建国", "周明礼")
WITNESS = Witness("田小禾", "当面核对证件", "综治中心的平板")
SEALING = Sealing("李静", "qingshi-2026")
EVENTS = ({"what": "opened", "at": "2026-11-20T12:00:01+08:00"}, {"what": "ticked", "at": "2026-11-20T12:01:00+08:00"})


def drawing(seed: int = 1, strokes: int = 4) -> Drawing:
    """Return a drawing of some curved strokes; another `seed` gives another hand."""
    drawn = tuple(
        tuple(
            (
                round(40 + k * 60 + 22 * math.sin(seed + i / 4), 1),
                round(40 + i * 5 + 8 * math.cos(seed * k + i / 3), 1),
                0.5,
                float(k * 400 + i * 12),
            )
            for i in range(24)
        )
        for k in range(strokes)
    )
    return looks.drawing_of({"canvas": [340, 220], "strokes": drawn})


def drawn(who: str, witness: Witness = WITNESS) -> Drawn:
    """Return the signature of `who` as it was drawn before `witness`."""
    return Drawn(who, drawing(len(who) + ord(who[0]) % 7), EVENTS, witness)


def minute(number: int) -> dt.datetime:
    """Return the moment `number` minutes after noon."""
    return NOON + dt.timedelta(minutes=number)


def signed_by_all(office: Office, **more: object) -> dict[str, Step]:
    """Return by field the signing of the agreement after each step, from the certified text to the seal."""
    del more
    steps = {"Text": office.prepared(DRAWN)}
    for number, who in enumerate(SIGNERS, start=1):
        step = acts.sign(office.desk, office.number, drawn(who), minute(number))
        steps[step.signing.signatures[-1].field] = step
    steps["Seal"] = acts.seal(office.desk, office.number, SEALING, minute(9))
    return steps


def contents(steps: Mapping[str, Step]) -> dict[str, bytes]:
    """Return by field the file after each of `steps`."""
    return {field: step.file.read_bytes() for field, step in steps.items()}
