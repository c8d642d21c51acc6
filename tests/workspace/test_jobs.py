"""Any window can tell what runs, what is done and what broke."""

import datetime as dt
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.core.errors import NoSpeechError, StoppedError, UnknownNumberError
from toolkit.records import from_file, to_text
from toolkit.workspace import jobs


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
        "import os, pathlib, sys; from toolkit.workspace import jobs\n"
        "with jobs.recorded(pathlib.Path(sys.argv[1]), '甲', 'transcribe'): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, cwd=Path(__file__).parents[2])

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

    with pytest.raises(StoppedError, match="转好的部分都在"):
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

    assert words == "甲 进行中 53%：已完成 63 分钟，共 118 分钟，约还需 11 分钟"


def test_nothing_is_foretold_before_anything_is_done() -> None:
    job = jobs.Job("甲", "transcribe", "running", 1, 1.0, "2026-11-24T20:00:00+00:00", done_s=0, total_s=7080)

    assert "约还需" not in jobs.sentence(job)


def test_a_state_that_is_just_being_written_is_no_job(tmp_path: Path) -> None:
    jobs.queue(tmp_path, "甲", "transcribe")
    (tmp_path / ".transcribe-乙-x1.json").write_text("", encoding="utf-8")

    assert [job.recording for job in jobs.listing(tmp_path)] == ["甲"]


def test_before_the_first_batch_is_through_the_pace_of_earlier_work_tells_how_far_it_is() -> None:
    start = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
    job = jobs.Job("甲", "transcribe", "running", 1, 1.0, start.isoformat(), done_s=0, total_s=200)
    later = start + dt.timedelta(seconds=30)

    assert jobs.share(job, later, pace=0.5) == 0.3
    assert jobs.sentence(job, later, pace=0.5) == "甲 进行中 30%：已完成 0 秒，共 3 分钟，约还需 1 分钟"


@pytest.mark.parametrize("seconds", [0, 60, 600, 86_400])
def test_what_is_only_likely_never_says_that_all_is_done_nor_less_than_was_reported(seconds: int) -> None:
    start = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)
    job = jobs.Job("甲", "transcribe", "running", 1, 1.0, start.isoformat(), done_s=100, total_s=120, before_s=50)

    assert 100 / 120 <= jobs.share(job, start + dt.timedelta(seconds=seconds), pace=0.01) < 1


def test_the_pace_is_that_of_the_newest_work_that_was_done(tmp_path: Path) -> None:
    start = dt.datetime(2026, 11, 24, 20, 0, tzinfo=dt.UTC)

    def done(total_s: float, worked_s: float, state: jobs.State = "done") -> jobs.Job:
        ended = (start + dt.timedelta(seconds=worked_s)).isoformat()
        return jobs.Job("甲", "transcribe", state, None, None, start.isoformat(), ended, total_s=total_s)

    assert jobs.pace_of([done(5, 60), done(100, 60, "failed"), done(100, 20), done(100, 50)]) == 0.2
    assert jobs.pace_of(jobs.listing(tmp_path)) == jobs._USUAL_PACE


def test_who_asks_running_work_to_stop_is_told_so_at_once_everywhere(tmp_path: Path) -> None:
    def asked_to_stop() -> None:
        with jobs.recorded(tmp_path, "甲", "transcribe", total_s=9.0) as report:
            jobs.stop(tmp_path, "甲")
            said.extend(jobs.sentence(job) for job in jobs.listing(tmp_path))
            report(2.0, 9.0)

    said: list[str] = []
    with pytest.raises(StoppedError):
        asked_to_stop()
    said += [jobs.sentence(job) for job in jobs.listing(tmp_path)]

    assert said == ["甲 正在停下，最多半分钟", "甲 已停下，转好的部分都在"]
