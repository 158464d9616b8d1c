"""The simulated eBay for sellers as a process of its own: ``python -m`` this package.

It prints the address that it is reached at on one line, and serves until it is stopped.
"""

import argparse
import socket
import time
from pathlib import Path

import uvicorn

from talknshop.simulation.ebay_sell.app import EbaySellSimulation

_LOOPBACK = "127.0.0.1"


def main() -> None:
    """Serves it."""
    parser = argparse.ArgumentParser(description="A simulated eBay for sellers.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--ledger", type=Path, required=True, help="file of its ledger")
    given = parser.parse_args()
    simulation = EbaySellSimulation(time.time, ledger=given.ledger)
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((_LOOPBACK, given.port))
        listening.listen(128)
        print(f"http://{_LOOPBACK}:{listening.getsockname()[1]}", flush=True)  # noqa: T201
        config = uvicorn.Config(simulation.app(), log_level="critical", access_log=False)
        uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
