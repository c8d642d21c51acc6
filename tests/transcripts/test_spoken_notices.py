"""Recordings without a notice are marked, wherever they are shown; the sheet says what the law wants to be said."""

import json
from pathlib import Path

import numpy as np
from click.testing import CliRunner, Result

from toolkit.archive import inventories, packing
from toolkit.commands.cli import main
from toolkit.formats import excel
from toolkit.meetings import notices
from toolkit.meetings.notices import Notice
from toolkit.meetings.recordings import find_recording
from toolkit.publishing import partial_copies
from toolkit.sound import audio
from toolkit.transcripts import spoken_notices
from toolkit.workspace.desk import Desk


def run(desk: Desk, *words: object) -> Result:
    """Return what `yehua` answers to `words` at the workspace of `desk`."""
    return CliRunner().invoke(main, [*map(str, words), "--workspace", str(desk.workspace.root)])


def test_a_recording_without_notice_is_marked_in_list_page_and_reading_list(kept, tmp_path: Path) -> None:  # noqa: ANN001
    desk = kept.desk
    notices.enter(desk.store, kept.code, Notice("given", "王芳", "李强", start_s=1.0))
    told = {one.code: one.notice for one in spoken_notices.overview(desk)}
    assert told == {kept.code: "录音里说明，王芳，00:00:01.0", kept.other: notices.MISSING}
    pages = [
        (packing.pack(desk, code, tmp_path).path / "index.html").read_text(encoding="utf-8")
        for code in (kept.code, kept.other)
    ]
    assert "录音里说明，王芳" in pages[0]
    assert notices.MISSING in pages[1]
    rows = excel.read_rows(inventories.write_reading_list(desk, tmp_path / "目录.xlsx"))
    assert [row[-1] for row in rows] == ["录音告知", "有", notices.MISSING]


def test_the_package_holds_what_was_entered(kept, tmp_path: Path) -> None:  # noqa: ANN001
    notices.enter(kept.desk.store, kept.code, Notice("given", "王芳", "李强", start_s=1.0))
    package = packing.pack(kept.desk, kept.code, tmp_path).path
    (entry,) = json.loads((package / "data/metadata/notices.json").read_text(encoding="utf-8"))
    assert (entry["kind"], entry["person"], entry["start_s"]) == ("given", "王芳", 1.0)


def test_an_open_copy_leaves_out_who_objected(kept, tmp_path: Path) -> None:  # noqa: ANN001
    desk = kept.desk
    notices.enter(desk.store, kept.code, Notice("objection", "说话人3", "李强", start_s=6.0, end_s=9.0, wish="不公开"))
    contents = packing.contents_of(desk, find_recording(desk.store, kept.code))
    copy = partial_copies.write(contents, partial_copies.open_share(contents), tmp_path / "给 人")
    whole = b"".join(path.read_bytes() for path in copy.rglob("*") if path.is_file())
    assert "清水河边".encode() not in whole
    assert "垃圾清运".encode() not in whole
    assert "路灯坏了".encode() in whole
    (sound,) = copy.glob("data/access/*")
    assert float(np.abs(audio.samples(sound)[int(6.1 * 16_000) : int(8.9 * 16_000)]).max()) < 0.002


def test_a_sentence_that_may_be_the_notice_is_shown_with_the_command_that_enters_it(heard, desk: Desk) -> None:  # noqa: ANN001
    code = heard("今晚全程录音，存档备查。", "路灯坏了。")
    told = run(desk, "notice", "list")
    assert "可能是告知" in told.output
    assert f"yehua notice given {code} --second 10.0" in told.output
    assert "没有说到：由谁录音、保存多久、有什么权利" in told.output
