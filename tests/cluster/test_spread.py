"""Spread over machines that die, a transcript is the same to the letter as made by one."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.cluster.machines import Machines, kill, machines_in, until
from tests.cluster.played import Kind, PlayedDecoder
from toolkit.cluster import demands
from toolkit.cluster.connection import Address
from toolkit.cluster.pool import NoMachineError, Patience, Pool
from toolkit.cluster.spread import SpreadHands
from toolkit.recognition import Journal, Recognizer, lexicon, plan
from toolkit.recognition.decoders import Options
from toolkit.records import RecordingRef, Stretch, Transcript
from toolkit.sound import speech
from toolkit.transcribe import transcribe, transcribe_by

SECONDS = 120
REFERENCE = RecordingRef(None, "5" * 64, SECONDS)
SOUND = (np.random.default_rng(1).integers(-9000, 9000, SECONDS * 16_000) / np.float32(32768)).astype(np.float32)
OWN = Recognizer(PlayedDecoder("a" * 64, 0.0), Options(("甲村",)), lexicon.load())


@pytest.fixture(autouse=True)
def people_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let people speak in any two minutes, in batches of one chunk."""
    talk = tuple(Stretch(start, start + 4.0) for start in range(0, SECONDS, 5))
    monkeypatch.setattr(speech, "speech_stretches", lambda _samples: talk)
    monkeypatch.setattr(speech, "chunks", short_chunks(speech.chunks))
    monkeypatch.setattr(plan, "_GROUP", 1)


def short_chunks(chunks: Callable) -> Callable:  # type: ignore[type-arg]
    """Return `chunks` with a default of six seconds."""
    return lambda talk, total_s, longest_s=6.0: chunks(talk, total_s, longest_s)


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    """Give machines that may be killed."""
    with machines_in(tmp_path) as those:
        yield those


def spread(
    url: str, *, journal: Journal | None = None, told: list[str] | None = None, patience: Patience | None = None
) -> Transcript:
    """Return the transcript that the workers at `url` make."""
    pool = Pool(Address(url), (told if told is not None else []).append, patience or Patience(silent_s=20))
    try:
        hands = SpreadHands(pool, demands.demand_of(OWN), OWN.words.sha256, SOUND, REFERENCE.sha256)
        return transcribe_by(hands, REFERENCE, journal=journal)
    finally:
        pool.close()


def test_workers_and_scheduler_that_die_change_no_letter(machines: Machines, tmp_path: Path) -> None:
    whole = transcribe(OWN, SOUND, REFERENCE)
    scheduler = machines.scheduler()
    workers = [machines.worker(Kind(slow_s=0.15)), machines.worker(Kind(slow_s=0.15))]
    journal = Journal(tmp_path / "甲.journal")
    made: list[Transcript] = []
    at_work = threading.Thread(target=lambda: made.append(spread(machines.url, journal=journal)))
    at_work.start()

    until(lambda: len(journal.done) >= 2)
    kill(workers[0])
    machines.worker(Kind(slow_s=0.15))
    until(lambda: len(journal.done) >= 6)
    kill(scheduler)
    machines.scheduler()
    at_work.join(timeout=100)

    assert len(whole.segments) > 20
    assert made == [whole]


def test_other_versions_other_weights_and_a_wrong_clock_are_told_by_name(machines: Machines) -> None:
    machines.scheduler()
    machines.worker(Kind(weights="b" * 64), "--name", "甲机")
    machines.worker(Kind(versions={"yehua": "0.0.1"}), "--name", "乙机")
    machines.worker(Kind(clock_s=3600), "--name", "丙机")
    told: list[str] = []

    made = spread(machines.url, told=told)

    assert made == transcribe(OWN, SOUND, REFERENCE)
    assert any("甲机" in line and "bbbbbbbbbbbb" in line and "aaaaaaaaaaaa" in line for line in told)
    assert any("乙机" in line and "yehua 是 0.0.1" in line for line in told)
    assert any("丙机" in line and "快 1.0 小时" in line for line in told)


def test_without_any_machine_that_fits_it_is_told_which_do_not(machines: Machines) -> None:
    machines.scheduler()
    machines.worker(Kind(weights="b" * 64))

    with pytest.raises(NoMachineError, match="bbbbbbbbbbbb"):
        spread(machines.url, patience=Patience(first_s=2, lost_s=40))
