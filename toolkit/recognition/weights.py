"""The tensors of a CTranslate2 Whisper model, read from `model.bin` and renamed as openai-whisper names them.

The file (binary version 6) is a plain list: per variable a name, its rank, its dimensions, a type, a byte count and the
bytes; then the aliases. Renaming moves numbers and changes none: queries, keys and values lie in one tensor there and
in three here, and the key's bias, which Whisper does not have, is a row of zeros there and missing here.
"""

import hashlib
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from toolkit.core import UnconvertibleWeightsError, WrongWeightsError, open_to_read

BINARY_VERSION = 6
Tensors = Mapping[str, NDArray[Any]]

# The order is that of CTranslate2's DataType; bfloat16 is read as its bits, because numpy has no such type.
_TYPES = ("float32", "int8", "int16", "int32", "float16", "uint16")
_BFLOAT16 = 5

_LEAVES = {"weight": "weight", "bias": "bias", "gamma": "weight", "beta": "bias"}
_OUTER = {
    "encoder/conv1": "encoder.conv1",
    "encoder/conv2": "encoder.conv2",
    "encoder/layer_norm": "encoder.ln_post",
    "decoder/layer_norm": "decoder.ln",
    "decoder/embeddings": "decoder.token_embedding",
}
_POSITIONS = {f"{half}/position_encodings/encodings": f"{half}.positional_embedding" for half in ("encoder", "decoder")}
_BLOCK = {
    "self_attention/layer_norm": ("attn_ln",),
    "self_attention/linear_0": ("attn.query", "attn.key", "attn.value"),
    "self_attention/linear_1": ("attn.out",),
    "attention/layer_norm": ("cross_attn_ln",),
    "attention/linear_0": ("cross_attn.query",),
    "attention/linear_1": ("cross_attn.key", "cross_attn.value"),
    "attention/linear_2": ("cross_attn.out",),
    "ffn/layer_norm": ("mlp_ln",),
    "ffn/linear_0": ("mlp.0",),
    "ffn/linear_1": ("mlp.2",),
}
_IN_BLOCK = re.compile(r"(encoder|decoder)/layer_(\d+)/(.+)/([a-z]+)")


@dataclass(frozen=True)
class Variable:
    """The place of a tensor in the file: its first byte, its dimensions, and its type by CTranslate2's number."""

    place: int
    shape: tuple[int, ...]
    kind: int


def read_index(path: Path) -> dict[str, Variable]:
    """Return the places of the tensors of the CTranslate2 model file at `path`, by name; none of them is read.

    Raise UnconvertibleWeightsError if it is of another version or no Whisper model, WrongWeightsError if it does not
    end where its list ends.
    """
    with open_to_read(path) as file:
        try:
            index = _index(file, path)
        except (struct.error, UnicodeDecodeError) as fault:
            raise WrongWeightsError(path=path) from fault
        if file.tell() != file.seek(0, 2):
            raise WrongWeightsError(path=path)
    return index


def read_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of the CTranslate2 model file at `path` by its own names; large ones stay on the disk.

    Raise UnconvertibleWeightsError or WrongWeightsError.
    """
    variables = read_index(path)
    content = np.memmap(path, np.uint8, "r")
    return {name: _tensor(content, variable) for name, variable in variables.items()}


def renamed(tensors: Tensors, path: Path) -> dict[str, NDArray[Any]]:
    """Return `tensors` (those of `path`) under openai-whisper's names, number for number.

    Raise UnconvertibleWeightsError for tensors that are quantised, not Whisper's, or have no place there.
    """
    embeddings = tensors.get("decoder/embeddings/weight")
    if embeddings is None or not np.array_equal(tensors.get("decoder/projection/weight", embeddings), embeddings):
        raise UnconvertibleWeightsError(path=path, why="输出层与词表不是同一组数")
    result: dict[str, NDArray[Any]] = {}
    for name, tensor in tensors.items():
        if tensor.ndim and name != "decoder/projection/weight":
            result.update(_moved(name, tensor, path))
    return result


def dimensions(tensors: Tensors, path: Path) -> dict[str, int]:
    """Return the dimensions of the model whose CTranslate2 `tensors` came from `path`, as openai-whisper names them.

    Raise UnconvertibleWeightsError if a tensor with one of the dimensions is missing.
    """
    try:
        return {
            "n_mels": tensors["encoder/conv1/weight"].shape[1],
            **_half(tensors, "encoder", "audio"),
            "n_vocab": tensors["decoder/embeddings/weight"].shape[0],
            **_half(tensors, "decoder", "text"),
        }
    except KeyError as fault:
        raise UnconvertibleWeightsError(path=path, why=f"缺少 {fault.args[0]}") from fault


def content_sha256(tensors: Tensors) -> str:
    """Return the SHA-256 of the names, types, shapes and numbers of `tensors`, whatever file they lie in."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        tensor = np.ascontiguousarray(tensors[name])
        digest.update(f"{name} {tensor.dtype.name} {tensor.shape}\n".encode())
        digest.update(tensor.data.cast("B"))
    return digest.hexdigest()


def _index(file: BinaryIO, path: Path) -> dict[str, Variable]:
    (version,) = _numbers(file, "<I")
    if version != BINARY_VERSION:
        raise UnconvertibleWeightsError(path=path, why=f"文件版本是 {version}，不是 {BINARY_VERSION}")
    if _text(file) != "WhisperSpec":
        raise UnconvertibleWeightsError(path=path, why="不是 Whisper 模型")
    _revision, count = _numbers(file, "<II")
    variables = dict(_variables(file, count, path))
    (count,) = _numbers(file, "<I")
    for _ in range(2 * count):
        _text(file)  # the aliases, each with the name it stands for
    return variables


def _variables(file: BinaryIO, count: int, path: Path) -> Iterator[tuple[str, Variable]]:
    for _ in range(count):
        name = _text(file)
        (rank,) = _numbers(file, "<B")
        shape = _numbers(file, f"<{rank}I")
        kind, length = _numbers(file, "<BI")
        width = np.dtype(_TYPES[kind]).itemsize if kind < len(_TYPES) else 0
        # Four bytes hold the length, so a tensor of 4 GB or more could not be told; Whisper has none.
        if length != width * int(np.prod(shape, dtype=np.int64)):
            raise WrongWeightsError(path=path)
        yield name, Variable(file.tell(), shape, kind)
        file.seek(length, 1)


def _numbers(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _text(file: BinaryIO) -> str:
    (length,) = _numbers(file, "<H")
    # Through struct, so that a text that breaks off is an error.
    (text,) = struct.unpack(f"<{length}s", file.read(length))
    return str(text.rstrip(b"\0"), "utf-8")


def _tensor(content: NDArray[np.uint8], variable: Variable) -> NDArray[Any]:
    kind = np.dtype(_TYPES[variable.kind])
    end = variable.place + kind.itemsize * int(np.prod(variable.shape, dtype=np.int64))
    tensor = content[variable.place : end].view(kind).reshape(variable.shape)
    if variable.kind == _BFLOAT16:
        # A bfloat16 is the upper half of a float32.
        return (tensor.astype(np.uint32) << 16).view(np.float32)
    return tensor


def _moved(name: str, tensor: NDArray[Any], path: Path) -> dict[str, NDArray[Any]]:
    if tensor.dtype.kind != "f":
        raise UnconvertibleWeightsError(path=path, why="数字已经压缩成整数，还原会丢失精度")
    if name in _POSITIONS:
        return {_POSITIONS[name]: tensor}
    stem, _, leaf = name.rpartition("/")
    if stem in _OUTER and leaf in _LEAVES:
        return {f"{_OUTER[stem]}.{_LEAVES[leaf]}": tensor}
    match = _IN_BLOCK.fullmatch(name)
    if match is None or match[3] not in _BLOCK or match[4] not in _LEAVES:
        raise UnconvertibleWeightsError(path=path, why=f"有不认识的部分 {name}")
    targets = _BLOCK[match[3]]
    before = f"{match[1]}.blocks.{match[2]}."
    parts = zip(targets, np.split(tensor, len(targets)), strict=True)
    return _without_key_bias({f"{before}{target}.{_LEAVES[match[4]]}": part for target, part in parts}, path)


def _without_key_bias(parts: dict[str, NDArray[Any]], path: Path) -> dict[str, NDArray[Any]]:
    for name in [name for name in parts if name.endswith("attn.key.bias")]:
        if parts.pop(name).any():
            raise UnconvertibleWeightsError(path=path, why=f"{name} 不是零")
    return parts


def _half(tensors: Tensors, half: str, called: str) -> dict[str, int]:
    context, state = tensors[f"{half}/position_encodings/encodings"].shape
    layers = {match[2] for name in tensors if (match := _IN_BLOCK.fullmatch(name)) and match[1] == half}
    return {
        f"n_{called}_ctx": context,
        f"n_{called}_state": state,
        f"n_{called}_head": int(tensors[f"{half}/num_heads"]),
        f"n_{called}_layer": len(layers),
    }
