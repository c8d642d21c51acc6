"""The other side of a matter, chosen by a learned model from the speaker's own words."""

from toolkit.chinese import Found
from toolkit.grievances.finding import linear, other_side, side_mentions
from toolkit.grievances.finding.candidates import Candidate, Source, choices
from toolkit.grievances.finding.matters import Matter
from toolkit.records import Side

_CERTAIN, _LIKELY = 0.8, 0.7


def sides(matter: Matter, person: str | None, villages: tuple[str, ...]) -> tuple[Candidate, ...]:
    """Return the possible other sides of `matter`, each mention one candidate: neither the speaker nor a village."""
    return tuple(
        Candidate(mention.name, Source(kind, text), mention.start, mention.end, (*mention.features, f"in:{kind}"))
        for kind, text in ((("own" if at == 0 else "later"), text) for at, text in enumerate(matter.talks))
        for mention in side_mentions.mentions(text, villages)
        if person is None or (mention.name not in person and person not in mention.name)
    )


def side(matter: Matter, person: str | None, villages: tuple[str, ...]) -> Side | None:
    """Return the other side: what a rule reads with certainty, else the likeliest candidate; None if there is none."""
    for text in matter.talks:
        match = other_side.against(text.text)
        if match is not None and match.confidence >= _CERTAIN and match.value != person:
            evidence = text.evidence(match.start, match.end)
            return Side(match.value, evidence, match.confidence, other_side.kind(text.text, match))
    model = linear.model("against")
    ranked = choices(sides(matter, person, villages), model)
    if not ranked or ranked[0].share < model.least_for(labels=matter.talks[0].voice is not None):
        return None
    best = ranked[0]
    match = Found(best.value, best.candidate.start, best.candidate.end, round(min(_LIKELY, best.share), 2))
    kind = other_side.kind(best.candidate.source.text.text, match)
    return Side(match.value, best.candidate.evidence, match.confidence, kind)
