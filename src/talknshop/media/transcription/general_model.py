"""Reads the general language model that pocketsphinx carries, so that it can be mixed.

The file is a trie in the manner of KenLM, words of a history from the last to the first, packed
bit by bit, with logarithms quantised to sixteen bits. The library itself only answers what one
probability is; asking it for every pair of words would take minutes.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Ids = NDArray[np.int32]
Floats = NDArray[np.float64]
Logs = NDArray[np.float32]

_MAGIC = b"Trie Language Model"
_ORDER = 3
_BINS = 1 << 16
_QUANTISED = 16
_BASE = np.log(1.0001)
"""Logarithms in the file are to the base 1.0001."""
_UNIGRAM = np.dtype([("p", "<f4"), ("backoff", "<f4"), ("next", "<u4")])
_SPARE_BYTES = 8
_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Trigrams:
    """A trigram model with backoff; logarithms are natural.

    Attributes:
        words: Its vocabulary; ids are positions.
        unigrams: Logarithm of each word's probability.
        unigram_backoffs: Logarithm of the weight of what follows it without being listed.
        bigrams: Two ids a row, the earlier word first.
        bigram_logs: Their logarithms.
        bigram_backoffs: As for unigrams.
        trigrams: Three ids a row.
        trigram_logs: Their logarithms.
    """

    words: list[str]
    unigrams: Floats
    unigram_backoffs: Floats
    bigrams: Ids
    bigram_logs: Logs
    bigram_backoffs: Logs
    trigrams: Ids
    trigram_logs: Logs


def read_general_model(path: Path) -> Trigrams:
    """The model of a file as pocketsphinx 5 carries it.

    Raises:
        ValueError: The file is of another format.
    """
    raw = path.read_bytes()
    if not raw.startswith(_MAGIC) or raw[len(_MAGIC)] != _ORDER:
        raise ValueError(f"{path} is no trigram model in the format of pocketsphinx 5.")
    at = len(_MAGIC) + 1
    words, pairs, triples = struct.unpack_from("<3I", raw, at)
    # The kind of quantisation stands behind the counts; there is one only.
    at += 4 * _ORDER + 4
    tables = np.frombuffer(raw, "<f4", 3 * _BINS, at).reshape(3, _BINS) * np.float32(_BASE)
    at += 3 * 4 * _BINS
    unigrams = np.frombuffer(raw, _UNIGRAM, words + 1, at)
    at += unigrams.nbytes
    word_bits, next_bits = int(words).bit_length(), int(triples).bit_length()
    of_pair, of_triple = word_bits + 2 * _QUANTISED + next_bits, word_bits + _QUANTISED
    middle_bytes = ((1 + pairs) * of_pair + 7) // 8 + _SPARE_BYTES
    last_bytes = ((1 + triples) * of_triple + 7) // 8 + _SPARE_BYTES
    packed = np.frombuffer(raw, np.uint8, middle_bytes + last_bytes, at)
    middle = _Packed(packed[:middle_bytes], of_pair)
    last = _Packed(packed[middle_bytes:], of_triple)
    at += middle_bytes + last_bytes
    (length,) = struct.unpack_from("<I", raw, at)
    spelled = raw[at + 4 : at + 4 + length].split(b"\0")[:words]

    words_spelled = [word.decode() for word in spelled]
    return _joined(words_spelled, unigrams, tables, (middle, last), (word_bits, next_bits))


def _joined(
    words: list[str],
    unigrams: NDArray[Any],
    tables: NDArray[Any],
    packed: tuple["_Packed", "_Packed"],
    bits: tuple[int, int],
) -> Trigrams:
    (middle, last), (word_bits, next_bits) = packed, bits
    # The counts may name more than is there; where the last word ends is what counts.
    present = int(unigrams["next"][-1])
    later = np.repeat(
        np.arange(len(words), dtype=np.int32), np.diff(unigrams["next"].astype(np.int64))
    )
    earlier = middle.field(0, word_bits, present)
    after = word_bits + 2 * _QUANTISED
    pointers = middle.field(after, next_bits, present + 1)
    pair_of = np.repeat(np.arange(present, dtype=np.int32), np.diff(pointers))
    listed = len(pair_of)
    first = last.field(0, word_bits, listed)
    return Trigrams(
        words=words,
        unigrams=unigrams["p"][:-1].astype(np.float64) * _BASE,
        unigram_backoffs=unigrams["backoff"][:-1].astype(np.float64) * _BASE,
        bigrams=np.stack([earlier, later], axis=1),
        bigram_logs=tables[0][middle.field(word_bits + _QUANTISED, _QUANTISED, present)],
        bigram_backoffs=tables[1][middle.field(word_bits, _QUANTISED, present)],
        trigrams=np.stack([first, earlier[pair_of], later[pair_of]], axis=1),
        trigram_logs=tables[2][last.field(word_bits, _QUANTISED, listed)],
    )


class _Packed:
    """Records of equal length, bit by bit, little end first."""

    def __init__(self, content: NDArray[np.uint8], record_bits: int) -> None:
        self._content = np.concatenate([content, np.zeros(_SPARE_BYTES, np.uint8)])
        self._record_bits = record_bits

    def field(self, offset: int, width: int, count: int) -> Ids:
        """One field of the first ``count`` records, at most 31 bits wide."""
        found = np.empty(count, np.int32)
        # In parts: what it takes meanwhile is eight times what comes out.
        for first in range(0, count, _AT_ONCE):
            last = min(first + _AT_ONCE, count)
            bits = np.arange(first, last, dtype=np.int64) * self._record_bits + offset
            at, shift = bits >> 3, (bits & 7).astype(np.uint64)
            value: NDArray[Any] = np.zeros(last - first, np.uint64)
            for byte in range((width + 7) // 8 + 1):
                value |= self._content[at + byte].astype(np.uint64) << np.uint64(8 * byte)
            found[first:last] = (value >> shift) & np.uint64((1 << width) - 1)
        return found
