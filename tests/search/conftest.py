"""The light encoder, built once for all tests of a run from the installed weights."""

from pathlib import Path

import pytest

from talknshop.search.light_model import open_light_encoder
from talknshop.search.light_weights import LightWeights, verified_weights, weights_folder
from talknshop.search.onnx_encoder import OnnxEncoder


@pytest.fixture(scope="session")
def weights() -> LightWeights:
    return verified_weights(weights_folder())


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="session")
def light_encoder(models: Path) -> OnnxEncoder:
    return open_light_encoder(models)
