"""`yehua parlour …`: the line of those who call a leader by video, the rooms, and what the calls became."""

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any
from urllib.error import HTTPError, URLError

import click

from toolkit import parlour, signing
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import filled, shared, this_user
from toolkit.commands.loop.frame import desk_at
from toolkit.core import WrongValueError, moves, write_whole
from toolkit.workspace import open_desk

_RUN = "run.json"
_LOOPBACK = "127.0.0.1"


@click.group("parlour")
def parlour_group() -> None:
    """视频会客厅：排队、叫号、开房间、登记结果。"""


@parlour_group.command()
@click.option("--port", required=True, type=click.IntRange(1, 65535), help="端口。")
@click.option("--host", default=None, help="本机的地址或者名字，写了村点才连得上，并且用 TLS；不写只有这台电脑能用。")
@click.option("--leader", "leaders", multiple=True, help="接谈领导的职务，如 镇长；可以写几次。")
@click.option("--supervisor", "supervisors", multiple=True, help="督办人的职务，看得见排队、领导在不在；可以写几次。")
@click.option("--link", default=None, help="不用本机的视频：粘贴的会议链接（https://…），或者电话号码。")
@click.option("--jitsi", default=None, metavar="URL", help="用县里的 Jitsi；密钥写在环境变量 YEHUA_JITSI_SECRET 里。")
@click.option("--closes", default="17:00", help="几点结束。")
@click.option("--phone", default="", help="人满时告诉来访人的电话。")
@click.option("--each", default=5, type=click.IntRange(0, 20), help="同一个网络地址最多几个人排队；0 是不限。")
@click.option("--behind-proxy", is_flag=True, help="前面有县里的代理做 TLS，只听本机。")
@shared
def serve(
    *,
    port: int,
    host: str | None,
    leaders: tuple[str, ...],
    supervisors: tuple[str, ...],
    link: str | None,
    jitsi: str | None,
    closes: str,
    phone: str,
    each: int,
    behind_proxy: bool,
    console: Console,
) -> None:
    """开会客厅：村民的页面、领导的页面、视频房间；按 Ctrl+C 关。"""
    root = desk_at(console).workspace.root
    rules = parlour.Rules(each=each, closes=_time(closes), phone=phone)
    keys, known = parlour.reception.posts(leaders or ("镇长",))
    watching, watchers = parlour.reception.posts(supervisors)
    place = _Place.of(host, port, root, behind_proxy=behind_proxy)
    engine = _engine(link, jitsi, place)
    folder = root / "parlour"
    reception = parlour.Parlour(lambda day: open_desk(root, today=day), folder, rules, engine, known, watchers)
    operator = secrets.token_urlsafe(16)
    write_whole(folder / _RUN, json.dumps({**place.reached(port), "operator": operator}))
    addresses = {post: f"{place.base}/leader#{key}" for post, key in keys.items()}
    views = {post: f"{place.base}/supervisor#{key}" for post, key in watching.items()}
    told = {"url": f"{place.base}/", "leaders": addresses, "supervisors": views}
    console.print(told, _told(place, {**addresses, **{f"{post}（督办）": url for post, url in views.items()}}))
    try:
        files = (place.tls.certificate, place.tls.key) if place.tls else None
        parlour.server.run(
            parlour.server.application(reception, operator, behind_proxy=behind_proxy), place.sockets, files
        )
    finally:
        moves.remove(folder / _RUN)
        if isinstance(engine, parlour.janus.JanusEngine):
            engine.stop()


@dataclass(frozen=True)
class _Place:
    """The place at which a parlour is reached: its name, the address of its pages, the bound sockets, its own TLS."""

    name: str
    base: str
    sockets: list[socket]
    tls: "signing.Tls | None"

    @classmethod
    def of(cls, host: str | None, port: int, root: Path, *, behind_proxy: bool) -> "_Place":
        if host is None:
            return cls(_LOOPBACK, f"http://{_LOOPBACK}:{port}", parlour.server.bound(_LOOPBACK, port), None)
        if behind_proxy:
            return cls(host, f"https://{host}", parlour.server.bound(_LOOPBACK, port), None)
        sockets = parlour.server.bound(host, port)
        tls = signing.tls_for(root, host)
        return cls(host, f"https://{host}:{port}", sockets, tls)

    def reached(self, port: int) -> dict[str, Any]:
        """Return where another command of this machine reaches the parlour, and whom it trusts."""
        trusted = str(self.tls.authority) if self.tls else ""
        return {"host": self.name if self.tls else _LOOPBACK, "port": port, "tls": trusted}


def _told(place: _Place, leaders: Mapping[str, str]) -> list[str]:
    lines = [f"村民的页面：{place.base}/（村点用 {place.base}/?point=村名）"]
    lines += [f"{post}：{url}" for post, url in leaders.items()]
    if place.tls:
        lines.append(f"请在每个村点装上根证书 {place.tls.authority}，指纹要对：{place.tls.fingerprint}")
    return lines


@parlour_group.command("open")
@click.option("--seats", default=3, type=click.IntRange(2, 6), help="几个座位，主持的一个在内。")
@click.option("--minutes", default=60, type=click.IntRange(5, 240), help="开多久。")
@click.option("--close", "closes", default=None, metavar="ROOM", help="关掉这个房间。")
@shared
def open_room(*, seats: int, minutes: int, closes: str | None, console: Console) -> None:
    """开一个调解用的房间（会客厅要开着），每个座位一个只能用一次的地址。"""
    folder = desk_at(console).workspace.root / "parlour"
    room = _asked(folder, {"close": closes} if closes else {"seats": seats, "minutes": minutes})
    if closes:
        console.print(room, ["房间已经关了。" if room["closed"] else f"没有房间 {closes}。"])
        return
    guests = [f"座位{n}：{url}" for n, url in enumerate(room["guests"], start=2)]
    console.print(room, [f"房间 {room['room']}", f"主持：{room['leader']}", *guests])


@parlour_group.command("calls")
@shared
def list_calls(*, console: Console) -> None:
    """列出谈完的，新的在前；没有登记成事项的排在里面。"""
    calls = list(parlour.outcomes.calls(desk_at(console)))
    lines = [
        f"{each.number} {each.began} {each.leader} {each.minutes}分钟 {each.outcome} "
        f"{each.case or ('等登记' if each.waits else '')}".rstrip()
        for each in calls
    ]
    console.print({"calls": calls}, lines or ["还没有谈过。"])


@parlour_group.command()
@click.argument("number", metavar="CALL")
@click.option("--person", default="", type=WORDS, help=f"反映人的姓名。{HELP}")
@click.option("--about", default="", type=WORDS, help=f"反映的是什么事、要求什么。{HELP}")
@click.option("--home", default=None, type=WORDS, help=f"反映人的住址。{HELP}")
@click.option("--case", default="", metavar="CASE", help="谈的是已有的事项：它的编号，不再写反映人和反映的事。")
@click.option("--reply", default="", type=WORDS, help=f"当场答复的：答复了什么，算当天送达的当面答复。{HELP}")
@click.option("--day", default="", help="约定再谈的：约在哪一天，列进答应的事。")
@click.option("--by", default=this_user, callback=filled, help="谁登记的；不写就是这台电脑的登录名。")
@shared
def register(
    number: str,
    *,
    person: str,
    about: str,
    home: str | None,
    case: str,
    reply: str,
    day: str,
    by: str,
    console: Console,
) -> None:
    """把谈话里提出的事登记成事项（什么结果都要登记），十五日从谈话那天起算。"""
    wish = parlour.Registration(by, person, about, home, case, reply, day)
    state = parlour.outcomes.register(desk_at(console), number, wish)
    console.print({"case": state.case}, [f"{number} 登记成事项 {state.case}。"])


def _time(text: str) -> dt.time:
    with suppress(ValueError):
        return dt.time.fromisoformat(text)
    raise WrongValueError(field="结束时间", value=text, why="写成 17:00")


def _engine(link: str | None, jitsi: str | None, place: _Place) -> "parlour.Engine":
    if link:
        return parlour.rooms.LinkEngine(link)
    if jitsi:
        return parlour.rooms.jitsi_from_environment(jitsi)
    return parlour.janus.JanusEngine(base=place.base, address=parlour.server.address_of(place.name))


def _asked(folder: Path, body: dict[str, Any]) -> dict[str, Any]:
    """Return what the running parlour answers; raise WrongValueError when none runs or it refuses."""
    closed = WrongValueError(field="会客厅", value=str(folder), why="没有开着，请先用 yehua parlour serve")
    try:
        run = json.loads((folder / _RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise closed from fault
    try:
        return parlour.server.asked(run, body)
    except HTTPError as fault:
        raise WrongValueError(field="房间", value="", why=str(json.load(fault).get("say"))) from fault
    except (URLError, OSError) as fault:
        raise closed from fault
