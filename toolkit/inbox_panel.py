"""The inbox panel: what was dropped into the inbox folder, ticked and taken in; looked at anew every two seconds."""

import threading
from collections.abc import Mapping
from typing import Any

from toolkit import panels, plain_faults
from toolkit.desk import Desk
from toolkit.errors import YehuaError
from toolkit.inbox import STATE_NAMES, Dropped, Inbox
from toolkit.panels import Answer, Panel, Told


class InboxPanel(Panel):
    """The inbox of the workspace of `desk`; day and place of the meeting are proposed and can be changed."""

    _esm = panels.script("inbox")
    _css = panels.style("inbox")

    def __init__(self, desk: Desk, held_on: str = "", place: str = "") -> None:
        """Show the inbox; `held_on` and `place` are those of the meeting the recordings are likely of."""
        super().__init__(desk.workspace.log_file)
        self._desk, self._held_on, self._place = desk, held_on, place
        self._inbox = Inbox(desk)
        self._taking: threading.Thread | None = None

    def answers(self) -> Mapping[str, Answer]:
        """Return what the script may ask, and who answers."""
        return {"open": self._open, "look": self._look, "take": self._take}

    def _open(self, _: Told) -> Told:
        meeting = {"held_on": self._held_on, "place": self._place}
        places = list(self._desk.settings.places)
        return {"folder": str(self._inbox.folder), "places": places, **meeting, **self._state()}

    def _look(self, _: Told) -> Told:
        return self._state()

    def _state(self) -> Told:
        return {"files": [_row(one) for one in self._inbox.look()], "busy": self._is_taking}

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
            self.tell("taken", codes=[one.code for one in taken])


def _row(one: Dropped) -> dict[str, Any]:
    return {
        "name": one.name,
        "megabytes": round(one.size / 1e6, 1),
        "state": one.state,
        "words": f"{STATE_NAMES[one.state]}{f'：{one.code}' if one.code else ''}",
    }
