"""``talknshop up``: starts everything."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from socket import socket
from typing import Annotated

import typer

from talknshop.cli.services import BEHIND_ORIGIN, Served, guarded
from talknshop.cli.serving import (
    Door,
    listen,
    postpone_garbage_collection,
    prepare_data_folder,
    serve_until_stopped,
)
from talknshop.cli.simulated import open_simulation
from talknshop.core.settings import Settings, load_settings


def up(
    port: Annotated[int | None, typer.Option(help="Port of the page; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
    ports: Annotated[
        bool, typer.Option("--ports", help="Open each service on its own port too.")
    ] = False,
    simulate: Annotated[
        bool, typer.Option("--simulate", help="Search simulated marketplaces too, without keys.")
    ] = False,
    simulation_port: Annotated[
        int, typer.Option(help="Port of the simulated marketplaces; 0 takes a free one.")
    ] = 8010,
) -> None:
    """Start all services and the page in this process."""
    settings = load_settings(port=port, data_dir=data)
    with ExitStack() as stack:
        further: list[Door] = []
        if simulate:
            simulated = open_simulation(settings, simulation_port)
            stack.enter_context(simulated.door.listening)
            further.append(simulated.door)
            settings = load_settings(port=port, data_dir=data, **simulated.settings)
        listening = stack.enter_context(
            listen(settings, settings.port, instead="make run PORT={port}")
        )
        own_ports = _own_ports(settings, stack) if ports else {}
        _serve(settings, listening, own_ports, further)


def _own_ports(settings: Settings, stack: ExitStack) -> dict[str, socket]:
    return {
        name: stack.enter_context(
            listen(settings, service.port(settings), instead=f"{service.port_setting}={{port}}")
        )
        for name, service in BEHIND_ORIGIN.items()
        if service.url(settings) is None and (service.extra is None or service.extra.is_installed())
    }


def _serve(
    settings: Settings,
    listening: socket,
    own_ports: Mapping[str, socket],
    further: Sequence[Door],
) -> None:
    prepare_data_folder(settings.data_dir)
    postpone_garbage_collection()
    # Imported here so that the other commands, and a taken port, need not wait for it.
    from talknshop.cli.one_process import create_one_process_app, drain  # noqa: PLC0415
    from talknshop.core.logging import configure_logging  # noqa: PLC0415
    from talknshop.demo.feed import (  # noqa: PLC0415
        bundled_documents,
        bundled_feed,
        bundled_pictures,
    )

    configure_logging(settings.log_level)
    app = create_one_process_app(
        settings,
        bundled_feed=bundled_feed(),
        pictures=bundled_pictures(),
        bundled_documents=bundled_documents(),
    )
    served = Served(app, lambda: app.router.lifespan_context(app), lambda: drain(app))
    doors = [Door("TalknShop", app, listening), *further]
    for name, taken in own_ports.items():
        service_app = guarded(app.state.here[name], settings)
        doors.append(Door(f"The {name} service", service_app, taken))
    serve_until_stopped(settings, served, doors)
