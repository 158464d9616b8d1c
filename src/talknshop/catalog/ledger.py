"""The account of what was left out, and what would bring it back."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from babel.numbers import format_currency

from talknshop.catalog.matching import Failure, Reason
from talknshop.catalog.records import Candidate
from talknshop.core.money import from_minor, to_minor
from talknshop.schemas.requirement import Operation, OperationName, RequirementSpec
from talknshop.schemas.search import Excluded, Relaxation

_MOST_RELAXATIONS = 3
_ENOUGH = 3
_STEPS = (1.1, 1.25, 1.5, 2.0)
_RATING_STEP = 0.5


class LeftOut(NamedTuple):
    """A product that does not fit, and every requirement it fails."""

    product: Candidate
    failures: list[Failure]


def count_excluded(left_out: Iterable[LeftOut]) -> list[Excluded]:
    """Counts products by the one requirement each fails; those that fail more are ``several``."""
    counts = Counter(
        failures[0] if len(failures) == 1 else Failure(Reason.SEVERAL, Reason.SEVERAL)
        for _, failures in left_out
    )
    return [
        Excluded(reason=failure.reason, slot=failure.slot, count=count)
        for failure, count in counts.most_common()
    ]


def propose_relaxations(
    spec: RequirementSpec, left_out: Iterable[LeftOut], *, any_of_kind: Relaxation | None = None
) -> list[Relaxation]:
    """Proposes at most three single changes, each with the number of products it brings back.

    What a person ruled out by name is not proposed again.

    Args:
        spec: What is wanted.
        left_out: What does not fit.
        any_of_kind: The proposal to give up the variety, when there is one; it comes first.
    """
    near: dict[Failure, list[Candidate]] = {}
    for product, failures in left_out:
        if len(failures) == 1:
            near.setdefault(failures[0], []).append(product)
    proposals = [
        proposal
        for failure, propose in _PROPOSERS.items()
        if failure in near and (proposal := propose(spec, near[failure]))
    ]
    proposals.sort(key=lambda proposal: -proposal.adds)
    first = [any_of_kind] if any_of_kind else []
    return [*first, *proposals][:_MOST_RELAXATIONS]


def propose_any_of_kind(kind: str, adds: int) -> Relaxation | None:
    """Proposes ``mouse`` to who asked for a ``gaming mouse``; None when that adds nothing."""
    if not adds:
        return None
    return _proposal(f"Any {kind}", adds, OperationName.SET, "product_type", kind)


def _higher_price(spec: RequirementSpec, products: Sequence[Candidate]) -> Relaxation | None:
    if spec.price is None or spec.price.max is None:
        return None
    currency, limit = spec.price.currency, spec.price.max
    prices = sorted(product.price_minor for product in products if product.price_minor)
    if not prices:
        return None
    steps = [_rounded_up(limit * step) for step in _STEPS]
    enough = min(_ENOUGH, len(prices))
    nearest = _rounded_up(float(from_minor(prices[enough - 1], currency)))
    new = next((step for step in steps if to_minor(step, currency) >= prices[enough - 1]), nearest)
    adds = sum(price <= to_minor(new, currency) for price in prices)
    pattern = "¤#,##0" if new == int(new) else None
    amount = format_currency(
        new, currency, pattern, locale="en_US", currency_digits=pattern is None
    )
    return _proposal(f"Up to {amount}", adds, OperationName.SET, "price_max", new)


def _rounded_up(amount: float) -> float:
    """Rounds up to two digits that people say: 1,078 to 1,100."""
    if amount <= 1:
        return 1.0
    unit = 10 ** (math.floor(math.log10(amount)) - 1)
    return float(math.ceil(round(amount / unit, 6)) * unit)


def _no_minimum(_spec: RequirementSpec, products: Sequence[Candidate]) -> Relaxation:
    return _proposal("Also cheaper", len(products), OperationName.REMOVE, "price_min")


def _any_brand(_spec: RequirementSpec, products: Sequence[Candidate]) -> Relaxation:
    return _proposal("Any brand", len(products), OperationName.REMOVE, "brands")


def _any_condition(_spec: RequirementSpec, products: Sequence[Candidate]) -> Relaxation:
    return _proposal("Any condition", len(products), OperationName.REMOVE, "condition")


def _lower_rating(_spec: RequirementSpec, products: Sequence[Candidate]) -> Relaxation:
    best = max(product.rating or 0 for product in products)
    new = math.floor(best / _RATING_STEP) * _RATING_STEP
    adds = sum((product.rating or 0) >= new for product in products)
    return _proposal(f"Rated {new:.1f} or better", adds, OperationName.SET, "rating_min", new)


def _unrated(_spec: RequirementSpec, products: Sequence[Candidate]) -> Relaxation:
    return _proposal("Also without ratings", len(products), OperationName.REMOVE, "rating_min")


def _proposal(
    wording: str, adds: int, op: OperationName, slot: str, value: str | float | None = None
) -> Relaxation:
    return Relaxation(
        label=f"{wording}: {adds:,} more",
        operations=[Operation(op=op, slot=slot, value=value)],
        adds=adds,
    )


_Proposer = Callable[[RequirementSpec, Sequence[Candidate]], Relaxation | None]

_PROPOSERS: dict[Failure, _Proposer] = {
    Failure(Reason.PRICE, "price_max"): _higher_price,
    Failure(Reason.PRICE, "price_min"): _no_minimum,
    Failure(Reason.BRAND, "brands"): _any_brand,
    Failure(Reason.CONDITION, "condition"): _any_condition,
    Failure(Reason.RATING, "rating_min"): _lower_rating,
    Failure(Reason.RATING_UNKNOWN, "rating_min"): _unrated,
}
