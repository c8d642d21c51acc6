"""What a template of a paper prints: dates and amounts in words, who keeps a copy, what is counted from the facts."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from toolkit.chinese import Calendar, capital_amount, deadline, digits_text, money, official_date
from toolkit.core import MissingFileError
from toolkit.papers import forms
from toolkit.papers.forms import unwrapped
from toolkit.workspace import Papers, Workspace, shipped

NUMBER_MARK = "【编号待签发】"
DRAFT_MARK = "【草稿】未签发，不具效力"
_MONEY = {"amount", "price_per_mu", "paid"}
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COUNTS = "零一二三四五六七八九十"
_CONFIRMATION_DAYS = 30  # 民事诉讼法 Art 205
_REVIEW_DAYS = 30  # 信访工作条例 Art 35
_LAPSED = {"B": "handling", "C": "review"}  # by ground, the opinion that nobody asked to have reviewed
_CHANNELS = {f"31({n})": f"《信访工作条例》第三十一条第{_COUNTS[n]}项" for n in range(1, 7)}
_STEPS = (("handling", "信访处理意见书"), ("review", "信访复查意见书"), ("final_review", "信访复核意见书"))


def example(paper: str) -> dict[str, Any]:
    """Return a complete, valid set of facts for `paper`, of invented people."""
    path = shipped(f"examples/facts/{forms.known_paper(paper)}.json")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def template_of(paper: str, workspace: Workspace) -> Path:
    """Return the template of `paper`: the workspace's own if there is one, else the shipped one."""
    own = workspace.templates / f"{forms.known_paper(paper)}.docx"
    path = own if own.exists() else shipped(f"templates/docx/{paper}.docx")
    if not path.exists():
        raise MissingFileError(path=path)
    return path


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
            named += forms.values_at(plain, path)
    return tuple(dict.fromkeys(named))


def context(paper: str, facts: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    """Return what the template of `paper` prints: dates and amounts in words, and what is counted from the facts."""
    keepers = holders(paper, facts, workspace)
    shown: dict[str, Any] = _shown(facts)
    shown["copies"] = list(keepers)
    shown["copies_text"] = f"一式{_count(len(keepers))}份"
    if facts.get("laws"):
        shown["laws"] = [_cited(law) for law in facts["laws"]]
    extra = _EXTRA.get(paper)
    return shown | (extra(facts, shown, workspace) if extra else {})


def completed(paper: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain `facts` with every field that the schema of `paper` knows, what was left out being null."""
    return dict(forms.completed(unwrapped(facts), forms.schema(paper)))


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        shown = {key: _money(part) if key in _MONEY else _shown(part) for key, part in value.items()}
        return shown | {f"{key}_capitals": _capitals(value[key]) for key in _MONEY & set(value)}
    if isinstance(value, list):
        return [_shown(part) for part in value]
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return official_date(dt.date.fromisoformat(value))
    return value


def _money(value: Any) -> Any:
    return None if value is None else f"{digits_text(money(value))}元"


def _capitals(value: Any) -> str | None:
    try:
        return capital_amount(Decimal(str(value))) if value is not None and Decimal(str(value)) > 0 else None
    except InvalidOperation:
        return None


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _cited(law: Mapping[str, Any]) -> dict[str, Any]:
    edition = official_date(dt.date.fromisoformat(law["version"]))
    return {"cited": f"《{law['law']}》（{edition}）{law['article']}", "holds": law["holds"]}


def _opinion(facts: dict[str, Any], shown: dict[str, Any], _: Workspace) -> dict[str, Any]:
    return {"channel": shown["channel"] | {"name": _CHANNELS[facts["channel"]["item"]]}}


def _notice(facts: dict[str, Any], shown: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    papers: Papers = workspace.settings.papers
    opinions = [shown[key] | {"name": name} for key, name in _STEPS if facts.get(key)]
    opinions = [{"outcome": None} | one for one in opinions]
    # The last day to ask for a review follows from the service; what is given is held to it by its gate.
    step = facts.get(_LAPSED.get(facts["ground"], ""))
    last_day = _last_day(step["served_on"], _REVIEW_DAYS, workspace) if step else None
    return {
        "title": papers.termination_title,
        "provincial_basis": papers.provincial_basis or None,
        "opinions": opinions,
        "review_deadline": shown.get("review_deadline") or last_day,
    }


def _agreement(facts: dict[str, Any], shown: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    signing = facts["signing"]
    # Whoever signs writes the day beside it; a day that is planned may be given before.
    signatures = signing["parties"] or [{"name": one["name"], "on": None} for one in facts["parties"]]
    days = [*(one["on"] for one in signatures if one["on"]), signing["mediators_on"], signing["sealed_on"]]
    return {
        "signing": shown["signing"] | {"parties": _shown(signatures)},
        "payments": [_payment(one) for one in shown["payments"] or ()],
        **_confirmation_until(max(days), workspace),
    }


def _payment(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payment with its instalments; what is paid at once has one, on the day it is due."""
    at_once = {name: shown[name] for name in ("amount", "amount_capitals", "by")}
    return {**shown, "instalments": shown["instalments"] or [at_once]}


def _confirmation(facts: dict[str, Any], _: dict[str, Any], workspace: Workspace) -> dict[str, Any]:
    return _confirmation_until(facts["agreement"]["effective_on"], workspace)


def _confirmation_until(effective_on: str, workspace: Workspace) -> dict[str, Any]:
    return {"confirmation_last_day": _last_day(effective_on, _CONFIRMATION_DAYS, workspace)}


def _last_day(start: str, days: int, workspace: Workspace) -> str:
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
}
