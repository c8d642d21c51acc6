"""The archive desk finds what was said, makes and checks packages, and says what is due."""

from pathlib import Path
from typing import Any

import pytest

from tests.panel_messages import as_sent
from toolkit.archive.fixity import fixity_of
from toolkit.notebook.panels import archive as archive_desk
from toolkit.notebook.panels import panel as panels
from toolkit.notebook.panels.archive import ArchiveDesk

Kept = Any  # the desk of conftest with two recordings


@pytest.fixture
def ask(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a function that asks the archive desk something and returns what it sends back."""
    panel, sent = ArchiveDesk(kept.desk, "李静"), []
    monkeypatch.setattr(panels, "jupyter_runtime_dir", lambda: str(kept.desk.workspace.root / "none"))
    monkeypatch.setattr(panel, "send", lambda content, _buffers=None: sent.append(as_sent(content)))

    def asked(what: str, **given: Any) -> Any:
        panel._receive(panel, {"ask": what, "id": "q", **given}, [])
        return sent[-1]

    return asked


def row(told: Any, code: str) -> Any:
    return next(one for one in told["rows"] if one["code"] == code)


def test_words_are_found_with_their_second_and_their_recording(ask: Any, kept: Kept) -> None:
    told = ask("search", words="垃圾")

    assert {(hit["code"], hit["start_s"]) for hit in told["hits"]} == {(kept.code, 6.0), (kept.other, 6.0)}
    assert set(told["sounds"]) == {kept.code, kept.other}


def test_a_wish_narrows_what_is_found(ask: Any, kept: Kept) -> None:
    told = ask("search", words="垃圾", code=kept.code, speaker="", colour="")

    assert {hit["code"] for hit in told["hits"]} == {kept.code}


def test_a_wish_that_cannot_be_is_refused_in_words(ask: Any) -> None:
    assert "只有 红、黄、绿" in ask("search", words="垃圾", colour="紫")["refused"]


def test_a_package_is_made_checked_and_due_in_time(ask: Any, kept: Kept) -> None:
    before = row(ask("open"), kept.code)
    packed = row(ask("pack", code=kept.code), kept.code)
    told = ask("check", codes=[kept.code])

    assert (before["packed"], before["due"]) == (False, None)
    assert packed["packed"]
    assert packed["due"] > packed["last"]
    assert "都完好" in told["said"]
    assert [check.by for check in fixity_of(kept.desk).checks(kept.code)] == ["李静", "李静"]


def test_a_rotten_file_is_told_with_what_it_touches(ask: Any, kept: Kept) -> None:
    ask("pack", code=kept.code)
    package = Path(fixity_of(kept.desk).last_fixed(kept.code).path)
    sound = next((package / "data" / "original").iterdir())
    sound.write_bytes(sound.read_bytes()[:-8] + b"12345678")

    told = ask("check", codes=[kept.code])

    assert f"{kept.code} 有问题" in told["said"]
    assert any("original" in fault for fault in row(told, kept.code)["faults"])


def test_nothing_due_is_said_so(ask: Any) -> None:
    assert ask("check", codes=[])["said"] == "没有到期要核验的。"


def test_lists_and_sheets_are_written_into_the_workspace(ask: Any, kept: Kept) -> None:
    assert "还没有打档案包" in ask("handover")["refused"]
    for code in (kept.code, kept.other):
        ask("pack", code=code)

    told = [ask("sheet", code=kept.code), ask("handover")]

    root = kept.desk.workspace.root
    written = [root / one["folder"] / one["name"] for answer in told for one in answer["files"]]
    assert len(written) == 3
    assert all(path.is_file() for path in written)


def test_the_plan_of_discs_names_every_package(ask: Any, kept: Kept) -> None:
    assert ask("discs", kind="dvd", set_name="封存")["volumes"] == []
    ask("pack", code=kept.code)

    assert ask("discs", kind="dvd", set_name="封存")["volumes"] == [[kept.code]]


def test_what_a_notebook_packs_and_checks_is_what_was_named_by_the_name_given_once(kept: Kept) -> None:
    nothing = archive_desk.packed(kept.desk, [], "李静"), archive_desk.checked(kept.desk, [], "李静")
    assert nothing == ((), ())
    assert fixity_of(kept.desk).checks() == ()

    archive_desk.packed(kept.desk, [kept.code], "李静")
    archive_desk.checked(kept.desk, [kept.code], "李静")

    assert [(check.recording, check.by) for check in fixity_of(kept.desk).checks()] == [(kept.code, "李静")] * 2
    assert [path.is_file() for path in archive_desk.sheets(kept.desk, [kept.code])] == [True]
