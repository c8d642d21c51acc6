"""The results of each step as DataFrames with Chinese headings, for notebooks."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from toolkit.archive import KIND_NAMES, RESULT_NAMES, Check, WrittenPackage
from toolkit.core import timecode
from toolkit.grievances import ACTION_NAMES, RevisionEntry, channels, named_facts, text_table
from toolkit.grievances.accusations import may_be_shown, shown_and_withheld
from toolkit.grievances.tagging import evidence_of_tags
from toolkit.records import (
    LEVEL_NAMES,
    CaseState,
    Evidence,
    Finding,
    Grievance,
    GrievanceList,
    IssuedPaper,
    Recording,
    Segment,
    Transcript,
)
from toolkit.search import Hit

_SENSITIVE_NAMES = {"health": "健康", "minor": "未成年人", "accusation": "检举控告", "identity": "身份"}


def _table(headings: str, rows: Iterable[tuple[object, ...]], index: str | None = None) -> pd.DataFrame:
    """Return `rows` under `headings`, parted by 、; the column `index`, if given, names the rows."""
    table = pd.DataFrame(list(rows), columns=headings.split("、"))
    return table.set_index(index) if index else table


def _shown(listed: GrievanceList) -> tuple[Grievance, ...]:
    return shown_and_withheld(listed)[0].grievances


def transcript_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per segment: number, start, end, speaker, text, confidence in per cent."""
    rows = (
        (
            segment.number,
            timecode(segment.start_s),
            timecode(segment.end_s),
            segment.speaker or "",
            segment.text,
            "" if segment.confidence is None else f"{segment.confidence:.0%}",
        )
        for segment in transcript.segments
    )
    return _table("语句、开始、结束、说话人、文字、把握", rows, "语句")


def uncovered_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per stretch of speech without text, which a person has to listen to."""
    gaps = transcript.coverage.uncovered
    return _table("开始、结束", ((timecode(gap.start_s), timecode(gap.end_s)) for gap in gaps))


def removed_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per text that a guard removed, with the reason."""
    rows = ((timecode(gone.start_s), timecode(gone.end_s), gone.text, gone.reason) for gone in transcript.removed)
    return _table("开始、结束、文字、原因", rows)


def grievance_table(listed: GrievanceList) -> pd.DataFrame:
    """Return one row per grievance: number, start, person, home, subject, tags, and the facts that were given.

    Accusations (检举控告), and grievances that nobody judged yet, are left out.
    """
    headings = "序号、编号、状态、开始、反映人、住址、内容分类、类别、颜色、对方、金额、人数、此前反映、诉求"
    cells = map(text_table.grievance_cells, _shown(listed))
    return _table(headings, (tuple(row[heading] for heading in headings.split("、")) for row in cells), "序号")


def channel_table(listed: GrievanceList) -> pd.DataFrame:
    """Return one row per legal channel that is open to a grievance, its article, and the one that a person chose."""
    rows = (
        (grievance.ordinal, channel.name or "另行办理", channel.reason, channels.name_of(grievance.channel))
        for grievance in _shown(listed)
        for channel in channels.offered(grievance)
    )
    return _table("序号、途径、理由、已定", rows, "序号")


def repeat_table(listed: GrievanceList) -> pd.DataFrame:
    """Return one row per earlier grievance that may be the same, with the reason and whether a person confirmed it."""
    rows = (
        (
            grievance.ordinal,
            grievance.number or "",
            repeat.number,
            f"{repeat.score:.0%}",
            repeat.reason,
            "是" if repeat.confirmed else "",
        )
        for grievance in _shown(listed)
        for repeat in grievance.repeat_of
    )
    return _table("序号、编号、可能重复、相似、理由、已认定", rows, "序号")


def candidate_table(listed: GrievanceList) -> pd.DataFrame:
    """Return one row per candidate for the subject of each grievance whose subject is unsure."""
    rows = (
        (grievance.ordinal, text_table.levels_text(candidate), f"{candidate.confidence:.0%}", grievance.summary)
        for grievance in _shown(listed)
        if grievance.subject.unsure
        for candidate in grievance.subject.candidates
    )
    return _table("序号、可能的分类、把握、诉求", rows, "序号")


def revision_table(history: Iterable[RevisionEntry]) -> pd.DataFrame:
    """Return one row per split, merge, discarding or restoring: when, who, why, the grievances before and after."""
    rows = (
        (
            revision.made_at[:19].replace("T", " "),
            revision.by,
            ACTION_NAMES[revision.action],
            revision.reason or "",
            "；".join(grievance.summary for grievance in revision.old),
            "；".join(grievance.summary for grievance in revision.new),
        )
        for revision in history
        if all(map(may_be_shown, (*revision.old, *revision.new)))
    )
    return _table("时间、谁、做了什么、理由、原来、现在", rows)


def evidence_table(listed: GrievanceList, transcript: Transcript) -> pd.DataFrame:
    """Return one row per field of each grievance: its value, and the words it was taken from.

    A kind that is given by default, and a value that a person set without words in the transcript, have none.
    Accusations are left out.
    """
    segments = {segment.id: segment for segment in transcript.segments}
    rows = (
        (grievance.ordinal, name, value, *_quotation(spans, segments))
        for grievance in _shown(listed)
        for name, value, spans in _facts(grievance, evidence_of_tags(grievance, transcript))
    )
    return _table("序号、项目、理解为、原话、语句、开始", rows, "序号")


def recording_table(recordings: Iterable[Recording]) -> pd.DataFrame:
    """Return one row per recording: code, meeting, length, source file, hash."""
    rows = (
        (recording.code, recording.meeting, timecode(recording.seconds), recording.source_name, recording.sha256)
        for recording in recordings
    )
    return _table("档号、夜话、时长、来源文件、原件 SHA-256", rows, "档号")


def correction_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per correction: segment, old text, new text, reason, author."""
    rows = (
        (segment.number, change.from_, change.to, change.reason, change.by or "")
        for segment in transcript.segments
        for change in segment.corrections
    )
    return _table("语句、原文、改为、原因、谁改的", rows, "语句")


def cases_table(states: Iterable[CaseState]) -> pd.DataFrame:
    """Return one row per case: number, state, grievances, warnings."""
    rows = ((case.case, case.state, "、".join(case.grievances), "；".join(case.warnings)) for case in states)
    return _table("事项、状态、诉求、请留意", rows, "事项")


def file_table(files: Iterable[Path]) -> pd.DataFrame:
    """Return one row per file: name and folder."""
    return _table("文件、所在文件夹", ((path.name, str(path.parent)) for path in files))


def issued_table(issued: Iterable[IssuedPaper]) -> pd.DataFrame:
    """Return one row per copy of the issued papers: number, holder, file."""
    return _table(
        "编号、执存人、文件", ((paper.number, copy.holder, copy.file) for paper in issued for copy in paper.copies)
    )


def finding_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return one row per finding: level, field, fault, remedy, legal basis."""
    rows = ((LEVEL_NAMES[each.level], each.field, each.message, each.remedy, each.basis) for each in findings)
    return _table("程度、栏目、问题、怎么办、依据", rows)


def hit_table(hits: Iterable[Hit]) -> pd.DataFrame:
    """Return one row per hit: recording, start, speaker, sentence, grievance."""
    rows = ((hit.code, timecode(hit.start_s), hit.speaker or "", hit.text, hit.grievance or "") for hit in hits)
    return _table("档号、开始、说话人、文字、诉求", rows)


def package_table(packages: Iterable[WrittenPackage]) -> pd.DataFrame:
    """Return one row per package: path, root hash, number of files."""
    return _table("档案包、根值、文件数", ((str(each.path), each.root, len(each.files)) for each in packages))


def check_table(checks: Iterable[Check]) -> pd.DataFrame:
    """Return one row per fixity check: time, recording, person, result, and every fault with its effect."""
    rows = (
        (
            check.position,
            dt.datetime.fromisoformat(check.at).astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            KIND_NAMES[check.kind],
            check.recording,
            check.by,
            RESULT_NAMES[check.result],
            "；".join(f"{fault.path}：{fault.fault}，影响：{fault.affects}" for fault in check.faults),
        )
        for check in checks
    )
    return _table("序号、时间、事由、档号、核验人、结果、问题", rows)


def _facts(
    grievance: Grievance, evidence: Mapping[str, tuple[Evidence, ...]]
) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    """Yield name, value and evidence of each fact of `grievance`; `evidence` is that of its tags."""
    yield from ((name, str(fact.value), fact.evidence) for name, fact in named_facts(grievance))
    yield from (("日期", str(fact.value), fact.evidence) for fact in grievance.dates if fact)
    yield from (("金额", text_table.amount_text(amount), amount.evidence) for amount in grievance.amounts)
    yield "内容分类", text_table.subject_text(grievance), grievance.subject.evidence
    yield "颜色", f"{grievance.colour.value or '未定'}：{grievance.colour.reason}", grievance.colour.evidence
    yield "类别", "、".join(grievance.kinds), evidence.get("kinds", ())
    if grievance.mediation:
        yield "调解", grievance.mediation.type, evidence.get("mediation", ())
    if grievance.sensitive:
        yield "敏感", "、".join(_SENSITIVE_NAMES[kind] for kind in grievance.sensitive), evidence.get("sensitive", ())
    yield "诉求", grievance.summary, evidence.get("summary", ())


def _quotation(spans: tuple[Evidence, ...], segments: Mapping[str, Segment]) -> tuple[str, int | str, str]:
    """Return the words of `spans`, and number and start of the first one's segment; empty where it is unknown."""
    quoted = (segments[span.segment].text[span.start : span.end] if span.segment in segments else "" for span in spans)
    first = segments.get(spans[0].segment) if spans else None
    return "……".join(quoted), first.number if first else "", timecode(first.start_s) if first else ""
