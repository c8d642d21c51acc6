"""`yehua accusation …` and `yehua tonight`: what may be an accusation is judged; danger is seen first."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.commands.parts import desk_at, filled, printed, shared, warned
from toolkit.core import timecode

if TYPE_CHECKING:
    from toolkit.records import Accusation, GrievanceList

_BY = click.option("--by", required=True, callback=filled, help="谁判断的：须是 yehua.toml 允许的姓名，会记下来。")
_NAMES = {"yes": "检举控告", "no": "不是检举控告", "unjudged": "还没有判断"}


@click.group()
def accusation() -> None:
    """检举控告：由人判断哪几件是；没有判断的一律不给别人看。"""  # noqa: D400 - shown to Chinese users


@accusation.command()
@click.argument("code")
@click.argument("ordinals", nargs=-1, required=True, type=int, metavar="ORDINAL…")
@click.argument("verdict", type=click.Choice(["yes", "no"]))
@_BY
@shared
def judge(
    code: str, ordinals: tuple[int, ...], verdict: "Accusation", by: str, *, workspace: Path | None, as_json: bool
) -> None:
    """判断这几件是（yes）或不是（no）检举控告；不是的，别人才看得到。"""  # noqa: D400
    from toolkit.cases import matters
    from toolkit.grievances import access_log

    desk = desk_at(workspace)
    if matters.is_matter(code):
        found = matters.judge(desk, code, ordinals, verdict, by)
    else:
        found = access_log.judge(desk, code, ordinals, verdict, by)
    lines = [f"第 {'、'.join(map(str, ordinals))} 件：{_NAMES[verdict]}。{by} 判断，已记下来。"]
    _print_list(as_json, found, lines)
    warned(access_log.remarks(desk))


@accusation.command()
@click.argument("code")
@_BY
@shared
def close(code: str, by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """其余都不是检举控告：还没有判断的几件，和不在诉求里的语句，从现在起别人可以看。"""  # noqa: D400
    from toolkit.grievances import access_log

    desk = desk_at(workspace)
    _print_list(as_json, access_log.close(desk, code, by), [f"{code} 的清单已关闭：其余都不是。{by} 判断，已记下来。"])
    warned(access_log.remarks(desk))


@accusation.command()
@click.argument("what", metavar="CODE|TRANSCRIPT.json")
@_BY
@shared
def queue(what: str, by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """还没有判断的，最像检举控告的排在前面；有“不要轻易放行”的要特别看清。谁看的会记下来。"""  # noqa: D400
    from toolkit import records
    from toolkit.cases import matters
    from toolkit.grievances import access_log, lists
    from toolkit.grievances.accusations import cues

    desk = desk_at(workspace)
    access_log.open_for(desk, by, what)
    if matters.is_matter(what):
        found, transcript = matters.alone(matters.find_matter(desk.store, what)), None
    else:
        found, transcript = lists.found_with_transcript(desk, what)
    waiting = cues.queue(found, transcript)
    lines = [
        f"第 {one.ordinal} 件 [{timecode(one.start_s)}] {'不要轻易放行：' if one.warn else ''}{'；'.join(one.why)}"
        for one in waiting
    ]
    data = [{"ordinal": one.ordinal, "start_s": one.start_s, "warn": one.warn, "why": one.why} for one in waiting]
    printed(as_json, {"queue": records.to_json(data)}, lines or ["都判断过了。"])
    warned(access_log.remarks(desk))


@accusation.command("log")
@click.option("--by", default=None, help="只看这个人的。")
@shared
def looks(by: str | None, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """谁在什么时候看过检举控告和还没有判断的内容，谁判断的。"""  # noqa: D400
    from toolkit import records
    from toolkit.cases import matters
    from toolkit.grievances import access_log, load_acts
    from toolkit.meetings import list_recordings

    desk = desk_at(workspace)
    seen = [one for one in access_log.openings(desk) if by in {None, one.by}]
    judged = [
        {"recording": recording.code, "verdict": act.verdict, "by": act.by, "at": act.made_at}
        for recording in list_recordings(desk.store)
        for act in load_acts(desk.store, recording.code).acts
        if by in {None, act.by}
    ]
    judged += [
        {"recording": row["matter"], "verdict": row["verdict"], "by": row["by"], "at": row["made_at"]}
        for row in matters.judgement_rows(desk.store)
        if by in {None, row["by"]}
    ]
    lines = [f"{one.at} {one.by} 看了 {one.what}" for one in seen]
    words = {**_NAMES, "closed": "其余都不是"}
    lines += [f"{one['at'][:19]} {one['by']} 判断 {one['recording']}：{words[one['verdict']]}" for one in judged]
    printed(as_json, {"looks": records.to_json(seen), "judgements": judged}, lines or ["还没有人看过。"])


@click.command()
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--by", required=True, callback=filled, help="谁看的：须是 yehua.toml 允许的姓名，会记下来。")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="另写一张 Word 表，打印给今晚要去的人。")
@shared
def tonight(codes: tuple[str, ...], by: str, out: Path | None, *, workspace: Path | None, as_json: bool) -> None:
    """今晚必看：话里有人可能自伤、被打、受威胁，孩子、病人有危险的，不管判断过没有。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import access_log
    from toolkit.grievances import tonight as sheet
    from toolkit.grievances.accusations import KIND_NAMES

    desk = desk_at(workspace)
    dangers = sheet.listed(desk, codes, by)
    file = sheet.write(desk, dangers, out) if out else None
    lines = [
        f"{KIND_NAMES[one.danger]}　{one.recording} 第 {one.ordinal} 件 [{timecode(one.start_s)}] {one.words}"
        f"　{one.person} {one.home}".rstrip()
        for one in dangers
    ]
    lines = lines or ["没有找到。机器按字词找，会有漏的，请以录音为准。"]
    printed(as_json, {"tonight": records.to_json(dangers), "file": str(file) if file else None}, lines)
    warned(access_log.remarks(desk))


def _print_list(as_json: bool, found: "GrievanceList", lines: list[str]) -> None:  # noqa: FBT001 - the flag of the option
    from toolkit import records
    from toolkit.grievances.accusations import visibility
    from toolkit.notebook import tables

    printed(as_json, records.to_json(visibility.as_shown(found)), [*lines, tables.grievance_text(found)])
