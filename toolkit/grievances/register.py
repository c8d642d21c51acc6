"""What the workspace holds: meetings, recordings, transcripts, grievances, papers, packages; and the search.

Everything is added, nothing changed: a corrected transcript is a new version, a changed grievance too.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from toolkit.chinese import LunarDate
from toolkit.core import ChangedMeanwhileError, UnknownPlaceError, WrongValueError
from toolkit.grievances import Revision, changed, refuse_same_name, repeats
from toolkit.grievances import rows as filing
from toolkit.grievances.accusations import Acts, Open, judgements, visibility
from toolkit.grievances.rows import Decision, NewRecording
from toolkit.grievances.tagging import Example
from toolkit.meetings import meeting_rows
from toolkit.meetings.meeting_rows import MeetingCorrection
from toolkit.papers import FiledPackage, FiledPaper, PaperOrder
from toolkit.papers import register as papers
from toolkit.records import (
    Accusation,
    Grievance,
    GrievanceList,
    IssuedPaper,
    Meeting,
    Recording,
    Repeat,
    Transcript,
    TranscriptRef,
    from_json,
    to_json,
)
from toolkit.search import ANYTHING, Hit, Wish, filters
from toolkit.search import index as search_index
from toolkit.store import (
    GRIEVANCES,
    PACKAGES,
    PAPERS,
    RECORDINGS,
    REVISIONS,
    TRANSCRIPTS,
    Store,
    Transaction,
    record_of,
)
from toolkit.workspace import Archive, Settings, meeting_number, normalised, recording_code

__all__ = ["Catalogue", "FiledPackage", "FiledPaper", "Hit", "NewRecording", "PaperOrder", "known_place"]

Settle = Callable[[str, NewRecording], tuple[str, str]]
_KNOWN_SHOWN = 20


def known_place(place: str, settings: Settings) -> str:
    """Return `place` as the settings spell it; raise UnknownPlaceError naming the known ones."""
    tidy = unicodedata.normalize("NFKC", place).strip()
    if tidy not in settings.places:
        known = "、".join(settings.places[:_KNOWN_SHOWN]) or "（还没有登记）"
        raise UnknownPlaceError(place=place, known=known)
    return tidy


class Catalogue:
    """The catalogue of one workspace: facts in `store`, the search index in the file `index`."""

    def __init__(self, store: Store, index: Path) -> None:
        """Work on `store`; the file `index` need not exist."""
        self._store = store
        self._index = index

    # -- meetings and recordings -------------------------------------------------------------------------------

    def open_meeting(self, place: str, held_on: dt.date, lunar: LunarDate) -> Meeting:
        """Return the meeting at `place` in the lunar month of `lunar`, new or as it is known already.

        Sound that is brought later, or was made on the next evening, belongs to the same meeting.
        """
        number = meeting_number(place, lunar.year, lunar.month, leap=lunar.leap)
        meeting = Meeting(number, place, lunar.year, lunar.month, lunar.leap, held_on)
        with self._store.transaction() as tx:
            return meeting_rows.open_meeting(tx, meeting)

    def meetings(self) -> tuple[Meeting, ...]:
        """Return all meetings, in the order in which they were opened."""
        with self._store.reading() as tx:
            return tuple(meeting_rows.meetings(tx).values())

    def meeting(self, number: str) -> Meeting:
        """Return the meeting `number`, as last corrected; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return meeting_rows.meeting(tx, number)

    def meeting_corrections(self, number: str) -> tuple[MeetingCorrection, ...]:
        """Return how date and place of the meeting `number` were corrected, the oldest first."""
        with self._store.reading() as tx:
            return meeting_rows.corrections(tx, meeting_rows.meeting(tx, number).number)

    def add_recordings(
        self,
        meeting: Meeting,
        archive: Archive,
        new: Sequence[NewRecording],
        settle: Settle,
        follow: Callable[[Transaction, tuple[Recording, ...]], None] = lambda _tx, _added: None,
    ) -> tuple[Recording, ...]:
        """Keep the recordings `new` of `meeting` under consecutive codes, all of them or none.

        `settle` is given each code inside the transaction and returns the paths that original and access copy get,
        relative to the workspace; `follow` enters what is to follow the commit. When one raises, no number is used up.
        Raise AlreadyAddedError naming every file that is in the catalogue, or twice in `new`, by its hash.
        """
        year = meeting.held_on.year
        series = f"recording:{archive.fonds}-{archive.category}-{year}-{archive.retention}"
        with self._store.transaction() as tx:
            filing.refuse_known(tx, new)
            added = []
            for each in new:
                code = recording_code(archive, year, tx.next_number(series))
                added.append(filing.add_recording(tx, each, code, meeting, settle(code, each)))
            follow(tx, tuple(added))
            return tuple(added)

    def recordings(self, meeting: str | None = None) -> tuple[Recording, ...]:
        """Return all recordings, or those of `meeting`, in their order."""
        where = {"meeting": normalised(meeting)} if meeting else {}
        with self._store.reading() as tx:
            return tuple(record_of(Recording, row) for row in tx.rows(RECORDINGS, **where))

    def recording(self, code: str) -> Recording:
        """Return the recording `code`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return filing.recording_of(tx, code)

    def recording_by_sha256(self, sha256: str) -> Recording | None:
        """Return the recording whose original has that hash, or None."""
        with self._store.reading() as tx:
            row = tx.row(RECORDINGS, sha256=sha256)
        return record_of(Recording, row) if row else None

    # -- transcripts -------------------------------------------------------------------------------------------

    def save_transcript(self, code: str, transcript: Transcript) -> Transcript:
        """Keep `transcript` as the next version of recording `code`, and return it with code and version.

        The same content with the same parent is no new version: the known one is returned.
        Raise UnknownNumberError for an unknown code or parent; WrongValueError when it is of another sound;
        ChangedMeanwhileError when somebody else corrected its parent meanwhile.
        """
        with self._store.transaction() as tx:
            return filing.add_transcript(tx, filing.recording_of(tx, code), transcript)

    def transcript(self, code: str, version: int | None = None) -> Transcript:
        """Return the newest transcript of recording `code`, or that `version`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return filing.transcript_of(tx, filing.recording_of(tx, code).code, version)

    def transcripts(self, code: str) -> tuple[Transcript, ...]:
        """Return every version of the transcript of recording `code`, the machine's first; raise UnknownNumberError."""
        with self._store.reading() as tx:
            rows = tx.rows(TRANSCRIPTS, recording=filing.recording_of(tx, code).code)
        return tuple(record_of(Transcript, row) for row in rows)

    def transcript_versions(self, code: str) -> tuple[int, ...]:
        """Return the versions there are of the transcript of recording `code`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            rows = tx.columns(TRANSCRIPTS, ("version",), recording=filing.recording_of(tx, code).code)
        return tuple(row["version"] for row in rows)

    # -- grievances --------------------------------------------------------------------------------------------

    def save_grievances(self, code: str, found: GrievanceList) -> GrievanceList:
        """Keep what was found in recording `code`, and return it as `grievances` does.

        The same result again adds nothing. Raise UnknownNumberError for an unknown code or transcript version.
        """
        with self._store.transaction() as tx:
            recording = filing.recording_of(tx, code)
            filing.add_list(tx, recording, found)
            return filing.list_of(tx, recording)

    def grievances(self, code: str) -> GrievanceList:
        """Return the grievances of recording `code` as last found, with what people confirmed and changed.

        Ordinals run on over the recordings of a meeting. What was confirmed keeps number and status when the list
        is found anew. Raise UnknownNumberError when nothing was looked for yet.
        """
        with self._store.reading() as tx:
            return filing.list_of(tx, filing.recording_of(tx, code))

    def confirm(
        self,
        code: str,
        ordinals: Iterable[int],
        changes: Mapping[str, str],
        by: str,
        *,
        seen: GrievanceList | None = None,
        reason: str | None = None,
    ) -> tuple[Grievance, ...]:
        """Confirm grievances of recording `code` as person `by`, with `changes` in each, and return them numbered.

        Numbers are given in the order of `ordinals`, by meeting; what is confirmed already keeps its number.
        Changes are kept with old and new value, as a new version. Raise UnknownNumberError naming every ordinal
        that is not in the list, or WrongValueError naming every field or value that cannot be. With `seen`, the list
        the person looked at, raise ChangedMeanwhileError when one of these is not as it was there. What was withdrawn
        is confirmed again only for a `reason`, what was discarded not before it is restored; nothing is confirmed in
        which the person is called as the other side. Setting the kind judges whether it is an accusation.
        """
        with self._store.transaction() as tx:
            recording = filing.recording_of(tx, code)
            view = filing.list_of(tx, recording)
            transcript = filing.transcript_of(tx, recording.code, view.transcript.version)
            chosen = filing.chosen(view, tuple(dict.fromkeys(ordinals)))
            pairs = [(one, changed(one, changes, transcript)) for one in chosen]
            refuse_same_name(new for _, new in pairs)
            filing.refuse_gone(chosen, reason)
            filing.refuse_stale(pairs, seen)
            decision = Decision(by, changes, reason)
            return tuple(filing.confirm(tx, view, *pair, decision) for pair in pairs)

    def judge_accusations(
        self, code: str, ordinals: Iterable[int], verdict: Accusation, by: str, *, seen: GrievanceList | None = None
    ) -> GrievanceList:
        """Keep that person `by` judged the grievances `ordinals` of recording `code`, and return the list.

        `verdict` is `yes` for an accusation (检举控告) and `no` to release. With `seen`, the list the person looked
        at, raise ChangedMeanwhileError when one of them was judged otherwise since, or says something else. Raise
        UnknownNumberError naming every ordinal that is not in the list.
        """
        if verdict not in {"yes", "no"}:
            raise WrongValueError(field="是不是检举控告", value=verdict, why="写 yes（是）或 no（不是）")
        with self._store.transaction() as tx:
            recording = filing.recording_of(tx, code)
            view = filing.list_of(tx, recording)
            chosen = filing.chosen(view, tuple(dict.fromkeys(ordinals)))
            judgements.refuse_judged_meanwhile([one for one in chosen if one.accusation != verdict], seen)
            fresh = [one for one in chosen if one.accusation != verdict]
            if fresh:
                judgements.judge(tx, view, fresh, "yes" if verdict == "yes" else "no", by)
            return filing.list_of(tx, recording)

    def close_list(self, code: str, by: str, *, seen: GrievanceList | None = None) -> GrievanceList:
        """Keep that person `by` closed the list of recording `code`, and return it.

        None of its grievances that nobody judged accuses anybody, then, nor does any sentence outside of them. With
        `seen` raise ChangedMeanwhileError when the list is not as it was. Raise UnknownNumberError without a list.
        """
        with self._store.transaction() as tx:
            recording = filing.recording_of(tx, code)
            view = filing.list_of(tx, recording)
            if seen is not None and len(seen.grievances) != len(view.grievances):
                raise ChangedMeanwhileError(what=f"{recording.code} 的诉求清单")
            judgements.refuse_judged_meanwhile(view.grievances, seen)
            rest = [one for one in view.grievances if one.accusation == "unjudged"]
            judgements.judge(tx, view, rest, "closed", by)
            return filing.list_of(tx, recording)

    def acts(self, code: str) -> Acts:
        """Return what people judged of accusations in recording `code`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return judgements.acts_of(tx, filing.recording_of(tx, code).code)

    def open_in(self, code: str, transcript: Transcript) -> Open:
        """Return where the words of `transcript`, a version of that of recording `code`, may be shown."""
        with self._store.reading() as tx:
            return filing.open_in(tx, filing.recording_of(tx, code), transcript)

    def may_be_shown(self, numbers: Iterable[str]) -> bool:
        """Tell whether none of the grievances `numbers` is withheld; raise UnknownNumberError."""
        return all(visibility.may_be_shown(self.grievance(number)) for number in numbers)

    def is_open(self, code: str) -> bool:
        """Tell whether all that was said in recording `code` may be shown: its list is closed, and nothing accuses."""
        with self._store.reading() as tx:
            recording = filing.recording_of(tx, code)
            found = filters.list_or_none(tx, recording.code)
            if found is None or not all(map(visibility.may_be_shown, found.grievances)):
                return False
            transcript = filing.transcript_of(tx, recording.code, None)
            where = visibility.open_stretches(found, transcript, judgements.acts_of(tx, recording.code))
            return all(map(where.holds, transcript.segments))

    def transcript_shown(self, code: str, version: int | None = None) -> Transcript:
        """Return the newest transcript of recording `code`, or that `version`, without the words that are withheld."""
        transcript = self.transcript(code, version)
        return visibility.transcript_shown(transcript, self.open_in(code, transcript))

    def revise(self, code: str, revision: Revision, renewed: GrievanceList, done: int) -> GrievanceList:
        """Keep `revision` of the list of recording `code` and the list `renewed` that comes of it, and return that.

        `done` is how many revisions `renewed` was made upon. Raise ChangedMeanwhileError when there are more by now.
        """
        with self._store.transaction() as tx:
            recording = filing.recording_of(tx, code)
            if len(filing.revisions_of(tx, recording)) != done:
                raise ChangedMeanwhileError(what=f"{recording.code} 的诉求清单")
            filing.revise(tx, recording, revision, renewed)
            return filing.list_of(tx, recording)

    def revisions(self, code: str) -> tuple[Revision, ...]:
        """Return what people did to the list of recording `code`, in order; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return filing.revisions_of(tx, filing.recording_of(tx, code))

    def revision_history(self, code: str) -> tuple[Mapping[str, Any], ...]:
        """Return action, by, made_at, reason, and the grievances before (old) and after (new) of each revision.

        What is withheld now is withheld in them, too.
        """
        names = ("action", "by", "made_at", "reason", "old", "new")
        with self._store.reading() as tx:
            rows = tx.columns(REVISIONS, names, recording=filing.recording_of(tx, code).code)
            recording = filing.recording_of(tx, code)
            newest = filing.transcript_of(tx, recording.code, None) if rows else None
            shown = partial(_as_shown, judgements.acts_of(tx, recording.code), newest)
        return tuple({**row, "old": shown(row["old"]), "new": shown(row["new"])} for row in rows)

    def with_repeats(self, found: GrievanceList) -> GrievanceList:
        """Return `found` with the grievances of earlier meetings that each may repeat, to be confirmed by a person."""
        with self._store.reading() as tx:
            when, source = filing.meeting_time(tx, found.transcript.recording), filing.earlier(tx)
            offered = repeats.of(self._index.with_name("repeats.db"), source, found.grievances, when)
        pairs = zip(found.grievances, offered, strict=True)
        return replace(found, grievances=tuple(replace(one, repeat_of=repeat) for one, repeat in pairs))

    def judge_repeat(self, number: str, repeat: Repeat, by: str) -> Grievance:
        """Keep that person `by` said whether grievance `number` repeats the earlier one in `repeat`; return it.

        The newest word counts; each is kept. Raise UnknownNumberError, or WrongValueError for a repeat of itself.
        """
        with self._store.transaction() as tx:
            return filing.judge_repeat(tx, number, repeat, by)

    def examples(self) -> tuple[Example, ...]:
        """Return the subjects that people confirmed, the oldest first: what the subject model learns from.

        Of each grievance its newest version counts; a withdrawn one and one without a subject teach nothing.
        """
        with self._store.reading() as tx:
            rows = tx.columns(GRIEVANCES, ("number", "status", "json"))
        newest = {row["number"]: row for row in rows}
        told = (json.loads(row["json"]) for row in newest.values() if row["status"] == "confirmed")
        return tuple(
            Example(one["text"], subject["level1"], subject["level2"])
            for one in told
            if (subject := one["subject"])["level1"] is not None
        )

    def withdraw(self, number: str, reason: str, by: str) -> Grievance:
        """Withdraw the confirmed grievance `number` for `reason`, as person `by`; its number is never used again.

        Raise UnknownNumberError; WrongValueError without a reason.
        """
        if not reason.strip():
            raise WrongValueError(field="撤回的理由", value=reason, why="要写明为什么撤回")
        with self._store.transaction() as tx:
            return filing.withdraw(tx, number, Decision(by, {}, reason.strip()))

    def grievance(self, number: str) -> Grievance:
        """Return the confirmed or withdrawn grievance `number` as last kept; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return judgements.with_judgement(tx, tx.known(GRIEVANCES, "诉求", number=normalised(number)))

    def recording_of_grievance(self, number: str) -> str:
        """Return the archival code of the recording in which grievance `number` was said; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return str(tx.known(GRIEVANCES, "诉求", number=normalised(number))["recording"])

    def grievance_history(self, number: str) -> tuple[Mapping[str, Any], ...]:
        """Return version, by, made_at, status, reason and changes (field to old and new) of each version."""
        names = ("version", "by", "made_at", "status", "reason", "changes")
        with self._store.reading() as tx:
            tx.known(GRIEVANCES, "诉求", number=normalised(number))
            rows = tx.columns(GRIEVANCES, names, number=normalised(number))
        return tuple({**row, "changes": json.loads(row["changes"])} for row in rows)

    # -- papers and packages -----------------------------------------------------------------------------------

    def record_paper(self, order: PaperOrder, make: Callable[[str], tuple[IssuedPaper, str]]) -> IssuedPaper:
        """Give a paper its number, have it made, and file it; when `make` raises, the number is not used up.

        `make` gets the number and returns the paper and the path of the frozen file, relative to the workspace.
        Papers count by their series, that is prefix and Gregorian year of issue.
        """
        with self._store.transaction() as tx:
            return papers.number_and_file(tx, order, make)

    def papers(self, case: str | None = None) -> tuple[FiledPaper, ...]:
        """Return all issued papers, or those of `case`, in the order of issue."""
        where = {"case_number": normalised(case)} if case else {}
        with self._store.reading() as tx:
            return tuple(papers.paper_of(row) for row in tx.rows(PAPERS, **where))

    def papers_of_recording(self, code: str) -> tuple[FiledPaper, ...]:
        """Return the papers of all cases opened from a grievance of recording `code`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return papers.papers_of_recording(tx, filing.recording_of(tx, code).code)

    def paper(self, number: str) -> FiledPaper:
        """Return the issued paper `number`; raise UnknownNumberError."""
        with self._store.reading() as tx:
            return papers.paper_of(tx.known(PAPERS, "文书", number=normalised(number)))

    def record_package(self, code: str, root: str, path: str) -> FiledPackage:
        """Note that an archive package of recording `code` with that `root` was written to `path`, once for each."""
        with self._store.transaction() as tx:
            filing.add_package(tx, code, root, path)
        return self.packages(code)[-1]

    def packages(self, code: str | None = None) -> tuple[FiledPackage, ...]:
        """Return all packages that were written, or those of recording `code`, oldest first."""
        where = {"recording": normalised(code)} if code else {}
        with self._store.reading() as tx:
            rows = tx.columns(PACKAGES, ("recording", "root", "path", "made_at"), **where)
        return tuple(FiledPackage(**row) for row in rows)

    # -- search ------------------------------------------------------------------------------------------------

    def search(
        self, words: str, limit: int = 50, wish: Wish = ANYTHING, *, accusations: bool = False
    ) -> tuple[Hit, ...]:
        """Return at most `limit` segments of the newest transcripts that hold all `words` and fit `wish`.

        Newest recordings come first. Without words everything that fits `wish` is found. A confirmed name finds its
        grievance though the transcript has misheard it. What is
        withheld is found with `accusations` only, and nothing tells that it was passed over.
        Raise WrongValueError when there is nothing to look for, or the wish cannot be understood.
        """
        with self._store.reading() as tx:
            # Names are looked for by their first letters only, and reading them all takes time.
            names = tuple(filters.names(tx)) if words.isascii() else ()
            marks = filters.newest_marks(tx)
            load, named = partial(filing.transcript_of, tx, version=None), partial(filters.named, tx)
            source = search_index.Source(marks, load, names, named)
            within = filters.within(tx, wish)
            known: dict[str, _Looked] = {}
            asked, may_be_more = limit, True
            hits: list[Hit] = []
            # What is withheld is passed over, and nothing tells of it: as many hits as were asked for are looked for.
            while may_be_more and len(hits) < limit:
                raw = search_index.search(self._index, source, words, asked, within)
                known |= {code: _looked(tx, code) for code in {hit.code for hit in raw} - set(known)}
                hits = [hit for hit in raw if accusations or known[hit.code].where.holds(hit)][:limit]
                may_be_more, asked = len(raw) == asked, asked * 4
        return tuple(replace(hit, grievance=_grievance_at(hit, known[hit.code].found)) for hit in hits)


@dataclass(frozen=True)
class _Looked:
    """The list of a recording, if there is one, and where the words of its newest transcript may be shown."""

    found: GrievanceList | None
    where: Open


def _looked(tx: Transaction, code: str) -> _Looked:
    newest = max(row["version"] for row in tx.columns(TRANSCRIPTS, ("version",), recording=code))
    found, acts = filters.list_or_none(tx, code), judgements.acts_of(tx, code, newest)
    if not acts.acts:
        return _Looked(found, visibility.NOTHING_OPEN)
    # A transcript is long; it is read only where it is newer than what was judged.
    transcript = filing.transcript_of(tx, code, newest) if acts.closed_text else None
    return _Looked(found, visibility.open_stretches(found, transcript, acts))


def _as_shown(acts: Acts, newest: Transcript | None, text: str) -> Any:
    """Return as JSON the grievances in the column `text` of a revision of a list of `code`, as others may see them."""
    listed = from_json(tuple[Grievance, ...], json.loads(text))
    judged = visibility.judged(GrievanceList(TranscriptRef(None, 0), listed), newest, acts)
    return to_json(visibility.as_shown(judged).grievances)


def _grievance_at(hit: Hit, found: GrievanceList | None) -> str | None:
    for one in found.grievances if found else ():
        if any(passage.start_s < hit.end_s and hit.start_s < passage.end_s for passage in one.passages):
            return one.number or str(one.ordinal)
    return None
