"""The fields that an act of the workbench is given, and what it answers: a sentence, a page, a sheet to keep."""

import base64
import binascii
import contextlib
import datetime as dt
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.core import WrongValueError, YehuaError
from toolkit.workspace import Desk, file_name_of

Given = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A file that the browser keeps: its name, and its content in base 64."""

    name: str
    content: str


@dataclass(frozen=True)
class Done:
    """What was done, in a sentence; the page that shows it, the number that was given, lines to read, and a sheet."""

    words: str
    page: str = ""
    number: str = ""
    lines: tuple[str, ...] = ()
    sheet: Sheet | None = None


def text_of(given: Given, field: str, name: str, *, needed: bool = True) -> str:
    """Return the text of `field`; raise WrongValueError when it is needed and empty."""
    value = given.get(field, "").strip()
    if needed and not value:
        raise WrongValueError(field=name, value="", why="还没有写")
    return value


def filled(given: Given, field: str) -> str | None:
    """Return the text of `field`, None where it is empty."""
    return given.get(field, "").strip() or None


def path_of(given: Given, field: str, name: str) -> Path:
    """Return the whole path in `field`; raise WrongValueError for one that depends on where the server was started."""
    text = text_of(given, field, name)
    path = Path(text.strip('"“”'))  # Windows copies a path with quotation marks
    if not path.is_absolute():
        raise WrongValueError(field=name, value=text, why="要写完整的路径，如 E:\\备份")
    return path


def whole_of(given: Given, field: str, name: str) -> int | None:
    """Return the whole number in `field`, None where it is empty; raise WrongValueError for what is none."""
    text = filled(given, field)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise WrongValueError(field=name, value=text, why="要写数字，如 3")
    return int(text)


def seconds_of(given: Given, field: str, name: str) -> float | None:
    """Return the seconds in `field`, None where it is empty; raise WrongValueError for what is no number."""
    text = text_of(given, field, name, needed=False)
    if not text:
        return None
    try:
        return float(text)
    except ValueError as fault:
        raise WrongValueError(field=name, value=text, why="要写秒数，如 12.5") from fault


def moment_of(desk: Desk, given: Given) -> str:
    """Return the local minute in the field `at`, by default that of the machine.

    A browser gives the machine's day; where the desk stands at another, as that of the practice does, it means that.
    """
    now = dt.datetime.now().astimezone()
    at = given.get("at", "").strip().replace("T", " ") or now.strftime("%Y-%m-%d %H:%M")
    day, _, minute = at.partition(" ")
    return f"{desk.today.isoformat()} {minute}".strip() if day == now.date().isoformat() else at


@contextlib.contextmanager
def sent_file(given: Given, field: str, name: str, *, needed: bool = False) -> Iterator[Path | None]:
    """Give a temporary copy of the file that the browser sent in `field`, under the name in `field`_name.

    None where nothing was sent. Raise WrongValueError where it is needed, or did not arrive whole.
    """
    text = text_of(given, field, name, needed=needed)
    if not text:
        yield None
        return
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as fault:
        raise WrongValueError(field=name, value="", why="文件没有传完整，请再选一次") from fault
    given_name = Path(given.get(f"{field}_name", "").replace("\\", "/"))
    with tempfile.TemporaryDirectory(prefix="yehua-sheet-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / f"{file_name_of(given_name.stem or name)}{given_name.suffix.lower()}"
        place.write_bytes(content)
        yield place


def sheet_of(name: str, write: Callable[[Path], object]) -> Sheet:
    """Return the sheet `name` that `write` puts into the file it is given."""
    with tempfile.TemporaryDirectory(prefix="yehua-sheet-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / file_name_of(Path(name).stem)
        place = place.with_name(place.name + Path(name).suffix)
        write(place)
        return read_sheet(place)


def read_sheet(place: Path) -> Sheet:
    """Return the file at `place` as a sheet."""
    return Sheet(place.name, base64.b64encode(place.read_bytes()).decode("ascii"))


@contextlib.contextmanager
def named_file(given: Given, field: str, name: str) -> Iterator[Path]:
    """Give a temporary copy of the file that the browser sent in `field`; a fault of it names the file, not its place.

    Raise WrongValueError where nothing was sent.
    """
    with sent_file(given, field, name, needed=True) as place:
        assert place is not None  # noqa: S101 - it is needed
        try:
            yield place
        except YehuaError as fault:
            if fault.fields.get("path") != place:
                raise
            raise type(fault)(**{**fault.fields, "path": place.name}) from fault
