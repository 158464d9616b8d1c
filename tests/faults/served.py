"""Serves the orchestrator in lives: each line read starts one, when the one before is dead.

Usage: python served.py DATA_FOLDER SECONDS

Prints the port, then for each life the number of its process and, when it is over, ``dead``. The
modules are imported once and the port is held throughout, so that a life begins in milliseconds.
"""

import os
import select
import signal
import socket
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import uvicorn

from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel, Settings, load_settings
from talknshop.orchestrator.app import create_app
from talknshop.orchestrator.container import Collaborators, Container, open_container
from talknshop.schemas.search import SearchRequest, SearchResults
from talknshop.testing.catalog import InMemoryCatalog, make_product
from talknshop.testing.faults import (
    KeptCrosspost,
    MortalDatabase,
    Pauses,
    StatelessEngine,
    StatelessMedia,
)

# How often it is looked whether a life is over.
_SECONDS_BETWEEN_LOOKS = 0.005
_NO_LIMIT = 1_000_000


class UnhurriedCatalog(InMemoryCatalog):
    """Pauses before a search."""

    def __init__(self, pauses: Pauses) -> None:
        super().__init__([make_product(n) for n in range(1, 4)])
        self._pauses = pauses

    async def search(self, request: SearchRequest) -> SearchResults:
        await self._pauses.at("search_marketplaces")
        return await super().search(request)


def serve(settings: Settings, seconds: float, listening: socket.socket) -> None:
    configure_logging(LogLevel.WARNING)
    pauses = Pauses(settings.data_dir, seconds)

    def container() -> AbstractAsyncContextManager[Container]:
        collaborators = Collaborators(
            catalog=UnhurriedCatalog(pauses),
            language=StatelessEngine(pauses),
            media=StatelessMedia(pauses),
            crosspost=KeptCrosspost(pauses, settings.data_dir / "crosspost.json"),
            open_database=MortalDatabase,
        )
        return open_container(settings, collaborators)

    config = uvicorn.Config(
        create_app(settings, container=container),
        log_config=None,
        ws="websockets-sansio",
        ws_ping_interval=None,
    )
    uvicorn.Server(config).run(sockets=[listening])


def live(settings: Settings, seconds: float, listening: socket.socket) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            serve(settings, seconds, listening)
        finally:
            os._exit(0)
    sys.stdout.write(f"{pid}\n")
    sys.stdout.flush()
    while os.waitpid(pid, os.WNOHANG)[0] == 0:
        ready, _, _ = select.select([sys.stdin], [], [], _SECONDS_BETWEEN_LOOKS)
        if ready:
            # Whoever started us has gone away: nobody else would end this life.
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return
    sys.stdout.write("dead\n")
    sys.stdout.flush()


def main() -> None:
    # However slow the machine, no turn is given up because its servers were killed so often.
    settings = load_settings(
        data_dir=Path(sys.argv[1]), rate_limit_per_user=_NO_LIMIT, run_max_attempts=_NO_LIMIT
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        sys.stdout.write(f"{listening.getsockname()[1]}\n")
        sys.stdout.flush()
        while sys.stdin.readline():
            live(settings, float(sys.argv[2]), listening)


if __name__ == "__main__":
    main()
