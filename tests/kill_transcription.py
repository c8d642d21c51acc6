"""A transcription in a process of its own, which may kill itself at a step: a decoding, or half-way in the journal.

`python -m tests.kill_transcription ENGINE MODEL MODELS SOUND JOURNAL [STEP]` writes a JSON object: the transcript, and
how many steps it took. Every chunk is a batch, so that the journal has many lines.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any

from toolkit import records
from toolkit.core import append_log, sha256_of
from toolkit.recognition import Journal, Recognizer, decoders, lexicon, plan
from toolkit.records import RecordingRef
from toolkit.sound import SAMPLE_RATE, audio
from toolkit.transcribe import transcribe


class Steps:
    """Counts steps, from 1, and kills the process at one of them; 0 is never reached."""

    def __init__(self, kill_at: int) -> None:
        """Kill at the step with this number."""
        self.count = 0
        self._kill_at = kill_at
        self._lock = Lock()

    def next(self, last_act: Callable[[], object] = lambda: None) -> None:
        """Take a step; where it is the last, do `last_act` before."""
        with self._lock:
            self.count += 1
            if self.count == self._kill_at:
                last_act()
                os.kill(os.getpid(), signal.SIGKILL)


def watch(decoder: decoders.Decoder, steps: Steps) -> None:
    """Make each call of `decoder` and each line of a journal two steps: before it, and after or half-way in it."""
    decode, write = decoder.decode, append_log._write_synced

    def watched(*given: Any) -> Any:
        steps.next()
        heard = decode(*given)
        steps.next()
        return heard

    def written(file: Any, data: Any) -> None:
        steps.next()
        steps.next(lambda: (file.write(data[: len(data) // 2]), file.flush()))
        write(file, data)

    setattr(decoder, "decode", watched)  # noqa: B010 - the interface of decoders has methods only
    append_log._write_synced = written


def main(engine: str, model: str, *given: str) -> None:
    """Transcribe, or die half-way."""
    plan._GROUP = 1
    models, sound, journal = map(Path, given[:3])
    samples = audio.samples(sound)
    decoder = decoders.load(engine, model, models, 2)
    steps = Steps(int("".join(given[3:]) or 0))
    watch(decoder, steps)
    words = lexicon.load()
    options = decoders.Options(prompt_words=lexicon.prompt_words(words))
    reference = RecordingRef(None, sha256_of(sound), len(samples) / SAMPLE_RATE)
    made = transcribe(Recognizer(decoder, options, words), samples, reference, journal=Journal(journal))
    json.dump({"transcript": records.to_json(made), "steps": steps.count}, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
