"""The search box of a simulated shop.

What has every word comes first, the best by place in front. Where that is little, things of the
kind that is asked for follow that have most of the words, as shops have it: nobody who asks for a
gaming laptop is told that there is none because no laptop says that it is for games.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from talknshop.search.text import noun_phrase
from talknshop.simulation.stock import Article

_FEW = 10
"""With fewer that have every word, those with most of them are shown, too."""

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
        if not wanted:
            return []
        allowed = [one for one in self._shelf if _fits(one.article, query)]
        found = [one for one in allowed if one.words.issuperset(wanted)]
        if len(found) < _FEW:
            known = {id(one) for one in found}
            others = [one for one in allowed if id(one) not in known and one.is_near(wanted)]
            found = [*_best_first(found, wanted), *_best_first(others, wanted)]
        else:
            found = _best_first(found, wanted)
        return _in_order([one.article for one in found], query.order)


class _Shelved:
    """An article with its words made ready."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._kind = frozenset(noun_phrase(article.details.get("product type", "")))
        self._title = frozenset(noun_phrase(article.title))
        more = " ".join([article.brand or "", *article.category, *article.details.values()])
        self.words = self._title | frozenset(noun_phrase(more))
        self._described = frozenset(noun_phrase(article.description))
        self._head = next(reversed(noun_phrase(article.details.get("product type", ""))), None)

    def is_near(self, wanted: Sequence[str]) -> bool:
        """Whether it is of a kind that the words name, and has at least half of them."""
        said = sum(word in self.words for word in wanted)
        return self._head in wanted and said * 2 >= len(wanted)

    def match(self, wanted: Sequence[str]) -> float:
        """How well it is named by the words: by its kind first, then by what its texts say."""
        named = sum(word in self._kind for word in wanted) / (len(self._kind) or 1)
        told = sum(word in self._title for word in wanted) / len(wanted)
        told += sum(word in self._described for word in wanted) / len(wanted) / 2
        # Of two titles that say it, the shorter one says it more plainly.
        return named + told + 1 / (2 + len(self._title))


def _best_first(shelved: Sequence[_Shelved], wanted: Sequence[str]) -> list[_Shelved]:
    return sorted(shelved, key=lambda one: (-one.match(wanted), one.article.number))


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
