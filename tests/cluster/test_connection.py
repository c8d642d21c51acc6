"""A scheduler on another machine is reached by TLS or not at all; an office without Dask loads nothing of it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cluster.machines import Machines, free_port, machines_in
from tests.cluster.played import Kind
from toolkit.cluster import connection
from toolkit.cluster.connection import Address, MissingExtraError, WrongAddressError, address_of
from toolkit.core import MissingFileError
from toolkit.workspace import Cluster

_OPENSSL = shutil.which("openssl") or ""


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """Give machines that may be killed."""
    with machines_in(tmp_path) as those:
        yield those


@pytest.mark.parametrize(
    "url,why",
    [
        ("10.8.0.2:8786", "tls://主机:端口"),
        ("http://10.8.0.2:8786", "tls://主机:端口"),
        ("tcp://127.0.0.1:99999", "tls://主机:端口"),
        ("tcp://10.8.0.2:8786", "到别的机器要用 tls://"),
        ("tls://10.8.0.2:8786", "没有写 ca、certificate、key"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(WrongAddressError, match=why):
        address_of(Cluster(), url)


def test_keys_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match="没有的"):
        address_of(Cluster("tls://10.8.0.2:8786", str(tmp_path / "没有的.pem"), "b", "c"))


def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "find_spec", lambda _name: None)

    with pytest.raises(MissingExtraError, match="county"):
        address_of(Cluster(), "tcp://127.0.0.1:8786")


def test_an_office_without_a_cluster_loads_nothing_of_dask() -> None:
    code = (
        "import sys, toolkit.commands.speech.cluster, toolkit.cluster.backlog, toolkit.cluster.upkeep;"
        "print([name for name in ('dask', 'distributed', 'fsspec') if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ended.stdout.strip() == "[]"


def _keys(folder: Path, name: str, authority: str) -> tuple[Path, Path, Path]:
    """Return an authority, a certificate and a key as docs/county.md has them made."""
    curve = ("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out")
    authority_key, authority_file = folder / f"{authority}.key", folder / f"{authority}.pem"
    key, request, certificate = (folder / f"{name}.{kind}" for kind in ("key", "csr", "pem"))
    steps = (
        []
        if authority_file.exists()
        else [
            (*curve, authority_key),
            ("req", "-x509", "-key", authority_key, "-days", "9", "-subj", "/CN=county", "-out", authority_file),
        ]
    )
    steps += [
        (*curve, key),
        ("req", "-new", "-key", key, "-subj", f"/CN={name}", "-out", request),
        (
            "x509",
            "-req",
            "-in",
            request,
            "-CA",
            authority_file,
            "-CAkey",
            authority_key,
            "-CAcreateserial",
            "-days",
            "9",
            "-out",
            certificate,
        ),
    ]
    for step in steps:
        subprocess.run([_OPENSSL, *map(str, step)], check=True, capture_output=True)
    return authority_file, certificate, key


@pytest.mark.posix
@pytest.mark.skipif(not _OPENSSL, reason="no openssl on this machine to make keys with")
def test_machines_prove_who_they_are(machines: Machines, tmp_path: Path) -> None:
    ours, strange = _keys(tmp_path, "office", "county"), _keys(tmp_path, "stranger", "other")
    url = machines.url.replace("tcp", "tls")
    words = [
        word for name, file in zip(("--ca", "--certificate", "--key"), ours, strict=True) for word in (name, str(file))
    ]
    machines.start(machines.run(Kind(), "cluster", "scheduler", url, "--pages", f"127.0.0.1:{free_port()}", *words))

    right = address_of(Cluster(url, *map(str, ours)))
    client = connection.connected(right)

    assert client is not None
    assert connection.answers(client)
    client.close()
    assert connection.connected(replace(right, certificate=strange[1], key=strange[2])) is None
    assert connection.connected(Address(machines.url)) is None
