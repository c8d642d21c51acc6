"""`yehua handover …`: who begins in a post, what is open with a person, and who takes over."""

import click

from toolkit import loop
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import filled, shared
from toolkit.commands.loop.frame import BY, ON, desk_at


@click.group()
def handover() -> None:
    """交接：手上还有没办完的，不写明交给谁就不能离任。"""


@handover.command()
@click.argument("person")
@click.option("--post", required=True, callback=filled, help="什么职务，如 镇纪委、村支书、包村领导。")
@click.option("--village", default=None, help="哪个村的；全镇的不写。")
@click.option("--superior", default=None, help="他的上级。")
@click.option("--on", "since", required=True, help="从哪一天起。")
@BY
@shared
def begin(
    person: str,
    *,
    post: str,
    village: str | None,
    superior: str | None,
    since: str,
    by: str,
    console: Console,
) -> None:
    """登记谁从哪一天起任什么职务。"""
    wish = loop.duties.Appointment(person, post, since, village, superior)
    holder = loop.duties.begin(desk_at(console), wish, by)
    console.print(
        holder,
        [f"{holder.person}从 {holder.first} 起任{holder.village or ''}{holder.post}。"],
    )


@handover.command("list")
@click.argument("person", metavar="NAME")
@ON
@shared
def list_open(person: str, *, on: str | None, console: Console) -> None:
    """列出一个人手上没办完的：卡、事项、答应的事、回访。"""
    desk = desk_at(console)
    items = loop.handover.open_items(desk, person, on)
    data = {"open": items, "posts": list(loop.handover.duties_of(desk, person, on))}
    console.print(data, [one.words for one in items] or ["没有未办的。"])


@handover.command()
@click.argument("person", metavar="FROM")
@click.argument("to", required=False, metavar="[TO]")
@click.option("--on", required=True, help="任职的最后一天；接手的人从次日起负责。已经过去的日子要写监交人。")
@BY
@click.option(
    "--witness", default=None, callback=lambda c, p, text: filled(c, p, text) if text else None, help="监交人。"
)
@shared
def make(person: str, to: str | None, *, on: str, by: str, witness: str | None, console: Console) -> None:
    """登记离任和接手，写好两个人签字的交接清单。"""
    made = loop.handover.make(desk_at(console), person, to, on=on, by=by, witness=witness)
    lines = [one.words for one in made.moved]
    console.print(made, [*lines, f"共 {len(made.moved)} 件；清单：{made.file}"])
