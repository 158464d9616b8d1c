"""The words of a requirement that a marketplace's search box is given.

Only letters and digits get through, with dots and hyphens between them: whatever means something
to the query syntax of a marketplace, quotes, brackets, operators, wildcards, is gone before any of
them sees it.
"""

import re
import unicodedata
from collections.abc import Iterator

from talknshop.core.text import sanitise
from talknshop.schemas.requirement import RequirementSpec

_POSSESSIVE = re.compile(r"['\u2019]s\b", re.IGNORECASE)
_APOSTROPHE = re.compile(r"['\u2019]")
_COMPARED = re.compile(r"[<>=\u2264\u2265]")
# A longer query finds nothing: marketplaces want every word of it.
_LONGEST_QUERY = 100
_MOST_ATTRIBUTES = 3
_MOST_WORDS_OF_ONE = 3


def words_in(text: str) -> list[str]:
    """The words of a text, without anything that a query syntax could mean."""
    plain = _APOSTROPHE.sub("", _POSSESSIVE.sub("", sanitise(text)))
    kept = "".join(character if _may_stand(character) else " " for character in plain)
    return [word for part in kept.split() if (word := part.strip(".-"))]


def _may_stand(character: str) -> bool:
    # Marks are parts of letters in many scripts.
    return (
        character.isalnum() or character in ".-" or unicodedata.category(character).startswith("M")
    )


def search_words(requirement: RequirementSpec) -> list[str]:
    """The words to search for: the only brand, the product, and a few plain attributes.

    Several brands are no words of one search, and neither is what is compared (``>=16``) or must
    not occur: those are judged by the products. Words that are there already are not repeated.
    """
    chosen: list[str] = []
    seen: set[str] = set()
    length = 0
    for words in _parts(requirement):
        new = [word for word in words if word.casefold() not in seen]
        for word in new:
            length += len(word) + 1
            if length - 1 > _LONGEST_QUERY:
                return chosen
            seen.add(word.casefold())
            chosen.append(word)
    return chosen


def only_brand(requirement: RequirementSpec) -> list[str]:
    """The words of the brand, where just one is wished for."""
    brands = requirement.brand_preferences
    return words_in(brands[0]) if len(brands) == 1 else []


def _parts(requirement: RequirementSpec) -> Iterator[list[str]]:
    yield only_brand(requirement)
    yield words_in(requirement.product_type)
    plain = [
        words
        for value in requirement.attributes.values()
        if isinstance(value, str)
        and not _COMPARED.search(value)
        and 0 < len(words := words_in(value)) <= _MOST_WORDS_OF_ONE
    ]
    yield from plain[:_MOST_ATTRIBUTES]
