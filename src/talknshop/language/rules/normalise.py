"""Bringing what a person typed into one form: case, signs, numbers, spelling."""

import re
import unicodedata
from collections.abc import Callable
from typing import cast

import text_to_num  # pyright: ignore[reportMissingTypeStubs]

from talknshop.language.rules.spelling import Spelling

_SIGNS = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201b": "'",
        "\u2032": "'",
        "`": "'",
        "\u00b4": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2033": '"',
        "\u00d7": "x",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2014": ", ",
        "\u2026": "... ",
        "\uff04": "$",
        "\x00": " ",
        "_": " ",
    }
)
_TAG = re.compile(r"</?[a-z][^<>]{0,200}>")
_LINK = re.compile(r"\bhttps?://\S{1,500}")
_BLANKS = re.compile(r"\s+")
_WITHOUT = re.compile(r"\bw/o\b")
_WITH = re.compile(r"\bw/\s?")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_ABBREVIATED = re.compile(r"(?<![\w'])[a-z][a-z'/-]*\.?(?![\w'])")
_LOOSE_NUMBERS = (
    (re.compile(r"\bhalf a grand\b"), "500"),
    (re.compile(r"\bhalf a dozen\b"), "6"),
    (re.compile(r"\b(?:two|2) dozen\b"), "24"),
    (re.compile(r"\b(?:a|one|1) dozen\b"), "12"),
    (re.compile(r"\ba (?:couple of|couple) (hundred|thousand|grand)\b"), r"two \1"),
    (re.compile(r"\ba (hundred|thousand)\b"), r"one \1"),
    (re.compile(r"\b(?:a|1) grand\b"), "1000"),
    (re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|ten) grand\b"), r"\1 thousand"),
)
_SAID_SUM = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|twelve|fifteen) "
    r"((?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?![- ]?(?:hundred|thousand|inch|pounds?|lbs?|gallons?|watts?))|"
    r"(?:ten|eleven|twelve|fifteen)(?= ?(?:$|[.,!?]| obo| ono| firm| or | dollars| bucks| cash)))\b"
)
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|"
    r"eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)\b"
)


_SMALL = (
    *("two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "ten", "eleven", "twelve"),
)
_DIGITS = {word: str(value) for value, word in enumerate(_SMALL, start=2)}
_ALONE = re.compile(rf"\b(?:{'|'.join(_SMALL)})\b")
"""Small numbers that stand alone, which the library leaves as words."""
_as_digits = cast("Callable[[str, str], str]", text_to_num.alpha2digit)  # pyright: ignore[reportUnknownMemberType]


_BEGINNING, _END = 3000, 1000


def abridged(text: str) -> str:
    """The text, or of a long one its beginning and its end, where people say what they want.

    Reading takes time in proportion to length, some 10 ms per 1,000 characters full of products.
    """
    if len(text) <= _BEGINNING + _END:
        return text
    return f"{text[:_BEGINNING].rsplit(None, 1)[0]} ... {text[-_END:].split(None, 1)[-1]}"


def normalise(text: str, spelling: Spelling) -> str:
    """The text in lower case with plain signs, digits for number words and repaired spelling."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS)).lower().replace("\x00", " ")
    plain = _LINK.sub(" ", _TAG.sub(" ", plain))
    plain = _WITH.sub("with ", _WITHOUT.sub("without", plain))
    plain = _BLANKS.sub(" ", plain).strip()
    plain = _ABBREVIATED.sub(lambda match: _expanded(match.group(), spelling), plain)
    plain = digits_for_words(plain)
    return _WORD.sub(lambda match: spelling.correct(match.group()), plain)


def _expanded(word: str, spelling: Spelling) -> str:
    found = spelling.abbreviations.get(word)
    if found is None and word.endswith("."):
        found = spelling.abbreviations.get(word[:-1])
        return found + "." if found else word
    return found or word


def digits_for_words(text: str) -> str:
    """Writes number words as digits: ``fifty`` as 50, ``a grand`` as 1000; ``one`` stays a word.

    Sums are said without their hundreds: ``two fifty`` is 250, ``one twenty five`` 125.
    """
    text = _SAID_SUM.sub(r"\1 hundred \2", text)
    for pattern, written in _LOOSE_NUMBERS:
        text = pattern.sub(written, text)
    if not _NUMBER_WORD.search(text):
        return text
    return _ALONE.sub(lambda match: _DIGITS[match.group()], _as_digits(text, "en"))
