"""`yehua case …`: cases opened, shown, continued, and their facts, bundles and files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit.commands.given_words import HELP, WORDS
from toolkit.commands.parts import desk_at, finding_lines, may_repeat, printed, replace_option, shared
from toolkit.core import WrongValueError

if TYPE_CHECKING:
    from toolkit.records import CaseState


@click.group()
def case() -> None:
    """事项台账：立项、记录、查看。"""  # noqa: D400


@case.command("open")
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBER…")
@click.option("--date", "on", default=None, help="立项日期，默认今天。")
@shared
def open_case(numbers: tuple[str, ...], on: str | None, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """由已确认的诉求立项。"""  # noqa: D400
    from toolkit.cases import cases

    _print_case(as_json, cases.open_case(desk_at(workspace), numbers, on))


@case.command("show")
@click.argument("number", metavar="CASE")
@click.option("--on", default=None, help="看那一天的状态，默认今天。")
@shared
def show_case(number: str, on: str | None, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """查看事项在某一天的状态。"""  # noqa: D400
    from toolkit.cases import cases

    _print_case(as_json, cases.show_case(desk_at(workspace), number, on))


@case.command("add")
@click.argument("number", metavar="CASE")
@click.argument("kind")
@click.option("--date", "on", required=True, help="发生的日期。")
@click.option("--document", default=None, help="文书编号。")
@click.option("--served", default=None, help="送达日期。")
@click.option("--proof", default=None, type=click.Path(path_type=Path), help="送达回证等凭证的文件，会复制保存。")
@click.option("--note", default=None, type=WORDS, help=HELP)
@click.option("--corrects", default=None, type=int, help="更正第几条记录。")
@may_repeat
@shared
def add_entry(number: str, kind: str, workspace: Path | None, as_json: bool, **entry: Any) -> None:  # noqa: FBT001
    """给事项添一条记录。写错了不能改，用 --corrects 添一条更正。"""  # noqa: D400
    from toolkit.cases import cases

    _print_case(as_json, cases.add_entry(desk_at(workspace), number, kind, **entry))


@case.command("facts")
@click.argument("number", metavar="CASE")
@click.argument("paper")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="事实写到哪个新的 .json 文件。")
@click.option("--ask", is_flag=True, help="缺的逐项问；直接回车就跳过。")
@replace_option
@shared
def case_facts(number: str, paper: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """从诉求、台账和已出的文书汇集事实，并列出还缺什么、依据哪一条。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import case_facts as facts

    desk = desk_at(workspace)
    known = facts.gathered(desk, number, paper)
    if wish["ask"]:
        for field, question, _ in tuple(facts.questions(known)):
            if answer := click.prompt(question, default="", show_default=False, err=True).strip():
                known = facts.answered(desk, known, field, answer)
    data = {"paper": paper, "facts": known.facts, "missing": records.to_json(known.missing)}
    lines = [f"还缺 {len(known.missing)} 项。" if known.missing else "事实齐了。", *finding_lines(known.missing)]
    if wish["out"]:
        facts.write(known, wish["out"], replace=wish["replace"])
        lines.append(f"已写好 {wish['out']}，请补齐后用 yehua fill 出草稿。")
    printed(as_json, data, lines)


@case.command("bundle")
@click.argument("number", metavar="CASE")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="放材料的新文件夹。")
@shared
def bundle(number: str, out: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """把一个事项的诉求、录音片段、事实和草稿交给律师。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import bundles

    made = bundles.write(desk_at(workspace), number, out)
    lines = [f"已写好 {made.folder}，共 {len(made.files)} 个文件。"]
    lines += [f"检举控告和还没有判断的不外送，没有放进来：{one}" for one in made.left_out]
    printed(as_json, records.to_json(made), lines)


@case.command("return")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@shared
def take_back(folder: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """律师交回的文件夹：每份草稿改了什么，能不能出。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import bundles

    drafts = bundles.take_back(desk_at(workspace), folder)
    lines = []
    for one in drafts:
        seen = one.recheck
        told = f"改动 {len(seen.changes)} 处" if seen else str(one.fault)
        lines += [f"{one.file.name}：{told}", *(finding_lines(seen.findings) if seen else [])]
    printed(as_json, {"drafts": records.to_json(drafts)}, lines)
    if any(one.recheck is None or any(f.level == "error" for f in one.recheck.findings) for one in drafts):
        raise SystemExit(1)


@case.command("file")
@click.argument("number", metavar="CASE")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="放卷宗的文件夹。")
@click.option("--filed-by", required=True, help="立卷人。")
@click.option("--retention", default="30年", help="保管期限：永久、30年、10年。")
@click.option("--pages", multiple=True, metavar="NAME=N", help="卷内其他材料的页数，如 当事人身份证明=2。")
@shared
def case_file(number: str, out: Path, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """一案一卷：已签发的文书按卷内顺序排好，附封面和目录。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import case_files

    pages = {name: _pages(name, count) for name, _, count in (one.partition("=") for one in wish["pages"])}
    made = case_files.put_together(
        desk_at(workspace), number, out, filed_by=wish["filed_by"], retention=wish["retention"], loose=pages
    )
    lines = [f"封面和目录（草稿）：{made.cover}", *(f"  {path.name}" for path in made.papers)]
    printed(as_json, records.to_json(made), lines)


def _pages(name: str, count: str) -> int:
    if not count.isdigit() or not int(count):
        raise WrongValueError(field=f"{name} 的页数", value=count, why="请写成 当事人身份证明=2 的样子")
    return int(count)


def _print_case(as_json: bool, state: "CaseState") -> None:  # noqa: FBT001
    from toolkit import records
    from toolkit.cases import procedure

    lines = [f"{state.case}：{state.state}（诉求 {'、'.join(state.grievances)}）"]
    lines += [
        f"  {entry.id}. {entry.date} {procedure.kind_name(entry.kind)} {entry.document or ''}"
        + (f" 送达 {entry.served_on}" if entry.served_on else "")
        for entry in state.entries
    ]
    printed(as_json, records.to_json(state), lines + [f"请留意：{warning}" for warning in state.warnings])
