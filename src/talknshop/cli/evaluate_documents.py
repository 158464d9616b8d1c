"""``talknshop eval retrieval`` and ``eval citations``: how well documents answer."""

import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from talknshop.search.encoder import Encoder

_VECTORS = "evaluation-document-vectors"
"""The folder that keeps vectors from one evaluation to the next, in the data folder."""

_Semantic = Annotated[
    bool, typer.Option(help="Search by meaning, too; what `make semantic` installs is needed.")
]
_Judgements = Annotated[
    Path | None,
    typer.Option(help="Which documents fit: query_id, document_id, grade, tab separated."),
]
_Compare = Annotated[
    list[Path] | None, typer.Option(help="Another run of the same questions, to be compared with.")
]


def retrieval(
    corpus: Annotated[Path, typer.Option(help="Documents, JSON lines with id, title and text.")],
    queries: Annotated[Path, typer.Option(help="Questions, JSON lines with id and text.")],
    *,
    semantic: _Semantic = False,
    judgements: _Judgements = None,
    compare: _Compare = None,
) -> None:
    """Print what is found for each question: query id and document id, best first.

    With judgements, nDCG@10 is told at the end, and by how much it differs from other runs.
    """
    from talknshop.evaluation.ranking import compare_runs  # noqa: PLC0415
    from talknshop.evaluation.retrieval import (  # noqa: PLC0415
        Collection,
        ranked_documents,
        read_documents,
        read_queries,
    )

    encoder, vectors = _encoder(semantic=semantic)
    asked = read_queries(queries)
    took: list[float] = []
    run: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(
            read_documents(corpus), Path(folder), encoder=encoder, vectors=vectors
        )
        for query in asked:
            started = time.perf_counter()
            found = ranked_documents(collection, query.text)
            took.append((time.perf_counter() - started) * 1000)
            run[query.id] = found
            sys.stdout.writelines(f"{query.id}\t{document_id}\n" for document_id in found)
    _tell_times(took)
    if judgements is not None:
        for line in compare_runs(run, judgements, compare or []):
            typer.echo(line, err=True)


def _tell_times(took: list[float]) -> None:
    took.sort()
    middle, late = (took[int(len(took) * share)] if took else 0.0 for share in (0.5, 0.95))
    typer.echo(f"{len(took)} questions, p50 {middle:.1f} ms, p95 {late:.1f} ms", err=True)


def citations(
    questions: Annotated[Path, typer.Argument(help="Paragraphs and questions in SQuAD's form.")],
    *,
    semantic: _Semantic = False,
) -> None:
    """Tell how often the right paragraph comes first, and whether quotes are slices of the text."""
    from talknshop.evaluation.retrieval import judge_citations  # noqa: PLC0415

    encoder, vectors = _encoder(semantic=semantic)
    for line in judge_citations(questions, encoder=encoder, vectors=vectors).lines():
        typer.echo(line)


def _encoder(*, semantic: bool) -> "tuple[Encoder | None, Path]":
    from talknshop.core.settings import load_settings  # noqa: PLC0415
    from talknshop.search.encoder_factory import require_encoder  # noqa: PLC0415

    settings = load_settings()
    vectors = settings.data_dir / _VECTORS
    return (require_encoder(settings) if semantic else None), vectors
