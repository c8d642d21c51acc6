"""Another recording that holds the sealed words is named before and after, without any word of it."""

from pathlib import Path

from toolkit.restricted import sealed_workspace, sealing, sealing_plan
from toolkit.transcripts import correcting

PASS = "k7mp-2wxy-9abc-defg-h3jk"  # noqa: S105 - of the test only


def test_another_recording_with_the_same_words_is_named_until_it_is_sealed_too(
    kept,  # noqa: ANN001
    tmp_path: Path,
    quick_lock: None,  # noqa: ARG001
) -> None:
    desk, code = kept.desk, kept.code
    line = f"同一场夜话的录音 {kept.other} 里也有这样的话：第 2 句（00:00:03.0）"
    vault = sealed_workspace.make_vault(desk, tmp_path / "纪检 盘", "赵敏", PASS)
    planned = sealing_plan.plan(desk, code)
    done = sealing.seal(desk, vault, planned, "李强")
    assert planned.repeated == done.repeated == (line,)
    assert line in done.look
    last = sealing.seal(desk, vault, sealing_plan.plan(desk, kept.other), "李强")
    assert last.repeated == (), "the first holds it no more"


def test_words_that_another_sentence_of_the_recording_keeps_are_not_looked_for(kept) -> None:  # noqa: ANN001
    desk, code = kept.desk, kept.code
    correcting.correct(desk, code, {3: "有人说：村主任收了我三万块钱。"}, {})
    assert sealing_plan.plan(desk, code).repeated == ()


def test_other_words_in_the_other_recording_are_not_named(kept) -> None:  # noqa: ANN001
    correcting.correct(kept.desk, kept.other, {2: "垃圾桶坏了。"}, {})
    assert sealing_plan.plan(kept.desk, kept.code).repeated == ()
