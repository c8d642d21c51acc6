"""The rules side by side with their law, for a 司法所 to approve; the edition on a day; what a new text touches."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from toolkit.chinese import official_date
from toolkit.formats.word import Grid, text_fault, write_tables
from toolkit.papers import citations, forms
from toolkit.papers.law.figures import figures
from toolkit.papers.law.library import ImportedLaw, kept_laws, words_of
from toolkit.papers.law.official_texts import LawText
from toolkit.papers.law.statutes import Provision, bare
from toolkit.papers.rules import check
from toolkit.papers.rules.cases import Case, cases_of
from toolkit.papers.rules.registry import Rule, every_rule, rules_of
from toolkit.workspace import Workspace, shipped

_SHOWN_CASES = 3
_MODULES = len(check.RULE_MODULES)  # the import enters the rules


@dataclass(frozen=True)
class PrintedRule:
    """One rule as it is printed: number, title, papers, its provisions in words, cases that break and that keep it."""

    number: str
    title: str
    papers: str
    law: tuple[str, ...]
    breaks: tuple[str, ...]
    keeps: tuple[str, ...]


@dataclass(frozen=True)
class Touched:
    """What an import touches: rules by number and title, rows of the table of articles by law and article."""

    rules: tuple[str, ...]
    citations: tuple[str, ...]


def printed_rules(workspace: Workspace, paper: str | None, on: dt.date) -> tuple[PrintedRule, ...]:
    """Return the rules for `paper`, all without one, with the law as it held on the day `on`.

    Raise WrongValueError for an unknown paper.
    """
    rules = rules_of(forms.known_paper(paper)) if paper else every_rule()
    laws = kept_laws(workspace)
    return tuple(_printed(rule, laws, on) for rule in sorted(rules, key=lambda rule: (rule.number, rule.name)))


def _printed(rule: Rule, laws: Sequence[LawText], on: dt.date) -> PrintedRule:
    names = [forms.PAPERS[paper] for paper in forms.PAPERS if paper in rule.papers]
    breaks, keeps = (
        tuple(_case_words(case) for case in cases_of(rule.name) if case.breaks is breaks)[:_SHOWN_CASES]
        for breaks in (True, False)
    )
    law = tuple(_law_line(provision, laws, on) for provision in rule.provisions)
    return PrintedRule(rule.number, rule.title, "、".join(names) or "各种文书", law, breaks, keeps)


def _case_words(case: Case) -> str:
    """Return the words of a case; a text that no Word file can hold is only named."""
    return "（含有 Word 文件里不能写的符号）" if text_fault(case.words) else case.words


def _law_line(provision: Provision, laws: Sequence[LawText], on: dt.date) -> str:
    """Return a provision with its edition on the day `on`, and its very words where the workspace keeps the text."""
    if not provision.law:
        return provision.holds
    edition = provision.held_on(on)
    held = (
        f"（{official_date(edition.version)}，{official_date(edition.in_force)}起施行）"
        if edition
        else "（当日没有查到施行的版本）"
    )
    words = words_of(laws, provision, on)
    return f"{provision.cited}{held}：{f'原文：{words}' if words else f'要点：{provision.holds}'}"


def write_rule_book(workspace: Workspace, paper: str | None, on: dt.date, out: Path) -> tuple[PrintedRule, ...]:
    """Write the rules for `paper` to the Word file `out`, law and rule side by side, and return them."""
    rules = printed_rules(workspace, paper, on)
    name = forms.PAPERS[paper] if paper else "各种文书"
    rows = tuple(
        (rule.number, rule.title, "\n".join(rule.law), "\n".join(rule.breaks), "\n".join(rule.keeps)) for rule in rules
    )
    header = ("编号", "规则", "依据的法律", "会指出的写法（例）", "不会指出的写法（例）")
    figures_header = ("数", "从", "数值", "依据")
    parts = (
        f"本表按{official_date(on)}有效的法律列出{name}的检查规则，左右对照，供司法所、律师审阅。原文只在工作文件夹收入了官方文本时列出。",
        Grid(header, rows, (14, 45, 95, 55, 48)),
        "规则用到的期限和数：",
        Grid(figures_header, tuple(_figure_rows(on)), (90, 35, 25, 107)),
        "审阅意见：",
        "审阅人（签名）：　　　　　　　　　　　　年　　月　　日",
    )
    write_tables(out, f"{name}检查规则与法律对照表", parts, wide=True)
    return rules


def _figure_rows(on: dt.date) -> Iterator[tuple[str, ...]]:
    for figure in figures().values():
        held = [value for value in figure.values if value.start <= on]
        if held:
            value = held[-1]
            yield figure.title, official_date(value.start), f"{value.value.normalize():f}", value.basis


def touched_by(workspace: Workspace, imported: ImportedLaw) -> Touched:
    """Return the rules and the rows of the table of articles that stand on an article that changed."""
    if imported.changes is None:
        return Touched((), ())
    name, places = bare(imported.law.name), imported.changes.touched
    rules = tuple(
        f"{rule.number} {rule.title}"
        for rule in every_rule()
        if any(bare(one.statute_name) == name and places & set(one.articles) for one in rule.provisions)
    )
    own = workspace.templates / "citations.csv"
    rows = citations.table(own if own.exists() else shipped("templates/docx/citations.csv"))
    cited = tuple(f"《{row.law}》{row.article}" for row in rows if bare(row.law) == name and row.article in places)
    return Touched(rules, tuple(dict.fromkeys(cited)))
