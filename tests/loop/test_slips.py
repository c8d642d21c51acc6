"""Slips tell whoever carries them nothing of a sensitive note, and neighbours nothing of a case."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.loop.conftest import Concluded
from toolkit.commands.cli import main
from toolkit.core.errors import UnknownNumberError
from toolkit.formats.pdf import office_program, page_count
from toolkit.formats.word import WordFile
from toolkit.loop import slips
from toolkit.loop.walks import ledger
from toolkit.loop.walks.ledger import Act, Colouring, NewNote
from toolkit.workspace import Desk


def yellow(desk: Desk, text: str) -> str:
    number = ledger.add_note(desk, NewNote(text, "2026-09-24", "柳树湾三组", "何琳")).number
    ledger.give_colour(desk, number, Colouring("黄", "2026-09-24 20:00", "何琳"))
    ledger.forward(desk, number, Act("2026-09-24 21:00", "何琳"), "李强")
    return number


def text_of(path: Path) -> str:
    return "\n".join(WordFile.open(path).lines)


def test_a_slip_has_the_limit_and_the_dates_it_was_counted_by(desk: Desk, tmp_path: Path) -> None:
    written = text_of(slips.write_note_slips(desk, yellow(desk, "柚路灯坏了"), tmp_path / "转办.docx"))

    assert all(words in written for words in ("柚路灯坏了", "2026-10-09", "2026年10月8日", "李强"))


def test_a_slip_of_a_sensitive_note_has_its_number_only(desk: Desk, tmp_path: Path) -> None:
    written = text_of(slips.write_note_slips(desk, yellow(desk, "榴家的药快吃完了"), tmp_path / "转办.docx"))

    assert "榴" not in written
    assert "民2026-00001" in written


def test_the_slip_at_the_door_tells_no_subject(desk: Desk, concluded: Concluded, tmp_path: Path) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-11-10")

    lines = WordFile.open(slips.write_call_slips(desk, case, tmp_path / "回访.docx")).lines

    door = lines[-1]
    assert case in door
    assert "路灯" not in door
    assert "修好路灯（2026-11-10）" in "\n".join(lines)


def test_a_case_without_a_served_reply_has_no_slip(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UnknownNumberError):
        slips.write_call_slips(desk, "案2026-0001", tmp_path / "回访.docx")


def test_the_weekly_sheet_has_the_head_of_the_chain_and_the_day_to_sign(desk: Desk, tmp_path: Path) -> None:
    number, head = yellow(desk, "榴路灯坏了"), desk.events.head()

    assert slips.write_reread(desk, "2026-W39", tmp_path / "重看.docx") == (number,)

    written = text_of(tmp_path / "重看.docx")
    assert all(words in written for words in (number, head[:8], head[-8:], "（2026年9月24日）签字"))
    assert "榴" not in written
    slips.write_reread(desk, "2026-W08", tmp_path / "春节.docx")
    assert "本周没有工作日" in text_of(tmp_path / "春节.docx")


@pytest.mark.skipif(office_program() is None, reason="LibreOffice is not on this machine")
def test_a_sheet_is_written_as_pdf_where_its_name_says_so(desk: Desk, tmp_path: Path) -> None:
    number, out = yellow(desk, "路灯坏了"), tmp_path / "转办.pdf"

    ended = CliRunner().invoke(
        main, ["walk", "slip", number, "--out", str(out), "--workspace", str(desk.workspace.root)]
    )

    assert ended.exit_code == 0, ended.output
    assert page_count(out) == 1


def test_a_machine_that_makes_no_pdf_says_so_and_writes_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, out = yellow(desk, "路灯坏了"), tmp_path / "转办.pdf"
    monkeypatch.setattr("toolkit.formats.pdf.office_program", lambda: None)

    ended = CliRunner().invoke(
        main, ["walk", "slip", number, "--out", str(out), "--workspace", str(desk.workspace.root)]
    )

    assert (ended.exit_code, "LibreOffice" in ended.output, out.exists()) == (1, True, False)


def test_slips_on_the_command_line(desk: Desk, concluded: Concluded, tmp_path: Path) -> None:
    case, number = concluded(desk, "2026-11-02"), yellow(desk, "路灯坏了")

    for words in (("walk", "slip", number), ("walk", "page"), ("followup", "slip", case)):
        out = tmp_path / f"{words[1]}-{words[0]}.docx"
        ended = CliRunner().invoke(main, [*words, "--out", str(out), "--workspace", str(desk.workspace.root)])
        assert ended.exit_code == 0, ended.output
        assert out.exists()
