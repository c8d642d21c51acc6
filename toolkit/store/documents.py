"""JSON columns of PostgreSQL: kept as JSONB, read back as the very text that was written.

The chain of facts commits to the text of a row, so that not one character of it may change. JSONB keeps numbers and
characters but neither spaces nor the order of names: text in canonical form is kept as JSONB and written out in that
form again; any other text is kept as a JSON string, which JSONB keeps to the letter.
"""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import UserDefinedType

from toolkit.core import hash_chain


class JsonText(UserDefinedType[str]):
    """Text of JSON in a JSONB column of PostgreSQL."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Return the name of the type in PostgreSQL."""
        return "JSONB"

    def bind_processor(self, dialect: sa.Dialect) -> Callable[[str | None], str | None]:  # noqa: ARG002 - SQLAlchemy's
        """Return the function that turns text into the JSON to be kept."""
        return kept_json

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], str | None]:  # noqa: ARG002 - as above
        """Return the function that turns what the driver read into the text that was written."""
        return written_text


def kept_json(text: str | None) -> str | None:
    """Return the JSON that keeps `text` to the letter: `text` itself where it is canonical, or a string of it."""
    if text is None:
        return None
    return text if _is_canonical(text) else json.dumps(text, ensure_ascii=False)


def written_text(value: Any) -> str | None:
    """Return the text that was written, from the `value` that JSONB holds."""
    return value if value is None or isinstance(value, str) else hash_chain.canonical(value)


def spaced(text: str) -> str:
    """Return `text`, a part of canonical JSON, as it stands in JSON that PostgreSQL writes out."""
    head, tail = (text[:-2], text[-2:]) if text.endswith('":') else (text, "")
    return head.replace('":', '": ') + tail


def _is_canonical(text: str) -> bool:
    if not text.startswith(("{", "[")) or "\\u0000" in text:
        return False
    try:
        value = json.loads(text, parse_float=_plain_float, parse_constant=_refused)
    except (ValueError, RecursionError):
        return False
    return hash_chain.canonical(value) == text


def _plain_float(digits: str) -> float:
    """Return the number of `digits`; raise ValueError for one that JSONB writes in another way."""
    value = float(digits)
    if value == 0 and digits.startswith("-"):
        return _refused(digits)
    # JSONB writes no exponents: a large number with one would come back as a whole number.
    return _refused(digits) if "e" in digits.lower() and value.is_integer() else value


def _refused(digits: str) -> float:
    raise ValueError(digits)
