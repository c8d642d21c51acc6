"""A template filled straight into a file, as the tests of templates need it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.formats.word import Filters, rendered


def render(template: Path, facts: Mapping[str, Any], target: Path, filters: Filters | None = None) -> None:
    """Write to `target` the Word template at `template` filled with `facts`."""
    target.write_bytes(rendered(template, facts, target, filters).content)
