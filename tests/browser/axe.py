"""The rules of WCAG 2.1 A and AA, held against a page by axe-core (MPL-2.0), which npm fetches for the tests."""

import functools
import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

VERSION = "4.10.3"
SHA256 = "880970c081707360e64f34cea25ff91892f5bc95675b0776925b9709dd8a68bb"
PATIENCE_S = 180
RUN = """axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']}).then(({violations}) =>
    violations.map(({id, nodes}) => `${id}: ${nodes.map(({html}) => html.slice(0, 200)).join(' ')}`))"""


@functools.cache
def source() -> str | None:
    """Return the script of axe-core; None where npm is not there, or does not get it."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        command = [npm, "pack", f"axe-core@{VERSION}", "--silent"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE_S)
        except (subprocess.SubprocessError, OSError):
            return None
        with tarfile.open(Path(folder) / f"axe-core-{VERSION}.tgz") as package:
            member = package.extractfile("package/axe.min.js")
            content = member.read() if member else b""
    assert hashlib.sha256(content).hexdigest() == SHA256
    return content.decode()


def broken_rules(page: "Page") -> list[str]:
    """Return a line for each rule that the page breaks, folded parts opened first; none where axe-core is not there."""
    script = source()
    if script is None:
        return []
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    page.evaluate(script)
    found: list[str] = page.evaluate(RUN)
    return found
