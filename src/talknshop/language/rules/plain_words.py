"""Which words of each language name nothing, and which names there are, by the lexicon."""

from collections.abc import Iterator, Mapping
from typing import Any

from talknshop.language.catalogues import CataloguePart, read_catalogue
from talknshop.language.reply_words import words_of
from talknshop.language.rules.knowledge import Lexicon


def plain_words(lexicon: Lexicon) -> Mapping[str, frozenset[str]]:
    """Words of each language that replies are written in, by its code."""
    named = {word for name in lexicon.brand_names for word in words_of(name)}
    english = {
        word for name in (*lexicon.home_words, *lexicon.product_words) for word in words_of(name)
    }
    found = {"en": frozenset((english - named) | lexicon.spelling.common | _said("en"))}
    for language, glossary in lexicon.glossaries.items():
        told = {word for name in glossary.exact for word in words_of(str(name))}
        found[language] = frozenset(told | glossary.evidence | _said(language))
    return found


def maker_names(lexicon: Lexicon) -> Iterator[list[str]]:
    """The words of every brand, and of every product line of a maker."""
    names = (*lexicon.brand_names, *lexicon.lines.phrases())
    # A single letter is no name: it stands behind every apostrophe.
    yield from (words for name in names if len("".join(words := words_of(name))) > 1)


def _said(language: str) -> set[str]:
    """The words of our own replies and of the page."""
    texts: list[str] = []
    for part in CataloguePart:
        _gather(read_catalogue(part, language), texts)
    return {word for text in texts for word in words_of(text)}


def _gather(value: Any, texts: list[str]) -> None:  # noqa: ANN401 - as in the file
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, dict):
        for one in value.values():  # pyright: ignore[reportUnknownVariableType]
            _gather(one, texts)
    elif isinstance(value, list):
        for one in value:  # pyright: ignore[reportUnknownVariableType]
            _gather(one, texts)
