"""Builds the language model of the embedded engine: ``python -m … FOLDER`` in its own process.

What it is made from is read from standard input as JSON.

Sentences are drawn from our grammars with the words of the lexicon and of the catalogue, counted,
and mixed with the general model; the dictionary says how each word is said.
"""

import os
import random
import sys
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
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
from talknshop.media.transcription.vocabulary import phrase_sources

GRAMMARS = ("buying.jsgf", "talking.jsgf", "selling.jsgf")
_NICENESS = 10
_TASK_SHARE = 0.75
"""Of the sentences drawn, where a grammar of the task is given besides ours."""


def shopping_grammar(brands: Sequence[str] = (), products: Sequence[str] = ()) -> Grammar:
    """Our own grammars, with the words of the lexicon and those given."""
    folder = files("talknshop.media.transcription") / "grammars"
    text = "".join((folder / name).read_text(encoding="utf-8") for name in GRAMMARS)
    return parse_grammar(text, phrase_sources(load_lexicon(), brands, products))


def build(folder: Path, wanted: Wanted, general: Path) -> int:
    """Writes model and dictionary into ``folder``; returns how many words they have.

    Args:
        folder: Exists already.
        wanted: What they are made from.
        general: The folder of the general model of pocketsphinx.
    """
    recipe = wanted.recipe
    sentences = _drawn(wanted, random.Random(recipe.seed))  # noqa: S311 - no secret
    listed = read_general_model(general / "en-us.lm.bin")
    spoken = Counter(word for sentence in sentences for word in sentence)
    usual = _commonest(listed, recipe.general_words)
    sounds = Pronunciations(general / "cmudict-en-us.dict", usual)
    said = {word: sounds.of(word) for word in sorted(spoken.keys() | set(usual))}
    words = [word for word, ways in said.items() if ways]
    vocabulary = [START, END, *words]
    ids = {word: at for at, word in enumerate(vocabulary)}
    counted = count_model(
        [[ids[word] for word in sentence if word in ids] for sentence in sentences],
        len(vocabulary), 0, 1,
    )  # fmt: skip
    mixed = mix(
        counted, restrict(listed, vocabulary), recipe.weight, least=recipe.least_gain, start=0
    )
    with (folder / MODEL).open("w", encoding="utf-8") as out:
        write_arpa(mixed, vocabulary, out, start=0)
    with (folder / DICTIONARY).open("w", encoding="utf-8") as out:
        for word in words:
            for number, way in enumerate(said[word], 1):
                variant = f"({number})" if number > 1 else ""
                out.write(f"{word}{variant} {' '.join(way)}\n")
    return len(words)


def _drawn(wanted: Wanted, draw: random.Random) -> list[list[str]]:
    ours = shopping_grammar(wanted.brands, wanted.products)
    of_task = int(wanted.recipe.sentences * _TASK_SHARE) if wanted.grammar else 0
    drawn = [ours.sentence(draw) for _ in range(wanted.recipe.sentences - of_task)]
    if of_task:
        task = parse_grammar(wanted.grammar)
        drawn += [task.sentence(draw) for _ in range(of_task)]
    return drawn


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
