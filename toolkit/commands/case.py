"""`yehua case …`: cases opened from grievances or matters, entries, facts for papers, files for the lawyer."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import cases, documents, grievances, loop, papers
from toolkit.commands.frame.console import Console, finding_lines, warned
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, for_the_officer, may_repeat, replace_option, shared, this_user
from toolkit.commands.frame.usage_faults import ChineseUsageError
from toolkit.commands.signing.court import court
from toolkit.core import WrongValueError

if TYPE_CHECKING:
    from toolkit.records import CaseState
    from toolkit.workspace import Desk

_PROMISE = "答复办结时答应的事：事情|2026-11-20，或者 事情|2026-11-20|谁办；可以写几次。"
_WHAT_OPEN_NEEDS = "要写明诉求编号，或者用 --source 写明从哪里来，再写 --person、--about、--received；两样不能一起写。"


@click.group()
def case() -> None:
    """事项台账：立项、记录、查看。"""


@case.command("open")
@click.argument("numbers", nargs=-1, metavar="[NUMBER…]")
@click.option("--date", "on", default=None, help="立项日期，默认今天。")
@click.option("--source", default=None, help="不是夜话上的诉求，从哪里来：台账、窗口、来信、来电、网上、转交。")
@click.option("--person", default=None, type=WORDS, help=f"反映人的姓名或者名称；台账里可以不写。{HELP}")
@click.option("--about", default=None, type=WORDS, help=f"反映的是什么事、要求什么。{HELP}")
@click.option("--received", default=None, help="收到的时间，如 2026-09-30 或 “2026-09-30 20:30”。")
@click.option("--home", default=None, type=WORDS, help=f"反映人的住址。{HELP}")
@click.option("--against", default=None, type=WORDS, help=f"对方。{HELP}")
@click.option("--channel", default=None, help="办理途径：条例第三十一条的项，如 31(6)；写了就是认定为申诉求决。")
@click.option("--from", "origin", default=None, help="出处：民情台账的编号（民…）或者首问卡的卡号。")
@click.option("--by", default=None, type=WORDS, help="谁登记的，会记下来；不写就记“工作人员”。")
@may_repeat
@shared
def open_case(
    numbers: tuple[str, ...],
    *,
    on: str | None,
    source: str | None,
    person: str | None,
    about: str | None,
    received: str | None,
    home: str | None,
    against: str | None,
    channel: str | None,
    origin: str | None,
    by: str | None,
    again: bool,
    console: Console,
) -> None:
    """立项：由已确认的诉求（写编号），或者由台账、窗口、来信、来电、网上、转交来的一件事（写 --source）。"""
    of_matter = (source, person, about, received, home, against, channel, origin, by)
    is_matter = any(text is not None for text in of_matter)
    if bool(numbers) == is_matter or (is_matter and source is None):
        raise ChineseUsageError(_WHAT_OPEN_NEEDS)
    desk = console.desk()
    if source is None:
        _print_case(console, desk, cases.cases.open_case(desk, numbers, on))
        return
    matter = cases.Matter(
        source=source,
        received=received or "",
        about=about or "",
        person=person,
        home=home,
        against=against,
        channel=channel,
        origin=origin,
        by=cases.matters.NOBODY_NAMED if by is None else by,
    )
    _print_case(console, desk, cases.cases.open_matter(desk, matter, on, again=again))


@case.command("show")
@click.argument("number", metavar="CASE")
@click.option("--on", default=None, help="看那一天的状态，默认今天。")
@for_the_officer
@shared
def show_case(number: str, *, on: str | None, accusations: bool, by: str, console: Console) -> None:
    """查看事项在某一天的状态。检举控告和还没有判断的内容，只给专人看。"""
    desk = console.desk()
    state = cases.cases.show_case(desk, number, on)
    if accusations:
        grievances.access_log.open_for(desk, by, state.case)
    _print_case(console, desk, state, accusations=accusations)
    warned(grievances.access_log.remarks(desk) if accusations else ())


@case.command("add")
@click.argument("number", metavar="CASE")
@click.argument("kind")
@click.option("--date", "on", required=True, help="发生的日期。")
@click.option("--document", default=None, help="文书编号。")
@click.option("--served", default=None, help="送达日期。")
@click.option("--proof", default=None, type=PATH, help="送达回证等凭证的文件，会复制保存。")
@click.option("--note", default=None, type=WORDS, help=HELP)
@click.option("--corrects", default=None, type=int, help="更正第几条记录。")
@click.option("--promise", "promises", multiple=True, type=WORDS, help=f"{_PROMISE}{HELP}")
@click.option("--by", default=this_user, help="谁登记的；不写就是这台电脑的登录名。")
@click.option("--second", default=None, help="第二个人：更正掉送达了的答复办结、把送达改晚，要两个人。")
@may_repeat
@shared
def add_entry(
    number: str,
    kind: str,
    *,
    on: str,
    document: str | None,
    served: str | None,
    proof: Path | None,
    note: str | None,
    corrects: int | None,
    promises: tuple[str, ...],
    by: str,
    second: str | None,
    again: bool,
    console: Console,
) -> None:
    """给事项添一条记录。写错了不能改，用 --corrects 添一条更正；记了两遍的，多的那条更正成记事（note）。"""
    desk = console.desk()
    promised = loop.calls.promised(desk, kind, served, promises, by)
    _print_case(
        console,
        desk,
        cases.cases.add_entry(
            desk,
            number,
            kind,
            on,
            document=document,
            served=served,
            proof=proof,
            note=note,
            corrects=corrects,
            again=again,
            by=by,
            second=second,
            also=promised,
        ),
    )


@case.command("signed")
@click.argument("number", metavar="NUMBER")
@click.option("--on", default=None, help="签名、盖章（送达的文书：签收）的日期；--who 写了的人除外。")
@click.option("--who", multiple=True, type=WORDS, help=f"另一天签的：姓名=日期；印章写 盖章=日期；可以写几次。{HELP}")
@shared
def enter_signing(number: str, on: str | None, *, who: tuple[str, ...], console: Console) -> None:
    """登记签名日期：签好的文书（写文号）拿回来以后登记，期限从这一天起算。"""
    desk = console.desk()
    entered = documents.enter_signing(desk, number, on, who)
    lines = [f"{entered.number}：期限从 {entered.counted_from.isoformat()} 起算（{entered.state.state}）。"]
    clocks = cases.ledger_of(desk).clocks(entered.state.case, desk.today)
    lines += [f"  {clock.name}：最后一日 {clock.due.last_day.isoformat()}（{clock.basis}）" for clock in clocks]
    data = {
        "number": entered.number,
        "counted_from": entered.counted_from,
        "case": entered.state,
        "clocks": [{"name": clock.name, "due": clock.due.last_day, "basis": clock.basis} for clock in clocks],
    }
    console.print(data, lines)


case.add_command(court)


@case.command("facts")
@click.argument("number", metavar="CASE")
@click.argument("paper")
@click.option("--out", type=PATH, default=None, help="事实写到哪个新的 .json 文件。")
@click.option("--ask", is_flag=True, help="缺的逐项问；直接回车就跳过。")
@replace_option
@shared
def case_facts(number: str, paper: str, *, out: Path | None, ask: bool, replace: bool, console: Console) -> None:
    """从诉求、台账和已出的文书汇集事实，并列出还缺什么、依据哪一条。"""
    desk = console.desk()
    known = papers.gathering.gathered(desk, number, paper)
    if ask:
        for field, question, _ in tuple(papers.gathering.questions(known)):
            if answer := click.prompt(question, default="", show_default=False, err=True).strip():
                known = papers.gathering.answered(desk, known, field, answer)
    data = {"paper": paper, "facts": known.facts, "missing": known.missing}
    lines = [f"还缺 {len(known.missing)} 项。" if known.missing else "事实齐了。", *finding_lines(known.missing)]
    if out:
        papers.gathering.write(known, out, replace=replace)
        lines.append(f"已写好 {out}，请补齐后用 yehua fill 出草稿。")
    console.print(data, lines)


@case.command("bundle")
@click.argument("number", metavar="CASE")
@click.option("--out", required=True, type=PATH, help="放材料的新文件夹。")
@shared
def bundle(number: str, *, out: Path, console: Console) -> None:
    """把一个事项的诉求、录音片段、事实和草稿交给律师。"""
    made = papers.lawyer_bundle.write(console.desk(), number, out)
    lines = [f"已写好 {made.folder}，共 {len(made.files)} 个文件。"]
    lines += [f"检举控告和还没有判断的不外送，没有放进来：{number}" for number in made.left_out]
    console.print(made, lines)


@case.command("return")
@click.argument("folder", type=PATH, metavar="DIR")
@shared
def take_back(folder: Path, *, console: Console) -> None:
    """律师交回的文件夹：每份草稿改了什么，能不能出。"""
    drafts = papers.lawyer_bundle.take_back(console.desk(), folder)
    lines = []
    for draft in drafts:
        recheck = draft.recheck
        result = f"改动 {len(recheck.changes)} 处" if recheck else str(draft.fault)
        lines += [f"{draft.file.name}：{result}", *(finding_lines(recheck.findings) if recheck else [])]
    console.print({"drafts": drafts}, lines, failed=any(map(_is_faulty, drafts)))


def _is_faulty(draft: "papers.lawyer_bundle.Returned") -> bool:
    return draft.recheck is None or any(finding.level == "error" for finding in draft.recheck.findings)


@case.command("file")
@click.argument("number", metavar="CASE")
@click.option("--out", required=True, type=PATH, help="放卷宗的文件夹。")
@click.option("--filed-by", required=True, help="立卷人。")
@click.option("--retention", default="30年", help="保管期限：永久、30年、10年。")
@click.option("--pages", multiple=True, metavar="NAME=N", help="卷内其他材料的页数，如 当事人身份证明=2。")
@shared
def case_file(
    number: str, *, out: Path, filed_by: str, retention: str, pages: tuple[str, ...], console: Console
) -> None:
    """一案一卷：已签发的文书按卷内顺序排好，附封面和目录。"""
    loose = {name: _pages(name, count) for name, _, count in (pair.partition("=") for pair in pages)}
    made = papers.case_file.put_together(
        console.desk(), number, out, filed_by=filed_by, retention=retention, loose=loose
    )
    lines = [
        f"封面和目录（草稿）：{made.cover}",
        *(f"  {path.name}" for path in made.papers),
        f"封底（草稿）：{made.back}",
    ]
    console.print(made, lines)


def _pages(name: str, count: str) -> int:
    if not count.isdigit() or not int(count):
        raise WrongValueError(field=f"{name} 的页数", value=count, why="请写成 当事人身份证明=2 的样子")
    return int(count)


def _print_case(console: Console, desk: "Desk", state: "CaseState", *, accusations: bool = False) -> None:
    """Print `state` with the words of its matters that may be shown, or with all of them for `accusations`."""
    if not accusations and not cases.all_may_be_shown(desk.store, state.grievances):
        numbers = {paper.number for paper in papers.list_papers(desk.store, state.case)}
        state = replace(state, entries=tuple(cases.entry_as_others_see(entry, numbers) for entry in state.entries))
    lines = [f"{state.case}：{state.state}（诉求 {'、'.join(state.grievances)}）"]
    lines += _matter_lines(desk, state, accusations=accusations)
    lines += [
        f"  {entry.id}. {entry.date} {cases.procedure.kind_name(entry.kind)} {entry.document or ''}"
        + (f" 送达 {entry.served_on}" if entry.served_on else "")
        + (f"（更正第 {entry.corrects} 条）" if entry.corrects else "")
        for entry in state.entries
    ]
    console.print(state, lines + [f"请留意：{warning}" for warning in state.warnings])


def _matter_lines(desk: "Desk", state: "CaseState", *, accusations: bool) -> list[str]:
    """Return a line for each matter of the case: its words, or how it gets judged while nobody has done so."""
    lines = []
    for number in filter(cases.matters.is_matter, state.grievances):
        matter = cases.matters.find_matter(desk.store, number)
        line = f"  {number}（{matter.source}，{matter.received} 收到）"
        if accusations or grievances.accusations.may_be_shown(cases.matters.as_grievance(matter)):
            line += f"{matter.person or '（没有写姓名）'}：{matter.about}"
        elif matter.accusation == "unjudged":
            line += (
                "还没有人判断是不是检举控告，内容先不显示、不进文书；"
                f"专人用 yehua accusation judge {number} 1 no --by 姓名 判断（是的写 yes）。"
            )
        lines.append(line)
    return lines
