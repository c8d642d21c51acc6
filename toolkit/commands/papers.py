"""`yehua check`, `fill`, `template`, `issue`, `recheck`: papers from facts to signed copies."""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import documents, papers
from toolkit.commands.frame.console import Console, finding_lines
from toolkit.commands.frame.options import PATH, replace_option, shared
from toolkit.core import refuse_existing, refuse_no_folder
from toolkit.formats.word import Revision

if TYPE_CHECKING:
    from toolkit.workspace import Desk


_SETTLE_NEEDS = "接受、拒绝修订要写明第几处，并用 --out 写明新文件。"
_REVISIONS_NEED = "--revisions 要用 --by 写明修订署谁的名。"
_FILL_NEEDS = "要写明事实文件和 --out，或者用 --example、--schema。"


@click.command()
@click.argument("paper")
@click.argument("facts", type=PATH, nargs=-1, required=True, metavar="FACTS.json…")
@shared
def check(paper: str, facts: tuple[Path, ...], *, console: Console) -> None:
    """只检查：按这些事实能不能出文书，缺什么。可以一次写许多份。"""
    if len(facts) == 1:
        findings = documents.check(console.desk(), paper, facts[0])
        lines = finding_lines(findings) or ["没有发现问题。"]
        console.print({"findings": findings}, lines, failed=any(finding.level == "error" for finding in findings))
        return
    checks = documents.check_many(console.desk(), paper, facts)
    lines = [line for check in checks for line in (f"{check.file}：", *_check_lines(check))]
    wrong = sum(check.is_barred for check in checks)
    lines.append(f"共 {len(checks)} 份，{wrong} 份不能出。")
    console.print({"files": checks}, lines, failed=wrong > 0)


def _check_lines(checked: documents.CheckedFile) -> list[str]:
    if checked.fault:
        return [checked.fault]
    return finding_lines(checked.findings) or ["没有发现问题。"]


@click.command()
@click.argument("paper")
@click.argument("facts", required=False, type=PATH, metavar="[FACTS.json]")
@click.option("--out", type=PATH, default=None, help="草稿写到哪个 .docx 文件。")
@click.option("--pdf", is_flag=True, help="另出一份 PDF（需要装有 LibreOffice）。")
@click.option("--large-print", is_flag=True, help="大字版，给老年人看；事实里写 large_print 也可以。")
@click.option("--rows", type=PATH, default=None, help="成批：每行一份的 Excel 表，--out 写文件夹。")
@click.option("--example", is_flag=True, help="打印一份完整的事实样例（人名虚构）。")
@click.option("--schema", is_flag=True, help="打印事实文件的 JSON Schema。")
@replace_option
@shared
def fill(
    paper: str,
    facts: Path | None,
    *,
    out: Path | None,
    pdf: bool,
    large_print: bool,
    rows: Path | None,
    example: bool,
    schema: bool,
    replace: bool,
    console: Console,
) -> None:
    """按事实出一份草稿：带“草稿”字样，没有编号。事实有缺漏就不出。"""
    if example or schema:
        _print_form(papers.forms.example(paper) if example else papers.forms.facts_file_schema(paper))
        return
    if facts is None or out is None:
        raise click.UsageError(_FILL_NEEDS)
    if rows:
        base = papers.read_facts(console.desk().file(facts)) | ({papers.forms.LARGE_PRINT: True} if large_print else {})
        _fill_rows(console.desk(), paper, base, rows, out, replace=replace, console=console)
        return
    pages = (out.with_suffix(".pdf"),) if pdf else ()
    refuse_existing(out, *pages, replace=replace)
    draft = documents.fill(console.desk(), paper, facts, out, pdf=pdf, large_print=large_print)
    files = [str(file) for file in draft.files]
    data = {"paper": paper, "files": files, "copies": [], "findings": draft.findings}
    console.print(data, [f"草稿：{file}" for file in files] + finding_lines(draft.findings))


def _print_form(data: object) -> None:
    # Not as `json_text` does: people fill it in, and a file written in GBK is read as that again.
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _fill_rows(
    desk: "Desk", paper: str, base: Mapping[str, Any], table: Path, out: Path, *, replace: bool, console: Console
) -> None:
    refuse_no_folder(out)
    rows = papers.batches.fill(desk, paper, base, table, out, replace=replace)
    lines = [
        line
        for row in rows
        for line in (
            f"第 {row.number} 行 {row.case}：{row.file.name if row.file else row.fault}",
            *(f"  提醒：{warning}" for warning in row.warnings),
        )
    ]
    console.print({"paper": paper, "rows": rows}, lines, failed=any(row.fault for row in rows))


@click.command()
@click.argument("paper")
@click.argument("file", required=False, type=PATH, metavar="[FILE.docx]")
@shared
def template(paper: str, file: Path | None, *, console: Console) -> None:
    """检查律师改过的模板：栏目、标记、必须有的话，一次列出全部问题。不写文件就检查在用的模板。"""
    desk = console.desk()
    findings = papers.template_checks.check(
        paper, file or papers.forms.template_of(paper, desk.workspace), desk.workspace
    )
    console.print(
        {"findings": findings},
        finding_lines(findings) or ["没有发现问题。"],
        failed=any(finding.level == "error" for finding in findings),
    )


@click.command()
@click.argument("number", metavar="CASE")
@click.argument("paper")
@click.argument("draft", required=False, type=PATH, metavar="[FILE.docx]")
@click.option("--corrects", default=None, help="更正并代替哪一份已签发的文书（文号）。")
@click.option("--agree", is_flag=True, help="草稿在 Word 里改过：列出的改动都看过、同意；改动记入台账。")
@shared
def issue(number: str, paper: str, draft: Path | None, *, corrects: str | None, agree: bool, console: Console) -> None:
    """签发：再检查一遍，编号、定稿，按份数做出各份。"""
    desk = console.desk()
    opened = documents.open_draft(desk, number, paper, draft)
    agreed = opened.changes if agree else ()
    issued = documents.issue(desk, number, paper, opened, corrects=corrects, agreed=agreed)
    lines = [f"已签发 {issued.number}（SHA-256 {issued.sha256}）"]
    lines += [f"  {copy.holder}：{copy.file}" for copy in issued.copies] + finding_lines(issued.findings)
    console.print(issued, lines)


@click.command()
@click.argument("file", type=PATH, metavar="FILE.docx")
@click.option("--revisions", type=PATH, default=None, help="把改动写成 Word 的修订，写到哪个 .docx 文件。")
@click.option("--by", default=None, help="修订署谁的名。")
@click.option("--accept", type=int, multiple=True, help="接受第几处修订，可以写几次；写到 --out。")
@click.option("--refuse", type=int, multiple=True, help="拒绝第几处修订，可以写几次；写到 --out。")
@click.option("--out", type=PATH, default=None, help="接受、拒绝以后写到哪个 .docx 文件。")
@replace_option
@shared
def recheck(
    file: Path,
    *,
    revisions: Path | None,
    by: str | None,
    accept: tuple[int, ...],
    refuse: tuple[int, ...],
    out: Path | None,
    replace: bool,
    console: Console,
) -> None:
    """律师改过的草稿：与原草稿比有什么不同，改后的文字能不能出；修订逐处接受、拒绝。"""
    desk = console.desk()
    if accept or refuse or out:
        if not (out and (accept or refuse)):
            raise click.UsageError(_SETTLE_NEEDS)
        refuse_existing(out, replace=replace)
        file = documents.settle_revisions(file, out, accept, refuse)
    if revisions:
        if not by:
            raise click.UsageError(_REVISIONS_NEED)
        refuse_existing(revisions, replace=replace)
        documents.mark_changes(desk, file, revisions, by, dt.datetime.now().astimezone())
    rechecked = documents.recheck(desk, file)
    lines = papers.drafts.listed(rechecked.changes) or ["与草稿相同。"]
    lines += [_revision_line(revision) for revision in rechecked.revisions]
    lines += finding_lines(rechecked.findings)
    console.print(rechecked, lines, failed=any(finding.level == "error" for finding in rechecked.findings))


def _revision_line(revision: Revision) -> str:
    what = {"inserted": "加", "deleted": "删", "formatted": "改格式"}[revision.kind]
    when = f"，{revision.at[:16].replace('T', ' ')}" if revision.at else ""
    return f"修订 {revision.number}（{revision.by}{when}）{what}：{revision.text or '段落或者表格行'}"
