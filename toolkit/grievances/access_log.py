"""Access to withheld words by the names that the settings allow, with a record of every look.

Withheld are accusations (检举控告) and grievances that nobody judged yet: 信访工作条例 Art 30 forbids that they reach
the accused. The record is an append-only CSV table beside the store.
"""

import contextlib
import csv
import datetime as dt
import hashlib
import io
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from toolkit.core import (
    ChangedMeanwhileError,
    DoubtfulReleaseError,
    UnknownNumberError,
    WrongValueError,
    append_synced,
    office_text,
    private_file,
    write_whole,
)
from toolkit.grievances.accusations import cues, visibility
from toolkit.grievances.fields import canonical_changes
from toolkit.grievances.register import (
    close_list,
    confirm_grievances,
    is_fully_open,
    judge_accusations,
    load_grievances,
    load_judgements,
    load_open_stretches,
)
from toolkit.meetings import find_recording, list_recordings
from toolkit.records import Accusation, Grievance, GrievanceList, Transcript, any_overlap
from toolkit.transcripts import load_transcript
from toolkit.workspace import Desk

_HEADINGS = ("时间", "谁看的", "看了什么")
_LOOKED_FOR = "查找 "
_RELEASE_AGAIN = "请再看一遍原话；确实不是的，加上 --sure 再放行"
_JUDGE_FIRST = "请先单独判断这几件是不是检举控告（表里按两次 F4，命令是 yehua accusation judge），再确认"
ANYBODY = "设置里没有写明谁可以看检举控告（yehua.toml 的 [accusations] may_see），现在写任何姓名都能看。"


@dataclass(frozen=True)
class Opening:
    """A look at withheld words: `at` is UTC as ISO text, `what` a code or the hash of the words searched."""

    at: str
    by: str
    what: str


def may_see(desk: Desk, by: str) -> bool:
    """Return whether the settings allow person `by` to see withheld words; while they name nobody, anybody may."""
    allowed = desk.settings.accusations.may_see
    return bool(by.strip()) and (not allowed or by.strip() in allowed)


def remarks(desk: Desk) -> tuple[str, ...]:
    """Return the Chinese warnings shown together with withheld words: that the settings name nobody."""
    return () if desk.settings.accusations.may_see else (ANYBODY,)


def refuse_stranger(desk: Desk, by: str) -> None:
    """Raise WrongValueError without a name, or for a name that the settings do not allow."""
    if not by.strip():
        raise WrongValueError(field="谁看的", value=by, why="查看检举控告要写明姓名（--by），会记下来")
    if not may_see(desk, by):
        why = (
            "设置里没有这个姓名，不能看检举控告和还没有判断的内容；"
            "要看请由负责人写进 yehua.toml 的 [accusations] may_see"
        )
        raise WrongValueError(field="谁看的", value=by, why=why)


def open_for(desk: Desk, by: str, what: str) -> Opening:
    """Record that `by` looks at withheld words in `what`, before any of them is shown, and return the record.

    Raise WrongValueError without a name, or for a name that the settings do not allow; ReadOnlyWorkspaceError or
    DiskFullError when the record cannot be written.
    """
    refuse_stranger(desk, by)
    at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    opening = Opening(at, by.strip(), _without_words(what))
    path = _file(desk)
    line = io.StringIO(newline="")
    csv.writer(line).writerow(astuple(opening))
    heading = "" if private_file(path).stat().st_size else "\ufeff" + ",".join(_HEADINGS) + "\r\n"
    append_synced(path, heading + line.getvalue())
    return opening


def transcript_for(desk: Desk, by: str, transcript: Transcript, what: str) -> Transcript:
    """Return `transcript` of a recording as person `by` may read it in order to correct it.

    A name that the settings allow gets the whole text, and the look at `what` is recorded first if anything is
    withheld; any other name gets the text without withheld words.
    """
    where = load_open_stretches(desk.store, transcript.recording.code or "", transcript)
    if all(map(where.holds, transcript.segments)):
        return transcript
    if not may_see(desk, by):
        return visibility.transcript_as_others_see(transcript, where)
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
    sure: bool = False,
) -> GrievanceList:
    """Store the `verdict` of `by` on whether grievances `ordinals` of recording `code` are accusations; give the list.

    Raise WrongValueError for a name that the settings do not allow; ChangedMeanwhileError when somebody else judged
    since `by` looked at the list `seen`, or since the last look that `by` is recorded with; DoubtfulReleaseError for a
    release of what looks like an accusation, unless `by` was asked once more and is `sure`.
    """
    refuse_stranger(desk, by)
    _refuse_overruled(desk, code, ordinals, by)
    if verdict == "no" and not sure:
        _refuse_doubtful(desk, code, ordinals)
    return judge_accusations(desk.store, code, ordinals, verdict, by.strip(), seen=seen)


def confirm(
    desk: Desk,
    code: str,
    ordinals: Iterable[int],
    changes: Mapping[str, str],
    by: str,
    *,
    seen: GrievanceList | None = None,
    reason: str | None = None,
) -> tuple[Grievance, ...]:
    """Confirm grievances as `confirm_grievances` does; only names that the settings allow may release by the kind.

    Raise DoubtfulReleaseError when the kind would release what looks like an accusation: that is judged by itself.
    """
    may_release = may_see(desk, by)
    ordinals = tuple(ordinals)
    if may_release and _releases(changes):
        _refuse_doubtful(desk, code, ordinals, _JUDGE_FIRST)
    return confirm_grievances(
        desk.store, code, ordinals, changes, by, seen=seen, reason=reason, may_release=may_release
    )


def _releases(changes: Mapping[str, str]) -> bool:
    """Return whether `changes` set kinds that accuse nobody."""
    kinds = canonical_changes(changes).get("kinds")
    return kinds is not None and visibility.ACCUSATION_KIND not in kinds


def _refuse_doubtful(
    desk: Desk, code: str, ordinals: Iterable[int] | None = None, remedy: str = _RELEASE_AGAIN
) -> None:
    """Raise DoubtfulReleaseError when one of `ordinals` (None: of all unjudged ones) looks like an accusation."""
    recording = find_recording(desk.store, code).code
    listed = load_grievances(desk.store, recording)
    unjudged = [each.ordinal for each in listed.grievances if visibility.is_unjudged(each)]
    transcript = load_transcript(desk.store, recording, listed.transcript.version)
    refuse_doubtful(listed, unjudged if ordinals is None else ordinals, transcript, remedy)


def refuse_doubtful(
    listed: GrievanceList,
    ordinals: Iterable[int],
    transcript: Transcript | None = None,
    remedy: str = _RELEASE_AGAIN,
) -> None:
    """Raise DoubtfulReleaseError naming each of `ordinals` in `listed` that looks like an accusation, and why.

    `remedy` is the Chinese clause that says what to do.
    """
    doubts = cues.doubtful(listed, ordinals, transcript)
    if doubts:
        listing = "；".join(f"第 {ordinal} 件（{'、'.join(why)}）" for ordinal, why in doubts.items())
        raise DoubtfulReleaseError(listing=listing, remedy=remedy)


def close(desk: Desk, code: str, by: str, *, seen: GrievanceList | None = None, sure: bool = False) -> GrievanceList:
    """Store that `by` closed the list of recording `code`, which releases everything unjudged; return the list.

    Raise as `judge` does, DoubtfulReleaseError among them unless `by` is `sure`; UnknownNumberError when the recording
    has no list; WrongValueError when the text was corrected since the list was made.
    """
    refuse_stranger(desk, by)
    recording = find_recording(desk.store, code)
    listed = load_grievances(desk.store, recording.code).transcript.version
    newest = load_transcript(desk.store, recording.code).version
    if listed != newest:
        why = f"清单是按第 {listed} 版文字找的，文字已经改到第 {newest} 版，请先重新列出诉求，看过新的再关闭"
        raise WrongValueError(field="关闭清单", value=recording.code, why=why)
    if not sure:
        _refuse_doubtful(desk, recording.code)
    return close_list(desk.store, recording.code, by.strip(), seen=seen)


def _refuse_overruled(desk: Desk, code: str, ordinals: Sequence[int], by: str) -> None:
    """Raise ChangedMeanwhileError when somebody else judged one of `ordinals` after the last look of `by`."""
    recording = find_recording(desk.store, code).code
    looks = [each.at for each in openings(desk) if each.by == by.strip() and each.what in {code, recording}]
    if not looks:
        return
    listed = {each.ordinal: each for each in load_grievances(desk.store, recording).grievances}
    later = [
        act for act in load_judgements(desk.store, recording).acts if act.made_at > looks[-1] and act.by != by.strip()
    ]
    said = {n: listed[n].passages for n in ordinals if n in listed}
    stale = [str(n) for n, passages in said.items() if any(any_overlap(act.stretches, passages) for act in later)]
    if stale:
        raise ChangedMeanwhileError(what=f"第 {'、'.join(stale)} 件诉求是不是检举控告")


# -- what was asked for ----------------------------------------------------------------------------------------
def _without_words(what: str) -> str:
    """Return `what` with a salted hash in the place of the words searched, which may name the accused.

    The hash is SHA-256 of salt and words in UTF-8: a person who knows the words can still prove that they were
    searched.
    """
    words = what.removeprefix(_LOOKED_FOR)
    if words == what:
        return what
    salt = secrets.token_hex(4)
    return f"查找（词语不留存，盐 {salt}，校验值 {hashlib.sha256((salt + words).encode()).hexdigest()[:16]}）"


def forget_words(desk: Desk) -> None:
    """Replace words that earlier versions of the program recorded by their hashes; raise DiskFullError."""
    known = openings(desk)
    kept = [replace(opening, what=_without_words(opening.what)) for opening in known]
    if kept != list(known):
        table = io.StringIO(newline="")
        csv.writer(table).writerows([_HEADINGS, *map(astuple, kept)])
        write_whole(_file(desk), "\ufeff" + table.getvalue())


def openings(desk: Desk) -> tuple[Opening, ...]:
    """Return the recorded looks, the oldest first."""
    path = _file(desk)
    if not path.exists():
        return ()
    rows = csv.reader(io.StringIO(office_text(path.read_bytes()), newline=""))
    return tuple(_opening(row) for row in list(rows)[1:] if row)


def _opening(row: Sequence[str]) -> Opening:
    """Return the look in `row`; cells that an editor or a power cut removed are empty."""
    at, by, *what = (*row, *[""] * (3 - len(row)))
    return Opening(at, by, ",".join(what))


def goes_along(desk: Desk, codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the Chinese warnings before the whole of the recordings `codes` (none: all) leaves this computer.

    There is one sentence for each recording with withheld words that are not sealed apart. Raise UnknownNumberError.
    """
    wanted = tuple(dict.fromkeys(codes)) or tuple(recording.code for recording in list_recordings(desk.store))
    return tuple(sentence for code in wanted if (sentence := _goes_along(desk, find_recording(desk.store, code).code)))


def _goes_along(desk: Desk, code: str) -> str:
    if is_fully_open(desk.store, code):
        return ""
    listed: tuple[Grievance, ...] = ()
    with contextlib.suppress(UnknownNumberError):
        # What was sealed apart or deleted is in no list any more.
        listed = load_grievances(desk.store, code).grievances
    secret = sum(map(visibility.is_accusation, listed))
    unjudged = sum(map(visibility.is_unjudged, listed))
    remarks = [f"{secret} 件检举控告没有封存"] if secret else []
    remarks += [f"{unjudged} 件还没有人判断是不是检举控告"] if unjudged else []
    remarks = remarks or ["有的话还没有人判断是不是检举控告"]
    return (
        f"注意：{code} 里有 {'，'.join(remarks)}，它们的声音还在里面。要另行保管，请先运行 "
        f"yehua sealed put {code} --by 姓名；要给别人用，请改出利用副本：yehua pack {code} --open --out 文件夹；"
        f"都看过了、别的都不是，请运行 yehua accusation close {code} --by 姓名。"
    )


def _file(desk: Desk) -> Path:
    return desk.workspace.root / "accusations_seen.csv"
