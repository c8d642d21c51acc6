"""The paper desk keeps each field at once, bars what is not clean, and writes over nobody's work."""

import datetime as dt
import json
import threading
import time
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.panel_messages import as_sent
from toolkit import documents
from toolkit.cases import cases
from toolkit.core import opening
from toolkit.formats import pdf
from toolkit.grievances.register import confirm_grievances
from toolkit.notebook.panels import panel
from toolkit.notebook.panels.papers import PaperDesk, own_facts
from toolkit.papers import forms, page_layout
from toolkit.papers.register import list_papers

Kept = Any  # the desk of conftest with two recordings


class Talk:
    """A paper desk and all that it sends."""

    def __init__(self, desk: Any, facts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.panel = PaperDesk(desk, "handling_opinion", facts)
        self.sent: list[Any] = []
        monkeypatch.setattr(self.panel, "send", lambda content, _buffers=None: self.sent.append(as_sent(content)))

    def ask(self, ask: str, **given: Any) -> Any:
        """Ask the panel as a script would, and return its answer."""
        self.panel._receive(self.panel, {"ask": ask, "id": "q", "key": "k", **given}, [])
        return next(told for told in reversed(self.sent) if told.get("re") == "q")

    def state(self) -> Any:
        """Return the state that was told last."""
        return next(told for told in reversed(self.sent) if told.get("tell") == "state")


@pytest.fixture
def facts(kept: Kept) -> Path:
    """Give the facts of an opinion on a confirmed grievance with its case, in the workspace."""
    (one,) = confirm_grievances(kept.desk.store, kept.code, [1], {})
    case = cases.open_case(kept.desk, [str(one.number)], "2026-09-28").case
    told = forms.example("handling_opinion") | {"case": case, "grievances": [one.number]}
    path = kept.desk.workspace.root / "facts" / "意见.json"
    path.parent.mkdir()
    path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def talk(kept: Kept, facts: Path, monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setattr(panel, "jupyter_runtime_dir", lambda: str(kept.desk.workspace.root / "none"))
    # LibreOffice takes seconds, and has its own tests.
    monkeypatch.setattr(pdf, "office_program", lambda: None)
    return Talk(kept.desk, facts, monkeypatch)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_field_is_on_the_disk_at_once_and_what_is_missing_is_told(talk: Talk, facts: Path) -> None:
    talk.ask("set", path=["petitioner", "name"], value="")

    assert read(facts)["petitioner"]["name"] == ""
    assert [one["field"] for one in talk.state()["findings"] if one["level"] == "error"] == ["petitioner.name"]


def test_a_part_that_was_not_there_is_made(talk: Talk, facts: Path) -> None:
    told = read(facts) | {"extended": None}
    facts.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")

    talk.ask("set", path=["extended", "approved_by"], value="张镇长")

    assert read(facts)["extended"] == {"approved_by": "张镇长"}


@pytest.mark.parametrize("path", [["requests", 99, "facts"], ["case", "name"], ["requests", "facts", "x"]])
def test_a_place_that_cannot_be_is_refused_and_changes_nothing(talk: Talk, facts: Path, path: list[Any]) -> None:
    before = facts.read_bytes()

    assert "没有这一栏" in talk.ask("set", path=path, value="x")["refused"]
    assert facts.read_bytes() == before


def test_what_is_not_clean_gets_no_draft(talk: Talk) -> None:
    talk.ask("set", path=["petitioner", "name"], value="")

    assert "有 1 处要改" in talk.ask("draft")["refused"]
    assert not talk.panel._draft.exists()


def edited_in_word(path: Path) -> bytes:
    made = docx.Document(str(path))
    made.add_paragraph("另附现场照片两张。")
    made.save(str(path))
    return path.read_bytes()


def test_a_draft_edited_in_word_is_never_written_over(talk: Talk) -> None:
    talk.ask("draft")
    edited = edited_in_word(talk.panel._draft)

    asked = talk.ask("draft")
    untouched = talk.panel._draft.read_bytes()
    talk.ask("draft", anew=True)

    assert asked["edited"] == talk.panel._draft.name
    assert untouched == edited
    (kept,) = talk.panel._draft.parent.glob("*改稿*.docx")
    assert kept.read_bytes() == edited
    assert talk.panel._draft.read_bytes() != edited


def test_what_a_lawyer_changed_is_shown(talk: Talk) -> None:
    talk.ask("draft")
    edited_in_word(talk.panel._draft)

    changes = talk.ask("recheck")["changes"]

    assert [one["new"] for one in changes] == ["另附现场照片两张。"]


def test_an_edited_draft_is_issued_only_after_its_changes_were_looked_at(talk: Talk, kept: Kept) -> None:
    talk.ask("draft")
    edited_in_word(talk.panel._draft)
    refused = talk.ask("issue")["refused"]
    talk.ask("recheck")

    assert "另附现场照片两张" in refused
    assert "refused" not in talk.ask("issue")
    assert len(list_papers(kept.desk.store)) == 1


def test_issuing_numbers_the_paper_once_and_lists_its_copies(talk: Talk) -> None:
    talk.ask("draft")
    talk.ask("issue")
    first = talk.state()["issued"]
    talk.ask("issue")

    assert first["number"]
    assert len(first["copies"]) == 2
    assert talk.state()["issued"] == first
    assert talk.ask("open")["issued"] == first


def test_nothing_is_issued_that_was_not_seen(talk: Talk) -> None:
    assert "先出草稿" in talk.ask("issue")["refused"]

    talk.ask("draft")
    talk.ask("set", path=["petitioner", "address"], value="柳树湾四组")

    assert "事实又改过" in talk.ask("issue")["refused"]


def test_a_shipped_example_is_copied_once_and_never_changed(desk: Any, tmp_path: Path) -> None:
    shipped = desk.file("examples/facts/handling_opinion.json")
    before = shipped.read_bytes()

    own = own_facts(desk, "examples/facts/handling_opinion.json")
    own.write_text(json.dumps({"paper": "handling_opinion", "case": "案2026-0009"}), encoding="utf-8")

    assert own.is_relative_to(desk.workspace.root)
    assert read(own_facts(desk, "examples/facts/handling_opinion.json"))["case"] == "案2026-0009"
    assert shipped.read_bytes() == before
    assert tmp_path in own.parents


def test_the_pages_as_printed_come_after_the_quick_look_and_only_of_the_newest_draft(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = [], threading.Event()

    def to_pdf(paper: Path, folder: Path) -> Path:
        begun.append(paper)
        assert may_end.wait(20)
        return folder / "x.pdf"

    monkeypatch.setattr(pdf, "office_program", lambda: "soffice")
    monkeypatch.setattr(pdf, "to_pdf", to_pdf)
    monkeypatch.setattr(pdf, "page_images", lambda _: (b"1", b"2"))
    monkeypatch.setattr(page_layout, "check", lambda *_: ())
    assert "files" in talk.ask("draft")
    assert talk.ask("recheck")["changes"] == []
    may_end.set()
    for _ in range(200):
        if any(one.get("tell") == "pages" for one in talk.sent):
            break
        time.sleep(0.02)

    told = [one["tell"] for one in talk.sent if one.get("tell") in {"page", "pages"}]
    assert told[0] == "page"
    assert told.count("pages") == 1
    assert len(begun) >= 2


def test_without_libreoffice_the_quick_look_stays(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "office_program", lambda: None)
    talk.ask("draft")

    (page,) = [one for one in talk.sent if one.get("tell") == "page"]
    assert page["office"] is False
    assert not any(one.get("tell") == "pages" for one in talk.sent)


def test_after_issuing_the_issued_paper_is_on_view_now_and_when_opened_again(talk: Talk, kept: Kept) -> None:
    pages: list[list[bytes]] = []
    talk.ask("draft")
    talk.panel.tell = keeping(talk, pages)  # type: ignore[method-assign]

    talk.ask("issue")
    talk.ask("open")

    (paper,) = list_papers(kept.desk.store)
    frozen = (kept.desk.workspace.root / paper.file).read_bytes()
    assert [page[0] for page in pages] == [frozen, frozen]


def keeping(talk: Talk, pages: list[list[bytes]]) -> Any:
    """Return a `tell` that keeps the pages it is given, and tells as before."""
    tell = talk.panel.tell

    def kept_too(name: str, news: object = None, buffers: Any = ()) -> None:
        if name == "page":
            pages.append(list(buffers))
        tell(name, news, buffers)

    return kept_too


def test_a_date_that_the_ledger_refuses_bars_issuing_and_not_the_draft(talk: Talk, kept: Kept) -> None:
    tomorrow = kept.desk.today + dt.timedelta(days=1)
    talk.ask("set", path=["date"], value=tomorrow.isoformat())

    state = talk.state()
    assert [one["rule"] for one in state["findings"] if one["level"] == "error"] == ["R30"]
    assert not state["bars_draft"]
    assert "files" in talk.ask("draft")
    assert "之后" in talk.ask("issue")["refused"]
    assert list_papers(kept.desk.store) == ()


def test_what_bars_a_text_that_was_edited_is_told_when_the_desk_is_opened(talk: Talk) -> None:
    talk.ask("draft")
    assert talk.ask("open")["edited"] == []
    made = docx.Document(str(talk.panel._draft))
    made.add_paragraph("今后永远不得信访。")
    made.save(str(talk.panel._draft))

    assert any("不得写" in one["message"] for one in talk.ask("open")["edited"])


def test_a_check_that_breaks_does_not_tell_that_nothing_was_kept(
    talk: Talk, facts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*asked: Any) -> Any:
        raise KeyError(asked)

    monkeypatch.setattr(documents, "check", broken)
    told = talk.ask("set", path=["petitioner", "name"], value="王桂花")

    assert "refused" not in told
    assert [one["tell"] for one in talk.sent if "tell" in one] == ["unchecked"]
    assert read(facts)["petitioner"]["name"] == "王桂花"


def test_copies_are_printed_as_one_pdf_or_opened_one_by_one(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.ask("draft")
    talk.ask("issue")
    opened: list[Path] = []
    monkeypatch.setattr(opening, "open_outside", lambda path: not opened.append(path))
    monkeypatch.setattr(pdf, "joined", lambda _: None)
    assert talk.ask("print")["opened"]
    assert [path.suffix for path in opened] == [".docx", ".docx"]

    monkeypatch.setattr(pdf, "joined", lambda copies: b"%PDF" if len(copies) == 2 else None)
    assert talk.ask("print")["pdf"]
    folder = talk.ask("folder")
    assert Path(folder["folder"]) == opened[0].parent == opened[-1]
