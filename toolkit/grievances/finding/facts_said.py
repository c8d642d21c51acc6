"""Facts of a grievance by patterns: people, times, earlier reports, request, sensitive information.

A fact that is not said is None. The patterns only propose, and each match has the characters it was read from. A number
is read only where it counts something.
"""

import re
from collections.abc import Iterator

from toolkit.chinese import Found, SpokenNumber, number_value, quoted, spoken_numbers
from toolkit.records import Sensitive

_REPORTED = r"(?:反[映应]|说|找|问|投诉|上访|写信|报告|汇报|提|跑|打(?:过|了)?(?:电话)?|来|去|讲|申请|交)"
_MONTHS = r"(?:[一二三四五六七八九十]{1,2}|\d{1,2}|[正冬腊])"
_YEAR_SAID = r"(?:大前年|前年|去年|今年|明年|前几年|这几年)"


# -- people, times --------------------------------------------------------------------------------------

_PEOPLE = re.compile(
    r"\s*[多来几]?(?:个|名|位)?(?:人|工人|工友|民工|农民工|村民|群众|老人|学生|娃儿?|娃娃|孩子|小孩|家长|妇女|老婆儿|老太|老汉|大车司机|女工|职工|残疾人)(?!家|民政|大|均)"
)
_GROUP_NEAR = re.compile(r"(?:我们|俺们|咱们?|工友|欠|一共|总共|还有|[组社队村]|带着|大家)[^，。,.]{0,6}$")
_NOT_AFFECTED = re.compile(r"(?:来了?|派了?|家里?|家有|屋头|我(?!们)|剩|叫了?|喊了?|请了?)[^，。,.]{0,2}$")
_ALL = re.compile(r"\s*(?:都|全|的工资|的钱|的工钱|一起|联名|受|住的|没有|要|跟着|给|签)")
_SPAN_UNIT = re.compile(r"\s*(?:个)?(?:多)?(?:半)?(?:年|月|个月|星期|礼拜|天)(?:多|半|把)?")
_FEASTS = (
    "(?:清明节?|端午节?|中秋节?|国庆节?|春节|元旦|元宵节?|五一|十一|重阳节?|腊八|立春|开春|打春|秋收"
    "|收麦|栽秧|麦收|双抢|开学|暑假|寒假|过年|年前|年后|年初|年底)"
)
_SINCE_WORD = re.compile(
    rf"(?:从|自|打)?(?:大前年|前年|去年|前几年|今年(?={_FEASTS}|{_MONTHS}月|[上下]半年|[春夏秋冬开入])|(?:[零〇一二三四五六七八九\d]{{2}}"
    rf"|[零〇一二三四五六七八九\d]{{4}})年(?!了|多|前)|上个月)(?:{_MONTHS}月份?|上半年|下半年|年底|年初|春天"
    rf"|夏天|秋天|冬天|[春秋夏冬][上里]|冬月间?|腊月间?|{_FEASTS})?(?:份)?"
)
# A day or a feast from which on the matter stands.
_DAY_SAID = re.compile(
    rf"(?:从|自|打)?(?:大前天|前儿个?|昨儿个?|前天|昨天|昨晚|前晚|昨晚上)(?:晚上|早上|上午|下午|夜里|后晌|黑家|半夜)?|上个?(?:星期|礼拜|周)[一二三四五六天日]?|上个月(?:底|初)?"
    rf"|前几天|前不久|(?:从|自|打)?(?:去年|今年)?{_FEASTS}(?:那天|那阵|前后|过后|以后|后|前|到现在)?|这(?:几|两|三|半)个?(?:多)?(?:月|年|天)"
    rf"|(?:从|自|打)?{_MONTHS}月(?:初[一二三四五六七八九十]|[一二三四五六七八九十\d]{{1,3}}[号日]?|份|间)?(?:那天)?(?:晚上)?(?:开始|起|到现在)?"
)
# What lasts here is a life, a stay or a trade, not the matter.
_A_LIFE = re.compile(
    r"(?:住|干|当|做|教|活|嫁|结婚|打工|种|养|开|守|用|走|活了|过来|当兵|入党|退休|[一-龥]{2}工|认识|邻居|合同|保质|签|租|包)(?:了|过来|起)?(?:有|都|快|将近|差不多|整整)*$"
)


# Households counted: 三十七户, 十一户人家, 二十来家.
_HOUSES = re.compile(
    r"[多来几把余]{0,2}\s*(?:户(?!口|籍|主|外)(?:人家?|村民|农户)?|家人(?!口)|家(?=都|全|一起|没|的|人|共|[，,。]|户|受|住|要|也|吃|用)|号人|把人)"
)
_NOT_HOUSES = re.compile(r"(?:每|第|哪|一人|查了?|走了?|问了?|修了?|剩|才|那阵|以前|原来|另外|前面|有)$")


def _households(text: str) -> Found | None:
    """Return the number of households (户) counted in `text`."""
    for number in spoken_numbers(text):
        unit = _HOUSES.match(text, number.end)
        if (
            unit and number.value and number.value > 2 and not _NOT_HOUSES.search(text[: number.start])
        ):  # 两家 are the two sides
            return Found(int(number.value), number.start, unit.end(), 0.6 if number.approximate else 0.75)
    return None


def people(text: str) -> Found | None:
    """Return the number of people affected (我们十一个人), not of those who came to look."""
    for number in spoken_numbers(text):
        unit = _PEOPLE.match(text, number.end)
        if unit and number.value and number.value > 1 and not _NOT_AFFECTED.search(text[: number.start]):
            near = _GROUP_NEAR.search(text[: number.start])
            alone = re.search(r"[，,、]$", text[: number.start]) and re.match(r"[，,。！!]", text[unit.end() :])
            many = number.value >= 10 and re.search("[娃孩学家长老妇]", unit[0])  # so many are a class
            if near or alone or many or _ALL.match(text, unit.end()):
                confidence = 0.7 if number.approximate else 0.85
                return Found(int(number.value), number.start, unit.end(), confidence)
    return _households(text)


def since(text: str) -> Found | None:
    """Return the first words that say since when the matter lasts: 快三个月, 八年, 前年."""
    spans = sorted((*_lasting(text), *_begun(text))) or sorted(
        match.span() for match in _DAY_SAID.finditer(text) if not re.match(r"[停来去走](?:了|过)", text[match.end() :])
    )
    if not spans:
        return None
    start, end = spans[0]
    return Found(text[start:end], start, end, 0.7)


def _lasting(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of lengths of time that reach to the present."""
    for number in spoken_numbers(text):
        unit = _SPAN_UNIT.match(text, number.end)
        if _A_LIFE.search(text[: number.start]):
            continue
        if unit and "月份" not in text[number.start : unit.end() + 1] and _goes_on(text, number.start, unit.end()):
            start = number.start - len((re.search(r"(?:快|将近|差不多|都|已经)?$", text[: number.start]) or [""])[0])
            yield start + (1 if text[start] == "都" else 0), unit.end()


def _goes_on(text: str, start: int, end: int) -> bool:
    """Return whether a length of time reaches to the present: 坏了三个月了, 拖了两年, 两年了, not 停了两天."""
    closed = re.match(r"(?:的时间)?了", text[end:])
    begun = re.search(
        r"(?:[拖坏闹吵扯等欠漏]了?|(?:漏|闹|吵|拖|坏|等)水?[了过])(?:快|将近|差不多|都|已经|有|几)?$", text[:start]
    )
    years = re.match(r"(?:多|半)?(?:都|一直|还|没)", text[end:])
    return bool(closed or begun or years)


def _begun(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of years and months from which on the matter lasts."""
    for match in _SINCE_WORD.finditer(text):
        if not re.match(r"[停来去走](?:了|过)|的?(?:土地证|林权证|房产证|合同|证|契约|标准)", text[match.end() :]):
            yield match.span()


def dates(text: str) -> tuple[Found, ...]:
    """Return the days, months and years in `text` as they were said; a two-digit year gets its century."""
    form = re.compile(
        rf"{_YEAR_SAID}(?:{_MONTHS}月(?:[一二三四五六七八九十\d]{{1,3}}[号日]|份|初[一二三四五六七八九十])?"
        rf"|上半年|下半年|年底|年初)?"
        rf"|(?:[零〇一二三四五六七八九]{{4}}|\d{{4}}|[六七八九零〇][零〇一二三四五六七八九])年(?!了|多"
        rf"|前)(?:{_MONTHS}月(?:[一二三四五六七八九十\d]{{1,3}}[号日]|份)?)?"
        rf"|{_MONTHS}月(?:份|[一二三四五六七八九十\d]{{1,3}}[号日])|上个?(?:星期|月|礼拜)|前几天|昨天|前天"
    )
    return tuple(Found(_dated(match[0]), *match.span(), 0.8) for match in form.finditer(text))


def _dated(words: str) -> str:
    """Return 九八年 as 1998年; a date relative to the meeting, such as 去年, is left as it was said."""
    year = re.match(r"([零〇一二三四五六七八九]{2}|[零〇一二三四五六七八九]{4}|\d{4})年", words)
    value = number_value(year[1]) if year else None
    if year is None or value is None:
        return words
    full = int(value) if value >= 1000 else int(value) + (1900 if value >= 50 else 2000)  # 四十九年 is no year of ours
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
# A demand without a word of asking: 把路修好, 给个说法, 你们管一管.
_DEMANDED = re.compile(
    r"(?:[我俺](?:们)?|反正|总要|你们?|镇(?:上|里)|政府|村(?:上|里)|领导)?(?:就|只|都)?(?:求|想(?:请|要|喊|把|求)|巴望|盼|要么|要不就|最少|起码)[^。！？!?；;，]{2,30}(?:[，,][^。！？!?；;，]{2,20})?"
    r"|(?:帮|给)[我俺咱](?:们|大家)?(?:把|修|解决|换|装|一?个(?:说法|准话|答复|交代)|核|查|补|退|办|发|弄|想|写|安|通|化验|看看|问问|打个|说和)[^。！？!?；;，]{0,30}|给个(?:说法|交代|答复|准话|话)"
    r"|把[^。！？!?；;，]{1,16}(?:补|修|退|拔|关|捞|通|清|换|拆|搬|恢复|还|装|拿来|公开|晒出来|挖|砍|刨|垒|接|查|拴|立|挪|改)[^。！？!?；;，]{0,10}(?:[，,][^。！？!?；;，]{0,16})?"
    r"|(?:叫|喊)(?:他|她|他们)[^。！？!?；;，]{2,20}(?:[，,][^。！？!?；;，]{0,12})?|[^。！？!?；;，]{2,14}(?:就中|就行|就好|就要得)(?!了)|要么[^。！？!?；;]{2,24}|(?:赶紧|快点|尽快)(?:来|去|修|派|查|把|给)[^。！？!?；;，]{1,20}"
    r"|(?:管一?管|查一?查|修一?修|看一?看|评个理|想想办法|想个办法|解决一?下|落实一?下)[^。！？!?；;，]{0,12}|退(?:钱|还)[^。！？!?；;，]{0,12}|(?:好久|啥时候|什么时候|几时)(?:才)?能[^。！？!?；;，]{2,20}"
)
_ASKED = re.compile(
    r"(?:我|我们)?(?:就|还|只)?想(?:问|知道|咨询|了解)(?!一?个(?:政策|问题|事))[^。！？!?；;]{3,60}|(?:要"
    r"|该)(?:在哪里|怎么|哪些|什么)[^。！？!?；;]{1,30}"
)


def earlier_reports(text: str) -> Found | None:
    """Return the number of earlier reports of the matter: 反映四次了，这是第五次 gives 4."""
    counts = [fact for fact in (_report_count(text, number) for number in spoken_numbers(text)) if fact]
    nth = _NTH.search(text)
    if nth and (count := number_value(nth[1])) and count > 1:
        counts.append(Found(int(count) - 1, *nth.span(), 0.85))
    return max(counts, key=lambda fact: (int(fact.value), fact.confidence), default=None)


_GONE = r"(?:反[映应]|说|找|问|投诉|上访|写|报告|汇报|提|跑|打|讲|申请|交|催|喊|告|去|递)"
_WITH_OBJECT = re.compile(
    rf"{_GONE}(?:了|过)?(?:我们?)?(?:村|镇|乡|县|组|支书|书记|主任|队长|组长|会计|政府|干部|领导|老板|物业|公司|派出所|信访|电话|一二三四五|12345|报告|申请|材料"
    rf"|他们?|她|你们?|厂|供电|水|社保|民政|电力|站|所|局|办|中心|人|条|信)[^，。,.；;！？]{{0,6}}?(?:都|有|已经|不下|起码|少说|至少|跑|说|问|反映)*(?:了|过)?(?:有|不下)?$"
    rf"|(?:打|跑|说|问|找|去|催|反[映应]|提|讲|写)(?:了|过)(?:有|不下|起码|少说|至少|都)*$"
)


def _report_count(text: str, number: SpokenNumber) -> Found | None:
    """Return how many reports `number` counts, None when it counts something else."""
    times = _TIMES.match(text, number.end)
    clause = re.split(r"[，,。！？；;\s]", text[: number.start])[-1]
    if times is None or not number.value or clause.endswith("第") or _BY_OTHERS.search(clause):
        return None
    if not _BY_SPEAKER.search(clause) and not _WITH_OBJECT.search(clause):
        return None
    return Found(int(number.value), number.start - len(clause), times.end(), 0.6 if number.approximate else 0.85)


def request(text: str) -> Found | None:
    """Return the words of the request in `text`; a demand comes before a question."""
    match = _REQUEST.search(text)
    if match:
        return quoted(match, confidence=0.8)
    for form, confidence in ((_ASKED, 0.6), (_DEMANDED, 0.5)):
        if match := form.search(text):
            return quoted(match, confidence=confidence)
    return None


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
    """Return the kinds of sensitive information in `text` (个人信息保护法 Art 28, 31; 信访工作条例 Art 30)."""
    return tuple(kind for kind, form in SENSITIVE if form.search(text))
