"""What is seen of each sentence of a meeting before it is tagged: words, pause, voice, length, change of subject.

A feature is a short name that is there or not. How a voice behaves (many short turns, the first and the last word)
tells host and officials from villagers; words alone do not.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from toolkit.chinese import asks, hands_over, is_hosts, is_of_matter, is_of_own, may_open, opening
from toolkit.grievances.finding import names_said
from toolkit.grievances.finding.passages import Clause, Talk, long_pause_s, talks
from toolkit.grievances.subject_words import Topics, likeness, summed, weights, word_list

_AROUND = 3
_PAUSE_STEPS = (0.3, 0.6, 0.9, 1.2, 1.6, 2.2)
_LENGTH_STEPS = (4, 8, 14, 22, 35, 60)
_TURN_STEPS = (10, 20, 30, 45, 70, 110, 180)
_COUNT_STEPS = (1, 2, 4, 8, 14)
_SHARE_STEPS = (0.05, 0.15, 0.3, 0.5)
_TOPIC_STEPS = (0.5, 2.0, 5.0)
_LIKE_STEPS = (0.05, 0.15, 0.3, 0.45, 0.7)
_PLACE_STEPS = (0, 1, 2, 4, 8)
_MONEY = re.compile(r"[一二两三四五六七八九十百千万\d]+(?:块|元|百|千|万)")
_PRAISE = re.compile(r"感谢|谢谢|多谢|表扬|点赞|要得|好得很|不错|满意|辛苦")
_WISH = re.compile(r"希望|要求|请(?!问)|能不能|帮(?:我|忙)|解决|管一管|给个说法|怎么办")
# How an official says who he is, and how one answers.
_OFFICE = re.compile(
    r"(?:我是|我|^)[^，。]{0,8}(?:办|所|站|局|中心|院|镇上|镇里|镇政府|政府|供电|水务|民政|社保|司法|信访|执法|村委|村上|书记|主任|干部|镇长|水利|农业|国土|派出所)的?"
    r"(?:[，,]|老|小|同志|我)|(?:我|我们)(?:这边|明天|下周|下个?星期|回去|马上|会后|现在|尽快|核实|登记|记下|来回答|解释|答复|说明)|按(?:照)?(?:政策|规定|文件)|流程|申请|名额|预算|项目"
)
_LAUGH = re.compile(r"^[（(]|哈哈|笑")
_AGREES = re.compile(r"^(?:就是|对头|对嘛|对|是噻|是嘛|是啊|可不|也是|嗯|要得|好嘛|好的?|哦)[，,。！!]?")
_SHORT_INTRO = re.compile(r"[组社队村](?:的|人)?[，,。]|我姓|我叫")
_YOU = re.compile(r"^(?:那|好|嗯|哦|行)?[，,]?[你您]")


@dataclass(frozen=True)
class Sentence:
    """Some clauses that are tagged as one; `turn` is its place among the stretches that one voice speaks."""

    clauses: tuple[Clause, ...]
    turn: int

    @property
    def text(self) -> str:
        """What was said, as written."""
        return "".join(clause.text for clause in self.clauses).strip()

    @property
    def speaker(self) -> str | None:
        """The label of the voice, if there is one."""
        return self.clauses[0].segment.speaker


@dataclass(frozen=True)
class Seen:
    """The sentences of a meeting and what is seen of each; `labels` and `pauses` tell what the transcript has."""

    sentences: tuple[Sentence, ...]
    features: tuple[tuple[str, ...], ...]
    labels: bool
    pauses: bool


def seen(cut: Sequence[Clause]) -> Seen:
    """Return the sentences of the clauses `cut` of a transcript, each with its features."""
    rule = talks(cut)
    sentences = tuple(_sentences(cut, rule))
    labels = len({one.speaker for one in sentences} - {None}) > 1
    pauses = len({round(one.clauses[0].pause_s, 1) for one in sentences[1:]}) > 2  # noqa: PLR2004 - pauses of one or two lengths are a clock's
    meeting = _Meeting(sentences, rule, labels=labels, pauses=pauses)
    return Seen(sentences, tuple(tuple(meeting.of(at)) for at in range(len(sentences))), labels, pauses)


def _sentences(cut: Sequence[Clause], rule: Sequence[Talk]) -> Iterator[Sentence]:
    """Give the sentences; where a rule sees a matter begin inside of one, it is cut there."""
    starts = {id(talk.clauses[0].segment): talk.clauses[0].start for talk in rule}
    long = long_pause_s(cut)
    run: list[Clause] = []
    turn = 0
    for clause in cut:
        begins = clause.opens_sentence or starts.get(id(clause.segment)) == clause.start
        if run and begins:
            yield Sentence(tuple(run), turn)
            turn += _other_turn(run[-1], clause, long)
            run = []
        run.append(clause)
    if run:
        yield Sentence(tuple(run), turn)


def _other_turn(before: Clause, clause: Clause, long: float) -> bool:
    voices = (before.segment.speaker, clause.segment.speaker)
    if None not in voices:
        return voices[0] != voices[1]
    return clause.pause_s >= long or before.by_host != clause.by_host


def _step(value: float, steps: Sequence[float]) -> int:
    return sum(value > step for step in steps)


class _Meeting:
    """Looks at one sentence after the other, with all others in view."""

    def __init__(self, sentences: Sequence[Sentence], rule: Sequence[Talk], *, labels: bool, pauses: bool) -> None:
        self.sentences, self.labels, self.pauses = sentences, labels, pauses
        self.topics = [weights(word_list().hits(one.text)) for one in sentences]
        self.host = [is_hosts(one.text) for one in sentences]
        self.ruled = _ruled(sentences, rule)
        self.turns = _turns(sentences)
        self.behaviour = dict(_behaviours(self.turns, self.host, [one.text for one in sentences])) if labels else {}
        gaps = [one.clauses[0].pause_s for one in sentences[1:]]
        self.usual = median(gaps) if gaps else 0.0

    def of(self, at: int) -> Iterator[str]:
        """Give the features of the sentence at `at`."""
        yield "bias"
        yield from self._words(at)
        yield from self._rules(at)
        yield from self._turn(at)
        if self.pauses:
            yield from self._pauses(at)
        if self.labels:
            yield from self._voice(at)
        yield from self._neighbours(at)

    def _words(self, at: int) -> Iterator[str]:
        text = self.sentences[at].text
        bare = text.rstrip("。，？！,.?! ")
        yield from (f"^{bare[:length]}" for length in (1, 2, 3, 4))
        yield from (f"{bare[-length:]}$" for length in (1, 2))
        yield from sorted({bare[start : start + 2] for start in range(len(bare) - 1)})
        yield f"len{_step(len(text), _LENGTH_STEPS)}"
        yield from _told(text)

    def _rules(self, at: int) -> Iterator[str]:
        one = self.sentences[at]
        opens = next(filter(None, (opening(clause.text) for clause in one.clauses[:2])), None)
        host = self.host[at]
        yield f"open:{opens}"
        yield f"rule:{self.ruled[at]}"
        yield f"host:{host}/{one.clauses[0].by_host}"
        told = sum(self.topics[at].values())
        yield f"told{_step(told, _TOPIC_STEPS)}"
        if may_open(one.clauses[0].text):
            yield "may_open"
        behind = summed(self.topics[max(0, at - _AROUND) : at])
        yield f"shift:{_shift(behind, summed(self.topics[at : at + _AROUND]))}"

    def _turn(self, at: int) -> Iterator[str]:
        turn = self.turns[self.sentences[at].turn]
        place = at - turn.first
        size = _step(turn.length, _TURN_STEPS)
        yield f"turn{size}"
        yield f"place{_step(place, _PLACE_STEPS)}"
        yield f"begins{place == 0}/turn{size}"
        yield f"left{_step(turn.last - at, _PLACE_STEPS)}"
        yield f"begins{place == 0}/rule:{self.ruled[at]}"
        if at == 0 or at == len(self.sentences) - 1:
            yield "edge"

    def _pauses(self, at: int) -> Iterator[str]:
        pause = self.sentences[at].clauses[0].pause_s if at else 9.0
        after = self.sentences[at + 1].clauses[0].pause_s if at + 1 < len(self.sentences) else 9.0
        size = _step(pause, _PAUSE_STEPS)
        yield f"pause{size}"
        yield f"after{_step(after, _PAUSE_STEPS)}"
        yield f"pause/usual{_step(pause / max(0.1, self.usual), (0.7, 1.2, 1.8, 2.5, 4.0))}"
        yield f"pause{size}/host:{self.host[at]}"
        yield f"pause{size}/opens:{opening(self.sentences[at].clauses[0].text)}"

    def _voice(self, at: int) -> Iterator[str]:
        speaker = self.sentences[at].speaker
        before = self.sentences[at - 1].speaker if at else None
        changed = at == 0 or speaker != before
        turn = self.turns[self.sentences[at].turn]
        known = any(one.speaker == speaker for one in self.sentences[: turn.first])
        role = self.behaviour.get(speaker, "?")
        yield f"changed{changed}"
        yield f"changed{changed}/known{known}"
        for sign in role.split(" "):
            yield f"v:{sign}"
            yield f"v:{sign}/changed{changed}"
        yield f"changed{changed}/turn{_step(turn.length, _TURN_STEPS)}/known{known}"
        yield f"before:{self.behaviour.get(before, '?').split(' ')[0]}/changed{changed}/known{known}"
        yield from self._resumes(at, turn)
        back = next((one.speaker for one in reversed(self.sentences[: turn.first]) if one.speaker != before), None)
        yield f"changed{changed}/back{back == speaker}"

    def _resumes(self, at: int, turn: "_Turn") -> Iterator[str]:
        """Tell how long ago this voice spoke last, how much it said then, and whether others said much between."""
        number = self.sentences[at].turn
        own = [key for key in range(number) if self.turns[key].speaker == turn.speaker]
        if not own:
            yield f"new voice/turn{_step(turn.length, _TURN_STEPS)}"
            return
        between = [self.turns[key].length for key in range(own[-1] + 1, number)]
        ago, most = _step(len(between), (1, 2, 4, 8)), _step(max(between), _TURN_STEPS) // 2
        said = _step(sum(self.turns[key].length for key in own), (20, 60, 120))
        place = at == turn.first
        yield f"ago{ago}/most{most}/begins{place}"
        yield f"ago{ago}/last{_step(self.turns[own[-1]].length, _TURN_STEPS) // 2}/begins{place}"
        yield f"ago{ago}/said{said}/turn{_step(turn.length, _TURN_STEPS) // 2}/begins{place}"

    def _neighbours(self, at: int) -> Iterator[str]:
        for step in (-2, -1, 1):
            if not 0 <= at + step < len(self.sentences):
                continue
            other = self.sentences[at + step]
            begins = self.sentences[at].turn != self.sentences[at - 1].turn if at else True
            yield f"{step}:host{self.host[at + step]}/begins{begins}"
            yield f"{step}:len{_step(len(other.text), _LENGTH_STEPS)}/begins{begins}"
            yield f"{step}:turn{_step(self.turns[other.turn].length, _TURN_STEPS)}/begins{begins}"
            if step == -1:
                bare = other.text.rstrip("。，？！,.?! ")
                yield f"-1:^{bare[:2]}"
                yield f"-1:{bare[-2:]}$"
                yield f"-1:asks{asks(other.text)}/over{hands_over(other.text)}/begins{begins}"
            if step == 1:
                yield f"1:rule:{self.ruled[at + 1]}"
                yield from (f"1:{sign}" for sign in _told(other.text))


_SIGNS: dict[str, Callable[[str], object]] = {
    "matter": is_of_matter,
    "own": is_of_own,
    "asks": asks,
    "name": names_said.person,
    "money": _MONEY.search,
    "praise": _PRAISE.search,
    "wish": _WISH.search,
    "you": _YOU.search,
    "office": _OFFICE.search,
    "laugh": _LAUGH.search,
    "agrees": _AGREES.search,
    "intro": _SHORT_INTRO.search,
}


def _told(text: str) -> Iterator[str]:
    """Give what kind of things `text` tells."""
    yield from (sign for sign, tells in _SIGNS.items() if tells(text))


def _shift(behind: Topics, ahead: Topics) -> str:
    if min(sum(behind.values()), sum(ahead.values())) < 1:
        return "unclear"
    return str(_step(likeness(behind, ahead), _LIKE_STEPS))


def _ruled(sentences: Sequence[Sentence], rule: Sequence[Talk]) -> list[str]:
    """Return what the rules say of each sentence: it begins a matter, goes on with one, lies in one, or in none."""
    begins = {(talk.clauses[0].segment.id, talk.clauses[0].start): talk for talk in rule}
    inside = {(clause.segment.id, clause.start) for talk in rule for clause in talk.clauses}
    said = []
    for one in sentences:
        places = [(clause.segment.id, clause.start) for clause in one.clauses]
        talk = begins.get(places[0])
        if talk is not None:
            said.append("goes on" if talk.continues else "begins")
        else:
            said.append("in" if any(place in inside for place in places) else "out")
    return said


# -- voices ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Turn:
    """What one voice says in one go: the sentences `first` to `last`, `length` characters."""

    speaker: str | None
    first: int
    last: int
    length: int


def _turns(sentences: Sequence[Sentence]) -> dict[int, _Turn]:
    found: dict[int, _Turn] = {}
    for at, one in enumerate(sentences):
        before = found.get(one.turn)
        first, length = (at, 0) if before is None else (before.first, before.length)
        found[one.turn] = _Turn(one.speaker, first, at, length + len(one.text))
    return found


def _behaviours(
    turns: dict[int, _Turn], host: Sequence[bool], texts: Sequence[str]
) -> Iterator[tuple[str | None, str]]:
    """Give for each voice how it behaves, as signs parted by blanks; the first sign is the plainest."""
    ordered = [turns[key] for key in sorted(turns)]
    for speaker in {turn.speaker for turn in ordered}:
        own = [turn for turn in ordered if turn.speaker == speaker]
        sentences = [at for turn in own for at in range(turn.first, turn.last + 1)]
        phrases = sum(host[at] for at in sentences) / len(sentences)
        share = len(own) / len(ordered)
        short = median(turn.length for turn in own)
        office = sum(_OFFICE.search(text) is not None for text in (texts[at] for at in sentences)) / len(sentences)
        likely = len(own) >= 3 and phrases > 0.25 and share > 0.15  # noqa: PLR2004 - a host says much, and as hosts do
        yield (
            speaker,
            " ".join(
                (
                    f"host{likely}",
                    f"turns{_step(len(own), _COUNT_STEPS)}",
                    f"share{_step(share, _SHARE_STEPS)}",
                    f"short{_step(short, _TURN_STEPS)}",
                    f"phrases{_step(phrases, _SHARE_STEPS)}",
                    f"office{_step(office, _SHARE_STEPS)}",
                    f"first{own[0] is ordered[0]}/last{own[-1] is ordered[-1]}",
                    f"turns{_step(len(own), _COUNT_STEPS)}/short{_step(short, _TURN_STEPS)}",
                )
            ),
        )
