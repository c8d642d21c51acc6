"""`yehua doctor`: checks of programs, workspace, models and kept files, each with what to do if it fails."""

import contextlib
import datetime as dt
import importlib.util
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from toolkit import transcribe
from toolkit.archive import kept_files
from toolkit.chinese import dates
from toolkit.commands.frame.console import Console
from toolkit.commands.frame.options import shared
from toolkit.core import MissingFileError, MissingWeightsError, UnknownNumberError, YehuaError, writing_faults
from toolkit.formats import pdf
from toolkit.recognition import Recognizer, catalogue, decoders, lexicon, models
from toolkit.records import RecordingRef
from toolkit.restricted import sealed_workspace
from toolkit.sound import SAMPLE_RATE, audio, voice_weights
from toolkit.store import Store, store_checks, wholeness
from toolkit.workspace import Events, Settings, Workspace, default_workspace, open_desk, opened_store, shipped

_NEEDED = ("av", "docxtpl", "faster_whisper", "jupyterlab", "opencc", "pandas", "sklearn", "torch", "whisper")
# Seconds for which kept files are hashed; the rest have their turn on another day.
_FILES_S = 10.0
_MOST_LISTED = 20
_ROOM_NEEDED_GB = 2
_GB = 1024**3
_WITHOUT_HASH = (
    "是旧版签发的副本、旧版记的凭证或旧版录入的政策原文；要有校验值，文书请更正重发，凭证请在台账里再记一次，"
    "政策原文请重新录入"
)
_SAMPLE = "examples/2026-09-night-meeting.mp3"
_TRIAL_S = 40  # two chunks: as many as are decoded side by side
_OF_ALL_WORK = 0.65  # the share of decoding in the time of a transcription


@dataclass(frozen=True)
class Check:
    """The result of a check; `ok` is false if work would stop there."""

    name: str
    ok: bool
    message: str


def checks(root: Path, budget_s: float | None = _FILES_S) -> tuple[Check, ...]:
    """Run all checks for the workspace at `root`; a failed check does not hide the next.

    Kept files are read for `budget_s` seconds, all of them for None.
    """
    return (
        *_all_run(root, (("程序组件", _packages), ("工作文件夹", _workspace), ("设置", _settings))),
        _run("收尾", _unfinished, root),
        *archive_checks(root, budget_s),
        *_all_run(
            root,
            (
                ("语音模型", _weights),
                ("听写试验", _trial),
                ("分辨说话人", _voices),
                ("节假日表", _calendar),
                ("磁盘空间", _room),
                ("转 PDF", _pdf),
            ),
        ),
    )


def archive_checks(root: Path, budget_s: float | None = _FILES_S) -> tuple[Check, ...]:
    """Run the checks of database, chain, kept files and sealings of the workspace at `root`; `budget_s` as above."""
    files = partial(_kept_files, budget_s=budget_s)
    return _all_run(root, (("台账数据库", _store), ("总账", _chain), ("留存文件", files), ("封存登记", _sealings)))


def _all_run(root: Path, looks: Sequence[tuple[str, Callable[[Path], str]]]) -> tuple[Check, ...]:
    return tuple(_run(name, look, root) for name, look in looks)


def _run(name: str, look: Callable[[Path], str], root: Path) -> Check:
    try:
        return Check(name, ok=True, message=look(root))
    except YehuaError as fault:
        return Check(name, ok=False, message=str(fault))


class _FailedCheckError(YehuaError):
    sentence = "{what}"


def _packages(_: Path) -> str:
    lacking = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if lacking:
        raise _FailedCheckError(what=f"缺少 {'、'.join(lacking)}。请联网运行一次 python3 start.py。")
    return "齐全。"


def _workspace(root: Path) -> str:
    workspace = Workspace.open(root)
    probe = workspace.root / ".doctor"
    with writing_faults(workspace.root):
        probe.write_bytes(b"")
        probe.unlink()
    return f"可以写入：{workspace.root}"


def _settings(root: Path) -> str:
    settings = Workspace.open(root).settings
    if settings == _sample_settings():
        return "还是虚构的“青石镇”样例。正式使用前请改 yehua.toml。"
    return f"{settings.office.name}，{len(settings.villages)} 个村。"


def _sample_settings() -> Settings:
    return Workspace(shipped("examples/yehua.toml").parent).settings


def _store(root: Path) -> str:
    with _opened(root) as store:
        faults = store_checks.faults(store)
    if faults:
        raise _FailedCheckError(what=f"{_listed(faults)}。请不要再记入；{wholeness.way_back(root)}。")
    return "可以打开，逐页核对完好，防改动的触发器都在。"


def _chain(root: Path) -> str:
    with _opened(root) as store:
        events = Events(store)
        verdict, held = events.verify(), events.last_held()
    if verdict.broken:
        raise _FailedCheckError(what=f"{_listed(verdict.broken)}。请查明是谁改的；{wholeness.way_back(root)}。")
    days = f"上次与纸上的哈希核对是 {_days_since(held)} 天前" if held else "还没有与纸上的哈希核对过"
    return f"{verdict.count} 条，前后相接，内容相符；{days}（用 yehua events verify --head 固化信息表上的哈希）。"


def _days_since(day: str) -> int:
    return (dt.datetime.now().astimezone().date() - dt.date.fromisoformat(day)).days


def _kept_files(root: Path, budget_s: float | None) -> str:
    day = dt.datetime.now().astimezone().date().isoformat()
    with _opened(root) as store:
        look = kept_files.look(store, Workspace.open(root).root, budget_s, day)
    if look.faults:
        raise _FailedCheckError(what=f"{_listed(look.faults)}。请用备份或副本恢复；{wholeness.way_back(root)}。")
    bare = f"另有 {look.without_hash} 个没有登记校验值，改没改查不出来：{_WITHOUT_HASH}。" if look.without_hash else ""
    rest = "" if look.looked == look.total else "其余下次轮到，全部核对用 yehua doctor --all。"
    counted = f"共 {look.total} 个，核对了 {look.looked} 个，都与登记的相符。"
    return f"录音原件、文书定稿和副本、凭证、照片、讲解、法律和政策原文{counted}{rest}{bare}"


def _sealings(root: Path) -> str:
    desk = open_desk(root)
    try:
        vault = sealed_workspace.vault_of(desk)
        lost, doubtful = sealed_workspace.lost(desk, vault), sealed_workspace.doubtful(desk, vault)
    except UnknownNumberError:
        return "没有建立封存文件夹。"
    except MissingFileError:
        return "封存盘没有接上，没有核对。"
    finally:
        desk.store.close()
    if lost:
        raise _FailedCheckError(what=f"{_listed((*lost, *doubtful))}。")
    return f"请核对：{_listed(doubtful)}。" if doubtful else "封存文件夹里的每一件，工作文件夹都有登记。"


@contextlib.contextmanager
def _opened(root: Path) -> Iterator[Store]:
    store = opened_store(Workspace.open(root))
    try:
        yield store
    finally:
        store.close()


def _listed(faults: Sequence[str]) -> str:
    more = f"；另有 {len(faults) - _MOST_LISTED} 处" if len(faults) > _MOST_LISTED else ""
    return f"{'；'.join(fault.rstrip('。') for fault in faults[:_MOST_LISTED])}{more}"


def _unfinished(root: Path) -> str:
    desk = open_desk(root)
    desk.store.close()
    if desk.unfinished:
        raise _FailedCheckError(what="\n".join(desk.unfinished))
    return "没有做到一半的事。"


def _weights(root: Path) -> str:
    workspace = Workspace.open(root)
    name = workspace.settings.transcription.model
    models.faster_whisper_folder(name, workspace.models)
    known = "；".join(f"{each}{_expected(each)}" for each in models.known_models(workspace.models))
    return f"使用 {name}，校验无误。本机有：{known}。方言错得更多，请边听边改。"


def _expected(model: str) -> str:
    entry = catalogue.find(model)
    rates = "，".join(f"{rate.test}约错 {rate.percent:g} 字" for rate in entry.error_rates) if entry else ""
    return f"（公布的测试，每百字：{rates}）" if rates else "（没有公布过中文的测试）"


def _trial(root: Path) -> str:
    """Transcribe the first seconds of the sample as in real work, but without diarisation."""
    workspace = Workspace.open(root)
    wish = workspace.settings.transcription
    samples = audio.samples(shipped(_SAMPLE))[: _TRIAL_S * SAMPLE_RATE]
    decoder = decoders.load(wish.engine, wish.model, workspace.models, wish.threads)
    words = lexicon.load(workspace.lexicon_file)
    reference = RecordingRef(None, "0" * 64, float(_TRIAL_S))
    begun = time.perf_counter()
    transcribe.transcribe(Recognizer(decoder, decoders.Options(lexicon.prompt_words(words)), words), samples, reference)
    spent = time.perf_counter() - begun
    minutes = spent / _TRIAL_S * 60 / _OF_ALL_WORK
    hour = f"一小时录音约需 {max(1, round(minutes))} 分钟"
    return f"{_TRIAL_S} 秒录音听了 {spent:.1f} 秒；连同分辨说话人，{hour}。"


def _voices(root: Path) -> str:
    if not Workspace.open(root).settings.transcription.speakers:
        return "设置里已关闭。"
    try:
        voice_weights.weights_file()
    except MissingWeightsError:
        return "本机没有分辨说话人的模型：转写照常，只是不标“发言人1”。"
    return "可以分辨，校验无误。"


def _calendar(root: Path) -> str:
    calendar = dates.Calendar(Workspace.open(root).holidays_file)
    year = dt.datetime.now(dt.UTC).astimezone().year
    unknown = [str(each) for each in (year, year + 1) if calendar.is_day_off(dt.date(each, 1, 1)) is None]
    if unknown:
        return f"没有 {'、'.join(unknown)} 年的放假安排；国务院公布后请写进 holidays.csv，此前期限会注明“未校正”。"
    return "今年和明年的放假安排都有。"


def _room(root: Path) -> str:
    free = shutil.disk_usage(Workspace.open(root).root).free
    if free < _ROOM_NEEDED_GB * _GB:
        raise _FailedCheckError(what=f"只剩 {free / _GB:.1f} GB，少于 {_ROOM_NEEDED_GB} GB。请清理磁盘或换一个文件夹。")
    return f"还有 {free / _GB:.0f} GB。"


def _pdf(_: Path) -> str:
    return (
        "找到 LibreOffice。"
        if pdf.office_program()
        else "没有 LibreOffice：文书照常出 Word，要 PDF 时请用 Word 或 WPS 另存。"
    )


@click.command()
@click.option("--all", "whole", is_flag=True, help="留存的文件全部核对，不限时间。")
@shared
def doctor(*, whole: bool, console: Console) -> None:
    """体检：需要的东西是否都在、能用。"""
    root = console.workspace or default_workspace()
    results = checks(root, None) if whole else checks(root)
    lines = [f"{'好' if check.ok else '要处理'}  {check.name}：{check.message}" for check in results]
    console.print({"checks": results}, lines, failed=not all(check.ok for check in results))
