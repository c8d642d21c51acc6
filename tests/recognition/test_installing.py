"""Models are fetched whole or not at all, over broken, slow and lying connections, and taken from a stick."""

import json
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from tests.recognition import tiny_models
from tests.recognition.model_hub import Hub, entry_of, serving
from toolkit.core import (
    BrokenDownloadError,
    BusyModelError,
    DiskFullError,
    UnfetchableModelError,
    UnusableModelError,
    WrongValueError,
    WrongWeightsError,
    locks,
)
from toolkit.recognition import decoders, families, installing
from toolkit.recognition.catalogue import Entry, ModelFile

PATIENCE_S = 180


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Give a hub that has a tiny model."""
    with serving(tiny_models.sense_voice(tmp_path / "hub")) as server:
        yield server


def test_a_model_is_fetched_with_every_hash_and_can_be_loaded(tmp_path: Path, hub: Hub) -> None:
    seen: list[tuple[int, int]] = []
    entry = entry_of(hub.folder)

    folder = installing.fetch(entry, tmp_path / "模型", [hub.address], lambda done, total: seen.append((done, total)))

    assert seen[-1] == (entry.bytes, entry.bytes)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert decoders.load("auto", "四川话", folder.parent).name == "sherpa-onnx"
    assert [path.name for path in folder.parent.iterdir() if not path.name.endswith((".lock", ".who"))] == ["四川话"]


def test_a_download_that_broke_off_goes_on_where_it_was(tmp_path: Path, hub: Hub) -> None:
    entry, models = entry_of(hub.folder), tmp_path / "模型"
    hub.breaks_after = 1000
    with pytest.raises(BrokenDownloadError, match="没有取完"):
        installing.fetch(entry, models, [hub.address])
    assert not (models / "四川话").exists()
    hub.breaks_after = None

    folder = installing.fetch(entry, models, [hub.address])

    assert ("/somebody/model/resolve/main/model.int8.onnx", "bytes=1000-") in hub.asked
    assert (folder / "model.int8.onnx").read_bytes() == (hub.folder / "model.int8.onnx").read_bytes()


def test_a_hub_that_cannot_go_on_sends_all_again(tmp_path: Path, hub: Hub) -> None:
    entry, models = entry_of(hub.folder), tmp_path / "模型"
    hub.breaks_after = 1000
    with pytest.raises(BrokenDownloadError):
        installing.fetch(entry, models, [hub.address])
    hub.breaks_after, hub.without_ranges = None, True

    folder = installing.fetch(entry, models, [hub.address])

    assert (folder / "model.int8.onnx").read_bytes() == (hub.folder / "model.int8.onnx").read_bytes()


def test_what_has_another_hash_is_thrown_away_and_told(tmp_path: Path, hub: Hub) -> None:
    hub.lies = True

    with pytest.raises(BrokenDownloadError, match="校验值不符"):
        installing.fetch(entry_of(hub.folder), tmp_path / "模型", [hub.address])

    assert not list((tmp_path / "模型").rglob("*.part"))


def test_the_second_hub_helps_where_the_first_has_nothing(tmp_path: Path, hub: Hub) -> None:
    entry = entry_of(hub.folder)
    nobody = "http://127.0.0.1:1"

    folder = installing.fetch(entry, tmp_path / "模型", [nobody, hub.address])

    assert folder.is_dir()
    assert json.loads((folder / installing.RECORD).read_text(encoding="utf-8"))["from"] == "somebody/model"


def test_a_file_that_no_hub_has_is_told_with_its_answer(tmp_path: Path, hub: Hub) -> None:
    entry = entry_of(hub.folder)
    (hub.folder / "tokens.txt").unlink()

    with pytest.raises(BrokenDownloadError, match=r"tokens\.txt，对方回答 404"):
        installing.fetch(entry, tmp_path / "模型", [hub.address])


def test_a_model_without_a_published_hash_is_never_fetched(tmp_path: Path, hub: Hub) -> None:
    entry = Entry("甲", "甲", "sense-voice", ("甲",), "MIT", (), (ModelFile("tokens.txt", 3),), hub="a/b")

    with pytest.raises(UnfetchableModelError):
        installing.fetch(entry, tmp_path, [hub.address])

    assert not hub.asked


def test_two_at_once_do_not_fetch_the_same(tmp_path: Path, hub: Hub) -> None:
    with locks.held(tmp_path / ".fetching-四川话.lock"), pytest.raises(BusyModelError, match="正在取"):
        installing.fetch(entry_of(hub.folder), tmp_path, [hub.address])


@pytest.fixture
def elsewhere(tmp_path: Path, hub: Hub) -> Iterator[SpawnProcess]:
    """Give another process that is in the middle of fetching the model; it is let go on at the end."""
    hub.goes_on.clear()
    entry, models = entry_of(hub.folder), tmp_path / "模型"
    process = get_context("spawn").Process(target=installing.fetch, args=(entry, models, [hub.address]))
    process.start()
    until = time.monotonic() + PATIENCE_S
    while not list(models.rglob("*.part")) and time.monotonic() < until:
        time.sleep(0.02)
    yield process
    hub.goes_on.set()
    process.join(PATIENCE_S)


def test_while_another_process_fetches_it_is_not_fetched_twice(
    tmp_path: Path, hub: Hub, elsewhere: SpawnProcess
) -> None:
    entry, models = entry_of(hub.folder), tmp_path / "模型"

    with pytest.raises(BusyModelError, match="正在取"):
        installing.fetch(entry, models, [hub.address])

    hub.goes_on.set()
    elsewhere.join(PATIENCE_S)
    assert elsewhere.exitcode == 0
    asked = len(hub.asked)
    folder = installing.fetch(entry, models, [hub.address])
    assert families.folder_of(folder).family.name == "sense-voice"
    assert len(hub.asked) == asked == len(entry.files)


def test_what_a_killed_process_had_fetched_is_gone_on_with(tmp_path: Path, hub: Hub, elsewhere: SpawnProcess) -> None:
    elsewhere.kill()
    elsewhere.join(PATIENCE_S)
    hub.goes_on.set()

    folder = installing.fetch(entry_of(hub.folder), tmp_path / "模型", [hub.address])

    assert families.folder_of(folder).family.name == "sense-voice"
    assert not list((tmp_path / "模型").rglob("*.part"))


def test_a_full_disk_is_told_before_anything_is_fetched(tmp_path: Path, hub: Hub) -> None:
    huge = Entry("甲", "甲", "qwen3", ("甲",), "MIT", (), (ModelFile("a", 1 << 60, "0" * 64, "x"),), hub="a/b")

    with pytest.raises(DiskFullError):
        installing.fetch(huge, tmp_path, [hub.address])

    assert not hub.asked


def test_a_model_from_a_stick_keeps_the_hashes_it_came_with(tmp_path: Path) -> None:
    folder = installing.add(tiny_models.sense_voice(tmp_path / "U盘" / "川话模型"), tmp_path / "模型")
    assert decoders.load("auto", "川话模型", tmp_path / "模型").name == "sherpa-onnx"

    (folder / "tokens.txt").write_text("改 0\n", encoding="utf-8")

    with pytest.raises(WrongWeightsError, match=r"tokens\.txt"):
        decoders.load("auto", "川话模型", tmp_path / "模型")


def test_a_stick_with_half_a_model_or_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    stick = tiny_models.sense_voice(tmp_path / "U盘")
    installing.add(stick, tmp_path / "模型", "甲")

    with pytest.raises(WrongValueError, match="已经有"):
        installing.add(stick, tmp_path / "模型", "甲")
    (stick / "tokens.txt").unlink()
    with pytest.raises(UnusableModelError):
        installing.add(stick, tmp_path / "模型", "乙")
    assert not (tmp_path / "模型" / "乙").exists()


def test_a_stick_whose_files_are_not_those_of_the_catalogue_is_refused(tmp_path: Path) -> None:
    stick = tiny_models.sense_voice(tmp_path / "U盘")

    with pytest.raises(WrongWeightsError):
        installing.add(stick, tmp_path / "模型", "sense-voice-2024-07-17")
