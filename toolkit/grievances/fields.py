"""What a person said of a grievance, laid over what the machine found: changes, numbers, status.

A list that is found anew never loses what was confirmed: a confirmed grievance is known again by its seconds.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from toolkit.core import WrongValueError
from toolkit.grievances.accusations.visibility import verdict_of_kinds
from toolkit.grievances.finding.sides import kind_of
from toolkit.records import (
    Amount,
    Colour,
    ColourName,
    Evidence,
    Fact,
    Grievance,
    GrievanceList,
    Kind,
    Mediation,
    Segment,
    Side,
    Subject,
    Transcript,
    length_s,
    overlap_s,
)

STATUS_NAMES = {"proposed": "待确认", "confirmed": "已确认", "withdrawn": "已撤回", "discarded": "不采纳"}

# The first level of 信访内容, as the national system had it until about 2019 and as newer systems name it.
SUBJECTS = (
    *("农村农业", "国土资源", "城乡建设", "劳动和社会保障", "卫生计生", "教育文体", "民政", "政法", "经济管理"),
    *("交通运输", "商贸旅游", "科技与信息产业", "环境保护", "党务政务", "组织人事", "纪检监察", "其他"),
    *("自然资源", "卫生健康", "生态环境", "教育", "民政与应急", "市场监督", "文体旅游", "房产物业", "军队事务"),
)
_CHANNEL = re.compile(r"(?:31)?\(?([1-6])\)?", re.ASCII)
_AMOUNT = re.compile(r"(约?)([\d,]+(?:\.\d+)?)(万?)元?(?:[每/](\S+))?", re.ASCII)
_NOTHING = {"", "无", "null", "-"}
_SAME_MATTER = 0.5

_NAMES = {
    "person": "反映人",
    "home": "住址",
    "site": "事发地",
    "against": "对方",
    "request": "请求",
    "people": "人数",
    "since": "起始时间",
    "earlier_reports": "此前反映",
    "summary": "诉求",
    "subject": "内容分类",
    "kinds": "类别",
    "colour": "颜色",
    "channel": "办理途径",
    "amounts": "金额",
    "mediation": "调解",
}
_KEYS = {**{name: key for key, name in _NAMES.items()}, "kind": "kinds", "color": "colour", "amount": "amounts"}


@dataclass(frozen=True)
class Confirmed:
    """The newest version of a confirmed grievance, and all that a person set in it: field to text."""

    grievance: Grievance
    changes: Mapping[str, str]


@dataclass(frozen=True)
class _Place:
    """Where a changed value may take its evidence from."""

    grievance: Grievance
    segments: tuple[Segment, ...]


# -- changing --------------------------------------------------------------------------------------------------


def canonical(changes: Mapping[str, str]) -> dict[str, str]:
    """Return `changes` with the fields' own names, Chinese names having been taken too.

    Raise WrongValueError naming every unknown field and the possible ones.
    """
    keys = {key: _KEYS.get(key.strip(), key.strip()) for key in changes}
    unknown = [key for key, field in keys.items() if field not in _NAMES]
    if unknown:
        possible = "、".join(f"{field}（{name}）" for field, name in _NAMES.items())
        raise WrongValueError(field="改正的项目", value="、".join(unknown), why=f"可以改的有 {possible}")
    return {keys[key]: text.strip() for key, text in changes.items()}


def changed(grievance: Grievance, changes: Mapping[str, str], transcript: Transcript) -> Grievance:
    """Return `grievance` with the texts of `changes` set; an empty text or 无 makes a field unknown.

    A changed fact is sure, and keeps evidence: the words where the new value is said, else those the old one was
    taken from, else the first segment. Raise WrongValueError naming every field or value that cannot be.
    """
    place = _Place(grievance, segments_of(grievance, transcript))
    values: dict[str, Any] = {}
    faults: list[WrongValueError] = []
    for field, text in canonical(changes).items():
        try:
            values[field] = _SETTERS.get(field, _fact(field))(place, text)
        except WrongValueError as fault:
            faults.append(fault)
    if faults:
        raise _together(faults)
    if "kinds" in values:
        # Whether it accuses somebody, the person has decided, whatever the words sound like.
        others = tuple(mark for mark in grievance.sensitive if mark != "accusation")
        is_accusing = verdict_of_kinds(values["kinds"]) == "yes"
        values["sensitive"] = (*others, "accusation") if is_accusing else others
    return replace(grievance, **values)


def _together(faults: list[WrongValueError]) -> WrongValueError:
    joined = {key: "；".join(str(fault.fields[key]) for fault in faults) for key in ("field", "value", "why")}
    return WrongValueError(**joined)


def _fact(field: str, read: Callable[[str], Any] = str) -> Callable[[_Place, str], Fact | None]:
    def setter(place: _Place, text: str) -> Fact | None:
        if text in _NOTHING:
            return None
        return Fact(read(text), _evidence(place, text, getattr(place.grievance, field)), 1.0)

    return setter


def _against(place: _Place, text: str) -> Side | None:
    fact = _fact("against")(place, text)
    return None if fact is None else Side(fact.value, fact.evidence, fact.confidence, kind_of(text))


def refuse_same_name(grievances: Iterable[Grievance]) -> None:
    """Raise WrongValueError naming every grievance whose 反映人 is called just as the other side (对方)."""
    same = [
        one
        for one in grievances
        if one.person and one.against and str(one.person.value).strip() == str(one.against.value).strip()
    ]
    if same:
        told = "；".join(f"第 {one.ordinal} 件两处都是“{one.person.value}”" for one in same if one.person)
        why = f"反映人和对方不能是同一个人（{told}），请听录音，把写错的一处改过来或者写“无”"
        raise WrongValueError(field="反映人和对方", value=str(same[0].against and same[0].against.value), why=why)


def _number(field: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()):
            raise WrongValueError(field=_NAMES[field], value=text, why="要写数字，如 4")
        return int(text)

    return read


def _summary(_: _Place, text: str) -> str:
    if text in _NOTHING:
        raise WrongValueError(field=_NAMES["summary"], value=text, why="要写一句话，说明要求什么")
    return text


def _subject(place: _Place, text: str) -> Subject:
    level1, _, level2 = (part.strip() for part in re.sub("[／、>]", "/", text).partition("/"))
    if level1 not in SUBJECTS:
        alike = [name for name in SUBJECTS if len(set(name) & set(text)) > 1]
        offered = f"像的有 {'、'.join(alike)}" if alike else f"一级分类有 {'、'.join(SUBJECTS[:6])} 等"
        why = f"没有这一类，{offered}；写成“城乡建设/村镇建设”这样"
        raise WrongValueError(field=_NAMES["subject"], value=text, why=why)
    return Subject(level1, level2 or None, 1.0, unsure=False, candidates=(), evidence=place.grievance.subject.evidence)


def _kinds(_: _Place, text: str) -> tuple[Kind, ...]:
    kinds = tuple(dict.fromkeys(part for part in re.split(r"[、,，;；\s]+", text) if part))
    if not kinds or not set(kinds) <= set(get_args(Kind)):
        raise WrongValueError(field=_NAMES["kinds"], value=text, why=f"可以写 {'、'.join(get_args(Kind))}")
    return kinds  # type: ignore[return-value] # just checked


def _colour(place: _Place, text: str) -> Colour:
    short = text.removesuffix("色").removesuffix("牌")
    value = next((name for name in get_args(ColourName) if name == short), None)
    if value is None and short not in _NOTHING:
        raise WrongValueError(field=_NAMES["colour"], value=text, why="可以写 红、黄、绿 或 无")
    return Colour(value, "由人确定。", place.grievance.colour.evidence)


def _channel(_: _Place, text: str) -> str | None:
    match = _CHANNEL.fullmatch(text.replace("（", "(").replace("）", ")"))
    if match is None and text not in _NOTHING:
        raise WrongValueError(
            field=_NAMES["channel"], value=text, why="写《信访工作条例》第三十一条的项，31(1) 到 31(6)"
        )
    return f"31({match[1]})" if match else None


def _amounts(place: _Place, text: str) -> tuple[Amount, ...]:
    parts = [] if text in _NOTHING else [part for part in re.split(r"[、;；\s]+", text) if part]
    return tuple(_amount(place, part) for part in parts)


def _amount(place: _Place, text: str) -> Amount:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise WrongValueError(field=_NAMES["amounts"], value=text, why="写成 43200元 或 36000元/亩，几笔之间用顿号")
    about, digits, ten_thousand, per = match.groups()
    yuan = round(float(digits.replace(",", "")) * (10_000 if ten_thousand else 1), 2)
    known = next((old.evidence for old in place.grievance.amounts if old.yuan == yuan), None)
    return Amount(yuan, per, bool(about), known or _evidence(place, text, None))


def _mediation(_: _Place, text: str) -> Mediation | None:
    return None if text in _NOTHING else Mediation(text)


_SETTERS: dict[str, Callable[[_Place, str], Any]] = {
    "against": _against,
    "people": _fact("people", _number("people")),
    "earlier_reports": _fact("earlier_reports", _number("earlier_reports")),
    "summary": _summary,
    "subject": _subject,
    "kinds": _kinds,
    "colour": _colour,
    "channel": _channel,
    "amounts": _amounts,
    "mediation": _mediation,
}


def shown(grievance: Grievance, field: str) -> str:
    """Return what `field` of `grievance` says, as text that could be set again; empty when unknown."""
    value = getattr(grievance, field)
    if field == "subject":
        return "/".join(filter(None, (value.level1, value.level2)))
    if field == "amounts":
        return "、".join(_amount_text(amount) for amount in value)
    if field == "kinds":
        return "、".join(value)
    plain = getattr(value, "type" if field == "mediation" else "value", value)
    return "" if plain is None else str(plain)


def _amount_text(amount: Amount) -> str:
    return f"{'约' if amount.approximate else ''}{amount.yuan:.10g}元{f'/{amount.per}' if amount.per else ''}"


# -- evidence --------------------------------------------------------------------------------------------------


def segments_of(grievance: Grievance, transcript: Transcript) -> tuple[Segment, ...]:
    """Return the segments of `transcript` that lie in the passages of `grievance`, by their seconds."""
    return tuple(
        segment
        for segment in transcript.segments
        if any(passage.start_s < segment.end_s and segment.start_s < passage.end_s for passage in grievance.passages)
    )


def _evidence(place: _Place, text: str, old: Fact | None) -> tuple[Evidence, ...]:
    said = next(((segment, at) for segment in place.segments if (at := segment.text.find(text)) >= 0), None)
    if said is not None:
        return (Evidence(said[0].id, said[1], said[1] + len(text)),)
    if old is not None and old.evidence:
        return old.evidence
    return tuple(Evidence(segment.id, 0, len(segment.text)) for segment in place.segments[:1])


# -- a list found anew -----------------------------------------------------------------------------------------


def bare(found: GrievanceList) -> GrievanceList:
    """Return `found` as the machine proposes it: ordinals from 1 on, without what a person gave."""
    proposed = (
        replace(
            one,
            ordinal=n,
            number=None,
            status="discarded" if one.status == "discarded" else "proposed",
            accusation="unjudged",
        )
        for n, one in enumerate(found.grievances, start=1)
    )
    return replace(found, grievances=tuple(proposed))


def overlaid(
    found: GrievanceList, confirmed: Sequence[Confirmed], transcript: Transcript | None, first: int
) -> GrievanceList:
    """Return `found` with the numbers, status and changes of `confirmed`, and ordinals from `first` on.

    `transcript` is the one `found` was made from; it is needed only where something was confirmed. What was
    confirmed and is not found again stands at the end as it was: it is never lost.
    """
    known = _matched(found.grievances, confirmed)
    listed = [
        _renewed(one, confirmed[known[at]], transcript) if at in known else one
        for at, one in enumerate(found.grievances)
    ]
    listed += [each.grievance for at, each in enumerate(confirmed) if at not in known.values()]
    numbered = (replace(one, ordinal=n) for n, one in enumerate(listed, start=first))
    return replace(found, grievances=tuple(numbered))


def _renewed(one: Grievance, known: Confirmed, transcript: Transcript | None) -> Grievance:
    # A person confirmed the tags with the words: they stay, though the model has learned since.
    told = known.grievance
    kept = replace(one, subject=told.subject, colour=told.colour) if one.text == told.text else one
    renewed = changed(kept, known.changes, transcript) if transcript and known.changes else kept
    return replace(renewed, number=known.grievance.number, status=known.grievance.status)


def _matched(found: Sequence[Grievance], confirmed: Sequence[Confirmed]) -> dict[int, int]:
    """Return, by position in `found`, the position in `confirmed` of the same matter; the surest pairs first."""
    # One that was withdrawn, perhaps because it was merged into another, gives way to one that still counts.
    pairs = sorted(
        (each.grievance.status == "withdrawn", -_overlap(one, each.grievance), new, old)
        for new, one in enumerate(found)
        for old, each in enumerate(confirmed)
    )
    known: dict[int, int] = {}
    for _, unlike, new, old in pairs:
        if -unlike >= _SAME_MATTER and new not in known and old not in known.values():
            known[new] = old
    return known


def _overlap(one: Grievance, other: Grievance) -> float:
    """Return which share of the shorter grievance the two have in common, by seconds."""
    common = sum(overlap_s(a, b) for a in one.passages for b in other.passages)
    shorter = min(sum(map(length_s, one.passages)), sum(map(length_s, other.passages)))
    return common / shorter if shorter else 0.0
