"""The other side of a matter: mentions of persons, offices, firms, bodies, kin, neighbours, and the choice among them.

Each mention has the features by which a learned model tells who is complained about from who was only told, or helped.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from toolkit.chinese import SURNAMES, Found, common_words
from toolkit.grievances.finding import linear, name_mentions, other_side
from toolkit.grievances.finding.candidates import Candidate, Source, choices
from toolkit.grievances.finding.matters import Matter
from toolkit.grievances.finding.name_mentions import Mention, marks_alike
from toolkit.grievances.finding.side_kinds import OFFICE, kind_of
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.records import Side

_FIRM_END = (
    "公司|合作社|厂|养殖场|猪场|鸡场|鸭场|牛场|羊场|砂场|沙场|石场|金属|路桥|新能源|置业|箱包|地产|实业|科技|农牧|牧业|石材|运输|物流|粮油|种业|铝业|钢构|采石场|石场|林场|茶场|农场|料场|填埋场|矿山|矿|煤矿|物业|燃气|农资|建材|商贸|集团|项目部|施工队|工程队|"
    "饭店|酒楼|酒店|宾馆|茶楼|茶馆|火锅店|烧烤店|网吧|棋牌室|麻将馆|洗车场|修理厂|修理铺|收购站|加工坊|作坊|驾校|培训班|超市|商店|药店|诊所|店|"
    "开发商|包工头|工头|承包商|承包人|老板娘?|KTV|歌厅|快递点|之家|电站|商行|冷库|加油站|农家乐|民宿|中介|网贷|服饰|电子|能源|农险|保险|家具|家纺|光伏|敬老院|养老院|矿上|厂里|劳务|客服"
)
_BODY_END = (
    "局|派出所|供电所|水管站|农技站|电管站|所|银行|信用社|医院|卫生院|卫生室|学校|小学|中学|幼儿园|村委会?|镇政府|乡政府|政府|法院|残联|联社|电信|移动|联通|"
    "殡仪馆|水厂|供电|交警|城管|社保|医保|林业站|食堂|窗口|热线|民政|国土|水务|环保|信访|文化站|交通站|公路段"
)
_KIN = (
    "(?:大|二|三|四|五|幺|小|老)?(?:侄媳妇?|孙媳妇?|弟媳妇?|儿子|儿媳妇?|媳妇|女婿|老公|男人|丈夫|前夫|前妻|哥哥?|弟弟?|兄弟|妹妹|姐姐|小叔子|大伯子|大伯|叔叔|嫂子|弟媳|弟妹|婆婆|公公|侄[儿子]"
    "|亲家公?|老表|堂[哥弟兄]|姑爷|舅子|幺爸|后妈|后爹|后爸|后娘|继父|继母|爷爷?|奶奶|爹|娘|爸爸?|妈妈?|老汉|舅舅?|舅妈|姑姑|姑父|姨夫|姨妈|表[哥弟姐妹]|堂[叔伯侄]|细舅子|小舅子|大舅子|老伴|老二|老大|老三|老四|老五|那口子)"
)
_NEIGHBOUR = (
    "(?:隔壁|对门|楼上|楼下|对面|上头|下头|屋后|前院|后院|东邻|西邻|后邻)(?:那家|那户|家|住户|邻居|的人|人家)?"
    "|邻居|人家|房东|司机|骑手|护工|师傅|房客|混混|买家|卖家|中间人|媒人|几个年轻人"
)
_FORMS = (
    ("firm", rf"([一-龥A-Za-z]{{0,8}}?(?:{_FIRM_END}))"),
    ("body", rf"([一-龥]{{0,6}}?(?:{_BODY_END}))"),
    ("role", rf"((?:[村组社队镇乡县副]{{1,2}}(?:上|里)?的?)?(?:妇女)?(?:{OFFICE}))"),
    ("kin", rf"({_KIN})"),
    ("neighbour", rf"({_NEIGHBOUR})"),
)
# Words that are no part of the name of a firm or body, by their part of speech, and some more.
_NO_PART = ("v", "r", "p", "u", "d", "c", "m", "q", "t", "y", "f")
_NO_PARTS = frozenset(
    [
        "人家",
        "事情",
        "问问",
        "一个",
        "那个",
        "我们",
        "自己",
        *"个那这家的是在给和跟把被叫有啥哪约开吃打过划成到去找问让说",
    ]
)
_MOST_PARTS = 3
_TOLD = re.compile(
    r"(?:找|跟|给|向|和|同|请|让|叫|喊|告诉|问|谢谢|感谢|麻烦|去|到|对|打电话)(?:过|了|我们|俺们?|村里|村上|镇里|你们|那个|的|一下|几次|几回)*$"
)
_ANSWERED = re.compile(
    r"^(?:也|都|就|又|就是)?(?:说|讲|来看|来过|答应|协调|解决|调解|喊我|叫我|晓得|知道|您?好|登记|不管|不理|推|回话)"
)
# Whoever is asked for help is no other side: 请领导帮忙问一问, 希望村主任出面.
_ASKED = re.compile(
    r"(?:请|求|麻烦|拜托|希望|盼|想请|想喊|想叫|想让|劳烦|恳请|要|让|叫|喊|望|指望|靠)(?:你们|咱们|我们|各位|村里|村上|镇上|镇里|政府|公家|那个|上头|上面|他们?|她们?|的)*$"
)
_HELPS = re.compile(
    r"^(?:们|同志|大人|大爷)*(?:能|能够|可以|都|也|来|去|出来|出面|给我们?|给大家|替我们?|跟[^，。]{0,4}|把[^，。]{0,8})*"
    r"(?:帮|问|管|看|查|出面|协调|调解|做主|作主|主持|解决|处理|想想?办法|评|说句|讲句|反映|来一趟|来人|来个|派|催|过问|核实|落实|关心|支持|通融|了解|考虑)"
)
_DEED = re.compile(
    r"(?:占|骂|打|挖|偷|欠|堵|砍|拦|霸|赖|扯皮|修|不准|不让|不还|不给|不认|不赔|不退|不养|不管|放|倒|排|养|拿|收|卖|吃|盖|垒|吵|跑|骗|扣|拖|压|撞|咬|烧|跳|臭|漏)"
)
_WINDOW = 12
_WHOLE = {
    "work": re.compile("工资|工钱|打工|加班|欠薪"),
    "office": re.compile("低保|名单|招标|公示|账|回扣|白条|亲戚|舅子|优亲"),
    "neighbour": re.compile("隔壁|邻居|对门|地界|墙|屋檐"),
    "family": re.compile("儿子|女婿|离婚|赡养|分家|养老|遗产"),
    "goods": re.compile("退钱|退款|假|质量|合同|定金|流转"),
    "dirt": re.compile("臭|粪|灰|污水|噪音|吵"),
    "money lent": re.compile("借|欠条|借条|不还"),
    "service": re.compile("停水|停电|路灯|路烂|信号|补贴|报销"),
}


def mentions(text: TalkText, villages: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """Return the possible other sides in the words `text`, each mention one; no name of the `villages` is one."""
    said = text.text
    ruled = other_side.against(said)
    found = [*_by_form(said), *_persons(said, villages), *_by_rule(ruled)]
    counts: dict[str, int] = {}
    for mention in found:
        counts[mention.name] = counts.get(mention.name, 0) + 1
    whole = [name for name, form in _WHOLE.items() if form.search(said)]
    ruled_name = ruled.value if ruled is not None else None
    return tuple(
        replace(
            mention,
            features=(
                *mention.features,
                *_features(said, mention, counts[mention.name], whole, ruled=ruled_name == mention.name),
            ),
        )
        for mention in found
    )


def _by_form(said: str) -> Iterator[Mention]:
    for form, pattern in _FORMS:
        for match in re.finditer(pattern, said):
            name = _trimmed(match[1]) if form in {"firm", "body"} else match[1]
            if len(name) > 1:
                yield Mention(
                    name,
                    match.end() - len(name),
                    match.end(),
                    form,
                    (f"form:{form}", f"{form}:{name[-2:]}", f"long:{min(len(name), 5)}"),
                )


def _trimmed(name: str) -> str:
    """Return the end of `name` that may be the name of a firm or body: 打过电力公司 gives 电力公司."""
    words = common_words.parted(name)
    first = len(words) - 1
    while first and len(words) - first <= _MOST_PARTS and _is_part(words[first - 1]):
        first -= 1
    return "".join(words[first:])


def _is_part(word: str) -> bool:
    speech = common_words.part_of_speech(word) or "n"
    plain_verb = speech.startswith(_NO_PART) and speech not in {"vn", "mq"}
    return word not in _NO_PARTS and (not plain_verb or word in SURNAMES)


def _persons(said: str, villages: tuple[str, ...]) -> Iterator[Mention]:
    for mention in name_mentions.mentions(said, villages):
        if mention.form != "so called":
            kept = tuple(name for name in mention.features if not name.startswith(("call", "asked", "home")))
            yield Mention(mention.name, mention.start, mention.end, mention.form, kept)


def _by_rule(match: Found | None) -> Iterator[Mention]:
    if match is not None:
        yield Mention(str(match.value), match.start, match.end, "rule", ("form:rule",))


def _deeds(said: str) -> list[int]:
    return [match.start() for match in _DEED.finditer(said)]


def _features(said: str, mention: Mention, count: int, whole: list[str], *, ruled: bool) -> Iterator[str]:
    before, after = said[max(0, mention.start - _WINDOW) : mention.start], said[mention.end : mention.end + _WINDOW]
    kind = kind_of(mention.name)
    form = mention.form
    yield f"kind:{kind}"
    yield f"count:{form}/{min(count, 3)}"
    yield f"place:{min(mention.start // 25, 5)}"
    yield from (f"about {name}/{form}" for name in whole)
    yield from (f"about {name}/{kind}" for name in whole)
    yield f"asked:{bool(_ASKED.search(before))}/{kind}"
    yield f"own:{before[-1:] in ('我', '俺', '她', '他', '额', '咱')}/{form}"
    yield f"later:{sum(mention.end < at for at in _deeds(said)) > 0}/{form}"
    told, answered, deed = (bool(each) for each in (_TOLD.search(before), _ANSWERED.search(after), _DEED.search(after)))
    yield f"told:{told}/{kind}"
    yield f"answered:{answered}/{kind}"
    yield f"deed:{deed}/{form}"
    yield f"deed:{deed}/told:{told}"
    if ruled:
        yield "rule"
        yield f"rule/{form}"
    padded = "^" + marks_alike(before), marks_alike(after) + "$"
    yield from (f"s<{padded[0][-length:]}" for length in (1, 2))
    yield from (f"s>{padded[1][:length]}" for length in (1, 2))
    yield from (f"near:{char}" for char in set(after[:6]) if "一" <= char <= "龥")


# -- the choice ------------------------------------------------------------------------------------------------

_CERTAIN, _LIKELY = 0.8, 0.7


def sides(matter: Matter, person: str | None, villages: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Return the possible other sides of `matter`, each mention one candidate: neither the speaker nor a village."""
    return tuple(
        Candidate(mention.name, Source(kind, text), mention.start, mention.end, (*mention.features, f"in:{kind}"))
        for kind, text in ((("own" if at == 0 else "later"), text) for at, text in enumerate(matter.talks))
        for mention in mentions(text, villages)
        if person is None or (mention.name not in person and person not in mention.name)
        if not is_asked_for_help(text.text, mention)
    )


def is_asked_for_help(said: str, mention: Mention) -> bool:
    """Return whether the one mentioned is asked to help, and so is no other side."""
    before = said[max(0, mention.start - _WINDOW) : mention.start]
    return bool(_ASKED.search(before) and _HELPS.search(said[mention.end : mention.end + _WINDOW]))


def side(matter: Matter, person: str | None, villages: tuple[str, ...]) -> Side | None:
    """Return the other side: what a rule reads with certainty, else the likeliest candidate; None if there is none."""
    for text in matter.talks:
        match = other_side.against(text.text)
        if match is not None and match.confidence >= _CERTAIN and match.value != person:
            evidence = text.evidence(match.start, match.end)
            return Side(match.value, evidence, match.confidence, other_side.kind(text.text, match))
    model = linear.model("against")
    ranked = choices(sides(matter, person, villages), model)
    if not ranked or ranked[0].share < model.least_for(labels=matter.talks[0].voice is not None):
        return _kinsman(matter, person)
    best = ranked[0]
    match = Found(best.value, best.candidate.start, best.candidate.end, round(min(_LIKELY, best.share), 2))
    kind = other_side.kind(best.candidate.source.text.text, match)
    return Side(match.value, best.candidate.evidence, match.confidence, kind)


def _kinsman(matter: Matter, person: str | None) -> Side | None:
    """Return the speaker's kin who did the wrong that is told, where no candidate is likely."""
    for text in matter.talks:
        match = other_side.kinsman(text.text)
        if match is not None and match.value != person:
            return Side(match.value, text.evidence(match.start, match.end), match.confidence, "private")
    return None
