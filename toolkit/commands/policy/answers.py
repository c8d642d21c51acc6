"""`yehua answers …`: the plan of the second month, what was answered, notices within fifteen days, and rates."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import answers as answering
from toolkit import records
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, filled, replace_option, shared
from toolkit.commands.loop.frame import AT, BY, desk_at
from toolkit.meetings import find_meeting
from toolkit.workspace import parse_grievance_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from toolkit.answers import Official, PlanLine
    from toolkit.workspace import Desk


@click.group()
def answers() -> None:
    """第二个月的答复：每件都有一个去向，告知书不等到那天晚上，率都写明怎么算。"""


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", required=True, type=PATH, help="写到哪个 .xlsx 文件。")
@replace_option
@shared
def plan(meeting: str, *, out: Path, replace: bool, console: Console) -> None:
    """做答复计划表，给各部门填；检举控告和没有判断过的不在表上。"""
    desk = desk_at(console)
    lines = answering.plans.write(desk, meeting, out, replace=replace)
    _print(console, desk, meeting, lines, [f"已写好：{out}"])


def _print(console: Console, desk: "Desk", meeting: str, lines: "Sequence[PlanLine]", said: list[str]) -> None:
    held = find_meeting(desk.store, meeting)
    standing, unjudged = _standing(desk, meeting), answering.meetings.unjudged(desk, meeting)
    without = len(standing["lacking"])
    night, plan_by = answering.meetings.answer_night(held), answering.meetings.plan_day(held)
    said += [f"答复之夜 {night}，计划表 {plan_by} 前做好；{len(lines)} 件，还有 {without} 件没有去向。"]
    said += [f"还有 {unjudged} 件没有判断是不是检举控告，不在表上；判断以前不能算率。"] if unjudged else []
    console.print({**standing, "unjudged": unjudged, "night": night, "plan_by": plan_by}, said)


def _standing(desk: "Desk", meeting: str) -> dict[str, "Sequence[Any]"]:
    """Return the answers to a meeting's grievances and the numbers of those that have none."""
    answers = answering.register.of_meeting(desk, meeting)
    return {"answers": list(filter(None, answers.values())), "lacking": answering.register.lacking(answers)}


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.argument("file", type=PATH)
@click.option("--at", default=None, help="答复的时间，默认现在。")
@click.option("--proposed", is_flag=True, help="是各部门拟的答复：先存着，到那天晚上照着记。")
@BY
@shared
def read(meeting: str, file: Path, *, at: str | None, proposed: bool, by: str, console: Console) -> None:
    """收入填好的答复表：有一行不对就一行也不收。"""
    desk = desk_at(console)
    taken = answering.plans.read(desk, meeting, file, by=by, at=at, proposed=proposed)
    said = f"收入了 {len(taken)} 件{'拟的答复' if proposed else ''}。"
    _print(console, desk, meeting, answering.plans.plan(desk, meeting), [said])


@answers.command("set")
@click.argument("number", metavar="NUMBER")
@click.argument("disposition", type=click.Choice(tuple(answering.DISPOSITIONS)))
@AT
@click.option("--organ", default="", help="由哪个部门答复。")
@click.option("--official", default="", type=WORDS, help=f"谁答复的，不能是被反映的人。{HELP}")
@click.option("--words", default="", type=WORDS, help=f"答复的话，最多 200 字。{HELP}")
@click.option("--due", default="", help="B、D：哪天办到。")
@click.option("--basis", default="", help="C：依据哪一条，如 “社会救助法 第十八条”。")
@click.option("--channel", default="", help="E：哪条法定途径。")
@click.option("--same-as", default="", help="G：重复哪一件；撤回的不写。")
@click.option("--proof", default="", type=WORDS, help=f"A：怎么看到办好了的；没有证明的按 B 算。{HELP}")
@click.option("--private", "is_private", is_flag=True, help="单独答复，不当众说。")
@BY
@shared
def set_answer(
    number: str,
    disposition: str,
    *,
    at: str,
    organ: str,
    official: str,
    words: str,
    due: str,
    basis: str,
    channel: str,
    same_as: str,
    proof: str,
    is_private: bool,
    by: str,
    console: Console,
) -> None:
    """记下一件的去向：A 当场办结、B 当场拍板、C 政策解释、D 转入闭环、E 告知其他途径、G 重复或撤回。"""
    wish = answering.NewAnswer(
        disposition, at, by, organ, official, words, due, basis, channel, same_as, proof, is_private=is_private
    )
    desk = desk_at(console)
    answer = answering.dispositions.give(desk, number, wish)
    case = f"，{answer.case}" if answer.case else ""
    meeting, *_ = parse_grievance_number(answer.grievance)
    console.print(
        records.to_json(answer) | _standing(desk, meeting),
        [f"{answer.grievance}：{answer.disposition} {answering.DISPOSITIONS[answer.disposition]}{case}"],
    )


@answers.command()
@click.argument("number", metavar="NUMBER")
@click.option("--second", required=True, callback=filled, help="第二个人。")
@click.option("--reason", required=True, callback=filled, help="为什么收回，会记入登记。")
@BY
@shared
def revoke(number: str, *, second: str, reason: str, by: str, console: Console) -> None:
    """收回一件记错的去向，再重记；台账里的记录不动。"""
    answering.dispositions.revoke(desk_at(console), number, by=by, second=second, reason=reason)
    console.print({"grievance": number}, [f"{number} 的去向收回了。"])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", required=True, type=PATH, help="草稿写到哪个文件夹；已有的不动。")
@shared
def notices(meeting: str, *, out: Path, console: Console) -> None:
    """为每件出受理告知书的草稿：十五天内送达，不等到答复之夜。"""
    desk = desk_at(console)
    made = answering.notices.write(desk, meeting, out)
    lines = [
        f"{each.grievance}　{each.case}　{each.by} 前送达　"
        f"{f'{each.served} 已送达' if each.served else each.file or each.lacking}"
        for each in made
    ]
    console.print({"notices": made, **_standing(desk, meeting)}, lines or ["这一场没有要告知的诉求。"])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", required=True, type=PATH, help="写到哪个文件；Word 给领导签，Excel 留底。")
@replace_option
@shared
def sheet(meeting: str, *, out: Path, replace: bool, console: Console) -> None:
    """做答复签字表，由主持的领导当场签名；单独答复的只写编号。"""
    files = answering.sheets.write_list(desk_at(console), meeting, out, replace=replace)
    console.print({"files": [str(file) for file in files]}, [f"签字表：{file}" for file in files])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", type=PATH, default=None, help="另写一张签到的名单（Word）。")
@replace_option
@shared
def officials(meeting: str, *, out: Path | None, replace: bool, console: Console) -> None:
    """列出答复之夜通知了谁、来没来；计划表上有、还没有通知人来的部门另列。"""
    desk = desk_at(console)
    there = answering.presence.of_meeting(desk, meeting)
    lines = [_official_line(each) for each in there.officials] or ["还没有通知人来。"]
    lines += [f"还没有通知人来的部门：{'、'.join(there.missing)}"] if there.missing else []
    if out:
        lines.append(f"名单：{answering.presence.write_list(desk, meeting, out, replace=replace)}")
    console.print(there, lines)


def _official_line(each: "Official") -> str:
    instead = f"（{each.instead}）" if each.instead else ""
    return f"{each.organ}　{each.name}　{each.duty}　{each.told} 通知　{each.outcome or '还没有登记'}{instead}"


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.argument("name", metavar="NAME")
@click.option("--organ", required=True, help="哪个部门的。")
@click.option("--duty", default="", help="什么职务。")
@AT
@BY
@shared
def call(meeting: str, name: str, *, organ: str, duty: str, at: str, by: str, console: Console) -> None:
    """记下通知了谁来答复之夜。"""
    told = answering.officials.call(desk_at(console), meeting, name, organ, duty=duty, at=at, by=by)
    console.print(told, [_official_line(told)])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.argument("name", metavar="NAME")
@click.argument("outcome", metavar="OUTCOME", type=click.Choice(answering.officials.OUTCOMES))
@click.option("--organ", default="", help="哪个部门的；几个部门有同名的人，就要写。")
@click.option("--instead", default="", help="派人来的，派了谁。")
@AT
@BY
@shared
def came(
    meeting: str, name: str, outcome: str, *, organ: str, instead: str, at: str, by: str, console: Console
) -> None:
    """记下通知的人来没来：到会、没到、派人。"""
    desk = desk_at(console)
    told = answering.officials.note(desk, meeting, name, outcome, organ=organ, instead=instead, at=at, by=by)
    console.print(told, [_official_line(told)])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", required=True, type=PATH, help="写到哪个文件夹；已有的不动。")
@shared
def slips(meeting: str, *, out: Path, console: Console) -> None:
    """做答复单，一人一页：您反映的、答复、依据、哪天办到、还不满意怎么办、电话。"""
    made = answering.sheets.write_slips(desk_at(console), meeting, out)
    lines = [f"{each.grievance}　{each.file or each.lacking}" for each in made]
    console.print({"slips": made}, lines or ["这一场还没有答复。"])


@answers.command()
@click.argument("meeting", metavar="MEETING")
@click.option("--out", type=PATH, default=None, help="另写一页可以张贴的 Word；少于 3 件的写“<3”。")
@replace_option
@shared
def rates(meeting: str, *, out: Path | None, replace: bool, console: Console) -> None:
    """算率：每个率都写明怎么算；有一件没有去向、没有判断就不算。"""
    desk = desk_at(console)
    counted = answering.rates.rates(desk, meeting)
    lines = [f"N＝{counted.n}（另有重复、撤回 {counted.g} 件，单独答复 {counted.private} 件）"]
    for each in answering.rates.figures(counted):
        planned = f"　（方案里写的是 {each.planned}）" if each.planned else ""
        lines.append(f"{each.name}　{each.value}　＝ {each.formula}{planned}")
    if out:
        lines.append(f"已写好：{answering.sheets.write_rates(desk, meeting, out, replace=replace)}")
    console.print(counted, lines)
