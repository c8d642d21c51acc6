"""The properties of an ONNX file, read without its weights.

An ONNX file is one protobuf message. The graph with all weights is one of its fields and is passed over, so the
properties of a file of a gigabyte are read in no time. sherpa-onnx ends the whole process when a property that it needs
is missing, so a file is looked at before it is loaded.
"""

from pathlib import Path
from typing import BinaryIO

from toolkit.core import UnusableModelError, open_to_read

_VARINT, _FIXED_64, _BYTES, _FIXED_32 = 0, 1, 2, 5
_GRAPH, _PROPERTIES = 7, 14  # the numbers of the fields in ModelProto
_KEY, _VALUE = 1, 2  # and in StringStringEntryProto
_LONGEST_NUMBER = 10  # bytes
_GOES_ON = 0x80  # the highest bit of a byte says that another follows


def properties(path: Path) -> dict[str, str]:
    """Return the properties of the ONNX file at `path`, by name.

    Raise MissingFileError or UnreadableFileError, and UnusableModelError if it is no ONNX file or is cut off.
    """
    fields: dict[str, str] = {}
    with open_to_read(path) as file:
        size = file.seek(0, 2)
        file.seek(0)
        try:
            graphs = _read_fields(file, size, fields)
        except (EOFError, UnicodeDecodeError) as fault:
            raise UnusableModelError(path=path, why="文件不完整，或不是 ONNX 模型") from fault
    if not graphs:
        raise UnusableModelError(path=path, why="里面没有模型")
    return fields


def _read_fields(file: BinaryIO, end: int, fields: dict[str, str]) -> int:
    """Enter the properties of the message in `file` up to byte `end` in `fields`; return the number of graphs in it."""
    graphs = 0
    while file.tell() < end:
        field, content_end = _next_field(file, end)
        if field == _PROPERTIES:
            pair = _strings(file, content_end)
            fields[pair.get(_KEY, "")] = pair.get(_VALUE, "")
        graphs += field == _GRAPH
        file.seek(content_end)
    return graphs


def _next_field(file: BinaryIO, end: int) -> tuple[int, int]:
    """Return the number of the field that starts here and the byte at which its content ends; move to its content."""
    field, kind = divmod(_number(file), 8)
    if kind == _VARINT:
        _number(file)
    length = {_VARINT: 0, _FIXED_64: 8, _FIXED_32: 4}.get(kind)
    if kind == _BYTES:
        length = _number(file)
    if length is None or file.tell() + length > end:
        raise EOFError
    return field, file.tell() + length


def _strings(file: BinaryIO, end: int) -> dict[int, str]:
    """Return the strings of a message that ends at byte `end`, by the numbers of their fields."""
    strings = {}
    while file.tell() < end:
        field, content_end = _next_field(file, end)
        strings[field] = file.read(content_end - file.tell()).decode("utf-8")
    return strings


def _number(file: BinaryIO) -> int:
    """Return the varint that starts here: seven bits a byte, the lowest first, until a byte without the highest bit."""
    value = 0
    for place in range(_LONGEST_NUMBER):
        byte = file.read(1)
        if not byte:
            raise EOFError
        value |= (byte[0] & ~_GOES_ON) << (7 * place)
        if not byte[0] & _GOES_ON:
            return value
    raise EOFError
