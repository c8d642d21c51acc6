"""Measure the archive: indexing and searching generated meetings, hashing and packing, numbers given to many at once.

Run by hand: `python benchmarks/archive.py [--only sound|numbers|search]`; `--help` tells how to make it smaller.
SQL LIKE, `sha256sum` and `cp` are measured in the same run, on the same texts and files.
"""

import argparse
import datetime as dt
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from toolkit.archive import Contents, packages
from toolkit.core import copy_verified, sha256_of
from toolkit.records import (
    Coverage,
    Engine,
    Meeting,
    Recording,
    RecordingRef,
    Segment,
    SoundFacts,
    Transcript,
)
from toolkit.search import TranscriptSource
from toolkit.search import index as search_index
from toolkit.store import Store
from toolkit.workspace import Archive

QUERIES = 200
SHORTEST, LONGEST = 2, 8
CHARACTERS_A_SEGMENT = (8, 40)
PROCESSES, NUMBERS_EACH, KILLED = 8, 500, 2
TAKER = """
import sys
from toolkit.store.database import Store
from toolkit.store.schema import MEETINGS
store = Store.open("sqlite:///" + sys.argv[1])
for _ in range(int(sys.argv[2])):
    with store.transaction() as tx:
        n = tx.next_number("recording:x")
        tx.add(MEETINGS, number=str(n), place="甲", lunar_year=n, lunar_month=1, leap=False, held_on="2026-01-01")
"""


def texts(meetings: int, segments: int) -> Iterator[list[str]]:
    """Give the texts of each meeting: words of one to four characters, frequent ones often, as in speech."""
    chance = random.Random(20260925)  # noqa: S311 - made-up texts
    characters = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
    words = ["".join(chance.choices(characters, k=chance.choice([1, 2, 2, 2, 3, 4]))) for _ in range(20_000)]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    pool = chance.choices(words, weights, k=400_000)
    for _ in range(meetings):
        made = []
        for _ in range(segments):
            at, length = chance.randrange(len(pool) - 50), chance.randint(*CHARACTERS_A_SEGMENT)
            made.append("".join(pool[at : at + 30])[:length] + "。")
        yield made


def transcript(said: list[str]) -> Transcript:
    """Return a transcript of `said`, five seconds each."""
    segments = tuple(Segment(f"s{n}", n, n * 5.0, n * 5 + 4.5, text, "甲") for n, text in enumerate(said))
    return Transcript(
        RecordingRef(None, "0" * 64, 60.0), Engine("none", "0", "none", None), segments, (), Coverage(0, 0, ())
    )


def timed(work: Callable[..., object], *given: object) -> float:
    """Return the seconds that `work` takes with what is `given`."""
    begun = time.perf_counter()
    work(*given)
    return time.perf_counter() - begun


def print_times(name: str, times: list[float]) -> None:
    """Print the spread of `times` in milliseconds."""
    cuts = statistics.quantiles(times, n=20)
    print(f"{name:<34} p50 {1000 * cuts[9]:8.1f} ms   p95 {1000 * cuts[18]:8.1f} ms   n {len(times)}")


def search(folder: Path, meetings: int, segments: int, scans: int) -> None:
    """Measure indexing and searching against LIKE, and what the index misses."""
    said = {f"0194-LY·2026-D30-{n:04d}": spoken for n, spoken in enumerate(texts(meetings, segments), start=1)}
    source = TranscriptSource(dict.fromkeys(said, "1"), lambda code: transcript(said[code]))
    index, plain = folder / "search.db", sqlite3.connect(folder / "plain.db")
    characters = sum(len(text) for each in said.values() for text in each)
    print(f"{meetings} meetings of {segments} segments, {characters:,} characters")
    print(f"indexing {timed(search_index.search, index, source, '没有', 1):.1f} s, {size(index):.0f} MB")
    plain.execute("CREATE TABLE seg (code TEXT, n INTEGER, text TEXT)")
    rows = ((code, n, text) for code, each in said.items() for n, text in enumerate(each))
    insert = "INSERT INTO seg VALUES (?, ?, ?)"
    print(f"plain table {timed(plain.executemany, insert, rows):.1f} s")
    plain.commit()
    queries = list(asked(said))
    some = [timed(search_index.search, index, source, query, 100) for query in queries]
    print_times("search, at most 100 hits", some)
    everything = meetings * segments
    chosen = queries[:scans]
    print_times("search, all hits", [timed(search_index.search, index, source, query, everything) for query in chosen])
    like = "SELECT code, n FROM seg WHERE text LIKE ?"
    scans_s = [timed(lambda query: plain.execute(like, (f"%{query}%",)).fetchall(), query) for query in chosen]
    print_times("LIKE, all hits", scans_s)
    lost = extra = hits = 0
    for query in chosen:
        right = set(plain.execute(like, (f"%{query}%",)))
        found = {(hit.code, round(hit.start_s / 5)) for hit in search_index.search(index, source, query, everything)}
        lost, extra, hits = lost + len(right - found), extra + len(found - right), hits + len(right)
    print(f"against the scan: {hits} right hits, {lost} lost, {extra} too many (spoken numbers count as the same)")
    plain.close()


def asked(said: dict[str, list[str]]) -> Iterator[str]:
    """Give queries of two to eight characters cut from the texts, every second one of two."""
    chance = random.Random(6)  # noqa: S311 - made-up queries
    codes = sorted(said)
    for number in range(QUERIES):
        length = SHORTEST if number % 2 else chance.randint(SHORTEST, LONGEST)
        text = chance.choice(said[chance.choice(codes)])[:-1]
        at = chance.randrange(max(len(text) - length, 1))
        yield text[at : at + length]


def size(path: Path) -> float:
    """Return the size of the file at `path` in MB."""
    return path.stat().st_size / 1e6


def system(program: str, *given: Path) -> None:
    """Run a `program` of the system."""
    subprocess.run([str(shutil.which(program)), *map(str, given)], check=True, capture_output=True)


def sound(folder: Path, megabytes: int) -> None:
    """Measure hashing, copying and packing a large sound against the system's own tools."""
    original, access = folder / "a.wav", folder / "a.mp3"
    with original.open("wb") as file:
        for _ in range(megabytes):
            file.write(os.urandom(1_000_000))
    access.write_bytes(os.urandom(megabytes * 100_000))
    rates = {
        "sha256_of": lambda: sha256_of(original),
        "sha256sum": lambda: system("sha256sum", original),
        "copy_verified (copy, sync, read back)": lambda: copy_verified(original, folder / "b.wav"),
        "cp": lambda: system("cp", original, folder / "c.wav"),
    }
    for name, work in rates.items():
        print(f"{name:<40} {megabytes / timed(work):7.0f} MB/s")
    facts = SoundFacts("wav", "pcm_s16le", 44_100, 1, 60.0, original.stat().st_size)
    recording = Recording(
        "0194-LY·2026-D30-0001", "夜话2026-08-甲", 1, sha256_of(original), 60.0, "a", "a", "b", sha256_of(access), facts
    )
    meeting = Meeting("夜话2026-08-甲", "甲", 2026, 8, leap=False, held_on=dt.date(2026, 9, 25))
    given = (recording, meeting, original, access, (), None, (), "单位", dt.date(2026, 11, 23), Archive("0194"))
    contents = Contents(*given)
    packing = timed(packages.write, contents, folder)
    print(f"{'packing (copy, two hashes, peer check)':<40} {megabytes / packing:7.0f} MB/s")
    package = folder / "0194-LY·2026-D30-0001"
    print(f"{'verify':<40} {megabytes / timed(packages.verify, package):7.0f} MB/s")


def numbers(folder: Path) -> None:
    """Let several processes take numbers at once, kill some, and look for gaps and doubles."""
    path = folder / "yehua.db"
    Store.open(f"sqlite:///{path}").close()

    def started(count: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", TAKER, str(path), str(count)], cwd=Path(__file__).parent.parent)

    begun = time.perf_counter()
    victims = [started(NUMBERS_EACH) for _ in range(KILLED)]
    connection = sqlite3.connect(path, timeout=60)
    while connection.execute("SELECT count(*) FROM meetings").fetchone()[0] < KILLED * NUMBERS_EACH // 10:
        time.sleep(0.2)
    children = [started(NUMBERS_EACH) for _ in range(PROCESSES)]
    time.sleep(1)
    for victim in victims:
        victim.kill()
    for child in (*victims, *children):
        child.wait()
    given = sorted(int(row[0]) for row in connection.execute("SELECT number FROM meetings"))
    connection.close()
    whole = given == list(range(1, len(given) + 1))
    # Whoever waits a minute for the lock is told so, and may try again; no number is used up.
    gave_up = sum(child.returncode != 0 for child in children)
    print(
        f"{PROCESSES} processes wanted {NUMBERS_EACH} numbers each and {KILLED} more were killed: {len(given)} given, "
        f"{'no gap, none twice' if whole else 'GAPS OR DOUBLES'}, {gave_up} gave up waiting, "
        f"{time.perf_counter() - begun:.0f} s"
    )


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=1000)
    parser.add_argument("--segments", type=int, default=1000)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--scans", type=int, default=40)
    parser.add_argument("--only", choices=["sound", "numbers", "search"])
    wish = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yehua-"))
    try:
        if wish.only in {None, "sound"}:
            sound(folder, wish.megabytes)
        if wish.only in {None, "numbers"}:
            numbers(folder)
        if wish.only in {None, "search"}:
            search(folder, wish.meetings, wish.segments, wish.scans)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
