"""Two recordings in which a word was misheard and corrected, their lists judged and closed for the newest text."""

from dataclasses import replace

from tests.conftest import Kept, judge_as_meant
from toolkit import transcripts
from toolkit.grievances.register import load_grievances, save_grievances
from toolkit.records import TranscriptRef
from toolkit.transcripts import versions
from toolkit.workspace import Desk

HEARD = ("落家坳的路灯坏了三个月", "村主任收了落家坳的钱", "我们落家坳没有水吃")
SAID = tuple(text.replace("落家坳", "骆家坳") for text in HEARD)


def judged_again(desk: Desk, code: str) -> None:
    """Judge the list of recording `code` for its newest transcript as the machine takes it, and close it."""
    newest = transcripts.load_transcript(desk.store, code).version
    listed = load_grievances(desk.store, code)
    save_grievances(desk.store, code, replace(listed, transcript=TranscriptRef(code, newest)))
    judge_as_meant(desk, code)


def correct_both(kept: Kept) -> None:
    """Let both recordings of `kept` have 落家坳 for 骆家坳, which a person then corrected."""
    store = kept.desk.store
    for code in (kept.code, kept.other):
        machine = versions.load_transcript(store, code)
        segments = (replace(each, text=text) for each, text in zip(machine.segments, HEARD, strict=True))
        versions.save_transcript(store, code, replace(machine, segments=tuple(segments)))
        transcripts.correct(kept.desk, code, dict(enumerate(SAID, 1)), {})
        judged_again(kept.desk, code)
