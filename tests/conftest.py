"""What several tests share: sounds made on the spot, a fresh desk, and one run of the sample meeting."""

import contextlib
import datetime as dt
import hashlib
import os
import sqlite3
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyrage
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import settings

from tests.builders import CODE, Shelf, grievance_list, said_grievance, said_transcript
from tests.windows import Windows
from toolkit.chinese import dates
from toolkit.core.files import copy_verified, make_folder, sha256_of
from toolkit.grievances.register import close_list, judge_accusations, load_grievances, save_grievances
from toolkit.meetings.recordings import NewRecording, add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.records import (
    Colour,
    Coverage,
    Engine,
    Fact,
    Grievance,
    GrievanceList,
    Passage,
    RecordingRef,
    Segment,
    SoundFacts,
    Subject,
    Transcript,
    TranscriptRef,
)
from toolkit.sound import audio
from toolkit.store import chain
from toolkit.store.database import Store
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace.desk import Desk, open_desk
from toolkit.workspace.settings import Workspace

if TYPE_CHECKING:
    from toolkit.notebook.demo import Summary

TOP = Path(__file__).parent.parent
SAMPLE = TOP / "examples" / "2026-09-night-meeting.mp3"
# The last migration of version 0.1.0.
BEFORE_THE_CHAIN = "0004"
TODAY = dt.date(2026, 11, 23)
# A machine that is busy otherwise is slow, and that is no fault of what is tested.
settings.register_profile("yehua", deadline=None)
settings.load_profile("yehua")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--as-windows`: run any tests as if there; and `--all`: kill commands at every file event, not at a tenth."""
    kinds, words = ("plain", "scanner"), "run in the stand-in for Windows, see tests/windows.py"
    parser.addoption("--as-windows", choices=kinds, help=words)
    all_ = "kill commands at every file event, transcriptions twenty times (long)"
    parser.addoption("--all", action="store_true", default=False, help=all_)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Pass over what Windows does not give, where it is or is played."""
    if item.get_closest_marker("posix") and (os.name != "posix" or item.config.getoption("--as-windows")):
        pytest.skip("Windows does not give what this asks for")


@pytest.fixture(autouse=True)
def _as_windows(request: pytest.FixtureRequest) -> None:
    """Play Windows in the temporary folder of each test, if that was asked for."""
    if request.config.getoption("--as-windows"):
        request.getfixturevalue("windows")


@pytest.fixture
def windows(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Play Windows in the temporary folder of the test."""
    return Windows(tmp_path, monkeypatch, scanner=request.config.getoption("--as-windows") == "scanner")


@dataclass(frozen=True)
class SampleRun:
    """One run of the demo: what it told, and a desk at its workspace."""

    told: "Summary"
    desk: Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a desk at a fresh workspace whose path has a space and Chinese characters."""
    fresh = open_desk(tmp_path / "工作 文件夹", today=TODAY)
    yield fresh
    fresh.store.close()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """Give a fresh workspace in a folder with a space and Chinese, and its store."""
    workspace = Workspace.open(tmp_path / "工作 文件夹")
    store = Store.open(workspace.database_url)
    yield Shelf(workspace, store)
    store.close()


@pytest.fixture
def listed(shelf: Shelf) -> Shelf:
    """Give a shelf with a recording, its transcript, and two grievances that are all released."""
    shelf.take_in("1")
    save_transcript(shelf.store, CODE, said_transcript())
    save_grievances(shelf.store, CODE, grievance_list(said_grievance(1, 1, 2), said_grievance(2, 3, 4)))
    close_list(shelf.store, CODE, "何琳")
    return shelf


@dataclass(frozen=True)
class Kept:
    """A desk with two recordings of one meeting, their transcripts and grievances; nothing was decoded for them."""

    desk: Desk
    code: str
    other: str


@pytest.fixture
def kept(desk: Desk) -> Kept:
    """Give a desk that keeps two short recordings; the second grievance of each accuses somebody, no other does."""
    return keep_two(desk)


def keep_two(desk: Desk) -> Kept:
    """Keep two short recordings at `desk`, with transcripts and judged grievances, nothing decoded; return it."""
    meeting = open_meeting(desk.store, "柳树湾", dt.date(2026, 9, 25), dates.lunar(dt.date(2026, 9, 25)))
    staged = desk.workspace.root.parent / "新录音"
    staged.mkdir()
    new = []
    for name in ("甲.wav", "乙.wav"):
        path = write_wav(staged / name, np.random.default_rng(len(new)).integers(-9000, 9000, 160_000).astype(np.int16))
        new.append(
            NewRecording(
                path, sha256_of(path), 10.0, sha256_of(path), SoundFacts("wav", "pcm_s16le", 16000, 1, 10.0, 9)
            )
        )

    def settle(code: str, each: NewRecording) -> tuple[str, str]:
        folder = make_folder(desk.workspace.recordings / code)
        for name in ("original.wav", "access.wav"):
            copy_verified(each.path, folder / name)
        return (f"recordings/{code}/original.wav", f"recordings/{code}/access.wav")

    first, second = add_recordings(desk.store, meeting, desk.settings.archive, new, settle)
    said = ("三组的路灯坏了三个月，没有人来修。", "村主任收了我三万块钱。", "清水河边的垃圾要清一清。")
    for recording in (first, second):
        segments = tuple(
            Segment(f"s{n}", n, n * 3.0 - 3, n * 3.0, text, speaker=f"说话人{n}") for n, text in enumerate(said, 1)
        )
        reference = RecordingRef(recording.code, recording.sha256, recording.seconds)
        made = Transcript(reference, Engine("made-up", "1", "none", None), segments, (), Coverage(9, 9, ()))
        save_transcript(desk.store, recording.code, made)
        listed = GrievanceList(TranscriptRef(recording.code, 1), tuple(map(_grievance, (1, 2, 3), said)))
        save_grievances(desk.store, recording.code, listed)
        judge_as_meant(desk, recording.code)
    return Kept(desk, first.code, second.code)


def judge_as_meant(desk: Desk, code: str) -> GrievanceList:
    """Judge what the machine takes for an accusation to be one, close the list of `code`, and return it."""
    found = load_grievances(desk.store, code)
    accusing = [one.ordinal for one in found.grievances if "检举控告" in one.kinds]
    judge_accusations(desk.store, code, accusing, "yes", "何琳")
    return close_list(desk.store, code, "何琳")


@pytest.fixture
def judged(desk: Desk) -> Callable[[str], GrievanceList]:
    """Give a function that judges and closes the list of a recording at `desk` as the machine takes it."""
    return lambda code: judge_as_meant(desk, code)


def _grievance(ordinal: int, text: str) -> Grievance:
    passage = Passage(f"s{ordinal}", f"s{ordinal}", ordinal * 3.0 - 3, ordinal * 3.0)
    subject = Subject(
        ("城乡建设", "纪检监察", "环境保护")[ordinal - 1], None, 0.9, unsure=False, candidates=(), evidence=()
    )
    return Grievance(
        ordinal=ordinal,
        passages=(passage,),
        start_s=passage.start_s,
        text=text,
        summary=("路灯损坏", "收钱", "垃圾清运")[ordinal - 1],
        subject=subject,
        kinds=("检举控告" if ordinal == 2 else "申诉求决",),
        colour=Colour(("黄", "红", "绿")[ordinal - 1], "", ()),  # type: ignore[arg-type]
        person=Fact("王桂芳", (), 0.9) if ordinal == 1 else None,
        site=Fact("三组", (), 0.9) if ordinal == 1 else None,
    )


@pytest.fixture
def older() -> Callable[[Desk, Path], Path]:
    """Give a function that writes the rows of a desk to a database at the path, as the version before the chain had it.

    Rows of tables that came later are left out.
    """

    def write(desk: Desk, path: Path) -> Path:
        engine = sa.create_engine(f"sqlite:///{path}")
        config = Config()
        config.set_main_option("script_location", str(TOP / "toolkit" / "store" / "migrations"))
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, BEFORE_THE_CHAIN)
        engine.dispose()
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("ATTACH ? AS new", (str(desk.workspace.root / "yehua.db"),))
            for name in (*chain.SOURCES, "counters"):
                columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info({name})"))
                if not columns:
                    continue
                connection.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM new.{name}")  # noqa: S608
            connection.execute("DELETE FROM main.counters WHERE scope = ?", (chain.SERIES,))
        return path

    return write


@pytest.fixture
def beginning(tmp_path: Path) -> Callable[[float], Path]:
    """Give a function that writes the first seconds of the sample meeting to a file and returns it."""

    def write(seconds: float) -> Path:
        samples = audio.samples(SAMPLE)[: int(seconds * audio.SAMPLE_RATE)]
        return write_wav(tmp_path / f"{seconds}.wav", (samples * 32767).astype("<i2"))

    return write


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    """Give a sound file in which nobody speaks."""
    return write_wav(tmp_path / "没人说话.wav", np.zeros(16_000 * 3, dtype=np.int16))


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleRun]:
    """Give one run of the sample meeting through all stages; it is made once for all tests."""
    from toolkit.notebook import demo  # noqa: PLC0415 - only the tests that run all stages need all rooms

    root = tmp_path_factory.mktemp("demo") / "样例 演示"
    told = demo.run(root, lambda _done, _total: None, say=lambda _line: None)
    at = open_desk(root, today=TODAY)
    yield SampleRun(told, at)
    at.store.close()


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to open a connection fail the test."""

    def refuse(*_args: object, **_options: object) -> None:
        message = "a stage tried to call out"
        raise AssertionError(message)

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.socket.connect_ex", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


class QuickLock:
    """Locks with a passphrase as age does, but not so slowly: age spends a second on each guess."""

    @staticmethod
    def encrypt(data: bytes, passphrase: str) -> bytes:
        """Lock `data`."""
        return hashlib.sha256(passphrase.encode()).digest() + bytes(byte ^ 0x55 for byte in data)

    @staticmethod
    def decrypt(data: bytes, passphrase: str) -> bytes:
        """Unlock `data`."""
        if data[:32] != hashlib.sha256(passphrase.encode()).digest():
            message = "Decryption failed"
            raise pyrage.DecryptError(message)
        return bytes(byte ^ 0x55 for byte in data[32:])


@pytest.fixture
def quick_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the keys of sealed workspaces quick to open."""
    monkeypatch.setattr("toolkit.restricted.vault.locked", QuickLock)


def write_wav(path: Path, samples: np.ndarray, rate: int = 16_000) -> Path:
    """Write 16-bit mono `samples` to a WAV file at `path` and return it."""
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(samples.tobytes())
    return path


class Heard(Protocol):
    """Files a meeting of texts, with a recording that was never made, and returns the recording's code."""

    def __call__(self, *texts: str, held_on: dt.date = dt.date(2026, 9, 25), mark: str = "1") -> str:
        """File a meeting of `texts`."""


@pytest.fixture
def heard(desk: Desk) -> Heard:
    """Give a function that files at `desk` what was said at a meeting, a sentence each ten seconds."""
    from toolkit.chinese.dates import lunar  # noqa: PLC0415
    from toolkit.meetings.recordings import NewRecording  # noqa: PLC0415 - only the tests of lists need it
    from toolkit.records import Coverage, Engine, RecordingRef, Segment, SoundFacts, Transcript  # noqa: PLC0415

    def file(*texts: str, held_on: dt.date = dt.date(2026, 9, 25), mark: str = "1") -> str:
        meeting = open_meeting(desk.store, desk.settings.places[0], held_on, lunar(held_on))
        sound = SoundFacts("mov,mp4", "aac", 48_000, 2, 9999.0, 1000)
        new = NewRecording(Path(f"/u盘/{mark}.m4a"), mark * 64, 9999.0, "f" * 64, sound)
        (taken,) = add_recordings(
            desk.store,
            meeting,
            desk.settings.archive,
            [new],
            lambda code, _: (f"recordings/{code}/a", f"recordings/{code}/b"),
        )
        segments = tuple(Segment(f"s{n}", n, n * 10.0, n * 10.0 + 9.5, text) for n, text in enumerate(texts, start=1))
        reference = RecordingRef(taken.code, taken.sha256, 9999.0)
        engine = Engine("none", "0", "none", None)
        save_transcript(desk.store, taken.code, Transcript(reference, engine, segments, (), Coverage(0, 0, ())))
        return taken.code

    return file
