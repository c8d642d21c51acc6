"""Questions on words that may mean what a sharper rule bars: a lawyer has to look, where no pattern can decide.

Each doubt of `data/doubts.toml` is a concept of `concepts_doubts.toml` in the fields where it matters. A question is
put only on a field that no other rule has anything against; `check.findings` sees to that.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.papers.facts import texts
from toolkit.papers.language.concepts import Mention, mentions, words
from toolkit.papers.language.likeness import is_like_faulty, is_somewhat_like_faulty, likeness, likest
from toolkit.papers.language.sentences import split
from toolkit.papers.law.statutes import Provision, practice, provision
from toolkit.papers.rules.base import Fault, RuleInput, asks
from toolkit.papers.rules.parties import agents
from toolkit.papers.rules.registry import rule
from toolkit.records import Finding

_DATA = Path(__file__).parent / "data" / "doubts.toml"
_KIN_BEFORE = re.compile(rf"(?:{'|'.join(words('亲属'))})(?:已|已经|早已|早就|前年|去年)?$")
_REMEDY = "不妥的请改写；没有问题的，在答复里写明理由。"
_SAYS_SOMETHING, _LONGEST = 8, 40  # characters of a text that is looked at, and of a sentence that is shown
# What the petitioner or a side says himself binds nobody; what it is about, other rules ask.
_OWN_WORDS = re.compile(r"request|raised_how|parties\.\d+\.statement")
# Words said in anger that were taken back, or that nothing followed.
TAKEN_BACK = re.compile(
    r"气话|气头上|收回|认了?错|道歉|赔了?不是|不再计较|说着玩|没有(?:真的)?(?:去|动|做|照做)|从来没|当场制止"
)
_NAME = re.compile(
    r"(?:subject|name|party|obligor|payer|payee|number|address|place|organ|court|firm|committee|unit|(?:invited|visited|present)\.\d+)$"
)
_MARKS = re.compile(r"[，。；：！？（(]")
_MARK = "文字不能判断的，由律师答复"


@dataclass(frozen=True)
class Doubt:
    """A concept, the fields (a pattern of paths) and papers in which it is asked about, and the question.

    `only_if` is a field with the value that it must have; `of_side` tells that the words must be said of a side,
    `but_agents` that a sentence on somebody whom the facts name as agent is left to the rules on agents.
    """

    concept: str
    number: str
    papers: tuple[str, ...]
    fields: re.Pattern[str]
    question: str
    basis: Provision
    only_if: tuple[str, str] | None
    of_side: bool
    but_agents: bool

    def faults(self, given: RuleInput) -> Iterator[Fault]:
        """Yield one question for each field that holds the concept."""
        if self.only_if and given.facts[self.only_if[0]] != self.only_if[1]:
            return
        known: set[str] = set()
        # Only the fields in question are searched: most of a paper is in others.
        for mention in mentions(self.concept, [each for each in given.sentences if self.fields.fullmatch(each.field)]):
            field = mention.sentence.field
            if field not in known and self._is_about(given, mention):
                known.add(field)
                message = f"“{given.label(field)}”里的“{mention.words}”：{self.question}"
                yield asks(field, message, _REMEDY)

    def _is_about(self, given: RuleInput, mention: Mention) -> bool:
        is_rejected = mention.is_quoted_to_reject or mention.is_turned_down or _is_taken_back(given, mention)
        is_of_agent = self.but_agents and any(agent in mention.sentence.text for agent in agents(given))
        return not (is_rejected or is_of_agent or _is_in_a_name(given, mention)) and (
            not self.of_side or _is_of_side(given, mention)
        )


def _is_taken_back(given: RuleInput, mention: Mention) -> bool:
    """Return whether the words are quoted and the same field tells that they were taken back."""
    sentence = mention.sentence
    if not any(first < mention.end and mention.start < last for first, last in sentence.quoted):
        return False
    return any(TAKEN_BACK.search(each.text) for each in given.sentences if each.field == sentence.field)


def _is_in_a_name(given: RuleInput, mention: Mention) -> bool:
    """Return whether the words are part of somebody's name: 守 of 秦守业."""
    text = mention.sentence.text
    for name in given.people:
        place = text.find(name)
        if place >= 0 and place <= mention.start and mention.end <= place + len(name):
            return True
    return False


def _is_of_side(given: RuleInput, mention: Mention) -> bool:
    """Return whether the words are said of a side: a name of one stands before them, with no kin of his after it."""
    before = mention.sentence.text[: mention.start]
    if _KIN_BEFORE.search(before):
        return False
    for name in ("他", "她", "本人", *given.people):
        place = before.rfind(name)
        rest = before[place + len(name) :]
        if place >= 0 and not rest.startswith(("的", "之", "家", *words("亲属"))):
            return True
    return False


def doubts() -> tuple[Doubt, ...]:
    """Return every doubt of the data, in its order."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(_doubt(concept, row, rows["papers"], rows["fields"]) for concept, row in rows["doubts"].items())


def _doubt(concept: str, row: Mapping[str, Any], papers: Mapping[str, list[str]], fields: Mapping[str, str]) -> Doubt:
    named = tuple(paper for name in row["papers"] for paper in papers.get(name, [name]))
    pattern = re.compile("|".join(fields.get(name, name) for name in row["fields"]))
    basis = provision(row["law"], row["place"], row["holds"])
    only_if = tuple(row["only_if"]) if "only_if" in row else None
    return Doubt(
        concept,
        row["number"],
        named,
        pattern,
        row["question"],
        basis,
        only_if,
        bool(row.get("of_side")),
        bool(row.get("but_agents")),
    )


def is_doubt(finding: Finding) -> bool:
    """Return whether `finding` is a doubt, not the finding of a sharper rule."""
    return finding.level == "question" and finding.basis.endswith(_MARK)


def _enter(doubt: Doubt) -> None:
    def check(given: RuleInput) -> Iterator[Fault]:
        return doubt.faults(given)

    check.__name__ = doubt.concept
    check.__doc__ = doubt.question
    rule(doubt.number, doubt.question, doubt.basis, practice(_MARK), papers=" ".join(doubt.papers))(check)


for _each in doubts():
    _enter(_each)


@rule("R10", "少见的写法由律师看过", practice("文书的内容应当合法、自愿、明确"), practice(_MARK))
def unlike_lawful_wordings(given: RuleInput) -> Iterator[Fault]:
    """Ask about the text that is likest to wordings in which lawyers found faults, whatever the fault was."""
    field, likest_text = max(
        ((field, text) for field, text in texts(given.facts) if says_something(field, text)),
        key=lambda each: likeness(each[1]),
        default=("", ""),
    )
    if is_like_faulty(likest_text):
        words = likest(sentence.text for sentence in split(field, likest_text, "states"))
        question = "和以往查出过问题的写法相近，合法、自愿、明确吗？"
        yield asks(field, f"“{given.label(field)}”里的“{_shown(words)}”：{question}", _REMEDY)


def is_needless(finding: Finding, texts_of_fields: Mapping[str, str]) -> bool:
    """Return whether `finding` is a doubt on a text that has nothing of the wordings in which faults were found."""
    text = texts_of_fields.get(finding.field)
    return text is not None and is_doubt(finding) and not is_somewhat_like_faulty(text)


def says_something(field: str, text: str) -> bool:
    """Return whether the text of `field` is looked at: no name, no petitioner's own words, and not too short."""
    return len(text) >= _SAYS_SOMETHING and not (_OWN_WORDS.fullmatch(field) or is_name(field, text))


def is_name(field: str, text: str) -> bool:
    """Return whether `text` only names somebody or a place: a field of names without a mark."""
    return bool(_NAME.search(field)) and not _MARKS.search(text)


def _shown(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
