"""Issued papers with their copies, and the findings of the rules about them."""

from dataclasses import dataclass
from typing import Literal

LEVEL_NAMES = {"error": "必须改", "question": "请答复", "warning": "请留意"}


@dataclass(frozen=True)
class Finding:
    """One fault a rule found in the facts or the text of a paper."""

    rule: str
    level: Literal["error", "warning", "question"]
    field: str
    message: str
    remedy: str
    basis: str


@dataclass(frozen=True)
class Copy:
    """One copy of a paper and its holder; `sha256` is empty where the copy was made before copies had a hash."""

    holder: str
    file: str
    sha256: str = ""


@dataclass(frozen=True)
class IssuedPaper:
    """A paper that has its number and can no longer be changed."""

    paper: str
    number: str
    sha256: str
    copies: tuple[Copy, ...]
    findings: tuple[Finding, ...]
