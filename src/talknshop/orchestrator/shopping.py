"""Replies about given products, without a conversation."""

from talknshop.core.errors import AIServiceError
from talknshop.language.base import (
    RESTART,
    Dialogue,
    Flow,
    LanguageEngine,
    ReplyKind,
    ReplyPlan,
    Turn,
)
from talknshop.language.phrasebook import phrasebook_of
from talknshop.orchestrator.compose import fill, named_products, result_slots
from talknshop.schemas.requirement import Requirement
from talknshop.schemas.search import SearchResults


async def compose_reply(language: LanguageEngine, results: SearchResults, locale: str) -> list[str]:
    """Composes a reply about results; the engine writes the words, the figures are theirs.

    Args:
        language: Composes.
        results: What to speak of.
        locale: The language to speak, for engines that know more than one.

    Returns:
        The pieces of the reply in order, filled.

    Raises:
        AIServiceError: The engine wanted to state what the results do not hold.
    """
    spec = results.requirement_spec
    slots = result_slots(results, phrasebook_of(locale))
    plan = ReplyPlan(
        kind=ReplyKind.RESULTS
        if any(not one.is_near for one in results.products)
        else ReplyKind.NOTHING_FITS,
        turn=Turn(text=""),
        dialogue=Dialogue(
            flow=Flow.BUY,
            requirement=Requirement.model_validate(spec.model_dump()),
            has_results=True,
            locale=phrasebook_of(locale).language,
        ),
        slots=frozenset(slots),
        products=named_products(results),
    )
    pieces: list[str] = []
    try:
        async for piece in language.compose(plan):
            pieces = [] if piece is RESTART else [*pieces, fill(piece, slots)]
    except KeyError as error:
        raise AIServiceError(
            "The reply could not be composed from what is known of the products. Please try again.",
            details={"engine": language.name},
        ) from error
    return pieces
