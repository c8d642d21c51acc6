"""One authority of TLS for the pages of the parlour and of signing: for its one host, and for nothing else."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from toolkit.signing.certificates import tls
from toolkit.signing.certificates.tls import Tls, tls_for
from toolkit.workspace import file_name_of

NOW = dt.datetime.now(dt.UTC)


def handshake(made: Tls, host: str) -> bool:
    """Return whether a client that trusts the authority alone accepts the server as `host`."""
    far, near = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context(cafile=made.authority)
    far.load_cert_chain(made.certificate, made.key)
    into, out = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = near.wrap_bio(into, out, server_hostname=host)
    server = far.wrap_bio(out, into, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    assert dt.datetime.strptime(str((client.getpeercert() or {})["notAfter"]), "%b %d %H:%M:%S %Y %Z")  # noqa: DTZ007
    return True


@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.1.5", "::1", "ting.example"])
def test_the_authority_is_made_once_for_a_host_and_a_browser_accepts_its_certificates(
    tmp_path: Path, host: str
) -> None:
    first, second = tls_for(tmp_path, host), tls_for(tmp_path, host)

    assert first.fingerprint == second.fingerprint
    assert first.key.stat().st_mode & 0o077 == 0
    assert handshake(second, host)
    assert tls_for(tmp_path, "other.example").fingerprint != first.fingerprint


@pytest.mark.parametrize("host", ["192.168.1.5", "::1", "ting.example"])
@pytest.mark.parametrize("other", ["bank.example", "192.168.1.6", "::2"])
def test_a_stolen_authority_speaks_for_no_other_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, other: str
) -> None:
    stolen = tls_for(tmp_path, host).authority.parent
    stolen.rename(stolen.with_name(file_name_of(other)))
    monkeypatch.setattr(tls, "_is_for", lambda *_: True)

    assert not handshake(tls_for(tmp_path, other), other)


def test_an_authority_that_village_points_already_trust_goes_on_for_its_host_alone(tmp_path: Path) -> None:
    before = tmp_path / "parlour" / "tls"
    before.mkdir(parents=True)
    tls._authority(before, "192.168.1.5", NOW)

    same, other = tls_for(tmp_path, "192.168.1.5"), tls_for(tmp_path, "192.168.1.6")

    assert same.authority.parent == before
    assert other.authority.parent == tmp_path / "tls" / "192.168.1.6"
    assert handshake(same, "192.168.1.5")


def test_a_certificate_holds_no_longer_than_browsers_take_it(tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate(tls_for(tmp_path, "ting.example").certificate.read_bytes())

    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= dt.timedelta(days=398)
