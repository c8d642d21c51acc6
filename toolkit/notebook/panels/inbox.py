"""The inbox panel: what was dropped into the inbox folder, ticked, taken in, and put into the queue of transcription.

It is looked at anew every two seconds.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.core import YehuaError
from toolkit.meetings import STATE_NAMES, Dropped, Inbox, meeting_day
from toolkit.notebook import plain_faults
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.panel import Answer, Panel, Told
from toolkit.transcripts import worker
from toolkit.workspace import Desk, villages


class InboxPanel(Panel):
    """The inbox of the workspace of `desk`; nothing is taken in before day and place of the meeting are right."""

    _esm = panel.script("inbox")
    _css = panel.style("inbox")

    def __init__(self, desk: Desk, held_on: str = "", place: str = "") -> None:
        """Show the inbox; day and place are empty unless `held_on` and `place` propose them."""
        super().__init__(desk.workspace.log_file)
        self._desk, self._held_on, self._place = desk, held_on, place
        self._inbox = Inbox(desk)
        self._taking: threading.Thread | None = None

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {"open": self._open, "look": self._look, "day": self._day, "village": self._village, "take": self._take}

    def _open(self, _: Told) -> Told:
        return {
            "folder": str(self._inbox.folder),
            "places": list(self._desk.settings.places),
            "place": self._place,
            "held_on": self._held_on,
            "today": self._desk.today.isoformat(),
            **self._day({"text": self._held_on}),
            **self._state(),
        }

    def _day(self, asked: Told) -> Told:
        told = meeting_day(str(asked["text"]), self._desk.today)
        return {"day": {"text": asked["text"], "fits": told.fits, "said": told.said, "note": told.note}}

    def _village(self, asked: Told) -> Told:
        added = villages.add(self._desk.workspace, str(asked["name"]))
        return {"places": list(self._desk.settings.places), "place": added}

    def _look(self, _: Told) -> Told:
        return self._state()

    def _state(self) -> Told:
        return {"files": [_row(dropped) for dropped in self._inbox.look()], "busy": self._is_taking}

    @property
    def _is_taking(self) -> bool:
        return self._taking is not None and self._taking.is_alive()

    def _take(self, asked: Told) -> Told:
        # Copying and reading hours of sound takes a minute; meanwhile everything else is answered.
        if not self._is_taking:
            given = ([str(name) for name in asked["names"]], str(asked["held_on"]), str(asked["place"]))
            self._taking = threading.Thread(target=self._take_in, args=given, daemon=True)
            self._taking.start()
        return self._state()

    def _take_in(self, names: list[str], held_on: str, place: str) -> None:
        log = self._desk.workspace.log_file
        try:
            taken = self._inbox.take_in(names, held_on, place)
        except YehuaError as fault:
            self.tell("not-taken", refused=str(fault))
        except Exception as fault:  # noqa: BLE001 - whatever it is, the person in front of it must be told
            plain_faults.keep(fault, log)
            self.tell("not-taken", refused=plain_faults.sentence(fault, log), record=plain_faults.record(fault))
        else:
            self._queue([recording.code for recording in taken])

    def _queue(self, codes: Sequence[str]) -> None:
        """Have exactly the recordings `codes` transcribed, and say so; that they are taken in stands in any case."""
        listed = "、".join(codes)
        try:
            worker.start(self._desk, codes)
        except (YehuaError, OSError) as fault:
            plain_faults.keep(fault, self._desk.workspace.log_file)
            self.tell("taken", codes=codes, words=f"收录好了：{listed}。转写没有排上，请在“转写进度”里按“开始转写”。")
        else:
            self.tell("taken", codes=codes, words=f"收录好了：{listed}。转写已经排上，“转写进度”里看得到。")


def _row(dropped: Dropped) -> dict[str, Any]:
    return {
        "name": dropped.name,
        "megabytes": round(dropped.size / 1e6, 1),
        "state": dropped.state,
        "words": f"{STATE_NAMES[dropped.state]}{f'：{dropped.code}' if dropped.code else ''}",
    }
