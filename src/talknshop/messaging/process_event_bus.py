"""An event bus within one process."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from talknshop.messaging.event_bus import Hear, News


class ProcessEventBus:
    """Implements ``EventBus`` for those in this process."""

    joins_servers = False
    """See ``EventBus``."""

    def __init__(self) -> None:
        """Begins without anybody who listens."""
        self._hearing: list[Hear] = []

    def announce(self, news: News) -> None:
        """See ``EventBus``."""
        for hear in self._hearing:
            hear(news)

    @asynccontextmanager
    async def following(self, hear: Hear) -> AsyncGenerator[None]:
        """See ``EventBus``."""
        self._hearing.append(hear)
        try:
            yield
        finally:
            self._hearing.remove(hear)
