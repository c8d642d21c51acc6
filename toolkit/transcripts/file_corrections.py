"""Corrections from a corrected file (校对稿) applied to its transcript, all of them or none.

All faults of the file are reported together. Replaced and deleted text is kept, with the person who changed it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from toolkit.core import ProofRefusedError, StaleProofError, WrongValueError, timecode
from toolkit.formats import Statement, bare, one_line, said_by, shown
from toolkit.formats.word import text_fault
from toolkit.records import Correction, Coverage, Removed, Segment, Stretch, Transcript, length_s, overlap_s, without
from toolkit.transcripts import cue_matching
from toolkit.transcripts.corrected_files import CorrectedFile
from toolkit.transcripts.cue_matching import Match
from toolkit.transcripts.silence import WHY_CLOSED, written_in_silence

T = TypeVar("T")

_REMOVED = "校对时删去"
_NAME = re.compile(r"\s*((?=.*[^\W\d])[\w·•（）() -]{1,15}?)\s*[：:]\s*")
_SHORTEST_GAP_S = 1.0  # as in the coverage of a fresh transcript


# -- applying --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Written:
    """A match with speaker and text as a person wrote them."""

    match: Match
    speaker: str | None
    text: str

    @property
    def is_new(self) -> bool:
        """Whether the text differs from that of the segments."""
        olds = ("".join(old.text for old in self.match.olds), "".join(map(shown, self.match.olds)))
        return not any(bare(self.text) in bare(was) for was in olds)

    @property
    def has_new_speaker(self) -> bool:
        """Whether the speaker is none of the segments' speakers."""
        return self.speaker is not None and self.speaker not in {old.speaker for old in self.match.olds}


def apply_corrected_file(
    transcript: Transcript, corrected: CorrectedFile, by: str, silenced: Sequence[Stretch] = ()
) -> Transcript:
    """Return `transcript` with the corrections of `by` in the file `corrected`; the same object without any.

    Nothing is written into the `silenced` seconds, whose words were sealed or deleted.

    Segments keep their ids; those of split, merged and new cues get new ids and name the segments they came from.
    Statements with emptied text go to `removed`. Raise StaleProofError for the export of another version,
    WrongValueError for that of another recording, ProofRefusedError naming every fault.
    """
    _refuse_foreign(transcript, corrected)
    segments = transcript.segments
    if corrected.timed:
        matches, faults = cue_matching.matched(corrected.statements, segments, transcript.recording.seconds)
    else:
        matches, faults = _by_number(corrected.statements, segments, silenced)
    if not corrected.statements and segments:
        faults = ("没有读到一句话：每句要有编号和时间，写法同导出的文件一样。请确认没有拿错文件。",)
    known = {one_line(segment.speaker) for segment in segments if segment.speaker}
    written = [_written(match, known) for match in matches]
    faults = (*corrected.faults, *faults, *_text_faults(written), *_silence_faults(matches, segments, silenced))
    if faults:
        listing = "\n".join(f"{n}. {fault}" for n, fault in enumerate(faults, start=1))
        raise ProofRefusedError(path=corrected.path, count=len(faults), listing=listing, faults=faults)
    kept = [_segment(each, by, transcript.version) for each in written if each.text or _is_as_it_was(each)]
    held = {segment.id for each in written if each.text or _is_as_it_was(each) for segment in each.match.olds}
    gone = [segment for segment in segments if segment.id not in held]
    if not gone and kept == list(segments):
        return transcript
    removed = tuple(Removed(segment.start_s, segment.end_s, shown(segment), f"{_REMOVED}（{by}）") for segment in gone)
    return replace(
        transcript,
        segments=tuple(replace(segment, number=number) for number, segment in enumerate(kept, start=1)),
        removed=(*transcript.removed, *removed),
        coverage=_covered(transcript.coverage, written, gone),
    )


def changes(before: Transcript, after: Transcript) -> tuple[str, ...]:
    """Return in Chinese one line for each change from `before` to `after`."""
    known = {segment.id: segment for segment in before.segments}
    lines: list[str] = []
    for segment in after.segments:
        sources = [known[id_] for id_ in (segment.id, *segment.from_ids) if id_ in known]
        olds = Counter(change for source in sources for change in source.corrections)
        lines += [f"第 {segment.number} 句，{_change_text(change)}" for change in Counter(segment.corrections) - olds]
    gone = Counter(after.removed) - Counter(before.removed)
    return (*lines, *(f"{timecode(part.start_s)} 的一句，{part.reason}：“{part.text}”" for part in gone))


def _change_text(change: Correction) -> str:
    words = "" if change.from_ == change.to else f"：“{change.from_}”改为“{change.to}”"
    return f"{change.reason}{words}"


def _refuse_foreign(transcript: Transcript, corrected: CorrectedFile) -> None:
    code = transcript.recording.code
    if corrected.code is not None and code is not None and corrected.code != code:
        why = f"它是录音 {corrected.code} 的文字，不是 {code} 的，请核对文件和录音编号"
        raise WrongValueError(field="校对稿", value=corrected.path.name, why=why)
    if corrected.version is not None and corrected.version != transcript.version:
        raise StaleProofError(path=corrected.path, version=corrected.version, newest=transcript.version)


def _silence_faults(
    matches: Iterable[Match], segments: Sequence[Segment], silenced: Sequence[Stretch]
) -> Iterator[str]:
    for match in written_in_silence(matches, segments, silenced):
        if match.said.text.strip():
            yield _closed(f"{timecode(match.start_s)} 至 {timecode(match.end_s)} 的字幕")


def _closed(what: str) -> str:
    return f"{what}：{WHY_CLOSED}。请从稿子里删去，也不要写进别的句子。"


def _by_number(
    statements: Sequence[Statement], segments: Sequence[Segment], silenced: Sequence[Stretch]
) -> tuple[tuple[Match, ...], tuple[str, ...]]:
    """Match the numbered statements of a text to `segments`; return the matches and the faults in Chinese."""
    numbers = Counter(statement.number for statement in statements if statement.number is not None)
    known = {segment.number: segment for segment in segments}
    said = {statement.number: statement for statement in statements}
    closed = {n for n in numbers.keys() - known.keys() if _begins_in(silenced, said[n])}
    wrong: tuple[tuple[Iterable[int], str], ...] = (
        (known.keys() - numbers.keys(), "不见了。要删去一句，请留着它的编号和时间，只清空后面的文字。"),
        ((n for n, times in numbers.items() if times > 1), "写了不止一次。请留一处，把话写在一起。"),
        (numbers.keys() - known.keys() - closed, "原来没有。请把这些话写进时间相近的一句；编号不要改。"),
    )
    listed = (("、".join(map(str, sorted(which))), what) for which, what in wrong)
    faults = [f"第 {which} 句{what}" for which, what in listed if which]
    faults += [_closed(f"第 {number} 句") for number in sorted(closed)]
    faults += [
        f"第 {number} 句的时间原是 [{timecode(segment.start_s)}]，现在写成 [{timecode(said[number].start_s)}]。"
        "请确认没有写错句，并改回原来的时间；要改时间请改字幕文件（.srt）。"
        for number, segment in known.items()
        if number in said and timecode(said[number].start_s) != timecode(segment.start_s)
    ]
    matches = [
        Match(said[number], segment.start_s, segment.end_s, (segment,), whole=True)
        for number, segment in known.items()
        if number in said
    ]
    return tuple(matches), tuple(faults)


def _begins_in(silenced: Iterable[Stretch], said: Statement) -> bool:
    # Texts give whole seconds, so that a sentence may begin up to one later than it says.
    return any(stretch.start_s < said.start_s + 1 and said.start_s < stretch.end_s for stretch in silenced)


def _text_faults(written: Iterable[_Written]) -> Iterator[str]:
    # A version with such characters could not be exported to Word.
    for each in written:
        news = (each.text if each.is_new else "", each.speaker or "" if each.has_new_speaker else "")
        for fault in filter(None, map(text_fault, news)):
            yield f"{timecode(each.match.start_s)} 那一句{fault}。请删去。"
        if rare := _lost_to_encoding(each):
            yield (
                f"{timecode(each.match.start_s)} 那一句里的“{rare}”变成了问号：存文件时的编码装不下这个字。"
                "请把字补回去，另存时编码选 UTF-8。"
            )


def _lost_to_encoding(each: _Written) -> str:
    """Return the rare characters, as in names, that an editor replaced by question marks when saving in GBK."""
    was, now = "".join(map(shown, each.match.olds)), f"{each.speaker or ''}{each.text}"
    marks = now.count("?") - was.count("?") if each.match.whole else 0
    return "".join(dict.fromkeys(sign for sign in was if sign not in now and not _in_gbk(sign))) if marks > 0 else ""


def _in_gbk(sign: str) -> bool:
    try:
        sign.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _written(match: Match, known: set[str]) -> _Written:
    """Parse the statement of `match` into speaker, before a colon, and text."""
    said, olds = match.said, match.olds
    if match.whole and said.says(shown(olds[0])):
        return _Written(match, olds[0].speaker, olds[0].text)
    was = one_line(" ".join(segment.text for segment in olds))
    said = said.without_looks(was)
    speaker, text = _parted(said, olds, was, known)
    if speaker is None and not match.whole:
        speaker = _shared([segment.speaker for segment in olds])
    if match.whole and speaker and said_by(olds[0]) == f"{speaker}：":
        speaker = olds[0].speaker
    if match.whole and text == one_line(olds[0].text):
        text = olds[0].text
    return _Written(match, speaker, text)


def _parted(said: Statement, olds: Sequence[Segment], was: str, known: set[str]) -> tuple[str | None, str]:
    """Split a statement into the speaker before the colon, None if there is none, and the text."""
    for prefix in dict.fromkeys(said_by(segment) for segment in olds if segment.speaker):
        if said.text.startswith(prefix):
            # Merged cues repeat the name of their speaker in each line.
            lines = tuple(one_line(line).removeprefix(prefix) for line in said.lines)
            return prefix[:-1], replace(said, lines=lines).text.strip()
    named = _NAME.match(said.text)
    if named is None or said.text == was or was.startswith(named[0].strip()):
        return None, said.text
    rest = said.text[named.end() :]
    had = any(segment.speaker for segment in olds)
    if had or (rest == was if olds else one_line(named[1]) in known):
        return one_line(named[1]), rest
    return None, said.text


def _shared(values: Sequence[T]) -> T | None:
    """Return the common value of all, None if they differ."""
    return values[0] if len(set(values)) == 1 else None


def _is_as_it_was(each: _Written) -> bool:
    olds = each.match.olds
    return each.match.whole and (each.speaker, each.text) == (olds[0].speaker, olds[0].text)


def _segment(each: _Written, by: str, version: int) -> Segment:
    match = each.match
    if not match.whole:
        return _made(each, by, version)
    (old,) = match.olds
    corrections = [_renamed(each, old.speaker, by)] if each.speaker != old.speaker else []
    if each.text != old.text:
        corrections.append(Correction(old.text, each.text, 0, "校对时改文字", by))
    if match.moved:
        times = f"原为 {timecode(old.start_s)} 至 {timecode(old.end_s)}"
        corrections.append(Correction(old.text, each.text, 0, f"校对时改起止时间，{times}", by))
    if not corrections:
        return old
    return replace(
        old,
        start_s=match.start_s,
        end_s=match.end_s,
        text=each.text,
        speaker=each.speaker,
        words=old.words if each.text == old.text and not match.moved else (),
        corrections=(*old.corrections, *corrections),
    )


def _renamed(each: _Written, old: str | None, by: str) -> Correction:
    return Correction(old or "", each.speaker or "", 0, "校对时改说话人", by)


def _made(each: _Written, by: str, version: int) -> Segment:
    """Return a new segment for a cue that was split off, merged, or added."""
    match, olds = each.match, each.match.olds
    was = " ".join(map(shown, olds))
    reason = ("校对时补上", "校对时拆分", "校对时合并")[min(len(olds), 2)]
    corrections = (
        [_renamed(each, _shared([segment.speaker for segment in olds]), by)] if olds and each.has_new_speaker else []
    )
    corrections.append(Correction(was, each.text, 0, reason, by))
    # Different corrections of one version must not produce the same id for different texts.
    key = f"{version} {match.start_s:.3f} {match.end_s:.3f} {by} {each.speaker} {each.text}"
    return Segment(
        id="p" + hashlib.sha256(key.encode()).hexdigest()[:12],
        number=0,
        start_s=match.start_s,
        end_s=match.end_s,
        text=each.text,
        speaker=each.speaker,
        confidence=_shared([segment.confidence for segment in olds]),
        corrections=(*dict.fromkeys(change for segment in olds for change in segment.corrections), *corrections),
        from_ids=tuple(segment.id for segment in olds),
    )


# -- coverage --------------------------------------------------------------------------------------------------


def _covered(coverage: Coverage, written: Iterable[_Written], gone: Iterable[Segment]) -> Coverage:
    """Return `coverage` after text was added in gaps and deleted elsewhere.

    Words moved from one cue to another cover nothing new.
    """
    heard = [part for each in written if each.text for part in _newly(each)]
    uncovered = tuple(part for gap in coverage.uncovered for part in _left(gap, heard))
    won = sum(length_s(gap) for gap in coverage.uncovered) - sum(map(length_s, uncovered))
    lost = sum(length_s(segment) - sum(overlap_s(segment, gap) for gap in coverage.uncovered) for segment in gone)
    text_s = min(coverage.speech_s, max(0.0, coverage.text_s + won - lost))
    return replace(coverage, text_s=round(text_s, 3), uncovered=uncovered)


def _left(gap: Stretch, heard: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return the parts of `gap` without text, except those too short to be listed in a fresh transcript."""
    rest = without(gap, heard)
    return rest if rest == (gap,) else tuple(part for part in rest if length_s(part) >= _SHORTEST_GAP_S)


def _newly(each: _Written) -> Iterator[Stretch]:
    """Yield the stretches in which `each` has text and its segments had none."""
    match = each.match
    time = Stretch(match.start_s, match.end_s)
    if match.whole:
        yield from without(time, match.olds)
    elif each.is_new:
        yield time
