"""The other side of a matter: mentions of persons, offices, firms, bodies, kin, neighbours, and the choice among them.

Each mention has the features (`side_signs`) by which a learned model tells who is complained about from who was only
told, or helped.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from toolkit.chinese import SURNAMES, Found, common_words
from toolkit.grievances import linear
from toolkit.grievances.finding import name_mentions, other_side
from toolkit.grievances.finding.candidates import Candidate, Source
from toolkit.grievances.finding.matters import Matter
from toolkit.grievances.finding.name_mentions import Mention
from toolkit.grievances.finding.side_kinds import OFFICE
from toolkit.grievances.finding.side_signs import ASKED, KIN, SORTS, signs, words_in
from toolkit.grievances.finding.talk_text import TalkText
from toolkit.records import Side

_S = "".join(sorted(SURNAMES))
_FIRM_END = (
    "公司|合作社|厂|养殖场|猪场|鸡场|鸭场|牛场|羊场|砂场|沙场|石场|金属|路桥|新能源|置业|箱包|地产|实业|科技|农牧|牧业|石材|运输|物流|粮油|种业|铝业|钢构|采石场|石场|林场|茶场|农场|料场|填埋场|矿山|矿|煤矿|物业|燃气|农资|建材|商贸|集团|项目部|施工队|工程队|"
    "饭店|酒楼|酒店|宾馆|茶楼|茶馆|火锅店|烧烤店|网吧|棋牌室|麻将馆|洗车场|修理厂|修理铺|收购站|加工坊|作坊|驾校|培训班|超市|商店|药店|诊所|店|"
    "开发商|包工头|工头|承包商|承包人|老板娘?|KTV|歌厅|快递点|之家|电站|商行|冷库|加油站|农家乐|民宿|中介|网贷|服饰|电子|能源|农险|保险|家具|家纺|光伏|敬老院|养老院|矿上|厂里|劳务|客服"
    "|水务|粮库|粮站|快递|作坊|苗圃|搅拌站|工地上?|项目上|厂家|店里|铺子|摊子|车队|歌舞厅|卖场|平台|养殖户|农庄|度假村"
    "|矿区|码头|船厂|糖厂|门市"
)
_BODY_END = (
    "局|派出所|供电所|水管站|农技站|电管站|所|银行|信用社|医院|卫生院|卫生室|学校|小学|中学|幼儿园|村委会?|镇政府|乡政府|政府|法院|残联|联社|电信|移动|联通|"
    "殡仪馆|水厂|供电|交警|城管|社保|医保|林业站|食堂|窗口|热线|民政|国土|水务|环保|信访|文化站|交通站|公路段"
    "|指挥部|拆迁办|[一-龥]{2}站|[一-龥]{2}办|中心|协会|管委会|教委|教办|大队|烟站|社区|镇里|村里|公社|工商|税务|城投"
    "|交通上|国土上|林业上|环保上"
)
_ENDS = tuple((form, re.compile(rf"(?=((?:{ends})))")) for form, ends in (("firm", _FIRM_END), ("body", _BODY_END)))
# What ends like a firm or body and goes on as another word: 茶店子, 所以.
_GOES_ON = re.compile(r"店子|所[以有谓]")
_HOLDERS = (
    f"{OFFICE}|中队长|大队长|护林员|保管|管账的|村医|医生|大夫|老师|班主任|教练|保安|法官|代办|收费的|公安|包片的?"
    "|理事长|管理员|监理|电工|水管员"
)
_NEIGHBOUR = (
    "(?:隔壁|对门|楼上|楼下|对面|上头|下头|屋后|前院|后院|东邻|西邻|后邻|前邻|[东西南北前后上下][头边面院]|坎[上下]|旁边"
    "|屋[东西南北前后]头|左手边|右手边)(?:的|个|屋头|子)?(?:那家|那户|家|住户|邻居|的人|人家|一家|人屋)"
    "|隔壁子?|对门|邻居|人家|那家人?|那户人?|楼上|楼下|[^，。！？ ]{0,3}(?:村|社|组|队|庄|屯)上?的人|他们村|隔壁村"
)
_TRADE = (
    "房东|司机|骑手|护工|师傅|房客|租客|混混|买家|卖家|中间人|媒人|几个年轻人|老板娘?|工头|包工头|经理|店主|摊主|业务员"
    "|[粮牛羊猪菜果鱼树药木]?贩子|讨债的|放贷的|债主|骗子|合伙人|股东|大户|承包户|种粮大户|主家|东家|雇主|客商|小工|小年轻|年轻人"
    "|伢子|后生|那伙人|一伙人|几个人|几个大的|同学|收[粮猪树菜]的"
)
_BY_TRADE = (
    "胖子|瘸子|瞎子|聋子|麻子|跛子|秃子|疯子|光头|矮子|大炮|老虎|屠户|木匠|铁匠|瓦匠|石匠|裁缝|会计|大嘴|老板|总"
)
_FORMS = (
    ("role", rf"((?:[村组社队镇乡县副中大]{{1,2}}(?:上|里)?的?)?(?:妇女|治保|民兵|调解)?(?:{_HOLDERS}))"),
    ("kin", rf"({KIN})"),
    ("neighbour", rf"({_NEIGHBOUR})"),
    ("trade", rf"({_TRADE})"),
    ("so called", rf"(?<![我俺额])(姓[{_S}]的(?:老板|经理|包工头|工头|司机|老汉|年轻伢子|伢子|男的|女的|那个|人家)?)"),
    ("small", rf"(?=([小阿][{_S}]|阿[一-龥]|老[{_S}]|[{_S}](?:{_BY_TRADE})))"),
    (
        "called",
        (
            r"(?:绰号|外号|诨名|人称|都?[叫喊](?:他|她|伊|佢|其|做|作)|都叫|都喊|大名|名字[叫是]|名叫|(?<![我俺])叫|喊伊|就是那?个?|管他叫)"
            r"[“\"「]?([一-龥]{2,4}?)[”\"」]?(?=[，,。！？!?\s的”\"]|$)"
        ),
    ),
    (
        "doer",
        (
            r"(?=([打卖收做跑开养修管放包搞拉装贩租种杀烧挖砍炸炼磨骑喂][一-龥]{1,4}的)"
            r"(?=[，,。！？!?\s]|[把又就天在说讲他她也不来给叫那都占老]|$))"
        ),
    ),
    ("house", rf"(?=((?:老)?[{_S}]家(?:的?人|老[大二三四幺]|兄弟|娃|那[家边]|媳妇|儿子|里)?))"),
)
_NO_NAME = frozenset(
    "你我俺他她它您的了着过在有这那就不都也很么吗呢吧啊嘛说们个是去来要把被给跟到从对和与想还再又只没讲问啥哪"
)
_USUAL_WORD = 300
_LONGEST_NAME = 10
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
_HELPS = re.compile(
    r"^(?:们|同志|大人|大爷)*(?:能|能够|可以|都|也|来|去|出来|出面|给我们?|给大家|替我们?|跟[^，。]{0,4}|把[^，。]{0,8})*"
    r"(?:帮|问|管|看|查|出面|协调|调解|做主|作主|主持|解决|处理|想想?办法|评|说句|讲句|反映|来一趟|来人|来个|派|催|过问|核实|落实|关心|支持|通融|了解|考虑)"
)
_WINDOW = 12


def mentions(text: TalkText, villages: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """Return the possible other sides in the words `text`, each mention one; no name of the `villages` is one."""
    said = text.text
    ruled = other_side.against(said)
    words = words_in(said)
    mentioned = [
        one for one in (*_by_form(said), *_persons(said, villages), *_by_rule(ruled)) if not _cuts_a_word(one, words)
    ]
    told = signs(said, mentioned, words, None if ruled is None else str(ruled.value))
    return tuple(replace(one, features=(*one.features, *more)) for one, more in zip(mentioned, told, strict=True))


def _by_form(said: str) -> Iterator[Mention]:
    for form, name, end in (*_bodies(said), *_named(said)):
        start = end - len(name)
        ends = (f"{form}:{name[-2:]}", f"{form}:{name[-1:]}", f"long:{form}/{min(len(name), 5)}")
        yield Mention(name, start, end, form, (f"form:{form}", *ends))


def _bodies(said: str) -> Iterator[tuple[str, str, int]]:
    """Yield form, name and end of each firm and body: the longest name that ends there."""
    for form, pattern in _ENDS:
        longest: dict[int, str] = {}
        for match in pattern.finditer(said):
            end = match.end(1)
            name = max(_trimmed(_BEFORE_END.findall(said[:end])[0][-_LONGEST_NAME:]), match[1], key=len)
            if len(name) > max(1, len(longest.get(end, ""))) and not _GOES_ON.match(said, end - 1):
                longest[end] = name
        yield from ((form, name, end) for end, name in longest.items())


_BEFORE_END = re.compile(r"[一-龥A-Za-z]+$")


def _named(said: str) -> Iterator[tuple[str, str, int]]:
    """Yield form, name and end of whoever is named by office, kin, neighbourhood, trade, nickname, deed or house."""
    seen: set[tuple[int, int, str]] = set()
    for form, pattern in _FORMS:
        for match in re.finditer(pattern, said):
            start, end = match.span(1)
            start -= form == "kin" and end - start == 1  # 她爷: whose it is belongs to it
            name = said[start:end]
            word = form == "small" and common_words.times(name) > _USUAL_WORD
            no_name = form == "called" and not _NO_NAME.isdisjoint(name)
            if len(name) > 1 and not word and not no_name and (start, end, form) not in seen:
                seen.add((start, end, form))
                yield form, name, end


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


_OFTEN, _VERY_OFTEN = 20, 200


def _cuts_a_word(mention: Mention, words: dict[int, str]) -> bool:
    """Return whether a name of a person is a piece of other words, or one: 从正月, 都冻死."""
    if mention.form not in {"full", "short", "given"}:
        return False
    return any(
        _is_no_name(word, at, mention)
        for at, word in words.items()
        if at < mention.end and at + len(word) > mention.start
    )


def _is_no_name(word: str, at: int, mention: Mention) -> bool:
    speech, often = common_words.part_of_speech(word) or "n", common_words.times(word)
    if (at, at + len(word)) == (mention.start, mention.end):
        return not speech.startswith("nr")
    crosses = at < mention.start or at + len(word) > mention.end
    if speech.startswith("n"):
        return crosses and not speech.startswith("nr") and often >= _VERY_OFTEN
    return often >= _OFTEN and (crosses or speech[0] not in "abz")


# -- the choice ------------------------------------------------------------------------------------------------

_CERTAIN, _LIKELY = 0.8, 0.7


def sides(matter: Matter, person: str | None, villages: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Return the possible other sides of `matter`, each mention one candidate: neither the speaker nor a village."""
    whole = "".join(text.text for text in matter.talks)
    after, before = (
        (
            " ".join(text.text for text in around if text is not None)
            for around in zip(*((one.after, one.before) for one in matter.around), strict=True)
        )
        if matter.around
        else ("", "")
    )
    found = []
    for at, text in enumerate(matter.talks):
        for mention in mentions(text, villages):
            if _is_speaker(mention.name, person) or is_asked_for_help(text.text, mention):
                continue
            sort, tail, source = SORTS.get(mention.form, mention.form), mention.name[-2:], "own" if at == 0 else "later"
            others = (f"after:{tail in after}/{sort}", f"before:{tail in before}/{sort}")
            total = f"total:{min(4, whole.count(mention.name))}/{sort}"
            features = (*mention.features, f"in:{source}", *others, total)
            found.append(Candidate(mention.name, Source(source, text), mention.start, mention.end, features))
    return tuple(found)


def _is_speaker(name: str, person: str | None) -> bool:
    return person is not None and (name in person or (len(person) > 1 and person in name))


def is_asked_for_help(said: str, mention: Mention) -> bool:
    """Return whether the one mentioned is asked to help, and so is no other side."""
    before = said[max(0, mention.start - _WINDOW) : mention.start]
    return bool(ASKED.search(before) and _HELPS.search(said[mention.end : mention.end + _WINDOW]))


def likeliest(found: Sequence[Candidate], model: linear.LinearModel) -> tuple[Candidate, float] | None:
    """Return the likeliest of the candidates `found` and its probability; names of one bearer count together."""
    shares: dict[str, float] = {}
    best: dict[str, tuple[float, Candidate]] = {}
    for share, one in zip(model.choices([one.features for one in found]), found, strict=True):
        shares[one.value] = shares.get(one.value, 0.0) + share
        best[one.value] = max(best.get(one.value, (0.0, one)), (share, one), key=lambda pair: pair[0])
    if not shares:
        return None
    together = {
        name: sum(share for other, share in shares.items() if name in other or other in name) for name in shares
    }
    whole = sum(shares.values())
    name = max(shares, key=lambda each: together[each] * (0.5 + shares[each] / whole) * (1 + len(each) / 10))
    return best[name][1], min(1.0, together[name])


def side(matter: Matter, person: str | None, villages: tuple[str, ...]) -> Side | None:
    """Return the other side: what a rule reads with certainty, else the likeliest candidate; None if there is none."""
    for text in matter.talks:
        match = other_side.against(text.text)
        if match is not None and match.confidence >= _CERTAIN and match.value != person:
            evidence = text.evidence(match.start, match.end)
            return Side(match.value, evidence, match.confidence, other_side.kind(text.text, match))
    model = linear.model("against")
    found = likeliest(sides(matter, person, villages), model)
    if found is None or found[1] < model.least_for(labels=matter.talks[0].voice is not None):
        return _kinsman(matter, person)
    best, share = found
    match = Found(best.value, best.start, best.end, round(min(_LIKELY, share), 2))
    kind = other_side.kind(best.source.text.text, match)
    return Side(match.value, best.evidence, match.confidence, kind)


def _kinsman(matter: Matter, person: str | None) -> Side | None:
    """Return the speaker's kin who did the wrong that is told, where no candidate is likely."""
    for text in matter.talks:
        match = other_side.kinsman(text.text)
        if match is not None and match.value != person:
            return Side(match.value, text.evidence(match.start, match.end), match.confidence, "private")
    return None
