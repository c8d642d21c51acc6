"""Checks of results, which raise when one is unsound: the last cell of each notebook, before results are handed on."""

import html
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from toolkit import documents
from toolkit.archive import WrittenPackage
from toolkit.archive import packages as archive_packages
from toolkit.core import YehuaError, sha256_of
from toolkit.grievances import lists, named_facts
from toolkit.meetings import find_recording, list_recordings
from toolkit.papers import list_papers
from toolkit.records import Grievance, Recording, Segment, Transcript
from toolkit.transcripts import list_versions, load_transcript
from toolkit.workspace import Desk


class UnsoundError(YehuaError):
    """Raised when a result contradicts itself or the files on the disk; names all contradictions."""

    sentence = "结果有问题，请先不要往下做：\n{listing}"


class Words(str):
    """One or more sentences, which a notebook shows without Python's quotes."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return f"<div style='white-space:pre-line'>{html.escape(self)}</div>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001 - as IPython calls it
        del cycle
        printer.text(str(self))


def recording(desk: Desk, code: str) -> str:
    """Check that original and access copy of `code` are unchanged; return a sentence or raise UnsoundError."""
    taken = find_recording(desk.store, code)
    root = desk.workspace.root
    faults = [
        f"{name}被改动过：{path}"
        for name, path, known in (
            ("原始录音", taken.original, taken.sha256),
            ("试听副本", taken.access, taken.access_sha256),
        )
        if sha256_of(root / path) != known
    ]
    return _sound(faults, f"录音 {taken.code} 的原件和试听副本与收录时一致。")


def transcript(desk: Desk, code: str) -> str:
    """Check that the newest transcript of `code` is in order and complete; return a sentence or raise UnsoundError."""
    made = load_transcript(desk.store, code)
    faults = [*_order_faults(made), *_coverage_faults(made)]
    return _sound(faults, f"第 {made.version} 版转写共 {len(made.segments)} 句，次序和时间无误，没有漏掉的话。")


def grievances(desk: Desk, code: str) -> str:
    """Check that all facts of grievances of `code` quote its transcript; return a sentence or raise UnsoundError."""
    listed = lists.find_grievances(desk, code)
    made = load_transcript(desk.store, code, listed.transcript.version)
    segments = {segment.id: segment for segment in made.segments}
    faults = [fault for grievance in listed.grievances for fault in _evidence_faults(grievance, segments)]
    if not listed.grievances:
        faults.append("一件诉求也没有找到。")
    return _sound(faults, f"{len(listed.grievances)} 件诉求的每一项都能在转写里找到原话。")


def meeting(desk: Desk, recordings: Sequence[Recording]) -> str:
    """Check each recording and its transcript; return a sentence for each, or raise UnsoundError.

    Destroyed recordings are skipped; that there is no recording or no text yet is no fault.
    """
    sentences = [
        words
        for each in recordings
        if not each.destroyed
        for words in (recording(desk, each.code), _text(desk, each.code))
    ]
    return Words("\n".join(sentences) or "还没有收录录音，没有要检查的。")


def newest_meeting(desk: Desk) -> str:
    """Check, as `meeting` does, all recordings of the meeting that was taken in last."""
    newest = list_recordings(desk.store)[-1:]
    return meeting(desk, list_recordings(desk.store, newest[0].meeting) if newest else ())


def _text(desk: Desk, code: str) -> str:
    if not list_versions(desk.store, code):
        return f"录音 {code} 还没有转成文字。"
    return transcript(desk, code)


def papers(desk: Desk, *facts: str | Path) -> str:
    """Check the issued papers of the cases that the files `facts` name; return a sentence or raise UnsoundError.

    That nothing was issued yet is no fault.
    """
    cases = [documents.case_of(desk, file) for file in facts if documents.names_case(desk, file)]
    return papers_of(desk, *cases)


def papers_of(desk: Desk, *cases: str) -> str:
    """Check that the files of all issued papers of `cases` are unchanged; return a sentence or raise UnsoundError."""
    issued = {case: list_papers(desk.store, case) for case in cases}
    faults = [
        f"文书 {paper.number} 的文件被改动过：{paper.file}"
        for papers_of_case in issued.values()
        for paper in papers_of_case
        if sha256_of(desk.workspace.root / paper.file) != paper.sha256
    ]
    count = sum(len(papers_of_case) for papers_of_case in issued.values())
    if not count:
        return Words(f"事项 {'、'.join(cases) or '（还没有写）'} 还没有签发文书。")
    return _sound(faults, f"事项 {'、'.join(cases)} 已签发 {count} 件文书，文件与签发时一致。")


def package(path: Path, root: str) -> str:
    """Check that the archive package at `path` has the noted `root`; return a sentence or raise UnsoundError."""
    faults = [f"{fault.path}：{fault.fault}，影响：{fault.affects}" for fault in archive_packages.verify(path, root)]
    return _sound(faults, "档案包核验通过，没有任何改动。")


def packages(written: Sequence[WrittenPackage]) -> str:
    """Check, as `package` does, each of the packages that were just `written`."""
    sentences = [line for each in written for line in (package(each.path, each.root), *each.remarks)]
    return Words("\n".join(sentences) or "这一次没有打包。要打包、核验，请在上面的面板里按。")


def _sound(faults: list[str], sentence: str) -> str:
    if faults:
        raise UnsoundError(listing="\n".join(faults))
    return Words(sentence)


def _order_faults(made: Transcript) -> list[str]:
    faults = [
        f"第 {first.number} 句与第 {second.number} 句时间重叠。"
        for first, second in pairwise(made.segments)
        if second.start_s < first.end_s
    ]
    length = made.recording.seconds
    faults += [
        f"第 {segment.number} 句不在录音之内。"
        for segment in made.segments
        if not 0 <= segment.start_s < segment.end_s <= length
    ]
    return faults + [f"第 {segment.number} 句没有文字。" for segment in made.segments if not segment.text.strip()]


def _coverage_faults(made: Transcript) -> list[str]:
    return [f"{gap.start_s:.1f} 至 {gap.end_s:.1f} 秒有人说话而没有文字，请回听。" for gap in made.coverage.uncovered]


def _evidence_faults(grievance: Grievance, segments: dict[str, Segment]) -> list[str]:
    facts = [*(fact for _, fact in named_facts(grievance)), *filter(None, grievance.dates)]
    spans = [evidence for fact in facts for evidence in fact.evidence]
    spans += [evidence for amount in grievance.amounts for evidence in amount.evidence]
    return [
        f"诉求 {grievance.ordinal} 引用的原话在转写里找不到（语句 {span.segment}）。"
        for span in spans
        if span.segment not in segments or not 0 <= span.start < span.end <= len(segments[span.segment].text)
    ]
