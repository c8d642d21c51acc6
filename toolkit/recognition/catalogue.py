"""The catalogue of speech models: what is known of each in public, and the files it consists of."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePosixPath

import cattrs

from toolkit.core import WrongValueError


@dataclass(frozen=True)
class ErrorRate:
    """Characters wrong in a hundred in a public `test`, and who published the figure."""

    test: str
    percent: float
    source: str


@dataclass(frozen=True)
class ModelFile:
    """A file of a model; without a published `sha256` and its `source` it is never fetched."""

    name: str
    bytes: int
    sha256: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Entry:
    """A model of the catalogue.

    `real_time_factor` is the seconds of work for a second of sound on one core, as published. `hub` is the repository
    it is fetched from; without one it only comes by folder.
    """

    name: str
    title: str
    family: str
    languages: tuple[str, ...]
    licence: str
    error_rates: tuple[ErrorRate, ...]
    files: tuple[ModelFile, ...]
    hub: str | None = None
    note: str = ""
    real_time_factor: float | None = None

    @property
    def bytes(self) -> int:
        """The size of all files together."""
        return sum(file.bytes for file in self.files)

    @property
    def is_fetchable(self) -> bool:
        """Whether every file has a published hash and the model a place to be fetched from."""
        return self.hub is not None and all(file.sha256 and file.source for file in self.files)

    def rate(self, test: str) -> float | None:
        """Return the error rate in `test`, in percent; None where none was published."""
        return next((rate.percent for rate in self.error_rates if rate.test == test), None)


@cache
def entries() -> tuple[Entry, ...]:
    """Return the catalogue, in its order."""
    text = resources.files("toolkit.recognition").joinpath("data/models.toml").read_text(encoding="utf-8")
    listed = cattrs.structure(tomllib.loads(text)["models"], tuple[Entry, ...])
    for entry in listed:
        for file in entry.files:
            path = PurePosixPath(file.name)
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(file.name)
    return listed


def find(name: str) -> Entry | None:
    """Return the entry of the model `name`, None for a model that the catalogue lacks."""
    return next((entry for entry in entries() if entry.name == name), None)


def known(name: str) -> Entry:
    """Return the entry of the model `name`; raise WrongValueError, naming all, if there is none."""
    entry = find(name)
    if entry is None:
        names = "、".join(each.name for each in entries())
        raise WrongValueError(field="模型", value=name, why=f"目录里没有。目录里有：{names}")
    return entry
