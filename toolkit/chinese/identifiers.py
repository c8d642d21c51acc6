"""Money in digits and capitals, credit codes and phone numbers.

Capitals follow the annex of 支付结算办法 (正确填写票据和结算凭证的基本规定).
"""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from toolkit.core import WrongValueError

CURRENCY = "人民币"
# A number of the shape of an identity card (GB 11643) in a text; its check digit is not looked at.
IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1_000}
_LARGEST = Decimal("999999999999.99")
_CENT = Decimal("0.01")

_CAPITALS = re.compile(
    r"(?:人民币)?"
    r"(?:(?P<yuan>[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+)元)?"
    r"零?(?:(?P<jiao>[壹贰叁肆伍陆柒捌玖])角)?"
    r"(?:零?(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?"
    r"(?P<whole>[整正])?"
)
_DIGIT_UNIT = re.compile(r"(零?)([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)")
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # rural collectives begin with N and hold letters further on
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_FIXED = re.compile(r"0\d{2,3}-?\d{7,8}(-\d{1,6})?", re.ASCII)
_SERVICE = re.compile(r"95\d{3,6}|[48]00-?\d{3}-?\d{4}|1[012]\d{1,3}|123\d{2}", re.ASCII)


# -- money -----------------------------------------------------------------------------------------------------


def money(value: object) -> Decimal:
    """Return the amount in yuan that `value` (a number, or digits as text) holds.

    Raise WrongValueError when it is no amount from 0 to below a million millions with at most two decimals.
    """
    try:
        amount = Decimal(str(value).strip()) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= _LARGEST or amount != amount.quantize(_CENT):
        raise WrongValueError(field="金额", value=value, why="请只写数字，最多两位小数，如 36000 或 1680.32")
    return amount


def digits_text(amount: Decimal) -> str:
    """Return `amount` in yuan as digits, without decimals when it has no 角 and 分: `43200`, `1680.32`."""
    return f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"


def capital_amount(amount: Decimal) -> str:
    """Return `amount` in yuan in capitals, `人民币叁万陆仟元整`, in the one canonical form.

    Raise WrongValueError when it is no amount of money.
    """
    from cn2an import an2cn  # noqa: PLC0415 - takes a tenth of a second, and most commands write no sum in words

    return CURRENCY + str(an2cn(digits_text(money(amount)), "rmb"))


def amount_of_capitals(text: str) -> Decimal:
    """Return the amount in yuan that `text` writes in capitals; where the rule leaves 零 open both forms are taken.

    Raise WrongValueError when it is not written in capitals as the annex of 支付结算办法 asks.
    """
    match = _CAPITALS.fullmatch(text.strip())
    if match is None or not any(match[part] for part in ("yuan", "jiao", "fen")):
        raise _not_capitals(text, "只能用壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分零整，如“人民币叁万陆仟元整”")
    if match["fen"] and match["whole"]:
        raise _not_capitals(text, "有“分”的，后面不写“整”")
    if not (match["whole"] or match["jiao"] or match["fen"]):
        raise _not_capitals(text, "到“元”为止的，后面要写“整”")
    cents = 10 * _DIGITS[match["jiao"] or "零"] + _DIGITS[match["fen"] or "零"]
    return Decimal(_whole_yuan(match["yuan"] or "零", text)) + cents * _CENT


def _whole_yuan(yuan: str, text: str) -> int:
    if yuan == "零":
        return 0
    total, left = 0, yuan
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        head, separator, rest = left.partition(unit)
        if separator:
            total += _below_ten_thousand(head, text) * size
            left = rest
    return total + (_below_ten_thousand(left, text) if left.strip("零") else 0)


def _below_ten_thousand(part: str, text: str) -> int:
    total, place, left = 0, 10_000, part
    while match := _DIGIT_UNIT.match(left):
        size = _UNITS.get(match[3], 1)
        if size >= place:
            break
        total, place, left = total + _DIGITS[match[2]] * size, size, left[match.end() :]
    if left.strip("零") or not total:
        raise _not_capitals(text, "数字和单位的次序不对")
    return total


def _not_capitals(text: str, why: str) -> WrongValueError:
    return WrongValueError(field="大写金额", value=text, why=why)


# -- numbers of bodies and phones ------------------------------------------------------------------------------


def credit_code_fault(text: str) -> str | None:
    """Return what is wrong with the 统一社会信用代码 `text` (GB 32100-2015), or None when it is right."""
    code = narrow(text).upper()
    if not _CREDIT_CODE.fullmatch(code):
        return "统一社会信用代码应是 18 位数字和大写字母，不含 I、O、S、V、Z"
    if code[-1] != _check_sign(code[:-1]):
        return "统一社会信用代码的校验位不对，可能写错了一位"
    return None


def _check_sign(code: str) -> str:
    """Return the check sign of the first 17 signs (GB 32100-2015, annex A): weights are powers of 3 modulo 31."""
    size = len(_CODE_SIGNS)
    total = sum(_CODE_SIGNS.index(sign) * pow(3, place, size) for place, sign in enumerate(code))
    return _CODE_SIGNS[-total % size]


def phone_fault(text: str, *, office: bool = False) -> str | None:
    """Return what is wrong with the phone number `text`, or None; service numbers (12345) are for an `office` only."""
    number = narrow(text)
    if _MOBILE.fullmatch(number) or _FIXED.fullmatch(number) or (office and _SERVICE.fullmatch(number)):
        return None
    return "电话应是 11 位手机号，或者带区号的固定电话"


def narrow(text: str) -> str:
    """Return `text` without blanks, its full-width and other compatible signs made plain (NFKC)."""
    return "".join(unicodedata.normalize("NFKC", text).split())
