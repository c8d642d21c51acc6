"""The sound of corrected sentences asked again, so that a word is tried as a transcription would use it."""

from toolkit.meetings import find_recording
from toolkit.recognition import decoders, lexicon
from toolkit.records import Stretch
from toolkit.sound import Samples, audio
from toolkit.transcripts import making
from toolkit.transcripts.learning.pairs import Pair
from toolkit.workspace import Desk

_AROUND_S = 1.0
_LONGEST_S = 28.0  # a model hears at most 30 s at once


class Ear:
    """A model that says how well texts fit the sound of a sentence; it is loaded, and sound is read, when needed."""

    def __init__(self, desk: Desk) -> None:
        """Ask the models that the settings of `desk` name for each place."""
        self._desk = desk
        self._decoder: tuple[str, decoders.Decoder] | None = None
        self._sound: tuple[str, Samples] | None = None

    def hearing(self, pair: Pair) -> lexicon.Hearing | None:
        """Return what is asked about the sound of `pair`; None where the sentence is too long to be heard at once."""
        begins_s = max(0.0, pair.start_s - _AROUND_S)
        ends_s = pair.end_s + _AROUND_S
        if ends_s - begins_s > _LONGEST_S:
            return None
        decoder = self._decoder_at(pair.place)
        (heard,) = decoder.decode([audio.joined(self._samples(pair), [Stretch(begins_s, ends_s)])], decoders.Options())
        part_s = (0.0, ends_s - begins_s)
        return lambda texts, words: decoder.likelihoods(heard.sound, part_s, texts, words)

    def close(self) -> None:
        """Free the memory of the model."""
        if self._decoder:
            self._decoder[1].close()
        self._decoder = self._sound = None

    def _decoder_at(self, place: str) -> decoders.Decoder:
        wish = making.wished(self._desk, None, None, place=place)
        if self._decoder is None or self._decoder[0] != wish.model:
            self.close()
            loaded = decoders.load(wish.engine, wish.model, self._desk.workspace.models, wish.threads)
            self._decoder = wish.model, loaded
        return self._decoder[1]

    def _samples(self, pair: Pair) -> Samples:
        if self._sound is None or self._sound[0] != pair.recording:
            path = self._desk.workspace.root / find_recording(self._desk.store, pair.recording).original
            self._sound = pair.recording, making.sound_of(path, pair.recording)[0]
        return self._sound[1]
