"""Rules on the law and the figures of a legal opinion: channel, limitation, evidence, sums; every citation."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from toolkit.chinese import number_value
from toolkit.papers import citations
from toolkit.papers.citations import cited_in, short, speaks_of_then
from toolkit.papers.facts import all_text
from toolkit.papers.law.periods import durations, period_of, periods
from toolkit.papers.law.statutes import practice, provision, statute_named
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, warns
from toolkit.papers.rules.registry import rule

_OPINION = "legal_opinion"
_STANDARDS = Path(__file__).parents[1] / "law" / "data" / "standards.toml"
_DENIED = re.compile(r"不(?:能|得|应|再)(?:再)?(?:按|用|适用|照)|废止|失效|取消了|已经不")
_CITED_RIGHT = practice("引用法律应当写明名称、条款和出具之日有效的版本")
_PERIOD = re.compile("时效|期限|期间|[年月日]")
_STARTS = re.compile(r"自(\d{4})年(\d{1,2})月(\d{1,2})日[^，。；]{0,12}起算")
_INTERRUPTED = re.compile(
    r"(?<!没有)(?<!无)(?<!未)(?:发生|已经?|曾|后来|因此)[^，。；]{0,10}中断|重新(?:起算|计算)|中断(?:后|以后)|(?:后|而|引起|构成)中断|起(?:重新)?中断|如"
)
_STILL_RUNS = re.compile(
    r"(?:没有|尚未|还没(?:有)?|未)(?:用完|届满|期满|过期|超过|经过|满)|没过(?:期|时效)|(?:还|尚)(?:有|剩)[^，。；]{0,4}(?:年|个月)(?:多)?|来得及|(?:没|未)到头"
)
_ONLY_YEARS = re.compile(
    r"(?:法律|时效|打官司|起诉|要(?:人家)?赔|索赔|追讨)[^，。；]{0,10}(?:只|就|仅)(?:给|有|是|准)[^，。；]{0,3}(?:一|两|二|1|2)年|时效(?:期间)?(?:为|是|就)(?:一|两|二|1|2)年"
)
_OTHER_PERIOD = re.compile(r"三年|仲裁|承包|劳动|工伤|执行|国家赔偿|行政|撤销|复议|票据|保险|产品")
_SHORTEST_MONTH = 28
_ITEMS = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6"}
_ITEM = re.compile(r"第三十一条第([一二三四五六])项")
_CHANNEL_WORDS = {
    "1": r"诉讼|起诉|法院|检察|公安|涉法涉诉|司法程序|国家赔偿",
    "2": r"仲裁",
    "3": r"党员|党纪|复审",
    "4": r"复议|权属(?:争议)?处理|权属争议|行政处理|行政裁决|裁决|确认|许可|处罚|确权|行政程序|国家赔偿|行政赔偿",
    "5": r"履行|查处|保护|职责|答复",
    "6": r"信访处理|处理意见|听取陈述|调查核实|信访程序|不属于(?:以上|上述|前)"
    r"|(?:不属于|没有|不是)[^。；]{0,36}(?:法定途径|前五项|第一项至第五项)",
}
_RIGHT_IN_TEXT = re.compile(
    r"(?:申请|提起|提出|请求|启动)?(?P<right>行政复议|行政诉讼|劳动(?:争议)?(?:人事争议)?仲裁|(?:农村)?土地承包[^，。；]{0,4}仲裁|司法确认|复查|复核|国家赔偿|工伤认定)"
)
_OWED = re.compile(
    r"(?:应当|应|须|必须|有义务|负有)[^，。；]{0,16}(?:支付|给付|赔偿|补偿|付清|偿还)[^，。；]{0,16}\d[\d,.]*(?:万)?元"
)
_HEDGED = re.compile(r"不足以|不能认定|待(?:查|核)|尚未|如果?|若|查明|核实后|不宜|不应|为前提|经(?:查|核)实")
_TERM = re.compile(r"(?:时效|期限|期间)(?:期间)?(?:为|是|：|只有)?[零一二两三四五六七八九十百\d]+(?:日|天|个月|年)")
_ASKS = re.compile(r"提出|提起|申请|请求|起诉|递|送去|送上去|交上去|去办|去告")
_SUM_IN_CHARACTERS = re.compile(r"[一二两三四五六七八九][零一二两三四五六七八九十百千万]{2,}元")
_SUM = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(万元|元)")


@rule("R20", "请求的金额算得对", practice("金额应当算得对"), papers=_OPINION)
def the_claim_adds_up(given: RuleInput) -> Iterator[Fault]:
    """Bar a claim that is not area by price, warn when more was paid than is due."""
    claim = given.facts["claim"] or {}
    area, price, amount, paid = (claim.get(name) for name in ("area_mu", "price_per_mu", "amount", "paid"))
    if area and price and amount and Decimal(str(area)) * Decimal(str(price)) != Decimal(str(amount)):
        message = f"{area}亩乘以每亩{price}元不等于{amount}元。"
        yield bars("claim.amount", message, "请核对面积、单价和金额。")
    if paid and amount and Decimal(str(paid)) > Decimal(str(amount)):
        yield warns("claim.paid", "已经支付的多于应当支付的。", "请核对金额。")


@rule("R20", "结论里的金额有出处", practice("金额应当算得对"), papers=_OPINION)
def conclusions_name_known_sums(given: RuleInput) -> Iterator[Fault]:
    """Warn of a sum in the conclusions that neither the claim nor any other part of the opinion has."""
    text = all_text({name: value for name, value in given.facts.items() if name not in {"conclusions", "advice"}})
    claim = given.facts["claim"] or {}
    known = {Decimal(str(claim[name])) for name in ("amount", "paid", "price_per_mu") if claim.get(name)}
    known |= {_sum(*sums) for sums in _SUM.findall(text)}
    for number, conclusion in enumerate(given.facts["conclusions"]):
        told = [(f"{digits}{unit}", _sum(digits, unit)) for digits, unit in _SUM.findall(conclusion)]
        told += [(words, Decimal(number_value(words[:-1]) or 0)) for words in _SUM_IN_CHARACTERS.findall(conclusion)]
        for words, amount in told:
            if amount and amount not in known:
                message = f"结论里的{words}在事实和分析里都没有。"
                yield warns(f"conclusions.{number}", message, "请核对金额，写明怎样算出。")


def _sum(digits: str, unit: str) -> Decimal:
    return Decimal(digits) * (10_000 if unit == "万元" else 1)


@rule(
    "R04",
    "途径的条款和理由一致",
    provision("信访工作条例", "第三十一条", "申诉求决事项分六种途径办理"),
    papers=_OPINION,
)
def the_channel_fits_its_reasons(given: RuleInput) -> Iterator[Fault]:
    """Bar an item of Art 31 that the reasoning does not name, ask when its words speak of another."""
    item = given.facts["channel"]["item"][3]
    judgement = given.facts["channel"]["judgement"]
    named = [_ITEMS[each] for each in _ITEM.findall(judgement)]
    remedy = "请核对是第三十一条第几项，改成一致。"
    if named and item not in named:
        yield bars(
            "channel.judgement", f"途径选的是第{item}项，理由里写的是第{'、'.join(dict.fromkeys(named))}项。", remedy
        )
    elif not re.search(_CHANNEL_WORDS[item], judgement):
        others = [other for other, words in _CHANNEL_WORDS.items() if re.search(words, judgement)]
        level = bars if others else asks
        yield level("channel.judgement", f"途径选的是第三十一条第{item}项，理由里看不出为什么。", remedy)
    for field in ("conclusions", "advice"):
        for number, text in enumerate(given.facts[field]):
            cited = [_ITEMS[each] for each in _ITEM.findall(text)]
            if cited and item not in cited and not set(cited) <= set(named):
                message = f"途径选的是第{item}项，这里写的是第{'、'.join(cited)}项。"
                yield bars(f"{field}.{number}", message, remedy)


@rule(
    "R24",
    "期限和法律规定一致",
    provision("民法典", "第一百八十八条", "诉讼时效三年，最长二十年"),
    provision("行政复议法", "第二十条", "申请行政复议的期限六十日"),
    provision("行政诉讼法", "第四十五条、第四十六条", "起诉期限六个月，复议后十五日"),
    papers=_OPINION,
)
def limitation_follows_the_law(given: RuleInput) -> Iterator[Fault]:
    """Bar a period that the law does not give for the right, in its own field and where its state is told."""
    for number, limit in enumerate(given.facts["limitation"] or ()):
        known = period_of(limit["right"])
        terms = "".join(match[0] for match in _TERM.finditer(limit["status"]))
        # A status that names the right period too may speak of an earlier law beside it.
        terms = "" if known and any(known.allows(each) for each in durations(limit["status"])) else terms
        for field, text in (("period", limit["period"]), ("status", terms)):
            for duration in durations(text):
                if known and not known.allows(duration):
                    allowed = f"{'、'.join(known.allowed)}（{known.basis}）"
                    message = f"“{limit['right']}”写的是{duration.words}，法律规定的是{allowed}。"
                    yield bars(f"limitation.{number}.{field}", message, "请改正期间。")


@rule(
    "R24",
    "时效从起算那天数",
    provision("民法典", "第一百八十八条", "诉讼时效三年，自知道权利受到损害以及义务人之日起算"),
    papers=_OPINION,
)
def limitation_is_reckoned(given: RuleInput) -> Iterator[Fault]:
    """Hold what is said of a period of years against the day from which it runs, where nothing interrupted it."""
    for number, limit in enumerate(given.facts["limitation"] or ()):
        start, years = _STARTS.search(limit["status"]), next(durations(limit["period"]), None)
        if not start or not years or years.unit != "年" or _INTERRUPTED.search(limit["status"]):
            continue
        begins = _date(start)
        over = begins is not None and _years_later(begins, years.number) < given.date
        places = [(f"limitation.{number}.status", limit["status"])]
        if len(given.facts["limitation"]) == 1:  # of several, a conclusion does not tell which it means
            places += [(f"conclusions.{place}", text) for place, text in enumerate(given.facts["conclusions"])]
        for field, text in places:
            running = _STILL_RUNS.search(text)
            if over and running and not _INTERRUPTED.search(text):
                message = f"“{given.label(field)}”里说“{running[0]}”：{start[0]}，到落款那天{years.words}已经满了。"
                yield bars(field, message, "请核对起算日；有中断、中止的，写明是哪一天、什么事。")


def _date(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(*map(int, match.groups()))
    except ValueError:
        return None


def _years_later(start: dt.date, years: int) -> dt.date:
    """Return the last day of a period of `years` that runs from `start`."""
    return start.replace(year=start.year + years, day=min(start.day, _SHORTEST_MONTH))


@rule(
    "R24",
    "时效不要说短",
    provision("民法典", "第一百八十八条", "诉讼时效三年，法律另有规定的依照其规定"),
    papers="legal_opinion failure_notice mediation_record handling_opinion",
    reads_text=True,
)
def limitation_is_not_cut_short(given: RuleInput) -> Iterator[Fault]:
    """Ask about one or two years that the law is said to give for a claim of damages, a debt or a suit."""
    for sentence in given.sentences:
        match = _ONLY_YEARS.search(sentence.text) if sentence.part != "tells" else None
        if match and not speaks_of_then(sentence.text) and not _OTHER_PERIOD.search(sentence.text):
            message = f"“{given.label(sentence.field)}”里说“{match[0]}”：民事请求的时效一般是三年，这里是哪一条的规定？"
            yield asks(sentence.field, message, "请核对时效；有特别规定的，写明条文。")


@rule("R24", "期限的依据规定了期限", practice("引用的条文应当管得着"), papers=_OPINION)
def limitation_rests_on_its_article(given: RuleInput) -> Iterator[Fault]:
    """Bar a period that rests on articles of which the table says that they hold none."""
    for number, limit in enumerate(given.facts["limitation"] or ()):
        held = {
            f"《{law}》{article}": row.holds
            for law, article in cited_in(limit["basis"] or "")
            for row in given.articles
            if (short(row.law), row.article) == (short(law), article)
        }
        if held and not any(_PERIOD.search(holds) for holds in held.values()):
            contents = "；".join(f"{name}说的是“{holds}”" for name, holds in held.items())
            message = f"期限的依据不对：{contents}，没有规定期限。"
            yield bars(f"limitation.{number}.basis", message, "请改引规定期限的条文。")


@rule(
    "R24",
    "文字里的期限和法律规定一致",
    provision("行政复议法", "第二十条", "申请行政复议的期限六十日"),
    provision("行政诉讼法", "第四十六条", "起诉期限六个月"),
    papers="legal_opinion failure_notice handling_opinion termination_notice mediation_record acceptance_notice",
    reads_text=True,
)
def written_periods_follow_the_law(given: RuleInput) -> Iterator[Fault]:
    """Bar, in the text, a period for a right that the law does not give for it."""
    for sentence in given.sentences:
        if sentence.part == "tells":
            continue
        for duration in durations(sentence.text):
            after = sentence.text[duration.end :]
            if not after.startswith(("内", "之内", "以内")):
                continue
            clause = sentence.clause_after(duration.end)
            match = _RIGHT_IN_TEXT.search(clause)
            if match is None and _ASKS.search(clause):
                # 可以申请仲裁，须在三十日内提出: the right stands before the period.
                match = next(iter([*_RIGHT_IN_TEXT.finditer(sentence.text[: duration.start])][-1:]), None)
            known = next((each for each in periods() if match and each.right.search(match["right"])), None)
            if match and known and not known.allows(duration):
                message = f"“{duration.words}内{match[0]}”：法律规定的是{'、'.join(known.allowed)}（{known.basis}）。"
                yield bars(sentence.field, message, "请改正期限。")


@cache
def _given_up() -> tuple[tuple[re.Pattern[str], dt.date, str, str], ...]:
    rows = tomllib.loads(_STANDARDS.read_text(encoding="utf-8"))["standards"]
    return tuple((re.compile(row["says"]), row["ended"], row["instead"], row["basis"]) for row in rows)


@rule(
    "R24",
    "算法和标准是现行的",
    practice("引用现行有效的规定"),
    papers="legal_opinion handling_opinion mediation_agreement mediation_record failure_notice non_acceptance_notice",
    reads_text=True,
)
def standards_are_those_of_today(given: RuleInput) -> Iterator[Fault]:
    """Ask about a way of reckoning that the law gave up, unless the text speaks of the law as it was then."""
    for sentence in given.sentences:
        for pattern, ended, instead, basis in _given_up():
            match = pattern.search(sentence.text)
            if match and given.date >= ended and not (speaks_of_then(sentence.text) or _DENIED.search(sentence.text)):
                message = f"“{match[0]}”：{ended.isoformat()}起不再这样算；现在是{instead}（{basis}）。"
                yield asks(sentence.field, message, "请按现行的规定改；说的是以前的事，请写明“当时”。")


@rule("R15", "证据状况前后一致", practice("意见应当以证据为据"), papers=_OPINION)
def evidence_is_consistent(given: RuleInput) -> Iterator[Fault]:
    """Warn of evidence that is there and lost at once; ask when a debt is concluded while evidence is missing."""
    for number, each in enumerate(given.facts["evidence"]):
        if each["state"] == "有" and re.search(r"灭失|遗失|丢失|找不到|无法取得|已销毁|没有原件也", each["how"]):
            yield warns(f"evidence.{number}", f"{each['item']}写的是“有”，取得办法却说“{each['how']}”。", "请核对。")
    missing = [each["item"] for each in given.facts["evidence"] if each["state"] != "有"]
    for number, conclusion in enumerate(given.facts["conclusions"]):
        match = _OWED.search(conclusion)
        if missing and match and not _HEDGED.search(conclusion):
            message = f"结论断定“{match[0]}”，证据却缺{'、'.join(missing[:3])}。结论站得住吗？"
            yield asks(f"conclusions.{number}", message, "证据不足的，请写进保留意见，不作断定。")


@rule(
    "R15",
    "没有判决，不说谁有罪",
    provision("刑事诉讼法", "第十二条", "未经人民法院依法判决，对任何人都不得确定有罪"),
    papers="legal_opinion handling_opinion termination_notice acceptance_notice mediation_agreement failure_notice",
    reads_text=True,
)
def nobody_is_found_guilty(given: RuleInput) -> Iterator[Fault]:
    """Bar the conclusion that somebody committed a crime; what a court decided may be told."""
    for mention in given.mentions("guilt_concluded", "states", "binds"):
        message = f"“{given.label(mention.sentence.field)}”里不得写“{mention.words}”：只有法院能认定犯罪。"
        yield bars(mention.sentence.field, message, "请删去；有线索的，写明由公安机关依法处理。")


# -- citations -------------------------------------------------------------------------------------------------


@rule("R24", "引用现行有效的法律", _CITED_RIGHT)
def listed_laws_are_in_force(given: RuleInput) -> Iterator[Fault]:
    """Hold the list of laws against the table of articles and the list of statutes."""
    laws = given.facts.get("laws") or ()
    text = all_text({name: value for name, value in given.facts.items() if name != "date"})
    for finding in citations.flaws(laws, given.date, given.articles, text):
        yield Fault(finding.level, finding.field, finding.message, finding.remedy)


@rule("R24", "文字里引用的法律存在、有效", _CITED_RIGHT, reads_text=True)
def cited_laws_exist(given: RuleInput) -> Iterator[Fault]:
    """Hold what the text cites to the list of statutes: repealed ones, articles beyond the last; no 款 and 项.

    A legal opinion is held against the table of articles as well.
    """
    laws = given.facts.get("laws") or ()
    known = {(short(law["law"]), article) for law in laws for _, article in cited_in(f"《法》{law['article']}")}
    for sentence in given.sentences:
        for law, article in citations.cited_in(sentence.text):
            if (short(law), article) in known:
                continue
            known.add((short(law), article))
            for fault in citations.text_flaws(law, article, given.date, given.articles, sentence.text):
                if fault.level == "error" or given.paper == _OPINION:
                    yield Fault(fault.level, sentence.field, fault.message, fault.remedy)


@rule("R24", "不引用已经失效的法律", _CITED_RIGHT, reads_text=True)
def named_laws_are_in_force(given: RuleInput) -> Iterator[Fault]:
    """Bar a repealed law that the text names without an article, unless it speaks of the law as it was then."""
    known: set[str] = set()
    for sentence in given.sentences:
        cited = {law for law, _ in citations.cited_in(sentence.text)}
        for law in citations.laws_named_alone(sentence.text):
            statute = statute_named(law)
            gone = statute and statute.replaced_by and not statute.edition_on(given.date)
            # A list names laws only; whether they are meant as they were then, the reasons tell.
            text = given.all_text if sentence.field.startswith(("laws", "limitation")) else sentence.text
            if statute and gone and law not in known | cited and not speaks_of_then(text, law):
                known.add(law)
                message = f"《{law}》已经失效，由《{statute.replaced_by}》代替。"
                yield bars(sentence.field, message, "请改引现行有效的法律；说的是当时的法律，请写明“当时施行”。")
