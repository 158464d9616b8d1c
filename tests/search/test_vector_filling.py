from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from talknshop.search.encoder import Matrix
from talknshop.search.vector_filling import TEXTS_OF_A_BLOCK, Filled, fill_vectors
from talknshop.search.vectors import VectorStore, text_digest

TEXTS = [(n, f"text {n}") for n in range(1, 2 * TEXTS_OF_A_BLOCK + 51)]


class CountingEncoder:
    """Gives every text a vector of its own and remembers which it was asked for."""

    name = "counting"
    dimensions = 4

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Matrix:
        self.asked += texts
        seeds = [text_digest(text) for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(4, dtype=np.float32) for seed in seeds]
        matrix = np.stack(rows)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


class Broken(CountingEncoder):
    def encode(self, texts: Sequence[str]) -> Matrix:
        if self.asked:
            raise RuntimeError("killed in the second block")
        return super().encode(texts)


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    return VectorStore(tmp_path, encoder=CountingEncoder.name, dimensions=4)


def nearest(store: VectorStore, name: str, text: str) -> int:
    index = store.index(name)
    assert index is not None
    return index.scan(CountingEncoder().encode([text])[0]).best(1)[0].vector_id


def test_every_text_gets_its_vector(store: VectorStore) -> None:
    with store.writer("new") as writer:
        assert fill_vectors(TEXTS, writer, CountingEncoder()) == Filled(
            len(TEXTS), 0, complete=True
        )
    assert [nearest(store, "new", f"text {n}") for n in (1, 300, len(TEXTS))] == [
        1,
        300,
        len(TEXTS),
    ]


def test_no_texts_are_done_at_once(store: VectorStore) -> None:
    with store.writer("new") as writer:
        assert fill_vectors([], writer, CountingEncoder()) == Filled(0, 0, complete=True)


def test_it_stops_when_told_and_goes_on_where_it_stopped(store: VectorStore) -> None:
    answers = iter([False, True])
    with store.writer("new") as writer:
        first = fill_vectors(TEXTS, writer, CountingEncoder(), stop=lambda: next(answers))
    assert first == Filled(TEXTS_OF_A_BLOCK, 0, complete=False)
    encoder = CountingEncoder()
    with store.writer("new") as writer:
        rest = fill_vectors(TEXTS, writer, encoder)
    assert rest == Filled(len(TEXTS) - TEXTS_OF_A_BLOCK, 0, complete=True)
    assert encoder.asked[0] == f"text {TEXTS_OF_A_BLOCK + 1}"


def test_a_failure_keeps_the_blocks_before(store: VectorStore) -> None:
    with store.writer("new") as writer, pytest.raises(RuntimeError):
        fill_vectors(TEXTS, writer, Broken())
    with store.writer("new") as writer:
        assert writer.last_id == TEXTS_OF_A_BLOCK


def test_known_texts_are_not_encoded_again_whatever_their_id(store: VectorStore) -> None:
    with store.writer("old") as writer:
        fill_vectors(TEXTS[:400], writer, CountingEncoder())
    old = store.index("old")
    assert old is not None
    encoder = CountingEncoder()
    moved = [(n, text) for n, (_, text) in enumerate([*TEXTS[399::-1], (0, "a new one")], start=1)]
    with store.writer("new") as writer:
        assert fill_vectors(moved, writer, encoder, known=[old]) == Filled(1, 400, complete=True)
    assert encoder.asked == ["a new one"]
    assert nearest(store, "new", "text 400") == 1


def test_a_text_that_comes_twice_is_read_once(store: VectorStore) -> None:
    encoder = CountingEncoder()
    with store.writer("new") as writer:
        filled = fill_vectors([(1, "same"), (2, "other"), (3, "same")], writer, encoder)
    assert (filled.encoded, sorted(encoder.asked)) == (2, ["other", "same"])
    index = store.index("new")
    assert index is not None
    assert {hit.vector_id for hit in index.scan(encoder.encode(["same"])[0]).best(2)} == {1, 3}
