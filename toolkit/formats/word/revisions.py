"""Word's own revisions (修订): listed with who made them and when, accepted or refused one by one, and written."""

import copy
import datetime as dt
import difflib
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from toolkit.core import WrongValueError
from toolkit.formats.word import reading
from toolkit.formats.word.word_file import WordFile

Kind = Literal["inserted", "deleted", "formatted"]
_KINDS: dict[str, Kind] = {
    qn("w:ins"): "inserted",
    qn("w:moveTo"): "inserted",
    qn("w:del"): "deleted",
    qn("w:moveFrom"): "deleted",
    **{qn(f"w:{name}PrChange"): "formatted" for name in ("r", "p", "tbl", "tr", "tc", "sect", "tblGrid")},
}
_RANGES = [qn(f"w:{name}Range{end}") for name in ("moveFrom", "moveTo") for end in ("Start", "End")]
_TEXTS = (qn("w:t"), qn("w:delText"))
_NOBODY = "没有署名"


@dataclass(frozen=True)
class Revision:
    """One revision: its number from 1, what it does to which text, who made it and when (ISO text, or empty).

    A mark without text is the end of a paragraph or a row of a table.
    """

    number: int
    kind: Kind
    text: str
    by: str
    at: str


def revisions(word: WordFile) -> tuple[Revision, ...]:
    """Return the open revisions of `word` in the order of its text; runs that one person changed at once are one."""
    return tuple(
        Revision(number, _KINDS[group[0].tag], "".join(map(_text, group)), _author(group[0]), _moment(group[0]))
        for number, group in enumerate(_groups(word.document), start=1)
    )


def settled_revisions(word: WordFile, accepted: Collection[int], refused: Collection[int]) -> bytes:
    """Return the bytes of `word` with the revisions of these numbers accepted or refused; the others stay open.

    Raise WrongValueError for a number that no revision has, or that is in both.
    """
    document = Document(io.BytesIO(reading.settled(word.document)))
    groups = dict(enumerate(_groups(document), start=1))
    for number in sorted({*accepted, *refused}):
        if number not in groups or (number in accepted and number in refused):
            why = f"修订的编号从 1 到 {len(groups)}，一处修订只能接受或者拒绝"
            raise WrongValueError(field="修订", value=number, why=why)
        for mark in groups[number]:
            _settle(mark, is_accepted=number in accepted)
    if not list(_groups(document)):
        for _, root in reading.roots(document):
            for element in list(root.iter(*_RANGES)):
                element.getparent().remove(element)
    return reading.settled(document)


def _groups(document: Any) -> Iterator[list[Any]]:
    """Yield the marks of each revision: neighbours of one kind, one person and one moment belong together."""
    for _, root in reading.roots(document):
        group: list[Any] = []
        for mark in root.iter(*_KINDS):
            if group and not (_same(group[-1], mark) and group[-1].getnext() is mark):
                yield group
                group = []
            group.append(mark)
        if group:
            yield group


def _same(one: Any, other: Any) -> bool:
    return (one.tag, _author(one), _moment(one)) == (other.tag, _author(other), _moment(other))


def _text(mark: Any) -> str:
    owner = mark.getparent().getparent() if _KINDS[mark.tag] == "formatted" else mark
    return "".join(owner.itertext(*_TEXTS))


def _author(mark: Any) -> str:
    return str(mark.get(qn("w:author")) or _NOBODY)


def _moment(mark: Any) -> str:
    return str(mark.get(qn("w:date")) or "")


# -- accepting and refusing ------------------------------------------------------------------------------------


def _settle(mark: Any, *, is_accepted: bool) -> None:
    if _KINDS[mark.tag] == "formatted":
        _settle_format(mark, is_accepted=is_accepted)
    elif mark.getparent().tag in {qn("w:rPr"), qn("w:trPr")}:
        _settle_end(mark, is_kept=is_accepted == (_KINDS[mark.tag] == "inserted"))
    elif is_accepted == (_KINDS[mark.tag] == "inserted"):
        _unwrap(mark)
    else:
        mark.getparent().remove(mark)


def _settle_format(change: Any, *, is_accepted: bool) -> None:
    properties = change.getparent()
    old = change[0] if len(change) else None
    properties.remove(change)
    if not is_accepted and old is not None:
        properties.getparent().replace(properties, old)


def _unwrap(mark: Any) -> None:
    for text in list(mark.iter(qn("w:delText"))):
        text.tag = qn("w:t")
    parent, at = mark.getparent(), mark.getparent().index(mark)
    for child in reversed(list(mark)):
        parent.insert(at + 1, child)
    parent.remove(mark)


def _settle_end(mark: Any, *, is_kept: bool) -> None:
    """Settle the mark on the end of a paragraph or on a row: what is not kept joins the next, or goes."""
    properties = mark.getparent()
    properties.remove(mark)
    if is_kept:
        return
    if properties.tag == qn("w:trPr"):
        row = properties.getparent()
        row.getparent().remove(row)
        return
    paragraph = properties.getparent().getparent()
    following = paragraph.getnext()
    content = [child for child in paragraph if child.tag != qn("w:pPr")]
    if following is not None and following.tag == qn("w:p"):
        at = 1 if following.find(qn("w:pPr")) is not None else 0
        for child in reversed(content):
            following.insert(at, child)
        paragraph.getparent().remove(paragraph)
    elif not content and paragraph.getprevious() is not None:
        paragraph.getparent().remove(paragraph)


# -- writing ---------------------------------------------------------------------------------------------------


def as_revisions(before: WordFile, after: WordFile, by: str, at: dt.datetime) -> bytes:
    """Return the bytes of `before` with the changes of the text of `after` as revisions that `by` made `at`.

    Text that stands in tables is compared like any other; a row that was added or taken out is not written.
    """
    document = Document(io.BytesIO(reading.settled(before.document)))
    pen = _Pen(by, at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    old, new = list(_body(document)), list(_body(after.document))
    texts = [[reading.paragraph_text(each) for each in side] for side in (old, new)]
    matcher = difflib.SequenceMatcher(None, texts[0], texts[1], autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind != "equal":
            _write_block(pen, old, low, high, texts[1][new_low:new_high])
    return reading.settled(document)


def _body(document: Any) -> Iterator[Any]:
    return (each for each in reading.paragraphs(document.element.body) if reading.paragraph_text(each).strip())


@dataclass
class _Pen:
    """Who writes revisions, when, and how many were written."""

    by: str
    at: str
    written: int = 0

    def mark(self, name: str) -> Any:
        """Return a new mark of a revision."""
        self.written += 1
        element = OxmlElement(name)
        for key, value in (("w:id", str(9000 + self.written)), ("w:author", self.by), ("w:date", self.at)):
            element.set(qn(key), value)
        return element


def _write_block(pen: _Pen, old: Sequence[Any], low: int, high: int, new: Sequence[str]) -> None:
    pairs = min(high - low, len(new))
    for paragraph, text in zip(old[low:high], new, strict=False):
        _rewrite(pen, paragraph, text)
    for paragraph in old[low + pairs : high]:
        _rewrite(pen, paragraph, "")
        paragraph.get_or_add_pPr().append(_end(pen, "w:del"))
    added = [_added(pen, old[max(low + pairs - 1, 0)], text) for text in new[pairs:]]
    if low + pairs == 0:
        for paragraph in added:
            old[0].addprevious(paragraph)
        return
    for paragraph in reversed(added):
        old[low + pairs - 1].addnext(paragraph)


def _end(pen: _Pen, name: str) -> Any:
    properties = OxmlElement("w:rPr")
    properties.append(pen.mark(name))
    return properties


def _added(pen: _Pen, like: Any, text: str) -> Any:
    paragraph = OxmlElement("w:p")
    if (properties := like.find(qn("w:pPr"))) is not None:
        paragraph.append(copy.deepcopy(properties))
        for old in paragraph[0].findall(qn("w:rPr")):
            paragraph[0].remove(old)
    paragraph.get_or_add_pPr().append(_end(pen, "w:ins"))
    runs = like.findall(qn("w:r"))
    mark = pen.mark("w:ins")
    mark.append(_run(runs[0] if runs else None, text, "w:t"))
    paragraph.append(mark)
    return paragraph


def _rewrite(pen: _Pen, paragraph: Any, new: str) -> None:
    """Mark in `paragraph` what has to go, and what has to come, for it to read `new`."""
    signs = [(run, sign) for run in paragraph.iter(qn("w:r")) for sign in "".join(run.itertext(qn("w:t")))]
    if not signs:
        return
    old = "".join(sign for _, sign in signs)
    pieces: list[Any] = []
    for kind, low, high, new_low, new_high in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces += _runs(signs[low:high], "w:t")
            continue
        if high > low:
            pieces.append(_wrapped(pen.mark("w:del"), _runs(signs[low:high], "w:delText")))
        if new_high > new_low:
            like = signs[low if low < len(signs) else low - 1][0]
            pieces.append(_wrapped(pen.mark("w:ins"), [_run(like, new[new_low:new_high], "w:t")]))
    first = next(paragraph.iter(qn("w:r")))
    parent, at = first.getparent(), first.getparent().index(first)
    for run in list(paragraph.iter(qn("w:r"))):
        run.getparent().remove(run)
    for piece in reversed(pieces):
        parent.insert(at, piece)


def _runs(signs: Sequence[tuple[Any, str]], name: str) -> list[Any]:
    """Return runs of the text of `signs`, a run for each stretch that came from one."""
    made: list[tuple[Any, str]] = []
    for run, sign in signs:
        if made and made[-1][0] is run:
            made[-1] = (run, made[-1][1] + sign)
        else:
            made.append((run, sign))
    return [_run(run, text, name) for run, text in made]


def _run(like: Any, text: str, name: str) -> Any:
    run, words = OxmlElement("w:r"), OxmlElement(name)
    if like is not None and (properties := like.find(qn("w:rPr"))) is not None:
        run.append(copy.deepcopy(properties))
    words.text = text
    words.set(qn("xml:space"), "preserve")
    run.append(words)
    return run


def _wrapped(mark: Any, runs: Sequence[Any]) -> Any:
    for run in runs:
        mark.append(run)
    return mark


def open_by(word: WordFile) -> dict[str, int]:
    """Return how many revisions each person left open in `word`."""
    counts: dict[str, int] = {}
    for revision in revisions(word):
        counts[revision.by] = counts.get(revision.by, 0) + 1
    return counts
