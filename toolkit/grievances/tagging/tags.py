"""Subject, kinds, triage colour and mediation of each grievance, with quoted words and a reason.

The rules are tables in `data/` that can be edited in Excel: `subjects.csv`, `kinds.csv`, `colours.csv`, `disputes.csv`.
A tag without a matching rule stays open; the channel of 信访工作条例 Art 31 is set by a person.
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from pathlib import Path

from toolkit.chinese import simplified, spoken_numbers
from toolkit.grievances.accusations.visibility import ACCUSATION_KIND
from toolkit.grievances.finding.facts_said import SENSITIVE
from toolkit.grievances.tagging import urgency
from toolkit.grievances.tagging.model import SubjectModel, trained_model
from toolkit.records import (
    Colour,
    Evidence,
    Fact,
    Grievance,
    GrievanceList,
    Kind,
    Mediation,
    Segment,
    Subject,
    Transcript,
)

_DATA = Path(__file__).parent / "data"
# No word reaches over the end of a piece.
_BETWEEN = "\n"
# A shorter common run of characters is chance.
_SHARED = 4
# How much of the deciding sentence a reason quotes; how near a word must stand, in characters.
_SAID, _BESIDE = 24, 8
NO_RULE = "没有一条颜色规则适用，请人工判定。"


@dataclass(frozen=True)
class Piece:
    """Text of the segment with id `segment`, from its character `start` on."""

    segment: str
    start: int
    text: str


@dataclass(frozen=True)
class Words:
    """The text of one grievance in pieces."""

    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        """The pieces as one text."""
        return _BETWEEN.join(piece.text for piece in self.pieces)

    @cached_property
    def urgency(self) -> float:
        """How likely the matter is urgent, in per cent."""
        return 100 * urgency.probability(self.text, red_words())

    def matches(self, form: str) -> Iterator[tuple[str, Evidence]]:
        """Yield every match of the pattern `form`, with its evidence."""
        for piece in self.pieces:
            for match in re.finditer(form, piece.text):
                yield match[0], _evidence(piece, match.start(), match.end())


def _evidence(piece: Piece, start: int, end: int) -> Evidence:
    return Evidence(piece.segment, piece.start + start, piece.start + end)


def tag(grievance_list: GrievanceList, transcript: Transcript, model: SubjectModel | None = None) -> GrievanceList:
    """Return the grievances of `transcript` with subject, kinds, colour and mediation set.

    `model` is the trained model of the centre; without it the shipped examples alone give the subject.
    """
    learned = model or trained_model(())
    return replace(
        grievance_list,
        grievances=tuple(_tagged(grievance, transcript, learned) for grievance in grievance_list.grievances),
    )


def _tagged(grievance: Grievance, transcript: Transcript, model: SubjectModel) -> Grievance:
    words = Words(pieces(grievance, transcript))
    tagged = replace(grievance, subject=subject(words.pieces, model), kinds=_kinds(words))
    return replace(tagged, colour=_colour(tagged, words), mediation=_mediation(tagged, words))


# -- subject ---------------------------------------------------------------------------------------------------


def subject(said: Iterable[Piece], model: SubjectModel) -> Subject:
    """Return the subject of the text `said`: two levels, three candidates, confidence and evidence."""
    parts = tuple(said)
    judged = model.judge(_BETWEEN.join(piece.text for piece in parts))
    if not judged.candidates:
        return Subject(None, None, 0.0, unsure=True, candidates=(), evidence=())
    best = judged.candidates[0]
    evidence = tuple(evidence for start, end in judged.spans for evidence in _evidence_in(parts, start, end))
    return Subject(best.level1, best.level2, best.confidence, judged.unsure, judged.candidates, evidence)


def _evidence_in(parts: Iterable[Piece], start: int, end: int) -> Iterator[Evidence]:
    """Yield the evidence of the characters `start` to `end` of the joined pieces, one for each piece."""
    begin = 0
    for piece in parts:
        low, high = max(start, begin) - begin, min(end, begin + len(piece.text)) - begin
        if low < high:
            yield _evidence(piece, low, high)
        begin += len(piece.text) + len(_BETWEEN)


# -- kind ------------------------------------------------------------------------------------------------------


def _kinds(words: Words) -> tuple[Kind, ...]:
    """Return the kinds whose words occur (信访工作条例 Art 29-31), 申诉求决 if none do."""
    said = tuple(row["类别"] for row in _rows("kinds") if any(True for _ in words.matches(row["词"])))
    return said or ("申诉求决",)  # type: ignore[return-value]  # the table holds kinds only, a test sees to it


@functools.cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (_DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(csv.DictReader(file))


# -- colour ----------------------------------------------------------------------------------------------------


def red_words() -> tuple[str, ...]:
    """Return the patterns of the red words in the table, in its order."""
    return tuple(row["词"] for row in _rows("colours") if row["颜色"] == "红" and row["词"])


def _colour(grievance: Grievance, words: Words) -> Colour:
    """Return the colour of the first matching rule of the table, with its reason and evidence."""
    for rule in _rows("colours"):
        spans = _CONDITIONS[rule["条件"]](rule, grievance, words)
        if spans is not None:
            value, evidence = spans
            reason = rule["理由"].format(value=value, words=value)
            return Colour(rule["颜色"], reason, evidence)  # type: ignore[arg-type]  # a test reads the table
    return Colour(None, NO_RULE, ())


Told = tuple[str, tuple[Evidence, ...]] | None


def _by_words(rule: dict[str, str], _: Grievance, words: Words) -> Told:
    """Return the words of `rule`; where it gives a number, the matter must be that likely to be urgent, in per cent."""
    matches = list(words.matches(rule["词"]))
    if not matches or (rule["值"] and words.urgency < int(rule["值"])):
        return None
    return matches[0][0], tuple(evidence for _, evidence in matches)


def _by_urgency(rule: dict[str, str], _: Grievance, words: Words) -> Told:
    """Return the sentence that weighs most where the matter is likely enough to be urgent."""
    if words.urgency < int(rule["值"]):
        return None
    span = urgency.decisive(words.text)
    if span is None:
        return None
    return words.text[slice(*span)].strip("，,。 ")[:_SAID], tuple(_evidence_in(words.pieces, *span))


def _by_reports(rule: dict[str, str], grievance: Grievance, _: Words) -> Told:
    return _at_least(rule, grievance.earlier_reports)


def _by_people(rule: dict[str, str], grievance: Grievance, words: Words) -> Told:
    return None if _counts_houses(grievance.people, words) else _at_least(rule, grievance.people)


def _by_houses(rule: dict[str, str], grievance: Grievance, words: Words) -> Told:
    return _at_least(rule, grievance.people) if _counts_houses(grievance.people, words) else None


def _counts_houses(fact: Fact | None, words: Words) -> bool:
    """Return whether people are counted by households, of which thirty are no crowd."""
    spans = () if fact is None else fact.evidence
    said = (
        piece.text[span.start - piece.start : span.end - piece.start]
        for span in spans
        for piece in words.pieces
        if piece.segment == span.segment and piece.start <= span.start
    )
    return any(re.search("[户家]", text) for text in said)


def _at_least(rule: dict[str, str], fact: Fact | None) -> Told:
    return (str(fact.value), fact.evidence) if fact is not None and fact.value >= int(rule["值"]) else None


def _by_years(rule: dict[str, str], grievance: Grievance, words: Words) -> Told:
    since = grievance.since
    if since is None or not _drags_on(since, words):
        return None
    if not re.search(r"[一二两三四五六七八九十\d]年", str(since.value).replace("多", "")):
        return None
    years = next((number.value for number in spoken_numbers(str(since.value)) if number.value), 0)
    long = int(rule["值"]) <= years < 100  # noqa: PLR2004 - 一九九八年 is a year, not a length of time
    return (f"{years:g}", since.evidence) if long else None


_DRAGS_ON = re.compile("拖|吵|闹|欠|扯|漏|坏|告|找|反映|没解决|没给|不给|等|争|打官司|没人管|没有解决")


def _drags_on(since: Fact, words: Words) -> bool:
    """Return whether the words around `since` say that a trouble lasts, not a life or a stay."""
    for span in since.evidence:
        for piece in words.pieces:
            if piece.segment == span.segment and piece.start <= span.start:
                at = span.start - piece.start
                around = piece.text[max(0, at - _BESIDE) : at + span.end - span.start + _BESIDE]
                if _DRAGS_ON.search(around):
                    return True
    return False


def _by_kind(rule: dict[str, str], grievance: Grievance, words: Words) -> Told:
    if rule["词"] not in grievance.kinds:
        return None
    form = next(row["词"] for row in _rows("kinds") if row["类别"] == rule["词"])
    return rule["词"], tuple(evidence for _, evidence in words.matches(form))


def _by_subject(rule: dict[str, str], grievance: Grievance, _: Words) -> Told:
    subject = grievance.subject
    fits = subject.level2 in rule["词"].split("|") and not subject.unsure and grievance.kinds == ("申诉求决",)
    return (str(subject.level2), subject.evidence) if fits else None


_CONDITIONS = {
    "词语": _by_words,
    "紧急": _by_urgency,
    "此前反映次数": _by_reports,
    "涉及人数": _by_people,
    "涉及户数": _by_houses,
    "拖延年数": _by_years,
    "类别": _by_kind,
    "内容": _by_subject,
}


# -- mediation -------------------------------------------------------------------------------------------------


def _mediation(grievance: Grievance, words: Words) -> Mediation | None:
    """Return the type of mediation (司法行政) where the other side is private or a firm, named or not.

    The villager is a private side as well (人民调解法 Art 2: disputes among the people).
    """
    other = None if grievance.against is None else grievance.against.kind
    if other in {"office_holder", "public_body"} or ACCUSATION_KIND in grievance.kinds:
        return None
    counts = _disputes(words)
    best = max(counts, key=lambda kind: counts[kind])
    # With a firm, wages and matters of many households have other channels.
    fits = best in _WITH_FIRMS and grievance.people is None if other == "firm" else other is not None
    if counts[best] and fits:
        return Mediation(best)
    likely = urgency.of_text("mediation", words.text, mediation_signs(grievance, words))
    return Mediation(best if counts[best] else _USUAL_DISPUTE) if likely >= _LIKELY_DISPUTE else None


def _disputes(words: Words) -> dict[str, int]:
    return {row["类型"]: sum(1 for _ in words.matches(row["词"])) for row in _rows("disputes")}


def mediation_signs(grievance: Grievance, words: Words) -> Iterator[str]:
    """Yield what the model of mediation weighs beside the words: sides, types of dispute, kinds, subject."""
    yield f"side {grievance.against.kind if grievance.against else None}"
    yield from (f"type {kind}" for kind, count in _disputes(words).items() if count)
    yield from (f"kind {kind}" for kind in grievance.kinds)
    yield f"class {grievance.subject.level1}"
    if grievance.people is not None:
        yield "people"


# Five in ten: on two authors left out 75 of 100 disputes are offered, and four of five offers are right.
_USUAL_DISPUTE, _LIKELY_DISPUTE = "邻里", 0.5
_WITH_FIRMS = frozenset({"合同", "损害赔偿"})


# -- what a tag was taken from ---------------------------------------------------------------------------------


def evidence_of_tags(grievance: Grievance, transcript: Transcript) -> dict[str, tuple[Evidence, ...]]:
    """Return the evidence of `kinds`, `mediation`, `sensitive` and `summary`, which the record does not keep.

    A default kind and a value set by a person have none.
    """
    words = Words(pieces(grievance, transcript))
    behind = {"kinds": _behind(words, [row["词"] for row in _rows("kinds") if row["类别"] in grievance.kinds])}
    if grievance.mediation:
        kind = grievance.mediation.type
        sides = (grievance.person, grievance.against)
        named = tuple(evidence for side in sides if side for evidence in side.evidence)
        behind["mediation"] = named + _behind(words, [row["词"] for row in _rows("disputes") if row["类型"] == kind])
    forms = [form.pattern for kind, form in SENSITIVE if kind in grievance.sensitive]
    behind["sensitive"] = _behind(words, forms)
    behind["summary"] = tuple(_in_summary(grievance, words))
    return {name: evidence for name, evidence in behind.items() if evidence}


def _behind(words: Words, forms: Iterable[str]) -> tuple[Evidence, ...]:
    return tuple(evidence for form in forms for _, evidence in words.matches(form))


def _in_summary(grievance: Grievance, words: Words) -> Iterator[Evidence]:
    for piece in words.pieces:
        run = SequenceMatcher(None, piece.text, grievance.summary, autojunk=False).find_longest_match()
        if run.size >= _SHARED:
            yield _evidence(piece, run.a, run.a + run.size)


# -- back to the segments --------------------------------------------------------------------------------------


def pieces(grievance: Grievance, transcript: Transcript) -> tuple[Piece, ...]:
    """Return the text of `grievance` in pieces, as it stands in the segments of `transcript`.

    Passages name whole segments; of a segment with two matters only the part in the text is returned.
    """
    place = {segment.id: index for index, segment in enumerate(transcript.segments)}
    in_order: list[Piece] = []
    for passage, text in zip(grievance.passages, grievance.text.split("\n"), strict=False):
        for segment in transcript.segments[place[passage.first] : place[passage.last] + 1]:
            in_order.extend(_shared(segment, text))
    return tuple(in_order)


def _shared(segment: Segment, text: str) -> Iterator[Piece]:
    """Yield the longest part of `segment` that is in `text`, if it is longer than chance."""
    said = simplified(segment.text)
    if said.strip() in text:
        yield Piece(segment.id, 0, said)
        return
    run = SequenceMatcher(None, said, text, autojunk=False).find_longest_match()
    if run.size >= min(_SHARED, len(said)):
        yield Piece(segment.id, run.a, said[run.a : run.a + run.size])
