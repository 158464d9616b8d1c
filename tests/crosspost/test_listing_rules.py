import pytest
from hypothesis import given
from hypothesis import strategies as st

from talknshop.crosspost.listing_rules import listing_problems, refusal
from talknshop.crosspost.recalled_goods import recalls_read_on
from talknshop.schemas.enums import PostingMarketplace
from talknshop.schemas.listing import ListingForm, PriceAdvice, ProblemLevel

EBAY, CRAIGSLIST = PostingMarketplace.EBAY, PostingMarketplace.CRAIGSLIST
ADVICE = PriceAdvice(
    sample_size=20, currency="USD", low=500, median=600, high=700, percentile=10, message="-"
)


def levels(form: ListingForm, advice: PriceAdvice | None = None) -> dict[str, ProblemLevel]:
    return {p.code: p.level for p in listing_problems(form, [EBAY], advice=advice)}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Glock 19 pistol, barely used", "prohibited_goods"),
        ("Box of 9mm AMMO", "prohibited_goods"),
        ("Replica Rolex, looks real", "prohibited_goods"),
        ("Samsung Galaxy Note 7 64GB", "recalled_goods"),
        ("Fisher-Price Rock ’n Play", "recalled_goods"),
        ("White drop-side crib with mattress", "recalled_goods"),
        ("Vintage lawn darts", "recalled_goods"),
    ],
)
def test_what_may_not_be_sold_is_refused_with_its_rule(title: str, code: str) -> None:
    problem = refusal(ListingForm(title=title))

    assert problem is not None
    assert (problem.code, problem.level) == (code, ProblemLevel.REFUSED)
    assert "rule:" in problem.message or "since" in problem.message


@pytest.mark.parametrize(
    "title",
    [
        "Hot glue gun",
        "Nerf gun set",
        "Apple iPhone 13",
        "Case for Samsung Galaxy Note 7",
        "Hoverboard, UL 2272",
        "Bullet journal",
    ],
)
def test_what_may_be_sold_is_not_refused(title: str) -> None:
    assert refusal(ListingForm(title=title)) is None


def test_goods_of_which_some_were_recalled_are_to_be_looked_at() -> None:
    assert levels(ListingForm(title="IKEA MALM dresser"))["recalled_goods"] is ProblemLevel.WARNING
    assert levels(ListingForm(title="Galaxy Note 7 case")) == {
        "recalled_goods": ProblemLevel.WARNING
    }
    assert recalls_read_on().year == 2026


def test_words_of_a_description_are_told_and_refuse_nothing() -> None:
    form = ListingForm(title="Sofa", description="From a home without cigarettes")

    assert levels(form) == {"prohibited_words": ProblemLevel.WARNING}


@pytest.mark.parametrize("field", ["title", "description"])
def test_contact_details_are_told_with_who_minds(field: str) -> None:
    form = ListingForm.model_validate({field: "Lamp, call 408-555-0123"})

    [ebay] = listing_problems(form, [EBAY, CRAIGSLIST])
    [craigslist] = listing_problems(form, [CRAIGSLIST])

    assert (ebay.code, ebay.field) == ("contact_details", field)
    assert "eBay may take it down" in ebay.message
    assert "408-555-0123" in craigslist.message


@pytest.mark.parametrize(
    ("price", "currency", "code"),
    [
        (0, "USD", "price_too_low"),
        (0.001, "USD", "price_too_low"),
        (5_000_000, "USD", "price_unusual"),
        (19.999, "USD", "price_rounded"),
        (100.5, "JPY", "price_rounded"),
        (10, "QQQ", "currency_unknown"),
    ],
)
def test_absurd_prices_are_told(price: float, currency: str, code: str) -> None:
    assert list(levels(ListingForm(price=price, currency=currency))) == [code]


@pytest.mark.parametrize("price", [0.01, 19.99, 650, 0.29, 999_999.99])
def test_plain_prices_are_not(price: float) -> None:
    assert levels(ListingForm(price=price)) == {}


@pytest.mark.parametrize(
    ("price", "currency", "code"),
    [
        (150, "USD", "price_too_good"),
        (2500, "USD", "price_far_above"),
        (550, "USD", None),
        (150, "EUR", None),
    ],
)
def test_prices_are_compared_with_those_of_comparable_items(
    price: float, currency: str, code: str | None
) -> None:
    found = levels(ListingForm(price=price, currency=currency), ADVICE)

    assert list(found) == ([code] if code else [])


def test_too_few_comparable_items_say_nothing_of_a_price() -> None:
    few = PriceAdvice(sample_size=2, currency="USD", message="-")

    assert levels(ListingForm(price=1), few) == {}


def test_markup_is_told() -> None:
    assert "html_removed" in levels(ListingForm(description="<b>Good</b><script>x()</script>"))
    assert levels(ListingForm(description="size < 5")) == {}


text = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


@given(text, text, st.floats(0, 1e8), st.sampled_from(["USD", "EUR", "JPY", "XXX", "ZZZ"]))
def test_every_form_can_be_judged(
    title: str, description: str, price: float, currency: str
) -> None:
    form = ListingForm(title=title, description=description, price=price, currency=currency)

    for problem in listing_problems(form, list(PostingMarketplace), advice=ADVICE):
        assert problem.message
