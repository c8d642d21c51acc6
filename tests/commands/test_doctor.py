"""The doctor tells what stops the work, and goes on looking."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from toolkit.commands import doctor
from toolkit.commands.cli import main
from toolkit.core.errors import MissingWeightsError
from toolkit.sound import voice_weights


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


def test_the_trial_tells_how_long_an_hour_takes(tmp_path: Path) -> None:
    told = {check.name: check for check in doctor.checks(tmp_path)}

    assert re.search(r"40 秒录音听了 \d+\.\d 秒.*一小时录音约需 \d+ 分钟", told["听写试验"].message)


def test_each_model_is_told_with_what_to_expect_of_it(tmp_path: Path) -> None:
    told = {check.name: check for check in doctor.checks(tmp_path)}

    assert "base（公布的测试" in told["语音模型"].message
    assert "方言" in told["语音模型"].message


def test_without_voices_the_work_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise MissingWeightsError(model="CAM++", folder="-", known="无")

    monkeypatch.setattr(voice_weights, "weights_file", missing)

    told = {check.name: check for check in doctor.checks(tmp_path)}

    assert told["分辨说话人"].ok
    assert "没有" in told["分辨说话人"].message


def test_the_doctor_lists_what_was_looked_at(tmp_path: Path) -> None:
    told = json.loads(CliRunner().invoke(main, ["doctor", "--workspace", str(tmp_path / "w"), "--json"]).stdout)

    assert {"语音模型", "台账数据库", "设置"} <= {check["name"] for check in told["checks"]}
    assert [check for check in told["checks"] if not check["ok"]] == []
