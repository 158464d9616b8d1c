"""Folders that were published in a bucket, whole and for good, and a pointer to the newest.

    snapshots/{kind}/{name}/archive-{sha256}.tar.gz    the files
    snapshots/{kind}/{name}/manifest.json              what they are, written once they are there
    snapshots/{kind}/current.json                      the newest manifest, where one is the newest

Nobody changes what was published. Whoever opens one has a copy of its own in a folder, complete and
verified, or none.
"""

import asyncio
import hashlib
import shutil
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from talknshop.core.clock import Clock
from talknshop.core.errors import ConflictError, StorageError
from talknshop.storage.s3_bucket import S3Bucket, StoredObject

_ROOT = "snapshots"
_MANIFEST, _POINTER = "manifest.json", "current.json"
# Databases and indexes shrink little beyond this, and the time for it grows.
_COMPRESSION = 1
_COMPLETE = ".complete"
_DIGITS = 12


class PublishedFile(BaseModel):
    """A file of a snapshot."""

    model_config = ConfigDict(frozen=True)

    path: str
    """Below the folder of the snapshot."""
    size_bytes: int
    sha256: str


class Manifest(BaseModel):
    """What one snapshot is."""

    model_config = ConfigDict(frozen=True)

    kind: str
    name: str
    generation: int
    """Grows from one snapshot to the next; 0 where their names alone tell them apart."""
    schema_version: int
    """Of what is in it; whoever knows only older ones leaves it alone."""
    published_at: datetime
    archive_key: str
    archive_bytes: int
    archive_sha256: str
    files: list[PublishedFile]
    facts: dict[str, Any]
    """For people and logs: how many products, from which feeds."""


class Snapshots:
    """The snapshots of one kind."""

    def __init__(self, bucket: S3Bucket, kind: str) -> None:
        """Publishes in and reads from ``bucket``."""
        self._bucket = bucket
        self._kind = kind

    async def current(self) -> Manifest | None:
        """The newest; None where nothing was published yet.

        Raises:
            StorageError: It cannot be read.
        """
        stored = await self._bucket.get(self._key(_POINTER))
        return None if stored is None else _manifest(stored.content)

    async def named(self, name: str) -> Manifest | None:
        """The one of a name, or None.

        Raises:
            StorageError: It cannot be read.
        """
        stored = await self._bucket.get(self._key(name, _MANIFEST))
        return None if stored is None else _manifest(stored.content)

    async def publish(
        self,
        folder: Path,
        *,
        generation: int,
        schema_version: int,
        facts: dict[str, Any],
        clock: Clock,
    ) -> Manifest:
        """Publishes the files of ``folder`` as the newest.

        Args:
            folder: Nobody changes it meanwhile.
            generation: Above that of the newest.
            schema_version: Of what is in it.
            facts: What people would know of it.
            clock: The time.

        Raises:
            ConflictError: Something at least as new was published, perhaps meanwhile; the newest
                stays what it was.
            StorageError: It cannot be stored; the newest stays what it was.
        """
        pointer = await self._bucket.get(self._key(_POINTER))
        _refuse_older(pointer, generation)
        manifest = await self.store(
            folder,
            f"{generation:0{_DIGITS}d}",
            generation=generation,
            schema_version=schema_version,
            facts=facts,
            clock=clock,
        )
        written, etag = _written(manifest), pointer.etag if pointer else None
        await self._bucket.put(self._key(_POINTER), written, instead_of=etag, new=pointer is None)
        return manifest

    async def store(
        self,
        folder: Path,
        name: str,
        *,
        schema_version: int,
        facts: dict[str, Any],
        clock: Clock,
        generation: int = 0,
    ) -> Manifest:
        """Stores the files of ``folder`` under a name; who asks for the newest sees no change.

        Raises:
            StorageError: It cannot be stored.
        """
        with tempfile.TemporaryDirectory(prefix="talknshop-") as scratch:
            archive = Path(scratch) / "archive"
            files = await asyncio.to_thread(_pack, folder, archive)
            digest = await asyncio.to_thread(_sha256, archive)
            # Two who store the same at once write two archives, and each manifest has its own.
            key = self._key(name, f"archive-{digest}.tar.gz")
            await self._bucket.upload(key, archive)
            manifest = Manifest(
                kind=self._kind,
                name=name,
                generation=generation,
                schema_version=schema_version,
                published_at=clock.now(),
                archive_key=key,
                archive_bytes=archive.stat().st_size,
                archive_sha256=digest,
                files=files,
                facts=facts,
            )
        await self._bucket.put(self._key(name, _MANIFEST), _written(manifest))
        return manifest

    async def install(self, manifest: Manifest, below: Path) -> Path:
        """A folder with the files of a snapshot, complete; found there when it was before.

        Args:
            manifest: Which.
            below: Gets a folder for it, of its name.

        Raises:
            StorageError: It cannot be read, is damaged, or cannot be written; nothing is left.
        """
        folder = below / manifest.name
        if (folder / _COMPLETE).exists():
            return folder
        await asyncio.to_thread(below.mkdir, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=below, prefix=".incoming-") as scratch:
            archive, unpacked = Path(scratch) / "archive", Path(scratch) / "files"
            digest = await self._bucket.download(manifest.archive_key, archive)
            if digest != manifest.archive_sha256:
                raise StorageError(
                    f"The snapshot {manifest.archive_key} is damaged: it is not what was "
                    "published. Publish again."
                )
            await asyncio.to_thread(_unpack, archive, unpacked, manifest.files)
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            await asyncio.to_thread(unpacked.replace, folder)
        return folder

    async def names(self) -> list[str]:
        """Every snapshot, by name, oldest first where names are generations.

        Raises:
            StorageError: They cannot be listed.
        """
        root = self._key("")
        keys = await self._bucket.keys(root)
        return sorted({name for key in keys if (name := key[len(root) :].rpartition("/")[0])})

    async def remove(self, name: str) -> None:
        """Removes a snapshot from the bucket; those who have opened it keep their copies.

        Raises:
            StorageError: It cannot be removed.
        """
        keys = await self._bucket.keys(self._key(name, ""))
        # The manifest first: one without its archive would promise what is not there.
        for key in sorted(keys, key=lambda one: not one.endswith(_MANIFEST)):
            await self._bucket.delete(key)

    def _key(self, *parts: str) -> str:
        return "/".join((_ROOT, self._kind, *parts))


def installed(below: Path) -> list[Path]:
    """The complete snapshots in a folder, oldest first; blocking."""
    if not below.is_dir():
        return []
    return sorted(path for path in below.iterdir() if (path / _COMPLETE).exists())


def remove_others(below: Path, keep: set[Path]) -> None:
    """Removes every snapshot from a folder but ``keep``; blocking."""
    if not below.is_dir():
        return
    for path in below.iterdir():
        if path not in keep:
            shutil.rmtree(path, ignore_errors=True)


def _refuse_older(pointer: StoredObject | None, generation: int) -> None:
    newest = _manifest(pointer.content) if pointer else None
    if newest is not None and newest.generation >= generation:
        raise ConflictError(
            f"Generation {newest.generation} was published already, and this is {generation}. "
            "Import into what was published last, then publish."
        )


def _written(manifest: Manifest) -> bytes:
    return manifest.model_dump_json(indent=1).encode()


def _manifest(content: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise StorageError("What names the newest snapshot cannot be read.") from error


def _pack(folder: Path, archive: Path) -> list[PublishedFile]:
    files: list[PublishedFile] = []
    try:
        with tarfile.open(archive, "w:gz", compresslevel=_COMPRESSION) as packed:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                name = path.relative_to(folder).as_posix()
                packed.add(path, name)
                size = path.stat().st_size
                files.append(PublishedFile(path=name, size_bytes=size, sha256=_sha256(path)))
    except OSError as error:
        raise StorageError(f"The snapshot cannot be packed ({error.strerror}).") from error
    return files


def _unpack(archive: Path, folder: Path, files: list[PublishedFile]) -> None:
    try:
        with tarfile.open(archive, "r:gz") as packed:
            packed.extractall(folder, filter="data")
        for file in files:
            if _sha256(folder / PurePosixPath(file.path)) != file.sha256:
                raise StorageError(f"{file.path} of the snapshot is damaged. Publish again.")
        (folder / _COMPLETE).touch()
    except (OSError, tarfile.TarError) as error:
        raise StorageError(f"The snapshot cannot be unpacked ({error}).") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
