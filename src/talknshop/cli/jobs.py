"""``talknshop jobs``: what became of work that nobody could do."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from talknshop.core.aws_settings import QueueEngine
from talknshop.core.clock import SystemClock
from talknshop.core.errors import NotFoundError
from talknshop.core.settings import Settings, load_settings
from talknshop.messaging.message_queue import DeadLetter
from talknshop.schemas.enums import PostingMarketplace

app = typer.Typer(help="Listings on their way to marketplaces.", no_args_is_help=True)

_MOST_SHOWN = 1000


@app.callback()
def jobs() -> None:
    """Listings on their way to marketplaces."""


@app.command("dead")
def dead(
    redrive: Annotated[
        bool, typer.Option("--redrive", help="Have the workers try all of them again.")
    ] = False,
    marketplace: Annotated[PostingMarketplace | None, typer.Option(help="Only this one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """List the messages that workers gave up, and send them again where that is wished."""
    # Imported here so that the other commands need not wait for it.
    from talknshop.crosspost.queues import QUEUES_NAME  # noqa: PLC0415

    settings = load_settings(data_dir=data)
    is_here = settings.queues_in is QueueEngine.SQLITE
    if is_here and not (settings.data_dir / QUEUES_NAME).exists():
        raise NotFoundError(
            f"There are no queues in {settings.data_dir}: nothing was ever listed from there. "
            "Choose another folder with --data or DATA_DIR."
        )
    chosen = [marketplace] if marketplace is not None else list(PostingMarketplace)
    for line in asyncio.run(_look(settings, chosen, redrive=redrive)):
        typer.echo(line)


async def _look(
    settings: Settings, marketplaces: list[PostingMarketplace], *, redrive: bool
) -> list[str]:
    from talknshop.crosspost.queues import open_queues  # noqa: PLC0415

    lines: list[str] = []
    found = sent = 0
    opened = await asyncio.to_thread(open_queues, settings, SystemClock())
    try:
        for marketplace, queue in opened.of(marketplaces).items():
            letters = await queue.dead_letters(most=_MOST_SHOWN)
            found += len(letters)
            lines += [
                f"{marketplace}  {letter.message_id}  {_when(letter)} "
                f"after {letter.receive_count} attempts  {letter.body}"
                for letter in letters
            ]
            if redrive:
                sent += await queue.redrive()
    finally:
        await opened.aclose()
        await asyncio.to_thread(opened.close)
    if not found:
        return ["No message was given up."]
    told = f"{sent} sent again." if redrive else "--redrive has the workers try them again."
    return [*lines, f"{found} given up. {told}"]


def _when(letter: DeadLetter) -> str:
    if letter.died_at is None:
        return f"sent {letter.sent_at:%Y-%m-%d %H:%M:%S}, given up"
    return f"given up {letter.died_at:%Y-%m-%d %H:%M:%S}"
