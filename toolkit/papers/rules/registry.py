"""Registry of the rules: each function beside the provisions it serves, the papers it looks at and its title."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from toolkit.papers.law.statutes import Provision
from toolkit.papers.rules.base import Fault, RuleInput
from toolkit.records import Finding

Check = Callable[[RuleInput], Iterator[Fault]]
_RULES: dict[str, "Rule"] = {}

# Papers that rules name together: agreements, those and the application that repeats one, and every paper up to it.
AGREEMENTS = "mediation_agreement oral_agreement"
BINDING = f"{AGREEMENTS} confirmation_application"
UP_TO_AGREEMENT = f"{BINDING} mediation_application mediation_register mediation_record"


@dataclass(frozen=True)
class Rule:
    """A rule of law: number, title in Chinese, provisions, papers (empty: every paper) and the function that checks.

    `reads_text` tells that it reads sentences only, so that it can be held against an edited text as well.
    """

    name: str
    number: str
    title: str
    provisions: tuple[Provision, ...]
    papers: frozenset[str]
    check: Check
    reads_text: bool

    def is_for(self, paper: str) -> bool:
        """Return whether the rule looks at `paper`."""
        return not self.papers or paper in self.papers

    @property
    def basis(self) -> str:
        """The provisions as a finding cites them."""
        return "；".join(provision.cited for provision in self.provisions)

    def findings(self, given: RuleInput) -> Iterator[Finding]:
        """Yield the findings of this rule on `given`."""
        for fault in self.check(given):
            yield Finding(self.number, fault.level, fault.field, fault.message, fault.remedy, self.basis)


def rule(
    number: str, title: str, *provisions: Provision, papers: str = "", reads_text: bool = False
) -> Callable[[Check], Check]:
    """Enter the decorated function as a rule for `papers` (names parted by blanks; none: every paper)."""

    def entered(check: Check) -> Check:
        name = check.__name__
        if name in _RULES:
            raise KeyError(name)
        _RULES[name] = Rule(name, number, title, provisions, frozenset(papers.split()), check, reads_text)
        return check

    return entered


def rules_of(paper: str) -> tuple[Rule, ...]:
    """Return the rules for `paper`, in the order in which they were entered."""
    return tuple(rule for rule in _RULES.values() if rule.is_for(paper))


def every_rule() -> tuple[Rule, ...]:
    """Return every rule."""
    return tuple(_RULES.values())
