"""A share in a store that speaks S3: where s3fs and moto are installed, against a server on this machine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toolkit.cluster.shares import DamagedShareError, GoneShareError, Share
from toolkit.core import MissingFileError, sha256_of

s3fs = pytest.importorskip("s3fs")
moto_server = pytest.importorskip("moto.server")

BUCKET = "county"
# Of larger files s3fs sends parts.
PARTS = 110_000_000


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a server of S3 with a bucket, which the environment names as a technician's does."""
    serving = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serving.start()
    host, port = serving.get_host_and_port()
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().makedirs(BUCKET, exist_ok=True)  # the servers of a process share their files
    yield serving
    s3fs.S3FileSystem.clear_instance_cache()
    serving.stop()


@pytest.fixture
def share(server: Any) -> Share:  # noqa: ARG001
    """Give a share in the bucket."""
    made = Share(f"s3://{BUCKET}/yehua")
    made.make()
    return made


@pytest.mark.parametrize("size", [500_000, PARTS])
def test_what_was_put_is_read_again_whole_and_removed(share: Share, tmp_path: Path, size: int) -> None:
    path = tmp_path / "录音.wav"
    path.write_bytes(bytes(range(250)) * (size // 250))
    sha256 = sha256_of(path)
    assert not share.holds(sha256)
    share.put(path, sha256)
    share.put(path, sha256)

    assert share.holds(sha256)
    with share.opened(sha256) as there:
        assert sha256_of(there) == sha256
    share.remove(sha256)
    with pytest.raises(MissingFileError), share.opened(sha256):
        pass


def test_what_was_changed_there_is_never_used_and_is_put_right(share: Share, tmp_path: Path) -> None:
    path = tmp_path / "录音.mp3"
    path.write_bytes(b"sound" * 1000)
    sha256 = sha256_of(path)
    share.put(path, sha256)
    s3fs.S3FileSystem().pipe_file(f"{BUCKET}/yehua/{sha256[:2]}/{sha256}", b"other")

    with pytest.raises(DamagedShareError, match="已损坏"), share.opened(sha256):
        pass
    share.put(path, sha256)
    with share.opened(sha256) as there:
        assert sha256_of(there) == sha256


def test_a_bucket_that_is_no_share_and_a_server_that_is_gone_are_told(
    share: Share, server: Any, tmp_path: Path
) -> None:
    path = tmp_path / "录音.mp3"
    path.write_bytes(b"sound")
    with pytest.raises(GoneShareError, match="没有本工具的标记文件"):
        Share(f"s3://{BUCKET}/other").put(path, sha256_of(path))
    server.stop()
    with pytest.raises(GoneShareError):
        share.put(path, sha256_of(path))
