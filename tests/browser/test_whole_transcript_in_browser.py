"""The machine's whole transcript of the made-up meeting put right in a browser, gestures counted; a stretch reheard."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from toolkit.notebook.panels import corrector_rows
from toolkit.records import Segment
from toolkit.transcripts.draft_log import DraftLog
from toolkit.transcripts.versions import load_transcript
from toolkit.workspace.desk import open_desk

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect

pytestmark = pytest.mark.browser

TRUTH = Path(__file__).parent.parent.parent / "examples" / "2026-09-night-meeting.truth.json"
OPEN = """\
from pathlib import Path
from toolkit.notebook.panels import Corrector
from toolkit.workspace.desk import open_desk
Corrector(open_desk(Path({root!r})), {code!r}, by="李静")"""

# Where in the window the characters from one to another of a sentence are painted.
PLACE = """(text, [from, to]) => {
  const range = new Range();
  range.setStart(text.firstChild, from);
  range.setEnd(text.firstChild, to);
  const boxes = range.getClientRects();
  // Between two lines there is a box at the end of the one and at the beginning of the other: one place all the same.
  const [first, last] = [boxes[0], boxes[from === to ? 0 : boxes.length - 1]];
  const middle = (box) => (box.top + box.bottom) / 2;
  return [first.left, middle(first), from === to ? first.left : last.right, middle(last)];
}"""
# Time goes by: the sound, which runs, comes to this second.
LATER = "(second) => { document.querySelector('.cor audio').currentTime = second; }"


def letters(text: str) -> str:
    """Return what is said, without the marks that nobody says."""
    return "".join(sign for sign in text if sign.isalnum() or sign in "%.")


@dataclass(frozen=True)
class Wrong:
    """Characters `start` to `end` of a sentence that were said otherwise."""

    segment: Segment
    start: int
    end: int
    said: str


def wrong_places(segments: tuple[Segment, ...], said: str) -> Iterator[Wrong]:
    """Yield where the text is not what was said, a stretch within a sentence each, from the last to the first."""
    at = [(one, n) for one in segments for n, sign in enumerate(one.text) if letters(sign)]
    heard = "".join(one.text[n] for one, n in at)
    for kind, i, j, m, n in reversed(SequenceMatcher(None, heard, said, autojunk=False).get_opcodes()):
        if kind == "equal":
            continue
        pieces = list(dict.fromkeys(one.id for one, _ in at[i:j])) or [at[i - 1][0].id]
        for id_ in reversed(pieces):
            mine = [(one, place) for one, place in at[i:j] if one.id == id_]
            # What was said there is written once, into the first of several sentences.
            words = said[m:n] if id_ == pieces[0] else ""
            if mine:
                yield Wrong(mine[0][0], mine[0][1], mine[-1][1] + 1, words)
            else:
                yield Wrong(at[i - 1][0], at[i - 1][1] + 1, at[i - 1][1] + 1, words)


@pytest.fixture
def sample(lab: Any, sample_run: Any, request: pytest.FixtureRequest) -> Any:
    """Give a copy of the sample's workspace, as the machine left the text, inside the served folder."""
    root = lab.folder / f"样例 {request.node.name[:30]}"
    shutil.copytree(sample_run.desk.workspace.root, root, ignore=shutil.ignore_patterns("packages", "papers"))
    return root, sample_run.told.recordings[0]


@pytest.fixture
def shown(lab: Any, opened: Any, sample: Any) -> Any:
    root, code = sample
    one = opened(lab.write("样例核对.ipynb", OPEN.format(root=str(root), code=code)))
    one.page.set_viewport_size({"width": 1366, "height": 768})
    one.output.locator(".cor[data-ready][data-wave]").wait_for()
    return one


def draft_of(sample: Any) -> Any:
    root, code = sample
    desk = open_desk(root)
    base = load_transcript(desk.store, code)
    desk.store.close()
    return DraftLog(base, desk.workspace.edits(code, base.version))


def test_the_whole_machine_transcript_is_put_right_with_one_gesture_for_each_wrong_place(
    shown: Any, sample: Any, record_property: Any
) -> None:
    said = letters("".join(turn["text"] for turn in json.loads(TRUTH.read_text(encoding="utf-8"))))
    segments = draft_of(sample).draft.base.segments
    # Within a sentence from the last to the first, so that counted places stay where they are.
    places = sorted(wrong_places(segments, said), key=lambda one: (one.segment.start_s, -one.start))
    mouse = shown.page.mouse
    gestures = 0
    shown.page.keyboard.press("Escape")
    shown.output.get_by_role("button", name="播放", exact=False).first.click()
    for number, wrong in enumerate(places):
        row = shown.output.locator(f".cor-row[data-id='{wrong.segment.id}']")
        shown.page.evaluate(LATER, wrong.segment.start_s + 0.05)
        shown.page.wait_for_function("(row) => row.classList.contains('current')", arg=row.element_handle())
        left, top, right, bottom = row.locator(".cor-text").evaluate(PLACE, [wrong.start, wrong.end])
        # One gesture: the pointer is pressed where it begins and let go where it ends.
        mouse.move(left, top)
        mouse.down()
        mouse.move(right, bottom)
        mouse.up()
        gestures += 1
        # All else is typing.
        if wrong.said:
            shown.page.keyboard.insert_text(wrong.said)
        else:
            shown.page.keyboard.press("Delete")
        # What is told of a sentence moves its text a little; a person aims afterwards.
        shown.output.get_by_text("已存好").wait_for()
        if number == 0:
            playing = "() => !document.querySelector('.cor audio').paused"
            shown.page.wait_for_function(playing)
    shown.output.get_by_text("已存好").wait_for()

    record_property("figures", f"{len(places)} wrong places, {gestures} gestures")
    assert len(places) > 20
    assert letters("".join(one.text for one in draft_of(sample).draft.in_order())) == said
    assert gestures <= len(places)


# Where somebody stands: the sentence and what is selected of it. A key is answered a moment after it is pressed.
STANDS = """() => {
  const chosen = getSelection();
  const rows = [...document.querySelectorAll('.cor-row')];
  const row = rows.findIndex((one) => one.contains(document.activeElement));
  return [row, chosen.anchorOffset, chosen.focusOffset, chosen.toString()].join();
}"""


def is_in_fix(row: corrector_rows.SentenceRow, at: int, length: int) -> bool:
    """Return whether the word lies in a longer one that the program put there: it is stepped to as a whole."""
    fixed = [(row.text.find(fix.to), len(fix.to)) for fix in row.fixes if len(fix.to) > length]
    return any(0 <= first <= at and at + length <= first + long for first, long in fixed)


def test_the_words_the_machine_was_unsure_of_are_stepped_through_and_taken_for_typing(shown: Any, sample: Any) -> None:
    listed = corrector_rows.rows(draft_of(sample).draft)
    sentences = [row for row in listed if row.kind == "text"]
    doubted = [row.text[at : at + n] for row in sentences for at, n in row.unsure if not is_in_fix(row, at, n)]
    shown.output.locator(".cor-title").click()
    taken = []
    for _ in range(12):
        stood = shown.page.evaluate(STANDS)
        shown.page.keyboard.press("F8")
        shown.page.wait_for_function(f"(stood) => ({STANDS})() !== stood", arg=stood)
        # Of some sentences no single word is in doubt, and some words are names of the list.
        word = shown.page.evaluate("() => getSelection().toString()")
        taken += [word] if word in doubted else []
        if len(taken) == 5:
            break

    assert taken == doubted[:5]

    before = shown.output.locator(".cor-text:focus").text_content()
    shown.page.keyboard.insert_text("好")

    expect(shown.output.locator(".cor-text:focus")).to_have_text(before.replace(taken[-1], "好", 1))


def test_a_stretch_is_heard_again_beside_the_text_and_goes_in_when_somebody_chooses(
    shown: Any, sample: Any, shoot: Any, for_everybody: Any
) -> None:
    third = draft_of(sample).draft.base.segments[33]
    text = shown.output.locator(f".cor-row[data-id='{third.id}'] .cor-text")
    text.click()
    shown.page.keyboard.press("F9")
    shown.output.get_by_role("button", name="开始再听").click()
    # The panel lives on: another sentence is typed meanwhile, and is on the disk before it was heard again.
    first = shown.output.locator(".cor-row[data-id='s00001'] .cor-text")
    first.click()
    shown.page.keyboard.press("End")
    shown.page.keyboard.type("好")
    shown.output.get_by_text("已存好").wait_for()
    assert draft_of(sample).draft.in_order()[0].text.endswith("好")
    side = shown.output.locator(".cor-side")
    side.first.wait_for(timeout=120_000)
    expect(side.first).to_contain_text("第 1 次再听")
    shoot(shown.page, "corrector-again")
    for_everybody(shown.output.locator(".cor"))
    choice = shown.output.get_by_role("button", name="采用再听的")
    if choice.is_disabled():
        pytest.skip("the model hears the same once more: nothing to choose")
    choice.click()
    shown.output.get_by_text("采用了第 1 次再听的文字").wait_for()
    shown.output.get_by_text("已存好").wait_for()

    chosen = draft_of(sample)

    assert chosen.may_undo.action == "rehear"
    assert third.id not in chosen.draft.segments
    new = [one for one in chosen.draft.in_order() if third.id in one.from_ids]
    assert "".join(change.from_ for one in new for change in one.corrections if change.by == "李静") == third.text
    assert chosen.draft.in_order()[0].text.endswith("好")
    shown.output.get_by_role("button", name="撤销", exact=True).click()
    expect(text).to_have_text(third.text)
