"""Check digits by ISO 7064 MOD 97-10: two digits that show every single wrong digit and every swap."""

from stdnum.iso7064 import mod_97_10


def with_check_digits(digits: str) -> str:
    """Return `digits` with their two check digits behind them."""
    return digits + str(mod_97_10.calc_check_digits(digits))


def are_check_digits_right(digits: str) -> bool:
    """Return whether the last two of `digits` are the check digits of the others."""
    return digits.isascii() and digits.isdigit() and bool(mod_97_10.is_valid(digits))
