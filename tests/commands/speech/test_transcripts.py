"""The commands that mend a transcript say in Chinese what to do, and print one JSON document when asked."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from toolkit.commands.cli import main
from toolkit.transcripts import correcting, rehearing
from toolkit.transcripts.rehearing import Rehearing
from toolkit.transcripts.versions import load_transcript
from toolkit.workspace.desk import Desk


@pytest.fixture
def code(heard, desk: Desk) -> str:  # noqa: ANN001
    """Give the code of a meeting in which the name of a villager on the list was misheard."""
    desk.workspace.lexicon_file.write_text("word,kind\n覃红旗,person\n", encoding="utf-8")
    return heard("村主任秦红旗不管。", "路灯坏了。")


def told(desk: Desk, *words: str) -> str:
    """Return what a command prints that is well."""
    result = CliRunner().invoke(main, [*words, "--workspace", str(desk.workspace.root)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_name_that_may_be_misheard_is_listed_and_never_changed(desk: Desk, code: str) -> None:
    before = load_transcript(desk.store, code)

    assert "秦红旗" in told(desk, "names", code)
    assert json.loads(told(desk, "names", code, "--json"))[0]["proposals"][0]["to"] == "覃红旗"
    assert load_transcript(desk.store, code) == before


def test_the_notebook_has_the_same_names(desk: Desk, code: str) -> None:
    proposals = [correction for _, proposed in correcting.name_proposals(desk, code) for correction in proposed]

    assert [correction.to for correction in proposals] == ["覃红旗"]


@pytest.mark.parametrize("start,end", [("一分半", "2:00"), ("1:00", "99")])
def test_a_time_that_cannot_be_read_is_told_with_how_to_write_it(desk: Desk, code: str, start: str, end: str) -> None:
    result = CliRunner().invoke(main, ["rehear", code, start, end, "--workspace", str(desk.workspace.root)])

    assert result.exit_code == 1
    assert "请写成 分:秒" in result.output


def test_the_whole_recording_is_heard_again_and_what_differs_is_counted(
    desk: Desk, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_transcript(desk.store, code)
    other = tuple(replace(each, text=f"别{each.text[1:]}", words=()) for each in before.segments[:1])
    seconds = before.recording.seconds
    made = Rehearing(code, 1, "2026", 0.0, seconds, before.engine, (*other, *before.segments[1:]))
    monkeypatch.setattr(rehearing, "hear_all_again", lambda *_, **__: made)

    assert f"{len(before.segments)} 句里有 1 句听得不一样" in told(desk, "rehear", code)
    assert json.loads(told(desk, "rehear", code, "--json"))["end_s"] == seconds
    assert load_transcript(desk.store, code) == before


def test_a_rehearing_with_a_start_and_no_end_is_refused(desk: Desk, code: str) -> None:
    result = CliRunner().invoke(main, ["rehear", code, "1:00", "--workspace", str(desk.workspace.root)])

    assert result.exit_code == 1
    assert "两个都不写就听整段" in result.output


def test_a_rehearing_that_was_never_made_cannot_be_chosen(desk: Desk, code: str) -> None:
    result = CliRunner().invoke(main, ["choose", code, "3", "--by", "张三", "--workspace", str(desk.workspace.root)])

    assert result.exit_code == 1
    assert "3" in result.output
