"""The corrector answers from what lies on the disk, and tells only what is otherwise than it was shown."""

import threading
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.panel_messages import as_sent
from toolkit.core.errors import MissingWeightsError
from toolkit.core.files import write_whole
from toolkit.meetings.recordings import find_recording
from toolkit.notebook.panels.corrector import Corrector
from toolkit.notebook.panels.corrector_rows import rows
from toolkit.records import Correction, Engine, Segment, Word, to_text
from toolkit.transcripts import correcting, rehearing
from toolkit.transcripts.drafts import Draft
from toolkit.transcripts.rehearing import Rehearing
from toolkit.transcripts.versions import load_transcript, load_transcripts
from toolkit.workspace.desk import Desk

Kept = Any  # the desk of conftest with two recordings


class Talk:
    """A corrector and all that it sends."""

    def __init__(self, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
        self.panel = Corrector(kept.desk, kept.code, "李静")
        self.sent: list[Any] = []
        self.buffers: list[Any] = []
        self.sending = threading.Lock()
        monkeypatch.setattr(self.panel, "send", self._send)
        self.keys = 0

    def _send(self, content: Any, buffers: Any = None) -> None:
        # A thread sends, too: words and what came with them must stay at one place.
        with self.sending:
            self.buffers.append(buffers)
            self.sent.append(as_sent(content))

    def ask(self, ask: str, **given: Any) -> Any:
        """Ask the panel as a script would, and return the last that it sent."""
        self.keys += 1
        self.panel._receive(
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
    newest = load_transcript(kept.desk.store, kept.code)
    assert (newest.version, newest.parent, newest.segments[2].text) == (2, 1, "清水河边的垃圾要清一清了。")
    assert newest.segments[2].corrections[-1].by == "李静"
    assert talk.ask("open")["undo"] is None
    assert (kept.desk.workspace.edits(kept.code, 1)).exists()


def test_signing_off_without_a_change_is_refused(talk: Talk) -> None:
    assert "没有改动" in talk.ask("sign", by="李静")["refused"]


def test_signing_off_what_somebody_else_made_old_is_refused(talk: Talk, kept: Kept) -> None:
    talk.edit("text", "s3", text="清水河边的垃圾要清一清了。")
    correcting.correct(kept.desk, kept.code, {1: "三组的路灯坏了四个月。"}, {})

    assert "刚被别人改过" in talk.ask("sign", by="李静")["refused"]


def test_the_waveform_is_told_when_it_is_ready_and_kept(talk: Talk, kept: Kept) -> None:
    for _ in range(2):
        talk.ask("peaks")
        told = told_at_last(talk, "peaks")
        loud = np.frombuffer(talk.buffers[talk.sent.index(told)][0], np.uint8)
        assert abs(len(loud) - 10 * told["per_second"]) <= 1
        assert loud.max() > 20
        talk.sent.clear()
        talk.buffers.clear()
    assert len(list(kept.desk.workspace.peaks.iterdir())) == 1


def test_a_lost_sound_leaves_the_text_and_says_so(talk: Talk, kept: Kept) -> None:
    (kept.desk.workspace.root / find_recording(kept.desk.store, kept.code).access).unlink()
    talk.ask("peaks")
    # A thread says so, before or after the question is answered.
    assert told_at_last(talk, "no-peaks") == {"tell": "no-peaks"}
    assert len(talk.ask("open")["rows"]) == 3


def test_names_that_may_be_misheard_are_proposed_until_a_person_settled_it(kept: Kept) -> None:
    draft = Draft(load_transcript(kept.desk.store, kept.code))
    proposal = Correction("路灯", "陆登", 3, "读音像“陆登”")

    def proposed() -> list[Any]:
        return [row.proposals for row in rows(draft, lambda text: (proposal,) if "路灯" in text else ())]

    before = proposed()
    draft.checked.add("s1")

    assert [len(one) for one in before] == [1, 0, 0]
    assert proposed() == [(), (), ()]


def second_hearing(kept: Kept, *texts: str) -> None:
    """Keep a second hearing of the whole recording, of two minutes, in which `texts` were heard."""
    segments = tuple(Segment(f"r{n}", n, n * 3.0 - 3, n * 3.0, text) for n, text in enumerate(texts, 1))
    made = Rehearing(kept.code, 1, "2026", 0.0, 120.0, Engine("e", "1", "other", None), segments)
    write_whole(kept.desk.workspace.recordings / kept.code / "再听" / "001.json", to_text(made))


def test_what_a_second_hearing_heard_otherwise_is_marked_until_a_person_corrected_it(talk: Talk, kept: Kept) -> None:
    said = [row["text"] for row in talk.ask("open")["rows"]]
    second_hearing(kept, said[0].replace("三个月", "五个月"), said[1], said[2])

    assert [row["unsure"] for row in talk.ask("open")["rows"]] == [[[7, 1]], [], []]
    talk.edit("text", "s1", text="三组的路灯坏了四个月，没有人来修。")
    assert [row["unsure"] for row in talk.news()["rows"]] == [[]]


def test_a_second_hearing_of_the_whole_recording_is_not_offered_for_a_place(talk: Talk, kept: Kept) -> None:
    second_hearing(kept, "全都不一样", "全都不一样", "全都不一样")

    assert talk.ask("heard", start=0.0, end=3.0)["sides"] == []


BETTER = "三组的路灯坏了五个月，没有人来修。"


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Give what a machine that hears BETTER waits for before it tells."""
    may_end = threading.Event()

    def hear_again(desk: Desk, code: str, start_s: float, end_s: float, **_: Any) -> Rehearing:
        assert may_end.wait(10)
        made = Rehearing(code, 1, "2026", start_s, end_s, Engine("e", "1", "patient", None), (piece(start_s, end_s),))
        write_whole(desk.workspace.recordings / code / "再听" / "001.json", to_text(made))
        return made

    monkeypatch.setattr(rehearing, "hear_again", hear_again)
    return may_end


def piece(start_s: float, end_s: float) -> Segment:
    return Segment("s00001", 1, start_s, end_s, BETTER, confidence=0.9)


def told_at_last(talk: Talk, tell: str) -> Any:
    for _ in range(200):
        found = [one for one in talk.sent if one.get("tell") == tell]
        if found:
            return found[-1]
        time.sleep(0.02)
    return pytest.fail(f"{tell} was not told")


def test_the_panel_answers_while_a_stretch_is_heard_again(talk: Talk, listener: threading.Event) -> None:
    assert talk.ask("rehear", start=0.0, end=3.0, model="patient")["busy"] is False
    assert talk.ask("rehear", start=3.0, end=6.0)["busy"] is True
    assert talk.edit("text", "s2", text="村主任收了我两万块钱。") == {"re": talk.keys}
    assert talk.ask("heard", start=0.0, end=3.0) == {"re": talk.keys, "listening": True, "sides": []}
    listener.set()

    assert told_at_last(talk, "reheard") == {"tell": "reheard", "number": 1, "start": 0.0, "end": 3.0}
    (side,) = talk.ask("heard", start=0.0, end=3.0)["sides"]
    assert (side["now"], side["again"]) == (["三组的路灯坏了三个月，没有人来修。"], [BETTER])


def test_choosing_what_was_heard_again_keeps_every_other_edit_and_can_be_undone_and_signed(
    talk: Talk, listener: threading.Event, kept: Kept
) -> None:
    listener.set()
    talk.edit("text", "s1", text="三组的路灯坏了。")
    talk.edit("text", "s2", text="村主任收了我两万块钱。")
    talk.ask("rehear", start=0.0, end=3.0)
    told_at_last(talk, "reheard")

    talk.ask("choose", number=1)
    talk.ask("undo")
    undone = [row["text"] for row in talk.ask("open")["rows"]]
    talk.ask("redo")
    talk.ask("sign", by="张敏")

    assert undone[:2] == ["三组的路灯坏了。", "村主任收了我两万块钱。"]
    before, after = load_transcripts(kept.desk.store, kept.code)
    assert [one.text for one in after.segments[:2]] == [BETTER, "村主任收了我两万块钱。"]
    assert after.segments[0].from_ids == ("s1",)
    assert after.segments[0].id not in {one.id for one in before.segments}
    change = after.segments[0].corrections[-1]
    assert (change.from_, change.to, change.by) == ("三组的路灯坏了。", BETTER, "李静")


def test_what_was_heard_again_can_be_chosen_by_the_command_after_a_signed_split(
    talk: Talk, listener: threading.Event, kept: Kept
) -> None:
    listener.set()
    talk.edit("split", "s3", position=4)
    talk.ask("sign", by="张敏")
    talk.ask("rehear", start=0.0, end=3.0)
    told_at_last(talk, "reheard")

    made = rehearing.choose(kept.desk, kept.code, 1, "李静")

    assert made.version == 3
    assert len({one.id for one in made.segments}) == 4


def test_a_number_that_was_not_heard_is_refused(talk: Talk) -> None:
    assert "再听" in talk.ask("choose", number=9)["refused"]


def test_a_model_that_is_not_there_is_told_as_a_sentence(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any, **__: Any) -> Rehearing:
        raise MissingWeightsError(model="large", folder="models", known="base")

    monkeypatch.setattr(rehearing, "hear_again", missing)
    talk.ask("rehear", start=0.0, end=3.0, model="large")

    assert "large" in told_at_last(talk, "not-reheard")["refused"]


def test_words_the_engine_was_unsure_of_are_shown_where_they_stand_neighbours_as_one(kept: Kept) -> None:
    draft = Draft(load_transcript(kept.desk.store, kept.code))
    sure = (0.9, 0.3, 0.4, 0.9, None, 0.2)
    words = tuple(Word(0.0, 1.0, sign, each) for sign, each in zip("三组路灯坏了", sure, strict=True))
    draft.segments["s1"] = replace(draft.segments["s1"], text="三组路灯坏了", words=words)

    assert rows(draft)[0].unsure == ((1, 2), (5, 1))

    draft.segments["s1"] = replace(draft.segments["s1"], text="三组路灯坏掉了")
    assert rows(draft)[0].unsure == ()
