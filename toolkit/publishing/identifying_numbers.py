"""Find and replace numbers, accounts and addresses that identify a person, written or spoken.

Certain matches are replaced; doubtful ones are listed for a person. Amounts, years, lengths and the like stay.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

NUMERAL = "〇零一二三四五六七八九十百两0-9"
_SPOKEN = dict(zip("〇零一二三四五六七八九幺两洞拐勾壹贰叁肆伍陆柒捌玖", "0012345678912079123456789", strict=True))
SPOKEN = "".join(_SPOKEN)
_DIGIT = f"[0-9{''.join(_SPOKEN)}]"
_FIRST = "[0-9〇零一二三四五六七八九幺么壹贰叁肆伍陆柒捌玖]"
_GAP = r"(?:[ \t\-–—−_·•.~]{1,3}|[，,、/]\s?)?"
_RUN = re.compile(rf"(?<![A-Za-z0-9.〔]){_FIRST}(?:{_GAP}{_DIGIT}){{5,24}}(?:{_GAP}[Xx叉])?(?![0-9])")
_NARROW = re.compile(r"(?<=[一-龥）”])\s?[,;:!?]\s?|[,;:!?](?=[一-龥（“])")
_WIDE = str.maketrans(",;:!?", "，；：！？", " ")
UNIT = (
    r"\s*(?:多|余|来|左右|[点.]\d)?(?:[万亿千百]?(?:元|块|毛|亩|斤|公斤|吨|公里|里|米|平|方|立方|度|户|人|株|棵|头|只|年|年度"
    r"|次|件|份|页|字|天|个|千瓦|瓦|升|%|％|小时|分钟|秒)|号文|号令)"
)
_UNIT = re.compile(UNIT)
_YEARS = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])(?:[-./](?:3[01]|[12]\d|0?[1-9]))?")
_MOBILE, _IDENTITY, _OLD_IDENTITY = 11, 18, 15
_SHORTEST_NUMBER, _LOCAL = 7, 12
_LIKE_PLACES = ("像证件、电话、账号的数字", "像说出来的号码")


@dataclass(frozen=True)
class Doubt:
    """A possible identifier: its kind in Chinese, and the words."""

    what: str
    words: str


def plain(text: str) -> str:
    """Return `text` with digits, letters and characters in their common form (NFKC), without invisible characters.

    The rules would miss a full-width digit or a name in compatibility characters. Punctuation beside Chinese
    characters takes its Chinese form: speech recognition writes both.
    """
    return _NARROW.sub(lambda match: match[0].translate(_WIDE), "".join(_plain_sign(sign) for sign in text))


def _plain_sign(sign: str) -> str:
    if unicodedata.category(sign) in {"Cf", "Cc"} and sign not in "\n\t":
        return ""
    if sign in "　\u00a0\u2002\u2003\u2009":
        return " "
    common = unicodedata.normalize("NFKC", sign)
    return common if common.isalnum() or sign in "＠．－＿＋／＃" else sign


# -- numbers -----------------------------------------------------------------------------------------------------


def _digits_of(run: str) -> str:
    return "".join(_SPOKEN.get(sign, sign) for sign in run if sign.isdigit() or sign in _SPOKEN)


def _is_counting(run: str) -> bool:
    """Return whether `run` counts up or lists amounts, instead of spelling one number."""
    parts = [_digits_of(part) for part in re.split(r"[，,、/]\s?", run)]
    if len(parts) < 2:  # noqa: PLR2004 - nothing is listed
        return False
    whole = "".join(parts)
    if len(whole) in {_MOBILE, _IDENTITY} and whole[0] == "1":
        return False
    if not run.isascii() and len(whole) >= _SHORTEST_NUMBER and all(len(part) > 1 for part in parts):
        return False
    if len(parts) >= _SHORTEST_NUMBER and all(len(part) == 1 for part in parts):
        steps = {int(after) - int(before) for before, after in pairwise(parts)}
        return steps == {1}
    return True


def _instead(match: re.Match[str]) -> str:
    run, digits = match[0], _digits_of(match[0])
    if _is_harmless(match):
        return run
    if len(digits) == _MOBILE and re.fullmatch(r"1[3-9]\d{9}", digits):
        return f"{digits[:3]}****{digits[7:]}" if run.isascii() else "（号码略）"
    if len(digits) in {_IDENTITY, _OLD_IDENTITY} or run[-1] in "Xx叉":
        return "（证件号略）"
    if len(digits) > _OLD_IDENTITY:
        return "（账号略）"
    if digits[0] == "0" and len(digits) <= _LOCAL and len(digits) > _SHORTEST_NUMBER + 2:
        return "（电话略）"
    return "（号码略）" if len(digits) >= _SHORTEST_NUMBER else run


def _is_harmless(match: re.Match[str]) -> bool:
    run, after = match[0], match.string[match.end() : match.end() + 8]
    digits = _digits_of(run)
    if _is_counting(run) or _DAY.fullmatch(run):
        return True
    if len(digits) < _MOBILE and _UNIT.match(after):
        return True
    years = re.split(r"[\-–—~、，,]", run)
    if len(years) > 1 and all(_YEARS.fullmatch(year) for year in years):
        return True
    # 3.1415926 and 1234567.89 are amounts; 138.0013.8000 has more than one dot.
    return run.isascii() and run.count(".") == 1 and not re.search(r"[ \-]", run)


_WORD = r"[A-Za-z0-9][A-Za-z0-9_.\-]"
_ASKED = r"(?:号码?|账号|帐号|ID|id)?\s*(?:就?是|为|叫|[:：])?\s*"
_CONTACTS = (
    r"微信|薇信|威信|WeChat|wechat|vx|VX|Vx|wx|WX|QQ|qq|Qq|扣扣|企鹅|抖音|快手|支付宝|钉钉|微博|小红书|陌陌|旺旺"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_DATE = (
    rf"(?:(?:(?:19|20)?\d\d|[〇零一二三四五六七八九]{{2,4}})\s?(?:年|[-./])\s?)?(?:农历|阴历|旧历|冬|腊|正)?"
    rf"[{NUMERAL}冬腊正]{{1,3}}\s?(?:月|[-./])\s?(?:初|廿)?[{NUMERAL}廿]{{1,3}}(?:日|号)?"
)
_YEAR = r"(?:(?:19|20)?\d\d|[〇零一二三四五六七八九]{2,4})年"
_BORN = r"(?:出生|生的|生人|出世|生日|过生)"
# In their order: what holds a longer number comes before what would take a part of it.
_ACCOUNTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\w.+\-]+\s?@\s?[\w\-]+(?:\s?\.\s?[A-Za-z]{2,})+", re.ASCII), "（邮箱略）"),
    (re.compile(rf"{_WORD}*\s?(?:艾特|圈a|小老鼠)\s?[A-Za-z0-9]+\s?(?:点|\.)\s?(?:com|cn|net|C O M)"), "（邮箱略）"),
    (
        re.compile(rf"((?:{_CONTACTS}){_ASKED}(?:加|搜)?\s*)(?:{_WORD}{{3,}}|{_FIRST}(?:{_GAP}{_DIGIT}){{4,}})"),
        r"\1（账号略）",
    ),
    (
        re.compile(rf"[{_PROVINCES}]\s?[A-Za-z](?:[\s·•\-.]?(?:[A-Za-z]|{_FIRST})){{5,6}}(?![A-Za-z0-9])"),
        "（车牌略）",
    ),
    (re.compile(r"((?:车牌号?码?|牌照|车号)(?:就?是|为|[:：])?\s*)[A-Za-z0-9·\-]{4,8}"), r"\1（车牌略）"),
    (
        re.compile(
            r"((?:护照|军官证|士兵证|居住证|驾驶证|驾照|残疾证|低保证|社保|社保卡|医保|医保卡|户口本|户口簿|户号|病历|住院|准考证"
            rf"|学籍|工号|警号|身份证)(?:号码?|编号|卡号)?(?:就?是|为|[:：])?\s*)(?:[A-Za-z]{{1,3}}\s?)?{_FIRST}"
            rf"(?:{_GAP}(?:{_DIGIT}|[A-Za-z])){{3,24}}"
        ),
        r"\1（证件号略）",
    ),
    (re.compile(r"(?<![A-Za-z0-9])[EGDPSH]\d{8}(?!\d)"), "（证件号略）"),
    (
        re.compile(
            rf"((?:尾号|末尾|末号|后[三四五六]位|末[三四五六]位|最后[三四五六]位)(?:数字?)?(?:就?是|为|[:：])?\s*)"
            rf"{_DIGIT}(?:{_GAP}{_DIGIT}){{2,5}}"
        ),
        r"\1（略）",
    ),
    (
        re.compile(
            rf"((?:{_BORN}(?:日期|年月|在|于|是|为|[:：])*|生于|生辰(?:是|[:：])?|生在)\s*(?:农历|阴历)?)(?:{_DATE}|{_YEAR})"
        ),
        r"\1（日期略）",
    ),
    (re.compile(rf"(?:农历|阴历)?(?:{_DATE}|{_YEAR})(?=(?:的)?{_BORN}(?![产活意效]))"), "（日期略）"),
)


# -- addresses ---------------------------------------------------------------------------------------------------

_FLAT = rf"(?:[{NUMERAL}]{{1,5}}|[A-Za-z]\d{{0,4}})"
_BUILDING = rf"{_FLAT}(?:号楼|号院|栋|幢|单元|座(?=[\s，,、\-]*{_FLAT}))(?!楼房|房子|大棚|新房|别墅|猪|鸡|教学|宿舍|厂)"
_ROOM = (
    rf"[\s，,、\-]*的?(?:{_FLAT}(?:号楼|单元|楼|层|室|号房|号|户|门)"
    rf"|[{NUMERAL}]{{3,4}}(?![年元块亩斤人户个米{NUMERAL}]))"
)
_NOT_HOME = r"(?![年元块亩斤人户个米只头次件名])"
_ADDRESSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_BUILDING}(?:{_ROOM})*"), "（住址略）"),
    (re.compile(r"(?<![\d\-])\d{1,2}-\d{1,2}-\d{3,4}(?![\d\-])"), "（住址略）"),
    (
        re.compile(
            rf"(?:(?<=[住在、，的])|(?<=[县镇乡村市区社]))[一-龥]{{1,5}}?(?:路|街|大道|巷子?|胡同|弄)\s?[{NUMERAL}]{{1,5}}\s?"
            r"(?:号|弄)(?:附?\d{1,3}号?)?"
        ),
        "（住址略）",
    ),
    (re.compile(rf"[一-龥]{{0,4}}[路街巷弄道]\s?[{NUMERAL}]{{1,5}}\s?号(?!线|文)(?:附?\d{{1,3}}号?)?"), "（住址略）"),
    (
        re.compile(rf"((?:门牌|户号|房号|门号)(?:号码?)?(?:就?是|为|[:：])?\s*)[{NUMERAL}\-]{{1,8}}\s?号?"),
        r"\1（住址略）",
    ),
    (
        re.compile(rf"((?:住|家在|住址是?|家住)(?:在|的是)?[^，。；！？]{{0,8}}?)[{NUMERAL}]{{1,4}}[号室]{_NOT_HOME}"),
        r"\1（住址略）",
    ),
    (re.compile(rf"((?:住|家在)(?:在|的是)?)[{NUMERAL}]{{3,4}}(?=[，。、；！？\s]|$)"), r"\1（住址略）"),
    (
        re.compile(rf"(?<![月份第{NUMERAL}])[{NUMERAL}]{{1,4}}号(?=的?(?:[，。、；]|住|那|家|院|门))(?<!日号)"),
        "",
    ),
    (re.compile(rf"(?<=[组社队村屯湾坝坪])[{NUMERAL}]{{1,4}}号(?![文令线楼机井])"), "（住址略）"),
    (
        re.compile(rf"[{NUMERAL}]{{1,3}}(?:村民小组|小组|组|社|队|屯)(?!织|数据|照|团|合|会|区|保|伍|员|列|里|田|垦)"),
        "某组",
    ),
    (re.compile(rf"[{NUMERAL}]{{1,3}}(?=组长)"), "某"),
    (
        re.compile(
            rf"(?:(?:进村|村口|桥头|坎上|左边|右边|往里|倒数)[一-龥]{{0,3}})?第[{NUMERAL}]{{1,3}}[家户](?!公司|银行)"
        ),
        "（住处略）",
    ),
)
_HOME = r"(?:住在?|家在|家住|老家是?|搬到|屋在|屋头在)"
_PLACE = (
    r"屯|庄子?|寨子?|大院|院子|院坝|坡上|坡下|坎上|坎下|崖下|山脚下|山顶上|桥头|河边|水库边|渡口|垭口|对面|隔壁|背后|后头|旁边"
    r"|边上|斜对面|楼上|楼下|巷子?|小区|花园|公寓|家园|新村|安置点|大厦|苑"
)
_LIKE_HOME: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("像住址", re.compile(rf"{_HOME}([一-龥A-Za-z0-9]{{1,10}}?(?:{_PLACE}))")),
    ("像住址", re.compile(r"([一-龥]{1,3}屯)(?![粮田垦兵积])")),
    ("像住址", re.compile(rf"([{NUMERAL}]{{1,4}}(?:组|社|队|栋|单元|号楼|室)(?!织|长|会|区|保))")),
    ("像住址", re.compile(r"((?:独门独户|单家独户|独一家|那家独户))")),
    ("像住址", re.compile(rf"([一-龥]{{1,5}}(?:小区|花园|公寓|家园|大厦|佳苑|苑)(?:[{NUMERAL}]{{1,4}}[号期])?)")),
    (
        "像住址",
        re.compile(rf"([一-龥]{{1,5}}(?:路|街|大道|巷|胡同)(?:[{NUMERAL}]{{1,5}}号|上|口|头|尾)的?(?:那家|那户))"),
    ),
)
_LIKE_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "像账号",
        re.compile(
            rf"((?:{_CONTACTS}|网名|昵称)(?:名字?|号)?(?:就?是|叫|为|[:：])[“\"「]?[^，。；！？\s”\"」]{{2,12}})"
        ),
    ),
    ("像出生日期", re.compile(r"(属[鼠牛虎兔龙蛇马羊猴鸡狗猪])(?:的|，|。|$|人)")),
    ("像出生日期", re.compile(rf"({_YEAR}(?:的人|那年生|上生))")),
    ("像出生日期", re.compile(r"(?<!\d)(19[2-9]\d|一九[二三四五六七八九][〇零一二三四五六七八九])(?![年\d-])")),
    ("像账号", re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2,}[_\-]?\d{3,}[A-Za-z0-9_]*)(?![A-Za-z0-9])")),
)


def without_numbers(text: str) -> str:
    """Return the plain `text` with certain numbers, accounts and addresses replaced."""
    for pattern, instead in _ACCOUNTS:
        text = pattern.sub(instead, text)
    text = _RUN.sub(_instead, text)
    for pattern, instead in _ADDRESSES:
        text = pattern.sub(instead, text)
    return text


def doubts(text: str) -> Iterator[Doubt]:
    """Yield the possible numbers and addresses in the plain `text` after replacement."""
    for match in _RUN.finditer(text):
        if not _is_harmless(match) and "*" not in text[max(0, match.start() - 1) : match.end() + 1]:
            yield Doubt(_LIKE_PLACES[not match[0].isascii()], match[0])
    for what, pattern in (*_LIKE_HOME, *_LIKE_NUMBERS):
        for match in pattern.finditer(text):
            if "略" not in match[1] and "某" not in match[1]:
                yield Doubt(what, match[1])
