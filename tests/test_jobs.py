"""Any window can tell what runs, what is done and what broke."""

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit import jobs
from toolkit.errors import NoSpeechError, StoppedError, UnknownNumberError
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

    assert (job.state, "接着做" in str(job.message)) == ("broken", True)


def test_a_process_number_given_to_another_program_is_seen_through(tmp_path: Path) -> None:
    with jobs.recorded(tmp_path, "甲", "transcribe"):
        (path,) = tmp_path.glob("*.json")
        job = from_file(jobs.Job, path)
        path.write_text(to_text(replace(job, process_started=job.process_started - 3600)), encoding="utf-8")

        (seen,) = jobs.listing(tmp_path)

    assert seen.state == "broken"


def test_a_folder_without_jobs_lists_none(tmp_path: Path) -> None:
    assert jobs.listing(tmp_path / "没有") == ()


def test_queued_work_waits_its_turn_in_the_order_it_came(tmp_path: Path) -> None:
    for recording in ("乙", "甲", "丙"):
        jobs.queue(tmp_path, recording, "transcribe")
    with jobs.recorded(tmp_path, "乙", "transcribe"):
        following = jobs.next_queued(tmp_path)

    assert following is not None
    assert following.recording == "甲"


def test_queueing_twice_queues_once(tmp_path: Path) -> None:
    first = jobs.queue(tmp_path, "甲", "transcribe", model="base")

    assert jobs.queue(tmp_path, "甲", "transcribe", model="small") == first
    assert len(jobs.listing(tmp_path)) == 1


def test_running_work_stops_after_the_step_it_is_at(tmp_path: Path) -> None:
    def stopped_half_way() -> None:
        with jobs.recorded(tmp_path, "甲", "transcribe") as report:
            report(1.0, 9.0)
            jobs.stop(tmp_path, "甲")
            report(2.0, 9.0)

    with pytest.raises(StoppedError, match="已转好的部分留着"):
        stopped_half_way()

    (job,) = jobs.listing(tmp_path)
    assert job.state == "stopped"
    assert [path.suffix for path in tmp_path.iterdir()] == [".json"]


def test_stopping_what_does_not_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNumberError, match="甲"):
        jobs.stop(tmp_path, "甲")


def test_how_far_it_is_is_told_in_minutes_with_what_is_to_go() -> None:
    start = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
    job = jobs.Job("甲", "transcribe", "running", 1, 1.0, start.isoformat(), done_s=3780, total_s=7080, before_s=180)

    words = jobs.sentence(job, start + dt.timedelta(minutes=12))

    assert words == "甲 进行中：已完成 63 分钟，共 118 分钟，约还需 11 分钟"


def test_nothing_is_foretold_before_anything_is_done() -> None:
    job = jobs.Job("甲", "transcribe", "running", 1, 1.0, "2026-11-24T20:00:00+00:00", done_s=0, total_s=7080)

    assert "约还需" not in jobs.sentence(job)


def test_a_state_that_is_just_being_written_is_no_job(tmp_path: Path) -> None:
    jobs.queue(tmp_path, "甲", "transcribe")
    (tmp_path / ".transcribe-乙-x1.json").write_text("", encoding="utf-8")

    assert [job.recording for job in jobs.listing(tmp_path)] == ["甲"]
