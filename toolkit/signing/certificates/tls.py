"""Own authority for TLS of the pages that other machines open: the parlour's, and the page on which people sign.

Its certificate is installed at each village point or telephone once. A browser gives camera and microphone only to a
page from this machine or over TLS. Behind the county's proxy none of this is needed. Who has the authority's key can
speak for that one host and for no other site, and signs nothing else: it is not the authority of the signatures.
"""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import write_whole
from toolkit.signing.certificates import keys
from toolkit.signing.faults import MissingSigningToolsError
from toolkit.workspace import file_name_of

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
except ImportError as fault:
    raise MissingSigningToolsError from fault

_SERVER = "夜话"
_OF_BEFORE = Path("parlour", "tls")  # where the parlour alone had its authority
_YEARS, _DAYS = 10, 397  # browsers refuse a certificate of a server that holds longer


@dataclass(frozen=True)
class Tls:
    """The certificate and key of the server, and that of the authority with its SHA-256, to be compared by voice."""

    certificate: Path
    key: Path
    authority: Path
    fingerprint: str


def tls_for(root: Path, host: str, now: dt.datetime | None = None) -> Tls:
    """Return a certificate for `host`, a name or an address, signed by its authority in the workspace at `root`.

    The authority is made at first use. Each host has its own, as it may sign for one alone.
    """
    moment = now or dt.datetime.now(dt.UTC)
    folder = _folder(root, host)
    folder.mkdir(parents=True, exist_ok=True)
    root_key, authority = _authority(folder, host, moment)
    key = keys.new_key()
    paths = folder / "server.crt", folder / "server.key"
    certificate = _of_server(host, key, root_key, authority, moment)
    write_whole(paths[0], certificate.public_bytes(serialization.Encoding.PEM))
    keys.write_key(paths[1], key)
    return Tls(*paths, folder / "authority.crt", authority.fingerprint(hashes.SHA256()).hex(" ", 2).upper())


def _folder(root: Path, host: str) -> Path:
    """Return the folder of the authority for `host`: the old one while it holds for it, as village points trust it."""
    old = root / _OF_BEFORE
    kept = old / "authority.crt"
    if kept.exists() and _is_for(x509.load_pem_x509_certificate(kept.read_bytes()), host):
        return old
    return root / "tls" / file_name_of(host)


def _of_server(
    host: str,
    key: ec.EllipticCurvePrivateKey,
    root_key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    now: dt.datetime,
) -> x509.Certificate:
    # No host's name here: some programs hold a common name that looks like one against the constraints.
    name = _named(_SERVER)
    return (
        _builder(name, authority.subject, key, now, dt.timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(root_key, hashes.SHA256())
    )


def _authority(folder: Path, host: str, now: dt.datetime) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    paths = folder / "authority.key", folder / "authority.crt"
    if all(path.exists() for path in paths):
        kept = x509.load_pem_x509_certificate(paths[1].read_bytes())
        if _is_for(kept, host):
            key = serialization.load_pem_private_key(paths[0].read_bytes(), None)
            if not isinstance(key, ec.EllipticCurvePrivateKey):
                raise TypeError(key)
            return key, kept
    key = keys.new_key()
    certificate = _root(key, host, now)
    keys.write_key(paths[0], key)
    write_whole(paths[1], certificate.public_bytes(serialization.Encoding.PEM))
    return key, certificate


def _root(key: ec.EllipticCurvePrivateKey, host: str, now: dt.datetime) -> x509.Certificate:
    name = _named(f"{_SERVER}（本单位网页）")
    return (
        _builder(name, name, key, now, dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(keys.usage(is_root=True), critical=True)
        .add_extension(_only(host), critical=True)
        .sign(key, hashes.SHA256())
    )


def _only(host: str) -> x509.NameConstraints:
    """Return the constraint to `host` alone (RFC 5280 4.2.1.10).

    A kind of name of which nothing is permitted or excluded would be free: the other kinds are excluded whole, as the
    Baseline Requirements of the CA/Browser Forum, 7.1.2.5, have it for an authority that is technically constrained.
    """
    every = {4: x509.IPAddress(ipaddress.ip_network("0.0.0.0/0")), 6: x509.IPAddress(ipaddress.ip_network("::/0"))}
    own = _alternative(host)
    if isinstance(own, x509.IPAddress):
        network = ipaddress.ip_network(own.value)
        others = [x509.DNSName(""), every[10 - network.version]]
        return x509.NameConstraints([x509.IPAddress(network)], others)
    return x509.NameConstraints([own], list(every.values()))


def _is_for(authority: x509.Certificate, host: str) -> bool:
    try:
        found = authority.extensions.get_extension_for_class(x509.NameConstraints)
    except x509.ExtensionNotFound:
        return False  # one of before 0.3, which could have signed for any site
    return found.critical and found.value == _only(host)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, keys.fitting(name))])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime, holds: dt.timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + holds)
    )
