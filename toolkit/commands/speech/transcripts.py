"""`yehua transcribe` and the words that correct a transcript: `correct`, `names`, `rehear`, `choose`."""

import functools
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import grievances, transcripts
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, engine_and_model, filled, for_the_corrector, shared
from toolkit.core import WrongValueError, seconds, timecode

if TYPE_CHECKING:
    from toolkit.transcripts import Rehearing
    from toolkit.workspace import Desk

_UNCHANGED = "没有改动，或早已采用，没有产生新的一版。"


def _moment(_context: click.Context, parameter: click.Parameter, text: str | None) -> float | None:
    try:
        return None if text is None else seconds(text)
    except ValueError:
        why = "请写成 分:秒 或 时:分:秒，如 1:12 或 00:01:12"
        raise WrongValueError(field=str(parameter.human_readable_name), value=text, why=why) from None


@click.command()
@click.argument("code")
@click.argument("start", metavar="[起", required=False, callback=_moment)
@click.argument("end", metavar="止]", required=False, callback=_moment)
@engine_and_model
@for_the_corrector
@shared
def rehear(
    code: str,
    start: float | None,
    end: float | None,
    *,
    engine: str | None,
    model: str | None,
    by: str,
    console: Console,
) -> None:
    """把 起 到 止 之间的语句再听一遍，可以换一个模型；原来的文字不动，用 yehua choose 才采用。

    不写 起 止 就把整段再听一遍：两次听得不一样的字，校对时标出来。
    """
    desk = console.desk()
    if not grievances.is_fully_open(desk.store, code):
        grievances.access_log.open_for(desk, by, f"再听 {code}")
    if start is None or end is None:
        if start is not None:
            raise WrongValueError(field="止", value="", why="写了起就要写止；两个都不写就听整段")
        whole = transcripts.rehearing.hear_all_again(desk, code, engine=engine, model=model)
        console.print(whole, _differences(desk, whole))
        return
    made = transcripts.rehearing.hear_again(desk, code, start, end, engine=engine, model=model)
    console.print(made, _side_by_side(desk, made))


def _differences(desk: "Desk", whole: "Rehearing") -> list[str]:
    segments = transcripts.load_transcript(desk.store, whole.recording).segments
    ear = transcripts.second_ear.SecondEar((whole,))
    count = sum(bool(ear.places(segment)) for segment in segments)
    return [
        f"整段又听了一遍（第 {whole.number} 次再听，模型 {whole.engine.model}），原来的文字没有动。",
        f"{len(segments)} 句里有 {count} 句听得不一样，校对时已标出来，请回听。",
    ]


def _side_by_side(desk: "Desk", made: "Rehearing") -> list[str]:
    before = transcripts.rehearing.replaced(transcripts.load_transcript(desk.store, made.recording), made)
    return [
        f"第 {made.number} 次再听：{timecode(made.start_s)} 至 {timecode(made.end_s)}，模型 {made.engine.model}。",
        "原来的文字：",
        *(f"  [{timecode(segment.start_s)}] {segment.text}" for segment in before),
        "再听的文字：",
        *(f"  [{timecode(segment.start_s)}] {segment.text}" for segment in made.segments),
        f"采用请运行：yehua choose {made.recording} {made.number} --by 姓名",
    ]


@click.command()
@click.argument("code")
@click.argument("number", type=int)
@click.option("--by", required=True, callback=filled, help="谁选的，会记下来。")
@shared
def choose(code: str, number: int, *, by: str, console: Console) -> None:
    """采用第 NUMBER 次再听的文字，存成新的一版；旧版仍然保留。"""
    desk = console.desk()
    made = grievances.access_log.transcript_for(
        desk, by, transcripts.rehearing.choose(desk, code, number, by), f"再听 {code}"
    )
    console.print(made, [f"已采用第 {number} 次再听，存为第 {made.version} 版。"])


@click.command()
@click.argument("code")
@for_the_corrector
@shared
def names(code: str, *, by: str, console: Console) -> None:
    """列出可能听错的姓名，请听录音再定；程序从不自己改姓名。"""
    desk = console.desk()
    read = grievances.access_log.transcript_for(desk, by, transcripts.load_transcript(desk.store, code), f"姓名 {code}")
    readable = {segment.id for segment in read.segments if segment.text}
    everything = transcripts.correcting.name_proposals(desk, code)
    doubtful = [(segment, proposals) for segment, proposals in everything if segment.id in readable]
    lines = [
        f"第 {segment.number} 句 [{timecode(segment.start_s)}] “{proposal.from_}”：{proposal.reason}"
        for segment, proposals in doubtful
        for proposal in proposals
    ]
    data = [{"segment": segment.id, "proposals": proposals} for segment, proposals in doubtful]
    console.print(data, lines or ["没有与词表里的姓名相近的读音。"])


@click.command()
@click.argument("what", metavar="CODE|SOUND")
@engine_and_model
@for_the_corrector
@shared
def transcribe(what: str, *, engine: str | None, model: str | None, by: str, console: Console) -> None:
    """把录音转成文字。已收录的录音写编号，结果存进台账；写文件名则只转写、不收录。

    已收录的录音由后台程序转写：关掉这个窗口它也接着做，用 yehua jobs 看进度、停下。
    """
    desk = console.desk()
    with console.progress("转写") as report:
        if transcripts.making.is_taken_in(desk, what):
            (transcript,) = transcripts.worker.transcripts(
                desk, [what], engine=engine, model=model, watch=lambda job: report(job.done_s, job.total_s or 1.0)
            )
        else:
            warn = functools.partial(click.echo, err=True)
            transcript = transcripts.making.transcribe(
                desk, what, engine=engine, model=model, progress=report, warn=warn
            )
    if transcripts.making.is_taken_in(desk, what):
        transcript = grievances.access_log.transcript_for(desk, by, transcript, f"转写 {what}")
    lines = [f"[{timecode(segment.start_s)}] {segment.text}" for segment in transcript.segments]
    lines += [f"共 {len(transcript.segments)} 句；有人说话 {transcript.coverage.speech_s:.0f} 秒。"]
    lines += [
        f"请回听：{timecode(gap.start_s)} 至 {timecode(gap.end_s)} 听不清，有人说话而没有文字。"
        for gap in transcript.coverage.uncovered
    ]
    console.print(transcript, lines)


@click.command()
@click.argument("code")
@click.argument("file", type=PATH)
@click.option("--by", required=True, help="谁校对的，会记下来。")
@shared
def correct(code: str, file: Path, *, by: str, console: Console) -> None:
    """按校对稿改正文字：导出的 .docx、.txt、.srt、.vtt 由人改好后交回，存成新的一版。"""
    desk = console.desk()
    before = transcripts.load_transcript(desk.store, code)
    after = transcripts.correcting.correct_from(desk, code, file, by)
    show = functools.partial(grievances.access_log.transcript_for, desk, by)
    before, after = show(before, f"校对 {code}"), show(after, f"校对 {code}")
    lines = list(transcripts.file_corrections.changes(before, after))
    summary = f"存为第 {after.version} 版，共 {len(lines)} 处改动；旧版都在。"
    console.print(after, [*lines, summary] if lines else [_UNCHANGED])
