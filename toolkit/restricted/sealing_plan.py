"""What sealing would do, listed before anything is done: what goes, what goes with it, what a person has to look at."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.core import UnknownNumberError
from toolkit.grievances import load_grievances
from toolkit.meetings import find_recording
from toolkit.records import Grievance, Recording, Segment, Stretch
from toolkit.restricted import cut, erase_files, erase_rows, traces
from toolkit.restricted.cut import Cut
from toolkit.transcripts import load_transcripts
from toolkit.workspace import Desk, file_name_of


@dataclass(frozen=True)
class Plan:
    """What sealing would do: what goes, what goes with it, what a person has to look at, and where copies lie.

    `mentions` are sentences that stay and name who accuses or is accused; `dragged` other grievances that were said in
    the same sentences; `elsewhere` places out of this workspace that hold a package or disc with all of it.
    """

    recording: Recording
    secret: tuple[Grievance, ...]
    dragged: tuple[Grievance, ...]
    sentences: tuple[Segment, ...]
    mentions: tuple[Segment, ...]
    silenced: tuple[Stretch, ...]
    cases: tuple[str, ...]
    folders: tuple[str, ...]
    elsewhere: tuple[str, ...]
    also: tuple[int, ...]
    out: Cut
    asked: dict[str, list[int]] = field(default_factory=dict, compare=False)


def plan(desk: Desk, code: str, ordinals: Iterable[int] = (), also: Iterable[int] = ()) -> Plan:
    """Return what sealing the grievances `ordinals` (none: every accusation) of recording `code` would do.

    `also` are numbers of further sentences of the newest transcript. Nothing is changed. Raise UnknownNumberError for
    what there is not, and when there is nothing to seal.
    """
    recording = find_recording(desk.store, code)
    listed = load_grievances(desk.store, recording.code).grievances
    wanted = tuple(ordinals)
    secret = _chosen(recording.code, listed, wanted)
    transcripts = load_transcripts(desk.store, recording.code)
    newest = transcripts[-1]
    numbers_also = tuple(also)
    more = _sentences(recording.code, newest.segments, numbers_also)
    out = cut.cut(transcripts, secret, more)
    goes = [one for one in listed if out.touches(one.passages)]
    numbers = [one.number for one in goes if one.number]
    with desk.store.reading() as tx:
        cases = erase_rows.cases_of(tx, numbers)
    return Plan(
        recording=recording,
        secret=secret,
        dragged=tuple(one for one in goes if one not in secret),
        sentences=tuple(one for one in newest.segments if out.touches((one,))),
        mentions=cut.mentions(newest, traces.names_of(secret), out),
        silenced=out.silenced,
        cases=cases,
        folders=tuple(dict.fromkeys((*_folders_of(desk, cases, numbers), *_facts_naming(desk, secret)))),
        elsewhere=tuple(erase_files.copies_elsewhere(desk, recording.code)),
        also=numbers_also,
        out=out,
        asked={"ordinals": list(wanted), "also": list(numbers_also)},
    )


def _chosen(code: str, listed: Sequence[Grievance], ordinals: Sequence[int]) -> tuple[Grievance, ...]:
    known = {one.ordinal: one for one in listed}
    if missing := [f"{code} 第 {n} 件" for n in ordinals if n not in known]:
        raise UnknownNumberError(what="诉求", number="、".join(missing))
    chosen = tuple(known[n] for n in dict.fromkeys(ordinals)) or tuple(one for one in listed if one.accusation == "yes")
    if not chosen:
        raise UnknownNumberError(
            what="要封存的诉求",
            number=f"{code} 里没有认定为检举控告的；先用 yehua accusation judge 认定，要封存别的请写明第几件",
        )
    return chosen


def _sentences(code: str, segments: Sequence[Segment], numbers: Sequence[int]) -> tuple[Segment, ...]:
    known = {one.number: one for one in segments}
    if missing := [f"{code} 第 {n} 句" for n in numbers if n not in known]:
        raise UnknownNumberError(what="语句", number="、".join(missing))
    return tuple(known[n] for n in numbers)


def _folders_of(desk: Desk, cases: Sequence[str], numbers: Sequence[str]) -> Iterator[str]:
    """Give the folders and files of papers, proofs and drafts of `cases` or about `numbers`, as relative paths."""
    workspace = desk.workspace
    for case in map(file_name_of, cases):
        places = [workspace.papers / case, workspace.root / "proofs" / case, *workspace.drafts.glob(f"{case}-*")]
        yield from (workspace.relative(place) for place in places if place.exists())
    for kept in sorted(workspace.drafts.glob("*/facts.json")):
        if _names(kept, (*cases, *numbers)):
            yield workspace.relative(kept.parent)
    yield from facts_about(desk, (*cases, *numbers))


def facts_about(desk: Desk, numbers: Sequence[str]) -> Iterator[str]:
    """Give the files of facts, filled in by hand, that name one of these cases or grievances, as relative paths."""
    for kept in sorted(desk.workspace.facts.rglob("*")):
        if kept.is_file() and _names(kept, numbers):
            yield desk.workspace.relative(kept)


def _facts_naming(desk: Desk, secret: Sequence[Grievance]) -> Iterator[str]:
    """Give the files of facts, filled in by hand, that name who is accused and no case or grievance at all.

    Those of another matter stay: the same person may be in it by right.
    """
    names = [name for name in traces.names_of([replace(one, person=None) for one in secret]) if len(name) > 1]
    for kept in sorted(desk.workspace.facts.rglob("*")):
        text = kept.read_text(encoding="utf-8", errors="replace") if kept.is_file() else ""
        if any(name in text for name in names) and not re.search(r"案\d{4}-\d|诉\S{0,120}-\d", text):
            yield desk.workspace.relative(kept)


def _names(path: Path, numbers: Sequence[str]) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    # 诉…-1 is not 诉…-12.
    return any(re.search(rf"{re.escape(number)}(?!\d)", text) for number in numbers)
