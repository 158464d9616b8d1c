"""``talknshop up``: starts everything."""

import asyncio
import errno
import signal
import socket
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings, load_settings

# Frames above this size close the socket with code 1009.
_LARGEST_FRAME_BYTES = 1024 * 1024
_BACKLOG = 2048


def up(
    port: Annotated[int | None, typer.Option(help="Port of the page; 0 takes a free one.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder of the database files.")] = None,
) -> None:
    """Start all services and the page in this process."""
    settings = load_settings(port=port, data_dir=data)
    listening = listen(settings)
    _prepare_data_folder(settings.data_dir)
    with listening:
        _serve(settings, listening)


def listen(settings: Settings) -> socket.socket:
    """Takes the port before anything else is done.

    Raises:
        ConfigurationError: The port is taken, may not be used, or would be open to others.
    """
    if settings.listens_publicly() and not settings.requires_sign_in:
        raise ConfigurationError(
            f"HOST={settings.host} would open TalknShop to other machines, where anybody could "
            "claim to be anybody. Set AUTH_REQUIRED=true and JWT_SECRET or JWT_JWKS_URL, "
            "or leave HOST at 127.0.0.1."
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        taken = error.errno == errno.EADDRINUSE
        cause = "is taken" if taken else f"cannot be used ({error.strerror})"
        raise ConfigurationError(
            f"Port {settings.port} {cause}. Stop what uses it, or choose another: "
            f"`make run PORT={settings.port + 1}`."
        ) from error
    return listening


def _prepare_data_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Choose another with --data or DATA_DIR."
        ) from error


def _serve(settings: Settings, listening: socket.socket) -> None:
    # Imported here so that the other commands, and a taken port, need not wait for it.
    import uvicorn  # noqa: PLC0415

    from talknshop.cli.one_process import create_one_process_app, drain  # noqa: PLC0415
    from talknshop.core.logging import configure_logging  # noqa: PLC0415
    from talknshop.demo.feed import bundled_feed  # noqa: PLC0415

    configure_logging(settings.log_level)
    app = create_one_process_app(settings, bundled_feed=bundled_feed())
    config = uvicorn.Config(
        app,
        log_config=None,
        # Entered by us, so that a failure at the start reaches the person as a sentence.
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=_LARGEST_FRAME_BYTES,
        ws_ping_interval=None,
        timeout_graceful_shutdown=15,
        server_header=False,
    )

    class Server(uvicorn.Server):
        """Lets turns end and says goodbye before it closes the sockets."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            await drain(app)
            await super().shutdown(sockets)

    async def serve() -> None:
        async with app.router.lifespan_context(app):
            typer.echo(f"TalknShop is at http://localhost:{listening.getsockname()[1]}")
            typer.echo("Ctrl+C stops it.")
            await Server(config).serve(sockets=[listening])

    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises the signal once more when it has stopped; the stores must still close.
        signal.signal(number, _carry_on)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(serve())


def _carry_on(_number: int, _frame: FrameType | None) -> None:
    """Takes a signal that uvicorn has acted on already."""
