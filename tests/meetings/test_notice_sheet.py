"""The sheet that is posted and read aloud says all that the law wants to be said."""

from pathlib import Path

from toolkit.formats.word import WordFile
from toolkit.meetings import notice_sheet, notices
from toolkit.workspace.desk import Desk


def test_the_sheet_says_who_what_for_how_long_and_which_rights(desk: Desk, tmp_path: Path) -> None:
    told = "\n".join(WordFile.open(notice_sheet.write_sheet(desk, tmp_path / "告知 书.docx")).lines)
    assert desk.settings.office.name in told
    assert notices.lacking(told) == ()
    spoken = next(line for line in told.splitlines() if line.startswith("各位乡亲"))
    assert notices.lacking(spoken) == (), "what is read aloud says it all by itself"
    assert all(part in told for part in ("第十七条", "三十年" if "三十年" in told else "30年", "不满十四周岁"))
