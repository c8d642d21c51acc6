"""The corrector answers from what lies on the disk, and tells only what is otherwise than it was shown."""

import time
from typing import Any

import numpy as np
import pytest

from toolkit import workflow
from toolkit.corrector import Corrector, rows
from toolkit.proofreading import Draft
from toolkit.records import Correction

Kept = Any  # the desk of conftest with two recordings


class Talk:
    """A corrector and all that it sends."""

    def __init__(self, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
        self.panel = Corrector(kept.desk, kept.code, "李静")
        self.sent: list[Any] = []
        self.buffers: list[Any] = []
        monkeypatch.setattr(self.panel, "send", self._send)
        self.keys = 0

    def _send(self, content: Any, buffers: Any = None) -> None:
        self.sent.append(content)
        self.buffers.append(buffers)

    def ask(self, ask: str, **given: Any) -> Any:
        """Ask the panel as a script would, and return the last that it sent."""
        self.keys += 1
        self.panel._heard(
            self.panel, {"ask": ask, "id": self.keys, "key": f"k{self.keys}", "at": "2026-09-26", **given}, []
        )
        return self.sent[-1]

    def edit(self, action: str, *items: str, **given: Any) -> Any:
        """Edit something."""
        return self.ask("edit", edit={"action": action, "items": list(items), **given})

    def news(self) -> Any:
        """Return the last news that were told."""
        return [told for told in self.sent if told.get("tell") == "news"][-1]


@pytest.fixture
def talk(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Talk:
    return Talk(kept, monkeypatch)


def test_opening_tells_every_sentence_in_order(talk: Talk) -> None:
    told = talk.ask("open")

    assert [row["text"][:4] for row in told["rows"]] == ["三组的路", "村主任收", "清水河边"]
    assert told["order"] == ["s1", "s2", "s3"]
    assert (told["version"], told["by"], told["undo"]) == (1, "李静", None)


def test_an_edit_tells_only_the_sentence_that_changed(talk: Talk) -> None:
    talk.ask("open")

    assert talk.edit("text", "s1", text="三组的路灯坏了三个月。") == {"re": 2}
    news = talk.news()
    assert [row["id"] for row in news["rows"]] == ["s1"]
    assert news["rows"][0]["changed"]
    assert news["order"] is None
    assert news["undo"] == "text"


def test_a_split_tells_the_new_order(talk: Talk) -> None:
    talk.ask("open")
    talk.edit("split", "s1", position=9)

    assert len(talk.news()["order"]) == 4
    assert {row["id"] for row in talk.news()["rows"]} >= {"v1e1a", "v1e1b"}


def test_a_refused_edit_says_why_and_changes_nothing(talk: Talk) -> None:
    talk.ask("open")

    assert "前后都要有字" in talk.edit("split", "s1", position=0)["refused"]
    assert talk.ask("open")["order"] == ["s1", "s2", "s3"]


def test_another_corrector_of_the_same_recording_goes_on_where_this_one_is(
    talk: Talk, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.edit("text", "s2", text="村主任收了我两万块钱。")
    other = Talk(kept, monkeypatch)
    other.ask("open")
    other.ask("undo")

    talk.ask("refresh")

    assert next(row["text"] for row in talk.news()["rows"] if row["id"] == "s2") == "村主任收了我三万块钱。"


def test_signing_off_makes_the_next_version_and_begins_a_new_sheet(talk: Talk, kept: Kept) -> None:
    talk.ask("open")
    talk.edit("text", "s3", text="清水河边的垃圾要清一清了。")

    assert talk.ask("sign", by="张敏")["version"] == 2
    newest = kept.desk.catalogue.transcript(kept.code)
    assert (newest.version, newest.parent, newest.segments[2].text) == (2, 1, "清水河边的垃圾要清一清了。")
    assert newest.segments[2].corrections[-1].by == "李静"
    assert talk.ask("open")["undo"] is None
    assert (kept.desk.workspace.edits(kept.code, 1)).exists()


def test_signing_off_without_a_change_is_refused(talk: Talk) -> None:
    assert "没有改动" in talk.ask("sign", by="李静")["refused"]


def test_signing_off_what_somebody_else_made_old_is_refused(talk: Talk, kept: Kept) -> None:
    talk.edit("text", "s3", text="清水河边的垃圾要清一清了。")
    workflow.correct(kept.desk, kept.code, {1: "三组的路灯坏了四个月。"}, {})

    assert "刚被别人改过" in talk.ask("sign", by="李静")["refused"]


def test_the_waveform_is_told_when_it_is_ready_and_kept(talk: Talk, kept: Kept) -> None:
    for _ in range(2):
        talk.ask("peaks")
        for _ in range(100):
            if talk.sent[-1].get("tell") == "peaks":
                break
            time.sleep(0.05)
        loud = np.frombuffer(talk.buffers[-1][0], np.uint8)
        assert abs(len(loud) - 10 * talk.sent[-1]["per_second"]) <= 1
        assert loud.max() > 20
        talk.sent.clear()
    assert len(list(kept.desk.workspace.peaks.iterdir())) == 1


def test_a_lost_sound_leaves_the_text_and_says_so(talk: Talk, kept: Kept) -> None:
    (kept.desk.workspace.root / kept.desk.catalogue.recording(kept.code).access).unlink()
    talk.ask("peaks")
    for _ in range(100):
        if talk.sent[-1].get("tell") == "no-peaks":
            break
        time.sleep(0.05)

    assert talk.sent[-1] == {"tell": "no-peaks"}
    assert len(talk.ask("open")["rows"]) == 3


def test_names_that_may_be_misheard_are_proposed_until_a_person_settled_it(kept: Kept) -> None:
    draft = Draft(kept.desk.catalogue.transcript(kept.code))
    proposal = Correction("路灯", "陆登", 3, "读音像“陆登”")

    def proposed() -> list[Any]:
        return [row["proposals"] for row in rows(draft, lambda text: (proposal,) if "路灯" in text else ())]

    before = proposed()
    draft.checked.add("s1")

    assert [len(one) for one in before] == [1, 0, 0]
    assert proposed() == [[], [], []]
