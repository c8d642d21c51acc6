"""`yehua grievances`, `confirm` and the words that correct a list: `split`, `merge`, `discard`, `repeat` and more."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit import cases, grievances, meetings, papers, store, transcripts
from toolkit.commands.frame.console import Console, warned
from toolkit.commands.frame.given_words import HELP, PAIR, WORDS
from toolkit.commands.frame.options import for_the_officer, shared
from toolkit.core import (
    DiskFullError,
    ReadOnlyWorkspaceError,
    UnknownNumberError,
    WrongValueError,
    make_folder,
    timecode,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from toolkit.records import Grievance, GrievanceList
    from toolkit.workspace import Desk

_BY = click.option("--by", default="工作人员", show_default=True, help="谁做的，会记下来。")
_REASON = click.option("--reason", required=True, type=WORDS, help="理由，会记下来。")
_ORDINALS = click.argument("ordinals", nargs=-1, required=True, type=int, metavar="ORDINAL…")


@click.command("add-grievance")
@click.argument("code")
@click.argument("start", metavar="FROM")
@click.argument("end", metavar="TO")
@_BY
@shared
def add_grievance(code: str, start: str, end: str, *, by: str, console: Console) -> None:
    """把机器漏掉的一段话（FROM 到 TO，秒数或 分:秒）算作一件诉求。"""
    desk = console.desk()
    editing, before = grievances.editing, _list_before(desk, code)
    added = editing.add(desk, code, editing.moment_in(start), editing.moment_in(end), by)
    shown = grievances.accusations.as_others_see(added)
    advice = shown.summary or "请先判断它是不是检举控告，再核对、确认。"
    lines = [f"已补上第 {added.ordinal} 件（{timecode(added.start_s)} 起）。{advice}"]
    lines += _renumbering(before, grievances.load_grievances(desk.store, code))
    console.print(shown, lines)


@click.command()
@click.argument("code")
@click.argument("ordinal", type=int)
@click.argument("sentence", type=int)
@_BY
@shared
def split(code: str, ordinal: int, sentence: int, *, by: str, console: Console) -> None:
    """把第 ORDINAL 件从第 SENTENCE 句起另算一件。"""
    desk = console.desk()
    _print_revised(desk, code, console, lambda: grievances.editing.split(desk, code, ordinal, sentence, by))


@click.command()
@click.argument("code")
@_ORDINALS
@_BY
@shared
def merge(code: str, ordinals: tuple[int, ...], *, by: str, console: Console) -> None:
    """把几件并成一件；已有编号的保留最小的，其余撤回。"""
    desk = console.desk()
    _print_revised(desk, code, console, lambda: grievances.editing.merge(desk, code, ordinals, by))


@click.command()
@click.argument("code")
@_ORDINALS
@_REASON
@_BY
@shared
def discard(code: str, ordinals: tuple[int, ...], *, reason: str, by: str, console: Console) -> None:
    """不采纳：不算诉求的几件，写明理由，仍留在清单里。"""
    _print_list(console, grievances.editing.discard(console.desk(), code, ordinals, reason, by))


@click.command()
@click.argument("code")
@_ORDINALS
@_BY
@shared
def restore(code: str, ordinals: tuple[int, ...], *, by: str, console: Console) -> None:
    """恢复不采纳的几件。"""
    _print_list(console, grievances.editing.restore(console.desk(), code, ordinals, by))


@click.command()
@click.argument("number")
@_REASON
@_BY
@shared
def withdraw(number: str, *, reason: str, by: str, console: Console) -> None:
    """撤回已确认的诉求；编号保留，不再使用。"""
    desk = console.desk()
    earlier = grievances.withdrawal_of(desk.store, number)
    gone = grievances.accusations.as_others_see(grievances.editing.withdraw(desk, number, reason, by))
    line = f"{gone.number} 已经撤回过（{earlier.text}），没有再记。" if earlier else f"已撤回 {gone.number}：{reason}"
    console.print(gone, [line, *_remaining_lines(desk, str(gone.number))])


def _remaining_lines(desk: "Desk", number: str) -> list[str]:
    """Return in Chinese what rests on the withdrawn grievance `number` and stays: case, papers and clocks."""
    ledger = cases.ledger_of(desk)
    case = ledger.cases_of([number]).get(number)
    if case is None:
        return []
    state = ledger.state(case, desk.today)
    lines = [f"由它立的事项 {case} 还在（{state.state}），撤回诉求不等于办结。"]
    lines += [f"  已签发 {paper.number}" for paper in papers.list_papers(desk.store, case)]
    if cases.is_open(state.entries):
        clocks = ledger.clocks(case, desk.today)
        lines += [
            f"  期限照走：{each.name}，最后一日 {each.due.last_day.isoformat()}（{each.basis}）" for each in clocks
        ]
        closing = f"yehua case add {case} 答复办结 --date 日期 --served 送达日期"
        mending = "撤错了的，用 yehua confirm 写明 --reason 重新采用"
        lines.append(f"请核对：不用再办的，答复当事人以后用 {closing} 记上；{mending}。")
    return [*lines, "已签发的文书不会自动收回，有错的另出更正。"]


@click.command()
@click.argument("number")
@click.argument("earlier")
@click.option("--no", "refused", is_flag=True, help="不是重复反映，以后不再提示。")
@click.option("--reason", default="", type=WORDS, help="理由；不写就用提示的理由。")
@_BY
@shared
def repeat(number: str, earlier: str, *, refused: bool, reason: str, by: str, console: Console) -> None:
    """认定 NUMBER 是不是重复反映了 EARLIER。"""
    judge = grievances.editing.refuse_repeat if refused else grievances.editing.confirm_repeat
    judged = grievances.accusations.as_others_see(judge(console.desk(), number, earlier, reason, by))
    word = "不是" if refused else "是"
    console.print(judged, [f"已认定：{judged.number} {word} {earlier} 的重复反映。"])


def _print_list(console: Console, listed: "GrievanceList", *more: str) -> None:
    shown = grievances.accusations.list_as_others_see(listed)
    console.print(shown, [grievances.text_table.grievance_text(listed), *more])


def _print_revised(desk: "Desk", code: str, console: Console, revise: "Callable[[], GrievanceList]") -> None:
    """Print the list that `revise` returns, and which ordinals changed: somebody may hold a printed list."""
    before = grievances.load_grievances(desk.store, code)
    after = revise()
    more = _renumbering(before, after)
    if len(after.grievances) != len(before.grievances) and (later := _later(desk, code)):
        more.append(f"同一场夜话后面录音（{'、'.join(later)}）的序号也跟着变了，请重新列出。")
    _print_list(console, after, *more)
    if not console.as_json:
        note_printed(desk, code)


def _renumbering(before: "GrievanceList | None", after: "GrievanceList") -> list[str]:
    changes = grievances.changed_ordinals(before, after).items() if before else ()
    moves = "；".join(f"原第 {old} 件现为第 {'、'.join(map(str, new))} 件" for old, new in changes)
    return [f"序号已变，请按上面的新列表办，此前打印的不要再用：{moves}。"] if moves else []


def _list_before(desk: "Desk", code: str) -> "GrievanceList | None":
    try:
        return grievances.load_grievances(desk.store, code)
    except UnknownNumberError:
        return None  # no list yet; that there is no such recording is refused later


def note_printed(desk: "Desk", code: str) -> None:
    """Note in a private file beside the logs when the list of recording `code` was first printed for people."""
    mark = _printed_at(desk, code)
    # A list can be read in a workspace that cannot be written to.
    with contextlib.suppress(ReadOnlyWorkspaceError, DiskFullError):
        if not mark.exists():
            make_folder(mark.parent)
            write_whole(mark, store.now())


def _printed_at(desk: "Desk", code: str) -> Path:
    return desk.workspace.log_file.with_name(f"printed-{meetings.find_recording(desk.store, code).code}.txt")


def renumbered(desk: "Desk", code: str) -> list[str]:
    """Return a warning if ordinals changed since the list of recording `code` was printed; else nothing."""
    mark = _printed_at(desk, code)
    if not mark.is_file():
        return []
    printed_at, meeting = mark.read_text(encoding="utf-8"), meetings.find_recording(desk.store, code).meeting
    later = [
        revision
        for recording in meetings.list_recordings(desk.store, meeting)
        for revision in grievances.revision_history(desk.store, recording.code)
        if revision.action in {"add", "split", "merge"} and revision.made_at > printed_at
    ]
    if not later:
        return []
    last = max(later, key=lambda revision: revision.made_at)
    names = "、".join(dict.fromkeys(grievances.ACTION_NAMES[revision.action] for revision in later))
    who = f"最近一次 {last.made_at[:10]}，{last.by}"
    return [f"这场夜话的清单打印以后又有{names}（{who}），此前打印的序号对不上，请以这里的为准。"]


def _later(desk: "Desk", code: str) -> list[str]:
    """Return the codes of the later recordings of the same meeting, over which the ordinals run on."""
    recording = meetings.find_recording(desk.store, code)
    of_meeting = meetings.list_recordings(desk.store, recording.meeting)
    return [other.code for other in of_meeting if other.position > recording.position]


@click.command("grievances")
@click.argument("what", metavar="CODE|TRANSCRIPT.json")
@for_the_officer
@shared
def list_grievances(what: str, *, accusations: bool, by: str, console: Console) -> None:
    """从转写里找出每一件诉求，列出人、地、事、金额和分类。检举控告和还没有判断的，只给专人看。"""
    desk = console.desk()
    if accusations:
        grievances.access_log.open_for(desk, by, what)
    everything = grievances.lists.find_grievances(desk, what)
    shown = everything if accusations else grievances.accusations.visibility.list_as_others_see(everything)
    listed = everything if accusations else grievances.accusations.visibility.shown_and_withheld(everything)[0]
    lines = [_line(grievance) for grievance in grievances.accusations.danger.first(listed.grievances)]
    lines += _withheld_lines(everything, what) if listed is not everything else []
    lines += renumbered(desk, what) if transcripts.making.is_taken_in(desk, what) else []
    console.print(shown, lines or ["没有找到诉求。"])
    if not console.as_json and transcripts.making.is_taken_in(desk, what):
        _note_lesson(desk, what)
        warned(filter(None, (grievances.lists.skipped_sentence(desk, what),)))
        note_printed(desk, what)
    warned(grievances.access_log.remarks(desk) if accusations else ())


def _note_lesson(desk: "Desk", what: str) -> None:
    """Tell with which lesson of the centre the list of recording `what` was found, if with one."""
    lesson = grievances.learned.lesson_of(desk, meetings.find_recording(desk.store, what).code)
    warned(() if lesson is None else (f"这份清单的{grievances.learned.sentence_on(lesson)}",))


@click.command()
@shared
def learned(*, console: Console) -> None:
    """看程序从确认过的夜话里学到了什么：一件诉求从哪里开始，属于哪一类；与程序自带的分开存。"""
    desk = console.desk()
    lesson = grievances.learned.lesson_now(desk)
    subjects = grievances.learned.subjects_learned(desk)
    begins = None if lesson is None else {"before": lesson.before, "after": lesson.after, "used": lesson.helps}
    codes = () if lesson is None else lesson.meetings
    lines = [grievances.learned.sentence_on(lesson), f"内容分类是照 {subjects} 件确认过的诉求学的。"]
    console.print({"meetings": codes, "begins": begins, "subjects": subjects}, lines)


def _line(grievance: "Grievance") -> str:
    """Return in Chinese one line for `grievance`: danger, status, number, second, person, subject, colour, summary."""
    danger, subject = grievance.danger, grievance.subject
    unsure = "（待定）" if subject.unsure else ""
    warning = f"今晚必看：{grievances.accusations.KIND_NAMES[danger.value]} " if danger else ""
    person = grievance.person.value if grievance.person else "（未说姓名）"
    repeats = "".join(f"；可能重复 {repeat.number}：{repeat.reason}" for repeat in grievance.repeat_of)
    return (
        f"{grievance.ordinal}. {warning}{grievances.STATUS_NAMES[grievance.status]}{grievance.number or ''} "
        f"[{timecode(grievance.start_s)}] {person} {subject.level1 or '分类待定'}{unsure} "
        f"{grievance.colour.value or '未定色'} {grievance.summary}{repeats}"
    )


def _withheld_lines(listed: "GrievanceList", what: str) -> list[str]:
    """Return in Chinese how many grievances are not listed, and what to do about it."""
    secret = sum(grievance.accusation == "yes" for grievance in listed.grievances)
    unjudged = sum(grievance.accusation == "unjudged" for grievance in listed.grievances)
    lines = [f"另有 {secret} 件检举控告，单独保管，这里不列。"] if secret else []
    if unjudged:
        lines.append(
            f"还有 {unjudged} 件没有人判断是不是检举控告，先不列出；专人看过以后用 yehua accusation judge 判断，"
            f"或者 yehua accusation close {what} 关闭清单。"
        )
    return lines


@click.command()
@click.argument("code")
@click.argument("ordinals", nargs=-1, required=True, type=int, metavar="ORDINAL…")
@click.option(
    "--set",
    "changes",
    multiple=True,
    type=PAIR,
    metavar="KEY=VALUE",
    help=f"按听到的改正，如 person=李国强。可重复。内容{HELP}",
)
@click.option("--by", default="工作人员", show_default=True, help="谁确认的，会记下来。")
@click.option("--reason", default=None, type=WORDS, help="重新采用已撤回的诉求时写明理由。")
@shared
def confirm(
    code: str, ordinals: tuple[int, ...], *, changes: tuple[str, ...], by: str, reason: str | None, console: Console
) -> None:
    """由人确认诉求，并给编号。只有确认过的诉求能立项、进文书。"""
    desk = console.desk()
    pairs = dict(map(_pair, changes))
    rows = grievances.access_log.confirm(desk, code, ordinals, pairs, by, reason=reason)
    confirmed = tuple(map(grievances.accusations.as_others_see, rows))
    lines = [f"已确认 {grievance.number}（第 {grievance.ordinal} 件）：{grievance.summary}" for grievance in confirmed]
    console.print(confirmed, [*lines, *renumbered(desk, code)])


def _pair(change: str) -> tuple[str, str]:
    key, mark, value = change.partition("=")
    if not mark:
        raise WrongValueError(field="--set ", value=change, why="要写成 名称=内容，如 person=李国强")
    return key.strip(), value.strip()
