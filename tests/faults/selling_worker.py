"""Works on listings in lives: each line read starts one, when the one before is dead.

Usage: python selling_worker.py SETTINGS_AS_JSON

Prints the number of the process for each life and, when it is over, ``dead``. The modules are
imported once, so that a life begins in milliseconds.
"""

import asyncio
import os
import select
import signal
import sys

import orjson

from talknshop.core.logging import configure_logging
from talknshop.core.settings import LogLevel, Settings, load_settings
from talknshop.crosspost.neighbours import alone
from talknshop.crosspost.worker_process import work_until_stopped

_SECONDS_BETWEEN_LOOKS = 0.005


def live(settings: Settings) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            asyncio.run(work_until_stopped(settings, alone, [], on_start=lambda _: None))
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
    configure_logging(LogLevel.ERROR)
    settings = load_settings(**orjson.loads(sys.argv[1]))
    while sys.stdin.readline():
        live(settings)


if __name__ == "__main__":
    main()
