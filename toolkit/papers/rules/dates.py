"""Rules on the days of every paper: their order, days that no calendar has, days in the text, days of performance."""

import datetime as dt
import functools
import re
from collections.abc import Iterator
from datetime import timedelta

from toolkit.chinese import number_value, official_date
from toolkit.papers.facts import values_at
from toolkit.papers.forms import schema
from toolkit.papers.law.figures import days_on
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, bars, day, warns
from toolkit.papers.rules.registry import rule

_WRITTEN = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]")
_CHARACTERS = "零〇一二两三四五六七八九十"
# 九月一号, 今年8月20日, 去年十月三日: days as people tell them; a day without a year is the last one before the paper.
_SPOKEN = re.compile(
    rf"(?:(?P<year>\d{{4}}|今|去|前|上)年)?(?P<month>\d{{1,2}}|[{_CHARACTERS}]{{1,2}})月(?P<day>\d{{1,2}}|[{_CHARACTERS}]{{1,3}})[日号]"
)
_YEARS_AGO = {"今": 0, "去": 1, "上": 1, "前": 2}
_PERIOD_ENDS = re.compile(
    r"(?P<from>\d{4}年\d{1,2}月\d{1,2}日)[^。；\d]{0,16}?(?:起|后|收到|送达|知道|签收)[^。；\d]{0,14}?"
    r"(?P<days>\d{1,3}|[一二三四五六七八九]?[十百][一二三四五六七八九十]{0,3})[日天]"
    r"[^。；]{0,24}?(?:届满|期满|截止|最后一[日天]|期限|到期|止|(?<=[日天])到)[^。；\d]{0,10}"
    r"(?P<to>\d{4}年\d{1,2}月\d{1,2}日)"
)
_WEEKDAY = re.compile(r"(\d{4}年\d{1,2}月\d{1,2}日)[（(]?(?:星期|周)([一二三四五六日天])")
_NUMBER_YEAR = re.compile(r"〔(\d{4})〕")
_APART = timedelta(days=7)  # signatures further apart than this are asked about
_MOST_KNOWN = 8192  # texts whose dates are remembered
_DATED_NUMBERS = ("acceptance", "handling", "review", "final_review")


@rule("R21", "日期的先后", practice("程序先后"))
def in_order(given: RuleInput) -> Iterator[Fault]:
    """Check that the dates of the facts follow the order that the schema gives, with its labels."""
    latest = None
    for path, label in schema(given.paper).get("x-order", ()):
        days = [day(value) for value in values_at(given.facts, path)]
        for date in days:
            if latest and date < latest[1]:
                message = f"{label}（{official_date(date)}）早于{latest[0]}（{official_date(latest[1])}）。"
                yield bars(path, message, "请核对日期。")
        latest = max(
            [(label, date) for date in days] + ([latest] if latest else []), key=lambda each: each[1], default=None
        )


@functools.lru_cache(maxsize=_MOST_KNOWN)
def written_days(text: str) -> tuple[tuple[str, dt.date | None], ...]:
    """Return each date written in `text` with its day; None for one that no calendar has."""
    return tuple((match[0], _day_of(match)) for match in _WRITTEN.finditer(text))


def _day_of(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def spoken_days(text: str, told_on: dt.date) -> Iterator[tuple[str, dt.date | None]]:
    """Yield each day that `text` tells in digits or characters, as somebody means it who says it on `told_on`."""
    for match in _SPOKEN.finditer(text):
        month, number = (int(number_value(match[part]) or 0) for part in ("month", "day"))
        given = match["year"]
        year = int(given) if given and given.isdigit() else told_on.year - _YEARS_AGO.get(given or "今", 0)
        try:
            on = dt.date(year, month, number)
            yield match[0], on if given or on <= told_on else on.replace(year=year - 1)
        except ValueError:
            yield match[0], None


@rule("R21", "日历上有这一天", practice("日期要写得准"), reads_text=True)
def written_days_exist(given: RuleInput) -> Iterator[Fault]:
    """Bar a date in a text that no calendar has."""
    for sentence in given.sentences:
        for words, date in written_days(sentence.text):
            if date is None:
                yield bars(
                    sentence.field, f"“{given.label(sentence.field)}”里的“{words}”：没有这一天。", "请核对日期。"
                )


@rule("R21", "星期和日期一致", practice("日期要写得准"), reads_text=True)
def weekdays_fit_their_days(given: RuleInput) -> Iterator[Fault]:
    """Bar a day of the week that is not that of its date."""
    for sentence in given.sentences:
        for words, weekday in _WEEKDAY.findall(sentence.text):
            date = written_days(words)[0][1]
            if date and "一二三四五六日"[date.weekday()] != weekday.replace("天", "日"):
                right = "一二三四五六日"[date.weekday()]
                yield bars(sentence.field, f"{words}是星期{right}，不是星期{weekday}。", "请核对日期。")


@rule(
    "R21",
    "文字里算出的期限要对",
    provision("民法典", "第二百零一条、第二百零三条", "开始的当日不计入，最后一日是法定休假日的顺延"),
    papers="legal_opinion handling_opinion acceptance_notice termination_notice",
    reads_text=True,
)
def written_periods_are_right(given: RuleInput) -> Iterator[Fault]:
    """Bar the end of a period, written in a text with its start and its days, that does not follow from them."""
    for sentence in given.sentences:
        for match in _PERIOD_ENDS.finditer(sentence.text):
            days = [date for _, date in written_days(f"{match['from']} {match['to']}")]
            if None in days:
                continue
            length = int(number_value(match["days"]) or 0)
            end = given.last_day(days[0].isoformat(), length)  # type: ignore[union-attr] # just above
            plain = days[0] + timedelta(days=length)  # type: ignore[operator] # just above
            if days[1] not in {end.last_day, plain}:
                last = official_date(end.last_day)
                message = f"从{match['from']}起{match['days']}日，最后一日是{last}，不是{match['to']}。"
                yield bars(sentence.field, message, "请改正。")


@rule(
    "R10",
    "履行期限在协议以后",
    provision("人民调解工作若干规定", "第三十五条", "写明履行的方式、地点、期限"),
    papers="mediation_agreement oral_agreement",
)
def duties_are_due_afterwards(given: RuleInput) -> Iterator[Fault]:
    """Bar a day of performance before the agreement, and an end before its start."""
    payments = list(enumerate(given.facts.get("payments") or ()))
    days = [(f"terms.{n}.by", term["by"]) for n, term in enumerate(given.facts["terms"])]
    days += [(f"payments.{n}.by", payment["by"]) for n, payment in payments]
    parts = ((n, part) for n, payment in payments for part in payment.get("instalments") or ())
    days += [(f"payments.{n}.instalments", part["by"]) for n, part in parts]
    for field, by in days:
        if by and day(by) < given.date and given.paper == "mediation_agreement":
            yield bars(field, f"履行期限{by}早于协议日期。", "请核对日期。")
    for number, term in enumerate(given.facts["terms"]):
        if term.get("from") and day(term["from"]) > day(term["by"]):
            message = f"开始日期（{term['from']}）晚于履行期限（{term['by']}）。"
            yield bars(f"terms.{number}.from", message, "请核对日期。")


@rule(
    "R10",
    "条款里的日期不超过履行期限",
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers="mediation_agreement oral_agreement",
)
def duties_name_no_other_day(given: RuleInput) -> Iterator[Fault]:
    """Warn of a day in a duty that lies after its limit: a court would not know which of the two was meant."""
    for number, term in enumerate(given.facts["terms"]):
        for words, date in written_days(f"{term['duty']} {term['way']}"):
            if date and date > day(term["by"]):
                message = f"条款里写的{words}晚于履行期限（{official_date(day(term['by']))}）。"
                yield warns(f"terms.{number}", message, "请核对，只写一个期限。")


@rule("R21", "受理在协议以前", practice("程序先后"), papers="mediation_agreement")
def accepted_before_agreed(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement dated before the matter was accepted."""
    if day(given.facts["accepted_on"]) > given.date:
        yield bars("accepted_on", "受理日期晚于协议日期。", "请核对日期。")


@rule(
    "R21",
    "告知权利义务在调解以前",
    provision("人民调解工作若干规定", "第三十条", "调解前告知性质、原则、效力和权利义务"),
    papers="mediation_agreement",
)
def rights_told_before(given: RuleInput) -> Iterator[Fault]:
    """Bar an agreement before which nobody was told of his rights."""
    if day(given.facts["rights_told_on"]) > given.date:
        yield bars("rights_told_on", "告知权利义务的日期晚于协议日期。", "请核对日期；调解前就要告知。")


@rule(
    "R21",
    "协议日期是最后一方签名的日子",
    provision("人民调解法", "第二十九条第二款", "自各方签名、调解员签名并加盖印章之日起生效"),
    papers="mediation_agreement",
)
def signed_on_its_day(given: RuleInput) -> Iterator[Fault]:
    """Bar signatures all before the agreement's day or before it was accepted; warn when the seal came first.

    The agreement takes effect with the last signature, so that it may bear that day while others signed before.
    """
    signing, agreed = given.facts["signing"], given.date
    signed = [(n, party) for n, party in enumerate(signing["parties"] or ()) if party["on"]]
    days = [(f"signing.parties.{n}.on", f"{party['name']}签名", day(party["on"])) for n, party in signed]
    mediators_on, sealed_on = (day(signing[name]) if signing[name] else None for name in ("mediators_on", "sealed_on"))
    days += [("signing.mediators_on", "调解员签名", mediators_on)] if mediators_on else []
    last = max([on for _, _, on in days] + ([sealed_on] if sealed_on else []), default=None)
    last_party = max((on for field, _, on in days if field.startswith("signing.parties")), default=agreed)
    for field, label, on in days:
        if (last is not None and last < agreed) or on < day(given.facts["accepted_on"]):
            start = "受理日期" if on < day(given.facts["accepted_on"]) else "协议日期"
            yield bars(field, f"{label}（{official_date(on)}）早于{start}。", "请核对日期。")
        elif on < agreed - _APART or (field == "signing.mediators_on" and on < min(last_party, agreed)):
            yield warns(field, f"{label}（{official_date(on)}）早于最后一方签名。", "请核对日期。")
    if sealed_on and days and sealed_on < max(on for _, _, on in days):
        message = f"盖章（{official_date(sealed_on)}）早于最后一人签名。"
        yield warns("signing.sealed_on", message, "请核对日期；各方签名以后再盖章。")


@rule(
    "R12",
    "一般在一个月内调结",
    provision("人民调解工作若干规定", "第三十三条", "一般应当在一个月内调结"),
    papers="mediation_agreement mediation_record oral_agreement failure_notice",
)
def within_the_usual_month(given: RuleInput) -> Iterator[Fault]:
    """Warn when mediation took longer than the usual month."""
    if given.date > day(given.facts["accepted_on"]) + timedelta(days=days_on("usual_mediation_days", given.date)):
        remedy = "请确认各方同意延长，并在调解记录里写明；否则终止调解并告知其他途径。"
        yield warns("date", "从受理到调解结束超过一个月。", remedy)


@rule("R21", "文号的年份和日期一致", practice("文号按年编"), papers="termination_notice service_receipt")
def numbers_are_of_their_year(given: RuleInput) -> Iterator[Fault]:
    """Warn of a paper's number whose year is not that of its date."""
    steps = [(name, given.facts.get(name)) for name in _DATED_NUMBERS]
    dated = [(f"{name}.number", step["number"], step["date"]) for name, step in steps if step]
    documents = enumerate(given.facts.get("documents") or ())
    dated += [(f"documents.{n}.number", document["number"], document["dated"]) for n, document in documents]
    for field, number, date in dated:
        year = _NUMBER_YEAR.search(number)
        if year and int(year[1]) != day(date).year:
            yield warns(
                field, f"{number}是{year[1]}年的文号，日期却是{official_date(day(date))}。", "请核对文号和日期。"
            )
