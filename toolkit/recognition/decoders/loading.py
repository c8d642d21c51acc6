"""The choice of a decoder: an engine with the weights of a model, and another model in reserve."""

from pathlib import Path

from toolkit.core import UnknownEngineError
from toolkit.recognition import families, installing, models
from toolkit.recognition.decoders.base import Decoder
from toolkit.recognition.decoders.faster_whisper import FasterWhisper
from toolkit.recognition.decoders.in_reserve import Reserve
from toolkit.recognition.decoders.openai_whisper import OpenAIWhisper
from toolkit.recognition.decoders.sherpa import SherpaOnnx

ENGINES = ("faster-whisper", "whisper", "sherpa-onnx")
_ALIGNER = "base"  # comes with the program


def load(engine: str, model: str, folder: Path, threads: int = 0) -> Decoder:
    """Return the decoder of `engine` with the weights of `model`.

    "auto" is the engine that can load the model: sherpa-onnx for a folder of one of its families, else faster-whisper.
    `folder` is the workspace's folder of models; `threads` 0 means all cores.
    Raise UnknownEngineError, MissingWeightsError, WrongWeightsError, UnusableModelError or TooLittleMemoryError.
    """
    if engine == "auto":
        engine = "sherpa-onnx" if models.sherpa_folder(model, folder) else "faster-whisper"
    if engine == "faster-whisper":
        return _faster_whisper(model, folder, threads)
    if engine == "whisper":
        checkpoint = models.whisper_checkpoint(model, folder)
        return OpenAIWhisper(checkpoint, model, models.weights_sha256(checkpoint), threads)
    if engine == "sherpa-onnx":
        place = models.sherpa_folder(model, folder) or models.missing_sherpa_folder(model, folder)
        aligner = Reserve(_ALIGNER, lambda: _faster_whisper(_ALIGNER, folder, threads))
        found = families.folder_of(place)
        installing.refuse_changed(place)
        return SherpaOnnx(found, model, models.files_sha256(found.leaves, place), threads, aligner)
    raise UnknownEngineError(engine=engine, known="、".join(("auto", *ENGINES)))


def _faster_whisper(model: str, folder: Path, threads: int) -> FasterWhisper:
    weights = models.faster_whisper_folder(model, folder)
    installing.refuse_changed(weights)
    return FasterWhisper(weights, model, models.weights_sha256(weights), threads)


def reserve(decoder: Decoder, folder: Path, threads: int = 0) -> Reserve[Decoder] | None:
    """Return the model that hears what `decoder` cannot, not yet loaded; None without one.

    For a model of sherpa-onnx it is its aligner, another ear; else the next larger model on this machine. `folder` is
    the workspace's folder of models.
    """
    if isinstance(decoder, SherpaOnnx):
        return decoder.aligner
    stronger = models.stronger(decoder.model, folder)
    return Reserve(stronger, lambda: load(decoder.name, stronger, folder, threads)) if stronger else None
