"""Trigram models: counting one with Kneser-Ney smoothing, and mixing two into one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from talknshop.media.transcription.general_model import Floats, Ids, Ints, Trigrams

START, END = "<s>", "</s>"
_NEVER = -99.0
"""Logarithm to the base 10 of what cannot be, as the format has it."""
_SMALLEST = 1e-12
_NOTHING_LEFT = 1e-9


@dataclass(frozen=True, slots=True)
class Model:
    """A trigram model over a vocabulary, keys sorted; probabilities, not logarithms.

    A key is the ids of the words, the first one most significant, to the base of the size of the
    vocabulary.
    """

    size: int
    uni: Floats
    uni_backoff: Floats
    bi_keys: Ints
    bi: Floats
    bi_backoff: Floats
    tri_keys: Ints
    tri: Floats

    def pair(self, keys: Ints) -> Floats:
        """P(second | first)."""
        at, found = _find(self.bi_keys, keys)
        backed = self.uni_backoff[keys // self.size] * self.uni[keys % self.size]
        return np.where(found, self.bi[at], backed)

    def triple(self, keys: Ints) -> Floats:
        """P(third | first two)."""
        at, found = _find(self.tri_keys, keys)
        before, known = _find(self.bi_keys, keys // self.size)
        weight = np.where(known, self.bi_backoff[before], 1.0)
        return np.where(found, self.tri[at], weight * self.pair(keys % self.size**2))


def _find(keys: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    if not len(keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted


def count_model(
    sentences: Iterable[Sequence[int]], size: int, start: int, end: int, floor: float = 0.05
) -> Model:
    """Interpolated Kneser-Ney over sentences of ids, one discount for each order.

    Args:
        sentences: Ids of words, without start and end.
        size: Words of the vocabulary.
        start: Its sign for the start of a sentence, which is never predicted.
        end: Its sign for the end.
        floor: Of the mass of single words, the part spread evenly, so that none is impossible.
    """
    stream = np.fromiter(
        (one for words in sentences for one in (start, start, *words, end)), np.int64
    )
    own = stream[2:] != start
    tri_all = ((stream[:-2] * size + stream[1:-1]) * size + stream[2:])[own]
    tri_keys, tri_counts = np.unique(tri_all, return_counts=True)
    # What is counted of pairs is in how many histories they occur, but at the start of a sentence.
    pair_of = tri_keys % size**2
    at_start = (tri_keys // size**2 == start) & (pair_of // size == start)
    inner_keys, inner_counts = np.unique(pair_of[~at_start], return_counts=True)
    bi_keys = np.concatenate([inner_keys, pair_of[at_start]])
    bi_counts = np.concatenate([inner_counts, tri_counts[at_start]])
    order = np.argsort(bi_keys)
    bi_keys, bi_counts = bi_keys[order], bi_counts[order]
    uni_counts = np.bincount(bi_keys % size, minlength=size).astype(np.float64)
    even = np.ones(size) / (size - 1)
    even[start] = 0.0
    uni = (1 - floor) * uni_counts / uni_counts.sum() + floor * even

    discount = _discount(bi_counts)
    first = bi_keys // size
    totals = np.bincount(first, weights=bi_counts, minlength=size)
    kinds = np.bincount(first, minlength=size)
    uni_backoff = np.where(totals > 0, discount * kinds / np.maximum(totals, 1), 1.0)
    bi = (bi_counts - discount) / totals[first] + uni_backoff[first] * uni[bi_keys % size]

    lower = Model(size, uni, uni_backoff, bi_keys, bi, np.ones(len(bi)), *_NOTHING)
    return _with_triples(lower, tri_keys, tri_counts)


_NOTHING: tuple[Ints, Floats] = (np.zeros(0, np.int64), np.zeros(0))


def _with_triples(lower: Model, tri_keys: Ints, tri_counts: Ints) -> Model:
    discount = _discount(tri_counts)
    history, at = np.unique(tri_keys // lower.size, return_inverse=True)
    totals = np.bincount(at, weights=tri_counts)
    weight = discount * np.bincount(at) / totals
    tri = (tri_counts - discount) / totals[at] + weight[at] * lower.pair(tri_keys % lower.size**2)
    bi_backoff = np.ones(len(lower.bi_keys))
    place, known = _find(lower.bi_keys, history)
    bi_backoff[place[known]] = weight[known]
    return replace(lower, bi_backoff=bi_backoff, tri_keys=tri_keys, tri=tri)


def _discount(counts: Ints) -> float:
    """n1 / (n1 + 2 n2) of Ney, Essen and Kneser 1994, kept between what is sensible."""
    once, twice = int((counts == 1).sum()), int((counts == 2).sum())  # noqa: PLR2004
    return min(0.95, max(0.1, once / max(1, once + 2 * twice)))


def restrict(general: Trigrams, vocabulary: Sequence[str]) -> Model:
    """A model over the words of ``vocabulary`` alone; what others had is missing from its sums."""
    size = len(vocabulary)
    known = {word: at for at, word in enumerate(general.words)}
    there = np.array([known.get(word, -1) for word in vocabulary])
    renamed = np.full(len(general.words), -1, np.int32)
    renamed[there[there >= 0]] = np.flatnonzero(there >= 0)
    uni = np.where(there >= 0, np.exp(general.unigrams[there]), 0.0)
    backoff = np.where(there >= 0, np.exp(general.unigram_backoffs[there]), 1.0)
    bi_keys, chosen = _renamed(general.bigrams, renamed, size)
    tri_keys, of_three = _renamed(general.trigrams, renamed, size)
    return Model(
        size=size,
        uni=uni,
        uni_backoff=backoff,
        bi_keys=bi_keys,
        bi=np.exp(general.bigram_logs[chosen].astype(np.float64)),
        bi_backoff=np.exp(general.bigram_backoffs[chosen].astype(np.float64)),
        tri_keys=tri_keys,
        tri=np.exp(general.trigram_logs[of_three].astype(np.float64)),
    )


def _renamed(rows: Ids, names: Ids, size: int) -> tuple[Ints, Ints]:
    inside = np.ones(len(rows), np.bool_)
    for column in rows.T:
        inside &= names[column] >= 0
    chosen = np.flatnonzero(inside)
    keys = np.zeros(len(chosen), np.int64)
    for column in rows.T:
        keys = keys * size + names[column[chosen]]
    order = np.argsort(keys)
    return keys[order], chosen[order]


def mix(
    one: Model, other: Model, weight: float, *, least: float, start: int, steady: bool = False
) -> Model:
    """``weight`` of ``one`` and the rest of ``other``, as one model with backoff.

    Args:
        one: A model.
        other: Another one over the same vocabulary.
        weight: Of the first, between 0 and 1.
        least: Trigrams of the other that change its own answer by less than this share of all
            that is said are left out (Seymore and Rosenfeld 1996).
        start: The sign for the start of a sentence.
        steady: Whether the weight is the same behind all words. Else it is larger behind those
            that the first model finds likelier.
    """
    size = one.size
    uni = weight * one.uni + (1 - weight) * other.uni / other.uni.sum()
    uni[start] = 0.0
    uni /= uni.sum()
    sure = _Weights(one, other, weight, start, steady=steady)
    bi_keys, tri_keys = _listed(one, other, least, start)
    first = bi_keys // size
    part = sure.after_word(first)
    bi = part * one.pair(bi_keys) + (1 - part) * other.pair(bi_keys)
    part = sure.after_pair(tri_keys // size)
    tri = part * one.triple(tri_keys) + (1 - part) * other.triple(tri_keys)
    spent = np.bincount(first, weights=bi, minlength=size)
    lower = np.bincount(first, weights=uni[bi_keys % size], minlength=size)
    uni_backoff = _rest(spent, lower)
    bi = bi * _filled(spent, lower)[first]
    at, _ = _find(bi_keys, tri_keys // size)
    below, _ = _find(bi_keys, tri_keys % size**2)
    spent = np.bincount(at, weights=tri, minlength=len(bi_keys))
    lower = np.bincount(at, weights=bi[below], minlength=len(bi_keys))
    tri = tri * _filled(spent, lower)[at]
    return Model(size, uni, uni_backoff, bi_keys, bi, _rest(spent, lower), tri_keys, tri)


def _listed(one: Model, other: Model, least: float, start: int) -> tuple[Ints, Ints]:
    """The pairs and triples of a mixture; of each triple, both pairs are there."""
    size = one.size
    kept = other.tri_keys[_gain(other, start) >= least]
    tri_keys = np.union1d(one.tri_keys, kept)
    bi_keys = np.unique(
        np.concatenate([one.bi_keys, other.bi_keys, tri_keys // size, tri_keys % size**2])
    )
    # Histories that begin a sentence twice over are the sign itself, which no format lists.
    bi_keys = bi_keys[bi_keys % size != start]
    doubled = (tri_keys // size**2 == start) & (tri_keys // size % size == start)
    tri_keys = tri_keys[~doubled]
    tri_keys = tri_keys[tri_keys // size % size != start]
    return bi_keys, tri_keys


class _Weights:
    """How much the first model counts behind what was said so far (Bayes: Allauzen, Riley 2011)."""

    def __init__(
        self, one: Model, other: Model, weight: float, start: int, *, steady: bool
    ) -> None:
        self._one, self._other, self._weight = one, other, weight
        self._start, self._steady = start, steady

    def after_word(self, words: Ints) -> Floats:
        first, second = self._said(self._one, words), self._said(self._other, words)
        return self._share(first, second)

    def after_pair(self, keys: Ints) -> Floats:
        size = self._one.size
        first = self._said(self._one, keys // size) * self._one.pair(keys)
        second = self._said(self._other, keys // size) * self._other.pair(keys)
        return self._share(first, second)

    def _said(self, model: Model, words: Ints) -> Floats:
        return np.where(words == self._start, 1.0, model.uni[words])

    def _share(self, first: Floats, second: Floats) -> Floats:
        if self._steady:
            return np.full(len(first), self._weight)
        likely = self._weight * first
        return likely / np.maximum(likely + (1 - self._weight) * second, _SMALLEST**2)


def _rest(spent: NDArray[Any], lower: NDArray[Any]) -> Floats:
    return np.maximum(1 - spent, _SMALLEST) / np.maximum(1 - lower, _SMALLEST)


def _filled(spent: NDArray[Any], lower: NDArray[Any]) -> Floats:
    """By how much to raise what is listed behind a history where nothing else can follow.

    The general model gave a part to words that are not in the vocabulary.
    """
    return np.where(1 - lower < _NOTHING_LEFT, 1 / np.maximum(spent, _SMALLEST), 1.0)


def _gain(model: Model, start: int) -> Floats:
    """How much of what is said each trigram changes, against backing off."""
    keys, size = model.tri_keys, model.size
    before, known = _find(model.bi_keys, keys // size)
    weight = np.where(known, model.bi_backoff[before], 1.0)
    backed = np.maximum(weight * model.pair(keys % size**2), _SMALLEST)
    first = keys // size**2
    history = np.where(first == start, 0.05, model.uni[first]) * model.pair(keys // size)
    return history * model.tri * np.abs(np.log(np.maximum(model.tri, _SMALLEST) / backed))


def write_arpa(model: Model, words: Sequence[str], out: TextIO, *, start: int) -> None:
    """Writes the format that every decoder reads (ARPA, logarithms to the base 10)."""
    size = model.size
    logs = [
        np.log10(np.maximum(part, _SMALLEST))
        for part in (model.uni, model.uni_backoff, model.bi, model.bi_backoff, model.tri)
    ]
    out.write(
        f"\\data\\\nngram 1={size}\nngram 2={len(model.bi_keys)}\nngram 3={len(model.tri_keys)}\n"
    )
    logs[0][start] = _NEVER
    out.write("\n\\1-grams:\n")
    out.writelines(
        f"{p:.4f}\t{word}\t{b:.4f}\n" for p, word, b in zip(logs[0], words, logs[1], strict=True)
    )
    out.write("\n\\2-grams:\n")
    firsts, seconds = model.bi_keys // size, model.bi_keys % size
    out.writelines(
        f"{p:.4f}\t{words[u]} {words[w]}\t{b:.4f}\n"
        for p, u, w, b in zip(logs[2], firsts, seconds, logs[3], strict=True)
    )
    out.write("\n\\3-grams:\n")
    rows = (model.tri_keys // size**2, model.tri_keys // size % size, model.tri_keys % size)
    out.writelines(
        f"{p:.4f}\t{words[u]} {words[v]} {words[w]}\n"
        for p, u, v, w in zip(logs[4], *rows, strict=True)
    )
    out.write("\n\\end\\\n")
