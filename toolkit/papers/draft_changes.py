"""What an edit did to a draft beyond what the gates see: a name changed in one place, a fact that went."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from toolkit.chinese import digits_text, money, official_date
from toolkit.formats.word import Difference
from toolkit.papers.rules.base import warning
from toolkit.records import Finding

_VAGUE = ("若干", "尽快", "适当", "另行协商", "酌情")
_MONEY = {"amount", "price_per_mu", "paid"}
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_BASIS = "文书、台账和统计应当一致"


def findings(
    before: Sequence[str],
    after: Sequence[str],
    changes: Sequence[Difference],
    facts: Mapping[str, Any],
    names: Sequence[str],
) -> tuple[Finding, ...]:
    """Return what the edit from the lines `before` to the lines `after` broke.

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
    """Yield the amounts and dates of the facts that stood in the draft and stand there less often now."""
    for shown in dict.fromkeys(_shown(facts)):
        if len(_places(shown, new)) < len(_places(shown, old)):
            message = f"“{shown}”被改掉了，和事实文件不再一致。"
            remedy = "请把事实文件一并改正，重新出草稿；或者把文字改回。"
            yield warning("R27", "", message, remedy, _BASIS)


def _places(shown: str, text: str) -> list[str]:
    return re.findall(rf"(?<![\d.,]){re.escape(shown)}", text)


def _shown(facts: Any) -> Iterator[str]:
    if isinstance(facts, Mapping):
        for key, value in facts.items():
            if key in _MONEY and value is not None:
                yield f"{digits_text(money(value))}元"
            else:
                yield from _shown(value)
    elif isinstance(facts, list):
        for value in facts:
            yield from _shown(value)
    elif isinstance(facts, str) and _ISO_DATE.fullmatch(facts):
        yield official_date(dt.date.fromisoformat(facts))


def _vague(changes: Sequence[Difference]) -> Iterator[Finding]:
    for change in changes:
        for word in _VAGUE:
            if word in (change.new or "") and word not in (change.old or ""):
                message = f"改动的一句里有“{word}”：{(change.new or '')[:40]}"
                yield warning("R10", "", message, "请写明数量、日期和做法。", "内容不明确的协议，法院不予确认")
