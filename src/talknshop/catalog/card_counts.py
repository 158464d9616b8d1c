"""How many cards a change of the requirement would bring, as the pages would then show them."""

from collections.abc import Sequence

from talknshop.catalog.aggregate.elsewhere import fitting_elsewhere
from talknshop.catalog.card_search import Judged, asks_store
from talknshop.catalog.cards import MOST_COMPARED, bring_together
from talknshop.catalog.conditions import breaches, meets
from talknshop.catalog.matching import Criteria
from talknshop.catalog.records import Candidate
from talknshop.catalog.snapshot import Snapshot
from talknshop.schemas.operations import apply_operations
from talknshop.schemas.requirement import Operation, Requirement


def count_added(
    snapshot: Snapshot, judged: Judged, operations: Sequence[Operation], *, products: int
) -> int:
    """Counts the cards that a change would bring.

    Where more products would fit than are compared with each other, or another kind of thing is
    asked for, the number of products is the answer: more than that of cards by those that share
    one.

    Args:
        snapshot: The catalogue.
        judged: What was decided of the requirement.
        operations: The change.
        products: How many products it brings.
    """
    another_kind = any(operation.slot == "product_type" for operation in operations)
    if another_kind or judged.products + products > MOST_COMPARED:
        return products
    present = Requirement.model_validate(judged.spec.model_dump())
    wanted = apply_operations(present, operations).as_spec() or judged.spec
    criteria = Criteria.of(wanted)
    found: list[Candidate] = []
    if asks_store(wanted):
        fits = judged.selection.worth_showing.also(meets(breaches(criteria)))
        found = snapshot.search(fits, limit=MOST_COMPARED)
    elsewhere = fitting_elsewhere(judged.elsewhere, criteria)
    compared = [*found, *(product for product, _ in elsewhere)]
    items = {product.key: item for product, item in elsewhere}
    return len(bring_together(snapshot, compared, items)) - judged.total_count
