"""Every figure of how well the catalogue finds, on a folder of products with human ratings.

Usage: python -m benchmarks.relevance FOLDER [--semantic]

FOLDER has feed.tsv.gz; queries.tsv and queries_typo.tsv, with columns query_id and query;
queries_nothing_fits.tsv, the same; and qrels.tsv, with query_id, product_id and grade. The same
queries are asked of plain full text, of the catalogue by words and, with --semantic, by meaning,
too. What only comes near is listed behind what fits, as a conversation shows it.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import mean

from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel, load_settings
from talknshop.evaluation.relevance import (
    Judgements,
    Rankings,
    load_judgements,
    ndcg,
    paired_interval,
    to_rankings,
)
from talknshop.evaluation.search import AskedQuery, Figures, answer_queries, load_queries
from talknshop.search.encoder import Encoder
from talknshop.search.encoder_factory import require_encoder

_SETS = {"clean": "queries.tsv", "typo": "queries_typo.tsv", "none": "queries_nothing_fits.tsv"}
_VECTORS = "evaluation-vectors"

Sets = Mapping[str, Rankings]
"""Rankings of each set of queries."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--semantic", action="store_true")
    arguments = parser.parse_args()
    settings = load_settings()
    configure_logging(LogLevel.ERROR)
    folder: Path = arguments.folder
    grades = load_judgements(folder / "qrels.tsv")
    plain = _plain(folder)
    _compare("plain FTS5", plain, grades, plain)
    encoders: dict[str, Callable[[], Encoder] | None] = {"by words": None}
    if arguments.semantic:
        encoders["by meaning, too"] = partial(require_encoder, settings)
    found: dict[str, Sets] = {}
    for name, encoder in encoders.items():
        print()
        found[name] = asyncio.run(_asked(folder, encoder, settings.data_dir / _VECTORS))
        _compare(name, found[name]["clean"], grades, plain)
        _tell_misspelt(found[name], grades)
        _tell_refused(folder, found[name])
    if arguments.semantic:
        print()
        words, meaning = (found[name]["clean"] for name in encoders)
        _compare("by meaning, against words", meaning, grades, words)


def _plain(folder: Path) -> Rankings:
    command = [sys.executable, "-m", "benchmarks.fts5", str(folder / "feed.tsv.gz")]
    command += ["--queries", str(folder / "queries.tsv")]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()  # noqa: S603
    return to_rankings((line.split("\t")[0], line.split("\t")[1]) for line in lines)


async def _asked(folder: Path, encoder: Callable[[], Encoder] | None, vectors: Path) -> Sets:
    """Asks all sets of one catalogue."""
    queries = [
        AskedQuery(f"{name}:{query.query_id}", query.text)
        for name, file in _SETS.items()
        for query in load_queries(folder / file)
    ]
    figures = Figures()
    found: dict[str, dict[str, list[str]]] = {name: {} for name in _SETS}
    feed = folder / "feed.tsv.gz"
    async for one in answer_queries(feed, queries, encoder=encoder, vectors_folder=vectors):
        name, _, query_id = one.query.query_id.partition(":")
        found[name][query_id] = one.product_ids
        figures.take(one)
    print(figures.sentence())
    return found


def _compare(name: str, found: Rankings, grades: Judgements, base: Rankings) -> None:
    for measure, condensed in (("NDCG@10", False), ("cNDCG@10", True)):
        scores = ndcg(found, grades, condensed=condensed)
        low, high = paired_interval(scores, ndcg(base, grades, condensed=condensed))
        line = f"{name}: {measure} {mean(scores.values()):.3f}"
        print(line if found is base else f"{line}, difference {low:+.3f} to {high:+.3f}")


def _tell_misspelt(found: Sets, grades: Judgements) -> None:
    asked = {query: grades[query] for query in found["typo"] if query in grades}
    for measure, condensed in (("NDCG@10", False), ("cNDCG@10", True)):
        clean, typo = (
            mean(ndcg(found[name], asked, condensed=condensed).values())
            for name in ("clean", "typo")
        )
        print(f"one typing error: {measure} {typo:.3f}, {typo / clean:.0%} of {clean:.3f}")


def _tell_refused(folder: Path, found: Sets) -> None:
    for name, words in (("none", "nothing fits"), ("clean", "something fits")):
        refused = [query for query, products in found[name].items() if not products]
        texts = {query.query_id: query.text for query in load_queries(folder / _SETS[name])}
        named = f": {', '.join(texts[one] for one in refused)}" if name == "clean" else ""
        print(f"{words}: refused {len(refused)} of {len(found[name])}{named}")


if __name__ == "__main__":
    main()
