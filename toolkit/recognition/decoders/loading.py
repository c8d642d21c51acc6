"""The choice of a decoder: an engine with the weights of a model, and a larger model in reserve."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from toolkit.core import UnknownEngineError
from toolkit.recognition import models
from toolkit.recognition.decoders.base import Decoder
from toolkit.recognition.decoders.faster_whisper import FasterWhisper
from toolkit.recognition.decoders.openai_whisper import OpenAIWhisper

ENGINES = ("faster-whisper", "whisper")


def load(engine: str, model: str, folder: Path, threads: int = 0) -> Decoder:
    """Return the decoder of `engine` ("auto" means faster-whisper) with the weights of `model`.

    `folder` is the workspace's folder of models; `threads` 0 means all cores.
    Raise UnknownEngineError, MissingWeightsError or WrongWeightsError.
    """
    if engine in {"auto", "faster-whisper"}:
        weights = models.faster_whisper_folder(model, folder)
        return FasterWhisper(weights, model, models.weights_sha256(weights), threads)
    if engine == "whisper":
        checkpoint = models.whisper_checkpoint(model, folder)
        return OpenAIWhisper(checkpoint, model, models.weights_sha256(checkpoint), threads)
    raise UnknownEngineError(engine=engine, known="、".join(("auto", *ENGINES)))


class Reserve:
    """A stronger model for doubtful chunks, loaded when it is first needed."""

    def __init__(self, model: str, load_it: Callable[[], Decoder]) -> None:
        """Keep the name of the `model` and the function that loads it."""
        self.model = model
        self._load = load_it
        self._loading = Lock()
        self._decoder: Decoder | None = None

    @property
    def decoder(self) -> Decoder:
        """The decoder, loaded once, also when several threads ask for it at a time."""
        with self._loading:
            self._decoder = self._decoder or self._load()
            return self._decoder


def reserve(engine: str, model: str, folder: Path, threads: int = 0) -> Reserve | None:
    """Return the next larger model than `model` on this machine for `engine`, not yet loaded; None without one."""
    stronger = models.stronger(model, folder)
    return Reserve(stronger, lambda: load(engine, stronger, folder, threads)) if stronger else None
