"""``talknshop eval``: measures quality on cases with known answers."""

import asyncio
from pathlib import Path
from typing import Annotated

import orjson
import typer

app = typer.Typer(help="Measure quality on cases with known answers.", no_args_is_help=True)


@app.callback()
def evaluate() -> None:
    """Measure quality on cases with known answers."""


@app.command("language")
def language(
    gold: Annotated[Path, typer.Argument(help="Cases, one JSON object a line.")],
) -> None:
    """Print what the language engine makes of each case, one JSON object a line."""
    asyncio.run(_language(gold))


async def _language(gold: Path) -> None:
    from talknshop.evaluation.language import load_cases, predict  # noqa: PLC0415
    from talknshop.language.rules.engine import RulesEngine  # noqa: PLC0415
    from talknshop.language.rules.lexicon import load_lexicon  # noqa: PLC0415

    cases = load_cases(gold)
    async for prediction in predict(cases, RulesEngine(load_lexicon())):
        typer.echo(orjson.dumps(prediction).decode())


@app.command("search")
def search(
    products: Annotated[Path, typer.Option(help="Feed of products, as the catalogue imports it.")],
    queries: Annotated[
        Path, typer.Option(help="Tab-separated file with the columns query_id and query.")
    ],
) -> None:
    """Print the ranking of each query: query id, product id and rank; figures go to stderr."""
    asyncio.run(_search(products, queries))


async def _search(products: Path, queries: Path) -> None:
    from talknshop.evaluation.search import (  # noqa: PLC0415
        Figures,
        answer_queries,
        load_queries,
        run_lines,
    )

    figures = Figures()
    async for answer in answer_queries(products, load_queries(queries)):
        figures.take(answer)
        for line in run_lines(answer):
            typer.echo(line)
    typer.echo(figures.sentence(), err=True)
