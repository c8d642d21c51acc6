"""`yehua sealed …`: the sealed folder made, restricted items put in, opened with a passphrase, listed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import grievances, restricted
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, filled, shared
from toolkit.core import WrongValueError, timecode

if TYPE_CHECKING:
    from toolkit.restricted import Plan, Sealed

_AT = click.option("--at", type=PATH, default=None, help="封存文件夹今天在哪里；不写就是建立时的位置。")
_UNDERSTOOD = "我明白"


@click.group()
def sealed() -> None:
    """封存：检举控告等限制利用的内容，移到用口令加密的另一个文件夹，原处不留痕迹。"""


def _ask_new(holder: str) -> str:
    """Ask `holder` for a new passphrase and return it; raise WrongValueError unless the warning was confirmed."""
    click.echo(restricted.vault.WARNING, err=True)
    if click.prompt(f"看懂了请输入“{_UNDERSTOOD}”", err=True) != _UNDERSTOOD:
        raise WrongValueError(field="确认", value="…", why=f"要输入“{_UNDERSTOOD}”；没有设口令，什么也没有建立")
    proposed = restricted.vault.proposed_passphrase()
    click.echo(f"建议的口令：{proposed}\n请先抄在纸上，再照纸输入；也可以自己定一个（至少 12 个字符）。", err=True)
    passphrase: str = click.prompt(f"{holder}的口令", hide_input=True, confirmation_prompt="照纸再输一次", err=True)
    return passphrase


def _ask(holder: str) -> str:
    passphrase: str = click.prompt(f"{holder}的口令", hide_input=True, err=True)
    return passphrase


@sealed.command()
@click.option("--at", required=True, type=PATH, help="放在哪里：工作文件夹以外的空文件夹，最好是另一块盘。")
@click.option("--by", required=True, callback=filled, help="设口令的人，如纪检委员。")
@shared
def make(*, at: Path, by: str, console: Console) -> None:
    """建立封存文件夹，设第一个口令。"""
    vault = restricted.sealed_workspace.make_vault(console.desk(), at, by, _ask_new(by))
    lines = [f"封存文件夹：{vault.folder}", "请再给另一个人设一个口令：yehua sealed key --by 另一人 --with " + by]
    console.print({"folder": str(vault.folder), "holders": list(vault.holders())}, lines)


@sealed.command()
@click.option("--by", required=True, callback=filled, help="要设（或换）口令的人。")
@click.option("--with", "known", required=True, callback=filled, help="已经设过口令、在场同意的人。")
@_AT
@shared
def key(*, by: str, known: str, at: Path | None, console: Console) -> None:
    """给另一个人设口令，或换口令；要一个已有的口令同意。"""
    vault = restricted.sealed_workspace.vault_of(console.desk(), at)
    with_passphrase = restricted.Credentials(known, _ask(known))
    vault.add_key(by, _ask_new(by), with_passphrase)
    console.print({"holders": list(vault.holders())}, [f"能打开的人：{'、'.join(vault.holders())}"])


@sealed.command()
@click.argument("code")
@click.argument("ordinals", nargs=-1, type=int, metavar="[ORDINAL…]")
@click.option("--also", multiple=True, type=int, help="还要一并封存的句子的序号，如主持人提到姓名的那一句。")
@click.option("--by", required=True, callback=filled, help="封存人的姓名；看清单也会记下来。")
@click.option("--agree", is_flag=True, help="看过清单，同意封存。没有这一项就只列清单、不改动。")
@_AT
@shared
def put(
    code: str,
    ordinals: tuple[int, ...],
    *,
    also: tuple[int, ...],
    by: str,
    agree: bool,
    at: Path | None,
    console: Console,
) -> None:
    """封存一段录音里的检举控告（或写明的几件）：先列清单（谁看的会记下来），同意后才做。"""
    desk = console.desk(at)
    grievances.access_log.refuse_stranger(desk, by)
    if agree and (earlier := restricted.sealing_results.finished_earlier(desk, code, ordinals, also)):
        _print_resumed(earlier, console=console)
        return
    planned = restricted.sealing_plan.plan(desk, code, ordinals, also)
    sealed_item = None
    if agree:
        restricted.agreeing.refuse_other_list(desk, planned, "封存", by)
        sealed_item = restricted.sealing.seal(desk, restricted.sealed_workspace.vault_of(desk, at), planned, by)
    else:
        # The list shows what is to be sealed, so that looking at it is noted, as with --accusations.
        restricted.agreeing.open_list(desk, planned, "封存", by)
    console.print(
        _as_data(planned, sealed_item),
        _plan_lines(planned) if sealed_item is None else _result_lines(sealed_item),
        failed=sealed_item is not None and sealed_item.left,
    )


def _print_resumed(sealed_item: "Sealed", *, console: Console) -> None:
    """Print the result of a sealing that an earlier command began and this one finished after a power cut."""
    traces = {name: list(getattr(sealed_item, name)) for name in ("left", "look", "elsewhere")}
    data = {"number": sealed_item.number, **traces}
    empty: dict[str, list[int]] = {"grievances": [], "sentences": [], "mentions": [], "silenced": [], "cases": []}
    console.print(
        {**data, **empty},
        ["上一次封存中途断了，这次已经接着做完。", *_result_lines(sealed_item)],
        failed=sealed_item.left,
    )


def _as_data(planned: "Plan", sealed_item: "Sealed | None") -> dict[str, Any]:
    return {
        "number": sealed_item.number if sealed_item else None,
        "grievances": [grievance.ordinal for grievance in (*planned.secret, *planned.dragged)],
        "sentences": [sentence.number for sentence in planned.sentences],
        "mentions": [sentence.number for sentence in planned.mentions],
        "silenced": [[stretch.start_s, stretch.end_s] for stretch in planned.silenced],
        "cases": list(planned.cases),
        "left": list(sealed_item.left) if sealed_item else [],
        "look": list(sealed_item.look) if sealed_item else [],
        "elsewhere": list(planned.elsewhere),
    }


def _plan_lines(planned: "Plan") -> list[str]:
    lines = [f"要封存：第 {grievance.ordinal} 件，{grievance.summary}" for grievance in planned.secret]
    lines += [
        f"同一句里说的，也会封存：第 {grievance.ordinal} 件，{grievance.summary}" for grievance in planned.dragged
    ]
    lines += [f"消音：{timecode(stretch.start_s)} 至 {timecode(stretch.end_s)}" for stretch in planned.silenced]
    lines += [f"一并封存的事项及其文书：{case}" for case in planned.cases]
    lines += [
        f"请看：第 {sentence.number} 句提到有关的人，要一并封存请加 --also {sentence.number}：{sentence.text}"
        for sentence in planned.mentions
    ]
    lines += [f"请看：{place}" for place in planned.repeated]
    lines += [f"本程序够不着的副本，请另行收回：{place}" for place in planned.elsewhere]
    return [*lines, "以上只是清单，没有改动。同意封存请加 --agree。"]


def _result_lines(sealed_item: "Sealed") -> list[str]:
    lines = [f"已封存：{sealed_item.number}，加密文件的 SHA-256 {sealed_item.sha256}"]
    others = "除下面的录音以外，" if sealed_item.repeated else ""
    lines += [f"还要处理：{trace}" for trace in sealed_item.left] or [
        f"工作文件夹已逐个文件查过，{others}没有留下封存的话，声音已消去。"
    ]
    lines += [f"请看，有没有要一并处理的：{place}" for place in sealed_item.look]
    return lines + [f"本程序够不着的副本，请另行收回：{place}" for place in sealed_item.elsewhere]


@sealed.command("open")
@click.argument("number")
@click.option("--out", required=True, type=PATH, help="放到哪个文件夹，要在工作文件夹以外。")
@click.option("--by", required=True, callback=filled, help="打开的人，须设过口令。")
@click.option("--why", required=True, callback=filled, help="为什么打开，会记入登记。")
@_AT
@shared
def open_item(number: str, *, out: Path, by: str, why: str, at: Path | None, console: Console) -> None:
    """用口令打开封存的内容；谁、什么时候、为什么，先记入登记。"""
    desk = console.desk(at)
    vault = restricted.sealed_workspace.vault_of(desk, at)
    who = restricted.Credentials(by, _ask(by))
    folder = restricted.sealed_workspace.unseal(desk, vault, number, out, who, why=why)
    console.print({"folder": str(folder)}, [f"打开在：{folder}。看完请删掉这个文件夹，并清空回收站。"])


@sealed.command("list")
@_AT
@shared
def list_items(*, at: Path | None, console: Console) -> None:
    """列出封存登记，并核对封存的文件和登记没有被动过。"""
    desk = console.desk(at)
    vault = restricted.sealed_workspace.vault_of(desk, at)
    workspace = restricted.sealed_workspace
    acts, flaws = vault.register(), (*vault.flaws(), *workspace.lost(desk, vault), *desk.unfinished)
    lines = [
        f"{act.position}. {act.at[:19]}Z {restricted.KIND_NAMES[act.act]} {act.item} {act.by} {act.why}" for act in acts
    ]
    lines += [f"有问题：{flaw}" for flaw in flaws] or ["封存的文件和登记都与写下时一致。"]
    lines += [f"请核对：{doubt}" for doubt in workspace.doubtful(desk, vault)]
    console.print({"register": acts, "flaws": list(flaws)}, lines, failed=flaws)
