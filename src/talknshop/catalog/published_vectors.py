"""Vectors go with the catalogue that they belong to: made once, where it is imported."""

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from talknshop.catalog.records import Feed
from talknshop.core.errors import StorageError

VECTORS_FOLDER = "vectors"
"""The folder of files of vectors, in the data folder and in what is published."""
_SUFFIX = ".vectors"


def take_along(data_dir: Path, feeds: Sequence[Feed], folder: Path) -> None:
    """Copies the vectors of feeds, as far as they are made, into a folder to be published.

    Raises:
        OSError: They cannot be copied.
    """
    for feed in feeds:
        file = data_dir / VECTORS_FOLDER / f"{feed.vectors_name}{_SUFFIX}"
        if file.is_file():
            (folder / VECTORS_FOLDER).mkdir(exist_ok=True)
            shutil.copyfile(file, folder / VECTORS_FOLDER / file.name)


def put_in_place(folder: Path, data_dir: Path) -> None:
    """Copies published vectors to where the catalogue looks for them; what is there stays.

    Vectors by another encoder than the one here are made anew by who reads them.

    Raises:
        StorageError: They cannot be copied.
    """
    place = data_dir / VECTORS_FOLDER
    try:
        for file in sorted((folder / VECTORS_FOLDER).glob(f"*{_SUFFIX}")):
            place.mkdir(parents=True, exist_ok=True)
            if not (place / file.name).exists():
                _copy_whole(file, place / file.name)
    except OSError as error:
        raise StorageError(
            f"Published vectors cannot be copied ({error}). Check the folder {place} and its "
            "free space."
        ) from error


def _copy_whole(file: Path, target: Path) -> None:
    # It appears whole, and never in the place of one that is being filled.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".incoming-") as scratch:
        copy = Path(scratch) / file.name
        shutil.copyfile(file, copy)
        with suppress(FileExistsError):
            os.link(copy, target)
