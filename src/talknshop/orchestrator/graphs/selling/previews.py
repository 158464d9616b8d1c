"""What the marketplaces would get of a listing, asked for in several places at once."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from talknshop.core.errors import TalknShopError
from talknshop.orchestrator.graphs.context import ConversationContext
from talknshop.schemas.listing import (
    ListingDraft,
    ListingForm,
    ListingProblem,
    PostingPreview,
    PriceAdvice,
    PriceAdviceRequest,
    ProblemLevel,
)

T = TypeVar("T")

_LONGEST = 200

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Validation:
    """What was found about a form.

    Attributes:
        preview: What each marketplace would get; None where they could not be asked.
        advice: What comparable items cost; None where nobody could say.
        warnings: What the seller should know besides, of the service's or of what failed.
    """

    preview: PostingPreview | None
    advice: PriceAdvice | None
    warnings: list[ListingProblem]


async def validate(
    draft: ListingDraft, form: ListingForm, context: ConversationContext, user_id: str
) -> Validation:
    """Asks for previews and for prices side by side; each fails alone, and that is told."""
    crosspost, prices = context.crosspost, context.prices
    item = _compared(draft, form)
    preview, advice = await asyncio.gather(
        _or_none(crosspost.preview(form, user_id=user_id)) if crosspost else _nothing(),
        _or_none(prices.price_advice(item)) if prices and item else _nothing(),
    )
    warnings = list(preview.warnings) if preview else []
    if preview is None:
        warnings.append(
            _warning("preview_unavailable", "The marketplaces could not be asked just now.")
        )
    if prices is not None and item is not None and advice is None:
        warnings.append(
            _warning("price_advice_unavailable", "What such items cost could not be looked up.")
        )
    return Validation(preview, advice, warnings)


def _compared(draft: ListingDraft, form: ListingForm) -> PriceAdviceRequest | None:
    """The item as it is compared with others; None while too little of it is known."""
    if draft.product is None or draft.condition is None:
        return None
    return PriceAdviceRequest(
        product=draft.product[:_LONGEST],
        brand=draft.brand and draft.brand[:_LONGEST],
        model=draft.model and draft.model[:_LONGEST],
        attributes=draft.attributes,
        condition=draft.condition,
        price=form.price,
        currency=form.currency,
    )


def refusal_of(warnings: list[ListingProblem]) -> str | None:
    """Why a listing may not be posted, whatever is changed; None where it may."""
    return next((one.message for one in warnings if one.level is ProblemLevel.REFUSED), None)


async def _or_none(asked: Awaitable[T]) -> T | None:
    try:
        return await asked
    except TalknShopError as error:
        _log.warning("part of a listing's preview failed", reason=error.message)
        return None


async def _nothing() -> None:
    return None


def _warning(code: str, message: str) -> ListingProblem:
    return ListingProblem(code=code, level=ProblemLevel.WARNING, message=message)
