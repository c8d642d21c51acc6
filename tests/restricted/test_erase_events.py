"""Private words of the closed loop go with what is sealed or destroyed, into the sealed item first; the chain holds."""

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from toolkit.archive import appraisals, kept_files
from toolkit.archive.appraisals import Appraisal
from toolkit.cases import cases
from toolkit.cases.ledger import ledger_of
from toolkit.cases.matters import Matter
from toolkit.grievances.register import confirm_grievances, load_grievances
from toolkit.loop import cards, events
from toolkit.loop.events import Wish
from toolkit.loop.reports import proposals
from toolkit.loop.walks import ledger
from toolkit.meetings.erasures import ErasureOrder
from toolkit.restricted import destruction, erase_events, sealed_workspace, sealing, sealing_plan
from toolkit.restricted.vault import Credentials
from toolkit.store import EVENTS, chain
from toolkit.workspace import Desk

PASS = "k7mp-2wxy-9abc-defg-h3jk"  # noqa: S105 - of the test only
SAID = "钱永富的账我们已经转走了"
ORDER = ErasureOrder("sealed", "李强", None, "理由")


def keep(desk: Desk, kind: str, subject: str, facts: dict[str, object], *fields: str) -> None:
    """Record an event of `subject` that says in each of the private `fields` what nobody may learn."""
    said = dict.fromkeys(fields, SAID)
    with desk.store.transaction() as tx:
        events.record(desk, tx, Wish(kind, subject, desk.present, "何琳", facts, said))


def held(desk: Desk) -> list[str]:
    """Return the subjects of the events that still say it, in their order."""
    with desk.store.reading() as tx:
        return [str(row["subject"]) for row in tx.rows(EVENTS) if SAID in (row["private"] or "")]


def told(desk: Desk, code: str, ordinal: int) -> tuple[str, str]:
    """Tell of a grievance of `code`, its case, its card, an opinion and a panel; return the first two numbers."""
    (one,) = confirm_grievances(desk.store, code, [ordinal], {}, by="王芳")
    number = str(one.number)
    case = cases.open_case(desk, [number], "2026-10-08").case
    keep(desk, "answer.given", number, {"disposition": "E", "organ": "镇政府", "case": case}, "words")
    keep(desk, "contact.recorded", case, {"channel": "来电"}, "person")
    keep(desk, "task.set", case, {"task": 1, "owner": "何琳", "due": "2026-12-01"}, "text")
    keep(desk, "review.held", case, {"week": "2026-W41"}, "decision")
    keep(desk, "promise.made", case, {"due": "2026-12-01", "owner": "何琳"}, "text")
    keep(desk, "call.tried", case, {"how": "电话", "outcome": "没人接"}, "words")
    keep(desk, "recusal.decided", case, {}, "person", "reason")
    keep(desk, "card.issued", f"首{case}", {"receiver": "何琳", "case": case}, "about", "holder")
    keep(desk, "opinion.asked", f"意{case}", {"opinion": f"意{case}", "case": case}, "question")
    keep(desk, "visit.logged", f"诊{case}", {"visit": f"诊{case}", "case": case}, "name", "question")
    return number, case


def test_sealing_takes_the_words_of_the_loop_into_the_item_and_leaves_the_others(
    kept,  # noqa: ANN001
    tmp_path: Path,
    quick_lock: None,  # noqa: ARG001
) -> None:
    desk = kept.desk
    vault = sealed_workspace.make_vault(desk, tmp_path / "盘", "赵敏", PASS)
    told(desk, kept.code, 2)
    other, others_case = told(desk, kept.code, 1)
    before = held(desk)

    done = sealing.seal(desk, vault, sealing_plan.plan(desk, kept.code), "李强")

    assert len(before) == 20
    assert held(desk) == [each for each in before if each == other or others_case in each]
    assert done.left == ()
    assert desk.events.verify().broken == ()
    key = Credentials("赵敏", PASS)
    opened = sealed_workspace.unseal(desk, vault, done.number, tmp_path / "看", key, why="县纪委调阅")
    rows = json.loads((opened / "台账" / "rows.json").read_text(encoding="utf-8"))
    gone = set(before) - set(held(desk))
    assert {row["subject"] for row in rows["events"]} >= gone
    assert sum(SAID in row["private"] for row in rows["events"] if row["subject"] in gone) == 10


def test_destruction_takes_them_and_those_of_other_recordings_stay(kept) -> None:  # noqa: ANN001
    told(kept.desk, kept.code, 1)
    other, others_case = told(kept.desk, kept.other, 4)
    for case in (state.case for state in ledger_of(kept.desk).cases()):
        cases.add_entry(kept.desk, case, "concluded", "2026-10-09", served="2026-10-09", again=True)
    desk = dataclasses.replace(kept.desk, today=dt.date(2057, 1, 5))
    appraisals.appraise(desk.store, Appraisal(kept.code, "destroy", ("王芳", "李强"), "没有继续保存的价值"), 2057)

    destruction.destroy(desk, kept.code, "王芳", "李强")

    assert len(held(desk)) == 10
    assert all(each == other or others_case in each for each in held(desk))
    assert desk.events.verify().broken == ()
    with desk.store.reading() as tx:
        erased = tx.rows(EVENTS, kind=chain.ERASED)
    assert {(row["by"], row["second"]) for row in erased} == {("王芳", "李强")}


@pytest.mark.parametrize("origin", ["民2026-00001"])
def test_the_note_from_which_a_case_came_goes_and_another_note_stays(desk: Desk, origin: str) -> None:
    for number in (origin, f"{origin}2"):
        keep(desk, "note.written", number, {"date": "2026-01-04", "place": "柳树湾"}, "text", "person")
    matter = Matter("来信", "2026-01-04", "门前的路灯坏了", "李国强", channel="31(6)", by="何琳", origin=origin)
    case = cases.open_matter(desk, matter, "2026-01-04", again=True).case

    with desk.store.transaction() as tx, tx.erasing():
        erase_events.erase(tx, (), (case,), ORDER)

    assert held(desk) == [f"{origin}2"]
    assert desk.events.verify().broken == ()


def opened(kept, code: str, ordinal: int) -> str:  # noqa: ANN001
    """Open a case from a grievance of `code`, and return its number."""
    (one,) = confirm_grievances(kept.desk.store, code, [ordinal], {}, by="王芳")
    return str(cases.open_case(kept.desk, [str(one.number)], "2026-10-08").case)


def proposed(desk: Desk, *rests: str) -> str:
    """Make a proposal that rests on the cases `rests`, have it answered, and return its number."""
    wish = proposals.NewProposal("县水利局", "农业农村", "改进工作", rests, SAID, "2026-11-20", "何琳")
    number = proposals.make(desk, wish).proposal
    proposals.answer(desk, number, adopted="采纳", words=SAID, at="2026-11-21", by="何琳")
    return number


def deleted(kept, code: str) -> destruction.Destroyed:  # noqa: ANN001
    """Delete the confirmed grievance of `code` on request."""
    listed = load_grievances(kept.desk.store, code).grievances
    (ordinal,) = (grievance.ordinal for grievance in listed if grievance.number)
    order = ErasureOrder("withdrawn", "王芳", "李强", "本人2026年11月25日书面请求")
    return destruction.remove(kept.desk, code, [ordinal], order)


def test_a_proposal_goes_with_the_last_case_on_which_it_rests_and_is_named_until_then(kept) -> None:  # noqa: ANN001
    one, other = opened(kept, kept.code, 1), opened(kept, kept.other, 4)
    alone, of_both = proposed(kept.desk, one), proposed(kept.desk, one, other)

    first = deleted(kept, kept.code)
    assert held(kept.desk) == [of_both, of_both]
    assert [words for words in first.left if alone in words] == []
    assert len([words for words in first.left if of_both in words]) == 1

    second = deleted(kept, kept.other)
    assert held(kept.desk) == []
    assert [words for words in second.left if of_both in words] == []
    assert kept.desk.events.verify().broken == ()


def old_card(desk: Desk, photo: Path, old: str, case: str) -> Path:
    """Adopt the older card `old` with a photo of it for `case`, and return the place of the photo."""
    photo.write_bytes(SAID.encode() + old.encode())
    card = cards.adopt(desk, old, photo, receiver="李强", at="2026-10-08")
    cards.link(desk, card.number, case, "何琳")
    return desk.workspace.root / "cards" / f"{card.number}.jpg"


def test_the_photo_of_an_adopted_card_is_deleted_with_its_case_and_missed_by_no_check(kept, tmp_path: Path) -> None:  # noqa: ANN001
    desk = kept.desk
    gone = old_card(desk, tmp_path / "旧卡.jpg", "综字043号", opened(kept, kept.code, 1))
    stays = old_card(desk, tmp_path / "旧卡.jpg", "综字044号", opened(kept, kept.other, 4))

    done = deleted(kept, kept.code)

    assert (gone.exists(), stays.exists()) == (False, True)
    assert done.left == ()
    assert kept_files.look(desk.store, desk.workspace.root).faults == ()
    assert desk.events.verify().broken == ()


def test_sealing_names_the_photo_that_it_does_not_take_along(kept, tmp_path: Path, quick_lock: None) -> None:  # noqa: ANN001, ARG001
    desk = kept.desk
    vault = sealed_workspace.make_vault(desk, tmp_path / "盘", "赵敏", PASS)
    photo = old_card(desk, tmp_path / "旧卡.jpg", "综字043号", opened(kept, kept.code, 2))

    done = sealing.seal(desk, vault, sealing_plan.plan(desk, kept.code), "李强")

    assert photo.exists()
    assert [words for words in done.left if desk.workspace.relative(photo) in words]


def test_written_pages_of_a_walk_are_named_once_a_note_of_it_was_erased(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "页.jpg").write_bytes(b"page")
    walk = ledger.add_walk(desk, ledger.NewWalk("2026-01-04", "柳树湾", ("何琳",)), tmp_path / "页.jpg")
    more = ledger.add_photo(desk, walk.number, tmp_path / "页.jpg", "何琳")
    origin = "民2026-00001"
    keep(desk, "note.written", origin, {"date": "2026-01-04", "place": "柳树湾", "walk": walk.number}, "text")
    matter = Matter("来信", "2026-01-04", "门前的路灯坏了", "李国强", channel="31(6)", by="何琳", origin=origin)
    case = cases.open_matter(desk, matter, "2026-01-04", again=True).case

    with desk.store.transaction() as tx:
        before = list(erase_events.remains(tx, (case,)))
        with tx.erasing():
            erase_events.erase(tx, (), (case,), ORDER)
        after = list(erase_events.remains(tx, (case,)))

    assert before == []
    assert [words.split()[0] for words in after] == [walk.photo, more]
