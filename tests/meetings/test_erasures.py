"""The register of erasures counts by kind and year, and keeps who erased what on which ground."""

from toolkit.meetings import erasures
from toolkit.meetings.erasures import ErasureOrder
from toolkit.meetings.recordings import find_recording


def test_numbers_of_the_register_are_counted_by_kind_and_year(kept) -> None:  # noqa: ANN001
    with kept.desk.store.transaction() as tx:
        given = [
            erasures.next_erasure(tx, kind, year)
            for kind, year in (("sealed", 2026), ("sealed", 2026), ("destroyed", 2026), ("sealed", 2027))
        ]
    assert given == ["封2026-0001", "封2026-0002", "销2026-0001", "封2027-0001"]


def test_an_entry_keeps_order_hash_and_details(kept) -> None:  # noqa: ANN001
    recording = find_recording(kept.desk.store, kept.code)
    order = ErasureOrder("destroyed", "李强", "王芳", "期满")
    with kept.desk.store.transaction() as tx:
        erasures.note(tx, erasures.next_erasure(tx, "destroyed", 2026), recording, order, {"folders": ["甲"]})
    with kept.desk.store.reading() as tx:
        (entry,) = erasures.register(tx)
        assert erasures.register(tx, recording=kept.other) == ()

    assert (entry.number, entry.recording, entry.sha256) == ("销2026-0001", kept.code, recording.sha256)
    assert (entry.kind, entry.by, entry.witness, entry.ground) == ("destroyed", "李强", "王芳", "期满")
    assert entry.details == {"folders": ["甲"]}
