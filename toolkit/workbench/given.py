"""What a page sends with an act: its fields are read by name, and the answer is a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import WrongValueError

Given = Mapping[str, str]


@dataclass(frozen=True)
class Done:
    """What was done, in sentences on lines of their own, and the page that shows it."""

    words: str
    page: str = ""


def text_in(given: Given, field: str, name: str, *, needed: bool = True) -> str:
    """Return the text of `field`; raise WrongValueError when it is needed and empty."""
    value = given.get(field, "").strip()
    if needed and not value:
        raise WrongValueError(field=name, value="", why="还没有写")
    return value


def path_in(given: Given, field: str, name: str) -> Path:
    """Return the whole path in `field`; raise WrongValueError for one that depends on where the server was started."""
    text = text_in(given, field, name)
    path = Path(text.strip('"“”'))  # Windows copies a path with quotation marks
    if not path.is_absolute():
        raise WrongValueError(field=name, value=text, why="要写完整的路径，如 E:\\备份")
    return path


def seconds_in(given: Given, field: str, name: str) -> float | None:
    """Return the seconds in `field`, None where it is empty; raise WrongValueError for what is no number."""
    text = text_in(given, field, name, needed=False)
    if not text:
        return None
    try:
        return float(text)
    except ValueError as fault:
        raise WrongValueError(field=name, value=text, why="要写秒数，如 12.5") from fault
