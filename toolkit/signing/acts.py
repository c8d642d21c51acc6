"""Acts of signing: a person's drawn signature with its witness, and the committee's seal that ends it."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from toolkit.chinese import is_among, persons_in, same_person
from toolkit.core import ChangedMeanwhileError, make_folder, write_whole
from toolkit.papers import FiledPaper, find_paper
from toolkit.papers import signing as days_of_signing
from toolkit.signing import authority, committee_seal, looks, pdf_signatures, preparing, seats, signings, verification
from toolkit.signing.expectations import expected_of
from toolkit.signing.faults import refuse
from toolkit.signing.looks import Drawing
from toolkit.signing.signings import DRAWN, PAPER, SEALED, SIGNED, Seat, Signature, Signing, Step, Witness
from toolkit.workspace import Desk

HOW = ("当面核对证件", "视频核对证件", "两名熟人证明")
_BY_TWO = HOW[2]
STROKES = "笔迹"
# Whoever checked the identity is named in the record alone: the chain of facts is kept for ever.
_BY_RECORD = "见签名记录"
_TWO = 2
_SAID = "电子签名，不是印章图样"


@dataclass(frozen=True)
class Drawn:
    """A signature drawn by `who`: the drawing, what happened on the page (what, at), and who saw it."""

    who: str
    drawing: Drawing
    events: tuple[Mapping[str, str], ...]
    witness: Witness


def seat_of(step: Step, who: str, witness: Witness) -> Seat:
    """Return the seat in which `who` may sign now; raise SigningRefusedError naming every reason against it."""
    signing = step.signing
    people = [seat for seat in signing.waiting if seat.field != seats.SEAL]
    mine = seats.of_person(people, who)
    reasons = []
    if signing.level != DRAWN:
        reasons.append(f"它准备的是“{signing.level}”，不是手写")
    if signing.sealed:
        reasons.append("它已经签完、盖章")
    elif not mine:
        waiting = "、".join(seat.who for seat in people) or "没有人，可以盖章了"
        reasons.append(f"{who}不在这里签，或者已经签过；现在等着签的：{waiting}")
    reasons.extend(_witness_faults(signing, who, witness))
    refuse(f"{signing.number} 的签名", reasons)
    return mine[0]


def _witness_faults(signing: Signing, who: str, witness: Witness) -> Iterator[str]:
    """Give in Chinese why `witness` cannot vouch for `who`: a party never can, for the other has an interest in it."""
    parties = [seat.who for seat in signing.seats if seat.field.startswith(seats.PARTY)]
    names = witness_names(witness)
    if not names:
        yield "没有写明谁核对的身份"
    for name in names:
        if same_person(name, who):
            yield "核对身份的不能是签名的本人"
        elif is_among(name, parties):
            yield f"{name}是当事人，不能核对别的当事人的身份"
    if witness.how not in HOW:
        yield f"怎么核对的身份，可以写 {'、'.join(HOW)}"
    elif witness.how == _BY_TWO and len(names) != _TWO:
        yield "两名熟人证明，要写两个人的姓名，中间用顿号（、）"


def witness_names(witness: Witness) -> tuple[str, ...]:
    """Return the different names in `witness`; a mark stands between two, for a blank may stand within one."""
    return tuple(dict.fromkeys(persons_in(witness.name)))


def sign(desk: Desk, number: str, drawn: Drawn, at: dt.datetime | None = None) -> Step:
    """Put the drawn signature into its seat and return the signing as it stands then.

    The key is made for this signature and kept nowhere. Raise UnknownNumberError, NotPreparedError,
    ChangedSigningError, ChangedMeanwhileError, or SigningRefusedError naming every reason against it.
    """
    paper, now = find_paper(desk.store, number), signings.moment(at)
    step = signings.current(desk, paper)
    seat = seat_of(step, drawn.who, drawn.witness)
    refuse(f"{paper.number} 的签名", [*preparing.objections(desk, paper), *signings.clock_faults(step.signing, now)])
    record = _record(step, seat, drawn, now)
    strokes = signings.digest(record.encode())
    office = authority.authority_of(desk)
    signer = authority.once(office, seat.who)
    look = looks.look(seat.who, now, seats.SIZE, drawn.drawing)
    reason = f"签署前文件 {step.sha256[:16]}；笔迹记录 {strokes}"
    before = step.file.read_bytes()
    content = pdf_signatures.signed(before, signer, pdf_signatures.Act(seat.field, seat.who, now, reason, look))
    made = Signature(
        field=seat.field,
        who=seat.who,
        role=seat.role,
        at=now.isoformat(),
        fingerprint=authority.fingerprint_of(signer),
        made=DRAWN,
        before=step.sha256,
        strokes=strokes,
        witness=drawn.witness,
    )
    with desk.store.transaction() as tx:
        refuse_meanwhile(signings.newest(desk, tx, paper), step)
        refuse(f"{paper.number} 的签名", list(preparing.objections(desk, paper)))
        folder = make_folder(signings.folder_of(desk, paper) / STROKES)
        write_whole(folder / f"{step.number + 1}-{seat.field}.json", record)
        signing = replace(step.signing, signatures=(*step.signing.signatures, made))
        return signings.keep(desk, tx, SIGNED, signing, content, by=_BY_RECORD, number=step.number + 1)


def _record(step: Step, seat: Seat, drawn: Drawn, now: dt.datetime) -> str:
    """Return the witness record with the strokes, as it is kept apart from the file."""
    record: dict[str, Any] = {
        "paper": step.signing.number,
        "field": seat.field,
        "who": seat.who,
        "at": now.isoformat(),
        "text": step.signing.text,
        "file": step.sha256,
        "witness": asdict(drawn.witness),
        "events": list(drawn.events),
        "drawing": json.loads(drawn.drawing.text),
    }
    return json.dumps(record, ensure_ascii=False, indent=1) + "\n"


def refuse_meanwhile(now: Step | None, then: Step) -> None:
    """Raise ChangedMeanwhileError unless the signing is `now` as it was `then`."""
    if now is None or now.sha256 != then.sha256:
        raise ChangedMeanwhileError(what=f"{then.signing.number} 的签名")


# -- the seal --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sealing:
    """Who seals, the passphrase of the seal's key, and the time stamping service, if there is one."""

    by: str
    passphrase: str
    stamper: Any = None


def seal(desk: Desk, number: str, sealing: Sealing, at: dt.datetime | None = None) -> Step:
    """Put the committee's seal last, which locks the file, and enter the days of signing; return the signing.

    The file is checked first. Of a sealed signing only the days are entered, should a power cut have kept them from
    it. Raise as `sign` does, or WrongSealPassphraseError.
    """
    paper, now = find_paper(desk.store, number), signings.moment(at)
    step = signings.current(desk, paper)
    if not step.signing.sealed:
        step = _sealed(desk, paper, step, sealing, now)
    enter_days(desk, step)
    return step


def _sealed(desk: Desk, paper: FiledPaper, step: Step, sealing: Sealing, now: dt.datetime) -> Step:
    refuse(
        f"{paper.number} 的盖章",
        [*preparing.objections(desk, paper), *_open(step), *signings.clock_faults(step.signing, now)],
    )
    seat = next(seat for seat in step.signing.seats if seat.field == seats.SEAL)
    before = step.file.read_bytes()
    verdict = verification.check(before, replace(expected_of(step), expected=_others(step)), now=now)
    refuse(f"{paper.number} 的盖章", [fault.rstrip("。") for fault in verdict.faults])
    with desk.store.transaction() as tx:
        signer = committee_seal.signer_of(desk, tx, sealing.passphrase, sealing.by)
    act = pdf_signatures.Act(
        seat.field,
        seat.who,
        now,
        f"各方签完，加盖印章；签署前文件 {step.sha256[:16]}",
        looks.look(seat.who, now, seats.SIZE, None, _SAID),
    )
    content = pdf_signatures.sealed(before, signer, act)
    if sealing.stamper is not None:
        content = pdf_signatures.timestamped(content, sealing.stamper)
    mark = authority.fingerprint_of(signer)
    made = Signature(seat.field, seat.who, seat.role, now.isoformat(), mark, committee_seal.BY_SEAL, step.sha256)
    signing = replace(
        step.signing,
        signatures=(*step.signing.signatures, made),
        sealed=True,
        timestamped=sealing.stamper is not None,
    )
    with desk.store.transaction() as tx:
        refuse_meanwhile(signings.newest(desk, tx, paper), step)
        refuse(f"{paper.number} 的盖章", list(preparing.objections(desk, paper)))
        return signings.keep(desk, tx, SEALED, signing, content, by=sealing.by, number=step.number + 1)


def _open(step: Step) -> Sequence[str]:
    if step.signing.level == PAPER:
        return ["它准备的是纸面签，请在纸上盖章"]
    waiting = [seat.who for seat in step.signing.waiting if seat.field != seats.SEAL]
    return [f"{'、'.join(waiting)}还没有签，印章最后盖"] if waiting else []


def _others(step: Step) -> tuple[Any, ...]:
    return tuple(signer for signer in expected_of(step).expected if signer.field != seats.SEAL)


def enter_days(desk: Desk, step: Step) -> None:
    """Enter the days of signing in the ledger: the thirty days of 民诉法 Art 205 run from the last of them."""
    days = {}
    for signature in step.signing.signatures:
        if signature.field != seats.TEXT:
            name = days_of_signing.SEAL if signature.field == seats.SEAL else signature.who
            # In another zone than Beijing's the desk's day may be the one before.
            days[name] = min(dt.datetime.fromisoformat(signature.at).date(), desk.today)
    days_of_signing.enter(desk, step.signing.number, None, days)
