"""Keys on a token sign the papers of the level 证书; a token that does not sign says why, and nothing is kept."""

import datetime as dt
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.signing.conftest import PARTIES, Office
from toolkit.core import MissingFileError
from toolkit.signing import authority, signings, tokens, verification
from toolkit.signing.certificates import keys
from toolkit.signing.expectations import expected_of
from toolkit.signing.faults import SigningRefusedError, TokenError
from toolkit.signing.signings import CERTIFIED, DRAWN

pkcs11 = pytest.importorskip("pkcs11")

_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
LIBRARY = next((Path(each) for each in _LIBRARIES if Path(each).is_file()), None)
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="SoftHSM is not on this machine (Debian: softhsm2)")
PIN, NAMES = "135790", (*PARTIES, "周明礼", "青石镇人民调解委员会")
NOW = dt.datetime.now(dt.UTC)


@pytest.fixture(scope="module")
def root() -> authority.Authority:
    """Give a licensed authority, made up."""
    key = keys.new_key()
    return authority.Authority(authority.issued("县电子认证", key, None), key)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, root: authority.Authority) -> Iterator[Path]:
    """Give the library of SoftHSM with a token for each signer, and one of somebody whom no root knows."""
    folder = tmp_path_factory.mktemp("介质")
    (folder / "t").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 't'}\nlog.level = ERROR\n")
    assert LIBRARY is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        for place in range(len(NAMES) + 1):
            words = ["--init-token", "--free", "--label", f"k{place}", "--pin", PIN, "--so-pin", "24680246"]
            subprocess.run(["softhsm2-util", *words], check=True, capture_output=True, env=os.environ)  # noqa: S607
        library = pkcs11.lib(str(LIBRARY.resolve()))
        library.reinitialize()
        for place, name in enumerate(NAMES):
            _fill(library.get_token(token_label=f"k{place}"), name, root)
        stranger = keys.new_key()
        own = authority.Authority(authority.issued("自己做的", stranger, None), stranger)
        _fill(library.get_token(token_label=f"k{len(NAMES)}"), PARTIES[0], own)
        yield LIBRARY


def _fill(token: Any, name: str, issuer: authority.Authority) -> None:
    """Put a key of `name` with its certificate by `issuer` on `token`."""
    from pkcs11.util.rsa import encode_rsa_public_key  # noqa: PLC0415 - of the extra

    with token.open(user_pin=PIN, rw=True) as session:
        public, _ = session.generate_keypair(pkcs11.KeyType.RSA, 2048, store=True, label="证书")
        numbers = serialization.load_der_public_key(_spki(encode_rsa_public_key(public)))
        assert isinstance(numbers, rsa.RSAPublicKey)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer.certificate.subject)
            .public_key(numbers)
            .serial_number(x509.random_serial_number())
            .not_valid_before(NOW - dt.timedelta(days=900))
            .not_valid_after(NOW + dt.timedelta(days=900))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(keys.usage(is_root=False), critical=True)
        )
        content = builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        kind = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.LABEL: "证书"}
        kind |= {pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509, pkcs11.Attribute.TOKEN: True}
        subject = x509.load_der_x509_certificate(content).subject.public_bytes()
        session.create_object(kind | {pkcs11.Attribute.VALUE: content, pkcs11.Attribute.SUBJECT: subject})


def _spki(key: bytes) -> bytes:
    from asn1crypto.keys import PublicKeyInfo, RSAPublicKey  # noqa: PLC0415 - of the extra

    return bytes(PublicKeyInfo.wrap(RSAPublicKey.load(key), "rsa").dump())


@pytest.fixture
def trusting(office: Office, root: authority.Authority, shelf: Path) -> Office:
    """Give an office that trusts the authority and prepared its agreement for certificates."""
    del shelf
    folder = office.desk.workspace.root / "signing" / "roots"
    folder.mkdir(parents=True)
    (folder / "县电子认证.pem").write_text(root.pem)
    office.prepared(CERTIFIED, at=signings.moment())
    return office


def by_token(office: Office, place: int, who: str, pin: str = PIN) -> signings.Step:
    """Sign as `who` with the token number `place`."""
    assert LIBRARY is not None
    return tokens.sign(office.desk, office.number, who, tokens.Token(LIBRARY, pin, f"k{place}"), "何琳")


def test_everybody_signs_by_a_token_and_the_committees_seal_locks_the_file(trusting: Office) -> None:
    for place, who in enumerate(NAMES):
        step = by_token(trusting, place, who)

    verdict = verification.check(step.file.read_bytes(), expected_of(step), [_root_of(trusting)])

    assert step.signing.sealed
    assert verdict.faults == ()
    assert [each.who for each in verdict.signatures[1:]] == list(NAMES)
    assert all(each.intact and each.trusted for each in verdict.signatures[1:])
    with pytest.raises(SigningRefusedError, match="已经签过"):
        by_token(trusting, 0, PARTIES[0])


def _root_of(office: Office) -> bytes:
    return (office.desk.workspace.root / "signing" / "roots" / "县电子认证.pem").read_bytes()


def test_a_wrong_pin_a_token_that_is_not_there_and_a_library_that_is_none_are_told(trusting: Office) -> None:
    with pytest.raises(TokenError, match="口令（PIN）不对"):
        by_token(trusting, 0, PARTIES[0], pin="000000")
    with pytest.raises(TokenError, match=r"现在插着的：.*k0"):
        by_token(trusting, 99, PARTIES[0])
    with pytest.raises(MissingFileError):
        tokens.sign(trusting.desk, trusting.number, PARTIES[0], tokens.Token(Path("没有.so"), PIN), "何琳")
    assert len(signings.current(trusting.desk, trusting.paper).signing.signatures) == 1


def test_a_certificate_under_no_trusted_root_and_a_seal_too_early_are_refused(trusting: Office) -> None:
    with pytest.raises(SigningRefusedError, match="不是 signing/roots 里的签发机构签发的"):
        by_token(trusting, len(NAMES), PARTIES[0])
    with pytest.raises(SigningRefusedError, match="印章最后盖"):
        by_token(trusting, len(NAMES) - 1, NAMES[-1])
    assert len(signings.current(trusting.desk, trusting.paper).signing.signatures) == 1


def test_a_paper_that_is_drawn_on_the_screen_takes_no_token(office: Office, shelf: Path) -> None:
    del shelf
    office.prepared(DRAWN, at=signings.moment())

    with pytest.raises(SigningRefusedError, match="不是证书"):
        by_token(office, 0, PARTIES[0])
