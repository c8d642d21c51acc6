"""What the stages give, as DataFrames with Chinese headings, for notebooks and for the screen."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from toolkit.archive import KIND_NAMES, RESULT_NAMES, Check, WrittenPackage
from toolkit.cases import kind_name
from toolkit.core import timecode
from toolkit.grievances import ACTION_NAMES, STATUS_NAMES, RevisionEntry, channels, named_facts
from toolkit.grievances.accusations import may_be_shown, shown_and_withheld
from toolkit.grievances.tagging import evidence_of_tags
from toolkit.records import (
    Amount,
    CaseState,
    Correction,
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


def transcript_table(transcript: Transcript) -> pd.DataFrame:
    """Return a row a segment: number, start, end, speaker, text, confidence in per cent."""
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
    """Return a row a stretch where somebody speaks and no text stands: to be listened to."""
    return _stretches(transcript.coverage.uncovered)


def removed_table(transcript: Transcript) -> pd.DataFrame:
    """Return a row for each text that a guard took out, with its reason."""
    rows = [
        {"开始": timecode(gone.start_s), "结束": timecode(gone.end_s), "文字": gone.text, "原因": gone.reason}
        for gone in transcript.removed
    ]
    return pd.DataFrame(rows, columns=["开始", "结束", "文字", "原因"])


def grievance_table(found: GrievanceList) -> pd.DataFrame:
    """Return a row a grievance: number, start, who, from where, what about, tags, and what was said of it.

    This is the list that others see: accusations (检举控告), and what nobody judged yet, are left out.
    """
    others, _ = shown_and_withheld(found)
    return _grievances(others)


def accusation_table(found: GrievanceList) -> pd.DataFrame:
    """Return alone what others may not see, for the officer in charge: accusations, and what nobody judged yet."""
    _, secret = shown_and_withheld(found)
    return _grievances(secret)


def _grievances(found: GrievanceList) -> pd.DataFrame:
    columns = ["序号", "编号", "状态", "开始", "反映人", "住址", "内容分类", "类别", "颜色"]
    columns += ["对方", "金额", "人数", "此前反映", "诉求"]
    rows = [_grievance_row(grievance) for grievance in found.grievances]
    return pd.DataFrame(rows, columns=columns).set_index("序号")


def channel_table(found: GrievanceList) -> pd.DataFrame:
    """Return a row a way in law that may be taken, with its article; which one, a person sets."""
    rows = [
        {"序号": one.ordinal, "途径": channel.item or "另行办理", "理由": channel.reason, "已定": one.channel or ""}
        for one in shown_and_withheld(found)[0].grievances
        for channel in channels.offered(one)
    ]
    return pd.DataFrame(rows, columns=["序号", "途径", "理由", "已定"]).set_index("序号")


def repeat_table(found: GrievanceList) -> pd.DataFrame:
    """Return a row an earlier grievance that one may repeat, with the reason and whether a person confirmed it."""
    rows = [
        {
            "序号": one.ordinal,
            "编号": one.number or "",
            "可能重复": repeat.number,
            "相似": f"{repeat.score:.0%}",
            "理由": repeat.reason,
            "已认定": "是" if repeat.confirmed else "",
        }
        for one in shown_and_withheld(found)[0].grievances
        for repeat in one.repeat_of
    ]
    return pd.DataFrame(rows, columns=["序号", "编号", "可能重复", "相似", "理由", "已认定"]).set_index("序号")


def candidate_table(found: GrievanceList) -> pd.DataFrame:
    """Return a row a subject that might be right, for each grievance whose subject is unsure."""
    rows = [
        {
            "序号": one.ordinal,
            "可能的分类": _pair(candidate),
            "把握": f"{candidate.confidence:.0%}",
            "诉求": one.summary,
        }
        for one in shown_and_withheld(found)[0].grievances
        if one.subject.unsure
        for candidate in one.subject.candidates
    ]
    return pd.DataFrame(rows, columns=["序号", "可能的分类", "把握", "诉求"]).set_index("序号")


def revision_table(history: Iterable[RevisionEntry]) -> pd.DataFrame:
    """Return a row a split, merge, discarding or restoring: when, who, why, and the matters before and after."""
    rows = [
        {
            "时间": entry.made_at[:19].replace("T", " "),
            "谁": entry.by,
            "做了什么": ACTION_NAMES[entry.action],
            "理由": entry.reason or "",
            "原来": "；".join(grievance.summary for grievance in entry.old),
            "现在": "；".join(grievance.summary for grievance in entry.new),
        }
        for entry in history
        if all(map(may_be_shown, (*entry.old, *entry.new)))
    ]
    return pd.DataFrame(rows, columns=["时间", "谁", "做了什么", "理由", "原来", "现在"])


def grievance_text(found: GrievanceList) -> str:
    """Return the list that others see as a table of plain text that fits a terminal."""
    rows = [_grievance_row(grievance) for grievance in shown_and_withheld(found)[0].grievances]
    narrow = pd.DataFrame(rows, columns=["序号", "状态", "编号", "开始", "反映人", "内容分类", "类别", "颜色", "诉求"])
    wide = {"display.unicode.east_asian_width": True, "display.width": 200, "display.max_colwidth": 44}
    with pd.option_context(*(part for pair in wide.items() for part in pair)):
        return str(narrow.to_string(index=False, max_colwidth=44))


def evidence_table(found: GrievanceList, transcript: Transcript) -> pd.DataFrame:
    """Return a row a field: which grievance, what was understood, and the very words it was taken from.

    Every field that is shown has its words, but for a kind that is given because no other was said, and for what a
    person set that nobody said. Accusations are left out.
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
    """Return a row a recording: code, meeting, length, source, hash."""
    columns = ["档号", "夜话", "时长", "来源文件", "原件 SHA-256"]
    rows = [(one.code, one.meeting, timecode(one.seconds), one.source_name, one.sha256) for one in recordings]
    return pd.DataFrame(rows, columns=columns).set_index("档号")


def correction_table(transcript: Transcript) -> pd.DataFrame:
    """Return a row a change: which segment, what it was, what it became, why, by whom."""
    columns = ["语句", "原文", "改为", "原因", "谁改的"]
    rows = [
        (segment.number, change.from_, change.to, change.reason, change.by or "")
        for segment in transcript.segments
        for change in segment.corrections
    ]
    return pd.DataFrame(rows, columns=columns).set_index("语句")


def name_table(proposals: Iterable[tuple[Segment, tuple[Correction, ...]]]) -> pd.DataFrame:
    """Return a row a name that may have been misheard: which segment, when, what is written, which name it may be."""
    columns = ["语句", "开始", "现在写作", "也许是", "说明"]
    rows = [
        (segment.number, timecode(segment.start_s), one.from_, one.to, one.reason)
        for segment, proposed in proposals
        for one in proposed
    ]
    return pd.DataFrame(rows, columns=columns).set_index("语句")


def cases_table(states: Iterable[CaseState]) -> pd.DataFrame:
    """Return a row a case: its number, where it stands, its grievances, and what to watch."""
    columns = ["事项", "状态", "诉求", "请留意"]
    rows = [(one.case, one.state, "、".join(one.grievances), "；".join(one.warnings)) for one in states]
    return pd.DataFrame(rows, columns=columns).set_index("事项")


def file_table(files: Iterable[Path]) -> pd.DataFrame:
    """Return a row a file: its name and where it lies."""
    return pd.DataFrame([(path.name, str(path.parent)) for path in files], columns=["文件", "所在文件夹"])


def issued_table(issued: Iterable[IssuedPaper]) -> pd.DataFrame:
    """Return a row a copy of the issued papers: number, who keeps it, the file."""
    rows = [(one.number, copy.holder, copy.file) for one in issued for copy in one.copies]
    return pd.DataFrame(rows, columns=["编号", "执存人", "文件"])


def case_table(state: CaseState) -> pd.DataFrame:
    """Return a row a ledger entry of the case, as it stood."""
    rows = [
        {
            "记录": entry.id,
            "日期": entry.date.isoformat(),
            "事项": kind_name(entry.kind),
            "文书": entry.document or "",
            "送达": entry.served_on.isoformat() if entry.served_on else "",
            "更正": "" if entry.corrects is None else f"更正第 {entry.corrects} 条",
        }
        for entry in state.entries
    ]
    return pd.DataFrame(rows, columns=["记录", "日期", "事项", "文书", "送达", "更正"]).set_index("记录")


def finding_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return a row a finding: whether it bars the paper, where, what is wrong, what to do, by which rule."""
    rows = [
        {
            "程度": "必须改" if finding.level == "error" else "请留意",
            "栏目": finding.field,
            "问题": finding.message,
            "怎么办": finding.remedy,
            "依据": finding.basis,
        }
        for finding in findings
    ]
    return pd.DataFrame(rows, columns=["程度", "栏目", "问题", "怎么办", "依据"])


def hit_table(hits: Iterable[Hit]) -> pd.DataFrame:
    """Return a row a hit: recording, second, speaker, sentence, grievance."""
    columns = ["档号", "开始", "说话人", "文字", "诉求"]
    rows = [(one.code, timecode(one.start_s), one.speaker or "", one.text, one.grievance or "") for one in hits]
    return pd.DataFrame(rows, columns=columns)


def package_table(packages: Iterable[WrittenPackage]) -> pd.DataFrame:
    """Return a row a package: where it lies, its root and how many files it holds."""
    rows = [(str(package.path), package.root, len(package.files)) for package in packages]
    return pd.DataFrame(rows, columns=["档案包", "根值", "文件数"])


def check_table(checks: Iterable[Check]) -> pd.DataFrame:
    """Return a row a fixity check: when, who, which recording, the result, and every fault with what it touches."""
    columns = ["序号", "时间", "事由", "档号", "核验人", "结果", "问题"]
    rows = [
        (
            one.position,
            dt.datetime.fromisoformat(one.at).astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            KIND_NAMES[one.kind],
            one.recording,
            one.by,
            RESULT_NAMES[one.result],
            "；".join(f"{fault.path}：{fault.fault}，影响：{fault.affects}" for fault in one.faults),
        )
        for one in checks
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
