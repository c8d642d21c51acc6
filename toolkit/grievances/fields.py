"""The fields of a grievance that a person may set: their Chinese names, their values as text, and setting them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from toolkit.core import WrongValueError
from toolkit.grievances.accusations.visibility import verdict_of_kinds
from toolkit.grievances.finding.side_kinds import kind_of
from toolkit.records import (
    Amount,
    Colour,
    ColourName,
    Evidence,
    Fact,
    Grievance,
    Kind,
    Mediation,
    Segment,
    Side,
    Subject,
    Transcript,
    any_overlap,
)

# The first level of 信访内容, as the national system had it until about 2019 and as newer systems name it.
SUBJECTS = (
    *("农村农业", "国土资源", "城乡建设", "劳动和社会保障", "卫生计生", "教育文体", "民政", "政法", "经济管理"),
    *("交通运输", "商贸旅游", "科技与信息产业", "环境保护", "党务政务", "组织人事", "纪检监察", "其他"),
    *("自然资源", "卫生健康", "生态环境", "教育", "民政与应急", "市场监督", "文体旅游", "房产物业", "军队事务"),
)
_CHANNEL = re.compile(r"(?:31)?\(?([1-6])\)?", re.ASCII)
_AMOUNT = re.compile(r"(约?)([\d,]+(?:\.\d+)?)(万?)元?(?:[每/](\S+))?", re.ASCII)
_NOTHING = {"", "无", "null", "-"}

# The fields in their order, each with its Chinese name: the only table of them.
FIELDS: Mapping[str, str] = {
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
STATUS_NAMES = {"proposed": "待确认", "confirmed": "已确认", "withdrawn": "已撤回", "discarded": "不采纳"}
_FIELD_OF = {**{name: field for field, name in FIELDS.items()}, "kind": "kinds", "color": "colour", "amount": "amounts"}


@dataclass(frozen=True)
class _EvidenceSource:
    """The grievance as it was and its segments, from which a changed value takes its evidence."""

    grievance: Grievance
    segments: tuple[Segment, ...]


# -- setting ---------------------------------------------------------------------------------------------------


def canonical_changes(changes: Mapping[str, str]) -> dict[str, str]:
    """Return `changes` keyed by the names in the record, where Chinese names may have been written.

    Raise WrongValueError naming every unknown field and the possible ones.
    """
    fields = {key: _FIELD_OF.get(key.strip(), key.strip()) for key in changes}
    unknown = [key for key, field in fields.items() if field not in FIELDS]
    if unknown:
        possible = "、".join(f"{field}（{name}）" for field, name in FIELDS.items())
        raise WrongValueError(field="改正的项目", value="、".join(unknown), why=f"可以改的有 {possible}")
    return {fields[key]: text.strip() for key, text in changes.items()}


def with_changes(grievance: Grievance, changes: Mapping[str, str], transcript: Transcript) -> Grievance:
    """Return `grievance` with the texts of `changes` set; an empty text or 无 makes a field unknown.

    A changed fact has confidence 1 and keeps evidence: the words where the new value is said, else the evidence of
    the old value, else the first segment. Raise WrongValueError naming every unknown field and invalid value.
    """
    source = _EvidenceSource(grievance, segments_of(grievance, transcript))
    values: dict[str, Any] = {}
    faults: list[WrongValueError] = []
    for field, text in canonical_changes(changes).items():
        try:
            values[field] = _SETTERS.get(field, _fact_setter(field))(source, text)
        except WrongValueError as fault:
            faults.append(fault)
    if faults:
        raise _joined(faults)
    if "kinds" in values:
        # The person has decided whether it is an accusation, whatever the words sound like.
        others = tuple(mark for mark in grievance.sensitive if mark != "accusation")
        is_accusing = verdict_of_kinds(values["kinds"]) == "yes"
        values["sensitive"] = (*others, "accusation") if is_accusing else others
    return replace(grievance, **values)


def _joined(faults: list[WrongValueError]) -> WrongValueError:
    joined = {key: "；".join(str(fault.fields[key]) for fault in faults) for key in ("field", "value", "why")}
    return WrongValueError(**joined)


def _fact_setter(field: str, read: Callable[[str], Any] = str) -> Callable[[_EvidenceSource, str], Fact | None]:
    def setter(source: _EvidenceSource, text: str) -> Fact | None:
        if text in _NOTHING:
            return None
        return Fact(read(text), _evidence(source, text, getattr(source.grievance, field)), 1.0)

    return setter


def _against(source: _EvidenceSource, text: str) -> Side | None:
    fact = _fact_setter("against")(source, text)
    return None if fact is None else Side(fact.value, fact.evidence, fact.confidence, kind_of(text))


def refuse_same_name(grievances: Iterable[Grievance]) -> None:
    """Raise WrongValueError naming every grievance whose person (反映人) has the name of the other side (对方)."""
    same = [
        (each.ordinal, str(each.person.value))
        for each in grievances
        if each.person and each.against and str(each.person.value).strip() == str(each.against.value).strip()
    ]
    if same:
        places = "；".join(f"第 {ordinal} 件两处都是“{name}”" for ordinal, name in same)
        why = f"反映人和对方不能是同一个人（{places}），请听录音，把写错的一处改过来或者写“无”"
        raise WrongValueError(field="反映人和对方", value=same[0][1], why=why)


def _count_reader(field: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()):
            raise WrongValueError(field=FIELDS[field], value=text, why="要写数字，如 4")
        return int(text)

    return read


def _summary(_: _EvidenceSource, text: str) -> str:
    if text in _NOTHING:
        raise WrongValueError(field=FIELDS["summary"], value=text, why="要写一句话，说明要求什么")
    return text


def _subject(source: _EvidenceSource, text: str) -> Subject:
    level1, _, level2 = (part.strip() for part in re.sub("[／、>]", "/", text).partition("/"))
    if level1 not in SUBJECTS:
        alike = [name for name in SUBJECTS if len(set(name) & set(text)) > 1]
        offered = f"像的有 {'、'.join(alike)}" if alike else f"一级分类有 {'、'.join(SUBJECTS[:6])} 等"
        why = f"没有这一类，{offered}；写成“城乡建设/村镇建设”这样"
        raise WrongValueError(field=FIELDS["subject"], value=text, why=why)
    return Subject(level1, level2 or None, 1.0, unsure=False, candidates=(), evidence=source.grievance.subject.evidence)


def _kinds(_: _EvidenceSource, text: str) -> tuple[Kind, ...]:
    kinds = tuple(dict.fromkeys(part for part in re.split(r"[、,，;；\s]+", text) if part))
    if not kinds or not set(kinds) <= set(get_args(Kind)):
        raise WrongValueError(field=FIELDS["kinds"], value=text, why=f"可以写 {'、'.join(get_args(Kind))}")
    return kinds  # type: ignore[return-value] # just checked


def _colour(source: _EvidenceSource, text: str) -> Colour:
    short = text.removesuffix("色").removesuffix("牌")
    value = next((name for name in get_args(ColourName) if name == short), None)
    if value is None and short not in _NOTHING:
        raise WrongValueError(field=FIELDS["colour"], value=text, why="可以写 红、黄、绿 或 无")
    return Colour(value, "由人确定。", source.grievance.colour.evidence)


def _channel(_: _EvidenceSource, text: str) -> str | None:
    match = _CHANNEL.fullmatch(text.replace("（", "(").replace("）", ")"))
    if match is None and text not in _NOTHING:
        raise WrongValueError(
            field=FIELDS["channel"], value=text, why="写《信访工作条例》第三十一条的项，31(1) 到 31(6)"
        )
    return f"31({match[1]})" if match else None


def _amounts(source: _EvidenceSource, text: str) -> tuple[Amount, ...]:
    parts = [] if text in _NOTHING else [part for part in re.split(r"[、;；\s]+", text) if part]
    return tuple(_amount(source, part) for part in parts)


def _amount(source: _EvidenceSource, text: str) -> Amount:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise WrongValueError(field=FIELDS["amounts"], value=text, why="写成 43200元 或 36000元/亩，几笔之间用顿号")
    about, digits, ten_thousand, per = match.groups()
    yuan = round(float(digits.replace(",", "")) * (10_000 if ten_thousand else 1), 2)
    known = next((old.evidence for old in source.grievance.amounts if old.yuan == yuan), None)
    return Amount(yuan, per, bool(about), known or _evidence(source, text, None))


def _mediation(_: _EvidenceSource, text: str) -> Mediation | None:
    return None if text in _NOTHING else Mediation(text)


_SETTERS: dict[str, Callable[[_EvidenceSource, str], Any]] = {
    "against": _against,
    "people": _fact_setter("people", _count_reader("people")),
    "earlier_reports": _fact_setter("earlier_reports", _count_reader("earlier_reports")),
    "summary": _summary,
    "subject": _subject,
    "kinds": _kinds,
    "colour": _colour,
    "channel": _channel,
    "amounts": _amounts,
    "mediation": _mediation,
}


def field_text(grievance: Grievance, field: str) -> str:
    """Return the value of `field` in `grievance` as text that `with_changes` accepts; empty when unknown."""
    value = getattr(grievance, field)
    if field == "subject":
        return "/".join(filter(None, (value.level1, value.level2)))
    if field == "amounts":
        return "、".join(_amount_text(amount) for amount in value)
    if field == "kinds":
        return "、".join(value)
    plain = getattr(value, "type" if field == "mediation" else "value", value)
    return "" if plain is None else str(plain)


def named_facts(grievance: Grievance) -> Iterator[tuple[str, Fact]]:
    """Yield the Chinese name and the fact of every field of `grievance` that holds one."""
    for field, name in FIELDS.items():
        fact = getattr(grievance, field)
        if isinstance(fact, Fact):
            yield name, fact


def _amount_text(amount: Amount) -> str:
    return f"{'约' if amount.approximate else ''}{amount.yuan:.10g}元{f'/{amount.per}' if amount.per else ''}"


# -- evidence --------------------------------------------------------------------------------------------------


def segments_of(grievance: Grievance, transcript: Transcript) -> tuple[Segment, ...]:
    """Return the segments of `transcript` that overlap the passages of `grievance`."""
    return tuple(segment for segment in transcript.segments if any_overlap([segment], grievance.passages))


def _evidence(source: _EvidenceSource, text: str, old: Fact | None) -> tuple[Evidence, ...]:
    for segment in source.segments:
        if (start := segment.text.find(text)) >= 0:
            return (Evidence(segment.id, start, start + len(text)),)
    if old is not None and old.evidence:
        return old.evidence
    return tuple(Evidence(segment.id, 0, len(segment.text)) for segment in source.segments[:1])
