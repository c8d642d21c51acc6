"""Check of facts and text of a paper: the shape by its JSON Schema, then the rules of every paper and of its kind."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from toolkit.chinese import Calendar, amount_of_capitals
from toolkit.core import WrongValueError
from toolkit.papers import citations
from toolkit.papers.citations import Article
from toolkit.papers.facts import texts, unwrapped, values_at
from toolkit.papers.forms import completed_facts, schema
from toolkit.papers.language.sentences import Part, part_of, split, tidied
from toolkit.papers.law.statutes import provision
from toolkit.papers.rules import (
    consistency,
    dates,
    doubts,
    evidence,
    files,
    offices,
    opinion,
    opinion_law,
    parties,
    petitions,
    questions,
    termination,
    termination_facts,
    wording,
)
from toolkit.papers.rules.base import Fault, RuleInput, bars, error
from toolkit.papers.rules.doubts import is_doubt, is_needless
from toolkit.papers.rules.mediation import (
    agency,
    agreement,
    confirmation,
    contents,
    court,
    damages,
    fairness,
    forms,
    land,
    limits,
    livelihood,
    loans,
    money,
    receipts,
    reckoning,
    records,
    safety,
)
from toolkit.papers.rules.petition import answers, channels, conditions, letters, notices
from toolkit.papers.rules.registry import AGREEMENTS, rule, rules_of
from toolkit.papers.rules.shape import shape_findings
from toolkit.records import Finding
from toolkit.workspace import Settings, shipped

# The modules that enter rules; they are imported for that.
RULE_MODULES = (
    wording,
    parties,
    dates,
    agreement,
    contents,
    court,
    money,
    loans,
    reckoning,
    damages,
    forms,
    limits,
    land,
    safety,
    livelihood,
    records,
    fairness,
    confirmation,
    agency,
    receipts,
    files,
    petitions,
    notices,
    letters,
    answers,
    channels,
    conditions,
    termination,
    termination_facts,
    opinion,
    opinion_law,
    evidence,
    consistency,
    offices,
    doubts,
)
_LAWS_WORDS = re.compile("原文：“[^“”]*”")  # what a paper quotes of a law may say what the paper itself may not
_EXECUTION_MAY_BE_SPOKEN_OF = re.compile(
    r"(?:司法确认|裁定|确认)[^。；]{0,40}执行|(?:不能|不得|不可以|无权)(?:直接)?(?:据此)?(?:向(?:人民)?法院)?(?:申请|请求|要求)强制执行"
)
_SHORT = 8  # signs of a field that stands in lines of other kinds as well
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_AMOUNT_IN_TEXT = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)元[（(](?:大写[:：]?)?((?:人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整正]+)[）)]"
)
_CAPITALS_FIRST = re.compile(
    r"((?:人民币)?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+元[零壹贰叁肆伍陆柒捌玖角分整正]*)[（(](?:小写[:：]?)?[¥￥]?(\d[\d,]*(?:\.\d+)?)元?[）)]"
)


def findings(
    paper: str,
    facts: Mapping[str, Any],
    settings: Settings,
    calendar: Calendar,
    articles: tuple[Article, ...] | None = None,
) -> tuple[Finding, ...]:
    """Return every fault of the `facts` for `paper`, errors first, then questions; none when the paper may be made.

    `articles` is the table that citations are held against; without it, the shipped one.
    """
    plain = questions.without_answers(facts)
    # A field that two parts of the schema ask for is one gap to a reader.
    shape = tuple(dict.fromkeys((*shape_findings(paper, plain), *questions.answer_faults(facts))))
    if shape:
        # Rules rely on the shape, so gaps come first and alone.
        return shape
    known = citations.table(shipped("templates/docx/citations.csv")) if articles is None else articles
    # What was left out is null, so that no rule needs what the form does not ask for.
    given = RuleInput(paper, completed_facts(paper, plain), settings, calendar, known)
    faults = [finding for rule in rules_of(paper) for finding in rule.findings(given)]
    faults = list(_without_needless_doubts(faults, dict(given.texts)))
    # Of what the form forbids to write, the rule on execution reads whole sentences.
    faults += (fault for fault in _forbidden_in(paper, given.all_text, given.facts) if fault.rule != "R14")
    # Two rules that serve one article may say the same.
    return tuple(dict.fromkeys(sorted(questions.settled(faults, facts), key=lambda finding: finding.level)))


def _without_needless_doubts(faults: Sequence[Finding], texts_read: Mapping[str, str]) -> Iterator[Finding]:
    """Yield `faults` without doubts about a field that a sharper rule, or an earlier doubt, is against.

    A doubt on a text that is not even somewhat like wordings in which faults were found is left out too.
    """
    sure = {finding.field for finding in faults if not is_doubt(finding)}
    doubted: set[str] = set()
    for finding in faults:
        if not is_doubt(finding):
            yield finding
        elif finding.field not in sure | doubted and not is_needless(finding, texts_read):
            doubted.add(finding.field)
            yield finding


def edited_findings(
    paper: str,
    changes: Sequence[tuple[str, str]],
    facts: Mapping[str, Any],
    *,
    settings: Settings,
    calendar: Calendar,
    articles: tuple[Article, ...],
) -> tuple[Finding, ...]:
    """Return what every rule on texts has against the lines that an edit changed: pairs of the old and the new line.

    What the old line said already is no finding on the edit. `facts` are those that the draft was made from.
    """
    plain = completed_facts(paper, questions.without_answers(facts))
    given = RuleInput(paper, plain, settings, calendar, articles)
    findings: list[Finding] = []
    for old, new in changes:
        part = _part_of_line(paper, old, plain)
        before, after = (replace(given, lines=tuple(split("", line, part))) for line in (old, new))
        for each in rules_of(paper):
            if each.reads_text:
                known = {finding.message for finding in each.findings(before)}
                # A finding that names a field is on the facts, which were checked before.
                findings += (one for one in each.findings(after) if one.message not in known and not one.field)
    answered = {questions.ANSWERS: facts.get(questions.ANSWERS) or []}
    return tuple(dict.fromkeys(one for one in questions.settled(findings, answered) if one.field != questions.ANSWERS))


def _part_of_line(paper: str, line: str, facts: Mapping[str, Any]) -> Part:
    """Return the part that a `line` of a draft plays: that of the longest field it prints, else what the paper does."""
    return _part_of_field(paper, line, facts) or ("binds" if paper in AGREEMENTS.split() else "states")


def _part_of_field(paper: str, line: str, facts: Mapping[str, Any]) -> Part | None:
    """Return the part of the longest field that `line` prints, None where it prints none."""
    tidy = tidied(line)
    fields = [(len(text), path) for path, text in texts(facts) if len(text) > _SHORT and tidied(text) in tidy]
    return part_of(paper, max(fields)[1]) if fields else None


def text_findings(paper: str, lines: Sequence[str], facts: Mapping[str, Any] | None = None) -> tuple[Finding, ...]:
    """Return the errors in the text of `paper` as it reads: blanks, tags, forbidden words, amounts that disagree.

    `facts` are those that the paper was made from: once a court has ruled, execution may be mentioned, and a line that
    prints what somebody said is read as that.
    """
    plain = unwrapped(facts or {})
    text = _LAWS_WORDS.sub("", "\n".join(lines))
    return (
        *_forbidden_in(paper, text, plain),
        *_banned(paper, lines, plain),
        *_unfilled(text),
        *_disagreeing_amounts(text),
        *_must_say(paper, text),
    )


def _banned(paper: str, lines: Sequence[str], facts: Mapping[str, Any]) -> Iterator[Finding]:
    basis = "《信访工作条例》第三十六条第三款；新的事实和理由仍可提出"
    read = ((_LAWS_WORDS.sub("", line), _part_of_field(paper, line, facts) or "binds") for line in lines)
    for words in dict.fromkeys(words for line, part in read for words in wording.bans(line, part)):
        yield error("R07", "", f"不得写“{words}”：没有这样的禁令。", "请删去。", basis)


def _forbidden_in(paper: str, text: str, facts: Mapping[str, Any]) -> Iterator[Finding]:
    squeezed = re.sub(r"\s", "", text)
    for barred in schema(paper).get("x-must-not-say", ()):
        # What a court confirmed may be executed; the rule on execution reads whole sentences.
        if barred["rule"] == "R14" and (any(values_at(facts, "judicial_confirmation.ruling")) or _is_tied(squeezed)):
            continue
        if barred["words"] in squeezed:
            yield error(barred["rule"], "", f"不得写“{barred['words']}”。", "请删去。", barred["basis"])


def _is_tied(text: str) -> bool:
    """Return whether execution is spoken of only where a court has confirmed (人民调解法 Art 33), or is denied."""
    spoken = [sentence for sentence in re.split(r"[。；]", text) if "强制执行" in sentence]
    return bool(spoken) and all(_EXECUTION_MAY_BE_SPOKEN_OF.search(sentence) for sentence in spoken)


@rule(
    "R19",
    "不写身份证号码",
    provision("个人信息保护法", "第六条", "收集、使用限于实现目的的最小范围"),
)
def no_id_numbers(given: RuleInput) -> Iterator[Fault]:
    """Bar numbers of identity cards; a list of handed-over files holds long numbers of other kinds."""
    if given.paper != "handover_list" and _ID_NUMBER.search(given.all_text):
        message = "写了身份证号码，拿到这份文书的人都会看到。"
        yield bars("parties", message, "请删去，身份证明另附卷。")


@rule("R20", "文字里的大小写金额一致", provision("支付结算办法", "附一", "金额以中文大写和数字同时写的，必须一致"))
def written_amounts_agree(given: RuleInput) -> Iterator[Fault]:
    """Bar a sum in the text whose capitals are not those of its digits."""
    for sentence in given.sentences:
        for finding in _disagreeing_amounts(sentence.text):
            yield bars(sentence.field, finding.message, finding.remedy)


def _unfilled(text: str) -> Iterator[Finding]:
    for sign in ("{{", "{%", "None", "undefined"):
        if sign in text:
            yield error("R00", "", f"文字里留有没有填好的“{sign}”。", "请重新生成草稿。", "文书不得有空缺")


def _disagreeing_amounts(text: str) -> Iterator[Finding]:
    pairs = [
        *_AMOUNT_IN_TEXT.findall(text),
        *((digits, capitals) for capitals, digits in _CAPITALS_FIRST.findall(text)),
    ]
    for digits, capitals in pairs:
        try:
            # A sum that stops at 元 is no other sum for want of 整.
            whole = f"{capitals}整" if capitals.endswith("元") else capitals
            same = Decimal(digits.replace(",", "")) == amount_of_capitals(whole)
        except (InvalidOperation, ValueError, WrongValueError):
            same = False
        if not same:
            yield error(
                "R20", "", f"金额大小写不一致：{digits}元、{capitals}。", "请核对后改成一致。", "《支付结算办法》附一"
            )


def _must_say(paper: str, text: str) -> Iterator[Finding]:
    for sentence in schema(paper).get("x-must-say", ()):
        if sentence["words"] not in text:
            yield error(sentence["rule"], "", f"文字里没有“{sentence['words']}”。", "请照草稿补回。", sentence["basis"])
