"""Answers that need no call, because none would bring anything."""

from datetime import datetime

from talknshop.marketplaces.base import SourceAnswer, SourceTerms
from talknshop.marketplaces.search_words import search_words
from talknshop.schemas.requirement import RequirementSpec


def answer_without_asking(
    name: str, terms: SourceTerms, requirement: RequirementSpec, offset: int, now: datetime
) -> SourceAnswer | None:
    """The answer where there is no word to search for, or nothing can be reached any more.

    Args:
        name: What people call the marketplace.
        terms: How far it lets anybody page.
        requirement: What is wanted.
        offset: Position of the first wanted product.
        now: When that is answered.

    Returns:
        An empty answer that says why, or None where the marketplace must be asked.
    """
    if not search_words(requirement):
        note = f"{name} was not searched: what is wanted has no word to search for."
    elif offset >= terms.reachable_results:
        note = f"{name} hands out no more than {terms.reachable_results:,} products of a search."
    else:
        return None
    return SourceAnswer((), None, None, now, notes=(note,))
