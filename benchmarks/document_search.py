"""Figures of documents: searches, the exact scan of vectors, and taking them in.

Usage: python -m benchmarks.document_search [--documents 5000] [--rows 100000] [--semantic]

Documents are made up: words as often as words are (Zipf), one to three passages each. With
--semantic they get vectors by the encoder that `make semantic` built in the data folder, which
takes a while; the scan needs NumPy alone, and made-up vectors. Searches go one after the other;
wall-clock times stand beside the processor's, because a machine that is busy makes only the first
longer. Taking in is measured over everything that it is: reading in the process that reads,
storing, and one index at the end; reading and splitting alone is measured in the same run.
A page is 3,000 characters.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.documents.container import Container, build_container
from talknshop.documents.data_folder import open_chosen_encoder
from talknshop.documents.ingestion import NewFile
from talknshop.documents.parsing.formats import parse
from talknshop.documents.ports import Added, DocumentFilters
from talknshop.documents.stored import stored_version
from talknshop.schemas.document import DocumentFormat, DocumentSubject

_SEED = 7
_WORDS = 20_000
_PAGE = 3_000
_QUERIES = 300
_SCANS = 50
_DIMENSIONS = 384
_ONE_BY_ONE = 300
_ALL = DocumentFilters()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--semantic", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), arguments))
    _scan(arguments.rows)


async def _measure(folder: Path, arguments: argparse.Namespace) -> None:
    draw = random.Random(_SEED)  # noqa: S311  # text, not secrets
    texts = [_text(draw) for _ in range(arguments.documents)]
    container = build_container(load_settings(data_dir=folder), clock=SystemClock())
    try:
        await _take_in(container, texts)
        queries = [_query(draw, texts) for _ in range(_QUERIES)]
        await _search("words alone", container, queries)
        if arguments.semantic:
            # Vectors are made by the encoder of the usual data folder.
            encoder = await asyncio.to_thread(open_chosen_encoder, load_settings())
            if encoder is None:
                print("no encoder: run `make semantic`")
                return
            started = time.perf_counter()
            await container.keeper.use(encoder)
            print(f"vectors made in {time.perf_counter() - started:,.0f} s")
            await _search("words and meaning", container, queries)
    finally:
        await container.aclose()
        container.close()


async def _take_in(container: Container, texts: Sequence[str]) -> None:
    pages = sum(map(len, texts)) / _PAGE
    # The process that reads is there before: a server has it for as long as it runs.
    await _add(container, "first.md", "The first one.")
    floor = _floor(texts)
    started, busy = time.perf_counter(), time.process_time()
    files = [NewFile(f"{number}.md", text.encode()) for number, text in enumerate(texts)]
    outcomes = await container.ingestion.add_many(files)
    if not all(isinstance(one, Added) for one in outcomes):
        raise SystemExit("a document was not added")
    added = time.perf_counter()
    await container.ingestion.index()
    done = time.perf_counter()
    print(
        f"taking in: {len(texts):,} documents, {pages:,.0f} pages: "
        f"{pages / (done - started):,.0f} pages/s (reading and storing {added - started:.1f} s, "
        f"index {done - added:.1f} s; processor of this process {time.process_time() - busy:.1f} s)"
    )
    print(
        f"reading and splitting alone, here: {pages / floor:,.0f} pages/s; "
        f"taking in takes {(done - started) / floor:.1f} times as long"
    )
    started = time.perf_counter()
    few = texts[:_ONE_BY_ONE]
    for number, text in enumerate(few):
        await _add(container, f"again-{number}.md", text)
    seconds = time.perf_counter() - started
    print(f"one after the other: {sum(map(len, few)) / _PAGE / seconds:,.0f} pages/s")
    whole = "\n\n".join(texts[: max(1, int(1_000_000 / (sum(map(len, texts)) / len(texts))))])
    started = time.perf_counter()
    await _add(container, "whole.md", whole)
    seconds = time.perf_counter() - started
    pages = len(whole) / _PAGE
    print(f"one document of {pages:,.0f} pages: {pages / seconds:,.0f} pages/s")


def _floor(texts: Sequence[str]) -> float:
    """Seconds to read and split, without a process for it, a file, a record or an index."""
    started = time.perf_counter()
    for text in texts:
        stored_version(parse(DocumentFormat.MARKDOWN, text.encode()))
    return time.perf_counter() - started


async def _add(container: Container, name: str, text: str) -> None:
    added = await container.ingestion.add(
        name, text.encode(), subject=DocumentSubject(), owner_id=None, index=False
    )
    if not isinstance(added, Added):
        raise SystemExit(f"{name} was not added: {added}")


async def _search(name: str, container: Container, queries: Sequence[str]) -> None:
    library = container.library

    async def ask(query: str) -> None:
        vector = await library.encoder.encode(query) if library.passages.uses_vectors else None
        await library.passages.search(query, vector, _ALL, viewer=None)

    await ask(queries[0])
    wall, cpu = await _times(ask, queries)
    print(f"search, {name}: {_shown(wall)}; processor {_shown(cpu)}")


async def _times(
    work: Callable[[str], Awaitable[None]], queries: Sequence[str]
) -> tuple[list[float], list[float]]:
    wall: list[float] = []
    cpu: list[float] = []
    for query in queries:
        started, busy = time.perf_counter(), time.process_time()
        await work(query)
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - busy)
    return wall, cpu


def _scan(rows: int) -> None:
    try:
        import numpy as np  # noqa: PLC0415
    except ImportError:
        print("no scan: NumPy comes with `make semantic`")
        return
    from talknshop.search.vectors import VectorStore  # noqa: PLC0415

    draw = np.random.default_rng(_SEED)
    matrix = draw.standard_normal((rows, _DIMENSIONS), dtype=np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    ids = range(1, rows + 1)
    with tempfile.TemporaryDirectory() as folder:
        store = VectorStore(Path(folder), encoder="made-up", dimensions=_DIMENSIONS)
        with store.writer("pieces") as writer:
            writer.add(ids, list(ids), matrix)
        index = store.index("pieces")
        if index is None:
            raise SystemExit("the vectors were not written")
        wall: list[float] = []
        cpu: list[float] = []
        for row in range(_SCANS):
            started, busy = time.perf_counter(), time.process_time()
            index.scan(matrix[row]).best(800)
            wall.append(time.perf_counter() - started)
            cpu.append(time.process_time() - busy)
    print(f"exact scan of {rows:,} vectors: {_shown(wall)}; processor {_shown(cpu)}")


def _text(draw: random.Random) -> str:
    paragraphs = [_sentence(draw, draw.randint(30, 120)) for _ in range(draw.randint(2, 6))]
    return f"# {_sentence(draw, 4)}\n\n" + "\n\n".join(paragraphs) + "\n"


def _sentence(draw: random.Random, length: int) -> str:
    # A word of rank r comes about as often as 1/r.
    ranks = (int(_WORDS ** draw.random()) for _ in range(length))
    return " ".join(f"w{rank}x" for rank in ranks) + "."


def _query(draw: random.Random, texts: Sequence[str]) -> str:
    words = draw.choice(texts).split()
    start = draw.randrange(max(1, len(words) - 8))
    return " ".join(words[start : start + 8])


def _shown(seconds: Sequence[float]) -> str:
    ordered = sorted(1000 * one for one in seconds)
    return (
        f"median {ordered[len(ordered) // 2]:.1f}, p95 {ordered[int(0.95 * len(ordered))]:.1f} ms"
    )


if __name__ == "__main__":
    main()
