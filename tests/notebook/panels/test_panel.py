"""Panels answer, refuse in sentences, and are made of nothing but what lies in the package."""

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.panel_messages import as_sent
from toolkit.core.errors import WrongValueError
from toolkit.notebook.panels import panel as panels
from toolkit.notebook.panels.messages import Handler, answers
from toolkit.notebook.panels.panel import Panel

TOP = Path(__file__).parents[3]
DATA = TOP / "toolkit" / "notebook" / "panels"


@dataclass(frozen=True)
class Say:
    """The `words` as they were heard."""

    words: str
    times: int


class Echo(Panel):
    """Answers with what it was asked; refuses what is empty; breaks on demand."""

    _esm = "export default { render() {} };"

    def handlers(self) -> Mapping[str, Handler]:
        """Return what may be asked."""
        return {"say": answers(self._say), "break": answers(self._break)}

    def _say(self, words: str, times: int = 1) -> Say:
        if not words:
            raise WrongValueError(field="文字", value="", why="要写字")
        return Say(words, times)

    def _break(self) -> None:
        raise ZeroDivisionError


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that asks a panel something and returns what it sends back."""
    panel, sent = Echo(tmp_path / "logs" / "notebook.log"), []
    monkeypatch.setattr(panel, "send", lambda content, _buffers=None: sent.append(as_sent(content)))

    def ask(**asked: Any) -> Any:
        panel._receive(panel, asked, [])
        return sent[-1]

    return ask


def test_a_question_gets_its_own_answer(said: Any) -> None:
    assert said(ask="say", id="a-1", words="路灯") == {"re": "a-1", "words": "路灯", "times": 1}


def test_a_refusal_is_one_sentence_that_says_what_to_do(said: Any) -> None:
    told = said(ask="say", id="a-2", words="")

    assert told == {"re": "a-2", "refused": "文字：要写字。"}


@pytest.mark.parametrize(
    "asked",
    [
        {"ask": "nobody knows this"},
        {"ask": ["say"], "words": "路灯"},
        {},
        {"ask": "say"},
        {"ask": "say", "words": None},
        {"ask": "say", "words": {"text": "路灯"}},
        {"ask": "say", "words": "路灯", "times": True},
        {"ask": "say", "words": "路灯", "times": "2"},
    ],
)
def test_a_malformed_question_is_refused_without_a_record(said: Any, tmp_path: Path, asked: dict[str, Any]) -> None:
    told = said(id="a-4", **asked)

    assert set(told) == {"re", "refused"}
    assert "认不出来，没有做" in told["refused"]
    assert not (tmp_path / "logs" / "notebook.log").exists()


def test_what_nobody_foresaw_is_told_in_chinese_and_kept_for_whoever_helps(said: Any, tmp_path: Path) -> None:
    told = said(id="a-3", ask="break")

    assert "程序内部出错" in told["refused"]
    assert "Traceback" not in told["refused"]
    assert "Traceback" in told["record"]
    assert "Traceback" in (tmp_path / "logs" / "notebook.log").read_text(encoding="utf-8")


def test_every_bundled_library_is_what_was_taken_and_has_its_licence() -> None:
    readme = (DATA / "vendor" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+)` \| .* \|.*`(\S+\.LICENSE)` \| `([0-9a-f]{64})` \|$", readme, re.MULTILINE)
    files = {path.name for path in (DATA / "vendor").iterdir() if path.suffix in {".js", ".css"}}

    assert {name for name, _, _ in rows} == files
    for name, licence, digest in rows:
        assert hashlib.sha256((DATA / "vendor" / name).read_bytes()).hexdigest() == digest, name
        assert len((DATA / "vendor" / licence).read_text(encoding="utf-8")) > 500


@pytest.mark.parametrize(
    "path", [path for path in sorted(DATA.iterdir()) if path.suffix in {".js", ".css"}], ids=lambda path: path.name
)
def test_no_script_or_style_of_ours_names_another_host(path: Path) -> None:
    assert re.findall(r"https?://|//cdn|@import|url\(", path.read_text(encoding="utf-8")) == []


@pytest.mark.skipif(shutil.which("node") is None, reason="no node on this machine")
@pytest.mark.parametrize("name", [path.stem for path in sorted(DATA.glob("*.js")) if path.stem != "kit"])
def test_every_script_can_be_read_as_a_module(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.mjs"
    file.write_text(panels.script(name, *panels._LIBRARIES), encoding="utf-8")

    done = subprocess.run(
        [str(shutil.which("node")), "--check", str(file)], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""


def running(folder: Path, name: str, root: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps({"root_dir": str(root)}), encoding="utf-8")


def test_a_sound_is_found_below_every_server_that_may_serve_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = tmp_path / "夜话 一" / "录音" / "a b.mp3"
    running(tmp_path / "run", "jpserver-1.json", tmp_path)
    running(tmp_path / "run", "jpserver-2.json", tmp_path / "夜话 一")
    running(tmp_path / "run", "jpserver-3.json", tmp_path / "别处")
    (tmp_path / "run" / "jpserver-4.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr(panels, "jupyter_runtime_dir", lambda: str(tmp_path / "run"))

    places = panels.served_places(sound)

    assert places == (
        "files/%E5%A4%9C%E8%AF%9D%20%E4%B8%80/%E5%BD%95%E9%9F%B3/a%20b.mp3",
        "files/%E5%BD%95%E9%9F%B3/a%20b.mp3",
    )


def test_without_a_server_nothing_can_be_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "jupyter_runtime_dir", lambda: str(tmp_path / "none"))

    assert panels.served_places(tmp_path / "a.mp3") == ()


def test_what_a_browser_keeps_for_one_workspace_is_never_handed_on_to_another(tmp_path: Path) -> None:
    here, again, practice = (
        panels.Panel(tmp_path / place / "notebook.log", "edits:1").shelf for place in ("甲", "甲", "练习")
    )

    assert here == again != practice
    assert panels.Panel(tmp_path / "notebook.log").shelf == ""
