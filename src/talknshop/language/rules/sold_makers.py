"""The maker a seller names before the thing for sale, also one that no list has."""

import re
from collections.abc import Iterator

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.makers import NO_BRAND
from talknshop.language.rules.phrases import Token
from talknshop.language.rules.products import Candidate
from talknshop.language.rules.reading import Finding, Reading

_BOUNDARY = re.compile(r"[.,;:!?()\n]| - |\bfor sale\b")
_MADE_BY = re.compile(
    r"\b(?:made by|manufactured by|brand is|brand:|marca|marke) (?P<v>[^\W\d_][\w'&-]{2,})"
)
_OPENS = re.compile(r"(?:[,.;:!?(]| -|\b(?:a|an|my|selling|sell|the|is)) ?$")
_CODE = re.compile(r" (?:[a-z]+ )?(?:[a-z-]*\d[\w-]*|size|mens|womens)\b")
_ENDINGS = (
    "ed",
    "ing",
    "ish",
    "less",
    "able",
    "ible",
    "ful",
    "ly",
    "ous",
    "est",
    "ic",
    "al",
    "ian",
)
_SHORTEST = 4
_REACH = 7
_LONGEST_NAME = 3
_ARTICLES = frozenset({"a", "an", "the", "this", "some", "these", "her", "selling", "sell", "list"})
_TITLED = frozenset(
    {
        "board game",
        "card game",
        "video game",
        "book",
        "textbook",
        "comic book",
        "puzzle",
        "dvd",
        "vinyl record",
        "cd",
        "poster",
        "booster box",
        "trading cards",
        "movie",
        "concert ticket",
    }
)
"""Things whose unknown first word is a title."""


def read_sold_maker(reading: Reading, head: Candidate | None, lexicon: Lexicon) -> Reading:
    """Claims the word that opens the name of the thing for sale as its maker.

    "Werner 24ft ladder": nobody knows the word and it stands where makers stand. A maker that is
    also an everyday word ("nemo tent") counts there too. Nothing is claimed when a maker is known.
    """
    if reading.of("brand") or reading.of("vehicle") or (head is not None and head.maker):
        return reading
    told = _MADE_BY.search(reading.rest)
    if told is not None:
        named = lexicon.brands.get(told["v"]) or told["v"].title()
        return reading.claim([Finding("brand", named, *told.span("v"))])
    coded = list(_before_code(reading, lexicon))
    if coded or head is None or head.is_maker or head.line:
        return reading.claim(coded[:1])
    return reading.claim(_first_word(reading, head, lexicon))


def _before_code(reading: Reading, lexicon: Lexicon) -> Iterator[Finding]:
    """Makers that open a clause and are followed by a model or size: ", spectra s1"."""
    for name, start, end in reading.look_up(lexicon.brands):
        opens = not reading.text[:start].strip() or _OPENS.search(reading.text[:start])
        if opens and _CODE.match(reading.text, end):
            yield Finding("brand", name, start, end)


def _first_word(reading: Reading, head: Candidate, lexicon: Lexicon) -> list[Finding]:
    opening = _opening(reading, head, lexicon)
    for length in range(min(_LONGEST_NAME, len(opening)), 0, -1):
        start, end = opening[0].start, opening[length - 1].end
        known = lexicon.brands.get(reading.text[start:end])
        if known is not None and not NO_BRAND.search(reading.text[max(0, start - 20) : start]):
            return [Finding("brand", known, start, end)]
    if opening and head.name not in _TITLED and _is_rare(opening[0].text, lexicon):
        first = opening[0]
        return [Finding("brand", first.text.title(), first.start, first.end)]
    return []


def _opening(reading: Reading, head: Candidate, lexicon: Lexicon) -> list[Token]:
    """The free words from the first one that tells something up to the thing for sale."""
    before = reading.text[: head.start]
    last = max((m.end() for m in _BOUNDARY.finditer(before)), default=0)
    tokens = [t for t in reading.tokens if last <= t.start and t.end <= head.start][-_REACH:]
    owned = [i for i, t in enumerate(tokens) if t.text in lexicon.grammar.owners | _ARTICLES]
    tokens = tokens[owned[-1] + 1 :] if owned else tokens
    while tokens and _opens_nothing(tokens[0], reading, lexicon):
        tokens.pop(0)
    if tokens and any(t.text in lexicon.grammar.governors for t in tokens):
        return []
    return tokens


def _opens_nothing(token: Token, reading: Reading, lexicon: Lexicon) -> bool:
    word = token.text
    return (
        not reading.is_free(token.start, token.end)
        or not word[0].isalpha()
        or word in lexicon.grammar.stopwords
        or (lexicon.brands.get(word) is None and _is_described(word, lexicon))
    )


def _is_described(word: str, lexicon: Lexicon) -> bool:
    return (
        lexicon.phrases["vague"].get(word) is not None
        or lexicon.attributes.get(word) is not None
        or lexicon.phrases["condition"].get(word) is not None
    )


def _is_rare(word: str, lexicon: Lexicon) -> bool:
    return (
        word.isalpha()
        and len(word) >= _SHORTEST
        and not word.endswith(_ENDINGS)
        and not lexicon.spelling.is_plain(word)
        and word not in lexicon.places
        and word not in lexicon.product_words
    )
