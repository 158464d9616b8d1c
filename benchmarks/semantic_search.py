"""Figures of search by meaning: encoding, exact scans, and what fusing with the text is worth.

Usage: python -m benchmarks.semantic_search FEED [--queries QUERIES.tsv --judgements QRELS.tsv]
           [--split dev] [--precision float32|int8] [--threads 1] [--keep FOLDER] [--scan ROWS ...]

FEED is a Google Merchant feed. QUERIES has the columns query_id, query and, where queries are
split, split; QRELS query_id, product_id and grade. Vectors are made for title and description;
FOLDER keeps them and the encoder for the next time. ROWS are sizes of made-up matrices to scan,
after everything else.
Text scores are those of plain FTS5 for any of the words of a query, and those with which the
catalogue chooses, synonyms included and other kinds left out. Times are wall-clock, one after the
other.
"""

import argparse
import csv
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from benchmarks.fts5 import Fts5Baseline

from talknshop.catalog.container import Container, build_container
from talknshop.catalog.feeds.product import Reading
from talknshop.catalog.feeds.rows import FeedRow
from talknshop.catalog.feeds.source import open_source
from talknshop.catalog.feeds.tables import read_google_tsv
from talknshop.catalog.importer import import_feed
from talknshop.catalog.records import ProductKey
from talknshop.catalog.retrieval import find_fits, select
from talknshop.catalog.snapshot import Snapshot
from talknshop.catalog.thing import Asked
from talknshop.core.clock import SystemClock
from talknshop.core.settings import EmbeddingPrecision, Settings
from talknshop.evaluation.relevance import load_judgements, ndcg, paired_interval
from talknshop.schemas.requirement import RequirementSpec
from talknshop.search.encoder import Encoder
from talknshop.search.fusion import (
    FUSION_DEPTH,
    fuse_text_and_vectors,
    reciprocal_rank,
    weighted_sum,
)
from talknshop.search.light_model import open_light_encoder
from talknshop.search.synonyms import load_synonyms
from talknshop.search.text import words
from talknshop.search.vector_filling import fill_vectors
from talknshop.search.vectors import VectorHit, VectorIndex, VectorStore

_FEED = "benchmark"
_CANDIDATES = 2_000
_ROUNDS = 5
_SCANS = 50
_WEIGHTS = (0.4, 0.5, 0.6)
_OFFSETS = (20, 60)

T = TypeVar("T")

Scores = dict[str, float]
"""Scores by product id."""


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or Path(scratch)
        encoder = _open(folder, arguments.precision, arguments.threads)
        products = _products(arguments.feed)
        index = _vectors(folder, encoder, [text for _, text in products])
        if arguments.queries:
            queries = _queries(arguments.queries, arguments.split)
            ids = [product_id for product_id, _ in products]
            vectors = _time_queries(queries, encoder, index, ids)
            container = build_container(Settings(data_dir=Path(scratch)))
            try:
                import_feed(arguments.feed, _FEED, container.repository, clock=container.clock)
                baseline = Fts5Baseline(Path(scratch))
                for name, find in (("any word", _any_word), ("as the catalogue", _as_catalogue)):
                    text = _text_scores(container, baseline, queries, find)
                    _compare(name, text, vectors, arguments.judgements)
            finally:
                container.close()
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    for rows in arguments.scan:
        _time_scan(rows, encoder.dimensions)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("feed", type=Path)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--judgements", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument("--precision", type=EmbeddingPrecision, default=EmbeddingPrecision.FLOAT32)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--scan", type=int, nargs="*", default=[])
    return parser.parse_args()


def _open(folder: Path, precision: EmbeddingPrecision, threads: int) -> Encoder:
    open_light_encoder(folder / "models", precision=precision)
    started = time.perf_counter()
    encoder = open_light_encoder(folder / "models", precision=precision, threads=threads)
    print(f"{encoder.name}: loaded again in {time.perf_counter() - started:.2f} s")
    return encoder


def _products(feed: Path) -> list[tuple[str, str]]:
    with open_source(feed) as source:
        texts = {
            row.source_id: f"{row.title} {row.description or ''}"
            for row in read_google_tsv(source, Reading(SystemClock().now()))
            if isinstance(row, FeedRow)
        }
    return list(texts.items())


def _vectors(folder: Path, encoder: Encoder, texts: list[str]) -> VectorIndex:
    store = VectorStore(folder / "vectors", encoder=encoder.name, dimensions=encoder.dimensions)
    name = f"{_FEED}-{encoder.name}"
    started, cpu = time.perf_counter(), time.process_time()
    with store.writer(name) as writer:
        filled = fill_vectors(enumerate(texts), writer, encoder)
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    if filled.encoded:
        print(
            f"filling: {filled.encoded:,} texts in {seconds:.1f} s, "
            f"{filled.encoded / seconds:,.0f} texts/s ({filled.encoded / cpu:,.0f} a CPU second)"
        )
    index = store.index(name)
    if index is None:
        raise SystemExit("the vectors disappeared while they were measured")
    return index


def _time_scan(rows: int, dimensions: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = VectorStore(Path(folder), encoder="made-up", dimensions=dimensions)
        source = np.random.default_rng(1)
        with store.writer("scan") as writer:
            for first in range(0, rows, 10_000):
                count = min(10_000, rows - first)
                block = source.standard_normal((count, dimensions), dtype=np.float32)
                block /= np.linalg.norm(block, axis=1, keepdims=True)
                ids = range(first, first + count)
                writer.add(ids, [n + 1 for n in ids], block)
        index = store.index("scan")
        if index is not None:
            query = source.standard_normal(dimensions, dtype=np.float32)
            query /= np.linalg.norm(query)
            times = _Times()
            for _ in range(_SCANS):
                times.take(lambda: index.scan(query).best(FUSION_DEPTH))
            print(f"scan of {rows:,} x {dimensions}: {times}")


class _Times:
    """Wall-clock and CPU time of one kind of work; the second is fair on a busy machine."""

    def __init__(self) -> None:
        self._wall: list[float] = []
        self._cpu: list[float] = []

    def take(self, work: Callable[[], T]) -> T:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        self._wall.append((time.perf_counter() - wall) * 1000)
        self._cpu.append((time.process_time() - cpu) * 1000)
        return result

    def __str__(self) -> str:
        return ", ".join(
            f"{kind} p50 {np.percentile(times, 50):.1f} p95 {np.percentile(times, 95):.1f} ms"
            for kind, times in (("wall", self._wall), ("CPU", self._cpu))
        )


def _queries(path: Path, split: str) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {r["query_id"]: r["query"] for r in rows if r.get("split", split) == split}


def _time_queries(
    queries: Mapping[str, str], encoder: Encoder, index: VectorIndex, ids: list[str]
) -> dict[str, Scores]:
    found: dict[str, Scores] = {}
    encoding, scanning, both = _Times(), _Times(), _Times()

    def ask(query: str) -> list[VectorHit]:
        vector = encoding.take(lambda: encoder.encode([query])[0])
        return scanning.take(lambda: index.scan(vector).best(FUSION_DEPTH))

    for _ in range(_ROUNDS):
        for query_id, query in queries.items():
            hits = both.take(partial(ask, query))
            found[query_id] = {ids[hit.vector_id]: hit.similarity for hit in hits}
    print(f"encoding a query: {encoding}")
    print(f"scan of {len(index):,} x {encoder.dimensions}: {scanning}")
    print(f"encoding and scan: {both}")
    return found


def _any_word(snapshot: Snapshot, baseline: Fts5Baseline, query: str) -> dict[ProductKey, float]:
    (feed,) = snapshot.feeds
    found = baseline.search(words(query), every=False, limit=_CANDIDATES)
    return {ProductKey(feed.generation, match.row): match.score for match in found}


def _as_catalogue(
    snapshot: Snapshot, _baseline: Fts5Baseline, query: str
) -> dict[ProductKey, float]:
    spec, synonyms = RequirementSpec(product_type=query), load_synonyms()
    fits = find_fits(
        snapshot, spec, select(snapshot, spec, synonyms), Asked(query, synonyms), needed=_CANDIDATES
    )
    return {one.product.key: one.product.score for one in (*fits.judged, *fits.others)}


def _text_scores(
    container: Container,
    baseline: Fts5Baseline,
    queries: Mapping[str, str],
    find: Callable[[Snapshot, Fts5Baseline, str], dict[ProductKey, float]],
) -> dict[str, Scores]:
    scores: dict[str, Scores] = {}
    with container.repository.snapshot() as snapshot:
        for query_id, query in queries.items():
            found = find(snapshot, baseline, query)
            stored = snapshot.products(list(found))
            scores[query_id] = {stored[key].source_id: score for key, score in found.items()}
    return scores


def _compare(
    name: str,
    text: Mapping[str, Scores],
    vectors: Mapping[str, Scores],
    judgements_file: Path,
) -> None:
    judgements = load_judgements(judgements_file)
    judged = {query: judgements[query] for query in text if query in judgements}
    rankings = {
        "text alone": {query: _order(scores) for query, scores in text.items()},
        "vectors alone": {query: _order(scores) for query, scores in vectors.items()},
        "as chosen": {
            query: _order(fuse_text_and_vectors(text[query], vectors[query])) for query in text
        },
    }
    heads = {query: dict(_best(scores, FUSION_DEPTH)) for query, scores in text.items()}
    for weight in _WEIGHTS:
        rankings[f"weighted sum, vectors {weight}"] = {
            query: _order(weighted_sum([(heads[query], 1 - weight), (vectors[query], weight)]))
            for query in text
        }
    for offset in _OFFSETS:
        rankings[f"reciprocal ranks, offset {offset}"] = {
            query: _order(
                reciprocal_rank([_order(heads[query]), _order(vectors[query])], offset=offset)
            )
            for query in text
        }
    print(f"text: {name}; differences to text alone with their 95 % interval, paired")
    for label, ranking in rankings.items():
        line = f"  {label:<28}"
        for measure, condensed in (("NDCG@10", False), ("cNDCG@10", True)):
            scores = ndcg(ranking, judged, condensed=condensed)
            base = ndcg(rankings["text alone"], judged, condensed=condensed)
            low, high = paired_interval(scores, base)
            line += f" {measure} {np.mean(list(scores.values())):.3f} [{low:+.3f} {high:+.3f}]"
        print(line)


def _best(scores: Scores, count: int) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=lambda item: -item[1])[:count]


def _order(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda key: -scores[key])


if __name__ == "__main__":
    main()
