"""`yehua work` and `yehua cluster …`: recordings transcribed here or by several machines, and what these run."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import cluster as machines
from toolkit import grievances, transcripts
from toolkit import workspace as workspaces
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.options import PATH, F, filled, shared
from toolkit.core import WrongValueError
from toolkit.workspace import jobs

if TYPE_CHECKING:
    from toolkit.cluster import Address, Crew, Outcome, Share, Upkeep
    from toolkit.workspace import Desk

_KEYS = (
    click.option("--ca", type=PATH, default=None, help="单位的 CA 证书文件；不写就按 yehua.toml 的 [cluster]。"),
    click.option("--certificate", type=PATH, default=None, help="本机的证书文件。"),
    click.option("--key", type=PATH, default=None, help="本机的私钥文件。"),
)


@click.command(hidden=True)
@click.argument("codes", nargs=-1, metavar="[CODE…]")
@click.option("--scheduler", default=None, metavar="URL", help="交给哪个调度机；默认按 yehua.toml 的 [cluster]。")
@click.option("--here", is_flag=True, help="就在本机做，不管 yehua.toml 里有没有调度机。")
@click.option("--queued", is_flag=True, help="只做排着队的；不写就做所有还没有文字的录音。")
@click.option("--patience", type=click.FloatRange(1), default=900.0, help="调度机或工作机都不在时等多少秒。")
@shared
def work(
    codes: tuple[str, ...], *, scheduler: str | None, here: bool, queued: bool, patience: float, console: Console
) -> None:
    """把还没有转写的录音做完：在本机，或者分给多台工作机。"""
    desk = console.desk()
    url = None if here else scheduler or desk.settings.cluster.scheduler
    outcome = (
        _spread(desk, codes, url, queued=queued, patience=patience, console=console)
        if url
        else _own(desk, codes, queued=queued)
    )
    lines = [f"{code} 没有转成：{why}" for code, why in outcome.failed.items()]
    lines += [f"{code} 还在等：{why}" for code, why in outcome.waiting.items()]
    lines += [f"做完 {len(outcome.done)} 项，没有转成 {len(outcome.failed)} 项，还在等 {len(outcome.waiting)} 项。"]
    listed = {"failed": outcome.failed, "waiting": outcome.waiting}
    rows = {name: [{"recording": code, "why": why} for code, why in kept.items()] for name, kept in listed.items()}
    console.print({"done": outcome.done, **rows}, lines, failed=outcome.failed or outcome.waiting)


def _spread(
    desk: "Desk", codes: Sequence[str], url: str, *, queued: bool, patience: float, console: Console
) -> "Outcome":
    """Have the workers of the scheduler at `url` do what waits."""
    address = machines.address_of(desk.settings.cluster, url)
    with console.progress("转写") as report:
        done_s: dict[str, tuple[float, float]] = {}

        def note(code: str, done: float, total: float) -> None:
            done_s[code] = done, total
            report(sum(each[0] for each in done_s.values()), sum(each[1] for each in done_s.values()))

        return machines.backlog.work_off(
            desk,
            address,
            codes,
            queued_only=queued,
            patience=machines.Patience(min(30.0, patience), patience),
            tell=lambda sentence: warned([sentence]),
            progress=note,
        )


def _own(desk: "Desk", codes: Sequence[str], queued: bool) -> "Outcome":
    """Queue what waits and do it in this process, unless a worker of this workspace is at it already."""
    items = machines.backlog.waiting(desk, codes, queued_only=queued)
    for item in items:
        jobs.queue(desk.workspace.jobs, item.code, "transcribe", engine=item.engine, model=item.model)
    transcripts.worker.run(desk.workspace.root)
    return machines.backlog.outcome_of(desk, [item.code for item in items])


@click.group("cluster")
def cluster() -> None:
    """多机转写：调度机、工作机、现在有哪些机器能用。"""


def _keys(command: F) -> F:
    """Add the files of the keys of TLS."""
    for option in _KEYS:
        command = option(command)
    return command


def _address(url: str, ca: Path | None, certificate: Path | None, key: Path | None, console: Console) -> "Address":
    root = console.workspace or workspaces.default_workspace()
    known = workspaces.Cluster()
    if (root / "yehua.toml").is_file():  # a machine that only works for others need not have a workspace
        known = workspaces.Workspace(root).settings.cluster
    given = (ca or known.ca, certificate or known.certificate, key or known.key)
    return machines.address_of(workspaces.Cluster(url, *map(str, given)))


@cluster.command("worker")
@click.argument("url", metavar="URL")
@click.option("--models", type=PATH, default=None, help="语音模型的文件夹，默认是工作文件夹里的 models。")
@click.option("--threads", type=click.IntRange(0), default=0, help="用几个处理器核心，0 是全部。")
@click.option("--name", default="", help="这台工作机的名字，默认由程序起。")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="在哪个端口接听，默认任选。")
@click.option("--reached-at", default="", metavar="URL", help="别的机器从哪个地址找到它（隔着转发时写）。")
@_keys
@shared
def serve_as_worker(
    url: str,
    *,
    models: Path | None,
    threads: int,
    name: str,
    port: int,
    reached_at: str,
    console: Console,
    ca: Path | None,
    certificate: Path | None,
    key: Path | None,
) -> None:
    """当一台工作机，做 URL（如 tls://10.8.0.2:8786）的调度机分派的事；调度机重启了它自己再连。"""
    address = _address(url, ca, certificate, key, console)
    folder = models or (console.workspace or workspaces.default_workspace()) / "models"
    post = machines.serving.Post(name, port, reached_at)
    machines.serving.work_for(address, machines.Equipment(folder.absolute(), threads, name), post)


@cluster.command("scheduler")
@click.argument("url", metavar="URL")
@click.option(
    "--pages",
    default="127.0.0.1:8787",
    metavar="HOST:PORT",
    help="网页的地址；没有口令，别对外。",
)
@_keys
@shared
def serve_as_scheduler(
    url: str, *, pages: str, console: Console, ca: Path | None, certificate: Path | None, key: Path | None
) -> None:
    """当调度机，在 URL（如 tls://10.8.0.2:8786）上接听。"""
    machines.serving.schedule(_address(url, ca, certificate, key, console), pages)


@cluster.command()
@click.option("--scheduler", default=None, metavar="URL", help="哪个调度机，默认按 yehua.toml 的 [cluster]。")
@shared
def status(*, scheduler: str | None, console: Console) -> None:
    """列出工作机：哪些能用，哪些因为程序或模型不同用不上。"""
    desk = console.desk()
    remarks: list[str] = []
    address = machines.address_of(desk.settings.cluster, scheduler)
    seen = machines.backlog.machines_of(desk, address, remarks.append)
    lines = [f"能用：{machine.name} {machine.address}，{machine.threads} 路" for machine in seen if machine.is_fit]
    data = {"scheduler": address.url, "pages": desk.settings.cluster.pages, "machines": seen, "told": remarks}
    console.print(data, [*remarks, *lines] or ["没有工作机。"], failed=not any(machine.is_fit for machine in seen))


@cluster.group("share")
def share_group() -> None:
    """共用存放处：原件和试听件按校验值存放，读的时候逐个核对。"""


_PLACE = click.option("--share", "place", default=None, metavar="DIR|URL", help="默认按 yehua.toml 的 [cluster]。")


@share_group.command("make")
@_PLACE
@shared
def make_share(*, place: str | None, console: Console) -> None:
    """把一个空文件夹（或 s3:// 这样的地址）定为共用存放处；只做一次，做上标记，免得没挂上时写到别处。"""
    share = _share(place, console.desk())
    share.make()
    console.print({"share": share.place}, [f"可以用了：{share.place}"])


@share_group.command("fill")
@_PLACE
@shared
def fill_share(*, place: str | None, console: Console) -> None:
    """把所有原件和试听件放进共用存放处，放进去的都读回核对；已有且完好的不动。"""
    desk = console.desk()
    with console.progress("存放") as report:
        done = machines.upkeep.fill(desk, _share(place, desk), report)
    warned(grievances.access_log.goes_along(desk))
    _print_upkeep(done, console)


@share_group.command("check")
@_PLACE
@click.option("--scheduler", default=None, metavar="URL", help="哪个调度机，默认按 yehua.toml 的 [cluster]。")
@shared
def check_share(*, place: str | None, scheduler: str | None, console: Console) -> None:
    """由工作机把共用存放处的文件逐个读一遍；少了、坏了的从工作文件夹补，试听件也可由原件重做。"""
    desk = console.desk()
    with _crew(desk, scheduler) as crew, console.progress("核验") as report:
        done = machines.upkeep.check(desk, _share(place, desk), crew, report)
    _print_upkeep(done, console)


@share_group.command("remove")
@click.argument("code", metavar="CODE")
@_PLACE
@click.option("--by", required=True, callback=filled, help="谁删的，会记入总账。")
@shared
def remove_from_share(code: str, *, place: str | None, by: str, console: Console) -> None:
    """封存、删除或者销毁以后，从共用存放处删去那个录音原来的原件和试听件；现在还要用的不动。"""
    desk = console.desk()
    share = _share(place, desk)
    removed = machines.upkeep.remove(desk, share, code, by)
    lines = [f"删去 {sha256}" for sha256 in removed] or [f"共用存放处 {share.place} 里没有 {code} 原来的原件和试听件。"]
    console.print({"share": share.place, "removed": removed}, lines)


@cluster.command("pack")
@click.argument("codes", nargs=-1, required=True, metavar="CODE…")
@click.option("--out", required=True, type=PATH, help="档案包放到哪个文件夹；工作机要能从同一路径看到它和工作文件夹。")
@click.option("--by", required=True, callback=filled, help="谁打的包，会记入固化账。")
@click.option("--scheduler", default=None, metavar="URL", help="哪个调度机，默认按 yehua.toml 的 [cluster]。")
@shared
def pack(codes: tuple[str, ...], *, out: Path, by: str, scheduler: str | None, console: Console) -> None:
    """由工作机打档案包并核验，打好一个登记一个。"""
    desk = console.desk()
    with _crew(desk, scheduler) as crew:
        packed = list(machines.upkeep.pack(desk, codes, out, crew, by))
    warned(grievances.access_log.goes_along(desk, codes))
    rows = [
        {"recording": code, "package": str(made.path), "root": made.root, "faults": faults}
        for code, made, faults in packed
    ]
    lines = [f"{code}：{made.path} 根值 {made.root}{'；'.join(('', *faults))}" for code, made, faults in packed]
    console.print({"packages": rows}, lines, failed=any(faults for _, _, faults in packed))


def _share(place: str | None, desk: "Desk") -> "Share":
    where = place or desk.settings.cluster.share
    if not where:
        raise WrongValueError(field="--share", value="", why="没有写，yehua.toml 的 [cluster] 里也没有 share")
    return machines.Share(where)


@contextlib.contextmanager
def _crew(desk: "Desk", scheduler: str | None) -> "Iterator[Crew]":
    """Give the workers of a scheduler, and what this desk demands of them."""
    address = machines.address_of(desk.settings.cluster, scheduler)
    with machines.backlog.hired(desk, address, lambda sentence: warned([sentence])) as hired:
        yield hired


def _print_upkeep(done: "Upkeep", console: Console) -> None:
    lines = [f"放入 {name}" for name in done.put] + [f"重做 {name}" for name in done.made] + done.faults
    counts = f"完好 {done.sound} 个，放入 {len(done.put)} 个，重做 {len(done.made)} 个，有问题 {len(done.faults)} 个。"
    console.print(done, [*lines, counts], failed=done.faults)
