"""Builds the language model of the embedded engine: ``python -m … FOLDER`` in its own process.

What it is made from is read from standard input as JSON.

Sentences are drawn from our grammars with the words of the lexicon and of the catalogue, counted,
and mixed with the general model; the dictionary says how each word is said.
"""

import os
import random
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from talknshop.core.worker_process.parent import end_with_parent
from talknshop.media.transcription.general_model import Trigrams, read_general_model
from talknshop.media.transcription.grammar import parse_grammar
from talknshop.media.transcription.letters_to_sounds import Sounds
from talknshop.media.transcription.ngrams import (
    END,
    START,
    Model,
    count_model,
    mix,
    restrict,
    write_arpa,
)
from talknshop.media.transcription.pronunciation import Pronunciations
from talknshop.media.transcription.recipe import DICTIONARY, MODEL, Wanted
from talknshop.media.transcription.shopping_sentences import shopping_grammar, with_articles
from talknshop.media.transcription.spoken import say_name
from talknshop.media.transcription.vocabulary import Commonness

_NICENESS = 10
_AS_TEXT = "speech.arpa"
_BESIDES_TASK = 10
"""Where a task says what is likely, ours are a tenth, so that fewer of its words are mistaken."""


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
    sentences = (with_articles(grammar.sentence(draw)) for _ in range(ours))
    # Each name once by itself: whatever the catalogue has can be heard.
    names = (say_name(one).split() for one in (*wanted.brands, *wanted.products))
    drawn = [_Drawn(chain(sentences, names))]
    if wanted.grammar:
        task = parse_grammar(wanted.grammar)
        drawn.append(_Drawn(task.sentence(draw) for _ in range(recipe.sentences)))
    usual = _commonest(listed, recipe.general_words)
    said = _said({word for one in drawn for word in one.words}, usual, general)
    words = [word for word, ways in said.items() if ways]
    vocabulary = [START, END, *words]
    mixed = restrict(listed, vocabulary)
    del listed
    for number, one in enumerate(drawn):
        weight = recipe.task_weight if number else recipe.weight
        counted = count_model(one.sentences(vocabulary), len(vocabulary), 0, 1)
        # Whoever speaks of a task stays with it, whatever was misheard before.
        mixed = mix(counted, mixed, weight, least=recipe.least_gain, start=0, steady=number > 0)
    _write(mixed, vocabulary, folder)
    with (folder / DICTIONARY).open("w", encoding="utf-8") as out:
        for word in words:
            for number, way in enumerate(said[word], 1):
                variant = f"({number})" if number > 1 else ""
                out.write(f"{word}{variant} {' '.join(way)}\n")
    return len(words)


def _write(mixed: Model, vocabulary: Sequence[str], folder: Path) -> None:
    """Writes the model as the library packs it.

    To read it as text would take the process that hears 110 MB more, and never give them back.
    """
    text = folder / _AS_TEXT
    with text.open("w", encoding="utf-8") as out:
        write_arpa(mixed, vocabulary, out, start=0)
    _sphinx().NGramModel.readfile(str(text)).write(str(folder / MODEL))
    text.unlink()


def _said(spoken: set[str], usual: Sequence[str], general: Path) -> dict[str, list[Sounds]]:
    """How each word is said; what knows that is large, and gone before models are mixed."""
    sounds = Pronunciations(general / "cmudict-en-us.dict", usual)
    return {word: sounds.of(word) for word in sorted(spoken | set(usual))}


class _Drawn:
    """Sentences, as numbers of their words: there are many."""

    def __init__(self, sentences: Iterable[Sequence[str]]) -> None:
        self.words: dict[str, int] = {}
        self._said = [array("i", map(self._number, words)) for words in sentences]

    def _number(self, word: str) -> int:
        return self.words.setdefault(word, len(self.words))

    def sentences(self, vocabulary: Sequence[str]) -> Iterator[list[int]]:
        """Each as places in the vocabulary; words that it lacks are left out."""
        places = {word: at for at, word in enumerate(vocabulary)}
        place_of = [places.get(word, -1) for word in self.words]
        for said in self._said:
            yield [place_of[one] for one in said if place_of[one] >= 0]


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


def _sphinx() -> Any:  # noqa: ANN401 - the library is not typed
    # Imported by the builder alone: the service that starts it never loads it.
    import pocketsphinx  # noqa: PLC0415  # pyright: ignore[reportMissingTypeStubs]  # it has none

    return pocketsphinx


def main(folder: Path) -> None:
    """Builds into ``folder`` what standard input asks for."""
    os.nice(_NICENESS)
    end_with_parent()
    wanted = Wanted.from_json(sys.stdin.read())
    build(folder, wanted, Path(_sphinx().get_model_path("en-us")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
