"""The commands for the end of life ask for two names, list before they act, and tell all that stands against it."""

import json

import pytest
from click.testing import CliRunner, Result

from toolkit.archive.appraisals import appraisals_of
from toolkit.commands.cli import main
from toolkit.grievances import access_log
from toolkit.workspace.desk import Desk


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


def test_an_appraisal_is_entered(kept) -> None:  # noqa: ANN001
    asked = ("disposal", "appraise", kept.code, "--decision", "续存", "--until", 2099, "--reason", "诉讼")
    told = run(kept.desk, *asked, "--by", "王芳", "--by", "李强", "--json")
    (one,) = json.loads(told.stdout)["appraisals"]
    assert (one["decision"], one["until"], one["people"]) == ("keep", 2099, ["王芳", "李强"])
    alone = run(kept.desk, *asked, "--by", "王芳")
    assert (alone.exit_code, "至少要两个人" in alone.stderr) == (1, True)


def test_destruction_tells_what_stands_against_it_and_exits_with_one(kept) -> None:  # noqa: ANN001
    asked = ("disposal", "destroy", kept.code, kept.other, "--by", "王芳", "--witness", "李强")
    told = run(kept.desk, *asked, "--agree", "--json")
    assert told.exit_code == 1
    refused = json.loads(told.stdout)["refused"]
    assert len(refused) == 4
    assert any(f"{kept.other}：保管期限还没有满" in one for one in refused)


def test_destruction_wants_a_witness(kept) -> None:  # noqa: ANN001
    assert run(kept.desk, "disposal", "destroy", kept.code, "--by", "王芳").exit_code == 2


def test_removal_is_listed_first_and_done_after_agreement(kept) -> None:  # noqa: ANN001
    asked = ("disposal", "remove", kept.code, "1", "--ground", "书面请求", "--by", "王芳", "--witness", "李强")
    listed = run(kept.desk, *asked)
    assert (listed.exit_code, "没有改动" in listed.output, "路灯坏了" in listed.output) == (0, True, True)
    done = run(kept.desk, *asked, "--agree", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["destroyed"][0]["number"] == "删2026-0001"
    assert "书面请求" in run(kept.desk, "disposal", "list").output


def test_what_moved_up_to_a_listed_ordinal_is_not_removed_in_its_place(kept) -> None:  # noqa: ANN001
    people = ("--ground", "书面请求", "--by", "王芳", "--witness", "李强")
    for ordinal in (1, 2):
        assert run(kept.desk, "disposal", "remove", kept.code, ordinal, *people).exit_code == 0
    assert run(kept.desk, "disposal", "remove", kept.code, 1, *people, "--agree").exit_code == 0

    told = run(kept.desk, "disposal", "remove", kept.code, 2, *people, "--agree")

    assert told.exit_code == 1
    assert len(json.loads(run(kept.desk, "disposal", "list", "--json").stdout)["destroyed"]) == 1


def test_who_may_not_see_a_grievance_does_not_remove_it_either(kept) -> None:  # noqa: ANN001
    path = kept.desk.workspace.settings_file
    path.write_text(path.read_text(encoding="utf-8").replace("may_see = []", 'may_see = ["何琳"]'), encoding="utf-8")
    asked = ("disposal", "remove", kept.code, 1, "--ground", "书面请求", "--witness", "李强", "--agree", "--by")

    told = run(kept.desk, *asked, "王芳")

    assert (told.exit_code, "没有这个姓名" in told.stderr) == (1, True)
    assert "还没有销毁过" in run(kept.desk, "disposal", "list").output
    assert run(kept.desk, *asked, "何琳").exit_code == 0


def test_a_matter_that_came_by_letter_is_deleted_at_request_and_its_words_with_it(desk: Desk) -> None:
    letter = ("--source", "来信", "--person", "李国强", "--about", "路灯坏了", "--received", "2026-09-30")
    assert run(desk, "case", "open", *letter, "--date", "2026-10-08").exit_code == 0
    asked = ("disposal", "remove", "件2026-00001", "--ground", "书面请求", "--by", "王芳", "--witness", "李强")

    listed = run(desk, *asked)
    done = run(desk, *asked, "--agree")

    assert (listed.exit_code, "李国强：路灯坏了" in listed.stdout, "没有改动" in listed.stdout) == (0, True, True)
    assert (done.exit_code, "已抹去：件2026-00001" in done.stdout) == (0, True)
    assert b"\xe8\xb7\xaf\xe7\x81\xaf" not in desk.workspace.database_file.read_bytes()  # 路灯
    assert run(desk, *asked, "--agree").exit_code == 1


def test_an_empty_register_says_so(kept) -> None:  # noqa: ANN001
    assert "还没有销毁过" in run(kept.desk, "disposal", "list").output


@pytest.mark.parametrize(
    "by, witness, ground, why",
    [("甲", "甲", "请求", "两个不同的姓名"), ("甲", "乙", " ", "不能空着"), ("", "乙", "请求", "不能空着")],
)
def test_an_order_nobody_answers_for_lists_nothing(kept, by: str, witness: str, ground: str, why: str) -> None:  # noqa: ANN001
    asked = ("disposal", "remove", kept.code, "2", "--ground", ground, "--by", by, "--witness", witness)
    told = run(kept.desk, *asked)
    assert (told.exit_code, why in told.stderr, "三万" in told.output) == (1, True, False)
    assert access_log.openings(kept.desk) == ()


def test_who_sees_the_list_before_removal_is_written_down(kept) -> None:  # noqa: ANN001
    run(kept.desk, "disposal", "remove", kept.code, "2", "--ground", "请求", "--by", "甲", "--witness", "乙")
    (look,) = access_log.openings(kept.desk)
    assert look.by == "甲"
    assert look.what.startswith(f"删除清单 {kept.code} ")


def test_nothing_is_doomed_before_its_period_is_over(kept) -> None:  # noqa: ANN001
    asked = ("disposal", "appraise", kept.code, kept.other, "--decision", "销毁", "--reason", "期满")
    told = run(kept.desk, *asked, "--by", "王芳", "--by", "李强")
    assert told.exit_code == 1
    assert f"{kept.code} 保管到 2056-12-31；{kept.other} 保管到 2056-12-31" in told.stderr
    assert appraisals_of(kept.desk.store) == ()
