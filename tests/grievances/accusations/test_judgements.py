"""What people judged comes back as it was kept, and is laid over a numbered grievance."""

from toolkit.grievances import lists
from toolkit.grievances.accusations import judgements
from toolkit.grievances.register import confirm_grievances, judge_accusations
from toolkit.store.schema import GRIEVANCES
from toolkit.transcripts.versions import load_transcript
from toolkit.workspace.desk import Desk


def test_judgements_come_back_in_order_with_who_and_when(kept) -> None:  # noqa: ANN001
    with kept.desk.store.reading() as tx:
        acts = judgements.acts_of(tx, kept.code)

    assert [(act.verdict, act.by, act.version) for act in acts.acts] == [("yes", "何琳", 1), ("closed", "何琳", 1)]
    assert acts.acts[0].made_at <= acts.acts[1].made_at
    assert acts.closed_text == load_transcript(kept.desk.store, kept.code)


def test_the_closed_text_is_read_only_for_a_newer_one(kept) -> None:  # noqa: ANN001
    with kept.desk.store.reading() as tx:
        assert judgements.acts_of(tx, kept.code, 1).closed_text is None
        assert judgements.acts_of(tx, kept.code, 2).closed_text is not None


def test_a_numbered_grievance_is_as_it_was_judged_last(desk: Desk, heard) -> None:  # noqa: ANN001
    code = heard("我叫韩小川，是石桥村二组的，村口的路灯坏了三个月，没有人修。")
    lists.find_grievances(desk, code)
    (one,) = confirm_grievances(desk.store, code, [1], {}, "李静")
    seen = []
    for verdict in (None, "no", "yes"):
        if verdict is not None:
            judge_accusations(desk.store, code, [1], verdict, "何琳")
        with desk.store.reading() as tx:
            row = tx.known(GRIEVANCES, "诉求", number=str(one.number))
            seen.append(judgements.with_judgement(tx, row).accusation)

    assert seen == ["unjudged", "no", "yes"]
