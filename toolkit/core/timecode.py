"""Times in a recording, between seconds and `01:12:31.4`; no other module formats them."""

import re

_FORM = re.compile(r"(?:(\d+):)?([0-5]?\d):([0-5]\d(?:\.\d+)?)")


def timecode(seconds: float) -> str:
    """Return `seconds` as `HH:MM:SS.t`, rounded to tenths."""
    return _clock(seconds, ".", 1)


def seconds(text: str) -> float:
    """Return the seconds of a time written `HH:MM:SS.t` or `MM:SS`.

    Raise ValueError for anything else.
    """
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    hours, minutes, rest = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)


def subtitle_time(seconds: float, mark: str) -> str:
    """Return `seconds` as `HH:MM:SS` + `mark` + milliseconds, as in SRT (`,`) and WebVTT (`.`)."""
    return _clock(seconds, mark, 3)


def _clock(seconds: float, mark: str, digits: int) -> str:
    whole, rest = divmod(round(seconds * 10**digits), 10**digits)
    minutes, second = divmod(whole, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}{mark}{rest:0{digits}d}"
