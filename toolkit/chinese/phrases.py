"""How people take the floor at a night meeting, and what only its host says; known by their phrases alone.

The recogniser mishears: the most telling phrase, 我是…组的, is known by its sound too.
"""

import functools
import re
from typing import Literal

from toolkit.chinese.script import sounds

Opening = Literal["intro", "floor", "another", "again"]

_NO_NAME = "他她它你您咱们人娃儿孩谁了过着个不老天苦车住在的"
_GREETING = (
    r"(?:[那好嗯哦哎诶喂啊呃]|那么|好的|大家好|大家晚上好|各位\w{0,4}好|各位领导|领导好?|干部们?|同志们?|书记"
    r"|另外|顺便|[，,])*"
)

_CALL = 2

_INTRO = re.compile(
    rf"^{_GREETING}(?:我(?:的名字)?(?:叫|名叫|叫做)(?![{_NO_NAME}])[一-龥]{{2}}|我姓[一-龥]|我们?(?:家)?(?:是"
    rf"|住|住在|在).{{0,9}}[组社队村湾坝沟坪](?:的|住|人)"
    rf"|我家?住(?:在)?.{{1,8}}[组社队村湾坝沟坪]|我是(?:刚才)?(?:那个|村民|老[一-龥]|小[一-龥])[，,。 ]?)"
)
_INTRO_HEARD = re.compile(
    r"^ wo si(?: [a-z]+){1,7} zu (?:de|di|du)\b|^ wo jiao(?: [a-z]+){2,3} si|^ wo xin ([a-z]+) \1\b"
    r"|^ wo xin ([a-z]+) [^a-z]"
)
_MODS = (
    r"(?:先|来|也|再|要|想|就|还|还想|还要|今天|今晚|晚上|最后|代表\w{1,8}?|这里|这儿|顺便|简单"
    r"|[给跟向](?:领导|大家|政府))*"
)
_FLOOR = re.compile(
    rf"^{_GREETING}(?:我|俺|我们|咱们?|让我|该我|轮到我){_MODS}"
    r"(?:反[映应](?!了|过|好|多|几|[一二两三四五六七八九十\d]+次)|[说讲](?:一下|两句|几句|一句|一个|一件|个"
    r"|件|点|说|讲|的(?:是|这个|也))|提(?:一个|一下|个|两|一点|点)"
    r"|问(?:一个|个|一件)|咨询|请教|投诉(?!了|过)|举报(?!了|过)|求助|有(?:一个|个|一件|件|几个|两个)(?:问题"
    r"|事|困难|建议|情况|请求|要求|想法|疑问))"
    rf"|^{_GREETING}(?:我(?:先|来|也|再)(?:来)?[说讲问])(?:吧|嘛|哈|啊)?[，,。.！!]?$"
    rf"|^{_GREETING}(?:我|我们)(?:还|也|另外|再)(?:想|要)?(?:问|咨询|反[映应]|[说讲])(?!了|过)"
    r"|^(?:提|说|讲|反[映应])(?:一)?个(?:问题|事|情况|建议|意见)|^(?:该我|轮到我|到我)(?:了|[说讲])"
    rf"|^{_GREETING}(?:我|我们)要(?:说|讲)的"
)
_ASK = re.compile(rf"^{_GREETING}(?:我|我们)?(?:就|是)?(?:想|要)?(?:问|请问|打听|了解)(?:一下|下)")
_THING = r"(?:问题|事情|事|情况|困难|意见|建议|政策|要求|请求)"
_ANOTHER = re.compile(
    rf"^(?:还有|另外|再一个|再有|再就是|再说|然后还有|最后|顺便|第[二三四五](?:个|件|点|条)?|其次"
    rf"|[二三]是)(?:呢|啊|嘛|就是)?[，,]?.{{0,8}}{_THING}"
    r"|^(?:还有|另外)(?:呢)?(?:就是)?(?:一个|一件|个|件|一桩|桩|一条|一点)|^第[二三四五](?:个|件|点|条|是"
    r"|[，,])|^(?:再一个|另外一个|再有一个|再有就是|还有就是|另外就是|再就是)"
)
_MAYBE_ANOTHER = re.compile(r"^(?:还有|另外|再一个|再有|最后|顺便|再说)")
_ABOUT = re.compile(
    rf"^(?:关于|说到|讲到|说起|就是|就说).{{1,10}}|^.{{2,9}}(?:的|这个|那个|这件|那件){_THING}[，,。. ]*$"
)
_AGAIN = re.compile(
    rf"^{_GREETING}(?:我|我们)?(?:还|再|在|也|又|就)?(?:要|想|来)?(?:补(?:充|[一两几]句|个|点|说)|接着(?:刚才"
    rf"|前面|我)|(?:回"
    rf"|转)到(?:刚才|前面)|(?:刚才|刚刚|前面|先前|将才)(?:我)?(?:说|讲|反[映应]|提|那个|还?没|忘)"
    r"|还是(?:刚才|那个|前面|我)|再说(?:一句|一下|两句)|再讲(?:一句|一下|两句)|多说(?:一句|两句)|想起(?:一个"
    r"|来)|(?:说|讲)(?:回|漏))"
    rf"|^{_GREETING}我是刚才"
)

_HOST = re.compile(
    r"各位(?:乡亲|父老|村民|老乡|群众|邻居|相亲)|乡亲们|父老乡亲|(?:院落|院坝|今晚的|今天的|我们的)夜话"
    r"|夜话(?:到|就|现在|正式|开)|全程录音|存档备查|录音存档|只带耳朵"
    r"|哪[位个](?!村|组|月|部门|单位|环节|地方|程序|领导).{0,6}(?:[说讲来要先接]|发言|反[映应])|还有没有(?:哪"
    r"|其他|别|人|要)|下一[个位](?!月|星期|季|学期|路口|步|年)|接下来(?:请|哪)"
    r"|(?:记|登记)(?:下|录下)?(?:来)?(?:了|好了|在案)|登记编号|一件一件|到这里(?:结束)?[。，, ]*$|(?:散会"
    r"|会就开到)|带着部门来?答复|我们(?:会|来|再|马上|下来|回去)?(?:尽快)?.{0,4}(?:登记|核实清楚|答复大家"
    r"|给你答复|给您答复|答复你|答复您|转给|转交|交给)"
    r"|谢谢(?:你|您|这位|[一-龥]{1,2}(?:大哥|大姐|大爷|大娘|大妈|叔|婶|嬢|孃|老师|老乡|同志))|慢慢[说讲来]"
    r"|[不莫别]要?(?:着急|急)[，,。]|[你您](?:继续|接着|慢慢|请[说讲坐]|坐|先坐|先说|来说|来讲|讲"
    r"|说)[吧嘛。，,！ ]*$"
    r"|声音(?:再)?大(?:一)?点|(?:离|靠)近(?:一点)?(?:话筒|手机|录音)|怎么称呼|[你您]贵姓|[你您]叫(?:什么|啥)"
    r"|请(?:下一|这位|那位|后面|前面|旁边|大家|[一-龥]{1,3}(?:大哥|大姐|大爷|大娘|大妈|叔|婶|嬢|孃|老师"
    r"|老乡))"
    r"|(?:这个|你的|您的|你反[映应]的|你说的|您说的|大家反[映应]的|[大你]家?说的)(?:这个)?(?:事|问题|情况"
    r"|意见).{0,6}(?:我们|镇里|镇上|收到|清楚了|晓得了)|大家(?:有什么|有啥|还有|接着|继续|都可以|踊跃|安静"
    r"|晚上好)|我是(?:今晚的)?主持|开始(?:我们|今晚|今天)的"
)
_HOST_ASKS = re.compile(
    r"^(?:那|嗯|好|哦|噢|是|请问|那么)?[，,]?(?:[你您](?!们|想想|看看|说气)(?:家|那|这)?|这个事(?:情)?|这事"
    r"|有没有|是不是|一共|大概|大约|总共|哪[年一个里]|什么时候).{0,16}(?:吗|呢|没有|没得|哪里?|几|多久|好久"
    r"|什么|多少|哪[年月天个些]|不)(?:.{0,4})[？?]"
)
_TO_A_VILLAGER = (
    r"(?:[一-龥]{0,2}(?:大姐|大哥|大爷|大娘|大妈|大嫂|大叔|嬢嬢|孃孃|婶子|老乡|师傅|婆婆|老人家)|[老小][一-龥])"
)
_OFFICE_DOES = r"(?:安排|联系(?!不)|协调|派人|研究|理解|处理|核查|调查(?!过)|汇总|转给|答复|回复|跟进)"
_OFFICIAL = re.compile(
    rf"^(?:好|嗯|哦|来|行)?[，,]?{_TO_A_VILLAGER}[，,]"
    rf"|我们(?:这边|明天|马上|下来|会后|尽快|这几天|回去|下周|今后|一定|会|来|再|就|要){{0,3}}{_OFFICE_DOES}"
    r"|^(?:好|嗯|行|要得)的?[，,].{0,6}(?:[你您]的|[你您]说|[你您]反|涉及|我们)"
    r"|(?:等会儿?|一会儿?|待会儿?|会后|等下).{0,14}(?:解释|细说|答复|说明)"
    r"|^[你您]们?(?:有没有|是不是|签没签|一共|总共).{0,14}[？?]|^[^我俺，,]{2,10}(?:了|来|过)没(?:有|得)[？?]"
)
_ASKS = re.compile(r"[？?]\s*$|(?:吗|多久|多少|几年|好久|哪里|什么|没有|没得)(?:了|的|啊|嘛)?[。.]?\s*$")
_HANDS_OVER = re.compile(
    r"下一[个位]|哪[位个]|还有(?:没有|哪|谁|其他|人)|接下来|请.{1,8}(?:[说讲]|发言|来)|轮到|大家(?:接着|继续"
    r"|还有)|谢谢|(?:记|登记)(?:下|录)?(?:来)?(?:了|好)|[你您](?:先坐|坐)|我们.{0,6}(?:答复|登记|核实)"
)
_MATTER = re.compile(
    r"没|不|坏|欠|占|断|漏|停|臭|吵|骗|拖|烂|死|脏|堵|难|冲垮|塌|裂|赔|要求|希望|请|建议|举报|怎么|哪里"
    r"|能不能|该不该|补贴|手续|政策"
)
_OWN = re.compile(r"我(?:家|屋|老|爸|妈|娃|儿|们家|们组|们村|们队|们院|们这|叫|姓|是|住|先|反|想|要|再|还)|俺|补偿|赔")


@functools.lru_cache(maxsize=4096)
def opening(text: str) -> Opening | None:
    """Return how `text`, a clause or more, takes the floor, or None if it does not."""
    text = text.strip()
    if _AGAIN.search(text):
        return "again"
    if _INTRO.search(text) or _INTRO_HEARD.search(_heard(text)):
        return "intro"
    if _ANOTHER.search(text):
        return "another"
    return "floor" if _FLOOR.search(text) else None


def _heard(text: str) -> str:
    return "".join(f" {syllable}" for syllable in sounds(text[:16]) if syllable.isalpha())


_OWN_NAME = re.compile(rf"(?:^|[，,。 ])我(?:的名字)?(?:叫做|名叫|叫)(?![{_NO_NAME}])([一-龥]{{2,3}})")


def own_name(text: str) -> str | None:
    """Return the name that the speaker of `text` gives himself (我叫…), as it is written, or None."""
    match = _OWN_NAME.search(text)
    return match[1] if match else None


def may_open(text: str) -> bool:
    """Return whether the clause `text` may begin a matter, though it as often continues one."""
    text = text.strip()
    return bool(_ASK.search(text) or _MAYBE_ANOTHER.search(text) or _ABOUT.search(text))


def names_a_thing(text: str) -> bool:
    """Return whether the clause `text` only names a topic (学校的事)."""
    return bool(_ABOUT.search(text.strip()))


def is_hosts(sentence: str) -> bool:
    """Return whether the host says `sentence`: to open, ask back, take note, hand over or close."""
    said = _HOST.search(sentence) or _HOST_ASKS.search(sentence) or _OFFICIAL.search(sentence)
    return bool(said) and not _INTRO.search(sentence)


def hands_over(text: str) -> bool:
    """Return whether the host's words `text` end one speaker's turn."""
    return bool(_HANDS_OVER.search(text))


def is_of_own(text: str) -> bool:
    """Return whether `text` speaks of the speaker's own affairs, as the host does not."""
    return bool(_OWN.search(text))


def is_of_matter(text: str) -> bool:
    """Return whether `text` names a trouble or a request, as small talk does not."""
    return bool(_MATTER.search(text))


def is_call(text: str) -> bool:
    """Return whether `text` is a mere call or greeting (哎，领导好，) before what is to be said."""
    bare = text.strip("，,。. ")
    return len(bare) <= _CALL or bool(re.fullmatch(_GREETING, bare))


def asks(sentence: str) -> bool:
    """Return whether `sentence` asks something, so that the next words are an answer."""
    return bool(_ASKS.search(sentence))
