"""Works on the queues in a process that serves nobody, until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable, Sequence

from talknshop.core.errors import ConfigurationError
from talknshop.core.settings import Settings
from talknshop.crosspost.neighbours import NeighboursFactory
from talknshop.crosspost.opening import open_container
from talknshop.crosspost.places import Places
from talknshop.schemas.enums import PostingMarketplace


async def work_until_stopped(
    settings: Settings,
    neighbours: NeighboursFactory,
    only: Sequence[PostingMarketplace],
    *,
    on_start: Callable[[Sequence[PostingMarketplace]], None],
    places: Places | None = None,
) -> None:
    """Works until SIGINT or SIGTERM; what is under way then may end.

    Args:
        settings: The settings.
        neighbours: Opens the ways to the services around it.
        only: The marketplaces; empty for all that are set up.
        on_start: Is told which marketplaces are worked for, once that begins.
        places: The marketplaces there are; as the settings say when absent.

    Raises:
        ConfigurationError: One of ``only`` is not set up here; the message says why.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with open_container(settings, neighbours, places=places) as container:
        for one in only:
            if one not in container.places:
                reason = container.open_places.missing.get(one)
                raise ConfigurationError(reason or f"Nothing is listed on {one} here.")
        jobs = container.stores.jobs
        async with container.desk.at_work(jobs), container.workers.at_work(only):
            on_start(list(only) or list(container.places))
            await stopping.wait()
