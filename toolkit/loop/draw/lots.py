"""The draw of cards to be called: a fixed share, drawn so that anybody repeats it with nothing but `sha256sum`.

The list is frozen first: its hash is printed, signed and posted. Chance comes after: a public number that was named
before the freeze and is published after it, and dice that a villager throws. Each card has a ticket, SHA-256 of
`yehua-draw/1|MONTH|SEED|CARD`; the smallest tickets are drawn. The idea is that of Rivest's consistent sampler and of
ballot-polling audits; where a seed is known before the list, whoever makes the list can choose the outcome.
"""

import hashlib
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

LABEL = "yehua-draw/1"
_PERCENT = 20
_TAIL = 0.025  # of each end of a 95 % interval


def list_text(month: str, cards: Iterable[str]) -> str:
    """Return the list that is frozen: label, month, share in percent, and the sorted `cards` without check digits."""
    return "".join(f"{line}\n" for line in (LABEL, month, str(_PERCENT), *sorted(cards)))


def cards_of(text: str) -> tuple[str, ...]:
    """Return the cards of a frozen list."""
    return tuple(text.splitlines()[3:])


def sha256_of(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, in lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def sample_size(population: int) -> int:
    """Return a fifth of `population`, rounded up."""
    return (population + 4) // 5


def seed_of(public: str, dice: str) -> str:
    """Return the seed of a draw."""
    return f"{public}|DICE|{dice}"


@dataclass(frozen=True)
class Ticket:
    """The ticket of a card, which is named without its check digits."""

    card: str
    ticket: str


def in_order(month: str, seed: str, cards: Iterable[str]) -> tuple[Ticket, ...]:
    """Return the tickets of `cards`, the smallest first."""
    tickets = (Ticket(card, sha256_of(f"{LABEL}|{month}|{seed}|{card}")) for card in cards)
    return tuple(sorted(tickets, key=lambda each: each.ticket))


def drawn(
    tickets: Sequence[Ticket], void: Collection[str], is_unreached: Callable[[str], bool]
) -> tuple[tuple[Ticket, ...], dict[str, str]]:
    """Return the tickets of the cards to be called, and by card that was not reached the card in its place.

    A void card is dropped and the next moves up; one that was not reached stays, and one more is called for it.
    """
    valid = [each for each in tickets if each.card not in void]
    first = sample_size(len(tickets))
    chosen = min(first, len(valid))
    while True:
        missing = [each.card for each in valid[:chosen] if is_unreached(each.card)]
        wanted = min(first + len(missing), len(valid))
        if wanted == chosen:
            break
        chosen = wanted
    others = [each.card for each in valid[first:chosen]]
    return tuple(valid[:chosen]), dict(zip(missing, others, strict=False))


# -- what a sample says ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Interval:
    """How many of a population may be bad, from and to, with 95 % confidence."""

    low: int
    high: int


def interval(population: int, sampled: int, bad: int) -> Interval:
    """Return the exact interval of bad ones in `population` when `bad` of `sampled` are (hypergeometric)."""
    possible = range(bad, population - sampled + bad + 1)
    low = next(n for n in possible if 1 - _at_most(population, sampled, n, bad - 1) > _TAIL)
    high = next(n for n in reversed(possible) if _at_most(population, sampled, n, bad) > _TAIL)
    return Interval(low, high)


def chance_to_meet(population: int, sampled: int, bad: int) -> float:
    """Return the chance that a sample holds at least one of the `bad` ones in `population`."""
    return 1 - _at_most(population, sampled, bad, 0)


def _at_most(population: int, sampled: int, bad: int, seen: int) -> float:
    ways = sum(math.comb(bad, n) * math.comb(population - bad, sampled - n) for n in range(seen + 1))
    return ways / math.comb(population, sampled)


def recipe(month: str, seed: str, cards: Sequence[str], count: int, changes: Sequence[str] = ()) -> tuple[str, ...]:
    """Return in Chinese, step by step, how a stranger repeats the draw on any computer with `sha256sum`.

    `changes` say what became of drawn cards afterwards: without them a stranger would come to other cards.
    """
    example = cards[0] if cards else f"{month[:4]}-00001"
    return (
        f"一、名单文件的 SHA-256 应与公示的相同：sha256sum 抽样名单-{month}.txt",
        f"二、种子：{seed}",
        f"三、名单里每个卡号算一个签，如 {example}：printf '{LABEL}|{month}|{seed}|{example}' | sha256sum",
        f"四、签从小到大排，最小的 {count} 个就是抽中的（名单共 {len(cards)} 张，取五分之一，不足一张的进一）。",
        *((f"五、抽签以后：{'；'.join(changes)}。",) if changes else ()),
    )
