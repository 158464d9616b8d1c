"""The words that decide what a model may say, folded and ready to be looked up."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

MOST_WORDS = 6
"""Words of the longest phrase that is looked for, and of a run that gives a prompt away."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def folded(word: str) -> str:
    """A word without case and accents, its apostrophe straight."""
    plain = unicodedata.normalize("NFKD", word.replace("’", "'")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


def words_of(text: str) -> list[str]:
    """The folded words of a text, without its figures."""
    return [folded(match.group()) for match in _WORD.finditer(text)]


class PhraseIndex:
    """Phrases of one to six words, found by their first word."""

    def __init__(self, phrases: Iterable[Iterable[str]]) -> None:
        """Keeps ``phrases``, each as its folded words; longer ones are cut."""
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        for phrase in phrases:
            words = tuple(phrase)[:MOST_WORDS]
            if words:
                self._by_first.setdefault(words[0], set()).add(words)

    def length_at(self, words: list[str], first: int) -> int:
        """How many words the longest phrase has that begins at ``first``; 0 without one."""
        known = self._by_first.get(words[first], ())
        fits = (len(p) for p in known if tuple(words[first : first + len(p)]) == p)
        return max(fits, default=0)

    def __contains__(self, word: str) -> bool:
        return (word,) in self._by_first.get(word, ())


def shingles(texts: Iterable[str]) -> PhraseIndex:
    """Every run of six words of ``texts``: what a reply must not repeat."""
    runs: list[list[str]] = []
    for text in texts:
        words = words_of(text)
        runs += [words[at : at + MOST_WORDS] for at in range(len(words) - MOST_WORDS + 1)]
    return PhraseIndex(runs)


@dataclass(frozen=True, slots=True)
class ReplyWords:
    """What is looked for in replies of one language.

    Attributes:
        ordinary: Words of the language, which may begin with a capital and name nothing.
        figures: Numbers in words.
        claims: What only a record can say: stock, shipping, discounts, superlatives.
        leaks: How a model talks of what it was told, and addresses in words.
        before_figure: What bends a figure in the slot behind it.
        after_figure: What bends a figure in the slot before it.
        denials: Words one of which a reply that nothing fits must have.
        verbs: What follows a name that a sentence begins with.
        nouns_have_capitals: Whether a capital says nothing of a word, as in German.
    """

    ordinary: frozenset[str]
    figures: PhraseIndex
    claims: PhraseIndex
    leaks: PhraseIndex
    before_figure: PhraseIndex
    after_figure: PhraseIndex
    denials: PhraseIndex
    verbs: PhraseIndex
    nouns_have_capitals: bool


@cache
def _data() -> dict[str, dict[str, str]]:
    folder = files("talknshop.language")
    data: dict[str, Any] = tomllib.loads((folder / "reply_claims.toml").read_text(encoding="utf-8"))
    return data


def _phrases(section: str, language: str) -> list[list[str]]:
    entries = _data()[section].get(language, "").replace("\n", " ").split(",")
    return [words for entry in entries if (words := words_of(entry))]


def build_reply_words(ordinary: Mapping[str, Iterable[str]]) -> Mapping[str, ReplyWords]:
    """The words of each language that replies are written in.

    Phrases of the other languages are looked for too, as far as they are not words of this one: a
    model may answer in a language that nobody asked for.

    Args:
        ordinary: Words of each language, by its code.
    """
    return MappingProxyType(
        {language: _of_language(language, known) for language, known in ordinary.items()}
    )


def _of_language(language: str, known: Iterable[str]) -> ReplyWords:
    also_names = (words[0] for words in _phrases("words", language))
    ordinary = frozenset([*(folded(word) for word in known), *also_names])

    def everywhere(section: str) -> list[list[str]]:
        foreign = [
            phrase
            for other in _data()[section]
            if other != language
            for phrase in _phrases(section, other)
            if not all(word in ordinary for word in phrase)
        ]
        return [*_phrases(section, language), *foreign]

    return ReplyWords(
        ordinary=ordinary,
        figures=PhraseIndex(everywhere("figures")),
        claims=PhraseIndex([*_phrases("shops", "all"), *everywhere("claims")]),
        leaks=PhraseIndex(everywhere("leaks")),
        before_figure=PhraseIndex(_phrases("before_figure", language)),
        after_figure=PhraseIndex(_phrases("after_figure", language)),
        denials=PhraseIndex(_phrases("denials", language)),
        verbs=PhraseIndex(_phrases("verbs", language)),
        nouns_have_capitals=language == "de",
    )
