"""What a turn asks about products on show, and how a question is to be answered."""

from dataclasses import dataclass
from enum import StrEnum

from talknshop.schemas.emphasis import Priority
from talknshop.schemas.requirement import Operation


class RequestKind(StrEnum):
    """What a person wants done with products on show."""

    COMPARE = "compare"
    """Weigh two or more: "compare the first two"."""
    DETAILS = "details"
    """Tell about one or several: "the second one", "does that Sony have a jack?"."""
    OPEN = "open"
    """Go to the offer: "open the first", "I'll take number 3"."""
    MORE = "more"
    """Show further results of the same search."""
    SIMILAR = "similar"
    """Search for products like one on show."""
    WATCH = "watch"
    """Tell when something that fits, or a lower price, appears."""
    WHY_NOT = "why_not"
    """Explain why a product is not among the results: "why not the Dell?"."""
    RANK = "rank"
    """Put them in another order: "cheaper matters more"."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One product on show; a sequence of them stands in the order the person sees."""

    title: str
    brand: str | None = None
    price: float | None = None
    """In the currency it is offered in."""
    rating: float | None = None
    near: bool = False
    """Whether it only comes near what was asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a turn wants done with products on show."""

    kind: RequestKind
    positions: tuple[int, ...] = ()
    """Places among the products on show, from 1, in the order they were named."""
    names: tuple[str, ...] = ()
    """Brand or product words that match nothing on show, in lower case, as typed."""
    everything: bool = False
    """Whether all products on show are meant."""
    count: int | None = None
    """How many further results are wanted, for ``MORE``."""
    operations: tuple[Operation, ...] = ()
    """Changes to the requirement that the request carries, for ``SIMILAR``, ``WATCH``, ``RANK``."""
    priorities: tuple[Priority, ...] = ()
    """What shall count more or less, for ``RANK``."""


class AnswerSource(StrEnum):
    """Which documents can answer a question."""

    PRODUCT = "product"
    """Facts about products or terms of the trade."""
    POLICY = "policy"
    """Rules, fees, returns and privacy of TalknShop."""
    MARKETPLACE = "marketplace"
    """Rules and fees of a marketplace the question names."""


@dataclass(frozen=True, slots=True)
class AnswerPlan:
    """How a question is to be looked up."""

    question: str
    """The question without greetings and courtesies."""
    keywords: tuple[str, ...]
    """Its content words, in order, each once."""
    source: AnswerSource
    marketplaces: tuple[str, ...] = ()
    """The marketplaces the question names."""
