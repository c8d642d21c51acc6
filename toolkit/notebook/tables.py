"""The results of each step as DataFrames with Chinese headings, for notebooks and for the terminal."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from toolkit.archive import KIND_NAMES, RESULT_NAMES, Check, WrittenPackage
from toolkit.core import timecode
from toolkit.grievances import ACTION_NAMES, STATUS_NAMES, RevisionEntry, channels, named_facts
from toolkit.grievances.accusations import may_be_shown, shown_and_withheld
from toolkit.grievances.tagging import evidence_of_tags
from toolkit.records import (
    Amount,
    CaseState,
    Evidence,
    Fact,
    Finding,
    Grievance,
    GrievanceList,
    IssuedPaper,
    Recording,
    Segment,
    Stretch,
    Subject,
    SubjectCandidate,
    Transcript,
)
from toolkit.search import Hit

_SENSITIVE_NAMES = {"health": "健康", "minor": "未成年人", "accusation": "检举控告", "identity": "身份"}
_LEVELS = {"error": "必须改", "question": "请答复", "warning": "请留意"}


def transcript_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per segment: number, start, end, speaker, text, confidence in per cent."""
    return pd.DataFrame(
        [
            {
                "语句": segment.number,
                "开始": timecode(segment.start_s),
                "结束": timecode(segment.end_s),
                "说话人": segment.speaker or "",
                "文字": segment.text,
                "把握": "" if segment.confidence is None else f"{segment.confidence:.0%}",
            }
            for segment in transcript.segments
        ],
        columns=["语句", "开始", "结束", "说话人", "文字", "把握"],
    ).set_index("语句")


def uncovered_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per stretch of speech without text, which a person has to listen to."""
    return _stretches(transcript.coverage.uncovered)


def removed_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per text that a guard removed, with the reason."""
    rows = [
        {"开始": timecode(gone.start_s), "结束": timecode(gone.end_s), "文字": gone.text, "原因": gone.reason}
        for gone in transcript.removed
    ]
    return pd.DataFrame(rows, columns=["开始", "结束", "文字", "原因"])


def grievance_table(found: GrievanceList) -> pd.DataFrame:
    """Return one row per grievance: number, start, person, home, subject, tags, and the facts that were given.

    Accusations (检举控告), and grievances that nobody judged yet, are left out.
    """
    columns = ["序号", "编号", "状态", "开始", "反映人", "住址", "内容分类", "类别", "颜色"]
    columns += ["对方", "金额", "人数", "此前反映", "诉求"]
    rows = [_grievance_row(grievance) for grievance in shown_and_withheld(found)[0].grievances]
    return pd.DataFrame(rows, columns=columns).set_index("序号")


def channel_table(found: GrievanceList) -> pd.DataFrame:
    """Return one row per legal channel that is open to a grievance, its article, and the one that a person chose."""
    rows = [
        (grievance.ordinal, channel.item or "另行办理", channel.reason, grievance.channel or "")
        for grievance in shown_and_withheld(found)[0].grievances
        for channel in channels.offered(grievance)
    ]
    return pd.DataFrame(rows, columns=["序号", "途径", "理由", "已定"]).set_index("序号")


def repeat_table(found: GrievanceList) -> pd.DataFrame:
    """Return one row per earlier grievance that may be the same, with the reason and whether a person confirmed it."""
    rows = [
        {
            "序号": grievance.ordinal,
            "编号": grievance.number or "",
            "可能重复": repeat.number,
            "相似": f"{repeat.score:.0%}",
            "理由": repeat.reason,
            "已认定": "是" if repeat.confirmed else "",
        }
        for grievance in shown_and_withheld(found)[0].grievances
        for repeat in grievance.repeat_of
    ]
    return pd.DataFrame(rows, columns=["序号", "编号", "可能重复", "相似", "理由", "已认定"]).set_index("序号")


def candidate_table(found: GrievanceList) -> pd.DataFrame:
    """Return one row per candidate for the subject of each grievance whose subject is unsure."""
    rows = [
        {
            "序号": grievance.ordinal,
            "可能的分类": _pair(candidate),
            "把握": f"{candidate.confidence:.0%}",
            "诉求": grievance.summary,
        }
        for grievance in shown_and_withheld(found)[0].grievances
        if grievance.subject.unsure
        for candidate in grievance.subject.candidates
    ]
    return pd.DataFrame(rows, columns=["序号", "可能的分类", "把握", "诉求"]).set_index("序号")


def revision_table(history: Iterable[RevisionEntry]) -> pd.DataFrame:
    """Return one row per split, merge, discarding or restoring: when, who, why, the grievances before and after."""
    rows = [
        {
            "时间": revision.made_at[:19].replace("T", " "),
            "谁": revision.by,
            "做了什么": ACTION_NAMES[revision.action],
            "理由": revision.reason or "",
            "原来": "；".join(grievance.summary for grievance in revision.old),
            "现在": "；".join(grievance.summary for grievance in revision.new),
        }
        for revision in history
        if all(map(may_be_shown, (*revision.old, *revision.new)))
    ]
    return pd.DataFrame(rows, columns=["时间", "谁", "做了什么", "理由", "原来", "现在"])


def grievance_text(found: GrievanceList) -> str:
    """Return the grievances that may be shown as a table of plain text that fits a terminal."""
    rows = [_grievance_row(grievance) for grievance in shown_and_withheld(found)[0].grievances]
    narrow = pd.DataFrame(rows, columns=["序号", "状态", "编号", "开始", "反映人", "内容分类", "类别", "颜色", "诉求"])
    wide = {"display.unicode.east_asian_width": True, "display.width": 200, "display.max_colwidth": 44}
    with pd.option_context(*(part for pair in wide.items() for part in pair)):
        return str(narrow.to_string(index=False, max_colwidth=44))


def evidence_table(found: GrievanceList, transcript: Transcript) -> pd.DataFrame:
    """Return one row per field of each grievance: its value, and the words it was taken from.

    A kind that is given by default, and a value that a person set without words in the transcript, have none.
    Accusations are left out.
    """
    segments = {segment.id: segment for segment in transcript.segments}
    rows = [
        {
            "序号": grievance.ordinal,
            "项目": name,
            "理解为": shown,
            "原话": "……".join(_quoted(span, segments) for span in spans),
            "语句": segments[spans[0].segment].number if spans and spans[0].segment in segments else "",
            "开始": timecode(segments[spans[0].segment].start_s) if spans and spans[0].segment in segments else "",
        }
        for grievance in shown_and_withheld(found)[0].grievances
        for name, shown, spans in _understood(grievance, evidence_of_tags(grievance, transcript))
    ]
    return pd.DataFrame(rows, columns=["序号", "项目", "理解为", "原话", "语句", "开始"]).set_index("序号")


def recording_table(recordings: Iterable[Recording]) -> pd.DataFrame:
    """Return one row per recording: code, meeting, length, source file, hash."""
    columns = ["档号", "夜话", "时长", "来源文件", "原件 SHA-256"]
    rows = [
        (recording.code, recording.meeting, timecode(recording.seconds), recording.source_name, recording.sha256)
        for recording in recordings
    ]
    return pd.DataFrame(rows, columns=columns).set_index("档号")


def correction_table(transcript: Transcript) -> pd.DataFrame:
    """Return one row per correction: segment, old text, new text, reason, author."""
    columns = ["语句", "原文", "改为", "原因", "谁改的"]
    rows = [
        (segment.number, change.from_, change.to, change.reason, change.by or "")
        for segment in transcript.segments
        for change in segment.corrections
    ]
    return pd.DataFrame(rows, columns=columns).set_index("语句")


def cases_table(states: Iterable[CaseState]) -> pd.DataFrame:
    """Return one row per case: number, state, grievances, warnings."""
    columns = ["事项", "状态", "诉求", "请留意"]
    rows = [(case.case, case.state, "、".join(case.grievances), "；".join(case.warnings)) for case in states]
    return pd.DataFrame(rows, columns=columns).set_index("事项")


def file_table(files: Iterable[Path]) -> pd.DataFrame:
    """Return one row per file: name and folder."""
    return pd.DataFrame([(path.name, str(path.parent)) for path in files], columns=["文件", "所在文件夹"])


def issued_table(issued: Iterable[IssuedPaper]) -> pd.DataFrame:
    """Return one row per copy of the issued papers: number, holder, file."""
    rows = [(paper.number, copy.holder, copy.file) for paper in issued for copy in paper.copies]
    return pd.DataFrame(rows, columns=["编号", "执存人", "文件"])


def finding_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return one row per finding: level, field, fault, remedy, legal basis."""
    rows = [
        {
            "程度": _LEVELS[finding.level],
            "栏目": finding.field,
            "问题": finding.message,
            "怎么办": finding.remedy,
            "依据": finding.basis,
        }
        for finding in findings
    ]
    return pd.DataFrame(rows, columns=["程度", "栏目", "问题", "怎么办", "依据"])


def hit_table(hits: Iterable[Hit]) -> pd.DataFrame:
    """Return one row per hit: recording, start, speaker, sentence, grievance."""
    columns = ["档号", "开始", "说话人", "文字", "诉求"]
    rows = [(hit.code, timecode(hit.start_s), hit.speaker or "", hit.text, hit.grievance or "") for hit in hits]
    return pd.DataFrame(rows, columns=columns)


def package_table(packages: Iterable[WrittenPackage]) -> pd.DataFrame:
    """Return one row per package: path, root hash, number of files."""
    rows = [(str(package.path), package.root, len(package.files)) for package in packages]
    return pd.DataFrame(rows, columns=["档案包", "根值", "文件数"])


def check_table(checks: Iterable[Check]) -> pd.DataFrame:
    """Return one row per fixity check: time, recording, person, result, and every fault with its effect."""
    columns = ["序号", "时间", "事由", "档号", "核验人", "结果", "问题"]
    rows = [
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
    ]
    return pd.DataFrame(rows, columns=columns)


def _understood(
    grievance: Grievance, behind: Mapping[str, tuple[Evidence, ...]]
) -> Iterator[tuple[str, str, tuple[Evidence, ...]]]:
    yield from ((name, str(fact.value), fact.evidence) for name, fact in named_facts(grievance))
    yield from (("日期", str(fact.value), fact.evidence) for fact in grievance.dates if fact)
    yield from (("金额", _amount(amount), amount.evidence) for amount in grievance.amounts)
    yield "内容分类", _subject(grievance), grievance.subject.evidence
    yield "颜色", f"{grievance.colour.value or '未定'}：{grievance.colour.reason}", grievance.colour.evidence
    yield "类别", "、".join(grievance.kinds), behind.get("kinds", ())
    if grievance.mediation:
        yield "调解", grievance.mediation.type, behind.get("mediation", ())
    if grievance.sensitive:
        yield "敏感", "、".join(_SENSITIVE_NAMES[kind] for kind in grievance.sensitive), behind.get("sensitive", ())
    yield "诉求", grievance.summary, behind.get("summary", ())


def _quoted(span: Evidence, segments: Mapping[str, Segment]) -> str:
    return segments[span.segment].text[span.start : span.end] if span.segment in segments else ""


def _grievance_row(grievance: Grievance) -> dict[str, object]:
    return {
        "序号": grievance.ordinal,
        "编号": grievance.number or "",
        "状态": STATUS_NAMES[grievance.status],
        "开始": timecode(grievance.start_s),
        "反映人": _said(grievance.person),
        "住址": _said(grievance.home),
        "内容分类": _subject(grievance),
        "类别": "、".join(grievance.kinds),
        "颜色": grievance.colour.value or "",
        "对方": _said(grievance.against),
        "金额": "；".join(_amount(amount) for amount in grievance.amounts),
        "人数": _said(grievance.people),
        "此前反映": _said(grievance.earlier_reports),
        "诉求": grievance.summary,
    }


def _pair(subject: Subject | SubjectCandidate) -> str:
    return "／".join(filter(None, (subject.level1, subject.level2)))


def _subject(grievance: Grievance) -> str:
    subject = _pair(grievance.subject)
    return f"{subject}（待定）" if grievance.subject.unsure and subject else subject


def _amount(amount: Amount) -> str:
    about = "约" if amount.approximate else ""
    per = f"每{amount.per}" if amount.per else ""
    return f"{per}{about}{amount.yuan:,.10g}元"


def _said(fact: Fact | None) -> str:
    return "" if fact is None else str(fact.value)


def _stretches(stretches: Iterable[Stretch]) -> pd.DataFrame:
    rows = [{"开始": timecode(stretch.start_s), "结束": timecode(stretch.end_s)} for stretch in stretches]
    return pd.DataFrame(rows, columns=["开始", "结束"])
