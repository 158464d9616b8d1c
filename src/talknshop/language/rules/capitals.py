"""Names told by their capitals: unknown makers and places."""

import re

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.reading import Finding, Reading

_WORD = re.compile(r"[^\W\d_][\w'&-]*")
_SENTENCE = re.compile(r"(?:^|[.!?:;\n]\s*)[^\w]*$")
_CUE = re.compile(
    r"(?:\b(?:not|no|by|from|avoid|except|brand|brands|prefer|preferably|ideally|only|either|or|and|"
    r"love|like|just|maybe|than|named|called|make|maker|a|an|my|the)|[,/&(]) $"
)
_MOST_CAPITALS = 0.6
"""In a text with more capitals than this they tell nothing."""
_LEAST_LETTERS = 3


def proper_words(text: str) -> frozenset[str]:
    """Words of a message that carry a capital within a sentence, in lower case.

    A text in which most words carry one (a title, shouting, German) has none.
    """
    found: set[str] = set()
    words = 0
    capitals = 0
    for match in _WORD.finditer(text):
        words += 1
        if not match.group()[0].isupper():
            continue
        capitals += 1
        if not _SENTENCE.search(text[max(0, match.start() - 8) : match.start()]):
            found.add(match.group().lower().removesuffix("'s"))
    return frozenset(found) if words and capitals / words <= _MOST_CAPITALS else frozenset()


def read_unknown_brands(
    reading: Reading,
    lexicon: Lexicon,
    proper: frozenset[str],
    product: tuple[int, int] | None,
    *,
    listed: bool = True,
) -> Reading:
    """Claims capitalised words that nothing knows where a maker would stand.

    That is beside the product or, where makers are ``listed`` as wishes, after words that introduce
    them or in a list of them. A seller's capitals elsewhere are places.
    """
    if not proper:
        return reading
    found: list[Finding] = []
    tokens = reading.tokens
    index = 0
    while index < len(tokens):
        end = index
        while end < len(tokens) and _is_unknown(reading, end, lexicon, proper):
            if end > index and reading.text[tokens[end - 1].end : tokens[end].start] not in {
                " ",
                "-",
            }:
                break
            end += 1
        if end > index:
            start, stop = tokens[index].start, tokens[end - 1].end
            if _stands_as_brand(reading, start, stop, product, listed=listed):
                found.append(Finding("brand", reading.text[start:stop].title(), start, stop))
        index = max(end, index + 1)
    return reading.claim(found)


def _is_unknown(reading: Reading, index: int, lexicon: Lexicon, proper: frozenset[str]) -> bool:
    token = reading.tokens[index]
    word = token.text.removesuffix("'s")
    return (
        word in proper
        and len(word) >= _LEAST_LETTERS
        and reading.is_free(token.start, token.end)
        and word not in lexicon.grammar.stopwords
        and word not in lexicon.places
        and lexicon.attributes.get(word) is None
        and word not in lexicon.spelling.common
    )


def _stands_as_brand(
    reading: Reading, start: int, end: int, product: tuple[int, int] | None, *, listed: bool
) -> bool:
    if product is not None and 0 <= product[0] - end <= 1:
        return True
    before = reading.text[max(0, start - 16) : start]
    return listed and product is not None and _CUE.search(before) is not None
