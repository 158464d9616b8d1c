"""``talknshop eval``: measures quality on cases with known answers."""

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from talknshop.cli import evaluate_documents, speech_evaluation

if TYPE_CHECKING:
    from talknshop.evaluation.scoring import Report

app = typer.Typer(help="Measure quality on cases with known answers.", no_args_is_help=True)
app.command("retrieval")(evaluate_documents.retrieval)
app.command("citations")(evaluate_documents.citations)

_VECTORS = "evaluation-vectors"
"""The folder that keeps vectors from one evaluation to the next, in the data folder."""

_Gold = Annotated[Path, typer.Argument(help="Cases, one JSON object a line.")]


@app.callback()
def evaluate() -> None:
    """Measure quality on cases with known answers."""


@app.command("language")
def language(
    gold: _Gold,
    errors: Annotated[
        int | None,
        typer.Option(min=0, help="Print scores and, slot by slot, up to this many errors instead."),
    ] = None,
) -> None:
    """Print what the language engine makes of each case, one JSON object a line."""
    asyncio.run(_language(gold, errors))


@app.command("compare")
def compare_runs(
    first: Annotated[
        Path | None, typer.Argument(help="What `eval language` printed before.")
    ] = None,
    second: Annotated[Path | None, typer.Argument(help="What it printed after.")] = None,
    *,
    gold: Annotated[Path | None, typer.Option(help="The cases both were run on.")] = None,
    turns: Annotated[
        int | None,
        typer.Option(min=1, help="Compare on this many stored turns instead, the latest ones."),
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="With --turns: another model, provider:model, or rules.")
    ] = None,
    prompt: Annotated[
        list[str] | None, typer.Option(help="With --turns: a version of a prompt, as ask=v2.")
    ] = None,
) -> None:
    """Tell by how much two runs differ, or what another model makes of stored turns."""
    if turns is not None:
        from talknshop.cli.replay import compare_on_turns  # noqa: PLC0415
        from talknshop.core.settings import load_settings  # noqa: PLC0415

        settings = load_settings()
        asyncio.run(compare_on_turns(settings, model=model, prompts=prompt or [], most=turns))
        return
    if first is None or second is None or gold is None:
        raise typer.BadParameter("Give two runs and --gold, or --turns with --model or --prompt.")
    _compare(first, second, gold)


def _compare(first: Path, second: Path, gold: Path) -> None:
    from talknshop.evaluation.comparison import compare  # noqa: PLC0415
    from talknshop.evaluation.language import load_cases, load_predictions  # noqa: PLC0415
    from talknshop.evaluation.scoring import score  # noqa: PLC0415

    cases = load_cases(gold)
    reports = [score(cases, load_predictions(path)) for path in (first, second)]
    typer.echo(f"{'measure':22}{'before':>8}{'after':>8}{'95 % interval':>20}  better  worse")
    for found in compare(*reports):
        interval = f"{found.low:+.3f} to {found.high:+.3f}"
        sure = "" if found.is_certain else "  may be chance"
        typer.echo(
            f"{found.measure:22}{found.first:8.3f}{found.second:8.3f}{interval:>20}"
            f"{found.better:8}{found.worse:7}{sure}"
        )


@app.command("prompts")
def prompts() -> None:
    """Print how turns went for each version of the prompts that are being tried."""
    asyncio.run(_prompts())


async def _prompts() -> None:
    from talknshop.core.clock import SystemClock  # noqa: PLC0415
    from talknshop.core.settings import load_settings  # noqa: PLC0415
    from talknshop.storage.opening import StateEngines  # noqa: PLC0415

    engines = StateEngines(load_settings(), SystemClock())
    try:
        counts = await engines.prompt_outcomes().counts()
    finally:
        await engines.aclose()
        engines.close()
    if not counts:
        typer.echo("Nothing was counted yet. LLM_EXPERIMENTS says what is tried.")
    turns = {(p, v): n for p, v, outcome, n in counts if outcome == "turn"}
    for name, version, outcome, count in counts:
        share = count / turns[name, version] if turns.get((name, version)) else 0.0
        typer.echo(f"{name:12}{version:6}{outcome:16}{count:8}{share:8.3f} a turn")


async def _language(gold: Path, errors: int | None) -> None:
    from talknshop.evaluation.language import load_cases, predict  # noqa: PLC0415
    from talknshop.evaluation.scoring import score  # noqa: PLC0415
    from talknshop.language.rules.engine import RulesEngine  # noqa: PLC0415
    from talknshop.language.rules.lexicon import load_lexicon  # noqa: PLC0415

    cases = load_cases(gold)
    found: dict[str, Any] = {}
    async for prediction in predict(cases, RulesEngine(load_lexicon())):
        found[str(prediction["id"])] = prediction["pred"]
        if errors is None:
            typer.echo(orjson.dumps(prediction).decode())
    if errors is not None:
        _print_report(score(cases, found), errors)


def _print_report(report: "Report", errors: int) -> None:
    typer.echo(f"cases{len(report.cases):23}")
    for name, value in report.summary().items():
        typer.echo(f"{name:22}{value:6.3f}")
    for slot, wrong in report.by_slot().items():
        typer.echo(f"\n{slot}: {len(wrong)}")
        for case, mistake in wrong[:errors]:
            typer.echo(f"  {case.case_id}  {case.text}")
            typer.echo(f"      expected {mistake.expected!r}, found {mistake.found!r}")


@app.command("search")
def search(
    products: Annotated[Path, typer.Option(help="Feed of products, as the catalogue imports it.")],
    queries: Annotated[
        Path, typer.Option(help="Tab-separated file with the columns query_id and query.")
    ],
    semantic: Annotated[
        bool,
        typer.Option(help="Search by meaning, too; what `make semantic` installs is needed."),
    ] = False,
    judgements: Annotated[
        Path | None,
        typer.Option(help="Grades, columns query_id, product_id and grade: prints NDCG, too."),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(help="A run that was printed before: prints the difference to it, too."),
    ] = None,
) -> None:
    """Print the ranking of each query: query id, product id and rank; figures go to stderr."""
    from talknshop.evaluation.relevance import (  # noqa: PLC0415
        describe_relevance,
        load_judgements,
        load_rankings,
    )

    grades = None if judgements is None else load_judgements(judgements)
    before = None if baseline is None else load_rankings(baseline)
    rankings = asyncio.run(_search(products, queries, semantic=semantic))
    if grades is not None:
        asked = {query: grades[query] for query in rankings if query in grades}
        for line in describe_relevance(rankings, asked, before):
            typer.echo(line, err=True)


async def _search(products: Path, queries: Path, *, semantic: bool) -> dict[str, list[str]]:
    from talknshop.core.logging import configure_logging  # noqa: PLC0415
    from talknshop.core.settings import load_settings  # noqa: PLC0415
    from talknshop.evaluation.search import (  # noqa: PLC0415
        Figures,
        answer_queries,
        load_queries,
        run_lines,
    )
    from talknshop.search.encoder_factory import require_encoder  # noqa: PLC0415

    figures = Figures()
    rankings: dict[str, list[str]] = {}
    settings = load_settings()
    configure_logging(settings.log_level)
    answers = answer_queries(
        products,
        load_queries(queries),
        encoder=partial(require_encoder, settings) if semantic else None,
        vectors_folder=settings.data_dir / _VECTORS,
    )
    async for answer in answers:
        figures.take(answer)
        rankings[answer.query.query_id] = answer.product_ids
        for line in run_lines(answer):
            typer.echo(line)
    typer.echo(figures.sentence(), err=True)
    return rankings


@app.command("pairs")
def pairs(
    part: Annotated[
        str, typer.Option(help="dev or held-out; what decides is held-out.")
    ] = "held-out",
    errors: Annotated[
        bool, typer.Option("--errors", help="Print the pairs that were judged wrongly.")
    ] = False,
) -> None:
    """Tell how well records of the same item are known among those of several shops."""
    from talknshop.evaluation.pair_listings import Part, bundled_listings  # noqa: PLC0415
    from talknshop.evaluation.pairs import judge_pairs  # noqa: PLC0415

    try:
        wanted = Part(part)
    except ValueError as error:
        raise typer.BadParameter(f"Name one of {', '.join(Part)}.") from error
    report = judge_pairs(bundled_listings(wanted))
    same = sum(pair.same for pair in report.pairs)
    typer.echo(f"{wanted}: {len(report.pairs)} pairs of different shops, {same} of them one item")
    for name, share in (("precision", report.precision), ("recall", report.recall)):
        low, high = share.interval
        typer.echo(
            f"{name:10}{share.value:6.3f}   {share.hits} of {share.of}, "
            f"95 % interval {low:.3f} to {high:.3f}"
        )
    for pair in report.wrong if errors else []:
        verdict = "taken for one" if pair.found else "not known"
        typer.echo(f"\n{verdict}: {pair.one.family}")
        for listing in (pair.one, pair.other):
            typer.echo(f"  {listing.item}: {listing.shop}  {listing.title}")


@app.command("images")
def images(
    folder: Annotated[Path, typer.Argument(help="Pictures, and labels.jsonl that names each.")],
    text: Annotated[
        bool, typer.Option(help="Read printed words too, which takes most of the time.")
    ] = True,
) -> None:
    """Print what is recognised in each picture, one JSON object a line; figures go to stderr."""
    from talknshop.cli.services import MEDIA_EXTRA  # noqa: PLC0415
    from talknshop.core.errors import NotInstalledError  # noqa: PLC0415

    if not MEDIA_EXTRA.is_installed():
        raise NotInstalledError(MEDIA_EXTRA.without)
    asyncio.run(_images(folder, text=text))


async def _images(folder: Path, *, text: bool) -> None:
    from talknshop.core.logging import configure_logging  # noqa: PLC0415
    from talknshop.core.settings import LogLevel  # noqa: PLC0415
    from talknshop.evaluation.images import Figures, load_labels, predict  # noqa: PLC0415

    configure_logging(LogLevel.WARNING)
    figures = Figures()
    async for prediction in predict(folder, load_labels(folder), text=text):
        figures.take(prediction)
        typer.echo(orjson.dumps(prediction.as_json()).decode())
    for line in figures.lines():
        typer.echo(line, err=True)


@app.command("speech")
def speech(folder: speech_evaluation.Folder, grammar: speech_evaluation.GrammarFile = None) -> None:
    """Print what is heard in each recording, one JSON object a line; figures go to stderr."""
    from talknshop.core.logging import configure_logging  # noqa: PLC0415
    from talknshop.core.settings import LogLevel, load_settings  # noqa: PLC0415

    configure_logging(LogLevel.WARNING)
    asyncio.run(speech_evaluation.evaluate_speech(folder, grammar, load_settings()))
