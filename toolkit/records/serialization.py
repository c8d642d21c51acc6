"""Records as JSON and back, in the forms that `docs/schemas/` describes."""

import datetime as dt
import functools
import json
from pathlib import Path
from typing import Any, TypeVar

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from toolkit.core import BrokenRecordError, open_to_read
from toolkit.records.grievance import GrievanceList
from toolkit.records.transcript import Correction

T = TypeVar("T")


@functools.cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=False)
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_structure_hook(dt.date, lambda text, _: dt.date.fromisoformat(text))
    # `from` is a word of Python's, so the field is called `from_`.
    converter.register_unstructure_hook(
        Correction, make_dict_unstructure_fn(Correction, converter, from_=override(rename="from"))
    )
    converter.register_structure_hook(
        Correction, make_dict_structure_fn(Correction, converter, from_=override(rename="from"))
    )
    read_list = make_dict_structure_fn(GrievanceList, converter)
    converter.register_structure_hook(GrievanceList, lambda data, kind: read_list(_as_format_2(data), kind))
    return converter


def _as_format_2(data: Any) -> Any:
    """Return JSON of a grievance list in format 2; format 1 only lacks fields that have a default."""
    return {**data, "format": "yehua-grievances/2"} if data["format"] == "yehua-grievances/1" else data


def to_json(record: Any) -> Any:
    """Return `record` as dicts, lists, strings, numbers and None, which JSON can hold."""
    return _converter().unstructure(record)


def to_text(record: Any) -> str:
    """Return `record` as readable JSON text that ends with a newline."""
    return json.dumps(to_json(record), ensure_ascii=False, indent=1) + "\n"


def from_json(kind: type[T], data: Any, path: Path | str = "-") -> T:
    """Return the record of `kind` in the JSON `data`; `path` is the file it came from.

    Raise BrokenRecordError naming `path` and the place in the data.
    """
    try:
        return _converter().structure(data, kind)
    except (cattrs.BaseValidationError, KeyError, TypeError, ValueError, AttributeError) as fault:
        why = "；".join(cattrs.transform_error(fault))
        raise BrokenRecordError(path=path, format=kind.__name__, why=why) from fault


def from_file(kind: type[T], path: Path) -> T:
    """Return the record of `kind` in the JSON file at `path`.

    Raise MissingFileError, UnreadableFileError or BrokenRecordError.
    """
    with open_to_read(path) as file:
        content = file.read()
    try:
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise BrokenRecordError(path=path, format=kind.__name__, why="不是 JSON 文件，或者括号套得太深") from fault
    return from_json(kind, data, path)
