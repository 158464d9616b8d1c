"""The search box of a simulated shop: every word must be found, the best by place come first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from talknshop.search.text import noun_phrase
from talknshop.simulation.stock import Article

Order = Literal["relevance", "price", "-price", "rating", "new"]


@dataclass(frozen=True, slots=True)
class ShopQuery:
    """What a shop is asked, whatever its own syntax is; prices in US cents, ends included."""

    words: tuple[str, ...]
    price_min: int | None = None
    price_max: int | None = None
    conditions: frozenset[str] = frozenset()
    """Any of ``new``, ``used``, ``refurbished``; all when empty."""
    brands: frozenset[str] = frozenset()
    """Any of these, in small letters; all when empty."""
    rating_min: float | None = None
    only_available: bool = False
    order: Order = "relevance"


class ShopSearch:
    """Looks through the shelves of a shop."""

    def __init__(self, articles: Sequence[Article]) -> None:
        """Prepares the words of each article."""
        self._shelf = [_Shelved(article) for article in articles]

    def find(self, query: ShopQuery) -> list[Article]:
        """Everything that fits, in the order that is asked for."""
        wanted = [word for text in query.words for word in noun_phrase(text)]
        found = [
            (shelved.match(wanted), shelved.article)
            for shelved in self._shelf
            if wanted and _fits(shelved.article, query) and shelved.words.issuperset(wanted)
        ]
        found.sort(key=lambda pair: (-pair[0], pair[1].number))
        return _in_order([article for _, article in found], query.order)


class _Shelved:
    """An article with its words made ready."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._kind = frozenset(noun_phrase(article.details.get("product type", "")))
        self._title = frozenset(noun_phrase(article.title))
        more = " ".join([article.brand or "", *article.category, *article.details.values()])
        self.words = self._title | frozenset(noun_phrase(more))

    def match(self, wanted: Sequence[str]) -> float:
        """How well it is named by the words: by its kind first, then by its title."""
        named = sum(word in self._kind for word in wanted) / (len(self._kind) or 1)
        told = sum(word in self._title for word in wanted) / len(wanted)
        # Of two titles that say it, the shorter one says it more plainly.
        return named + told + 1 / (2 + len(self._title))


def _fits(article: Article, query: ShopQuery) -> bool:
    price = article.price_minor
    if query.brands and (article.brand or "").casefold() not in query.brands:
        return False
    if query.price_min is not None and (price is None or price < query.price_min):
        return False
    if query.price_max is not None and (price is None or price > query.price_max):
        return False
    if query.conditions and _sort_of(article) not in query.conditions:
        return False
    if query.rating_min is not None and (article.rating or 0) < query.rating_min:
        return False
    return article.available or not query.only_available


def _sort_of(article: Article) -> str:
    return "used" if article.is_used else article.condition.value


def _in_order(articles: list[Article], order: Order) -> list[Article]:
    match order:
        case "price":
            return sorted(articles, key=lambda one: one.price_minor or 0)
        case "-price":
            return sorted(articles, key=lambda one: -(one.price_minor or 0))
        case "rating":
            return sorted(articles, key=lambda one: -(one.rating or 0))
        case "relevance" | "new":
            return articles
