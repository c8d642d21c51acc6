"""What is withheld is shown only to whoever asks for it by a name that the settings allow, and the asking is kept.

Withheld are accusations (检举控告) and what nobody judged yet: 信访工作条例 Art 30 forbids that they reach whom they
name. The record is a table beside the store, a row a time, which is only ever added to.
"""

import contextlib
import csv
import datetime as dt
import hashlib
import io
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from toolkit.core import (
    ChangedMeanwhileError,
    UnknownNumberError,
    WrongValueError,
    moves,
    office_text,
    private_file,
    write_whole,
    writing_faults,
)
from toolkit.grievances.accusations import visibility
from toolkit.grievances.register import (
    close_list,
    is_fully_open,
    judge_accusations,
    load_acts,
    load_grievances,
    load_open_stretches,
)
from toolkit.meetings import find_recording, list_recordings
from toolkit.records import Accusation, Grievance, GrievanceList, Transcript, overlap_s
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk

_HEADINGS = ("时间", "谁看的", "看了什么")
_LOOKED_FOR = "查找 "
ANYBODY = "设置里没有写明谁可以看检举控告（yehua.toml 的 [accusations] may_see），现在写任何姓名都能看。"


@dataclass(frozen=True)
class Opening:
    """Somebody asked for what is withheld: `at` is UTC as ISO text, `what` a code or what was looked for."""

    at: str
    by: str
    what: str


def may_see(desk: Desk, by: str) -> bool:
    """Tell whether the settings allow the person `by` to see what is withheld; while they name nobody, anybody may."""
    allowed = desk.settings.accusations.may_see
    return bool(by.strip()) and (not allowed or by.strip() in allowed)


def remarks(desk: Desk) -> tuple[str, ...]:
    """Return in Chinese what is to be said whenever something withheld is shown: that the settings name nobody."""
    return () if desk.settings.accusations.may_see else (ANYBODY,)


def refuse_stranger(desk: Desk, by: str) -> None:
    """Raise WrongValueError without a name, or with one that the settings do not allow."""
    if not by.strip():
        raise WrongValueError(field="谁看的", value=by, why="查看检举控告要写明姓名（--by），会记下来")
    if not may_see(desk, by):
        why = (
            "设置里没有这个姓名，不能看检举控告和还没有判断的内容；"
            "要看请由负责人写进 yehua.toml 的 [accusations] may_see"
        )
        raise WrongValueError(field="谁看的", value=by, why=why)


def open_for(desk: Desk, by: str, what: str) -> Opening:
    """Write down that `by` asks for what is withheld in `what`, before anything is shown, and return that record.

    Raise WrongValueError without a name, or for one that the settings do not allow; ReadOnlyWorkspaceError or
    DiskFullError when it cannot be written down.
    """
    refuse_stranger(desk, by)
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    opening = Opening(at, by.strip(), _without_words(what))
    path = _file(desk)
    line = io.StringIO(newline="")
    csv.writer(line).writerow(astuple(opening))
    with writing_faults(path), moves.open_to_append(private_file(path)) as file:
        if not file.tell():
            file.write("\ufeff" + ",".join(_HEADINGS) + "\r\n")
        file.write(line.getvalue())
        file.flush()
        os.fsync(file.fileno())
    return opening


def transcript_for(desk: Desk, by: str, transcript: Transcript, what: str) -> Transcript:
    """Return `transcript` of a recording as the person `by` may read it to correct it.

    It is whole for a name that the settings allow, which is written down first as a look at `what` where anything is
    withheld; without the words that are withheld for any other.
    """
    where = load_open_stretches(desk.store, transcript.recording.code or "", transcript)
    if all(map(where.holds, transcript.segments)):
        return transcript
    if not may_see(desk, by):
        return visibility.transcript_shown(transcript, where)
    open_for(desk, by, what)
    return transcript


# -- judging ---------------------------------------------------------------------------------------------------


def judge(
    desk: Desk,
    code: str,
    ordinals: Sequence[int],
    verdict: Accusation,
    by: str,
    *,
    seen: GrievanceList | None = None,
) -> GrievanceList:
    """Keep that `by` judged whether the grievances `ordinals` of recording `code` are accusations; return the list.

    Raise WrongValueError for a name that may not see them; ChangedMeanwhileError when somebody else judged otherwise
    since `by` looked, at the list `seen` or as the record of openings tells.
    """
    refuse_stranger(desk, by)
    _refuse_overruled(desk, code, ordinals, by)
    return judge_accusations(desk.store, code, ordinals, verdict, by.strip(), seen=seen)


def close(desk: Desk, code: str, by: str, *, seen: GrievanceList | None = None) -> GrievanceList:
    """Keep that `by` closed the list of recording `code`: none of the others accuses anybody; return the list.

    Raise what `judge` raises, UnknownNumberError when nobody looked for grievances yet, and WrongValueError when the
    text was corrected since they were found.
    """
    refuse_stranger(desk, by)
    recording = find_recording(desk.store, code)
    listed = load_grievances(desk.store, recording.code).transcript.version
    newest = load_transcript(desk.store, recording.code).version
    if listed != newest:
        why = f"清单是按第 {listed} 版文字找的，文字已经改到第 {newest} 版，请先重新列出诉求，看过新的再关闭"
        raise WrongValueError(field="关闭清单", value=recording.code, why=why)
    return close_list(desk.store, recording.code, by.strip(), seen=seen)


def _refuse_overruled(desk: Desk, code: str, ordinals: Sequence[int], by: str) -> None:
    """Raise ChangedMeanwhileError when somebody else judged one of `ordinals` after `by` had looked last."""
    recording = find_recording(desk.store, code).code
    looks = [one.at for one in openings(desk) if one.by == by.strip() and one.what in {code, recording}]
    if not looks:
        return
    listed = {one.ordinal: one for one in load_grievances(desk.store, recording).grievances}
    later = [act for act in load_acts(desk.store, recording).acts if act.made_at > looks[-1] and act.by != by.strip()]
    said = {n: listed[n].passages for n in ordinals if n in listed}
    stale = [
        str(n)
        for n, passages in said.items()
        if any(overlap_s(one, other) > 0 for act in later for one in act.stretches for other in passages)
    ]
    if stale:
        raise ChangedMeanwhileError(what=f"第 {'、'.join(stale)} 件诉求是不是检举控告")


# -- what was asked for ----------------------------------------------------------------------------------------
def _without_words(what: str) -> str:
    """Return `what` with a salted hash instead of the words looked for: they tell who was accused.

    SHA-256 of salt and words, both as UTF-8; whoever knows the words can still show that they were looked for.
    """
    words = what.removeprefix(_LOOKED_FOR)
    if words == what:
        return what
    salt = secrets.token_hex(4)
    return f"查找（词语不留存，盐 {salt}，校验值 {hashlib.sha256((salt + words).encode()).hexdigest()[:16]}）"


def forget_words(desk: Desk) -> None:
    """Put hashes in the place of words that earlier versions of the program wrote down; raise DiskFullError."""
    known = openings(desk)
    kept = [replace(one, what=_without_words(one.what)) for one in known]
    if kept != list(known):
        table = io.StringIO(newline="")
        csv.writer(table).writerows([_HEADINGS, *map(astuple, kept)])
        write_whole(_file(desk), "\ufeff" + table.getvalue())


def openings(desk: Desk) -> tuple[Opening, ...]:
    """Return who asked for accusations, the oldest first."""
    path = _file(desk)
    if not path.exists():
        return ()
    rows = csv.reader(io.StringIO(office_text(path.read_bytes()), newline=""))
    return tuple(_opening(row) for row in list(rows)[1:] if row)


def _opening(row: Sequence[str]) -> Opening:
    """Return what a `row` says; where an editor or a power cut left it short, the rest is empty."""
    at, by, *what = (*row, *[""] * (3 - len(row)))
    return Opening(at, by, ",".join(what))


def goes_along(desk: Desk, codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Return in Chinese what to know before the whole of the recordings `codes` (none: all) leaves this computer.

    One sentence a recording that holds accusations, confirmed or not, which are not sealed apart; nothing otherwise.
    Raise UnknownNumberError.
    """
    wanted = tuple(dict.fromkeys(codes)) or tuple(one.code for one in list_recordings(desk.store))
    return tuple(sentence for code in wanted if (sentence := _goes_along(desk, find_recording(desk.store, code).code)))


def _goes_along(desk: Desk, code: str) -> str:
    if is_fully_open(desk.store, code):
        return ""
    listed: tuple[Grievance, ...] = ()
    with contextlib.suppress(UnknownNumberError):
        # What was sealed apart or deleted is in no list any more.
        listed = load_grievances(desk.store, code).grievances
    secret = sum(one.accusation == "yes" for one in listed)
    unjudged = sum(one.accusation == "unjudged" for one in listed)
    told = [f"{secret} 件检举控告没有封存"] if secret else []
    told += [f"{unjudged} 件还没有人判断是不是检举控告"] if unjudged else []
    told = told or ["有的话还没有人判断是不是检举控告"]
    return (
        f"注意：{code} 里有 {'，'.join(told)}，它们的声音还在里面。要另行保管，请先运行 "
        f"yehua sealed put {code} --by 姓名；要给别人用，请改出利用副本：yehua pack {code} --open --out 文件夹；"
        f"都看过了、别的都不是，请运行 yehua accusation close {code} --by 姓名。"
    )


def _file(desk: Desk) -> Path:
    return desk.workspace.root / "accusations_seen.csv"
