"""`yehua policy visits`, `yehua policy window …`: how often pages were read, and windows asked."""

from pathlib import Path

import click

from toolkit import policies
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.given_words import HELP, WORDS
from toolkit.commands.frame.options import PATH, shared
from toolkit.commands.loop.frame import BY, desk_at


@click.command()
@click.argument("logs", nargs=-1, type=PATH)
@click.option("--keep", is_flag=True, help="把次数记下来（只记次数，日志不留）；同一份日志只记一次。")
@click.option("--by", default="", type=WORDS, help=f"谁记的，和 --keep 一起写。{HELP}")
@click.option("--population", type=int, default=None, help="镇上多少人，算每人几次；次数不是人数。")
@shared
def visits(logs: tuple[Path, ...], *, keep: bool, by: str, population: int | None, console: Console) -> None:
    """数扫码的次数：不含地址的服务器日志，或者门户给的 CSV（页面、时间、次数）；不写日志就看记下的。"""
    desk = desk_at(console)
    if not logs:
        with desk.store.reading() as tx:
            counted = policies.visits.kept(desk, tx)
    elif keep:
        counted = policies.visits.take_in(desk, logs, by=by)
    else:
        counted = policies.visits.looked_at(desk, logs)
    busiest = policies.visits.peak(counted.by_hour)
    lines = [f"看了 {counted.views} 次（次数，不是人数）；读不懂 {counted.bad_lines} 行。"]
    lines += [policies.visits.per_head(counted.views, population)] if population is not None else []
    if busiest:
        share = policies.visits.share(counted.by_hour, busiest)
        lines.append(f"最忙 {busiest[0]} 点到 {busiest[1]} 点，占 {share} %。")
    lines += [f"{name}　{count}" for name, count in counted.by_matter.most_common()]
    data = {
        "views": counted.views,
        "by_hour": counted.by_hour,
        "by_day": counted.by_day,
        "by_matter": counted.by_matter,
        "by_wall": counted.by_wall,
        "bad_lines": counted.bad_lines,
        "skipped": counted.skipped,
        "peak": busiest,
    }
    console.print(data, lines)


@click.group()
def window() -> None:
    """窗口的询问次数：上码前后相同的月份比一比；比出来的不能证明什么。"""


@window.command("count")
@click.argument("month", metavar="MONTH")
@click.option("--open-days", required=True, type=int, help="这个月窗口开了几天。")
@click.option("--enquiries", required=True, type=int, help="来问了几次。")
@click.option("--matter", default="", help="哪件事的代号；不写是全部。")
@BY
@shared
def count_window(month: str, *, open_days: int, enquiries: int, matter: str, by: str, console: Console) -> None:
    """记下一个月的询问次数。"""
    counted = policies.windows.WindowMonth(month, matter, open_days, enquiries)
    policies.windows.count(desk_at(console), counted, by=by)
    console.print(counted, [f"{month}：{open_days} 天，{enquiries} 次。"])


@window.command("compare")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option("--matter", default="", help="哪件事的代号；不写是全部。")
@shared
def compare_windows(before: str, after: str, *, matter: str, console: Console) -> None:
    """比较两段月份（如 2026-03,2026-04 和 2027-03,2027-04），要是相同的月份。"""
    desk = desk_at(console)
    with desk.store.reading() as tx:
        months = [month for month in policies.windows.all_months(tx) if month.matter == matter]
    parts = [[month for month in months if month.month in words.split(",")] for words in (before, after)]
    change = policies.windows.change(*parts)
    counts = f"（{change.before_n} 次、{change.after_n} 次）"
    line = f"每个开门日 {change.before} 次 → {change.after} 次，{change.change_percent}{counts}。"
    console.print(change, [line, change.remark])
