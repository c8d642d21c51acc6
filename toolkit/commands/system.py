"""`yehua jobs`, `yehua demo` and the hidden `yehua work`."""

from pathlib import Path

import click

from toolkit import notebook, records, transcripts
from toolkit import workspace as workspaces
from toolkit.commands.frame.options import desk_at, shared
from toolkit.commands.frame.printing import printed, progress_bar


@click.command()
@click.option("--stop", default=None, metavar="CODE", help="停下这段录音的转写；已转好的部分留着。")
@shared
def jobs(*, stop: str | None, workspace: Path | None, as_json: bool) -> None:
    """在转写什么、排着什么、哪些中断了；因断电中断的自动接着做。"""
    desk = desk_at(workspace)
    if stop:
        workspaces.jobs.stop(desk.workspace.jobs, stop)
    listing = transcripts.worker.resume(desk)
    printed(
        as_json,
        {"jobs": records.to_json(listing)},
        [workspaces.jobs.sentence(job) for job in listing] or ["没有任务。"],
    )


@click.command(hidden=True)
@shared
def work(*, workspace: Path | None, as_json: bool) -> None:
    """把排队的转写做完：由别的命令在后台启动。"""
    count = transcripts.worker.run((workspace or workspaces.default_workspace()).resolve())
    printed(as_json, {"done": count}, [f"做完 {count} 项。"])


@click.command()
@shared
def demo(*, workspace: Path | None, as_json: bool) -> None:
    """用虚构的样例夜话走完全程：从录音到文书和档案包。"""
    root = workspace or workspaces.default_workspace() / "demo"
    with progress_bar("转写", hidden=as_json) as report:
        summary = notebook.demo.run(root, report, say=(lambda _: None) if as_json else click.echo)
    printed(as_json, records.to_json(summary), [])
