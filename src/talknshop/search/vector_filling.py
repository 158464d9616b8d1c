"""Filling a file with the vectors of texts, block by block; it can stop and go on at any row."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from talknshop.search.encoder import Encoder, Vector
from talknshop.search.vectors import VectorIndex, VectorWriter, text_digest

TEXTS_OF_A_BLOCK = 256
"""Texts whose vectors are written together: some two seconds of work on one core."""

Texts = Iterable[tuple[int, str]]
"""Ids, ascending, and their texts."""


class Filled(NamedTuple):
    """What was done."""

    encoded: int
    """Texts that the encoder read."""
    reused: int
    """Texts whose vector was known already."""
    complete: bool
    """Whether no text was left; False when it was told to stop."""


def fill_vectors(
    texts: Texts,
    writer: VectorWriter,
    encoder: Encoder,
    *,
    known: Sequence[VectorIndex] = (),
    stop: Callable[[], bool] = lambda: False,
) -> Filled:
    """Writes the vectors of texts; blocks for as long as there are any.

    Args:
        texts: What to encode; those up to ``writer.last_id`` are there already and passed over.
        writer: Where vectors go, block by block.
        encoder: Makes vectors.
        known: Vectors by the same encoder; a text that was encoded for one of them is not again.
        stop: Is asked before each block.

    Raises:
        StorageError: The disk refused; what was written before is kept.
    """
    last = writer.last_id
    rest = iter(texts if last is None else ((key, text) for key, text in texts if key > last))
    encoded = reused = 0
    while block := list(islice(rest, TEXTS_OF_A_BLOCK)):
        if stop():
            return Filled(encoded, reused, complete=False)
        new = _fill_block(block, writer, encoder, known)
        encoded += new
        reused += len(block) - new
    return Filled(encoded, reused, complete=True)


def _fill_block(
    block: list[tuple[int, str]],
    writer: VectorWriter,
    encoder: Encoder,
    known: Sequence[VectorIndex],
) -> int:
    texts = {text_digest(text): text for _, text in block}
    vectors: dict[int, Vector] = {}
    for index in known:
        vectors |= index.by_digest(texts.keys() - vectors.keys())
    new = [digest for digest in texts if digest not in vectors]
    if new:
        made = encoder.encode([texts[digest] for digest in new])
        vectors |= dict(zip(new, made, strict=True))
    digests = [text_digest(text) for _, text in block]
    rows = np.stack([vectors[digest] for digest in digests])
    writer.add([key for key, _ in block], digests, rows)
    return len(new)
