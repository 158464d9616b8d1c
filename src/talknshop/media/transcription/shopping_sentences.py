"""The sentences of our own grammars."""

from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise

from talknshop.language.rules.lexicon import load_lexicon
from talknshop.media.transcription.grammar import Grammar, parse_grammar
from talknshop.media.transcription.vocabulary import Commonness, phrase_sources

GRAMMARS = ("buying.jsgf", "talking.jsgf", "selling.jsgf", "things.jsgf", "joined.jsgf")
_VOWELS = frozenset("aeiou")
_LIKE_CONSONANTS = ("uni", "use", "usb", "uk", "eu", "one", "once", "ut")
_LIKE_VOWELS = ("hour", "honest", "heir", "lg", "hp", "xl", "xs", "led", "lcd", "hd", "fm", "r")


def shopping_grammar(
    brands: Sequence[str] = (),
    products: Sequence[str] = (),
    commonness: Commonness = lambda _: 1.0,
) -> Grammar:
    """Our own grammars, with the words of the lexicon and those given."""
    folder = files("talknshop.media.transcription") / "grammars"
    text = "".join((folder / name).read_text(encoding="utf-8") for name in GRAMMARS)
    return parse_grammar(text, phrase_sources(load_lexicon(), brands, products, commonness))


def with_articles(words: Sequence[str]) -> list[str]:
    """A sentence with "an" where the next word begins with a vowel, and "a" elsewhere."""
    said = list(words)
    for at, (word, after) in enumerate(pairwise(words)):
        if word in {"a", "an"}:
            vowel = after[0] in _VOWELS and not after.startswith(_LIKE_CONSONANTS)
            said[at] = "an" if vowel or after in _LIKE_VOWELS else "a"
    return said
