"""The words of a matter that was written down go on the word of two persons, in its rows, papers and files."""

from pathlib import Path

import pytest

from toolkit.cases import cases, matters
from toolkit.cases.matters import Matter
from toolkit.core.errors import WrongValueError
from toolkit.core.files import write_whole
from toolkit.loop.walks import ledger
from toolkit.meetings.erasures import ErasureOrder
from toolkit.restricted import matter_deletion
from toolkit.store import EVENTS, chain
from toolkit.workspace.desk import Desk

SAID = "钱永富的账我们已经转走了"
ORDER = ErasureOrder("withdrawn", "王芳", "李强", "本人2026年11月20日书面请求")


def written(desk: Desk, about: str, origin: str | None = None) -> tuple[str, str]:
    """Open a case from a letter that says `about`, with a receipt, and return the numbers of matter and case."""
    state = cases.open_matter(
        desk, Matter("来信", "2026-11-03", about, "赵大山", origin=origin), "2026-11-03", again=True
    )
    proof = write_whole(desk.workspace.root.parent / "回证.txt", about)
    cases.add_entry(desk, state.case, "note", "2026-11-04", note=about, proof=proof)
    return state.grievances[0], state.case


def holding(desk: Desk, words: str) -> list[str]:
    files = (path for path in desk.workspace.root.rglob("*") if path.is_file())
    return sorted(path.name for path in files if words.encode() in path.read_bytes())


def test_its_words_are_in_no_file_afterwards_and_those_of_others_stay(desk: Desk) -> None:
    number, _ = written(desk, SAID)
    other, _ = written(desk, "门前的水沟堵了")

    done = matter_deletion.delete(desk, number, ORDER)

    assert (done.number, done.left) == (number, ())
    assert holding(desk, SAID) == []
    assert matters.find_matter(desk.store, number).about == ""
    assert matters.find_matter(desk.store, other).about == "门前的水沟堵了"
    assert desk.events.verify().broken == ()
    with desk.store.reading() as tx:
        (erased,) = tx.rows(EVENTS, kind=chain.ERASED, subject=number)
    assert (erased["by"], erased["second"]) == ("王芳", "李强")
    assert "书面请求" in erased["facts"]


def test_the_note_goes_along_and_the_written_page_of_its_walk_is_named(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "页.jpg").write_bytes(b"page")
    walk = ledger.add_walk(desk, ledger.NewWalk("2026-11-02", "柳树湾", ("何琳",)), tmp_path / "页.jpg")
    note = ledger.add_note(desk, ledger.NewNote(SAID, "2026-11-02", "柳树湾", "何琳"))
    number, _ = written(desk, "水沟堵了", note.number)

    done = matter_deletion.delete(desk, number, ORDER)

    assert holding(desk, SAID) == []
    assert [words.split()[0] for words in done.left] == [walk.photo]


def test_one_person_alone_deletes_nothing_and_nothing_is_deleted_twice(desk: Desk) -> None:
    number, _ = written(desk, SAID)
    with pytest.raises(WrongValueError, match="两个不同的姓名"):
        matter_deletion.delete(desk, number, ErasureOrder("withdrawn", "王芳", "王芳", "书面请求"))
    assert matters.find_matter(desk.store, number).about == SAID
    matter_deletion.delete(desk, number, ORDER)
    with pytest.raises(WrongValueError, match="早已删去"):
        matter_deletion.delete(desk, number, ORDER)
