"""The office's own authority: its root, certificates for one signature each and for the committee's seal.

It proves that a file was not changed and which record of this office a signature belongs to. It is no licensed
authority (电子签名法 Art 16-18), so nothing that it signs claims the force of Art 14.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.core import make_folder, write_whole
from toolkit.signing.certificates import keys
from toolkit.signing.faults import MissingSigningToolsError
from toolkit.signing.signings import moment
from toolkit.workspace import Desk

try:
    import asn1crypto.keys
    import asn1crypto.x509
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore
except ImportError as fault:
    raise MissingSigningToolsError from fault

# A certificate serves one signature and its key is thrown away at once, so it may outlast the file it stands in.
_YEARS = dt.timedelta(days=365 * 50)
_EARLIER = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Authority:
    """The root certificate of the office and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> str:
        """The certificate as text, which a check elsewhere trusts."""
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate in hexadecimal digits."""
        return fingerprint(self.certificate)


def authority_of(desk: Desk) -> Authority:
    """Return the authority of the workspace, made at its first use; raise MissingSigningToolsError.

    Call inside a transaction: two processes must not make two.
    """
    folder = make_folder(folder_of(desk))
    certificate, key = folder / "root.pem", folder / "root.key"
    if not certificate.exists():
        made = keys.new_key()
        root = issued(f"{desk.settings.committee.name}签名根证书（自用）", made, None)
        keys.write_key(key, made, None)
        write_whole(certificate, root.public_bytes(serialization.Encoding.PEM))
    root_key: Any = serialization.load_pem_private_key(key.read_bytes(), None)
    return Authority(x509.load_pem_x509_certificate(certificate.read_bytes()), root_key)


def folder_of(desk: Desk) -> Path:
    """Return the folder in which root and seal are kept."""
    return desk.workspace.root / "signing"


def once(authority: Authority, name: str) -> SimpleSigner:
    """Return a signer whose key was made for one signature by `name` and is nowhere kept."""
    key = keys.new_key()
    return signer(authority, issued(name, key, authority), key)


def fingerprint_of(signer: SimpleSigner) -> str:
    """Return the SHA-256 of the certificate of `signer` in hexadecimal digits."""
    certificate = signer.signing_cert
    return "" if certificate is None else str(certificate.sha256.hex())


def fingerprint_of_text(pem: str) -> str:
    """Return the SHA-256 of the certificate in `pem` in hexadecimal digits, empty where there is none."""
    return fingerprint(x509.load_pem_x509_certificate(pem.encode())) if pem else ""


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of `certificate` in hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


# -- keys and certificates -------------------------------------------------------------------------------------


def issued(name: str, key: ec.EllipticCurvePrivateKey, issuer: Authority | None) -> x509.Certificate:
    """Return a certificate of `key` for `name`, issued by `issuer`; a root where that is None."""
    now = moment()
    country = x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "CN")
    subject = x509.Name([country, x509.NameAttribute(x509.NameOID.COMMON_NAME, keys.fitting(name))])
    is_root, signing = issuer is None, issuer.key if issuer else key
    last = issuer.certificate.not_valid_after_utc if issuer else now + _YEARS
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(is_root, 0 if is_root else None), critical=True)
        .add_extension(keys.usage(is_root=is_root), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )


def signer(authority: Authority, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> SimpleSigner:
    """Return the signer with `key` and its `certificate`, which brings the root along."""
    store = SimpleCertificateStore()
    store.register(asn1crypto.x509.Certificate.load(authority.certificate.public_bytes(serialization.Encoding.DER)))
    form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return SimpleSigner(
        signing_cert=asn1crypto.x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=asn1crypto.keys.PrivateKeyInfo.load(key.private_bytes(*form)),
        cert_registry=store,
    )
