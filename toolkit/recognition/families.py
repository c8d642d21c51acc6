"""The families of models that sherpa-onnx loads: their files, how they are told apart, what they can and cannot do.

sherpa-onnx takes a path for each file and trusts it: a wrong file ends the whole process. So a folder is told by the
names of its files and by the properties that the family's ONNX file must have.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from toolkit.core import UnusableModelError
from toolkit.recognition import onnx_files

_SAMPLE_RATE = 16_000


@dataclass(frozen=True)
class Family:
    """A family of models.

    `constructor` is the name of sherpa-onnx's function. `files` are the names of the files by the function's arguments,
    the first that exists of each; a name may hold `*`. `needs` are the properties that the file of the first argument
    must have. `longest_s` is the longest sound, in seconds, that the family hears to its end. `has_times`: a character
    comes with its time (some builds of Paraformer leave it out). `has_marks`: it writes punctuation.
    """

    name: str
    constructor: str
    files: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    longest_s: float = 30.0
    has_times: bool = False
    has_marks: bool = False


_ONE_MODEL = ("model.int8.onnx", "model.onnx")
_TOKENS = {"tokens": ("tokens.txt",)}
_ENCODER = ("encoder.int8.onnx", "encoder.onnx", "*encoder*.int8.onnx", "*encoder*.onnx")
_DECODER = ("decoder.int8.onnx", "decoder.onnx", "*decoder*.int8.onnx", "*decoder*.onnx")
_TWO_MODELS = {"encoder": _ENCODER, "decoder": _DECODER, "tokens": ("tokens.txt", "*tokens.txt")}

# The order matters: the needs of a family further down may be met by a file of one above.
FAMILIES = (
    Family(
        "sense-voice",
        "from_sense_voice",
        {"model": _ONE_MODEL, **_TOKENS},
        ("lang_zh", "with_itn", "neg_mean"),
        {"language": "zh", "use_itn": True},
        has_times=True,
        has_marks=True,
    ),
    Family(
        "paraformer",
        "from_paraformer",
        {"paraformer": _ONE_MODEL, **_TOKENS},
        ("vocab_size", "lfr_window_size", "neg_mean"),
        has_times=True,
    ),
    Family("fire-red-ctc", "from_fire_red_asr_ctc", {"model": _ONE_MODEL, **_TOKENS}, ("cmvn_mean",), has_times=True),
    Family("dolphin", "from_dolphin_ctc", {"model": _ONE_MODEL, **_TOKENS}, ("vocab_size", "invstd"), has_times=True),
    Family(
        "transducer",
        "from_transducer",
        {**_TWO_MODELS, "joiner": ("*joiner*.int8.onnx", "*joiner*.onnx")},
        options={"decoding_method": "modified_beam_search"},
        has_times=True,
    ),
    Family("fire-red", "from_fire_red_asr", _TWO_MODELS, ("num_decoder_layers", "cmvn_mean")),
    Family(
        "whisper", "from_whisper", _TWO_MODELS, ("n_mels", "sot", "no_timestamps"), {"language": "zh"}, has_marks=True
    ),
    Family(
        "qwen3",
        "from_qwen3_asr",
        {
            "conv_frontend": ("conv_frontend.onnx",),
            "encoder": _ENCODER,
            "decoder": _DECODER,
            "tokenizer": ("tokenizer",),
        },
        # Prompt, sound and text share 512 tokens; a longer sound comes back as a single word.
        options={"max_new_tokens": 384},
        longest_s=20.0,
        has_marks=True,
    ),
)
BY_NAME = {family.name: family for family in FAMILIES}


@dataclass(frozen=True)
class ModelFolder:
    """A folder with a model of a family, and its files by the arguments of the family's constructor."""

    path: Path
    family: Family
    files: Mapping[str, Path]

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(each.stat().st_size for path in self.files.values() for each in _leaves(path))

    @property
    def leaves(self) -> tuple[Path, ...]:
        """The files themselves, those of a folder one by one, in the order of their names."""
        return tuple(sorted({each for path in self.files.values() for each in _leaves(path)}))


def is_of_a_family(path: Path) -> bool:
    """Return whether the folder at `path` has the files of a family; they may still be broken."""
    return any(_files_of(family, path) for family in FAMILIES)


def folder_of(path: Path) -> ModelFolder:
    """Return the model in the folder at `path`.

    Raise UnusableModelError, with the reason, if it is of no family known here, half a model, or cut off.
    """
    fitting = [(family, files) for family in FAMILIES if (files := _files_of(family, path))]
    if not fitting:
        raise UnusableModelError(path=path, why=_lacking(path))
    for family, files in fitting:
        first = next(iter(files.values()))
        properties = onnx_files.properties(first)
        if all(properties.get(need) for need in family.needs):
            _refuse_other_rate(first, properties)
            for file in files.values():
                _refuse_broken(file)
            return ModelFolder(path, family, files)
    raise UnusableModelError(path=path, why="不是这里能用的模型种类")


def _files_of(family: Family, path: Path) -> dict[str, Path] | None:
    """Return the files of `family` in the folder at `path`, by argument; None unless all are there."""
    files = {
        argument: next((each for name in names for each in sorted(path.glob(name))), None)
        for argument, names in family.files.items()
    }
    present = {argument: file for argument, file in files.items() if file is not None}
    # One wildcard may fit the file of another argument, as in half a model.
    return present if len(set(present.values())) == len(family.files) else None


def _lacking(path: Path) -> str:
    """Return, as a Chinese clause, what a model in the folder at `path` lacks."""
    if not path.is_dir():
        return "没有这个文件夹"
    if (path / "model.bin").is_file():
        return "是 faster-whisper 的模型，缺 config.json、tokenizer.json 或 vocabulary 文件"
    names = {each.name for each in path.iterdir()}
    if not any(name.endswith(".onnx") for name in names):
        return "里面没有 .onnx 模型文件"
    if not any(name.endswith("tokens.txt") for name in names) and not (path / "tokenizer").is_dir():
        return "缺字表 tokens.txt"
    return "只有一部分模型文件"


def _refuse_other_rate(file: Path, properties: Mapping[str, str]) -> None:
    rate = properties.get("sample_rate", str(_SAMPLE_RATE))
    if rate != str(_SAMPLE_RATE):
        raise UnusableModelError(path=file, why=f"是给每秒 {rate} 点的声音用的，这里是每秒 {_SAMPLE_RATE} 点")


def _refuse_broken(file: Path) -> None:
    if file.suffix == ".onnx":
        onnx_files.properties(file)
    elif file.is_file() and not file.stat().st_size:
        raise UnusableModelError(path=file, why="文件是空的")


def _leaves(path: Path) -> tuple[Path, ...]:
    return tuple(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)
