"""The services of ours that the crosspost service talks to."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from talknshop.clients.job_news import JobNewsListener
from talknshop.clients.photos import PhotoStore
from talknshop.marketplaces.store.publisher import StoreShelf


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What stands around it; None is nowhere to be found from here.

    Attributes:
        orchestrator: Is told how listings change.
        photos: Keeps the photos of what is sold.
        shelf: Our own catalogue, where listings are put up.
    """

    orchestrator: JobNewsListener | None = None
    photos: PhotoStore | None = None
    shelf: StoreShelf | None = None


NeighboursFactory = Callable[[], AbstractAsyncContextManager[Neighbours]]
"""Opens the ways to them."""


@dataclass(frozen=True, slots=True)
class _Alone:
    """Nobody stands around it."""

    async def __aenter__(self) -> Neighbours:
        return Neighbours()

    async def __aexit__(self, *_: object) -> None:
        pass


def alone() -> AbstractAsyncContextManager[Neighbours]:
    """For a service that runs without the others."""
    return _Alone()
