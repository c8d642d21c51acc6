"""CTranslate2's file of tensors, on small files put together by hand, and against openai-whisper's own model."""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from toolkit.core.errors import UnconvertibleWeightsError, WrongWeightsError
from toolkit.recognition import weights

TYPES = {"float32": 0, "int8": 1, "int16": 2, "int32": 3, "float16": 4, "bfloat16": 5}
Named = dict[str, NDArray[Any]]


def file_of(
    tensors: Named, *, version: int = 6, spec: str = "WhisperSpec", kinds: dict[str, str] | None = None
) -> bytes:
    """Return a CTranslate2 model file that holds `tensors` and one alias."""

    def text(name: str) -> bytes:
        return struct.pack("<H", len(name) + 1) + name.encode() + b"\0"

    parts = [struct.pack("<I", version), text(spec), struct.pack("<II", 3, len(tensors))]
    for name, tensor in tensors.items():
        kind = (kinds or {}).get(name, tensor.dtype.name)
        parts += [text(name), struct.pack(f"<B{tensor.ndim}I", tensor.ndim, *tensor.shape)]
        parts += [struct.pack("<BI", TYPES[kind], tensor.nbytes), tensor.tobytes()]
    alias = text("decoder/projection/weight") + text("decoder/embeddings/weight")
    return b"".join(parts) + struct.pack("<I", 1) + alias


def small_model(state: int = 8, kind: str = "float16") -> Named:
    """Return the tensors of a Whisper of one layer in each half, as CTranslate2 names them, no number twice."""
    tensors: Named = {}

    def put(name: str, *shape: int) -> None:
        start = sum(tensor.size for tensor in tensors.values())
        tensors[name] = ((np.arange(np.prod(shape)) + start) / 4).astype(kind).reshape(shape)

    put("encoder/conv1/weight", state, 80, 3)
    put("encoder/conv1/bias", state)
    put("encoder/conv2/weight", state, state, 3)
    put("encoder/conv2/bias", state)
    for half, context in (("encoder", 6), ("decoder", 4)):
        put(f"{half}/position_encodings/encodings", context, state)
        blocks = {"self_attention": (3, 1)} | ({"attention": (1, 2, 1)} if half == "decoder" else {})
        for norm in ("layer_norm", *(f"layer_0/{block}/layer_norm" for block in (*blocks, "ffn"))):
            put(f"{half}/{norm}/gamma", state)
            put(f"{half}/{norm}/beta", state)
        for block, widths in blocks.items():
            for number, width in enumerate(widths):
                put(f"{half}/layer_0/{block}/linear_{number}/weight", width * state, state)
                put(f"{half}/layer_0/{block}/linear_{number}/bias", width * state)
        put(f"{half}/layer_0/ffn/linear_0/weight", 4 * state, state)
        put(f"{half}/layer_0/ffn/linear_0/bias", 4 * state)
        put(f"{half}/layer_0/ffn/linear_1/weight", state, 4 * state)
        put(f"{half}/layer_0/ffn/linear_1/bias", state)
        tensors[f"{half}/num_heads"] = np.array(2, np.int16)
    put("decoder/embeddings/weight", 20, state)
    for name in ("encoder/layer_0/self_attention", "decoder/layer_0/self_attention"):
        tensors[f"{name}/linear_0/bias"][state : 2 * state] = 0
    tensors["decoder/layer_0/attention/linear_1/bias"][:state] = 0
    return tensors


def written(folder: Path, data: bytes) -> Path:
    """Write `data` as a model file and return its path."""
    path = folder / "model.bin"
    path.write_bytes(data)
    return path


@given(
    st.dictionaries(
        st.text("abc/_0", min_size=1, max_size=9),
        st.tuples(st.lists(st.integers(0, 4), max_size=3), st.sampled_from(["float32", "float16", "int8", "int32"])),
        max_size=5,
    )
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, wanted: dict[str, tuple[list[int], str]]
) -> None:
    rng = np.random.default_rng(1)
    tensors = {name: (rng.standard_normal(shape) * 9).astype(kind) for name, (shape, kind) in wanted.items()}
    path = written(tmp_path_factory.mktemp("ct2"), file_of(tensors))

    read = weights.read_tensors(path)

    assert {name: (tensor.dtype, tensor.tolist()) for name, tensor in tensors.items()} == {
        name: (tensor.dtype, tensor.tolist()) for name, tensor in read.items()
    }


def test_the_index_knows_shapes_and_passes_over_aliases(tmp_path: Path) -> None:
    index = weights.read_index(written(tmp_path, file_of(small_model())))

    assert "decoder/projection/weight" not in index
    assert index["decoder/embeddings/weight"].shape == (20, 8)


def test_half_precision_of_the_other_kind_is_read_without_loss(tmp_path: Path) -> None:
    numbers = np.array([1.0, -2.5, 3.0e38, 1e-38, 0.0], np.float32)
    upper = (numbers.view(np.uint32) >> 16).astype(np.uint16)
    path = written(tmp_path, file_of({"x": upper}, kinds={"x": "bfloat16"}))

    assert np.array_equal(weights.read_tensors(path)["x"].view(np.uint32) >> 16, upper)


@pytest.mark.parametrize("lost", [1, 3, 200, 2000])
def test_a_cut_off_model_file_is_refused(tmp_path: Path, lost: int) -> None:
    path = written(tmp_path, file_of(small_model())[:-lost])

    with pytest.raises(WrongWeightsError, match="语音模型文件不对"):
        weights.read_index(path)


def test_a_model_file_with_more_behind_its_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongWeightsError):
        weights.read_index(written(tmp_path, file_of(small_model()) + b"x"))


def test_a_length_that_does_not_fit_the_shape_is_refused(tmp_path: Path) -> None:
    data = file_of({"x": np.zeros(4, np.float16)}).replace(struct.pack("<BI", 4, 8), struct.pack("<BI", 4, 6))

    with pytest.raises(WrongWeightsError):
        weights.read_index(written(tmp_path, data))


@given(st.binary(max_size=300))
def test_any_other_bytes_are_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = written(tmp_path_factory.mktemp("ct2"), data)

    with pytest.raises((WrongWeightsError, UnconvertibleWeightsError)):
        weights.read_index(path)


def test_another_version_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnconvertibleWeightsError, match=r"文件版本是 5，不是 6.*请改用 faster-whisper 引擎"):
        weights.read_index(written(tmp_path, file_of(small_model(), version=5)))


def test_a_model_of_another_kind_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnconvertibleWeightsError, match="不是 Whisper 模型"):
        weights.read_index(written(tmp_path, file_of({}, spec="TransformerSpec")))


def test_the_renamed_tensors_are_exactly_those_of_openai_whisper() -> None:
    from whisper.model import ModelDimensions, Whisper  # noqa: PLC0415 - seconds to load

    tensors = small_model()
    dims = weights.dimensions(tensors, Path())
    theirs = Whisper(ModelDimensions(**dims)).state_dict()
    ours = weights.renamed(tensors, Path())

    assert {name: tuple(tensor.shape) for name, tensor in theirs.items()} == {
        name: tensor.shape for name, tensor in ours.items()
    }


def test_renaming_moves_every_number_and_changes_none() -> None:
    tensors = small_model()
    ours = weights.renamed(tensors, Path())
    moved = np.sort(np.concatenate([tensor.ravel() for tensor in ours.values()]))
    zeros = np.zeros(3 * 8, np.float16)  # the keys' biases, which Whisper does not have
    given_in = np.sort(np.concatenate([tensor.ravel() for tensor in tensors.values() if tensor.ndim]))

    assert np.array_equal(np.sort(np.concatenate([moved, zeros])), given_in)


def test_queries_keys_and_values_are_told_apart() -> None:
    tensors = small_model()
    ours = weights.renamed(tensors, Path())
    fused = tensors["decoder/layer_0/self_attention/linear_0/weight"]
    cross = tensors["decoder/layer_0/attention/linear_1/weight"]

    assert np.array_equal(ours["decoder.blocks.0.attn.query.weight"], fused[:8])
    assert np.array_equal(ours["decoder.blocks.0.attn.value.weight"], fused[16:])
    assert np.array_equal(ours["decoder.blocks.0.cross_attn.key.weight"], cross[:8])
    assert np.array_equal(ours["decoder.blocks.0.cross_attn.value.weight"], cross[8:])


def test_whole_numbers_cannot_be_made_exact_again() -> None:
    tensors = small_model() | {"encoder/conv1/weight": np.zeros((8, 80, 3), np.int8)}

    with pytest.raises(UnconvertibleWeightsError, match="压缩成整数"):
        weights.renamed(tensors, Path("夜话/model.bin"))


@pytest.mark.parametrize(
    "more,why",
    [
        ({"encoder/layer_0/self_attention/linear_0/bias": np.ones(24, np.float16)}, "不是零"),
        ({"encoder/layer_0/rotary/weight": np.ones(3, np.float16)}, "有不认识的部分 encoder/layer_0/rotary/weight"),
        ({"decoder/projection/weight": np.ones((20, 8), np.float16)}, "输出层与词表不是同一组数"),
    ],
)
def test_what_openai_whisper_has_no_place_for_is_told(more: Named, why: str) -> None:
    with pytest.raises(UnconvertibleWeightsError, match=why):
        weights.renamed(small_model() | more, Path())


def test_a_missing_tensor_is_named() -> None:
    tensors = small_model()
    del tensors["decoder/num_heads"]

    with pytest.raises(UnconvertibleWeightsError, match="缺少 decoder/num_heads"):
        weights.dimensions(tensors, Path())


def test_the_content_hash_follows_the_numbers_and_not_the_order() -> None:
    tensors = small_model()
    changed = {name: tensor.copy() for name, tensor in tensors.items()}
    changed["encoder/conv2/bias"][-1] += 1

    assert weights.content_sha256(dict(reversed(tensors.items()))) == weights.content_sha256(tensors)
    assert weights.content_sha256(changed) != weights.content_sha256(tensors)
