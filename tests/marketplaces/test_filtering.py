import pytest

from talknshop.marketplaces.filtering import within_requirement
from talknshop.schemas.enums import Condition
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.testing.catalog import make_product


@pytest.mark.parametrize(
    ("price", "currency", "stays"),
    [(10, "USD", True), (9.99, "USD", False), (20.01, "USD", False), (None, "USD", True),
     (500, "EUR", True)],
)  # fmt: skip
def test_what_is_known_to_fail_the_price_goes(
    price: float | None, currency: str, *, stays: bool
) -> None:
    wish = RequirementSpec(product_type="lamp", price=PriceFilter(min=10, max=20))
    product = make_product(1, price=price).model_copy(update={"currency": currency})
    assert within_requirement([product], wish) == ((product,) if stays else ())


@pytest.mark.parametrize(
    ("found", "wanted", "stays"),
    [
        (Condition.NEW, Condition.NEW, True),
        (Condition.USED, Condition.NEW, False),
        (Condition.GOOD, Condition.USED, True),
        (Condition.REFURBISHED, Condition.USED, False),
        (Condition.USED, Condition.GOOD, True),
        (Condition.USED, Condition.REFURBISHED, False),
        (None, Condition.NEW, True),
        (Condition.NEW, None, True),
    ],
)
def test_what_is_known_to_fail_the_condition_goes(
    found: Condition | None, wanted: Condition | None, *, stays: bool
) -> None:
    wish = RequirementSpec(product_type="lamp", condition=wanted)
    product = make_product(1).model_copy(update={"condition": found})
    assert within_requirement([product], wish) == ((product,) if stays else ())
