"""Portraits of officials: printed only by consent, and gone once it is withdrawn."""

import zipfile
from pathlib import Path

import pytest
import segno

from toolkit.archive import kept_files
from toolkit.core.errors import UnknownNumberError, WrongValueError
from toolkit.loop import card_sheets, cards, photos
from toolkit.loop.cards import NewCard
from toolkit.workspace import Desk


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """Give a picture that stands for a photo."""
    path = tmp_path / "李强.png"
    segno.make("李强").save(str(path), scale=4)
    return path


def pictures(desk: Desk) -> int:
    """Return how many pictures a new card of 李强 is printed with."""
    card = cards.issue(desk, NewCard("李强", "综合岗", "路灯坏了", "2026-11-02 09:00")).card
    with zipfile.ZipFile(card_sheets.write_card(desk, card)) as parts:
        return parts.read("word/document.xml").count(b"<pic:blipFill")


def test_a_photo_is_printed_by_consent_only_and_until_it_is_withdrawn(desk: Desk, photo: Path) -> None:
    assert pictures(desk) == 1
    with pytest.raises(WrongValueError, match="本人同意"):
        photos.give_portrait(desk, "李强", photo, agreed=False, by="何琳")
    assert pictures(desk) == 1

    kept = photos.give_portrait(desk, "李强", photo, agreed=True, by="何琳")
    assert pictures(desk) == 2
    assert (desk.workspace.root / kept.facts["photo"]).read_bytes() == photo.read_bytes()
    looked = kept_files.look(desk.store, desk.workspace.root)
    assert (looked.total, looked.faults) == (1, ())

    photos.withdraw_portrait(desk, "李强", by="何琳")
    assert pictures(desk) == 1
    assert not (desk.workspace.root / kept.facts["photo"]).exists()
    assert kept_files.look(desk.store, desk.workspace.root).total == 0
    with pytest.raises(UnknownNumberError):
        photos.withdraw_portrait(desk, "李强", by="何琳")
    assert desk.events.verify().broken == ()


def test_a_photo_of_one_person_stands_on_no_card_of_another(desk: Desk, photo: Path) -> None:
    photos.give_portrait(desk, "王芳", photo, agreed=True, by="何琳")

    assert pictures(desk) == 1


def test_what_is_no_picture_is_refused_and_not_kept(desk: Desk, tmp_path: Path) -> None:
    words = tmp_path / "假的.jpg"
    words.write_bytes(b"no picture at all")

    with pytest.raises(WrongValueError, match="不是图片"):
        photos.give_portrait(desk, "李强", words, agreed=True, by="何琳")
    assert [path for path in (desk.workspace.root / "cards").rglob("*") if path.is_file()] == []
