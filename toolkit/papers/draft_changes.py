"""What an edit in Word did to the meaning of a draft: locked sentences, weighty words, whole sentences that are gone.

The substance of a paper stands in its facts and its template; in Word its wording may be polished. So an edit bars the
paper when it touches a locked sentence of the form (`x-locked` of its schema), when it adds, takes away or exchanges a
word with legal weight, or when it takes a whole clause out. Anything else passes once a person agrees to the change.
"""

import difflib
import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.formats.word import Difference, differences
from toolkit.papers.facts import field_schema, pattern_of, texts, walk
from toolkit.papers.forms import DRAFT_MARK, schema
from toolkit.papers.language.concepts import concepts, mentions
from toolkit.papers.language.likeness import is_like_faulty
from toolkit.papers.language.sentences import split
from toolkit.papers.rules.base import error
from toolkit.papers.weighty_words import Word, plain, weighty_words
from toolkit.records import Finding

_BASIS = "文书、台账和统计应当一致；改内容要改事实或者模板"
_REMEDY = "要改内容，请改表上的内容（事实文件）再重新出草稿；只换说法的，请保留原来的词。"
_LOCKED_REMEDY = "请照草稿原句补回。"
_BASES = {
    "R06": "《信访工作条例》第三十二条、第三十五条",
    "R07": "《信访工作条例》第三十五条、第三十六条",
    "R10": "《中华人民共和国人民调解法》第二十九条",
    "R12": "《中华人民共和国人民调解法》第三条、第二十六条",
    "R13": "《中华人民共和国土地管理法》第十四条",
    "R14": "《中华人民共和国民事诉讼法》第二百零五条、第二百零六条",
    "R15": "《中华人民共和国律师法》第三十八条",
}
_NAMING = re.compile(
    r"(?:^|\.)(?:name|address|phone|licence|credit_code|number|organ|court|place|payer|payee|party|obligor|unit|person|"
    r"committee|issuer|investigator|recorder|registrar|handler|review_organ|mediator|case)$"
)
_LISTING = re.compile(r"(?:^|\.)(?:mediators|visitors|deliverers|visited|present|invited)\[\]$")
_LONGEST_NAME = 30
# Characters that say something, in a sentence of the form and in one of the facts: to take as many out in one place
# takes a clause out.
_CLAUSE, _FACT = 6, 3
_MENDED = 3  # characters of a locked sentence that may be mended in one place
_SHOWN = 40
# Doubts that only certain fields raise: a word like 打开 or 广播 says nothing elsewhere.
_NARROW = (
    "channel",
    "archive",
    "publicity",
    "leading",
    "accused",
    "outcome",
    "ground",
    "procedure",
    "receipt",
    "unfinished",
)
_OF_ONE_FIELD = frozenset(f"doubt_{name}" for name in _NARROW) | {"agreed_in_text"}
# What has no weight in a remark: a help that is offered, a sketch that settles nothing, how somebody signed.
_OFFERED = re.compile(
    r"(?<!不)(?<!不得)(?<!只)(?:也|还|都|均|仍|照样)?(?:可以|可|能)(?=[^，。；不]{0,14}(?:查询|查看|询问|咨询|观看|旁听|拨打|打电话|扫|来电|联系|窗口|大厅|"
    r"陪同|复印|索取|取阅|领取|下载|代读|朗读|乘坐|问|看))"
)
_SETTLES_NOTHING = re.compile(
    r"不(?:作为|作|用作|代表|涉及|影响)[^，。；]{0,10}(?:权属|归属|边界|界址|所有权|使用权|协议内容)[^，。；]{0,4}(?:的)?(?:依据|凭证)?"
)
_SIGNED_FOR = re.compile(
    r"(?<=[图片照表])[^，。；]{0,4}，?(?:已)?由?(?:双方|各方)(?:当场|当面|共同)?(?:签名|签字)(?:确认|认可)?"
)
_GOODWILL = re.compile(
    r"握手言和|重归于好|(?:今后|以后)(?:好好|和睦|和气)相处|(?:祝愿?|希望|盼)?(?:两家|双方|邻里)?和睦(?:相处)?|无(?:涂改|差错|遗漏|缺页)|不(?:另)?收取?(?:任何)?费用?|免费"
)
_ENCLOSED = re.compile(
    r"附(?:件)?[：:有，]?(?![^，。；]{0,16}(?:承诺|保证|欠条|收条|检讨|协议))[^，。；]{0,12}[一二两三四五六七八九十\d]+(?:页|份|张|件)"
)
_HOW_SIGNED = re.compile(r"[（(](?:已)?(?:按|捺)(?:了)?(?:指印|手印|印)[）)]|[（(](?:签名|签字|盖章|签章)[）)]")
_HARMLESS = (_OFFERED, _SETTLES_NOTHING, _SIGNED_FOR, _GOODWILL, _ENCLOSED)
# What a remark may hold beside words without weight.
_QUIET_MEANINGS = frozenset({"机关", "告知", "收到", "书面", "口头", "政府", "委员会", "调解", "受理", "送达"})
_QUIET_WORDS = frozenset(
    {"没有", "未", "无", "双方", "各方", "各自", "互相", "核对", "清点", "登记", "接收", "签收", "内", "副本"}
)
_QUIET_COUNT = re.compile(r"[\d.]+(?:时|小时|点|分|分钟|人|件|页|次|名|张|路)")


@dataclass(frozen=True)
class Lock:
    """A sentence of a form that must stay: every sentence that holds `words` is one; `name` is what it is for."""

    name: str
    words: str
    rule: str
    basis: str


def locks(paper: str) -> tuple[Lock, ...]:
    """Return the locked sentences of `paper`, as its schema names them."""
    return tuple(Lock(**lock) for lock in schema(paper).get("x-locked", ()))


def findings(
    paper: str, before: Sequence[str], after: Sequence[str], facts: Mapping[str, Any], keepers: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """Return the faults that the edit from the lines `before` to the lines `after` brought.

    `facts` are the plain facts of the draft, `keepers` who keeps a copy.
    """
    if tuple(before) == tuple(after):
        return ()
    names = (*names_in(paper, facts), *keepers)
    weighed = _Edit(names, plain("\n".join(text for _, text in texts(facts))))
    faults = (*_renamed(before, after), *broken_locks(paper, before, after, names), *_weighty(before, after, weighed))
    return tuple({(finding.rule, finding.message): finding for finding in faults}.values())


def names_in(paper: str, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the people, bodies, places and numbers in the plain `facts` that must read alike wherever they stand."""
    form = schema(paper)
    named = []
    for steps, value in walk(facts):
        path = pattern_of(steps)
        if isinstance(value, str) and len(value) <= _LONGEST_NAME and _names_something(form, path):
            named.append(value)
    return tuple(dict.fromkeys(named))


def _names_something(form: Mapping[str, Any], path: str) -> bool:
    is_choice = path and "enum" in field_schema(form, path)
    return bool(_NAMING.search(path) or _LISTING.search(path) or is_choice)


@dataclass(frozen=True)
class _Edit:
    """What an edit is weighed against: the names and the text of the facts."""

    names: tuple[str, ...]
    facts: str


def _renamed(before: Sequence[str], after: Sequence[str]) -> Iterator[Finding]:
    """Yield an error when the title of the paper, its first line below the mark, is another."""
    title = next((line for line in before if DRAFT_MARK not in line), "")
    if plain(title) not in map(plain, after):
        yield error("R28", "", f"文书的标题“{_shown(title)}”改掉了。", _LOCKED_REMEDY, "文书的种类由标题说明")


# -- locked sentences ------------------------------------------------------------------------------------------


def broken_locks(
    paper: str, before: Sequence[str], after: Sequence[str], names: Sequence[str] = ()
) -> Iterator[Finding]:
    """Yield an error for each locked sentence of the lines `before` that the lines `after` do not hold as it was."""
    whole = plain("\n".join(after))
    sentences = [sentence for line in after for sentence in _sentences(line)]
    for lock in locks(paper):
        for sentence in dict.fromkeys(s for line in before for s in _sentences(line) if lock.words in s):
            if plain(sentence) not in whole and not _is_kept(sentence, sentences, names):
                message = f"“{lock.name}”这一句不能改、不能删：{sentence[:_SHOWN]}。"
                yield error(lock.rule, "", message, _LOCKED_REMEDY, lock.basis)


def _sentences(line: str) -> list[str]:
    return [sentence for part in re.split(r"[。；\n]", line) if (sentence := part.strip())]


def _is_kept(sentence: str, sentences: Sequence[str], names: Sequence[str]) -> bool:
    meaning = _meaning(weighty_words(sentence, names))
    return any(
        _meaning(weighty_words(other, names)) == meaning and _is_mended(plain(sentence), plain(other))
        for other in sentences
    )


def _is_mended(old: str, new: str) -> bool:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changes = [
        (high - low, new_high - new_low)
        for kind, low, high, new_low, new_high in matcher.get_opcodes()
        if kind != "equal"
    ]
    return all(max(sizes) <= _MENDED for sizes in changes) and sum(map(max, changes)) <= len(old) // 3


def _meaning(words: Sequence[Word]) -> list[str]:
    return [word.meaning for word in words]


# -- weighty words ---------------------------------------------------------------------------------------------


def _weighty(before: Sequence[str], after: Sequence[str], edit: _Edit) -> Iterator[Finding]:
    matcher = difflib.SequenceMatcher(None, list(map(plain, before)), list(map(plain, after)), autojunk=False)
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind != "equal":
            yield from _of_block(before[low:high], after[new_low:new_high], edit)


def _of_block(old: Sequence[str], new: Sequence[str], edit: _Edit) -> Iterator[Finding]:
    """Yield the faults of one changed stretch of lines; that a line was parted or joined is none."""
    if not _faults("\n".join(old), "\n".join(new), edit):
        return
    changes = differences(old, new)
    findings = [finding for change in changes for finding in _of_line(change, edit)]
    yield from findings or _of_line(Difference("changed", "\n".join(old), "\n".join(new)), edit)


def _of_line(change: Difference, edit: _Edit) -> Iterator[Finding]:
    if _is_only_remarked(change.old or "", change.new or "", edit.names):
        return
    old, new = _part(change.old, change.new), _part(change.new, change.old)
    for rule, clause in _faults(old, new, edit):
        place = f"改成“{_shown(new)}”" if new else "整行删去"
        message = f"“{_shown(old)}”{place}：{clause}。" if old else f"加了“{_shown(new)}”：{clause}。"
        yield error(rule, "", message, _REMEDY, _BASES.get(rule, _BASIS))


def _is_only_remarked(old: str, new: str, names: Sequence[str]) -> bool:
    """Return whether `new` holds every clause of `old`, in its order, and beside them only remarks.

    How somebody signed may be noted beside his name.
    """
    if old and plain(_HOW_SIGNED.sub("", new)) == plain(old):
        return True
    kept, added = list(map(plain, _clauses(old))), []
    for clause in _clauses(new):
        if kept and plain(clause) == kept[0]:
            kept.pop(0)
        else:
            added.append(clause)
    return not kept and bool(added) and is_remark("，".join(added), names)


def _clauses(line: str) -> list[str]:
    return [clause for part in re.split(r"[，。；：、\n]", line) if (clause := part.strip())]


def is_remark(line: str, names: Sequence[str] = ()) -> bool:
    """Return whether an added `line` only remarks something: no name, right, duty, sum or day, nothing doubtful.

    That the doors open at eight, that somebody paused, that a list is kept, changes nothing of the paper.
    """
    rest = functools.reduce(lambda text, harmless: harmless.sub("", text), _HARMLESS, line)
    quiet = all(
        word.meaning in _QUIET_MEANINGS or word.text in _QUIET_WORDS or _QUIET_COUNT.fullmatch(word.meaning)
        for word in weighty_words(rest, names)
    )
    sentences = tuple(split("", rest, "binds"))
    return (
        quiet
        and not is_like_faulty(rest, surely=True)
        and not any(any(mentions(name, sentences)) for name in concepts().keys() - _OF_ONE_FIELD)
    )


def _part(line: str | None, other: str | None) -> str:
    """Return the sentences of `line` that `other` does not hold; all of it when that is none."""
    known = set(map(plain, _sentences(other or "")))
    parts = [sentence for sentence in _sentences(line or "") if plain(sentence) not in known]
    return "；".join(parts) or line or ""


def _shown(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _faults(old: str, new: str, edit: _Edit) -> list[tuple[str, str]]:
    """Return the rules that the change from the text `old` to `new` touches, each with a clause that says how."""
    # That one can ask or look somewhere may be offered in any words.
    was, now = (weighty_words(_OFFERED.sub("", text), edit.names) for text in (old, new))
    if _meaning(was) != _meaning(now):
        return _exchanged(was, now) or [("R27", "先后换了")]
    gone = _clause_gone(plain(old), plain(new), edit.facts)
    return [("R27", f"少了“{gone[:_SHOWN]}”")] if gone else []


def _exchanged(was: Sequence[Word], now: Sequence[Word]) -> list[tuple[str, str]]:
    matcher = difflib.SequenceMatcher(None, _meaning(was), _meaning(now), autojunk=False)
    gone: list[Word] = []
    new: list[Word] = []
    for kind, low, high, new_low, new_high in matcher.get_opcodes():
        if kind != "equal":
            gone += was[low:high]
            new += now[new_low:new_high]
    rules = [word.rule for word in (*new, *gone) if word.rule]
    clauses = [
        f"{verb}“{'、'.join(word.text for word in words)}”" for verb, words in (("少了", gone), ("多了", new)) if words
    ]
    return [(rules[0] if rules else "R27", "，".join(clauses))] if clauses else []


def _clause_gone(old: str, new: str, facts: str) -> str:
    """Return the longest stretch of `old` that `new` lacks, if it is long enough to say something."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    lost = [
        (old[low:high], high - low, new_high - new_low)
        for kind, low, high, new_low, new_high in matcher.get_opcodes()
        if kind in {"delete", "replace"}
    ]
    # Half of what came instead counts against a lost clause; all of it, and one more,
    # against lost words of a fact: 坏了 may stand for 出现故障.
    gone = (
        text
        for text, size, instead in lost
        if size - instead // 2 >= _CLAUSE or (size - instead >= _FACT + bool(instead) and text in facts)
    )
    return max(gone, key=len, default="")
