"""Hostile calls of the command line: what is asked, with which files, and what must be as it was afterwards."""

import os
import random
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import hostile_files

SEED = 20261128
CODE = "0194-LY·2026-D30-0001"
_DAY = ("--date", "2026-09-25", "--place", "柳树湾")
_ODD_WORDS = (
    "\ud800", "长" * 5000, "a\0b", "-", "--", "", " ", "../../x", "'; drop table cases; --", "%s%n", "@没有这个文件",
    "\u202e", "\n\n", "🌙" * 50, "0" * 400, "-1", "1e999", "{{7*7}}", "/dev/null", "~", "*", "CON", "a" * 300,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One call: its family, the words of the command, and whether it takes long even when all is well."""

    family: str
    words: tuple[str, ...]
    slow: bool = False


def cases(folder: Path, workspace: Path) -> Iterator[Case]:
    """Give every case; the files of each family are written below `folder` before its first case is given."""
    dice = random.Random(SEED)  # noqa: S311 - the same files each time
    for family in (_of_files, _of_places, _of_odd_files, _of_words):
        for case in family(folder, dice):
            yield Case(case.family, (*case.words, "--workspace", str(workspace)), case.slow)


def _written(folder: Path, files: Iterator[tuple[str, bytes]]) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        path = folder / name
        path.write_bytes(content)
        yield path
        path.unlink(missing_ok=True)


def _of_files(folder: Path, dice: random.Random) -> Iterator[Case]:
    for path in _written(folder / "声音", hostile_files.sounds(dice)):
        yield Case("sound", ("add", str(path), *_DAY))
    for number, path in enumerate(_written(folder / "事实", hostile_files.facts(dice))):
        yield Case("json", ("check", "mediation_agreement", str(path)))
        command = (
            ("fill", "mediation_agreement", str(path), "--out", str(folder / "出.docx")),
            ("grievances", str(path)),
        )
        yield Case("json", command[number % 2])
    for path in _written(folder / "文书", hostile_files.words(dice)):
        yield Case("word", ("template", "mediation_agreement", str(path)), slow="炸弹" in path.name)
        yield Case("word", ("recheck", str(path)))
        yield Case("word", ("correct", CODE, str(path), "--by", "甲"))
    for path in _written(folder / "表", hostile_files.tables(dice)):
        yield Case("table", ("bulk", "add", str(folder), str(path)))
        yield Case("table", ("walk", "import", str(path), "--by", "甲"))
    for path in _written(folder / "校对", hostile_files.texts(dice)):
        yield Case("text", ("correct", CODE, str(path), "--by", "甲"))


def _of_odd_files(folder: Path, _dice: random.Random) -> Iterator[Case]:
    """Give the commands that read a file a pipe, a socket, a folder, a device and links instead."""
    odd = folder / "怪"
    odd.mkdir(parents=True, exist_ok=True)
    (odd / "夹").mkdir(exist_ok=True)
    os.mkfifo(odd / "管道")
    with socket.socket(socket.AF_UNIX) as plug:
        os.chdir(odd)
        plug.bind("插口")
        (odd / "零").symlink_to("/dev/zero")
        (odd / "断").symlink_to("没有")
        (odd / "圈").symlink_to("圈")
        for name in ("管道", "插口", "夹", "零", "断", "圈", "没有", "长" * 300):
            for words in _reading(str(odd / name)):
                yield Case("odd file", words)


def _reading(path: str) -> Iterator[tuple[str, ...]]:
    yield ("add", path, *_DAY)
    yield ("transcribe", path)
    yield ("check", "mediation_agreement", path)
    yield ("grievances", path)
    yield ("template", "mediation_agreement", path)
    yield ("recheck", path)
    yield ("correct", CODE, path, "--by", "甲")
    yield ("bulk", "add", str(Path(path).parent), path)
    yield ("verify", path)
    yield ("search", f"@{path}")
    yield ("case", "open", "--source", "来信", "--person", "甲", "--about", f"@{path}", "--received", "2026-11-02")
    yield ("case", "return", path)
    yield ("law", "import", path)
    yield ("law", "import", path, "--name", "甲法", "--version", "2020-01-01")
    yield ("backup", "check", path)


def _of_places(folder: Path, _dice: random.Random) -> Iterator[Case]:
    """Give the commands that write a file or a folder places where nothing may be written."""
    places = folder / "处"
    places.mkdir(parents=True)
    (places / "已有.docx").write_bytes(b"x")
    (places / "夹").mkdir()
    (places / "夹" / "里").write_bytes(b"x")
    os.mkfifo(places / "管道")
    (places / "链接").symlink_to("已有.docx")
    (places / "断").symlink_to("没有")
    (places / "零").symlink_to("/dev/zero")
    odd = [
        "已有.docx",
        "管道",
        "链接",
        "断",
        "零",
        "已有.docx/下",
        "已有.docx/下/下",
        "长" * 300,
        "a\0b",
        "\ud800",
        "夹/里/x",
    ]
    if _device(places / "设备"):
        odd.append("设备")
    for name in odd:
        for words in _writing(str(places / name)):
            yield Case("place", words)


def _device(path: Path) -> bool:
    """Make a node of the null device in a folder of the test's own; only root may."""
    try:
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 3))
    except OSError:
        return False
    return True


def _writing(path: str) -> Iterator[tuple[str, ...]]:
    yield ("notice", "sheet", "--out", path)
    yield ("archive", "list", "--out", path)
    yield ("archive", "filed", "--out", path)
    yield ("archive", "publish", CODE, "--out", path)
    yield ("disposal", "list", "--out", path)
    yield ("bulk", "list", str(Path(path).parent), "--out", path)
    yield ("pack", CODE, "--out", path)
    yield ("discs", "make", "--out", path, "--by", "甲")
    yield ("backup", "make", "--to", path, "--by", "甲")
    yield ("fixity", "sheet", CODE, "--out", path)
    yield ("card", "board", "--out", path)
    yield ("walk", "form", "--out", path)
    yield ("walk", "reread", "2026-W45", "--out", path)
    yield ("report", "month", "2026-10", "--out", path)


def _of_words(_folder: Path, dice: random.Random) -> Iterator[Case]:
    shapes: Sequence[tuple[str, ...]] = (
        ("search", "{}"), ("search", "路灯", "--speaker", "{}"), ("search", "--date", "{}"), ("search", "--code", "{}"),
        ("grievances", "{}"), ("confirm", CODE, "1", "--set", "{}"), ("confirm", "{}", "1"), ("case", "open", "{}"),
        ("case", "show", "{}"), ("case", "show", "案2026-0001", "--on", "{}"), ("withdraw", "{}", "--reason", "x"),
        ("withdraw", "民2026-00001", "--reason", "{}"), ("discard", CODE, "1", "--reason", "{}", "--by", "{}"),
        ("check", "{}", "没有.json"), ("template", "{}"), ("rules", "{}"),
        ("law", "import", "{}"), ("notice", "given", CODE, "--person", "{}", "--by", "{}"),
        ("notice", "given", CODE, "--person", "甲", "--by", "甲", "--second", "{}"), ("fixity", "list", "{}"),
        ("fixity", "list", "--head", "{}"), ("rehear", CODE, "{}", "{}"), ("add", "{}", *_DAY),
        ("add", "没有.wav", "--date", "{}", "--place", "{}"), ("archive", "file", "{}", "--by", "{}"), ("names", "{}"),
        ("discs", "check", "{}", "--at", "{}", "--by", "甲"), ("verify", "{}", "--against", "{}"), ("{}",),
        ("disposal", "appraise", "{}", "--decision", "销毁", "--reason", "{}", "--by", "甲", "--by", "乙"),
        ("jobs", "--stop", "{}"), ("case", "open", "--source", "{}", "--about", "{}"),
        ("case", "open", "--source", "来信", "--person", "{}", "--about", "{}", "--received", "2026-11-02"),
        ("case", "open", "--source", "窗口", "--person", "甲", "--about", "路灯", "--received", "{}", "--from", "{}"),
        ("case", "open", "--source", "台账", "--about", "灯", "--received", "2026-11-02", "--by", "{}", "--home", "{}"),
        ("accusation", "judge", "{}", "1", "no", "--by", "甲"), ("accusation", "queue", "{}", "--by", "{}"),
        ("walk", "done", "--date", "{}", "--route", "{}", "--from", "{}", "--to", "{}", "--by", "{}"),
        ("walk", "note", "{}", "--date", "2026-11-02", "--place", "柳树湾", "--person", "{}", "--by", "甲"),
        ("walk", "note", "路灯", "--date", "{}", "--place", "{}", "--against", "{}", "--flag", "{}", "--by", "甲"),
        ("walk", "triage", "{}", "{}", "--at", "{}", "--by", "{}"), ("walk", "trend", "{}"), ("walk", "reread", "{}"),
        ("walk", "forward", "{}", "--to", "{}", "--at", "{}"), ("walk", "list", "--on", "{}"), ("walk", "import", "{}"),
        ("walk", "show", "{}", "--by", "{}"), ("walk", "answer", "{}", "{}", "--at", "2026-11-02 09:00"),
        ("today", "--on", "{}", "--who", "{}"), ("followup", "due", "--on", "{}"),
        ("followup", "conduct", "--by", "{}"), ("card", "show", "{}", "--code", "{}"), ("card", "show", "{}"),
        ("card", "issue", "--receiver", "{}", "--post", "{}", "--about", "{}", "--at", "2026-11-02 09:00"),
        ("card", "issue", "--receiver", "甲", "--post", "乙", "--about", "丙", "--at", "{}", "--phone", "{}"),
        ("card", "adopt", "{}", "--photo", "{}", "--receiver", "甲", "--at", "2019-01-01"),
        ("card", "draw", "freeze", "{}", "--by", "甲", "--witness", "{}", "--source", "{}"),
        ("card", "draw", "seed", "{}", "--public", "{}", "--dice", "{}"), ("card", "draw", "show", "{}"),
        ("card", "call", "{}", "--at", "{}", "--outcome", "{}", "--by", "甲"), ("handover", "list", "{}"),
        ("card", "portrait", "{}", "--photo", "{}", "--agreed", "--by", "甲"),
        ("card", "portrait", "{}", "--withdraw", "--by", "{}"), ("card", "day", "{}"),
        ("walk", "group", "--date", "{}"), ("card", "slip", "{}", "--out", "{}"),
        ("followup", "redo", "{}", "--out", "{}"),
        ("handover", "make", "{}", "{}", "--on", "{}", "--by", "甲"),
        ("handover", "begin", "{}", "--post", "{}", "--on", "2026-11-02", "--by", "甲", "--village", "{}"),
        ("followup", "try", "{}", "--at", "{}", "--by", "甲"), ("events", "rule", "{}", "{}", "--from", "2026-12-01"),
        ("followup", "try", "案2026-0001", "--at", "2026-11-02 09:00", "--how", "{}", "--words", "{}", "--by", "{}"),
        ("followup", "done", "案2026-0001", "--q1", "{}", "--q2", "{}", "--q3", "{}", "--at", "{}", "--by", "甲"),
        ("followup", "kept", "案2026-0001", "{}", "--at", "{}", "--by", "甲"), ("events", "rule", "问题一", "{}"),
        ("events", "erase", "{}", "--by", "{}", "--second", "{}", "--reason", "{}"),
        ("events", "clock", "--by", "{}", "--second", "乙", "--reason", "{}"),
        ("case", "add", "案2026-0001", "concluded", "--date", "2026-11-02", "--served", "{}", "--promise", "{}"),
    )  # fmt: skip
    for shape in shapes:
        for odd in dice.sample(_ODD_WORDS, 8):
            yield Case("words", tuple(word.replace("{}", odd) for word in shape))
