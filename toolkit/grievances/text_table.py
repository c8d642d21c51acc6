"""Grievances as a table of plain text for a terminal, and the cells of a grievance that every table of them shows."""

from collections.abc import Sequence

from toolkit.chinese import display_width
from toolkit.core import timecode
from toolkit.grievances.accusations.visibility import shown_and_withheld
from toolkit.grievances.fields import STATUS_NAMES
from toolkit.records import Amount, Fact, Grievance, GrievanceList, Subject, SubjectCandidate

_HEADINGS = ("序号", "状态", "编号", "开始", "反映人", "内容分类", "类别", "颜色", "诉求")
_WIDEST = 44  # columns of the terminal; a Chinese character takes two
_ESCAPED = str.maketrans({"\t": "\\t", "\r": "\\r", "\n": "\\n"})


def grievance_text(listed: GrievanceList) -> str:
    """Return the grievances of `listed` that may be shown as a table of plain text that fits a terminal."""
    rows = [grievance_cells(grievance) for grievance in shown_and_withheld(listed)[0].grievances]
    if not rows:
        return f"Empty DataFrame\nColumns: [{', '.join(_HEADINGS)}]\nIndex: []"
    columns = []
    for heading in _HEADINGS:
        cells = [_shortened(str(row[heading]).translate(_ESCAPED)) for row in rows]
        # A heading over numbers stands one column to the right of them at least.
        columns.append(_aligned([f" {heading}" if heading == "序号" else heading, *cells]))
    return "\n".join(" ".join(line) for line in zip(*columns, strict=True))


def grievance_cells(grievance: Grievance) -> dict[str, object]:
    """Return the facts of `grievance` in Chinese by the headings of tables; a fact that was not given is empty."""
    return {
        "序号": grievance.ordinal,
        "编号": grievance.number or "",
        "状态": STATUS_NAMES[grievance.status],
        "开始": timecode(grievance.start_s),
        "反映人": _value(grievance.person),
        "住址": _value(grievance.home),
        "内容分类": subject_text(grievance),
        "类别": "、".join(grievance.kinds),
        "颜色": grievance.colour.value or "",
        "对方": _value(grievance.against),
        "金额": "；".join(map(amount_text, grievance.amounts)),
        "人数": _value(grievance.people),
        "此前反映": _value(grievance.earlier_reports),
        "诉求": grievance.summary,
    }


def subject_text(grievance: Grievance) -> str:
    """Return both levels of the subject of `grievance`, marked where it is unsure."""
    levels = levels_text(grievance.subject)
    return f"{levels}（待定）" if grievance.subject.unsure and levels else levels


def levels_text(subject: Subject | SubjectCandidate) -> str:
    """Return the levels of `subject`, such as `民政／社会救助`."""
    return "／".join(filter(None, (subject.level1, subject.level2)))


def amount_text(amount: Amount) -> str:
    """Return `amount`, such as `每亩约36,000元`."""
    about = "约" if amount.approximate else ""
    per = f"每{amount.per}" if amount.per else ""
    return f"{per}{about}{amount.yuan:,.10g}元"


def _value(fact: Fact | None) -> str:
    return "" if fact is None else str(fact.value)


def _shortened(text: str) -> str:
    # Three times, as pandas did, which printed this table until now: what people and scripts read stays as it was.
    for _ in range(3):
        text = text if display_width(text) <= _WIDEST else f"{text[: _WIDEST - 3]}..."
    return text


def _aligned(cells: Sequence[str]) -> list[str]:
    """Return `cells` padded on the left to the width of the widest, or to the greatest that is allowed."""
    widths = [display_width(cell) for cell in cells]
    return [" " * (min(max(widths), _WIDEST) - width) + cell for width, cell in zip(widths, cells, strict=True)]
