"""`yehua jobs` and the hidden `yehua demo`."""

import click

from toolkit import notebook, practice, transcripts
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
@click.option("--year", "is_year", is_flag=True, help="做虚构的青石镇的一年：136 个村、12 场夜话和闭环的事。")
@click.option("--seed", type=int, default=None, metavar="N", help="和 --year 一起写：种子数；同一个数做出同一年。")
@shared
def demo(*, is_year: bool, seed: int | None, console: Console) -> None:
    """用虚构的样例夜话走完全程：从录音到文书和档案包；或者做虚构的一年。"""
    if is_year or seed is not None:
        _make_year(practice.year.SEED if seed is None else seed, console)
        return
    root = console.workspace or workspaces.default_workspace() / "demo"
    with console.progress("转写") as report:
        summary = notebook.demo.run(root, report, say=(lambda _: None) if console.as_json else click.echo)
    console.print(summary, [])


def _make_year(seed: int, console: Console) -> None:
    root = console.workspace or workspaces.default_workspace() / "demo-year"
    with console.progress("样例年") as report:
        made = practice.year.make(root, seed, report)
    days = f"{made.first} 到 {made.last}"
    lines = [f"虚构的青石镇 {days} 的一年在 {made.workspace}：{made.villages} 个村，{made.events} 条记录。"]
    lines += [f"{each.section} {each.what}：{each.how}。{each.sentence}" for each in made.abuses]
    console.print(made, lines)
