"""Measure transcription: ours against openai-whisper, faster-whisper and sherpa-onnx as they come, same weights.

Run by hand: `python -m benchmarks.transcription [--second] [--speech] [--only NAME…]`, for hours with `--long`,
`--silence` or `--kills 20`.
Each contestant runs in a process of its own; the clock starts when the weights are loaded and the sound is samples.
In every run each contestant has its turn, so that ratios are of one hour and one load of the machine.
What is measured here must not flow back into the program: bounds, word lists and options are settled elsewhere.

Texts are compared without punctuation and blanks, in simplified characters, letters large. Numbers are unified: 27,400
is 两万七千四百, 60% is 百分之六十, 2026年 is 二零二六年, 两 is 二, and 三百二 is 三百二十. The alignment has the fewest
edits; where several have, a character misheard is preferred to one lost and one invented. Columns of the table:

  load s     seconds to load the weights          lost      characters said that have no counterpart
  time s     median of the runs                   invented  characters written that nobody said
  x real     seconds of sound in one of work      ends      turns whose last four characters have counterparts (3 of 4)
  cpu s      seconds of work of all cores         words     words of the lexicon that stand where they were said
  peak MB    most memory, samples included        forced    words of the lexicon that stand where nobody said them
  CER %      (wrong + lost + invented) / said     names     people's names that stand where they were said
  of ours    time of this contestant in that of ours (of the first, without ours); above 1 it is slower
"""

import argparse
import contextlib
import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from toolkit.chinese import script
from toolkit.core import NoSpeechError
from toolkit.recognition import models
from toolkit.records import RecordingRef
from toolkit.sound import audio

TOP = Path(__file__).parent.parent
SAMPLE = TOP / "examples" / "2026-09-night-meeting"
SECOND = TOP / "benchmarks" / "second_meeting"
RATE = audio.SAMPLE_RATE
TEN_MINUTES = 600 * RATE
LONG_S = 7200
WINDOW = 28 * RATE  # Whisper in sherpa-onnx hears nothing after 30 s
ENDING = 4  # characters at the end of a turn, of which one may be lost
NEAR = 2  # characters by which a word may stand beside its place
SPENT = ("load_s", "seconds", "cpu_s", "peak_mb")
COUNTED = (
    *("said", "wrong", "lost", "invented", "turns", "ends"),
    *("words", "words said", "words forced", "names", "names said"),
)

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


@dataclass(frozen=True)
class Material:
    """Sounds with what is said in each of them, turn by turn; the words and names to look for."""

    name: str
    sounds: tuple[Path, ...]
    said: tuple[tuple[str, ...], ...]
    lexicon: Path | None = None
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


@dataclass
class Row:
    """The figures of one contestant on one material."""

    contestant: str
    runs: list[Outcome] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


# -- contestants -----------------------------------------------------------------------------------------------


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


# -- comparison ------------------------------------------------------------------------------------------------


def normal(text: str) -> str:
    """Return `text` as the module's docstring says it is compared."""
    plain = script.half_width(script.simplified(text)).upper()
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", plain)
    plain = re.sub(r"(\d+(?:\.\d+)?)\s*%", r"百分之\1", plain)
    plain = re.sub(r"\d+(?:\.\d+)?(\s*年)?", _read, plain)
    plain = plain.replace("两", "二").replace("〇", "零")
    plain = re.sub(r"([百千万])([一二三四五六七八九])(?![一二三四五六七八九十百千万亿])", _whole, plain)
    return re.sub(r"[\W_]", "", plain)


def _read(match: re.Match[str]) -> str:
    """Read digits aloud: years, long numbers and those that begin with 0 digit by digit."""
    whole, _, decimals = match[0].removesuffix(match[1] or "").partition(".")
    year = match[1] and len(whole) == len("2026")
    one_by_one = year or len(whole) > len("12345678") or (whole.startswith("0") and whole != "0")
    said = _digits(whole) if one_by_one else script.chinese_number(int(whole))
    return said + (f"点{_digits(decimals)}" if decimals else "") + (match[1] or "")


def _digits(digits: str) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in digits)


def _whole(match: re.Match[str]) -> str:
    return match[0] + {"百": "十", "千": "百", "万": "千"}[match[1]]


def aligned(said: str, heard: str) -> tuple[list[int], list[int]]:
    """Align `heard` to `said` with the fewest edits.

    Return for each character of `said` the place of its counterpart in `heard` (-1: it was lost), and for each how
    many characters of `heard` stand before it (with one more for the end).
    """
    target = np.array([ord(char) for char in heard], np.int32)
    columns = np.arange(len(heard) + 1, dtype=np.int32)
    row, kept = columns, []
    for number, char in enumerate(said, start=1):
        across, down = row[:-1] + (target != ord(char)), row[1:] + 1
        best = np.append(np.int32(number), np.minimum(across, down))
        row = np.minimum.accumulate(best - columns) + columns
        kept.append((np.packbits(row[1:] == across), np.packbits(row[1:] == down)))
    places, before = [-1] * len(said), [0] * len(said) + [len(heard)]
    i, j = len(said), len(heard)
    while i:
        across_bits, down_bits = kept[i - 1]
        if j and _bit(across_bits, j - 1):
            i, j = i - 1, j - 1
            places[i] = before[i] = j
        elif not j or _bit(down_bits, j - 1):
            i -= 1
            before[i] = j
        else:
            j -= 1
    return places, before


def _bit(packed: NDArray[np.uint8], place: int) -> bool:
    return bool(packed[place >> 3] >> (7 - (place & 7)) & 1)


def score(turns: Sequence[str], heard_raw: str, words: Sequence[str], names: Sequence[str]) -> Counter[str]:
    """Count what became of the characters, the ends of turns, the words and the names of `turns`."""
    parts = [normal(turn) for turn in turns]
    said, heard = "".join(parts), normal(heard_raw)
    places, before = aligned(said, heard)
    counts: Counter[str] = Counter(said=len(said), turns=len(parts), lost=places.count(-1))
    counts["invented"] = len(heard) - (len(said) - counts["lost"])
    counts["wrong"] = sum(place >= 0 and heard[place] != char for place, char in zip(places, said, strict=True))
    end = 0
    for part in parts:
        end += len(part)
        counts["ends"] += places[max(end - ENDING, end - len(part)) : end].count(-1) <= 1
    for kind, wanted in (("words", words), ("names", names)):
        for word in {normal(one) for one in wanted}:
            found = [match.start() for match in re.finditer(re.escape(word), said)]
            right = sum(_stands(word, at, heard, before) for at in found)
            counts[kind] += right
            counts[f"{kind} said"] += len(found)
            counts[f"{kind} forced"] += max(0, heard.count(word) - right)
    return counts


def _stands(word: str, at: int, heard: str, before: Sequence[int]) -> bool:
    """Tell whether `word`, said at `at`, stands there in `heard`, give or take the next characters."""
    return word in heard[before[max(0, at - NEAR)] : before[min(at + len(word) + NEAR, len(before) - 1)]]


# -- materials -------------------------------------------------------------------------------------------------


def lexicon_words(path: Path | None) -> tuple[str, ...]:
    """Return the words of the lexicon file at `path`."""
    if path is None:
        return ()
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return tuple(line["word"] for line in csv.DictReader(opened))


def meeting(name: str, sound: Path, truth: Path, lexicon: Path | None) -> Material:
    """Return a meeting with its truth: a list of turns with `text`, and perhaps `label` with `person`."""
    turns = json.loads(truth.read_text(encoding="utf-8"))
    labels = [turn.get("label") or {} for turn in turns]
    names = tuple({label["person"] for label in labels if label.get("person")})
    said = tuple(turn["text"] for turn in turns)
    return Material(name, (sound,), (said,), lexicon, lexicon_words(lexicon), names)


def clips(folder: Path, other: Material) -> Material:
    """Return the read Mandarin clips in `folder` whose text is a person's; dialect with a machine's text is left out.

    The lexicon is that of the `other` material: its words are not said here, and must not be put there.
    """
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as opened:
        lines = list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
    chosen = [one for one in lines if one["speech"] == "mandarin" and one["reference_kind"].startswith("human")]
    sounds, said = tuple(folder / one["file"] for one in chosen), tuple((one["reference"],) for one in chosen)
    return Material(f"{len(chosen)} clips of read Mandarin", sounds, said, other.lexicon, other.words)


def long(one: Material, folder: Path) -> Material:
    """Return `one` over and over for two hours, each time with other noise (12 to 25 dB below the voices)."""
    samples, dice = audio.samples(one.sounds[0]), np.random.default_rng(1)
    times = round(LONG_S * RATE / len(samples))
    power = np.sqrt(np.mean(np.square(samples)))
    parts = [samples + rumble(len(samples), power * 10 ** (-dice.uniform(12, 25) / 20), dice) for _ in range(times)]
    name = f"long: {one.name} {times} times"
    return Material(
        name, (saved(folder / "long.npy", parts),), (one.said[0] * times,), one.lexicon, one.words, one.names
    )


def quiet(one: Material, folder: Path) -> Iterator[Material]:
    """Give ten minutes each of nothing, hum, crickets, and a murmur nobody can understand: no word is said."""
    dice, seconds = np.random.default_rng(2), np.arange(TEN_MINUTES) / RATE
    hiss = rumble(TEN_MINUTES, 0.0005, dice)
    hum = sum(0.02 / n * np.sin(2 * np.pi * 50 * n * seconds) for n in (1, 2, 3, 5))
    chirping = (np.sin(2 * np.pi * 30 * seconds) > 0) & (seconds % 1.3 < 0.4)  # noqa: PLR2004 - chirps in bursts
    crickets = 0.03 * np.sin(2 * np.pi * 4500 * seconds) * chirping
    # Voices backwards, four at a time, dull as through a wall (below 800 Hz) and hardly louder than the air: one hears
    # that somebody speaks, but there is no word in it.
    voices = np.resize(audio.samples(one.sounds[0])[::-1], TEN_MINUTES)
    babble = np.sum([np.roll(voices, shift * 31 * RATE) for shift in range(4)], axis=0)
    murmur = np.convolve(babble, np.hanning(40) / np.hanning(40).sum(), "same")
    murmur *= 0.0008 / np.sqrt(np.mean(np.square(murmur)))
    kinds = {"nothing": 0 * hiss, "hum": hum + hiss, "crickets": crickets + hiss, "murmur": murmur + hiss}
    for kind, samples in kinds.items():
        yield Material(f"no words: {kind}", (saved(folder / f"{kind}.npy", [samples]),), ((),), one.lexicon)


def rumble(length: int, level: float, dice: np.random.Generator) -> Samples:
    """Return noise as an open yard has it, deep rather than sharp, of the root mean square `level`."""
    noise = np.convolve(dice.standard_normal(length), 0.9 ** np.arange(60), "same")
    loud: Samples = (noise * (level / np.sqrt(np.mean(np.square(noise))))).astype(np.float32)
    return loud


def saved(path: Path, parts: Sequence[NDArray[Any]]) -> Path:
    """Write the samples `parts` in a row to `path`, and return it."""
    np.save(path, np.clip(np.concatenate(parts), -1, 1).astype(np.float32))
    return path


# -- runs ------------------------------------------------------------------------------------------------------


def measure(material: Material, chosen: Sequence[str], asked: argparse.Namespace) -> list[Row]:
    """Let each of the `chosen` contestants hear `material` in every run, and return their figures."""
    rows = [Row(name) for name in chosen]
    for _ in range(asked.runs):
        for row in rows:
            lexicon = material.lexicon if row.contestant in TOLD else None
            task = Task(row.contestant, material.sounds, lexicon, asked.model, asked.models, asked.threads)
            row.runs.append(alone(task))
            print(f"{material.name}: {row.contestant} took {row.runs[-1].seconds:.1f} s", file=sys.stderr, flush=True)
        for row in rows:
            row.ratios.append(row.runs[-1].seconds / rows[0].runs[-1].seconds)
    for row in rows:
        for said, heard in zip(material.said, row.runs[-1].texts, strict=True):
            row.counts += score(said, heard, material.words, material.names)
    return rows


def figures(material: Material, row: Row) -> dict[str, Any]:
    """Return what is told of `row`: medians of the runs, and the counts of the last."""
    middle = {name: statistics.median(getattr(run, name) for run in row.runs) for name in SPENT}
    counts = row.counts
    edits = counts["wrong"] + counts["lost"] + counts["invented"]
    return {
        "material": material.name,
        "contestant": row.contestant,
        "sound_s": round(sum(map(seconds_of, material.sounds)), 1),
        **{name: round(value, 2) for name, value in middle.items()},
        "of_ours": round(statistics.median(row.ratios), 3),
        "cer": round(100 * edits / counts["said"], 2) if counts["said"] else None,
        **{name: counts[name] for name in COUNTED},
        "same_in_all_runs": len({run.texts for run in row.runs}) == 1,
        "texts": row.runs[-1].texts,
        "runs": [{name: round(getattr(run, name), 2) for name in SPENT} for run in row.runs],
    }


def seconds_of(sound: Path) -> float:
    """Return the length of `sound` in seconds."""
    return len(np.load(sound, mmap_mode="r")) / RATE if sound.suffix == ".npy" else audio.sound_facts(sound).seconds


def table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print one table of the figures of all contestants on one material."""
    print(f"\n{rows[0]['material']}, {rows[0]['sound_s']:.0f} s of sound, {rows[0]['said']} characters said")
    print(
        f"  {'':<15}{'load s':>7}{'time s':>9}{'x real':>8}{'of ours':>8}{'cpu s':>9}{'peak MB':>8}"
        f"{'CER %':>7}{'wrong':>6}{'lost':>6}{'invented':>9}{'ends':>9}{'words':>8}{'forced':>7}{'names':>8}"
    )
    for row in rows:
        cer = "-" if row["cer"] is None else f"{row['cer']:.2f}"
        shares = [f"{row[kind]}/{row[total]}" for kind, total in (("ends", "turns"), ("words", "words said"))]
        speed = row["sound_s"] / max(row["seconds"], 0.001)  # of pure silence nothing is decoded
        print(
            f"  {row['contestant']:<15}{row['load_s']:>7.1f}{row['seconds']:>9.2f}{speed:>8.1f}{row['of_ours']:>8.2f}"
            f"{row['cpu_s']:>9.1f}{row['peak_mb']:>8.0f}{cer:>7}{row['wrong']:>6}{row['lost']:>6}{row['invented']:>9}"
            f"{shares[0]:>9}{shares[1]:>8}{row['words forced']:>7}{row['names']:>5}/{row['names said']}"
        )
        if not row["same_in_all_runs"]:
            print("                 (another text in another run)")


# -- kills -----------------------------------------------------------------------------------------------------


def kills(times: int, sound: Path) -> dict[str, Any]:
    """Kill `yehua transcribe` at `times` random moments, let it resume, and compare with an undisturbed transcript."""
    dice, counts, resumed_s = np.random.default_rng(3), Counter[str](), []
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared"
        prepared.mkdir()
        shutil.copy(SAMPLE.parent / "yehua.toml", prepared)
        added = yehua(prepared, "add", str(sound), "--date", "2026-09-25", "--place", "柳树湾")
        code = added["recordings"][0]["code"]
        whole, whole_s = transcript_in(shutil.copytree(prepared, Path(folder) / "undisturbed"), code)
        for number in range(times):
            workspace = shutil.copytree(prepared, Path(folder) / f"killed-{number}")
            counts["killed" if killed_after(dice.uniform(0, whole_s), workspace, code) else "done before"] += 1
            resumed, seconds = transcript_in(workspace, code)
            counts["same to the letter" if resumed == whole else "different"] += 1
            resumed_s.append(round(seconds, 1))
            shutil.rmtree(workspace)
    return {**counts, "undisturbed_s": round(whole_s, 1), "resumed_s": resumed_s}


def command(workspace: Path, *words: str) -> list[str]:
    """Return the command line of `yehua` with `words`."""
    return [sys.executable, "-m", "toolkit", *words, "--workspace", str(workspace), "--json"]


def yehua(workspace: Path, *words: str) -> dict[str, Any]:
    """Run `yehua` to its end and return what it prints."""
    done = subprocess.run(command(workspace, *words), check=True, cwd=TOP, capture_output=True)
    return dict(json.loads(done.stdout))


def transcript_in(workspace: Path, code: str) -> tuple[dict[str, Any], float]:
    """Transcribe `code` to its end; return what the transcript holds of the sound, and the seconds it took."""
    begun = time.perf_counter()
    made = yehua(workspace, "transcribe", code)
    return {part: made[part] for part in ("segments", "removed", "coverage")}, time.perf_counter() - begun


def killed_after(seconds: float, workspace: Path, code: str) -> bool:
    """Start to transcribe `code`, kill it with all its processes after `seconds`; tell whether it still ran."""
    words = command(workspace, "transcribe", code)
    with subprocess.Popen(words, cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            running.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            for one in (*psutil.Process(running.pid).children(recursive=True), running):
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()
            return True
    return False


# -- command line ----------------------------------------------------------------------------------------------


def arguments() -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description="Measure transcription against its peers.")
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, metavar="NAME", help=", ".join(CONTESTANTS))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--second", action="store_true", help="the second meeting instead of the sample")
    parser.add_argument("--sound", type=Path, help="another meeting, with --truth and perhaps --lexicon")
    parser.add_argument("--truth", type=Path)
    parser.add_argument("--lexicon", type=Path)
    shared = TOP.parent / "shared" / "speech"
    parser.add_argument("--speech", type=Path, nargs="?", const=shared, metavar="FOLDER", help="read sentences as well")
    instead = "instead of the meeting once: "
    parser.add_argument("--long", action="store_true", help=instead + "over and over with noise, for two hours")
    parser.add_argument("--silence", action="store_true", help=instead + "where nobody can be understood")
    parser.add_argument("--kills", type=int, default=0, metavar="TIMES", help=instead + "kill -9 and resume")
    parser.add_argument("--model", default="base")
    parser.add_argument("--models", type=Path, default=TOP / "archive" / "models", help="where weights may lie")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", type=Path, help="write all figures and texts to this file")
    asked = parser.parse_args()
    if (asked.sound is None) != (asked.truth is None):
        parser.error("--sound and --truth go together")
    return asked


def chosen_meeting(asked: argparse.Namespace) -> Material:
    """Return the meeting that was asked for."""
    if asked.sound:
        return meeting(asked.sound.name, asked.sound, asked.truth, asked.lexicon)
    if asked.second:
        parts = [SECOND / name for name in ("meeting.mp3", "meeting.truth.json", "lexicon.csv")]
        return meeting("second meeting", parts[0], parts[1], asked.lexicon or parts[2])
    sound, truth = SAMPLE.with_suffix(".mp3"), SAMPLE.with_suffix(".truth.json")
    return meeting("sample meeting", sound, truth, asked.lexicon or SAMPLE.parent / "lexicon.csv")


def materials(asked: argparse.Namespace, folder: Path) -> Iterator[Material]:
    """Give what is to be heard, made in `folder` where it must be made."""
    one = chosen_meeting(asked)
    if not (asked.long or asked.silence or asked.kills):
        yield one
    if asked.speech:
        yield clips(asked.speech, one)
    if asked.long:
        yield long(one, folder)
    if asked.silence:
        yield from quiet(one, folder)


def main() -> None:
    """Measure what was asked for and print it."""
    asked = arguments()
    measured: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for material in materials(asked, Path(folder)):
            chosen = [name for name in CONTESTANTS if not asked.only or name in asked.only]
            chosen = [name for name in chosen if material.lexicon or name not in TOLD]
            rows = [figures(material, row) for row in measure(material, chosen, asked)]
            table(rows)
            measured += rows
    survived = kills(asked.kills, chosen_meeting(asked).sounds[0]) if asked.kills else {}
    if survived:
        print("\nkill -9 and resume:", ", ".join(f"{name} {value}" for name, value in survived.items()))
    if asked.json:
        asked.json.write_text(json.dumps({"rows": measured, "kills": survived}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
