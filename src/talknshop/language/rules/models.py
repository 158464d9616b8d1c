"""Where the name of a model ends that follows a product line."""

import re

from talknshop.language.rules.reading import Reading

_WORD = re.compile(
    r"\d[\w.]*|[a-z]{1,3}-?\d+\w*|pro|max|air|mini|plus|ultra|se|lite|xl|fe|oled|"
    r"slim|gen|series|x|s|carbon|"
    r"generation|paperwhite|oasis|\d+(?:st|nd|rd|th)|digital|ti|super|one|360|fold|"
    r"flip|note|edition|quest"
)
_MEASURE = re.compile(r"\d+(?:\.\d+)?(?:gb|tb|g|mm|in|inch|w|v|hz|k|mp|oz|lbs?|x\d+)")
_UNIT = (
    "gb",
    "tb",
    "gig",
    "inch",
    '"',
    "bucks",
    "dollars",
    "firm",
    "obo",
    "usd",
    "hz",
    "/",
    "euro",
    "%",
    "+",
    "pack",
    "qt",
    "quart",
    "oz",
    "ft",
    "cup",
    "gal",
    "lb",
    "people",
    "person",
    "star",
    "each",
)
_LONGEST = 4


def model_end(reading: Reading, end: int) -> int:
    """The offset where the model that begins before ``end`` ends.

    A model has one number at most ("iphone 13 pro"), save after "gen" or "series"; numbers with
    units are measures, not models.
    """
    numbered = any(c.isdigit() for c in reading.text[:end].split(" ")[-1])
    for token in reading.tokens[reading.index_at(end) :][:_LONGEST]:
        gap = reading.text[end : token.start].strip(" -")
        if gap or not _WORD.fullmatch(token.text) or _MEASURE.fullmatch(token.text):
            break
        has_digit = any(c.isdigit() for c in token.text)
        if has_digit and numbered and not reading.text[:end].endswith(("gen", "series")):
            break
        if token.text.isdigit() and _has_unit(reading, token.end):
            break
        numbered = numbered or has_digit
        end = token.end
    return end


def _has_unit(reading: Reading, end: int) -> bool:
    return reading.text[end : end + 8].lstrip(" -").startswith(_UNIT)
