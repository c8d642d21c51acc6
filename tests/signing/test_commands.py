"""The commands answer with the fields that others rely on, and exit with one where something is wrong."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from tests.signing.attacks import noted
from tests.signing.conftest import CASE, PARTIES, Office
from tests.signing.papers import as_pdf, scan_of
from tests.signing.signers import SIGNERS, drawn
from tests.signing.test_scans import dice_of
from toolkit.commands.cli import main
from toolkit.signing import acts

# An agreement is signed in a room where people wait; five signatures that take longer are signed on paper next time.


def run(office: Office, *words: str) -> tuple[int, dict[str, Any]]:
    """Return the exit code and the JSON of the command `words` at the workspace of `office`."""
    root = str(office.desk.workspace.root)
    result = CliRunner().invoke(main, [*words, "--json", "--workspace", root])
    return result.exit_code, json.loads(result.stdout)


def test_a_file_is_prepared_signed_sealed_and_verified_and_a_changed_one_ends_with_one(
    office: Office, tmp_path: Path
) -> None:
    consents = [word for name in PARTIES for word in ("--consent", name)]
    code, told = run(office, "sign", "prepare", office.number, "--level", "手写", "--out", str(tmp_path), *consents)
    assert (code, told["signed"][1:], [each["who"] for each in told["expected"]][-4:-1]) == (0, [], list(SIGNERS))
    for who in SIGNERS:
        acts.sign(office.desk, office.number, drawn(who))
    words = ("--passphrase", "for-the-test-2026", "--by", "李静", "--out", str(tmp_path))
    code, told = run(office, "sign", "seal", office.number, *words)
    assert (code, len(told["signed"])) == (0, 5)

    code, told = run(office, "sign", "verify", told["file"])
    assert (code, told["faults"]) == (0, [])
    assert {"who", "at", "intact", "expected"} <= set(told["signatures"][0])
    changed = tmp_path / "改过.pdf"
    changed.write_bytes(noted(Path(next(tmp_path.glob("*电子签.pdf"))).read_bytes(), "另付10000元"))
    code, told = run(office, "sign", "verify", str(changed))
    assert (code, bool(told["faults"])) == (1, True)


def test_a_scan_that_lacks_a_page_and_a_pack_that_lacks_a_piece_end_with_one(office: Office, tmp_path: Path) -> None:
    pages = scan_of(office.prepared().file.read_bytes(), dice_of(), dots=150, stained=False)
    whole, part = as_pdf(pages, tmp_path / "全.pdf"), as_pdf(pages[:2], tmp_path / "缺.pdf")

    code, told = run(office, "sign", "scan", str(part), "--paper", office.number)
    assert (code, told["missing"], told["swapped"], told["foreign"]) == (1, [3], [], [])
    code, told = run(office, "sign", "scan", str(whole), "--paper", office.number, "--keep", "--by", "何琳")
    assert (code, told["pages"], told["unsigned"]) == (0, [1, 2, 3], [])
    code, told = run(office, "case", "court", CASE, "--out", str(tmp_path / "交法院"))
    assert (code, bool(told["missing"])) == (1, True)
    assert {"folder", "files", "missing", "last_day"} <= set(told)
