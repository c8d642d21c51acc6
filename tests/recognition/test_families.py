"""A folder is told by its files and their properties, since sherpa-onnx ends the process over a wrong file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.recognition import tiny_models
from toolkit.core import UnusableModelError
from toolkit.recognition import families


@pytest.mark.parametrize(
    "make,name",
    [
        (tiny_models.sense_voice, "sense-voice"),
        (lambda folder: tiny_models.paraformer(folder, has_times=True), "paraformer"),
        (tiny_models.fire_red_ctc, "fire-red-ctc"),
    ],
)
def test_families_with_files_of_the_same_names_are_told_apart(
    tmp_path: Path, make: Callable[[Path], Path], name: str
) -> None:
    found = families.folder_of(make(tmp_path / "模型"))

    assert found.family.name == name
    assert {path.name for path in found.leaves} == {"model.int8.onnx", "tokens.txt"}


def test_half_a_model_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    folder = tiny_models.sense_voice(tmp_path / "模型")
    (folder / "tokens.txt").unlink()

    with pytest.raises(UnusableModelError, match=r"缺字表 tokens\.txt"):
        families.folder_of(folder)


def test_an_encoder_alone_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "base-encoder.onnx").write_bytes(b"")
    (tmp_path / "base-tokens.txt").write_text("a 0\n")

    with pytest.raises(UnusableModelError, match="只有一部分"):
        families.folder_of(tmp_path)


def test_a_model_of_a_family_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    folder = tiny_models.sense_voice(tmp_path / "模型", neg_mean="")

    with pytest.raises(UnusableModelError, match="不是这里能用的模型种类"):
        families.folder_of(folder)


def test_a_model_for_another_sample_rate_is_refused_with_the_rate(tmp_path: Path) -> None:
    folder = tiny_models.sense_voice(tmp_path / "模型", sample_rate="8000")

    with pytest.raises(UnusableModelError, match="8000"):
        families.folder_of(folder)


def test_an_empty_token_list_is_refused(tmp_path: Path) -> None:
    folder = tiny_models.sense_voice(tmp_path / "模型")
    (folder / "tokens.txt").write_bytes(b"")

    with pytest.raises(UnusableModelError, match="空的"):
        families.folder_of(folder)


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableModelError, match="没有这个文件夹"):
        families.folder_of(tmp_path / "没有")
