"""The choice of a decoder: an engine with the weights of a model, and another model in reserve."""

import contextlib
from pathlib import Path

from toolkit.core import UnknownEngineError, YehuaError
from toolkit.recognition import families, installing, models
from toolkit.recognition.decoders.base import Decoder, refuse_if_too_large
from toolkit.recognition.decoders.faster_whisper import FasterWhisper
from toolkit.recognition.decoders.in_reserve import Reserve
from toolkit.recognition.decoders.openai_whisper import OpenAIWhisper
from toolkit.recognition.decoders.sherpa import SherpaOnnx

WHISPERS = ("faster-whisper", "whisper")  # the engines that load Whisper as it comes
ENGINES = (*WHISPERS, "sherpa-onnx")
_ALIGNER = "base"  # comes with the program
# Weights of two bytes are held in one by CTranslate2, and in four by torch, beside the file as it is read.
_MEMORY_FOR_EACH_BYTE = {"faster-whisper": 1.2, "whisper": 3.0, "sherpa-onnx": 1.5}


def load(engine: str, model: str, folder: Path, threads: int = 0) -> Decoder:
    """Return the decoder of `engine` with the weights of `model`.

    "auto" is the engine that can load the model: sherpa-onnx for a folder of one of its families, else faster-whisper.
    `folder` is the workspace's folder of models; `threads` 0 means all cores.
    Raise UnknownEngineError, MissingWeightsError, WrongWeightsError, UnusableModelError or TooLittleMemoryError.
    """
    if engine == "auto":
        engine = "sherpa-onnx" if models.sherpa_folder(model, folder) else "faster-whisper"
    if engine in WHISPERS:
        refuse_if_too_large(model, _weights(engine, model, folder).stat().st_size, _MEMORY_FOR_EACH_BYTE[engine])
        return _whisper(engine, model, folder, threads)
    if engine == "sherpa-onnx":
        place = models.sherpa_folder(model, folder) or models.missing_sherpa_folder(model, folder)
        found = _checked(place)
        refuse_if_too_large(model, found.bytes, _MEMORY_FOR_EACH_BYTE[engine])
        return _sherpa(found, model, folder, threads)
    raise UnknownEngineError(engine=engine, known="、".join(("auto", *ENGINES)))


def _weights(engine: str, model: str, folder: Path) -> Path:
    """Return the file of the weights of a Whisper `model` for one of the engines `WHISPERS`."""
    if engine == "whisper":
        return models.whisper_checkpoint(model, folder)
    return models.faster_whisper_folder(model, folder) / "model.bin"


def _whisper(engine: str, model: str, folder: Path, threads: int) -> Decoder:
    """Return the decoder of one of the engines `WHISPERS`, however little memory is free."""
    if engine == "whisper":
        checkpoint = _weights(engine, model, folder)
        return OpenAIWhisper(checkpoint, model, models.weights_sha256(checkpoint), threads)
    return _faster_whisper(model, folder, threads)


def _faster_whisper(model: str, folder: Path, threads: int) -> FasterWhisper:
    weights = models.faster_whisper_folder(model, folder)
    installing.refuse_changed(weights)
    return FasterWhisper(weights, model, models.weights_sha256(weights), threads)


def _checked(place: Path) -> families.ModelFolder:
    """Return the model of sherpa-onnx in the folder `place`, whole and as it was put there."""
    found = families.folder_of(place)
    installing.refuse_changed(place)
    return found


def _sherpa(found: families.ModelFolder, model: str, folder: Path, threads: int) -> SherpaOnnx:
    """Return the decoder of a checked model of sherpa-onnx, however little memory is free."""
    aligner = Reserve(
        _ALIGNER,
        lambda: _faster_whisper(_ALIGNER, folder, threads),
        lambda: models.weights_sha256(models.faster_whisper_folder(_ALIGNER, folder)),
    )
    return SherpaOnnx(found, model, models.files_sha256(found.leaves, found.path), threads, aligner)


def reserve(decoder: Decoder, folder: Path, threads: int = 0) -> Reserve[Decoder] | None:
    """Return the model that hears what `decoder` cannot, not yet loaded; None without one.

    For a model of sherpa-onnx it is its aligner, another ear; else the next larger Whisper on this machine, or without
    one the first whole model of another family. `folder` is the workspace's folder of models. Memory is not asked
    about, or the text would depend on what else is running.
    """
    if isinstance(decoder, SherpaOnnx):
        return decoder.aligner
    stronger = models.stronger(decoder.model, folder)
    if stronger is None:
        return _of_another_family(folder, threads)
    find = models.whisper_checkpoint if decoder.name == "whisper" else models.faster_whisper_folder
    return Reserve(
        stronger,
        lambda: _whisper(decoder.name, stronger, folder, threads),
        lambda: models.weights_sha256(find(stronger, folder)),
    )


def _of_another_family(folder: Path, threads: int) -> Reserve[Decoder] | None:
    """Return the first model of sherpa-onnx on this machine, by name, as a reserve; None without a whole one."""
    for name in models.known_models(folder):
        place = models.sherpa_folder(name, folder)
        with contextlib.suppress(YehuaError):  # half a model is no help, and is told when somebody wants to use it
            if place:
                return _in_reserve(_checked(place), name, folder, threads)
    return None


def _in_reserve(found: families.ModelFolder, name: str, folder: Path, threads: int) -> Reserve[Decoder]:
    return Reserve(
        name,
        lambda: _sherpa(found, name, folder, threads),
        lambda: models.files_sha256(found.leaves, found.path),
    )
