"""The server of the signing page: one secret, one person, one signature; loopback, or TLS."""

import hashlib
import json
import socket
import ssl
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.conftest import TOP
from tests.signing.conftest import Office
from tests.signing.signers import WITNESS, drawing
from toolkit.core.errors import WrongValueError
from toolkit.signing import signings
from toolkit.signing.faults import SigningRefusedError
from toolkit.signing.page.server import SigningServer
from toolkit.signing.signings import DRAWN

WRONG = "x"
DRAWING = {"drawing": drawing().text, "events": '[{"what": "ticked", "at": "x", "more": "y"}]'}


def asked(server: SigningServer, name: str, context: ssl.SSLContext | None = None, **given: str) -> dict[str, Any]:
    """Return what the server answers to the question `name`."""
    request = urllib.request.Request(  # noqa: S310 - our own server
        server.address + name, json.dumps(given).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, context=context) as answer:  # noqa: S310 - as above
            return dict(json.loads(answer.read()))
    except urllib.error.HTTPError as fault:
        with fault:
            return dict(json.loads(fault.read()))


def test_a_secret_signs_once_after_every_page_was_shown(office: Office, server: SigningServer) -> None:
    secret = server.table.invite(office.number, "孙玉兰", WITNESS)
    assert asked(server, "open", token=secret)["pages"] == 3
    early = asked(server, "sign", token=secret, **DRAWING)
    for page in ("1", "2", "3"):
        assert asked(server, "page", token=secret, page=page)["image"].startswith("data:image/png;base64,")
    done = asked(server, "sign", token=secret, **DRAWING)
    again = asked(server, "sign", token=secret, **DRAWING)

    assert "还没有看到最后一页" in early["refused"]
    assert "已经签好" in done["done"]
    assert "已经用过" in again["refused"]
    assert len(signings.current(office.desk, office.paper).signing.signatures) == 2


@pytest.mark.parametrize("events", ["[]", '[{"what": "ticked"}, {"what": "unticked"}]'])
def test_nobody_signs_without_the_tick_of_consent(office: Office, server: SigningServer, events: str) -> None:
    secret = server.table.invite(office.number, "孙玉兰", WITNESS)
    asked(server, "open", token=secret)
    for page in ("1", "2", "3"):
        asked(server, "page", token=secret, page=page)

    assert "还没有勾选同意" in asked(server, "sign", token=secret, **{**DRAWING, "events": events})["refused"]
    assert len(signings.current(office.desk, office.paper).signing.signatures) == 1


def test_a_wrong_secret_shows_nothing(server: SigningServer, office: Office) -> None:
    server.table.invite(office.number, "孙玉兰", WITNESS)

    assert list(asked(server, "open", token=WRONG)) == ["refused"]
    assert list(asked(server, "page", token=WRONG, page="1")) == ["refused"]
    assert list(asked(server, "nothing", token=WRONG)) == ["refused"]


def test_a_new_invitation_takes_the_old_secret_away(office: Office, server: SigningServer) -> None:
    old = server.table.invite(office.number, "孙玉兰", WITNESS)
    server.table.invite(office.number, "孙玉兰", WITNESS)

    assert "refused" in asked(server, "open", token=old)
    with pytest.raises(SigningRefusedError, match="赵无关不在这里签"):
        server.table.invite(office.number, "赵无关", WITNESS)


def test_who_opened_the_paper_before_another_signed_opens_it_anew(office: Office, server: SigningServer) -> None:
    secrets = [server.table.invite(office.number, who, WITNESS) for who in ("孙玉兰", "吴建国")]
    for secret in secrets:
        asked(server, "open", token=secret)
        for page in ("1", "2", "3"):
            asked(server, "page", token=secret, page=page)

    assert "done" in asked(server, "sign", token=secrets[0], **DRAWING)
    assert "打开以后别人先签了" in asked(server, "sign", token=secrets[1], **DRAWING)["refused"]


@pytest.mark.parametrize("given", ["not json", "[]", '"x"'])
def test_what_is_no_question_is_refused(server: SigningServer, given: str) -> None:
    request = urllib.request.Request(  # noqa: S310 - our own server
        server.address + "open", given.encode(), {"Content-Type": "application/json"}
    )

    with pytest.raises(urllib.error.HTTPError) as fault:
        urllib.request.urlopen(request)  # noqa: S310 - as above
    with fault.value:
        assert fault.value.code == 400


def test_only_the_files_of_the_page_are_served_and_no_other_host_is_named(server: SigningServer) -> None:
    with urllib.request.urlopen(server.address) as answer:  # noqa: S310 - our own server
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert b"http" not in answer.read()
    with pytest.raises(urllib.error.HTTPError) as fault:
        urllib.request.urlopen(f"{server.address}../server.py")  # noqa: S310 - as above
    fault.value.close()


def test_the_vendored_library_has_its_licence_its_hash_and_nothing_too_new_for_old_phones() -> None:
    vendor = TOP / "toolkit" / "signing" / "page" / "static" / "vendor"
    script = (vendor / "signature_pad.min.js").read_bytes()

    assert hashlib.sha256(script).hexdigest() in (vendor / "README.md").read_text(encoding="utf-8")
    assert "Permission is hereby granted" in (vendor / "signature_pad.LICENSE").read_text(encoding="utf-8")
    assert not any(sign in script for sign in (b"?.", b"??", b"async ", b"**"))


def test_loopback_is_plain_and_any_other_host_speaks_tls_by_an_authority_that_signs_no_paper(office: Office) -> None:
    step = office.prepared(DRAWN, at=signings.moment())
    with_tls = SigningServer(lambda: office.desk, "0.0.0.0")  # noqa: S104 - that is what is asked
    assert with_tls.tls is not None
    try:
        context = ssl.create_default_context(cafile=with_tls.tls.authority)
        context.check_hostname = False
        secret = with_tls.table.invite(office.number, "孙玉兰", WITNESS)
        assert with_tls.address.startswith("https://")
        with_tls.address = with_tls.address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - as above
        assert asked(with_tls, "open", context, token=secret)["who"] == "孙玉兰"
        assert step.signing.root != with_tls.tls.authority.read_text()
    finally:
        with_tls.close()


def test_a_connection_that_never_shakes_hands_holds_up_nobody(office: Office) -> None:
    with_tls = SigningServer(lambda: office.desk, "0.0.0.0")  # noqa: S104 - that is what is asked
    assert with_tls.tls is not None
    with_tls.address = with_tls.address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - as above
    port = int(with_tls.address.rstrip("/").rpartition(":")[2])
    context = ssl.create_default_context(cafile=with_tls.tls.authority)
    context.check_hostname = False
    stalled = socket.create_connection(("127.0.0.1", port))
    try:
        with urllib.request.urlopen(with_tls.address, context=context, timeout=5) as answer:  # noqa: S310 - our own
            assert answer.status == 200
        root = ssl.PEM_cert_to_DER_cert(with_tls.tls.authority.read_text())
        assert with_tls.tls.fingerprint.replace(" ", "") == hashlib.sha256(root).hexdigest().upper()
    finally:
        stalled.close()
        with_tls.close()


def test_a_port_that_is_taken_is_told(server: SigningServer, office: Office) -> None:
    port = int(server.address.rstrip("/").rpartition(":")[2])

    with pytest.raises(WrongValueError, match="端口被占用"):
        SigningServer(lambda: office.desk, port=port)
