"""What a person does on a page of the workbench outside of its panels; each act is written down as by a command."""

from collections.abc import Callable, Mapping
from pathlib import Path

from toolkit.archive import backups
from toolkit.cases import add_entry, open_case
from toolkit.papers import interview
from toolkit.transcripts import worker
from toolkit.workbench import (
    answer_pages,
    closed_loop,
    keeping,
    meeting_pages,
    paper_forms,
    policy_acts,
    signing_pages,
    speech,
)
from toolkit.workbench.fields import Done, Given, filled, sent_file, text_of, whole_of
from toolkit.workspace import Desk, settings_editing


def _open_case(desk: Desk, given: Given) -> Done:
    state = open_case(
        desk, [text_of(given, "number", "诉求编号")], text_of(given, "date", "立项日期", needed=False) or None
    )
    return Done(f"已立项：{state.case}。", f"/case/{state.case}")


def _add_entry(desk: Desk, given: Given) -> Done:
    """Enter what happened; the file that proves it comes with it.

    `corrects` names the entry that was wrong; `again` there says that the entry is another one of its kind.
    """
    again = given.get("corrects") == "again"
    case, kind, day = (
        text_of(given, "case", "事项"),
        text_of(given, "kind", "记录的种类"),
        text_of(given, "date", "日期"),
    )
    with sent_file(given, "proof", "凭证") as proof:
        state = add_entry(
            desk,
            case,
            kind,
            day,
            document=filled(given, "document"),
            served=filled(given, "served"),
            proof=proof,
            note=filled(given, "note"),
            corrects=None if again else whole_of(given, "corrects", "更正第几条"),
            again=again,
            by=filled(given, "by"),
            second=filled(given, "second"),
        )
    return Done(f"记好了。现在：{state.state}。", f"/case/{state.case}")


def _begin_paper(desk: Desk, given: Given) -> Done:
    """Gather the facts of a paper into its file, unless somebody began it already."""
    case, paper = text_of(given, "case", "事项"), text_of(given, "paper", "文书种类")
    case, place = interview.begun(desk, case, paper)
    return Done(desk.workspace.relative(place), f"/paper/{case}/{paper}")


def _transcribe(desk: Desk, given: Given) -> Done:
    worker.start(desk, [text_of(given, "code", "录音")])
    return Done("转写已经排上。")


def _back_up(desk: Desk, given: Given) -> Done:
    made = backups.make(desk, Path(text_of(given, "to", "放到哪里")), text_of(given, "by", "备份人"))
    return Done(f"备份好了：{made.files} 个文件，已读回核对。放在 {made.path}。", "/settings")


def _write_settings(desk: Desk, given: Given) -> Done:
    """Write the settings; `villages` holds a name a line."""
    fields = {name: text for name, text in given.items() if name != "villages"}
    places = tuple(filter(None, map(str.strip, given.get("villages", "").splitlines())))
    settings_editing.write(desk.workspace, fields, places)
    return Done("设置存好了，以后都按它办。", "/settings")


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "open_case": _open_case,
    "add_entry": _add_entry,
    "begin_paper": _begin_paper,
    "transcribe": _transcribe,
    "back_up": _back_up,
    "write_settings": _write_settings,
    **meeting_pages.ACTS,
    **keeping.ACTS,
    **answer_pages.ACTS,
    **policy_acts.ACTS,
    **signing_pages.ACTS,
    **closed_loop.ACTS,
    **speech.ACTS,
    **paper_forms.ACTS,
}
