"""No way out of the store shows a word that no person released, and what was released stands in every list.

A workspace holds twenty accusations, ten judged so and ten that nobody judged, as many ordinary grievances beside
them, released one by one, a sentence in no grievance, and a recording without a list. Each command of the command line
is classified below: a new one fails here until it is.
"""

import datetime as dt
import io
import json
import subprocess
import wave
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner

from toolkit.archive import packing
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.chinese import dates
from toolkit.commands.cli import main
from toolkit.core import YehuaError
from toolkit.core.files import copy_verified, make_folder, sha256_of
from toolkit.grievances import access_log, text_table
from toolkit.grievances.register import (
    confirm_grievances,
    judge_accusations,
    load_grievances,
    load_shown_transcript,
    revision_history,
    save_grievances,
)
from toolkit.loop.cards import NewCard, issue
from toolkit.loop.walks import ledger
from toolkit.meetings.recordings import NewRecording, add_recordings
from toolkit.meetings.register import open_meeting
from toolkit.notebook import overview, tables
from toolkit.notebook.panels.archive import ArchiveDesk
from toolkit.notebook.panels.messages import encode
from toolkit.records import (
    Amount,
    Colour,
    Coverage,
    Engine,
    Evidence,
    Fact,
    Grievance,
    GrievanceList,
    Passage,
    RecordingRef,
    Removed,
    Repeat,
    Segment,
    Side,
    SoundFacts,
    Subject,
    SubjectCandidate,
    Transcript,
    TranscriptRef,
    to_text,
)
from toolkit.search.searching import search
from toolkit.transcripts import correcting
from toolkit.transcripts.versions import load_transcript
from toolkit.workbench import pages
from toolkit.workspace.desk import Desk, open_desk

_SIGNS = [
    f"{stem}{branch}" for stem, branch in zip("甲乙丙丁戊己庚辛壬癸" * 2, "子丑寅卯辰巳午未申酉" * 2, strict=True)
]
# The first ten and the second ten differ by one sign more.
MARKS = [f"{sign}{'东' if n < 10 else '西'}" for n, sign in enumerate(_SIGNS)]
SECRETS, OPEN = tuple(f"榴{mark}" for mark in MARKS), tuple(f"柚{mark}" for mark in MARKS)
LOOSE, UNLISTED = "榴散话句", "榴没清单"
EVERY_SECRET = (*SECRETS, LOOSE, UNLISTED)
LENGTH_S = 2.0

# What may be asked of the workspace, each with its words: CODE has a list that is not closed, BARE has no list,
# ORDINARY and SECRET are numbers of grievances, CASE was opened from both, MATTER is a case opened from a letter that
# nobody judged, FILE is the transcript, OUT a fresh folder.
ASKED: dict[str, Sequence[str]] = {
    "words learn": (),
    "grievances": ("CODE",),
    "grievances FILE": ("FILE",),
    "confirm": ("CODE", "1"),
    "learned": (),
    "split": ("CODE", "2", "2"),
    "merge": ("CODE", "2", "4"),
    "discard": ("CODE", "2", "--reason", "另有原因"),
    "restore": ("CODE", "2"),
    "withdraw": ("SECRET", "--reason", "另有原因"),
    "repeat": ("SECRET", "ORDINARY"),
    "case show": ("CASE",),
    "case facts": ("CASE", "mediation_agreement"),
    "case bundle": ("CASE", "--out", "OUT"),
    "case file": ("CASE", "--out", "OUT", "--filed-by", "李静"),
    "case add": ("CASE", "mediation_accepted", "--date", "2026-10-15"),
    "case open": ("ORDINARY",),
    "case open --source": (
        "--source",
        "来信",
        "--person",
        "榴甲子东",
        "--about",
        "榴散话句",
        "--received",
        "2026-09-28",
        "--again",
    ),
    "case show MATTER": ("MATTER",),
    "case facts MATTER": ("MATTER", "handling_opinion"),
    "case bundle MATTER": ("MATTER", "--out", "OUT"),
    "case file MATTER": ("MATTER", "--out", "OUT", "--filed-by", "李静"),
    "case add MATTER": ("MATTER", "mediation_accepted", "--date", "2026-10-15"),
    "events show MATTER": ("MATTER",),
    "accusation judge MATTER": ("件2026-00001", "1", "yes", "--by", "何琳"),
    "pack": ("CODE", "--out", "OUT"),
    "pack BARE": ("BARE", "--out", "OUT"),
    "pack --open": ("CODE", "--open", "--out", "OUT"),
    "pack --party": ("CODE", "--party", "1", "--out", "OUT"),
    "pack --party SECRET": ("CODE", "--party", "2", "--out", "OUT"),
    "search": ("榴",),
    "search --place": ("--place", "柳树湾"),
    "search --colour": ("--colour", "红"),
    "search --subject": ("--subject", "纪检"),
    "archive publish": ("CODE", "--out", "OUT"),
    "archive publish BARE": ("BARE", "--out", "OUT"),
    "archive list": ("--out", "OUT/阅览.xlsx"),
    "archive handover": ("CODE", "--out", "OUT/移交.docx"),
    "archive filed": ("--out", "OUT/归档.xlsx"),
    "archive file": ("CASE", "--by", "李静"),
    "archive expired": (),
    "fixity list": (),
    "fixity plan": (),
    "fixity check": ("CODE", "--by", "李静"),
    "fixity sheet": ("CODE", "--out", "OUT/固化.docx"),
    "discs plan": (),
    "discs list": (),
    "discs make": ("CODE", "--out", "OUT", "--by", "李静"),
    "disposal list": ("--out", "OUT/销毁.docx"),
    "notice list": ("CODE",),
    "notice given": ("CODE", "--person", "李静", "--second", "1", "--by", "李静"),
    "notice sheet": ("--out", "OUT/告知.docx"),
    "backup list": (),
    "jobs": (),
    "events show": ("SECRET",),
    "events show CODE": ("CODE",),
    "events verify": (),
    "add-grievance": ("CODE", "0", "1"),
    "meeting list": (),
    "meeting show": ("CODE",),
    "meeting correct": ("CODE", "--date", "2026-09-24", "--reason", "写错了", "--by", "李静"),
    "accusation judge": ("CODE", "2", "yes", "--by", "何琳"),
    "accusation log": (),
    "today": ("--on", "2027-03-01"),
    "report month": ("2026-10", "--out", "OUT/月报.docx"),
    "walk list": (),
    "walk trend": ("2026",),
    "walk reread": ("2026-W41",),
    "walk group": (),
    "card day": ("2026-11-02",),
    "handover list": ("李静",),
    "card board": ("--out", "OUT/公示.docx"),
    "followup watch": ("--on", "2027-01-03"),
    "followup due": ("--on", "2027-03-01"),
    "events rule": (),
    "report year": ("2026", "--out", "OUT/年报.docx", "--lists"),
    "report proposal list": (),
    "alert list": ("--on", "2027-03-01"),
    "alert show": ("CASE",),
    "alert show MATTER": ("MATTER",),
    "alert notice": ("MATTER", "--out", "OUT/预警.docx"),
    "contact alike": (),
    "reminder list": (),
    "report week": ("2026-W48", "--out", "OUT/过堂.docx"),
    "clinic list": (),
    "parlour calls": (),
    "clinic opinions": (),
    "answers officials": ("MEETING", "--out", "OUT/到会名单.docx"),
    "answers plan": ("MEETING", "--out", "OUT/答复.xlsx"),
    "answers notices": ("MEETING", "--out", "OUT"),
    "answers rates": ("MEETING",),
    "answers sheet": ("MEETING", "--out", "OUT/签字表.docx"),
    "answers slips": ("MEETING", "--out", "OUT"),
}
# What these are asked they refuse, in these words; every other one has to answer.
REFUSED = {
    "split": "前面没有话可以分出来",
    "merge": "清单没有变化",
    "discard": "已经确认编号的不能不采纳",
    "restore": "“恢复”只用于不采纳的诉求",
    "add-grievance": "已经在第 1 件里",
    "case file": "它的诉求里有检举控告",
    "case file MATTER": "它的诉求里有检举控告",
    "pack BARE": "没有找到诉求清单",
    "pack --party SECRET": "没有可以给本人的诉求",
    "archive publish BARE": "没有找到诉求清单",
    "archive filed": "还没有归档",
    "archive file": "没有找到已签发的文书",
    "disposal list": "还没有销毁过",
    "alert notice": "没有预警",
    "answers rates": "没有去向",
}
# These show words to names that the settings allow, and write each look down: the corrector and the place of judging.
SHOWN_BY_NAME = {
    "transcribe": ("CODE", "--by", "何琳"),
    "names": ("CODE", "--by", "何琳"),
    "accusation queue": ("CODE", "--by", "何琳"),
    "tonight": ("CODE", "--by", "何琳"),
    "accusation queue MATTER": ("件2026-00001", "--by", "何琳"),
    "case show --accusations": ("MATTER", "--accusations", "--by", "何琳"),
    "grievances --accusations": ("CODE", "--accusations", "--by", "何琳"),
    "search --accusations": ("榴", "--accusations", "--by", "何琳"),
}
# Tested where they live, or they hold nothing that was said in a recording.
ELSEWHERE = {
    "store figures": "names of towns",
    "store grant": "names of users; tests/store/test_rights.py",
    "store init": "a place and a version",
    "store move": "counts and a hash; tests/store/test_moving.py",
    "store scrub": "whether it was done; tests/store/test_scrubbing.py",
    "store status": "a place, counts, faults of tables",
    "store lost": "numbers, a name of a computer; tests/restricted/test_lost_files.py",
    "store takeover": "numbers and kinds of work; tests/workspace/test_takeovers.py",
    "sign prepare": "refused for a case of which anything is withheld; tests/signing/test_preparing.py",
    "case court": "refused for a case of which anything is withheld; tests/signing/court/test_pack.py",
    "sign add": "only what was prepared; tests/signing/test_bringing.py",
    "sign page": "serves until somebody signed; tests/signing/page",
    "sign replace-seal": "a fingerprint; tests/signing/test_committee_seal.py",
    "sign scan": "numbers of pages",
    "sign seal": "only what was prepared; tests/signing/test_acts.py",
    "sign token": "only what was prepared; tests/signing/test_tokens.py",
    "sign verify": "names of those who signed a file that is brought",
    "walk route": "names of routes",
    "walk roster": "names of walkers",
    "walk photo": "a number",
    "alert done": "a state by number; tests/loop/alerts",
    "alert extend": "a state by number; tests/loop/alerts",
    "alert form": "a state by number; tests/loop/alerts",
    "alert lead": "a state by number; tests/loop/alerts",
    "alert lift": "a state by number; tests/loop/alerts",
    "alert plan": "a state by number; tests/loop/alerts",
    "alert recuse": "a state by number; tests/loop/alerts",
    "alert review": "a state by number; tests/loop/alerts",
    "alert squad": "a state by number; tests/loop/alerts",
    "contact add": "a number; tests/loop/alerts",
    "parlour open": "addresses of a room; tests/browser/test_parlour_in_browser.py",
    "parlour register": "a number; tests/parlour",
    "parlour serve": "numbers without names; tests/parlour",
    "contact form": "a number; tests/loop/alerts",
    "contact import": "a number; tests/loop/alerts",
    "contact join": "a number; tests/loop/alerts",
    "report proposal answer": "a state by number; tests/loop/reports",
    "report proposal make": "a number; tests/loop/reports",
    "report relief": "a number; tests/loop/reports",
    "reminder decide": "a state by number; tests/loop/alerts",
    "reminder facts": "a state by number; tests/loop/alerts",
    "reminder issue": "a state by number; tests/loop/alerts",
    "reminder object": "a state by number; tests/loop/alerts",
    "clinic aid": "days and numbers; tests/loop/clinics",
    "clinic ask": "days and numbers; tests/loop/clinics",
    "clinic decline": "days and numbers; tests/loop/clinics",
    "clinic deliver": "days and numbers; tests/loop/clinics",
    "clinic form": "days and numbers; tests/loop/clinics",
    "clinic give": "days and numbers; tests/loop/clinics",
    "clinic held": "days and numbers; tests/loop/clinics",
    "clinic plan": "days and numbers; tests/loop/clinics",
    "clinic poster": "days and numbers; tests/loop/clinics",
    "clinic roster": "days and numbers; tests/loop/clinics",
    "clinic sheet": "days and numbers; tests/loop/clinics",
    "clinic subsidy": "days and numbers; tests/loop/clinics",
    "clinic visit": "days and numbers; tests/loop/clinics",
    "jury call": "counts and numbers; tests/loop/jury",
    "jury cancel": "counts and numbers; tests/loop/jury",
    "jury disc": "counts and numbers; tests/loop/jury",
    "jury form": "counts and numbers; tests/loop/jury",
    "jury heard": "counts and numbers; tests/loop/jury",
    "jury opinion": "counts and numbers; tests/loop/jury",
    "jury received": "counts and numbers; tests/loop/jury",
    "jury roster": "counts and numbers; tests/loop/jury",
    "jury route": "counts and numbers; tests/loop/jury",
    "jury score": "counts and numbers; tests/loop/jury",
    "jury show": "counts and numbers; tests/loop/jury",
    "accusation close": "releases; tests/commands/test_accusation.py",
    "add": "takes a sound in, which nobody has heard yet",
    "archive": "a group",
    "backup make": "a copy of the workspace, as secret as that",
    "backup check": "hashes",
    "backup prove": "counts",
    "backup restore": "the workspace put back",
    "bulk list": "names of files on a disc",
    "bulk add": "takes sounds in",
    "case return": "drafts of a lawyer",
    "check": "facts of a file; grievances by number only",
    "choose": "the corrector; noted as transcribe is",
    "cluster pack": "what pack writes, by a worker; noted as pack is",
    "cluster scheduler": "a process",
    "cluster share check": "hashes",
    "cluster share fill": "sounds under their hashes",
    "cluster share make": "a mark",
    "cluster share remove": "hashes",
    "cluster status": "machines",
    "cluster worker": "a process",
    "correct": "the corrector; noted as transcribe is",
    "demo": "a made-up meeting",
    "discs check": "hashes",
    "disposal appraise": "decisions",
    "disposal destroy": "numbers and hashes",
    "disposal remove": "shows what goes to a name that is noted; tests/commands/test_disposal.py",
    "doctor": "the state of the machine",
    "models add": "files of a model",
    "models get": "files of a model",
    "models list": "what is known of models",
    "models try": "the corrector; noted as rehear is; tests/commands/test_models.py",
    "models use": "a setting",
    "words accept": "a word of open sentences; tests/transcripts/learning/test_lessons.py",
    "events clock": "that the clock is right",
    "events erase": "a count",
    "card adopt": "a number and a photo",
    "card call": "numbers; tests/loop/test_draws.py",
    "card draw cancel": "a month",
    "card draw freeze": "numbers of cards",
    "card draw seed": "numbers of cards",
    "card draw sheet": "numbers of cards; tests/loop/test_draws.py",
    "card draw show": "numbers of cards",
    "card issue": "a number and a code; tests/loop/test_cards.py",
    "card link": "numbers",
    "card slip": "a form; tests/loop/test_slips.py",
    "followup redo": "a form; tests/loop/test_slips.py",
    "card portrait": "a name and a number",
    "card print": "numbers and codes",
    "card show": "stages; tests/loop/test_cards.py",
    "card stage": "a stage",
    "card void": "a number",
    "followup conduct": "shows words to a name that is noted; tests/loop/test_followup.py",
    "followup done": "a state; tests/loop/test_followup.py",
    "followup kept": "what was promised; tests/loop/test_followup.py",
    "followup slip": "a form; tests/loop/test_slips.py",
    "followup try": "a state; tests/loop/test_followup.py",
    "fill": "facts of a file; refused for what is withheld, tests/test_documents.py",
    "fixity restore": "copies of packages",
    "answers call": "a name of an official; tests/answers/test_officials.py",
    "answers came": "a name of an official; tests/answers/test_officials.py",
    "answers read": "numbers; tests/answers/test_answers.py",
    "answers revoke": "a number",
    "answers set": "a number; tests/answers/test_answers.py",
    "law import": "the text of a law",
    "law list": "names of laws",
    "law show": "an article of a law",
    "policy approve": "a matter of the policy dictionary, which is public",
    "policy build": "public pages; tests/policies/test_site.py",
    "policy check": "what a public page lacks",
    "policy dial": "the telephone of an office",
    "policy export": "a matter of the policy dictionary",
    "policy handouts": "the words of public pages",
    "policy list": "matters of the policy dictionary",
    "policy media add": "the recording of a public explanation",
    "policy media caption": "words of a public page",
    "policy media draft": "words of a public page",
    "policy media remove": "a matter of the policy dictionary",
    "policy text add": "words of a public policy",
    "policy text check": "words of a public policy",
    "policy text end": "names of laws",
    "policy visits": "counts; tests/policies/test_visits.py",
    "policy wall found": "codes of walls",
    "policy wall import": "codes of walls",
    "policy wall list": "codes of walls",
    "policy wall patrol": "codes of walls",
    "policy wall remove": "codes of walls",
    "policy wall renew": "codes of walls",
    "policy wall sheet": "codes of walls and their shops",
    "policy walls": "codes of walls; tests/policies/test_walls.py",
    "policy window compare": "counts",
    "policy window count": "counts",
    "policy write": "a matter of the policy dictionary",
    "poster hang": "the number of a notice",
    "poster list": "numbers of notices",
    "poster make": "words of laws only; tests/policies/test_posters.py",
    "poster remove": "the number of a notice",
    "handover begin": "a post",
    "handover make": "numbers; tests/loop/test_cards.py",
    "case signed": "days, and the number of a paper that was issued; tests/papers/test_signing.py",
    "issue": "refused for what is withheld, tests/test_documents.py",
    "notice minor": "a person and seconds",
    "notice objection": "a person and seconds",
    "recheck": "a lawyer's draft",
    "rehear": "the corrector; noted as transcribe is",
    "rules": "rules and laws, and made-up examples",
    "sealed make": "an empty folder",
    "sealed key": "a passphrase",
    "sealed put": "shows what goes to a name that is noted; tests/commands/test_sealed.py",
    "sealed open": "opens with a passphrase, noted; tests/commands/test_sealed.py",
    "sealed list": "numbers",
    "template": "a template of a paper",
    "verify": "hashes",
    "walk answer": "a note by number; tests/loop/walks/test_ledger.py",
    "walk done": "a number",
    "walk form": "an empty sheet",
    "walk forward": "a note by number; tests/loop/walks/test_ledger.py",
    "walk import": "numbers",
    "walk note": "a number",
    "walk page": "an empty page",
    "walk slip": "a form; tests/loop/test_slips.py",
    "walk reply": "a note by number; tests/loop/walks/test_ledger.py",
    "walk show": "shows a sensitive note to a name that is noted; tests/loop/walks/test_ledger.py",
    "walk triage": "a note by number; tests/loop/walks/test_ledger.py",
    "walk visit": "a note by number; tests/loop/walks/test_ledger.py",
    "work": "the process that transcribes",
}


@dataclass(frozen=True)
class Planted:
    """The workspace, its recordings, an ordinary and a secret grievance, a case of both, and one of an unjudged letter.

    A walk-round note about health, and a card. Each is given by its number.
    """

    desk: Desk
    code: str
    bare: str
    ordinary: str
    secret: str
    case: str
    matter: str
    note: str
    card: str


def every_command(group: click.Group = main, before: str = "") -> Iterator[str]:
    """Give the name of every command, with the groups it stands in."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from every_command(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_is_classified() -> None:
    known = {*ASKED, *SHOWN_BY_NAME, *ELSEWHERE}
    assert sorted(set(every_command()) - known) == []


# -- the planted workspace -------------------------------------------------------------------------------------


def _grievance(ordinal: int, mark: str) -> Grievance:
    words = (Evidence(f"s{ordinal}", 0, 4),)
    start = (ordinal - 1) * LENGTH_S
    return Grievance(
        ordinal=ordinal,
        passages=(Passage(f"s{ordinal}", f"s{ordinal}", start, start + LENGTH_S),),
        start_s=start,
        text=f"{mark}的原话说在这里。",
        summary=f"{mark}的摘要",
        subject=Subject("纪检监察", None, 0.3, True, (SubjectCandidate("民政", f"{mark}类", 0.2),), words),  # noqa: FBT003
        kinds=("申诉求决",),
        colour=Colour("红", f"因为{mark}。", words),
        person=Fact(f"{mark}某", words, 0.9),
        home=Fact(f"{mark}组", words, 0.9),
        site=Fact(f"{mark}桥", words, 0.9),
        against=Side(f"{mark}对", words, 0.9, "office_holder"),
        request=Fact(f"请办{mark}", words, 0.9),
        amounts=(Amount(1234.0, mark, approximate=False, evidence=words),),
        dates=(Fact(f"{mark}年", words, 0.9),),
        repeat_of=(Repeat("诉9", 0.9, f"都说到{mark}。", confirmed=False),),
    )


def _transcript(recording: Any, texts: Sequence[str]) -> Transcript:
    segments = tuple(
        Segment(f"s{n}", n, (n - 1) * LENGTH_S, n * LENGTH_S, text, speaker="发言人1")
        for n, text in enumerate(texts, 1)
    )
    reference = RecordingRef(recording.code, recording.sha256, recording.seconds)
    gone = (Removed(2.5, 3.5, f"{SECRETS[0]}去掉的字", "这里没有人说话"),)
    return Transcript(reference, Engine("made-up", "1", "none", None), segments, gone, Coverage(9, 9, ()))


def _texts() -> list[str]:
    pairs = zip(OPEN, SECRETS, strict=True)
    return [*(f"{mark}的原话说在这里。" for pair in pairs for mark in pair), f"{LOOSE}谁也没有说清楚。"]


def _recordings(desk: Desk, lengths: Sequence[int]) -> list[Any]:
    meeting = open_meeting(desk.store, "柳树湾", dt.date(2026, 9, 25), dates.lunar(dt.date(2026, 9, 25)))
    staged = make_folder(desk.workspace.root.parent / "新录音")
    new = []
    for n, seconds in enumerate(lengths):
        path = staged / f"{n}.wav"
        with wave.open(str(path), "wb") as sound:
            sound.setparams((1, 2, 16_000, 0, "NONE", ""))
            noise = np.random.default_rng(n).integers(-9000, 9000, seconds * 16_000)
            sound.writeframes(noise.astype("<i2").tobytes())
        facts = SoundFacts("wav", "pcm_s16le", 16000, 1, float(seconds), path.stat().st_size)
        new.append(NewRecording(path, sha256_of(path), float(seconds), sha256_of(path), facts))

    def settle(code: str, each: NewRecording) -> tuple[str, str]:
        for name in ("original.wav", "access.wav"):
            copy_verified(each.path, make_folder(desk.workspace.recordings / code) / name)
        return f"recordings/{code}/original.wav", f"recordings/{code}/access.wav"

    return list(add_recordings(desk.store, meeting, desk.settings.archive, new, settle))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """Give the planted workspace; it is made once for this file."""
    desk = open_desk(tmp_path_factory.mktemp("出口") / "工作 文件夹", today=dt.date(2026, 11, 23))
    listed, bare = _recordings(desk, (90, 10))
    correcting.save_version(desk, _transcript(listed, _texts()))
    correcting.save_version(desk, _transcript(bare, [f"{UNLISTED}这里没有清单。"]))
    marks = [mark for pair in zip(OPEN, SECRETS, strict=True) for mark in pair]
    found = GrievanceList(
        TranscriptRef(listed.code, 1), tuple(_grievance(n, mark) for n, mark in enumerate(marks, start=1))
    )
    save_grievances(desk.store, listed.code, found)
    judge_accusations(desk.store, listed.code, range(1, 41, 2), "no", "何琳")
    judge_accusations(desk.store, listed.code, range(2, 22, 2), "yes", "何琳")
    confirmed = confirm_grievances(desk.store, listed.code, range(1, 41), {}, "李静")
    numbers = [str(one.number) for one in confirmed]
    case = cases.open_case(desk, numbers[:2], "2026-09-28").case
    letter = Matter("来信", "2026-09-27", f"{LOOSE}，请处理", SECRETS[0], home=SECRETS[1], against=SECRETS[2])
    matter = cases.open_matter(desk, letter, "2026-09-28").case
    # A note about health has a colour; the card's matter and holder are private.
    wish = ledger.NewNote(f"{SECRETS[3]}的药快吃完了", "2026-11-20", "柳树湾三组", "何琳", person=SECRETS[4])
    note = ledger.add_note(desk, wish).number
    ledger.give_colour(desk, note, ledger.Colouring("红", "2026-11-20 20:30", "何琳"))
    given = NewCard("何琳", "综合岗", SECRETS[5], "2026-11-20 09:00", holder=SECRETS[6])
    card = issue(desk, given).card.number
    packing.pack_into_workspace(desk, listed.code)
    yield Planted(desk, listed.code, bare.code, numbers[2], numbers[3], case, matter, note, card)
    desk.store.close()


# -- asking ----------------------------------------------------------------------------------------------------


@pytest.fixture
def ask(planted: Planted, tmp_path: Path) -> Any:
    """Give a function that runs a command of the tables above and returns all it said and wrote, as bytes."""
    file = tmp_path / "转写.json"
    file.write_text(to_text(load_transcript(planted.desk.store, planted.code)), encoding="utf-8")

    def run(name: str, words: Sequence[str], *more: str) -> bytes:
        out = make_folder(tmp_path / f"出-{len(list(tmp_path.iterdir()))}") / "里面"
        make_folder(out)
        known = {"CODE": planted.code, "BARE": planted.bare, "ORDINARY": planted.ordinary, "SECRET": planted.secret}
        known |= {"CASE": planted.case, "MATTER": planted.matter, "MEETING": planted.ordinary.rpartition("-诉")[0]}
        known |= {"FILE": str(file), "OUT": str(out)}
        command = [part for part in name.split() if not part.startswith("-") and part not in known]
        given = [known.get(word, word.replace("OUT/", f"{out}/")) for word in words]
        told = CliRunner().invoke(main, [*command, *given, *more, "--workspace", str(planted.desk.workspace.root)])
        assert told.exception is None or isinstance(told.exception, SystemExit), (name, told.exception)
        # Asked once more, for JSON, some refuse to do the same again.
        if not more:
            assert REFUSED[name] in told.output if name in REFUSED else told.exit_code == 0, (name, told.output)
        return told.output.encode() + told.stderr.encode() + b"".join(map(_content, _files(out)))

    return run


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _content(path: Path) -> bytes:
    """Return the name and the bytes of the file at `path`, and those of the parts of an Office file, as UTF-8."""
    data = path.name.encode() + path.read_bytes()
    if path.suffix in {".docx", ".xlsx"}:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
            data += b"".join(parts.read(name) for name in parts.namelist())
    return data


def leaked(data: bytes) -> list[str]:
    """Return the planted words that stand in `data`, in any encoding that an office uses, or escaped."""
    return [
        words
        for words in EVERY_SECRET
        if any(words.encode(kind) in data for kind in ("utf-8", "gb18030", "utf-16-le"))
        or json.dumps(words)[1:-1].encode() in data
    ]


@pytest.mark.parametrize("name", ASKED)
def test_a_command_shows_no_word_that_nobody_released(
    ask: Any,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[str] = []
    plain = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda words, *a, **k: (started.append(str(words)), plain(words, *a, **k))[1]
    )

    for more in ((), ("--json",)):
        assert leaked(ask(name, ASKED[name], *more)) == []

    assert leaked("\n".join(started).encode()) == []


@pytest.mark.parametrize("name", SHOWN_BY_NAME)
def test_who_is_shown_words_is_written_down(planted: Planted, ask: Any, name: str) -> None:
    before = len(access_log.openings(planted.desk))

    ask(name, SHOWN_BY_NAME[name])

    assert [one.by for one in access_log.openings(planted.desk)[before:]] == ["何琳"]


def test_each_secret_is_found_where_it_belongs(planted: Planted, ask: Any) -> None:
    listed = ask("grievances", ("CODE", "--accusations", "--by", "何琳"), "--json").decode()
    assert all(f"{mark}的原话" in listed and f"{mark}的摘要" in listed for mark in SECRETS)
    assert search(planted.desk, LOOSE, accusations=True)
    assert search(planted.desk, UNLISTED, accusations=True)


@pytest.mark.parametrize(
    "name", ["grievances", "pack", "pack --open", "archive publish", "search --place", "search --colour"]
)
def test_each_ordinary_grievance_stands_in_every_list(ask: Any, name: str) -> None:
    for more in ((), ("--json",)):
        told = ask(name, ASKED[name], *more).decode("utf-8", "replace")
        assert [mark for mark in OPEN if mark not in told] == []


def test_each_ordinary_grievance_is_found_by_its_words(planted: Planted) -> None:
    assert all(len(search(planted.desk, mark)) == 1 for mark in OPEN)
    assert not any(search(planted.desk, words) for words in EVERY_SECRET)


def test_tables_overview_and_panel_show_the_ordinary_ones_and_no_other(planted: Planted) -> None:
    desk = planted.desk
    found = load_grievances(desk.store, planted.code)
    transcript = load_transcript(desk.store, planted.code)
    shown = [
        table(found).to_csv() + table(found).to_html()
        for table in (tables.grievance_table, tables.channel_table, tables.repeat_table, tables.candidate_table)
    ]
    shown += [
        tables.evidence_table(found, transcript).to_csv(),
        text_table.grievance_text(found),
        tables.transcript_table(load_shown_transcript(desk.store, planted.code)).to_csv(),
        tables.revision_table(revision_history(desk.store, planted.code)).to_csv(),
        overview.page(desk).body,
    ]
    panel = ArchiveDesk(desk, "李静")
    shown.append(json.dumps(encode(panel.handlers()["search"]({"words": "榴"})), ensure_ascii=False))

    assert [leaked(text.encode()) for text in shown] == [[]] * len(shown)
    assert all(mark in shown[0] for mark in OPEN)
    assert len(overview.figures(desk).matters) == len(OPEN)


# What each page of the workbench may be asked.
PAGES_ASKED: dict[str, dict[str, str]] = {
    "frame": {},
    "today": {},
    "meetings": {},
    "recording": {"code": "CODE"},
    "cases": {},
    "case": {"case": "CASE"},
    "paper_form": {"case": "CASE"},
    "case_facts": {"case": "CASE"},
    "papers": {},
    "bulk": {},
    "find": {"words": "榴"},
    "grievances": {},
    "grievance": {"number": "NUMBER"},
    "county": {},
    "keeping": {},
    "tables": {},
    "overview": {},
    "dues": {},
    "settings": {},
    "models": {},
    "model_trial": {},
    "learnt": {"by": "王芳"},
    "nights": {},
    "answers": {"meeting": "MEETING"},
    "signings": {},
    "parlour": {},
    "policies": {},
    "policy": {"matter": "dibao"},
    "walks": {},
    "note": {"note": "NOTE"},
    "trend": {},
    "alerts": {},
    "alert": {"case": "CASE"},
    "alike": {},
    "juries": {},
    "jury": {"session": "评2026-001"},
    "clinics": {},
    "clinic": {"village": "柳树湾"},
    "proposals": {},
    "cards": {},
    "card": {"card": "CARD"},
    "draw": {"month": "2026-10"},
    "followups": {},
    "followup": {"case": "CASE"},
    "case_loop": {"case": "CASE"},
    "handover": {"person": "何琳"},
}

REFUSED_PAGES = {
    "paper_form": "它的诉求还没有判断，或者是检举控告",
    "model_trial": "模型：还没有写",
    "jury": "没有找到评议",
    "clinic": "名册里没有它的法律顾问",
}


def test_every_page_of_the_workbench_is_asked() -> None:
    assert set(PAGES_ASKED) == set(pages.PAGES)


@pytest.mark.parametrize("name", PAGES_ASKED)
def test_a_page_shows_no_word_that_nobody_released(planted: Planted, name: str) -> None:
    known = {"CODE": [planted.code, planted.bare], "CASE": [planted.case, planted.matter]}
    known |= {"NOTE": [planted.note], "CARD": [planted.card], "MEETING": [planted.ordinary.rpartition("-诉")[0]]}
    known |= {"NUMBER": [planted.ordinary, planted.secret]}
    ((field, value),) = PAGES_ASKED[name].items() or [("", "")]

    for given in known.get(value, [value]):
        assert leaked(told(planted, name, {field: given, "paper": "mediation_agreement"}).encode()) == []


def told(planted: Planted, name: str, given: dict[str, str]) -> str:
    """Return what a page says, or the sentence by which it is known to refuse what is asked."""
    if name not in REFUSED_PAGES:
        return to_text(pages.PAGES[name](planted.desk, given))
    with pytest.raises(YehuaError, match=REFUSED_PAGES[name]) as refusal:
        pages.PAGES[name](planted.desk, given)
    return str(refusal.value)


def test_the_page_of_a_recording_shows_each_ordinary_grievance(planted: Planted) -> None:
    shown = to_text(pages.PAGES["recording"](planted.desk, {"code": planted.code}))

    assert [mark for mark in OPEN if mark not in shown] == []


def test_no_file_of_the_workspace_shows_a_word_but_the_record_itself(planted: Planted) -> None:
    root = planted.desk.workspace.root
    # The store, the index that is searched under the same rule, and the files for proof-reading beside the recording.
    record = {"yehua.db", "search.db"}
    others = [
        path
        for path in _files(root)
        if path.name not in record and not (path.parent.parent == root / "recordings" and "转写-第" in path.name)
    ]

    assert len(others) > 10
    assert [path.name for path in others if leaked(_content(path))] == []
