"""Behind a network that delays, throttles, stalls and cuts, with machines that die, the text is the same."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.cluster.machines import Machines, free_port, kill, machines_in
from tests.cluster.played import Kind
from tests.cluster.proxies import Network, proxied
from tests.cluster.test_spread import OWN, REFERENCE, SOUND, short_chunks
from toolkit.cluster import demands
from toolkit.cluster.connection import Address
from toolkit.cluster.pool import Patience, Pool
from toolkit.cluster.spread import SpreadHands
from toolkit.core import sha256_of
from toolkit.recognition import Recognizer, decoders, lexicon, plan
from toolkit.records import RecordingRef, Stretch, Transcript
from toolkit.sound import SAMPLE_RATE, Samples, audio, speech
from toolkit.transcribe import transcribe, transcribe_by

SAMPLE = Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.mp3"


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """Give machines that may be killed."""
    with machines_in(tmp_path) as those:
        yield those


@dataclass(frozen=True)
class Way:
    """The ports of a worker: its proxy to the scheduler, the proxy by which it is reached, and its own."""

    out: int = field(default_factory=free_port)
    back: int = field(default_factory=free_port)
    own: int = field(default_factory=free_port)


class Trouble:
    """Kills a worker after another, and now and then the scheduler, and starts each again, until it is told to end."""

    def __init__(self, machines: Machines, ways: Sequence[Way], kind: Kind, every_s: float) -> None:
        self._machines, self._ways, self._kind, self._every_s = machines, ways, kind, every_s
        self._scheduler = machines.scheduler()
        self._workers = [self._worker(way) for way in ways]
        self._ends = threading.Event()
        self.killed = self.restarted = 0
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def _worker(self, way: Way) -> ForkServerProcess:
        there = ("--port", str(way.own), "--reached-at", f"tcp://127.0.0.1:{way.back}")
        return self._machines.worker(self._kind, *there, url=f"tcp://127.0.0.1:{way.out}")

    def _make(self) -> None:
        while not self._ends.wait(self._every_s):
            number = self.killed % len(self._workers)
            kill(self._workers[number])
            self._workers[number] = self._worker(self._ways[number])
            self.killed += 1
            if self.killed % 2 == 0 and self.restarted < 2:
                kill(self._scheduler)
                self._scheduler = self._machines.scheduler()
                self.restarted += 1

    def end(self) -> None:
        """Make no more trouble."""
        self._ends.set()
        self._thread.join()


def through_trouble(
    machines: Machines,
    own: Recognizer,
    sound: Samples,
    reference: RecordingRef,
    *,
    kind: Kind,
    network: Network,
    every_s: float,
) -> tuple[Transcript, Trouble, int]:
    """Return the transcript made by three workers in trouble, the trouble, and how often a connection was cut."""
    ways = [Way() for _ in range(3)]
    proxies = [(way.out, machines.port) for way in ways] + [(way.back, way.own) for way in ways]
    with proxied(proxies, network, seed=7) as those:
        trouble = Trouble(machines, ways, kind, every_s)
        pool = Pool(Address(machines.url), lambda _sentence: None, Patience(silent_s=30))
        try:
            hands = SpreadHands(pool, demands.demand_of(own), own.words.sha256, sound, reference.sha256)
            return transcribe_by(hands, reference, speakers=kind.is_real), trouble, sum(proxy.cuts for proxy in those)
        finally:
            pool.close()
            trouble.end()


def test_the_text_is_the_same_behind_a_bad_network(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = tuple(Stretch(start, start + 4.0) for start in range(0, 120, 5))
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: talk)
    monkeypatch.setattr(speech, "chunks", short_chunks(speech.chunks))
    monkeypatch.setattr(plan, "_GROUP", 1)
    bad = Network(delay_s=0.01, stalls_every_s=1, stall_s=1, cuts_every_s=15)

    made, trouble, cuts = through_trouble(
        machines, OWN, SOUND, REFERENCE, kind=Kind(slow_s=0.3), network=bad, every_s=5.0
    )

    assert made == transcribe(OWN, SOUND, REFERENCE)
    assert cuts > 0
    assert trouble.killed > 0


@pytest.mark.slow
def test_the_sample_meeting_is_the_same_with_the_starter_model(
    machines: Machines, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not request.config.getoption("--all"):
        pytest.skip("takes minutes: only with --all")
    monkeypatch.setattr(plan, "_GROUP", 1)  # else a batch takes longer than a worker lives
    sound = audio.samples(SAMPLE)
    reference = RecordingRef(None, sha256_of(SAMPLE), len(sound) / SAMPLE_RATE)
    words = lexicon.load()
    options = decoders.Options(prompt_words=("柳树湾", "石桥村"))
    own = Recognizer(decoders.load("faster-whisper", "base", tmp_path, 1), options, words)
    whole = transcribe(own, sound, reference, speakers=True)

    made, trouble, cuts = through_trouble(
        machines, own, sound, reference, kind=Kind(is_real=True), network=Network(), every_s=20.0
    )

    assert made == whole
    assert len({segment.speaker for segment in made.segments}) > 2
    assert trouble.killed > 3
    assert trouble.restarted == 2
    assert cuts > 0
