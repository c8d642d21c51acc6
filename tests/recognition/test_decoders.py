"""Both engines hear the same clip with the same weights; a prompt never grows beyond what a model can hold."""

from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese import script
from toolkit.core.errors import TooLittleMemoryError, UnknownEngineError
from toolkit.recognition import decoders, guards
from toolkit.recognition.decoders import Decoder, Options, faster_whisper, loading, prompts
from toolkit.sound import audio
from toolkit.sound.audio import Samples

SAMPLE = Path(__file__).parents[2] / "examples" / "2026-09-night-meeting.mp3"
WORDS = ("柳树湾", "石桥村")
WHISPERS = ("faster-whisper", "whisper")  # the engines that load the starter model as it comes


@pytest.fixture(scope="module")
def clip() -> Samples:
    """Give the third speaker of the sample, some 24 s."""
    return audio.samples(SAMPLE)[int(42.0 * 16_000) : int(66.0 * 16_000)]


@pytest.fixture(scope="module", params=WHISPERS)
def decoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Decoder:
    """Give each engine in turn."""
    return decoders.load(request.param, "base", tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize("engine", WHISPERS)
def test_too_little_memory_is_told_before_the_weights_are_loaded(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "model.bin"
    weights.write_bytes(bytes(1000))
    monkeypatch.setattr(loading, "_weights", lambda *_: weights)
    monkeypatch.setattr(loading, "_whisper", lambda *_: pytest.fail("it was loaded"))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=1100))

    with pytest.raises(TooLittleMemoryError, match="内存不够"):
        decoders.load(engine, "large-v3", tmp_path)


@pytest.mark.slow
def test_words_follow_each_other_inside_the_sound(decoder: Decoder, clip: Samples) -> None:
    (heard,) = decoder.decode([clip], Options(WORDS))

    assert "李国强" in heard.text
    assert all(one.start_s <= two.start_s for one, two in pairwise(heard.words))
    assert all(0 <= word.start_s <= word.end_s <= 24.5 and 0 <= word.probability <= 1 for word in heard.words)


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("李国强",)])
def test_what_was_said_in_a_part_is_likelier_there_than_anything_else(
    decoder: Decoder, clip: Samples, words: tuple[str, ...]
) -> None:
    (heard,) = decoder.decode([clip], Options(WORDS))
    said = next(n for n, word in enumerate(heard.words) if "李" in word.text)
    part = heard.words[said : said + 6]
    text = "".join(word.text for word in part)
    elsewhere = "".join(word.text for word in heard.words[-6:])
    where = (part[0].start_s - 0.5, part[-1].end_s + 0.5)

    right, wrong, other = decoder.likelihoods(heard.sound, where, [text, text.replace("李", "没"), elsewhere], words)

    assert right > max(wrong, other)
    assert right < 0


@pytest.mark.slow
def test_decoding_again_gives_the_same_to_the_letter(decoder: Decoder, clip: Samples) -> None:
    patient = Options(WORDS, beam_size=5, no_repeat=4)
    short = clip[: 16_000 * 5]

    assert decoder.decode([short], patient) == decoder.decode([short], patient)


@pytest.mark.slow
def test_both_engines_hear_the_same(clip: Samples, tmp_path: Path) -> None:
    texts = [
        guards.letters(script.simplified(decoders.load(engine, "base", tmp_path).decode([clip], Options())[0].text))
        for engine in WHISPERS
    ]

    assert SequenceMatcher(None, *texts).ratio() > 0.85


def test_a_graphics_card_that_does_not_do_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = decoders.load("auto", "base", tmp_path)
    tried: list[str] = []
    loaded = faster_whisper._loaded

    def without_libraries(folder: Path, **how: object) -> object:
        tried.append(str(how["device"]))
        if how["device"] == "cuda":
            message = "Library libcublas.so is not found or cannot be loaded"
            raise RuntimeError(message)
        return loaded(folder, **how)

    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(faster_whisper, "_loaded", without_libraries)

    assert decoders.load("auto", "base", tmp_path).version == usual.version
    assert tried == ["cuda", "cpu"]


def test_what_a_graphics_card_began_a_processor_does_not_go_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = decoders.load("auto", "base", tmp_path)
    loaded = faster_whisper._loaded
    monkeypatch.setattr("ctranslate2.get_cuda_device_count", lambda: 1)
    monkeypatch.setattr(
        faster_whisper, "_loaded", lambda folder, **_how: loaded(folder, device="cpu", compute_type="int8")
    )

    assert decoders.load("auto", "base", tmp_path).version != usual.version


@pytest.mark.slow
def test_a_closed_decoder_gives_its_memory_back(tmp_path: Path) -> None:
    decoders.load("auto", "base", tmp_path).close()  # its libraries stay
    before = psutil.Process().memory_info().rss
    closed = decoders.load("auto", "base", tmp_path)
    loaded = psutil.Process().memory_info().rss
    closed.close()

    assert psutil.Process().memory_info().rss - before < 0.5 * (loaded - before)


def test_nothing_to_hear_is_nothing_heard(tmp_path: Path) -> None:
    assert decoders.load("auto", "base", tmp_path).decode([], Options()) == ()


def test_an_unknown_engine_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownEngineError, match="faster-whisper、whisper"):
        decoders.load("听写机", "base", tmp_path)


@given(st.lists(st.text(alphabet="柳树湾石桥村", min_size=1, max_size=8), max_size=120))
def test_a_prompt_holds_as_many_names_as_fit_from_the_first(names: list[str]) -> None:
    tokens = prompts.prompt_tokens(Options(tuple(names)), lambda text: [ord(sign) for sign in text])
    text = "".join(chr(token) for token in tokens)

    assert len(tokens) <= 200
    assert not names or names[0] in text


def test_without_a_prompt_there_are_no_tokens() -> None:
    assert prompts.prompt_tokens(Options(WORDS, prompted=False), lambda text: list(text.encode())) == []


@given(st.floats(0.05, 29.5))
def test_every_sound_has_silence_behind_it(seconds: float) -> None:
    assert seconds + 0.5 <= faster_whisper.window_s(seconds) <= 30
