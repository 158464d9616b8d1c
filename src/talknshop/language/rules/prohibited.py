"""What may not be offered for sale, in what a person typed."""

from talknshop.language.prohibited_goods import prohibited_among
from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.phrases import tokenise


def prohibited(text: str, lexicon: Lexicon) -> str | None:
    """Why what a text offers may not be sold, its spelling repaired; None when it may."""
    found = prohibited_among(tokenise(normalise(text, lexicon.spelling)))
    return found.reason if found else None
