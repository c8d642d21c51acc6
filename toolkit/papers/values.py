"""Values that a template prints: dates and amounts in words, keepers of copies, last days counted from the facts."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from toolkit.chinese import Calendar, capital_amount, deadline, digits_text, money, official_date
from toolkit.papers import forms
from toolkit.papers.facts import unwrapped, values_at
from toolkit.papers.law.figures import figure
from toolkit.papers.law.library import kept_laws, words_cited
from toolkit.papers.law.official_texts import LawText
from toolkit.papers.rules.termination import CHAIN, LAPSED_STEPS
from toolkit.workspace import Papers, Workspace

# In days, as the law holds now: papers print them.
_REVIEW_DAYS = int(figure("review_days").latest.value)
_HANDLING_DAYS = int(figure("handling_days").latest.value)
_CONFIRMATION_DAYS = int(figure("confirmation_days").latest.value)
VERY_WORDS = "原文："
_INNER = str.maketrans("“”", "‘’")
_MONEY = {"amount", "price_per_mu", "paid"}
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_SIDES = ("parties", "applicants", "respondents")
_TITLES = (
    "法定代表人|法定代理人|委托诉讼代理人|委托代理人|指定代理人|诉讼代表人|主要负责人|负责人|经营者|监护人|代理人"
    "|代表人|继承人"
)
_ACTING = re.compile(rf"({_TITLES})[：:是为]?[ 　]*(.+)")
_COUNTS = "零一二三四五六七八九十"
_CHANNELS = {f"31({n})": f"《信访工作条例》第三十一条第{_COUNTS[n]}项" for n in range(1, 7)}


def holders(paper: str, facts: Mapping[str, Any], workspace: Workspace) -> tuple[str, ...]:
    """Return who keeps a copy, in order.

    An agreement: each party, the committee (人民调解法 Art 29), and the court when confirmation is sought.
    An opinion: the client, each addressee the client agreed to, the firm. A notice: the petitioner, the issuer.
    """
    plain = unwrapped(facts)
    named: list[str] = []
    for path in forms.schema(paper)["x-holders"]:
        if path == "@committee":
            named.append(workspace.settings.committee.name)
        elif path == "@court":
            named += ["人民法院"] if plain["judicial_confirmation"]["sought"] else []
        else:
            named += values_at(plain, path)
    return tuple(dict.fromkeys(named))


def context(paper: str, facts: Mapping[str, Any], workspace: Workspace) -> dict[str, Any]:
    """Return the values by name that the template of `paper` prints; what `facts` leave out is None."""
    plain = forms.completed_facts(paper, facts)
    keepers = holders(paper, plain, workspace)
    shown: dict[str, Any] = _shown(plain)
    shown["copies"] = list(keepers)
    shown["copies_text"] = f"一式{_count(len(keepers))}份"
    if plain.get("laws"):
        kept = kept_laws(workspace)
        shown["laws"] = [_cited(law, kept) for law in plain["laws"]]
    shown |= _people(shown)
    extra = _EXTRA.get(paper)
    return shown | (extra(plain, shown, workspace) if extra else {})


# -- people ----------------------------------------------------------------------------------------------------


def _people(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parties with whoever acts for each in words (`acting`), and the lines that are signed (`signers`)."""
    people = {
        path: [
            person | {"acting": "；".join(f"{title}：{name}" for title, name in acting(person)) or None}
            for person in shown[path]
        ]
        for path in _SIDES
        if isinstance(shown.get(path), list) and all(isinstance(person, Mapping) for person in shown[path])
    }
    signing = people.get("applicants", people.get("parties"))
    title = "申请人" if "applicants" in people else "当事人"
    return people | (
        {} if signing is None else {"signers": [line for each in signing for line in signers(each, title)]}
    )


def signers(person: Mapping[str, Any], title: str) -> list[dict[str, str]]:
    """Return the lines to be signed for `person`, who is a `title`: the own one, then those who act for the person."""
    is_body = person.get("kind") not in {None, "自然人"}
    own = {"title": f"{title}（盖章）" if is_body else title, "name": person["name"]}
    return [own, *({"title": acting_as, "name": name} for acting_as, name in acting(person))]


def acting(person: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return title and name of everybody who acts for `person`: 法定代表人, 委托代理人, 法定代理人 …."""
    usual = "代理人" if person.get("kind") in {None, "自然人"} else "法定代表人（代理人）"
    parts = (part.strip() for part in re.split("[；;]", person.get("representative") or ""))
    matches = ((_ACTING.match(part), part) for part in parts if part)
    return [(match[1], match[2]) if match else (usual, part) for match, part in matches]


# -- shown -----------------------------------------------------------------------------------------------------


def printed(name: str, value: Any) -> str | None:
    """Return an amount of money or a date as papers print it, None for any other value of the field `name`."""
    if name in _MONEY and value is not None:
        return f"{digits_text(money(value))}元"
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return official_date(dt.date.fromisoformat(value))
    return None


def _shown(value: Any, name: str = "") -> Any:
    """Return `value` with amounts and dates as papers print them, and each amount in capitals beside it."""
    if isinstance(value, dict):
        shown = {key: _shown(part, key) for key, part in value.items()}
        return shown | {f"{key}_capitals": _capitals(value[key]) for key in value if key in _MONEY}
    if isinstance(value, list):
        return [_shown(part) for part in value]
    text = printed(name, value)
    return value if text is None else text


def _capitals(value: Any) -> str | None:
    try:
        return capital_amount(Decimal(str(value))) if value is not None and Decimal(str(value)) > 0 else None
    except InvalidOperation:
        return None


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _cited(law: Mapping[str, Any], kept: Sequence[LawText]) -> dict[str, Any]:
    """Return a citation as papers print it: what it holds, and its very words where the workspace keeps the text."""
    edition = printed("version", law["version"])
    words = words_cited(kept, law["law"], law["article"], dt.date.fromisoformat(law["version"])) if edition else None
    # One pair of marks around the words, so that a reader sees where they end.
    quoted = f"。{VERY_WORDS}“{words.rstrip('。').translate(_INNER)}”" if words else ""
    return {
        "cited": f"《{law['law']}》（{edition or law['version']}）{law['article']}",
        "holds": f"{law['holds'].rstrip('。')}{quoted}" if quoted else law["holds"],
    }


def _opinion(facts: dict[str, Any], shown: dict[str, Any], _: Workspace) -> dict[str, Any]:
    item = facts["channel"]["item"]
    return {"channel": shown["channel"] | {"name": _CHANNELS.get(item, item)}}


def _notice(facts: dict[str, Any], shown: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    papers: Papers = workspace.settings.papers
    given = [(key, f"信访{name}书") for key, name in CHAIN if facts.get(key)]
    opinions = [{"outcome": None} | shown[key] | {"name": name} for key, name in given]
    # The last day to ask for a review follows from the service; what is given is held to it by its gate.
    step = facts.get(LAPSED_STEPS.get(facts["ground"], ""))
    last_day = _last_day(step["served_on"], _REVIEW_DAYS, workspace) if step else None
    return {
        "title": papers.termination_title,
        "provincial_basis": papers.provincial_basis or None,
        "opinions": opinions,
        "review_deadline": shown.get("review_deadline") or last_day,
    }


def _agreement(facts: dict[str, Any], shown: dict[str, Any], _: Workspace) -> dict[str, Any]:
    parties = {person["name"]: person for person in shown["parties"]}
    # Whoever signs writes the day beside it with the pen; the last day for the court is counted from those days.
    named = [each["name"] for each in facts["signing"]["parties"] or ()] or list(parties)
    return {
        "payments": [_payment(payment) for payment in shown["payments"] or ()],
        "signers": [line for name in named for line in signers(parties.get(name, {"name": name}), "当事人")],
    }


def _payment(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payment with its instalments; what is paid at once has one, on the day it is due."""
    at_once = {name: shown[name] for name in ("amount", "amount_capitals", "by")}
    return {**shown, "instalments": shown["instalments"] or [at_once]}


def _confirmation(facts: dict[str, Any], _: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    return {"confirmation_last_day": _last_day(facts["agreement"]["effective_on"], _CONFIRMATION_DAYS, workspace)}


def _refusal(facts: dict[str, Any], shown: dict[str, Any], _: Workspace) -> dict[str, Any]:
    way = facts.get("other_way")
    return {"other_way": shown["other_way"] | {"name": _CHANNELS.get(way["item"], way["item"])} if way else None}


def _extension(facts: dict[str, Any], _: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    start, more = facts["accepted_on"], facts["days"]
    # The extension goes on from the sixtieth day itself, not from the day to which a holiday moved it.
    extended = _last_day(start, _HANDLING_DAYS + more, workspace) if isinstance(more, int) else more
    return {"handling_last_day": _last_day(start, _HANDLING_DAYS, workspace), "extended_last_day": extended}


def _review(facts: dict[str, Any], _: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    return {"review_last_day": _last_day(facts["opinion"]["served_on"], _REVIEW_DAYS, workspace)}


def _last_day(start: str, days: int, workspace: Workspace) -> str:
    if not _ISO_DATE.fullmatch(start):
        return start  # the gap of a preview
    last = deadline(
        dt.date.fromisoformat(start),
        days,
        Calendar(workspace.holidays_file),
        roll_forward=workspace.settings.papers.roll_forward,
    )
    return official_date(last.last_day)


_EXTRA = {
    "legal_opinion": _opinion,
    "termination_notice": _notice,
    "mediation_agreement": _agreement,
    "confirmation_application": _confirmation,
    "non_acceptance_notice": _refusal,
    "extension_notice": _extension,
    "review_application": _review,
}
