"""What other marketplaces offer is judged by what its records say."""

from tests.catalog.aggregate.scripted_source import product

from talknshop.catalog.aggregate.elsewhere import AllNearMisses, Elsewhere, judge_elsewhere
from talknshop.catalog.matching import BESIDE, Criteria, Failure, Reason
from talknshop.catalog.thing import Asked
from talknshop.schemas.enums import Condition
from talknshop.schemas.product import ProductResult
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.search.synonyms import load_synonyms

SYNONYMS = load_synonyms()
DEAR = Failure(Reason.PRICE, "price_max")
UNRATED = Failure(Reason.RATING_UNKNOWN, "rating_min")


def judged(spec: RequirementSpec, *answers: list[ProductResult]) -> Elsewhere:
    asked = Asked(spec.product_type, SYNONYMS)
    return judge_elsewhere(answers, spec, Criteria.of(spec), asked)


def titles(elsewhere: Elsewhere) -> list[str]:
    return [found.product.title for found in elsewhere.fits]


class TestJudgeElsewhere:
    def test_what_a_marketplace_did_not_filter_is_filtered_here_and_counted(self) -> None:
        spec = RequirementSpec(product_type="laptop", price=PriceFilter(max=500))
        found = judged(
            spec,
            [product(1, "Acme 14 inch laptop", 450), product(2, "Acme 17 inch laptop", 700)],
        )
        assert titles(found) == ["Acme 14 inch laptop"]
        assert {failure: len(some) for failure, some in found.failing.items()} == {DEAR: 1}

    def test_what_only_goes_with_the_thing_is_no_offer_of_it(self) -> None:
        found = judged(
            RequirementSpec(product_type="laptop"),
            [product(1, "Laptop sleeve 14 inch", 15), product(2, "Garden hose", 15)],
        )
        assert titles(found) == []
        assert len(found.failing[BESIDE]) == 2

    def test_who_asks_for_the_accessory_gets_it(self) -> None:
        found = judged(
            RequirementSpec(product_type="laptop sleeve"),
            [product(1, "Laptop sleeve 14 inch", 15)],
        )
        assert titles(found) == ["Laptop sleeve 14 inch"]

    def test_the_same_product_on_two_pages_counts_once(self) -> None:
        lamp = product(1, "Desk lamp", 20)
        found = judged(RequirementSpec(product_type="desk lamp"), [lamp, lamp], [lamp])
        assert len(found.fits) == 1

    def test_the_order_of_a_shop_counts_a_little(self) -> None:
        lamps = [product(number, "Desk lamp", 20) for number in range(3)]
        found = judged(RequirementSpec(product_type="desk lamp"), lamps)
        assert found.relevances == sorted(found.relevances, reverse=True)
        assert found.relevances[0] == 1.0
        assert found.relevances[-1] > 0.8

    def test_another_currency_is_neither_converted_nor_taken_for_ours(self) -> None:
        spec = RequirementSpec(product_type="laptop", price=PriceFilter(max=500))
        found = judged(spec, [product(1, "Acme Laptop", 450, currency="EUR")])
        assert titles(found) == []
        assert list(found.failing) == [Failure(Reason.CURRENCY, "currency")]

    def test_another_language_is_left_out_and_counted(self) -> None:
        found = judged(
            RequirementSpec(product_type="desk lamp"),
            [product(1, "Schreibtischleuchte schwarz", 20), product(2, "デスクライト", 20)],
        )
        assert titles(found) == []
        assert len(found.failing[BESIDE]) == 2

    def test_several_failures_are_no_near_miss(self) -> None:
        spec = RequirementSpec(
            product_type="desk lamp", price=PriceFilter(max=10), condition=Condition.USED
        )
        found = judged(spec, [product(1, "Desk lamp", 20)])
        assert list(found.failing) == [Failure(Reason.SEVERAL, Reason.SEVERAL)]


class TestAllNearMisses:
    def test_what_others_offer_is_counted_with_our_own(self) -> None:
        spec = RequirementSpec(product_type="desk lamp", price=PriceFilter(max=20))
        lamps = [product(n, "Desk lamp", price) for n, price in enumerate([40, 25, 30])]
        ours = judged(spec, lamps[:1])
        theirs = judged(spec, lamps[1:])
        near = AllNearMisses(AllNearMisses(None, ours.failing), theirs.failing)
        assert near.counts() == {DEAR: 3}
        assert near.cheapest(DEAR, 2) == [2500, 3000]
        assert near.up_to(DEAR, 3000) == 2

    def test_ratings(self) -> None:
        spec = RequirementSpec(product_type="desk lamp", rating_min=4.5)
        lamps = [product(n, "Desk lamp", 9, rating=rating) for n, rating in enumerate([4.1, 3.2])]
        near = AllNearMisses(None, judged(spec, [*lamps, product(9, "Desk lamp", 9)]).failing)
        low = Failure(Reason.RATING, "rating_min")
        assert near.counts() == {low: 2, UNRATED: 1}
        assert near.best_rating(low) == 4.1
        assert near.rated(low, 4.0) == 1
