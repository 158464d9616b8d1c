"""Minor units as ISO 4217 counts them, which is what the protocol sends.

``core.money`` follows what people write: prices in dinars of Iraq have no decimals on a label, and
three in ISO's table. Taking one for the other is wrong by a factor of a hundred or a thousand.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from talknshop.marketplaces.wire_values import currency, number
from talknshop.schemas.requirement import MOST_MONEY

_NO_DECIMALS = (
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
    "VUV", "XAF", "XOF", "XPF",
)  # fmt: skip
_THREE_DECIMALS = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_EXPONENTS: Mapping[str, int] = {
    **dict.fromkeys(_NO_DECIMALS, 0),
    **dict.fromkeys(_THREE_DECIMALS, 3),
    "CLF": 4,
    "UYW": 4,
}
_USUAL_EXPONENT = 2


def from_minor_units(amount: object, code: str | None) -> float | None:
    """An amount as shops send it, in units of its currency; None when it is no such amount."""
    found = number(amount)
    if found is None or currency(code) is None or found < 0 or not found.is_integer():
        return None
    value = float(Decimal(int(found)).scaleb(-_exponent(code or "")))
    return value if value <= MOST_MONEY else None


def to_minor_units(amount: float, code: str) -> int:
    """An amount in units of a currency as shops take it, rounded half up."""
    scaled = Decimal(str(amount)).scaleb(_exponent(code))
    return int(scaled.to_integral_value(rounding=ROUND_HALF_UP))


def _exponent(code: str) -> int:
    return _EXPONENTS.get(code, _USUAL_EXPONENT)
