"""The commands that are killed at their file events; each is a `Scenario` (see `tests/kills.py`) in `SCENARIOS`.

To add one: write a module `tests/kill_scenarios_….py` with a tuple `SCENARIOS` and name it in `_MODULES` below. Run
commands with `yehua(folder, …)`: as on the command line, in the workspace `folder/ws`. `prepare` may use anything, as
it is never killed; `office(folder)` fills a workspace with two recordings, transcripts and grievances in a second.
Nothing may be decoded by a model: a fork of a process that holds torch's threads hangs.
"""

import argparse
import datetime as dt
import functools
import importlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from tests import kills
from tests.conftest import Kept, QuickLock, keep_two, write_wav
from tests.kills import Scenario, Secrets
from toolkit.archive import appraisals, packing
from toolkit.archive.appraisals import Appraisal
from toolkit.cases import cases
from toolkit.commands.cli import main as command_line
from toolkit.core.files import write_whole
from toolkit.grievances.register import confirm_grievances
from toolkit.meetings.recordings import find_recording
from toolkit.records import Correction, Stretch
from toolkit.restricted import sealed_workspace, sealing, sealing_plan, vault
from toolkit.search.searching import search
from toolkit.sound import speech
from toolkit.transcripts import exports
from toolkit.transcripts.versions import load_transcript, save_transcript
from toolkit.workspace import desk as desk_module
from toolkit.workspace.desk import Desk, open_desk

_MODULES: tuple[str, ...] = ("kill_scenarios_issue", "kill_scenarios_loop", "kill_scenarios_matter")
CODE, OTHER = "0194-LY·2026-D30-0001", "0194-LY·2026-D30-0002"
PASS = "k7mp-2wxy-9abc-defg-h3jk"  # noqa: S105 - of the test only
TODAY = dt.date(2026, 11, 23)
LATER = dt.date(2057, 1, 5)
# What the accusation says; the other recording's is taken out while preparing, so that any word left is a trace.
WORDS = ("村主任收了我", "三万块", "收钱", "赵大山")


def yehua(folder: Path, *words: object, today: dt.date = TODAY) -> None:
    """Run a command as on the command line on the day `today`, in the workspace of `folder`; raises SystemExit."""
    # Only ever in a child that ends here.
    desk_module.open_desk = functools.partial(open_desk, today=today)  # type: ignore[assignment]
    command_line([*map(str, words), "--workspace", str(folder / "ws")])


@contextmanager
def office(folder: Path, today: dt.date = TODAY) -> Iterator[Kept]:
    """Give a filled workspace in `folder`/ws with its sealed folder in `folder`/vault; it is closed afterwards."""
    desk = open_desk(folder / "ws", today=today)
    kept = keep_two(desk)
    shutil.rmtree(folder / "新录音")
    sealed_workspace.make_vault(desk, folder / "vault", "赵敏", PASS)
    yield kept
    desk.store.close()


def _with_traces(folder: Path, *, case: bool = True) -> None:
    """Fill `folder` with an office where the accusation left its traces in every place the program knows.

    With a `case` it was confirmed, and a case opened from it, with a paper.
    """
    with office(folder) as kept:
        desk, code = kept.desk, kept.code
        _leave_traces(desk, code)
        if case:
            _leave_case(desk, code)
        _forget_the_other(desk, kept.other)
        packing.pack_into_workspace(desk, code)


def _leave_traces(desk: Desk, code: str) -> None:
    workspace = desk.workspace
    first = load_transcript(desk.store, code)
    segments = list(first.segments)
    segments[1] = replace(segments[1], corrections=(Correction("村主人", "村主任", 0, "听录音", "王芳"),))
    save_transcript(desk.store, code, replace(first, segments=tuple(segments), parent=1))
    exports.renew_exports(desk, code)
    taken = find_recording(desk.store, code)
    write_whole(workspace.recordings / code / "再听" / "001.json", "村主任收了我三万块钱")
    write_whole(workspace.peaks / f"{taken.access_sha256}.u8", b"1")
    write_whole(workspace.inbox / "院落.wav", (workspace.root / taken.original).read_bytes())
    search(desk, "村主任")
    write_whole(workspace.jobs / f"{code}.journal", "村主任收了我三万块钱")


def _leave_case(desk: Desk, code: str) -> None:
    workspace = desk.workspace
    (second,) = confirm_grievances(desk.store, code, [2], {"person": "赵大山", "against": "村主任"}, by="王芳")
    state = cases.open_case(desk, [second.number or ""], "2026-10-08")
    told = {"case": state.case, "petitioner": {"name": "赵大山"}, "matter": "村主任收钱"}
    write_whole(workspace.facts / "意见书.json", json.dumps(told, ensure_ascii=False))
    write_whole(workspace.papers / state.case / "x-1-赵大山.txt", "村主任收钱")


def _forget_the_other(desk: Desk, code: str) -> None:
    """Take the same accusation out of the other recording, so that any word left is a trace of the first."""
    sealing.seal(desk, sealed_workspace.vault_of(desk), sealing_plan.plan(desk, code), "李强")


def _secrets(folder: Path) -> Secrets:
    desk = open_desk(folder / "ws")
    recording = find_recording(desk.store, CODE)
    desk.store.close()
    return Secrets(WORDS, (recording.sha256, recording.access_sha256))


def _vault_told(folder: Path) -> dict[str, str]:
    """Return what the register of the sealed folder says, and its flaws; moments and hashes are left out."""
    place = vault.Vault(folder / "vault")
    acts = {f"register[{n}]": f"{one.act} {one.item} {one.by} {one.why}" for n, one in enumerate(place.register())}
    return acts | {"vault flaws": "；".join(place.flaws())}


_VAULT = (r"^vault/items/.*\.age$", r"^vault/register\.jsonl$")


def _appraised(folder: Path) -> None:
    """Fill `folder` with an office whose first recording is packed, partly sealed, appraised and due."""
    _with_traces(folder, case=False)
    desk = open_desk(folder / "ws", today=LATER)
    # Of the destroyed recording something lies in the sealed folder, too.
    sealing.seal(desk, sealed_workspace.vault_of(desk), sealing_plan.plan(desk, CODE, [1]), "李强")
    decided = Appraisal(CODE, "destroy", ("王芳", "李强"), "没有继续保存的价值")
    appraisals.appraise(desk.store, decided, LATER.year)
    desk.store.close()


def _new_sound(folder: Path) -> None:
    with office(folder):
        noise = np.random.default_rng(7).integers(-9000, 9000, 48_000).astype(np.int16)
        write_wav(folder / "新的.wav", noise)


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "put",
        _with_traces,
        lambda folder: yehua(folder, "sealed", "put", CODE, "--by", "李强", "--agree"),
        _secrets,
        unlike=_VAULT,
        more=_vault_told,
        decisive=2,
    ),
    Scenario(
        "remove",
        _with_traces,
        lambda folder: yehua(
            folder,
            "disposal",
            "remove",
            CODE,
            2,
            "--ground",
            "本人书面请求",
            "--by",
            "王芳",
            "--witness",
            "李强",
            "--agree",
        ),
        _secrets,
        unlike=_VAULT,
        more=_vault_told,
        late_part=12,
    ),
    Scenario(
        "destroy",
        _appraised,
        lambda folder: yehua(
            folder, "disposal", "destroy", CODE, "--by", "王芳", "--witness", "李强", "--agree", today=LATER
        ),
        _secrets,
        unlike=_VAULT,
        more=_vault_told,
    ),
    Scenario(
        "backup",
        _with_traces,
        lambda folder: yehua(folder, "backup", "make", "--to", folder / "disk", "--by", "王芳"),
        unlike=(r"^disk/.*(yehua\.db|\.txt|sealed\.json)$", r"last_backup\.json$"),
        renamed=(r"夜话备份-[0-9-]+",),
        columns=frozenset({"root", "subject"}),  # a backup is known by its root
        decisive=3,
    ),
    Scenario("pack", _with_traces, lambda folder: yehua(folder, "pack", CODE, "--out", folder / "disk")),
    Scenario(
        "add",
        _new_sound,
        lambda folder: yehua(folder, "add", folder / "新的.wav", "--date", "2026-09-25", "--place", "柳树湾"),
    ),
)


def all_scenarios() -> dict[str, Scenario]:
    """Return every scenario by its name."""
    found = {one.name: one for one in SCENARIOS}
    for name in _MODULES:
        found |= {one.name: one for one in importlib.import_module(f"tests.{name}").SCENARIOS}
    return found


def _made_quick() -> None:
    """Put what costs seconds and says nothing about crashes aside: age's slow passphrases, the detector of speech."""
    vault.locked = QuickLock  # type: ignore[assignment]
    speech.speech_stretches = lambda *_, **__: (Stretch(0.0, 1.0),)  # type: ignore[assignment]


def main() -> int:
    """Run the scenarios that are named on the command line."""
    options = argparse.ArgumentParser()
    options.add_argument("names", nargs="*", help="scenarios, or NAME:1/2 for every second event of one")
    options.add_argument("--all", action="store_true", help="every event, not a tenth of those before the commit")
    options.add_argument("--only", type=int, nargs="*", default=[], help="these events")
    wish = options.parse_args()
    _made_quick()
    known = all_scenarios()
    wrong = 0
    for spec in wish.names or known:
        name, _, part = spec.partition(":")
        share = [int(number) for number in part.split("/")] if part else [1, 1]
        report = kills.campaign(known[name], every=wish.all, only=wish.only, share=(share[0], share[1]))
        report.name = spec
        wrong += report.tried - report.equal
        print(json.dumps(asdict(report), ensure_ascii=False), flush=True)  # noqa: T201 - the figures
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
