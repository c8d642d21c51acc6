"""Keys of certificates, and what every certificate of this office has in common."""

from pathlib import Path

from toolkit.core import write_whole
from toolkit.signing.faults import MissingSigningToolsError

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
except ImportError as fault:
    raise MissingSigningToolsError from fault

_LONGEST_NAME = 64  # bytes of a common name: RFC 5280 allows 64 characters, and some programs count bytes


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a new key on the curve P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def fitting(name: str) -> str:
    """Return `name` as the common name of a certificate holds it: cut at 64 bytes of UTF-8."""
    return name.encode()[:_LONGEST_NAME].decode(errors="ignore")


def usage(*, is_root: bool) -> x509.KeyUsage:
    """Return what the key of a certificate may be used for: a root signs certificates, any other signs files."""
    return x509.KeyUsage(
        digital_signature=not is_root,
        content_commitment=not is_root,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_root,
        crl_sign=is_root,
        encipher_only=False,
        decipher_only=False,
    )


def write_key(path: Path, key: ec.EllipticCurvePrivateKey, passphrase: str | None = None) -> None:
    """Write `key` to a PEM file that only the user may read, locked by the `passphrase` if there is one."""
    locked = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    content = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)
    write_whole(path, content)  # which nobody else may read
