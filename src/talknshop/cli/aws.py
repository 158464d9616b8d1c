"""``talknshop aws``: makes what servers need on AWS, in an empty account or on a stand-in."""

import asyncio
from typing import Annotated

import typer

from talknshop.core.errors import NotConfiguredError
from talknshop.core.settings import Settings, load_settings

app = typer.Typer(help="Tables on AWS.", no_args_is_help=True)


@app.callback()
def aws() -> None:
    """Tables on AWS."""


@app.command("create")
def create(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is missing; make nothing.")
    ] = False,
) -> None:
    """Make what is missing of the tables that the settings name; what is there stays as it is."""
    asyncio.run(_create(load_settings(), dry_run=dry_run))


async def _create(settings: Settings, *, dry_run: bool) -> None:
    # Imported here so that the other commands need not wait for it.
    from talknshop.cli.aws_resources import open_resources  # noqa: PLC0415

    async with open_resources(settings) as resources:
        if not resources:
            raise NotConfiguredError(
                "Nothing is kept on AWS with these settings: set TALKNSHOP_BACKEND=aws."
            )
        for resource in resources:
            there = await resource.exists()
            if not dry_run:
                # What is there may lack what belongs to it, such as what removes expired items.
                await resource.create()
            said = "is there" if there else "is missing" if dry_run else "was made"
            typer.echo(f"{resource.kind} {resource.name} {said}")
