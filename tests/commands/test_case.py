"""`yehua case open --source …`: a case of any source as a program and as a person sees it, and its faults."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from toolkit.commands.cli import main
from toolkit.grievances import access_log
from toolkit.workspace.desk import Desk

LETTER = (
    *("case", "open", "--source", "来信", "--person", "李国强", "--about", "三组的路灯坏了三个月"),
    *("--received", "2026-09-30 20:30", "--home", "柳树湾村三组", "--date", "2026-10-08", "--by", "田小禾"),
)
Run = Callable[..., Result]


@pytest.fixture
def run(desk: Desk) -> Run:
    """Give a function that runs a command in the workspace of the desk."""

    def run(*words: object) -> Result:
        told = CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])
        assert "Traceback" not in told.output
        return told

    return run


def test_the_json_says_source_and_receipt(run: Run) -> None:
    told = json.loads(run(*LETTER, "--channel", "31(6)", "--json").stdout)
    assert {name: told[name] for name in ("case", "state", "source", "received", "grievances")} == {
        "case": "案2026-0001",
        "state": "已立项",
        "source": "来信",
        "received": "2026-09-30 20:30",
        "grievances": ["件2026-00001"],
    }
    assert [entry["kind"] for entry in told["entries"]] == ["opened"]


def test_a_person_reads_what_was_received_and_from_whom(run: Run) -> None:
    told = run(*LETTER, "--channel", "31(6)").stdout
    assert "  件2026-00001（来信，2026-09-30 20:30 收到）李国强：三组的路灯坏了三个月\n" in told


def test_what_nobody_judged_shows_no_word_and_how_it_gets_judged(run: Run, desk: Desk) -> None:
    opened = run(*LETTER).stdout
    hidden = run("case", "show", "案2026-0001")
    seen = run("case", "show", "案2026-0001", "--accusations", "--by", "何琳")
    queued = json.loads(run("accusation", "queue", "件2026-1", "--by", "何琳", "--json").stdout)
    released = run("accusation", "judge", "件2026-1", 1, "no", "--by", "何琳")
    shown = run("case", "show", "案2026-0001")
    log = json.loads(run("accusation", "log", "--json").stdout)

    assert "李国强" not in opened + hidden.stdout
    assert "路灯" not in opened + hidden.stdout
    assert "yehua accusation judge 件2026-00001 1 no --by 姓名" in opened
    assert queued["queue"] == [{"ordinal": 1, "start_s": 0.0, "warn": False, "why": []}]
    assert released.exit_code == 0
    for told in (seen, shown):
        assert "李国强：三组的路灯坏了三个月" in told.stdout
    assert [one.what for one in access_log.openings(desk)] == ["案2026-0001", "件2026-1"]
    assert [(one["recording"], one["verdict"], one["by"]) for one in log["judgements"]] == [
        ("件2026-00001", "no", "何琳")
    ]


def test_what_was_written_beside_a_withheld_case_is_withheld_with_it(run: Run) -> None:
    run(*LETTER)
    added = (
        "case",
        "add",
        "案2026-0001",
        "note",
        "--date",
        "2026-10-09",
        "--note",
        "说李书记收了钱",
        "--document",
        "举报信",
    )
    told = [run(*added), run("case", "show", "案2026-0001"), run("case", "show", "案2026-0001", "--json")]
    seen = run("case", "show", "案2026-0001", "--accusations", "--by", "何琳", "--json")

    assert [word for word in ("李书记", "举报信") for one in told if word in one.output] == []
    assert ("李书记" in seen.stdout, "举报信" in seen.stdout) == (True, True)


def test_words_are_taken_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "来信.txt"
    file.write_text("三组的路灯坏了三个月\n", encoding="utf-8")
    words = [f"@{file}" if word == "三组的路灯坏了三个月" else word for word in LETTER]
    assert "三组的路灯坏了三个月" in run(*words, "--channel", "31(6)").stdout


def test_a_retry_gets_no_second_number(run: Run) -> None:
    assert run(*LETTER).exit_code == 0
    again = run(*LETTER)
    assert (again.exit_code, "案2026-0001" in again.stderr) == (1, True)
    assert "案2026-0002" in run(*LETTER, "--again").stdout


def test_all_faults_are_named_at_once(run: Run) -> None:
    told = run("case", "open", "--source", "微信", "--received", "2030-01-01", "--channel", "7")
    assert told.exit_code == 1
    assert told.stderr.startswith("出错：还不能立项，有 4 处要改，什么也没有记下：\n")


@pytest.mark.parametrize(
    "words",
    [(), ("夜话2026-08-柳树湾-诉001", "--source", "来信"), ("--person", "李国强"), ("件2026-1", "--about", "路灯")],
)
def test_numbers_or_a_source_are_asked_for_and_never_both(run: Run, words: tuple[str, ...]) -> None:
    told = run("case", "open", *words)
    assert told.exit_code == 2
    assert "要写明诉求编号，或者用 --source" in told.stderr


def test_a_day_of_signing_for_a_paper_that_is_not_there_is_refused_in_a_sentence(run: Run) -> None:
    told = run("case", "signed", "青石人调字〔2026〕99号", "--on", "2026-10-30")

    assert told.exit_code == 1
    assert "青石人调字〔2026〕99号" in told.stderr
