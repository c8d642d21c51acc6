"""Night meetings of the made-up year as text: what was said, confirmed, opened as cases, and answered a month later.

The sound is cut from the sample meeting, so that there is something to hear; the words are others.
"""

import datetime as dt
from functools import partial
from pathlib import Path

from toolkit.answers import NewAnswer, dispositions, meetings, officials
from toolkit.cases import cases
from toolkit.chinese import dates
from toolkit.grievances import access_log, confirm_grievances, lists
from toolkit.meetings import find_meeting, intake
from toolkit.practice import matters
from toolkit.practice.office import Office
from toolkit.records import Coverage, Engine, RecordingRef, Segment, Transcript
from toolkit.transcripts import correcting
from toolkit.workspace import shipped

_SOUND = "examples/2026-09-night-meeting.mp3"
_SLICE = 200_000  # bytes: some twenty seconds of speech
_FRAME = b"\xff\xf3"  # with which each frame of that MP3 file begins
_FULL_MOON = 15
_SPEAKERS = 8
_MADE_UP = Engine("made-up", "1", "none", None)
_OPENING = "各位乡亲，大家晚上好。今晚干部只带耳朵，大家有什么说什么。"
_CLOSING = "大家反映的问题，我们一件一件登记编号，下个月十五还在这里答复。谢谢大家。"
_ACCUSATION = "我反映一件事。村里的{surname}会计收了我家两条烟、一千块钱，才给我报低保，请纪委查一查。"
_ORGANS = ("城建办", "民政办", "农业服务中心", "社保所", "自然资源所")
_SHARES = {"A": 15, "B": 38, "D": 37, "E": 10}


def day(office: Office, on: dt.date) -> None:
    """Hold the meeting of the full moon; its recording is taken in the next morning."""
    if dates.lunar(on).day == _FULL_MOON:
        office.plan(on + dt.timedelta(days=1), "08:40", partial(_take_in, office, on, office.town.village()))


def _take_in(office: Office, held_on: dt.date, place: str) -> None:
    sound = _sound(office)
    (recording,) = intake.take_in(office.desk, [sound], held_on.isoformat(), place)
    segments = _segments(office, place, recording.seconds)
    reference = RecordingRef(recording.code, recording.sha256, recording.seconds)
    transcript = Transcript(reference, _MADE_UP, segments, (), Coverage(len(segments), len(segments), ()))
    correcting.save_version(office.desk, transcript)
    office.plan(office.today, "10:30", partial(_confirm, office, recording.code, recording.meeting))


def _sound(office: Office) -> Path:
    """Return a stretch of the sample meeting, a different one for each month."""
    content = shipped(_SOUND).read_bytes()
    begun = (office.today.toordinal() * 7919) % (len(content) - 2 * _SLICE)
    first, last = (content.index(_FRAME, place) for place in (begun, begun + _SLICE))
    path = office.papers / f"夜话-{office.today}.mp3"
    path.write_bytes(content[first:last])
    return path


def _segments(office: Office, place: str, seconds: float) -> tuple[Segment, ...]:
    """Return what was said, a sentence a segment, spread over the sound."""
    said = [office.town.speech(row["said"], place) for row in office.dice.sample(office.town.speeches, _SPEAKERS)]
    if office.chance(25):
        said.append(office.town.speech(_ACCUSATION, place))
    turns = [_OPENING, *said, _CLOSING]
    sentences = [(f"发言人{n}", f"{text}。") for n, turn in enumerate(turns, 1) for text in turn.split("。") if text]
    step = seconds / len(sentences)
    return tuple(
        Segment(f"s{n}", n, round((n - 1) * step, 2), round((n - 0.1) * step, 2), text, speaker)
        for n, (speaker, text) in enumerate(sentences, 1)
    )


def _confirm(office: Office, code: str, meeting: str) -> None:
    """Judge what may be an accusation, close the list, confirm the rest, and open a case of each."""
    found = lists.find_grievances(office.desk, code, taught=False)
    accused = [each.ordinal for each in found.grievances if "会计" in each.text and "烟" in each.text]
    if accused:
        access_log.judge(office.desk, code, accused, "yes", office.clerk)
    access_log.close(office.desk, code, office.clerk, sure=True)
    rest = [each.ordinal for each in found.grievances if each.ordinal not in accused]
    numbers = [each.number or "" for each in confirm_grievances(office.desk.store, code, rest, {}, office.clerk)]
    opened = office.working_day(office.today, 2)
    for number in numbers:
        office.plan(opened, "09:50", partial(_open, office, number))
    held = find_meeting(office.desk.store, meeting)
    night = meetings.answer_night(held)
    office.plan(office.working_day(meetings.plan_day(held)), "11:40", partial(_call, office, meeting))
    office.plan(night, "19:50", partial(_come, office, meeting))
    for number in numbers:
        office.plan(night, f"20:{office.dice.randrange(60):02d}", partial(_answer, office, number))


def _call(office: Office, meeting: str) -> None:
    """Ask an official of each organ to come to the answer night."""
    for name, organ in zip(office.town.cast["walkers"], _ORGANS, strict=False):
        officials.call(office.desk, meeting, name, organ, at=office.now, by=office.clerk)


def _come(office: Office, meeting: str) -> None:
    """Note who came: the last one asked sends somebody else."""
    *came, sender = officials.listed(office.desk, meeting)
    noted = {"at": office.now, "by": office.clerk}
    for each in came:
        officials.note(office.desk, meeting, each.name, officials.PRESENT, organ=each.organ, **noted)
    instead = office.town.cast["walkers"][len(_ORGANS)]
    sent = {"organ": sender.organ, "instead": instead}
    officials.note(office.desk, meeting, sender.name, officials.SENT, **sent, **noted)


def _open(office: Office, number: str) -> None:
    case = cases.open_case(office.desk, [number], office.today.isoformat()).case
    office.plan(office.working_day(office.today, 3), "10:10", partial(matters.enter, office, case, "acceptance_notice"))


def _answer(office: Office, number: str) -> None:
    kind = office.dice.choices(tuple(_SHARES), tuple(_SHARES.values()))[0]
    due = (office.today + dt.timedelta(days=office.dice.randrange(10, 40))).isoformat()
    answer = NewAnswer(
        kind,
        office.now,
        office.clerk,
        organ=office.dice.choice(_ORGANS),
        official=office.dice.choice(office.town.cast["walkers"]),
        words="已经派人看过，按说的日子办好。",
        due=due if kind in "BD" else "",
        channel="申请行政复议" if kind == "E" else "",
        proof="现场照片" if kind == "A" else "",
    )
    given = dispositions.give(office.desk, number, answer)
    if kind in "BD":
        matters.plan_keeping(office, given.case)
    if kind == "D":
        office.plan(office.working_day(office.today, 25), "15:10", partial(matters.conclude, office, given.case))
    else:
        matters.plan_call(office, given.case)
