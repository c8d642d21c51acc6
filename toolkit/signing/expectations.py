"""Who is expected to have signed a file: without that, a file cut off before the last signature looks whole."""

from dataclasses import dataclass

from toolkit.signing.signings import Step


@dataclass(frozen=True)
class ExpectedSigner:
    """Who has to sign in which field; `fingerprint` of the certificate is None until it was used."""

    field: str
    role: str
    who: str
    fingerprint: str | None


@dataclass(frozen=True)
class Expected:
    """What a signed file must be: the paper, the marks of its text, the root that its certificates have, its signers.

    `sha256` is the hash of the file after its newest step; `complete` says that everybody has signed by then.
    """

    paper: str
    level: str
    text: str
    source: str
    root: str
    expected: tuple[ExpectedSigner, ...]
    timestamp: bool
    complete: bool
    sha256: str


def expected_of(step: Step) -> Expected:
    """Return what the file of `step` must be."""
    signing = step.signing
    known = {signature.field: signature.fingerprint for signature in signing.signatures}
    signers = tuple(
        ExpectedSigner(seat.field, seat.role, seat.who, known.get(seat.field) or None) for seat in signing.seats
    )
    return Expected(
        paper=signing.number,
        level=signing.level,
        text=signing.text,
        source=signing.source,
        root=signing.root,
        expected=signers,
        timestamp=signing.timestamped,
        complete=signing.sealed,
        sha256=step.sha256,
    )
