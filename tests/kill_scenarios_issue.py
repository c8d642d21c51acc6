"""Commands that give a number, write files and make an entry, to be killed at their file events (see `kills.py`).

By hand: `python -m tests.kill_scenarios_issue [NAME…] [--all] [--only N…]`.
"""

import argparse
import datetime as dt
import functools
import json
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np

from tests import kills
from tests.conftest import write_wav
from tests.kills import Scenario
from toolkit.archive import packing
from toolkit.cases.ledger import ledger_of
from toolkit.chinese.dates import lunar
from toolkit.commands.cli import main as command_line
from toolkit.core.files import copy_verified, make_folder, sha256_of
from toolkit.grievances import lists
from toolkit.grievances.register import close_list, confirm_grievances
from toolkit.meetings.recordings import NewRecording, add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.papers import drafting, paperwork
from toolkit.records import Coverage, Engine, RecordingRef, Segment, SoundFacts, Transcript
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace import desk as desk_module
from toolkit.workspace.desk import Desk, open_desk

TODAY = dt.date(2026, 11, 23)
HELD = dt.date(2026, 9, 25)
PAPER = "mediation_application"
CODE = "0194-LY·2026-D30-0001"


def yehua(folder: Path, *words: object) -> None:
    """Run a command as on the command line in the workspace `folder`/ws, on the day TODAY; raises SystemExit."""
    # Only ever in a process that ends here.
    desk_module.open_desk = functools.partial(open_desk, today=TODAY)  # type: ignore[assignment]
    command_line([*map(str, words), "--workspace", str(folder / "ws")])


def filed(root: Path) -> Desk:
    """Return a desk at the new workspace `root` with a recording and two grievances found in it, none confirmed."""
    desk = open_desk(root, today=TODAY)
    meeting = open_meeting(desk.store, "柳树湾", HELD, lunar(HELD))
    sound = write_wav(root / "新.wav", np.random.default_rng(5).integers(-9000, 9000, 32_000).astype(np.int16))
    new = NewRecording(
        sound, sha256_of(sound), 20.0, sha256_of(sound), SoundFacts("wav", "pcm_s16le", 16000, 1, 20.0, 9)
    )

    def settle(code: str, each: NewRecording) -> tuple[str, str]:
        places = [make_folder(desk.workspace.recordings / code) / f"{name}.wav" for name in ("original", "access")]
        for place in places:
            copy_verified(each.path, place)
        return (desk.workspace.relative(places[0]), desk.workspace.relative(places[1]))

    (taken,) = add_recordings(desk.store, meeting, desk.settings.archive, [new], settle)
    sound.unlink()
    said = ("我叫孙玉兰，吴建国的院墙占了通道，请给我们调解。", "我叫王桂芳，三组的路灯坏了三个月，没有人来修。")
    segments = tuple(Segment(f"s{n}", n, n * 10.0 - 10, n * 10.0 - 0.5, text) for n, text in enumerate(said, start=1))
    reference = RecordingRef(taken.code, taken.sha256, 20.0)
    made = Transcript(reference, Engine("none", "0", "none", None), segments, (), Coverage(0, 0, ()))
    save_transcript(desk.store, taken.code, made)
    lists.find_grievances(desk, taken.code)
    return desk


def opened(root: Path) -> tuple[Desk, str]:
    """Return a desk at the new workspace `root` and a case in it, opened from its first grievance."""
    desk = filed(root)
    close_list(desk.store, CODE, "何琳")
    (one,) = confirm_grievances(desk.store, CODE, [1], {}, "何琳")
    return desk, ledger_of(desk).open_case([str(one.number)], TODAY).case


def drafted(desk: Desk, case: str, out: Path, request: str = "请求把院墙退回去", **facts: str) -> Path:
    """Write a draft of an application to mediate in `case` to `out` and return it."""
    told = drafting.example(PAPER) | {"case": case, "grievances": list(ledger_of(desk).state(case, TODAY).grievances)}
    told |= {"requests": [request], "date": TODAY.isoformat(), **facts}
    return drafting.fill(PAPER, told, desk.workspace, out).files[0]


def _closed(desk: Desk) -> None:
    desk.store.close()


def _with_list(folder: Path) -> None:
    _closed(filed(folder / "ws"))


def _with_confirmed(folder: Path) -> None:
    desk = filed(folder / "ws")
    confirm_grievances(desk.store, CODE, [1], {}, "何琳")
    _closed(desk)


def _with_case(folder: Path) -> None:
    desk, _ = opened(folder / "ws")
    (folder / "回证.jpg").write_bytes(b"picture" * 1000)
    _closed(desk)


def _with_draft(folder: Path) -> None:
    desk, case = opened(folder / "ws")
    drafted(desk, case, folder / "草稿.docx")
    _closed(desk)


def _with_paper(folder: Path) -> None:
    desk, case = opened(folder / "ws")
    paperwork.issue(desk, case, PAPER, drafted(desk, case, folder / "草稿.docx"))
    _closed(desk)


def _with_paper_and_correction(folder: Path) -> None:
    desk, case = opened(folder / "ws")
    paperwork.issue(desk, case, PAPER, drafted(desk, case, folder / "草稿.docx"))
    drafted(desk, case, folder / "更正.docx", "请求把院墙退到界石")
    _closed(desk)


def _with_package(folder: Path) -> None:
    desk = filed(folder / "ws")
    packing.pack_into_workspace(desk, CODE)
    _closed(desk)


def _opens(folder: Path) -> None:
    """Open the case; once it is open, the command says so and names it."""
    try:
        yehua(folder, "case", "open", "夜话2026-08-柳树湾-诉001", "--date", "2026-10-08")
    except SystemExit as end:
        desk = open_desk(folder / "ws", today=TODAY)
        is_open = bool(ledger_of(desk).cases())
        desk.store.close()
        raise SystemExit(0 if is_open else end.code) from end


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("issue", _with_draft, lambda folder: yehua(folder, "issue", "案2026-0001", PAPER, folder / "草稿.docx")),
    Scenario(
        "correct",
        _with_paper_and_correction,
        lambda folder: yehua(
            folder, "issue", "案2026-0001", PAPER, folder / "更正.docx", "--corrects", "青石人调申字〔2026〕1号"
        ),
    ),
    Scenario("confirm", _with_list, lambda folder: yehua(folder, "confirm", CODE, 1, 2, "--by", "何琳")),
    Scenario("open", _with_confirmed, _opens),
    Scenario(
        "entry",
        _with_case,
        lambda folder: yehua(
            folder, "case", "add", "案2026-0001", "受理告知", "--date", "2026-11-23", "--note", "当面送达"
        ),
        may_ask=True,
    ),
    Scenario(
        "proof",
        _with_case,
        lambda folder: yehua(
            folder, "case", "add", "案2026-0001", "受理告知", "--date", "2026-11-23", "--proof", folder / "回证.jpg"
        ),
        may_ask=True,
    ),
    Scenario("file", _with_paper, lambda folder: yehua(folder, "archive", "file", "案2026-0001", "--by", "王芳")),
    Scenario(
        "disc", _with_package, lambda folder: yehua(folder, "discs", "make", "--out", folder / "盘", "--by", "王芳")
    ),
)


def main() -> int:
    """Run the scenarios that are named on the command line, and print their figures as JSON, a line each."""
    options = argparse.ArgumentParser()
    options.add_argument("names", nargs="*")
    options.add_argument("--all", action="store_true", help="every event, not a tenth of those before the commit")
    options.add_argument("--only", type=int, nargs="*", default=[], help="these events")
    wish = options.parse_args()
    wrong = 0
    for one in SCENARIOS:
        if not wish.names or one.name in wish.names:
            report = kills.campaign(one, every=wish.all, only=wish.only)
            wrong += report.tried - report.equal
            print(json.dumps(asdict(report), ensure_ascii=False), flush=True)  # noqa: T201 - the figures
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
