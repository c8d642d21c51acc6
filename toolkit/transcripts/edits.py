"""Edits that a person makes in a transcript while listening to the recording."""

from dataclasses import dataclass
from typing import Literal

from toolkit.records import Segment

Action = Literal[
    "text",
    "replace",
    "speaker",
    "rename",
    "split",
    "merge",
    "insert",
    "remove",
    "restore",
    "check",
    "uncheck",
    "rehear",
]


@dataclass(frozen=True)
class Edit:
    """An edit made by `by` at `at` (UTC, ISO) to `items`: ids of segments, gaps or removed stretches.

    `text` is the new text, name or inserted words; `find` the text to be replaced; `position` an index into the text;
    `start_s` and `end_s` the stretch of an insertion; `pieces` the segments of a rehearing that replace `items`.
    Edits of one `run`, such as the letters of one word, are undone together.
    """

    action: Action
    by: str
    at: str
    items: tuple[str, ...] = ()
    text: str | None = None
    find: str | None = None
    position: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    run: str | None = None
    pieces: tuple[Segment, ...] = ()
