"""What is still told somewhere is named: words by the clause, people by name and title, sounds, half-made folders."""

from dataclasses import replace

import pytest

from toolkit.core import staging
from toolkit.core.files import sha256_of, write_whole
from toolkit.formats.word.writing import write_tables
from toolkit.grievances.register import load_grievances
from toolkit.records import Fact, Segment
from toolkit.restricted import traces
from toolkit.restricted.cut import Cut
from toolkit.restricted.traces import Sought
from toolkit.store.schema import REPEATS
from toolkit.transcripts import correcting

SAID = "镇上的会计拿了修路的钱"


@pytest.fixture
def wanted(kept) -> Sought:  # noqa: ANN001
    """Give what no transcript tells any longer, and a row of the store that still does."""
    with kept.desk.store.transaction() as tx:
        tx.add(REPEATS, number="诉1", earlier="诉0", verdict="refused", by="王芳", json=SAID)
    return traces.sought(Cut((), (), (Segment("s9", 9, 0.0, 1.0, f"{SAID}。"),)), ())


def test_every_kind_of_file_that_still_tells_is_named(kept, wanted: Sought) -> None:  # noqa: ANN001
    root = kept.desk.workspace.root
    write_whole(root / "笔记.txt", f"听到：{SAID}。")
    write_tables(root / "表 格.docx", "表", [f"有人说{SAID}"])
    write_whole(root / "无关.txt", "路灯坏了")
    write_whole(root / "models" / "x.txt", SAID)
    told = "".join(traces.leaks(kept.desk, wanted))
    assert "笔记.txt" in told
    assert "表 格.docx" in told
    assert "yehua.db" in told
    assert "无关" not in told
    assert "models" not in told


def test_what_is_also_said_where_it_may_stay_does_not_count(kept, wanted: Sought) -> None:  # noqa: ANN001
    correcting.correct(kept.desk, kept.other, {1: SAID}, {})
    assert traces.leaks(kept.desk, wanted) == ()


def test_people_are_looked_for_by_name_and_by_surname_and_title(kept) -> None:  # noqa: ANN001
    secret = load_grievances(kept.desk.store, kept.code).grievances[1]
    names = traces.names_of([replace(secret, against=Fact("钱永富", (), 1.0), person=Fact("欧阳春花", (), 1.0))])
    assert {"钱永富", "钱支书", "钱主任", "欧阳春花", "欧阳书记"} <= set(names)
    assert traces.names_of([replace(secret, against=Fact("村主任", (), 1.0))]) == ("村主任",), "no name at all"


def test_files_that_name_them_are_told_apart_from_lists_of_names(kept) -> None:  # noqa: ANN001
    root = kept.desk.workspace.root
    write_whole(root / "facts" / "甲.json", "钱永富")
    write_whole(root / "logs" / "x.log", "钱支书来过")
    write_whole(root / "lexicon.csv", "word,kind,note\n钱永富,person,\n")
    told = traces.namings(kept.desk, Sought((), ("钱永富", "钱支书")))
    assert [line.split()[0] for line in told] == ["facts/甲.json", "logs/x.log"]
    correcting.correct(kept.desk, kept.other, {1: "钱支书请讲"}, {})
    assert [line.split()[0] for line in traces.namings(kept.desk, Sought((), ("钱支书",)))] == []


def test_a_sound_is_known_by_its_hash_wherever_it_lies(kept) -> None:  # noqa: ANN001
    root = kept.desk.workspace.root
    path = write_whole(root / "别处" / ".藏" / "x.bin", b"sound")
    assert "听得到" in traces.leaks(kept.desk, Sought((), (), ((sha256_of(path), 5),)))[0]
    assert traces.leaks(kept.desk, Sought((), (), ((sha256_of(path), 6),))) == ()


def test_no_search_says_that_nothing_is_left_while_something_is_half_made(kept) -> None:  # noqa: ANN001
    with staging.staged(staging.new_place(kept.desk.workspace.root / "packages", "packing")):
        assert "还没做完" in traces.leaks(kept.desk, Sought((), ()))[0]
    assert traces.leaks(kept.desk, Sought((), ())) == ()


def test_what_is_kept_in_a_row_comes_back_and_shows_no_word() -> None:
    wanted = Sought((SAID,), ("钱永富",), (("a" * 64, 3),))
    assert Sought.from_details(wanted.as_details()) == wanted
    assert SAID not in str(wanted.as_details())
