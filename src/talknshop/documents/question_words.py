"""What a question asks about, in all the words that a document may have for it.

Whoever asks seldom knows the words of the document, and not always its language. Words that ask for
the same thing count as each other (``question_concepts.toml``); of Spanish and German questions
products and properties are also told in English, as the language engine reads them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from talknshop.search.languages import DEFAULT_LANGUAGE, common_words, language_of, stems

_LANGUAGES = ("en", "es", "de")
_MOST_KEPT = 256
_UNSPECIFIC = 0.15
_ANOTHER_WORDING = 0.25
_ANOTHER_LANGUAGE = 0.8


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a question that says what it is about.

    Attributes:
        own: Its stem, in the language of the question.
        others: Stems of other words for it, by language.
        counts: How much it says; little where questions about anything have it.
    """

    own: str
    others: Mapping[str, frozenset[str]]
    counts: float = 1.0

    def is_in(self, words: frozenset[str], language: str) -> bool:
        """Whether a text has it, in whichever words.

        Args:
            words: The stems of the text.
            language: What it is in.
        """
        return self.own in words or not self.others.get(language, frozenset()).isdisjoint(words)


@lru_cache(_MOST_KEPT)
def asked_words(question: str) -> tuple[AskedWord, ...]:
    """What a question asks about; all of its words where none says anything."""
    language = question_language(question)
    own = language or DEFAULT_LANGUAGE
    every = list(dict.fromkeys(stems(question, language)))
    common = _common(language)
    told = [word for word in every if word not in common] or every
    concepts = _concepts()
    glosses = _glosses(question, language) if language in _LANGUAGES[1:] else {}
    unspecific = _unspecific(own)
    return tuple(
        AskedWord(
            word,
            _others(concepts.get((own, word), ()), glosses.get(word, ()), word, own),
            _UNSPECIFIC if word in unspecific and len(told) > 1 else 1.0,
        )
        for word in told
    )


def asks_for_the_whole(question: str) -> bool:
    """Whether somebody wants all of a thing told and nothing in particular, or only names it."""
    language = question_language(question)
    words = question.casefold().replace("’", "'").split()
    plain = " ".join(word.strip('¿?¡!.,;:()"') for word in words)
    phrases = _table().whole.get(language or DEFAULT_LANGUAGE, ())
    if any(f" {phrase} " in f" {plain} " for phrase in phrases):
        return True
    return _common(language).isdisjoint(stems(question, language))


@lru_cache(_MOST_KEPT)
def question_language(question: str) -> str | None:
    """The language of a question, ISO 639-1; of a short one, where most words are known."""
    told = language_of(question)
    if told is not None:
        return told
    known = {language: _known(question, language) for language in _LANGUAGES}
    best = max(known, key=known.__getitem__)
    others = (count for language, count in known.items() if language != best)
    return best if known[best] > max(others) else None


def _known(question: str, language: str) -> int:
    words = stems(question, language)
    concepts, common = _concepts(), _common(language) | _unspecific(language)
    return sum(word in common or (language, word) in concepts for word in words)


def further_words(question: str, languages: Iterable[str]) -> dict[str, float]:
    """Stems to look for besides the question's own, with what each counts beside one of these.

    Args:
        question: What was asked.
        languages: Those of the documents.
    """
    own = question_language(question) or DEFAULT_LANGUAGE
    found: dict[str, float] = {}
    asked = asked_words(question)
    for language in languages:
        weight = _ANOTHER_WORDING if language == own else _ANOTHER_LANGUAGE
        for word in asked:
            for other in word.others.get(language, ()):
                found[other] = max(found.get(other, 0.0), weight)
    return {word: weight for word, weight in found.items() if word not in {a.own for a in asked}}


def _others(
    concepts: Iterable[str], gloss: Iterable[str], word: str, own: str
) -> dict[str, frozenset[str]]:
    found = {language: set[str]() for language in _LANGUAGES}
    for concept in concepts:
        for language in _LANGUAGES:
            found[language] |= _stems_of(concept)[language]
    found[DEFAULT_LANGUAGE] |= set(gloss)
    if own in found:
        found[own].discard(word)
    return {language: frozenset(words) for language, words in found.items() if words}


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    unspecific: dict[str, str]
    whole: dict[str, tuple[str, ...]]
    concepts: dict[str, tuple[str, str, str]]


@cache
def _table() -> _Table:
    text = Path(__file__).with_name("question_concepts.toml").read_text("utf-8")
    return _Table.model_validate(tomllib.loads(text))


@cache
def _unspecific(language: str) -> frozenset[str]:
    return frozenset(stems(_table().unspecific.get(language, ""), language))


@cache
def _stems_of(concept: str) -> dict[str, frozenset[str]]:
    words = zip(_LANGUAGES, _table().concepts[concept], strict=True)
    return {
        language: frozenset(stems(said, language)) - _common(language) for language, said in words
    }


@cache
def _concepts() -> dict[tuple[str, str], list[str]]:
    """The concepts of each stem, by language."""
    found: dict[tuple[str, str], list[str]] = {}
    for concept in _table().concepts:
        for language, words in _stems_of(concept).items():
            for word in words:
                found.setdefault((language, word), []).append(concept)
    return found


@cache
def _common(language: str | None) -> frozenset[str]:
    return frozenset(stems(" ".join(sorted(common_words(language))), language))


def _glosses(question: str, language: str | None) -> dict[str, list[str]]:
    """What single words of a question mean in English, by their stems."""
    # Read where somebody asks in another language, and only then.
    from talknshop.language.rules.lexicon import read_glossaries  # noqa: PLC0415

    glossary = read_glossaries()[language or DEFAULT_LANGUAGE]
    common = _common(DEFAULT_LANGUAGE)
    found: dict[str, list[str]] = {}
    for word in question.split():
        plain = word.strip("¿?¡!.,;:()\"'")
        meant = glossary.gloss(plain, lambda _: False) if plain else ""
        if meant and meant.casefold() != plain.casefold():
            english = [one for one in stems(meant, DEFAULT_LANGUAGE) if one not in common]
            for stem in stems(plain, language):
                found.setdefault(stem, []).extend(english)
    return found
