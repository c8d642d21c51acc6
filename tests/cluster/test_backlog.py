"""Tonight's meeting goes before the backlog, and what has a text waits no more."""

import datetime as dt

from tests.builders import Shelf, said_transcript
from toolkit.cluster import backlog
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace import Desk, jobs


def test_the_newest_and_what_somebody_queued_go_first(shelf: Shelf) -> None:
    (old,) = shelf.take_in("1", held_on=dt.date(2026, 3, 2))
    (tonight,) = shelf.take_in("2", held_on=dt.date(2026, 9, 25))
    (older,) = shelf.take_in("3", held_on=dt.date(2025, 3, 2))
    desk = Desk(shelf.workspace, shelf.store, dt.date(2026, 9, 25))

    assert [item.code for item in backlog.waiting(desk)] == [tonight.code, old.code, older.code]

    jobs.queue(shelf.workspace.jobs, older.code, "transcribe")
    assert [item.code for item in backlog.waiting(desk)] == [tonight.code, older.code, old.code]
    assert [item.code for item in backlog.waiting(desk, queued_only=True)] == [older.code]

    save_transcript(shelf.store, old.code, said_transcript("1"))
    assert old.code not in [item.code for item in backlog.waiting(desk)]
