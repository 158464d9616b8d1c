"""The light encoder's model on this machine: built once from the installed weights, then loaded."""

import os
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from talknshop.core.errors import ConfigurationError, StorageError
from talknshop.core.settings import EmbeddingPrecision
from talknshop.search.light_weights import (
    WEIGHTS_SHA256,
    LightWeights,
    verified_weights,
    weights_folder,
)
from talknshop.search.onnx_encoder import OnnxEncoder
from talknshop.search.wordpiece import WordPieceTokenizer

MODEL = "all-minilm-l6-v2"
LONGEST = 256
"""Word pieces of a text at most: what the model was trained on."""

_GRAPH_VERSION = 1
"""To be counted up when the graph changes, so that it is built anew."""


def open_light_encoder(
    folder: Path,
    *,
    weights: Path | None = None,
    precision: EmbeddingPrecision = EmbeddingPrecision.FLOAT32,
    threads: int = 1,
) -> OnnxEncoder:
    """Opens the light encoder, building its graph when it is not there yet; blocking.

    Args:
        folder: Where the graph is kept; made when absent.
        weights: Folder of the model's files; by default that of the installed package.
        precision: The numbers it calculates with; each has a graph of its own.
        threads: How many batches are worked on at the same time.

    Raises:
        ConfigurationError: A part of the extra is missing, or the weights are not the right ones.
        StorageError: The graph cannot be written or read.
    """
    found = verified_weights(weights or weights_folder(), read_tensors=False)
    graph = folder / f"{MODEL}-{precision}-{WEIGHTS_SHA256[:8]}-{_GRAPH_VERSION}.onnx"
    if not graph.exists():
        _build(graph, verified_weights(found.folder), precision)
    tokenizer = WordPieceTokenizer(found.vocabulary(), longest=LONGEST)
    name = f"{MODEL}-{precision}-{WEIGHTS_SHA256[:8]}"
    return OnnxEncoder(graph, tokenizer, name=name, threads=threads)


def _build(graph: Path, weights: LightWeights, precision: EmbeddingPrecision) -> None:
    if find_spec("onnx") is None:
        raise ConfigurationError(
            "The package onnx, which writes down the light encoder's graph, is not installed. "
            "Run `make semantic`, or set EMBEDDING_PROVIDER=none."
        )
    try:
        graph.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".building-", dir=graph.parent)
        unfinished = Path(name)
        try:
            _write(unfinished, weights, precision)
            os.fsync(descriptor)
            unfinished.replace(graph)
        finally:
            os.close(descriptor)
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"The encoder's graph {graph} cannot be written ({error.strerror}). "
            "Free some space or check the folder's rights, and start again."
        ) from error


def _write(file: Path, weights: LightWeights, precision: EmbeddingPrecision) -> None:
    # Imported here: only building needs onnx, which takes half a second to load.
    from talknshop.search.minilm_graph import build_minilm  # noqa: PLC0415

    model = build_minilm(weights.tensors())
    if precision is EmbeddingPrecision.FLOAT32:
        file.write_bytes(model.SerializeToString())
        return
    # One scale a column keeps the cosine to the exact vectors at .992; one a matrix, at .954. Seven
    # bits instead of eight keep sums right on processors without VNNI. The package has no types.
    quantization = import_module("onnxruntime.quantization")
    # Says that nothing is left to fuse before quantising; it would advise to do so otherwise.
    model.metadata_props.add(key="onnx.quant.pre_process", value="onnxruntime.quant")
    quantization.quantize_dynamic(
        model,
        file,
        per_channel=True,
        reduce_range=True,
        weight_type=quantization.QuantType.QInt8,
    )
