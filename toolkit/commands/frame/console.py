"""The console of a command: its workspace, one JSON document for programs, lines for people, warnings and progress."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from toolkit import records
from toolkit import workspace as workspaces

if TYPE_CHECKING:
    from toolkit.records import Finding
    from toolkit.workspace import Desk


@dataclass(frozen=True)
class Console:
    """The surroundings of a command: its workspace (None: the default one), and whether it prints JSON."""

    workspace: Path | None = None
    as_json: bool = False

    def desk(self, sealed_at: Path | None = None) -> "Desk":
        """Return the desk of the workspace.

        Work left unfinished by an earlier command is finished first, with the sealed folder at `sealed_at` if given;
        what remains unfinished is printed on standard error.
        """
        desk = workspaces.open_desk(self.workspace or workspaces.default_workspace())
        if desk.unfinished and sealed_at is not None:
            desk = workspaces.renewed(desk, sealed_at)
        warned(desk.unfinished)
        return desk

    def print(self, data: Any, lines: Sequence[str], *, failed: object = False) -> None:
        """Print `data`, records allowed, as one JSON document, or `lines` for people; with `failed` end with code 1."""
        click.echo(_json_text(records.to_json(data)) if self.as_json else "\n".join(lines))
        if failed:
            raise SystemExit(1)

    @contextmanager
    def progress(self, label: str) -> Iterator[Callable[[float, float], None]]:
        """Show a progress bar on standard error; the function given takes seconds of sound done and in all."""
        from tqdm import tqdm  # noqa: PLC0415 - most commands show no progress and need not wait for it

        form = "{desc} {percentage:3.0f}%|{bar}| 已用 {elapsed}，约还需 {remaining}"
        with tqdm(total=1.0, desc=label, bar_format=form, disable=self.as_json, file=sys.stderr) as bar:

            def report(done: float, total: float) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield report


def _json_text(data: Any) -> str:
    """Return `data` as JSON: in UTF-8, or in ASCII with escapes where standard output has another encoding.

    A pipe on a Chinese Windows is GBK, which lacks rare characters of names.
    """
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "").replace("_", "")
    return json.dumps(data, ensure_ascii=encoding != "utf8", indent=1)


def let_all_signs_through() -> None:
    """Make standard output and error write "?" for characters that the console's encoding lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def warned(sentences: Iterable[str]) -> None:
    """Print `sentences` on standard error, where they disturb no JSON."""
    for sentence in sentences:
        click.echo(sentence, err=True)


def finding_lines(findings: "Iterable[Finding]") -> list[str]:
    """Return one line for each of the `findings` of rules on papers: level, rule, message, remedy, legal basis."""
    return [
        f"{records.LEVEL_NAMES[finding.level]}（{finding.rule}）{finding.message}{finding.remedy}{_basis(finding)}"
        for finding in findings
    ]


def _basis(finding: "Finding") -> str:
    # Of a field that is only missing, there is no article to name.
    return f"依据：{finding.basis}" if finding.rule != "R00" or "《" in finding.basis else ""
