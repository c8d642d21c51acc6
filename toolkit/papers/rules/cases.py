"""Cases of the rules: facts that break each, facts that keep it; changes of the example of a paper, kept as YAML."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from toolkit.papers.facts import steps_of, unwrapped, with_value
from toolkit.papers.forms import example

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, many times faster, where libyaml is
_FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One case: the rule by name, the paper, the changes by dotted path, whether they break the rule, and how gravely.

    `level` is that of the gravest finding, `error` when the YAML does not say; `settings` are those of `[papers]` in
    `yehua.toml` that the case needs.
    """

    rule: str
    paper: str
    changes: Mapping[str, Any]
    breaks: bool
    level: str = "error"
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        """The example of the paper with the changes."""
        facts = unwrapped(example(self.paper))
        for path, value in self.changes.items():
            facts = with_value(facts, steps_of(path), value)
        return dict(facts)

    @property
    def words(self) -> str:
        """The changed values as a lawyer reads them."""
        return "；".join(_said(value) for value in self.changes.values())


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return "，".join(_said(part) for part in value.values())
    if isinstance(value, list):
        return "、".join(_said(part) for part in value)
    names = {None: "（空）", True: "是", False: "否"}
    return names[value] if value is None or isinstance(value, bool) else str(value)


@functools.cache
def cases() -> tuple[Case, ...]:
    """Return every case, in the order of the files."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.yaml")))
    rows = (row for text in texts for row in yaml.load(text, _LOADER))  # noqa: S506 # a safe loader
    return tuple(
        Case(row["rule"], row["paper"], changes, name == "breaks", row.get("level", "error"), row.get("settings", {}))
        for row in rows
        for name in ("breaks", "keeps")
        for changes in row.get(name, ())
    )


def cases_of(rule: str) -> tuple[Case, ...]:
    """Return the cases of the rule called `rule`."""
    return tuple(case for case in cases() if case.rule == rule)
