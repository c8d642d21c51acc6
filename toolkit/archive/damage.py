"""The extent of damage in a package: the seconds of sound, grievances and papers that a faulty file affects.

A package holds the hash of each block of its sound files (`data/metadata/blocks.json`), so that damage can be located
to the second without any other copy. Nothing but the package is read.
"""

import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from toolkit.core import YehuaError, open_to_read, timecode
from toolkit.records import Grievance, GrievanceList, Recording, Stretch, any_overlap, from_file, merged

BLOCKS_FILE = "data/metadata/blocks.json"
_SMALLEST_BLOCK = 64 * 1024
_MOST_BLOCKS = 2048
_SHOWN = 8
_PLACES = {
    "original": "原始录音（不可替代，请立即用备份恢复）",
    "access": "试听副本（可从原始录音重做）",
    "exports": "转写的阅读文本（可从转写重做）",
    "grievances": "诉求清单",
    "signed": "签好的文书或者扫描件，和怎样核验的说明",
    "metadata": "著录信息（录音和夜话的登记）",
}
_TAG_FILES = {
    "index.html": "播放页面",
    "bag-info.txt": "档案包说明（单位、编号、利用限制）",
    "bagit.txt": "档案包格式声明",
}


def blocks_of(files: Mapping[str, Path]) -> str:
    """Return as JSON text the SHA-256 of each block of `files`, by name in the package."""
    return json.dumps({name: _blocks(path) for name, path in sorted(files.items())}, ensure_ascii=False) + "\n"


def _blocks(path: Path) -> dict[str, Any]:
    size = path.stat().st_size
    length = _SMALLEST_BLOCK
    while length * _MOST_BLOCKS < size:
        length *= 2
    return {"size": size, "block": length, "sha256": list(_hashes(path, length))}


def _hashes(path: Path, length: int) -> Iterator[str]:
    with open_to_read(path) as file:
        while block := file.read(length):
            yield hashlib.sha256(block).hexdigest()


@dataclass(frozen=True)
class Surroundings:
    """The package in `folder` as far as it can still be read."""

    folder: Path

    def affected(self, name: str) -> str:
        """Return in Chinese what a fault of the package's file `name` affects."""
        recording = self._recording
        if not name.startswith(("data/original/", "data/access/")) or recording is None:
            return meaning(name)
        damaged = self._damaged(name, recording)
        whole = f"全部 {timecode(recording.seconds)}"
        where = whole if damaged is None else _listed(damaged)
        return "；".join([meaning(name), f"录音 {recording.code} {where}", *self._consequences(damaged)])

    @cached_property
    def _recording(self) -> Recording | None:
        with contextlib.suppress(YehuaError):
            return from_file(Recording, self.folder / "data/metadata/recording.json")
        return None

    @cached_property
    def _grievances(self) -> tuple[Grievance, ...]:
        with contextlib.suppress(YehuaError):
            return from_file(GrievanceList, self.folder / "data/grievances/grievances.json").grievances
        return ()

    def _consequences(self, damaged: tuple[Stretch, ...] | None) -> Iterator[str]:
        """Yield the grievances said in the `damaged` stretches (None: anywhere), and the papers that rest on them."""
        standing = (grievance for grievance in self._grievances if grievance.status != "discarded")
        affected = [each for each in standing if damaged is None or any_overlap(each.passages, damaged)]
        if affected:
            yield "诉求 " + "、".join(f"{grievance.number or grievance.ordinal}" for grievance in affected)
        papers = sorted(path.stem for path in (self.folder / "data/papers").glob("*") if path.is_file())
        if papers and affected:
            yield "依据本录音的文书 " + "、".join(f"《{paper}》" for paper in papers)

    def _damaged(self, name: str, recording: Recording) -> tuple[Stretch, ...] | None:
        """Return the stretches of sound whose blocks have another hash, or None where that cannot be known."""
        try:
            registered = json.loads((self.folder / BLOCKS_FILE).read_text(encoding="utf-8"))[name]
            actual = tuple(_hashes(self.folder / name, int(registered["block"])))
            seconds_per_byte = recording.seconds / registered["size"]
            expected = list(enumerate(registered["sha256"]))
        except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError, YehuaError):
            return None
        bad = [number for number, digest in expected if number >= len(actual) or actual[number] != digest]
        length_s, end_s = float(registered["block"]) * seconds_per_byte, registered["size"] * seconds_per_byte
        blocks = (Stretch(number * length_s, min((number + 1) * length_s, end_s)) for number in bad)
        return merged(blocks, within_s=0.001) or None


def _listed(stretches: tuple[Stretch, ...]) -> str:
    shown = "、".join(f"{timecode(each.start_s)} 至 {timecode(each.end_s)}" for each in stretches[:_SHOWN])
    return f"约在 {shown}" + (f" 等 {len(stretches)} 处" if len(stretches) > _SHOWN else "")


def meaning(name: str) -> str:
    """Return in Chinese the kind of the package's file `name`."""
    if name in _TAG_FILES:
        return _TAG_FILES[name]
    if "manifest-" in name and not name.startswith("data/"):
        return "校验清单（核验的依据）"
    parts = PurePosixPath(name).parts
    place = parts[1] if len(parts) > 2 and parts[0] == "data" else ""  # noqa: PLR2004 - data, folder, file
    version = re.fullmatch(r"data/transcripts/transcript-v(\d+)\.json", name)
    if version:
        return f"第{version[1]}版转写"
    if place == "papers":
        return f"文书《{PurePosixPath(name).stem}》"
    return _PLACES.get(place, "包内其他文件")
