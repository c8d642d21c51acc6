"""Output of commands: one JSON document for programs, lines for people, warnings and progress on standard error."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from toolkit.records import Finding

_LEVEL_NAMES = {"error": "必须改", "question": "请答复", "warning": "请留意"}


def printed(as_json: bool, data: Any, lines: Sequence[str]) -> None:
    """Print `data` as one JSON document, or `lines` for people."""
    click.echo(json_text(data) if as_json else "\n".join(lines))


def json_text(data: Any) -> str:
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


@contextmanager
def progress_bar(label: str, *, hidden: bool) -> Iterator[Callable[[float, float], None]]:
    """Show a progress bar on standard error; the function given takes seconds of sound done and in all."""
    from tqdm import tqdm  # noqa: PLC0415 - most commands show no progress and need not wait for it

    form = "{desc} {percentage:3.0f}%|{bar}| 已用 {elapsed}，约还需 {remaining}"
    with tqdm(total=1.0, desc=label, bar_format=form, disable=hidden, file=sys.stderr) as bar:

        def report(done: float, total: float) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield report


def finding_lines(findings: "Iterable[Finding]") -> list[str]:
    """Return one line for each of the `findings` of rules on papers: level, rule, message, remedy, legal basis."""
    return [
        f"{_LEVEL_NAMES[finding.level]}（{finding.rule}）{finding.message}{finding.remedy}{_basis(finding)}"
        for finding in findings
    ]


def _basis(finding: "Finding") -> str:
    # Of a field that is only missing, there is no article to name.
    return f"依据：{finding.basis}" if finding.rule != "R00" or "《" in finding.basis else ""


def fail_if(faulty: object) -> None:
    """End the command with exit code 1 if `faulty`, after what it printed."""
    if faulty:
        raise SystemExit(1)
