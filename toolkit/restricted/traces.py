"""Search of the workspace for traces of removed content: clauses, names, sounds, half-made folders.

Texts are searched clause by clause, people by name and by surname and title (钱支书 for 钱永富), sounds by their hash.
A half-made folder counts as a trace as long as it is there.
"""

import base64
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.chinese import SURNAMES
from toolkit.core import sha256_of, staging
from toolkit.meetings import list_recordings
from toolkit.records import Grievance
from toolkit.restricted.cut import Cut
from toolkit.transcripts import load_transcripts
from toolkit.workspace import Desk

_SHORTEST = 5
_TITLES = tuple(
    "书记 支书 主任 村长 会计 出纳 文书 组长 社长 队长 委员 乡长 镇长 所长 站长 局长 科长 校长 院长 经理 老板".split()  # noqa: SIM905
)
# Surnames of two characters, which the list of surnames does not hold.
_COMPOUND = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "令狐", "皇甫", "尉迟", "公孙", "慕容", "夏侯")
_LONGEST_NAME = 4
# Sounds hold no text; they are searched by their hash.
_SOUNDS = {".wav", ".mp3", ".flac", ".m4a", ".mp4", ".aac", ".amr", ".3gp", ".ogg", ".opus", ".wma"}
# Folders in which names may stand: remaining texts, issued papers and their evidence.
_NAMES_MAY_STAND = ("recordings", "packages", "papers", "proofs", "edits", "jobs", "models")


@dataclass(frozen=True)
class Sought:
    """A search: `clauses` that may stand nowhere, `names` of accusers and accused with their titles.

    `sounds` are (SHA-256, size in bytes) of the removed audible files.
    """

    clauses: tuple[str, ...]
    names: tuple[str, ...]
    sounds: tuple[tuple[str, int], ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every clause and name."""
        return (*self.clauses, *self.names)

    def as_details(self) -> dict[str, Any]:
        """Return the search for a row of pending work, encoded so that the database holds none of its words."""
        text = json.dumps([self.clauses, self.names, self.sounds], ensure_ascii=False)
        return {"sought": base64.b64encode(text.encode()).decode()}

    @classmethod
    def from_details(cls, details: Mapping[str, Any]) -> "Sought":
        """Return the search that `as_details` encoded."""
        clauses, names, sounds = json.loads(base64.b64decode(details["sought"]))
        return cls(tuple(clauses), tuple(names), tuple((sha256, size) for sha256, size in sounds))


def sought(out: Cut, versions: Sequence[Grievance], sounds: Iterable[Path] = ()) -> Sought:
    """Return the search for the cut `out`, for all `versions` of the removed grievances and the files `sounds`."""
    texts = (*(segment.text for segment in out.gone), *(version.summary for version in versions))
    heard = tuple((sha256_of(path), path.stat().st_size) for path in sounds)
    return Sought(tuple(sorted(long_clauses(texts))), names_of(versions), heard)


def long_clauses(texts: Iterable[str]) -> set[str]:
    """Return the clauses of `texts` that are long enough to be recognised."""
    clauses = {clause for text in texts for clause in re.split(r"[，。？！；：、\s]", text)}
    return {clause for clause in clauses if len(clause) >= _SHORTEST}


def people_named(grievances: Iterable[Grievance]) -> tuple[str, ...]:
    """Return the names of the persons and opposite sides of `grievances`, each once."""
    sides = (fact for each in grievances for fact in (each.person, each.against) if fact is not None)
    return tuple(dict.fromkeys(str(fact.value) for fact in sides))


def names_of(grievances: Iterable[Grievance]) -> tuple[str, ...]:
    """Return the names of accusers and accused in `grievances`, each with the titles a host may call them by."""
    return tuple(dict.fromkeys(form for name in people_named(grievances) for form in (name, *_titled(name))))


def _titled(name: str) -> Iterator[str]:
    surname = next((compound for compound in _COMPOUND if name.startswith(compound)), name[:1])
    is_name = surname in _COMPOUND or (surname in SURNAMES and len(name) <= _LONGEST_NAME)
    if is_name and len(name) > len(surname) and not any(name.endswith(title) for title in _TITLES):
        yield from (f"{surname}{title}" for title in _TITLES)
        yield from (f"{surname}副{title}" for title in ("书记", "主任", "镇长", "乡长"))


def leaks(desk: Desk, wanted: Sought) -> tuple[str, ...]:
    """Return in Chinese the files that still hold, or may hold, a clause or sound of `wanted`.

    Word and Excel files are searched as readers see them. A clause that also stands in a remaining text does not count:
    that of another recording holds it by right, and so do its papers, until a person decides (see `said_elsewhere`).
    """
    stays = _standing_text(desk)
    secret = [clause.encode() for clause in wanted.clauses if clause not in stays]
    half_made = staging.left_in(desk.workspace.root)
    return (
        *(f"{desk.workspace.relative(path)} 里还有封存的话" for path in _texts_in(desk) if _holds(path, secret)),
        *(f"{desk.workspace.relative(path)} 里还听得到封存的话" for path in _audible(desk, wanted.sounds)),
        *(f"{desk.workspace.relative(path)} 是还没做完的文件，别的窗口做完以后请再查一次" for path in half_made),
    )


def namings(desk: Desk, wanted: Sought) -> tuple[str, ...]:
    """Return in Chinese the other files that name the accuser or the accused; a person has to look at them.

    Names that stand in a remaining text are not searched for: everybody knows them.
    """
    stays = _standing_text(desk)
    names = [name.encode() for name in wanted.names if name not in stays]
    skipped = {desk.workspace.settings_file, desk.workspace.lexicon_file, desk.workspace.database_file}
    return tuple(
        f"{name} 里提到有关的人"
        for path in _texts_in(desk)
        if (name := desk.workspace.relative(path)).split("/")[0] not in _NAMES_MAY_STAND
        and path not in skipped
        and _holds(path, names)
    )


def _standing_text(desk: Desk) -> str:
    return "".join(
        segment.text
        for recording in list_recordings(desk.store)
        for transcript in load_transcripts(desk.store, recording.code)
        for segment in transcript.segments
    )


def _texts_in(desk: Desk) -> Iterator[Path]:
    for path in sorted(desk.workspace.root.rglob("*")):
        if path.is_file() and path.suffix.lower() not in _SOUNDS and not path.is_relative_to(desk.workspace.models):
            yield path


def _audible(desk: Desk, sounds: Sequence[tuple[str, int]]) -> Iterator[Path]:
    # Only files of the same size are read: an archive holds many hours.
    sizes, hashes = {size for _, size in sounds}, {sha256 for sha256, _ in sounds}
    for path in sorted(desk.workspace.root.rglob("*")):
        if path.is_file() and path.stat().st_size in sizes and sha256_of(path) in hashes:
            yield path


def _holds(path: Path, words: Sequence[bytes]) -> bool:
    return bool(words) and any(word in text for text in _parts(path) for word in words)


def _parts(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as parts:
            yield from (re.sub(rb"<[^>]+>", b"", parts.read(name)) for name in parts.namelist())
