"""Serving apps on ports of this machine until a signal says that it is enough."""

import asyncio
import errno
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import typer

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from talknshop.cli.services import Served

# Frames above this size close the socket with code 1009.
_LARGEST_FRAME_BYTES = 1024 * 1024
_BACKLOG = 2048
# Longer than clients and load balancers keep an idle connection, so that none is closed by us in
# the moment in which it is used again.
_KEEP_ALIVE_SECONDS = 65


@dataclass(frozen=True, slots=True)
class Door:
    """A port that was taken, and what answers there.

    Attributes:
        name: What is said to be there.
        app: What answers.
        listening: The port.
    """

    name: str
    app: "ASGIApp"
    listening: socket.socket


def listen(settings: Settings, port: int, *, instead: str) -> socket.socket:
    """Takes a port before anything else is done.

    Args:
        settings: Say on which address.
        port: The port; 0 takes a free one.
        instead: How to choose another, with ``{port}`` for one.

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
        listening.bind((settings.host, port))
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        taken = error.errno == errno.EADDRINUSE
        cause = "is taken" if taken else f"cannot be used ({error.strerror})"
        raise ConfigurationError(
            f"Port {port} {cause}. Stop what uses it, or choose another: "
            f"`{instead.format(port=port + 1)}`."
        ) from error
    return listening


def postpone_garbage_collection() -> None:
    """Has no garbage looked for until the doors open.

    What a start makes stays for good; going through it again and again takes a tenth of the start.
    """
    gc.disable()


def prepare_data_folder(folder: Path) -> None:
    """Makes the data folder.

    Raises:
        ConfigurationError: It cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"The data folder {folder} cannot be made ({error.strerror}). "
            "Choose another with --data or DATA_DIR."
        ) from error


def serve_until_stopped(settings: Settings, served: "Served", doors: Sequence[Door]) -> None:
    """Serves every door until SIGINT or SIGTERM, then lets what is under way end.

    Args:
        settings: Say which proxies in front are believed.
        served: What the doors lead to; its lifespan is entered once.
        doors: Where it answers.
    """
    configs = [_config(settings, door.app) for door in doors]
    # Draining once is enough: people are told once.
    drains = (served.drain, *repeat(_nothing_to_drain, len(doors) - 1))
    servers = [_server(config, drain) for config, drain in zip(configs, drains, strict=True)]

    async def serve() -> None:
        async with served.lifespan():
            gc.freeze()
            gc.enable()
            for door in doors:
                typer.echo(f"{door.name} is at http://localhost:{door.listening.getsockname()[1]}")
            typer.echo("Ctrl+C stops it.")
            await asyncio.gather(
                *(server.serve(sockets=[door.listening])
                  for server, door in zip(servers, doors, strict=True))
            )  # fmt: skip

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop(servers))
    with asyncio.Runner(loop_factory=configs[0].get_loop_factory()) as runner:
        runner.run(serve())


def _stop(servers: Sequence["uvicorn.Server"]) -> Callable[[int, FrameType | None], None]:
    def on_signal(number: int, _frame: FrameType | None) -> None:
        for server in servers:
            # Who presses Ctrl+C once more does not want to wait.
            server.force_exit = server.should_exit and number == signal.SIGINT
            server.should_exit = True

    return on_signal


def _config(settings: Settings, app: "ASGIApp") -> "uvicorn.Config":
    # Imported here so that the other commands, and a taken port, need not wait for it.
    import uvicorn  # noqa: PLC0415

    return uvicorn.Config(
        app,
        log_config=None,
        # Entered by us, so that a failure at the start reaches the person as a sentence.
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=_LARGEST_FRAME_BYTES,
        ws_ping_interval=None,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=15,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
    )


def _server(config: "uvicorn.Config", drain: Callable[[], Awaitable[None]]) -> "uvicorn.Server":
    import uvicorn  # noqa: PLC0415

    class Server(uvicorn.Server):
        """Lets turns end and says goodbye before it closes the sockets."""

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Who comes from now on is refused at once, and sent to another server by a balancer.
            for listening in (*self.servers, *(sockets or ())):
                listening.close()
            await drain()
            await super().shutdown(sockets)

        @contextmanager
        def capture_signals(self) -> Generator[None]:
            # Several servers share the process: a signal is for all of them.
            yield

    return Server(config)


async def _nothing_to_drain() -> None:
    """Another door of the process does it."""
