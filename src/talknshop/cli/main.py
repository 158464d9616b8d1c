"""The ``talknshop`` command."""

import sys
from collections.abc import Sequence

import typer

from talknshop.cli import (
    accounts,
    aws,
    catalog,
    chat,
    doctor,
    documents,
    evaluate,
    jobs,
    model,
    serve,
    settings,
    up,
    worker,
)
from talknshop.core.errors import TalknShopError

app = typer.Typer(
    name="talknshop",
    help="Shop by conversation: one command starts it, another asks it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("up")(up.up)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("chat")(chat.chat)
app.command("doctor")(doctor.doctor)
app.command("settings")(settings.settings)
app.add_typer(catalog.app, name="catalog")
app.add_typer(documents.app, name="documents")
app.add_typer(evaluate.app, name="eval")
app.add_typer(model.app, name="model")
app.add_typer(jobs.app, name="jobs")
app.add_typer(accounts.app, name="accounts")
app.add_typer(aws.app, name="aws")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command; a failure of ours becomes one sentence and exit code 1.

    Args:
        arguments: What follows the program's name; None takes those of this process.
    """
    try:
        app(arguments)
    except TalknShopError as error:
        sys.stderr.write(f"{error.message}\n")
        raise SystemExit(1) from None
