"""Slips tell whoever carries them nothing of a sensitive note, and neighbours nothing of a case."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from docx import Document

from tests.loop.conftest import Concluded, conclude_again
from toolkit.cases import cases
from toolkit.cases.matters import Matter
from toolkit.commands.cli import main
from toolkit.core.errors import UnknownNumberError
from toolkit.formats.pdf import office_program, page_count
from toolkit.formats.word import WordFile
from toolkit.loop import calls, cards, slips
from toolkit.loop.cards import NewCard
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


def test_a_slip_is_signed_when_handed_over_and_a_red_note_has_its_visit_on_another_page(
    desk: Desk, tmp_path: Path
) -> None:
    red = ledger.add_note(desk, NewNote("柚墙裂了", "2026-09-24", "柳树湾三组", "何琳")).number
    ledger.give_colour(desk, red, Colouring("红", "2026-09-24 20:00", "何琳"))

    plain = text_of(slips.write_note_slips(desk, yellow(desk, "路灯坏了"), tmp_path / "黄.docx"))
    forwarded, visit = text_of(slips.write_note_slips(desk, red, tmp_path / "红.docx")).split("上门核实记录")

    assert "上门核实" not in plain
    assert ("主要领导上门期限" in forwarded, "回复期限" in plain) == (True, True)
    for slip in (plain, forwarded):
        handed, reply = slip.split("沿线剪下")
        assert [
            words for words in ("转办人签字、日期、几时几分", "接收人签字、日期、几时几分") if words not in handed
        ] == []
        assert "办理情况" in reply
        assert "到场领导" not in slip
    assert [words for words in (red, "到场领导", "本人签字") if words not in visit] == []


def test_the_slip_at_the_door_tells_no_subject(desk: Desk, concluded: Concluded, tmp_path: Path) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-11-10")

    lines = WordFile.open(slips.write_call_slips(desk, case, tmp_path / "回访.docx")).lines

    greeting = next(place for place, line in enumerate(lines) if line.startswith("您好"))
    door = lines[greeting : lines.index("回访另纸")]
    assert case in "".join(door)
    assert "路灯" not in "".join(door)
    assert [line for line in door if "办公电话：＿＿＿＿＿＿＿＿" in line], "the blank stands whole on a short line"
    assert "修好路灯（2026-11-10）" in "\n".join(lines)


def test_what_is_said_about_officials_has_a_page_of_its_own_with_the_number_alone(
    desk: Desk, concluded: Concluded, tmp_path: Path
) -> None:
    case = concluded(desk, "2026-11-02", "柚修好路灯|2026-11-10|李强", person="柚国强")
    card = cards.issue(desk, NewCard("李强", "综合岗", "柚路灯", "2026-11-02 09:00", holder="柚桂芳")).card.number
    written = (
        (case, slips.write_call_slips(desk, case, tmp_path / "回访.docx")),
        (card, slips.write_card_slip(desk, card, tmp_path / "抽样.docx")),
    )

    for number, path in written:
        record, apart = text_of(path).split("回访另纸")
        assert [words for words in ("干部有没有推诿", "有没有人教您") if words in record] == []
        assert record.count("时间、电话或入户、结果") == 3
        assert [
            words for words in (number, "干部有没有推诿", "有没有人教您", "第三十条第三款") if words not in apart
        ] == []
        assert [words for words in ("柚", "李强", "2026-11-10") if words in apart] == []
        heading = next(line for line in Document(str(path)).paragraphs if line.text == "回访另纸")
        assert heading.paragraph_format.page_break_before


def test_a_notice_of_redoing_has_the_first_due_date_and_nothing_about_officials(
    desk: Desk, concluded: Concluded, tmp_path: Path
) -> None:
    case = concluded(desk, "2026-11-02", "修好路灯|2026-11-10|李强")
    with pytest.raises(UnknownNumberError, match="重新办理"):
        slips.write_redo_notice(desk, case, tmp_path / "整改.docx")
    said = calls.Answers("有:榴收了两条烟", "部分:柚只修了一半", "清楚")
    calls.note_answers(desk, case, calls.Call("2026-11-17 09:00", "电话", "赵敏"), said)

    written = text_of(slips.write_redo_notice(desk, case, tmp_path / "整改.docx"))

    assert all(words in written for words in ("柚只修了一半", "2026-11-10", "李强", case))
    assert "榴" not in written


def test_an_accusation_at_the_second_question_leaves_a_notice_as_if_nothing_was_said(
    desk: Desk, concluded: Concluded, tmp_path: Path
) -> None:
    def notice(words: str) -> str:
        case = concluded(desk, "2026-11-02", "修好路灯|2026-11-10|李强")
        said = calls.Answers("没有", words, "清楚")
        calls.note_answers(desk, case, calls.Call("2026-11-17 09:00", "电话", "赵敏"), said)
        path = slips.write_redo_notice(desk, case, tmp_path / "整改.docx")
        return text_of(path).replace(case, "").partition("总账末条哈希")[0]

    told, silent = notice("部分:还差一盏，王主任要了五百块"), notice("部分")

    assert "五百" not in told
    assert told == silent


def test_a_notice_of_redoing_leaves_a_line_for_the_pen_where_something_is_not_known(
    desk: Desk, concluded: Concluded, tmp_path: Path
) -> None:
    case = concluded(desk, "2026-11-02")
    calls.note_answers(
        desk, case, calls.Call("2026-11-17 09:00", "电话", "赵敏"), calls.Answers("没有", "部分", "清楚")
    )

    lines = WordFile.open(slips.write_redo_notice(desk, case, tmp_path / "整改.docx")).lines

    for field in ("还差什么", "谁办"):
        assert "＿＿＿＿" in lines[lines.index(field) + 1]
    assert "未指定" not in "".join(lines)


def test_slips_of_a_matter_that_nobody_released_have_numbers_only(desk: Desk, tmp_path: Path) -> None:
    sealed = Matter("来信", "2026-10-12", "村主任收了钱", "赵大山", by="何琳")
    case = cases.open_matter(desk, sealed, "2026-10-12").case
    conclude_again(desk, case, "2026-11-02", "榴把钱退了|2026-11-20|李强")
    first = text_of(slips.write_call_slips(desk, case, tmp_path / "回访.docx"))
    said = calls.Answers("没有", "部分:榴只退了一半", "清楚")
    calls.note_answers(desk, case, calls.Call("2026-11-17 09:00", "电话", "赵敏"), said)
    notice = text_of(slips.write_redo_notice(desk, case, tmp_path / "整改.docx"))

    assert "榴" not in first + notice
    assert case in first
    assert case in notice
    assert "当面交。交的人签字、日期：＿＿" in notice


def test_the_record_of_a_drawn_card_names_who_may_not_call_and_no_matter(desk: Desk, tmp_path: Path) -> None:
    card = cards.issue(desk, NewCard("李强", "综合岗", "榴路灯", "2026-11-02 09:00", holder="榴桂芳")).card

    written = text_of(slips.write_card_slip(desk, card.number, tmp_path / "抽样回访.docx"))

    assert all(words in written for words in (card.number, "李强", "干部有没有推诿"))
    assert "榴" not in written


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
