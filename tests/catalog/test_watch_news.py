import pytest

from talknshop.catalog.watch_news import find_news, sentence, sightings
from talknshop.schemas.enums import Availability
from talknshop.schemas.product import Offer, ProductResult
from talknshop.schemas.watch import WatchReason
from talknshop.testing.catalog import make_product

OUT = Availability.OUT_OF_STOCK


def lamp(number: int = 1, **changes: object) -> ProductResult:
    return make_product(number).model_copy(update=changes)


def offer(product_id: str, price: float | None) -> Offer:
    return Offer.model_validate({**lamp().model_dump(), "product_id": product_id, "price": price})


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        (lamp(), lamp(), None),
        (lamp(), lamp(price=99.0), WatchReason.PRICE_DROP),
        (lamp(), lamp(price=101.0), None),
        (lamp(), lamp(price=None), None),
        (lamp(price=None), lamp(price=5.0), None),
        (lamp(), lamp(price=1.0, currency="EUR"), None),
        (lamp(availability=OUT), lamp(), WatchReason.BACK_IN_STOCK),
        (lamp(availability=OUT), lamp(price=50.0), WatchReason.BACK_IN_STOCK),
        (lamp(), lamp(price=50.0, availability=OUT), None),
        (lamp(1), lamp(2), WatchReason.NEW_MATCH),
        (lamp(1), lamp(2, availability=OUT), None),
    ],
)
def test_what_is_news(
    before: ProductResult, now: ProductResult, reason: WatchReason | None
) -> None:
    news = find_news(sightings([before]), [now])
    assert [one.reason for one in news] == ([] if reason is None else [reason])


def test_a_card_is_known_by_any_of_its_offers() -> None:
    before = lamp(offers=[offer("a", 100.0), offer("b", 90.0)])
    dearer = lamp(offers=[offer("b", 90.0), offer("c", 95.0)])
    cheaper = lamp(offers=[offer("c", 80.0), offer("a", 100.0)])
    assert find_news(sightings([before]), [dearer]) == []
    assert [n.reason for n in find_news(sightings([before]), [cheaper])] == [WatchReason.PRICE_DROP]


def test_a_drop_that_stays_above_the_target_is_no_news() -> None:
    before = sightings([lamp()])
    assert find_news(before, [lamp(price=90.0)], target_price=80) == []
    assert len(find_news(before, [lamp(price=80.0)], target_price=80)) == 1


def test_news_are_told_in_one_sentence_a_reason() -> None:
    news = find_news(
        sightings([lamp(1)]), [lamp(1, price=80.0), lamp(2), lamp(3, price=None), lamp(4)]
    )
    assert [sentence("lamp under $150", one) for one in news] == [
        "Cheaper now, on your watch for lamp under $150: Product 1 at $80.",
        "New on your watch for lamp under $150: Product 2 at $100 and 2 more.",
    ]
