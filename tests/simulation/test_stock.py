"""The shelves of simulated shops, and their search box."""

from dataclasses import replace

import pytest

from talknshop.demo.feed import bundled_feed
from talknshop.schemas.enums import Condition
from talknshop.simulation.app import SHELVES
from talknshop.simulation.shop_search import ShopQuery, ShopSearch
from talknshop.simulation.stock import Article, Shelf, read_feed, stock

ROWS = read_feed(bundled_feed())
ALL = Shelf(1.0, 0.9, 1.1, sells_used=True)


def prices(articles: list[Article]) -> dict[str, int | None]:
    return {article.title: article.price_minor for article in articles}


class TestStock:
    def test_a_shop_is_the_same_after_every_start(self) -> None:
        assert stock("ebay", SHELVES["ebay"], ROWS) == stock("ebay", SHELVES["ebay"], ROWS)

    def test_shops_share_products_at_prices_of_their_own(self) -> None:
        one = prices(stock("amazon", SHELVES["amazon"], ROWS))
        other = prices(stock("walmart", SHELVES["walmart"], ROWS))
        shared = one.keys() & other.keys()
        assert len(shared) > 500
        differing = [title for title in shared if one[title] != other[title]]
        assert len(differing) > 0.9 * len(shared)

    def test_numbers_are_unique(self) -> None:
        for name, shelf in SHELVES.items():
            articles = stock(name, shelf, ROWS)
            assert len({article.number for article in articles}) == len(articles)

    def test_who_sells_nothing_used_has_nothing_used(self) -> None:
        used = [one for one in stock("amazon", SHELVES["amazon"], ROWS) if one.is_used]
        assert used == []
        assert any(one.is_used for one in stock("ebay", SHELVES["ebay"], ROWS))

    def test_an_unknown_price_stays_unknown(self) -> None:
        unpriced = {row.title for row in ROWS if row.price_minor is None}
        assert unpriced
        assert all(
            (one.price_minor is None) == (one.title in unpriced) for one in stock("x", ALL, ROWS)
        )

    def test_a_price_before_is_higher_than_the_one_now(self) -> None:
        both = [
            (one.list_price_minor, one.price_minor)
            for one in stock("x", ALL, ROWS)
            if one.list_price_minor is not None and one.price_minor is not None
        ]
        assert both
        assert all(before > now for before, now in both)

    def test_shipping_is_free_from_a_price_on(self) -> None:
        shelf = replace(ALL, shipping_minor=500, free_from_minor=5_000)
        for one in stock("x", shelf, ROWS):
            cheap = one.price_minor is not None and one.price_minor < 5_000
            assert one.shipping_minor == (500 if cheap else 0)


class TestShopSearch:
    shop = ShopSearch(stock("x", ALL, ROWS))

    def find(self, words: str, **more: object) -> list[Article]:
        return self.shop.find(replace(ShopQuery(tuple(words.split())), **more))

    def test_what_has_every_word_comes_first(self) -> None:
        found = self.find("running shoes")
        assert found
        assert all("shoe" in one.title.casefold() for one in found)
        assert self.find("") == []

    def test_where_little_has_every_word_most_of_them_and_the_kind_do(self) -> None:
        found = self.find("running shoes zzz")
        assert found
        assert all("shoe" in one.title.casefold() for one in found)
        assert self.find("zzz xxx shoes") == []
        assert self.find("zzz") == []

    def test_a_gaming_laptop_is_found_by_what_it_is_said_to_be_for(self) -> None:
        found = self.find("gaming laptop")
        assert {one.details["product type"].split()[-1] for one in found} == {"laptop"}
        assert "gam" in found[0].description.casefold()

    @pytest.mark.parametrize(("low", "high"), [(2_000, 6_000), (None, 3_000), (9_000, None)])
    def test_price_limits(self, low: int | None, high: int | None) -> None:
        found = self.find("shoes", price_min=low, price_max=high)
        assert found
        for one in found:
            assert one.price_minor is not None
            assert (low or 0) <= one.price_minor <= (high or 10**9)

    def test_conditions(self) -> None:
        refurbished = self.find("laptop", conditions=frozenset({"refurbished"}))
        assert {one.condition for one in refurbished} == {Condition.REFURBISHED}
        assert all(one.is_used for one in self.find("laptop", conditions=frozenset({"used"})))

    def test_orders(self) -> None:
        cheapest = [one.price_minor or 0 for one in self.find("laptop", order="price")]
        assert cheapest == sorted(cheapest)
        best = [one.rating or 0 for one in self.find("laptop", order="rating")]
        assert best == sorted(best, reverse=True)

    def test_what_is_sold_out_can_be_left_out(self) -> None:
        assert not all(one.available for one in self.find("shoes"))
        assert all(one.available for one in self.find("shoes", only_available=True))
