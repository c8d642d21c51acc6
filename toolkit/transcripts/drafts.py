"""What a person does to a transcript while listening: each edit a fact, the text as it stands what they add up to.

Ids stay; a split or a merge makes new ones, which are never used again, and names those it came from.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from toolkit.core import UnknownNumberError, WrongValueError, timecode
from toolkit.records import (
    Correction,
    Coverage,
    Removed,
    Segment,
    Stretch,
    Transcript,
    Word,
    length_s,
    overlap_s,
    without,
)

Action = Literal[
    "text",
    "replace",
    "speaker",
    "rename",
    "split",
    "merge",
    "insert",
    "remove",
    "restore",
    "check",
    "uncheck",
    "rehear",
]
ACTION_NAMES: Mapping[str, str] = {
    "text": "改字",
    "replace": "整篇替换",
    "speaker": "改说话人",
    "rename": "写上姓名",
    "split": "拆句",
    "merge": "并句",
    "insert": "补写",
    "remove": "删去一句",
    "restore": "放回拦下的字句",
    "check": "听过",
    "uncheck": "取消听过",
    "rehear": "采用再听的文字",
}
_BY_HAND = "听录音改正"
_SHORTEST_S = 0.2
_UNANSWERED_S = 1.0  # the same length from which speech without text is listed


@dataclass(frozen=True)
class Edit:
    """One thing that `by` did at `at` (UTC, ISO): to `items`, ids of segments, gaps or removed stretches.

    `text` is the new text, name or words to put in; `find` what is replaced; `position` a character of the text;
    `start_s` and `end_s` where words are put in; `pieces` what was heard again, in the place of `items`.
    Edits of one `run` are undone together: the letters of one word.
    """

    action: Action
    by: str
    at: str
    items: tuple[str, ...] = ()
    text: str | None = None
    find: str | None = None
    position: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    run: str | None = None
    pieces: tuple[Segment, ...] = ()


class Draft:
    """A transcript with edits done to it; `checked` are the ids of what a person listened to and found right."""

    def __init__(self, base: Transcript) -> None:
        """Begin with `base` as it is."""
        self.base = base
        self.segments: dict[str, Segment] = {segment.id: segment for segment in base.segments}
        self.removed: dict[str, Removed] = {removed_id(at): one for at, one in enumerate(base.removed)}
        self.gaps: dict[str, Stretch] = {gap_id(one): one for one in base.coverage.uncovered}
        self.checked: set[str] = set()
        self._heard = {segment.id: segment.text for segment in base.segments}
        self._by: dict[str, str] = {}

    def do(self, edit: Edit, mark: str) -> None:
        """Do `edit`; new segments get ids that begin with `mark`, which no other edit has.

        Raise UnknownNumberError or WrongValueError, and leave everything as it was.
        """
        ways: Mapping[Action, Callable[[Edit, str], None]] = {
            "text": self._text,
            "replace": self._replace,
            "speaker": self._speaker,
            "rename": self._rename,
            "split": self._split,
            "merge": self._merge,
            "insert": self._insert,
            "remove": self._remove,
            "restore": self._restore,
            "check": self._check,
            "uncheck": self._uncheck,
            "rehear": self._rehear,
        }
        ways[edit.action](edit, mark)

    def transcript(self) -> Transcript:
        """Return the transcript as it stands, numbered anew, its parent the base, with who changed what.

        Raise WrongValueError naming every segment without text.
        """
        ordered = self.in_order()
        empty = "、".join(timecode(one.start_s) for one in ordered if not one.text.strip())
        if empty:
            raise WrongValueError(field="文字", value="（空）", why=f"{empty} 处的句子没有文字，请补上，或把这一句删去")
        segments = tuple(replace(self._signed(one), number=n) for n, one in enumerate(ordered, start=1))
        without_s = self.base.coverage.speech_s - self.base.coverage.text_s
        answered_s = sum(map(length_s, self.base.coverage.uncovered)) - sum(map(length_s, self.gaps.values()))
        text_s = self.base.coverage.speech_s - max(0.0, without_s - answered_s)
        coverage = Coverage(self.base.coverage.speech_s, round(text_s, 3), tuple(self.gaps.values()))
        removed = tuple(sorted(self.removed.values(), key=lambda one: one.start_s))
        return replace(
            self.base, segments=segments, removed=removed, coverage=coverage, parent=self.base.version, version=1
        )

    def in_order(self) -> list[Segment]:
        """Return the segments in order of time."""
        return sorted(self.segments.values(), key=lambda one: one.start_s)

    def is_changed(self, one: Segment) -> bool:
        """Tell whether a person made this text what it is."""
        return self._heard.get(one.id) != one.text

    # -- one segment -------------------------------------------------------------------------------------------

    def _text(self, edit: Edit, _: str) -> None:
        one = self._one(edit)
        self._written(one, edit.text or "", edit.by)

    def _replace(self, edit: Edit, _: str) -> None:
        if not edit.find:
            raise WrongValueError(field="要找的字", value="", why="至少要写一个字")
        for one in self._many(edit):
            self._written(one, one.text.replace(edit.find, edit.text or ""), edit.by)

    def _written(self, one: Segment, text: str, by: str) -> None:
        self.segments[one.id] = replace(one, text=text, words=_respelled(one, text))
        self._by[one.id] = by

    def _signed(self, one: Segment) -> Segment:
        """Return `one` with the change from what was heard to what stands, however many key strokes lie between."""
        heard, text = self._heard[one.id], one.text.strip()
        if text == heard:
            return replace(one, text=text)
        change = Correction(heard, text, 0, _BY_HAND, self._by.get(one.id))
        return replace(one, text=text, corrections=(*one.corrections, change))

    def _speaker(self, edit: Edit, _: str) -> None:
        name = (edit.text or "").strip() or None
        for one in self._many(edit):
            self.segments[one.id] = replace(one, speaker=name)

    def _rename(self, edit: Edit, _: str) -> None:
        old, name = edit.find or "", (edit.text or "").strip()
        if not name:
            raise WrongValueError(field="说话人的姓名", value="", why="要写姓名，不知道就留着“发言人1”这样的标记")
        spoken = [one for one in self.segments.values() if one.speaker == old]
        if not spoken:
            raise UnknownNumberError(what="说话人", number=old)
        for one in spoken:
            self.segments[one.id] = replace(one, speaker=name)

    def _check(self, edit: Edit, _: str) -> None:
        self._known(edit.items)
        self.checked.update(edit.items)
        for item in edit.items:
            gap = self.gaps.pop(item, None)
            if gap is not None:
                key = f"silent:{gap.start_s:.3f}"
                self.removed[key] = Removed(gap.start_s, gap.end_s, "", f"{edit.by}听过，没有话")
                self.checked.add(key)

    def _uncheck(self, edit: Edit, _: str) -> None:
        self._known(edit.items)
        self.checked.difference_update(edit.items)

    # -- splitting and joining ---------------------------------------------------------------------------------

    def _split(self, edit: Edit, mark: str) -> None:
        one, at = self._frozen(self._one(edit)), edit.position or 0
        left, right = one.text[:at], one.text[at:]
        if not left.strip() or not right.strip():
            raise WrongValueError(field="拆句的位置", value=str(at), why="前后都要有字，请把光标放在句子中间")
        cut_s = edit.start_s if edit.start_s is not None else _second_at(one, at)
        if not one.start_s + _SHORTEST_S <= cut_s <= one.end_s - _SHORTEST_S:
            cut_s = _second_at(one, at)
        before = tuple(change for change in one.corrections if change.at < at)
        after = tuple(replace(change, at=change.at - at) for change in one.corrections if change.at >= at)
        words = (tuple(w for w in one.words if w.start_s < cut_s), tuple(w for w in one.words if w.start_s >= cut_s))
        pieces = (
            replace(one, id=f"{mark}a", end_s=cut_s, text=left.rstrip(), corrections=before, words=words[0]),
            replace(one, id=f"{mark}b", start_s=cut_s, text=right.lstrip(), corrections=after, words=words[1]),
        )
        self._exchange([one], [replace(piece, from_ids=(one.id,)) for piece in pieces])

    def _merge(self, edit: Edit, mark: str) -> None:
        ordered = [one.id for one in self.in_order()]
        chosen = [self._frozen(one) for one in sorted(self._many(edit), key=lambda one: one.start_s)]
        places = [ordered.index(one.id) for one in chosen]
        if len(chosen) < 2 or places != list(range(places[0], places[0] + len(places))):  # noqa: PLR2004 - two at least
            raise WrongValueError(field="并句", value=f"{len(chosen)} 句", why="要选前后相连的两句或几句")
        first = chosen[0]
        joined = replace(
            first,
            id=f"{mark}m",
            end_s=chosen[-1].end_s,
            text="".join(one.text for one in chosen),
            words=tuple(word for one in chosen for word in one.words),
            confidence=min((one.confidence for one in chosen if one.confidence is not None), default=None),
            corrections=tuple(_shifted(chosen)),
            from_ids=tuple(one.id for one in chosen),
        )
        self._exchange(chosen, [joined])

    def _frozen(self, one: Segment) -> Segment:
        """Return `one` with its change, but every letter in its place: positions in it must stay right."""
        return replace(self._signed(one), text=one.text)

    def _exchange(self, old: Iterable[Segment], new: Iterable[Segment]) -> None:
        for one in old:
            del self.segments[one.id]
        for one in new:
            self.segments[one.id] = one
            self._heard[one.id] = one.text

    # -- what the machine lacks or has too much ----------------------------------------------------------------

    def _insert(self, edit: Edit, mark: str) -> None:
        if edit.start_s is None or edit.end_s is None:
            raise WrongValueError(field="补写的位置", value="", why="要有开始和结束的时间")
        self._put_in(Stretch(edit.start_s, edit.end_s), edit, mark)

    def _restore(self, edit: Edit, mark: str) -> None:
        item = edit.items[0] if len(edit.items) == 1 else ""
        if item not in self.removed:
            raise UnknownNumberError(what="拦下的字句", number="、".join(edit.items))
        gone = self.removed[item]
        self._put_in(Stretch(gone.start_s, gone.end_s), replace(edit, text=edit.text or gone.text), mark)
        del self.removed[item]

    def _rehear(self, edit: Edit, mark: str) -> None:
        old = self._many(edit) if edit.items else []
        stays = [one for one in self.segments.values() if one not in old]
        if not edit.pieces or any(overlap_s(one, other) > 0 for one in edit.pieces for other in stays):
            raise WrongValueError(field="再听", value="", why="这一处的文字刚被改动过，请再选一次")
        self._exchange(old, [replace(one, id=f"{mark}h{n}") for n, one in enumerate(edit.pieces, start=1)])
        for one in edit.pieces:
            self._answer_gaps(Stretch(one.start_s, one.end_s))

    def _put_in(self, wanted: Stretch, edit: Edit, mark: str) -> None:
        free = self._free(wanted)
        if free is None:
            why = "这几秒里已经有文字了，请直接在那一句里补"
            raise WrongValueError(field="补写的位置", value=timecode(wanted.start_s), why=why)
        text = edit.text or ""
        self.segments[f"{mark}n"] = Segment(f"{mark}n", 0, free.start_s, free.end_s, text)
        self._heard[f"{mark}n"], self._by[f"{mark}n"] = "", edit.by
        self._answer_gaps(free)

    def _answer_gaps(self, free: Stretch) -> None:
        """Leave of the gaps only what lies outside `free`, which has text by now."""
        for key, gap in list(self.gaps.items()):
            left = [part for part in without(gap, [free]) if length_s(part) >= _UNANSWERED_S]
            if left != [gap]:
                del self.gaps[key]
                self.gaps.update({gap_id(part): part for part in left})

    def _free(self, wanted: Stretch) -> Stretch | None:
        """Return the longest part of `wanted` inside the recording in which no text stands."""
        end_s = min(wanted.end_s, self.base.recording.seconds)
        parts = [Stretch(max(0.0, wanted.start_s), end_s)]
        for one in self.segments.values():
            parts = [left for part in parts for left in without(part, [one])]
        longest = max(parts, key=length_s, default=None)
        return longest if longest is not None and length_s(longest) >= _SHORTEST_S else None

    def _remove(self, edit: Edit, _: str) -> None:
        for one in self._many(edit):
            del self.segments[one.id]
            self.removed[f"gone:{one.id}"] = Removed(one.start_s, one.end_s, one.text, f"{edit.by}听录音后删去")
            self.checked.add(f"gone:{one.id}")

    # -- what an edit names ------------------------------------------------------------------------------------

    def _one(self, edit: Edit) -> Segment:
        if len(edit.items) != 1:
            raise WrongValueError(field="语句", value="、".join(edit.items), why="这一步一次只能改一句")
        return self._many(edit)[0]

    def _many(self, edit: Edit) -> list[Segment]:
        missing = [item for item in edit.items if item not in self.segments]
        if missing or not edit.items:
            raise UnknownNumberError(what="语句", number="、".join(missing) or "（没有选）")
        return [self.segments[item] for item in dict.fromkeys(edit.items)]

    def _known(self, items: Iterable[str]) -> None:
        missing = [one for one in items if not (one in self.segments or one in self.removed or one in self.gaps)]
        if missing:
            raise UnknownNumberError(what="语句", number="、".join(missing))


def gap_id(gap: Stretch) -> str:
    """Return by what name an edit calls a stretch of speech without text."""
    return f"gap:{gap.start_s:.3f}"


def removed_id(at: int) -> str:
    """Return by what name an edit calls the removed stretch at that place of the transcript's list."""
    return f"removed:{at}"


def _shifted(chosen: Iterable[Segment]) -> Iterable[Correction]:
    at = 0
    for one in chosen:
        yield from (replace(change, at=change.at + at) for change in one.corrections)
        at += len(one.text)


def _respelled(one: Segment, text: str) -> tuple[Word, ...]:
    """Return the words of `one` when its text is `text`: those outside what was changed, and one for all that was.

    Where the words do not add up to the text there are none.
    """
    if "".join(word.text for word in one.words) != one.text:
        return ()
    longest = min(len(one.text), len(text))
    before = next((n for n in range(longest) if one.text[n] != text[n]), longest)
    rest = longest - before
    after = next((n for n in range(rest) if one.text[-1 - n] != text[-1 - n]), rest)
    first, last, at = [], [], 0
    for word in one.words:
        at += len(word.text)
        if at <= before:
            first.append(word)
        elif at - len(word.text) >= len(one.text) - after:
            last.append(word)
    head = sum(len(word.text) for word in first)
    changed = text[head : len(text) - sum(len(word.text) for word in last)]
    start_s = first[-1].end_s if first else one.start_s
    middle = Word(start_s, max(start_s, last[0].start_s if last else one.end_s), changed)
    return (*first, *([middle] if changed else ()), *last)


def _second_at(one: Segment, position: int) -> float:
    """Return when the character at `position` of `one` is said: by its words, or else in proportion."""
    if "".join(word.text for word in one.words) == one.text:
        at = 0
        for word in one.words:
            if at >= position:
                break
            at += len(word.text)
        else:
            word = one.words[-1]
        if one.start_s + _SHORTEST_S <= word.start_s <= one.end_s - _SHORTEST_S:
            return round(word.start_s, 3)
    return round(one.start_s + (one.end_s - one.start_s) * position / len(one.text), 3)
