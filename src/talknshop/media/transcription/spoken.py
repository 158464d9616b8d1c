"""How numbers, prices, measures and written names are said."""

import random
import re

ONES = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
TENS = ("", "", *["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
_TEN, _TWENTY, _HUNDRED, _THOUSAND = 10, 20, 100, 1000
_MILLION = 1_000_000

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[a-z]+(?:['’][a-z]+)*")
_SIGNS = {"&": " and ", "+": " plus ", "%": " percent ", "@": " at ", "#": " number "}


def say_number(number: int) -> str:
    """A whole number below a million, as it is counted: "two hundred five"."""
    if number < _TWENTY:
        return ONES[number]
    if number < _HUNDRED:
        tens, ones = divmod(number, _TEN)
        return TENS[tens] + (f" {ONES[ones]}" if ones else "")
    unit, name = (_HUNDRED, "hundred") if number < _THOUSAND else (_THOUSAND, "thousand")
    if number >= _MILLION:
        return " ".join(ONES[int(digit)] for digit in str(number))
    many, rest = divmod(number, unit)
    return f"{say_number(many)} {name}" + (f" {say_number(rest)}" if rest else "")


def say_pairs(number: int) -> str:
    """As prices and years are said: "two fifty", "nineteen ninety nine", "twelve hundred"."""
    many, rest = divmod(number, _HUNDRED)
    if not rest:
        return f"{say_number(many)} hundred"
    return f"{say_number(many)} " + (f"oh {ONES[rest]}" if rest < _TEN else say_number(rest))


def say_figures(text: str) -> str:
    """Figures within a name, each number said, digits behind a point one by one."""
    whole, _, part = text.replace(",", "").partition(".")
    said = say_number(int(whole)) if len(whole) < len(str(_MILLION)) else " ".join(whole)
    return said + (" point " + " ".join(ONES[int(digit)] for digit in part) if part else "")


def say_name(written: str) -> str:
    """A written name as words: "WD-40" as "w d forty", "H&M" as "h and m"."""
    text = written.lower().replace("’", "'")
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    said = (
        say_figures(piece) if _NUMBER.fullmatch(piece) else piece for piece in _PIECE.findall(text)
    )
    return " ".join(said)


def draw_count(draw: random.Random) -> str:
    """How many of something, mostly few."""
    return say_number(min(int(draw.expovariate(0.25)) + 1, 60))


def draw_price(draw: random.Random) -> str:
    """An amount without its unit, as people say amounts; round ones more often."""
    kind = draw.random()
    if kind < 0.3:  # noqa: PLR2004
        return say_number(draw.choice((5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 90)))
    if kind < 0.45:  # noqa: PLR2004
        return say_number(draw.randint(2, 99))
    if kind < 0.85:  # noqa: PLR2004
        return _hundreds(draw)
    return _thousands(draw)


def _hundreds(draw: random.Random) -> str:
    step = draw.choice((1, 5, 10, 25, 50, 50, 100, 100))
    number = draw.randrange(100, 1000, step)
    if number % _HUNDRED == 0:
        return (
            draw.choice(("a hundred", "one hundred"))
            if number == _HUNDRED
            else (say_number(number))
        )
    said = draw.choice((say_number, say_pairs, say_pairs))(number)
    return said if draw.random() < 0.7 else say_number(number).replace("hundred ", "hundred and ")  # noqa: PLR2004


def _thousands(draw: random.Random) -> str:
    number = draw.randrange(1000, 10000, draw.choice((100, 250, 500, 1000)))
    if number % _THOUSAND and number % _HUNDRED == 0 and draw.random() < 0.5:  # noqa: PLR2004
        return say_pairs(number)
    return (
        say_number(number) if number != _THOUSAND else draw.choice(("a thousand", "one thousand"))
    )


def draw_cents(draw: random.Random) -> str:
    """Cents behind an amount."""
    return say_number(draw.choice((99, 99, 99, 95, 50, 50, 49, 75, 25, draw.randint(10, 99))))


def draw_year(draw: random.Random) -> str:
    """A year of a model or a making."""
    return say_pairs(draw.randint(1950, 1999)) if draw.random() < 0.3 else _late_year(draw)  # noqa: PLR2004


def _late_year(draw: random.Random) -> str:
    year = draw.randint(2000, 2029)
    if year >= 2010 and draw.random() < 0.8:  # noqa: PLR2004
        return say_pairs(year)
    return say_number(year)


def draw_decimal(draw: random.Random) -> str:
    """A measure with a point."""
    return f"{say_number(draw.randint(0, 40))} point {ONES[draw.randint(1, 9)]}"


def draw_size(draw: random.Random) -> str:
    """A size of clothes or shoes."""
    number = say_number(draw.choice((*range(1, 15), *range(4, 13), 16, 18, 20, 28, 30, 32, 34, 36)))
    return number + (" and a half" if draw.random() < 0.25 else "")  # noqa: PLR2004
