"""Search leads to the second and the grievance, in the newest version only, without what is withheld."""

import pytest

from tests.builders import CODE, MEETING, SAID, Shelf, said_transcript
from toolkit.core.errors import WrongValueError
from toolkit.grievances.register import confirm_grievances
from toolkit.search.searching import search
from toolkit.transcripts.versions import save_transcript


def test_search_leads_to_second_and_grievance(listed: Shelf) -> None:
    (hit,) = search(listed, "补偿款")
    assert (hit.code, hit.start_s, hit.end_s, hit.text, hit.grievance) == (CODE, 40.0, 50.0, SAID[3], "2")
    confirm_grievances(listed.store, CODE, [2], {}, "田小禾")
    assert search(listed, "补偿款")[0].grievance == f"{MEETING.number}-诉001"


def test_search_knows_only_the_newest_version(listed: Shelf) -> None:
    assert len(search(listed, "路灯")) == 1
    save_transcript(listed.store, CODE, said_transcript(texts=("水管坏了。",), parent=1))
    assert search(listed, "路灯") == ()
    assert search(listed, "水管") == (), "the new words were judged by nobody"
    assert len(search(listed, "水管", accusations=True)) == 1


def test_search_without_grievances_names_none(shelf: Shelf) -> None:
    shelf.take_in("1")
    save_transcript(shelf.store, CODE, said_transcript())
    assert search(shelf, "路灯") == ()
    assert search(shelf, "路灯", accusations=True)[0].grievance is None


def test_search_works_after_the_index_is_lost(listed: Shelf) -> None:
    before = search(listed, "三")
    listed.workspace.index_file.unlink()
    assert search(listed, "三") == before


def test_search_for_nothing_is_refused(listed: Shelf) -> None:
    with pytest.raises(WrongValueError, match="请输入要查找的字词"):
        search(listed, " 。")
