"""Checks before matters go on line: what bars a release, and what is worth a look."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from toolkit.chinese import same_person
from toolkit.core import YehuaError
from toolkit.policies.clips import Clips
from toolkit.policies.directory import Directory
from toolkit.policies.matters import Matter, Standing, all_matters
from toolkit.policies.texts import PolicyTexts, articles_needed
from toolkit.policies.wording import BLANK, names_in, number_faults, telephones_in
from toolkit.store import Transaction
from toolkit.workspace import Desk, settings_editing

_PROMISE = re.compile(r"保证|一定给|肯定能|包办|绝对")
_SHOWN = 5
# A wall code of three digits after the address, so that a plate can be read across a street.
_LONGEST_URL = 60


class ReleaseRefusedError(YehuaError):
    """Raised when pages cannot go on line yet; `listing` has a line for each fault."""

    sentence = (
        "还不能发布，有 {count} 处要先办：\n{listing}\n先看样子请不加 --release（每页都会标明“预览，不得上线”）。"
    )


@dataclass(frozen=True)
class PolicyFault:
    """Something to be mended: the matter it stands in ("" for the whole), the Chinese sentence, and whether it bars."""

    matter: str
    why: str
    bars: bool = True


@dataclass(frozen=True)
class PolicyCheck:
    """All that a check found, the matters as they stand, and the articles whose words are still to be imported."""

    matters: Mapping[str, Standing]
    faults: tuple[PolicyFault, ...]
    needed: Mapping[str, tuple[str, ...]]

    @property
    def bars(self) -> tuple[PolicyFault, ...]:
        """The faults that bar a release."""
        return tuple(fault for fault in self.faults if fault.bars)


def checked(desk: Desk, on: dt.date | None = None) -> PolicyCheck:
    """Return what bars the matters of the workspace from going on line on the day `on`, by default today."""
    day = on or desk.today
    with desk.store.reading() as tx:
        matters, known = all_matters(desk, tx), _Known.read(desk, tx)
    faults = [PolicyFault("", why) for why in _setting_faults(desk, day, known.directory)]
    faults += [PolicyFault(each.matter.id, why) for each in matters.values() for why in _bars(each, day, known)]
    faults += [
        PolicyFault(each.matter.id, why, bars=False) for each in matters.values() for why in _remarks(each, day, known)
    ]
    missing = [
        basis for each in matters.values() for basis in each.matter.bases if known.texts.find(basis, day) is None
    ]
    return PolicyCheck(matters, tuple(faults), articles_needed(missing))


def refuse_release(check: PolicyCheck) -> None:
    """Raise ReleaseRefusedError naming everything that bars a release; do nothing when nothing does."""
    lines = [
        f"{check.matters[bar.matter].matter.title}：{bar.why}。" if bar.matter else f"{bar.why}。" for bar in check.bars
    ]
    if lines:
        raise ReleaseRefusedError(count=len(lines), listing="\n".join(lines))


def faults_of(desk: Desk, tx: Transaction, standing: Standing, on: dt.date) -> tuple[str, ...]:
    """Return what bars this one matter from being shown in public on `on`."""
    return tuple(_bars(standing, on, _Known.read(desk, tx)))


@dataclass(frozen=True)
class _Known:
    """What a matter is held against: the texts that are kept, the telephones dialled and the clips taken in."""

    texts: PolicyTexts
    directory: Directory
    clips: Clips

    @classmethod
    def read(cls, desk: Desk, tx: Transaction) -> "_Known":
        return cls(PolicyTexts(desk, tx), Directory(tx), Clips(desk, tx))


def _setting_faults(desk: Desk, on: dt.date, directory: Directory) -> Iterator[str]:
    policies = desk.settings.policies
    if desk.workspace.is_made_up:
        yield "这里是练习用的，里面的单位、政策和电话都是编的，不能上线"
    if not policies.url:
        yield "还没有写网址（“设置”里的“政策词典的网址”，就是县门户网站给的栏目地址）"
    elif not settings_editing.URL.fullmatch(policies.url) or len(policies.url) > _LONGEST_URL:
        yield f"网址“{policies.url}”不对：要写 http:// 或 https:// 开头、最多 {_LONGEST_URL} 个字符，不带问号"
    yield from directory.general_faults(policies.telephone, on)


def _bars(standing: Standing, on: dt.date, known: _Known) -> Iterator[str]:
    matter = standing.matter
    yield from _word_faults(matter, on, known.directory)
    if not standing.checked_by:
        yield "还没有第二个人核对"
    elif same_person(standing.checked_by, standing.written_by):
        yield f"写的人和核对的人是同一个（{standing.checked_by}）"
    if not matter.contacts:
        yield "没有写找谁办的电话"
    for contact in matter.contacts:
        if not BLANK.search(contact.tel):
            yield from known.directory.faults(contact.tel, on)
    if not matter.basis:
        yield "没有写依据"
    for basis in matter.bases:
        yield from known.texts.faults(basis, on)
    if matter.media:
        yield from known.clips.faults(matter.id, matter.media)
        yield from () if matter.media.captions else ("讲解还没有核对过的字幕",)


def _word_faults(matter: Matter, on: dt.date, directory: Directory) -> Iterator[str]:
    if matter.blanks:
        more = "等" if len(matter.blanks) > _SHOWN else ""
        yield f"还有 {len(matter.blanks)} 处没有填：{'、'.join(matter.blanks[:_SHOWN])}{more}"
    yield from number_faults(matter.words)
    windows = {contact.tel for contact in matter.contacts}
    for tel in telephones_in(words for words in matter.words if words not in windows):
        yield from (f"文字里的{why}" for why in directory.faults(tel, on))


def _remarks(standing: Standing, on: dt.date, known: _Known) -> Iterator[str]:
    if standing.review_by and standing.review_by < on:
        yield f"过了复核日期（{standing.review_by}），页面上会提醒先打电话"
    if not standing.matter.remedy:
        yield "没有写不服怎么办，页面上就没有这一段"
    promise = _PROMISE.search("\n".join(standing.matter.words))
    if promise:
        yield f"有许诺的话“{promise[0]}”，请看看办不办得到"
    bases = standing.matter.bases
    quoted = [
        text for text in known.texts.local if any((text.law, text.place) == (each.law, each.place) for each in bases)
    ]
    if names := names_in([*standing.matter.words, *(text.text for text in quoted)]):
        yield f"里面像有人名：{'、'.join(names)}，请看看该不该公开"
