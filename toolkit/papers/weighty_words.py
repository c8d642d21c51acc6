"""Words of a paper that carry its legal meaning: what is counted, who acts, what is allowed, forbidden or denied.

Two readings of a sentence say the same when their weighty words are the same in the same order; commas, spaces,
politeness, typing errors and words of the same meaning do not count.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from toolkit.chinese import number_value

# Whole phrases without weight, though they hold a weighty word.
_NEUTRAL = (
    "以下无正文|此页无正文|本页无正文|无正文|特此告知|特此通知|特此函告|不动产|不仅|不但|不过|不论|不管|无论|不妨|不久|不断|不同|"
    "无误|未来|非常|不明白|不清楚|不了解|不理解|要求|可能|可靠|可行|有关|相关|先后|前后|左右邻|左邻右舍|"
    "以及|及时|前来|以来|上述|以上|下列|如下|以下|左右|不对|不好意思|有没有|是不是|能不能|现场|现将|"
    "申请书|协议书|意见书|告知书|通知书|登记表|送达回证"
)
# Words of one meaning, the first of each line standing for all; the rule that its change touches, if it has one.
_MEANINGS = (
    ("不", "不得|不准|不许|不能|不可以|不可|禁止|严禁|并不|并没有|并未|并非|没有|尚未|从未|未曾|未|没|不|无|非|勿|莫", ""),
    ("除外", "除外|例外|除非|除了", ""),
    ("放弃", "放弃|弃权|舍弃|丧失|失去|免除|免去|豁免|免于", "R07"),
    ("应当", "应当|应该|必须|务必|应予|须|应", ""),
    ("可以", "可以|有权|能够|可(?!能|靠|行|见|惜)", ""),
    ("尽量", "尽量|尽快|适当|酌情|尽可能|原则上|视情况|视情|另行|若干|大约|左右两|争取|力争|条件允许", "R10"),
    ("自愿", "自愿|自主|自由", "R10"),
    ("强迫", "强迫|责令|勒令|命令|要求其|迫使|威胁|警告|训诫", "R07"),
    ("只限", "只限于|仅限于|只能|只有|仅仅|限于|仅供|仅|只", ""),
    ("一切", "一切|任何|所有(?!权)|全部|全体", ""),
    ("永远", "永远|永久|终身|终生|从此|从今|今后|以后|此后|往后|日后|再也|再", "R07"),
    ("拒绝", "拒绝|拒不", "R07"),
    ("终结", "终结|终止|结案|了结|办结|中止|结束", "R07"),
    ("决定", "决定|裁定|裁决|判决|判定|认定|确认|确定|批准|同意", "R07"),
    ("受理", "受理|接收|登记|立案", "R07"),
    ("答复", "答复|回复|答覆", "R07"),
    ("事实", "事实|情况说明|证据|理由", "R07"),
    ("同一", "同一|相同|类似|相关的?事项|其他事项|有关联", "R07"),
    ("新的", "新的|新事实|新证据", "R07"),
    ("信访", "信访|上访|走访|投诉|申诉|控告|检举|举报|告状|反映", "R07"),
    ("复查", "复查", "R06"),
    ("复核", "复核", "R06"),
    ("行政复议", "行政复议|复议", "R12"),
    ("诉讼", "提起诉讼|提出诉讼|起诉|诉讼|打官司|诉至|诉请|上诉", "R12"),
    ("仲裁", "仲裁", "R12"),
    ("调解", "人民调解|调解|和解", "R12"),
    ("司法确认", "司法确认", "R14"),
    ("强制执行", "强制执行|强制|执行(?!人)|查封|冻结|扣押|扣留|没收|拍卖", "R14"),
    ("处罚", "处罚|罚款|罚金|拘留|追究|制裁|处分|刑事|黑名单|失信|停发|扣发|取消|停止|停电|停水|断电|断水", "R07"),
    ("警察", "公安机关|公安|派出所|警察|报警", "R07"),
    ("检察院", "人民检察院|检察院|检察", ""),
    ("法院", "人民法院|法院|法庭", "R12"),
    ("级别", "上一级|上级|下级|本级|同级|基层|中级|高级|最高|乡级|县级|市级|省级|国家", ""),
    ("政府", "人民政府|政府", ""),
    ("机关", "机关|单位|部门", ""),
    ("委员会", "委员会|村委会|居委会|调委会", ""),
    ("律师", "律师|法律工作者|法律顾问|代理人|法定代理|委托代理|法定代表|监护人|承办人", "R15"),
    ("参考", "参考", "R15"),
    ("代替", "代替|替代|取代|作为依据|作为确权|依据(?=使用)|等同", "R15"),
    ("生效", "生效|效力|约束力|约束|无效|失效|有效", "R14"),
    ("承担", "承担|负责|负担|赔偿|补偿|赔|责任|义务", "R10"),
    ("支付", "支付|给付|付给|付清|缴纳|缴|交付|付|返还|退还|偿还|归还|补偿款|借款|欠款", "R20"),
    ("利息", "利息|利率|违约金|滞纳金|罚息|定金|押金|保证金|手续费|调解费|费用|收费|收取|有偿", "R20"),
    ("履行", "履行|完成|兑现", "R10"),
    ("违约", "违约|逾期|反悔|翻悔|拖延", "R10"),
    ("权利", "权利|权益", ""),
    ("权属", "所有权|使用权|承包权|权属|归(?!还|档|案|集)|确权|界址|产权", "R13"),
    ("签名", "签名|签字|署名|签署|盖章|印章|加盖|按指印|捺印|手印|指印", "R10"),
    ("送达", "送达|签收|留置", ""),
    ("收到", "收到|收悉|接到", ""),
    ("告知", "告知|通知|告诉", ""),
    ("请求", "申请|请求|诉求|提请|提出|主张", ""),
    ("以前", "以前|之前|前|以内|之内|内", "R21"),
    ("起", "之日起|起算|次日起|起", "R21"),
    ("届满", "届满|期满|到期|截止|期限|最后一日", "R21"),
    ("延长", "延长|延期|顺延|推迟|提前|暂缓|缓期", "R21"),
    ("含当日", "含当日|不含当日|含本数", "R21"),
    ("工作日", "工作日|交易日", "R21"),
    ("口头", "口头", ""),
    ("书面", "书面", ""),
    ("公开", "公开|公布|公示|披露|传播|张贴", "R15"),
    ("保密", "保密|秘密|隐私", "R15"),
    ("他人", "他人|第三人|第三方|其他人|外人|案外人", "R15"),
    ("提供", "提供|出示|转交|转给|复制|复印|泄露", "R15"),
    ("支持", "部分支持|(?<=予)支持|驳回", "R06"),
    ("核对", "逐件|逐项|抽查|抽样|核对|清点|核实|查验", "R27"),
    ("现金", "现金|转账|银行卡|微信|支付宝|实物|抵扣|抵销|抵顶", "R20"),
    ("共同", "共同|单方|单独|连带|各自|双方|各方|一方|另一方|对方|各执|互相", "R10"),
    ("称谓", "甲方|乙方|丙方|被申请人|申请人|被调查人|当事人|信访人|委托人|付款人|收款人", "R10"),
    ("亲属", "父亲|母亲|丈夫|妻子|配偶|儿子|女儿|子女|兄弟|姐妹|亲属", ""),
    ("方位", "东|南|西|北|左|右", ""),
    ("性别", "男|女", ""),
    ("年龄", "未成年|成年|岁", ""),
    ("条件", "条件是|前提是|前提|方可|方能|否则|视为|视同|推定|默认", ""),
    ("正副本", "正本|副本|原件|复印件|草稿", "R10"),
)
_NUMBER = r"\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万亿半几数]+"
_UNIT = (
    "万元|亿元|元|块钱|块|角|分(?!期|别|歧|清|析)|个?工作日|日|天|个?月|年|周|小时|时|点|份|期|人|名|户|亩|平方米|米|厘米|公里|吨|斤|公斤|"
    "％|%|倍|次|岁|款|项|条|号|页|件|级|折|成"
)
_CANONICAL_UNIT = {"天": "日", "块": "元", "块钱": "元", "％": "%", "工作日": "个工作日", "个月": "月"}
# Numbers of these units in characters are counts even without a digit more; `一` alone in 一切, 一起 is none.
_COUNTED = rf"(?P<number>{_NUMBER})(?P<unit>{_UNIT})"
_SUM = rf"人民币[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正]+"
_DATE = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
_ARTICLE = r"第[零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十])?(?:第[零一二三四五六七八九十\d]+款)?(?:第?[（(]?[零一二三四五六七八九十\d]+[）)]?项)?"
_LAW = r"《[^《》]{1,60}》"
_LATIN = r"[A-Za-z][A-Za-z]{2,}"
_DIGITS = r"\d[\d_]*"
_DROPPED = re.compile(r"(?:敬请|恳请|烦请|谨此|特此|兹|谨|敬(?!老)|(?<![申提邀聘])请(?!求|示|假)|您好|的(?!士)|了|吗|呢|啊|[^\w《》%％])", re.UNICODE)
_FOLDED = (
    ("您", "你"),
    ("贵方", "你方"),
    ("以及", "和"),
    ("及其", "和其"),
    ("及(?!时)", "和"),
    ("与(?!会|否)", "和"),
    ("或者", "或"),
    ("己经", "已经"),
    ("已经", "已"),
    ("如果|倘若|假如|若(?!干)", "如"),
    ("依据(?=《)|根据(?=《)|按照(?=《)", "依照"),
    ("帐", "账"),
    ("其它", "其他"),
)
_RULES = {name: rule for name, _, rule in _MEANINGS}
_KIND_RULES = {"law": "R24", "article": "R24", "sum": "R20", "date": "R21", "number": "R20", "name": "R27"}
_DAY_UNITS = {"日", "个工作日", "月", "年", "周", "小时", "时"}


@dataclass(frozen=True)
class Word:
    """A weighty word: `text` as the sentence has it, `meaning` that other words share, `rule` that its change touches."""

    text: str
    meaning: str
    rule: str


def plain(text: str) -> str:
    """Return `text` without spaces, punctuation and politeness, words of one meaning written in one way."""
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"(?<=\d),(?=\d)", "", folded)
    folded = re.sub(r"\s", "", folded)
    for pattern, word in _FOLDED:
        folded = re.sub(pattern, word, folded)
    kept = re.sub(r"(?<=\d)[.\-](?=\d)", "\N{MIDDLE DOT}", folded)
    return _DROPPED.sub("", kept.replace("\N{MIDDLE DOT}", "_"))


def weighty_words(text: str, names: Sequence[str] = ()) -> tuple[Word, ...]:
    """Return the weighty words of `text` in order; `names` are the people, bodies and places that the facts name."""
    folded = plain(text)
    known = tuple(sorted({plain(name) for name in names if len(plain(name)) > 1}, key=lambda name: (-len(name), name)))
    return tuple(_words(folded, known))


def _words(folded: str, names: tuple[str, ...]) -> Iterator[Word]:
    for match in _pattern(names).finditer(folded):
        kind = match.lastgroup or ""
        if kind == "neutral":
            continue
        text = match[0]
        if kind == "unit":
            yield _counted(text, match["number"], match["unit"])
        elif kind in _KIND_RULES:
            yield Word(text, text, _KIND_RULES[kind])
        elif kind in {"latin", "digits"}:
            yield Word(text, text, "R27")
        else:
            meaning = _MEANINGS[int(kind.removeprefix("m"))]
            yield Word(text, _sense(meaning[0], text), meaning[2])


# Words that share a place in the table but not a meaning.
_EXACT = {"级别", "方位", "性别", "称谓", "亲属", "共同", "支持", "现金", "正副本", "律师", "决定", "核对", "终结", "处罚", "信访", "生效"}
_EXACT |= {"利息", "承担", "同一", "事实", "含当日", "提供", "公开", "代替", "签名", "延长", "条件", "年龄", "工作日"}
_SAME = {"签字": "签名", "署名": "签名", "捺印": "按指印", "手印": "按指印", "指印": "按指印", "加盖": "盖章", "延期": "延长"}


def _sense(meaning: str, text: str) -> str:
    return _SAME.get(text, text) if meaning in _EXACT else meaning


def _counted(text: str, number: str, unit: str) -> Word:
    value = number_value(number)
    same = _CANONICAL_UNIT.get(unit, unit)
    if unit == "万元" and value is not None:
        value, same = value * 10_000, "元"
    rule = "R21" if same in _DAY_UNITS else "R10" if same == "份" else "R20"
    return Word(text, f"{number if value is None else f'{value:g}' if value < 1e6 else f'{value:.2f}'}{same}", rule)


@functools.lru_cache(maxsize=200)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    named = "|".join(map(re.escape, names)) or r"(?!)"
    meanings = "|".join(f"(?P<m{n}>{words})" for n, (_, words, _) in enumerate(_MEANINGS))
    return re.compile(
        rf"(?P<law>{_LAW})|(?P<name>{named})|(?P<sum>{_SUM})|(?P<date>{_DATE})|(?P<article>{_ARTICLE})|"
        rf"(?P<neutral>{_NEUTRAL})|{_COUNTED}|{meanings}|(?P<digits>{_DIGITS})|(?P<latin>{_LATIN})"
    )
