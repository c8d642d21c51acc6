"""The other side of a matter: by name, kin, trade or office; None when it is not said.

A person who was only informed (跟村主任说了) is no other side, nor is the township.
"""

import re
from collections.abc import Callable

from toolkit.chinese import SURNAMES, Found, names_a_person, quoted
from toolkit.grievances.finding.names_said import ACCUSING
from toolkit.grievances.finding.side_kinds import OFFICE, kind_of
from toolkit.records import SideKind

_S = "".join(sorted(SURNAMES))
_KIN = "我亲?哥哥?|我弟弟?|我堂[哥弟]|我兄弟|我大哥|我幺爸|我叔叔?|我嫂子|我前夫|前妻"
_NEAR = rf"(?:隔壁|邻居|对门|对面|旁边|楼上|楼下|{_KIN})(?:的|家的?|邻居)?"
_BOSSES = rf"(?:[{_S}](?:老板娘?|工头|经理|总(?![一-龥]))|姓[{_S}]的(?:那个)?(?:老板娘?|工头|经理|总经理))"
_WORKS = (
    r"(?:[砂沙]石厂|砖厂|化工厂|加工厂|木材厂|水泥厂|造纸厂|石灰厂|酒厂|塑料厂|养殖场|养[猪鸡鸭牛羊]场|屠宰场"
    r"|采石场|石料厂|搅拌站|煤矿|矿场|公司|合作社|物业)"
)
_TRADES = (
    r"(?:公司|合作社|厂(?![家里头房长款])|养殖场|猪场|鸡场|鸭场|牛场|羊场|砂场|沙场|采石场|料场|矿山|物业|燃气|农资|建材|商贸|集团|项目部|施工队"
    r"|工程队|饭店|酒楼|酒店|宾馆|茶楼|火锅店|烧烤店|网吧|棋牌室|麻将馆|洗车场|修理厂|收购站|加工坊|豆腐坊|驾校|培训班|超市"
    r"|开发商|包工头|承包商|承包人|老板娘?(?![一-龥]?说了算)|KTV|歌厅|快递点|之家|电站|商行|种苗场|冷库|加油站|农家乐|民宿|中介|借贷|网贷)"
)
_NEIGHBOUR = (
    rf"{_NEAR}([一-龥][老幺][一二三四五六七八九幺大小]|[一-龥]{{2,3}}?)"
    r"(?=家|他|因|为|和|跟|扯|占|把|去年|[，,。.\s])"
)
_DEBTOR = (
    rf"(?:欠我|借给|借钱给|跟着|给|找|是)"
    rf"({_BOSSES}|[一-龥]{{2,3}}(?=[一二两三四五六七八九十百千万\d]+[元块]|欠|不还))"
)
_POLLUTER = (
    rf"(?:那个|那家|这个|这家|上游|边上|旁边|一个|给|附近|隔壁|村口|[的，,。]|^)"
    rf"([^那这个家我他的在给了，,。.\s]{{0,5}}?{_WORKS})"
)
_ACCUSED = r"(村支书|村主任|村?会计|村干部|支书)(?=.{0,20}(?:贪|优亲厚友|回扣|腰包|冒领|私分|包庇|挪用))"
# Things whose words begin with a character that is a surname, too.
_THINGS = (
    "路[灯面边口]|水[沟管渠库井电源利泥]|房[子屋顶产]|管[道子理网]|田[土地里]|车[子辆]|高[压速]|石[头子料]|马路|金额"
    "|方[面便]|安全|党[员委]"
)
_ACCUSED_BY_NAME = (
    rf"{ACCUSING}(?:一下|下|的是|的就是|的人是|就是)?(?:(?:我们?|俺们?|咱们?)?[^，。,.！!？?；;：:\s我]{{0,8}}?(?:[组社队村镇乡家的]))?"
    rf"(?:{OFFICE})?"
    rf"([一-龥]老[一二三四五六七八九幺大]|[{_S}](?:{OFFICE})"
    rf"|(?!{_THINGS})[{_S}][一-龥][^\W家他她把占的收拿吃欠打骂偷在乱]?"
    r"(?=[，,。.！!？?；;：:\s]|$|家|他|她|把|占|收|贪|拿|吃|当|不|偷|欠|打|骂|在|乱|私|强|霸|的))"
)
_ACCUSED_OFFICE = (
    rf"{ACCUSING}(?:一下|下|的是|的就是)?(?:我们?|俺们?|咱们?)?((?:[一-龥]{{0,3}}?[村组社镇乡])?的?(?:{OFFICE}))"
)
_AGAINST = (
    (_ACCUSED_BY_NAME, 0.8),
    (_ACCUSED_OFFICE, 0.7),
    (_NEIGHBOUR, 0.8),
    (_DEBTOR, 0.7),
    (r"([一-龥]老[一二三四五六七八九幺大])(?!汉|人)", 0.6),
    (rf"(包工头|开发商|施工队|承包商|{_BOSSES})", 0.7),
    (_POLLUTER, 0.65),
    (_ACCUSED, 0.6),
)
# Bodies that bring services to the villages, and words that stand before a name but are none.
_NO_SIDE = re.compile(r"^(?:因为|一个|邻居|人家|建议|希望|上游|边上|保险公司|移动公司|电力公司|快递公司)|[了的我他]")


def against(text: str) -> Found | None:
    """Return the other side: a neighbour by name, a firm, kin, an office-holder."""
    return next(filter(None, (read(text) for read in _READERS)), None)


def kind(text: str, side: Found) -> SideKind | None:
    """Return the kind of the `side` that was found in `text`; an office right beside a name counts."""
    if side.value[0] in _S and re.search(
        rf"{_ROLE}(?:，|,|叫|是|就是|姓[{_S}][，,]?)*$", text[max(0, side.start - 8) : side.start]
    ):
        return "office_holder"
    return kind_of(str(side.value))


def _by_form(text: str) -> Found | None:
    matches = ((match, confidence) for form, confidence in _AGAINST for match in re.finditer(form, text))
    return next((quoted(match, 1, sure) for match, sure in matches if _may_be_a_side(match[1])), None)


def _may_be_a_side(name: str) -> bool:
    if _NO_SIDE.search(name) or re.search(r"[俺她叫说]", name):
        return False
    return bool(re.search(_WORKS, name)) or name in _TRADESMEN or (name[0] in _S and names_a_person(name))


_TRADESMEN = frozenset(
    {"包工头", "开发商", "施工队", "承包商", "村支书", "村主任", "会计", "村会计", "村干部", "支书", "主任"}
)
# A name in running words: what stands before and after it shows that it is one.
_NAME = rf"(?:[{_S}][老幺][一二三四五六七八九幺大]|[{_S}][一-龥]{{2}}|[{_S}][一-龥])"
_NAMED_BESIDE = (
    (
        rf"(?:书记|支书|村?主任|村长|组长|社长|队长|会计|出纳|文书|所长|站长|院长|校长|专干)(?:，|,|叫|是|就是|姓[{_S}][，,]?)*({_NAME})(?=[，,。！？!?的他她家说要把卖收吃在手包拿不]|$)",
        0.6,
    ),
    (
        rf"(?:邻居?|隔壁|对门|隔墙|坎上|坎下|楼上|楼下|后头|前头|屋后|旁边)(?:的|那个|那家|是|就是|叫)*({_NAME})(?=[，,。！？!?的他她家说要把占养修砍不]|$)",
        0.65,
    ),
    (
        rf"(?:就是|哪个[^，。]{{0,4}}[，,]|叫|姓[{_S}][，,]?|包工头|老板|经理|司机|工头|那个)({_NAME})(?=[，,。！？!?的他她家说要把占给卖不开]|$)",
        0.55,
    ),
    (
        rf"(?:亲家公?|女婿|儿子|兄弟|侄儿|媒人|舅子|老二|老大|老三)(?:，|,|叫|是|就是)*({_NAME})(?=[，,。！？!?的他她家说要把不]|$)",
        0.5,
    ),
)


def _named(text: str) -> Found | None:
    """Return a name beside an office, a neighbourhood, a trade or a kinship."""
    for form, confidence in _NAMED_BESIDE:
        for match in re.finditer(form, text):
            name = match[1]
            own = re.search(r"(?:我|俺)(?:就)?(?:叫|是|姓.)*$", text[: match.start(1)]) or (
                match[0].startswith("叫") and match.start() < _OWN_WORDS
            )
            only_told = _ONLY_TOLD.search(text[: match.start()]) and _DONE_FINE.search(text[match.end() :])
            if (
                not own
                and not only_told
                and names_a_person(name)
                and not re.search(r"[你我他她它的了那这说就有不]", name)
                and not re.match(_THINGS, name)
            ):
                return quoted(match, 1, confidence)
    return None


_OWN_WORDS = 40


# -- who holds an office ---------------------------------------------------------------------------------------

_ROLE = (
    r"(?:书记|支书|村?主任|村长|组长|社长|队长|会计|出纳|文书|干部|所长|站长|镇长|乡长|局长|院长|校长"
    r"|专干|网格员|协管员|城管|主席|村官)"
)
_OFFICE_SAID = re.compile(
    rf"(?:(?:我们)?(?:村|组|社|队|镇)?(?:上|里)?(?:的|那个)?)?((?:[{_S}])?{_ROLE}|{_ROLE}[{_S}][一-龥]{{1,2}}(?=[，,。的他把家]))"
)
_ONLY_TOLD = re.compile(
    r"(?:找|跟|给|向|和|同|请|让|叫|喊|告诉|问|谢谢|感谢|麻烦|当过?|是|各位|到|去|对)(?:过|了|我们|村里|村上|镇里|你们|那个|的|一下)*$"
)
_DONE_FINE = re.compile(
    r"^(?:也|都)?(?:来看|来过|答应|协调|解决|调解|说|讲|喊我|叫我|晓得|知道|您?好|，|,|在不在|来了没|们)"
)
_MISDEED = re.compile(
    r"舅子|小舅|老丈人|丈母|他[爹妈爸老]|亲戚|侄[儿子女]|弟媳|婆娘|他[家屋]|白条|回扣|好处|红包|烟酒|请客|表示|腰包|优亲|招标|公示|公开|账目"
    r"|吃低保|领低保|名单|顶替|冒|虚|截|扣[了下]|卡[我着到]|盖章|不盖|签字|收了?[^，。]{0,8}钱|现钱|没得?条子|私人|包给|倒卖|卖了|贪|打牌|骂我|威胁|报复|实名"
)


def _office_holder(text: str) -> Found | None:
    """Return an office-holder accused of a misdeed; one who was only informed is none."""
    if not _MISDEED.search(text):
        return None
    for match in _OFFICE_SAID.finditer(text):
        before, after = text[max(0, match.start() - 8) : match.start()], text[match.end() : match.end() + 8]
        if not _ONLY_TOLD.search(before) and not _DONE_FINE.search(after):
            return quoted(match, 1, 0.55)
    return None


# -- firms, people and kin -------------------------------------------------------------------------------------

_FIRM_SAID = re.compile(
    rf"(?:那个|那家|这个|这家|叫|给|是|在|找|被|跟|和|与|把|到|[的，,。！？“\"]|^)"
    rf"([^那这个家我他你的在给了是叫说到，,。.！？\s“”\"很都也就有要去来说]{{0,6}}?{_TRADES})"
)
_SERVICE = re.compile(
    r"保险公司|移动|电信|联通|电力|供电|快递|邮政|公交|自来水|加油站$|哪|一个|几个|别的|其他|建议|希望|^(?:之家|电站|超市|冷库)$"
)
_DEED = (
    r"(?:把(?!我们?当)|占|骂|打(?!电话|算|工|听|扫|鱼|牌|谷|米|不通|针|开)|挖|偷|欠|堵|砍|拦|霸|赖(?!成)|扯皮|搭(?!车)|修(?:房|墙|围|起)|不准|不让|不还|不给"
    r"|不认|放(?:水|狗|火|羊|牛)|倒(?:垃圾|水|土)|养(?:狗|鸡|鸽|猪|蜂|羊|鸭))"
)
_DOER = re.compile(
    rf"(?<![一-龥])(?:就是|那个|这个|是|我们组的?|隔壁|对门)*([{_S}][一-龥]{{1,2}}?)(?:他们?|家|屋头|两口子)*(?:又|就|还|硬|非要?|也|都|天天|老是)*{_DEED}"
)
_HOUSE = re.compile(
    rf"([{_S}][老幺][一二三四五六七八九幺大]|[{_S}][一-龥]{{1,2}}|[{_S}][大二三四五幺]?娃子?|老[{_S}])(?:他们)?(?:家|屋头)(?:的|那|把|占|要|修|养|不|也|又|就|说)"
)
_KINSMAN = re.compile(
    r"(?:我(?:家|们)?(?:的|那个)?)?((?:大|二|三|幺|小)?(?:儿子|儿媳妇?|媳妇|女婿|老公|男人|丈夫|前夫|前妻|哥哥?|弟弟?|兄弟|小叔子|大伯子|嫂子|弟媳|婆婆|公公|侄[儿子]|亲家"
    r"|老表|堂[哥弟兄叔]|表[哥弟]|侄媳妇?|孙媳妇|后[妈爹爸娘]|公爹|崽|姑爷|舅子|幺爸|后妈|老汉))(?=[^。！？]{0,22}(?:打(?:人|我|她|娃|得)|骂|不养|不管我|不给|没给|占了|霸|抢|撵|赶[我她出]|欠|不还|不认|不让|不准|赡养|分家|动手|不拿|不出|种着))"
)
_NAMELESS = re.compile(
    r"((?:我)?(?:隔壁|对门|楼上|楼下|对面|上头|下头|屋后|旁边)(?:那家|那户|家|住户|邻居|的人)|邻居(?!都|们|也|说)|(?<!上)隔壁(?!村|县|镇|乡|组|那个村))"
)


def _firm(text: str) -> Found | None:
    for match in _FIRM_SAID.finditer(text):
        boss = match[1].endswith(("老板", "老板娘"))
        only_told = boss and (_ONLY_TOLD.search(text[: match.start(1)]) or _DONE_FINE.search(text[match.end() :]))
        if not _SERVICE.search(match[1]) and not only_told:
            return quoted(match, 1, 0.55)
    return None


def _doer(text: str) -> Found | None:
    """Return a name with its deed (占, 骂, 欠 …) or its house."""
    for form in (_DOER, _HOUSE):
        for match in form.finditer(text):
            name = match[1]
            if (
                not re.match(_THINGS, name)
                and names_a_person(name)
                and not re.search(r"[你我他她的了那这说就有不送个人头子回年家]|^(?:老寡|割)", name)
            ):
                return quoted(match, 1, 0.55)
    return None


def kinsman(text: str) -> Found | None:
    """Return the speaker's kin who did a wrong (不养, 占, 打 …)."""
    match = _KINSMAN.search(text)
    return None if match is None else quoted(match, 1, 0.5)


def _nameless(text: str) -> Found | None:
    match = _NAMELESS.search(text)
    return None if match is None else quoted(match, 1, 0.5)


_READERS: tuple[Callable[[str], Found | None], ...] = (
    _by_form, _named, _office_holder, _doer, kinsman, _firm, _nameless,
)  # fmt: skip
