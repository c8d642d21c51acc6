"""Rules of a legal opinion (律师法 and practice): who signs it, who receives it, its sums, citations and promises."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from toolkit.chinese import official_date
from toolkit.papers.citations import cited_in, editions, short
from toolkit.papers.facts import all_text
from toolkit.papers.rules.base import Rule, RuleInput, day, error, warning
from toolkit.records import Finding

_CITING = ("issues", "channel", "limitation", "conclusions", "advice", "relief", "reservations")
_PROMISES = re.compile(r"保证[^，。；]{0,4}胜诉|必然?胜诉|一定(?:能|会)?胜诉|包[赢胜]|稳[赢胜]|肯定(?:能|会)?胜诉")
_FORCE = re.compile(r"本?意见书?[^，。；]{0,6}具有(?:法律|强制)(?:效力|约束力)")
_NOT_PROMISED = re.compile(r"(?:不|没有|无法|不得|不能|并不|未)[^，。；]{0,6}$")
_PERIOD = re.compile("时效|期限|期间|[年月日]")
_HEDGED = ("基本符合", "基本合法", "基本合理", "原则上符合")


def _opinion_people(given: RuleInput) -> Iterator[Finding]:
    least = given.settings.papers.minimum_lawyers
    if len(given.facts["lawyers"]) < least:
        yield warning(
            "R15", "lawyers", f"签名律师少于 {least} 名。", "请加一名律师，或改设置。", "律师法没有规定，二名较稳妥"
        )
    for number, lawyer in enumerate(given.facts["lawyers"]):
        if lawyer["profession"] != "律师":
            message = f"{lawyer['name']}不是律师，不能以律师名义出具。"
            remedy = "请由执业律师出具。"
            yield error("R15", f"lawyers.{number}", message, remedy, "《中华人民共和国律师法》第十三条")
        elif not re.fullmatch(r"1\d{16}", lawyer["licence"]):
            yield warning(
                "R15", f"lawyers.{number}.licence", "执业证号不是17位新式号码。", "请核对执业证。", "律师执业证管理办法"
            )


def _opinion_consent(given: RuleInput) -> Iterator[Finding]:
    for number, addressee in enumerate(given.facts["addressees"]):
        if addressee["name"] != given.facts["client"]["name"] and not addressee.get("consent"):
            message = f"向{addressee['name']}提供意见书，没有委托人同意的记录。"
            remedy = "请取得委托人书面同意并写明日期、文号。"
            yield error("R15", f"addressees.{number}", message, remedy, "《中华人民共和国律师法》第三十八条")


def _opinion_same_lawyer(given: RuleInput) -> Iterator[Finding]:
    for field, label in (("licence", "执业证号"), ("name", "姓名")):
        for value, count in Counter(lawyer[field] for lawyer in given.facts["lawyers"]).items():
            if count > 1:
                message = f"有 {count} 名签名律师的{label}都是{value}。"
                yield error(
                    "R15", "lawyers", message, "请核对，每名律师只列一次。", "《中华人民共和国律师法》第二十三条"
                )


def _opinion_hedged(given: RuleInput) -> Iterator[Finding]:
    text = all_text([given.facts["conclusions"], [issue["conclusion"] for issue in given.facts["issues"]]])
    for word in _HEDGED:
        if word in text:
            remedy = "请写明符合还是不符合；事实无法核实的，写进保留意见。"
            yield warning("R15", "conclusions", f"结论里有“{word}”，不够明确。", remedy, "法律意见应当明确")


def _opinion_inquiries(given: RuleInput) -> Iterator[Finding]:
    for number, inquiry in enumerate(given.facts["inquiries"] or ()):
        if day(inquiry["on"]) > day(given.facts["date"]):
            message = f"调查日期（{official_date(day(inquiry['on']))}）晚于出具日期。"
            yield error("R21", f"inquiries.{number}.on", message, "请核对日期。", "程序先后")


def _opinion_claim(given: RuleInput) -> Iterator[Finding]:
    claim = given.facts["claim"] or {}
    area, price, amount, paid = (claim.get(name) for name in ("area_mu", "price_per_mu", "amount", "paid"))
    if area and price and amount and Decimal(str(area)) * Decimal(str(price)) != Decimal(str(amount)):
        message = f"{area}亩乘以每亩{price}元不等于{amount}元。"
        yield error("R20", "claim.amount", message, "请核对面积、单价和金额。", "金额应当算得对")
    if paid and amount and Decimal(str(paid)) > Decimal(str(amount)):
        yield warning("R20", "claim.paid", "已经支付的多于应当支付的。", "请核对金额。", "金额应当算得对")


def _opinion_citations(given: RuleInput) -> Iterator[Finding]:
    """Hold what the text cites to the table of articles, as the list of laws is held to it; 款 and 项 are left out."""
    basis = "引用法律应当写明名称、条款和出具之日有效的版本"
    on = day(given.facts["date"])
    laws = given.facts["laws"]
    listed = {(short(law["law"]), article) for law in laws for _, article in cited_in(f"《法》{law['article']}")}
    text = all_text([given.facts.get(name) for name in _CITING])
    for law, article in dict.fromkeys(cited_in(text)):
        same = editions(given.articles, law)
        valid = [known.article for known in same if known.is_in_force(on)]
        if (short(law), article) in listed or article in valid:
            continue
        if not same:
            message = f"文字里引用的《{law}》不在条文表里，不能确认有这部法律。"
            yield warning("R24", "laws", message, "请对照官方文本核对后，把它加进条文表 citations.csv。", basis)
        else:
            known = "、".join(dict.fromkeys(valid)) or "没有现行有效的条文"
            message = f"文字里引用的《{law}》{article}不在条文表里；表里现行有效的有：{known}。"
            remedy = "请核对条文号；确有这一条的，先加进条文表 citations.csv，或者列进引用的法律。"
            yield error("R24", "laws", message, remedy, basis)


def _opinion_limitation(given: RuleInput) -> Iterator[Finding]:
    """Bar a period that rests on articles of which the table says that they hold none."""
    for number, period in enumerate(given.facts["limitation"] or ()):
        held = {
            f"《{law}》{article}": known.holds
            for law, article in cited_in(period["basis"] or "")
            for known in given.articles
            if (short(known.law), known.article) == (short(law), article)
        }
        if held and not any(_PERIOD.search(holds) for holds in held.values()):
            contents = "；".join(f"{name}说的是“{holds}”" for name, holds in held.items())
            message = f"期限的依据不对：{contents}，没有规定期限。"
            yield error("R24", f"limitation.{number}.basis", message, "请改引规定期限的条文。", "引用的条文应当管得着")


def _opinion_promises(given: RuleInput) -> Iterator[Finding]:
    """Bar promises of success and a force that an opinion has not (律师执业管理办法 Art 33)."""
    text = all_text([given.facts.get(name) for name in _CITING])
    for clause in re.split(r"[，。；\n]", text):
        for pattern, remedy in ((_PROMISES, "请删去对结果的承诺。"), (_FORCE, "请删去，法律意见书供委托人参考。")):
            if (match := pattern.search(clause)) and not _NOT_PROMISED.search(clause[: match.start()]):
                message = f"意见书里不得写“{match[0]}”。"
                yield error("R15", "conclusions", message, remedy, "《律师执业管理办法》第三十三条")


OPINION_RULES: tuple[Rule, ...] = (
    _opinion_people,
    _opinion_consent,
    _opinion_same_lawyer,
    _opinion_hedged,
    _opinion_inquiries,
    _opinion_claim,
    _opinion_citations,
    _opinion_limitation,
    _opinion_promises,
)
