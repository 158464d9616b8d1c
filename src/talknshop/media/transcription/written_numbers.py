"""How a spoken number is written, whatever it counts."""

from talknshop.media.transcription.number_words import Spoken

_TEN, _HUNDRED, _THOUSAND = 10, 100, 1_000
_LATE_CENTURIES = (17, 18, 19, 20)
_SURE_CENTS = frozenset({99, 95, 49})
"""Of prices, rather than of years."""
_SCANNED_LINES = frozenset({480, 720, 1080, 1440, 2160})
_MOBILE_NETWORKS = frozenset({3, 4, 5})
_MOST_THOUSANDS_OF_PIXELS = 8


def count(spoken: Spoken) -> int:
    """As a number of things."""
    if len(spoken.parts) > 1:
        return spoken.parts[0] * _HUNDRED + spoken.parts[1]
    return spoken.parts[0]


def amount(spoken: Spoken) -> str:
    """As money: from ten on, the second group is cents."""
    if len(spoken.parts) > 1 and spoken.parts[0] >= _TEN:
        return f"{spoken.parts[0]}.{spoken.parts[1]:02d}"
    value = count(spoken)
    return f"{value:,}" if value >= _THOUSAND else str(value)


def cents_said(spoken: Spoken) -> bool:
    """Whether it is said as prices with cents are: "fifty nine ninety nine"."""
    if len(spoken.parts) == 1 or spoken.decimals:
        return False
    whole, cents = spoken.parts
    return _TEN <= whole < _HUNDRED and (whole not in _LATE_CENTURIES or cents in _SURE_CENTS)


def lettered(number: str, letter: str) -> str | None:
    """A number with the letter that belongs to it, as 4K, 1080p, 5G or 15k; None where none."""
    if not number.isdigit():
        return None
    value = int(number)
    if letter == "k":
        return f"{number}{'K' if value <= _MOST_THOUSANDS_OF_PIXELS else 'k'}"
    if letter == "p" and value in _SCANNED_LINES:
        return f"{number}p"
    return f"{number}G" if letter == "g" and value in _MOBILE_NETWORKS else None


def ending(number: int) -> str:
    """What an ordinal ends with: "st" of 1st."""
    if number % _HUNDRED in {11, 12, 13}:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % _TEN, "th")
