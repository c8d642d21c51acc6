"""The command line: the same functions as the notebooks, Chinese for people, one JSON document for programs.

Each command imports what it needs when it is called, so that `yehua --help` does not wait for models and tables.
"""

import functools
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from toolkit.commands import usage_faults
from toolkit.commands.accusation import accusation, tonight
from toolkit.commands.archive import archive, discs, fixity
from toolkit.commands.backup import backup
from toolkit.commands.bulk import bulk
from toolkit.commands.case import case
from toolkit.commands.disposal import disposal
from toolkit.commands.events import events
from toolkit.commands.given_words import HELP, PAIR, WORDS
from toolkit.commands.grievances import (
    add_grievance,
    discard,
    merge,
    note_printed,
    renumbered,
    repeat,
    restore,
    split,
    withdraw,
)
from toolkit.commands.meeting import meeting
from toolkit.commands.notice import notice
from toolkit.commands.parts import desk_at as _desk
from toolkit.commands.parts import finding_lines, let_all_signs_through, replace_option
from toolkit.commands.parts import for_the_corrector as _for_the_corrector
from toolkit.commands.parts import for_the_officer as _for_the_officer
from toolkit.commands.parts import printed as _print
from toolkit.commands.parts import shared as _shared
from toolkit.commands.parts import unforeseen as _unforeseen
from toolkit.commands.parts import warned as _warned
from toolkit.commands.sealed import sealed
from toolkit.commands.transcripts import choose, names, rehear
from toolkit.core import WrongValueError, YehuaError, refuse_existing, refuse_no_folder, timecode
from toolkit.workspace import default_workspace

if TYPE_CHECKING:
    from toolkit.records import GrievanceList, Recording
    from toolkit.workspace import Desk

_WHAT_FILL_NEEDS = "要写明事实文件和 --out，或者用 --example、--schema。"

F = TypeVar("F", bound=Callable[..., Any])


class _Commands(click.Group):
    """Commands whose faults are one sentence on standard error and exit code 1, or 2 for wrong use; no traceback."""

    def make_context(self, *told: Any, **more: Any) -> click.Context:
        # Before anything is read: help and faults of use are printed from there.
        let_all_signs_through()
        with usage_faults.in_sentences():
            return super().make_context(*told, **more)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            with usage_faults.in_sentences():
                return super().invoke(ctx)
        except YehuaError as fault:
            click.echo(f"出错：{fault}", err=True)
            ctx.exit(1)
        except (KeyboardInterrupt, EOFError, click.Abort):
            click.echo("已停下，没有做完；已经存下的内容都在。", err=True)
            ctx.exit(1)
        except (click.ClickException, click.exceptions.Exit, BrokenPipeError):
            raise
        except Exception as fault:  # noqa: BLE001 - the one net at the face: nobody ever sees a traceback
            click.echo(f"出错：{_unforeseen(ctx, fault)}", err=True)
            ctx.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yehua", prog_name="yehua")
def main() -> None:
    """夜话：从院落夜话的录音到可以签字的文书。"""  # noqa: D400 - shown to Chinese users


@contextmanager
def _bar(label: str, *, hidden: bool) -> Iterator[Callable[[float, float], None]]:
    """Show a progress bar on standard error, in seconds of sound."""
    from tqdm import tqdm

    form = "{desc} {percentage:3.0f}%|{bar}| 已用 {elapsed}，约还需 {remaining}"
    with tqdm(total=1.0, desc=label, bar_format=form, disable=hidden, file=sys.stderr) as bar:

        def report(done: float, total: float) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield report


@main.command()
@click.argument("sounds", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--date", "held_on", required=True, help="夜话那天的公历日期，如 2026-09-25。")
@click.option("--place", required=True, help="开夜话的地点，须在 yehua.toml 的 villages 里。")
@click.option("--kept-as", default=None, help="保管期限的类别，须在 retention.csv 里；不写就按 yehua.toml。")
@click.option("--incomplete", is_flag=True, help="录音设备里的原件就是断的：照样收录能读出的部分。")
@_shared
def add(sounds: tuple[Path, ...], workspace: Path | None, as_json: bool, **about: Any) -> None:  # noqa: FBT001
    """收录一场夜话的录音（可有几段，按先后排列）：复制、校验、编号、做试听副本。"""  # noqa: D400
    from toolkit.meetings import intake

    desk = _desk(workspace)
    with _bar("收录", hidden=as_json) as report:
        held_on, place = about["held_on"], about["place"]
        how = {"kept_as": about["kept_as"], "whole": not about["incomplete"]}
        recordings = intake.take_in(desk, sounds, held_on, place, report, **how)
    data = {"meeting": recordings[0].meeting, "recordings": [_recording_json(desk, one) for one in recordings]}
    lines = [f"夜话编号：{recordings[0].meeting}"]
    lines += [f"录音 {one.code}：{timecode(one.seconds)}，原件 SHA-256 {one.sha256}" for one in recordings]
    _print(as_json, data, lines)


def _recording_json(desk: "Desk", recording: "Recording") -> dict[str, Any]:
    path = str(desk.workspace.root / recording.original)
    return {"code": recording.code, "sha256": recording.sha256, "seconds": recording.seconds, "path": path}


@main.command()
@click.argument("what", metavar="CODE|SOUND")
@click.option("--engine", type=click.Choice(["auto", "whisper", "faster-whisper"]), default=None)
@click.option("--model", default=None, help="模型名称或文件夹，默认按 yehua.toml。")
@_for_the_corrector
@_shared
def transcribe(what: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """把录音转成文字。已收录的录音写编号，结果存进台账；写文件名则只转写、不收录。

    已收录的录音由后台程序转写：关掉这个窗口它也接着做，用 yehua jobs 看进度、停下。
    """  # noqa: D400
    from toolkit import records
    from toolkit.grievances import access_log
    from toolkit.transcripts import making, worker

    desk, engine, model = _desk(workspace), wish["engine"], wish["model"]
    with _bar("转写", hidden=as_json) as report:
        if making.is_taken_in(desk, what):
            (transcript,) = worker.transcripts(
                desk, [what], engine=engine, model=model, watch=lambda job: report(job.done_s, job.total_s or 1.0)
            )
        else:
            warn = functools.partial(click.echo, err=True)
            transcript = making.transcribe(desk, what, engine=engine, model=model, progress=report, warn=warn)
    if making.is_taken_in(desk, what):
        transcript = access_log.transcript_for(desk, wish["by"], transcript, f"转写 {what}")
    lines = [f"[{timecode(one.start_s)}] {one.text}" for one in transcript.segments]
    lines += [f"共 {len(transcript.segments)} 句；有人说话 {transcript.coverage.speech_s:.0f} 秒。"]
    lines += [
        f"请回听：{timecode(gap.start_s)} 至 {timecode(gap.end_s)} 有人说话而没有文字。"
        for gap in transcript.coverage.uncovered
    ]
    _print(as_json, records.to_json(transcript), lines)


@main.command()
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, help="谁校对的，会记下来。")
@_shared
def correct(code: str, file: Path, by: str, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """按校对稿改正文字：导出的 .docx、.txt、.srt、.vtt 由人改好后交回，存成新的一版。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import access_log
    from toolkit.transcripts import correcting, corrections, load_transcript

    desk = _desk(workspace)
    before = load_transcript(desk.store, code)
    after = correcting.correct_from(desk, code, file, by)
    before, after = (access_log.transcript_for(desk, by, one, f"校对 {code}") for one in (before, after))
    lines = list(corrections.changes(before, after))
    told = f"存为第 {after.version} 版，共 {len(lines)} 处改动；旧版都在。"
    _print(as_json, records.to_json(after), [*lines, told] if lines else ["没有改动，或早已采用，没有产生新的一版。"])


@main.command()
@click.argument("what", metavar="CODE|TRANSCRIPT.json")
@_for_the_officer
@_shared
def grievances(what: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """从转写里找出每一件诉求，列出人、地、事、金额和分类。检举控告和还没有判断的，只给专人看。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import STATUS_NAMES, access_log, lists
    from toolkit.grievances.accusations import danger, visibility
    from toolkit.transcripts import making

    desk = _desk(workspace)
    if wish["accusations"]:
        access_log.open_for(desk, wish["by"], what)
    found = lists.find_grievances(desk, what)
    shown = found if wish["accusations"] else visibility.as_shown(found)
    listed = found if wish["accusations"] else visibility.apart(found)[0]
    lines = [
        f"{one.ordinal}. {'今晚必看：' + danger.KIND_NAMES[one.danger.value] + ' ' if one.danger else ''}"
        f"{STATUS_NAMES[one.status]}{one.number or ''} [{timecode(one.start_s)}] "
        f"{one.person.value if one.person else '（未说姓名）'} "
        f"{one.subject.level1 or '分类待定'}{'（待定）' if one.subject.unsure else ''} {one.colour.value or '未定色'} "
        + one.summary
        + "".join(f"；可能重复 {repeat.number}：{repeat.reason}" for repeat in one.repeat_of)
        for one in danger.first(listed.grievances)
    ]
    lines += _withheld_lines(found, what) if listed is not found else []
    lines += renumbered(desk, what) if making.is_taken_in(desk, what) else []
    _print(as_json, records.to_json(shown), lines or ["没有找到诉求。"])
    if not as_json and making.is_taken_in(desk, what):
        note_printed(desk, what)
    _warned(access_log.remarks(desk) if wish["accusations"] else ())


def _withheld_lines(found: "GrievanceList", what: str) -> list[str]:
    """Return the sentences that tell how many grievances are not listed, and what to do about it."""
    secret = sum(one.accusation == "yes" for one in found.grievances)
    unjudged = sum(one.accusation == "unjudged" for one in found.grievances)
    lines = [f"另有 {secret} 件检举控告，单独保管，这里不列。"] if secret else []
    if unjudged:
        lines.append(
            f"还有 {unjudged} 件没有人判断是不是检举控告，先不列出；专人看过以后用 yehua accusation judge 判断，"
            f"或者 yehua accusation close {what} 关闭清单。"
        )
    return lines


@main.command()
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
@_shared
def confirm(code: str, ordinals: tuple[int, ...], workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """由人确认诉求，并给编号。只有确认过的诉求能立项、进文书。"""  # noqa: D400
    from toolkit import records
    from toolkit.grievances import confirm_grievances
    from toolkit.grievances.accusations import withheld

    changes, desk = dict(_pair(change) for change in wish["changes"]), _desk(workspace)
    told = confirm_grievances(desk.store, code, ordinals, changes, wish["by"], reason=wish["reason"])
    confirmed = tuple(map(withheld, told))
    lines = [f"已确认 {one.number}（第 {one.ordinal} 件）：{one.summary}" for one in confirmed]
    _print(as_json, records.to_json(confirmed), [*lines, *renumbered(desk, code)])


for _command in (
    accusation,
    tonight,
    add_grievance,
    split,
    merge,
    discard,
    restore,
    withdraw,
    repeat,
    rehear,
    choose,
    names,
):
    main.add_command(_command)


def _pair(change: str) -> tuple[str, str]:
    key, mark, value = change.partition("=")
    if not mark:
        raise WrongValueError(field="--set ", value=change, why="要写成 名称=内容，如 person=李国强")
    return key.strip(), value.strip()


@main.command()
@click.argument("paper")
@click.argument("facts", type=click.Path(path_type=Path), metavar="FACTS.json")
@_shared
def check(paper: str, facts: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """只检查：按这些事实能不能出文书，缺什么。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import paperwork

    findings = paperwork.check(_desk(workspace), paper, facts)
    _print(as_json, {"findings": records.to_json(findings)}, finding_lines(findings) or ["没有发现问题。"])
    if any(finding.level == "error" for finding in findings):
        raise SystemExit(1)


@main.command()
@click.argument("paper")
@click.argument("facts", required=False, type=click.Path(path_type=Path), metavar="[FACTS.json]")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="草稿写到哪个 .docx 文件。")
@click.option("--pdf", is_flag=True, help="另出一份 PDF（需要装有 LibreOffice）。")
@click.option(
    "--rows", type=click.Path(path_type=Path), default=None, help="成批：每行一份的 Excel 表，--out 写文件夹。"
)
@click.option("--example", is_flag=True, help="打印一份完整的事实样例（人名虚构）。")
@click.option("--schema", is_flag=True, help="打印事实文件的 JSON Schema。")
@replace_option
@_shared
def fill(paper: str, facts: Path | None, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """按事实出一份草稿：带“草稿”字样，没有编号。事实有缺漏就不出。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import drafting, paperwork

    if wish["example"] or wish["schema"]:
        data = drafting.example(paper) if wish["example"] else drafting.schema(paper)
        # For people to fill in: what is written in GBK is read as that again.
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
        return
    if facts is None or wish["out"] is None:
        raise click.UsageError(_WHAT_FILL_NEEDS)
    if wish["rows"]:
        _fill_rows(_desk(workspace), paper, facts, wish, as_json=as_json)
        return
    pages = (wish["out"].with_suffix(".pdf"),) if wish["pdf"] else ()
    refuse_existing(wish["out"], *pages, replace=wish["replace"])
    draft = paperwork.fill(_desk(workspace), paper, facts, wish["out"], pdf=wish["pdf"])
    data = {
        "paper": paper,
        "files": [str(file) for file in draft.files],
        "copies": [],
        "findings": records.to_json(draft.findings),
    }
    _print(as_json, data, [f"草稿：{file}" for file in draft.files] + finding_lines(draft.findings))


def _fill_rows(desk: "Desk", paper: str, facts: Path, wish: dict[str, Any], *, as_json: bool) -> None:
    from toolkit import records
    from toolkit.papers import batches, paperwork

    refuse_no_folder(wish["out"])
    base = paperwork.facts_of(desk.file(facts))
    rows = batches.fill(desk, paper, base, wish["rows"], wish["out"], replace=wish["replace"])
    lines = [f"第 {row.number} 行 {row.case}：{row.file.name if row.file else row.fault}" for row in rows]
    _print(as_json, {"paper": paper, "rows": records.to_json(rows)}, lines)
    if any(row.fault for row in rows):
        raise SystemExit(1)


@main.command()
@click.argument("paper")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[FILE.docx]")
@_shared
def template(paper: str, file: Path | None, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """检查律师改过的模板：栏目、标记、必须有的话，一次列出全部问题。不写文件就检查在用的模板。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import drafting, template_checks

    desk = _desk(workspace)
    findings = template_checks.check(paper, file or drafting.template_of(paper, desk.workspace), desk.workspace)
    _print(as_json, {"findings": records.to_json(findings)}, finding_lines(findings) or ["没有发现问题。"])
    if any(finding.level == "error" for finding in findings):
        raise SystemExit(1)


@main.command()
@click.argument("number", metavar="CASE")
@click.argument("paper")
@click.argument("draft", required=False, type=click.Path(path_type=Path), metavar="[FILE.docx]")
@click.option("--corrects", default=None, help="更正并代替哪一份已签发的文书（文号）。")
@_shared
def issue(number: str, paper: str, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """签发：再检查一遍，编号、定稿，按份数做出各份。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import paperwork

    issued = paperwork.issue(_desk(workspace), number, paper, wish["draft"], corrects=wish["corrects"])
    lines = [f"已签发 {issued.number}（SHA-256 {issued.sha256}）"]
    lines += [f"  {copy.holder}：{copy.file}" for copy in issued.copies] + finding_lines(issued.findings)
    _print(as_json, records.to_json(issued), lines)


@main.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.docx")
@_shared
def recheck(file: Path, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """律师改过的草稿：与原草稿比有什么不同，改后的文字能不能出。"""  # noqa: D400
    from toolkit import records
    from toolkit.papers import paperwork

    seen = paperwork.recheck(_desk(workspace), file)
    names = {"added": "新增", "removed": "删去", "changed": "改动"}
    lines = [f"{names[one.kind]}：{one.old or ''} → {one.new or ''}" for one in seen.changes] or ["与草稿相同。"]
    _print(as_json, records.to_json(seen), lines + finding_lines(seen.findings))
    if any(finding.level == "error" for finding in seen.findings):
        raise SystemExit(1)


@main.command()
@click.argument("code")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="档案包放到哪个文件夹里。")
@click.option("--open", "is_open", is_flag=True, help="改出利用副本：检举控告的声音消去、文字略去，没有原件。")
@click.option("--party", multiple=True, metavar="NUMBER", help="改出本人副本：只有这件诉求的声音和文字。可重复。")
@_shared
def pack(code: str, out: Path, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """把一段录音和它的全部结果打成档案包，或出一份可以给人的副本。"""  # noqa: D400
    from toolkit.archive import packing
    from toolkit.grievances import access_log, is_fully_open
    from toolkit.publishing import copies

    desk = _desk(workspace)
    is_copy = wish["is_open"] or wish["party"]
    written = copies.write_copy(desk, code, out, wish["party"]) if is_copy else packing.pack(desk, code, out)
    _warned(() if is_copy else access_log.goes_along(desk, [code]))
    if not is_copy and not is_fully_open(desk.store, code):
        _warned(["没有放行的文字不在这个档案包的网页、清单、转写里，原始录音照原样留在 data/original。"])
    data = {"package": str(written.path), "root": written.root, "files": list(written.files)}
    name = "副本" if is_copy else "档案包"
    lines = [f"{name}：{written.path}（{len(written.files)} 个文件）", f"根值：{written.root}"]
    advice = "给出之前请从头听一遍。" if is_copy else "请用 yehua fixity sheet 出固化信息表，由两人签字。"
    _print(as_json, data, [*lines, advice])


@main.command()
@click.argument("package", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--against", default=None, metavar="ROOT", help="固化信息表上的根值。")
@_shared
def verify(package: Path, against: str | None, workspace: Path | None, as_json: bool) -> None:  # noqa: ARG001, FBT001
    """核验档案包：一次列出所有缺失、改动、多出的文件。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import packages

    faults = packages.verify(package, against)
    lines = [f"{one.path}：{one.fault}，影响：{one.affects}" for one in faults] or ["核验通过，没有任何改动。"]
    _print(as_json, {"faults": records.to_json(faults)}, lines)
    if faults:
        raise SystemExit(1)


main.add_command(case)
main.add_command(fixity)
main.add_command(events)
main.add_command(archive)
main.add_command(discs)
main.add_command(sealed)
main.add_command(disposal)
main.add_command(backup)
main.add_command(notice)
main.add_command(meeting)
main.add_command(bulk)


@main.command()
@click.argument("words", nargs=-1, type=WORDS)
@click.option("--speaker", default=None, type=WORDS, help="谁说的，如 发言人2。")
@click.option("--place", default=None, type=WORDS, help="在哪里开的夜话，或者诉求说的地点。")
@click.option("--subject", default=None, help="诉求的内容分类，写一部分也可以。")
@click.option("--colour", default=None, type=click.Choice(["红", "黄", "绿"]), help="诉求的颜色。")
@click.option("--date", default=None, help="夜话的日期：2026-09、2026-01至2026-06、农历八月、农历2026年八月十五。")
@click.option("--code", default=None, help="档号或夜话编号，写开头一部分也可以。")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1), help="最多列出几处。")
@_for_the_officer
@_shared
def search(words: tuple[str, ...], limit: int, workspace: Path | None, as_json: bool, **wish: Any) -> None:  # noqa: FBT001
    """查找：哪段录音、哪一秒、谁说的。数字说法不限（三万、3万、30000），人名地名可打拼音首字母。"""  # noqa: D400
    from toolkit import records
    from toolkit.archive import list_packages
    from toolkit.grievances import access_log
    from toolkit.search import Wish, search

    desk = _desk(workspace)
    officer, by = wish.pop("accusations"), wish.pop("by")
    if officer:
        access_log.open_for(desk, by, f"查找 {' '.join(words)}".strip())
    hits = search(desk, " ".join(words), limit, Wish(**wish), accusations=officer)
    packages = {one.recording: one.path for one in list_packages(desk.store)}
    lines = [f"{one.code} [{timecode(one.start_s)}] {one.text}" for one in hits] or ["没有找到。"]
    lines += [f"档案包 {packages[code]}" for code in dict.fromkeys(one.code for one in hits) if code in packages]
    _print(as_json, {"hits": records.to_json(hits)}, lines)


@main.command()
@click.option("--stop", default=None, metavar="CODE", help="停下这段录音的转写；已转好的部分留着。")
@_shared
def jobs(stop: str | None, workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """在转写什么、排着什么、哪些中断了；因断电中断的自动接着做。"""  # noqa: D400
    from toolkit import records
    from toolkit.transcripts import worker
    from toolkit.workspace import jobs as work

    desk = _desk(workspace)
    if stop:
        work.stop(desk.workspace.jobs, stop)
    listing = worker.resume(desk)
    _print(as_json, {"jobs": records.to_json(listing)}, [work.sentence(job) for job in listing] or ["没有任务。"])


@main.command(hidden=True)
@_shared
def work(workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """把排队的转写做完：由别的命令在后台启动。"""  # noqa: D400
    from toolkit.transcripts import worker

    done = worker.run((workspace or default_workspace()).resolve())
    _print(as_json, {"done": done}, [f"做完 {done} 项。"])


@main.command()
@click.option("--all", "whole", is_flag=True, help="留存的文件全部核对，不限时间。")
@_shared
def doctor(workspace: Path | None, as_json: bool, whole: bool) -> None:  # noqa: FBT001
    """体检：需要的东西是否都在、能用。"""  # noqa: D400
    from toolkit import records
    from toolkit.commands import doctor as examination

    root = workspace or default_workspace()
    checks = examination.checks(root, None) if whole else examination.checks(root)
    lines = [f"{'好' if one.ok else '要处理'}  {one.name}：{one.message}" for one in checks]
    _print(as_json, {"checks": records.to_json(checks)}, lines)
    if not all(one.ok for one in checks):
        raise SystemExit(1)


@main.command()
@_shared
def demo(workspace: Path | None, as_json: bool) -> None:  # noqa: FBT001
    """用虚构的样例夜话走完全程：从录音到文书和档案包。"""  # noqa: D400
    from toolkit import records
    from toolkit.notebook import demo as sample

    root = workspace or default_workspace() / "demo"
    with _bar("转写", hidden=as_json) as report:
        told = sample.run(root, report, say=(lambda _: None) if as_json else click.echo)
    _print(as_json, records.to_json(told), [])


usage_faults.in_chinese(main)
