"""The model that is mixed is a distribution, and knows what either part knew."""

import io
import random
from pathlib import Path
from typing import Any

import numpy as np
import pocketsphinx  # pyright: ignore[reportMissingTypeStubs]  # it has none
import pytest

from talknshop.media.transcription.general_model import Trigrams, read_general_model
from talknshop.media.transcription.letters_to_sounds import LettersToSounds
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

SPHINX: Any = pocketsphinx
GENERAL = Path(SPHINX.get_model_path("en-us"))
SAID = ("show me a lamp", "show me a red lamp", "a red chair please", "show me the chair")


@pytest.fixture(scope="module")
def general() -> Trigrams:
    return read_general_model(GENERAL / "en-us.lm.bin")


def test_the_general_model_is_read_as_the_library_reads_it(general: Trigrams) -> None:
    library = SPHINX.NGramModel.readfile(str(GENERAL / "en-us.lm.bin"))
    draw = random.Random(5)  # noqa: S311
    base = np.log(1.0001)
    for at in draw.sample(range(len(general.bigrams)), 200):
        pair: list[int] = general.bigrams[at].tolist()
        first, second = (general.words[one] for one in pair)
        # The library takes the words from the last to the first.
        assert general.bigram_logs[at] == pytest.approx(
            library.prob([second, first]) * base, abs=1e-3
        )
    for at in draw.sample(range(len(general.trigrams)), 200):
        listed: list[int] = general.trigrams[at].tolist()
        words = [general.words[one] for one in listed]
        assert general.trigram_logs[at] == pytest.approx(library.prob(words[::-1]) * base, abs=1e-3)


def _counted() -> tuple[Model, list[str]]:
    words = [START, END, *sorted({word for said in SAID for word in said.split()}), "table"]
    ids = {word: at for at, word in enumerate(words)}
    sentences = [[ids[word] for word in said.split()] for said in SAID]
    return count_model(sentences, len(words), 0, 1), words


def _sum_behind(model: Model, *history: int) -> float:
    words = np.arange(model.size)
    words = words[words != 0]
    key = np.int64(0)
    for one in history:
        key = key * model.size + one
    keys = key * model.size + words
    return float((model.pair(keys) if len(history) == 1 else model.triple(keys)).sum())


@pytest.mark.parametrize("steady", [None, False, True])
def test_what_may_follow_adds_up_to_one(general: Trigrams, steady: bool | None) -> None:  # noqa: FBT001
    model, words = _counted()
    if steady is not None:
        model = mix(model, restrict(general, words), 0.4, least=1e-9, start=0, steady=steady)
    for said in ("show", "a", "lamp", START):
        assert _sum_behind(model, words.index(said)) == pytest.approx(1, abs=1e-6)
    for first, second in (("show", "me"), ("a", "red"), ("red", "show")):
        pair = (words.index(first), words.index(second))
        assert _sum_behind(model, *pair) == pytest.approx(1, abs=1e-6)


def test_what_was_said_is_likelier_than_what_was_not(general: Trigrams) -> None:
    model, words = _counted()
    mixed = mix(model, restrict(general, words), 0.4, least=1e-9, start=0)
    ids = {word: at for at, word in enumerate(words)}

    def likely(*said: str) -> float:
        key = np.array([(ids[said[0]] * len(words) + ids[said[1]]) * len(words) + ids[said[2]]])
        return float(mixed.triple(key)[0])

    assert likely("a", "red", "lamp") > 5 * likely("a", "red", "table") > 0


def test_the_decoder_reads_what_is_written(general: Trigrams, tmp_path: Path) -> None:
    model, words = _counted()
    mixed = mix(model, restrict(general, words), 0.4, least=1e-9, start=0)
    out = io.StringIO()
    write_arpa(mixed, words, out, start=0)
    path = tmp_path / "a.arpa"
    path.write_text(out.getvalue())
    read = SPHINX.NGramModel.readfile(str(path))
    told = read.prob(["lamp", "red", "a"]) * np.log(1.0001)
    ids = [words.index(word) for word in ("a", "red", "lamp")]
    key = np.array([(ids[0] * len(words) + ids[1]) * len(words) + ids[2]])
    assert told == pytest.approx(np.log(mixed.triple(key)[0]), abs=0.01)


def test_words_of_no_dictionary_are_said() -> None:
    sounds = Pronunciations(GENERAL / "cmudict-en-us.dict", ["sound", "bar"])
    assert sounds.of("lamp")[0] == ("L", "AE", "M", "P")
    assert " ".join(sounds.of("soundbar")[0]) == "S AW N D B AA R"
    assert " ".join(sounds.of("jbl")[0]) == "JH EY B IY EH L"
    assert " ".join(sounds.of("ikea")[0]) == "AY K IY AH"
    assert sounds.of("roomba's")[0][-1] == "Z"
    assert sounds.of("123") == []


def test_letters_are_said_as_in_other_words() -> None:
    known = {"bat": "B AE T", "cat": "K AE T", "rat": "R AE T", "bit": "B IH T", "sit": "S IH T"}
    learned = LettersToSounds({word: [tuple(said.split())] for word, said in known.items()}, 1)
    assert learned.say("sat") == ("S", "AE", "T")
    assert learned.say("bbit") == ("B", "IH", "T")


def test_a_steady_weight_is_the_same_behind_every_word(general: Trigrams) -> None:
    model, words = _counted()
    other = restrict(general, words)
    mixed = mix(model, other, 0.9, least=1e-9, start=0, steady=True)
    for first, seconds in (("a", ("lamp", "red")), ("the", ("chair", "table"))):
        keys = np.array([words.index(first) * model.size + words.index(one) for one in seconds])
        assert np.isin(keys, mixed.bi_keys).all()
        expected = 0.9 * model.pair(keys) + 0.1 * other.pair(keys)
        # What is listed may be raised together, where nothing else can follow.
        assert mixed.pair(keys) / expected == pytest.approx(mixed.pair(keys)[0] / expected[0])
