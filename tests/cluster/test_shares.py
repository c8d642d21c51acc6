"""What lies in a share is what was put there, or a sentence says that it is not."""

from pathlib import Path

import pytest

from toolkit.cluster.shares import DamagedShareError, GoneShareError, Share
from toolkit.core import MissingFileError, sha256_of


@pytest.fixture(params=["folder", "address"])
def share(request: pytest.FixtureRequest, tmp_path: Path) -> Share:
    """Give a share in a folder, and one that is reached through fsspec."""
    folder = tmp_path / "共用"
    folder.mkdir()
    made = Share(str(folder) if request.param == "folder" else f"file://{folder}")
    made.make()
    return made


@pytest.fixture
def sound(tmp_path: Path) -> tuple[Path, str]:
    """Give a file and its hash."""
    path = tmp_path / "录音.mp3"
    path.write_bytes(b"sound" * 100_000)
    return path, sha256_of(path)


def test_what_was_put_is_read_again_whole(share: Share, sound: tuple[Path, str]) -> None:
    path, sha256 = sound
    share.put(path, sha256)
    share.put(path, sha256)

    with share.opened(sha256) as there:
        assert there.read_bytes() == path.read_bytes()


def test_what_was_changed_there_is_never_used_and_is_put_right(
    share: Share, sound: tuple[Path, str], tmp_path: Path
) -> None:
    path, sha256 = sound
    share.put(path, sha256)
    (kept,) = (tmp_path / "共用").glob(f"*/{sha256}")
    kept.chmod(0o600)
    kept.write_bytes(b"other")

    with pytest.raises(DamagedShareError, match="已损坏"), share.opened(sha256):
        pass
    share.put(path, sha256)
    with share.opened(sha256) as there:
        assert sha256_of(there) == sha256


def test_a_file_that_is_another_is_not_put(share: Share, sound: tuple[Path, str]) -> None:
    with pytest.raises(DamagedShareError):
        share.put(sound[0], "0" * 64)
    assert not share.holds("0" * 64)


def test_what_is_not_there_is_missing_and_a_share_that_vanished_is_gone(
    share: Share, sound: tuple[Path, str], tmp_path: Path
) -> None:
    with pytest.raises(MissingFileError), share.opened(sound[1]):
        pass
    (tmp_path / "共用").rename(tmp_path / "挪走")

    with pytest.raises(GoneShareError, match="没有挂上"), share.opened(sound[1]):
        pass
    (tmp_path / "共用").mkdir()  # as a place where nothing is mounted
    with pytest.raises(GoneShareError, match="没有挂上"):
        share.put(*sound)
    assert list((tmp_path / "共用").iterdir()) == []


def test_an_address_without_a_driver_is_told() -> None:
    with pytest.raises(GoneShareError, match="没有能打开这种地址的驱动"):
        Share("nosuch://bucket").require()
