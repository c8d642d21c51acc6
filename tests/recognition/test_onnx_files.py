"""The properties of an ONNX file are read without its weights, and a file that is cut off is refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.recognition import tiny_models
from toolkit.core import UnusableModelError
from toolkit.recognition import onnx_files


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of a tiny model."""
    return tiny_models.fire_red_ctc(tmp_path_factory.mktemp("models")) / "model.int8.onnx"


def test_all_properties_are_read(model: Path) -> None:
    found = onnx_files.properties(model)

    assert found["model_type"] == "fire-red-asr-2-ctc"
    assert found["cmvn_mean"].count(",") == 79


@given(share=st.floats(0, 0.99))
def test_a_file_that_is_cut_off_is_refused_or_lacks_properties(model: Path, share: float) -> None:
    whole = model.read_bytes()
    half = model.with_name("half.onnx")
    half.write_bytes(whole[: int(share * len(whole))])

    try:
        found = onnx_files.properties(half)
    except UnusableModelError:
        return
    # Properties stand behind the graph: whatever was cut off between two of them is missing.
    assert len(found) < len(onnx_files.properties(model))


@given(content=st.binary(max_size=300))
def test_a_file_of_another_kind_never_ends_the_program(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / "other.onnx"
    file.write_bytes(content)

    try:
        found = onnx_files.properties(file)
    except UnusableModelError:
        return
    assert all(isinstance(value, str) for value in found.values())
