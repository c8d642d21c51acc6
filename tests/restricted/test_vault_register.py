"""The register of a sealed workspace tells on whoever changes it."""

import json
from pathlib import Path

import pytest

from toolkit.restricted.vault_register import KIND_NAMES, Register


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Give a register of three lines in a folder with a space and Chinese characters."""
    folder = tmp_path / "封 存"
    folder.mkdir()
    made = Register(folder / "register.jsonl")
    made.note("made", "", "王芳", "", "")
    made.note("put", "封2026-0001", "李强", "", "a" * 64)
    made.note("opened", "封2026-0001", "王芳", "县纪委调阅", "a" * 64)
    return made


def test_lines_come_back_in_order_and_bound_to_each_other(register: Register) -> None:
    acts = register.acts()
    assert [(one.position, one.act, one.by) for one in acts] == [
        (1, "made", "王芳"),
        (2, "put", "李强"),
        (3, "opened", "王芳"),
    ]
    assert [one.previous for one in acts[1:]] == [one.hash for one in acts[:-1]]
    assert register.flaws() == ()
    assert all(one.act in KIND_NAMES for one in acts)


@pytest.mark.parametrize("cell", ["at", "act", "item", "by", "why", "sha256", "position"])
def test_any_changed_cell_is_told_by_its_line(register: Register, cell: str) -> None:
    lines = register._path.read_text(encoding="utf-8").splitlines()
    row = json.loads(lines[1])
    row[cell] = 9 if cell == "position" else "改过"
    lines[1] = json.dumps(row, ensure_ascii=False)
    register._path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert any("第 2 行被改动过" in flaw for flaw in register.flaws())


def test_a_line_taken_out_or_spoiled_is_told(register: Register) -> None:
    lines = register._path.read_text(encoding="utf-8").splitlines()
    register._path.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")
    assert any("第 2 行" in flaw for flaw in register.flaws())
    register._path.write_text("\n".join([lines[0], "{", lines[2]]) + "\n", encoding="utf-8")
    assert any("第 2 行读不出来" in flaw for flaw in register.flaws())


def test_an_empty_register_is_sound(tmp_path: Path) -> None:
    assert Register(tmp_path / "没有").flaws() == ()


def test_signs_that_end_a_line_elsewhere_make_no_second_line(register: Register) -> None:
    register.note("put", "封2026-0002", "李\u2028强\u0085\r", "看\n看", "b" * 64)
    register.note("put", "封2026-0003", "李强", "", "c" * 64)
    assert register.flaws() == ()
    assert [one.item for one in register.acts()][-2:] == ["封2026-0002", "封2026-0003"]


def test_a_line_that_a_power_cut_left_is_cut_off_and_takes_no_other_with_it(register: Register) -> None:
    with register._path.open("ab") as file:
        file.write(b'{"position": 4, "act": "pu')
    assert register.flaws() == ()
    register.note("put", "封2026-0002", "李强", "", "b" * 64)
    assert [one.position for one in register.acts()] == [1, 2, 3, 4]
    assert register.flaws() == ()
