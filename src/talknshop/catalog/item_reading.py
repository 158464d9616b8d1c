"""Reading which items the products are, behind an import and after a change of the rules."""

import multiprocessing
import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from threading import Event

from talknshop.catalog.repository import CatalogRepository
from talknshop.catalog.stored_items import ReadRow, UnreadRow, read_rows

_BATCH = 4_000
_FEW = 3 * _BATCH
"""Starting processes takes longer than reading so many products."""

_Reader = Callable[[str, Sequence[UnreadRow]], list[ReadRow]]


def read_items(
    repository: CatalogRepository,
    stop: Event | None = None,
    *,
    few: int = _FEW,
) -> int:
    """Reads every product that was not read yet and keeps what was read; returns how many.

    Meanwhile searches read for themselves what they need, as they do for what a process that was
    ended has left; the next start or import goes on with that. Many products are read in processes
    of their own, one a core, so that nobody else in this one waits.

    Args:
        repository: The catalogue.
        stop: Ends the reading early when it is set.
        few: So many products are read in this process.

    Raises:
        DatabaseError: An import is running, or the database refused; what was read is kept.
    """
    done = 0
    products = sum(unread.products for unread in repository.unread())
    with _reader(1 if products <= few else os.cpu_count() or 1) as read:
        while (unread := repository.unread()) and not (stop and stop.is_set()):
            rows = repository.unread_rows(unread[0], most=_BATCH)
            repository.keep_rows(unread[0], read(unread[0].feed, rows))
            done += len(rows)
    return done


@contextmanager
def _reader(cores: int) -> Generator[_Reader]:
    if cores == 1:
        yield read_rows
        return
    # Forking a process that has threads, as a server has, may leave the child waiting for ever.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, mp_context=context) as pool:

        def read(feed: str, rows: Sequence[UnreadRow]) -> list[ReadRow]:
            parts = [pool.submit(read_rows, feed, rows[start::cores]) for start in range(cores)]
            return [row for part in parts for row in part.result()]

        yield read
