"""The mark of the clock changes with the day and when the clock is moved, and at nothing else."""

import datetime as dt
import json
import time
from collections.abc import Callable

import pytest

from tests.servers import TOKEN, asked, serving
from toolkit.workbench.live import ClockWatch


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give a function that sets the clock of the machine, and the one that nobody can move."""

    def put(text: str, running_s: float) -> None:
        moment = dt.datetime.fromisoformat(text).astimezone()

        class Now(dt.datetime):
            @classmethod
            def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
                return moment.astimezone(tz)

        monkeypatch.setattr(dt, "datetime", Now)
        monkeypatch.setattr(time, "time", moment.timestamp)
        monkeypatch.setattr(time, "monotonic", lambda: running_s)

    return put


def test_the_mark_stays_while_the_clock_goes_and_is_kept_right(at: Callable[..., None]) -> None:
    at("2026-09-28 09:00:00", 100.0)
    watch = ClockWatch()
    mark = watch.mark()

    at("2026-09-28 10:00:00", 3700.0)
    assert watch.mark() == mark
    at("2026-09-28 11:00:01", 7300.0)
    assert watch.mark() == mark


@pytest.mark.parametrize(
    "moment, running_s",
    [("2026-09-29 00:00:00", 1900.0), ("2026-09-28 22:30:00", 200.0), ("2026-09-28 23:30:00", 1900.0)],
    ids=["midnight", "back an hour", "a quarter of an hour forward"],
)
def test_the_mark_changes_at_midnight_and_when_the_clock_is_moved(
    at: Callable[..., None], moment: str, running_s: float
) -> None:
    at("2026-09-28 23:30:00", 100.0)
    watch = ClockWatch()
    mark = watch.mark()

    at(moment, running_s)

    assert watch.mark() != mark
    assert watch.mark() == watch.mark()


def test_only_who_has_the_token_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    top = tmp_path_factory.mktemp("clock")
    body = b'{"line": "", "taken": 0, "questions": []}'
    with serving(top / "工作文件夹", top / "server") as served:
        address = f"{served.address}/yehua/clock"

        assert asked(f"{address}/asked", body)[0] == 403
        assert asked(f"{address}/line")[0] == 403
        status, _, text = asked(f"{address}/asked?token={TOKEN}", body)

    assert status == 200
    (mark,) = json.loads(text)["frames"]
    assert mark.startswith(dt.datetime.now().astimezone().date().isoformat())
