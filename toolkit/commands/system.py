"""`yehua jobs`, `yehua demo` and the hidden `yehua work`."""

import click

from toolkit import notebook, transcripts
from toolkit import workspace as workspaces
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import shared


@click.command()
@click.option("--stop", default=None, metavar="CODE", help="停下这段录音的转写；已转好的部分留着。")
@shared
def jobs(*, stop: str | None, console: Console) -> None:
    """在转写什么、排着什么、哪些中断了；因断电中断的自动接着做。"""
    desk = console.desk()
    if stop:
        workspaces.jobs.stop(desk.workspace.jobs, stop)
    listing = transcripts.worker.resume(desk)
    console.print({"jobs": listing}, [workspaces.jobs.sentence(job) for job in listing] or ["没有任务。"])


@click.command(hidden=True)
@shared
def work(*, console: Console) -> None:
    """把排队的转写做完：由别的命令在后台启动。"""
    count = transcripts.worker.run((console.workspace or workspaces.default_workspace()).resolve())
    console.print({"done": count}, [f"做完 {count} 项。"])


@click.command(hidden=True)
@shared
def demo(*, console: Console) -> None:
    """用虚构的样例夜话走完全程：从录音到文书和档案包。"""
    root = console.workspace or workspaces.default_workspace() / "demo"
    with console.progress("转写") as report:
        summary = notebook.demo.run(root, report, say=(lambda _: None) if console.as_json else click.echo)
    console.print(summary, [])
