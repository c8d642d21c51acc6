"""The kinds of columns that tables consist of, for the schema and for the migrations that make it."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, String, Text
from sqlalchemy.schema import SchemaItem

from toolkit.store.documents import JsonText


def words(name: str, length: int, to: str | None = None, *, nullable: bool = False, **options: Any) -> Column[str]:
    """Return a column of at most `length` characters, which refers to the column `to` if that is given."""
    reference = (ForeignKey(to),) if to else ()
    return Column(name, String(length), *reference, nullable=nullable, **options)


def long(name: str, *, nullable: bool = False) -> Column[str]:
    """Return a column of text of any length."""
    return Column(name, Text(), nullable=nullable)


def document(name: str = "json", *, nullable: bool = False) -> Column[str]:
    """Return a column of JSON text, which PostgreSQL keeps as JSONB."""
    return Column(name, Text().with_variant(JsonText(), "postgresql"), nullable=nullable)


def whole(name: str, *, nullable: bool = False) -> Column[int]:
    """Return a column of whole numbers."""
    return Column(name, Integer, nullable=nullable)


def recording() -> Column[str]:
    """Return the column with the code of the recording that a row is about."""
    return words("recording", 60, "recordings.code")


def by() -> Column[str]:
    """Return the column with the name of the person who is responsible for the row."""
    return words("by", 100)


def json() -> Column[str]:
    """Return the column with the record as JSON, as the migrations make it; the schema has `document`."""
    return long("json")


def with_key(*columns: SchemaItem, **made_at: Any) -> tuple[SchemaItem, ...]:
    """Return `columns` with an id before and the moment of adding after them, as every table of facts has them."""
    return Column("id", Integer, primary_key=True), *columns, words("made_at", 32, **made_at)
