"""Speaker embeddings: a vector for each voice, kept in memory and never written.

A voiceprint is sensitive personal data (个人信息保护法 Art 28, GB/T 41807-2022): nothing here writes a file, and the
vectors end with the process. The network is CAM++ (Wang et al., Interspeech 2023), trained by 3D-Speaker on Chinese
and English voices (Apache-2.0); see `voice_weights`.
"""

import contextlib
import importlib.util
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np
import torch
from kaldi_native_fbank import FbankOptions, OnlineFbank
from numpy.typing import NDArray
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from toolkit.core import parallel
from toolkit.records import Stretch
from toolkit.sound import voice_weights
from toolkit.sound.gathering import SAMPLE_RATE, Samples

BLOCK_S = 0.2  # turns begin and end in steps of this length

_SIZE = 192  # numbers in a voice vector

_STEP, _FRAME = 160, 400  # samples from one frame to the next, and in a frame
_BANDS = 80
_FULL_SCALE = np.float32(32_768.0)  # Kaldi takes 16-bit numbers

_STEPS = round(BLOCK_S * SAMPLE_RATE / _STEP)  # frames in a block
_HALVED = _STEPS // 2  # the network makes one column of two frames
_PIECE = 15  # blocks in one input of the network: 3 s, as in its training
_BATCH = 4  # pieces; more do not fit into the processor's cache
_MOST_AT_ONCE = 4  # each takes some 50 MB
_LOADING = threading.Lock()

Voices = NDArray[np.float32]
Numbers = NDArray[np.float64]
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class VoiceTrack:
    """The network's output for some speech as running sums, from which the voice between any two marks is computed.

    `times` has a row (start, end) in seconds for each block of 0.2 s. The marks lie before each block and after the
    last: `blocks` is the number of blocks before each mark, `sums` the summed output of those blocks.
    """

    times: Numbers
    blocks: NDArray[np.int_]
    sums: Numbers

    def __len__(self) -> int:
        return len(self.times)

    def voices(self, first: NDArray[np.int_], last: NDArray[np.int_]) -> Voices:
        """Return the voices between the marks `first` and `last`: one row of length 1 for each pair."""
        columns = ((self.blocks[last] - self.blocks[first]) * _HALVED)[:, None]
        total, squares = np.split(self.sums[last] - self.sums[first], 2, axis=1)
        mean = total / columns
        spread = np.sqrt(np.maximum(squares - columns * mean**2, 0.0) / (columns - 1))
        pooled = np.concatenate([mean, spread], axis=1).astype(np.float32)
        with torch.inference_mode():
            voices: Voices = _network().dense(torch.from_numpy(pooled)).numpy()
        voices /= np.maximum(np.linalg.norm(voices, axis=1, keepdims=True), 1e-9)
        return voices

    def thinned(self, marks: NDArray[np.int_]) -> "VoiceTrack":
        """Return the track with these marks only, which takes less memory."""
        return VoiceTrack(self.times, self.blocks[marks], self.sums[marks])


@dataclass(frozen=True)
class _Network:
    """CAM++ in three parts: from filter bank to columns of sound, to columns of voice, and from pooled columns on."""

    head: nn.Module
    body: nn.Module
    dense: nn.Module


def voice_track(samples: Samples, speech: Sequence[Stretch]) -> VoiceTrack:
    """Return the voice track of the stretches `speech` of `samples` (mono, 16 kHz), the pauses left out.

    Raise MissingWeightsError or WrongWeightsError.
    """
    banks = [(stretch, bank) for stretch in speech if len(bank := _bank_of(samples, stretch))]
    if not banks:
        return VoiceTrack(np.zeros((0, 2)), np.zeros(1, np.int_), np.zeros((1, 1)))
    times = np.concatenate([_times(stretch, len(bank) // _STEPS) for stretch, bank in banks])
    blocks = _blocks(np.concatenate([bank for _, bank in banks]))
    sums = np.concatenate([np.zeros((1, blocks.shape[1])), np.cumsum(blocks, axis=0, dtype=np.float64)])
    return VoiceTrack(times, np.arange(len(times) + 1), sums)


@contextlib.contextmanager
def on_all_cores(work: Callable[[T], R], items: Iterable[T]) -> Iterator[Iterator[R]]:
    """Give the results of `work` for `items` in their order, up to four at a time; the rest is cancelled at the end.

    Each item runs in one thread: the network consists of many small steps, which several threads would spend waiting
    for each other. Raise MissingWeightsError or WrongWeightsError.
    """
    _network()
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with parallel.working(work, items, min(_MOST_AT_ONCE, os.cpu_count() or 1)) as results:
            yield results
    finally:
        torch.set_num_threads(before)


def keep_to_one_thread() -> None:
    """Let torch work with one thread wherever this one asks for a voice, as it does in `on_all_cores`."""
    torch.set_num_threads(1)


# -- the network -----------------------------------------------------------------------------------------------


def _network() -> _Network:
    with _LOADING:  # several threads may ask at once
        return _loaded()


@cache
def _loaded() -> _Network:
    weights = torch.load(voice_weights.weights_file(), map_location="cpu", weights_only=True)
    network = _definition().CAMPPlus(feat_dim=_BANDS, embedding_size=_SIZE)
    network.load_state_dict(weights)
    _fold(network.eval())
    parts = dict(network.xvector.named_children())
    dense = parts.pop("dense")
    parts.pop("stats")  # VoiceTrack.voices pools
    return _Network(network.head.to(memory_format=torch.channels_last), nn.Sequential(*parts.values()), dense)


def _definition() -> Any:
    path = voice_weights.network_file()
    spec = importlib.util.spec_from_file_location("toolkit_camplusplus", path)
    if spec is None or spec.loader is None:
        raise voice_weights.missing()
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _fold(network: Any) -> None:
    """Fold each batch normalisation into the convolution before it: the same output, a quarter less work."""
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
    """Return the filter bank of `stretch` in whole blocks; no row if the samples end before its first frame does."""
    start = round(stretch.start_s * SAMPLE_RATE)
    rows = max(1, round((stretch.end_s - stretch.start_s) / BLOCK_S)) * _STEPS
    sound = samples[start : start + (rows - 1) * _STEP + _FRAME]
    if len(sound) < _FRAME:
        return np.zeros((0, _BANDS), np.float32)
    bank = _filter_bank(sound)
    return np.pad(bank, ((0, rows - len(bank)), (0, 0)), mode="edge")


def _times(stretch: Stretch, blocks: int) -> Numbers:
    """Return start and end in seconds of each of the `blocks` of `stretch`; the last ends with it."""
    edges = stretch.start_s + BLOCK_S * np.arange(blocks + 1)
    edges[-1] = stretch.end_s
    return np.stack([edges[:-1], edges[1:]], axis=1)


def _filter_bank(sound: Samples) -> Samples:
    """Return the log mel filter bank of `sound`, as in the network's training: one row of 80 bands for each 10 ms."""
    bank = OnlineFbank(_bank_options())
    bank.accept_waveform(SAMPLE_RATE, sound * _FULL_SCALE)
    bank.input_finished()
    return np.stack([bank.get_frame(frame) for frame in range(bank.num_frames_ready)])


@cache
def _bank_options() -> FbankOptions:
    """Return Kaldi's defaults (25 ms frames every 10 ms, 20 Hz to 8 kHz) without dither, so that nothing is random."""
    options = FbankOptions()
    options.frame_opts.dither = 0.0
    options.mel_opts.num_bins = _BANDS
    return options


def _blocks(bank: Samples) -> Samples:
    """Return the sums of the network's output columns and of their squares, one row for each block of `bank`."""
    blocks = len(bank) // _STEPS
    length = min(_PIECE, blocks)
    # Every piece has the same length, so the last one reaches back.
    starts = [*range(0, blocks - length, length), blocks - length]
    pieces = np.stack([bank[start * _STEPS : (start + length) * _STEPS] for start in starts])
    pieces -= pieces.mean(axis=1, keepdims=True)  # removes what microphone and room add
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
