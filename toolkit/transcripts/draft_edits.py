"""Edits applied to a draft: one function for each action."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from toolkit.core import UnknownNumberError, WrongValueError
from toolkit.records import Removed, Stretch, overlap_s
from toolkit.transcripts.drafts import Draft
from toolkit.transcripts.edits import Action, Edit
from toolkit.transcripts.word_times import SHORTEST_S, second_at, shifted

_FEWEST_MERGED = 2


def apply(draft: Draft, edit: Edit, mark: str) -> None:
    """Apply `edit` to `draft`; new segments get ids that begin with `mark`, which no other edit has.

    Raise UnknownNumberError or WrongValueError, and leave the draft as it was.
    """
    _ACTIONS[edit.action](draft, edit, mark)


# -- text, speakers, checks ------------------------------------------------------------------------------------


def _text(draft: Draft, edit: Edit, _mark: str) -> None:
    draft.write(draft.only(edit), edit.text or "", edit.by)


def _replace(draft: Draft, edit: Edit, _mark: str) -> None:
    if not edit.find:
        raise WrongValueError(field="要找的字", value="", why="至少要写一个字")
    for segment in draft.chosen(edit):
        draft.write(segment, segment.text.replace(edit.find, edit.text or ""), edit.by)


def _speaker(draft: Draft, edit: Edit, _mark: str) -> None:
    name = (edit.text or "").strip() or None
    for segment in draft.chosen(edit):
        draft.segments[segment.id] = replace(segment, speaker=name)


def _rename(draft: Draft, edit: Edit, _mark: str) -> None:
    old, name = edit.find or "", (edit.text or "").strip()
    if not name:
        raise WrongValueError(field="说话人的姓名", value="", why="要写姓名，不知道就留着“发言人1”这样的标记")
    spoken = [segment for segment in draft.segments.values() if segment.speaker == old]
    if not spoken:
        raise UnknownNumberError(what="说话人", number=old)
    for segment in spoken:
        draft.segments[segment.id] = replace(segment, speaker=name)


def _check(draft: Draft, edit: Edit, _mark: str) -> None:
    draft.require(edit.items)
    draft.checked.update(edit.items)
    for item in edit.items:
        gap = draft.gaps.pop(item, None)
        if gap is not None:
            key = f"silent:{gap.start_s:.3f}"
            draft.removed[key] = Removed(gap.start_s, gap.end_s, "", f"{edit.by}听过，没有话")
            draft.checked.add(key)


def _uncheck(draft: Draft, edit: Edit, _mark: str) -> None:
    draft.require(edit.items)
    draft.checked.difference_update(edit.items)


# -- split and merge -------------------------------------------------------------------------------------------


def _split(draft: Draft, edit: Edit, mark: str) -> None:
    whole, at = draft.frozen(draft.only(edit)), edit.position or 0
    left, right = whole.text[:at], whole.text[at:]
    if not left.strip() or not right.strip():
        raise WrongValueError(field="拆句的位置", value=str(at), why="前后都要有字，请把光标放在句子中间")
    cut_s = edit.start_s if edit.start_s is not None else second_at(whole, at)
    if not whole.start_s + SHORTEST_S <= cut_s <= whole.end_s - SHORTEST_S:
        cut_s = second_at(whole, at)
    changes, words = whole.corrections, whole.words
    before = replace(
        whole,
        id=f"{mark}a",
        end_s=cut_s,
        text=left.rstrip(),
        corrections=tuple(change for change in changes if change.at < at),
        words=tuple(word for word in words if word.start_s < cut_s),
    )
    after = replace(
        whole,
        id=f"{mark}b",
        start_s=cut_s,
        text=right.lstrip(),
        corrections=tuple(replace(change, at=change.at - at) for change in changes if change.at >= at),
        words=tuple(word for word in words if word.start_s >= cut_s),
    )
    draft.exchange([whole], [replace(piece, from_ids=(whole.id,)) for piece in (before, after)])


def _merge(draft: Draft, edit: Edit, mark: str) -> None:
    ordered = [segment.id for segment in draft.in_order()]
    chosen = [draft.frozen(segment) for segment in sorted(draft.chosen(edit), key=lambda segment: segment.start_s)]
    places = [ordered.index(segment.id) for segment in chosen]
    if len(chosen) < _FEWEST_MERGED or places != list(range(places[0], places[0] + len(places))):
        raise WrongValueError(field="并句", value=f"{len(chosen)} 句", why="要选前后相连的两句或几句")
    joined = replace(
        chosen[0],
        id=f"{mark}m",
        end_s=chosen[-1].end_s,
        text="".join(segment.text for segment in chosen),
        words=tuple(word for segment in chosen for word in segment.words),
        confidence=min((each.confidence for each in chosen if each.confidence is not None), default=None),
        corrections=tuple(shifted(chosen)),
        from_ids=tuple(segment.id for segment in chosen),
    )
    draft.exchange(chosen, [joined])


# -- insertions and removals -----------------------------------------------------------------------------------


def _insert(draft: Draft, edit: Edit, mark: str) -> None:
    if edit.start_s is None or edit.end_s is None:
        raise WrongValueError(field="补写的位置", value="", why="要有开始和结束的时间")
    draft.insert(Stretch(edit.start_s, edit.end_s), f"{mark}n", edit.text or "", edit.by)


def _restore(draft: Draft, edit: Edit, mark: str) -> None:
    item = edit.items[0] if len(edit.items) == 1 else ""
    if item not in draft.removed:
        raise UnknownNumberError(what="拦下的字句", number="、".join(edit.items))
    removed = draft.removed[item]
    draft.insert(Stretch(removed.start_s, removed.end_s), f"{mark}n", edit.text or removed.text, edit.by)
    del draft.removed[item]


def _rehear(draft: Draft, edit: Edit, mark: str) -> None:
    old = draft.chosen(edit) if edit.items else []
    stays = [segment for segment in draft.segments.values() if segment not in old]
    if not edit.pieces or any(overlap_s(piece, segment) > 0 for piece in edit.pieces for segment in stays):
        raise WrongValueError(field="再听", value="", why="这一处的文字刚被改动过，请再选一次")
    draft.exchange(old, [replace(piece, id=f"{mark}h{number}") for number, piece in enumerate(edit.pieces, start=1)])
    for piece in edit.pieces:
        draft.answer_gaps(Stretch(piece.start_s, piece.end_s))


def _remove(draft: Draft, edit: Edit, _mark: str) -> None:
    for segment in draft.chosen(edit):
        key = f"gone:{segment.id}"
        del draft.segments[segment.id]
        draft.removed[key] = Removed(segment.start_s, segment.end_s, segment.text, f"{edit.by}听录音后删去")
        draft.checked.add(key)


_ACTIONS: Mapping[Action, Callable[[Draft, Edit, str], None]] = {
    "text": _text,
    "replace": _replace,
    "speaker": _speaker,
    "rename": _rename,
    "split": _split,
    "merge": _merge,
    "insert": _insert,
    "remove": _remove,
    "restore": _restore,
    "check": _check,
    "uncheck": _uncheck,
    "rehear": _rehear,
}
