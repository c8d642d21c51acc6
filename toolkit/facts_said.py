"""What a villager said of his matter: sums, people, times, how often, what is asked for; unsaid is None.

The patterns only propose, and each fact names the very characters it stands in. A number is read only where it
counts something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.records import Sensitive
from toolkit.script import Found, SpokenNumber, number_value, quoted, spoken_numbers

_REPORTED = r"(?:反[映应]|说|找|问|投诉|上访|写信|报告|汇报|提|跑|打(?:过|了)?(?:电话)?|来|去|讲|申请|交)"
_MONTHS = r"(?:[一二三四五六七八九十]{1,2}|\d{1,2}|[正冬腊])"
_YEAR_SAID = r"(?:大前年|前年|去年|今年|明年|前几年|这几年)"


# -- money, people, times --------------------------------------------------------------------------------------

_MONEY_UNIT = re.compile(r"\s*(?:块钱|块|元钱|元|人民币)(?!石|地|田|砖|板|头|儿)")
_MONEY_NEAR = re.compile(
    r"(?:一共|总共|合计|欠|花了|花|交了|交|收了|收|赔了?|补偿款?|罚了?|借了?|价|钱|款|费|工资|报了|给了?"
    r"|拿了?)[^，。,.]{0,4}$"
)
_NOT_MONEY = re.compile(
    r"[年月日天号点多个位名人户家口亩分公斤吨里米平方度岁次回趟遍头只条棵根样层楼组社队级期届倍批车场处元块%％]|小时"
)
_PER = re.compile(
    r".*(?:每一?|(?<![零一二两三四五六七八九十百千万第])一)(亩|个月|月|年|天|斤|吨|头|人|户|平方米|平方|方"
    r"|立方|度|棵|个学期|学期|次|个|季|米)[^，。,.；;！？\s]{0,8}$"
)
_PER_AFTER = re.compile(
    r"(?:钱)?[，,]?(?:一|每|/)(亩|个月|月|年|天|斤|吨|头|人|户|平方米|平方|方|度|棵|次|个)(?!多|几|半)"
)
_PEOPLE = re.compile(r"\s*(?:多)?(?:个|名|位)?(?:人|工人|工友|民工|农民工|村民|群众|老人|学生)(?!家|民政|大|均)")
_GROUP_NEAR = re.compile(r"(?:我们|俺们|咱们?|工友|欠|一共|总共|还有|[组社队村]|带着|大家)[^，。,.]{0,6}$")
_NOT_AFFECTED = re.compile(r"(?:来了?|派了?|家里?|家有|屋头|我(?!们)|剩|叫了?|喊了?|请了?)[^，。,.]{0,2}$")
_ALL = re.compile(r"\s*(?:都|全|的工资|的钱|的工钱|一起|联名|受|住的|没有|要|跟着|给|签)")
_SPAN_UNIT = re.compile(r"\s*(?:个)?(?:多)?(?:半)?(?:年|月|个月|星期|礼拜|天)(?:多|半|把)?")
_SINCE_WORD = re.compile(
    rf"(?:从|自|打)?(?:大前年|前年|去年|前几年|(?:[零〇一二三四五六七八九\d]{{2}}"
    rf"|[零〇一二三四五六七八九\d]{{4}})年(?!了|多|前)|上个月)(?:{_MONTHS}月份?|上半年|下半年|年底|年初|春天"
    rf"|夏天|秋天|冬天)?(?:份)?"
)


@dataclass(frozen=True)
class Sum:
    """A sum of money said at `start` to `end`, in yuan; `per` is the unit of a price (亩, 月 …)."""

    yuan: float
    per: str | None
    approximate: bool
    start: int
    end: int


def amounts(text: str) -> tuple[Sum, ...]:
    """Return the sums of money named, in yuan; `per` is the unit (亩, 月 …) of a price. 一分钱 and 几块 are no sums."""
    return tuple(_amounts(text))


def _amounts(text: str) -> Iterator[Sum]:
    for number in spoken_numbers(text):
        unit = _MONEY_UNIT.match(text, number.end)
        end = unit.end() if unit else number.end
        if number.value and number.value >= 1 and (unit or _is_bare_sum(text, number)):
            start = number.start
            per, start, end = _per(text, start, end)
            yield Sum(float(number.value), per, number.approximate, start, end)


def _is_bare_sum(text: str, number: SpokenNumber) -> bool:
    """Tell whether a number without a unit is money: 欠 or 一共 stands before it, and it counts nothing else."""
    big = number.value is not None and number.value >= 1000  # noqa: PLR2004 - below it, it is as often something else
    near = _MONEY_NEAR.search(text[: number.start]) and not _NOT_MONEY.match(text, number.end)
    return big and bool(near or re.match(r"一(?:亩|个月|斤|吨|户|平方|度)", text[number.end :]))


def _per(text: str, start: int, end: int) -> tuple[str | None, int, int]:
    before = _PER.match(text[:start])
    if before:
        return _short(before[1]), before.start(1) - 1, end
    after = _PER_AFTER.match(text, end)
    return (_short(after[1]), start, after.end()) if after else (None, start, end)


def _short(unit: str) -> str:
    return {"个月": "月", "平方": "平方米", "个学期": "学期"}.get(unit, unit)


def people(text: str) -> Found | None:
    """Return how many people the matter touches, by the number said (我们十一个人); not who came to look at it."""
    for number in spoken_numbers(text):
        unit = _PEOPLE.match(text, number.end)
        if unit and number.value and number.value > 1 and not _NOT_AFFECTED.search(text[: number.start]):
            near = _GROUP_NEAR.search(text[: number.start])
            if near or _ALL.match(text, unit.end()):
                confidence = 0.7 if number.approximate else 0.85
                return Found(int(number.value), number.start, unit.end(), confidence)
    return None


def since(text: str) -> Found | None:
    """Return since when the matter stands, in the words said: 快三个月, 八年, 前年; the first that is said."""
    found = sorted((*_lasting(text), *_begun(text)))
    if not found:
        return None
    start, end = found[0]
    return Found(text[start:end], start, end, 0.7)


def _lasting(text: str) -> Iterator[tuple[int, int]]:
    for number in spoken_numbers(text):
        unit = _SPAN_UNIT.match(text, number.end)
        if unit and "月份" not in text[number.start : unit.end() + 1] and _goes_on(text, number.start, unit.end()):
            start = number.start - len((re.search(r"(?:快|将近|差不多|都|已经)?$", text[: number.start]) or [""])[0])
            yield start + (1 if text[start] == "都" else 0), unit.end()


def _goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether a length of time reaches to now: 坏了三个月了, 拖了两年, 两年了, not 停了两天."""
    closed = re.match(r"(?:的时间)?了", text[end:])
    begun = re.search(
        r"(?:[拖坏闹吵扯等欠漏]了?|(?:漏|闹|吵|拖|坏|等)水?[了过])(?:快|将近|差不多|都|已经|有|几)?$", text[:start]
    )
    years = re.match(r"(?:多|半)?(?:都|一直|还|没)", text[end:])
    return bool(closed or begun or years)


def _begun(text: str) -> Iterator[tuple[int, int]]:
    for match in _SINCE_WORD.finditer(text):
        if not re.match(r"的?(?:土地证|林权证|房产证|合同|证|契约|标准)", text[match.end() :]):
            yield match.span()


def dates(text: str) -> tuple[Found, ...]:
    """Return the days, months and years named, as they were said; a two-figure year gets its century."""
    form = re.compile(
        rf"{_YEAR_SAID}(?:{_MONTHS}月(?:[一二三四五六七八九十\d]{{1,3}}[号日]|份|初[一二三四五六七八九十])?"
        rf"|上半年|下半年|年底|年初)?"
        rf"|(?:[零〇一二三四五六七八九]{{4}}|\d{{4}}|[六七八九零〇][零〇一二三四五六七八九])年(?!了|多"
        rf"|前)(?:{_MONTHS}月(?:[一二三四五六七八九十\d]{{1,3}}[号日]|份)?)?"
        rf"|{_MONTHS}月(?:份|[一二三四五六七八九十\d]{{1,3}}[号日])|上个?(?:星期|月|礼拜)|前几天|昨天|前天"
    )
    return tuple(Found(_dated(match[0]), *match.span(), 0.8) for match in form.finditer(text))


def _dated(words: str) -> str:
    """Write 九八年 as 1998年; leave what needs the day of the meeting, such as 去年, as it was said."""
    year = re.match(r"([零〇一二三四五六七八九]{2}|[零〇一二三四五六七八九]{4}|\d{4})年", words)
    value = number_value(year[1]) if year else None
    if year is None or value is None:
        return words
    full = int(value) if value >= 1000 else int(value) + (1900 if value >= 50 else 2000)  # noqa: PLR2004 - 四十九年 is no year of ours
    return f"{full}年{words[year.end() :]}"


# -- how often, what is wanted ---------------------------------------------------------------------------------

_TIMES = re.compile(r"\s*(?:次|回|趟|遍)")
_NTH = re.compile(r"这(?:都|已经)?(?:是|回是)?第([一二三四五六七八九十\d]{1,3})(?:次|回)")
_BY_SPEAKER = re.compile(
    rf"(?:我|我们|村民|大家|群众|给|向|到|跟|找|去|会上)[^，。,.；;！？]{{0,14}}{_REPORTED}(?:上|上去)?(?:了"
    rf"|过)?(?:村里|村上|镇上|镇里|他们?|政府|镇政府)?(?:都|有|已经)?$"
)
_BY_OTHERS = re.compile(
    r"(?:他们?|人家|环保的?人?|老师|厂里|组长|公司|干部|领导)[^，。,.；;！？]{0,8}$|调解|看过?|吵|停|透析"
    r"|检查|喂|涨水"
)
_REQUEST = re.compile(
    r"(?:(?:我|我们)?(?:就是)?(?:要求|请求|恳请|恳求|强烈要求|希望|盼望|想请|只求|(?<!申)请(?!问|客|假|人|了"
    r"|示|大家|教|工|医))|能不能|可不可以|看能不能|要么)[^。！？!?；;]{2,60}"
)
_ASKED = re.compile(
    r"(?:我|我们)?(?:就|还|只)?想(?:问|知道|咨询|了解)(?!一?个(?:政策|问题|事))[^。！？!?；;]{3,60}|(?:要"
    r"|该)(?:在哪里|怎么|哪些|什么)[^。！？!?；;]{1,30}"
)


def earlier_reports(text: str) -> Found | None:
    """Return how many times the matter was reported before this time: 反映四次了，这是第五次 is 4."""
    found = [fact for fact in (_told_times(text, number) for number in spoken_numbers(text)) if fact]
    nth = _NTH.search(text)
    if nth and (count := number_value(nth[1])) and count > 1:
        found.append(Found(int(count) - 1, *nth.span(), 0.85))
    return max(found, key=lambda fact: (int(fact.value), fact.confidence), default=None)


def _told_times(text: str, number: SpokenNumber) -> Found | None:
    times = _TIMES.match(text, number.end)
    clause = re.split(r"[，,。！？；;\s]", text[: number.start])[-1]
    if times is None or not number.value or clause.endswith("第") or _BY_OTHERS.search(clause):
        return None
    if not _BY_SPEAKER.search(clause):
        return None
    return Found(int(number.value), number.start - len(clause), times.end(), 0.6 if number.approximate else 0.85)


def request(text: str) -> Found | None:
    """Return what is asked for, in the words said: a demand before a question."""
    match = _REQUEST.search(text)
    if match:
        return quoted(match, confidence=0.8)
    match = _ASKED.search(text)
    return quoted(match, confidence=0.6) if match else None


# -- what needs care -------------------------------------------------------------------------------------------

SENSITIVE: tuple[tuple[Sensitive, re.Pattern[str]], ...] = (
    (
        "health",
        re.compile(
            r"癌|肿瘤|尿毒|透析|残疾|精神病|精神分裂|艾滋|肝炎|肺结核|尘肺|怀孕|流产|生[二三]胎|住院|手术|瘫"
            r"|糖尿病|高血压|心脏病|脑梗|中风|抑郁|自闭|智障|智力障碍|病历|重病|大病"
            r"|摔断|骨折|[得患]了.{0,3}病"
        ),
    ),
    (
        "minor",
        re.compile(
            r"(?:娃儿?|孩子|小孩|儿子|女儿|孙[子女]|外孙).{0,12}(?:幼儿园|小学|[一二三四五六]年级|读书|上学"
            r"|初中)|未成年|留守儿童|(?:[一二三四五六七八九]|1[0-3]|十[一二三]?)岁的?(?:娃|孩|女|儿)"
            r"|学生.{0,6}(?:被打|欺负|体罚)"
        ),
    ),
    (
        "accusation",
        re.compile(
            r"举报|贪污|受贿|行贿|吃?回扣|私分|优亲厚友|冒领|虚报|套取|截留|挪用|侵吞|个人腰包|自己腰包|包庇"
            r"|保护伞|贿选|吃拿卡要"
        ),
    ),
    (
        "identity",
        re.compile(r"\d{17}[\dXx]|1[3-9]\d{9}|身份证号|银行卡号|账号是|电话号码是|刑满释放|社区矫正|吸毒|信教|教徒"),
    ),
)


def sensitive(text: str) -> tuple[Sensitive, ...]:
    """Return which kinds of sensitive information `text` holds (个人信息保护法 Art 28, 31; 信访工作条例 Art 30)."""
    return tuple(kind for kind, form in SENSITIVE if form.search(text))
