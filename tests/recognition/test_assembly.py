"""Text is counted where somebody speaks; what is missing is listed."""

from toolkit.recognition import coverage
from toolkit.records import Segment, Stretch


def test_coverage_counts_only_speech_and_what_is_missing_in_a_segment() -> None:
    text = (Segment("s1", 1, 0.0, 4.0, "路灯坏了"),)

    told = coverage((Stretch(1, 4), Stretch(6, 9)), text, [Stretch(2, 3.5)])

    assert (told.speech_s, told.text_s) == (6.0, 1.5)
    assert told.uncovered == (Stretch(2, 3.5), Stretch(6, 9))
