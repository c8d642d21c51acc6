"""`yehua jobs`, `doctor`, `demo` and the hidden `work`."""

from pathlib import Path

import click

from toolkit import notebook, records, transcripts
from toolkit import workspace as workspaces
from toolkit.commands import doctor as examination
from toolkit.commands.frame.options import desk_at, shared
from toolkit.commands.frame.printing import fail_if, printed, progress_bar


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
    done = transcripts.worker.run((workspace or workspaces.default_workspace()).resolve())
    printed(as_json, {"done": done}, [f"做完 {done} 项。"])


@click.command()
@click.option("--all", "whole", is_flag=True, help="留存的文件全部核对，不限时间。")
@shared
def doctor(*, whole: bool, workspace: Path | None, as_json: bool) -> None:
    """体检：需要的东西是否都在、能用。"""
    root = workspace or workspaces.default_workspace()
    checks = examination.checks(root, None) if whole else examination.checks(root)
    lines = [f"{'好' if one.ok else '要处理'}  {one.name}：{one.message}" for one in checks]
    printed(as_json, {"checks": records.to_json(checks)}, lines)
    fail_if(not all(one.ok for one in checks))


@click.command()
@shared
def demo(*, workspace: Path | None, as_json: bool) -> None:
    """用虚构的样例夜话走完全程：从录音到文书和档案包。"""
    root = workspace or workspaces.default_workspace() / "demo"
    with progress_bar("转写", hidden=as_json) as report:
        told = notebook.demo.run(root, report, say=(lambda _: None) if as_json else click.echo)
    printed(as_json, records.to_json(told), [])
