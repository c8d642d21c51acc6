"""Legal opinions asked of an adviser: for whom, with the conflict answered, due, given, and to whom a copy went.

An opinion is a reference: it decides nothing and fills no 处理意见. Its conclusion is one of six; who complains without
a reason is none of them. The adviser acts for one side only (律师法 Art 39), and fees go to the firm (Art 25, 40).
For whom stands in the plain facts as a label of the case only, so that the sides stay apart when the name is erased.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from toolkit.cases import matters
from toolkit.chinese import Calendar, bare_name, clocks, narrow, same_person
from toolkit.core import UnknownNumberError, hash_chain
from toolkit.loop import moments
from toolkit.loop.alerts.contacts import known_case
from toolkit.loop.clinics.roster import SUBJECT, Roster, roster_at
from toolkit.loop.clinics.visits import CONFLICTS
from toolkit.loop.events import WHENEVER, Event, View, Wish, history, record, refuse
from toolkit.loop.rules import Rules
from toolkit.papers import FiledPaper, find_paper
from toolkit.store import Transaction
from toolkit.workspace import Desk

CONCLUSIONS = ("有法定途径", "时效已过", "证据不足", "缺乏依据", "可调解", "应支持")
ADDRESSEES = ("当事人", "综治中心", "法院", "村委会")
_OFFICE = "综治中心"
# A panel's opinion that was read out (`opinion.read`) is none of an adviser's.
_KINDS = ("opinion.asked", "opinion.declined", "opinion.given", "opinion.delivered")
_HIDDEN = "（不显示）"
_CONSENTS, _DOES_NOT = "同意", re.compile("[不未没]同意|没有同意|未经同意|拒绝|反对")
_PAPER = "legal_opinion"


@dataclass(frozen=True)
class Request:
    """A request for an opinion as it is written down; `client` is whom the adviser acts for."""

    case: str
    village: str
    client: str
    conflict: str
    question: str
    at: str
    by: str


@dataclass(frozen=True)
class Opinion:
    """An opinion as it stands: `warning` says whom else the adviser works for, `delivered` to whom copies went."""

    opinion: str
    case: str
    village: str
    adviser: str
    client: str
    conflict: str
    asked: str
    due: str
    why: str
    calendar: str
    state: str
    conclusion: str | None = None
    paper: str | None = None
    delivered: tuple[str, ...] = ()
    warning: str | None = None


def ask(desk: Desk, wish: Request) -> Opinion:
    """Record a request and return it; raise EventRefusedError naming every fault, or UnknownNumberError."""
    with desk.store.transaction() as tx:
        case, day = known_case(tx, wish.case), moments.parsed(wish.at)[:10]
        roster = roster_at(tx, View(desk.present))
        there = roster.of(wish.village.strip(), day)
        adviser = there.adviser if there else ""
        refuse(_request_faults(tx, replace(wish, case=case), adviser))
        number = f"意{day[:4]}-{tx.next_number(f'opinion:{day[:4]}'):04d}"
        facts = {
            "opinion": number,
            "case": case,
            "village": wish.village.strip(),
            "adviser": adviser,
            "who": _label(_asked(tx, case), wish.client),
            "conflict": wish.conflict,
        }
        private = {"client": wish.client.strip(), "question": wish.question.strip()}
        record(desk, tx, Wish("opinion.asked", number, wish.at, wish.by, facts, private))
        return _known(desk, tx, number)


def _request_faults(tx: Transaction, wish: Request, adviser: str) -> Iterator[str]:
    if not adviser:
        yield f"{wish.village} 那天没有法律顾问（名册里没有）"
    if wish.conflict not in CONFLICTS:
        yield f"利益冲突（--conflict）一定要问，可以写 {'、'.join(CONFLICTS)}"
    for what, text in (("替谁出意见（--client）", wish.client), ("问题", wish.question)):
        if not text.strip():
            yield f"没有写{what}"
    asked = _asked(tx, wish.case)
    who = _label(asked, wish.client)
    for event in asked:
        is_same = same_person(_client(event), wish.client) or event.facts.get("who") == who
        if event.facts["adviser"] == adviser and not is_same:
            yield (
                f"{adviser}在 {wish.case} 里已经替{_client(event)}出意见（{event.facts['opinion']}），"
                f"不能再替{wish.client.strip()}（律师法第三十九条）；请另请一位，或者申请法律援助"
            )
            return


def _asked(tx: Transaction, case: str) -> list[Event]:
    """Return the requests about `case`, in the order in which they were written down."""
    logs = history(tx, WHENEVER, ("opinion.asked",), holding=hash_chain.canonical({"case": case})[1:-1])
    return sorted((event for events in logs.values() for event in events), key=lambda event: event.position)


def _client(event: Event) -> str:
    """Return for whom `event` asked, if that was not erased and may be read; older events have it in plain facts."""
    return event.words("client") or str(event.facts.get("client") or _HIDDEN)


def _label(asked: Iterable[Event], client: str) -> str:
    """Return the label of `client` among those for whom opinions were `asked` in a case, else a new one."""
    labels: dict[str, str] = {}
    for event in asked:
        name = bare_name(_client(event))
        label = str(event.facts.get("who") or labels.get(name) or len(labels) + 1)
        # Nobody's bare name is empty but of whom is not shown.
        labels.setdefault(name or f"{event.position}", label)
    return labels.get(bare_name(client), str(max(map(int, labels.values()), default=0) + 1))


def decline(desk: Desk, number: str, *, at: str, by: str, reason: str) -> Opinion:
    """Record that the adviser cannot give the opinion, and why; raise EventRefusedError."""
    with desk.store.transaction() as tx:
        known = _known(desk, tx, number)
        refuse([*_closed(known), *([] if reason.strip() else ["没有写事由（--reason）"])])
        record(
            desk, tx, Wish("opinion.declined", known.opinion, at, by, {"opinion": known.opinion}, {"reason": reason})
        )
        return _known(desk, tx, known.opinion)


def give(desk: Desk, number: str, *, conclusion: str, paper: str, at: str, by: str) -> Opinion:
    """Record that the opinion was given: the issued legal opinion `paper` of its case, with one of six conclusions."""
    filed = _filed(desk, paper)
    with desk.store.transaction() as tx:
        known = _known(desk, tx, number)
        wrong = [*_paper_faults(filed, paper, known), *_closed(known)]
        if conclusion not in CONCLUSIONS:
            wrong.append(f"结论不能写成“{conclusion}”，可以写 {'、'.join(CONCLUSIONS)}")
        refuse(wrong)
        facts = {"opinion": known.opinion, "conclusion": conclusion, "paper": filed.number if filed else paper}
        record(desk, tx, Wish("opinion.given", known.opinion, at, by, facts))
        return _known(desk, tx, known.opinion)


def _filed(desk: Desk, paper: str) -> FiledPaper | None:
    try:
        return find_paper(desk.store, paper)
    except UnknownNumberError:
        return None


def _paper_faults(filed: FiledPaper | None, paper: str, known: Opinion) -> Iterator[str]:
    """Give the reasons why the issued paper `filed`, named as `paper`, cannot be the opinion of `known`."""
    if filed is None:
        yield f"没有编号为“{paper}”的文书，意见书要先签发：yehua issue {known.case} legal_opinion …"
        return
    if filed.paper != _PAPER:
        yield f"{filed.number} 不是法律意见书"
    if filed.case != known.case:
        yield f"{filed.number} 是 {filed.case or '别处'} 的，不是 {known.case} 的"


def _closed(known: Opinion) -> list[str]:
    return [f"{known.opinion} {known.state}，不用再记"] if known.state in {"已出", "不能出"} else []


def deliver(desk: Desk, number: str, *, to: str, consent: str | None, at: str, by: str) -> Opinion:
    """Record that a copy of a given opinion went to an addressee; outside the office only by consent.

    `consent` says what the consent is (`当事人2026-10-08书面同意`); without it there is no copy for a court.
    """
    with desk.store.transaction() as tx:
        known = _known(desk, tx, number)
        wrong = [] if known.state == "已出" else [f"{known.opinion} 还没有出，现在是{known.state}"]
        if to not in ADDRESSEES:
            wrong.append(f"送给谁（--to）不能写成“{to}”，可以写 {'、'.join(ADDRESSEES)}")
        elif to != _OFFICE and not _is_consent(consent or ""):
            wrong.append(f"没有写明谁同意送{to}（--consent，如 张某10月8日书面同意），没有同意不送")
        refuse(wrong)
        facts, private = {"opinion": known.opinion, "to": to}, {"consent": (consent or "").strip()}
        record(desk, tx, Wish("opinion.delivered", known.opinion, at, by, facts, private, once=True))
        return _known(desk, tx, known.opinion)


def _is_consent(words: str) -> bool:
    """Return whether `words` say that somebody consents, not only something about it."""
    plain = narrow(words)
    return _CONSENTS in plain and plain != _CONSENTS and not _DOES_NOT.search(plain)


def note_subsidy(desk: Desk, *, firm: str, contract: str, yuan: str, at: str, by: str) -> None:
    """Record a subsidy: to a firm of the roster by its contract, never to a person (律师法 Art 25 and 40)."""
    with desk.store.transaction() as tx:
        appointed = roster_at(tx, View(desk.present)).appointments
        refuse(_subsidy_faults(Roster(appointed), firm.strip(), contract.strip(), yuan.strip()))
        facts = {"firm": firm.strip(), "contract": contract.strip(), "yuan": yuan.strip()}
        record(desk, tx, Wish("subsidy.noted", SUBJECT, at, by, facts, once=True))


def _subsidy_faults(roster: Roster, firm: str, contract: str, yuan: str) -> Iterator[str]:
    contracts = sorted({each.contract for each in roster.appointments if each.firm == firm})
    if firm in {each.adviser for each in roster.appointments}:
        yield f"补贴不能给{firm}个人，要给机构（律师法第二十五条、第四十条）"
    elif not contracts:
        yield f"名册里没有“{firm}”这个机构"
    elif contract not in contracts:
        yield f"{firm}没有编号“{contract}”的合同（名册里的：{'、'.join(contracts)}）"
    try:
        right = Decimal(yuan) > 0
    except InvalidOperation:
        right = False
    if not right:
        yield f"金额“{yuan}”写成 300 或 300.50 的样子"


# -- reading ---------------------------------------------------------------------------------------------------


def opinions_at(tx: Transaction, view: View, calendar: Calendar) -> tuple[Opinion, ...]:
    """Return every opinion asked for by the moment of `view`, by number; for whom stays untold of what is withheld."""
    rules, roster = Rules(tx, view), roster_at(tx, view)
    logs = history(tx, view, _KINDS)
    opinions = tuple(_opinion(logs[number], view, (rules, roster, calendar)) for number in sorted(logs))
    hidden = matters.withheld_cases(tx, {each.case for each in opinions})
    return tuple(replace(each, client=_HIDDEN, warning=None) if each.case in hidden else each for each in opinions)


def due_clock(asked: str, rules: Rules, calendar: Calendar) -> clocks.Due:
    """Return the clock of an opinion asked for on the day of `asked`."""
    return clocks.working_days(dt.date.fromisoformat(asked[:10]), rules.number("法律意见", asked[:10]), calendar)


def _opinion(events: list[Event], view: View, known: tuple[Rules, Roster, Calendar]) -> Opinion:
    rules, roster, calendar = known
    asked = next(event for event in events if event.kind == "opinion.asked")
    by_kind = {event.kind: event for event in events}
    due = due_clock(asked.at, rules, calendar)
    given = by_kind.get("opinion.given")
    state = "不能出" if "opinion.declined" in by_kind else "已出" if given else str(due.state(view.on))
    facts = asked.facts
    return Opinion(
        opinion=facts["opinion"],
        case=facts["case"],
        village=facts["village"],
        adviser=facts["adviser"],
        client=_client(asked),
        conflict=facts["conflict"],
        asked=asked.at,
        due=due.due,
        why=due.why,
        calendar=due.calendar,
        state=state,
        conclusion=given.facts["conclusion"] if given else None,
        paper=given.facts["paper"] if given else None,
        delivered=tuple(event.facts["to"] for event in events if event.kind == "opinion.delivered"),
        warning=_warning(roster, facts["adviser"], _client(asked), facts["conflict"]),
    )


def _warning(roster: Roster, adviser: str, client: str, conflict: str) -> str | None:
    """Return what the visitor is told: whom the adviser works for, and where else help is to be had."""
    others = sorted({name for each in roster.named(adviser) for name in each.clients} - {client})
    if conflict == "没有" and not others:
        return None
    works_for = f"，也受{'、'.join(others)}委托" if others else ""
    free = [each.title for each in roster.appointments if each.adviser != adviser]
    other = f"可以另请{free[0]}，或者" if free else "可以"
    return f"{adviser}这次替{client}出意见{works_for}。{other}申请法律援助。"


def _known(desk: Desk, tx: Transaction, number: str) -> Opinion:
    there = opinions_at(tx, View(desk.present), desk.calendar)
    opinion = next((each for each in there if each.opinion == number.strip()), None)
    if opinion is None:
        raise UnknownNumberError(what="法律意见", number=number)
    return opinion


def listed(desk: Desk, on: str | None = None) -> tuple[Opinion, ...]:
    """Return every opinion at the moment `on` (now); raise WrongDateError."""
    with desk.store.reading() as tx:
        return opinions_at(tx, View(moments.looked_at(desk, on)), desk.calendar)
