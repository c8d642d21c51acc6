"""Who asks for accusations is written down, and without a name nobody is shown any."""

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.archive import packing
from toolkit.commands.cli import main
from toolkit.core.errors import WrongValueError
from toolkit.grievances import access_log
from toolkit.grievances.register import load_grievances, save_grievances
from toolkit.restricted import sealed_workspace, sealing, sealing_plan
from toolkit.workspace.desk import Desk


def test_every_opening_is_kept_in_order_and_reads_back(desk: Desk) -> None:
    for by, what in (("纪委 何琳", "0194-LY·2026-D30-0001"), ("王,某", '清单 "低保"\n贪污')):
        access_log.open_for(desk, by, what)

    assert [(one.by, one.what) for one in access_log.openings(desk)] == [
        ("纪委 何琳", "0194-LY·2026-D30-0001"),
        ("王,某", '清单 "低保"\n贪污'),
    ]


def test_without_a_name_nothing_is_opened(desk: Desk) -> None:
    with pytest.raises(WrongValueError, match="写明姓名"):
        access_log.open_for(desk, "  ", "全部")

    assert access_log.openings(desk) == ()


def test_the_record_is_private_and_opens_in_excel(desk: Desk) -> None:
    access_log.open_for(desk, "何琳", "全部")
    path = desk.workspace.root / "accusations_seen.csv"

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.stat().st_mode & 0o077 == 0


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


@pytest.mark.parametrize(
    "words",
    [
        ("pack", "CODE", "--out", "OUT"),
        ("discs", "make", "CODE", "--out", "OUT", "--by", "李强"),
        ("archive", "handover", "CODE", "--out", "OUT/清单.docx"),
        ("backup", "make", "--to", "OUT", "--by", "李强"),
    ],
)
def test_whoever_takes_the_whole_out_is_told_of_accusations_in_it(
    kept,  # noqa: ANN001
    tmp_path: Path,
    words: tuple[str, ...],
) -> None:
    packing.pack_into_workspace(kept.desk, kept.code)
    asked = [word.replace("CODE", kept.code).replace("OUT", str(tmp_path / "出")) for word in words]
    told = run(kept.desk, *asked, "--json")
    assert told.exit_code == 0
    assert f"{kept.code} 里有 1 件检举控告没有封存" in told.stderr
    assert "sealed put" in told.stderr
    json.loads(told.stdout)


def test_what_is_left_out_of_a_copy_is_not_warned_of(kept, tmp_path: Path) -> None:  # noqa: ANN001
    assert run(kept.desk, "pack", kept.code, "--open", "--out", tmp_path / "副本").stderr == ""
    assert len(access_log.goes_along(kept.desk)) == 2
    listed = load_grievances(kept.desk.store, kept.code)
    aside = tuple(replace(one, status="discarded") if one.ordinal == 2 else one for one in listed.grievances)
    save_grievances(kept.desk.store, kept.code, replace(listed, grievances=aside))
    assert len(access_log.goes_along(kept.desk, [kept.code])) == 1, "setting it aside releases nothing"


def test_what_is_sealed_apart_is_not_warned_of(kept, quick_lock: None, tmp_path: Path) -> None:  # noqa: ANN001, ARG001
    vault = sealed_workspace.make_vault(kept.desk, tmp_path / "封存", "赵敏", "k7mp-2wxy-9abc-defg-h3jk")
    sealing.seal(kept.desk, vault, sealing_plan.plan(kept.desk, kept.code), "李强")
    assert access_log.goes_along(kept.desk, [kept.code]) == ()


def test_of_words_looked_for_only_a_salted_hash_is_kept_and_old_ones_are_hashed_later(desk: Desk) -> None:
    access_log.open_for(desk, "何琳", "查找 钱永富")
    path = desk.workspace.root / "accusations_seen.csv"
    assert "钱永富" not in path.read_text(encoding="utf-8")
    with path.open("a", encoding="utf-8", newline="") as file:
        file.write("2026-01-01T00:00:00+00:00,何琳,查找 钱支书\r\n2026-01-02T00:00:00+00:00,何琳,封存清单 X\r\n")
    before = access_log.openings(desk)
    access_log.forget_words(desk)
    after = access_log.openings(desk)
    assert "钱支书" not in path.read_text(encoding="utf-8")
    assert [(one.at, one.by) for one in after] == [(one.at, one.by) for one in before]
    assert (after[0], after[2]) == (before[0], before[2])
    salt, digest = re.findall("盐 (\\w+)，校验值 (\\w+)", after[0].what)[0]
    assert hashlib.sha256(f"{salt}钱永富".encode()).hexdigest().startswith(digest), "who knows the words can show it"


def test_a_register_with_empty_and_short_rows_is_still_read(desk: Desk) -> None:
    access_log.open_for(desk, "何琳", "封存清单 X")
    path = desk.workspace.root / "accusations_seen.csv"
    with path.open("ab") as file:
        file.write("\r\n2026-01-01T00:00:00+00:00,王".encode())

    assert [(one.by, one.what) for one in access_log.openings(desk)] == [("何琳", "封存清单 X"), ("王", "")]
