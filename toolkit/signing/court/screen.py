"""Whether a court may confirm an agreement at all (民诉法解释 Art 355)."""

import re
from collections.abc import Iterator

from toolkit.papers import FiledPaper, unwrapped

_STATUS = re.compile("离婚|结婚|婚姻关系|婚姻效力|收养|亲子|身份关系|监护关系")
_OWNERSHIP = re.compile("确权|确认(?:所有权|权属|边界|使用权归)|权属归|所有权归|归(?!谁|何人).{1,8}所有")
# In the facts words such as 确权纠纷 tell of the quarrel; these tell who is to own.
_AWARDED = re.compile("确权(?:给|归)|(?:权属|所有权|使用权)归(?!谁|何人|属)|归(?!谁|何人).{1,8}所有")
_CLAUSE = re.compile("[，。；、：,;:\n]|但|而")
_NOT = re.compile("不(?:作为)?(?:认定|确认|涉及)|没有认定")


def bars(agreement: FiledPaper) -> Iterator[str]:
    """Give in Chinese each reason for which a court does not accept the application for `agreement`."""
    facts = unwrapped(agreement.facts)
    duties = "\n".join(f"{term['subject']}：{term['duty']}" for term in facts["terms"])
    if match := _STATUS.search(f"{facts['dispute']}\n{duties}"):
        yield f"文里有“{match[0]}”：婚姻、亲子、收养等身份关系的协议，法院不受理确认申请（民诉法解释第三百五十五条）"
    stated = _stated(_OWNERSHIP, duties) or _stated(_AWARDED, "\n".join(facts["facts"]))
    if facts["title"]["stated"] or stated:
        words = f"文里有“{stated}”" if stated else "协议写明了权属"
        yield f"{words}：物权、知识产权确权的协议，法院不受理确认申请（民诉法解释第三百五十五条）；协议本身仍有约束力"


def _stated(words: re.Pattern[str], text: str) -> str | None:
    """Return the first of `words` in `text` that no negation before it in the same clause takes back."""
    for clause in _CLAUSE.split(text):
        for match in words.finditer(clause):
            if not _NOT.search(clause, 0, match.end()):
                return match[0]
    return None
