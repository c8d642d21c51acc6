"""`yehua case court`: the material for the court's confirmation of an agreement."""

from pathlib import Path

import click

from toolkit import signing
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, shared
from toolkit.core import WrongValueError

_PAIR = "姓名=文件，可以写几次。"


@click.command("court")
@click.argument("number", metavar="CASE")
@click.option("--out", required=True, type=PATH, help="放材料的文件夹。")
@click.option("--identity", multiple=True, type=str, help=f"当事人的身份证明：{_PAIR}")
@click.option("--property", "property_", multiple=True, type=PATH, help="财产权利证明，可以写几次。")
@click.option("--no-property", default="", type=WORDS, help=f"协议不涉及财产权利，为什么。{HELP}")
@click.option("--mandate", multiple=True, type=str, help=f"授权委托书：{_PAIR}")
@click.option("--address", multiple=True, type=str, help=f"签好的送达地址确认书：{_PAIR}")
@click.option("--certificate", multiple=True, type=PATH, help="盖好章的主持调解的证明，可以写几次。")
@shared
def court(
    number: str,
    *,
    out: Path,
    identity: tuple[str, ...],
    property_: tuple[Path, ...],
    no_property: str,
    mandate: tuple[str, ...],
    address: tuple[str, ...],
    certificate: tuple[Path, ...],
    console: Console,
) -> None:
    """司法确认的材料：放好申请书、协议、证明、送达地址确认书、签名说明和清单，缺什么列出来。"""
    brought = signing.Brought(
        _paired(identity), property_, no_property, _paired(mandate), _paired(address), certificate
    )
    pack = signing.put_together(console.desk(), number, out, brought)
    lines = [f"{pack.folder}（{len(pack.files)} 个文件），压缩包 {pack.zip.name}"]
    lines += [f"还缺 {each}" for each in pack.missing]
    lines += [pack.why, *pack.remarks] if pack.last_day else list(pack.remarks)
    console.print(pack, lines, failed=pack.missing)


def _paired(pairs: tuple[str, ...]) -> dict[str, tuple[Path, ...]]:
    """Return the files of each name in pairs such as `张某甲=身份证.jpg`; raise WrongValueError for others."""
    files: dict[str, tuple[Path, ...]] = {}
    for pair in pairs:
        name, mark, file = pair.partition("=")
        if not (mark and name.strip() and file.strip()):
            raise WrongValueError(field="材料", value=pair, why="请写成 姓名=文件 的样子")
        files[name.strip()] = (*files.get(name.strip(), ()), Path(file.strip()))
    return files
