"""When two worded values mean the same: "10 in." and "10-inch", "wool" and "woollen"."""

import re
import unicodedata
from functools import lru_cache

_FORMS = {
    "in": 'inches inch " zoll pulgadas',
    "ft": "feet foot '",
    "lb": "pounds pound lbs",
    "oz": "ounces ounce",
    "qt": "quarts quart",
    "gal": "gallons gallon",
    "l": "liters liter litres litre",
    "gb": "gigs gig gigabytes",
    "tb": "terabytes",
    "v": "volts volt",
    "w": "watts watt",
    "hz": "hertz",
    "year": "years yrs yr old",
    "cu": "cubic",
}
_UNITS: dict[str, str] = {form: unit for unit, forms in _FORMS.items() for form in forms.split()}
_KNOWN_UNITS = frozenset({*_UNITS.values(), "mah", "kg", "g", "cm", "mm", "m", "psi", "ah", "ml"})
_COUNTED = frozenset({"pack", "piece", "pieces", "pcs", "count", "set", "of", "people", "person"})
_SYNONYMS = {
    "gray": "grey",
    "men": "mens male man men's guys",
    "women": "womens female woman women's ladies",
    "wood": "wooden",
    "kids": "children child kid kids'",
    "mom": "mother mum",
    "dad": "father",
    "small": "s",
    "medium": "m",
    "large": "l",
    "tire": "tyre",
}
_SAME: dict[str, str] = {form: word for word, forms in _SYNONYMS.items() for form in forms.split()}
_MOST_EXTRA = 2
_LEAST_SHARED = 0.66
_TOKEN = re.compile(r"\d+(?:[./x]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[\"']")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SHORTEST_PLURAL = 4


def same_value(gold: object, found: object) -> bool:
    """Whether two values agree: numbers must be equal, words may differ a little."""
    wanted, given = _tokens(str(gold)), _tokens(str(found))
    if not wanted or not given:
        return False
    if wanted == given or "".join(wanted) == "".join(given):
        return True
    if _numbers(wanted) != _numbers(given):
        return False
    numbered = bool(_numbers(wanted))
    one, other = _words(wanted, bare=numbered), _words(given, bare=numbered)
    if numbered and (units := _units(wanted)) and (others := _units(given)) and units != others:
        return False
    if numbered and not (one and other):
        return True
    return _overlap(one, other)


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    if (one <= other or other <= one) and abs(len(one) - len(other)) <= _MOST_EXTRA:
        return True
    shared = len(one & other)
    return shared > 0 and 2 * shared / (len(one) + len(other)) >= _LEAST_SHARED


def same_name(gold: str | None, aliases: list[str], found: str | None) -> bool:
    """Whether a product is the labelled one or one of its aliases; number and hyphens are free."""
    if found is None:
        return gold is None
    given = "".join(_tokens(found))
    names = [*([gold] if gold else []), *aliases]
    return any("".join(_tokens(name)) == given for name in names)


def folded(value: object) -> str:
    """A brand or place without case, accents and signs."""
    text = unicodedata.normalize("NFKD", str(value).lower())
    return re.sub(r"[^a-z0-9]", "", text)


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'").replace("-", " "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"(?<=\d)\s*(?:x|by)\s*(?=\d)", "x", plain)
    found = [_form(str(token)) for token in _TOKEN.findall(plain)]
    return tuple(token for token in found if token)


def _form(token: str) -> str:
    """The one form all forms of a word count as."""
    word = _UNITS.get(token, token)
    word = _SAME.get(token, word)
    single = word if word[0].isdigit() else _singular(word)
    return _SAME.get(single, single)


def _singular(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "")
    if word in _KNOWN_UNITS or len(word) < _SHORTEST_PLURAL or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word.removesuffix("s")


def _numbers(tokens: tuple[str, ...]) -> list[float]:
    return sorted(float(n) for token in tokens for n in _NUMBER.findall(token))


def _units(tokens: tuple[str, ...]) -> frozenset[str]:
    return frozenset(tokens) & _KNOWN_UNITS


def _words(tokens: tuple[str, ...], *, bare: bool) -> frozenset[str]:
    words = frozenset(token for token in tokens if not token[0].isdigit())
    return words - _KNOWN_UNITS - _COUNTED if bare else words
