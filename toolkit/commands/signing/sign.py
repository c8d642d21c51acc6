"""`yehua sign …`: papers prepared for signing, signed, sealed, and checked."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import signing
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, shared, this_user

if TYPE_CHECKING:
    from toolkit.signing import Step

_LOOK_S = 0.2
_BY = click.option("--by", default=this_user, help="谁经手的；不写就是这台电脑的登录名。")
_OUT = click.option("--out", type=PATH, default=None, help="把文件再写一份到哪个文件夹。")


@click.group()
def sign() -> None:
    """签名：准备、签、盖章、核验；默认在纸面上签。"""


@sign.command("prepare")
@click.argument("number", metavar="PAPERNUMBER")
@click.option(
    "--level",
    type=click.Choice(signing.LEVELS),
    default=signing.LEVELS[0],
    help="在纸面上签（默认），还是手写、证书电子签名。",
)
@click.option("--out", required=True, type=PATH, help="放要签的文件的文件夹。")
@click.option("--consent", "consents", multiple=True, type=WORDS, help=f"同意用电子签名的当事人，各方都要写。{HELP}")
@click.option("--cannot-read", multiple=True, type=WORDS, help=f"不能自己阅读的当事人。{HELP}")
@click.option("--again", is_flag=True, help="已经有人签了也重新准备，那些签名作废。")
@_BY
@shared
def prepare(
    number: str,
    *,
    level: str,
    out: Path,
    consents: tuple[str, ...],
    cannot_read: tuple[str, ...],
    again: bool,
    by: str,
    console: Console,
) -> None:
    """准备签名：纸面的每页印上页码标记；手写、证书的把文本定稿，留好各人签名的位置。"""
    wish = signing.Wish(level, by, consents, cannot_read, again)
    step = signing.prepare(console.desk(), number, wish)
    _print(console, step, out)


def _print(console: Console, step: "Step", out: Path | None) -> None:
    """Print what a command of signing answers, and write its file into the folder `out` if one is named."""
    report = signing.told(step, signing.copy_out(step, out) if out else None)
    waiting = "、".join(seat.who for seat in step.signing.waiting)
    lines = [f"{report.file}", *(f"  {each.role} {each.who} {each.at} 已签" for each in report.signed)]
    console.print(report, [*lines, f"  还没有签：{waiting}"] if waiting else lines)


@sign.command("scan")
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILES…")
@click.option("--paper", required=True, metavar="NUMBER", help="是哪一份文书的扫描件（文号）。")
@click.option("--keep", is_flag=True, help="查过没有问题就留存，司法确认的材料里要用。")
@click.option("--seen", is_flag=True, help="有签名处看着是空的，或者找不到：人看过原件，该签的都签了，照样留存。")
@_BY
@shared
def scan(files: tuple[Path, ...], *, paper: str, keep: bool, seen: bool, by: str, console: Console) -> None:
    """查纸面签好的扫描件：缺页、颠倒、别的稿子的页；签名、盖章的地方是不是空的（是谁签的要人看）。"""
    verdict = signing.check_scan(console.desk(), files, paper, by if keep else None, seen=seen)
    is_fine = verdict.is_whole and (seen or not verdict.unsigned)
    whole = [f"{len(verdict.pages)} 页都在，顺序对，是这一份。", *(["已经留存。"] if keep else [])]
    console.print(verdict, [*verdict.faults, *(whole if is_fine else [])], failed=not is_fine)


@sign.command("verify")
@click.argument("file", type=PATH, metavar="FILE.pdf")
@click.option("--expected", type=PATH, default=None, help="随文件带来的应签名单（.json）；这里有记录的，按记录。")
@shared
def verify(file: Path, *, expected: Path | None, console: Console) -> None:
    """核验签好的 PDF：谁签的、什么时候、有没有被改过、该签的是不是都签了。"""
    found = signing.verify(console.desk(), file, expected)
    lines = [signing.checking.line_of(each) for each in found.signatures]
    lines += [f"文件时间戳：{at}" for at in found.timestamps]
    lines += [f"注意：{remark}" for remark in found.remarks]
    verdict = [f"有问题：{fault}" for fault in found.faults] or [signing.checking.conclusion_of(found)]
    console.print(found, [*lines, *verdict], failed=found.faults)


@sign.command("page")
@click.argument("number", metavar="PAPERNUMBER")
@click.option("--who", required=True, type=WORDS, help=f"谁来签。{HELP}")
@click.option("--witness", required=True, type=WORDS, help=f"谁核对的身份，不能是签名的本人。{HELP}")
@click.option("--how", type=click.Choice(signing.HOW), default=signing.HOW[0], help="怎么核对的身份。")
@click.option("--device", default="本机", help="在什么设备上签。")
@click.option("--host", default=signing.LOOPBACK, help="只给本机用（默认）；写本机的局域网地址，手机也能打开，用 TLS。")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="端口，默认任选一个空的。")
@_OUT
@shared
def page(
    number: str,
    *,
    who: str,
    witness: str,
    how: str,
    device: str,
    host: str,
    port: int,
    out: Path | None,
    console: Console,
) -> None:
    """签名的页面：由本机提供，一人一次；签好或者不签就结束，中途按 Ctrl+C 停下。"""
    desk = console.desk()
    server = signing.SigningServer(lambda: desk, host, port)
    try:
        secret = server.table.invite(number, who, signing.Witness(witness, how, device))
        click.echo(f"请在浏览器里打开：{server.address}#{secret}", err=True)
        if tls := server.tls:
            click.echo(f"手机第一次打开要装上根证书 {tls.authority}，指纹要对：{tls.fingerprint}", err=True)
        while not server.table.ended(secret):
            time.sleep(_LOOK_S)
        time.sleep(_LOOK_S)
    finally:
        server.close()
    ended = server.table.ended(secret)
    step = signing.preparing.now(desk, number)
    if ended != "签好了":
        click.echo(f"{who}{ended}。", err=True)
    _print(console, step, out)


@sign.command("add")
@click.argument("number", metavar="PAPERNUMBER")
@click.argument("file", type=PATH, metavar="FILE.pdf")
@_OUT
@_BY
@shared
def add(number: str, file: Path, *, out: Path | None, by: str, console: Console) -> None:
    """收下在别处签好的文件：证书签名、统一电子印章；能核验的核验，国密的只留存。"""
    _print(console, signing.add(console.desk(), number, file, by), out)


@sign.command("token")
@click.argument("number", metavar="PAPERNUMBER")
@click.option("--who", required=True, type=WORDS, help=f"谁来签（名称是委员会的，就是盖章，最后盖）。{HELP}")
@click.option("--library", required=True, type=PATH, help="介质厂家的 PKCS#11 库文件（.so、.dll）。")
@click.option("--pin", type=WORDS, default=None, help=f"介质的口令，不写就问。{HELP}")
@click.option("--token", "label", default=None, help="插着几个介质的，用哪个（名字）。")
@click.option("--certificate", default=None, help="介质里有几张证书的，用哪张（名字）。")
@_OUT
@_BY
@shared
def token(
    number: str,
    *,
    who: str,
    library: Path,
    pin: str | None,
    label: str | None,
    certificate: str | None,
    out: Path | None,
    by: str,
    console: Console,
) -> None:
    """用介质（UKey）里的证书签：密钥不出介质；签发机构的根证书要先放进 signing/roots。"""
    words = pin or click.prompt("介质的口令", hide_input=True, err=True)
    meant = signing.tokens.Token(library, words, label, certificate)
    _print(console, signing.tokens.sign(console.desk(), number, who, meant, by), out)


@sign.command("seal")
@click.argument("number", metavar="PAPERNUMBER")
@click.option("--passphrase", type=WORDS, default=None, help=f"印章的口令，不写就问；第一次写的就是口令。{HELP}")
@click.option("--stamp", default=None, metavar="URL", help="时间戳服务的地址（RFC 3161），有才写。")
@_OUT
@_BY
@shared
def seal(
    number: str, *, passphrase: str | None, stamp: str | None, out: Path | None, by: str, console: Console
) -> None:
    """盖章：各方都签了以后，加盖调解委员会的电子签章，文件就锁住；签名日期自动登记。"""
    words = passphrase or click.prompt("印章的口令", hide_input=True, err=True)
    sealing = signing.Sealing(by, words, signing.time_stamper(stamp) if stamp else None)
    _print(console, signing.seal(console.desk(), number, sealing), out)


@sign.command("replace-seal")
@click.option("--second", required=True, type=WORDS, help=f"和经手人一起更换的另一个人。{HELP}")
@click.option("--reason", required=True, type=WORDS, help=f"为什么更换，如 口令忘了。{HELP}")
@click.option("--passphrase", type=WORDS, default=None, help=f"新印章的口令，不写就问。{HELP}")
@_BY
@shared
def replace_seal(*, second: str, reason: str, passphrase: str | None, by: str, console: Console) -> None:
    """更换印章：口令忘了、文件丢了又没有备份时，由两个人换一枚新的；以前盖的仍然有效。"""
    words = passphrase or click.prompt("新印章的口令", hide_input=True, confirmation_prompt=True, err=True)
    mark = signing.replace_seal(console.desk(), signing.Replacement(words, by, second, reason))
    console.print({"fingerprint": mark}, [f"换好了。新印章的指纹：{signing.signings.grouped(mark)}"])
