"""Silenced seconds of a recording, in which nothing may be written again: their words were sealed or deleted."""

from collections.abc import Iterable
from typing import TypeVar

from toolkit.records import Stretch, Timed, length_s, merged, overlap_s, without

T = TypeVar("T", bound=Timed)

WHY_CLOSED = "这一段已经封存或者删去，不能再写字进去"
# Silence begins this far inside the sentences beside it, whose times a person may still set right.
_EDGE_S = 0.3


def written_in_silence(written: Iterable[T], standing: Iterable[Timed], silenced: Iterable[Stretch]) -> tuple[T, ...]:
    """Return those of `written` that bring text into `silenced` seconds in which none of the `standing` text lies.

    A sentence may reach into the silence by 0.3 s, but not lie in it.
    """
    quiet, texts = merged(silenced), tuple(standing)
    return tuple(each for each in written if _lies_in(each, texts, quiet)) if quiet else ()


def _lies_in(each: Timed, standing: tuple[Timed, ...], quiet: tuple[Stretch, ...]) -> bool:
    span = Stretch(each.start_s, each.end_s)
    fresh_s = sum(overlap_s(part, silence) for part in without(span, standing) for silence in quiet)
    heard_s = length_s(span) - sum(overlap_s(span, silence) for silence in quiet)
    return fresh_s > _EDGE_S or (fresh_s > 0 and heard_s <= 0)
