"""The currency of an amount that is stated without one."""

from collections.abc import Iterable, Sequence

from talknshop.language.rules.money import find_amounts
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.reading import start_reading
from talknshop.language.rules.spelling import Spelling
from talknshop.schemas.operations import PRICE_SLOTS
from talknshop.schemas.requirement import Operation, OperationName, Requirement
from talknshop.schemas.search import NamedCount

_OF_LANGUAGE = {"es": "EUR", "de": "EUR"}
_ELSEWHERE = "USD"
_WORTH_MEANING = 0.2
"""From this share of the products on a currency is one that people may expect prices in."""


def bare_currency(language: str, of_region: str | None, currencies: Sequence[NamedCount]) -> str:
    """What "500" is meant in.

    It is the currency of the person's region, or where that is not known of the language (dollars
    in English, euros in Spanish and German). But a catalogue that hardly has a price in it is
    priced in another: then the figure is one of those the person sees, and the commonest currency
    is meant.

    Args:
        language: The language of the message.
        of_region: The currency of the region that the client says it is in.
        currencies: How many products are priced in which, commonest first; empty when not known.
    """
    home = of_region or _OF_LANGUAGE.get(language, _ELSEWHERE)
    counts = {one.name: one.count for one in currencies}
    if not counts or counts.get(home, 0) >= _WORTH_MEANING * sum(counts.values()):
        return home
    return max(counts, key=lambda name: counts[name])


def names_currency(text: str, spelling: Spelling) -> bool:
    """Whether a text says of any amount what it is in."""
    amounts = find_amounts(start_reading(normalise(text, spelling)))
    return any(amount.currency is not None for amount in amounts)


def in_currency(
    operations: Iterable[Operation], requirement: Requirement | None, bare: str
) -> tuple[Operation, ...]:
    """Operations of a turn that names no currency: limits stay in that of the ones before."""
    told = tuple(operations)
    if not any(one.slot in PRICE_SLOTS and one.value is not None for one in told):
        return told
    present = requirement.price if requirement is not None else None
    currency = present.currency if present is not None else bare
    rest = tuple(one for one in told if one.slot != "currency")
    return (*rest, Operation(op=OperationName.SET, slot="currency", value=currency))
