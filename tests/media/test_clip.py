"""A CLIP model of the operator's own, here one of a few numbers that tells red from blue."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from onnx import TensorProto, helper
from PIL import Image
from tests.media.drawing import encoded

from talknshop.core.errors import ConfigurationError
from talknshop.media.clip_vision import FILES, ClipVision
from talknshop.media.images.clip_tokens import LENGTH, ClipTokenizer
from talknshop.media.vision import NOT_ANSWERED, with_vision
from talknshop.schemas.recognition import ImageAttributes, Source

MERGES = ("l a", "m p</w>", "la mp</w>", "s o", "f a</w>", "so fa</w>")
WORDS = {"lamp</w>": (-1.0, -1.0, 1.0), "sofa</w>": (1.0, -1.0, -1.0)}
"""What the words stand for in red, green and blue."""


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "clip"
    folder.mkdir()
    pieces = ["<|startoftext|>", "<|endoftext|>", *map(chr, range(33, 127)), *WORDS]
    pieces += [f"{letter}</w>" for letter in map(chr, range(33, 127))]
    (folder / "vocab.json").write_text(json.dumps({one: row for row, one in enumerate(pieces)}))
    (folder / "merges.txt").write_text("\n".join(["#version: 0.2", *MERGES]))
    write_model(folder, pieces)
    return folder


def write_model(folder: Path, pieces: Sequence[str]) -> None:
    values = [value for one in pieces for value in WORDS.get(one, (0.0, 0.0, 0.0))]
    weights = helper.make_tensor("words", TensorProto.FLOAT, (len(pieces), 3), values)
    axes = helper.make_tensor("axes", TensorProto.INT64, (1,), [1])
    textual = [
        helper.make_node("Gather", ["words", "tokens"], ["each"]),
        helper.make_node("ReduceSum", ["each", "axes"], ["embedding"], keepdims=0),
    ]
    visual = [
        helper.make_node("GlobalAveragePool", ["picture"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["embedding"]),
    ]
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ("n", LENGTH))
    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, ("n", 3, 32, 32))
    _save(folder / "textual.onnx", textual, tokens, [weights, axes])
    _save(folder / "visual.onnx", visual, picture, [])


def _save(path: Path, nodes: list[Any], given: Any, weights: list[Any]) -> None:  # noqa: ANN401
    answer = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ("n", 3))
    graph = helper.make_graph(nodes, path.stem, [given], [answer], weights)
    opset = [helper.make_opsetid("", 17)]
    whole = helper.make_model(graph, opset_imports=opset, ir_version=8)
    path.write_bytes(whole.SerializeToString())


def plain(*colour: int) -> bytes:
    return encoded(Image.new("RGB", (90, 60), colour))


async def test_a_picture_is_the_kind_that_looks_like_it(model: Path, tmp_path: Path) -> None:
    vision = ClipVision.open(model, lambda: ("lamp", "sofa"), tmp_path / "models", seconds=60)
    try:
        for colour, kind in (((30, 30, 220), "lamp"), ((220, 30, 30), "sofa")):
            said = await vision.look(plain(*colour))
            found = with_vision(ImageAttributes(), said, vision.source)
            (only,) = found.attributes
            assert (found.product_type, found.labels) == (kind, [kind])
            assert (only.source, only.confidence) == (Source.CLIP, 0.9)
        (table,) = (tmp_path / "models").iterdir()
        assert table.stat().st_size == 2 * 3 * 4
    finally:
        await vision.aclose()


async def test_prompts_are_embedded_once(model: Path, tmp_path: Path) -> None:
    for kinds in (("lamp", "sofa"), ("lamp", "sofa"), ("lamp",)):
        vision = ClipVision.open(model, lambda kinds=kinds: kinds, tmp_path / "models", seconds=60)
        assert await vision.look(plain(30, 30, 220)) is not None
        await vision.aclose()
    assert len(list((tmp_path / "models").iterdir())) == 2


async def test_what_is_not_ready_in_time_costs_only_itself(model: Path, tmp_path: Path) -> None:
    vision = ClipVision.open(model, lambda: ("lamp", "sofa"), tmp_path / "models", seconds=0.001)
    known = ImageAttributes(brand="Lumo")
    found = with_vision(known, await vision.look(plain(30, 30, 220)), vision.source)
    assert (found.brand, found.degraded, found.notes) == ("Lumo", True, [NOT_ANSWERED])
    await vision.aclose()


async def test_a_broken_model_costs_only_itself(model: Path, tmp_path: Path) -> None:
    (model / "textual.onnx").write_bytes(b"no model")
    vision = ClipVision.open(model, lambda: ("lamp", "sofa"), tmp_path / "models", seconds=60)
    assert await vision.look(plain(30, 30, 220)) is None
    await vision.aclose()


def test_files_that_are_missing_are_named(model: Path, tmp_path: Path) -> None:
    (model / "merges.txt").unlink()
    (model / "visual.onnx").unlink()
    with pytest.raises(ConfigurationError, match=r"visual\.onnx, merges\.txt is missing"):
        ClipVision.open(model, tuple, tmp_path, seconds=1)
    with pytest.raises(ConfigurationError) as told:
        ClipVision.open(tmp_path / "nowhere", tuple, tmp_path, seconds=1)
    assert all(name in str(told.value) for name in FILES)


def test_words_are_cut_as_they_were_learned(model: Path) -> None:
    tokenizer = ClipTokenizer(model / "vocab.json", model / "merges.txt")
    numbers = json.loads((model / "vocab.json").read_text())
    start, end = numbers["<|startoftext|>"], numbers["<|endoftext|>"]
    assert tokenizer.encode("  A\nLAMP ")[:4] == [start, numbers["a</w>"], numbers["lamp</w>"], end]
    # "so" was learned, but this vocabulary has no number for it.
    unknown = end
    pieces = [unknown, *(numbers[piece] for piece in ("f", "a", "s</w>"))]
    assert tokenizer.encode("sofas")[1:5] == pieces
    assert len(tokenizer.encode("lamp " * 200)) == LENGTH
    assert tokenizer.encode("lamp " * 200)[-1] == end
    (model / "vocab.json").write_text("{}")
    with pytest.raises(ValueError, match="startoftext"):
        ClipTokenizer(model / "vocab.json", model / "merges.txt")
