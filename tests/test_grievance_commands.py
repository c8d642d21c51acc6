"""The commands that mend a list say what they did, and keep who did it."""

import json

import pytest
from click.testing import CliRunner, Result

from toolkit import workflow
from toolkit.cli import main

TEXTS = (
    "我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修。",
    "那个老井也塌了一角，吃水困难，请安排一下。",
    "我叫罗玉芳，我家的低保去年停了，我去问了两次都没有答复。",
    "我叫段永福，我要举报村会计，低保优亲厚友，账目从来不公开。",
)


@pytest.fixture
def at(desk, heard):  # noqa: ANN001, ANN201
    """Give a function that runs a command at the desk, and the code of a recording with three grievances."""
    code = heard(*TEXTS)
    assert len(workflow.find_grievances(desk, code).grievances) == 3

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
    assert [told["by"] for told in desk.catalogue.revision_history(code)] == ["田小禾"] * 4


def test_withdraw_and_repeat_say_what_was_decided(desk, at) -> None:  # noqa: ANN001
    run, code = at
    one, two = workflow.confirm(desk, code, [1, 2], {}, "田小禾")

    assert "不是" in run("repeat", two.number, one.number, "--no").stdout
    assert json.loads(run("repeat", two.number, one.number, "--json").stdout)["repeat_of"][0]["confirmed"]
    assert run("withdraw", one.number, "--reason", "录入错误").stdout == f"已撤回 {one.number}：录入错误\n"


def test_a_fault_is_one_sentence(at) -> None:  # noqa: ANN001
    run, code = at

    told = run("merge", code, 1, 9)

    assert (told.exit_code, told.stdout) == (1, "")
    assert "第 9 件" in told.stderr


def test_what_others_see_holds_no_accusation(at) -> None:  # noqa: ANN001
    run, code = at

    shown = run("grievances", code).stdout + run("split", code, 1, 2).stdout
    kept = json.loads(run("grievances", code, "--json").stdout)["grievances"]

    assert "另有 1 件检举控告" in shown
    assert "会计" not in shown
    assert [one["kinds"] for one in kept].count(["检举控告"]) == 1
