"""Measure how quickly the workbench answers a township that has kept its meetings for two years.

Run by hand: `python -m benchmarks.workbench [FOLDER] [--browser]`. It fills a workspace with 500 meetings and 20,000
grievances (some minutes), in FOLDER if one is named, where a second run finds it. Then it starts a server, and prints
the seconds to the first page, the seconds of each page at its first and at a later look, and the server's memory. With
`--browser` Chromium opens each page, so that drawing counts as well; then ten pages stay open, and the memory of the
server with its children is printed.
"""

import argparse
import datetime as dt
import json
import os
import random
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.servers import TOKEN, Served, serving
from toolkit.chinese import dates
from toolkit.grievances.revisions import stretches_of
from toolkit.loop import events
from toolkit.loop.events import Wish
from toolkit.records import (
    Colour,
    Coverage,
    Engine,
    Fact,
    Grievance,
    GrievanceList,
    Meeting,
    Passage,
    Recording,
    RecordingRef,
    Segment,
    SoundFacts,
    Subject,
    Transcript,
    TranscriptRef,
)
from toolkit.store import (
    ACCUSATION_JUDGEMENTS,
    CASE_GRIEVANCES,
    CASES,
    ENTRIES,
    GRIEVANCE_LISTS,
    GRIEVANCES,
    MEETINGS,
    PACKAGES,
    RECORDINGS,
    TRANSCRIPTS,
    Transaction,
    text_of,
)
from toolkit.workspace import Desk, case_number, grievance_number, meeting_number, open_desk, recording_code

PLACES, MONTHS, GRIEVANCES_EACH, SENTENCES_EACH = 20, 25, 40, 400
NEWEST_UNCONFIRMED = 20  # meetings whose grievances wait
CASE_EVERY = 10
FIRST_PAGE_S, PAGE_S, MEMORY_MB, TEN_PAGES_MB = 5.0, 0.5, 400, 600
SUBJECTS = ("城乡建设", "环境保护", "农村农业", "劳动和社会保障", "交通运输")
COLOURS = ("红", "黄", "绿")
SAID = (
    "三组的路灯坏了三个月，晚上老人出门看不见。",
    "河边的垃圾堆了半年，请派人清一清。",
    "征地的补偿款说好去年给，到现在没有拿到。",
    "村口的桥栏杆断了，孩子上学危险。",
    "自来水一到夏天就停，一停就是三天。",
    "低保的表交上去两个月，没有答复。",
    "隔壁盖房子占了我家一尺多的地。",
    "砂石厂半夜开工，睡不着觉。",
    "修路挖断了水渠，稻田没有水。",
    "在镇上做工，老板欠了四个月工资。",
    "卫生院的医保报销窗口总是没有人。",
    "山上的树倒下来压着电线，一直没有人管。",
)


def main() -> None:
    """Fill the workspace if it is new, serve it, and print what was measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--browser", action="store_true")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = wanted.folder or Path(scratch) / "town"
        if not (root / "yehua.db").exists():
            began = time.perf_counter()
            fill(root)
            print(f"filled in {time.perf_counter() - began:.0f} s")
        with serving(root, Path(scratch) / "server") as served:
            begun = time.perf_counter()
            asked(served, "data/today")
            print(f"lists counted for the first time, or read: {time.perf_counter() - begun:.1f} s")
        print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        began = time.perf_counter()
        with serving(root, Path(scratch) / "server") as served:
            measure(served, began)
            if wanted.browser:
                look(served)
                open_ten(served)
            print_memory(served)


# -- filling ---------------------------------------------------------------------------------------------------


def fill(root: Path) -> None:
    """Write two years of meetings to the workspace at `root`, the same each time but for the days."""
    desk = open_desk(root)
    dice = random.Random(20261129)  # noqa: S311 - the same town each time
    with desk.store.transaction() as tx:
        number = 0
        for held_on in full_moons(desk.today):
            for place in range(PLACES):
                number += 1
                add_meeting(desk, tx, number, (held_on, f"第{place + 1}村"), dice)
    desk.store.close()


def full_moons(today: dt.date) -> list[dt.date]:
    """Return the fifteenth days of the last lunar months before `today`, the oldest first."""
    day, found = today, []
    while len(found) < MONTHS:
        day -= dt.timedelta(days=1)
        if dates.lunar(day).day == 15:  # noqa: PLR2004 - the night of the full moon
            found.append(day)
    return found[::-1]


def add_meeting(desk: Desk, tx: Transaction, n: int, at: tuple[dt.date, str], dice: random.Random) -> None:
    """Write meeting `n`, with one recording, its text, its list, and what people decided about it."""
    held_on, place = at
    moon = dates.lunar(held_on)
    name = meeting_number(place, moon.year, moon.month, leap=moon.leap)
    meeting = Meeting(name, place, moon.year, moon.month, moon.leap, held_on)
    tx.add(MEETINGS, **vars(meeting) | {"held_on": held_on.isoformat()})
    code = add_recording(desk, tx, n, meeting)
    segments = tuple(sentence(n, k) for k in range(1, SENTENCES_EACH + 1))
    text = Transcript(
        RecordingRef(code, f"{n:064x}", 9000.0), Engine("made-up", "1", "none", None), segments, (), Coverage(1, 1, ())
    )
    tx.add(TRANSCRIPTS, recording=code, version=1, parent=None, sha256="0" * 64, json=text_of(text))
    found = tuple(grievance(k, n, dice) for k in range(1, GRIEVANCES_EACH + 1))
    listed = GrievanceList(TranscriptRef(code, 1), found)
    tx.add(GRIEVANCE_LISTS, recording=code, transcript_version=1, sha256="0" * 64, json=text_of(listed))
    if n <= PLACES * MONTHS - NEWEST_UNCONFIRMED:
        confirm(desk, tx, meeting, listed, n)


def sentence(n: int, k: int) -> Segment:
    """Return sentence `k` of meeting `n`; ten after another are about one thing."""
    said = SAID[(n * 7 + k // 10) % len(SAID)]
    return Segment(f"s{k}", k, k * 6.0, k * 6.0 + 5, f"{said}第 {k} 句。", f"说话人{k % 7}")


def add_recording(desk: Desk, tx: Transaction, n: int, meeting: Meeting) -> str:
    """Write the recording of `meeting`, and its package unless it is one of the newest; return its code."""
    code = recording_code(desk.settings.archive, meeting.held_on.year, n)
    digest = f"{n:064x}"
    sound = SoundFacts("mov,mp4", "aac", 48_000, 2, 9000.0, 90_000_000)
    places = (f"recordings/{code}/{code}.m4a", f"recordings/{code}/{code}-试听.mp3")
    kept = Recording(code, meeting.number, 1, digest, 9000.0, f"{n}.m4a", *places, digest, sound)
    tx.add(RECORDINGS, code=code, meeting=meeting.number, position=1, sha256=digest, json=text_of(kept))
    if n <= PLACES * MONTHS - 2 * NEWEST_UNCONFIRMED:
        tx.add(PACKAGES, recording=code, root=digest, path=f"packages/{code}")
    return code


def grievance(ordinal: int, n: int, dice: random.Random) -> Grievance:
    """Return a grievance of ten sentences."""
    first, last = ordinal * 10 - 9, ordinal * 10
    said = SAID[(n * 7 + ordinal) % len(SAID)]
    level1 = SUBJECTS[dice.randrange(len(SUBJECTS))]
    return Grievance(
        ordinal=ordinal,
        passages=(Passage(f"s{first}", f"s{last}", first * 6.0, last * 6.0 + 5),),
        start_s=first * 6.0,
        text=said * 5,
        summary=f"{said[:-1]}（{n}-{ordinal}）",
        subject=Subject(level1, None, 0.9, unsure=False, candidates=(), evidence=()),
        kinds=("申诉求决",),
        colour=Colour(COLOURS[dice.randrange(len(COLOURS))], "影响出行", ()),
        person=Fact(f"村民{n}-{ordinal}", (), 1.0),
        home=Fact("三组", (), 1.0),
        request=Fact("派人来修", (), 1.0),
    )


def confirm(desk: Desk, tx: Transaction, meeting: Meeting, listed: GrievanceList, n: int) -> None:
    """Write that a person released and confirmed each grievance of `listed`; one in ten becomes a case."""
    code = str(listed.transcript.recording)
    keys = {"recording": code, "transcript_version": 1, "by": "何琳"}
    stretches = stretches_of(listed.grievances)
    tx.add(ACCUSATION_JUDGEMENTS, **keys, verdict="closed", json=text_of({"stretches": stretches}))
    for each in listed.grievances:
        number = grievance_number(meeting.number, each.ordinal)
        content = vars(each) | {"number": number, "status": "confirmed", "accusation": "no"}
        tx.add(
            GRIEVANCES,
            **keys,
            meeting=meeting.number,
            number=number,
            version=1,
            ordinal=each.ordinal,
            status="confirmed",
            reason=None,
            changes="{}",
            json=text_of(Grievance(**content)),
        )
        if each.ordinal % CASE_EVERY == 0:
            add_case(desk, tx, n * GRIEVANCES_EACH + each.ordinal, number, meeting.held_on)


def add_case(desk: Desk, tx: Transaction, n: int, number: str, held_on: dt.date) -> None:
    """Write a case of the grievance `number`; nine in ten are concluded, and their people were called."""
    case = case_number(held_on.year, n)
    tx.add(CASES, number=case, opened_on=held_on.isoformat())
    tx.add(CASE_GRIEVANCES, case_number=case, grievance=number)
    steps = [("opened", 0, None)]
    if n // CASE_EVERY % 10:
        steps += [("acceptance_notice", 3, 3), ("concluded", 30, 30)]
    for position, (kind, after, served) in enumerate(steps, 1):
        day = held_on + dt.timedelta(days=after)
        served_on = (held_on + dt.timedelta(days=served)).isoformat() if served else None
        tx.add(ENTRIES, case_number=case, number=position, kind=kind, entry_date=day.isoformat(), served_on=served_on)
    called = held_on + dt.timedelta(days=46)
    if len(steps) > 1 and called <= desk.today:
        facts = {"how": "电话", "outcome": "接通", "q2": "办到", "q3": "清楚"}
        wish = Wish("followup.done", case, f"{called} 09:00", "赵敏", facts, {"q1": "没有", "words2": "修好了"})
        events.record(desk, tx, wish)


# -- measuring -------------------------------------------------------------------------------------------------


def asked(served: Served, place: str, given: dict[str, str] | None = None) -> bytes:
    """Return what the server answers; `given` is sent as the words of a question."""
    join = "&" if "?" in place else "?"
    address = f"{served.address}/yehua/{place}{join}token={TOKEN}"
    data = json.dumps(given).encode() if given else None
    with urllib.request.urlopen(urllib.request.Request(address, data=data), timeout=600) as answer:  # noqa: S310 - our own server
        content: bytes = answer.read()
    return content


def pages(served: Served) -> Iterator[tuple[str, str, dict[str, str] | None, str]]:
    """Give name, address, words and place after `#` of each page, those of one thing with a number that exists."""
    meeting = json.loads(asked(served, "data/meetings"))["meetings"][40]
    code = meeting["recordings"][0]["code"]
    case = json.loads(asked(served, "data/cases"))["cases"][0]["case"]
    for name in ("frame", "today", "meetings", "cases", "keeping", "tables", "overview", "grievances", "settings"):
        yield name, f"data/{name}", None, f"/{name}"
    for name in ("walks", "cards", "followups", "handover"):
        yield name, f"data/{name}", None, f"/{name}"
    yield "recording", f"data/recording?code={urllib.parse.quote(code)}", None, f"/meeting/{code}/papers"
    yield "case", f"data/case?case={urllib.parse.quote(case)}", None, f"/case/{case}"
    yield "find", "data/find", {"words": "路灯"}, "/find"


def measure(served: Served, began: float) -> None:
    """Print the seconds from the start to the first page, then those of each page."""
    for place in ("", "data/frame", "data/today"):
        asked(served, place)
    first = time.perf_counter() - began
    print(f"first page after start: {first:.1f} s (target {FIRST_PAGE_S} s)")
    for name, address, words, _ in pages(served):
        times = []
        for _ in range(3):
            begun = time.perf_counter()
            size = len(asked(served, address, words))
            times.append(time.perf_counter() - begun)
        late = "  SLOW" if min(times[1:]) > PAGE_S else ""
        print(f"{name:12} first {times[0]:.2f} s, later {min(times[1:]):.2f} s, {size / 1000:.0f} kB{late}")


def look(served: Served) -> None:
    """Print the seconds until Chromium shows each page."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is asked for

    from tests.browser.conftest import CHROMIUM, FLAGS  # noqa: PLC0415 - as above

    places = [place for _, _, _, place in pages(served) if place != "/frame"]
    with sync_playwright() as driver:
        page = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_page()
        page.goto(served.page("/inbox"))
        page.locator(".wb-main[data-page=inbox]").wait_for()
        for place in places:
            shown = f".wb-main[data-page={place.split('/')[1]}]"
            begun = time.perf_counter()
            page.evaluate("place => { location.hash = place }", place)
            page.locator(shown).wait_for()
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            taken = time.perf_counter() - begun
            print(f"in the browser {place:36} {taken:.2f} s{'  SLOW' if taken > PAGE_S else ''}")


def open_ten(served: Served) -> None:
    """Print the memory of the server with its children while ten pages are open."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is asked for

    from tests.browser.conftest import CHROMIUM, FLAGS  # noqa: PLC0415 - as above

    code = json.loads(asked(served, "data/meetings"))["meetings"][40]["recordings"][0]["code"]
    panels = [f"/meeting/{code}/{part}" for part in ("text", "grievances", "sound")]
    places = [*panels, *("/today", "/inbox", "/cases", "/papers", "/archive", "/overview", "/find")]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for place in places:
            page = browser.new_page()
            page.goto(served.page(place))
            page.locator(f".wb-main[data-page={place.split('/')[1]}]").wait_for()
        time.sleep(5)
        whole = memory_of(psutil.Process(served.process.pid))
        print(f"ten pages open: server with its children {whole:.0f} MB (target {TEN_PAGES_MB} MB)")


def memory_of(process: psutil.Process) -> float:
    """Return the memory of `process` and its children in MB."""
    return sum(each.memory_info().rss for each in (process, *process.children(recursive=True))) / 1e6


def print_memory(served: Served) -> None:
    """Print the memory of the server after all pages."""
    used = psutil.Process(served.process.pid).memory_info().rss / 1e6
    print(f"memory of the server: {used:.0f} MB (target {MEMORY_MB} MB)")


if __name__ == "__main__":
    main()
