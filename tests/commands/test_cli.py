"""The command line keeps the interface that other programs rely on."""

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from toolkit.cases import cases
from toolkit.cases.ledger import ledger_of
from toolkit.commands.cli import main
from toolkit.grievances.register import confirm_grievances
from toolkit.transcripts.versions import load_transcript

TOP = Path(__file__).parents[2]
SAMPLE = TOP / "examples" / "2026-09-night-meeting.mp3"
SCHEMAS = TOP / "docs" / "schemas"


def run(*words: object) -> Result:
    """Return what `yehua` answers to `words`."""
    return CliRunner().invoke(main, [str(word) for word in words])


def fits(name: str, text: str) -> dict[str, object]:
    """Return the JSON document `text`, which must be one document that fits the schema `name`."""
    data = json.loads(text)
    jsonschema.validate(data, json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))
    return dict(data)


def test_a_fault_is_one_chinese_sentence_and_exit_code_one(tmp_path: Path) -> None:
    told = run("add", tmp_path / "没有.mp3", "--date", "2026-09-25", "--place", "柳树湾", "--workspace", tmp_path / "w")

    assert told.exit_code == 1
    assert told.stderr.splitlines()[-1].startswith("出错：找不到文件")
    assert "Traceback" not in told.output
    assert told.stdout == ""


def test_wrong_usage_ends_with_exit_code_two() -> None:
    assert run("add").exit_code == 2


def test_adding_prints_exactly_the_agreed_document(tmp_path: Path) -> None:
    told = run("add", SAMPLE, "--date", "2026-09-25", "--place", "柳树湾", "--workspace", tmp_path / "w", "--json")

    data = json.loads(told.stdout)
    (recording,) = data["recordings"]
    assert (set(data), set(recording)) == ({"meeting", "recordings"}, {"code", "sha256", "seconds", "path"})
    assert Path(recording["path"]).is_file()


@pytest.mark.slow
def test_transcribe_and_grievances_fit_their_schemas(sample_run) -> None:  # noqa: ANN001
    code, root = sample_run.told.recordings[0], sample_run.told.workspace

    transcript = fits("transcript", run("transcribe", code, "--workspace", root, "--json").stdout)
    found = fits("grievances", run("grievances", code, "--workspace", root, "--json").stdout)

    assert transcript["coverage"]["uncovered"] == []
    assert len(found["grievances"]) >= 8


@pytest.mark.slow
def test_grievances_are_found_in_a_transcript_file_too(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    code, root = sample_run.told.recordings[0], sample_run.told.workspace
    path = tmp_path / "转写.json"
    path.write_text(run("transcribe", code, "--workspace", root, "--json").stdout, encoding="utf-8")

    found = fits("grievances", run("grievances", path, "--workspace", tmp_path / "w", "--json").stdout)

    assert len(found["grievances"]) >= 8


@pytest.mark.slow
def test_a_search_finds_the_second_a_word_was_said(sample_run) -> None:  # noqa: ANN001
    told = json.loads(run("search", "路灯", "--workspace", sample_run.told.workspace, "--json").stdout)

    assert any(abs(hit["start_s"] - 24) < 4 for hit in told["hits"])
    assert set(told["hits"][0]) == {"code", "start_s", "end_s", "text", "speaker", "grievance"}


@pytest.mark.slow
def test_a_case_is_shown_as_it_stood_on_a_past_day(sample_run) -> None:  # noqa: ANN001
    case, root = sample_run.told.cases[1], sample_run.told.workspace

    then = json.loads(run("case", "show", case, "--on", "2026-10-01", "--workspace", root, "--json").stdout)
    now = json.loads(run("case", "show", case, "--on", "2026-11-23", "--workspace", root, "--json").stdout)

    assert len(then["entries"]) < len(now["entries"])
    assert then["state"] != now["state"]


@pytest.mark.slow
def test_verifying_tells_a_changed_file_and_ends_with_one(sample_run, tmp_path: Path) -> None:  # noqa: ANN001
    code, root = sample_run.told.recordings[0], sample_run.told.workspace
    packed = json.loads(run("pack", code, "--out", tmp_path, "--workspace", root, "--json").stdout)
    page = next(Path(packed["package"]).rglob("index.html"))
    page.chmod(0o600)
    page.write_text("改了", encoding="utf-8")

    told = run("verify", packed["package"], "--against", packed["root"], "--json")

    assert told.exit_code == 1
    assert any("index.html" in fault["path"] for fault in json.loads(told.stdout)["faults"])


def test_an_example_of_facts_is_printed_and_passes_its_schema() -> None:
    for paper in ("legal_opinion", "termination_notice", "mediation_agreement"):
        example = json.loads(run("fill", paper, "--example").stdout)
        schema = json.loads(run("fill", paper, "--schema").stdout)
        jsonschema.validate(example, schema)


def test_the_doctor_lists_what_was_looked_at(tmp_path: Path) -> None:
    told = json.loads(run("doctor", "--workspace", tmp_path / "w", "--json").stdout)

    assert {"语音模型", "台账数据库", "设置"} <= {check["name"] for check in told["checks"]}
    assert [check for check in told["checks"] if not check["ok"]] == []


def test_a_workspace_without_jobs_lists_none(tmp_path: Path) -> None:
    assert json.loads(run("jobs", "--workspace", tmp_path / "w", "--json").stdout) == {"jobs": []}


def test_a_corrected_file_is_taken_over_and_each_change_is_printed(kept) -> None:  # noqa: ANN001
    desk, code, root = kept.desk, kept.code, kept.desk.workspace.root
    path = root.parent / "校对.srt"
    words = [(0, 3, "说话人1：三组的路灯坏了四个月。"), (3, 6, "王桂芳：村主任收了我三万块钱。"), (6, 9, "")]
    cues = [f"{n}\n00:00:0{start},000 --> 00:00:0{end},000\n{text}\n" for n, (start, end, text) in enumerate(words, 1)]
    path.write_text("\n".join(cues), encoding="utf-8")

    told = run("correct", code, path, "--by", "李文书", "--workspace", root)
    again = run("correct", code, path, "--by", "李文书", "--workspace", root, "--json")

    assert all(words in told.stdout for words in ("四个月", "王桂芳", "校对时删去（李文书）", "第 2 版", "3 处"))
    assert fits("transcript", again.stdout)["version"] == load_transcript(desk.store, code).version == 2


def test_a_correction_without_a_name_is_wrong_usage(tmp_path: Path) -> None:
    assert run("correct", "QS-1", tmp_path / "校对.srt").exit_code == 2


def test_an_entry_given_twice_is_asked_about_and_ends_with_one(kept) -> None:  # noqa: ANN001
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {}, by="王芳")
    cases.open_case(kept.desk, [one.number or ""], "2026-10-08")
    words = ("case", "add", "案2026-0001", "note", "--date", "2026-10-09", "--workspace", kept.desk.workspace.root)
    assert [run(*words).exit_code for _ in range(2)] == [0, 1]
    assert len(ledger_of(kept.desk).entries("案2026-0001")) == 2
    assert run(*words, "--again").exit_code == 0
