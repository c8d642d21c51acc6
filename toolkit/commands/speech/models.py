"""`yehua models …`: speech models listed, fetched, added from a folder, tried on the centre's own sound, chosen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from toolkit import grievances, transcripts
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import PATH, for_the_corrector, shared
from toolkit.recognition import catalogue, installing, trials
from toolkit.recognition import models as installed
from toolkit.workspace import settings_editing

_MB = 1024 * 1024
_TRIAL_S = 120.0
_MOST_SHOWN = 40


@click.group()
def models() -> None:
    """语音模型：看有哪些、取来、从文件夹放入、试听、选用。"""


@models.command("list")
@shared
def list_models(*, console: Console) -> None:
    """列出目录里的模型：语言和方言、公布的错字率、许可、装了没有。"""
    here = set(installed.known_models(console.desk().workspace.models))
    rows = [_row(entry, is_installed=entry.name in here) for entry in catalogue.entries()]
    others = sorted(here - {entry.name for entry in catalogue.entries()})
    rows += [{"name": name, "installed": True} for name in others]
    console.print({"models": rows}, [*map(_line, catalogue.entries(), rows), *(f"* {name}（自备）" for name in others)])


@models.command()
@click.argument("name")
@shared
def get(name: str, *, console: Console) -> None:
    """联网取一个模型；断了再运行一次接着取，校验不符就丢弃。"""
    desk = console.desk()
    with console.progress(f"取 {name}") as report:
        folder = installing.fetch(catalogue.known(name), desk.workspace.models, desk.settings.models.hubs, report)
    console.print({"model": name, "folder": str(folder)}, [f"已取好：{folder}", f"先试听：yehua models try {name}"])


@models.command()
@click.argument("folder", type=PATH)
@click.option("--as", "name", default=None, help="叫什么名字；不写就用目录里的名字或文件夹的名字。")
@shared
def add(folder: Path, *, name: str | None, console: Console) -> None:
    """从文件夹（U 盘）放入一个模型，逐个文件读回核对。"""
    added = installing.add(folder, console.desk().workspace.models, name)
    lines = [f"已放入：{added}", f"先试听：yehua models try {added.name}"]
    console.print({"model": added.name, "folder": str(added)}, lines)


@models.command("try")
@click.argument("name")
@click.option("--code", default=None, help="用哪段录音试；不写用最近一段。")
@click.option("--from", "start", default=0.0, show_default=True, help="从第几秒起，听两分钟。")
@for_the_corrector
@shared
def try_model(name: str, *, code: str | None, start: float, by: str, console: Console) -> None:
    """用本中心自己的录音试两分钟，与现在用的模型对照：各听成什么、快慢、占多少内存。"""
    desk = console.desk()
    recording = transcripts.model_trial.recording_to_try(desk, code)
    if not grievances.is_fully_open(desk.store, recording.code):
        grievances.access_log.open_for(desk, by, f"试模型 {recording.code}")
    trial = transcripts.model_trial.compare(desk, name, recording, start, _TRIAL_S)
    console.print(
        {
            "recording": trial.code,
            "start_s": trial.start_s,
            "models": [_trial_row(each) for each in trial.sides],
            "differences": trial.differences,
        },
        list(_trial_lines(trial)),
    )


@models.command()
@click.argument("name")
@click.option("--village", default="", help="只给这个村、院落用；不写就都用它。")
@shared
def use(name: str, *, village: str, console: Console) -> None:
    """以后转写用这个模型；可以只给一个村用。"""
    desk = console.desk()
    installed.known_model(name, desk.workspace.models)
    settings_editing.choose_model(desk.workspace, name, village)
    console.print({"model": name, "village": village or None}, [f"{village or '所有地方'}以后用 {name} 转写。"])


def _row(entry: catalogue.Entry, *, is_installed: bool) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "family": entry.family,
        "languages": entry.languages,
        "error_rates": entry.error_rates,
        "licence": entry.licence,
        "installed": is_installed,
        "fetchable": entry.is_fetchable,
        "note": entry.note,
        "files": entry.files,
    }


def _line(entry: catalogue.Entry, row: dict[str, Any]) -> str:
    rates = "、".join(f"{rate.test} {rate.percent:g}%" for rate in entry.error_rates) or "没有公布过"
    mark = "*" if row["installed"] else " "
    size = f"{entry.bytes / _MB:.0f} MB，" if entry.bytes else ""
    return f"{mark} {entry.name}：{entry.title}。{size}{entry.licence}；错字率：{rates}"


def _trial_row(trial: trials.Trial) -> dict[str, Any]:
    return {
        "model": trial.model,
        "engine": trial.engine,
        "minutes_an_hour": round(trial.seconds_an_hour / 60, 1),
        "memory_mb": trial.memory_mb,
        "segments": [(segment.start_s, segment.end_s, segment.text) for segment in trial.segments],
    }


def _trial_lines(trial: "transcripts.model_trial.Comparison") -> Iterator[str]:
    for each in trial.sides:
        yield f"{each.model}：一小时录音约 {each.seconds_an_hour / 60:.0f} 分钟，内存约 {each.memory_mb} MB"
    yield f"不同的地方 {len(trial.differences)} 处（左边现用的，右边试的）："
    for place in trial.differences[:_MOST_SHOWN]:
        yield f"  …{place.before}[{place.first or '没有'} → {place.second or '没有'}]{place.behind}…"
    yield "哪边对，请听录音再定；要换：yehua models use " + trial.sides[-1].model
