"""An encoder on onnxruntime: batches of texts through a graph, without torch."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import numpy as np

from talknshop.core.errors import StorageError
from talknshop.search.encoder import Matrix
from talknshop.search.wordpiece import WordPieceTokenizer

DIMENSIONS = 384

# So many pieces fit into the processor's cache together; larger batches are no faster.
_PIECES_OF_A_BATCH = 512
_TEXTS_OF_A_BATCH = 64


class _Session(Protocol):
    """What is used of ``onnxruntime.InferenceSession``, which comes without types."""

    def run(self, output_names: None, input_feed: dict[str, object]) -> Sequence[Matrix]: ...


class OnnxEncoder:
    """Runs a graph that turns word pieces into vectors; implements ``Encoder``."""

    def __init__(
        self, graph: Path, tokenizer: WordPieceTokenizer, *, name: str, threads: int
    ) -> None:
        """Loads the graph.

        Args:
            graph: An ONNX file with the inputs and the output of ``minilm_graph``.
            tokenizer: The tokenizer of its vocabulary.
            name: As of ``Encoder``.
            threads: How many batches of one call are worked on at the same time.

        Raises:
            StorageError: The file is no graph that onnxruntime can load.
        """
        self.name = name
        self.dimensions = DIMENSIONS
        self._tokenizer = tokenizer
        self._threads = threads
        self._session = _open_session(graph)

    def encode(self, texts: Sequence[str]) -> Matrix:
        """The vectors of ``texts``; what goes beyond 256 word pieces of a text is left out."""
        pieces = [self._tokenizer.encode(text) for text in texts]
        vectors = np.empty((len(texts), self.dimensions), np.float32)

        def run(batch: list[int]) -> None:
            vectors[batch] = self._run([pieces[place] for place in batch])

        batches = list(_batches(pieces))
        if self._threads == 1 or len(batches) == 1:
            for batch in batches:
                run(batch)
        else:
            with ThreadPoolExecutor(self._threads, thread_name_prefix="encoder") as pool:
                list(pool.map(run, batches))
        return vectors

    def _run(self, pieces: Sequence[list[int]]) -> Matrix:
        shape = (len(pieces), max(map(len, pieces)))
        numbers, mask = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
        for row, own in enumerate(pieces):
            numbers[row, : len(own)] = own
            mask[row, : len(own)] = 1
        return self._session.run(None, {"input_ids": numbers, "attention_mask": mask})[0]


def _batches(pieces: Sequence[list[int]]) -> Iterator[list[int]]:
    """Places of texts that are alike in length, so that little of a batch is padding."""
    batch: list[int] = []
    for place in sorted(range(len(pieces)), key=lambda place: len(pieces[place])):
        padded = (len(batch) + 1) * len(pieces[place])
        if batch and (len(batch) == _TEXTS_OF_A_BATCH or padded > _PIECES_OF_A_BATCH):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _open_session(graph: Path) -> _Session:
    # Imported by name because it comes without types.
    onnxruntime = import_module("onnxruntime")
    options = onnxruntime.SessionOptions()
    # Batches are spread over threads above: that is faster than threads within one.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(
            str(graph), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # its own exceptions share no class of their own
        raise StorageError(
            f"The encoder's graph {graph} cannot be loaded. Delete it; it is built again then."
        ) from error
    # The protocol stands for the part of the untyped class that is used.
    return cast("_Session", session)
