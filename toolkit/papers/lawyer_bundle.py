"""Bundle of a case for a lawyer without the toolkit: passages with their sound, facts and drafts; out and back."""

import io
import json
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from toolkit.cases import ledger_of, matters
from toolkit.core import (
    MissingFileError,
    WrongValueError,
    YehuaError,
    copy_verified,
    make_folder,
    refuse_no_folder,
    sha256_of,
    timecode,
    write_whole,
)
from toolkit.grievances import recording_of_grievance
from toolkit.grievances.accusations import may_be_shown
from toolkit.meetings import find_recording
from toolkit.papers import drafts, forms
from toolkit.papers.drafts import Recheck
from toolkit.records import Grievance
from toolkit.sound import SAMPLE_RATE, audio
from toolkit.workspace import Desk, file_name_of, normalised

_LIST = "清单.json"
_FULL_SCALE = 32767
_README = """{case}的材料，供律师办理使用。

“诉求”里是本事项的诉求原话和对应的一段录音，没有别人的话。
“草稿”里是文书草稿，用 Word 或 WPS 修改；请保留编号和“草稿”两个标记，交回前接受或拒绝修订、删去批注。
“事实”里是文书所依据的事实，只供核对；要改事实的，请写信告诉综治中心。
“{names}”用来核对交回的文件，请不要删改。改好后把整个文件夹交回。
{left_out}"""


@dataclass(frozen=True)
class Bundle:
    """A written bundle: its folder, its files, and the numbers of the grievances that were left out."""

    folder: Path
    files: tuple[Path, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Returned:
    """A draft that came back: its changes and findings, or the fault why it could not be read."""

    file: Path
    recheck: Recheck | None
    fault: str | None


def write(desk: Desk, case: str, out: Path) -> Bundle:
    """Write the bundle of `case` into the new folder `out`: only its own passages, never the rest of the recording.

    Accusations (检举控告) and unjudged grievances are left out (信访工作条例 Art 30). Raise WrongValueError
    when `out` has content, UnknownNumberError for an unknown case.
    """
    state = ledger_of(desk).state(case, desk.today)
    refuse_no_folder(out)
    if out.exists() and any(out.iterdir()):
        raise WrongValueError(field="文件夹", value=out.name, why="里面已经有文件，请换一个新的文件夹")
    make_folder(out)
    grievances = matters.grievances_of(desk.store, state.grievances)
    left_out = tuple(number for number, grievance in grievances.items() if not may_be_shown(grievance))
    files = [
        file
        for number, grievance in grievances.items()
        if number not in left_out
        for file in _passages(desk, number, grievance, make_folder(out / "诉求"))
    ]
    files += _drafts(desk, state.case, out, frozenset(left_out))
    files.append(_read_me(state.case, out, left_out))
    files.append(_listing(state.case, out, files))
    return Bundle(out, tuple(files), left_out)


def _read_me(case: str, out: Path, left_out: tuple[str, ...]) -> Path:
    note = f"没有放进来的诉求（检举控告，或者还没有判断）：{'、'.join(left_out)}" if left_out else ""
    return write_whole(out / "说明.txt", _README.format(case=case, names=_LIST, left_out=note))


def _listing(case: str, out: Path, files: list[Path]) -> Path:
    """Write the hashes of `files`, by which they are checked when they come back."""
    hashes = {path.relative_to(out).as_posix(): sha256_of(path) for path in files}
    return write_whole(out / _LIST, json.dumps({"case": case, "files": hashes}, ensure_ascii=False, indent=1))


def _passages(desk: Desk, number: str, grievance: Grievance, folder: Path) -> Iterator[Path]:
    name = file_name_of(number)
    lines = [number, f"摘要：{grievance.summary}", "", grievance.text, ""]
    lines += [f"录音 {timecode(passage.start_s)} 至 {timecode(passage.end_s)}" for passage in grievance.passages]
    yield write_whole(folder / f"{name}.txt", "\n".join(lines) + "\n")
    if not grievance.passages:
        return  # it reached the office otherwise than at a night meeting
    recording = find_recording(desk.store, recording_of_grievance(desk.store, number))
    sound = audio.samples(desk.workspace.root / recording.access)
    for position, passage in enumerate(grievance.passages, start=1):
        clip = audio.joined(sound, [passage])
        yield write_whole(folder / f"{name}-{position}.wav", _wave(clip))


def _wave(samples: Any) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(SAMPLE_RATE)
        sound.writeframes((np.clip(samples, -1, 1) * _FULL_SCALE).astype("<i2").tobytes())
    return made.getvalue()


def _drafts(desk: Desk, case: str, out: Path, left_out: frozenset[str]) -> Iterator[Path]:
    """Write the drafts of `case` and their facts, except those based on a grievance of `left_out`."""
    for kept in sorted(desk.workspace.drafts.glob("*/facts.json")):
        made = json.loads(kept.read_text(encoding="utf-8"))
        numbers = made["facts"].get("grievances") or ()
        if made["facts"].get("case") == case and left_out.isdisjoint(map(normalised, numbers)):
            name = f"{forms.PAPERS[made['paper']]}-{kept.parent.name[:8]}"
            target = make_folder(out / "草稿") / f"{name}.docx"
            copy_verified(kept.with_name("draft.docx"), target)
            yield target
            facts = json.dumps(made["facts"], ensure_ascii=False, indent=1)
            yield write_whole(make_folder(out / "事实") / f"{name}.json", facts)


def take_back(desk: Desk, folder: Path) -> tuple[Returned, ...]:
    """Return each draft of the bundle in `folder` rechecked; of a missing or unreadable draft, the fault.

    Nothing is copied into the workspace: `issue` takes a draft from where it lies. Raise MissingFileError when
    `folder` is no bundle.
    """
    if not (folder / _LIST).is_file():
        raise MissingFileError(path=folder / _LIST)
    sent = json.loads((folder / _LIST).read_text(encoding="utf-8"))["files"]
    names = {name for name in sent if name.endswith(".docx")}
    names |= {path.relative_to(folder).as_posix() for path in (folder / "草稿").glob("[!~]*.docx")}
    return tuple(_returned(desk, folder / name) for name in sorted(names))


def _returned(desk: Desk, path: Path) -> Returned:
    try:
        return Returned(path, drafts.recheck(desk.workspace, path), None)
    except YehuaError as fault:
        return Returned(path, None, str(fault))
