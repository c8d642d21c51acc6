"""What a fault in a package touches: which seconds of which recording, which grievances, which papers.

A package carries the hashes of each sound file block by block (`data/metadata/blocks.json`), so that years later, and
without any other copy, a rotten sound can be told by its seconds. What is told here is read from the package alone.
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
    "metadata": "著录信息（录音和夜话的登记）",
}
_TAG_FILES = {
    "index.html": "播放页面",
    "bag-info.txt": "档案包说明（单位、编号、利用限制）",
    "bagit.txt": "档案包格式声明",
}


def blocks_of(files: Mapping[str, Path]) -> str:
    """Return as JSON text the SHA-256 of each block of `files`, which are given by their name in the package."""
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
    """The package in `folder` as far as it can still be read, to tell what a fault in it touches."""

    folder: Path

    def affected(self, name: str) -> str:
        """Return in Chinese what a fault of the package's file `name` touches."""
        what = meaning(name)
        if not name.startswith(("data/original/", "data/access/")) or self._recording is None:
            return what
        stretches = self._rotten(name)
        return "；".join([what, f"录音 {self._recording.code} {self._when(stretches)}", *self._what_else(stretches)])

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

    def _when(self, stretches: tuple[Stretch, ...] | None) -> str:
        if stretches is None:
            return f"全部 {timecode(self._recording.seconds)}" if self._recording else ""
        shown = "、".join(f"{timecode(one.start_s)} 至 {timecode(one.end_s)}" for one in stretches[:_SHOWN])
        return f"约在 {shown}" + (f" 等 {len(stretches)} 处" if len(stretches) > _SHOWN else "")

    def _what_else(self, stretches: tuple[Stretch, ...] | None) -> Iterator[str]:
        """Name the grievances that are said in `stretches` (None: anywhere), and the papers that rest on them."""
        touched = [one for one in self._grievances if one.status != "discarded" and _overlaps(one, stretches)]
        if touched:
            yield "诉求 " + "、".join(f"{one.number or one.ordinal}" for one in touched)
        papers = sorted(path.stem for path in (self.folder / "data/papers").glob("*") if path.is_file())
        if papers and touched:
            yield "依据本录音的文书 " + "、".join(f"《{paper}》" for paper in papers)

    def _rotten(self, name: str) -> tuple[Stretch, ...] | None:
        """Return the stretches of sound whose blocks are not as they were, or None where that cannot be told."""
        try:
            was = json.loads((self.folder / BLOCKS_FILE).read_text(encoding="utf-8"))[name]
            now = tuple(_hashes(self.folder / name, int(was["block"])))
            share = (self._recording.seconds if self._recording else 0.0) / was["size"]
            pairs = list(enumerate(was["sha256"]))
        except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError, YehuaError):
            return None
        bad = [number for number, digest in pairs if number >= len(now) or now[number] != digest]
        length = float(was["block"])
        return _joined(bad, length * share, was["size"] * share) or None


def _joined(blocks: list[int], length_s: float, end_s: float) -> tuple[Stretch, ...]:
    """Return the stretches that the numbered `blocks` of `length_s` seconds cover, neighbours joined."""
    return merged((Stretch(n * length_s, min((n + 1) * length_s, end_s)) for n in blocks), within_s=0.001)


def _overlaps(grievance: Grievance, stretches: tuple[Stretch, ...] | None) -> bool:
    if stretches is None:
        return True
    return any_overlap(grievance.passages, stretches)


def meaning(name: str) -> str:
    """Return in Chinese what the package's file `name` is."""
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
