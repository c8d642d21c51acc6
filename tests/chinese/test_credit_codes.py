"""The check sign of a credit code follows GB 32100, whatever signs stand in the middle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.chinese import credit_code_fault

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", ["91350100M000100Y43", "N2330100MF1234567X"])
def test_a_right_code_passes_that_of_a_rural_collective_too(code: str) -> None:
    assert credit_code_fault(code) is None


@given(st.text(SIGNS, min_size=17, max_size=17))
def test_of_all_check_signs_exactly_one_is_right(code: str) -> None:
    assert sum(credit_code_fault(code + sign) is None for sign in SIGNS) == 1


@given(st.text(SIGNS, min_size=17, max_size=17), st.integers(0, 16), st.sampled_from(SIGNS))
def test_a_sign_written_wrongly_is_found(code: str, place: int, sign: str) -> None:
    right = next(code + check for check in SIGNS if credit_code_fault(code + check) is None)
    wrong = right[:place] + sign + right[place + 1 :]

    assert wrong == right or credit_code_fault(wrong)
