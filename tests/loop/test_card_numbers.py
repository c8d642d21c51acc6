"""Numbers of cards show every slip, and codes cannot be made up without the key."""

import hashlib
import hmac
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.loop import card_numbers

KEY = "ab" * 32
SERIALS = st.integers(1, 99_999)


def test_the_number_of_the_example() -> None:
    assert card_numbers.card_number(2026, 317) == "2026-00317-80"


@pytest.mark.parametrize("serial", ["00371", "00713", "00318", "00137"])
def test_a_wrong_serial_with_these_check_digits_is_refused(serial: str) -> None:
    assert card_numbers.parsed(f"2026-{serial}-80") is None


@pytest.mark.parametrize(
    "typed", ["2026-00317-80", "２０２６－００３１７－８０", " 2026 00317 80 ", "20260031780", "2026—00317—80"]
)
def test_a_number_is_read_as_it_was_typed_or_scanned(typed: str) -> None:
    assert card_numbers.parsed(typed) == "2026-00317-80"


def test_every_slip_in_four_thousand_numbers_is_found() -> None:
    missed = {"digit": 0, "swap": 0, "jump": 0, "twin": 0}
    for serial in range(1, 4001):
        digits = card_numbers.card_number(2026, serial).replace("-", "")
        for kind, wrong in slips(digits):
            missed[kind] += wrong != digits and card_numbers.parsed(wrong) is not None
    assert missed == {"digit": 0, "swap": 0, "jump": 0, "twin": 0}


def slips(digits: str) -> list[tuple[str, str]]:
    """Return `digits` with each single wrong digit, each swap of neighbours, jump swap and twin error."""
    made = []
    for place, digit in enumerate(digits):
        made += [("digit", digits[:place] + other + digits[place + 1 :]) for other in "0123456789" if other != digit]
    for kind, step in (("swap", 1), ("jump", 2)):
        for place in range(len(digits) - step):
            signs = list(digits)
            signs[place], signs[place + step] = signs[place + step], signs[place]
            made.append((kind, "".join(signs)))
    for place in range(len(digits) - 1):
        if digits[place] == digits[place + 1]:
            made += [("twin", digits[:place] + other * 2 + digits[place + 2 :]) for other in "0123456789"]
    return made


@given(SERIALS)
def test_a_code_is_that_of_the_interface(serial: int) -> None:
    number = card_numbers.card_number(2026, serial)
    message = f"yehua-card/1|2026-{serial:05d}".encode()
    digest = hmac.new(bytes.fromhex(KEY), message, hashlib.sha256).hexdigest()

    assert card_numbers.code_of(KEY, number) == f"{int(digest, 16) % 100_000_000:08d}"
    assert card_numbers.is_code(KEY, number, card_numbers.code_of(KEY, number))


def test_no_random_code_is_accepted_in_a_million_beyond_chance() -> None:
    number = card_numbers.card_number(2026, 317)
    code = card_numbers.code_of(KEY, number)
    dice = random.Random(20261129)  # noqa: S311 - the same tries each time

    assert sum(f"{dice.randrange(10**8):08d}" == code for _ in range(1_000_000)) == 0


def test_another_year_has_other_codes() -> None:
    number = card_numbers.card_number(2026, 317)

    assert not card_numbers.is_code("cd" * 32, number, card_numbers.code_of(KEY, number))


@pytest.mark.parametrize("typed", ["综字043号", "综字43", "综字 43 号", "综字第０４３号", "综字-43"])
def test_an_older_number_is_found_however_it_is_written(typed: str) -> None:
    assert card_numbers.alias_key(typed) == card_numbers.alias_key("综字043号")


@pytest.mark.parametrize("other", ["综12-3号", "综123号", "综1-2-3", "综〔12〕3号"])
def test_numbers_that_are_parted_elsewhere_are_others(other: str) -> None:
    assert card_numbers.alias_key(other) != card_numbers.alias_key("综1-23号")


@pytest.mark.parametrize("typed", ["综1-023", "综 1－23 号", "综〔1〕23号", "综(1)第23号"])
def test_two_parted_numbers_are_found_however_they_are_parted(typed: str) -> None:
    assert card_numbers.alias_key(typed) == card_numbers.alias_key("综1-23号")
