"""The account of what was left out, and what would bring it back."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from babel.numbers import format_currency

from talknshop.catalog.matching import Failure, Reason
from talknshop.core.money import from_minor, to_minor
from talknshop.schemas.requirement import Operation, OperationName, RequirementSpec
from talknshop.schemas.search import Excluded, Relaxation

_MOST_RELAXATIONS = 3
_ENOUGH = 3
_STEPS = (1.1, 1.25, 1.5, 2.0)
_RATING_STEP = 0.5


class NearMisses(Protocol):
    """The products that do not fit, by what keeps them out."""

    def counts(self) -> Mapping[Failure, int]:
        """How many products fail each requirement and no other, or several."""
        ...

    def cheapest(self, failure: Failure, most: int) -> list[int]:
        """The lowest prices among those that fail this alone, in minor units."""
        ...

    def up_to(self, failure: Failure, price_minor: int) -> int:
        """How many of those that fail this alone cost no more."""
        ...

    def best_rating(self, failure: Failure) -> float:
        """The best rating among those that fail this alone; 0 when none is rated."""
        ...

    def rated(self, failure: Failure, at_least: float) -> int:
        """How many of those that fail this alone are rated no lower."""
        ...


def list_excluded(counts: Mapping[Failure, int]) -> list[Excluded]:
    """The account of what was left out, the commonest reason first."""
    return [
        Excluded(reason=failure.reason, slot=failure.slot, count=count)
        for failure, count in sorted(counts.items(), key=lambda item: -item[1])
    ]


def propose_relaxations(
    spec: RequirementSpec,
    counts: Mapping[Failure, int],
    near: NearMisses,
    *,
    any_of_kind: Relaxation | None = None,
) -> list[Relaxation]:
    """Proposes at most three single changes, each with the number of products it brings back.

    What a person ruled out by name is not proposed again.

    Args:
        spec: What is wanted.
        counts: How many products fail each requirement alone.
        near: What does not fit.
        any_of_kind: The proposal to give up the variety, when there is one; it comes first.
    """
    proposals = [
        proposal
        for failure, propose in _PROPOSERS.items()
        if counts.get(failure) and (proposal := propose(spec, _Group(failure, counts, near)))
    ]
    proposals.sort(key=lambda proposal: -proposal.adds)
    first = [any_of_kind] if any_of_kind else []
    return [*first, *proposals][:_MOST_RELAXATIONS]


def recount(
    proposals: Sequence[Relaxation], added: Callable[[Relaxation], int]
) -> list[Relaxation]:
    """The proposals with the number of cards that each brings; without those that bring none.

    Args:
        proposals: The proposals, with the number of products.
        added: Counts the cards. A used offer of an item that is shown already adds none.
    """
    counted = [_relabelled(proposal, added(proposal)) for proposal in proposals]
    return [proposal for proposal in counted if proposal.adds > 0]


def _relabelled(proposal: Relaxation, adds: int) -> Relaxation:
    wording, _, _ = proposal.label.rpartition(":")
    return _proposal(wording, adds, proposal.operations)


class _Group(NamedTuple):
    """The products that fail one requirement alone."""

    failure: Failure
    counts: Mapping[Failure, int]
    near: NearMisses

    @property
    def size(self) -> int:
        return self.counts[self.failure]


def propose_any_of_kind(kind: str, adds: int) -> Relaxation | None:
    """Proposes ``mouse`` to who asked for a ``gaming mouse``; None when that adds nothing."""
    if not adds:
        return None
    return _proposal(f"Any {kind}", adds, [_set("product_type", kind)])


def _higher_price(spec: RequirementSpec, group: _Group) -> Relaxation | None:
    if spec.price is None or spec.price.max is None:
        return None
    currency, limit = spec.price.currency, spec.price.max
    prices = group.near.cheapest(group.failure, _ENOUGH)
    if not prices:
        return None
    steps = [_rounded_up(limit * step) for step in _STEPS]
    nearest = _rounded_up(float(from_minor(prices[-1], currency)))
    new = next((step for step in steps if to_minor(step, currency) >= prices[-1]), nearest)
    adds = group.near.up_to(group.failure, to_minor(new, currency))
    pattern = "¤#,##0" if new == int(new) else None
    amount = format_currency(
        new, currency, pattern, locale="en_US", currency_digits=pattern is None
    )
    return _proposal(f"Up to {amount}", adds, [_set("price_max", new)])


def _rounded_up(amount: float) -> float:
    """Rounds up to two digits that people say: 1,078 to 1,100."""
    if amount <= 1:
        return 1.0
    unit = 10 ** (math.floor(math.log10(amount)) - 1)
    return float(math.ceil(round(amount / unit, 6)) * unit)


def _no_minimum(_spec: RequirementSpec, group: _Group) -> Relaxation:
    return _proposal("Also cheaper", group.size, [_remove("price_min")])


def _any_brand(_spec: RequirementSpec, group: _Group) -> Relaxation:
    return _proposal("Any brand", group.size, [_remove("brands")])


def _any_condition(_spec: RequirementSpec, group: _Group) -> Relaxation:
    return _proposal("Any condition", group.size, [_remove("condition")])


def _lower_rating(_spec: RequirementSpec, group: _Group) -> Relaxation:
    best = group.near.best_rating(group.failure)
    new = math.floor(best / _RATING_STEP) * _RATING_STEP
    adds = group.near.rated(group.failure, new)
    return _proposal(f"Rated {new:.1f} or better", adds, [_set("rating_min", new)])


def _unrated(_spec: RequirementSpec, group: _Group) -> Relaxation:
    # Without a lowest rating, what is rated lower comes along.
    lower = group.counts.get(Failure(Reason.RATING, "rating_min"), 0)
    wording = "Any rating" if lower else "Also without ratings"
    return _proposal(wording, group.size + lower, [_remove("rating_min")])


def _remove(slot: str) -> Operation:
    return Operation(op=OperationName.REMOVE, slot=slot)


def _set(slot: str, value: str | float) -> Operation:
    return Operation(op=OperationName.SET, slot=slot, value=value)


def _proposal(wording: str, adds: int, operations: list[Operation]) -> Relaxation:
    return Relaxation(label=f"{wording}: {adds:,} more", operations=operations, adds=adds)


_Proposer = Callable[[RequirementSpec, _Group], Relaxation | None]

_PROPOSERS: dict[Failure, _Proposer] = {
    Failure(Reason.PRICE, "price_max"): _higher_price,
    Failure(Reason.PRICE, "price_min"): _no_minimum,
    Failure(Reason.BRAND, "brands"): _any_brand,
    Failure(Reason.CONDITION, "condition"): _any_condition,
    Failure(Reason.RATING, "rating_min"): _lower_rating,
    Failure(Reason.RATING_UNKNOWN, "rating_min"): _unrated,
}
