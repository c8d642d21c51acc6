"""Rules that hold what a text says against the fields of the same paper: days, names, ages, sexes, measures."""

import datetime as dt
import re
from collections.abc import Iterator

from toolkit.chinese import SURNAMES, official_date
from toolkit.papers.facts import value_at, values_at
from toolkit.papers.law.statutes import practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks, bars, day, warns
from toolkit.papers.rules.dates import written_days
from toolkit.papers.rules.parties import KIN, officers, people
from toolkit.papers.rules.registry import rule

_PAST = re.compile(
    r"(?:facts(?:\.\d+)?|facts_found\.\d+|verified|mediation|detail|rights_told|investigation|inquiries\.\d+\.result"
    r"|talk\.\d+\.a|summary|no_request\.result|handling\.summary|settlement\.(?:proof|visit_result)|extinction\.\w+"
    r"|requests\.\d+\.(?:facts|opinion))"
)
_STILL_TO_COME = re.compile(
    r"以前|之前|日前|到期|届满|截止|为止|约定|应当|将|须|至|租期|期限|计划|打算|列入|申报|拟|预计|准备|承诺|答应|同意|以后|日起|商定|定于|分期|每|订于|有效期|到时"
)
_YEAR_ALONE = re.compile(r"(?<!\d)(20\d\d年)(?!\d|度)")
_AGE = re.compile(r"(?:今年|现年|年|，|（|\()?(\d{1,3})(?:周)?岁")
_SEX = re.compile("[（，](?P<sex>[男女])")
_MEASURE = re.compile(
    r"([一-龥]{2,8}?)(?:长|宽|高|深|面积|共|为|约|是|有|的)*(\d+(?:\.\d+)?)(米|厘米|亩|平方米|公里|吨|棵|株)"
)
_SUBJECT = re.compile(r"^(?:由)?([一-龥]{2,4}?)(?=在|分|向|将|应|须|把|按|于|自|一次|支付|付|归还|返还|负责)")
_PROMISED = re.compile(
    r"(?:商定|议定|约定由|同意|愿意|由其|认可)[^。；，]{0,10}(?:付|赔|给|补)[^。；，]{0,10}?(\d+(?:\.\d+)?)元"
)
_MANY = re.compile(
    r"([六七八九十\d]{1,3}|十[一二三四五六七八九]|[二三四五六七八九]十[一-九]?)(?:余|多)?(?:名|位|个|人|户)"
)
_FEW = frozenset("12345")
_CHOSEN = re.compile("推选[^，。；]{0,6}[一二三四五1-5](?:名|位|个|人)")
_OFFICE = re.compile(r"审判|法官|法院|法庭|书记员|检察|民警|警官|派出所|律师|镇长|乡长|书记|主任|所长|局长|政府")
_CITED = practice("同一份文书前后要一致")
_NEAR = 800  # days: what lies further ahead is the end of a term
_HALF = 2  # characters that two names of three have to share
_NAMING = (".name", ".obligor", ".payer", ".payee", ".party")


@rule("R21", "说的是已经发生的事，日期不能晚于落款", practice("程序先后"))
def what_happened_is_past(given: RuleInput) -> Iterator[Fault]:
    """Warn of a day after the paper's own where the text tells what happened."""
    for sentence in given.sentences:
        if not _PAST.fullmatch(sentence.field):
            continue
        years = [(year, dt.date(int(year[:4]), 1, 1)) for year in _YEAR_ALONE.findall(sentence.text)]
        for words_, date in (*written_days(sentence.text), *years):
            place = sentence.text.find(words_)
            clause = sentence.clause_before(place) + sentence.clause_after(place)
            if date and 0 < (date - given.date).days < _NEAR and not _STILL_TO_COME.search(f"{clause}{sentence.text}"):
                message = f"“{given.label(sentence.field)}”里的{words_}晚于落款日期（{official_date(given.date)}）。"
                yield warns(sentence.field, message, "请核对日期；说的是以后的事，请写明“以前”“应当”。")


@rule("R21", "提出以后才调查", practice("程序先后"), papers="handling_opinion")
def inquiry_follows_the_matter(given: RuleInput) -> Iterator[Fault]:
    """Warn of an investigation before the matter was raised."""
    start = day(given.facts["raised_on"])
    for sentence in given.sentences:
        if sentence.field != "investigation":
            continue
        for written, date in written_days(sentence.text):
            if date and date < start and re.search(r"现场|询问|查看|调查|了解|走访", sentence.text):
                message = f"调查（{written}）早于提出信访事项（{official_date(start)}）。"
                yield warns(sentence.field, message, "请核对日期。")


def _known_names(given: RuleInput) -> frozenset[str]:
    """Return the names of everybody in the fields of the paper."""
    fields = ("lawyers[].name", "asked.name", "visited[]", "visitors[]", "invited[]", "present[]", "deliverers[]")
    named = {str(name) for field in fields for name in values_at(given.facts, field)}
    return frozenset(given.people) | {name for _, _, name in officers(given)} | named


@rule("R27", "姓名前后一致", _CITED)
def names_are_spelt_alike(given: RuleInput) -> Iterator[Fault]:
    """Warn of a name in the text that differs in one character from that of a side."""
    known = _known_names(given)
    sentences = [each for each in given.sentences if not each.field.endswith(_NAMING) and not re.search(KIN, each.text)]
    for name in given.people:
        for sentence in sentences:
            for other in _lookalikes(name, sentence.text):
                if not any(other in each or each in other for each in known):
                    message = f"“{given.label(sentence.field)}”里写的是{other}，当事人是{name}。"
                    yield warns(sentence.field, message, "请核对姓名；不是同一个人的，写明是谁。")


def _lookalikes(name: str, text: str) -> Iterator[str]:
    """Yield each name in `text` that shares two characters of three with `name`, in their places."""
    if len(name) != _HALF + 1:
        return
    first, middle, last = name[0], name[1], name[2]
    if (first in text) + (middle in text) + (last in text) < _HALF:
        return
    shapes = rf"{first}{middle}[^{last}\W]|{first}[^{middle}\W]{last}|(?<![一-龥])[^{first}\W]{middle}{last}"
    for match in re.finditer(shapes, text):
        if match[0][0] in SURNAMES and all("一" <= sign <= "龥" for sign in match[0]) and not _is_common(match[0]):
            yield match[0]


def _is_common(word: str) -> bool:
    """Return whether the characters end with one that goes on with the sentence, so that they are no name."""
    return word[2] in "的和与在向将把对是有说称就家方不也都要应被从于按付给收到同因及或等已未现之会能可还去来时又"


@rule("R27", "年龄、性别前后一致", _CITED)
def ages_and_sexes_agree(given: RuleInput) -> Iterator[Fault]:
    """Warn of an age or a sex in the text that is not that of the person's field."""
    for field, person in people(given):
        name, sex = person["name"], person.get("sex")
        for sentence in given.sentences:
            place = sentence.text.find(name)
            after = sentence.text[place + len(name) :] if place >= 0 else ""
            told = _SEX.match(after)
            if sex and told and told["sex"] != sex:
                yield warns(f"{field}.sex", f"{name}的性别是{sex}，文字里写的是{told['sex']}。", "请核对。")
            age = _AGE.match(after)
            if age and person.get("age") is not None and abs(int(age[1]) - person["age"]) > 1:
                yield warns(f"{field}.age", f"{name}的年龄是{person['age']}，文字里写的是{age[1]}岁。", "请核对。")


@rule("R10", "同一处的尺寸前后一致", _CITED, papers="mediation_agreement oral_agreement mediation_record")
def measures_agree(given: RuleInput) -> Iterator[Fault]:
    """Warn of a measure in a duty that the facts give otherwise for the same thing."""
    measures: dict[tuple[str, str], set[str]] = {}
    for sentence in given.sentences:
        is_fact = sentence.field.startswith(("facts", "verified"))
        for thing, number, unit in _MEASURE.findall(sentence.text):
            key = thing[-4:], unit
            if is_fact:
                measures.setdefault(key, set()).add(number)
            elif number not in measures.get(key, {number}):
                message = f"“{thing}”写的是{number}{unit}，事实里是{'、'.join(sorted(measures[key]))}{unit}。"
                yield warns(sentence.field, message, "请核对尺寸。")


@rule(
    "R13",
    "各方共同申请",
    provision("民事诉讼法", "第二百零五条", "由双方共同向法院提出"),
    papers="confirmation_application",
)
def all_sides_apply(given: RuleInput) -> Iterator[Fault]:
    """Bar an application whose contents bind somebody who does not apply."""
    names = [person["name"] for _, person in people(given)]
    for number, text in enumerate(given.facts["content"]):
        match = _SUBJECT.match(text)
        who = match[1] if match else ""
        if who and who[0] in SURNAMES and not any(who in name or name in who for name in names):
            message = f"{who}按协议要履行义务，却不是申请人。"
            yield bars(f"content.{number}", message, "司法确认要双方共同申请，请把他列为申请人。")


@rule(
    "R13",
    "约定的申请日期不超过三十日",
    provision("民事诉讼法", "第二百零五条", "自调解协议生效之日起三十日内"),
    papers="mediation_agreement",
)
def confirmation_day_is_in_time(given: RuleInput) -> Iterator[Fault]:
    """Bar a day for joint confirmation that lies after the thirty days."""
    last = given.limit("confirmation_days", given.facts["date"]).last_day
    for sentence in given.sentences:
        if "司法确认" in sentence.text and sentence.part == "binds":
            for written, date in written_days(sentence.text):
                if date and date > last:
                    message = f"约定{written}申请司法确认，三十日的期限到{official_date(last)}就满了。"
                    yield bars(sentence.field, message, "请改在期限以内。")


@rule("R10", "履行期限不能太远", practice("协议内容应当能够履行"), papers="mediation_agreement oral_agreement")
def duties_are_not_put_off_for_years(given: RuleInput) -> Iterator[Fault]:
    """Warn of a duty that is due more than thirty years after the agreement: the year is likely wrong."""
    for number, term in enumerate(given.facts["terms"]):
        if day(term["by"]).year - given.date.year > 30:  # noqa: PLR2004  # told in the docstring
            yield warns(f"terms.{number}.by", f"履行期限在{term['by']}。", "请核对年份。")


@rule(
    "R20",
    "说好的金额和付款一致",
    provision("民诉法解释", "第三百五十八条第五项", "内容不明确，无法确认的，法院驳回申请"),
    papers="mediation_agreement",
)
def promised_sums_are_payments(given: RuleInput) -> Iterator[Fault]:
    """Warn of a sum that the facts or responsibilities say was agreed and that no payment holds."""
    amounts = {
        str(value_at(given.facts, ("payments", n, "amount"))) for n, _ in enumerate(given.facts["payments"] or ())
    }
    for sentence in given.sentences:
        if sentence.field.startswith("responsibilities"):
            for match in _PROMISED.finditer(sentence.text):
                if amounts and match[1] not in amounts:
                    message = f"“{match[0]}”和付款的金额（{'、'.join(sorted(amounts))}元）不一致。"
                    yield warns(sentence.field, message, "请核对金额。")


@rule("R23", "文号是办案那几年的", practice("文号按年编"), papers="file_cover")
def file_numbers_are_of_their_years(given: RuleInput) -> Iterator[Fault]:
    """Warn of a document's number whose year is outside of the file's."""
    years = range(day(given.facts["from"]).year, given.date.year + 1)
    for number, document in enumerate(given.facts["contents"]):
        match = re.search(r"〔(\d{4})〕", document["number"] or "")
        if match and int(match[1]) not in years:
            yield warns(f"contents.{number}.number", f"{document['number']}不是办案年份的文号。", "请核对文号。")


@rule(
    "R08",
    "走访的代表不超过五人",
    provision("信访工作条例", "第二十条第三款", "多人共同走访的，推选代表，不得超过五人"),
    papers="acceptance_notice handling_opinion termination_notice",
)
def representatives_are_five_at_most(given: RuleInput) -> Iterator[Fault]:
    """Ask about more than five who came together."""
    text = f"{given.facts['petitioner']['name']}，{given.facts['raised_how']}"
    match = None if _CHOSEN.search(text) else _MANY.search(text)
    if match and match[1] not in _FEW and re.search(r"走访|来访|代表|到[^，。]{1,10}(?:政府|机关|中心)", text):
        message = f"写的是“{match[0]}”一起提出：走访的代表不得超过五人。"
        yield asks("petitioner.name", message, "请推选不超过五名代表；不是走访的，在答复里写明。")


@rule(
    "R10",
    "调解员以人民调解员的身份签名",
    provision("人民调解法", "第十三条", "人民调解员由委员会委员和聘任的人员担任"),
)
def mediators_sign_as_mediators(given: RuleInput) -> Iterator[Fault]:
    """Bar a judge, an officer of police or of a government who signs as one."""
    for field, label, name in officers(given):
        if match := _OFFICE.search(name):
            yield bars(field, f"{label}写的是“{name}”，不能用“{match[0]}”的名义。", "请只写姓名。")
