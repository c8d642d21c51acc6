"""The commands that mend a list say what they did, and keep who did it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.cases.cases import open_case
from toolkit.commands.cli import main
from toolkit.grievances import lists
from toolkit.grievances.access_log import openings
from toolkit.grievances.register import confirm_grievances, revision_history
from toolkit.records import to_text
from toolkit.transcripts.versions import load_transcript

TEXTS = (
    "我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修。",
    "那个老井也塌了一角，吃水困难，请安排一下。",
    "我叫罗玉芳，我家的低保去年停了，我去问了两次都没有答复。",
    "我叫段永福，我要举报村会计，低保优亲厚友，账目从来不公开。",
)


@pytest.fixture
def at(desk, heard, judged):  # noqa: ANN001, ANN201
    """Give a function that runs a command at the desk, and the code of a recording with three grievances."""
    code = heard(*TEXTS)
    assert len(lists.find_grievances(desk, code).grievances) == 3
    judged(code)

    def run(*words: object) -> Result:
        told = CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])
        assert "Traceback" not in told.output
        return told

    return run, code


def test_split_merge_discard_and_restore_print_the_new_list(desk, at) -> None:  # noqa: ANN001
    run, code = at

    counts = [
        len(json.loads(run(*words, "--by", "田小禾", "--json").stdout)["grievances"])
        for words in (
            ("split", code, 1, 2),
            ("merge", code, 1, 2),
            ("discard", code, 2, "--reason", "本人不反映了"),
            ("restore", code, 2),
        )
    ]

    assert counts == [4, 3, 3, 3]
    assert [told.by for told in revision_history(desk.store, code)] == ["田小禾"] * 4


def test_who_splits_or_merges_is_told_the_old_and_the_new_ordinals(at) -> None:  # noqa: ANN001
    run, code = at
    assert "序号" not in run("grievances", code).stdout.replace("档号", "")

    split = run("split", code, 1, 2, "--by", "田小禾").stdout

    assert "原第 1 件现为第 1、2 件；原第 2 件现为第 3 件" in split
    assert "原第 3 件现为第 4 件" in split
    assert "原第 2 件现为第 1 件；原第 3 件现为第 2 件" in run("merge", code, 1, 2).stdout
    assert "序号已变" not in run("discard", code, 2, "--reason", "本人不反映了").stdout
    assert "序号已变" not in run("restore", code, 2).stdout


def test_who_works_from_an_older_print_is_warned(at) -> None:  # noqa: ANN001
    run, code = at
    run("merge", code, 1, 2, "--json")
    assert "此前打印的序号" not in run("grievances", code).stdout, "nothing had been printed before"
    assert "此前打印的序号" not in run("confirm", code, 2).stdout
    run("split", code, 1, 2, "--by", "田小禾")

    listed, told = run("grievances", code).stdout, run("confirm", code, 1).stdout

    assert "田小禾），此前打印的序号对不上" in listed
    assert "（第 1 件）" in told
    assert "此前打印的序号对不上" in told
    assert len(json.loads(run("confirm", code, 1, "--json").stdout)) == 1


def test_a_missed_grievance_is_added_and_printed_as_one_document(at) -> None:  # noqa: ANN001
    run, code = at
    run("discard", code, 1, "--reason", "先放下")
    missed = run("add-grievance", code, "00:40", "41", "--json")

    assert (missed.exit_code, missed.stdout) == (1, "")
    assert "已经在第" in missed.stderr
    assert run("add-grievance", code, "1:xx", "41").exit_code == 1
    assert run("add-grievance", code).exit_code == 2


def test_what_was_added_is_told_with_its_ordinal_and_what_moved(desk, heard) -> None:  # noqa: ANN001
    code = heard("大家都到了吧，我们开始。", "半夜里轰隆轰隆的，鸭子都不下蛋了。", *TEXTS[:3], mark="2")
    lists.find_grievances(desk, code)
    place = ("--workspace", str(desk.workspace.root))

    told = CliRunner().invoke(main, ["add-grievance", code, "00:20", "0:29.5", "--by", "田小禾", *place])

    assert "已补上第 1 件" in told.stdout, told.output
    assert "原第 1 件现为第 2 件" in told.stdout
    assert revision_history(desk.store, code)[-1].by == "田小禾"


def test_withdraw_and_repeat_say_what_was_decided(desk, at) -> None:  # noqa: ANN001
    run, code = at
    one, two = confirm_grievances(desk.store, code, [1, 2], {}, "田小禾")

    assert "不是" in run("repeat", two.number, one.number, "--no").stdout
    assert json.loads(run("repeat", two.number, one.number, "--json").stdout)["repeat_of"][0]["confirmed"]
    assert run("withdraw", one.number, "--reason", "录入错误").stdout == f"已撤回 {one.number}：录入错误\n"

    once_more = run("withdraw", one.number, "--reason", "再撤")
    assert (once_more.exit_code, "已经撤回过" in once_more.stdout, "录入错误" in once_more.stdout) == (0, True, True)


def test_a_withdrawal_names_the_case_and_the_clocks_that_stay(desk, at) -> None:  # noqa: ANN001
    run, code = at
    (one,) = confirm_grievances(desk.store, code, [1], {}, "田小禾")
    state = open_case(desk, [one.number])

    told = run("withdraw", one.number, "--reason", "本人要求撤回")

    assert f"事项 {state.case} 还在" in told.stdout, told.output
    assert "期限照走：书面告知是否受理" in told.stdout
    assert f"yehua case add {state.case} 答复办结" in told.stdout


def test_a_fault_is_one_sentence(at) -> None:  # noqa: ANN001
    run, code = at

    told = run("merge", code, 1, 9)

    assert (told.exit_code, told.stdout) == (1, "")
    assert "第 9 件" in told.stderr


def test_what_others_see_holds_no_accusation(at) -> None:  # noqa: ANN001
    run, code = at

    shown = [run(*words) for words in (("grievances", code), ("grievances", code, "--json"), ("split", code, 1, 2))]
    shown += [run("merge", code, 1, 2, "--json"), run("confirm", code, 3), run("confirm", code, 3, "--json")]
    shown += [run("search", "会计"), run("search", "会计", "--json"), run("search", "kj", "--json")]

    assert "另有 1 件检举控告" in shown[0].stdout
    assert not any("会计" in told.output for told in shown)
    assert json.loads(shown[5].stdout)[0]["number"]


def test_whoever_asks_for_accusations_is_written_down_first(desk, at) -> None:  # noqa: ANN001
    run, code = at

    refused = run("grievances", code, "--accusations", "--json")
    listed = run("grievances", code, "--accusations", "--by", "纪委 何琳", "--json")
    found = run("search", "会计", "--accusations", "--by", "纪委 何琳")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "要写明姓名" in refused.stderr
    assert [one["kinds"] for one in json.loads(listed.stdout)["grievances"]].count(["检举控告"]) == 1
    assert "我要举报村会计" in found.stdout
    (list_opened, search_opened) = openings(desk)
    assert (list_opened.by, list_opened.what) == ("纪委 何琳", code)
    # Of the words looked for only a salted hash is kept: they tell who was accused.
    assert search_opened.by == "纪委 何琳"
    assert search_opened.what.startswith("查找（词语不留存")
    assert "会计" not in search_opened.what


def test_of_a_transcript_given_as_a_file_nothing_is_judged_and_so_nothing_shown(desk, at, tmp_path: Path) -> None:  # noqa: ANN001
    run, code = at
    path = tmp_path / "转写.json"
    path.write_text(to_text(load_transcript(desk.store, code)), encoding="utf-8")

    asked = ("--accusations", "--by", "何琳", "--json")
    plain, whole = (json.loads(run("grievances", path, *more).stdout)["grievances"] for more in (("--json",), asked))

    assert [one["kinds"] for one in whole].count(["检举控告"]) == 1
    assert [(one["ordinal"], one["start_s"], one["accusation"]) for one in plain] == [
        (one["ordinal"], one["start_s"], "unjudged") for one in whole
    ]
    assert not any(one["text"] or one["summary"] or one["person"] or one["kinds"] for one in plain)
