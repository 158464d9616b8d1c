"""Builds the language model of the embedded engine: ``python -m … FOLDER`` in its own process.

What it is made from is read from standard input as JSON.

Sentences are drawn from our grammars with the words of the lexicon and of the catalogue, counted,
and mixed with the general model; the dictionary says how each word is said.
"""

import os
import random
import sys
from array import array
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from talknshop.language.rules.lexicon import load_lexicon
from talknshop.media.transcription.general_model import Trigrams, read_general_model
from talknshop.media.transcription.grammar import Grammar, parse_grammar
from talknshop.media.transcription.ngrams import (
    END,
    START,
    count_model,
    mix,
    restrict,
    write_arpa,
)
from talknshop.media.transcription.pronunciation import Pronunciations
from talknshop.media.transcription.recipe import DICTIONARY, MODEL, Wanted
from talknshop.media.transcription.vocabulary import Commonness, phrase_sources

GRAMMARS = ("buying.jsgf", "talking.jsgf", "selling.jsgf")
_NICENESS = 10
_BESIDES_TASK = 10
"""Where a task says what is likely, ours are a tenth, so that fewer of its words are mistaken."""


def shopping_grammar(
    brands: Sequence[str] = (),
    products: Sequence[str] = (),
    commonness: Commonness = lambda _: 1.0,
) -> Grammar:
    """Our own grammars, with the words of the lexicon and those given."""
    folder = files("talknshop.media.transcription") / "grammars"
    text = "".join((folder / name).read_text(encoding="utf-8") for name in GRAMMARS)
    return parse_grammar(text, phrase_sources(load_lexicon(), brands, products, commonness))


def build(folder: Path, wanted: Wanted, general: Path) -> int:
    """Writes model and dictionary into ``folder``; returns how many words they have.

    Args:
        folder: Exists already.
        wanted: What they are made from.
        general: The folder of the general model of pocketsphinx.
    """
    recipe = wanted.recipe
    listed = read_general_model(general / "en-us.lm.bin")
    draw = random.Random(recipe.seed)  # noqa: S311 - no secret
    grammar = shopping_grammar(wanted.brands, wanted.products, _commonness(listed))
    ours = recipe.sentences // (_BESIDES_TASK if wanted.grammar else 1)
    drawn = [_Drawn(grammar, ours, draw)]
    if wanted.grammar:
        drawn.append(_Drawn(parse_grammar(wanted.grammar), recipe.sentences, draw))
    usual = _commonest(listed, recipe.general_words)
    sounds = Pronunciations(general / "cmudict-en-us.dict", usual)
    spoken = {word for one in drawn for word in one.words}
    said = {word: sounds.of(word) for word in sorted(spoken | set(usual))}
    words = [word for word, ways in said.items() if ways]
    vocabulary = [START, END, *words]
    mixed = restrict(listed, vocabulary)
    del listed
    for one, weight in zip(drawn, (recipe.weight, recipe.task_weight), strict=False):
        counted = count_model(one.sentences(vocabulary), len(vocabulary), 0, 1)
        mixed = mix(counted, mixed, weight, least=recipe.least_gain, start=0)
    with (folder / MODEL).open("w", encoding="utf-8") as out:
        write_arpa(mixed, vocabulary, out, start=0)
    with (folder / DICTIONARY).open("w", encoding="utf-8") as out:
        for word in words:
            for number, way in enumerate(said[word], 1):
                variant = f"({number})" if number > 1 else ""
                out.write(f"{word}{variant} {' '.join(way)}\n")
    return len(words)


class _Drawn:
    """Sentences of a grammar, as numbers of their words: there are many."""

    def __init__(self, grammar: Grammar, count: int, draw: random.Random) -> None:
        self.words: dict[str, int] = {}
        self._said = [
            array("i", (self._number(word) for word in with_articles(grammar.sentence(draw))))
            for _ in range(count)
        ]

    def _number(self, word: str) -> int:
        return self.words.setdefault(word, len(self.words))

    def sentences(self, vocabulary: Sequence[str]) -> Iterator[list[int]]:
        """Each as places in the vocabulary; words that it lacks are left out."""
        places = {word: at for at, word in enumerate(vocabulary)}
        place_of = [places.get(word, -1) for word in self.words]
        for said in self._said:
            yield [place_of[one] for one in said if place_of[one] >= 0]


_VOWELS = frozenset("aeiou")
_LIKE_CONSONANTS = ("uni", "use", "usb", "uk", "eu", "one", "once", "ut")
_LIKE_VOWELS = ("hour", "honest", "heir", "lg", "hp", "xl", "xs", "led", "lcd", "hd", "fm", "r")


def with_articles(words: Sequence[str]) -> list[str]:
    """A sentence with "an" where the next word begins with a vowel, and "a" elsewhere."""
    said = list(words)
    for at, (word, after) in enumerate(pairwise(words)):
        if word in {"a", "an"}:
            vowel = after[0] in _VOWELS and not after.startswith(_LIKE_CONSONANTS)
            said[at] = "an" if vowel or after in _LIKE_VOWELS else "a"
    return said


def _commonness(listed: Trigrams) -> Commonness:
    """By the words of a phrase in the general model: a root, for shops differ from the news."""
    logs = dict(zip(listed.words, listed.unigrams.tolist(), strict=True))

    def of(phrase: str) -> float:
        found = [max(_RAREST_LOG, logs.get(word, _RAREST_LOG)) for word in phrase.split()]
        return float(np.exp(_FLATTENED * sum(found) / len(found)))

    return of


_RAREST_LOG = -16.0
_FLATTENED = 0.35


def _commonest(listed: Trigrams, count: int) -> list[str]:
    order: list[int] = np.argsort(-listed.unigrams).tolist()
    words = (listed.words[at] for at in order)
    known = [word for word in words if word.replace("'", "").isalpha() and word.isascii()]
    return known[:count]


def main(folder: Path) -> None:
    """Builds into ``folder`` what standard input asks for."""
    # Imported by the builder alone: the service that starts it never loads it.
    import pocketsphinx  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # it has none

    sphinx: Any = pocketsphinx
    os.nice(_NICENESS)
    wanted = Wanted.from_json(sys.stdin.read())
    build(folder, wanted, Path(sphinx.get_model_path("en-us")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
