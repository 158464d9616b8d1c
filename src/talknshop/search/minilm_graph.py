"""Writes a MiniLM (BERT) encoder down as a graph for onnxruntime, from its weights.

From word pieces to vectors of length 1, everything is in the graph: embedding, layers, mean over
the pieces of a text, normalisation. Needs ``onnx``, which nothing else here does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from talknshop.search.light_weights import Tensors

LAYERS = 6
HEADS = 12
DIMENSIONS = 384
LONGEST = 256
"""Word pieces of a text at most: what the model was trained on."""

_EPSILON = 1e-12
_OPSET = 18
_IR_VERSION = 10
# Operators of onnxruntime that do in one step what takes ten of the standard: half the time of a
# query. They are part of its documented, versioned operator set (ContribOperators.md).
_FUSED = "com.microsoft"


@dataclass(slots=True)
class _Graph:
    weights: Tensors
    nodes: list[onnx.NodeProto] = field(default_factory=list[onnx.NodeProto])
    constants: list[onnx.TensorProto] = field(default_factory=list[onnx.TensorProto])
    types: list[onnx.ValueInfoProto] = field(default_factory=list[onnx.ValueInfoProto])

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def kernel(self, name: str) -> str:
        """A matrix, laid out as the multiplication wants it."""
        return self.constant(name, self.weights[name].T)

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        *outputs: str,
        domain: str = "",
        **attributes: float,
    ) -> str:
        made = helper.make_node(operator, inputs, outputs, name=outputs[0], domain=domain)
        for name, value in attributes.items():
            made.attribute.append(helper.make_attribute(name, value))
        self.nodes.append(made)
        if domain == _FUSED:  # onnx cannot infer what these give
            known = helper.make_tensor_value_info(outputs[0], TensorProto.FLOAT, None)
            self.types.append(known)
        return outputs[0]

    def add_and_normalise(self, left: str, right: str, bias: str, norm: str, output: str) -> str:
        scale, shift = self.weight(f"{norm}.weight"), self.weight(f"{norm}.bias")
        inputs = [left, right, scale, shift, self.weight(bias)]
        return self.node("SkipLayerNormalization", inputs, output, domain=_FUSED, epsilon=_EPSILON)


def build_minilm(weights: Tensors) -> onnx.ModelProto:
    """The encoder as a model.

    Inputs are ``input_ids`` and ``attention_mask``, int32 of shape (texts, pieces), padded on the
    right; the output ``embeddings`` is float32 of shape (texts, 384), rows of length 1.

    Args:
        weights: The checkpoint's tensors.

    Raises:
        KeyError: The checkpoint lacks a tensor, so it is no MiniLM of six layers.
    """
    graph = _Graph(weights)
    hidden = _embed(graph)
    for number in range(LAYERS):
        hidden = _layer(graph, hidden, f"encoder.layer.{number}")
    _pool(graph, hidden)
    pieces = ["texts", "pieces"]
    made = helper.make_graph(
        graph.nodes,
        "minilm",
        [
            helper.make_tensor_value_info("input_ids", TensorProto.INT32, pieces),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT32, pieces),
        ],
        [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["texts", DIMENSIONS])],
        graph.constants,
        value_info=graph.types,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=_IR_VERSION)


def _embed(graph: _Graph) -> str:
    # There is only one segment, so its vector is part of every place's.
    places = graph.weights["embeddings.position_embeddings.weight"][:LONGEST]
    segment = graph.weights["embeddings.token_type_embeddings.weight"][0]
    inputs = [
        "input_ids",
        "",
        graph.weight("embeddings.word_embeddings.weight"),
        graph.constant("places", places + segment),
        "",
        graph.weight("embeddings.LayerNorm.weight"),
        graph.weight("embeddings.LayerNorm.bias"),
        "attention_mask",
    ]
    return graph.node(
        "EmbedLayerNormalization", inputs, "embedded", "lengths", domain=_FUSED, epsilon=_EPSILON
    )


def _layer(graph: _Graph, hidden: str, prefix: str) -> str:
    names = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
    kernels = np.concatenate([graph.weights[f"{name}.weight"] for name in names]).T
    biases = np.concatenate([graph.weights[f"{name}.bias"] for name in names])
    inputs = [
        hidden,
        graph.constant(f"{prefix}.attention.weight", kernels),
        graph.constant(f"{prefix}.attention.bias", biases),
        "lengths",
    ]
    attended = graph.node("Attention", inputs, f"{prefix}.attended", domain=_FUSED, num_heads=HEADS)
    output = f"{prefix}.attention.output"
    projected = graph.node(
        "MatMul", [attended, graph.kernel(f"{output}.dense.weight")], f"{prefix}.projected"
    )
    middle = graph.add_and_normalise(
        projected, hidden, f"{output}.dense.bias", f"{output}.LayerNorm", f"{prefix}.middle"
    )
    wide = f"{prefix}.intermediate.dense"
    widened = graph.node("MatMul", [middle, graph.kernel(f"{wide}.weight")], f"{prefix}.widened")
    activated = graph.node(
        "BiasGelu", [widened, graph.weight(f"{wide}.bias")], f"{prefix}.activated", domain=_FUSED
    )
    narrow = f"{prefix}.output"
    narrowed = graph.node(
        "MatMul", [activated, graph.kernel(f"{narrow}.dense.weight")], f"{prefix}.narrowed"
    )
    return graph.add_and_normalise(
        narrowed, middle, f"{narrow}.dense.bias", f"{narrow}.LayerNorm", f"{prefix}.hidden"
    )


def _pool(graph: _Graph, hidden: str) -> None:
    # The sum over the pieces points where their mean does; only the direction is left anyway.
    mask = graph.node("Cast", ["attention_mask"], "counted", to=TensorProto.FLOAT)
    axis = graph.constant("axis", np.array([1], dtype=np.int64))
    row = graph.node("Unsqueeze", [mask, axis], "counted_row")
    summed = graph.node("MatMul", [row, hidden], "summed_row")
    flat = graph.node("Squeeze", [summed, axis], "summed")
    graph.node("LpNormalization", [flat], "embeddings", axis=1, p=2)
