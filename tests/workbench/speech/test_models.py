"""The page 模型: models are listed, fetched while somebody looks on, added from a stick, tried and chosen."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Kept
from tests.recognition import tiny_models
from tests.recognition.model_hub import Hub, entry_of, serving
from toolkit.core import MissingWeightsError, UnfetchableModelError, WrongValueError, YehuaError
from toolkit.recognition import catalogue, trials
from toolkit.records import Segment
from toolkit.transcripts import learning, making, model_trial
from toolkit.workbench import acts, pages
from toolkit.workspace import Desk, jobs

PATIENCE_S = 180


def act(desk: Desk, name: str, /, **given: str) -> str:
    """Do the act `name` and return what it answers."""
    return acts.ACTS[name](desk, given).words


def line(desk: Desk, model: str) -> Any:
    """Return the line of `model` on the page."""
    return next(each for each in pages.PAGES["models"](desk, {}).models if each.name == model)


@pytest.fixture
def hub(tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Give a hub with a model that stands in the catalogue as 四川话, and settings that name the hub."""
    with serving(tiny_models.sense_voice(tmp_path / "hub")) as server:
        entry = entry_of(server.folder)
        monkeypatch.setattr(catalogue, "entries", lambda: (entry, replace(entry, name="没有校验值", hub=None)))
        file = desk.workspace.settings_file
        lines = file.read_text("utf-8").splitlines()
        named = [f'hubs = ["{server.address}"]' if line.startswith("hubs") else line for line in lines]
        file.write_text("\n".join(named), "utf-8")
        desk.workspace.reread()
        yield server


def ended(desk: Desk, model: str) -> Any:
    """Return the line of `model` once its download has ended."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        shown = line(desk, model)
        if shown.download and not shown.download.is_running:
            return shown
        time.sleep(0.05)
    raise TimeoutError(model)


def test_a_model_is_fetched_beside_other_work_and_then_stands_there(desk: Desk, hub: Hub) -> None:
    assert hub.address in pages.PAGES["models"](desk, {}).hubs
    assert not line(desk, "四川话").is_here

    act(desk, "get_model", model="四川话")

    shown = ended(desk, "四川话")
    assert shown.is_here
    assert (shown.download.done, shown.download.refused) == (shown.download.total, "")


def test_a_broken_download_tells_why_and_goes_on_when_asked_again(desk: Desk, hub: Hub) -> None:
    hub.breaks_after = 100
    act(desk, "get_model", model="四川话")
    assert "断了" in ended(desk, "四川话").download.refused

    hub.breaks_after = None
    act(desk, "get_model", model="四川话")

    assert ended(desk, "四川话").is_here
    assert "bytes=100-" in [wanted for _, wanted in hub.asked]


def test_a_model_without_a_published_hash_is_not_fetched(desk: Desk, hub: Hub) -> None:
    with pytest.raises(UnfetchableModelError):
        act(desk, "get_model", model="没有校验值")

    assert not line(desk, "没有校验值").is_fetchable
    assert hub.asked == []


def test_a_model_from_a_stick_is_chosen_for_one_village(desk: Desk, tmp_path: Path) -> None:
    stick = tiny_models.sense_voice(tmp_path / "U盘" / "川话")

    act(desk, "add_model", folder=str(stick), name="")
    act(desk, "use_model", model="川话", village="柳树湾")

    assert line(desk, "川话").used_at == ("柳树湾",)
    assert line(desk, "base").used_at == ("所有地方",)
    desk.workspace.reread()
    assert making.wished(desk, None, None, place="柳树湾").model == "川话"


def test_a_model_that_is_not_here_is_not_chosen(desk: Desk) -> None:
    with pytest.raises(MissingWeightsError):
        act(desk, "use_model", model="没有")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a trial end at once, as if two models had heard two texts."""

    def compared(_desk: Desk, model: str, recording: Any, start_s: float, seconds: float) -> model_trial.Comparison:
        sides = tuple(
            trials.Trial(name, "stand-in", (Segment("", 0, start_s, seconds, text),), 600.0, 300)
            for name, text in (("base", "我说柳树丸的路灯。"), (model, "我说，柳树湾的路灯"))
        )
        return model_trial.Comparison(recording.code, start_s, (sides[0], sides[1]), trials.differences(*sides))

    monkeypatch.setattr(model_trial, "compare", compared)


@pytest.mark.usefixtures("heard")
def test_two_models_stand_side_by_side_with_what_differs(kept: Kept) -> None:
    given = {"model": "川话", "code": kept.code, "start": "30", "by": "王芳"}
    made: Any = pages.PAGES["model_trial"](kept.desk, given)

    assert [(piece.first, piece.second) for piece in made.pieces if not piece.same] == [("丸", "湾")]
    assert "".join(piece.second for piece in made.pieces) == "我说，柳树湾的路灯"
    assert [(side.model, side.minutes_an_hour) for side in made.sides] == [("base", 10.0), ("川话", 10.0)]
    assert made.page == f"/meeting/{kept.code}/text/30"


@pytest.mark.usefixtures("heard")
@pytest.mark.parametrize("missing", ["model", "code", "by"])
def test_a_trial_that_lacks_something_says_what(kept: Kept, missing: str) -> None:
    given = {"model": "川话", "code": kept.code, "start": "0", "by": "王芳"} | {missing: ""}

    with pytest.raises(WrongValueError if missing != "by" else YehuaError):
        pages.PAGES["model_trial"](kept.desk, given)


def test_the_page_tells_which_scheduler_transcribes_and_how_far_it_is(desk: Desk) -> None:
    assert pages.PAGES["models"](desk, {}).cluster is None
    file = desk.workspace.settings_file
    text = file.read_text(encoding="utf-8")
    text = text.replace('scheduler = ""', 'scheduler = "tls://10.8.0.2:8786"')
    file.write_text(text.replace('pages = ""', 'pages = "http://10.8.0.2:8787"'), encoding="utf-8")
    desk.workspace.reread()
    with jobs.recorded(desk.workspace.jobs, "0194-LY·2026-D30-0001", "transcribe", total_s=600.0) as report:
        report(300.0, 600.0)

        part = pages.PAGES["models"](desk, {}).cluster

    assert (part.scheduler, part.pages) == ("tls://10.8.0.2:8786", "http://10.8.0.2:8787")
    assert "50%" in part.going[0]


def test_what_corrections_teach_is_shown_when_asked_and_a_word_is_taken_by_name(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    candidate = learning.Candidate("骆家坳", "place", (kept.code, 0), ("落家坳",), 4)
    proposal = learning.Proposal(candidate, 2, 3, 0)
    rate = learning.Rate("柳树湾", 40, 4)
    confusion = learning.Confusion("声母", "n", "l", 2, ("南→兰",))
    lesson = learning.Lesson(2, rate, (rate,), (rate,), (confusion,), (proposal,))
    taken: list[tuple[str, str]] = []
    monkeypatch.setattr(learning, "learnt", lambda *_: lesson)
    monkeypatch.setattr(learning, "accept", lambda _desk, _opened, *given: (taken.append(given), proposal)[1])

    assert pages.PAGES["learnt"](kept.desk, {}).words == ()
    shown: Any = pages.PAGES["learnt"](kept.desk, {"by": "王芳"})

    assert "错字率 10%" in shown.sentence
    assert (shown.rates[0].name, shown.rates[0].percent) == ("柳树湾", 10.0)
    assert shown.confusions == ("声母 n 听成 l：2 次，如 南→兰。",)
    assert [(word.word, word.helps) for word in shown.words] == [("骆家坳", True)]
    assert taken == []
    assert "骆家坳" in act(kept.desk, "accept_word", word="骆家坳", by="王芳")
    assert taken == [("骆家坳", "王芳")]
    with pytest.raises(WrongValueError):
        act(kept.desk, "accept_word", word="骆家坳", by="")
