"""Vectors on disk, and exact search among them.

A collection of vectors is one file that only grows: a line that says which encoder made them, then
records of the same length (id, digest of the text, vector). Whoever reads maps the complete
records; what a killed writer left half done is written over by the next. Exact search multiplies
the matrix by the query: 100,000 vectors of 384 numbers take 12 ms on one core, so no
approximate index is kept. Numbers stay float32: NumPy multiplies nothing shorter without
converting it first.
"""

import json
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from talknshop.core.errors import StorageError
from talknshop.search.encoder import Matrix, Vector

_SUFFIX = ".vectors"
_HEADER_LENGTH = 512
_FORMAT = 1
_OFF_LENGTH = 1e-3


def text_digest(text: str) -> int:
    """A number from 1 to 2**64 - 1 that tells texts apart."""
    return (
        int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) or 1
    )


class VectorHit(NamedTuple):
    """A vector near the query."""

    vector_id: int
    similarity: float
    """Cosine of the angle to the query, from -1 to 1."""


class Scan:
    """How similar each vector of an index is to one query."""

    def __init__(self, ids: NDArray[np.int64], similarities: Vector) -> None:
        """Takes ids and similarities, in the same order."""
        self._ids = ids
        self._similarities = similarities

    def best(self, limit: int, *, among: Collection[int] | None = None) -> list[VectorHit]:
        """The most similar vectors, best first.

        Args:
            limit: How many at most.
            among: Only these ids; all when None.
        """
        ids, similarities = self._ids, self._similarities
        if among is not None:
            chosen = np.isin(ids, np.fromiter(among, np.int64, len(among)))
            ids, similarities = ids[chosen], similarities[chosen]
        if limit < 1 or not len(ids):
            return []
        first = max(len(ids) - limit, 0)
        places = np.argpartition(similarities, first)[first:]
        # Equal similarities in the order of their ids, so that an answer can be repeated.
        places = places[np.lexsort((ids[places], -similarities[places]))]
        return [VectorHit(int(ids[place]), float(similarities[place])) for place in places]


class VectorIndex:
    """The vectors of one file as they were when it was opened; safe to use from several threads."""

    def __init__(
        self, ids: NDArray[np.int64], digests: NDArray[np.uint64], vectors: Matrix
    ) -> None:
        """Takes the columns of the records, ids ascending, each row of ``vectors`` of length 1."""
        self._ids = ids
        self._digests = digests
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def last_id(self) -> int | None:
        """The highest id; None when there is no vector."""
        return int(self._ids[-1]) if len(self._ids) else None

    def is_sound(self) -> bool:
        """Whether ids ascend and every vector is of length 1; reads the whole file."""
        squares = np.vecdot(self._vectors, self._vectors)
        return bool((np.diff(self._ids) > 0).all() and (np.abs(squares - 1) < _OFF_LENGTH).all())

    def scan(self, query: Vector) -> Scan:
        """Compares every vector with ``query``, which must be of length 1."""
        # Row by row on this thread. A matrix product would share the work with another thread and
        # wait for it: on a machine whose cores are busy that takes 20 ms instead of 2.
        return Scan(self._ids, np.vecdot(self._vectors, query))

    def by_digest(self, digests: Collection[int]) -> dict[int, Vector]:
        """The vectors of texts with these digests, as far as there are any."""
        wanted = np.fromiter(digests, np.uint64, len(digests))
        if not len(self) or not len(wanted):
            return {}
        order = self._digest_order
        found = np.searchsorted(self._digests, wanted, sorter=order).clip(max=len(self) - 1)
        places = order[found]
        places = places[self._digests[places] == wanted]
        return {int(self._digests[place]): self._vectors[place] for place in places}

    def by_ids(self, ids: Sequence[int]) -> Matrix:
        """The vectors of these ids, as far as there are any."""
        wanted = np.asarray(ids, dtype=np.int64)
        if not len(self) or not len(wanted):
            return self._vectors[:0]
        places = np.searchsorted(self._ids, wanted).clip(max=len(self) - 1)
        return self._vectors[places[self._ids[places] == wanted]]

    @cached_property
    def _digest_order(self) -> NDArray[np.intp]:
        return np.argsort(self._digests)


@dataclass(frozen=True, slots=True)
class VectorLayout:
    """How a file of vectors is written."""

    encoder: str
    dimensions: int

    @property
    def record(self) -> np.dtype[np.void]:
        """One vector, with the id and the digest of its text."""
        return np.dtype([("id", "<i8"), ("digest", "<u8"), ("vector", "<f4", (self.dimensions,))])

    @property
    def header(self) -> bytes:
        """What a file begins with."""
        about = {"format": _FORMAT, "encoder": self.encoder, "dimensions": self.dimensions}
        return json.dumps(about).encode().ljust(_HEADER_LENGTH - 1) + b"\n"

    def __post_init__(self) -> None:
        if len(self.header) != _HEADER_LENGTH:
            raise ValueError(f"the name of the encoder is too long: {self.encoder!r}")

    def open(self, file: Path) -> VectorIndex | None:
        """The complete records; None when there is no such file or it is of another encoder."""
        try:
            with file.open("rb") as opened:
                if opened.read(_HEADER_LENGTH) != self.header:
                    return None
                size = os.fstat(opened.fileno()).st_size
                count = (size - _HEADER_LENGTH) // self.record.itemsize
                if not count:
                    records = np.empty(0, self.record)
                else:
                    records = np.memmap(opened, self.record, "r", _HEADER_LENGTH, (count,))
        except FileNotFoundError:
            return None
        # A power cut can leave records of zeros at the end; no text has the digest 0.
        while count and not records["digest"][count - 1]:
            count -= 1
        # Ids and digests are copied together: a look at them should not read the whole file.
        ids, digests = records["id"][:count].copy(), records["digest"][:count].copy()
        return VectorIndex(ids, digests, records["vector"][:count])


class VectorWriter:
    """Adds vectors to a file; a context manager. One writer a file at a time."""

    def __init__(self, file: FileIO, layout: VectorLayout, index: VectorIndex) -> None:
        """Takes the file, placed after the last complete record, and what is in it."""
        self._file = file
        self.layout = layout
        """What the file's records look like."""
        self.last_id = index.last_id
        """The highest id that is on the disk; None when there is none."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, ids: Sequence[int], digests: Sequence[int], vectors: Matrix) -> None:
        """Adds vectors; when it returns they are on the disk.

        Args:
            ids: Ascending, and above every id that is there.
            digests: Of the texts, as of ``text_digest``.
            vectors: One row an id, each of length 1.

        Raises:
            ValueError: The ids do not ascend, or the numbers of rows differ.
            StorageError: The disk refused; the vectors added before are kept.
        """
        last = self.last_id
        for vector_id in ids:
            if last is not None and vector_id <= last:
                raise ValueError(f"vector ids must ascend: {vector_id} comes after {last}")
            last = vector_id
        if not len(ids) == len(digests) == len(vectors):
            raise ValueError("ids, digests and vectors must be as many")
        records = np.empty(len(ids), self.layout.record)
        records["id"], records["digest"], records["vector"] = ids, digests, vectors
        start = self._file.tell()
        try:
            rest = memoryview(records.tobytes())
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            self._file.seek(start)
            raise StorageError(
                f"Vectors could not be written ({error.strerror}); those written before are kept. "
                "Free some space; it goes on from there."
            ) from error
        self.last_id = last


class VectorStore:
    """The files of vectors in one folder, all by one encoder."""

    def __init__(self, folder: Path, *, encoder: str, dimensions: int) -> None:
        """Takes the folder, made by the first writer, and what the encoder is.

        Args:
            folder: Where the files are.
            encoder: Name of the encoder; files by another one are not read, and written anew.
            dimensions: Length of its vectors.

        Raises:
            ValueError: The name of the encoder is longer than some 400 letters.
        """
        self._folder = folder
        self._layout = VectorLayout(encoder, dimensions)

    def index(self, name: str) -> VectorIndex | None:
        """Opens the vectors that are there by now; None when there is no file of this encoder.

        Raises:
            StorageError: The file cannot be read.
        """
        try:
            return self._layout.open(self._file(name))
        except OSError as error:
            raise StorageError(f"The vectors {name} cannot be read ({error.strerror}).") from error

    def writer(self, name: str) -> VectorWriter:
        """Opens a file for adding to it, going on after its last complete record.

        Raises:
            StorageError: The file cannot be written.
        """
        file = self._file(name)
        try:
            index = self._layout.open(file)
            if index is None:
                self._start(file)
                index = self._layout.open(file)
            if index is None:
                raise StorageError(f"The vectors {name} were removed while they were opened.")
            opened = file.open("r+b", buffering=0)
            opened.seek(_HEADER_LENGTH + len(index) * self._layout.record.itemsize)
        except OSError as error:
            raise StorageError(
                f"The vectors {name} cannot be written ({error.strerror}). "
                f"Check the folder {self._folder} and its free space."
            ) from error
        return VectorWriter(opened, self._layout, index)

    def _start(self, file: Path) -> None:
        # A file by another encoder is replaced, never cut: somebody may be reading it.
        self._folder.mkdir(parents=True, exist_ok=True)
        started = file.with_suffix(".starting")
        started.write_bytes(self._layout.header)
        started.replace(file)

    def names(self) -> set[str]:
        """The names of all files, also those by other encoders."""
        return {file.stem for file in self._folder.glob(f"*{_SUFFIX}")}

    def drop(self, name: str) -> None:
        """Removes a file; who has it open keeps reading it."""
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{_SUFFIX}"
