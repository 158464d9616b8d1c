"""An encoder on the library sentence-transformers, for models of one's own.

The library brings torch and is in none of our locks: whoever wants it installs it. It is imported
here and nowhere else, when an encoder is opened.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

import numpy as np

from talknshop.core.errors import ConfigurationError
from talknshop.search.encoder import Matrix


class SentenceModel(Protocol):
    """What is used of ``sentence_transformers.SentenceTransformer``."""

    def encode(
        self, sentences: list[str], *, normalize_embeddings: bool, show_progress_bar: bool
    ) -> Matrix:
        """One vector a sentence."""
        ...


class SentenceTransformersEncoder:
    """Vectors of a model of sentence-transformers; implements ``Encoder``."""

    def __init__(self, model: SentenceModel, *, name: str) -> None:
        """Takes the opened model and finds out how long its vectors are.

        Args:
            model: The model.
            name: As of ``Encoder``.
        """
        self._model = model
        self.name = name
        self.dimensions = int(self._run(["."]).shape[1])

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The vectors of ``texts``; the model says how much of a long text it reads."""
        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        return self._run(list(texts))

    def _run(self, texts: list[str]) -> Matrix:
        vectors = self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


def open_sentence_transformers_encoder(model: str) -> SentenceTransformersEncoder:
    """Opens a model; blocking, takes seconds, and may download it.

    Args:
        model: Its name or folder.

    Raises:
        ConfigurationError: There is no such model.
        ImportError: The library is not installed.
    """
    library = import_module("sentence_transformers")
    try:
        opened = cast("SentenceModel", library.SentenceTransformer(model))
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"sentence-transformers cannot open the model {model!r} ({error}). "
            "Set EMBEDDING_MODEL to the name or the folder of one that it can."
        ) from error
    return SentenceTransformersEncoder(opened, name=f"sentence-transformers:{model}")
