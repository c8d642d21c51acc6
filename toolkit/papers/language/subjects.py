"""What a text is about: the characters that carry its matter, without those that any petition or answer is made of."""

import re
from collections.abc import Iterable

# Words of procedure and of quantity: they stand in requests and answers whatever these are about.
_FORMAL = re.compile(
    r"信访|事项|反映|情况|属实|现场|核实|经查|调查|查看|询问|意见|支持|予以|请求|要求|希望|问题|处理|解决|答复|政府|机关|有关|部门|规定|依法"
)
_PLAIN = frozenset(
    "的了是在我你他她它们要求把给和与及或就都也还又再不没有无未已经过去年月日号天时候村镇乡组户县市省里上下中个一二三四五六七八九十两百千万"
    "元块钱这那本该此其之为以于对向从到由被让叫使可能应当请家人说因而且但每多少第并将所只来得着后前内外起自用出好做作事"
)


def subject_of(text: str, names: Iterable[str] = ()) -> frozenset[str]:
    """Return the characters of `text` that tell its matter; `names` of people are left out."""
    for name in names:
        text = text.replace(name, "")
    return frozenset(sign for sign in _FORMAL.sub("", text) if "一" <= sign <= "龥" and sign not in _PLAIN)
