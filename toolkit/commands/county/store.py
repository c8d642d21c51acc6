"""`yehua store …`: the store on a PostgreSQL server: made, moved to and back, and its state."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import click

from toolkit import store as stores
from toolkit import workspace as workspaces
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import filled, shared
from toolkit.core import WrongValueError

# A name of PostgreSQL has 63 bytes, and the names of roles are longer than the town's.
_LONGEST = 14


@click.group()
def store() -> None:
    """台账数据库：在县里的 PostgreSQL 服务器上建立、搬过去、搬回来、看状态。单个单位不需要服务器。"""


@store.command()
@click.argument("url", metavar="URL")
@click.option("--town", default=None, help="乡镇的名称，如 青石镇；也可以写在地址里：?town=青石镇。")
@shared
def init(url: str, town: str | None, *, console: Console) -> None:
    """由技术员在服务器上建立一个乡镇的台账，或者升级它的结构；再运行一次不会有害。"""
    town = _town(url, town)
    made = stores.Store.make(stores.with_town(url, town))
    try:
        stores.rights.make_town(made, town)
        place = made.place
    finally:
        made.close()
    lines = [f"已经建好：{place}，结构版本 {stores.HEAD}。", "接着用 yehua store grant 给每个人授权。"]
    console.print({"store": place, "version": stores.HEAD}, lines)


@store.command()
@click.argument("user", metavar="USER")
@click.option("--role", required=True, type=click.Choice(stores.rights.ROLES), help="角色。")
@click.option("--town", "towns", multiple=True, required=True, help="哪个乡镇，可以写几次。")
@click.option("--url", required=True, help="技术员连接服务器的地址。")
@click.option("--by", required=True, callback=filled, help="谁授权的；记进这个乡镇的总账。")
@shared
def grant(*, user: str, role: str, towns: tuple[str, ...], url: str, by: str, console: Console) -> None:
    """由技术员给服务器上的一个用户授予一个角色；每次授权都是总账里的一条。口令由技术员另设。"""
    for town in towns:
        with _opened(url, town) as opened:
            stores.rights.grant(opened, user, role, town, by)
    lines = [f"{user}：{town} {role}。" for town in towns]
    console.print({"user": user, "role": role, "towns": list(towns)}, lines)


@store.command()
@click.argument("url", metavar="URL")
@click.option("--town", "towns", multiple=True, required=True, help="哪个乡镇，可以写几次。")
@shared
def figures(url: str, towns: tuple[str, ...], *, console: Console) -> None:
    """由技术员（每夜定时）重新统计县里看的数字，并核对每个乡镇总账的前后相接，不读内容。"""
    for town in towns:
        with _opened(url, town) as opened:
            stores.rights.renew_figures(opened, town)
    console.print({"towns": list(towns)}, [f"已统计：{'、'.join(towns)}。"])


@store.command()
@click.argument("url", metavar="URL")
@click.option("--town", "towns", multiple=True, required=True, help="哪个乡镇，可以写几次。")
@shared
def scrub(url: str, towns: tuple[str, ...], *, console: Console) -> None:
    """由技术员把封存、删除过的内容从服务器的数据文件里清掉：重写各表，再做检查点。"""
    kept = {}
    for town in towns:
        with _opened(url, town) as opened:
            kept[town] = opened.scrub()
    lines = [f"{town} 没有清干净：{why}。" for town, reasons in kept.items() for why in reasons]
    lines += [f"{town} 的各表已重写。" for town, reasons in kept.items() if not reasons]
    lines.append("WAL 归档、基础备份和备库里的，按 docs/county.md 让它们过期。")
    console.print({"kept": kept}, lines, failed=any(kept.values()))


@store.command()
@click.argument("url", metavar="URL")
@shared
def move(url: str, *, console: Console) -> None:
    """把台账搬到服务器，或用 sqlite 搬回本机的文件；每一行读回，按哈希核对。请先关掉别的夜话窗口。"""
    moved, kept = workspaces.store_moves.move(_root(console), url)
    lines = [f"搬了 {moved.rows} 行，逐行核对相同，总哈希 {moved.sha256}。", f"原来的留在 {kept}，确认无误后请删掉。"]
    console.print({"rows": moved.rows, "sha256": moved.sha256, "kept": kept}, lines)


@store.command()
@click.argument("machine", metavar="MACHINE")
@click.option("--by", required=True, callback=filled, help="谁决定接手的；记进总账。")
@shared
def takeover(machine: str, *, by: str, console: Console) -> None:
    """接手一台坏掉的电脑没有收尾的工作（打包、封存、备份……）：先把它的文件恢复到本机的工作文件夹，再运行。"""
    desk = console.desk()
    taken = workspaces.pending.take_over(desk, machine, by)
    outcome = workspaces.pending.finish(desk)
    done = {work.id for work in outcome.finished}
    rows = [{"subject": work.subject, "work": work.kind, "done": work.id in done} for work in taken]
    names = workspaces.pending.NAMES
    lines = [f"{work.subject} 的{names[work.kind]}：{'做完了' if work.id in done else '接手了'}。" for work in taken]
    console.print({"taken": rows, "unfinished": outcome.unfinished}, [*lines, *outcome.unfinished])


@store.command()
@shared
def status(*, console: Console) -> None:
    """看台账在哪里、连得上吗、有没有毛病。"""
    workspace = workspaces.Workspace.open(_root(console))
    opened = workspaces.opened_store(workspace)
    try:
        faults = stores.store_checks.faults(opened)
        with opened.reading() as tx:
            last = tx.row(stores.EVENTS)
        place, on_server = opened.place, opened.is_on_server
    finally:
        opened.close()
    count = int(last["position"]) if last else 0
    state = {"store": place, "server": on_server, "version": stores.HEAD, "events": count, "faults": list(faults)}
    where = "服务器上" if on_server else "本机文件里"
    lines = [f"台账在{where}：{place}", f"结构版本 {stores.HEAD}，总账 {count} 条。"]
    console.print(state, [*lines, *(faults or ["没有发现毛病。"])], failed=faults)


def _town(url: str, town: str | None) -> str:
    """Return the name of the town of an option or of the address; raise WrongValueError when neither has one."""
    name = (town or stores.town_of(url) or "").strip()
    if not name or len(name) > _LONGEST or not name.isalnum():
        raise WrongValueError(
            field="--town", value=name, why=f"要写乡镇的名称，只用汉字、字母和数字，最多 {_LONGEST} 个"
        )
    return name


@contextlib.contextmanager
def _opened(url: str, town: str) -> Iterator[stores.Store]:
    opened = stores.Store.open(stores.with_town(url, town))
    try:
        yield opened
    finally:
        opened.close()


def _root(console: Console) -> Path:
    return console.workspace or workspaces.default_workspace()
