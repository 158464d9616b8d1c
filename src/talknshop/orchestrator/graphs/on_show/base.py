"""What the answers to requests about products on show have in common."""

from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from talknshop.core.errors import NotFoundError
from talknshop.language.base import ReplyKind
from talknshop.language.phrasebook import Phrasebook
from talknshop.language.requests import Request, Shown
from talknshop.orchestrator.graphs.context import ConversationContext, book_of
from talknshop.orchestrator.graphs.state import ConversationState
from talknshop.schemas.enums import Outcome
from talknshop.schemas.event_types import RunEventData
from talknshop.schemas.product import ProductResult
from talknshop.schemas.search import SearchResults

REQUEST: TypeAdapter[Request] = TypeAdapter(Request)
"""Requests as the state holds them."""


@dataclass(frozen=True, slots=True)
class OnShow:
    """A request, and what it is about."""

    request: Request
    results: SearchResults | None
    """What the person has in view; None when nothing, or no longer."""
    state: ConversationState
    context: ConversationContext

    @property
    def book(self) -> Phrasebook:
        """The words of the language that the answer is in."""
        return book_of(self.state)

    @property
    def products(self) -> list[ProductResult]:
        """The products on show, in their order."""
        return self.results.products if self.results else []

    @property
    def meant(self) -> list[ProductResult]:
        """Those of them that the request names."""
        if self.request.everything:
            return self.products
        places = (place - 1 for place in self.request.positions)
        return [self.products[place] for place in places if 0 <= place < len(self.products)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, and what is told beside it."""

    kind: ReplyKind
    slots: dict[str, str] = field(default_factory=dict[str, str])
    event: RunEventData | None = None
    """Told before the text."""
    shown: SearchResults | None = None
    """What the person has in view from now on."""
    outcome: Outcome = Outcome.MESSAGE
    changes: dict[str, Any] = field(default_factory=dict[str, Any])
    """What else changes of the conversation."""


NOTHING_SHOWN = Answer(ReplyKind.NOTHING_SHOWN)


async def results_on_show(
    state: ConversationState, context: ConversationContext
) -> SearchResults | None:
    """What the person has in view; None when nothing, or no longer."""
    reference = state.get("results_ref")
    if reference is None:
        return None
    try:
        return await context.results.get(state["session_id"], reference)
    except NotFoundError:
        return None


def as_shown(results: SearchResults | None) -> list[Shown]:
    """The products on show as the language engine is told of them."""
    return [
        Shown(product.title, product.brand, product.price, product.rating, product.is_near)
        for product in (results.products if results else [])
    ]
