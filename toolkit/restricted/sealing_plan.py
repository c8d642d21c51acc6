"""The plan of a sealing, listed before anything is changed: grievances, sentences, files, copies elsewhere."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from toolkit.core import UnknownNumberError
from toolkit.grievances import load_grievances
from toolkit.meetings import find_recording
from toolkit.records import Grievance, Recording, Segment, Stretch, Transcript
from toolkit.restricted import cut, erase_files, erase_rows, traces
from toolkit.restricted.cut import Cut
from toolkit.restricted.said_elsewhere import said_elsewhere
from toolkit.transcripts import load_transcripts
from toolkit.workspace import Desk, file_name_of


@dataclass(frozen=True)
class Plan:
    """The plan of a sealing: the grievances, sentences, seconds and files that it removes, and where copies lie.

    `secret` are the grievances asked for; `dragged` others said in the same sentences; `mentions` remaining sentences
    that name the accuser or the accused; `elsewhere` places outside this workspace that hold a copy; `out` the cut;
    `asked` the order as typed; `repeated` tells in Chinese where other recordings hold the same words.
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
    repeated: tuple[str, ...] = field(default=(), compare=False)

    @property
    def removed(self) -> tuple[Grievance, ...]:
        """Every grievance that is removed, asked for or dragged along."""
        return (*self.secret, *self.dragged)


def plan(desk: Desk, code: str, ordinals: Iterable[int] = (), also: Iterable[int] = ()) -> Plan:
    """Return the plan of sealing the grievances `ordinals` (none: every accusation) of recording `code`.

    `also` are numbers of further sentences of the newest transcript. Nothing is changed. Raise UnknownNumberError for
    an unknown number, and when there is nothing to seal.
    """
    recording = find_recording(desk.store, code)
    listed = load_grievances(desk.store, recording.code).grievances
    asked, asked_also = tuple(ordinals), tuple(also)
    secret = _chosen(recording.code, listed, asked)
    transcripts = load_transcripts(desk.store, recording.code)
    newest = transcripts[-1]
    out = cut.cut(transcripts, secret, _sentences(recording.code, newest.segments, asked_also))
    removed = [grievance for grievance in listed if out.touches(grievance.passages)]
    numbers = [grievance.number for grievance in removed if grievance.number]
    with desk.store.reading() as tx:
        cases = erase_rows.cases_of(tx, numbers)
    return Plan(
        recording=recording,
        secret=secret,
        dragged=tuple(grievance for grievance in removed if grievance not in secret),
        sentences=tuple(segment for segment in newest.segments if out.touches((segment,))),
        mentions=cut.mentions(newest, traces.names_of(secret), out),
        silenced=out.silenced,
        cases=cases,
        folders=tuple(dict.fromkeys((*_folders_of(desk, cases, numbers), *_facts_naming(desk, secret)))),
        elsewhere=tuple(erase_files.copies_elsewhere(desk, recording.code)),
        also=asked_also,
        out=out,
        asked={"ordinals": list(asked), "also": list(asked_also)},
        repeated=said_elsewhere(desk, recording, traces.sought(out, removed).clauses, _stays(transcripts, out)),
    )


def _stays(transcripts: Iterable[Transcript], out: Cut) -> tuple[Segment, ...]:
    return tuple(segment for each in transcripts for segment in each.segments if not out.touches((segment,)))


def _chosen(code: str, listed: Sequence[Grievance], ordinals: Sequence[int]) -> tuple[Grievance, ...]:
    known = {grievance.ordinal: grievance for grievance in listed}
    if missing := [f"{code} 第 {n} 件" for n in ordinals if n not in known]:
        raise UnknownNumberError(what="诉求", number="、".join(missing))
    accusations = tuple(grievance for grievance in listed if grievance.accusation == "yes")
    chosen = tuple(known[n] for n in dict.fromkeys(ordinals)) or accusations
    if not chosen:
        raise UnknownNumberError(
            what="要封存的诉求",
            number=f"{code} 里没有认定为检举控告的；先用 yehua accusation judge 认定，要封存别的请写明第几件",
        )
    return chosen


def _sentences(code: str, segments: Sequence[Segment], numbers: Sequence[int]) -> tuple[Segment, ...]:
    known = {segment.number: segment for segment in segments}
    if missing := [f"{code} 第 {n} 句" for n in numbers if n not in known]:
        raise UnknownNumberError(what="语句", number="、".join(missing))
    return tuple(known[n] for n in numbers)


def _folders_of(desk: Desk, cases: Sequence[str], numbers: Sequence[str]) -> Iterator[str]:
    """Yield the folders and files of papers, receipts and drafts of `cases` or about `numbers`, as relative paths."""
    workspace = desk.workspace
    for case in map(file_name_of, cases):
        places = [workspace.papers / case, workspace.root / "proofs" / case]
        yield from (workspace.relative(place) for place in places if place.exists())
    yield from drafts_about(desk, (*cases, *numbers))
    yield from facts_about(desk, (*cases, *numbers))


def drafts_about(desk: Desk, numbers: Sequence[str]) -> Iterator[str]:
    """Yield the drafts at any depth that are called by one of these cases or grievances, or whose facts name it.

    They are paths relative to the workspace; what lies in a folder that is yielded is not yielded again.
    """
    names = [file_name_of(number) for number in numbers]
    folders: set[Path] = set()
    for place in sorted(desk.workspace.drafts.rglob("*")):
        if folders.isdisjoint(place.parents) and (_is_called(place.name, names) or _has_facts_of(place, numbers)):
            folders.add(place)
            yield desk.workspace.relative(place)


def _is_called(name: str, numbers: Sequence[str]) -> bool:
    # 诉…-1 is not 诉…-12.
    return any(re.match(rf"{re.escape(number)}(?!\d)", name) for number in numbers)


def _has_facts_of(folder: Path, numbers: Sequence[str]) -> bool:
    kept = folder / "facts.json"
    return kept.is_file() and _names(kept, numbers)


def facts_about(desk: Desk, numbers: Sequence[str]) -> Iterator[str]:
    """Yield the facts files, filled in by hand, that name one of these cases or grievances, as relative paths."""
    for kept in sorted(desk.workspace.facts.rglob("*")):
        if kept.is_file() and _names(kept, numbers):
            yield desk.workspace.relative(kept)


def _facts_naming(desk: Desk, secret: Sequence[Grievance]) -> Iterator[str]:
    """Yield the facts files, filled in by hand, that name an accused person and no case or grievance at all.

    Those of another matter stay: the same person may be in it by right.
    """
    names = [name for name in traces.names_of([replace(each, person=None) for each in secret]) if len(name) > 1]
    for kept in sorted(desk.workspace.facts.rglob("*")):
        text = kept.read_text(encoding="utf-8", errors="replace") if kept.is_file() else ""
        if any(name in text for name in names) and not re.search(r"案\d{4}-\d|诉\S{0,120}-\d", text):
            yield desk.workspace.relative(kept)


def _names(path: Path, numbers: Sequence[str]) -> bool:
    text = path.read_text(encoding="utf-8", errors="replace")
    # 诉…-1 is not 诉…-12.
    return any(re.search(rf"{re.escape(number)}(?!\d)", text) for number in numbers)
