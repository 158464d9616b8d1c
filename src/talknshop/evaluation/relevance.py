"""How well rankings agree with judgements: NDCG@10, and how surely one ranking beats another."""

import csv
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean

from talknshop.core.errors import ValidationError

Judgements = Mapping[str, Mapping[str, int]]
"""Grades by query and product; what has none was not looked at."""

Rankings = Mapping[str, Sequence[str]]
"""Products by query, best first."""

_RUN_COLUMNS = 2
_DEPTH = 10
_SAMPLES = 2_000
_SEED = 1


def load_judgements(path: Path) -> Judgements:
    """Reads a table with the columns query_id, product_id and grade, tab-separated.

    Raises:
        ValidationError: It cannot be read, or is none.
    """
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                grades[row["query_id"]][row["product_id"]] = int(row["grade"])
    except (OSError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise ValidationError(
            f"{path.name} is no file of judgements. Its first line must name the columns query_id, "
            "product_id and grade, divided by tabs, and grades are whole numbers."
        ) from error
    return grades


def load_rankings(path: Path) -> Rankings:
    """Reads a run, as ``eval search`` prints it: query id and product id, best first.

    Raises:
        ValidationError: It cannot be read, or is none.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ValidationError(f"{path.name} could not be read. Give the path of a run.") from error
    rows = [line.split("\t") for line in lines]
    if any(len(row) < _RUN_COLUMNS for row in rows):
        raise ValidationError(
            f"{path.name} is no run. Each line must have a query id and a product id, divided by a "
            "tab."
        )
    return to_rankings((row[0], row[1]) for row in rows)


def to_rankings(found: Iterable[tuple[str, str]]) -> Rankings:
    """Pairs of query and product as rankings."""
    rankings: defaultdict[str, list[str]] = defaultdict(list)
    for query, product in found:
        rankings[query].append(product)
    return rankings


def describe_relevance(
    rankings: Rankings, judgements: Judgements, baseline: Rankings | None
) -> list[str]:
    """The measures as lines; beside a baseline, the difference to it with its interval.

    Args:
        rankings: What was found.
        judgements: The grades of the queries that were asked.
        baseline: What something else found for the same queries.
    """
    lines: list[str] = []
    for measure, condensed in (("NDCG@10", False), ("cNDCG@10", True)):
        scores = ndcg(rankings, judgements, condensed=condensed)
        line = f"{measure:8} {mean(scores.values()) if scores else 0.0:.3f}"
        if baseline is not None and scores:
            base = ndcg(baseline, judgements, condensed=condensed)
            low, high = paired_interval(scores, base)
            line += (
                f", baseline {mean(base.values()):.3f}, "
                f"95 % interval of the difference {low:+.3f} to {high:+.3f}"
            )
        lines.append(line)
    return lines


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
