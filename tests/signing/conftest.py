"""An office with an agreement to be signed. PDF is set by Typst here: no office program is asked."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.kill_scenarios_issue import TODAY, opened
from tests.signing.papers import paper_pdf
from toolkit import documents, formats
from toolkit.cases.ledger import ledger_of
from toolkit.papers import drafting, find_paper, forms
from toolkit.papers.facts import unwrapped
from toolkit.papers.register import FiledPaper
from toolkit.signing import preparing
from toolkit.signing.signings import PAPER, Step
from toolkit.workspace.desk import Desk, open_desk

CASE = "案2026-0001"
PARTIES = ("孙玉兰", "吴建国")
SIGNING = {"place": "青石镇柳树湾村民委员会会议室"}
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@dataclass
class Office:
    """A desk with one case and its agreement; `pages` is how many pages a paper has as PDF."""

    desk: Desk
    folder: Path
    number: str
    pages: int = 3
    seats: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    def issued(self, paper: str = "mediation_agreement", corrects: str | None = None, **changes: Any) -> str:
        """Return the number of `paper`, issued in the case from its example with `changes`."""
        return issued(self.desk, self.folder, paper, corrects, **changes)

    @property
    def paper(self) -> FiledPaper:
        """The agreement."""
        return find_paper(self.desk.store, self.number)

    def prepared(self, level: str = PAPER, at: dt.datetime = NOON, **more: Any) -> Step:
        """Return the signing of the agreement, prepared at `level` with the consent of both parties."""
        consents = more.pop("consents", PARTIES)
        return preparing.prepare(self.desk, self.number, preparing.Wish(level, "何琳", consents, **more), at)


def issued(desk: Desk, folder: Path, paper: str, corrects: str | None = None, **changes: Any) -> str:
    """Return the number of `paper`, issued in the only case of `desk` from its example with `changes`."""
    known = list(ledger_of(desk).state(CASE, TODAY).grievances)
    facts = unwrapped(forms.example(paper)) | {"case": CASE, "grievances": known} | changes
    facts = {name: value for name, value in facts.items() if name in forms.schema(paper)["properties"]}
    draft = folder / f"{paper}-{len(changes)}-{corrects is None}.docx"
    drafting.fill(paper, facts, desk.workspace, draft)
    return documents.issue(desk, CASE, paper, draft, corrects=corrects).number


@pytest.fixture(scope="session")
def office_made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with a case and its agreement, only ever to be copied."""
    root = tmp_path_factory.mktemp("签名") / "ws"
    desk, _ = opened(root)
    issued(desk, root.parent, "mediation_agreement", signing=SIGNING)
    desk.store.close()
    return root


@pytest.fixture
def office(office_made_once: Path, tmp_path: Path, printer: Callable[["Office"], None]) -> Iterator[Office]:
    """Give an office of its own, whose agreement left the days of signing to the pen."""
    shutil.copytree(office_made_once, tmp_path / "ws")
    desk = open_desk(tmp_path / "ws", today=TODAY)
    made = Office(desk, tmp_path, "青石人调字〔2026〕1号")
    printer(made)
    yield made
    desk.store.close()


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Office], None]:
    """Give what sets the papers of an office by Typst in place of LibreOffice."""

    def stand_in(office: Office) -> None:
        def to_pdf(path: Path, folder: Path) -> Path:
            place = folder / f"{path.stem}.pdf"
            place.write_bytes(paper_pdf(office.desk.workspace, path, office.pages, office.seats, office.lines))
            return place

        monkeypatch.setattr(formats, "to_pdf", to_pdf)

    return stand_in
