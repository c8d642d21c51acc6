"""What is done when a period is over is decided by two people, with a reason, and the newest decision counts."""

import datetime as dt

import pytest

from toolkit.archive import appraisals
from toolkit.archive.appraisals import Appraisal
from toolkit.core.errors import UnknownNumberError, WrongValueError

PEOPLE = ("王芳", "李强")


def test_the_newest_decision_counts_and_all_are_kept(kept) -> None:  # noqa: ANN001
    store, code = kept.desk.store, kept.code
    appraisals.appraise(store, Appraisal(code, "keep", PEOPLE, "还有诉讼", 2035), 2026)
    assert appraisals.kept_until(store) == {code: dt.date(2035, 12, 31)}
    done = appraisals.appraise(store, Appraisal(code, "destroy", (*PEOPLE, " 王芳 "), "没有价值"), 2026)
    assert (done.people, done.decision, done.reason) == (PEOPLE, "destroy", "没有价值")
    assert appraisals.kept_until(store) == {}
    assert [one.decision for one in appraisals.appraisals_of(store, code)] == ["keep", "destroy"]


def test_everything_that_is_missing_is_told_at_once(kept) -> None:  # noqa: ANN001
    with pytest.raises(WrongValueError, match=r"两个人.*理由.*续存要写到哪一年"):
        appraisals.appraise(kept.desk.store, Appraisal(kept.code, "keep", ("王芳", "王芳"), " "), 2026)
    assert appraisals.appraisals_of(kept.desk.store) == ()


@pytest.mark.parametrize("until", [None, 2025, 3000])
def test_a_recording_is_kept_to_a_year_that_can_be(kept, until: int | None) -> None:  # noqa: ANN001
    with pytest.raises(WrongValueError, match="2026 年或者以后"):
        appraisals.appraise(kept.desk.store, Appraisal(kept.code, "keep", PEOPLE, "x", until), 2026)


def test_what_there_is_not_cannot_be_appraised(kept) -> None:  # noqa: ANN001
    with pytest.raises(UnknownNumberError):
        appraisals.appraise(kept.desk.store, Appraisal("0194-LY·2026-D30-0099", "destroy", PEOPLE, "x"), 2026)


def test_the_same_decision_entered_again_adds_nothing(kept) -> None:  # noqa: ANN001
    store, one = kept.desk.store, Appraisal(kept.code, "keep", PEOPLE, "还有诉讼", 2035)
    first = appraisals.appraise(store, one, 2026)
    assert appraisals.appraise(store, one, 2026) == first
    assert appraisals.appraisals_of(store, kept.code) == (first,)
