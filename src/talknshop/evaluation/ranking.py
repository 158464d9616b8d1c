"""How good an order of documents is, and whether it is better than another one."""

import csv
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

_DEPTH = 10
_DRAWS = 5_000
_SEED = 7
_TAIL = 0.025

Run = Mapping[str, Sequence[str]]
"""The documents that were found for each question, best first."""


class Difference(NamedTuple):
    """A mean difference between two runs, with the interval that 95 of 100 samples fall into."""

    mean: float
    low: float
    high: float


def read_judgements(file: Path) -> dict[str, frozenset[str]]:
    """The documents that fit each question; tab separated, with a header."""
    found: dict[str, set[str]] = {}
    with file.open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened, delimiter="\t"):
            if int(row["grade"]) > 0:
                found.setdefault(row["query_id"], set()).add(row["document_id"])
    return {query: frozenset(documents) for query, documents in found.items()}


def read_run(file: Path) -> dict[str, list[str]]:
    """A run as ``talknshop eval retrieval`` prints it."""
    found: dict[str, list[str]] = {}
    for line in file.read_text("utf-8").splitlines():
        query, document = line.split("\t")[:2]
        found.setdefault(query, []).append(document)
    return found


def ndcg(found: Sequence[str], fitting: frozenset[str]) -> float:
    """Normalised discounted cumulative gain of the first ten, 0 to 1."""
    ranked = dict.fromkeys(found)
    gained = sum(
        1 / math.log2(n + 2) for n, one in enumerate(ranked) if n < _DEPTH and one in fitting
    )
    return gained / sum(1 / math.log2(n + 2) for n in range(min(_DEPTH, len(fitting))))


def paired_difference(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """By how much figures of the same questions differ: a bootstrap over the questions.

    Args:
        ours: A figure for each question.
        theirs: Those of the other run, in the same order.
    """
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    draw = random.Random(_SEED)  # noqa: S311  # samples, not secrets
    means = sorted(fmean(draw.choices(differences, k=len(differences))) for _ in range(_DRAWS))
    return Difference(
        fmean(differences), means[int(_TAIL * _DRAWS)], means[int((1 - _TAIL) * _DRAWS)]
    )


def compare_runs(run: Run, judgements: Path, others: Sequence[Path]) -> Iterator[str]:
    """What a run is worth, and how it differs from others, a line a figure."""
    fitting = read_judgements(judgements)
    ours = [ndcg(run.get(query, ()), one) for query, one in fitting.items()]
    yield f"nDCG@10 {fmean(ours):.4f} ({len(ours)} questions)"
    for file in others:
        other = read_run(file)
        theirs = [ndcg(other.get(query, ()), one) for query, one in fitting.items()]
        mean, low, high = paired_difference(ours, theirs)
        yield (
            f"{mean:+.4f} against {file.name} (nDCG@10 {fmean(theirs):.4f}), "
            f"95 % of samples {low:+.4f} to {high:+.4f}"
        )
