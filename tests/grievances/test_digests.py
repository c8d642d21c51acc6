"""A digest says what the list of a recording comes to, holds no word of it, and is never of an older list."""

from tests.conftest import Kept
from toolkit.grievances import confirm_grievances, digests, judge_accusations
from toolkit.grievances.digests import Digest, digests_of
from toolkit.grievances.register import judge_repeat
from toolkit.records import Repeat


def digest(kept: Kept) -> Digest:
    """Return the digest of the first recording."""
    return digests_of(kept.desk, [kept.code])[kept.code]


def test_a_digest_counts_what_waits_and_what_is_confirmed(kept: Kept) -> None:
    before = digest(kept)
    (confirmed,) = confirm_grievances(kept.desk.store, kept.code, [1], {})

    after = digest(kept)
    assert (before.proposed, before.confirmed, before.waiting) == (2, 0, 2)
    assert (after.proposed, after.confirmed, after.waiting) == (1, 1, 1)
    assert [each.number for each in after.counted] == [confirmed.number]


def test_a_grievance_that_is_judged_an_accusation_later_is_counted_no_more(kept: Kept) -> None:
    confirm_grievances(kept.desk.store, kept.code, [1], {})
    assert digest(kept).counted

    judge_accusations(kept.desk.store, kept.code, [1], "yes", "何琳")

    assert digest(kept).counted == ()


def test_digests_are_read_from_their_file_by_the_next_process(kept: Kept) -> None:
    place, codes = kept.desk.workspace.digests_file, [kept.code, kept.other]
    digests._FEW, few = 0, digests._FEW
    try:
        first = digests_of(kept.desk, codes)
    finally:
        digests._FEW = few
    digests._SHELVES.clear()

    assert place.is_file()
    assert digests._read(place).digests.keys() == set(codes)
    assert digests_of(kept.desk, codes) == first
    assert "路灯" not in place.read_text(encoding="utf-8")


def test_digests_of_another_store_or_a_broken_file_are_counted_anew(kept: Kept) -> None:
    place = kept.desk.workspace.digests_file
    right = digest(kept)
    kept_file = digests._SHELVES[place].file
    assert kept_file is not None
    wrong = {kept.code: digests._Kept((9, 9, 9, 9, 9, 9), Digest(confirmed=77))}

    for content in (
        "{",
        digests.records.to_text(digests._File(kept_file.position, "0" * 64, kept_file.digests | wrong)),
        digests.records.to_text(digests._File(kept_file.position, kept_file.hash, wrong)),
    ):
        place.write_text(content, encoding="utf-8")
        digests._SHELVES.clear()
        assert digest(kept) == right


def test_only_a_repeat_of_what_may_be_shown_counts(kept: Kept) -> None:
    store = kept.desk.store
    (earlier,) = confirm_grievances(store, kept.code, [1], {})
    (later,) = confirm_grievances(store, kept.other, [4], {})
    judge_repeat(store, str(later.number), Repeat(str(earlier.number), 0.9, "同一件事", confirmed=True), "何琳")

    assert [each.counted.number for each in digests.confirmed(kept.desk) if each.is_repeat] == [later.number]

    judge_accusations(store, kept.code, [1], "yes", "何琳")
    assert not any(each.is_repeat for each in digests.confirmed(kept.desk))
