"""Rules on the words of every paper: no blanks, no unprintable signs, no ban on petitioning, no threat against it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from toolkit.formats.word import text_fault
from toolkit.papers.facts import label, texts
from toolkit.papers.forms import schema
from toolkit.papers.rules.base import Rule, RuleInput, error, warning
from toolkit.records import Finding

VAGUE_WORDS = ("若干", "尽快", "适当", "另行协商", "酌情")
TITLE_WORDS = ("归其所有", "所有权归", "使用权归", "确权给")  # words that settle who owns or may use land

_HOLES = re.compile(
    r"[（(【\[]\s*(?:待|未)[补填定核查][^）)】\]]{0,8}[）)】\]]|^\s*(?:待[补填定]|待补充|待填写|待核实)\s*$"
    r"|[×✕✖]{2,}|(?<![A-Za-z0-9])[_＿]{2,}(?![A-Za-z0-9])|(?<![A-Za-z])(?:TODO|TBD|FIXME|[Xx]{3,})(?![A-Za-z])"
    r"|某某|【\s*】|（\s*）|\(\s*\)|《\s*》|〔\s*〕|“\s*”|…{2,}|\.{4,}|(?<!\d)[ \u3000]+年[ \u3000]*月[ \u3000]*日"
)
_QUOTED = re.compile("“[^“”]+”")
_ACT = r"(?:信访|上访|走访|反映(?!实际|真实|出|客观|全部|全貌)|起诉|诉讼|申诉|投诉|告状|复查|复核|复议)"
_EVER = r"(?:终身|终生|一辈子|一生|今后|以后|永远|永久|永不|从此|从今|此后|往后|再也|任何时候|任何理由|不再有权)"
_NOT = r"(?:不得|不准|不许|不能|不可|不应|禁止|严禁|放弃|不再)"
# What may not be hindered, or is forbidden by its manner (信访工作条例 Art 18, 26), is no ban on the thing itself.
_MANNER = (
    r"(?!因|以此为由|限制|阻|妨碍|干扰|打击|剥夺|拒绝|推诿|压制|歧视|影响|要求|强迫|约定|写明|受理|"
    r"[^，。；]{0,10}(?:越级|非法|违法|聚众|缠|闹|暴力|极端|围堵|冲击|扰乱|虚假|捏造|超过|超出|重复受理))"
)
_GAP = r"(?:(?!可以|有权[依向申提]|应当|可[向依])[^，。；\n])"  # 不能履行的可以起诉 gives a right
_BAN = re.compile(rf"{_EVER}[^。；\n]{{0,20}}?{_NOT}{_MANNER}{_GAP}{{0,14}}?{_ACT}|永不[^，。；\n]{{0,6}}{_ACT}")
_PLAIN_BAN = re.compile(
    rf"{_NOT}{_MANNER}{_GAP}{{0,14}}?{_ACT}|息诉罢访|息诉息访|罢访|放弃[^，。；\n]{{0,8}}(?:诉权|一切权利)"
)
_THREAT = re.compile(
    rf"(?:再|继续|如果?|若|坚持|仍)[^。；\n]{{0,14}}?{_ACT}[^。；\n]{{0,20}}?"
    r"(?:(?:移送|移交|送交|交由|交给|通知)[^，。；]{0,3}(?:公安|派出所)|拘留|治安处罚|刑事责任|训诫|黑名单|(?:取消|停发|扣发)[^，。；\n]{0,8}(?:低保|补助|补贴|待遇|救助))"
)
_CONDUCT = re.compile("扰乱|围堵|冲击|拦截|携带|暴力|侮辱|滞留|违反|违法|捏造|诬告|危险物品")
_DENIED = re.compile(
    "不是|并非|不等于|不意味|不表示|没有规定|不得(?:要求|约定|写|以|因)|不得[^，。；]{0,6}(?:限制|迫使)|不因|不会"
)
_VOID = re.compile("无效|不合法|违法|违反|没有法律依据|没有法律效力|不能写|不应当?写")
_AFTER = 20  # characters of the sentence that may take a ban back
_BAN_BASIS = "《信访工作条例》第三十六条；新的事实和理由仍可提出"
_AGREED_BASIS = "《中华人民共和国人民调解法》第三条、第三十二条：不得因调解阻止当事人行使权利；息诉罢访另作自愿承诺"
_CLEAR = "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第三百五十八条"
_AGREED = ("terms", "payments", "on_default", "title", "content", "agreement", "performance")


def holes(text: str) -> tuple[str, ...]:
    """Return every placeholder in `text` that somebody still has to fill in; dots within quoted speech are left out."""
    spoken = _QUOTED.sub(lambda said: said[0].replace("…", " "), text)
    return tuple(dict.fromkeys(match[0].strip() for match in _HOLES.finditer(spoken)))


def bans(text: str, *, ever: bool = True) -> Iterator[str]:
    """Yield every phrase of `text` that forbids petition or suit: for good, or with `ever` false in any way.

    A phrase that its sentence denies, as in 并不是从此不得信访, is left out.
    """
    return _standing(_BAN if ever else _PLAIN_BAN, text)


def threats(text: str) -> Iterator[str]:
    """Yield every phrase of `text` that threatens petitioners; threats against unlawful conduct are left out."""
    return (phrase for phrase in _standing(_THREAT, text) if not _CONDUCT.search(phrase))


def _standing(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for sentence in re.split(r"[。；\n]", re.sub(r"[ \t\u3000]", "", text)):
        for match in pattern.finditer(sentence):
            before, after = sentence[: match.start()], sentence[match.end() :][:_AFTER]
            if not _DENIED.search(before) and not _DENIED.match(match[0]) and not _VOID.search(after):
                yield match[0]


def _no_holes(given: RuleInput) -> Iterator[Finding]:
    for path, text in texts(given.facts):
        for hole in holes(text):
            message = f"“{label(schema(given.paper), path)}”里还有没有填的“{hole}”。"
            yield error("R00", path, message, "请写上实际内容；没有的，留空不填。", "文书不得有空缺")


def _only_what_word_can_print(given: RuleInput) -> Iterator[Finding]:
    for path, text in texts(given.facts):
        if fault := text_fault(text):
            message = f"“{label(schema(given.paper), path)}”{fault}。"
            yield error("R00", path, message, "请删去这个符号，重新输入这一处。", "文书只能有一种读法")


def forbidden(text: str) -> Iterator[Finding]:
    """Yield an error for each ban on petitioning for good, and each threat against petitioners, in `text`."""
    for words in dict.fromkeys(bans(text)):
        yield error("R07", "", f"不得写“{words}”：没有这样的禁令。", "请删去。", _BAN_BASIS)
    for words in dict.fromkeys(threats(text)):
        message = f"不得写“{words}”：不能拿处罚来吓阻依法信访、起诉。"
        yield error(
            "R07", "", message, "请删去。", "《信访工作条例》第十八条、第四十七条：受处罚的是违法行为，不是信访"
        )


def vague_words(text: str, field: str) -> Iterator[Finding]:
    """Yield a warning for each vague word in the agreed `text` of `field` (民诉法解释 Art 358)."""
    for word in VAGUE_WORDS:
        if word in text:
            message = f"约定里有“{word}”，不够明确。"
            yield warning("R10", field, message, "请写明数量、日期和做法。", _CLEAR)


def _no_ban_and_no_threat(given: RuleInput) -> Iterator[Finding]:
    for path, text in texts(given.facts):
        for finding in forbidden(text):
            message = f"“{label(schema(given.paper), path)}”{finding.message}"
            yield replace(finding, field=path, message=message)


def agreed_bans(given: RuleInput) -> Iterator[Finding]:
    """Yield an error for each phrase of an agreement that forbids petition or suit, for good or not."""
    for path, text in texts({name: given.facts[name] for name in _AGREED if name in given.facts}):
        known = "".join(bans(text))
        for words in dict.fromkeys(bans(text, ever=False)):
            if words not in known:
                message = f"“{label(schema(given.paper), path)}”里不得约定“{words}”。"
                yield error("R07", path, message, "请删去。", _AGREED_BASIS)


WORDING_RULES: tuple[Rule, ...] = (_no_holes, _only_what_word_can_print, _no_ban_and_no_threat)
