"""``talknshop chat``: the conversation in a terminal."""

from typing import Annotated

import typer


def chat(
    url: Annotated[str, typer.Option(help="Where TalknShop runs.")] = "http://localhost:8000",
    once: Annotated[str | None, typer.Option(help="Say this, print the answer, and end.")] = None,
    session: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
    language: Annotated[
        str | None,
        typer.Option(help="For tables, and where your words tell no language: en, es or de."),
    ] = None,
    user: Annotated[str, typer.Option(help="Who is talking.")] = "terminal",
) -> None:
    """Talk to a running TalknShop."""
    # Imported here so that the other commands need not wait for it.
    from talknshop.cli.terminal import talk  # noqa: PLC0415

    talk(url, once=once, session=session, user=user, language=language)
