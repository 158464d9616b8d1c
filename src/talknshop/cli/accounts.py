"""``talknshop accounts``: sellers' accounts at marketplaces."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from talknshop.cli.catalog_statistics import counted
from talknshop.core.clock import SystemClock
from talknshop.core.settings import Settings, load_settings

app = typer.Typer(help="Sellers' accounts at marketplaces.", no_args_is_help=True)


@app.callback()
def accounts() -> None:
    """Sellers' accounts at marketplaces."""


@app.command("encrypt")
def encrypt(
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """Encrypt sellers' tokens under the first key of SECRET_KEY; the others can go afterwards."""
    settings = load_settings(data_dir=data)
    renewed = asyncio.run(_encrypt_anew(settings))
    if renewed:
        typer.echo(f"{counted(renewed, 'account')} encrypted anew.")
    else:
        typer.echo("Every account that a key of SECRET_KEY opens is under its first one.")


async def _encrypt_anew(settings: Settings) -> int:
    # Imported here so that the other commands need not wait for it.
    from talknshop.core.encryption import open_cipher  # noqa: PLC0415
    from talknshop.storage.opening import StateEngines  # noqa: PLC0415

    engines = StateEngines(settings, SystemClock())
    try:
        tokens = await asyncio.to_thread(engines.seller_tokens, open_cipher(settings))
        return await tokens.encrypt_anew()
    finally:
        await engines.aclose()
        await asyncio.to_thread(engines.close)
