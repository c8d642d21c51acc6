"""The workspace and its `yehua.toml`: office, committee, fonds number, villages, model; read once."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import cattrs

from toolkit.core import SettingsError, make_folder, office_text, windows_names, write_whole
from toolkit.workspace.places import Places

_PACKAGE = Path(__file__).parents[1]
# The longest name below the workspace that the program makes by itself, with room for a long name of a holder.
_DEEPEST = 110


@dataclass(frozen=True)
class Office:
    """The governance centre and the governments above it."""

    name: str
    government: str
    county_government: str
    short: str


@dataclass(frozen=True)
class Committee:
    """The people's mediation committee."""

    name: str
    short: str


@dataclass(frozen=True)
class Archive:
    """The parts of archival codes (DA/T 13-2022), and the metadata that all recordings share (DA/T 63).

    `category` and `retention` are those of recordings, `paper_…` of papers filed by item, `file_…` of case files.
    """

    fonds: str
    category: str = "LY"
    retention: str = "D30"
    paper_category: str = "WS"
    paper_retention: str = "D30"
    paper_office: str = ""
    file_category: str = "ZY"
    file_retention: str = "D30"
    fonds_name: str = ""
    archive_name: str = ""
    archive_code: str = ""
    recorder: str = ""
    describer: str = ""
    secrecy: str = ""


@dataclass(frozen=True)
class Village:
    """A village or courtyard where meetings are held, and how many groups (组) it has.

    `model` is the speech model for its dialect, "" for the one that is used everywhere.
    """

    name: str
    groups: int = 0
    model: str = ""


@dataclass(frozen=True)
class Words:
    """Local names and terms that are given to the model as prompt words."""

    local: tuple[str, ...] = ()


@dataclass(frozen=True)
class Transcription:
    """Engine and model of speech recognition; `threads` 0 means all cores; `speakers`: whether to diarise."""

    engine: str = "auto"
    model: str = "base"
    threads: int = 0
    speakers: bool = True


@dataclass(frozen=True)
class Models:
    """The hubs from which speech models are fetched, the first that answers; nothing is fetched unasked."""

    hubs: tuple[str, ...] = ("https://huggingface.co", "https://hf-mirror.com")


@dataclass(frozen=True)
class Papers:
    """Local titles, prefixes and rules of papers."""

    termination_title: str = "信访事项终结告知书"
    termination_prefix: str = "信告"
    opinion_prefix: str = "律意"
    province: str = ""
    provincial_basis: str = ""
    minimum_lawyers: int = 2
    roll_forward: bool = True


@dataclass(frozen=True)
class Policies:
    """The policy dictionary: the address of its column on the county portal, its title, and a telephone for all."""

    url: str = ""
    title: str = "政策词典"
    telephone: str = ""


@dataclass(frozen=True)
class Accusations:
    """The persons who may see accusations (检举控告) and unjudged grievances; everybody, while none is named."""

    may_see: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cluster:
    """Several machines that transcribe: the scheduler's address, and the files of the keys of TLS between machines.

    `share` is where originals and access copies lie by their hash, a folder or an address that fsspec takes; `pages`
    is the address of the scheduler's web pages. Each is "" where there is none.
    """

    scheduler: str = ""
    ca: str = ""
    certificate: str = ""
    key: str = ""
    share: str = ""
    pages: str = ""


@dataclass(frozen=True)
class County:
    """The county's view: the address of its own user on the server, its boundaries file, inhabitants by town."""

    url: str = ""
    boundaries: str = ""
    inhabitants: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """All of `yehua.toml`."""

    office: Office
    committee: Committee
    archive: Archive
    villages: tuple[Village, ...]
    words: Words = Words()
    transcription: Transcription = Transcription()
    models: Models = Models()
    papers: Papers = Papers()
    accusations: Accusations = Accusations()
    policies: Policies = Policies()
    cluster: Cluster = Cluster()
    county: County = County()

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the villages, in the order of the settings."""
        return tuple(village.name for village in self.villages)

    def model_at(self, place: str) -> str:
        """Return the speech model for recordings of the village `place`: its own, or the one used everywhere."""
        own = next((village.model for village in self.villages if village.name == place), "")
        return own or self.transcription.model

    @property
    def prompt_words(self) -> tuple[str, ...]:
        """The local names a model is prompted with, villages first, each once."""
        return tuple(dict.fromkeys((*self.places, *self.words.local)))


@dataclass(frozen=True)
class Workspace(Places):
    """The folder that holds everything people put in; its paths and its settings."""

    @classmethod
    def open(cls, root: Path | str) -> "Workspace":
        """Return the workspace at `root`, made private and with a first `yehua.toml` if it is new.

        Raise ReadOnlyWorkspaceError, SettingsError, or LongPathError on Windows.
        """
        workspace = cls(Path(root).resolve())
        windows_names.refuse_deep(workspace.root, _DEEPEST)
        make_folder(workspace.root)
        for file in (workspace.settings_file, workspace.lexicon_file, workspace.retention_file):
            if not file.exists():
                write_whole(file, shipped(f"examples/{file.name}").read_bytes())
        if not workspace.holidays_file.exists():
            write_whole(workspace.holidays_file, "\ufeffdate,kind,note\n")
        return workspace

    @property
    def is_made_up(self) -> bool:
        """Whether this is a workspace for practice, in which everything is made up."""
        return self.demo_mark.exists()

    @property
    def database_url(self) -> str:
        """The SQLAlchemy URL of the store: that of the settings, or a SQLite file in the workspace."""
        return self._document.get("store", {}).get("url") or f"sqlite:///{self.database_file}"

    def relative(self, path: Path) -> str:
        """Return `path` relative to the workspace, with forward slashes, as the store keeps it."""
        return path.relative_to(self.root).as_posix()

    def reread(self) -> None:
        """Read `yehua.toml` anew when its settings are asked for next."""
        for kept in ("settings", "_document"):
            self.__dict__.pop(kept, None)

    @cached_property
    def settings(self) -> Settings:
        """The settings, read once; raise SettingsError when they are wrong."""
        try:
            return cattrs.structure({key: value for key, value in self._document.items() if key != "store"}, Settings)
        except (cattrs.BaseValidationError, TypeError, ValueError) as fault:
            raise SettingsError(path=self.settings_file, why="；".join(cattrs.transform_error(fault))) from fault

    @cached_property
    def _document(self) -> dict[str, Any]:
        try:
            # Windows Notepad may put a byte order mark before the first key, or save in the system's own encoding.
            return parsed(office_text(self.settings_file.read_bytes()))
        except (ValueError, OSError) as fault:
            raise SettingsError(path=self.settings_file, why=str(fault)) from fault


def parsed(text: str) -> dict[str, Any]:
    """Return the content of the TOML `text`; raise ValueError when it is not TOML."""
    # Windows Notepad may put a byte order mark before the first key.
    return tomllib.loads(text.removeprefix("\ufeff"))


def default_workspace() -> Path:
    """Return the workspace that is meant when none is named.

    It is `YEHUA_WORKSPACE` if that is set, else `archive/` of the checkout this program runs from, else `archive/`
    where the user is: notebooks run in a folder of their own and must still find it.
    """
    named = os.environ.get("YEHUA_WORKSPACE")
    checkout = _PACKAGE.parent / "archive"
    return Path(named) if named else checkout if checkout.is_dir() else Path("archive")


def shipped(name: str) -> Path:
    """Return the path of a shipped file (`examples/…`, `templates/docx/…`, `schemas/…`).

    A wheel carries them inside the package, a checkout at its top.
    """
    packed = _PACKAGE / "shipped" / name
    if packed.exists():
        return packed
    top = _PACKAGE.parent
    return top / "docs" / name if name.startswith("schemas") else top / name
