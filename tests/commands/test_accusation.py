"""Accusations are judged, closed and queued by names that are allowed; who judged meanwhile is told."""

import json
import multiprocessing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main
from toolkit.core.errors import ChangedMeanwhileError, WrongValueError
from toolkit.grievances import access_log, lists
from toolkit.grievances.register import load_grievances, load_judgements
from toolkit.transcripts import correcting
from toolkit.transcripts.versions import load_transcript
from toolkit.workspace.desk import Desk, open_desk

TEXTS = (
    "各位乡亲晚上好，我是镇综治中心的，今天来听大家说说。",
    "我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修。",
    "嗯，今天就说到这里，大家喝茶。",
    "我叫罗玉芳，我家的低保去年停了，我去问了两次都没有答复。",
    "我叫段永福，我要举报村会计，低保优亲厚友，账目从来不公开。",
)


@pytest.fixture
def at(desk: Desk, heard):  # noqa: ANN001, ANN201
    """Give a function that runs a command, and the code of a recording with three grievances that nobody judged."""
    code = heard(*TEXTS)
    assert len(lists.find_grievances(desk, code).grievances) == 3

    def run(*words: object) -> Result:
        told = CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])
        assert "Traceback" not in told.output
        return told

    return run, code


def said(run, code: str) -> list[str]:  # noqa: ANN001
    """Return the words of each grievance as everybody sees them."""
    return [one["text"] for one in json.loads(run("grievances", code, "--json").stdout)["grievances"]]


def test_one_key_releases_one_grievance(at) -> None:  # noqa: ANN001
    run, code = at
    assert said(run, code) == ["", "", ""]
    assert run("accusation", "judge", code, 1, "no", "--by", "何琳").exit_code == 0
    assert ["路灯" in said(run, code)[0], *said(run, code)[1:]] == [True, "", ""]
    assert "路灯" in run("search", "路灯").stdout
    assert "没有找到" in run("search", "乡亲").stdout, "a sentence in no grievance is judged with the list"


def test_none_of_the_others_closes_the_list(desk: Desk, at) -> None:  # noqa: ANN001
    run, code = at
    run("accusation", "judge", code, 3, "yes", "--by", "何琳")
    told = run("accusation", "close", code, "--by", "何琳", "--json")
    assert [one["accusation"] for one in json.loads(told.stdout)["grievances"]] == ["no", "no", "yes"]
    assert "会计" not in told.stdout
    assert "乡亲" in run("search", "乡亲").stdout
    assert "没有找到" in run("search", "会计").stdout
    assert [(act.verdict, act.by) for act in load_judgements(desk.store, code).acts] == [
        ("yes", "何琳"),
        ("closed", "何琳"),
    ]


def test_what_looks_like_an_accusation_is_released_only_when_asked_once_more(desk: Desk, at) -> None:  # noqa: ANN001
    run, code = at
    refused = run("accusation", "judge", code, 1, 3, "no", "--by", "何琳")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "第 3 件（" in refused.stderr
    assert "明说举报" in refused.stderr
    assert "--sure" in refused.stderr
    assert "会计" not in refused.stderr, "the warning repeats no word that was said"
    assert run("accusation", "close", code, "--by", "何琳").exit_code == 1
    unconfirmed = run("confirm", code, 3, "--set", "类别=申诉求决", "--by", "何琳")
    assert unconfirmed.exit_code == 1
    assert "请先单独判断" in unconfirmed.stderr, "the command that confirms has no --sure"
    assert "--sure" not in unconfirmed.stderr
    assert load_judgements(desk.store, code).acts == (), "nothing was released, the innocent one neither"
    assert run("accusation", "judge", code, 3, "no", "--by", "何琳", "--sure").exit_code == 0
    assert "会计" in said(run, code)[2]


def test_what_a_person_judged_to_accuse_is_warned_at_too(at) -> None:  # noqa: ANN001
    run, code = at
    run("accusation", "judge", code, 1, "yes", "--by", "何琳")
    assert "已经有人判断是检举控告" in run("accusation", "judge", code, 1, "no", "--by", "何琳").stderr
    assert run("accusation", "judge", code, 1, "no", "--by", "何琳", "--sure").exit_code == 0


def test_the_queue_warns_and_is_written_down(desk: Desk, at, tmp_path: Path) -> None:  # noqa: ANN001
    run, code = at
    queue = json.loads(run("accusation", "queue", code, "--by", "何琳", "--json").stdout)["queue"]
    assert [set(one) for one in queue] == [{"ordinal", "start_s", "warn", "why"}] * 3
    assert (queue[0]["ordinal"], queue[0]["warn"], queue[-1]["warn"]) == (3, True, False)
    path = tmp_path / "转写.json"
    path.write_text(json.dumps({}), encoding="utf-8")
    from toolkit.records import to_text  # noqa: PLC0415

    path.write_text(to_text(load_transcript(desk.store, code)), encoding="utf-8")
    assert json.loads(run("accusation", "queue", path, "--by", "何琳", "--json").stdout)["queue"] == queue
    assert [one.what for one in access_log.openings(desk)] == [code, str(path)]
    assert "何琳 看了" in run("accusation", "log").stdout


def test_setting_the_kind_says_whether_it_is_one(at) -> None:  # noqa: ANN001
    run, code = at
    run("confirm", code, 1, "--set", "kind=检举控告")
    run("confirm", code, 2, "--set", "类别=申诉求决")
    run("confirm", code, 3)
    listed = json.loads(run("grievances", code, "--json").stdout)["grievances"]
    assert [one["accusation"] for one in listed] == ["yes", "no", "unjudged"]


def test_settings_that_name_nobody_are_told_of(at) -> None:  # noqa: ANN001
    run, code = at
    assert "写任何姓名都能看" in run("grievances", code, "--accusations", "--by", "何琳").stderr


def test_only_names_of_the_settings_judge_and_look(desk: Desk, at) -> None:  # noqa: ANN001
    run, code = at
    path = desk.workspace.settings_file
    path.write_text(path.read_text(encoding="utf-8").replace("may_see = []", 'may_see = ["何琳"]'), encoding="utf-8")
    for words in (("judge", code, 1, "no"), ("close", code), ("queue", code)):
        told = run("accusation", *words, "--by", "田小禾")
        assert (told.exit_code, told.stdout) == (1, "")
        assert "没有这个姓名" in told.stderr
    assert run("grievances", code, "--accusations", "--by", "田小禾").exit_code == 1
    assert said(run, code) == ["", "", ""]
    assert "路灯" not in run("transcribe", code, "--by", "田小禾").output
    assert "路灯" in run("transcribe", code, "--by", "何琳").output
    assert run("grievances", code, "--accusations", "--by", "何琳").stderr == ""


def test_a_name_that_the_settings_do_not_allow_releases_nothing_by_setting_the_kind(desk: Desk, at) -> None:  # noqa: ANN001
    run, code = at
    run("accusation", "judge", code, 3, "yes", "--by", "何琳")
    path = desk.workspace.settings_file
    path.write_text(path.read_text(encoding="utf-8").replace("may_see = []", 'may_see = ["何琳"]'), encoding="utf-8")

    for ordinal in (2, 3):
        refused = run("confirm", code, ordinal, "--set", "类别=申诉求决", "--by", "田小禾")
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert f"第 {ordinal} 件是检举控告，或者还没有判断" in refused.stderr
    assert said(run, code) == ["", "", ""]
    assert run("confirm", code, 1, "--set", "类别=检举控告", "--by", "田小禾").exit_code == 0
    assert run("confirm", code, 2, "--set", "类别=申诉求决", "--by", "何琳").exit_code == 0
    listed = json.loads(run("grievances", code, "--json").stdout)["grievances"]
    assert [one["accusation"] for one in listed] == ["yes", "no", "yes"]


def test_two_people_judging_one_grievance_are_told_of_each_other(desk: Desk, at) -> None:  # noqa: ANN001
    _, code = at
    seen = load_grievances(desk.store, code)
    access_log.judge(desk, code, [3], "yes", "何琳", seen=seen)
    access_log.judge(desk, code, [3], "yes", "田小禾", seen=seen)
    with pytest.raises(ChangedMeanwhileError, match="第 3 件"):
        access_log.judge(desk, code, [3], "no", "田小禾", seen=seen, sure=True)
    with pytest.raises(ChangedMeanwhileError):
        access_log.close(desk, code, "田小禾", seen=seen, sure=True)
    assert len(load_judgements(desk.store, code).acts) == 1


def test_who_looked_before_another_judged_has_to_look_again(at) -> None:  # noqa: ANN001
    run, code = at
    run("accusation", "queue", code, "--by", "田小禾")
    run("accusation", "judge", code, 3, "yes", "--by", "何琳")
    told = run("accusation", "judge", code, 3, "no", "--by", "田小禾")
    assert told.exit_code == 1
    assert "刚被别人改过" in told.stderr
    run("grievances", code, "--accusations", "--by", "田小禾")
    assert run("accusation", "judge", code, 3, "no", "--by", "田小禾", "--sure").exit_code == 0


def test_of_two_processes_that_judge_at_once_one_is_told(desk: Desk, at) -> None:  # noqa: ANN001
    _, code = at
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        told = pool.starmap(_judge, [(str(desk.workspace.root), code, verdict) for verdict in ("yes", "no")])
    assert sorted(told) == ["changed", "judged"]
    assert len(load_judgements(desk.store, code).acts) == 1


def _judge(root: str, code: str, verdict: str) -> str:
    desk = open_desk(Path(root))
    # Both saw the list as nobody had judged it.
    from dataclasses import replace  # noqa: PLC0415

    found = load_grievances(desk.store, code)
    seen = replace(found, grievances=tuple(replace(one, accusation="unjudged") for one in found.grievances))
    try:
        access_log.judge(desk, code, [3], verdict, f"某{verdict}", seen=seen, sure=True)  # type: ignore[arg-type]
    except ChangedMeanwhileError:
        return "changed"
    finally:
        desk.store.close()
    return "judged"


def test_a_list_of_an_older_text_is_not_closed(desk: Desk, at) -> None:  # noqa: ANN001
    _, code = at
    correcting.correct(desk, code, {3: "嗯，书记也收了钱，大家喝茶。"}, {})
    with pytest.raises(WrongValueError, match="重新列出诉求"):
        access_log.close(desk, code, "何琳")


def test_a_corrected_sentence_has_to_be_judged_anew(desk: Desk, at) -> None:  # noqa: ANN001
    run, code = at
    access_log.judge(desk, code, [3], "yes", "何琳")
    access_log.close(desk, code, "何琳", sure=True)
    correcting.correct(desk, code, {2: "我叫韩小川，是石桥村二组的，路灯的钱被书记吃了，没有人修。"}, {})
    assert "没有找到" in run("search", "路灯").stdout
    assert [one[:4] for one in said(run, code)] == ["", "我叫罗玉", ""]
    access_log.close(desk, code, "何琳", sure=True)
    assert "路灯" in run("search", "路灯").stdout
