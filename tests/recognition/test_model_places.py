"""Where model weights may lie, and that a new folder of them appears whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.recognition import model_places
from toolkit.recognition.model_places import made_whole

TOP = Path(__file__).parents[2]


def fill(folder: Path) -> None:
    """Put two files into `folder`."""
    (folder / "one").write_text("1", encoding="utf-8")
    (folder / "two").write_text("2", encoding="utf-8")


def test_a_made_folder_has_everything_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    target = made_whole(tmp_path / "模型 库" / "base", fill)

    assert sorted(path.name for path in target.iterdir()) == ["one", "two"]
    assert list(target.parent.iterdir()) == [target]


def test_a_failure_while_making_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        fill(folder)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        made_whole(tmp_path / "base", fail)

    assert list(tmp_path.iterdir()) == []


def test_the_second_to_finish_throws_its_own_away(tmp_path: Path) -> None:
    def slow(folder: Path) -> None:
        made_whole(tmp_path / "base", fill)  # another one is quicker meanwhile
        (folder / "late").write_text("3", encoding="utf-8")

    target = made_whole(tmp_path / "base", slow)

    assert sorted(path.name for path in target.iterdir()) == ["one", "two"]
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_killed_process_left_is_harmless_and_goes_away(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from toolkit.recognition.model_places import made_whole\n"
        "def hang(folder):\n"
        "    (folder / 'one').write_text('1'); print('half', flush=True); time.sleep(60)\n"
        f"made_whole(Path({str(tmp_path)!r}) / 'base', hang)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=TOP) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        process.kill()
    left = list(tmp_path.iterdir())
    target = made_whole(tmp_path / "base", fill)

    assert left
    assert sorted(path.name for path in target.iterdir()) == ["one", "two"]
    assert list(tmp_path.iterdir()) == [target]


def test_what_a_living_process_makes_is_left_to_it(tmp_path: Path) -> None:
    def slow(folder: Path) -> None:
        (folder / "late").write_text("3", encoding="utf-8")
        made_whole(tmp_path / "other", fill)
        assert (folder / "late").exists()

    assert made_whole(tmp_path / "base", slow).is_dir()


def test_the_environment_names_the_shared_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YEHUA_MODELS", str(tmp_path / "模型"))

    assert model_places.shared() == (tmp_path / "模型",)


@pytest.mark.parametrize(
    "platform,variable,expected",
    [
        ("win32", "LOCALAPPDATA", "yehua/models"),
        ("linux", "XDG_CACHE_HOME", "yehua/models"),
        ("darwin", "HOME", "Library/Caches/yehua/models"),
    ],
)
def test_each_system_has_its_own_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, expected: str
) -> None:
    monkeypatch.delenv("YEHUA_MODELS", raising=False)
    monkeypatch.setattr(model_places.sys, "platform", platform)
    monkeypatch.setattr(model_places, "_home", lambda: tmp_path)
    monkeypatch.setenv(variable, str(tmp_path))

    assert model_places.shared() == (tmp_path / expected,)


def test_a_service_without_a_home_has_no_shared_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("YEHUA_MODELS", "XDG_CACHE_HOME", "LOCALAPPDATA", "HF_HUB_CACHE", "HF_HOME"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(model_places, "_home", lambda: None)

    assert model_places.shared() == ()
    assert list(model_places.hub_folders("*")) == []
    assert not model_places.whisper_cache().exists()


def test_a_folder_below_a_file_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert model_places.writable(tmp_path / "new")
    assert not model_places.writable(tmp_path / "file" / "new")


def test_a_name_with_signs_of_patterns_finds_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    (tmp_path / "models--Systran--faster-whisper-small" / "snapshots" / "1").mkdir(parents=True)

    assert list(model_places.hub_folders("sm[a]ll")) == []
    assert [folder.name for folder in model_places.hub_folders("small")] == ["1"]
