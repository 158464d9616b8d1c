"""What may not be offered for sale."""

from talknshop.language.rules.knowledge import Lexicon
from talknshop.language.rules.normalise import normalise
from talknshop.language.rules.phrases import tokenise


def prohibited(text: str, lexicon: Lexicon) -> str | None:
    """Why what a text offers may not be sold; None when it may.

    Words in harmless company ("glue gun", "gun safe") do not count.
    """
    tokens = tokenise(normalise(text, lexicon.spelling))
    harmless = [(m.first, m.last) for m in lexicon.phrases["harmless"].find(tokens)]
    for match in lexicon.phrases["prohibited"].find(tokens):
        if not any(low < match.last and match.first < high for low, high in harmless):
            return match.value
    return None
