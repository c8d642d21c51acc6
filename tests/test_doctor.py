"""The doctor tells what stops the work, and goes on looking."""

from pathlib import Path

from toolkit import doctor


def test_a_sound_workspace_has_nothing_that_stops_the_work(tmp_path: Path) -> None:
    assert [check for check in doctor.checks(tmp_path / "工作") if not check.ok] == []


def test_wrong_settings_are_told_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "yehua.toml").write_text("[office\n", encoding="utf-8")

    told = {check.name: check for check in doctor.checks(tmp_path)}

    assert not told["设置"].ok
    assert "yehua.toml" in told["设置"].message
    assert told["程序组件"].ok


def test_settings_that_are_still_the_samples_are_pointed_out(tmp_path: Path) -> None:
    told = {check.name: check for check in doctor.checks(tmp_path)}

    assert "样例" in told["设置"].message
