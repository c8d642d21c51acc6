"""`yehua accusation …` and `yehua tonight`: accusations judged by a person; persons in danger listed first."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import cases, grievances, meetings
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.options import PATH, filled, shared
from toolkit.core import timecode

if TYPE_CHECKING:
    from toolkit.records import Accusation, GrievanceList

_BY = click.option("--by", required=True, callback=filled, help="谁判断的：须是 yehua.toml 允许的姓名，会记下来。")
_SURE = click.option("--sure", is_flag=True, help="看过“像检举控告”的提醒，确实不是，再放行一次。")
_NAMES = {"yes": "检举控告", "no": "不是检举控告", "unjudged": "还没有判断"}


@click.group()
def accusation() -> None:
    """检举控告：由人判断哪几件是；没有判断的一律不给别人看。"""


@accusation.command()
@click.argument("code")
@click.argument("ordinals", nargs=-1, required=True, type=int, metavar="ORDINAL…")
@click.argument("verdict", type=click.Choice(["yes", "no"]))
@_BY
@_SURE
@shared
def judge(
    code: str, ordinals: tuple[int, ...], verdict: "Accusation", *, by: str, sure: bool, console: Console
) -> None:
    """判断这几件是（yes）或不是（no）检举控告；不是的，别人才看得到。

    像检举控告的先提醒、不放行；看过确实不是，加上 --sure。
    """
    desk = console.desk()
    judged = cases.matters.judge if cases.matters.is_matter(code) else grievances.access_log.judge
    listed = judged(desk, code, ordinals, verdict, by, sure=sure)
    lines = [f"第 {'、'.join(map(str, ordinals))} 件：{_NAMES[verdict]}。{by} 判断，已记下来。"]
    _print_list(console, listed, lines)
    warned(grievances.access_log.remarks(desk))


@accusation.command()
@click.argument("code")
@_BY
@_SURE
@shared
def close(code: str, *, by: str, sure: bool, console: Console) -> None:
    """其余都不是检举控告：还没有判断的几件，和不在诉求里的语句，从现在起别人可以看。

    像检举控告的先提醒、不放行；看过确实不是，加上 --sure。
    """
    desk = console.desk()
    _print_list(
        console,
        grievances.access_log.close(desk, code, by, sure=sure),
        [f"{code} 的清单已关闭：其余都不是。{by} 判断，已记下来。"],
    )
    warned(grievances.access_log.remarks(desk))


@accusation.command()
@click.argument("what", metavar="CODE|TRANSCRIPT.json")
@_BY
@shared
def queue(what: str, *, by: str, console: Console) -> None:
    """还没有判断的，最像检举控告的排在前面；有“不要轻易放行”的要特别看清。谁看的会记下来。"""
    desk = console.desk()
    grievances.access_log.open_for(desk, by, what)
    if cases.matters.is_matter(what):
        listed, transcript = cases.matters.alone(cases.matters.find_matter(desk.store, what)), None
    else:
        listed, transcript = grievances.lists.found_with_transcript(desk, what)
    waiting = grievances.accusations.cues.queue(listed, transcript)
    lines = [
        f"第 {entry.ordinal} 件 [{timecode(entry.start_s)}] "
        f"{'不要轻易放行：' if entry.warn else ''}{'；'.join(entry.why)}"
        for entry in waiting
    ]
    names = ("ordinal", "start_s", "warn", "why")
    data = [{name: getattr(entry, name) for name in names} for entry in waiting]
    console.print({"queue": data}, lines or ["都判断过了。"])
    warned(grievances.access_log.remarks(desk))


@accusation.command("log")
@click.option("--by", default=None, help="只看这个人的。")
@shared
def looks(*, by: str | None, console: Console) -> None:
    """谁在什么时候看过检举控告和还没有判断的内容，谁判断的。"""
    desk = console.desk()
    openings = [opening for opening in grievances.access_log.openings(desk) if by in {None, opening.by}]
    judged = [
        {"recording": recording.code, "verdict": act.verdict, "by": act.by, "at": act.made_at}
        for recording in meetings.list_recordings(desk.store)
        for act in grievances.load_judgements(desk.store, recording.code).acts
        if by in {None, act.by}
    ]
    judged += [
        {"recording": row["matter"], "verdict": row["verdict"], "by": row["by"], "at": row["made_at"]}
        for row in cases.matters.judgement_rows(desk.store)
        if by in {None, row["by"]}
    ]
    lines = [f"{opening.at} {opening.by} 看了 {opening.what}" for opening in openings]
    words = {**_NAMES, "closed": "其余都不是"}
    lines += [f"{act['at'][:19]} {act['by']} 判断 {act['recording']}：{words[act['verdict']]}" for act in judged]
    console.print({"looks": openings, "judgements": judged}, lines or ["还没有人看过。"])


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--by", required=True, callback=filled, help="谁看的：须是 yehua.toml 允许的姓名，会记下来。")
@click.option("--out", type=PATH, default=None, help="另写一张 Word 表，打印给今晚要去的人。")
@shared
def tonight(codes: tuple[str, ...], *, by: str, out: Path | None, console: Console) -> None:
    """今晚必看：话里有人可能自伤、被打、受威胁，孩子、病人有危险的，不管判断过没有。"""
    desk = console.desk()
    dangers = grievances.tonight.listed(desk, codes, by)
    kinds = grievances.accusations.KIND_NAMES
    file = grievances.tonight.write(desk, dangers, out) if out else None
    lines = [
        f"{kinds[row.danger]}　{row.recording} 第 {row.ordinal} 件 [{timecode(row.start_s)}] {row.words}"
        f"　{row.person} {row.home}".rstrip()
        for row in dangers
    ]
    lines = lines or ["没有找到。机器按字词找，会有漏的，请以录音为准。"]
    console.print({"tonight": dangers, "file": str(file) if file else None}, lines)
    warned(grievances.access_log.remarks(desk))


def _print_list(console: Console, listed: "GrievanceList", lines: list[str]) -> None:
    console.print(
        grievances.accusations.visibility.list_as_others_see(listed),
        [*lines, grievances.text_table.grievance_text(listed)],
    )
