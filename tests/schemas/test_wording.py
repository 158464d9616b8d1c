import pytest

from talknshop.schemas.enums import Condition
from talknshop.schemas.requirement import PriceFilter, RequirementSpec
from talknshop.schemas.wording import describe_requirement, format_price, short_title


@pytest.mark.parametrize(
    ("price", "currency", "text"),
    [(999, "USD", "$999"), (999.5, "USD", "$999.50"), (1200, "EUR", "€1,200"), (5, "JPY", "¥5")],
)
def test_prices(price: float, currency: str, text: str) -> None:
    assert format_price(price, currency) == text


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (RequirementSpec(product_type="lamp"), "lamp"),
        (
            RequirementSpec(
                product_type="laptop",
                condition=Condition.REFURBISHED,
                brand_preferences=["Dell", "HP"],
                attributes={"ram": "16 GB", "features": ["touch"]},
                price=PriceFilter(max=600),
                rating_min=4,
                brands_excluded=["Acer"],
            ),
            "refurbished Dell or HP laptop, 16 GB, touch, under $600, rated 4 or better, not Acer",
        ),
        (RequirementSpec(product_type="tv", price=PriceFilter(min=200)), "tv over $200"),
        (
            RequirementSpec(product_type="tv", price=PriceFilter(min=200, max=300)),
            "tv $200 to $300",
        ),
    ],
)
def test_the_wish_in_words(spec: RequirementSpec, words: str) -> None:
    assert describe_requirement(spec) == words


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Aero 14 Laptop, 16 GB RAM, Silver", "Aero 14 Laptop"),
        ("Throne Desk Chair (Fabric, up to 330 lb), Gray", "Throne Desk Chair"),
        ("Plain lamp", "Plain lamp"),
        (", odd", ", odd"),
        ("word " * 30, "word word word word word word word word word word word word word …"),
    ],
)
def test_short_titles(title: str, name: str) -> None:
    assert short_title(title) == name
