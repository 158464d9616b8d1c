"""Which of the products on show a text means: by place, by extreme, by brand or title words."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from talknshop.language.requests import Shown
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.phrases import split_words

_WORDS = "first second third fourth fifth sixth seventh eighth ninth tenth"
_FIGURES = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th"
_ORDINALS = {
    word: place for words in (_WORDS, _FIGURES) for place, word in enumerate(words.split(), start=1)
}
_PLACE = re.compile(rf"\b(?P<n>{'|'.join(_ORDINALS)})\b(?!\s(?:time|of all|generation|gen|hand)\b)")
_NUMBERED = re.compile(
    r"(?:\b(?:number|no\.?|nr\.?|option|result|product|item|offer|choice|card|position)s? ?|#)"
    r"(?P<list>\d{1,2}(?:(?:,| ?and| ?&| ?or| ?vs\.?| ?to)* ?#?\d{1,2}(?![\w.]))*)(?![\w.]\d)"
)
_BARE = re.compile(r"(?:(?:the|compare|only|just|open|show|and|or|vs|with|,|&|#) ?|\d{1,2} ?)+")
_RANGE = re.compile(r"\b(?P<end>first|top|last) (?P<n>\d{1,2}|few|couple)\b(?! ?(?:gb|tb|inch))")
_LAST = re.compile(
    r"\b(?:the )?(?:very )?last(?: one| result| option| product)?\b(?! (?:year|time))"
)
_TOP = re.compile(r"\bthe (?:very )?top (?:one|result|pick|option|product)\b")
_PAIR = re.compile(r"\b(?:both|the (?:two|2)(?! \w+(?:st|er))|these (?:two|2)|those (?:two|2))\b")
_ALL = re.compile(
    r"\b(?:all (?:of (?:them|these|those)|\d{1,2}|the (?:results|options|products))|"
    r"(?:all )?(?:them all|these|those)|all|everything|each|every one|them)\b"
)
_THIS = re.compile(
    r"\b(?:this|that)(?: (?:one|product|item|offer|thing))?\b(?! (?:is (?:too|not)|are|you|i)\b)|"
    r"\bit\b|\bthe same\b"
)
_PART = re.compile(r"(?:(?!\b(?:and|or|vs|versus|with|to|than)\b)[^,/&])+")
_EXTREMES: tuple[tuple[re.Pattern[str], Callable[[Shown], float | None], bool], ...] = (
    (
        re.compile(r"\b(?:cheap(?:er|est)|least expensive|lowest priced?|less expensive)\b"),
        lambda shown: shown.price,
        False,
    ),
    (
        re.compile(r"\b(?:most expensive|priciest|dearest|more expensive|pricier|highest price)\b"),
        lambda shown: shown.price,
        True,
    ),
    (
        re.compile(r"\b(?:(?:best|top|highest|better|higher)[ -](?:rated|rating|reviewed))\b"),
        lambda shown: shown.rating,
        True,
    ),
)
_EXTREME_OF = re.compile(
    r"\b(?:the )(?:cheap(?:er|est)|(?:least|less|more|most) expensive|pricier|priciest|dearest|"
    r"(?:best|top|highest|better|higher)[ -](?:rated|reviewed)|lowest priced?)"
    r"(?: (?:one|option|product|result|item|of)\b|[.!? ]*$)"
)
_ITS_NAME = re.compile(
    r"\b(?:the|that|this|your|those|these) \w|"
    r"\b(?:details?|info|specs|features|link|price) (?:of|for|to|about|on) \w"
)
_FEW, _COUPLE = 3, 2
_MOST = 100
_LEAST_WORD = 2


@dataclass(frozen=True, slots=True)
class References:
    """The products a text means."""

    positions: tuple[int, ...] = ()
    everything: bool = False
    definite: bool = False
    """Whether a place, an extreme or a pointed-at name was said, and not only a pronoun."""
    by_pronoun: bool = False
    """Whether a pronoun means the product last talked about."""


def find_references(
    text: str, shown: Sequence[Shown], lexicon: Lexicon, focus: int | None = None
) -> References:
    """The products on show that a normalised text means.

    Args:
        text: What was said.
        shown: The products on show, in order.
        lexicon: Tells words that name nothing.
        focus: The place of the product last talked about; "that" means it.
    """
    by_place = [(at, place) for at, place in _by_place(text, len(shown)) if place <= len(shown)]
    extremes = _by_extreme(text, shown, [place for _, place in by_place])
    if extremes:
        return References(tuple(extremes), definite=True)
    named = _by_name(text, shown, lexicon)
    if by_place or named:
        places = tuple(dict.fromkeys(place for _, place in sorted([*by_place, *named])))
        return References(places, definite=bool(by_place) or _points(text))
    if _PAIR.search(text) and len(shown) >= _COUPLE:
        return References((1, 2), definite=True)
    if shown and _ALL.search(text):
        return References(tuple(range(1, len(shown) + 1)), everything=True)
    if shown and _THIS.search(text):
        place = focus or (1 if len(shown) == 1 else None)
        return References((place,), by_pronoun=True) if place else References()
    return References()


def _points(text: str) -> bool:
    """Whether words such as "the Sony" or "that desk" point at something known."""
    return bool(_ITS_NAME.search(text))


def _by_place(text: str, count: int) -> list[tuple[int, int]]:
    """Places said as ordinals, numbers or ranges, each with its offset in the text."""
    found: list[tuple[int, int]] = []
    for match in _RANGE.finditer(text):
        size = {"few": _FEW, "couple": _COUPLE}.get(match["n"]) or int(match["n"])
        size = min(size, count, _MOST)
        low = count - size + 1 if match["end"] == "last" else 1
        found += [(match.start(), place) for place in range(low, low + size)]
    taken = [(m.start(), m.end()) for m in _RANGE.finditer(text)]
    for match in _PLACE.finditer(text):
        if not _inside(match, taken):
            found.append((match.start(), _ORDINALS[match["n"]]))
    for match in _NUMBERED.finditer(text):
        found += [(match.start(), int(n)) for n in re.findall(r"\d{1,2}", match["list"])]
    if _BARE.fullmatch(text.strip(" .!?")):
        found += [(m.start(), int(m.group())) for m in re.finditer(r"\d{1,2}", text)]
    for regex, place in ((_TOP, 1), (_LAST, count)):
        match = regex.search(text)
        if match is not None and not _inside(match, taken):
            found.append((match.start(), place))
    return [(at, place) for at, place in found if place > 0]


def _inside(match: re.Match[str], taken: Iterable[tuple[int, int]]) -> bool:
    return any(low < match.end() and match.start() < high for low, high in taken)


def _by_extreme(text: str, shown: Sequence[Shown], places: Sequence[int]) -> list[int]:
    """The cheapest, dearest or best rated, of the named places, of two or of all."""
    if not _EXTREME_OF.search(text):
        return []
    every = list(range(1, len(shown) + 1))
    # Who asks for the cheapest means the cheapest that fits.
    fitting = [place for place in every if not shown[place - 1].near]
    among = list(places) or fitting or every
    if not places and _PAIR.search(text):
        among = among[:_COUPLE]
    for regex, measure, highest in _EXTREMES:
        known = [(value, p) for p in among if (value := measure(shown[p - 1])) is not None]
        if regex.search(text) and known:
            best = max(known, key=lambda k: k[0])[0] if highest else min(known)[0]
            return [next(place for value, place in known if value == best)]
    return []


def _by_name(text: str, shown: Sequence[Shown], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Products whose brand or title the text names, each with its offset in the text."""
    keys = [_keys(f"{product.brand or ''} {product.title}", lexicon) for product in shown]
    telling = {word for key in keys for word in key if sum(word in k for k in keys) < len(keys)}
    if len(shown) == 1:
        telling = set(keys[0])
    found: list[tuple[int, int]] = []
    for part in _PART.finditer(text):
        words = [w for w in _words(part.group(), lexicon) if w in telling]
        if words:
            scores = [sum(word in key for word in words) for key in keys]
            best = max(scores)
            found += [(part.start(), p) for p, s in enumerate(scores, start=1) if s == best]
    return found


def _keys(text: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(_words(text.lower(), lexicon))


def _words(text: str, lexicon: Lexicon) -> list[str]:
    stop = lexicon.grammar.stopwords
    return [
        lexicon.singular(word)
        for word in split_words(text)
        if len(word) >= _LEAST_WORD and word not in stop and word not in _ORDINALS
    ]
