"""``talknshop serve``: starts one service in a process of its own."""

from pathlib import Path
from typing import Annotated

import typer

from talknshop.cli.services import SERVICES
from talknshop.cli.serving import (
    Door,
    listen,
    postpone_garbage_collection,
    prepare_data_folder,
    serve_until_stopped,
)
from talknshop.core.errors import ValidationError
from talknshop.core.settings import load_settings


def serve(
    service: Annotated[str, typer.Argument(help=f"One of: {', '.join(SERVICES)}.")],
    port: Annotated[int | None, typer.Option(help="Its port; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """Start one service in this process; the others are reached over HTTP."""
    known = SERVICES.get(service)
    if known is None:
        raise ValidationError(
            f"There is no service {service!r}. Choose one of: {', '.join(SERVICES)}."
        )
    setting = known.port_setting.lower()
    settings = load_settings(data_dir=data, **{setting: port})
    instead = f"talknshop serve {service} --port {{port}}"
    with listen(settings, getattr(settings, setting), instead=instead) as listening:
        prepare_data_folder(settings.data_dir)
        postpone_garbage_collection()
        # Imported here so that a taken port need not wait for it.
        from talknshop.core.logging import configure_logging  # noqa: PLC0415

        configure_logging(settings.log_level)
        served = known.open(settings)
        name = f"The {service} service"
        serve_until_stopped(settings, served, [Door(name, served.app, listening)])
