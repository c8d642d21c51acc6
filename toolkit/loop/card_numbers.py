"""Numbers of cards (卡号) and their codes (查验码).

A number is a year, a serial and two check digits, `2026-00317-80`: digits only, so that it can be read by telephone.
The code needs the key of the year, which the store keeps; without the key nobody can make one up. Where the row of a
card was lost, its code still shows that the card is genuine.
"""

import hashlib
import hmac
import re
import secrets

from toolkit.chinese import are_check_digits_right, half_width, with_check_digits
from toolkit.workspace import normalised

_NUMBER = re.compile(r"(\d{4})-?(\d{5,9})-?(\d{2})", re.ASCII)
_DROPPED = r"第号\s()（）\[\]【】〔〕-"
_BETWEEN = re.compile(rf"(\d)[{_DROPPED}]+(?=\d)")
_LEFT_OUT = re.compile(rf"(?<!\d)[{_DROPPED}]+|[{_DROPPED}]+(?!\d)")
_CODE_DIGITS = 8
_KEY_BYTES = 32
_LABEL = "yehua-card/1"


def card_number(year: int, serial: int) -> str:
    """Return the number of the `serial`th card of `year`, with its check digits."""
    digits = with_check_digits(f"{year:04d}{serial:05d}")
    return f"{digits[:4]}-{digits[4:-2]}-{digits[-2:]}"


def bare(number: str) -> str:
    """Return the card `number` without its check digits: `2026-00317`."""
    return number.rpartition("-")[0]


def full(number: str) -> str:
    """Return the card `number`, given without its check digits, with them."""
    return card_number(int(number[:4]), int(number[5:]))


def looks_like_number(text: str) -> bool:
    """Return whether `text` has the form of a card's number, whatever its check digits."""
    return _NUMBER.fullmatch(normalised(text)) is not None


def parsed(text: str) -> str | None:
    """Return the card number that was typed or scanned as `text`; None when its form or its check digits are wrong."""
    match = _NUMBER.fullmatch(normalised(text))
    if match is None or not are_check_digits_right("".join(match.groups())):
        return None
    return "-".join(match.groups())


def new_key() -> str:
    """Return a new key of a year, in hexadecimal digits."""
    return secrets.token_hex(_KEY_BYTES)


def code_of(key: str, number: str) -> str:
    """Return the code of eight digits of the card `number` by the `key` of its year: HMAC-SHA256 mod 10^8."""
    digest = hmac.new(bytes.fromhex(key), f"{_LABEL}|{bare(number)}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest) % 10**_CODE_DIGITS:0{_CODE_DIGITS}d}"


def is_code(key: str, number: str, text: str) -> bool:
    """Return whether `text`, as it was typed, is the code of the card `number`."""
    typed = "".join(half_width(text).split()).replace("-", "")
    return hmac.compare_digest(code_of(key, number).encode(), typed.encode("utf-8", "replace"))


def alias_key(text: str) -> str:
    """Return the number of an older card in the one form by which it is found: `综字043号` is `综字43`.

    What parts two numbers stays, as a dash: 综1-23 is not 综12-3.
    """
    parted = _BETWEEN.sub(r"\1-", normalised(text))
    plain = _LEFT_OUT.sub("", parted)
    return re.sub(r"0*(\d+)", r"\1", plain).casefold()
