"""A transcript of three sentences and edits of it, for the tests of drafts."""

from toolkit.records import Correction, Coverage, Engine, RecordingRef, Removed, Segment, Stretch, Transcript
from toolkit.transcripts.draft_edits import apply
from toolkit.transcripts.drafts import Draft
from toolkit.transcripts.edits import Action, Edit

SAID = ("我叫王桂芳，是柳树弯三组的。", "路灯坏了三个月，没人来修。", "补偿款三万六还没有拿到。")


def made() -> Transcript:
    """Return a transcript of three sentences, with 4 s of speech without text and a removed loop."""
    lexicon = Correction("柳树湾", "柳树弯", 7, "词表", None)
    segments = tuple(
        Segment(
            f"s0000{n}", n, n * 10.0, n * 10.0 + 6, text, f"发言人{1 + n % 2}", 0.9, corrections=(lexicon,) * (n == 1)
        )
        for n, text in enumerate(SAID, start=1)
    )
    removed = (Removed(27.0, 29.0, "谢谢谢谢谢谢", "重复"),)
    coverage = Coverage(22.0, 18.0, (Stretch(36.5, 40.5),))
    reference = RecordingRef("甲", "0" * 64, 60.0)
    return Transcript(reference, Engine("无", "1", "无", None), segments, removed, coverage, version=3, parent=2)


def edited(action: Action, *items: str, **given: object) -> Draft:
    """Return a draft with one edit done."""
    draft = Draft(made())
    apply(draft, edit(action, *items, **given), "v3e1")
    return draft


def edit(action: Action, *items: str, **given: object) -> Edit:
    """Return an edit by Li Jing."""
    return Edit(action, "李静", "2026-09-26T01:00:00", items, **given)  # type: ignore[arg-type]


def texts(draft: Draft) -> list[str]:
    """Return the texts of `draft` in order of time."""
    return [one.text for one in draft.in_order()]
