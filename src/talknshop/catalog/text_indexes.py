"""The folders of the text indexes, one for each generation of a feed."""

import re
import shutil
import threading
from collections.abc import Collection
from pathlib import Path

from talknshop.catalog.index_fields import FIELDS
from talknshop.core.errors import DatabaseError
from talknshop.search.index import Document
from talknshop.search.tantivy_index import TantivyBuilder, TantivyIndex

_FOLDER = re.compile(r"[0-9]+")


class TextIndexes:
    """Makes, opens and removes indexes; safe to use from several threads.

    An index is complete before the transaction commits that makes its generation current, and
    never changes after. Whoever removes one holds the catalogue's import lock.
    """

    def __init__(self, folder: Path) -> None:
        """Takes the folder that holds one folder a generation."""
        self._folder = folder
        self._open: dict[int, TantivyIndex] = {}
        self._lock = threading.Lock()

    def has(self, generation: int) -> bool:
        """Whether the generation's index can be used; one of other fields cannot."""
        try:
            self.open(generation)
        except DatabaseError:
            return False
        return True

    def begin(self, generation: int) -> "IndexFilling":
        """Begins the generation's index, in the place of whatever a dead process left there.

        Raises:
            DatabaseError: It cannot be written.
        """
        path = self._path(generation)
        try:
            if path.exists():
                shutil.rmtree(path)
            path.mkdir(parents=True)
            return IndexFilling(path)
        except (OSError, ValueError) as error:
            raise _unwritable(path, error) from error

    def open(self, generation: int) -> TantivyIndex:
        """The generation's index, opened once.

        Raises:
            DatabaseError: It is missing or damaged.
        """
        with self._lock:
            found = self._open.get(generation)
            if found is None:
                found = self._open[generation] = self._opened(generation)
        return found

    def _opened(self, generation: int) -> TantivyIndex:
        path = self._path(generation)
        try:
            return TantivyIndex(path, FIELDS)
        except (OSError, ValueError) as error:
            raise DatabaseError(
                f"The text index {path} is missing or damaged. "
                "Import the feed again, or start the server anew to have it rebuilt.",
                operation="search",
            ) from error

    def forget(self, current: Collection[int]) -> None:
        """Lets go of open indexes of other generations; searches that run go on."""
        with self._lock:
            for generation in self._open.keys() - current:
                del self._open[generation]

    def is_tidy(self, current: Collection[int]) -> bool:
        """Whether there are usable indexes of these generations, and no other."""
        return self._generations() == set(current) and all(map(self.has, current))

    def sweep(self, keep: Collection[int]) -> None:
        """Removes the folders of other generations; what cannot be removed stays for next time."""
        for generation in self._generations() - set(keep):
            shutil.rmtree(self._path(generation), ignore_errors=True)

    def _generations(self) -> set[int]:
        if not self._folder.is_dir():
            return set()
        names = [path.name for path in self._folder.iterdir()]
        return {int(name) for name in names if _FOLDER.fullmatch(name)}

    def _path(self, generation: int) -> Path:
        return self._folder / str(generation)


class IndexFilling:
    """An index that is being filled; only when it is finished can it be opened."""

    def __init__(self, path: Path) -> None:
        """Fills an empty folder."""
        self._path = path
        self._builder = TantivyBuilder(path, FIELDS)

    def add(self, document: Document) -> None:
        """Adds a document with an id of its own.

        Raises:
            DatabaseError: It cannot be written.
        """
        try:
            self._builder.add(document)
        except (OSError, ValueError) as error:
            raise _unwritable(self._path, error) from error

    def finish(self) -> None:
        """Writes everything to disk.

        Raises:
            DatabaseError: It cannot be written.
        """
        try:
            self._builder.finish()
        except (OSError, ValueError) as error:
            raise _unwritable(self._path, error) from error


def _unwritable(path: Path, error: Exception) -> DatabaseError:
    return DatabaseError(
        f"The text index {path} could not be written ({error}). "
        "Check that the disk has space and the data folder may be written.",
        operation="import",
    )
