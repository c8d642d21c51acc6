"""Faults that an edit in Word brought into a draft: a name changed in one place only, a fact lost, a vague word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.formats.word import Difference
from toolkit.papers.facts import walk
from toolkit.papers.rules.base import warning
from toolkit.papers.rules.wording import VAGUE_WORDS
from toolkit.papers.values import printed
from toolkit.records import Finding

_BASIS = "文书、台账和统计应当一致"


def findings(
    before: Sequence[str],
    after: Sequence[str],
    changes: Sequence[Difference],
    facts: Mapping[str, Any],
    names: Sequence[str],
) -> tuple[Finding, ...]:
    """Return the faults that the edit from the lines `before` to the lines `after` brought.

    `facts` are the plain facts of the draft, `names` the people and bodies that must read alike in every place.
    """
    old, new = "\n".join(before), "\n".join(after)
    return (*_names(old, new, names), *_lost(old, new, facts), *_vague(changes))


def _names(old: str, new: str, names: Sequence[str]) -> Iterator[Finding]:
    for name in names:
        was, now = old.count(name), new.count(name)
        if now < was:
            message = f"“{name}”原来写了 {was} 处，现在是 {now} 处。"
            remedy = "改名要全文一致；请先改事实文件，再重新出草稿。"
            yield warning("R27", "", message, remedy, _BASIS)


def _lost(old: str, new: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a warning for each amount and date of the facts that the text holds less often than the draft did."""
    values = (printed(str(path[-1]), value) for path, value in walk(facts) if path)
    for text in dict.fromkeys(filter(None, values)):
        if _count(text, new) < _count(text, old):
            message = f"“{text}”被改掉了，和事实文件不再一致。"
            remedy = "请把事实文件一并改正，重新出草稿；或者把文字改回。"
            yield warning("R27", "", message, remedy, _BASIS)


def _count(amount_or_date: str, text: str) -> int:
    return len(re.findall(rf"(?<![\d.,]){re.escape(amount_or_date)}", text))


def _vague(changes: Sequence[Difference]) -> Iterator[Finding]:
    for change in changes:
        for word in VAGUE_WORDS:
            if word in (change.new or "") and word not in (change.old or ""):
                message = f"改动的一句里有“{word}”：{(change.new or '')[:40]}"
                yield warning("R10", "", message, "请写明数量、日期和做法。", "内容不明确的协议，法院不予确认")
