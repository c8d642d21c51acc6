"""Any window can tell what runs, what is done and what broke."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit import jobs
from toolkit.errors import NoSpeechError
from toolkit.records import from_file, to_text


def test_work_is_running_while_it_runs_and_done_after(tmp_path: Path) -> None:
    with jobs.recorded(tmp_path, "0194-LY·2026-D30-0001", "transcribe") as report:
        report(63.0, 118.0)
        (during,) = jobs.listing(tmp_path)

    (after,) = jobs.listing(tmp_path)
    assert (during.state, during.done_s, during.total_s) == ("running", 63.0, 118.0)
    assert (after.state, after.recording) == ("done", "0194-LY·2026-D30-0001")
    assert after.ended_at is not None


def test_a_fault_is_recorded_with_its_sentence_and_raised_on(tmp_path: Path) -> None:
    with pytest.raises(NoSpeechError), jobs.recorded(tmp_path, "甲", "transcribe"):
        raise NoSpeechError(path="甲.wav")

    (job,) = jobs.listing(tmp_path)
    assert (job.state, "没有听到人说话" in str(job.message)) == ("failed", True)


def test_an_unforeseen_fault_does_not_stay_running(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), jobs.recorded(tmp_path, "甲", "transcribe"):
        _ = 1 / 0

    (job,) = jobs.listing(tmp_path)
    assert (job.state, job.message) == ("failed", "程序内部出错，请联系维护人员。")


def test_work_whose_process_is_gone_is_broken_not_running(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys; from toolkit import jobs\n"
        "with jobs.recorded(pathlib.Path(sys.argv[1]), '甲', 'transcribe'): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=Path(__file__).parent.parent)

    (job,) = jobs.listing(tmp_path)

    assert (job.state, "重新运行" in str(job.message)) == ("broken", True)


def test_a_process_number_given_to_another_program_is_seen_through(tmp_path: Path) -> None:
    with jobs.recorded(tmp_path, "甲", "transcribe"):
        (path,) = tmp_path.glob("*.json")
        job = from_file(jobs.Job, path)
        path.write_text(to_text(replace(job, process_started=job.process_started - 3600)), encoding="utf-8")

        (seen,) = jobs.listing(tmp_path)

    assert seen.state == "broken"


def test_a_folder_without_jobs_lists_none(tmp_path: Path) -> None:
    assert jobs.listing(tmp_path / "没有") == ()
