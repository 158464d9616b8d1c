"""How well rankings agree with judgements: NDCG@10, and how surely one ranking beats another."""

import csv
import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

Judgements = Mapping[str, Mapping[str, int]]
"""Grades by query and product; what has none was not looked at."""

Rankings = Mapping[str, Sequence[str]]
"""Products by query, best first."""

_DEPTH = 10
_SAMPLES = 2_000
_SEED = 1


def load_judgements(path: Path) -> Judgements:
    """Reads a table with the columns query_id, product_id and grade, tab-separated."""
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            grades[row["query_id"]][row["product_id"]] = int(row["grade"])
    return grades


def ndcg(rankings: Rankings, judgements: Judgements, *, condensed: bool) -> dict[str, float]:
    """NDCG@10 of each query, gain = grade; products without a grade count nothing.

    Args:
        rankings: What was found; a query that is not in it scores 0.
        judgements: The grades.
        condensed: Whether products without a grade are taken out first (Sakai 2007).
    """
    scores: dict[str, float] = {}
    for query, grades in judgements.items():
        ideal = _gain(sorted(grades.values(), reverse=True))
        ranking = rankings.get(query, ())
        kept = [one for one in ranking if one in grades] if condensed else ranking
        if ideal:
            scores[query] = _gain([grades.get(one, 0) for one in kept]) / ideal
    return scores


def _gain(grades: Sequence[int]) -> float:
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades[:_DEPTH]))


def paired_interval(scores: Mapping[str, float], base: Mapping[str, float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean difference over the same queries."""
    differences = [score - base[query] for query, score in scores.items()]
    source = random.Random(_SEED)  # noqa: S311  # a figure that comes out the same each time
    means = sorted(mean(source.choices(differences, k=len(differences))) for _ in range(_SAMPLES))
    return means[_SAMPLES // 40], means[-_SAMPLES // 40 - 1]
