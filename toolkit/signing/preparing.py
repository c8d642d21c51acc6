"""Preparing a paper for signing: the paper original with its codes, or a PDF with seats and a certified text."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.cases import all_may_be_shown, ledger_of
from toolkit.core import PaperDamagedError, make_folder, sha256_of
from toolkit.papers import CORRECTS, FiledPaper, find_paper, list_papers
from toolkit.records import to_text
from toolkit.signing import gates, prints, seats, signings
from toolkit.signing.expectations import ExpectedSigner, expected_of
from toolkit.signing.faults import refuse
from toolkit.signing.signings import DRAWN, PAPER, PREPARED, Signing, Step
from toolkit.workspace import Desk

# The name under which the text is certified, so that nobody takes it for the committee's seal.
_TEXT = "（文本定稿）"


@dataclass(frozen=True)
class Wish:
    """How a paper is to be signed, who prepares it, which parties agreed to sign so, and who cannot read."""

    level: str
    by: str
    consents: tuple[str, ...] = ()
    cannot_read: tuple[str, ...] = ()
    again: bool = False


def prepare(desk: Desk, number: str, wish: Wish, at: dt.datetime | None = None) -> Step:
    """Prepare the issued paper `number` for signing and return its signing.

    Raise UnknownNumberError, NoConverterError, PaperDamagedError, MissingSigningToolsError, or SigningRefusedError
    naming every reason against it.
    """
    signings.refuse_unknown_level(wish.level)
    paper = find_paper(desk.store, number)
    refuse(f"{paper.number} 的签名准备", list(_reasons(desk, paper, wish)))
    if sha256_of(desk.workspace.root / paper.file) != paper.sha256:
        raise PaperDamagedError(path=paper.file, why="和签发时登记的校验值不符")
    plain, now = prints.printed(desk, paper), signings.moment(at)
    with desk.store.transaction() as tx:
        old = signings.newest(desk, tx, paper)
        refuse(f"{paper.number} 的签名准备", _begun(old, wish))
        signing = Signing(
            number=paper.number,
            paper=paper.paper,
            case=str(paper.case),
            level=wish.level,
            prepared_at=now.isoformat(),
            by=wish.by,
            source=paper.sha256,
            text=plain.text,
            pages=len(plain.sizes),
            root="",
            consents=wish.consents,
        )
        signing, content = _made(desk, paper, signing, plain, now)
        return signings.keep(desk, tx, PREPARED, signing, content, by=wish.by, number=old.number + 1 if old else 1)


def _reasons(desk: Desk, paper: FiledPaper, wish: Wish) -> Iterator[str]:
    if paper.is_emptied or paper.case is None:
        yield "它的内容不在这里"
        return
    yield from objections(desk, paper)
    if not wish.by.strip():
        yield "没有写明谁准备的"
    if wish.level != PAPER:
        yield from gates.reasons(paper, wish.consents, wish.cannot_read)


def _begun(old: Step | None, wish: Wish) -> list[str]:
    """Return why a signing that was begun must not be begun anew."""
    if old is None:
        return []
    if old.signing.sealed:
        return ["它已经签完、盖章，不能再准备；内容要改，请更正重出"]
    signed = [signature.who for signature in old.signing.signatures if signature.field != seats.TEXT]
    if signed and not wish.again:
        names = "、".join(signed)
        return [f"{names}已经签了，重新准备会作废这些签名；确实要，请加 --again"]
    return []


def _made(
    desk: Desk, paper: FiledPaper, signing: Signing, plain: prints.Printed, now: dt.datetime
) -> tuple[Signing, bytes]:
    """Return the signing and its first file: pages with codes, or a certified text with seats."""
    if signing.level == PAPER:
        return signing, prints.with_codes(desk, paper, plain)
    from toolkit.signing import authority, pdf_signatures  # noqa: PLC0415 - an extra that a paper original does not need

    wanted = seats.seats_of(paper)
    places = seats.boxes(plain.content, wanted, paper.number)
    office = authority.authority_of(desk)
    name = f"{desk.settings.committee.name}{_TEXT}"
    act = pdf_signatures.Act(seats.TEXT, name, now, f"文本定稿，以后只能签名；文书 {paper.sha256}")
    signer = authority.once(office, name)
    content = pdf_signatures.certified(pdf_signatures.with_seats(plain.content, places), signer, act)
    text = signings.Seat(seats.TEXT, "文本定稿", name, "")
    made = signings.Signature(
        field=seats.TEXT,
        who=name,
        role=text.role,
        at=now.isoformat(),
        fingerprint=authority.fingerprint_of(signer),
        made="证书",
        before=signings.digest(plain.content),
    )
    return replace(signing, root=office.pem, seats=(text, *wanted), signatures=(made,)), content


def now(desk: Desk, number: str) -> Step:
    """Return the signing of the paper `number` as it stands; raise UnknownNumberError or NotPreparedError."""
    return signings.current(desk, find_paper(desk.store, number))


def newest(desk: Desk, paper: FiledPaper) -> Step | None:
    """Return the signing of `paper` as it stands, None where it was not prepared; raise ChangedSigningError."""
    with desk.store.reading() as tx:
        return signings.newest(desk, tx, paper)


def may_be_shown(desk: Desk, paper: FiledPaper) -> bool:
    """Return whether nothing of the case of `paper` is withheld, so that its signers may be named."""
    grievances = ledger_of(desk).state(str(paper.case), desk.today).grievances
    return all_may_be_shown(desk.store, grievances)


def replaced_by(desk: Desk, paper: FiledPaper) -> str | None:
    """Return the number of the paper that corrects and replaces `paper`, None while it is valid."""
    others = list_papers(desk.store, paper.case)
    return next((other.number for other in others if other.facts.get(CORRECTS) == paper.number), None)


def objections(desk: Desk, paper: FiledPaper) -> Iterator[str]:
    """Give in Chinese why nothing may be signed on `paper` now: its case is withheld, or another paper replaced it."""
    if paper.case is None:
        yield "它的内容不在这里"
        return
    if not may_be_shown(desk, paper):
        yield "它的诉求里有检举控告，或者还没有人判断是不是，文书先不出；请先用 yehua accusation judge 判断"
    if newer := replaced_by(desk, paper):
        yield f"它已经由 {newer} 更正并代替，请准备 {newer}"


@dataclass(frozen=True)
class SignerLine:
    """Who has signed: in which field and role, when (Beijing time), with which certificate."""

    field: str
    role: str
    who: str
    at: str
    fingerprint: str


@dataclass(frozen=True)
class Told:
    """What a command of signing answers: the file, who has to sign, and who has signed."""

    file: Path
    expected: tuple[ExpectedSigner, ...]
    signed: tuple[SignerLine, ...]


def told(step: Step, file: Path | None = None) -> Told:
    """Return what a command of signing answers about `step`, whose copy is `file`."""
    signed = tuple(
        SignerLine(each.field, each.role, each.who, each.at, each.fingerprint)
        for each in step.signing.signatures
        if each.fingerprint
    )
    return Told(file or step.file, expected_of(step).expected, signed)


def copy_out(step: Step, folder: Path) -> Path:
    """Write the file of `step`, and who is expected to sign, into `folder`; return the file."""
    make_folder(folder)
    number, content = step.signing.number, step.file.read_bytes()
    if step.signing.level != PAPER:
        prints.write_out(folder, number, "-应签名单.json", to_text(expected_of(step)))
    suffix = {PAPER: "-纸面签", DRAWN: "-电子签"}.get(step.signing.level, "-证书签")
    return prints.write_out(folder, number, f"{suffix}.pdf", content)
