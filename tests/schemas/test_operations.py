import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError as PydanticValidationError

from talknshop.core.errors import ValidationError
from talknshop.schemas.enums import Condition, Marketplace, Sort
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import (
    REQUIREMENT_SLOTS,
    AttributeValue,
    Operation,
    OperationName,
    PriceFilter,
    Requirement,
    RequirementSpec,
)

LAPTOP = Requirement(
    product_type="laptop",
    price=PriceFilter(min=300, max=900),
    brand_preferences=["Dell", "HP"],
    attributes={"color": "black", "features": ["touch", "backlit"]},
)


def op(
    name: str, slot: str | None = None, value: str | float | list[str] | None = None
) -> Operation:
    return Operation(op=OperationName(name), slot=slot, value=value)


def applied(*operations: Operation, to: Requirement = LAPTOP) -> Requirement:
    return apply_operations(to, operations)


@pytest.mark.parametrize(
    ("operation", "low", "high"),
    [
        (op("set", "price_max", 500), 300, 500),
        (op("set", "price_max", 200), None, 200),
        (op("set", "price_min", 1000), 1000, None),
        (op("remove", "price_max"), 300, None),
        (op("reset", "price_min"), None, 900),
    ],
)
def test_prices(operation: Operation, low: float | None, high: float | None) -> None:
    price = applied(operation).price
    assert price is not None
    assert (price.min, price.max, price.currency) == (low, high, "USD")


def test_a_range_given_the_wrong_way_round_is_swapped() -> None:
    price = applied(op("set", "price_min", 800), op("set", "price_max", 400)).price
    assert price == PriceFilter(min=400, max=800)


def test_currency_may_come_before_its_amount_and_goes_with_it() -> None:
    changed = applied(op("set", "currency", "EUR"), op("set", "price_max", 50), to=Requirement())
    assert changed.price == PriceFilter(max=50, currency="EUR")
    assert applied(op("remove", "price_min"), op("remove", "price_max")).price is None
    assert applied(op("set", "currency", "EUR"), to=Requirement()).price is None


@pytest.mark.parametrize(
    ("operation", "wanted", "unwanted"),
    [
        (op("set", "brands", ["Apple"]), ["Apple"], []),
        (op("add", "brands", "Apple"), ["Dell", "HP", "Apple"], []),
        (op("add", "brands", "dell"), ["HP", "dell"], []),
        (op("exclude", "brands", "DELL"), ["HP"], ["DELL"]),
        (op("remove", "brands", "HP"), ["Dell"], []),
        (op("remove", "brands"), [], []),
        (op("add", "brands_excluded", "Acer"), ["Dell", "HP"], ["Acer"]),
    ],
)
def test_brands(operation: Operation, wanted: list[str], unwanted: list[str]) -> None:
    changed = applied(operation)
    assert (changed.brand_preferences, changed.brands_excluded) == (wanted, unwanted)


def test_wanting_a_brand_ends_its_exclusion() -> None:
    changed = applied(op("exclude", "brands", "Acer"), op("set", "brands", ["acer"]))
    assert (changed.brand_preferences, changed.brands_excluded) == (["acer"], [])


@pytest.mark.parametrize(
    ("operation", "name", "value"),
    [
        (op("set", "attributes.color", "red"), "color", "red"),
        (op("set", "attributes.ram", "16 GB"), "ram", "16 GB"),
        (op("add", "attributes.color", "red"), "color", ["black", "red"]),
        (op("remove", "attributes.features", "touch"), "features", "backlit"),
        (op("remove", "attributes.features"), "features", None),
        (op("exclude", "attributes.color", "black"), "color", None),
    ],
)
def test_attributes(operation: Operation, name: str, value: AttributeValue | None) -> None:
    assert applied(operation).attributes.get(name) == value


def test_excluding_an_attribute_value_is_kept_as_an_exclusion() -> None:
    assert applied(op("exclude", "attributes.color", "black")).exclude == ["black"]


def test_plain_slots() -> None:
    changed = applied(
        op("set", "product_type", "tablet"),
        op("set", "condition", "used"),
        op("set", "rating_min", 4),
        op("set", "marketplaces", ["ebay"]),
        op("set", "sort", "price_asc"),
    )
    assert changed.product_type == "tablet"
    assert changed.condition is Condition.USED
    assert changed.rating_min == 4
    assert changed.marketplaces == [Marketplace.EBAY]
    assert changed.sort is Sort.PRICE_ASC
    back = applied(op("remove", "condition"), op("reset", "sort"), to=changed)
    assert (back.condition, back.sort) == (None, Sort.RELEVANCE)


def test_reset_of_everything() -> None:
    assert applied(op("reset")) == Requirement()


def test_the_given_requirement_stays_as_it_is() -> None:
    before = LAPTOP.model_dump()
    applied(op("reset"), op("add", "brands", "X"), op("set", "attributes.color", "red"))
    assert LAPTOP.model_dump() == before


@pytest.mark.parametrize(
    "operation",
    [
        op("set", "price_max", -1),
        op("set", "price_max", "cheap"),
        op("set", "rating_min", 9),
        op("set", "condition", "shiny"),
        op("set", "marketplaces", ["bazaar"]),
        op("set", "currency", "dollars"),
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(operation: Operation) -> None:
    with pytest.raises(ValidationError, match="does not fit"):
        applied(op("set", "price_min", 1), operation)


@pytest.mark.parametrize(("slot", "name"), [("colour", "set"), (None, "set"), ("", "remove")])
def test_unknown_slots_are_refused(slot: str | None, name: str) -> None:
    with pytest.raises(PydanticValidationError):
        op(name, slot, "x")


_values = (
    st.none()
    | st.text(max_size=5)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(st.text(max_size=5), max_size=3)
)
_operations = st.builds(
    Operation,
    op=st.sampled_from(list(OperationName)),
    slot=st.sampled_from([*REQUIREMENT_SLOTS, "attributes.color", "attributes."]),
    value=_values,
)


@given(st.lists(_operations, max_size=6))
def test_any_operations_give_a_requirement_or_a_sentence(operations: list[Operation]) -> None:
    try:
        changed = apply_operations(LAPTOP, operations)
    except ValidationError:
        return
    assert Requirement.model_validate(changed.model_dump()) == changed


def test_the_old_default_marketplaces_mean_every_source() -> None:
    spec = RequirementSpec.model_validate(
        {"product_type": "tv", "marketplaces": ["walmart", "amazon"]}
    )
    assert spec.marketplaces == []


def test_a_draft_becomes_a_spec_once_its_product_is_known() -> None:
    assert Requirement().as_spec() is None
    spec = LAPTOP.as_spec()
    assert spec is not None
    assert spec.model_dump() == {**LAPTOP.model_dump()}


def test_an_inverted_price_is_refused_with_the_known_words() -> None:
    with pytest.raises(PydanticValidationError, match="Maximum price must be greater"):
        PriceFilter(min=2, max=1)
    assert PriceFilter(min=2, max=2).max == 2


def test_another_product_is_no_longer_taken_by_the_letter() -> None:
    literal = applied(op("set", "product_type", "labtop"), op("set", "literal", "true"))
    assert (literal.product_type, literal.literal) == ("labtop", True)
    assert applied(op("set", "price_max", 500), to=literal).literal
    assert not applied(op("set", "product_type", "laptop"), to=literal).literal
    assert not applied(op("remove", "literal"), to=literal).literal
    with pytest.raises(ValidationError, match="does not fit"):
        applied(op("set", "literal", "perhaps"))
