"""``talknshop worker``: works on the queues of listings in a process of its own."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from talknshop.cli.serving import prepare_data_folder
from talknshop.core.clock import SystemClock
from talknshop.core.settings import load_settings
from talknshop.schemas.enums import PostingMarketplace


def worker(
    marketplace: Annotated[
        list[PostingMarketplace] | None, typer.Option(help="Only this one; may be repeated.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """Put listings up, change them and take them down, beside whoever else does."""
    # Imported here so that the other commands need not wait for it.
    from talknshop.cli.neighbours import connect_neighbours  # noqa: PLC0415
    from talknshop.core.logging import configure_logging  # noqa: PLC0415
    from talknshop.core.tokens import open_signer  # noqa: PLC0415
    from talknshop.crosspost.worker_process import work_until_stopped  # noqa: PLC0415

    settings = load_settings(data_dir=data)
    configure_logging(settings.log_level)
    prepare_data_folder(settings.data_dir)
    clock = SystemClock()
    signer = open_signer(settings, clock)
    around = partial(connect_neighbours, settings, {}, signer=signer, clock=clock)
    asyncio.run(work_until_stopped(settings, around, marketplace or [], on_start=_say))


def _say(marketplaces: Sequence[PostingMarketplace]) -> None:
    typer.echo(f"Working on the listings for {', '.join(marketplaces)}.")
    typer.echo("Ctrl+C stops it, once what is under way has ended.")
