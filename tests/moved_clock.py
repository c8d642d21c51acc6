"""The workbench on a machine whose clock a test moves: `python -m tests.moved_clock`, as `toolkit.workbench`.

The seconds in the file that the environment names YEHUA_TEST_CLOCK are added to the machine's time at every look.
"""

import datetime as dt
import os
import time
from pathlib import Path
from typing import Any

FILE = "YEHUA_TEST_CLOCK"
_REAL = time.time


def _moved() -> float:
    return _REAL() + float(Path(os.environ[FILE]).read_text(encoding="ascii"))


class _AnyDatetime(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, _PLAIN)


_PLAIN = dt.datetime


class _Moved(_PLAIN, metaclass=_AnyDatetime):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return _PLAIN.fromtimestamp(_moved(), tz)


def main() -> None:
    """Serve at the moved clock."""
    time.time = _moved
    dt.datetime = _Moved  # type: ignore[misc]
    from toolkit.workbench import main as serve  # noqa: PLC0415 - after the clock was moved

    serve()


if __name__ == "__main__":
    main()
