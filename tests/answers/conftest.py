"""What the tests of the answers share: a meeting with ten confirmed grievances, one of them an accusation."""

import datetime as dt
from pathlib import Path

import pytest

from tests import builders
from toolkit import papers
from toolkit.chinese.dates import lunar
from toolkit.grievances.register import confirm_grievances, judge_accusations, save_grievances
from toolkit.meetings.recordings import add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.records import Evidence, Fact, Side, TranscriptRef
from toolkit.records.grievance import GrievanceList
from toolkit.transcripts.versions import save_transcript
from toolkit.workspace import Desk, open_desk

HELD = dt.date(2026, 11, 23)
NIGHT = dt.date(2026, 12, 23)
MEETING = "夜话2026-10-柳树湾"
ACCUSED = "赵德柱"
COUNT = 10
OPEN = [ordinal for ordinal in range(1, COUNT + 1) if ordinal != 9]
BY_LAW = """青石镇临时救助办法
（2025年12月1日青石镇人民政府印发）
第一条　为了帮助一时有困难的人，制定本办法。
第二条　家里突然遇到急难的，可以申请临时救助。本办法自2026年1月1日起施行。
"""


def number(ordinal: int) -> str:
    """Return the number of the grievance that was said in that place."""
    return f"{MEETING}-诉{ordinal:03d}"


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    """Give the desk on the answer night; the ninth grievance is an accusation, the third is against somebody."""
    desk = open_desk(tmp_path / "workspace", today=NIGHT)
    meeting = open_meeting(desk.store, "柳树湾", HELD, lunar(HELD))
    new = builders.new_recording("1")
    (recording,) = add_recordings(desk.store, meeting, desk.settings.archive, [new], builders.settle)
    texts = [f"第{ordinal}件事，路灯坏了" for ordinal in range(1, COUNT + 1)]
    save_transcript(desk.store, recording.code, builders.said_transcript(texts=texts, mark="1"))
    found = [
        builders.grievance(ordinal, (ordinal * 10.0, ordinal * 10 + 9.0), text=f"第{ordinal}件事，路灯坏了")
        for ordinal in range(1, COUNT + 1)
    ]
    evidence = (Evidence("s3", 0, 1),)
    found[2] = builders.replace(found[2], against=Side(ACCUSED, evidence, 1.0), request=Fact("修路灯", evidence, 1.0))
    save_grievances(desk.store, recording.code, GrievanceList(TranscriptRef(recording.code, 1), tuple(found)))
    ordinals = range(1, COUNT + 1)
    confirm_grievances(desk.store, recording.code, ordinals, {}, "田小禾")
    judge_accusations(desk.store, recording.code, [each for each in ordinals if each != 9], "no", "田小禾")
    judge_accusations(desk.store, recording.code, [9], "yes", "田小禾")
    law = tmp_path / "by-law.txt"
    law.write_text(BY_LAW, encoding="utf-8")
    papers.import_law(desk, law, by="何琳", checked_by="周敏")
    return desk
