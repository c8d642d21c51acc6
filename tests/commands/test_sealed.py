"""The commands of the sealed workspace explain before they ask, ask before they act, and tell what they did."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main
from toolkit.grievances import access_log
from toolkit.workspace.desk import Desk

PASS, OTHER = "k7mp-2wxy-9abc-defg-h3jk", "另一个人的 口令 也要够长才行"
FIRST = "0194-LY·2026-D30-0001"


@pytest.fixture
def place(kept, quick_lock: None, tmp_path: Path) -> Path:  # noqa: ANN001, ARG001
    """Give the folder of a sealed workspace that was made from the command line."""
    typed = f"我明白\n{PASS}\n{PASS}\n"
    told = run(kept.desk, "sealed", "make", "--at", tmp_path / "封 存", "--by", "赵敏", typed=typed)
    assert told.exit_code == 0
    return tmp_path / "封 存"


def run(desk: Desk, *words: object, typed: str = "") -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk` when `typed` is typed."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)], input=typed)


def test_no_passphrase_is_set_before_the_loss_of_it_was_understood(kept, tmp_path: Path) -> None:  # noqa: ANN001
    told = run(kept.desk, "sealed", "make", "--at", tmp_path / "封", "--by", "赵敏", typed="好的\n")
    assert told.exit_code == 1
    assert "永远打不开" in told.stderr
    assert "什么也没有建立" in told.stderr
    assert not (tmp_path / "封").exists()


def test_a_listing_changes_nothing_and_agreeing_seals(kept, place: Path) -> None:  # noqa: ANN001
    listed = run(kept.desk, "sealed", "put", FIRST, "--by", "李强")
    assert (listed.exit_code, "没有改动" in listed.output, list((place / "items").iterdir())) == (0, True, [])
    done = run(kept.desk, "sealed", "put", FIRST, "--by", "李强", "--agree", "--json")
    data = json.loads(done.stdout)
    assert (data["number"], data["sentences"], data["grievances"]) == ("封2026-0001", [2], [2])
    assert [path.name for path in (place / "items").iterdir()] == ["封2026-0001.age"]
    register = run(kept.desk, "sealed", "list")
    assert (register.exit_code, "封存 封2026-0001 李强" in register.output) == (0, True)


def test_opening_asks_for_the_passphrase_and_is_listed(kept, place: Path, tmp_path: Path) -> None:  # noqa: ANN001, ARG001
    run(kept.desk, "sealed", "put", FIRST, "--by", "李强", "--agree")
    asked = ("sealed", "open", "封2026-0001", "--out", tmp_path / "看", "--by", "赵敏", "--why", "县纪委调阅")
    wrong = run(kept.desk, *asked, typed="不是这个\n")
    assert (wrong.exit_code, "口令不对" in wrong.stderr) == (1, True)
    right = run(kept.desk, *asked, typed=f"{PASS}\n")
    assert (right.exit_code, "看完请删掉" in right.output) == (0, True)
    assert PASS not in right.output
    assert "打开 封2026-0001 赵敏 县纪委调阅" in run(kept.desk, "sealed", "list").output


def test_a_second_person_gets_a_passphrase_with_the_first_one_s_consent(kept, place: Path) -> None:  # noqa: ANN001
    typed = f"{PASS}\n我明白\n{OTHER}\n{OTHER}\n"
    told = run(kept.desk, "sealed", "key", "--by", "孙丽", "--with", "赵敏", typed=typed)
    assert (told.exit_code, "孙丽、赵敏" in told.output) == (0, True)
    assert (place / "keys" / "孙丽.age").is_file()


def test_a_changed_item_is_told_and_exits_with_one(kept, place: Path) -> None:  # noqa: ANN001
    run(kept.desk, "sealed", "put", FIRST, "--by", "李强", "--agree")
    (place / "items" / "封2026-0001.age").write_bytes(b"x")
    told = run(kept.desk, "sealed", "list")
    assert (told.exit_code, "被改动或损坏" in told.output) == (1, True)


def test_where_the_disk_is_not_here_one_is_told(kept, place: Path) -> None:  # noqa: ANN001
    place.rename(place.with_name("拔走了"))
    told = run(kept.desk, "sealed", "put", FIRST, "--by", "李强", "--agree")
    assert (told.exit_code, "U 盘是否插好" in told.stderr) == (1, True)
    again = run(kept.desk, "sealed", "put", FIRST, "--by", "李强", "--agree", "--at", place.with_name("拔走了"))
    assert again.exit_code == 0


def test_who_sees_the_list_before_sealing_is_written_down(kept) -> None:  # noqa: ANN001
    told = run(kept.desk, "sealed", "put", FIRST, "--by", "路人")
    assert (told.exit_code, "收钱" in told.output) == (0, True)
    (look,) = access_log.openings(kept.desk)
    assert look.by == "路人"
    assert look.what.startswith(f"封存清单 {FIRST} ")


@pytest.mark.parametrize("by", ["", "  "])
def test_nobody_is_shown_a_list_without_a_name(kept, by: str) -> None:  # noqa: ANN001
    told = run(kept.desk, "sealed", "put", FIRST, "--by", by)
    assert (told.exit_code, "不能空着" in told.stderr, "收钱" in told.output) == (1, True, False)
    assert access_log.openings(kept.desk) == ()
    opened = run(kept.desk, "sealed", "open", "封2026-0001", "--out", "x", "--by", by, "--why", "看")
    assert (opened.exit_code, "不能空着" in opened.stderr) == (1, True)
