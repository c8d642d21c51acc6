"""Rules on damages that the law reckons by the day: lost work and care (人身损害赔偿解释 Art 7, 8)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from toolkit.core import WrongValueError
from toolkit.papers.language.sentences import Sentence
from toolkit.papers.law.calculators import Damages, care_damages, lost_work_damages, value_of
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules.base import Fault, RuleInput, bars, warns
from toolkit.papers.rules.mediation.money import payments
from toolkit.papers.rules.registry import rule

_NUMBER = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+)"
_KIND = re.compile(r"误工|护理|陪护")
_DAILY = re.compile(
    rf"每[天日人]*(?:按|以|为)?{_NUMBER}(?:元|块)|{_NUMBER}(?:元|块)(?:/|每|一)[天日]|一[天日]{_NUMBER}(?:元|块)"
)
_DAYS = re.compile(rf"(?<![\d月每第]){_NUMBER}(?:个)?(?:天|日)(?!内|以内|之内|前|以前|起|[（(])")
_CARERS = re.compile(rf"{_NUMBER}(?:名|个)?人(?:护理|陪护|照顾)")
_TOTAL = re.compile(rf"(?:共计?|合计|总计|计(?!算)|=|等于)(?:人民币)?{_NUMBER}(?:元|块)")
_PAPERS = "mediation_agreement oral_agreement confirmation_application mediation_application"


@rule(
    "R20",
    "误工费、护理费按天数算对",
    provision("人身损害赔偿解释", "第七条", "按误工时间和收入计算"),
    provision("人身损害赔偿解释", "第八条", "按护理人员的收入、人数、期限计算；最长不超过二十年"),
    papers=_PAPERS,
    reads_text=True,
)
def damages_by_the_day_are_reckoned_right(given: RuleInput) -> Iterator[Fault]:
    """Bar damages whose total is not days times the daily sum; warn when the payment for them is another sum."""
    for sentence in given.sentences:
        try:
            reckoned = _reckoned(sentence)
        except WrongValueError as fault:
            yield bars(sentence.field, str(fault), "请核对天数。")
            continue
        if reckoned is None:
            continue
        total = _TOTAL.search(sentence.text)
        if total and value_of(total[1]) != reckoned.amount:
            message = f"{reckoned.reckoning}是{reckoned.amount}元，写的是{total[1]}元。"
            yield bars(sentence.field, message, "请核对天数、每天的钱数和总数。")
        elif not total:
            yield from _other_payments(given, sentence, reckoned)


def _other_payments(given: RuleInput, sentence: Sentence, reckoned: Damages) -> Iterator[Fault]:
    """Yield a warning for a payment of nothing but these damages that is another sum."""
    kind = _KIND.findall(sentence.text)[0]
    for number, payment in enumerate(payments(given)):
        if re.fullmatch(rf"{kind}(?:费|损失)", payment["subject"]) and Decimal(payment["amount"]) != reckoned.amount:
            written = f"{payment['subject']}写的是{payment['amount']}元"
            message = f"{written}，按文字里说的算是{reckoned.reckoning}，{reckoned.amount}元。"
            yield warns(f"payments.{number}.amount", message, "请核对；双方商定少付的，写明商定的数。")


def _reckoned(sentence: Sentence) -> Damages | None:
    """Return what the sentence gives days and a daily sum for; None when it names no such damages, or several."""
    kinds, daily, days = (pattern.findall(sentence.text) for pattern in (_KIND, _DAILY, _DAYS))
    if len(set(kinds)) != 1 or len(daily) != 1 or len(days) != 1:
        return None
    money, count = value_of(next(filter(None, daily[0]))), int(value_of(days[0]))
    if kinds[0] == "误工":
        return lost_work_damages(money, count)
    carers = _CARERS.search(sentence.text)
    return care_damages(money, count, int(value_of(carers[1])) if carers else 1)
