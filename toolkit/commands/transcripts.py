"""The commands that mend a transcript: names to be listened to, a stretch heard again, the better text chosen."""

from pathlib import Path
from typing import Any

import click

from toolkit.commands.parts import desk_at, filled, for_the_corrector, printed, shared
from toolkit.core import WrongValueError, seconds, timecode


def _moment(_context: click.Context, parameter: click.Parameter, text: str) -> float:
    try:
        return seconds(text)
    except ValueError:
        why = "请写成 分:秒 或 时:分:秒，如 1:12 或 00:01:12"
        raise WrongValueError(field=str(parameter.human_readable_name), value=text, why=why) from None


@click.command()
@click.argument("code")
@click.argument("start", metavar="起", callback=_moment)
@click.argument("end", metavar="止", callback=_moment)
@click.option("--engine", type=click.Choice(["auto", "whisper", "faster-whisper"]), default=None)
@click.option("--model", default=None, help="模型名称或文件夹，默认按 yehua.toml。")
@for_the_corrector
@shared
def rehear(code: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """把 起 到 止 之间的语句再听一遍，可以换一个模型；原来的文字不动，用 yehua choose 才采用。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import access_log, is_fully_open
    from toolkit.transcripts import load_transcript, rehearing

    desk = desk_at(workspace)
    if not is_fully_open(desk.store, code):
        access_log.open_for(desk, wish["by"], f"再听 {code}")
    made = rehearing.hear_again(desk, code, wish["start"], wish["end"], engine=wish["engine"], model=wish["model"])
    before = rehearing.replaced(load_transcript(desk.store, made.recording), made)
    lines = [
        f"第 {made.number} 次再听：{timecode(made.start_s)} 至 {timecode(made.end_s)}，模型 {made.engine.model}。",
        "原来的文字：",
        *(f"  [{timecode(one.start_s)}] {one.text}" for one in before),
        "再听的文字：",
        *(f"  [{timecode(one.start_s)}] {one.text}" for one in made.segments),
        f"采用请运行：yehua choose {made.recording} {made.number} --by 姓名",
    ]
    printed(as_json, records.to_json(made), lines)


@click.command()
@click.argument("code")
@click.argument("number", type=int)
@click.option("--by", required=True, callback=filled, help="谁选的，会记下来。")
@shared
def choose(code: str, number: int, by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """采用第 NUMBER 次再听的文字，存成新的一版；旧版仍然保留。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import access_log
    from toolkit.transcripts import rehearing

    desk = desk_at(workspace)
    made = access_log.transcript_for(desk, by, rehearing.choose(desk, code, number, by), f"再听 {code}")
    printed(as_json, records.to_json(made), [f"已采用第 {number} 次再听，存为第 {made.version} 版。"])


@click.command()
@click.argument("code")
@for_the_corrector
@shared
def names(code: str, by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """列出可能听错的姓名，请听录音再定；程序从不自己改姓名。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import access_log
    from toolkit.transcripts import correcting, load_transcript

    desk = desk_at(workspace)
    read = access_log.transcript_for(desk, by, load_transcript(desk.store, code), f"姓名 {code}")
    readable = {one.id for one in read.segments if one.text}
    found = tuple((one, proposed) for one, proposed in correcting.name_proposals(desk, code) if one.id in readable)
    lines = [
        f"第 {one.number} 句 [{timecode(one.start_s)}] “{each.from_}”：{each.reason}"
        for one, proposed in found
        for each in proposed
    ]
    data = [{"segment": one.id, "proposals": records.to_json(proposed)} for one, proposed in found]
    printed(as_json, data, lines or ["没有与词表里的姓名相近的读音。"])
