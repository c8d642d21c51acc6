"""`yehua clinic …`: a lawyer on a known day in each village, visits, opinions."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import loop
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, filled, replace_option, shared
from toolkit.commands.loop.frame import AT, ON, OUT, WRITER, desk_at, write_sheet
from toolkit.core import refuse_existing

if TYPE_CHECKING:
    from toolkit.loop import Opinion, Visit

_XLSX = click.option("--out", required=True, type=PATH, help="写到哪个 .xlsx 文件。")


@click.group()
def clinic() -> None:
    """法律诊所：一村一法律顾问，每月哪一天来，来问的人带走写好的下一步。"""


@clinic.command()
@click.argument("file", type=PATH)
@WRITER
@shared
def roster(file: Path, *, by: str, console: Console) -> None:
    """收法律顾问名册（Excel），全收或者全不收。"""
    fresh = loop.clinics.roster.take_in(desk_at(console), file, by)
    console.print({"added": len(fresh), "advisers": fresh}, [f"收进 {len(fresh)} 行。"])


@clinic.command()
@_XLSX
@replace_option
@shared
def form(*, out: Path, replace: bool, console: Console) -> None:
    """出一张空的名册（Excel）。"""
    refuse_existing(out, replace=replace)
    loop.clinics.roster.write_form(out)
    console.print({"file": str(out)}, [f"空表：{out}"])


@clinic.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@_XLSX
@WRITER
@replace_option
@shared
def plan(year: int, *, out: Path, by: str, replace: bool, console: Console) -> None:
    """排一年的坐诊表：遇休假顺延到下一个工作日；哪年的假期还不知道，写明未校正。"""
    refuse_existing(out, replace=replace)
    clinics = loop.clinics.calendar.plan(desk_at(console), year, out, by)
    warned(loop.clinics.calendar.crowded(clinics))
    console.print({"file": str(out), "clinics": clinics}, [f"坐诊表：{out}，{len(clinics)} 次。"])


@clinic.command()
@click.argument("village")
@click.option("--date", "on", required=True, help="哪一天坐诊的；不是排好的那天，就算补诊。")
@click.option("--from", "first", default="09:00", help="几点起，默认 09:00。")
@click.option("--to", "last", default="11:30", help="几点止，默认 11:30。")
@click.option("--stamp", is_flag=True, help="村委会盖了章。")
@WRITER
@shared
def held(village: str, *, on: str, first: str, last: str, stamp: bool, by: str, console: Console) -> None:
    """记一次坐诊。"""
    wish = loop.clinics.calendar.Held(on, first, last, stamp)
    kept = loop.clinics.calendar.hold(desk_at(console), village, wish, by)
    console.print(kept, [f"{kept.village} {kept.date} {kept.state}"])


@clinic.command()
@click.argument("village")
@click.option("--date", "on", required=True, help="哪一天来的。")
@click.option("--subject", required=True, help=f"什么事：{'、'.join(loop.clinics.visits.SUBJECTS)}。")
@click.option("--next", "next_step", required=True, help=f"下一步：{'、'.join(loop.clinics.visits.STEPS)}。")
@click.option("--last-day", default=None, help="下一步的最后一天，有期限的一定要写；会印在条子上。")
@click.option("--conflict", required=True, help="利益冲突问过没有：没有、有。")
@click.option("--name", default=None, type=WORDS, help=f"谁来的，只在顾问自己的簿子里。{HELP}")
@click.option("--question", default=None, type=WORDS, help=f"问什么。{HELP}")
@click.option(
    "--phone", default=None, type=WORDS, help=f"电话（愿意接受回访才写；会发一张首问卡，可能抽中回访）。{HELP}"
)
@click.option("--case", default=None, help="与哪个事项有关；那个事项封存、销毁时，这里的话一并处理。")
@click.option("--out", type=PATH, default=None, help="把带走的条子写到哪个 .docx 文件。")
@WRITER
@replace_option
@shared
def visit(
    village: str,
    *,
    on: str,
    subject: str,
    next_step: str,
    last_day: str | None,
    conflict: str,
    name: str | None,
    question: str | None,
    phone: str | None,
    case: str | None,
    out: Path | None,
    by: str,
    replace: bool,
    console: Console,
) -> None:
    """记一次咨询：每次都有写好的下一步。"""
    desk = desk_at(console)
    private = (name, question, phone)
    wish = loop.clinics.visits.NewVisit(village, on, subject, next_step, conflict, by, last_day, *private, case)
    kept: Visit = loop.clinics.visits.log(desk, wish)
    if out is not None:
        write_sheet(out, lambda word: loop.clinics.visits.write_slip(desk, kept.visit, word), replace=replace)
    card = f"首问卡 {kept.card}。" if kept.card else ""
    console.print(kept, [f"{kept.visit}：{kept.next_step}，最后一天 {kept.last_day or '没有'}。{card}"])


@clinic.command("list")
@ON
@click.option("--village", default=None, help="只看哪个村。")
@shared
def list_clinics(*, on: str | None, village: str | None, console: Console) -> None:
    """列出那一年的坐诊：计划、已坐诊、缺诊、已补；不写村的，屏幕上只列当月。"""
    desk = desk_at(console)
    clinics = loop.clinics.calendar.listed(desk, on, village)
    month = loop.moments.looked_at(desk, on)[:7]
    shown = [each for each in clinics if village or each.date[:7] == month]
    lines = [f"{each.state} {each.village} {each.date} {each.adviser}　{each.why}" for each in shown]
    console.print({"clinics": clinics}, lines or ["没有。"])


@clinic.command()
@click.argument("case")
@click.option("--village", required=True, help="请哪个村的法律顾问。")
@click.option("--client", required=True, type=WORDS, help=f"替谁出意见。{HELP}")
@click.option("--conflict", required=True, help="利益冲突：没有、有。")
@click.option("--question", required=True, type=WORDS, help=f"问什么。{HELP}")
@AT
@WRITER
@shared
def ask(
    case: str, *, village: str, client: str, conflict: str, question: str, at: str, by: str, console: Console
) -> None:
    """请法律顾问出意见：十个工作日；同一件事只能替一方。"""
    wish = loop.clinics.opinions.Request(case, village, client, conflict, question, at, by)
    _print(console, loop.clinics.opinions.ask(desk_at(console), wish))


@clinic.command()
@click.argument("number", metavar="OPINION")
@click.option("--conclusion", required=True, help=f"结论：{'、'.join(loop.clinics.opinions.CONCLUSIONS)}。")
@click.option("--paper", required=True, help="签发的法律意见书的编号。")
@AT
@WRITER
@shared
def give(number: str, *, conclusion: str, paper: str, at: str, by: str, console: Console) -> None:
    """记意见出了：就是签发的那份法律意见书，仅供参考，不代替处理意见。"""
    kept = loop.clinics.opinions.give(desk_at(console), number, conclusion=conclusion, paper=paper, at=at, by=by)
    _print(console, kept)


@clinic.command()
@click.argument("number", metavar="OPINION")
@click.option("--reason", required=True, type=WORDS, help=f"为什么不能出。{HELP}")
@AT
@WRITER
@shared
def decline(number: str, *, reason: str, at: str, by: str, console: Console) -> None:
    """记法律顾问不能出意见。"""
    _print(console, loop.clinics.opinions.decline(desk_at(console), number, at=at, by=by, reason=reason))


@clinic.command()
@click.argument("number", metavar="OPINION")
@click.option("--to", required=True, help=f"送给谁：{'、'.join(loop.clinics.opinions.ADDRESSEES)}。")
@click.option("--consent", default=None, type=WORDS, help=f"谁、哪一天同意的；没有同意不送。{HELP}")
@AT
@WRITER
@shared
def deliver(number: str, *, to: str, consent: str | None, at: str, by: str, console: Console) -> None:
    """记意见送给谁。"""
    _print(console, loop.clinics.opinions.deliver(desk_at(console), number, to=to, consent=consent, at=at, by=by))


@clinic.command()
@ON
@shared
def opinions(*, on: str | None, console: Console) -> None:
    """列出请出的法律意见，各到哪一天。"""
    asked = loop.clinics.opinions.listed(desk_at(console), on)
    console.print({"opinions": asked}, [_line(one) for one in asked] or ["没有。"])


@clinic.command()
@click.argument("number", metavar="VISIT")
@click.option("--to", required=True, callback=filled, help="向哪个法律援助机构。")
@AT
@WRITER
@shared
def aid(number: str, *, to: str, at: str, by: str, console: Console) -> None:
    """记一次咨询以后申请了法律援助。"""
    loop.clinics.visits.apply_for_aid(desk_at(console), number, to=to, at=at, by=by)
    console.print({"visit": number, "to": to}, [f"{number}：已申请法律援助（{to}）。"])


@clinic.command()
@click.option("--firm", required=True, callback=filled, help="给哪个机构，不能给个人。")
@click.option("--contract", required=True, callback=filled, help="合同编号。")
@click.option("--yuan", required=True, help="多少元。")
@AT
@WRITER
@shared
def subsidy(*, firm: str, contract: str, yuan: str, at: str, by: str, console: Console) -> None:
    """记一笔补贴：只给名册里的机构，按合同。"""
    loop.clinics.opinions.note_subsidy(desk_at(console), firm=firm, contract=contract, yuan=yuan, at=at, by=by)
    console.print({"firm": firm, "contract": contract, "yuan": yuan}, [f"{firm} {yuan} 元，合同 {contract}。"])


@clinic.command()
@click.argument("adviser")
@click.argument("period", metavar="YEAR|MONTH")
@OUT
@replace_option
@shared
def sheet(adviser: str, period: str, *, out: Path, replace: bool, console: Console) -> None:
    """出一个法律顾问的月表、年表（Word），给司法局；如 2026-10 或 2026。"""
    desk = desk_at(console)
    work = write_sheet(out, lambda word: loop.clinics.sheets.write_work(desk, adviser, period, word), replace=replace)
    console.print({"file": str(out), "figures": work}, [f"工作表：{out}，咨询 {work.visits} 人次。"])


@clinic.command()
@click.argument("village")
@OUT
@replace_option
@shared
def poster(village: str, *, out: Path, replace: bool, console: Console) -> None:
    """出一个村的坐诊公示（Word）。"""
    desk = desk_at(console)
    there = write_sheet(out, lambda word: loop.clinics.sheets.write_poster(desk, village, word), replace=replace)
    console.print({"file": str(out), "clinics": there}, [f"公示：{out}，{len(there)} 次。"])


def _print(console: Console, one: "Opinion") -> None:
    console.print(one, [_line(one), *([one.warning] if one.warning else [])])


def _line(one: "Opinion") -> str:
    return f"{one.opinion} {one.case} {one.adviser} 替{one.client} {one.state} {one.due}　{one.why}"
