"""The sample meeting from sound to archive package: the work of a centre with the made-up meeting of `examples/`.

The machine proposes; `examples/story.json` holds the acts of people: their corrections of the machine, the matters
that became cases, and the ledger entries before each paper.
"""

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import documents
from toolkit.archive import packages, packing
from toolkit.cases import cases, ledger_of
from toolkit.core import ReadOnlyWorkspaceError, YehuaError, locks, moves, write_whole
from toolkit.grievances import access_log, confirm_grievances, lists, text_table
from toolkit.meetings import intake
from toolkit.notebook import notebooks, plain_faults
from toolkit.records import CaseState, Grievance, GrievanceList, IssuedPaper
from toolkit.transcribe import Progress
from toolkit.transcripts import making
from toolkit.workspace import Desk, Workspace, default_workspace, open_desk, shipped

_CLOSE_ENOUGH_S = 3.0
_BY = "工作人员"
_LOCK = ".practice.lock"
_WAIT_S = 900.0  # a slow office PC takes this long to transcribe the sample

Say = Callable[[str], None]


class OccupiedError(YehuaError):
    """Raised when the folder for the demo holds other files."""

    sentence = "文件夹 {path} 里有别的内容，不是演示留下的，没有动它。请用 --workspace 指定一个空文件夹。"


class MadeUpError(YehuaError):
    """Raised when the made-up meeting would get into the real archive."""

    sentence = "这是练习用的样例，不能收进正式档案：{sounds}。从收件箱收录的，最上面的 SOUNDS 写成 []。"


class StillPreparingError(YehuaError):
    """Raised when another process has been preparing the practice for longer than anybody waits."""

    sentence = "另一个窗口（进程 {process}）正在准备练习，还没有准备好。请等几分钟再试一次。"


class NotFoundInSampleError(YehuaError):
    """Raised when a grievance of the story was not found in the sample's transcript."""

    sentence = "样例里没有找到“{title}”这件诉求（应在 {start} 秒前后）。请联系维护人员。"


@dataclass(frozen=True)
class Summary:
    """The results of the demo: numbers, and the places of workspace and package."""

    workspace: str
    meeting: str
    recordings: tuple[str, ...]
    grievances: int
    cases: tuple[str, ...]
    papers: tuple[IssuedPaper, ...]
    package: str
    root: str
    faults: int


def run(root: Path, report: Progress, say: Say) -> Summary:
    """Take the sample meeting from sound to a verified package in a fresh workspace at `root`.

    Raise OccupiedError when `root` holds anything but an earlier demo.
    """
    story = _story()
    desk = open_desk(fresh(root), today=dt.date.fromisoformat(story["today"]))
    say("一、收录录音：复制、校验、编号，做试听副本。")
    recordings = intake.take_in(desk, [shipped(sound) for sound in story["sounds"]], story["held_on"], story["place"])
    code = recordings[0].code
    say(f"    夜话 {recordings[0].meeting}，录音 {code}，SHA-256 {recordings[0].sha256}")
    say("二、转成文字。")
    transcript = making.transcribe(desk, code, progress=report)
    say(f"    {len(transcript.segments)} 句；有人说话而没有文字的有 {len(transcript.coverage.uncovered)} 处。")
    say("三、找出诉求，由人确认并编号。")
    confirmed = _confirmed(desk, code, story)
    say(text_table.grievance_text(confirmed))
    say("    都看过了：没有检举控告，由人关闭清单，文字才看得到。")
    papers, cases = _papers(desk, confirmed, story, say)
    say("六、打档案包并核验。")
    package = packing.pack(desk, code, desk.workspace.root / "packages")
    faults = packages.verify(package.path, package.root)
    say(f"    {package.path}\n    根值 {package.root}，{'核验通过' if not faults else f'{len(faults)} 处不符'}。")
    _say_where(desk.workspace, say)
    return Summary(
        str(desk.workspace.root),
        recordings[0].meeting,
        tuple(recording.code for recording in recordings),
        len(confirmed.grievances),
        cases,
        papers,
        str(package.path),
        package.root,
        len(faults),
    )


def notebook_desk(*, practice: bool, say: Say = print) -> Desk:
    """Return the desk of a notebook: the centre's own, or for `practice` that of the sample meeting.

    The sample is taken in once, its grievances confirmed and its three cases opened. From then on faults are shown as
    sentences. A notebook that was made for another version says so.
    """
    root = default_workspace()
    plain_faults.install(Workspace(root).log_file)
    if warning := notebooks.older(notebooks.running()):
        say(warning)
    return practice_desk(root) if practice else open_desk(root)


def practice_desk(root: Path) -> Desk:
    """Return the desk for practice beside the workspace at `root`, with the sample taken in, confirmed and opened.

    Raise StillPreparingError when another process prepares it and does not get done.
    """
    story = _story()
    place, today = root / "practice", dt.date.fromisoformat(story["today"])
    if Workspace(place).is_made_up:
        desk = open_desk(place, today=today)
        if _is_prepared(desk, story):
            return desk
        desk.store.close()
    with _alone(place):
        desk = open_desk(place, today=today)
        _prepare(desk, story)
    return desk


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Run the block while no other process prepares the practice at `place`; raise StillPreparingError."""
    with contextlib.ExitStack() as lock:
        # Where no lock can be made (a drive without locks) one prepares all the same; a read-only folder is told then.
        with contextlib.suppress(OSError, NotImplementedError, ReadOnlyWorkspaceError):
            try:
                lock.enter_context(locks.held_in_turn(place / _LOCK, _WAIT_S))
            except locks.HeldError as fault:
                raise StillPreparingError(process=fault.holder.process) from fault
        yield


def _is_prepared(desk: Desk, story: Any) -> bool:
    """Return whether every matter of `story` has its case, and every case its entries after that of its opening."""
    states = ledger_of(desk).cases(desk.today)
    entries = sum(len(state.entries) - 1 for state in states)
    return len(states) >= len(story["matters"]) and entries >= sum(
        len(matter["entries"]) for matter in story["matters"]
    )


def _prepare(desk: Desk, story: Any) -> None:
    if not desk.workspace.is_made_up:
        write_whole(desk.workspace.demo_mark, "")
    recordings = intake.take_in_once(desk, story["sounds"], story["held_on"], story["place"])
    states = ledger_of(desk).cases(desk.today)
    if len(states) >= len(story["matters"]):
        return
    # A preparation that was killed left some of the cases.
    opened = {number for state in states for number in state.grievances}
    code = recordings[0].code
    making.transcribe(desk, code)
    confirmed = _confirmed(desk, code, story)
    for matter in story["matters"]:
        grievance = _at(confirmed, matter)
        if grievance.number not in opened:
            _case(desk, grievance, matter)


def own_sounds(sounds: Sequence[str], *, practice: bool) -> Sequence[str]:
    """Return `sounds`; raise MadeUpError when one is of the made-up meeting, unless this is `practice`."""
    examples = shipped("examples").resolve()
    made_up = [sound for sound in sounds if not practice and shipped(sound).resolve().is_relative_to(examples)]
    if made_up:
        raise MadeUpError(sounds="、".join(made_up))
    return sounds


def _story() -> Any:
    return json.loads(shipped("examples/story.json").read_text(encoding="utf-8"))


def fresh(root: Path) -> Path:
    """Return `root` emptied of an earlier demo; raise OccupiedError when it holds anything else."""
    if root.exists() and any(root.iterdir()):
        if not Workspace(root).is_made_up:
            raise OccupiedError(path=root)
        # A renamed folder is gone at once; a removal cut off in the middle would leave half a workspace.
        doomed = root.with_name(f".{root.name}-old")
        moves.remove_tree(doomed)
        moves.move(root, doomed)
        moves.remove_tree(doomed)
    write_whole(Workspace(root).demo_mark, "")
    return root


def _confirmed(desk: Desk, code: str, story: Any) -> GrievanceList:
    proposed = lists.find_grievances(desk, code)
    by_ear = {_at(proposed, matter).ordinal: matter["by_ear"] for matter in story["matters"]}
    for grievance in proposed.grievances:
        confirm_grievances(desk.store, code, [grievance.ordinal], by_ear.get(grievance.ordinal, {}))
    # Nobody is accused in the sample: with the list closed, what was said may be shown.
    return access_log.close(desk, code, _BY, sure=True)


def _at(proposed: GrievanceList, matter: Any) -> Grievance:
    """Return the grievance of `proposed` that begins where `matter` begins, to three seconds."""
    start = matter["grievance_at_s"]
    nearest = min(proposed.grievances, key=lambda grievance: abs(grievance.start_s - start), default=None)
    if nearest is None or abs(nearest.start_s - start) > _CLOSE_ENOUGH_S:
        raise NotFoundInSampleError(title=matter["title"], start=start)
    return nearest


def _papers(
    desk: Desk, confirmed: GrievanceList, story: Any, say: Say
) -> tuple[tuple[IssuedPaper, ...], tuple[str, ...]]:
    say("四、立项，记台账。")
    states = [_case(desk, _at(confirmed, matter), matter) for matter in story["matters"]]
    for state, matter in zip(states, story["matters"], strict=True):
        say(f"    {state.case} {matter['title']}：{state.state}")
    say("五、出文书：先出草稿，检查无误后签发。")
    papers = [_paper(desk, state, matter, say) for state, matter in zip(states, story["matters"], strict=True)]
    return tuple(papers), tuple(state.case for state in states)


def _case(desk: Desk, grievance: Grievance, matter: Any) -> CaseState:
    state = cases.open_case(desk, [grievance.number or ""], matter["opened_on"])
    for entry in matter["entries"]:
        state = cases.add_entry(
            desk,
            state.case,
            entry["kind"],
            entry["date"],
            document=entry.get("document"),
            served=entry.get("served_on"),
        )
    return state


def _paper(desk: Desk, state: CaseState, matter: Any, say: Say) -> IssuedPaper:
    paper = matter["paper"]
    out = desk.workspace.root / "drafts" / f"{state.case}-{paper}.docx"
    draft = documents.fill(desk, paper, shipped(matter["facts"]), out, pdf=False)
    issued = documents.issue(desk, state.case, paper, draft.files[0])
    say(f"    {issued.number}：{len(issued.copies)} 份")
    for copy in issued.copies:
        say(f"        {copy.holder}  {copy.file}")
    return issued


def _say_where(workspace: Workspace, say: Say) -> None:
    say("\n结果都在这里：")
    for name, path in (
        ("原始录音和试听副本", workspace.recordings),
        ("文书", workspace.papers),
        ("档案包（双击里面的 index.html 就能听、能查）", workspace.root / "packages"),
        ("台账数据库", workspace.database_file),
    ):
        say(f"    {name}：{path}")
