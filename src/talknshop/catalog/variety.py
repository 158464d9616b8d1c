"""Keeping sizes and colours of one model from filling the first places.

Each stays a card of its own and is counted: which of two shoes is the same item is for the records
to say. But whoever looks at ten places sees more than two models.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import TypeVar

from talknshop.catalog.cards import Card
from talknshop.catalog.item_words import load_item_words
from talknshop.catalog.rank import Ranked
from talknshop.catalog.records import Candidate, ProductKey
from talknshop.schemas.enums import Availability
from talknshop.search.text import words

T = TypeVar("T")

_FIRST_PLACES = 10
_MOST_ALIKE = 2
_SIZE = re.compile(
    r"\b(?:size |us |uk |eu )\d+(?:\.\d+)?\b|\b(?:\d?x{1,3}[sl]|[sml]|small|medium|large)\b"
)

Model = tuple[int, str, str]
"""The feed's generation, the brand, and the title without sizes and colours."""


def model_of(product: Candidate) -> Model:
    """What stays the same over the sizes and colours of a model in one shop."""
    text = _SIZE.sub(" ", product.title.casefold())
    plain = load_item_words().color.sub(lambda _: " ", text, words(text))
    return (product.key.generation, (product.brand or "").casefold(), " ".join(words(plain)))


def vary(cards: Sequence[Card], judged: Iterable[ProductKey]) -> list[Card]:
    """The same cards, with at most two of one model in the first places.

    Those that would be more stand right behind these places, in their order. None makes room for
    what is sold out or less of the kind.

    Args:
        cards: The cards, best first.
        judged: The products whose order is the same however many are fetched; only they move.
    """
    keys = frozenset(judged)
    equals = list(takewhile(lambda card: _may_move(card.best, cards[0].best, keys), cards))
    spread = _spread(equals, lambda card: model_of(card.best.product))
    return [*spread, *cards[len(equals) :]]


def _may_move(one: Ranked, first: Ranked, judged: frozenset[ProductKey]) -> bool:
    in_stock = one.product.availability is not Availability.OUT_OF_STOCK
    return in_stock and one.kinship >= first.kinship and one.product.key in judged


def _spread(ranked: Sequence[T], group_of: Callable[[T], Model]) -> list[T]:
    first: list[T] = []
    behind: list[T] = []
    counts: Counter[Model] = Counter()
    rest = iter(ranked)
    for one in rest:
        group = group_of(one)
        counts[group] += 1
        (first if counts[group] <= _MOST_ALIKE else behind).append(one)
        if len(first) == _FIRST_PLACES:
            break
    return [*first, *behind, *rest]
