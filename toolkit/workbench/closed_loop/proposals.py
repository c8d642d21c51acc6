"""The page 以案促治: what should become a proposal, and the proposals made, answered, and adopted or not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from toolkit import loop
from toolkit.loop import Proposal
from toolkit.loop.reports import proposals as made_proposals
from toolkit.workbench.fields import Done, Given, moment_of, text_of
from toolkit.workspace import Desk

_BETWEEN = re.compile("[，、,；;]")


@dataclass(frozen=True)
class ProposalsPage:
    """What the machine puts up, the proposals with their state, the newest first, and what may be chosen."""

    today: str
    put_up: tuple[made_proposals.Proposed, ...]
    proposals: tuple[Proposal, ...]
    kinds: tuple[str, ...]
    adopted: tuple[str, ...]


def proposals(desk: Desk, _given: Given) -> ProposalsPage:
    """Return what should become a proposal, and what became one."""
    with desk.store.reading() as tx:
        known = made_proposals.proposals_at(tx, loop.events.View(desk.present))
    return ProposalsPage(
        today=desk.today.isoformat(),
        put_up=made_proposals.put_up(desk),
        proposals=tuple(reversed(known)),
        kinds=made_proposals.KINDS,
        adopted=made_proposals.ADOPTED,
    )


# -- acts ------------------------------------------------------------------------------------------------------


def _by(given: Given) -> str:
    return text_of(given, "by", "您的姓名")


def _make(desk: Desk, given: Given) -> Done:
    wish = made_proposals.NewProposal(
        text_of(given, "to", "给哪个单位"),
        text_of(given, "topic", "什么事"),
        text_of(given, "kind", "种类"),
        tuple(_BETWEEN.sub(" ", text_of(given, "cases", "涉及哪些事项")).split()),
        text_of(given, "text", "建议的内容"),
        moment_of(desk, given),
        _by(given),
    )
    proposal = made_proposals.make(desk, wish)
    return Done(
        f"{proposal.proposal} 记好了，请{proposal.to}在 {proposal.due} 以前答复。", "/proposals", proposal.proposal
    )


def _answer(desk: Desk, given: Given) -> Done:
    number, adopted = text_of(given, "proposal", "哪一件建议"), text_of(given, "adopted", "是否采纳")
    words = text_of(given, "words", "答复的内容")
    proposal = made_proposals.answer(
        desk, number, adopted=adopted, words=words, at=moment_of(desk, given), by=_by(given)
    )
    return Done(f"{proposal.proposal}：{proposal.adopted}。", "/proposals", proposal.proposal)


def _relief(desk: Desk, given: Given) -> Done:
    case, to = text_of(given, "case", "事项"), text_of(given, "to", "移送哪里")
    made_proposals.refer_relief(desk, case, to=to, at=moment_of(desk, given), by=_by(given))
    return Done(f"{case}：已移送{to}，年报要数。")


ACTS: Mapping[str, Callable[[Desk, Given], Done]] = {
    "make_proposal": _make,
    "answer_proposal": _answer,
    "refer_relief": _relief,
}
