"""What a wish means as operations on a requirement."""

from collections.abc import Iterable

from talknshop.language.rules.assembly import Wish
from talknshop.language.rules.money import Price
from talknshop.schemas.requirement import Operation, OperationName

Operations = list[Operation]


def set_slot(slot: str, value: str | float | list[str] | None) -> Operation:
    """An operation that replaces a slot."""
    return Operation(op=OperationName.SET, slot=slot, value=value)


def add_to(slot: str, values: Iterable[str]) -> Operation:
    """An operation that adds to a list."""
    return Operation(op=OperationName.ADD, slot=slot, value=list(values))


def set_attribute(name: str, values: list[str]) -> Operation:
    """An operation that replaces an attribute by one value or several."""
    return set_slot(f"attributes.{name}", values[0] if len(values) == 1 else values)


def price_operations(price: Price | None) -> Operations:
    """Both ends of a stated price and its currency; the end that was not stated is emptied."""
    if price is None:
        return []
    return [
        set_slot("price_min", price.low),
        set_slot("price_max", price.high),
        # Last, because emptying both ends of a range forgets its currency.
        set_slot("currency", price.currency),
    ]


def single_slots(wish: Wish) -> Operations:
    """Condition, rating and marketplaces."""
    operations: Operations = []
    if wish.condition:
        operations.append(set_slot("condition", wish.condition))
    if wish.rating_min is not None:
        operations.append(set_slot("rating_min", wish.rating_min))
    if wish.marketplaces:
        operations.append(set_slot("marketplaces", list(wish.marketplaces)))
    return operations


def first_operations(wish: Wish) -> Operations:
    """Everything one message says, as operations on an empty requirement."""
    operations: Operations = []
    if wish.product_name:
        operations.append(set_slot("product_type", wish.product_name))
    operations += [o for o in price_operations(wish.price) if o.value is not None]
    if wish.brands:
        operations.append(add_to("brands", wish.brands))
    if wish.brands_excluded:
        operations.append(add_to("brands_excluded", wish.brands_excluded))
    operations += single_slots(wish)
    operations += [set_attribute(name, values) for name, values in wish.attributes.items()]
    if wish.exclude:
        operations.append(add_to("exclude", wish.exclude))
    return operations
