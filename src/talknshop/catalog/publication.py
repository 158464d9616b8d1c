"""Publishing a catalogue as a snapshot, and opening what others have published."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from talknshop.catalog.catalogue_file import INDEX_FOLDER, generations_of
from talknshop.catalog.published_vectors import put_in_place, take_along
from talknshop.catalog.records import Feed
from talknshop.catalog.repository import FIRST_LOCAL_GENERATION, CatalogRepository
from talknshop.catalog.tables import MIGRATIONS, SELLERS_FEED
from talknshop.catalog.writer import FeedWriter
from talknshop.core.background import beside
from talknshop.core.clock import Clock
from talknshop.core.errors import DatabaseError, StorageError, TalknShopError, ValidationError
from talknshop.core.sqlite import connect, translate
from talknshop.storage.snapshots import Manifest, Snapshots, installed, remove_others

KIND = "catalog"
SNAPSHOTS_FOLDER = "catalog-snapshots"
"""The folder of what was fetched, in the data folder."""

_FILE = "catalog.db"
_LOOK_SECONDS = 60.0

_log = structlog.stdlib.get_logger(__name__)


async def publish(repository: CatalogRepository, snapshots: Snapshots, clock: Clock) -> Manifest:
    """Publishes what a catalogue holds, without what people sell here, which each server adds.

    Raises:
        ConflictError: Something at least as new was published.
        ValidationError: It is one that a server has fetched and added to.
        StorageError: It cannot be stored.
        DatabaseError: It cannot be read.
    """
    with repository.snapshot() as snapshot:
        feeds = snapshot.feeds
        if snapshot.generation >= FIRST_LOCAL_GENERATION:
            raise ValidationError(
                "This catalogue was fetched by a server. Publish from the folder of the imports."
            )
    with tempfile.TemporaryDirectory(prefix="talknshop-") as scratch:
        folder = Path(scratch)
        generation, facts = await asyncio.to_thread(_copy, repository.path, feeds, folder)
        return await snapshots.publish(
            folder,
            generation=generation,
            schema_version=len(MIGRATIONS),
            facts=facts,
            clock=clock,
        )


def _copy(path: Path, feeds: Sequence[Feed], folder: Path) -> tuple[int, dict[str, Any]]:
    """One moment of a catalogue in a folder; its generation, and what people would know of it."""
    try:
        source, copy = connect(path), connect(folder / _FILE)
        try:
            source.backup(copy)
            _leave_out_sellers(copy)
            counts = copy.execute("SELECT name, products FROM feeds ORDER BY name").fetchall()
            generation = copy.execute("SELECT generation FROM catalogue").fetchone()[0]
            generations = generations_of(copy)
            # One file: what the write-ahead log holds goes into it.
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            source.close()
            copy.close()
        for one in generations:
            name = str(one)
            shutil.copytree(path.parent / INDEX_FOLDER / name, folder / INDEX_FOLDER / name)
        take_along(path.parent, feeds, folder)
    except sqlite3.Error as error:
        raise translate(error, path) from error
    except OSError as error:
        raise DatabaseError(
            f"The catalogue cannot be copied ({error}); an import may be running. Try again.",
            operation="publish",
        ) from error
    return generation, {"feeds": {feed["name"]: feed["products"] for feed in counts}}


def _leave_out_sellers(copy: sqlite3.Connection) -> None:
    row = copy.execute("SELECT generation FROM feeds WHERE name = ?", (SELLERS_FEED,)).fetchone()
    copy.execute("UPDATE catalogue SET shelf = NULL")
    if row is not None:
        FeedWriter.drop(copy, SELLERS_FEED, row["generation"])


async def prune(snapshots: Snapshots, *, keep: int = 3) -> int:
    """Removes all but the newest few from the bucket; returns how many.

    Raises:
        StorageError: They cannot be listed or removed.
    """
    gone = (await snapshots.names())[:-keep]
    for name in gone:
        await snapshots.remove(name)
    return len(gone)


async def fetch(snapshots: Snapshots, data_dir: Path) -> Manifest | None:
    """Brings the newest published catalogue into a data folder, for imports on top of it.

    Returns:
        What was brought; None where nothing was published that is newer than what is there.

    Raises:
        StorageError: It cannot be fetched.
        DatabaseError: What is there cannot be read.
    """
    newest = await snapshots.current()
    if newest is None:
        return None
    present = await asyncio.to_thread(_generation, data_dir / _FILE)
    if present >= newest.generation:
        return None
    path = await install(snapshots, newest, data_dir)
    await asyncio.to_thread(_take_over, path.parent, data_dir)
    return newest


def _generation(path: Path) -> int:
    if not path.exists():
        return 0
    repository = CatalogRepository(path)
    try:
        with repository.snapshot() as snapshot:
            return snapshot.generation
    finally:
        repository.close()


def _take_over(folder: Path, data_dir: Path) -> None:
    """Puts the files of a snapshot into the places where imports work."""
    try:
        source, target = connect(folder / _FILE), connect(data_dir / _FILE)
        try:
            source.backup(target)
        finally:
            source.close()
            target.close()
        shutil.rmtree(data_dir / INDEX_FOLDER, ignore_errors=True)
        shutil.copytree(folder / INDEX_FOLDER, data_dir / INDEX_FOLDER)
        put_in_place(folder, data_dir)
    except sqlite3.Error as error:
        raise translate(error, data_dir / _FILE) from error
    except OSError as error:
        raise StorageError(f"The catalogue cannot be written ({error}).") from error
    remove_others(data_dir / SNAPSHOTS_FOLDER, set())


async def install(snapshots: Snapshots, manifest: Manifest, data_dir: Path) -> Path:
    """Fetches a snapshot; the file of its catalogue.

    Raises:
        StorageError: It is from a newer version, cannot be fetched, or is damaged.
    """
    if manifest.schema_version > len(MIGRATIONS):
        raise StorageError(
            f"The published catalogue {manifest.generation} is from a newer version of TalknShop. "
            "Bring this one up to date."
        )
    return await snapshots.install(manifest, data_dir / SNAPSHOTS_FOLDER) / _FILE


class CatalogueFollower:
    """Opens the newest published catalogue, and every one that follows it."""

    def __init__(
        self,
        snapshots: Snapshots,
        repository: CatalogRepository,
        data_dir: Path,
        *,
        on_change: Callable[[], Awaitable[None]],
    ) -> None:
        """Has ``repository`` move on.

        Args:
            snapshots: The published catalogues.
            repository: Searches look here.
            data_dir: Where they are kept.
            on_change: Called when it has moved on.
        """
        self._snapshots = snapshots
        self._repository = repository
        self._folder = data_dir / SNAPSHOTS_FOLDER
        self._data_dir = data_dir
        self._on_change = on_change
        self._generation: int | None = None

    @property
    def generation(self) -> int | None:
        """Which one is open; None before the first."""
        return self._generation

    async def begin(self) -> bool:
        """Opens the newest, or where the bucket does not answer the last that was fetched.

        Returns:
            False where nothing was ever published.
        """
        try:
            return await self.look()
        except TalknShopError as error:
            _log.warning("newest catalogue not opened", reason=error.message)
        for kept in reversed(await asyncio.to_thread(installed, self._folder)):
            try:
                await self._open(kept / _FILE, int(kept.name))
            except DatabaseError as error:
                _log.warning("catalogue left aside", folder=kept.name, reason=error.message)
            else:
                break
        return True

    async def look(self) -> bool:
        """Moves on where something newer was published; says whether it did.

        Raises:
            StorageError: It cannot be fetched; what is open stays.
            DatabaseError: It cannot be opened; what is open stays.
        """
        newest = await self._snapshots.current()
        if newest is None or newest.generation == self._generation:
            return False
        path = await install(self._snapshots, newest, self._data_dir)
        await self._open(path, newest.generation)
        _log.info("catalogue opened", generation=newest.generation, **newest.facts)
        return True

    async def _open(self, path: Path, generation: int) -> None:
        before = self._repository.path.parent
        await asyncio.to_thread(put_in_place, path.parent, self._data_dir)
        await asyncio.to_thread(self._repository.move_on, path)
        self._generation = generation
        await asyncio.to_thread(remove_others, self._folder, {path.parent, before})
        await self._on_change()

    @asynccontextmanager
    async def at_work(self) -> AsyncGenerator[None]:
        """Looks every minute for as long as the block runs."""
        async with beside(self._follow()):
            yield

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                await self.look()
            except TalknShopError as error:
                _log.warning("newer catalogue not opened", reason=error.message)
