"""The contestants: our own rooms and their peers as they come, each run in a process of its own."""

import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray

from toolkit.core import NoSpeechError
from toolkit.recognition import models
from toolkit.records import RecordingRef
from toolkit.sound import SAMPLE_RATE, audio

RATE = SAMPLE_RATE
WINDOW = 28 * RATE  # Whisper in sherpa-onnx hears nothing after 30 s

Samples = NDArray[np.float32]
Hear = Callable[[Samples], str]


@dataclass(frozen=True)
class Task:
    """The work of a contestant: the sounds as files, the model, the words it may be prompted with, the threads."""

    contestant: str
    sounds: tuple[Path, ...]
    lexicon: Path | None
    model: str
    models: Path
    threads: int


@dataclass(frozen=True)
class Outcome:
    """The result of a contestant: seconds of loading, of work, of all cores; megabytes; a text for each sound."""

    load_s: float
    seconds: float
    cpu_s: float
    peak_mb: float
    texts: tuple[str, ...]


def ours(task: Task) -> Hear:
    """Load our own rooms with faster-whisper, which is what the settings name at first."""
    return ours_by("faster-whisper", task.model, task)


def ours_onnx(task: Task) -> Hear:
    """Load our own rooms with sherpa-onnx and the same weights."""
    return ours_by("sherpa-onnx", exported(task).name, task)


def ours_by(engine: str, model: str, task: Task) -> Hear:
    """Load our own rooms, as `workflow` calls them but without telling speakers apart, which no peer does.

    The one place that knows how they are called. Without a lexicon there are the shipped words only.
    """
    # Only its own process loads an engine.
    from toolkit.recognition import Recognizer, decoders, lexicon  # noqa: PLC0415 - as said above
    from toolkit.transcribe import transcribe  # noqa: PLC0415 - as said above

    decoder = decoders.load(engine, model, task.models, task.threads)
    words = lexicon.load(task.lexicon)
    recognizer = Recognizer(decoder, decoders.Options(prompt_words=lexicon.prompt_words(words)), words)

    def hear(samples: Samples) -> str:
        recording = RecordingRef(None, "0" * 64, len(samples) / RATE)
        try:
            made = transcribe(recognizer, samples, recording)
        except NoSpeechError:
            return ""
        return "\n".join(one.text for one in made.segments)

    return hear


def openai_whisper(beam: int | None) -> Callable[[Task], Hear]:
    """Return the loader of OpenAI's own package, as its readme calls it."""

    def load(task: Task) -> Hear:
        import torch  # noqa: PLC0415
        import whisper  # noqa: PLC0415

        torch.set_num_threads(task.threads)
        loaded = whisper.load_model(str(models.whisper_checkpoint(task.model, task.models)), device="cpu")
        return lambda samples: loaded.transcribe(samples, language="zh", beam_size=beam, fp16=False)["text"]

    return load


def faster_whisper(beam: int, *, batched: bool) -> Callable[[Task], Hear]:
    """Return the loader of faster-whisper with 8-bit weights: one window after the other with VAD, or in batches."""

    def load(task: Task) -> Hear:
        from faster_whisper import BatchedInferencePipeline, WhisperModel  # noqa: PLC0415

        folder = models.faster_whisper_folder(task.model, task.models)
        loaded = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=task.threads)
        engine = BatchedInferencePipeline(loaded) if batched else loaded

        def hear(samples: Samples) -> str:
            segments, _ = engine.transcribe(samples, language="zh", beam_size=beam, vad_filter=True)
            return "\n".join(one.text for one in segments)

        return hear

    return load


def exported(task: Task) -> Path:
    """Return the folder of the model in the form that sherpa-onnx loads, made the first time (some minutes)."""
    from tests.recognition import whisper_export  # noqa: PLC0415 - torch, which only this needs

    folder = task.models / f"whisper-{task.model}-onnx"
    if not folder.is_dir():
        whisper_export.main(str(folder), task.model)
    return folder


def sherpa_onnx(task: Task) -> Hear:
    """Load sherpa-onnx as its examples for Whisper call it: windows of less than 30 s, each decoded greedily."""
    import sherpa_onnx as engine  # noqa: PLC0415

    folder = exported(task)
    encoder, decoder, tokens = (
        str(folder / f"{task.model}-{part}") for part in ("encoder.onnx", "decoder.onnx", "tokens.txt")
    )
    loaded = engine.OfflineRecognizer.from_whisper(encoder, decoder, tokens, language="zh", num_threads=task.threads)

    def hear(samples: Samples) -> str:
        texts = []
        for start in range(0, len(samples), WINDOW):
            stream = loaded.create_stream()
            stream.accept_waveform(RATE, samples[start : start + WINDOW])
            loaded.decode_stream(stream)
            texts.append(stream.result.text)
        return "\n".join(texts)

    return hear


CONTESTANTS: Mapping[str, Callable[[Task], Hear]] = {
    "ours": ours,
    "ours-lexicon": ours,
    "ours-onnx": ours_onnx,
    "batched-greedy": faster_whisper(1, batched=True),
    "batched-beam5": faster_whisper(5, batched=True),
    "faster-greedy": faster_whisper(1, batched=False),
    "faster-beam5": faster_whisper(5, batched=False),
    "whisper-greedy": openai_whisper(None),
    "whisper-beam5": openai_whisper(5),
    "sherpa-onnx": sherpa_onnx,
}
TOLD = ("ours-lexicon",)  # those that are given the lexicon


def perform(task: Task) -> Outcome:
    """Do `task`; runs in a process of its own."""
    sounds = [np.load(path) if path.suffix == ".npy" else audio.samples(path) for path in task.sounds]
    begun = time.perf_counter()
    hear = CONTESTANTS[task.contestant](task)
    loaded, work_before = time.perf_counter(), time.process_time()
    texts = tuple(hear(samples) for samples in sounds)
    done, work = time.perf_counter(), time.process_time() - work_before
    return Outcome(loaded - begun, done - loaded, work, peak_memory(), texts)


def peak_memory() -> float:
    """Return the most megabytes this process has had in memory."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would tell the parent's peak if that was higher
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))[0]) / 1024
    memory = psutil.Process().memory_info()
    if hasattr(memory, "peak_wset"):
        return float(memory.peak_wset) / 2**20
    import resource  # noqa: PLC0415 - Windows has none

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def alone(task: Task) -> Outcome:
    """Do `task` in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(perform, task).result()
